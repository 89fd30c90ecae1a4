//! The values of each call as they came and went, one file for each: `TF_LOG_SDK_PROTO_DATA_DIR`.
//!
//! They are what the protocol carries, whole: configurations, states and plans with every sensitive and write-only
//! value in them. Nothing is masked, so only the owner may read the files.

use std::{
    fs::{DirBuilder, OpenOptions},
    future::Future,
    io::{self, Write as _},
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::SystemTime,
};

use super::Oddities;

const VARIABLE: &str = "TF_LOG_SDK_PROTO_DATA_DIR";

static RECORDER: OnceLock<Recorder> = OnceLock::new();

tokio::task_local! {
    static CALL: Call;
}

/// The call that a task is about.
#[derive(Clone, Copy, Debug)]
struct Call {
    rpc: &'static str,
    number: u64,
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// From Terraform.
    Request,
    /// To Terraform.
    Response,
}

/// The encoding of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// MessagePack.
    Msgpack,
    /// JSON.
    Json,
}

/// Records from now on, if the environment says where.
pub(super) fn install(variable: impl Fn(&str) -> Option<String>, oddities: &mut Oddities) {
    let Some(directory) = variable(VARIABLE).filter(|text| !text.is_empty()) else { return };
    match Recorder::into_directory(directory.clone().into()) {
        // An error means that it was installed before.
        Ok(recorder) => drop(RECORDER.set(recorder)),
        Err(error) => oddities.add(VARIABLE, &directory, &format!("is no directory to write to ({error})")),
    }
}

/// Says which call the values of `work` belong to.
pub(crate) async fn during<T>(rpc: &'static str, number: u64, work: impl Future<Output = T>) -> T {
    if RECORDER.get().is_none() {
        return work.await;
    }
    CALL.scope(Call { rpc, number }, work).await
}

/// Records a value; `what` says which of the call's values it is: `the prior state`.
pub(crate) fn record(message: Message, what: &str, encoding: Encoding, bytes: &[u8]) {
    let Some(recorder) = RECORDER.get() else { return };
    let call = CALL.try_with(|call| *call).unwrap_or(Call { rpc: "Call", number: 0 });
    recorder.record(call, message, what, encoding, bytes);
}

#[derive(Debug)]
struct Recorder {
    directory: PathBuf,
    has_failed: AtomicBool,
}

impl Recorder {
    /// Makes the directory if there is none.
    fn into_directory(directory: PathBuf) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&directory)?;
        Ok(Self { directory, has_failed: AtomicBool::new(false) })
    }

    fn record(&self, call: Call, message: Message, what: &str, encoding: Encoding, bytes: &[u8]) {
        if let Err(error) = self.write(&file_name(call, message, what, encoding), bytes)
            && !self.has_failed.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(%error, directory = %self.directory.display(), "cannot write what {VARIABLE} asks for");
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.directory.join(name))?.write_all(bytes)
    }
}

/// `1700000000000_12_PlanResourceChange_Request_PriorState.msgpack`: milliseconds, number of the call, call, message,
/// which value. In this order a listing is a history.
fn file_name(call: Call, message: Message, what: &str, encoding: Encoding) -> String {
    let milliseconds = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
    let words = what.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| *word != "the");
    let value: String = words
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or_default();
            first.to_ascii_uppercase() + rest
        })
        .collect();
    let extension = match encoding {
        Encoding::Msgpack => "msgpack",
        Encoding::Json => "json",
    };
    format!("{milliseconds}_{}_{}_{message:?}_{value}.{extension}", call.number, call.rpc)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call = Call { rpc: "PlanResourceChange", number: 12 };

    #[test]
    fn a_file_is_named_after_the_call_and_the_value() {
        let name = file_name(CALL, Message::Request, "the prior state", Encoding::Msgpack);
        let (milliseconds, rest) = name.split_once('_').unwrap();
        assert!(milliseconds.parse::<u64>().unwrap() > 1_700_000_000_000);
        assert_eq!(rest, "12_PlanResourceChange_Request_PriorState.msgpack");
        let name = file_name(CALL, Message::Response, "argument \"../x\"", Encoding::Json);
        assert!(name.ends_with("_Response_ArgumentX.json"), "{name}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_what_is_recorded() {
        use std::os::unix::fs::PermissionsExt as _;

        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("deep/data");
        let recorder = Recorder::into_directory(directory.clone()).unwrap();
        recorder.record(CALL, Message::Request, "the plan", Encoding::Msgpack, b"\xc0");
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        let files: Vec<_> = directory.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        let [file] = &files[..] else { panic!("{files:?}") };
        assert_eq!(mode(file), 0o600);
        assert_eq!(std::fs::read(file).unwrap(), b"\xc0");
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_an_oddity_and_no_failure() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().join("data").display().to_string();
        let mut oddities = Oddities::default();
        install(|name| (name == VARIABLE).then(|| path.clone()), &mut oddities);
        let told = oddities.told().unwrap();
        assert!(told.contains(VARIABLE) && told.contains("is no directory to write to"), "{told}");
    }
}

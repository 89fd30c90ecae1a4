//! Provider and emulator, built by the harness itself: a test must not run what somebody built last week.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use serde_json::Value;

use crate::{Failure, Outcome};

/// The programs under test.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// `terraform-provider-aksoverlay`.
    pub provider: PathBuf,
    /// `arm-emulator`.
    pub emulator: PathBuf,
}

impl Binaries {
    /// Builds them with Cargo, in the profile of this very process; once, then from memory.
    ///
    /// # Errors
    /// They do not build.
    pub fn built() -> Outcome<&'static Self> {
        static BUILT: OnceLock<Binaries> = OnceLock::new();
        // Tests begin side by side; one of them builds and the others wait for it.
        static BUILDING: Mutex<()> = Mutex::new(());
        let _building = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = BUILT.get() {
            return Ok(built);
        }
        let built = build()?;
        Ok(BUILT.get_or_init(|| built))
    }

    /// Builds a provider from the framework's examples.
    ///
    /// # Errors
    /// It does not build.
    pub fn framework_example(name: &str) -> Outcome<PathBuf> {
        let mut programs = cargo_build(&["--package", FRAMEWORK, "--example", name], &[name])?;
        programs.pop().ok_or_else(|| Failure::expected(format!("the program {name}"), "none"))
    }
}

/// The root of this repository.
pub fn repository() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

/// The directory above the profile's, where Cargo keeps what can be made again.
pub(crate) fn target_dir() -> Outcome<PathBuf> {
    let profile = profile_dir()?;
    Ok(profile.parent().map_or_else(|| profile.clone(), Path::to_owned))
}

fn build() -> Outcome<Binaries> {
    let mut programs = cargo_build(&["--package", PROVIDER, "--package", EMULATOR], &[PROVIDER, EMULATOR])?;
    let (Some(emulator), Some(provider)) = (programs.pop(), programs.pop()) else {
        return Err(Failure::expected("two programs", "fewer"));
    };
    Ok(Binaries { provider, emulator })
}

/// Builds with Cargo what `what` selects, and gives where the named programs are, in the same order.
fn cargo_build(what: &[&str], names: &[&str]) -> Outcome<Vec<PathBuf>> {
    let profile = match profile_dir()?.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev".to_owned(),
        Some(name) => name.to_owned(),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = [&["build", "--profile", &profile, MESSAGES], what].concat();
    let command = format!("cargo {}", args.join(" "));
    let output = Command::new(cargo)
        .args(args)
        .current_dir(repository())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|source| Failure::Start { command: command.clone(), source })?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let program = |name: &str| {
        messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == name)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
    };
    match (output.status.success(), names.iter().map(|name| program(name)).collect()) {
        (true, Some(programs)) => Ok(programs),
        _ => Err(Failure::Command {
            command,
            expected: format!("built {}", names.join(" and ")),
            found: format!("ended with {}", output.status),
            output: "(see above)".into(),
        }),
    }
}

/// `target/debug` when this process is `target/debug/demo` or `target/debug/deps/acceptance-…`.
fn profile_dir() -> Outcome<PathBuf> {
    let own = env::current_exe().map_err(Failure::file("find", "this program"))?;
    let dir = own.parent().unwrap_or(&own);
    let dir = if dir.ends_with("deps") { dir.parent().unwrap_or(dir) } else { dir };
    Ok(dir.to_owned())
}

const PROVIDER: &str = "terraform-provider-aksoverlay";
const EMULATOR: &str = "arm-emulator";
const FRAMEWORK: &str = "tfplugin-framework-rs";
const MESSAGES: &str = "--message-format=json-render-diagnostics";

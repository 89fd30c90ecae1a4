//! One command, run so that a test can say what it expected and a reader can see what happened.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    io::{self, BufRead, BufReader, IsTerminal, Read},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use crate::{Failure, Outcome};

/// A command that hangs longer than this is killed and reported. Generous: the machine may be slow and busy.
const PATIENCE: Duration = Duration::from_secs(300);

/// A command to be run, in a process group of its own, as a shell would start it.
#[must_use]
pub struct Run {
    command: Command,
    echo: bool,
}

impl Run {
    /// Runs `program`; environment and working directory are this process's until said otherwise.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self { command: Command::new(program), echo: false }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Forgets the environment, except for the named variables.
    pub fn env_only(mut self, names: &[&str]) -> Self {
        self.command.env_clear();
        for name in names {
            if let Some(value) = std::env::var_os(name) {
                self.command.env(name, value);
            }
        }
        self
    }

    /// Sets the working directory.
    pub fn in_dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Copies what the command prints to this process's stdout while it runs.
    pub fn echo(mut self) -> Self {
        self.echo = true;
        self
    }

    /// Starts the command and returns at once.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(mut self) -> Outcome<Running> {
        let line = self.line();
        let cannot = |source| Failure::Start { command: line.clone(), source };
        // One pipe for both streams keeps them in the order in which they were written.
        let (reader, writer) = io::pipe().map_err(cannot)?;
        let second = writer.try_clone().map_err(cannot)?;
        self.command.stdin(Stdio::null()).stdout(writer).stderr(second).process_group(0);
        let child = self.command.spawn().map_err(cannot)?;
        // The command holds the pipe's writing ends; keeping them open here would keep the reader from ever ending.
        let echo = self.echo;
        drop(self);
        let output = Arc::new(Mutex::new(String::new()));
        let collected = Arc::clone(&output);
        let reader = thread::spawn(move || collect(reader, &collected, echo));
        Ok(Running { line, child, output, reader: Some(reader), ended: None })
    }

    /// Runs the command to its end.
    ///
    /// # Errors
    /// The program cannot be started, or does not end.
    pub fn finish(self) -> Outcome<Finished> {
        self.start()?.finish()
    }

    /// Runs the command, which must succeed.
    ///
    /// # Errors
    /// The program cannot be started, does not end, or ends with another code than 0.
    pub fn succeed(self) -> Outcome<Finished> {
        self.finish()?.exits(0)
    }

    /// Runs the command, which must succeed and print JSON on stdout.
    ///
    /// # Errors
    /// As [`succeed`](Self::succeed), and when what it prints is no JSON.
    pub fn json(mut self) -> Outcome<Value> {
        let command = self.line();
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .map_err(|source| Failure::Start { command: command.clone(), source })?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            return Err(Failure::Command {
                command,
                expected: "exited with 0".into(),
                found: describe(output.status),
                output: printed + &String::from_utf8_lossy(&output.stderr),
            });
        }
        serde_json::from_slice(&output.stdout).map_err(|source| Failure::Json {
            command,
            output: printed,
            source,
        })
    }

    /// The command as one would type it, with the program's bare name.
    fn line(&self) -> String {
        let program = Path::new(self.command.get_program());
        let mut line = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
        for arg in self.command.get_args() {
            let arg = arg.to_string_lossy();
            let quoted = arg.is_empty() || arg.contains([' ', '"', '{', '\'']);
            let _ = if quoted { write!(line, " '{arg}'") } else { write!(line, " {arg}") };
        }
        line
    }
}

/// A command that is running. Dropped before its end, it is killed with all its children.
pub struct Running {
    line: String,
    child: Child,
    output: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    ended: Option<ExitStatus>,
}

impl Running {
    /// The command's process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the command has printed so far.
    pub fn output(&self) -> String {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Presses Ctrl-C: SIGINT to the command and its children, as a terminal sends it.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Waits until `condition` holds of what was printed so far, or of the world.
    ///
    /// # Errors
    /// The command ends first, or nothing comes of it for minutes.
    pub fn until(&mut self, what: &str, mut condition: impl FnMut(&str) -> bool) -> Outcome {
        let start = Instant::now();
        while !condition(&self.output()) {
            let gone = match self.status()? {
                Some(status) => Some(describe(status)),
                None if start.elapsed() > PATIENCE => {
                    Some(format!("has not within {} s", PATIENCE.as_secs()))
                }
                None => None,
            };
            if let Some(found) = gone {
                return Err(self.failure(format!("come to where {what}"), found));
            }
            thread::sleep(TICK);
        }
        Ok(())
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// It does not end within minutes; it is killed then.
    pub fn finish(mut self) -> Outcome<Finished> {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.status()? {
                break status;
            }
            if start.elapsed() > PATIENCE {
                self.signal(Signal::KILL);
                return Err(self.failure("ended".into(), format!("still ran after {} s", PATIENCE.as_secs())));
            }
            thread::sleep(TICK);
        };
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        Ok(Finished { line: std::mem::take(&mut self.line), status, output: self.output() })
    }

    fn status(&mut self) -> Outcome<Option<ExitStatus>> {
        if self.ended.is_none() {
            self.ended = self
                .child
                .try_wait()
                .map_err(|source| Failure::Start { command: self.line.clone(), source })?;
        }
        Ok(self.ended)
    }

    fn signal(&self, signal: Signal) {
        // The group is gone only when every process in it is; then there is nobody left to tell.
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let _ = group.map(|group| kill_process_group(group, signal));
    }

    fn failure(&self, expected: String, found: String) -> Failure {
        Failure::Command { command: self.line.clone(), expected, found, output: self.output() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.ended.is_none() {
            self.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

/// A command that has ended.
#[derive(Debug)]
pub struct Finished {
    line: String,
    status: ExitStatus,
    /// All it printed, stdout and stderr in the order of writing, without colours.
    pub output: String,
}

impl Finished {
    /// The exit code; none if a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The exit code must be this one.
    ///
    /// # Errors
    /// It is not.
    pub fn exits(self, code: i32) -> Outcome<Self> {
        if self.status.code() == Some(code) {
            return Ok(self);
        }
        let found = describe(self.status);
        Err(self.failure(format!("exited with {code}"), found))
    }

    /// The output must contain this text, wherever Terraform breaks its lines.
    ///
    /// # Errors
    /// It does not.
    pub fn says(self, text: &str) -> Outcome<Self> {
        if unwrapped(&self.output).contains(&unwrapped(text)) {
            return Ok(self);
        }
        Err(self.failure(format!("said {text:?}"), "did not".into()))
    }

    /// The output must not contain this text.
    ///
    /// # Errors
    /// It does.
    pub fn does_not_say(self, text: &str) -> Outcome<Self> {
        if !unwrapped(&self.output).contains(&unwrapped(text)) {
            return Ok(self);
        }
        Err(self.failure(format!("kept from saying {text:?}"), "said so".into()))
    }

    /// The framed errors and warnings, without the one that only says how the provider was installed.
    pub fn diagnostics(&self) -> String {
        let mut found = String::new();
        let mut frame: Option<String> = None;
        for line in self.output.lines() {
            if line == "╷" {
                frame = Some(String::new());
            }
            let Some(text) = &mut frame else { continue };
            text.push_str(line.trim_end());
            text.push('\n');
            if line == "╵" {
                found.extend(frame.take().filter(|text| !text.contains("development overrides")));
            }
        }
        found
    }

    fn failure(self, expected: String, found: String) -> Failure {
        Failure::Command { command: self.line, expected, found, output: self.output }
    }
}

const TICK: Duration = Duration::from_millis(5);

fn collect(reader: impl Read, into: &Mutex<String>, echo: bool) {
    let mut reader = BufReader::new(reader);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        let coloured = String::from_utf8_lossy(&line);
        let text = plain(&coloured);
        if echo {
            print_through(if io::stdout().is_terminal() { &coloured } else { &text });
        }
        into.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        line.clear();
    }
}

#[expect(clippy::print_stdout, reason = "the tour shows Terraform's own output")]
fn print_through(text: &str) {
    print!("{text}");
}

/// Without the escape sequences that colour it. Terraform writes them into pipes too, and without colours it leaves out
/// the frames around diagnostics that users know.
fn plain(coloured: &str) -> String {
    let mut pieces = coloured.split("\x1b[");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| c.is_ascii_alphabetic()).map_or(piece.len(), |letter| letter + 1);
        text.push_str(&piece[end..]);
    }
    text
}

fn describe(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exited with {code}"),
        None => format!("was ended by {status}"),
    }
}

/// Terraform frames diagnostics with `│` and breaks their lines at the terminal's width.
fn unwrapped(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || "│╷╵".contains(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Run {
        Run::new("sh").args(["-c", script])
    }

    #[test]
    fn stdout_and_stderr_come_in_the_order_of_writing() {
        let finished = shell("echo a; echo b >&2; echo c").finish().unwrap();
        assert_eq!(finished.output, "a\nb\nc\n");
    }

    #[test]
    fn another_exit_code_is_told_with_command_and_output() {
        let failure = shell("echo why; exit 3").succeed().unwrap_err();
        let text = format!("{failure:?}");
        assert!(
            text.contains("`sh -c 'echo why; exit 3'` should have exited with 0, but exited with 3"),
            "{text}"
        );
        assert!(text.contains("\nwhy\n"), "{text}");
    }

    #[test]
    fn what_terraform_wraps_is_still_found() {
        let finished = shell("printf '│ the pod CIDR\\n│ overlaps\\n'").finish().unwrap();
        finished.says("the pod CIDR overlaps").unwrap().does_not_say("the subnet").unwrap();
    }

    #[test]
    fn diagnostics_are_the_frames_but_for_the_note_on_how_the_provider_was_installed() {
        let printed =
            "╷\n│ Warning: Provider development overrides are in effect\n╵\nx\n╷\n│ Error: no  \n╵\n";
        let finished = shell(&format!("printf '%s' '{printed}'")).finish().unwrap();
        assert_eq!(finished.diagnostics(), "╷\n│ Error: no\n╵\n");
    }

    #[test]
    fn colours_are_left_out_and_nothing_else_is() {
        assert_eq!(plain("\x1b[31m│\x1b[0m\x1b[1;4mError\x1b[0m: [x]\n"), "│Error: [x]\n");
    }

    #[test]
    fn an_interrupt_reaches_the_whole_process_group() {
        // A shell cannot trap a signal that was ignored when it started, as it is for jobs in the background.
        let trapping = "trap 'echo parent' INT; (trap 'echo child; exit' INT; echo ready; while :; do sleep 0.05; done); true";
        let mut running =
            shell(&format!("exec env --default-signal=INT sh -c \"{trapping}\"")).start().unwrap();
        running.until("the child is ready", |output| output.contains("ready")).unwrap();
        running.interrupt();
        let output = running.finish().unwrap().output;
        assert!(output.contains("child") && output.contains("parent"), "{output}");
    }

    #[test]
    fn a_command_that_ends_too_early_is_told() {
        let mut running = shell("echo so far").start().unwrap();
        let failure = running.until("it waits", |_| false).unwrap_err();
        assert!(
            failure.to_string().contains("should have come to where it waits, but exited with 0"),
            "{failure}"
        );
    }

    #[test]
    fn nothing_of_a_dropped_command_survives() {
        let mut running = shell("sleep 60 & echo $!; wait").start().unwrap();
        running.until("it started", |output| output.ends_with('\n')).unwrap();
        let grandchild: u32 = running.output().trim().parse().unwrap();
        drop(running);
        let gone = (0..200).any(|_| {
            thread::sleep(TICK);
            let stat = std::fs::read_to_string(format!("/proc/{grandchild}/stat"));
            stat.map_or(true, |stat| stat.contains(") Z "))
        });
        assert!(gone);
    }
}

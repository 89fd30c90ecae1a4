//! A provider in a process of its own, and a client that talks to it as Terraform does.

#![allow(dead_code, unreachable_pub, reason = "a module of several tests, each of which uses its part")]

mod client;
pub mod faulty;
#[path = "../../src/proto/mod.rs"]
pub mod proto;

use std::{
    path::{Path, PathBuf},
    process::{Command as StdCommand, ExitStatus, Stdio},
    sync::OnceLock,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
};

pub use client::{Client, Owner, Transport};

pub const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// Only there so that a test that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The path of an example's binary, which is built first.
pub fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let directory = BUILT.get_or_init(|| {
        let mut build = StdCommand::new(env!("CARGO"));
        build.args([
            "build",
            "--quiet",
            "--package",
            env!("CARGO_PKG_NAME"),
            "--example",
            "null",
            "--example",
            "faulty",
            "--example",
            "corner",
            "--example",
            "shelf",
        ]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the examples do not build");
        // target/debug/deps/this-test → target/debug/examples
        let test = std::env::current_exe().expect("this test has a path");
        test.parent().and_then(Path::parent).expect("it lies in the target directory").join("examples")
    });
    directory.join(name)
}

/// A command that runs an example without anything that the surroundings say about Terraform.
pub fn command(name: &str) -> Command {
    program(&example(name))
}

/// The same for any provider's program.
pub fn program(path: &Path) -> Command {
    let mut command = Command::new(path);
    for variable in [
        "TF_LOG",
        "TF_LOG_PROVIDER",
        "TF_LOG_SDK",
        "TF_LOG_SDK_PROTO",
        "TF_LOG_SDK_PROTO_DATA_DIR",
        COOKIE.0,
        "PLUGIN_CLIENT_CERT",
    ] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// A provider that was started as Terraform starts one.
pub struct Plugin {
    child: Child,
    /// The handshake line, without its line break.
    pub handshake: String,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
    /// Where it makes its sockets.
    pub socket_dir: tempfile::TempDir,
}

impl Plugin {
    /// Starts an example and reads its handshake.
    pub async fn start(name: &str, client: Option<&Owner>, variables: &[(&str, &str)]) -> Self {
        Self::launch(command(name), client, variables).await
    }

    /// Starts a program and reads its handshake.
    pub async fn launch(mut command: Command, client: Option<&Owner>, variables: &[(&str, &str)]) -> Self {
        let socket_dir = tempfile::tempdir().expect("a temporary directory");
        command
            .env(COOKIE.0, COOKIE.1)
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .env("PLUGIN_UNIX_SOCKET_DIR", socket_dir.path())
            .envs(variables.iter().copied());
        if let Some(client) = client {
            command.env("PLUGIN_CLIENT_CERT", client.pem());
        }
        let mut child = command.spawn().expect("the example starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let stderr = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let handshake =
            patiently(stdout.next_line()).await.expect("it can be read").expect("there is a line");
        Self { child, handshake, stdout, stderr, socket_dir }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// A field of the handshake.
    pub fn field(&self, index: usize) -> &str {
        self.handshake.split('|').nth(index).unwrap_or_default()
    }

    /// The path of the socket.
    pub fn socket(&self) -> &Path {
        Path::new(self.field(3))
    }

    /// A client that nobody refuses.
    pub async fn connect(&self, transport: Transport) -> Client {
        Client::connect(self.socket(), transport).await.expect("the provider accepts the client")
    }

    /// Sends a signal: `INT`, `TERM`.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let status = StdCommand::new("kill").args(["-s", name, &id]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Whether the process lives.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("it can be asked").is_none()
    }

    /// Waits for the process's end.
    pub async fn end(&mut self) -> ExitStatus {
        patiently(self.child.wait()).await.expect("it can be waited for")
    }

    /// The next line of standard error that holds `text`.
    pub async fn log_line(&mut self, text: &str) -> String {
        loop {
            let line = patiently(self.stderr.next_line()).await.expect("it can be read");
            let line = line.unwrap_or_else(|| panic!("no log line holds {text:?}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// What else was printed to standard output, once the process is at its end.
    pub async fn rest_of_stdout(&mut self) -> String {
        let mut rest = String::new();
        while let Some(line) = patiently(self.stdout.next_line()).await.expect("it can be read") {
            rest.push_str(&line);
        }
        rest
    }

    /// What else was printed to standard error, once the process is at its end.
    pub async fn rest_of_stderr(&mut self) -> String {
        let mut rest = String::new();
        while let Some(line) = patiently(self.stderr.next_line()).await.expect("it can be read") {
            rest.push_str(&line);
            rest.push('\n');
        }
        rest
    }
}

/// Waits, but not for ever.
pub async fn patiently<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("it comes to an end")
}

//! The standalone emulator, and the journal of what it was asked.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Binaries, Failure, Outcome, Run};

/// A server of its own, on a port that the system picked; stopped when dropped.
pub struct Emulator {
    child: Child,
    root: TempDir,
    address: String,
}

impl Emulator {
    /// Starts a server with an empty Azure and, if given, a seed file; `speed` is how much faster than Azure it works.
    ///
    /// # Errors
    /// It does not come up.
    pub fn start(seed: Option<&Path>, speed: u32) -> Outcome<Self> {
        let root = TempDir::new().map_err(Failure::file("create", std::env::temp_dir()))?;
        let mut command = Command::new(&Binaries::built()?.emulator);
        command.args(["--listen", "127.0.0.1:0", "--speed", &speed.to_string()]);
        command.arg("--data-dir").arg(root.path().join("data"));
        command.arg("--tls-dir").arg(root.path().join("tls"));
        if let Some(seed) = seed {
            command.arg("--seed").arg(seed);
        }
        let started = "arm-emulator --listen 127.0.0.1:0".to_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| Failure::Start { command: started.clone(), source })?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut line).map_err(Failure::file("read", &started))?;
        }
        let address = line
            .split_once("https://")
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .map(str::to_owned);
        let Some(address) = address else {
            let _ = child.kill();
            let found = child.wait().map_or_else(|e| e.to_string(), |status| format!("ended with {status}"));
            return Err(Failure::Command {
                command: started,
                expected: "said where it listens".into(),
                found,
                output: line,
            });
        };
        Ok(Self { child, root, address })
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where its world is.
    pub fn data_dir(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// What the provider needs to find it and to trust it, as environment variables.
    pub fn environment(&self) -> [(&'static str, String); 6] {
        [
            ("ARM_METADATA_HOSTNAME", self.address.clone()),
            ("SSL_CERT_FILE", self.root.path().join("tls/ca.pem").display().to_string()),
            ("ARM_SUBSCRIPTION_ID", NIL.to_owned()),
            ("ARM_TENANT_ID", NIL.to_owned()),
            ("ARM_CLIENT_ID", NIL.to_owned()),
            ("ARM_CLIENT_SECRET", "any".to_owned()),
        ]
    }

    /// What it was asked so far.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn journal(&self) -> Outcome<Vec<Request>> {
        journal(&self.data_dir())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `PUT`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// What the emulator answered.
    pub status: u64,
}

impl Request {
    /// Whether this is `method` on a resource whose ID ends in `/type/name`.
    pub fn is(&self, method: &str, type_and_name: &str) -> bool {
        self.method == method && self.path.to_lowercase().ends_with(&type_and_name.to_lowercase())
    }
}

/// The journal of the Azure in a data directory, whoever serves it.
pub(crate) fn journal(data_dir: &Path) -> Outcome<Vec<Request>> {
    let lines = Run::new(&Binaries::built()?.emulator)
        .args(["journal", "--json", "--data-dir"])
        .args([data_dir])
        .succeed()?
        .output;
    lines.lines().map(request).collect()
}

fn request(line: &str) -> Outcome<Request> {
    let command = || "arm-emulator journal --json".to_owned();
    let json: Value = serde_json::from_str(line).map_err(|source| Failure::Json {
        command: command(),
        output: line.to_owned(),
        source,
    })?;
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    match (text("method"), text("path"), json["status"].as_u64()) {
        (Some(method), Some(path), Some(status)) => {
            let path = path.split('?').next().unwrap_or_default().to_owned();
            Ok(Request { method, path, status })
        }
        _ => Err(Failure::expected("method, path and status in a journal line", line)),
    }
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";

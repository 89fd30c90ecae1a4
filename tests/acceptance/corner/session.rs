//! A Terraform that talks to the twin, which runs once for all tests, and what it answers as JSON.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use acceptance::{Binaries, Failure, Outcome, Release, Run, Running, Terraform};
use serde_json::Value;
use tempfile::TempDir;

/// A scratch directory in which a Terraform finds the twin.
pub(super) struct Session {
    root: TempDir,
    terraform: Terraform,
    provider: Arc<Provider>,
}

impl Session {
    /// With the twin that all tests share.
    pub(super) fn new(release: Release) -> Outcome<Self> {
        Self::with(release, Provider::shared()?)
    }

    /// With a twin of its own.
    pub(super) fn with(release: Release, provider: Arc<Provider>) -> Outcome<Self> {
        let terraform = Terraform::release(release)?;
        Ok(Self { root: tempfile::tempdir().unwrap(), terraform, provider })
    }

    /// Takes another provider from here on.
    pub(super) fn switch_to(&mut self, provider: Arc<Provider>) {
        self.provider = provider;
    }

    /// Applies a configuration as HashiCorp's suite does: afterwards nothing must be left to do, whether Terraform
    /// refreshes or not.
    pub(super) fn apply(&self, hcl: &str) -> Outcome<Answer> {
        let applied = self.run(hcl, &["apply", "-auto-approve"])?.succeeds()?;
        self.stable()?;
        Ok(applied)
    }

    /// Nothing is left to do.
    pub(super) fn stable(&self) -> Outcome {
        self.terraform(&["plan", "-detailed-exitcode", "-refresh=false"])?.exits(0)?;
        self.terraform(&["plan", "-detailed-exitcode"])?.exits(0)?;
        Ok(())
    }

    /// Plans a configuration, whatever comes of it.
    pub(super) fn plan(&self, hcl: &str) -> Outcome<Answer> {
        self.run(hcl, &["plan"])
    }

    /// Applies a configuration, whatever comes of it.
    pub(super) fn try_apply(&self, hcl: &str) -> Outcome<Answer> {
        self.run(hcl, &["apply", "-auto-approve"])
    }

    /// Destroys everything.
    pub(super) fn destroy(&self) -> Outcome<Answer> {
        self.terraform(&["destroy", "-auto-approve"])?.succeeds()
    }

    /// Runs a command on this configuration.
    pub(super) fn run(&self, hcl: &str, args: &[&str]) -> Outcome<Answer> {
        self.configure(hcl);
        self.terraform(args)
    }

    /// From here on the configuration is this one.
    pub(super) fn configure(&self, hcl: &str) {
        let required = "terraform {\n  required_providers {\n    framework = { source = \"hashicorp/framework\" }\n  }\n}\n";
        fs::write(self.file("main.tf"), format!("{required}{hcl}")).unwrap();
    }

    /// Runs a command that can print JSON.
    pub(super) fn terraform(&self, args: &[&str]) -> Outcome<Answer> {
        let (command, rest) = args.split_first().ok_or_else(|| Failure::expected("a command", "none"))?;
        self.plain(&[&[*command, "-json"], rest].concat()).finish().map(Answer)
    }

    /// A command.
    pub(super) fn plain(&self, args: &[&str]) -> Run {
        Run::new(self.terraform.program())
            .args(args)
            .in_dir(self.root.path())
            .env_only(&["PATH", "TMPDIR"])
            .env("HOME", self.root.path())
            .env("TF_REATTACH_PROVIDERS", &self.provider.reattach)
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
    }

    /// The attributes that are stored of a resource: `framework_user.test`.
    pub(super) fn state(&self, address: &str) -> Outcome<Value> {
        Ok(self.instance(address)?["attributes"].clone())
    }

    /// All that is stored of a resource.
    pub(super) fn instance(&self, address: &str) -> Outcome<Value> {
        let text = fs::read_to_string(self.file("terraform.tfstate")).unwrap();
        let state: Value = serde_json::from_str(&text).unwrap();
        let (ty, name) = address.split_once('.').unwrap_or((address, ""));
        let stored = state["resources"].as_array().into_iter().flatten();
        let mut named = stored.filter(|resource| resource["type"] == ty && resource["name"] == name);
        named
            .next()
            .map(|resource| resource["instances"][0].clone())
            .ok_or_else(|| Failure::expected(format!("{address} in the state"), text))
    }

    /// A file in the directory.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }
}

/// What a command with `-json` printed: one object a line.
pub(super) struct Answer(acceptance::Finished);

impl Answer {
    /// It must have succeeded.
    pub(super) fn succeeds(self) -> Outcome<Self> {
        self.exits(0)
    }

    /// It must have ended with this code.
    pub(super) fn exits(self, code: i32) -> Outcome<Self> {
        self.0.exits(code).map(Self)
    }

    /// It must have failed with errors of these summaries and no others, in any order.
    pub(super) fn fails(self, summaries: &[&str]) -> Outcome<Self> {
        let answer = self.exits(1)?;
        let mut found: Vec<String> = answer.errors().map(|error| text(&error["summary"])).collect();
        let mut expected: Vec<&str> = summaries.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        if found == expected { Ok(answer) } else { Err(answer.expected(format!("the errors {expected:?}"))) }
    }

    /// It must have planned these actions and no others: `("framework_user.test", "create")`.
    pub(super) fn does(self, actions: &[(&str, &str)]) -> Outcome<Self> {
        let of =
            |event: &Value| (text(&event["change"]["resource"]["addr"]), text(&event["change"]["action"]));
        let found: BTreeMap<String, String> = self.events("planned_change").map(|event| of(&event)).collect();
        let expected: BTreeMap<String, String> =
            actions.iter().map(|(address, action)| ((*address).to_owned(), (*action).to_owned())).collect();
        if found == expected { Ok(self) } else { Err(self.expected(format!("the actions {expected:?}"))) }
    }

    /// One of the messages, warnings or errors, must say this in its detail.
    pub(super) fn explains(self, detail: &str) -> Outcome<Self> {
        let found = self.diagnostics().any(|diagnostic| text(&diagnostic["detail"]).contains(detail));
        if found { Ok(self) } else { Err(self.expected(format!("the detail {detail:?}"))) }
    }

    /// There must be a warning of this summary.
    pub(super) fn warns(self, summary: &str) -> Outcome<Self> {
        let found = self
            .diagnostics()
            .any(|diagnostic| diagnostic["severity"] == "warning" && diagnostic["summary"] == summary);
        if found { Ok(self) } else { Err(self.expected(format!("the warning {summary:?}"))) }
    }

    /// The outputs by name: `type` and `value`.
    pub(super) fn outputs(&self) -> BTreeMap<String, Value> {
        let outputs = self.events("outputs").last().unwrap_or_default();
        outputs["outputs"].as_object().cloned().unwrap_or_default().into_iter().collect()
    }

    /// What was done with ephemeral resources, in plan and apply: `open`, `renew`, `close`.
    pub(super) fn ephemeral_operations(&self) -> Vec<String> {
        self.events("ephemeral_op_complete").map(|event| text(&event["hook"]["action"])).collect()
    }

    /// Errors by the name of the resource, action, or whatever their block is labelled with last.
    pub(super) fn errors_by_name(&self) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for error in self.errors() {
            // The line of the block in which the attribute stands: resource "framework_user" "name".
            let context = text(&error["snippet"]["context"]);
            let name = context.rsplit('"').nth(1).unwrap_or_default().to_owned();
            found.entry(name).or_default().push(text(&error["summary"]));
        }
        found.values_mut().for_each(|summaries| summaries.sort_unstable());
        found
    }

    fn errors(&self) -> impl Iterator<Item = Value> {
        self.diagnostics().filter(|diagnostic| diagnostic["severity"] == "error")
    }

    fn diagnostics(&self) -> impl Iterator<Item = Value> {
        self.events("diagnostic").map(|event| event["diagnostic"].clone())
    }

    fn events(&self, kind: &str) -> impl Iterator<Item = Value> {
        let lines = self.0.output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.filter(move |event| event["type"] == kind)
    }

    fn expected(&self, what: String) -> Failure {
        Failure::expected(what, &self.0.output)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A running twin, for as long as a test needs it.
pub(super) struct Provider {
    reattach: String,
    /// Ends the process when it is dropped.
    _process: Running,
}

impl Provider {
    /// The one that all tests share: many runs of Terraform, some at the same time.
    fn shared() -> Outcome<Arc<Self>> {
        static SHARED: Mutex<Weak<Provider>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = shared.upgrade() {
            return Ok(running);
        }
        let started = Self::start(&[])?;
        *shared = Arc::downgrade(&started);
        Ok(started)
    }

    /// One more, with these environment variables.
    pub(super) fn start(variables: &[(&str, &str)]) -> Outcome<Arc<Self>> {
        let run = Run::new(program()?).args(["--debug"]).env_only(&["PATH", "TMPDIR"]);
        let run = variables.iter().fold(run, |run, (name, value)| run.env(name, value));
        let mut process = run.start()?;
        process.until("it says how to reach it", |output| output.contains("Ctrl-C"))?;
        let output = process.output();
        let reattach = output
            .lines()
            .find_map(|line| line.trim().strip_prefix("TF_REATTACH_PROVIDERS='")?.strip_suffix('\''))
            .ok_or_else(|| Failure::expected("a line with TF_REATTACH_PROVIDERS", &output))?
            .to_owned();
        Ok(Arc::new(Self { reattach, _process: process }))
    }
}

/// The twin's program, built once.
fn program() -> Outcome<PathBuf> {
    static BUILT: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(program) = &*built {
        return Ok(program.clone());
    }
    let program = Binaries::framework_example("corner")?;
    Ok(built.insert(program).clone())
}

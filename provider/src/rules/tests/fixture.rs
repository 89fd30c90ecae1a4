//! A rule's fixture, planned and applied by the whole provider in this process, over an Azure of its own.

use std::{fs, path::PathBuf};

use tempfile::TempDir;
use tfplugin_framework::{
    Diagnostic, Value, config,
    testing::{Config, Driver, Outcome},
};

use super::{
    configuration::{Configuration, address},
    repository,
};
use crate::{AksOverlay, rules::Rule};

/// A rule's folder under `tests/fixtures/`.
pub(super) struct Fixture {
    folder: PathBuf,
}

/// The day on which the fixtures are judged unless they say otherwise.
const TODAY: &str = "2026-11-22";

impl Fixture {
    /// The folder of a rule.
    pub(super) fn of(rule: &Rule) -> Self {
        Self { folder: repository().join("tests/fixtures").join(rule.code) }
    }

    /// A folder in the folder of a rule, for another thing that the rule says.
    pub(super) fn within(rule: &Rule, folder: &str) -> Self {
        Self { folder: Self::of(rule).folder.join(folder) }
    }

    /// The text of one of its files, if it is there.
    pub(super) fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    /// The world that it starts from: `seed.json` is there, and `before/main.tf` is applied.
    pub(super) async fn world(&self) -> World<'_> {
        let world = World {
            fixture: self,
            terraform: Driver::new(AksOverlay),
            data_dir: TempDir::new().expect("a directory for the emulated Azure"),
        };
        if self.text("before/main.tf").is_some() {
            let said = world.apply("before/main.tf").await;
            assert!(said.is_empty(), "{}: before/main.tf: {said:#?}", self.folder.display());
        }
        world
    }

    fn configuration(&self, file: &str) -> Configuration {
        let text = self.text(file).unwrap_or_else(|| panic!("no {}", self.folder.join(file).display()));
        Configuration::parse(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", self.folder.join(file).display()))
    }
}

/// A fixture's Azure, and the provider that works on it.
pub(super) struct World<'a> {
    fixture: &'a Fixture,
    terraform: Driver,
    data_dir: TempDir,
}

impl World<'_> {
    /// What `terraform validate` says of one of the fixture's files.
    pub(super) async fn validate(&self, file: &str) -> Vec<Diagnostic> {
        let unknown = |_: &Outcome| Value::unknown();
        self.each(file, async |address, config| self.terraform.validate(address, config).await, unknown).await
    }

    /// What `terraform plan` says of one of the fixture's files.
    pub(super) async fn plan(&self, file: &str) -> Vec<Diagnostic> {
        let planned = |outcome: &Outcome| outcome.planned.clone();
        self.each(file, async |address, config| self.terraform.plan(address, config).await, planned).await
    }

    /// What `terraform apply` says of one of the fixture's files.
    pub(super) async fn apply(&self, file: &str) -> Vec<Diagnostic> {
        let applied = |outcome: &Outcome| outcome.state.clone();
        self.each(file, async |address, config| self.terraform.apply(address, config).await, applied).await
    }

    /// Takes a step with each resource of a file; those below see what `became` of those above.
    async fn each(
        &self,
        file: &str,
        step: impl AsyncFn(&str, Config) -> Outcome,
        became: fn(&Outcome) -> Value,
    ) -> Vec<Diagnostic> {
        let mut configuration = self.fixture.configuration(file);
        self.terraform.configure(self.provider(&configuration)).await.expect_ok();
        for (address, id) in configuration.imports() {
            if self.terraform.stored_json(&address).is_none() {
                self.terraform.import(&address, &id).await.expect_ok();
            }
        }
        let mut said = Vec::new();
        for resource in configuration.resources() {
            let address = address(&resource);
            let outcome = step(&address, configuration.values(&resource)).await;
            said.extend(outcome.diagnostics.iter().cloned());
            configuration.record(&address, became(&outcome));
        }
        said
    }

    /// The provider block, with the paths and the day of the test.
    fn provider(&self, configuration: &Configuration) -> Config {
        let path = |path: PathBuf| path.display().to_string();
        let written = configuration.provider();
        let data_dir = path(self.data_dir.path().to_owned());
        let mut emulator = config! { data_dir = data_dir, speed = 100000 };
        if self.fixture.text("seed.json").is_some() {
            emulator = emulator.with("seed_file", path(self.fixture.folder.join("seed.json")));
        }
        if let Config::Object(members) = &written
            && let Some(Config::Object(settings)) = members.get("emulator")
            && let Some(number) = settings.get("deterministic")
        {
            emulator = emulator.with("deterministic", number.clone());
        }
        let rules = match &written {
            Config::Object(members) => members.get("rules").cloned(),
            _ => None,
        };
        let rules = match rules {
            Some(Config::Object(members)) if members.contains_key("as_of") => Config::Object(members),
            Some(rules) => rules.with("as_of", TODAY),
            None => config! { as_of = TODAY },
        };
        written.with("emulator", emulator).with("rules", rules)
    }
}

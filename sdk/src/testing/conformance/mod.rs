//! What every resource should stand.

mod interrupts;
mod others;
mod secrets;
mod unknowns;

use std::pin::Pin;

use self::{secrets::Secrets, unknowns::with_unknowns};
use super::{Config, Driver, Outcome, evaluate::to_value};
use crate::plan::{check, shape::Level};

impl Driver {
    /// Puts a resource to the test that every resource should stand. The remote side should be one that a test may
    /// change: everything that is made is destroyed again.
    pub fn conformance(&self, type_name: &str) -> Conformance<'_> {
        Conformance {
            driver: self,
            type_name: type_name.to_owned(),
            import_by: None,
            remote_side: None,
            findings: Vec::new(),
        }
    }
}

/// A conformance run of one resource, see [`Driver::conformance`].
#[must_use = "it does nothing before it is run"]
pub struct Conformance<'d> {
    driver: &'d Driver,
    type_name: String,
    import_by: Option<String>,
    remote_side: Option<RemoteSide<'d>>,
    findings: Vec<String>,
}

/// Beyond this many awaits an operation is not interrupted any more: it polls.
const MOST_AWAITS: usize = 200;

/// Says what exists on the remote side.
type RemoteSide<'d> = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Vec<String>> + 'd>> + 'd>;

/// What a conformance run found.
#[derive(Debug)]
#[must_use = "findings that no test looks at are no findings"]
pub struct Findings(Vec<String>);

impl Findings {
    /// Expects none.
    #[track_caller]
    pub fn expect_none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }

    /// Each in turn, as a sentence with what happened after it.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<'d> Conformance<'d> {
    /// The attribute that holds the ID by which the resource can be imported. Without it, import is not tested.
    pub fn import_by(mut self, attribute: &str) -> Self {
        self.import_by = Some(attribute.to_owned());
        self
    }

    /// Says what exists on the remote side, in any words: what is there after a run must be what was there before it. It
    /// finds objects that no state knows of, above all after an interrupt.
    pub fn remote_side<F: Future<Output = Vec<String>> + 'd>(mut self, exists: impl Fn() -> F + 'd) -> Self {
        self.remote_side = Some(Box::new(move || Box::pin(exists())));
        self
    }

    /// Takes each configuration, one after the other, through its life:
    ///
    /// - Any argument may be unknown, at create and at update: no error, no panic, and what is planned known
    ///   stays when the unknown becomes known.
    /// - The same question gets the same plan, and no answer breaks a rule of Terraform.
    /// - After an apply nothing is left to do, and reading changes nothing.
    /// - What is imported needs no change.
    /// - What is destroyed is gone.
    /// - Sensitive and write-only values of the configuration appear in no diagnostic and no private state,
    ///   write-only ones not in the state either.
    /// - A create, an update from one configuration to the next, and a delete may be interrupted at each await: what was
    ///   made until then is in the state, or is adopted when the apply is repeated, and nothing is left behind.
    pub async fn run<C: Into<Config>>(mut self, configs: impl IntoIterator<Item = C>) -> Findings {
        let configs: Vec<Config> = configs.into_iter().map(Into::into).collect();
        for (number, config) in configs.iter().enumerate() {
            let config = config.clone();
            let address = format!("{}.conformance_{number}", self.type_name);
            let secrets = self.secrets(&config).await;
            let next = configs.get(number + 1).cloned();
            let mut life = Life { conformance: &mut self, address, number, config, secrets };
            if life.live().await {
                life.interrupts(next).await;
            }
        }
        Findings(self.findings)
    }

    async fn secrets(&self, config: &Config) -> Secrets {
        let mut secrets = Secrets::default();
        if let Ok(schema) = self.driver.resource(&self.type_name).await
            && let Ok(value) = to_value(&schema.block, config)
        {
            secrets.collect(Level::of(&schema.block), &value);
        }
        secrets
    }
}

/// The life of a resource with one configuration.
struct Life<'c, 'd> {
    conformance: &'c mut Conformance<'d>,
    address: String,
    number: usize,
    config: Config,
    secrets: Secrets,
}

impl Life<'_, '_> {
    /// Whether it can be created.
    async fn live(&mut self) -> bool {
        let driver = self.conformance.driver;
        let (address, config) = (self.address.clone(), self.config.clone());
        self.unknowns("before it exists").await;

        let applied = driver.apply(&address, &config).await;
        if !self.succeeds("cannot be created", &applied) {
            return false;
        }
        self.stays_the_same("after a create something is left to do", &driver.plan(&address, &config).await);
        let refreshed = driver.refresh(&address).await;
        if self.succeeds("cannot be read", &refreshed) && refreshed.state != applied.state {
            let violations = match driver.resource(&address).await {
                Ok(schema) => check::settled(schema, &applied.state, &refreshed.state),
                Err(_) => Vec::new(),
            };
            let differences: String = violations.iter().map(|violation| format!("{violation}\n")).collect();
            self.find("reading changes the state", &format!("{differences}{refreshed}"));
        }
        self.unknowns("once it exists").await;
        self.import(&applied).await;

        let destroyed = driver.destroy(&address).await;
        if self.succeeds("cannot be destroyed", &destroyed) && !destroyed.state.is_null() {
            self.find("a destroy leaves something", &destroyed.to_string());
        }
        driver.forget(&address);
        true
    }

    /// Makes each argument unknown in turn.
    async fn unknowns(&mut self, when: &str) {
        let driver = self.conformance.driver;
        let known = driver.plan(&self.address, &self.config).await;
        if !self.succeeds(&format!("cannot be planned {when}"), &known) {
            return;
        }
        let Ok(schema) = driver.resource(&self.address).await else { return };
        for (place, config) in with_unknowns(&self.config, &schema.block.blocks) {
            let planned = driver.plan(&self.address, config).await;
            if !self.succeeds(&format!("{place} may not be unknown {when}"), &planned) {
                continue;
            }
            for violation in check::final_plan(schema, &planned.planned, &known.planned) {
                let what = format!("what is planned {when} while {place} is unknown does not stay");
                self.find(&what, &violation.to_string());
            }
        }
    }

    async fn import(&mut self, applied: &Outcome) {
        let driver = self.conformance.driver;
        let Some(attribute) = self.conformance.import_by.clone() else { return };
        let Some(id) = applied.at(&attribute).as_str().map(str::to_owned) else {
            return self.find(&format!("there is no ID to import by in {attribute}"), &applied.to_string());
        };
        let address = format!("{}_imported", self.address);
        let imported = driver.import(&address, &id).await;
        if self.succeeds("cannot be imported", &imported) {
            let planned = driver.plan(&address, &self.config).await;
            self.stays_the_same("after an import something is left to do", &planned);
        }
        driver.forget(&address);
    }

    fn find(&mut self, what: &str, happened: &str) {
        let finding = format!("configuration {}: {what}:\n{happened}", self.number);
        self.conformance.findings.push(finding);
    }

    /// Whether the step had neither errors nor violations. Secrets are looked for either way.
    fn succeeds(&mut self, what: &str, outcome: &Outcome) -> bool {
        self.tells_no_secret(outcome);
        let succeeded = outcome.errors().next().is_none() && outcome.violations.is_empty();
        if !succeeded {
            self.find(what, &outcome.to_string());
        }
        succeeded
    }

    fn tells_no_secret(&mut self, outcome: &Outcome) {
        for place in self.secrets.leaked(outcome) {
            // What leaked is not told a second time.
            self.find(&format!("a secret stands in {place}"), "");
        }
    }

    fn stays_the_same(&mut self, what: &str, outcome: &Outcome) {
        if self.succeeds(what, outcome) && outcome.action != Some(super::Action::NoOp) {
            self.find(what, &outcome.to_string());
        }
    }
}

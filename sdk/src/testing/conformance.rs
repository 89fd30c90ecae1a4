//! What every resource should stand.

use super::{Config, Driver, Outcome, evaluate::to_value};
use crate::{
    plan::{
        check,
        shape::{Child, Level, each_object, member},
    },
    value::Value,
};

impl Driver {
    /// Puts a resource to the test that every resource should stand. The remote side should be one that a test may
    /// change: everything that is made is destroyed again.
    pub fn conformance(&self, type_name: &str) -> Conformance<'_> {
        Conformance { driver: self, type_name: type_name.to_owned(), import_by: None, findings: Vec::new() }
    }
}

/// A conformance run of one resource, see [`Driver::conformance`].
#[must_use = "it does nothing before it is run"]
pub struct Conformance<'d> {
    driver: &'d Driver,
    type_name: String,
    import_by: Option<String>,
    findings: Vec<String>,
}

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
    pub async fn run<C: Into<Config>>(mut self, configs: impl IntoIterator<Item = C>) -> Findings {
        for (number, config) in configs.into_iter().enumerate() {
            let config = config.into();
            let address = format!("{}.conformance_{number}", self.type_name);
            let secrets = self.secrets(&config).await;
            let life = Life { conformance: &mut self, address, number, config, secrets };
            life.live().await;
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
    async fn live(mut self) {
        let driver = self.conformance.driver;
        let (address, config) = (self.address.clone(), self.config.clone());
        self.unknowns("before it exists").await;

        let applied = driver.apply(&address, &config).await;
        if !self.succeeds("cannot be created", &applied) {
            return;
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
    }

    /// Makes each argument unknown in turn.
    async fn unknowns(&mut self, when: &str) {
        let driver = self.conformance.driver;
        let known = driver.plan(&self.address, &self.config).await;
        if !self.succeeds(&format!("cannot be planned {when}"), &known) {
            return;
        }
        for (place, config) in with_unknowns(&self.config) {
            let planned = driver.plan(&self.address, config).await;
            if !self.succeeds(&format!("{place} may not be unknown {when}"), &planned) {
                continue;
            }
            let Ok(schema) = driver.resource(&self.address).await else { continue };
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
        for place in self.secrets.leaked(outcome) {
            // What leaked is not told a second time.
            self.find(&format!("a secret stands in {place}"), "");
        }
        let succeeded = outcome.errors().next().is_none() && outcome.violations.is_empty();
        if !succeeded {
            self.find(what, &outcome.to_string());
        }
        succeeded
    }

    fn stays_the_same(&mut self, what: &str, outcome: &Outcome) {
        if self.succeeds(what, outcome) && outcome.action != Some(super::Action::NoOp) {
            self.find(what, &outcome.to_string());
        }
    }
}

/// The values of a configuration that must not be told.
#[derive(Default)]
struct Secrets {
    sensitive: Vec<String>,
    write_only: Vec<String>,
}

/// Shorter texts stand everywhere by chance.
const TELLING_LENGTH: usize = 6;

impl Secrets {
    fn collect(&mut self, level: Level<'_>, config: &Value) {
        for child in level.children() {
            let value = member(config, child.name);
            self.collect_child(child, value);
            if let Some((nesting, inner)) = child.inside {
                each_object(nesting, value, |object| {
                    self.collect(inner, object);
                    object.clone()
                });
            }
        }
    }

    fn collect_child(&mut self, child: Child<'_>, value: &Value) {
        let secrets = match child.as_attribute() {
            Some(attribute) if attribute.write_only => &mut self.write_only,
            Some(attribute) if attribute.sensitive => &mut self.sensitive,
            _ => return,
        };
        value.walk(&mut |_, value| {
            secrets.extend(value.as_str().filter(|text| text.len() >= TELLING_LENGTH).map(str::to_owned));
            true
        });
    }

    /// Where one of them stands although it must not.
    fn leaked(&self, outcome: &Outcome) -> Vec<&'static str> {
        let diagnostics = format!("{:?}", outcome.diagnostics);
        let private = String::from_utf8_lossy(&outcome.private);
        let states = format!("{:?}{:?}", outcome.state, outcome.planned);
        let any = |secrets: &[String], text: &str| secrets.iter().any(|secret| text.contains(secret));
        let anywhere = |text: &str| any(&self.sensitive, text) || any(&self.write_only, text);
        let places = [
            ("a diagnostic", anywhere(&diagnostics)),
            ("the private state", anywhere(&private)),
            ("a plan or state", any(&self.write_only, &states)),
        ];
        places.into_iter().filter_map(|(place, leaked)| leaked.then_some(place)).collect()
    }
}

/// The configuration with one argument unknown, for each argument, with its place.
fn with_unknowns(config: &Config) -> Vec<(String, Config)> {
    let inside = |value: &Config, place: &str, put: &dyn Fn(Config) -> Config| -> Vec<(String, Config)> {
        let whole = (place.to_owned(), put(Config::Unknown));
        let parts = with_unknowns(value).into_iter().map(|(inner, value)| {
            let joint = if inner.starts_with('[') { "" } else { "." };
            (format!("{place}{joint}{inner}"), put(value))
        });
        std::iter::once(whole).chain(parts).collect()
    };
    match config {
        Config::Object(members) => {
            let given = members.iter().filter(|(_, value)| !matches!(value, Config::Null | Config::Unknown));
            given
                .flat_map(|(name, value)| inside(value, name, &|value| config.clone().with(name, value)))
                .collect()
        }
        Config::List(elements) => {
            let replaced = |index: usize, value: Config| {
                let elements = elements.iter().enumerate();
                Config::List(
                    elements.map(|(at, e)| if at == index { value.clone() } else { e.clone() }).collect(),
                )
            };
            let elements = elements.iter().enumerate();
            elements
                .flat_map(|(at, value)| inside(value, &format!("[{at}]"), &|value| replaced(at, value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn each_argument_is_made_unknown_as_a_whole_and_in_its_parts() {
        let config =
            config! { name = "n", cidrs = ["a", "b"], pool = { zones = [{ id = 1 }] }, location = null };
        let variants = with_unknowns(&config);
        let places: Vec<_> = variants.iter().map(|(place, _)| place.as_str()).collect();
        let expected = [
            "cidrs",
            "cidrs[0]",
            "cidrs[1]",
            "name",
            "pool",
            "pool.zones",
            "pool.zones[0]",
            "pool.zones[0].id",
        ];
        assert_eq!(places, expected);
        let second =
            config! { name = "n", cidrs = ["a", unknown], pool = { zones = [{ id = 1 }] }, location = null };
        assert_eq!(variants[2].1, second);
    }
}

//! What every ephemeral resource and every action should stand.
//!
//! Secrets are not looked for: the framework itself stars the values of sensitive arguments and results.

use super::{Findings, MOST_AWAITS, with_unknowns};
use crate::{
    panic,
    testing::{Config, Driver, Outcome},
};

impl Driver {
    /// Puts an ephemeral resource to the test that every one should stand, with each configuration:
    ///
    /// - Any argument may be unknown.
    /// - It opens, can be renewed if it wants to be, and closes.
    /// - Opening may be interrupted at each await: it fails, or what opened can be closed.
    pub async fn ephemeral_conformance<C: Into<Config>>(
        &self,
        type_name: &str,
        configs: impl IntoIterator<Item = C>,
    ) -> Findings {
        let mut found = Found::default();
        let schema = self.schemas().await.ok().and_then(|schemas| schemas.ephemeral_resources.get(type_name));
        let blocks = schema.map_or(&[][..], |schema| &schema.block.blocks);
        for (number, config) in configs.into_iter().enumerate() {
            let config = config.into();
            found.number = number;
            for (place, unknown) in with_unknowns(&config, blocks) {
                let opened = self.open(type_name, unknown).await;
                found.unless_ok(&format!("{place} may not be unknown"), &opened);
            }
            let opened = self.open(type_name, &config).await;
            if !found.unless_ok("cannot be opened", &opened) {
                continue;
            }
            if opened.renew_at.is_some() {
                found.unless_ok("cannot be renewed", &self.renew(type_name).await);
            }
            found.unless_ok("cannot be closed", &self.close(type_name).await);
            for number in 0..MOST_AWAITS {
                self.stop_at_await(number);
                let opened = self.open(type_name, &config).await;
                let stopped = self.stopped_at_await();
                found.unless_survived(&format!("opening that is interrupted at await {number}"), &opened);
                if opened.errors().next().is_none() {
                    let what =
                        format!("what opened although it was interrupted at await {number} cannot be closed");
                    found.unless_ok(&what, &self.close(type_name).await);
                }
                if !stopped {
                    break;
                }
            }
        }
        Findings(found.findings)
    }

    /// Puts an action to the test that every one should stand, with each configuration. It is invoked again and again.
    ///
    /// - Any argument may be unknown when it is planned.
    /// - It can be invoked.
    /// - It may be interrupted at each await, and still says how it ended, without a panic.
    pub async fn action_conformance<C: Into<Config>>(
        &self,
        type_name: &str,
        configs: impl IntoIterator<Item = C>,
    ) -> Findings {
        let mut found = Found::default();
        let schema = self.schemas().await.ok().and_then(|schemas| schemas.actions.get(type_name));
        let blocks = schema.map_or(&[][..], |schema| &schema.block.blocks);
        for (number, config) in configs.into_iter().enumerate() {
            let config = config.into();
            found.number = number;
            for (place, unknown) in with_unknowns(&config, blocks) {
                let planned = self.plan_action(type_name, unknown).await;
                found.unless_ok(&format!("{place} may not be unknown"), &planned);
            }
            if !found.unless_ok("cannot be invoked", &self.invoke(type_name, &config).await) {
                continue;
            }
            for number in 0..MOST_AWAITS {
                self.stop_at_await(number);
                let invoked = self.invoke(type_name, &config).await;
                let stopped = self.stopped_at_await();
                found.unless_survived(
                    &format!("an invocation that is interrupted at await {number}"),
                    &invoked,
                );
                if !stopped {
                    break;
                }
            }
        }
        Findings(found.findings)
    }
}

#[derive(Default)]
struct Found {
    number: usize,
    findings: Vec<String>,
}

impl Found {
    /// Whether the step had neither errors nor violations.
    fn unless_ok(&mut self, what: &str, outcome: &Outcome) -> bool {
        let ok = outcome.errors().next().is_none() && outcome.violations.is_empty();
        if !ok {
            self.add(what, outcome);
        }
        ok
    }

    /// What is interrupted may fail, but neither break a rule nor panic.
    fn unless_survived(&mut self, what: &str, outcome: &Outcome) {
        let panicked = outcome.errors().any(|error| error.summary == panic::SUMMARY);
        if panicked || !outcome.violations.is_empty() {
            self.add(&format!("{what} panics or breaks a rule"), outcome);
        }
    }

    fn add(&mut self, what: &str, outcome: &Outcome) {
        self.findings.push(format!("configuration {}: {what}:\n{outcome}", self.number));
    }
}

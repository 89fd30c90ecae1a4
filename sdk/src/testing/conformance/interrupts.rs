//! Interrupts at each await.

use super::{Config, Life, MOST_AWAITS, Outcome};

/// What is interrupted.
#[derive(Clone)]
enum Interrupted {
    Create,
    UpdateTo(Config),
    Delete,
}

impl Interrupted {
    fn name(&self) -> &'static str {
        match self {
            Self::Create => "a create",
            Self::UpdateTo(_) => "an update",
            Self::Delete => "a delete",
        }
    }
}

impl Life<'_, '_> {
    /// Interrupts a create, an update to `next` and a delete at each of their awaits.
    pub(super) async fn interrupts(&mut self, next: Option<Config>) {
        let update = next.map(Interrupted::UpdateTo);
        for operation in [Some(Interrupted::Create), update, Some(Interrupted::Delete)].into_iter().flatten()
        {
            for number in 0..MOST_AWAITS {
                if !self.interrupt(&operation, number).await {
                    break;
                }
            }
        }
    }

    /// Whether the operation came to that await, and left no finding.
    async fn interrupt(&mut self, operation: &Interrupted, number: usize) -> bool {
        let driver = self.conformance.driver;
        let name = operation.name();
        let before = self.remote_side().await;
        let found = self.conformance.findings.len();
        if !matches!(operation, Interrupted::Create) {
            let created = driver.apply(&self.address, &self.config).await;
            if !self.succeeds(&format!("cannot be created again to interrupt {name}"), &created) {
                return false;
            }
        }
        let wanted = match operation {
            Interrupted::UpdateTo(next) => next.clone(),
            _ => self.config.clone(),
        };

        driver.stop_at_await(number);
        let interrupted = match operation {
            Interrupted::Delete => driver.destroy(&self.address).await,
            _ => driver.apply(&self.address, &wanted).await,
        };
        let stopped = driver.stopped_at_await();
        if stopped {
            self.survives(&format!("{name} that is interrupted at await {number}"), &interrupted);
            if !matches!(operation, Interrupted::Delete) {
                let repeated = driver.apply(&self.address, &wanted).await;
                let what = format!("after {name} was interrupted at await {number}, it cannot be repeated");
                if self.succeeds(&what, &repeated) {
                    let planned = driver.plan(&self.address, &wanted).await;
                    let what = format!(
                        "after {name} was interrupted at await {number} and repeated, something is left to do"
                    );
                    self.stays_the_same(&what, &planned);
                }
            }
        }
        let destroyed = driver.destroy(&self.address).await;
        self.succeeds(
            &format!("after {name} was interrupted at await {number}, it cannot be destroyed"),
            &destroyed,
        );
        driver.forget(&self.address);
        let after = self.remote_side().await;
        if before != after {
            let what =
                format!("after {name} was interrupted at await {number}, the remote side is not as it was");
            self.find(&what, &format!("before: {before:?}\nafter: {after:?}\n{interrupted}"));
        }
        stopped && self.conformance.findings.len() == found
    }

    /// An interrupted operation may fail, but neither break a rule nor panic nor tell secrets.
    fn survives(&mut self, what: &str, outcome: &Outcome) {
        self.tells_no_secret(outcome);
        let panicked = outcome.errors().any(|error| error.summary == crate::panic::SUMMARY);
        if panicked || !outcome.violations.is_empty() {
            self.find(&format!("{what} panics or breaks a rule"), &outcome.to_string());
        }
    }

    async fn remote_side(&self) -> Vec<String> {
        match &self.conformance.remote_side {
            Some(exists) => exists().await,
            None => Vec::new(),
        }
    }
}

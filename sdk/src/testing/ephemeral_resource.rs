//! Ephemeral resources: opened, renewed and closed as Terraform does.

use std::time::SystemTime;

use tonic::Request;

use super::{
    Config, Driver, Outcome,
    driver::{type_of, unsupported},
    evaluate::to_value,
    rpc::{Answer, decode, deferral, diagnostics, encode, inner},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan::check::{self, Answer as In, Rule, Violation},
    proto::tfplugin6 as tf,
    value::{Path, Value},
};

/// An ephemeral resource that is open.
#[derive(Clone)]
pub(super) struct Open {
    private: Option<Vec<u8>>,
    latest_private: Option<Vec<u8>>,
    renew_at: Option<SystemTime>,
}

impl Driver {
    /// Validates the configuration of an ephemeral resource and opens it. The result stands in the outcome's state, the
    /// time to renew it in `renew_at`. As Terraform does, it is not opened while part of the configuration is unknown.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn open(&self, address: &str, config: impl Into<Config>) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_open(address, &config.into(), &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    async fn try_open(&self, address: &str, config: &Config, outcome: &mut Outcome) -> Answer<()> {
        let type_name = type_of(address).to_owned();
        let schemas = self.schemas().await?;
        let schema = schemas
            .ephemeral_resources
            .get(&type_name)
            .ok_or_else(|| unsupported("ephemeral resource", &type_name))?;
        let ty = schema.block.ty();
        let config = to_value(&schema.block, config)?;
        let request = tf::validate_ephemeral_resource_config::Request {
            type_name: type_name.clone(),
            config: encode(&config, &ty)?,
        };
        let answer = self.rpc.service.validate_ephemeral_resource_config(Request::new(request)).await;
        let validated = diagnostics(inner(answer)?.diagnostics);
        let valid = !validated.has_errors();
        outcome.diagnostics.extend(validated);
        if !valid || !config.is_wholly_known() {
            return Ok(());
        }

        let request = tf::open_ephemeral_resource::Request {
            type_name,
            config: encode(&config, &ty)?,
            // Terraform sends them only where it may have to put off the opening.
            client_capabilities: self.rpc.deferral_allowed.then(|| self.rpc.capabilities()),
        };
        let opened = inner(self.rpc.service.open_ephemeral_resource(Request::new(request)).await)?;
        let reported = diagnostics(opened.diagnostics);
        let failed = reported.has_errors();
        outcome.diagnostics.extend(reported);
        if failed {
            // Terraform takes it for not opened, and does not close it.
            return Ok(());
        }
        outcome.deferral = deferral(opened.deferred);
        if outcome.deferral.is_some() && self.rpc.deferral_allowed {
            return Ok(());
        }
        if outcome.deferral.is_some() {
            let detail = "opening is deferred although Terraform does not allow it".to_owned();
            let (answer, rule) = (In::Ephemeral, Rule::NotDeferred);
            outcome.violations.push(Violation { answer, rule, path: Path::root(), detail });
            return Ok(());
        }
        outcome.state = decode(opened.result.as_ref(), &ty)?.unwrap_or(Value::Null);
        outcome.violations.extend(check::ephemeral(schema, &config, &outcome.state));
        outcome.renew_at = opened.renew_at.and_then(|time| SystemTime::try_from(time).ok());
        outcome.private = opened.private.clone().unwrap_or_default();
        let open = Open {
            private: opened.private.clone(),
            latest_private: opened.private,
            renew_at: outcome.renew_at,
        };
        self.opened().insert(address.to_owned(), open);
        Ok(())
    }

    /// Renews what is open, whether or not the time for it has come. It gets the private data of the last renewal, or of
    /// the opening.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn renew(&self, address: &str) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_renew(address, &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    async fn try_renew(&self, address: &str, outcome: &mut Outcome) -> Answer<()> {
        let open = self.opened().get(address).cloned().ok_or_else(|| not_open(address))?;
        if open.renew_at.is_none() {
            let detail = format!("{address} gave no time to be renewed at, so Terraform does not renew it.");
            return Err(Diagnostic::error("Nothing to renew", detail).into());
        }
        let request = tf::renew_ephemeral_resource::Request {
            type_name: type_of(address).to_owned(),
            private: open.latest_private,
        };
        let renewed = inner(self.rpc.service.renew_ephemeral_resource(Request::new(request)).await)?;
        outcome.diagnostics.extend(diagnostics(renewed.diagnostics));
        outcome.renew_at = renewed.renew_at.and_then(|time| SystemTime::try_from(time).ok());
        outcome.private = renewed.private.clone().unwrap_or_default();
        if let Some(open) = self.opened().get_mut(address) {
            open.latest_private = renewed.private;
            open.renew_at = outcome.renew_at;
        }
        Ok(())
    }

    /// Closes what is open. It gets the private data of the opening, whatever renewals made of it.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn close(&self, address: &str) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_close(address, &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    async fn try_close(&self, address: &str, outcome: &mut Outcome) -> Answer<()> {
        let open = self.opened().remove(address).ok_or_else(|| not_open(address))?;
        let request = tf::close_ephemeral_resource::Request {
            type_name: type_of(address).to_owned(),
            private: open.private,
        };
        let closed = inner(self.rpc.service.close_ephemeral_resource(Request::new(request)).await)?;
        outcome.diagnostics.extend(diagnostics(closed.diagnostics));
        Ok(())
    }
}

fn not_open(address: &str) -> Diagnostics {
    Diagnostic::error("Not open", format!("The test has not opened {address}, or has closed it.")).into()
}

//! Actions: planned and invoked as Terraform does.

use tokio_stream::StreamExt as _;
use tonic::Request;

use super::{
    Config, Driver, Outcome,
    driver::unsupported,
    evaluate::to_value,
    rpc::{Answer, deferral, diagnostics, encode, inner},
};
use crate::{
    diag::Diagnostic,
    plan::check::{self, Answer as In, Rule, Violation},
    proto::tfplugin6::{self as tf, invoke_action::event::Type as Kind},
    value::{Path, Type, Value},
};

impl Driver {
    /// Validates the configuration of an action and plans it, as `terraform plan` does. Nothing is done yet.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn plan_action(&self, type_name: &str, config: impl Into<Config>) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_plan_action(type_name, &config.into(), &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    /// Validates, plans and invokes an action. Its progress stands in the outcome.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn invoke(&self, type_name: &str, config: impl Into<Config>) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_invoke(type_name, &config.into(), &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    /// The configuration with its type, if it can be planned.
    async fn try_plan_action(
        &self,
        type_name: &str,
        config: &Config,
        outcome: &mut Outcome,
    ) -> Answer<Option<(Value, Type)>> {
        let schemas = self.schemas().await?;
        let schema = schemas.actions.get(type_name).ok_or_else(|| unsupported("action", type_name))?;
        let ty = schema.block.ty();
        let config = to_value(&schema.block, config)?;
        let request = tf::validate_action_config::Request {
            type_name: type_name.to_owned(),
            config: encode(&config, &ty)?,
        };
        let answer = self.rpc.service.validate_action_config(Request::new(request)).await;
        let validated = diagnostics(inner(answer)?.diagnostics);
        let valid = !validated.has_errors();
        outcome.diagnostics.extend(validated);
        if !valid {
            return Ok(None);
        }
        let request = tf::plan_action::Request {
            action_type: type_name.to_owned(),
            config: encode(&config, &ty)?,
            client_capabilities: Some(self.rpc.capabilities()),
        };
        let planned = inner(self.rpc.service.plan_action(Request::new(request)).await)?;
        let reported = diagnostics(planned.diagnostics);
        let failed = reported.has_errors();
        outcome.diagnostics.extend(reported);
        outcome.deferral = deferral(planned.deferred);
        let violations = check::action_plan(outcome.deferral, self.rpc.deferral_allowed);
        let accepted = !failed && outcome.deferral.is_none();
        outcome.violations.extend(violations);
        Ok(accepted.then_some((config, ty)))
    }

    async fn try_invoke(&self, type_name: &str, config: &Config, outcome: &mut Outcome) -> Answer<()> {
        let planned = self.try_plan_action(type_name, config, outcome).await?;
        let Some((config, ty)) = planned else { return Ok(()) };
        if !config.is_wholly_known() {
            let detail =
                "An action is invoked once its configuration is wholly known; give the test the values.";
            return Err(Diagnostic::error("Action configuration is not known", detail).into());
        }
        let request = tf::invoke_action::Request {
            action_type: type_name.to_owned(),
            config: encode(&config, &ty)?,
            client_capabilities: Some(self.rpc.capabilities()),
        };
        let mut events = inner(self.rpc.service.invoke_action(Request::new(request)).await)?;
        let mut completed = 0;
        while let Some(event) = events.next().await {
            let event = inner(event.map(tonic::Response::new))?;
            match event.r#type {
                Some(Kind::Progress(progress)) if completed == 0 => outcome.progress.push(progress.message),
                Some(Kind::Progress(progress)) => {
                    outcome.violations.push(broken(format!("{:?} comes after its end", progress.message)));
                }
                Some(Kind::Completed(end)) => {
                    completed += 1;
                    outcome.diagnostics.extend(diagnostics(end.diagnostics));
                }
                None => {
                    outcome.violations.push(broken("an event is neither progress nor the end".to_owned()))
                }
            }
        }
        if completed != 1 {
            outcome.violations.push(broken(format!("it ends {completed} times")));
        }
        Ok(())
    }
}

fn broken(detail: String) -> Violation {
    Violation { answer: In::InvokeAction, rule: Rule::ActionCompletesOnce, path: Path::root(), detail }
}

//! The driver.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::OnceCell;

use super::{
    Config, Outcome,
    ephemeral_resource::Open,
    evaluate::{to_typed, to_value},
    rpc::{Named, Rpc},
    schemas::Schemas,
    steps::{Current, Halt, Steps, Stored},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    function::FunctionError,
    plan::check::{self, Answer, Rule, Violation},
    proto::tfplugin6::provider_server,
    provider::Provider,
    resource::MoveSource,
    schema::Schema,
    server::Service,
    stop::Stop,
    value::{Path, Type, Value},
};

/// Terraform in a test: it drives one provider and keeps the state.
///
/// A resource is named by its type, or by its type and a name of its own if there are several: `my_network`,
/// `my_network.second`. All methods take `&self`, so that a test can run an apply and a [`stop`](Self::stop) side by
/// side with `tokio::join!`.
///
/// Every plan is asked for twice, and an apply plans once more before it applies, as Terraform does.
pub struct Driver {
    pub(super) rpc: Rpc,
    schemas: OnceCell<Result<Schemas, Diagnostics>>,
    stored: Mutex<BTreeMap<String, Stored>>,
    opened: Mutex<BTreeMap<String, Open>>,
    /// The provider's own.
    interrupts: Stop,
}

impl Driver {
    /// Drives this provider.
    pub fn new(provider: impl Provider) -> Self {
        let stop = Stop::default();
        let service = Service::with_stop(provider, stop.clone());
        Self { interrupts: stop, ..Self::of_service(service) }
    }

    pub(super) fn of_service(service: impl provider_server::Provider) -> Self {
        Self {
            rpc: Rpc::new(service),
            schemas: OnceCell::new(),
            stored: Mutex::default(),
            opened: Mutex::default(),
            interrupts: Stop::default(),
        }
    }

    /// From here on Terraform allows the provider to defer, as so far only experimental builds do when they are told to.
    #[must_use]
    pub fn allowing_deferral(mut self) -> Self {
        self.rpc.deferral_allowed = true;
        self
    }

    pub(super) async fn schemas(&self) -> Result<&Schemas, Diagnostics> {
        self.schemas.get_or_init(|| self.rpc.schemas()).await.as_ref().map_err(Clone::clone)
    }

    pub(super) async fn resource(&self, address: &str) -> Result<&Schema, Diagnostics> {
        let type_name = type_of(address);
        let schemas = self.schemas().await?;
        schemas.resources.get(type_name).ok_or_else(|| unsupported("resource", type_name))
    }

    async fn identity(&self, address: &str) -> Result<Option<&Schema>, Diagnostics> {
        Ok(self.schemas().await?.identities.get(type_of(address)))
    }

    /// Validates the provider block and configures the provider. It may be called again with another configuration,
    /// as a debugger session or a test run of Terraform does.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn configure(&self, config: impl Into<Config>) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_configure(&config.into(), &mut outcome.diagnostics).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    async fn try_configure(&self, config: &Config, reported: &mut Diagnostics) -> Result<(), Diagnostics> {
        let block = &self.schemas().await?.provider.block;
        let ty = block.ty();
        let config = to_value(block, config)?;
        let validated = self.rpc.validate_provider(&config, &ty).await?;
        let valid = !validated.has_errors();
        reported.extend(validated);
        if valid {
            reported.extend(self.rpc.configure(&config, &ty).await?);
        }
        Ok(())
    }

    /// `terraform validate`: the configuration alone.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn validate(&self, address: &str, config: impl Into<Config>) -> Outcome {
        self.with_config(address, &config.into(), async |steps, config| {
            let current = Current::nothing();
            steps.validate(config).await.map_or(current.clone(), |()| current)
        })
        .await
    }

    /// `terraform plan`: refreshes and plans, and stores nothing.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn plan(&self, address: &str, config: impl Into<Config>) -> Outcome {
        self.with_config(address, &config.into(), async |steps, config| {
            let stored = self.stored(address);
            match self.refreshed_plan(steps, stored, config).await {
                Ok((current, _)) => current,
                Err(Halt) => self.left_as_it_was(steps, address).await,
            }
        })
        .await
    }

    /// `terraform apply`: refreshes, plans, plans again, applies, and stores what comes of it.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn apply(&self, address: &str, config: impl Into<Config>) -> Outcome {
        let config = config.into();
        self.apply_later(address, config.clone(), config).await
    }

    /// The same when part of the configuration becomes known between plan and apply: `at_plan` has unknown values
    /// where `at_apply` has what they turned out to be.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn apply_later(
        &self,
        address: &str,
        at_plan: impl Into<Config>,
        at_apply: impl Into<Config>,
    ) -> Outcome {
        let (at_plan, at_apply) = (at_plan.into(), at_apply.into());
        let schema = match self.resource(address).await {
            Ok(schema) => schema,
            Err(diagnostics) => return failed(diagnostics),
        };
        let at_apply = match to_value(&schema.block, &at_apply) {
            Ok(config) => config,
            Err(diagnostics) => return failed(diagnostics),
        };
        self.with_config(address, &at_plan, async |steps, config| {
            let stored = self.stored(address);
            let Ok((current, planned)) = self.refreshed_plan(steps, stored, config).await else {
                return self.left_as_it_was(steps, address).await;
            };
            let applied = steps.apply(current, planned, &at_apply).await;
            self.store(address, steps.store(&applied));
            applied
        })
        .await
    }

    async fn refreshed_plan(
        &self,
        steps: &mut Steps<'_>,
        stored: Option<Stored>,
        config: &Value,
    ) -> Result<(Current, super::steps::Planned), Halt> {
        steps.validate(config).await?;
        let current = steps.load(stored).await?;
        let current = steps.refresh(current).await?;
        let planned = steps.plan(&current, config).await?;
        Ok((current, planned))
    }

    /// `terraform refresh`: reads and stores what was found.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn refresh(&self, address: &str) -> Outcome {
        self.with_resource(address, async |steps| {
            let stored = self.stored(address);
            let read = match steps.load(stored).await {
                Ok(current) => steps.refresh(current).await,
                Err(Halt) => Err(Halt),
            };
            let Ok(current) = read else { return self.left_as_it_was(steps, address).await };
            self.store(address, steps.store(&current));
            current
        })
        .await
    }

    /// `terraform import`: reads the object with this ID and stores it.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn import(&self, address: &str, id: &str) -> Outcome {
        self.with_new_resource(address, async |steps| steps.import(Named::Id(id)).await).await
    }

    /// An `import` block with an identity: reads the object that has it and stores it.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn import_by_identity(&self, address: &str, identity: impl Into<Config>) -> Outcome {
        let identity = match self.identity(address).await {
            Ok(Some(schema)) => to_value(&schema.block, &identity.into()),
            Ok(None) => {
                let detail = format!("{} has no identity.", type_of(address));
                Err(Diagnostic::error("Unsupported attribute", detail).into())
            }
            Err(diagnostics) => Err(diagnostics),
        };
        match identity {
            Ok(identity) => {
                self.with_new_resource(address, async |steps| steps.import(Named::Identity(&identity)).await)
                    .await
            }
            Err(diagnostics) => failed(diagnostics),
        }
    }

    /// A `moved` block: takes over what another type stored, and stores it.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn take_over(&self, address: &str, source: &MoveSource<'_>) -> Outcome {
        self.with_new_resource(address, async |steps| steps.take_over(source).await).await
    }

    /// `terraform plan -generate-config-out`: the configuration that the provider makes of what is stored.
    ///
    /// # Errors
    /// What the provider refuses.
    pub async fn generate_config(&self, address: &str) -> Result<Config, Diagnostics> {
        let mut config = Config::Null;
        let outcome = self
            .with_resource(address, async |steps| {
                let stored = self.stored(address);
                let Ok(current) = steps.load(stored).await else { return Current::nothing() };
                if let Ok(generated) = steps.generate_config(&current).await {
                    config = generated.into();
                }
                current
            })
            .await;
        if outcome.diagnostics.has_errors() { Err(outcome.diagnostics) } else { Ok(config) }
    }

    async fn with_new_resource(
        &self,
        address: &str,
        step: impl AsyncFnOnce(&mut Steps<'_>) -> Result<Current, Halt>,
    ) -> Outcome {
        self.with_resource(address, async |steps| {
            if self.stored(address).is_some() {
                let detail = format!("Terraform is already managing a remote object for {address}.");
                let managed = Diagnostic::error("Resource already managed by Terraform", detail);
                steps.outcome.diagnostics.push(managed);
                return self.left_as_it_was(steps, address).await;
            }
            let Ok(current) = step(steps).await else { return Current::nothing() };
            self.store(address, steps.store(&current));
            current
        })
        .await
    }

    /// `terraform plan` of a resource that has been removed from the configuration: refreshes and plans its end, and stores
    /// nothing.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn plan_destroy(&self, address: &str) -> Outcome {
        self.with_resource(address, async |steps| match self.planned_end(steps, address).await {
            Ok((current, _)) => current,
            Err(Halt) => self.left_as_it_was(steps, address).await,
        })
        .await
    }

    /// `terraform destroy`.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn destroy(&self, address: &str) -> Outcome {
        self.with_resource(address, async |steps| {
            let destroyed = match self.planned_end(steps, address).await {
                Err(Halt) => return self.left_as_it_was(steps, address).await,
                Ok((current, None)) => current,
                Ok((current, Some(planned))) => steps.apply(current, planned, &Value::Null).await,
            };
            self.store(address, steps.store(&destroyed));
            destroyed
        })
        .await
    }

    /// The refreshed resource and the plan of its end, unless it is gone.
    async fn planned_end(
        &self,
        steps: &mut Steps<'_>,
        address: &str,
    ) -> Result<(Current, Option<super::steps::Planned>), Halt> {
        let current = steps.load(self.stored(address)).await?;
        let current = steps.refresh(current).await?;
        if current.value.is_null() {
            return Ok((current, None));
        }
        let planned = steps.plan_destroy(&current).await?;
        Ok((current, Some(planned)))
    }

    /// Reads a data source. Its result stands in the outcome's state.
    #[must_use = "an outcome that no test looks at hides every error"]
    pub async fn read_data_source(&self, type_name: &str, config: impl Into<Config>) -> Outcome {
        let mut outcome = Outcome::new();
        if let Err(diagnostics) = self.try_read_data_source(type_name, &config.into(), &mut outcome).await {
            outcome.diagnostics.extend(diagnostics);
        }
        outcome
    }

    async fn try_read_data_source(
        &self,
        type_name: &str,
        config: &Config,
        outcome: &mut Outcome,
    ) -> Result<(), Diagnostics> {
        let schemas = self.schemas().await?;
        let schema =
            schemas.data_sources.get(type_name).ok_or_else(|| unsupported("data source", type_name))?;
        let ty = schema.block.ty();
        let config = to_value(&schema.block, config)?;
        let validated = self.rpc.validate_data(type_name, &config, &ty).await?;
        let valid = !validated.has_errors();
        outcome.diagnostics.extend(validated);
        // Terraform puts reading off until the configuration is known.
        if !valid || !config.is_wholly_known() {
            return Ok(());
        }
        let read = self.rpc.read_data(type_name, &config, &ty).await?;
        let failed = read.diagnostics.has_errors();
        outcome.diagnostics.extend(read.diagnostics);
        if !failed {
            outcome.state = read.value.unwrap_or(Value::Null);
            outcome.violations.extend(check::data_source(schema, &outcome.state));
        }
        Ok(())
    }

    /// Calls a function, twice, as its result must not change.
    ///
    /// # Errors
    /// What the function refuses, what Terraform refuses before it calls it, and as an error too what breaks a rule.
    pub async fn call_function<C: Into<Config>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = C>,
    ) -> Result<Value, FunctionError> {
        let refused = |text: String, index| FunctionError::new(text).at_index(index);
        let fault = |diagnostics: Diagnostics| FunctionError::new(format!("{diagnostics:?}"));
        let schemas = self.schemas().await.map_err(fault)?;
        let signature = schemas
            .functions
            .get(name)
            .ok_or_else(|| FunctionError::new(format!("no function is named {name:?}")))?;
        let mut typed: Vec<(Value, Type)> = Vec::new();
        for (index, argument) in arguments.into_iter().enumerate() {
            let parameter = signature.parameters.get(index).or(signature.variadic.as_ref());
            let parameter = parameter.ok_or_else(|| refused("too many arguments".to_owned(), index))?;
            let value = to_typed(&argument.into(), &parameter.ty)
                .map_err(|_| refused(format!("{} required", parameter.ty), index))?;
            if value.is_null() && !parameter.allow_null {
                return Err(refused("argument must not be null".to_owned(), index));
            }
            if !value.is_wholly_known() && !parameter.allow_unknown {
                return Ok(Value::unknown());
            }
            typed.push((value, parameter.ty.clone()));
        }
        if typed.len() < signature.parameters.len() {
            return Err(FunctionError::new("not enough arguments"));
        }
        let first = self.rpc.call(name, &typed, &signature.returns).await.map_err(fault)?;
        let second = self.rpc.call(name, &typed, &signature.returns).await.map_err(fault)?;
        let mut violations = Vec::new();
        if first != second {
            let detail = "the same arguments gave different results".to_owned();
            let (answer, rule) = (Answer::Function, Rule::FunctionIsPure);
            violations.push(Violation { answer, rule, path: Path::root(), detail });
        }
        let arguments: Vec<Value> = typed.into_iter().map(|(value, _)| value).collect();
        if let Ok(result) = &first {
            violations.extend(check::function(signature, &arguments, result));
        }
        match violations.first() {
            Some(violation) => Err(FunctionError::new(violation.to_string())),
            None => first,
        }
    }

    /// Ctrl-C: asks the provider to stop what it is doing. It stays usable.
    pub async fn stop(&self) {
        // Terraform ignores what StopProvider answers.
        let _ = self.rpc.stop().await;
    }

    /// From now on: Ctrl-C at the `number`th await, counted from zero, of what the provider does.
    pub(super) fn stop_at_await(&self, number: usize) {
        self.interrupts.awaits.stop_at(number);
    }

    /// From now on no Ctrl-C any more. Whether it came to that await.
    pub(super) fn stopped_at_await(&self) -> bool {
        self.interrupts.awaits.stopped()
    }

    /// `terraform state rm`: forgets a resource without destroying it.
    pub fn forget(&self, address: &str) {
        self.store(address, None);
    }

    /// Puts a state in the place of what is stored, as a provider of schema version `version` would have written it.
    pub fn store_json(&self, address: &str, version: i64, json: &str) {
        let stored = Stored {
            json: json.as_bytes().to_vec(),
            version,
            private: Vec::new(),
            identity: None,
            tainted: false,
        };
        self.store(address, Some(stored));
    }

    /// What is stored, as JSON; `None` if nothing is.
    pub fn stored_json(&self, address: &str) -> Option<String> {
        self.stored(address).map(|stored| String::from_utf8_lossy(&stored.json).into_owned())
    }

    /// The ephemeral resources that are open.
    pub(super) fn opened(&self) -> MutexGuard<'_, BTreeMap<String, Open>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stored(&self, address: &str) -> Option<Stored> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    fn store(&self, address: &str, stored: Option<Stored>) {
        let mut all = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        match stored {
            Some(stored) => all.insert(address.to_owned(), stored),
            None => all.remove(address),
        };
    }

    /// After a step that could not be taken, the state is what it was before.
    async fn left_as_it_was(&self, steps: &mut Steps<'_>, address: &str) -> Current {
        let reported = std::mem::replace(&mut steps.outcome, Outcome::new());
        let stored = self.stored(address);
        let current = steps.load(stored).await.unwrap_or_else(|Halt| Current::nothing());
        steps.outcome = reported;
        current
    }

    async fn with_config(
        &self,
        address: &str,
        config: &Config,
        step: impl AsyncFnOnce(&mut Steps<'_>, &Value) -> Current,
    ) -> Outcome {
        let config = match self.resource(address).await {
            Ok(schema) => to_value(&schema.block, config),
            Err(diagnostics) => Err(diagnostics),
        };
        match config {
            Ok(config) => self.with_resource(address, async |steps| step(steps, &config).await).await,
            Err(diagnostics) => failed(diagnostics),
        }
    }

    async fn with_resource(
        &self,
        address: &str,
        step: impl AsyncFnOnce(&mut Steps<'_>) -> Current,
    ) -> Outcome {
        let schemas = match self.resource(address).await {
            Ok(schema) => self.identity(address).await.map(|identity| (schema, identity)),
            Err(diagnostics) => Err(diagnostics),
        };
        match schemas {
            Ok((schema, identity)) => {
                let mut steps = Steps::new(&self.rpc, schema, identity, type_of(address));
                let current = step(&mut steps).await;
                steps.finish(current)
            }
            Err(diagnostics) => failed(diagnostics),
        }
    }
}

pub(super) fn type_of(address: &str) -> &str {
    address.split_once('.').map_or(address, |(type_name, _)| type_name)
}

fn failed(diagnostics: Diagnostics) -> Outcome {
    let mut outcome = Outcome::new();
    outcome.diagnostics = diagnostics;
    outcome
}

pub(super) fn unsupported(what: &str, type_name: &str) -> Diagnostics {
    let detail = format!("The provider does not support {what} type {type_name:?}.");
    Diagnostic::error(format!("Invalid {what} type"), detail).into()
}

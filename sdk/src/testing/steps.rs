//! Terraform's steps with one resource, in its order and with its checks.

use super::{
    Action, Outcome,
    propose::proposed_new_state,
    rpc::{Answer, Change, Import, Imported, Named, Of, Plan, Rpc, State},
};
use crate::{
    context::Deferral,
    diag::{Diagnostic, Diagnostics},
    plan::{
        check::{self, Answer as In, Rule, Violation},
        shape::Level,
        without_unknowns,
    },
    resource::MoveSource,
    schema::Schema,
    value::{Path, Type, Value},
    wire::json,
};

/// A resource as Terraform stores it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) json: Vec<u8>,
    /// The schema version that wrote it.
    pub(super) version: i64,
    pub(super) private: Vec<u8>,
    /// As JSON, with the version that wrote it.
    pub(super) identity: Option<(Vec<u8>, i64)>,
    /// To be replaced at the next apply.
    pub(super) tainted: bool,
}

/// A state with its private part and its identity.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
    /// Null if there is none.
    pub(super) identity: Value,
    pub(super) tainted: bool,
}

/// A plan that Terraform would show.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) action: Action,
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Value,
}

/// The step cannot go on; why stands in the outcome.
pub(super) struct Halt;

/// Steps with one resource.
pub(super) struct Steps<'a> {
    pub(super) rpc: &'a Rpc,
    pub(super) schema: &'a Schema,
    pub(super) type_name: &'a str,
    pub(super) ty: Type,
    identity: Option<Identity<'a>>,
    pub(super) outcome: Outcome,
}

/// The schema of the resource's identity.
struct Identity<'a> {
    schema: &'a Schema,
    ty: Type,
}

impl<'a> Steps<'a> {
    pub(super) fn new(
        rpc: &'a Rpc,
        schema: &'a Schema,
        identity: Option<&'a Schema>,
        type_name: &'a str,
    ) -> Self {
        let identity = identity.map(|schema| Identity { schema, ty: schema.block.ty() });
        Self { rpc, schema, type_name, ty: schema.block.ty(), identity, outcome: Outcome::new() }
    }

    /// The resource type that the calls are about.
    fn of(&self) -> Of<'_> {
        let identity = self.identity.as_ref().map(|identity| &identity.ty);
        Of { name: self.type_name, ty: &self.ty, identity }
    }

    /// Holds an identity that came with an answer.
    fn hold_identity(&mut self, check: impl FnOnce(&Schema) -> Vec<Violation>) -> Result<(), Halt> {
        match &self.identity {
            None => Ok(()),
            Some(identity) => {
                let violations = check(identity.schema);
                self.hold(violations)
            }
        }
    }

    /// Takes note of diagnostics and halts on an error.
    pub(super) fn report(&mut self, diagnostics: Diagnostics) -> Result<(), Halt> {
        let failed = diagnostics.has_errors();
        self.outcome.diagnostics.extend(diagnostics);
        if failed { Err(Halt) } else { Ok(()) }
    }

    /// Takes note of broken rules and halts if there are any.
    pub(super) fn hold(&mut self, violations: Vec<Violation>) -> Result<(), Halt> {
        let broken = !violations.is_empty();
        self.outcome.violations.extend(violations);
        if broken { Err(Halt) } else { Ok(()) }
    }

    /// Takes note of a rule that is about an answer as a whole.
    fn broken(&mut self, answer: In, rule: Rule, detail: &str) {
        self.outcome.violations.push(Violation {
            answer,
            rule,
            path: Path::root(),
            detail: detail.to_owned(),
        });
    }

    pub(super) fn answered<T>(&mut self, answer: Answer<T>) -> Result<T, Halt> {
        answer.map_err(|diagnostics| {
            self.outcome.diagnostics.extend(diagnostics);
            Halt
        })
    }

    /// Holds an identity against the one that is stored.
    fn hold_same_identity(&mut self, stored: &Value, found: &Value) -> Result<(), Halt> {
        self.hold_identity(|schema| {
            let mut violations = check::identity(schema, found);
            violations.extend(check::same_identity(stored, found));
            violations
        })
    }

    pub(super) async fn validate(&mut self, config: &Value) -> Result<(), Halt> {
        let answer = self.rpc.validate(self.type_name, config, &self.ty).await;
        let diagnostics = self.answered(answer)?;
        self.report(diagnostics)
    }

    /// What is stored, brought to the present schema: Terraform asks for that every time, also when the version is
    /// the same.
    pub(super) async fn load(&mut self, stored: Option<Stored>) -> Result<Current, Halt> {
        let Some(stored) = stored else { return Ok(Current::nothing()) };
        if stored.version > self.schema.version {
            let detail = format!("version {}, the provider knows {}", stored.version, self.schema.version);
            let newer = Diagnostic::error("Resource instance managed by newer provider version", detail);
            return self.report(newer.into()).map(|()| Current::nothing());
        }
        let answer = self.rpc.upgrade(self.type_name, stored.version, &stored.json, &self.ty).await;
        let upgraded = self.answered(answer)?;
        self.report(upgraded.diagnostics)?;
        let value = upgraded.value.unwrap_or(Value::Null);
        self.hold(check::upgrade(self.schema, &value))?;
        let identity = self.load_identity(stored.identity).await?;
        Ok(Current { value, private: stored.private, identity, tainted: stored.tainted })
    }

    /// The stored identity; Terraform asks for the present shape only when the versions differ.
    async fn load_identity(&mut self, stored: Option<(Vec<u8>, i64)>) -> Result<Value, Halt> {
        let (Some((json, version)), Some(identity)) = (stored, &self.identity) else {
            return Ok(Value::Null);
        };
        if version == identity.schema.version {
            let read = json::decode(&json, &identity.ty)
                .map_err(|error| Diagnostic::error("The identity cannot be read", error.to_string()).into());
            return self.answered(read);
        }
        let answer = self.rpc.upgrade_identity(self.of(), version, &json).await;
        let (upgraded, diagnostics) = self.answered(answer)?;
        self.report(diagnostics)?;
        self.hold_identity(|schema| check::identity(schema, &upgraded))?;
        Ok(upgraded)
    }

    pub(super) async fn refresh(&mut self, current: Current) -> Result<Current, Halt> {
        self.read(current, false).await
    }

    /// Reads; an object that was `imported` just now may turn out to have another identity.
    async fn read(&mut self, current: Current, imported: bool) -> Result<Current, Halt> {
        if current.value.is_null() {
            return Ok(current);
        }
        let answer = self.rpc.read(self.of(), &current.value, &current.private, &current.identity).await;
        let read = self.answered(answer)?;
        self.report(read.diagnostics)?;
        if self.is_deferred(In::Read, read.deferral)? {
            return Ok(current);
        }
        let value = read.value.unwrap_or(Value::Null);
        self.hold(check::read(self.schema, &value))?;
        if value.is_null() {
            return Ok(Current::nothing());
        }
        let stored = if imported { &Value::Null } else { &current.identity };
        self.hold_same_identity(stored, &read.identity)?;
        Ok(Current { value, private: read.private, identity: read.identity, ..current })
    }

    /// Whether the answer was put off, which Terraform has to have allowed.
    fn is_deferred(&mut self, answer: In, deferral: Option<Deferral>) -> Result<bool, Halt> {
        if deferral.is_some() && !self.rpc.deferral_allowed {
            self.broken(answer, Rule::NotDeferred, "deferred although Terraform does not allow it");
            return Err(Halt);
        }
        self.outcome.deferral = self.outcome.deferral.or(deferral);
        Ok(deferral.is_some())
    }

    fn hold_strict(&mut self, answer: In, lenient: bool) {
        if lenient {
            self.broken(
                answer,
                Rule::TypeSystemIsStrict,
                "asked Terraform to turn its checks into log lines",
            );
        }
    }

    /// Plans a create or update, with the second plan of a replacement.
    pub(super) async fn plan(&mut self, current: &Current, config: &Value) -> Result<Planned, Halt> {
        let nothing = Current::nothing();
        // What is tainted is planned as if it were not there.
        let prior = if current.tainted { &nothing } else { current };
        let plan = self.ask_for_plan(prior, config, &[]).await?;
        self.hold(check::plan(self.schema, &prior.value, config, &plan.planned, &plan.requires_replace))?;
        let replace = self.changed_paths(&prior.value, &plan);
        let may_be_unknown = prior.value.is_null() || !replace.is_empty();
        self.hold_identity(|schema| check::planned_identity(schema, may_be_unknown, &plan.identity))?;
        let action = if prior.value.is_null() {
            if current.value.is_null() { Action::Create } else { Action::Replace }
        } else if plan.planned == prior.value {
            Action::NoOp
        } else if replace.is_empty() {
            Action::Update
        } else {
            Action::Replace
        };
        let mut planned =
            Planned { action, value: plan.planned, private: plan.private, identity: plan.identity };
        if action == Action::Replace && !current.tainted {
            let prior =
                Current { private: planned.private, identity: planned.identity, ..Current::nothing() };
            let plan = self.ask_for_plan(&prior, config, &[]).await?;
            self.hold(check::replacement_plan(self.schema, &plan.planned))?;
            self.hold_identity(|schema| check::planned_identity(schema, true, &plan.identity))?;
            planned = Planned { action, value: plan.planned, private: plan.private, identity: plan.identity };
        }
        self.outcome.action = Some(action);
        self.outcome.planned = planned.value.clone();
        self.outcome.requires_replace = replace;
        Ok(planned)
    }

    /// The paths that require replacement and whose value changes; Terraform ignores the others.
    fn changed_paths(&self, prior: &Value, plan: &Plan) -> Vec<Path> {
        if prior.is_null() {
            return Vec::new();
        }
        let changes = |path: &&Path| match (prior.at(path), plan.planned.at(path)) {
            (Some(prior), Some(planned)) => prior != planned,
            _ => true,
        };
        plan.requires_replace.iter().filter(changes).cloned().collect()
    }

    /// Asks twice: the same question gets the same answer.
    async fn ask_for_plan(&mut self, prior: &Current, config: &Value, first: &[u8]) -> Result<Plan, Halt> {
        let proposed = proposed_new_state(Level::of(&self.schema.block), &prior.value, config);
        let change = Change {
            of: self.of(),
            prior: &prior.value,
            next: &proposed,
            config,
            private: &prior.private,
            identity: &prior.identity,
        };
        let answer = self.rpc.plan(change, first).await;
        let again = self.rpc.plan(change, first).await;
        let (plan, again) = (self.answered(answer)?, self.answered(again)?);
        if plan != again {
            self.broken(In::Plan, Rule::PlanIsDeterministic, "the same question got two different plans");
        }
        self.report(plan.diagnostics.clone())?;
        self.is_deferred(In::Plan, plan.deferral)?;
        self.hold_strict(In::Plan, plan.lenient);
        Ok(plan)
    }

    pub(super) async fn plan_destroy(&mut self, current: &Current) -> Result<Planned, Halt> {
        let change = Change {
            of: self.of(),
            prior: &current.value,
            next: &Value::Null,
            config: &Value::Null,
            private: &current.private,
            identity: &current.identity,
        };
        let answer = self.rpc.plan(change, &[]).await;
        let plan = self.answered(answer)?;
        self.report(plan.diagnostics)?;
        self.is_deferred(In::Plan, plan.deferral)?;
        self.hold_strict(In::Plan, plan.lenient);
        self.hold(check::destroy_plan(&plan.planned))?;
        self.outcome.action = Some(Action::Delete);
        let (private, identity) = (plan.private, plan.identity);
        Ok(Planned { action: Action::Delete, value: Value::Null, private, identity })
    }

    /// Carries a plan out. What comes back is the new state, whatever went wrong. A deferred plan is not carried out.
    pub(super) async fn apply(&mut self, current: Current, planned: Planned, config: &Value) -> Current {
        if self.outcome.deferral.is_some() {
            return current;
        }
        match planned.action {
            Action::NoOp => current,
            Action::Delete => self.carry_out(current, planned, &Value::Null).await,
            Action::Create | Action::Update => self.apply_change(current, planned, config).await,
            Action::Replace => {
                let (private, identity) = (planned.private.clone(), current.identity.clone());
                let destroy = Planned { action: Action::Delete, value: Value::Null, private, identity };
                let left = self.carry_out(current, destroy, &Value::Null).await;
                if !left.value.is_null() {
                    return left;
                }
                self.apply_change(left, planned, config).await
            }
        }
    }

    /// Plans once more, as Terraform does when everything before has been applied, and applies that plan.
    async fn apply_change(&mut self, current: Current, planned: Planned, config: &Value) -> Current {
        let action = planned.action;
        match self.final_plan(&current, &planned, config).await {
            Err(Halt) => current,
            Ok(plan) if plan.planned == current.value => current,
            Ok(plan) => {
                let (value, private, identity) = (plan.planned, plan.private, plan.identity);
                self.carry_out(current, Planned { action, value, private, identity }, config).await
            }
        }
    }

    async fn final_plan(
        &mut self,
        current: &Current,
        planned: &Planned,
        config: &Value,
    ) -> Result<Plan, Halt> {
        let plan = self.ask_for_plan(current, config, &planned.private).await?;
        if plan.deferral.is_some() {
            self.broken(In::FinalPlan, Rule::NotDeferred, "planned before, and deferred now");
            return Err(Halt);
        }
        self.hold(check::plan(self.schema, &current.value, config, &plan.planned, &plan.requires_replace))?;
        let replaces = !self.changed_paths(&current.value, &plan).is_empty() && plan.planned != current.value;
        if replaces {
            self.broken(
                In::FinalPlan,
                Rule::ActionStays,
                "planned to change in place, now planned to be replaced",
            );
            return Err(Halt);
        }
        self.hold(check::final_plan(self.schema, &planned.value, &plan.planned))?;
        Ok(plan)
    }

    /// Calls for the change itself and keeps of the answer what Terraform would keep.
    async fn carry_out(&mut self, current: Current, planned: Planned, config: &Value) -> Current {
        let change = Change {
            of: self.of(),
            prior: &current.value,
            next: &planned.value,
            config,
            private: &planned.private,
            identity: &planned.identity,
        };
        let answer = self.rpc.apply(change).await;
        let planned = planned.value;
        let Ok(State { value, private, identity, lenient, diagnostics, .. }) = self.answered(answer) else {
            return current;
        };
        let failed = self.report(diagnostics).is_err();
        self.hold_strict(In::Apply, lenient);
        let Some(value) = value else {
            if !failed {
                self.broken(In::Apply, Rule::StateIsReturned, "neither a state nor an error was answered");
            }
            return current;
        };
        let creating = current.value.is_null();
        if failed && value.is_null() && !planned.is_null() {
            return current;
        }
        let mut violations = check::apply(self.schema, &planned, &value);
        if failed {
            // What went wrong may have left things otherwise than planned.
            violations
                .retain(|violation| !matches!(violation.rule, Rule::PlanIsKept | Rule::PresenceFollowsPlan));
        }
        let lost = |rule| matches!(rule, Rule::ConformsToSchema | Rule::WriteOnlyIsNull);
        let unsaved = violations.iter().any(|violation| lost(violation.rule));
        let stored = if creating { Value::Null } else { current.identity.clone() };
        // Terraform stores the state all the same.
        let named = failed || value.is_null() || self.hold_same_identity(&stored, &identity).is_ok();
        let broken = self.hold(violations).is_err() || !named;
        if unsaved {
            return current;
        }
        if value.is_null() {
            return Current::nothing();
        }
        let tainted = creating && (failed || broken);
        Current { value: without_unknowns(self.schema, value), private, identity, tainted }
    }

    /// Imports and reads, as Terraform does before it plans.
    pub(super) async fn import(&mut self, by: Named<'_>) -> Result<Current, Halt> {
        let answer = self.rpc.import(self.of(), by).await;
        let Import { objects, deferral, diagnostics } = self.answered(answer)?;
        self.report(diagnostics)?;
        if self.is_deferred(In::Import, deferral)? {
            return Ok(Current::nothing());
        }
        let mut objects = objects.into_iter();
        let (Some(object), None) = (objects.next(), objects.next()) else {
            self.broken(In::Import, Rule::ImportFindsOne, "not exactly one object was imported");
            return Err(Halt);
        };
        if object.type_name != self.type_name {
            self.broken(In::Import, Rule::ImportFindsOne, "an object of another type was imported");
            return Err(Halt);
        }
        self.hold(check::import(self.schema, &object.value))?;
        self.hold_identity(|schema| check::identity(schema, &object.identity))?;
        if matches!(by, Named::Identity(_)) && check::is_missing(&object.identity) {
            self.broken(
                In::Identity,
                Rule::IdentityIsPresent,
                "imported by identity and answered without one",
            );
            return Err(Halt);
        }
        let Imported { value, private, identity, .. } = object;
        let read = self.read(Current { value, private, identity, tainted: false }, true).await?;
        if read.value.is_null() {
            // Not a fault of the provider: the user may have named what is not there.
            let detail =
                "While attempting to import an existing object, the provider detected that no object exists.";
            self.report(Diagnostic::error("Cannot import non-existent remote object", detail).into())?;
        }
        Ok(read)
    }

    /// Takes over what another type stored.
    pub(super) async fn take_over(&mut self, source: &MoveSource<'_>) -> Result<Current, Halt> {
        let answer = self.rpc.move_state(self.of(), source).await;
        let moved = self.answered(answer)?;
        self.report(moved.diagnostics)?;
        let value = moved.value.unwrap_or(Value::Null);
        self.hold(check::moved(self.schema, &value))?;
        self.hold_identity(|schema| check::identity(schema, &moved.identity))?;
        Ok(Current { value, private: moved.private, identity: moved.identity, tainted: false })
    }

    /// The configuration that the provider makes of a state.
    pub(super) async fn generate_config(&mut self, current: &Current) -> Result<Value, Halt> {
        let answer = self.rpc.generate_config(self.of(), &current.value).await;
        let (config, diagnostics) = self.answered(answer)?;
        self.report(diagnostics)?;
        Ok(config)
    }

    /// The state as Terraform stores it; `None` for nothing.
    pub(super) fn store(&mut self, current: &Current) -> Option<Stored> {
        if current.value.is_null() {
            return None;
        }
        let identity = match &self.identity {
            Some(identity) if !current.identity.is_null() => {
                let json = json::encode(&current.identity, &identity.ty);
                json.map(|json| Some((json, identity.schema.version)))
            }
            _ => Ok(None),
        };
        match json::encode(&current.value, &self.ty).and_then(|json| Ok((json, identity?))) {
            Ok((json, identity)) => Some(Stored {
                json,
                version: self.schema.version,
                private: current.private.clone(),
                identity,
                tainted: current.tainted,
            }),
            Err(error) => {
                let error = Diagnostic::error("The state cannot be stored", error.to_string());
                self.outcome.diagnostics.push(error);
                None
            }
        }
    }

    /// The outcome, with the state after the step.
    pub(super) fn finish(mut self, current: Current) -> Outcome {
        self.outcome.state = current.value;
        self.outcome.private = current.private;
        self.outcome.identity = current.identity;
        self.outcome.tainted = current.tainted;
        self.outcome
    }
}

impl Current {
    pub(super) fn nothing() -> Self {
        Self { value: Value::Null, private: Vec::new(), identity: Value::Null, tainted: false }
    }
}

//! Terraform's steps with one resource, in its order and with its checks.

use super::{
    Action, Outcome,
    propose::proposed_new_state,
    rpc::{Answer, Change, Plan, Rpc, State},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    plan::{
        check::{self, Answer as In, Rule, Violation},
        shape::Level,
        without_unknowns,
    },
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
    /// To be replaced at the next apply.
    pub(super) tainted: bool,
}

/// A state with its private part.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
    pub(super) tainted: bool,
}

/// A plan that Terraform would show.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) action: Action,
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
}

/// The step cannot go on; why stands in the outcome.
pub(super) struct Halt;

/// Steps with one resource.
pub(super) struct Steps<'a> {
    pub(super) rpc: &'a Rpc,
    pub(super) schema: &'a Schema,
    pub(super) type_name: &'a str,
    pub(super) ty: Type,
    pub(super) outcome: Outcome,
}

impl<'a> Steps<'a> {
    pub(super) fn new(rpc: &'a Rpc, schema: &'a Schema, type_name: &'a str) -> Self {
        Self { rpc, schema, type_name, ty: schema.block.ty(), outcome: Outcome::new() }
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
        Ok(Current { value, private: stored.private, tainted: stored.tainted })
    }

    pub(super) async fn refresh(&mut self, current: Current) -> Result<Current, Halt> {
        if current.value.is_null() {
            return Ok(current);
        }
        let answer = self.rpc.read(self.type_name, &current.value, &current.private, &self.ty).await;
        let read = self.answered(answer)?;
        self.report(read.diagnostics)?;
        self.hold_not_deferred(In::Read, read.deferred)?;
        let value = read.value.unwrap_or(Value::Null);
        self.hold(check::read(self.schema, &value))?;
        Ok(if value.is_null() {
            Current::nothing()
        } else {
            Current { value, private: read.private, ..current }
        })
    }

    fn hold_not_deferred(&mut self, answer: In, deferred: bool) -> Result<(), Halt> {
        if deferred {
            self.broken(answer, Rule::NotDeferred, "deferred although Terraform does not allow it");
            return Err(Halt);
        }
        Ok(())
    }

    /// Plans a create or update, with the second plan of a replacement.
    pub(super) async fn plan(&mut self, current: &Current, config: &Value) -> Result<Planned, Halt> {
        let nothing = Current::nothing();
        // What is tainted is planned as if it were not there.
        let prior = if current.tainted { &nothing } else { current };
        let plan = self.ask_for_plan(prior, config, &[]).await?;
        self.hold(check::plan(self.schema, &prior.value, config, &plan.planned, &plan.requires_replace))?;
        let replace = self.changed_paths(&prior.value, &plan);
        let action = if prior.value.is_null() {
            if current.value.is_null() { Action::Create } else { Action::Replace }
        } else if plan.planned == prior.value {
            Action::NoOp
        } else if replace.is_empty() {
            Action::Update
        } else {
            Action::Replace
        };
        let mut planned = Planned { action, value: plan.planned, private: plan.private };
        if action == Action::Replace && !current.tainted {
            let prior = Current { private: planned.private, ..Current::nothing() };
            let plan = self.ask_for_plan(&prior, config, &[]).await?;
            self.hold(check::replacement_plan(self.schema, &plan.planned))?;
            planned = Planned { action, value: plan.planned, private: plan.private };
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
            type_name: self.type_name,
            ty: &self.ty,
            prior: &prior.value,
            next: &proposed,
            config,
            private: &prior.private,
        };
        let answer = self.rpc.plan(change, first).await;
        let again = self.rpc.plan(change, first).await;
        let (plan, again) = (self.answered(answer)?, self.answered(again)?);
        if plan != again {
            self.broken(In::Plan, Rule::PlanIsDeterministic, "the same question got two different plans");
        }
        self.report(plan.diagnostics.clone())?;
        self.hold_not_deferred(In::Plan, plan.deferred)?;
        Ok(plan)
    }

    pub(super) async fn plan_destroy(&mut self, current: &Current) -> Result<Planned, Halt> {
        let change = Change {
            type_name: self.type_name,
            ty: &self.ty,
            prior: &current.value,
            next: &Value::Null,
            config: &Value::Null,
            private: &current.private,
        };
        let answer = self.rpc.plan(change, &[]).await;
        let plan = self.answered(answer)?;
        self.report(plan.diagnostics)?;
        self.hold_not_deferred(In::Plan, plan.deferred)?;
        self.hold(check::destroy_plan(&plan.planned))?;
        self.outcome.action = Some(Action::Delete);
        Ok(Planned { action: Action::Delete, value: Value::Null, private: plan.private })
    }

    /// Carries a plan out. What comes back is the new state, whatever went wrong.
    pub(super) async fn apply(&mut self, current: Current, planned: Planned, config: &Value) -> Current {
        match planned.action {
            Action::NoOp => current,
            Action::Delete => self.carry_out(current, Value::Null, &Value::Null, &planned.private).await,
            Action::Create | Action::Update => self.apply_change(current, planned, config).await,
            Action::Replace => {
                let left = self.carry_out(current, Value::Null, &Value::Null, &planned.private).await;
                if !left.value.is_null() {
                    return left;
                }
                self.apply_change(left, planned, config).await
            }
        }
    }

    /// Plans once more, as Terraform does when everything before has been applied, and applies that plan.
    async fn apply_change(&mut self, current: Current, planned: Planned, config: &Value) -> Current {
        match self.final_plan(&current, &planned, config).await {
            Err(Halt) => current,
            Ok(plan) if plan.planned == current.value => current,
            Ok(plan) => self.carry_out(current, plan.planned, config, &plan.private).await,
        }
    }

    async fn final_plan(
        &mut self,
        current: &Current,
        planned: &Planned,
        config: &Value,
    ) -> Result<Plan, Halt> {
        let plan = self.ask_for_plan(current, config, &planned.private).await?;
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
    async fn carry_out(
        &mut self,
        current: Current,
        planned: Value,
        config: &Value,
        private: &[u8],
    ) -> Current {
        let change = Change {
            type_name: self.type_name,
            ty: &self.ty,
            prior: &current.value,
            next: &planned,
            config,
            private,
        };
        let answer = self.rpc.apply(change).await;
        let Ok(State { value, private, diagnostics, .. }) = self.answered(answer) else { return current };
        let failed = self.report(diagnostics).is_err();
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
        let broken = self.hold(violations).is_err();
        if unsaved {
            return current;
        }
        if value.is_null() {
            return Current::nothing();
        }
        let tainted = creating && (failed || broken);
        Current { value: without_unknowns(self.schema, value), private, tainted }
    }

    /// Imports by ID and reads, as Terraform does before it plans.
    pub(super) async fn import(&mut self, id: &str) -> Result<Current, Halt> {
        let answer = self.rpc.import(self.type_name, id, &self.ty).await;
        let (imported, diagnostics) = self.answered(answer)?;
        self.report(diagnostics)?;
        let mut imported = imported.into_iter();
        let (Some(object), None) = (imported.next(), imported.next()) else {
            self.broken(In::Import, Rule::ImportFindsOne, "not exactly one object was imported");
            return Err(Halt);
        };
        if object.type_name != self.type_name {
            self.broken(In::Import, Rule::ImportFindsOne, "an object of another type was imported");
            return Err(Halt);
        }
        self.hold(check::import(self.schema, &object.value))?;
        let imported = Current { value: object.value, private: object.private, tainted: false };
        let read = self.refresh(imported).await?;
        if read.value.is_null() {
            let detail =
                "While attempting to import an existing object, the provider detected that no object exists.";
            return self
                .report(Diagnostic::error("Cannot import non-existent remote object", detail).into())
                .map(|()| read);
        }
        Ok(read)
    }

    /// The state as Terraform stores it; `None` for nothing.
    pub(super) fn store(&mut self, current: &Current) -> Option<Stored> {
        if current.value.is_null() {
            return None;
        }
        match json::encode(&current.value, &self.ty) {
            Ok(json) => Some(Stored {
                json,
                version: self.schema.version,
                private: current.private.clone(),
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
        self.outcome.tainted = current.tainted;
        self.outcome
    }
}

impl Current {
    pub(super) fn nothing() -> Self {
        Self { value: Value::Null, private: Vec::new(), tainted: false }
    }
}

//! Terraform's own consistency rules.
//!
//! Terraform checks what a provider answers, and its users read "Provider produced inconsistent result after apply"
//! when a rule is broken. Each function here takes what Terraform would compare and gives every violation with its
//! path; an answer without one is an answer that Terraform accepts. The framework's server asks them before an answer
//! leaves, the in-process driver of `testing` asks them as Terraform would.
//!
//! Values inside [sensitive](crate::schema::Attribute::sensitive) attributes never appear in a message.

#[cfg(test)]
mod catalogue;
mod compatible;
mod conformance;
mod findings;
mod plan;
mod settled;
#[cfg(test)]
mod tests;
mod violation;

pub use violation::{Answer, Rule, Violation};

use self::{compatible::Outcome, findings::Findings, plan::Change};
use super::shape::Level;
use crate::{
    context::Deferral,
    function::{Parameter, Signature},
    schema::Schema,
    value::{Path, Value},
};

/// Checks the plan of a create (`prior` null) or update.
pub fn plan(
    schema: &Schema,
    prior: &Value,
    config: &Value,
    planned: &Value,
    requires_replace: &[Path],
) -> Vec<Violation> {
    let level = Level::of(&schema.block);
    let mut findings = Findings::in_answer(Answer::Plan);
    conformance::types(schema, planned, &mut findings);
    conformance::nulls(level, planned, &mut findings);
    plan::object(level, Change { prior, config, planned }, &mut findings);
    plan::replace_paths(prior, planned, requires_replace, &mut findings);
    findings.into_violations()
}

/// Checks the plan of a destroy.
pub fn destroy_plan(planned: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Plan);
    if !planned.is_null() {
        findings.add(Rule::DestroyPlanIsNull, "planned a non-null destroy value");
    }
    findings.into_violations()
}

/// Checks the plan for the create half of a replacement. Terraform compares it with nothing, but it has the schema's
/// types and no write-only values.
pub fn replacement_plan(schema: &Schema, planned: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Plan);
    conformance::types(schema, planned, &mut findings);
    conformance::nulls(Level::of(&schema.block), planned, &mut findings);
    findings.into_violations()
}

/// Checks the plan that Terraform asks for right before it applies against the one that the user has seen: what was
/// known stays, what was unknown may have become known.
pub fn final_plan(schema: &Schema, first: &Value, last: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::FinalPlan);
    let outcome = Outcome { planned: first, actual: last, rule: Rule::PlannedValuesStay };
    compatible::object(Level::of(&schema.block), outcome, &mut findings);
    findings.into_violations()
}

/// Checks the state after a create or update, or after a delete (`planned` null).
pub fn apply(schema: &Schema, planned: &Value, new: &Value) -> Vec<Violation> {
    let level = Level::of(&schema.block);
    let mut findings = Findings::in_answer(Answer::Apply);
    match (planned.is_null(), new.is_null()) {
        (true, true) => {}
        (true, false) => findings.add(Rule::PresenceFollowsPlan, "there is still a state after a delete"),
        (false, true) => {
            findings.add(Rule::PresenceFollowsPlan, "there is no state, and only a delete leaves none")
        }
        (false, false) => {
            conformance::types(schema, new, &mut findings);
            conformance::nulls(level, new, &mut findings);
            conformance::known(new, &mut findings);
            let outcome = Outcome { planned, actual: new, rule: Rule::PlanIsKept };
            compatible::object(level, outcome, &mut findings);
        }
    }
    findings.into_violations()
}

/// Checks a refreshed state; null says that the object is gone.
pub fn read(schema: &Schema, new: &Value) -> Vec<Violation> {
    state(Answer::Read, schema, new)
}

/// Checks that a read right after an apply finds what the apply answered. Terraform does not ask, since drift is legal;
/// but a read that finds something else by itself is a difference in every plan.
pub fn settled(schema: &Schema, applied: &Value, read: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Read);
    settled::object(Level::of(&schema.block), applied, read, &mut findings);
    findings.into_violations()
}

/// Checks an imported state.
pub fn import(schema: &Schema, imported: &Value) -> Vec<Violation> {
    present_state(Answer::Import, schema, imported)
}

/// Checks a state that was taken over from another type.
pub fn moved(schema: &Schema, moved: &Value) -> Vec<Violation> {
    present_state(Answer::Move, schema, moved)
}

/// Checks an identity that comes with an answer. A client that knows of identities takes null for none.
pub fn identity(schema: &Schema, identity: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Identity);
    conformance::types(schema, identity, &mut findings);
    conformance::known(identity, &mut findings);
    findings.into_violations()
}

/// Checks the identity of a plan. Only that of an object which is still to be made (on create, and in a plan that will
/// replace) may be unknown.
pub fn planned_identity(schema: &Schema, may_be_unknown: bool, identity: &Value) -> Vec<Violation> {
    let found = self::identity(schema, identity).into_iter();
    found.filter(|violation| !(may_be_unknown && violation.rule == Rule::StateIsKnown)).collect()
}

/// Checks the identity after a create, update or read against the stored one, which is null if none is stored. That an
/// object keeps its identity is not Terraform's rule but what users suffer from; the read after an import is free to
/// find another.
pub fn same_identity(stored: &Value, found: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Identity);
    if is_missing(found) {
        findings.add(Rule::IdentityIsPresent, "the object has no identity");
    } else if !is_missing(stored) && stored != found {
        let detail = format!("it was {} and is now {}", shown(stored), shown(found));
        findings.add(Rule::IdentityStays, detail);
    }
    findings.into_violations()
}

/// Whether there is no identity, or one of which every part is null.
pub(crate) fn is_missing(identity: &Value) -> bool {
    match identity {
        Value::Object(attributes) => attributes.values().all(Value::is_null),
        other => other.is_null(),
    }
}

/// The value as it is written in HCL, shortened.
pub(crate) fn shown(value: &Value) -> String {
    findings::Shown(value).to_string()
}

/// Checks a state that was brought to the present schema version.
pub fn upgrade(schema: &Schema, upgraded: &Value) -> Vec<Violation> {
    present_state(Answer::Upgrade, schema, upgraded)
}

/// Checks what a data source read.
pub fn data_source(schema: &Schema, result: &Value) -> Vec<Violation> {
    present_state(Answer::DataSource, schema, result)
}

/// Checks an object that was listed, with its state if that is part of the answer.
pub fn listed(
    identity_schema: &Schema,
    schema: &Schema,
    id: &Value,
    state: Option<&Value>,
) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::List);
    if is_missing(id) {
        findings.add(Rule::IdentityIsPresent, "an object has no identity");
    }
    let in_list = |violation| Violation { answer: Answer::List, ..violation };
    let mut violations = findings.into_violations();
    violations.extend(identity(identity_schema, id).into_iter().map(in_list));
    violations.extend(state.into_iter().flat_map(|state| present_state(Answer::List, schema, state)));
    violations
}

/// Checks whether the plan of an action may be deferred, and for this reason.
pub fn action_plan(deferral: Option<Deferral>, allowed: bool) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::PlanAction);
    match deferral {
        None => {}
        Some(_) if !allowed => findings.add(Rule::NotDeferred, "the plan of an action is deferred unasked"),
        Some(Deferral::ProviderConfigUnknown) => {}
        Some(reason) => findings.add(
            Rule::ActionsDeferForProviders,
            format!("the plan of an action is deferred because of {reason:?}"),
        ),
    }
    findings.into_violations()
}

/// Checks what an ephemeral resource gave when it was opened: a plan of it that is wholly known.
pub fn ephemeral(schema: &Schema, config: &Value, result: &Value) -> Vec<Violation> {
    let level = Level::of(&schema.block);
    let mut findings = Findings::in_answer(Answer::Ephemeral);
    conformance::types(schema, result, &mut findings);
    plan::object(level, Change { prior: &Value::Null, config, planned: result }, &mut findings);
    conformance::known(result, &mut findings);
    findings.into_violations()
}

fn present_state(answer: Answer, schema: &Schema, value: &Value) -> Vec<Violation> {
    if value.is_null() {
        let mut findings = Findings::in_answer(answer);
        findings.add(Rule::StateIsPresent, "the answer is null");
        return findings.into_violations();
    }
    state(answer, schema, value)
}

fn state(answer: Answer, schema: &Schema, value: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(answer);
    conformance::types(schema, value, &mut findings);
    conformance::nulls(Level::of(&schema.block), value, &mut findings);
    conformance::known(value, &mut findings);
    findings.into_violations()
}

/// Checks what a function gave for these arguments. Terraform answers itself where an argument is null or unknown and
/// its parameter does not allow that, so the function must not have been called.
pub fn function(signature: &Signature, arguments: &[Value], result: &Value) -> Vec<Violation> {
    let mut findings = Findings::in_answer(Answer::Function);
    for mismatch in result.mismatches(&signature.returns) {
        let detail = format!("expected {}, found {}", mismatch.expected, mismatch.found);
        findings.add_at(mismatch.path, Rule::FunctionResultConforms, detail);
    }
    let unknown_allowed = |(index, argument): (usize, &Value)| {
        let parameter: Option<&Parameter> = signature.parameters.get(index).or(signature.variadic.as_ref());
        !argument.is_wholly_known() && parameter.is_some_and(|parameter| parameter.allow_unknown)
    };
    if !result.is_wholly_known() && !arguments.iter().enumerate().any(unknown_allowed) {
        findings.add(Rule::FunctionResultConforms, "the result is unknown although every argument is known");
    }
    findings.into_violations()
}

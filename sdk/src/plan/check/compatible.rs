//! Whether what came to be is what was planned.

use super::{
    Rule,
    findings::{Findings, Shown},
};
use crate::{
    plan::{
        pairing::without_counterpart,
        shape::{Level, Role, elements, member, members},
    },
    schema::BlockNesting,
    value::{Step, Type, Value},
};

/// A plan and what came after it, and the rule that says that they agree.
#[derive(Clone, Copy)]
pub(super) struct Outcome<'v> {
    pub(super) planned: &'v Value,
    pub(super) actual: &'v Value,
    pub(super) rule: Rule,
}

impl<'v> Outcome<'v> {
    fn member(self, name: &str) -> Self {
        Self { planned: member(self.planned, name), actual: member(self.actual, name), ..self }
    }

    fn inside(self, planned: &'v Value, actual: &'v Value) -> Self {
        Self { planned, actual, ..self }
    }
}

/// An object of a block, or the root.
pub(super) fn object(level: Level<'_>, outcome: Outcome<'_>, findings: &mut Findings) {
    let Outcome { planned, actual, rule } = outcome;
    match (planned.is_null(), actual.is_null()) {
        (true, true) => return,
        (true, false) => return findings.add(rule, "was absent, but now present"),
        (false, true) => return findings.add(rule, "was present, but now absent"),
        (false, false) => {}
    }
    for child in level.children() {
        let outcome = outcome.member(child.name);
        findings.at_child(child, |findings| match (child.role, child.inside) {
            (Role::Block(block), Some((_, inner))) => blocks(block.nesting, inner, outcome, findings),
            _ => value(outcome, findings),
        });
    }
}

fn blocks(nesting: BlockNesting, level: Level<'_>, outcome: Outcome<'_>, findings: &mut Findings) {
    let Outcome { planned, actual, rule } = outcome;
    if planned.is_unknown() {
        return;
    }
    match nesting {
        BlockNesting::Single | BlockNesting::Group => object(level, outcome, findings),
        BlockNesting::List => {
            let (before, after) = (elements(planned), elements(actual));
            if before.len() != after.len() {
                findings.add(rule, format!("block count changed from {} to {}", before.len(), after.len()));
                return;
            }
            for (index, (planned, actual)) in before.iter().zip(after).enumerate() {
                let outcome = outcome.inside(planned, actual);
                findings.at(Step::Index(index), |findings| object(level, outcome, findings));
            }
        }
        BlockNesting::Map => {
            by_key("block key", outcome, findings, |outcome, findings| object(level, outcome, findings))
        }
        BlockNesting::Set => set("block set length", outcome, findings),
    }
}

fn value(outcome: Outcome<'_>, findings: &mut Findings) {
    let Outcome { planned, actual, rule } = outcome;
    if let Value::Dynamic(typed) = planned {
        let wanted = typed.1.settled(&typed.0);
        let found = actual.settled(&Type::Dynamic);
        if !found.conforms_to(&wanted) {
            return findings.add(rule, format!("wrong final value type: {wanted} required, found {found}"));
        }
    }
    if let Value::Unknown(refinement) = planned.inner() {
        if !refinement.allows(actual) {
            // Terraform's words, and what it was that was promised.
            let broken = format!("does not conform to planning placeholder (promised: {refinement})");
            let shown = || format!("final value {} {broken}", Shown(actual));
            let detail = findings.wording(shown, &format!("final sensitive value {broken}"));
            findings.add(rule, detail);
        }
        return;
    }
    if actual.is_unknown() {
        return findings.add(rule, "was known, but now unknown");
    }
    match (planned.inner(), actual.inner()) {
        (Value::Null, Value::Null) => {}
        (Value::List(before), Value::List(after)) | (Value::Tuple(before), Value::Tuple(after)) => {
            by_index(before, after, outcome, findings);
        }
        (Value::Map(_), Value::Map(_)) | (Value::Object(_), Value::Object(_)) => {
            by_key("element", outcome, findings, value);
        }
        (Value::Set(_), Value::Set(_)) => set("length", outcome, findings),
        (before, after) if before == after => {}
        (before, after) => {
            let (was, now) = (Shown(before), Shown(after));
            let shown = || match (before, after) {
                (Value::Null, _) => format!("was null, but now {now}"),
                (_, Value::Null) => format!("was {was}, but now null"),
                _ => format!("was {was}, but now {now}"),
            };
            let detail = findings.wording(shown, "inconsistent values for sensitive attribute");
            findings.add(rule, detail);
        }
    }
}

fn by_index(before: &[Value], after: &[Value], outcome: Outcome<'_>, findings: &mut Findings) {
    for (index, (planned, actual)) in before.iter().zip(after).enumerate() {
        let outcome = outcome.inside(planned, actual);
        findings.at(Step::Index(index), |findings| value(outcome, findings));
    }
    for index in after.len()..before.len() {
        findings.add(outcome.rule, format!("element {index} has vanished"));
    }
    for index in before.len()..after.len() {
        findings.add(outcome.rule, format!("new element {index} has appeared"));
    }
}

/// The keys of a sensitive map are as secret as its values.
const KEYS_DIFFER: &str = "inconsistent keys of sensitive attribute";

fn by_key(
    what: &str,
    outcome: Outcome<'_>,
    findings: &mut Findings,
    compare: impl Fn(Outcome<'_>, &mut Findings),
) {
    let (Some(before), Some(after)) = (members(outcome.planned), members(outcome.actual)) else { return };
    let is_object = matches!(outcome.planned.inner(), Value::Object(_)) && what == "element";
    for (key, planned) in before {
        match after.get(key) {
            Some(actual) => {
                let outcome = outcome.inside(planned, actual);
                let step = if is_object { Step::Attribute(key.clone()) } else { Step::Key(key.clone()) };
                findings.at(step, |findings| compare(outcome, findings));
            }
            None => {
                let detail = findings.wording(|| format!("{what} {key:?} has vanished"), KEYS_DIFFER);
                findings.add(outcome.rule, detail);
            }
        }
    }
    for key in after.keys().filter(|key| !before.contains_key(*key)) {
        let detail = findings.wording(|| format!("new {what} {key:?} has appeared"), KEYS_DIFFER);
        findings.add(outcome.rule, detail);
    }
}

/// A set may shrink, because values that were unknown may turn out to be equal, but it never grows.
fn set(what: &str, outcome: Outcome<'_>, findings: &mut Findings) {
    let (planned, actual) = (elements(outcome.planned), elements(outcome.actual));
    let (vanished, new) = without_counterpart(planned, actual);
    let orphans = [("planned", "actual", planned, vanished), ("actual", "plan", actual, new)];
    for (side, other, elements, orphans) in orphans {
        for orphan in orphans.into_iter().filter_map(|at| elements.get(at)) {
            let shown = || {
                format!("{side} set element {} does not correlate with any element in {other}", Shown(orphan))
            };
            let hidden = format!("{side} set element does not correlate with any element in {other}");
            let detail = findings.wording(shown, &hidden);
            findings.add(outcome.rule, detail);
        }
    }
    if planned.len() < actual.len() {
        let detail = format!("{what} changed from {} to {}", planned.len(), actual.len());
        findings.add(outcome.rule, detail);
    }
}

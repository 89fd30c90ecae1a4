//! What a read finds otherwise than the apply before it left it.

use super::{
    Rule,
    findings::{Findings, Shown},
};
use crate::{
    plan::shape::{Level, member},
    value::Value,
};

/// Compares down to the attributes that differ; collections are compared as a whole.
pub(super) fn object(level: Level<'_>, applied: &Value, read: &Value, findings: &mut Findings) {
    for child in level.children() {
        let (before, after) = (member(applied, child.name), member(read, child.name));
        if before == after {
            continue;
        }
        findings.at_child(child, |findings| match (child.inside, before, after) {
            (Some((_, inner)), Value::Object(_), Value::Object(_)) if child.holds_one() => {
                object(inner, before, after, findings);
            }
            _ => {
                let shown = || format!("was applied as {}, but reads as {}", Shown(before), Shown(after));
                let detail = findings.wording(shown, "reads as something else than was applied");
                findings.add(Rule::ApplySettles, detail);
            }
        });
    }
}

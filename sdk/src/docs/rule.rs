//! What goes together, in words.

use crate::schema::{Attribute, Rule, RuleKind};

/// What the rules of a level say about the attribute or block of this name.
pub(super) fn sentences(name: &str, level: &[Attribute]) -> Vec<String> {
    let rules = level.iter().flat_map(|attribute| &attribute.behavior.rules);
    rules
        .filter(|rule| rule.names().iter().any(|other| other == name))
        .filter_map(|rule| sentence(name, rule))
        .collect()
}

fn sentence(name: &str, rule: &Rule) -> Option<String> {
    let (first, others) = rule.names().split_first()?;
    let is_first = first == name;
    match rule.kind {
        RuleKind::ExactlyOneOf => Some(format!("Exactly one of {} must be set.", list(rule.names(), "and"))),
        RuleKind::AtLeastOneOf => Some(format!("At least one of {} must be set.", list(rule.names(), "and"))),
        RuleKind::Conflicting => Some(format!("At most one of {} may be set.", list(rule.names(), "and"))),
        RuleKind::RequiredTogether => {
            Some(format!("{} are set together or not at all.", list(rule.names(), "and")))
        }
        RuleKind::PreferWriteOnly => {
            is_first.then(|| format!("Better set {}, which is not stored.", list(others, "or")))
        }
        RuleKind::ConflictsWith if is_first => Some(format!("It cannot be set with {}.", list(others, "or"))),
        RuleKind::ConflictsWith => Some(format!("It cannot be set with `{first}`.")),
        RuleKind::Requires => is_first.then(|| format!("It needs {} to be set.", list(others, "and"))),
        RuleKind::AtLeastSumOf => is_first.then(|| sum("at least", others)),
        RuleKind::AtMostSumOf => is_first.then(|| sum("at most", others)),
        RuleKind::EqualsSumOf => is_first.then(|| sum("exactly", others)),
    }
}

fn sum(relation: &str, others: &[String]) -> String {
    format!("It must be {relation} the sum of {}.", list(others, "and"))
}

fn list(names: &[String], word: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} {word} {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_told_where_it_matters() {
        let told = |name: &str, rule: Rule| sentence(name, &rule).unwrap_or_default();
        assert_eq!(
            told("a", Rule::exactly_one_of(["a", "b", "c"])),
            "Exactly one of `a`, `b` and `c` must be set."
        );
        assert_eq!(told("b", Rule::at_least_one_of(["a", "b"])), "At least one of `a` and `b` must be set.");
        assert_eq!(told("b", Rule::conflicting(["a", "b"])), "At most one of `a` and `b` may be set.");
        assert_eq!(
            told("b", Rule::required_together(["a", "b"])),
            "`a` and `b` are set together or not at all."
        );
        assert_eq!(told("a", Rule::prefer_write_only(["a", "b"])), "Better set `b`, which is not stored.");
        assert_eq!(told("b", Rule::prefer_write_only(["a", "b"])), "");
        assert_eq!(told("a", Rule::conflicts_with(["a", "b", "c"])), "It cannot be set with `b` or `c`.");
        assert_eq!(told("c", Rule::conflicts_with(["a", "b", "c"])), "It cannot be set with `a`.");
        assert_eq!(told("a", Rule::requires(["a", "b"])), "It needs `b` to be set.");
        assert_eq!(told("b", Rule::requires(["a", "b"])), "");
        assert_eq!(
            told("a", Rule::at_least_sum_of(["a", "b", "c"])),
            "It must be at least the sum of `b` and `c`."
        );
        assert_eq!(told("a", Rule::at_most_sum_of(["a", "b"])), "It must be at most the sum of `b`.");
        assert_eq!(told("a", Rule::equals_sum_of(["a", "b"])), "It must be exactly the sum of `b`.");
    }
}

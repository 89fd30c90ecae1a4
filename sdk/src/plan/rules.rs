//! Rules about which attributes go together.
//!
//! Summaries and texts are those of HashiCorp's `terraform-plugin-framework-validators`, which users and their tools
//! know.

use super::shape::{Level, Role, elements, member, members};
use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::{Nesting, Rule, RuleKind},
    value::{Number, Path, Value},
};

const COMBINATION: &str = "Invalid Attribute Combination";
const MISSING: &str = "Missing Attribute Configuration";

/// Holds the object at a place against the rules of its level.
pub(super) fn check(
    level: Level<'_>,
    config: &Value,
    at: &Path,
    write_only_allowed: bool,
    diagnostics: &mut Diagnostics,
) {
    let rules = level
        .children()
        .filter_map(|child| child.as_attribute())
        .flat_map(|attribute| &attribute.behavior.rules);
    for rule in rules {
        if rule.kind != RuleKind::PreferWriteOnly || write_only_allowed {
            let subject = Subject::of(rule, level, config, at);
            diagnostics.extend(subject.verdict(rule.kind));
        }
    }
}

/// Whether an attribute or block is set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Yes,
    No,
    Unknown,
}

/// What a rule is about, in its order.
struct Subject<'a> {
    at: &'a Path,
    names: &'a [String],
    values: Vec<&'a Value>,
    set: Vec<Set>,
}

impl<'a> Subject<'a> {
    fn of(rule: &'a Rule, level: Level<'_>, config: &'a Value, at: &'a Path) -> Self {
        let values: Vec<_> = rule.names.iter().map(|name| member(config, name)).collect();
        let is_set = |(name, value): (&String, &&Value)| {
            let child = level.children().find(|child| child.name == name);
            let block = child.filter(|child| matches!(child.role, Role::Block(_)));
            let holds = match block.and_then(|block| block.inside) {
                // Blocks are never null; without any they are not set.
                Some((Nesting::List | Nesting::Set, _)) => !elements(value).is_empty(),
                Some((Nesting::Map, _)) => members(value).is_some_and(|members| !members.is_empty()),
                _ => !value.is_null(),
            };
            match value.is_unknown() {
                true => Set::Unknown,
                false if holds => Set::Yes,
                false => Set::No,
            }
        };
        let set = rule.names.iter().zip(&values).map(is_set).collect();
        Self { at, names: &rule.names, values, set }
    }

    fn verdict(&self, kind: RuleKind) -> Option<Diagnostic> {
        let set = self.count(Set::Yes);
        let unknown = self.count(Set::Unknown) > 0;
        let missing = set == 0 && !unknown;
        let several = set > 1;
        match kind {
            RuleKind::ExactlyOneOf => {
                let text = format!("Exactly one of these attributes must be configured: {}", self.list());
                let combination = || Some(self.combination(text.clone()));
                if several { combination() } else { missing.then(|| self.missing(text)) }
            }
            RuleKind::AtLeastOneOf => missing.then(|| {
                self.missing(format!("At least one of these attributes must be configured: {}", self.list()))
            }),
            RuleKind::Conflicting => several.then(|| {
                self.combination(format!("These attributes cannot be configured together: {}", self.list()))
            }),
            RuleKind::RequiredTogether => (set > 0 && !unknown && set < self.names.len()).then(|| {
                self.combination(format!("These attributes must be configured together: {}", self.list()))
            }),
            RuleKind::PreferWriteOnly => (self.first() == Set::Yes).then(|| self.prefer_write_only()),
            RuleKind::ConflictsWith => self.against_first(Set::Yes, "cannot be specified"),
            RuleKind::Requires => self.against_first(Set::No, "must be specified"),
            RuleKind::AtLeastSumOf => self.sum("at least", |own, sum| own >= sum),
            RuleKind::AtMostSumOf => self.sum("at most", |own, sum| own <= sum),
            RuleKind::EqualsSumOf => self.sum("equal to the", |own, sum| own == sum),
        }
    }

    fn prefer_write_only(&self) -> Diagnostic {
        let alternative = self.names.get(1).map(|name| self.place(name).to_string()).unwrap_or_default();
        Diagnostic::warning(
            "Available Write-Only Attribute Alternative",
            format!(
                "The attribute has a WriteOnly version {alternative} available. Use the WriteOnly version of the \
                 attribute when possible."
            ),
        )
        .at(self.first_place())
    }

    /// The first of the others that is `wrong` while the first is set.
    fn against_first(&self, wrong: Set, what: &str) -> Option<Diagnostic> {
        if self.first() != Set::Yes {
            return None;
        }
        let (other, _) = self.names.iter().zip(&self.set).skip(1).find(|(_, set)| **set == wrong)?;
        let (own, other) = (self.first_place().to_string(), self.place(other).to_string());
        let text = format!("Attribute {other:?} {what} when {own:?} is specified");
        Some(Diagnostic::error(COMBINATION, text).at(self.first_place()))
    }

    fn sum(&self, relation: &str, holds: impl Fn(&Number, &Number) -> bool) -> Option<Diagnostic> {
        if self.count(Set::Unknown) > 0 {
            return None;
        }
        let (own, others) = self.values.split_first()?;
        let own = own.as_number()?;
        let mut numbers = others.iter().filter_map(|value| value.as_number());
        let sum = numbers.try_fold(Number::from(0), |sum, number| sum.checked_add(number))?;
        let names: Vec<_> = self.names.iter().skip(1).map(|name| self.place(name).to_string()).collect();
        (!holds(own, &sum)).then(|| {
            let place = self.first_place();
            let detail = format!(
                "{place} must be {relation} sum of {}, which is {sum}, but it is {own}.",
                names.join(" + ")
            );
            Diagnostic::error("Invalid attribute value", detail).at(place)
        })
    }

    fn count(&self, wanted: Set) -> usize {
        self.set.iter().filter(|set| **set == wanted).count()
    }

    fn first(&self) -> Set {
        self.set.first().copied().unwrap_or(Set::Unknown)
    }

    fn first_place(&self) -> Path {
        self.names.first().map_or_else(|| self.at.clone(), |name| self.place(name))
    }

    fn place(&self, name: &str) -> Path {
        self.at.clone().attribute(name)
    }

    /// As HashiCorp's framework writes a list of paths.
    fn list(&self) -> String {
        let paths: Vec<_> = self.names.iter().map(|name| self.place(name).to_string()).collect();
        format!("[{}]", paths.join(","))
    }

    /// Stands at the first that is set.
    fn combination(&self, text: String) -> Diagnostic {
        let first = self.names.iter().zip(&self.set).find(|(_, set)| **set == Set::Yes);
        let at = first.map_or_else(|| self.at.clone(), |(name, _)| self.place(name));
        Diagnostic::error(COMBINATION, text).at(at)
    }

    /// Stands at the object around, which at the root is no place.
    fn missing(&self, text: String) -> Diagnostic {
        let missing = Diagnostic::error(MISSING, text);
        if self.at.is_root() { missing } else { missing.at(self.at.clone()) }
    }
}

#[cfg(test)]
mod tests;

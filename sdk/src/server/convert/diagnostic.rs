//! Diagnostics and paths.

use crate::{
    diag::{Diagnostic, Diagnostics, Severity},
    log::redacted,
    proto::tfplugin6::{self as tf, attribute_path::Step as TfStep, attribute_path::step::Selector},
    value::{Path, Step},
};

/// The diagnostics as Terraform takes them, errors and warnings in the order in which they were found.
pub(in crate::server) fn diagnostics(diagnostics: Diagnostics) -> Vec<tf::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

fn diagnostic(diagnostic: Diagnostic) -> tf::Diagnostic {
    let severity = match diagnostic.severity {
        Severity::Error => tf::diagnostic::Severity::Error,
        Severity::Warning => tf::diagnostic::Severity::Warning,
    };
    tf::Diagnostic {
        severity: severity.into(),
        summary: redacted(&diagnostic.summary).into_owned(),
        detail: redacted(&diagnostic.detail).into_owned(),
        // A path of no steps points at the whole resource, as no path does.
        attribute: diagnostic.path.as_ref().map(path).filter(|path| !path.steps.is_empty()),
    }
}

/// The path, up to the first set: the protocol has no step into one.
pub(in crate::server) fn path(path: &Path) -> tf::AttributePath {
    let steps = path.0.iter().map_while(|step| match step {
        Step::Attribute(name) => Some(Selector::AttributeName(name.clone())),
        Step::Index(index) => Some(Selector::ElementKeyInt(i64::try_from(*index).unwrap_or(i64::MAX))),
        Step::Key(key) => Some(Selector::ElementKeyString(key.clone())),
        Step::Element(_) => None,
    });
    tf::AttributePath { steps: steps.map(|selector| TfStep { selector: Some(selector) }).collect() }
}

/// The path inside an attribute or block.
pub(in crate::server) fn inside(name: &str, mut path: tf::AttributePath) -> tf::AttributePath {
    path.steps.insert(0, TfStep { selector: Some(Selector::AttributeName(name.to_owned())) });
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    #[test]
    fn a_path_ends_before_a_set_element() {
        let long = Path::of("rules").element(Value::Bool(true)).attribute("port");
        assert_eq!(path(&long), path(&Path::of("rules")));
    }

    #[test]
    fn each_step_has_its_selector() {
        let selectors: Vec<_> = path(&Path::of("pools").index(2).attribute("labels").key("team"))
            .steps
            .into_iter()
            .map(|step| step.selector.unwrap())
            .collect();
        assert_eq!(
            selectors,
            [
                Selector::AttributeName("pools".to_owned()),
                Selector::ElementKeyInt(2),
                Selector::AttributeName("labels".to_owned()),
                Selector::ElementKeyString("team".to_owned()),
            ]
        );
    }

    #[test]
    fn a_diagnostic_without_a_place_has_no_path() {
        let all = diagnostics(Diagnostic::error("a", "b").at(Path::root()).into());
        assert_eq!(all[0].attribute, None);
    }

    #[test]
    fn severities_are_never_zero() {
        let mut both = Diagnostics::from(Diagnostic::error("a", ""));
        both.push(Diagnostic::warning("b", ""));
        let severities: Vec<_> = diagnostics(both).iter().map(|diagnostic| diagnostic.severity).collect();
        assert_eq!(severities, [1, 2]);
    }

    #[test]
    fn a_registered_secret_does_not_reach_the_user_s_terminal() {
        crate::log::redact("s3cr3t-in-a-diagnostic");
        let all = diagnostics(Diagnostic::error("x", "refused s3cr3t-in-a-diagnostic").into());
        assert_eq!(all[0].detail, "refused ***");
    }
}

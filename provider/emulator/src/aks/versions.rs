//! Kubernetes versions that the service offers, the same in every region.
//!
//! A minor version is supported for a year and, with long-term support, for another; the list stands as of November
//! 2026. Versions of 1.35 are recorded, the patches of the others are made up in the same manner.

use serde_json::{Map, Value, json};

use crate::gateway::{Answer, Fault, registry};

/// A minor version and its patches, oldest first.
#[derive(Debug)]
struct Minor {
    name: &'static str,
    patches: &'static [&'static str],
    default: bool,
    preview: bool,
    official: bool,
    long_term: bool,
}

const fn minor(name: &'static str, patches: &'static [&'static str]) -> Minor {
    Minor { name, patches, default: false, preview: false, official: true, long_term: false }
}

/// Newest first.
const MINORS: &[Minor] = &[
    Minor { preview: true, ..minor("1.37", &["1.37.0"]) },
    minor("1.36", &["1.36.2", "1.36.4"]),
    Minor { default: true, ..minor("1.35", &["1.35.5", "1.35.7"]) },
    minor("1.34", &["1.34.8", "1.34.10"]),
    Minor { long_term: true, ..minor("1.33", &["1.33.12", "1.33.13"]) },
    Minor { official: false, long_term: true, ..minor("1.32", &["1.32.13"]) },
    Minor { official: false, long_term: true, ..minor("1.31", &["1.31.14"]) },
    Minor { official: false, long_term: true, ..minor("1.30", &["1.30.14"]) },
];

/// Why a version cannot be had.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unsupported {
    /// Not offered at all.
    Unknown,
    /// Offered with long-term support only.
    LongTermOnly,
}

/// `GET .../locations/L/kubernetesVersions`.
pub(super) fn list(location: &str) -> Result<Answer, Fault> {
    check_location(location)?;
    let values: Vec<Value> = MINORS.iter().map(view).collect();
    Ok(Answer::json(200, json!({ "values": values })))
}

/// The short name of a region of a path, in either spelling.
pub(super) fn check_location(location: &str) -> Result<&'static str, Fault> {
    registry::region(location).map(|r| r.0).ok_or_else(|| {
        let text =
            format!("The provided location '{location}' is not available for resource type 'locations'.");
        Fault::gateway(400, "LocationNotAvailableForResourceType", text)
    })
}

fn view(minor: &Minor) -> Value {
    let plans = [(minor.official, "KubernetesOfficial"), (minor.long_term, "AKSLongTermSupport")];
    let plans: Vec<&str> = plans.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect();
    let patches: Map<String, Value> =
        minor.patches.iter().map(|p| ((*p).to_owned(), json!({"upgrades": upgrades(p)}))).collect();
    let mut value = json!({
        "version": minor.name,
        "capabilities": {"supportPlan": plans},
        "patchVersions": patches,
    });
    if minor.default {
        value["isDefault"] = true.into();
    }
    if minor.preview {
        value["isPreview"] = true.into();
    }
    value
}

/// The version of a cluster that names none: the default minor, by its short name.
pub(super) fn default() -> &'static str {
    MINORS.iter().find(|m| m.default).map_or("1.35", |m| m.name)
}

/// The full version that a short or full name stands for, `None` where the service does not offer it.
pub(super) fn resolve(name: &str) -> Option<&'static str> {
    let minor = minor_of(name)?;
    if name == minor.name {
        return minor.patches.last().copied();
    }
    minor.patches.iter().find(|p| **p == name).copied()
}

/// Whether a version can be had with a support plan.
pub(super) fn check(name: &str, plan: &str) -> Result<(), Unsupported> {
    let minor = minor_of(name).filter(|_| resolve(name).is_some()).ok_or(Unsupported::Unknown)?;
    if minor.official || (minor.long_term && plan.eq_ignore_ascii_case("AKSLongTermSupport")) {
        return Ok(());
    }
    Err(Unsupported::LongTermOnly)
}

/// Full versions that a full version may be upgraded to: later patches of its minor, and the next minor's.
pub(super) fn upgrades(patch: &str) -> Vec<&'static str> {
    let Some((major, minor, number)) = numbers(patch) else { return Vec::new() };
    let mut found: Vec<&str> = MINORS
        .iter()
        .flat_map(|m| m.patches)
        .filter(|p| {
            numbers(p).is_some_and(|(j, n, k)| j == major && ((n == minor && k > number) || n == minor + 1))
        })
        .copied()
        .collect();
    found.sort_by_key(|p| numbers(p));
    found
}

/// Full versions from the oldest that is offered up to the given one: what a pool below that control plane may run.
pub(super) fn up_to(patch: &str, plan: &str) -> Vec<&'static str> {
    let Some(newest) = numbers(patch) else { return Vec::new() };
    let mut found: Vec<&str> = MINORS
        .iter()
        .filter(|minor| check(minor.name, plan).is_ok())
        .flat_map(|minor| minor.patches)
        .filter(|p| numbers(p).is_some_and(|n| n <= newest))
        .copied()
        .collect();
    found.sort_by_key(|p| numbers(p));
    found
}

pub(super) fn is_preview(patch: &str) -> bool {
    minor_of(patch).is_some_and(|m| m.preview)
}

/// Major, minor and patch; a missing patch is zero.
pub(super) fn numbers(version: &str) -> Option<(u32, u32, u32)> {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().ok());
    let (major, minor) = (parts.next()??, parts.next()??);
    let patch = match parts.next() {
        Some(patch) => patch?,
        None => 0,
    };
    parts.next().is_none().then_some((major, minor, patch))
}

fn minor_of(name: &str) -> Option<&'static Minor> {
    let (major, minor, _) = numbers(name)?;
    MINORS.iter().find(|m| m.name == format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_stands_for_the_latest_patch() {
        assert_eq!(resolve("1.35"), Some("1.35.7"));
        assert_eq!(resolve("1.35.5"), Some("1.35.5"));
        assert_eq!(resolve("1.35.6"), None);
        assert_eq!(resolve("1.12"), None);
    }

    #[test]
    fn upgrades_never_skip_a_minor() {
        assert_eq!(upgrades("1.34.8"), ["1.34.10", "1.35.5", "1.35.7"]);
        assert_eq!(upgrades("1.37.0"), Vec::<&str>::new());
    }

    #[test]
    fn an_old_minor_needs_long_term_support() {
        assert_eq!(check("1.31", "KubernetesOfficial"), Err(Unsupported::LongTermOnly));
        assert_eq!(check("1.31", "AKSLongTermSupport"), Ok(()));
        assert_eq!(check("1.99", "KubernetesOfficial"), Err(Unsupported::Unknown));
    }

    #[test]
    fn there_is_one_default() {
        assert_eq!(MINORS.iter().filter(|m| m.default).count(), 1);
        assert!(resolve(default()).is_some());
    }
}

//! Kubernetes versions, full (`1.35.7`) or as the alias of a minor version (`1.35`).

use std::cmp::Ordering;

/// Azure's version in the user's form: an alias stays an alias while Azure runs a patch of it, a full version stays
/// full while Azure runs it under an alias.
pub(crate) fn kept(kept: Option<&String>, azure: Option<String>, running: Option<&String>) -> Option<String> {
    let azure = azure.filter(|version| !version.is_empty())?;
    match kept {
        Some(kept)
            if *kept == azure
                || is_patch_of(&azure, kept)
                || running == Some(kept) && is_patch_of(kept, &azure) =>
        {
            Some(kept.clone())
        }
        _ => Some(azure),
    }
}

/// Whether `version` is a patch version of the minor version that `alias` names.
pub(crate) fn is_patch_of(version: &str, alias: &str) -> bool {
    let (version, alias) = (numbers(version), numbers(alias));
    alias.len() == 2 && version.len() == 3 && version.starts_with(&alias)
}

/// The order of two versions as far as both say: `1.35` and `1.35.7` are equal.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (numbers(left), numbers(right));
    let said_by_both = left.len().min(right.len());
    left.iter().take(said_by_both).cmp(right.iter().take(said_by_both))
}

/// The number of minor versions from one to the other; `None` across major versions.
pub(crate) fn minor_steps(from: &str, to: &str) -> Option<i64> {
    match (numbers(from).as_slice(), numbers(to).as_slice()) {
        ([from_major, from, ..], [to_major, to, ..]) if from_major == to_major => {
            Some(i64::from(*to) - i64::from(*from))
        }
        _ => None,
    }
}

/// The alias of the minor version that a version belongs to.
pub(crate) fn minor(version: &str) -> Option<String> {
    match numbers(version).as_slice() {
        [major, minor, ..] => Some(format!("{major}.{minor}")),
        _ => None,
    }
}

/// The alias of the next minor version.
pub(crate) fn next_minor(version: &str) -> Option<String> {
    match numbers(version).as_slice() {
        [major, minor, ..] => Some(format!("{major}.{}", minor + 1)),
        _ => None,
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_of(kept_version: &str, azure: &str, running: &str) -> String {
        kept(Some(&kept_version.to_owned()), Some(azure.to_owned()), Some(&running.to_owned())).unwrap()
    }

    #[test]
    fn an_alias_stays_while_azure_runs_a_patch_of_it() {
        assert_eq!(kept_of("1.35", "1.35.7", "1.35.7"), "1.35");
        assert_eq!(kept_of("1.35", "1.36.0", "1.36.0"), "1.36.0");
        assert_eq!(kept_of("1.3", "1.35.7", "1.35.7"), "1.35.7");
    }

    #[test]
    fn a_full_version_stays_while_azure_runs_it_under_an_alias() {
        assert_eq!(kept_of("1.35.7", "1.35", "1.35.7"), "1.35.7");
        assert_eq!(kept_of("1.35.7", "1.35", "1.35.9"), "1.35");
    }

    #[test]
    fn an_alias_is_neither_older_nor_newer_than_its_patches() {
        assert_eq!(compare("1.35", "1.35.7"), Ordering::Equal);
        assert_eq!(compare("1.9.1", "1.10"), Ordering::Less);
    }

    #[test]
    fn minor_versions_are_counted_within_a_major_version() {
        assert_eq!(minor_steps("1.33.2", "1.35"), Some(2));
        assert_eq!(minor_steps("1.33", "2.1"), None);
        assert_eq!(next_minor("1.33.2").as_deref(), Some("1.34"));
    }
}

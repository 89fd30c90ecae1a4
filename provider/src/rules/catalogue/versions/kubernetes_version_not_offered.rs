//! The region offers the version of Kubernetes that is asked for, with the support plan of the cluster.
//!
//! # Why
//!
//! AKS offers some patches of the last minor versions, and older minor versions with long-term support alone. Which ones
//! differs from region to region while a release is rolled out. Azure refuses any other.
//!
//! The list is that of today. It says nothing of a day more than a month ago (`rules.as_of`), so the rule is silent then.
//!
//! # Way out
//!
//! Ask for a minor version alone, `"1.35"`, which stands for its newest patch; the data source
//! `aksoverlay_kubernetes_versions` lists them. For an older one set `support_plan = "AKSLongTermSupport"` and
//! `sku_tier = "Premium"`.
//!
//! # Evidence
//!
//! - "Supported Kubernetes versions in AKS": <https://learn.microsoft.com/azure/aks/supported-kubernetes-versions>.
//! - The list of versions of a region, which this rule reads:
//!   <https://learn.microsoft.com/rest/api/aks/managed-clusters/list-kubernetes-versions>.

use tfplugin_framework::{Attr, Path};

use crate::{
    rules::{
        Change, Findings, Lowering, OfferedVersion, Rule, Source, View, finding::written,
        rule::ERROR_SINCE_ARTICLE,
    },
    version,
};

pub(super) static RULE: Rule = Rule {
    code: "kubernetes-version-not-offered",
    number: "N10",
    title: "The region offers the version of Kubernetes",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::KubernetesVersions],
    lowering: Lowering::Allowed("Azure adds versions at any time."),
    yields_to: &["dual-stack-cilium-version", "dual-stack-kubernetes-version", "dual-stack-service-families"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(offers) = view.lookups.kubernetes_versions.found().filter(|offers| !offers.is_empty()) else {
        return;
    };
    let long_term = view
        .control(|cluster| &cluster.support_plan)
        .value()
        .is_some_and(|plan| plan.eq_ignore_ascii_case("AKSLongTermSupport"));
    let now = view.existing().map(|existing| &existing.kubernetes_version);
    let cluster = view.kubernetes_version.known().filter(|asked| !stays(asked, now));
    if let Some(asked) = cluster {
        judge(asked, Path::of("kubernetes_version"), offers, long_term, findings);
    }
    let pools_now = view.managed_pools_now();
    for pool in &view.pools {
        let (Some(asked), Some(path)) =
            (pool.kubernetes_version.known(), pool.attribute("kubernetes_version"))
        else {
            continue;
        };
        let follows = Some(asked) == cluster || stays(asked, now);
        if !follows && !stays(asked, pools_now.like(pool).map(|now| &now.kubernetes_version)) {
            judge(asked, path, offers, long_term, findings);
        }
    }
}

/// Whether a version is the one that runs, or the alias of its minor version.
fn stays(asked: &str, now: Option<&Attr<String>>) -> bool {
    let now = now.and_then(Attr::known);
    now.is_some_and(|now| {
        now == asked || version::is_patch_of(now, asked) || version::is_patch_of(asked, now)
    })
}

fn judge(asked: &str, path: Path, offers: &[OfferedVersion], long_term: bool, findings: &mut Findings<'_>) {
    let Some(minor) = version::minor(asked) else { return };
    let offer = offers.iter().find(|offer| offer.minor == minor);
    let can_be_had = |offer: &OfferedVersion| long_term || !offer.long_term_support_only;
    let has_patch =
        |offer: &OfferedVersion| asked == minor || offer.patches.iter().any(|patch| patch == asked);
    if offer.is_some_and(|offer| has_patch(offer) && can_be_had(offer)) {
        return;
    }
    let attribute = written(&path);
    let mut minors: Vec<&OfferedVersion> =
        offers.iter().filter(|offer| can_be_had(offer) && !offer.preview).collect();
    minors.sort_by(|a, b| version::compare(&a.minor, &b.minor));
    let names: Vec<&str> = minors.iter().map(|offer| offer.minor.as_str()).collect();
    let report = findings.report(Some(path), format!("Kubernetes {asked} is not offered in this region"));
    let report = report.fact(format!("{attribute} = \"{asked}\""));
    match offer {
        Some(offer) if can_be_had(offer) => report
            .fact(format!("The region has {} of {minor}.", offer.patches.join(" and ")))
            .why("AKS offers the last patches of a minor version, and no others.")
            .way_out(format!("Set {attribute} = \"{minor}\", which stands for its newest patch.")),
        Some(_) => report
            .fact(format!("The region has {minor} with long-term support alone, and else {}.", names.join(", ")))
            .why("The time of community support is over for this minor version.")
            .way_out(match nearest(&minor, &names) {
                Some(nearest) => format!(
                    "Set {attribute} = \"{nearest}\"; or keep it, with support_plan = \"AKSLongTermSupport\" and sku_tier = \
                     \"Premium\"."
                ),
                None => "Set support_plan = \"AKSLongTermSupport\" and sku_tier = \"Premium\".".to_owned(),
            }),
        None => report
            .fact(format!("The region has {}.", names.join(", ")))
            .why("Azure refuses a version that it does not offer.")
            .way_out(match nearest(&minor, &names) {
                Some(nearest) => format!("The nearest is {attribute} = \"{nearest}\"."),
                None => "Take one that the region offers.".to_owned(),
            }),
    };
}

/// The minor version with the fewest steps between; the newer one of two.
fn nearest<'a>(asked: &str, offered: &[&'a str]) -> Option<&'a str> {
    let steps = |offered: &str| version::minor_steps(asked, offered).map_or(i64::MAX, i64::abs);
    offered.iter().rev().copied().min_by_key(|offered| steps(offered))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, OfferedVersion, View,
        sample::{known, valid},
    };

    fn offered(minor: &str, patches: &[&str]) -> OfferedVersion {
        OfferedVersion {
            minor: minor.to_owned(),
            patches: patches.iter().map(|patch| (*patch).to_owned()).collect(),
            ..OfferedVersion::default()
        }
    }

    fn with(kubernetes: &str) -> View {
        valid().with(|view| {
            view.kubernetes_version = known(kubernetes);
            view.lookups.kubernetes_versions = Lookup::Found(vec![
                offered("1.36", &["1.36.2"]),
                offered("1.35", &["1.35.5", "1.35.7"]),
                OfferedVersion { long_term_support_only: true, ..offered("1.33", &["1.33.12"]) },
            ]);
        })
    }

    const REFUSED: [(&str, Level); 1] = [("kubernetes-version-not-offered", Level::Error)];

    #[test]
    fn a_patch_or_a_minor_version_that_is_offered_is_fine() {
        assert_eq!(with("1.35.7").codes(), []);
        assert_eq!(with("1.36").codes(), []);
    }

    #[test]
    fn another_minor_version_is_refused_with_the_nearest() {
        let nearest = |asked| with(asked).error().way_out;
        assert_eq!(nearest("1.39"), "The nearest is kubernetes_version = \"1.36\".");
        assert_eq!(nearest("1.34.2"), "The nearest is kubernetes_version = \"1.35\".");
    }

    #[test]
    fn another_patch_is_refused_with_the_alias() {
        let error = with("1.35.6").error();
        assert!(error.way_out.starts_with("Set kubernetes_version = \"1.35\","), "{}", error.way_out);
    }

    #[test]
    fn long_term_support_is_a_plan_of_its_own() {
        assert_eq!(with("1.33").codes(), REFUSED);
        let plan = with("1.33").with(|view| view.control_plane.support_plan = known("akslongtermsupport"));
        assert_eq!(plan.codes(), []);
    }

    #[test]
    fn a_version_that_runs_is_not_asked_for_anew() {
        let view = with("1.32.1").changed(|view| view.kubernetes_version = known("1.32"));
        assert_eq!(view.codes(), []);
        assert_eq!(with("1.32.1").changed(|view| view.kubernetes_version = known("1.34")).codes(), REFUSED);
    }

    #[test]
    fn a_pool_that_asks_for_another_version_is_told_at_its_own_attribute() {
        let view = with("1.36").with(|view| view.pools[0].kubernetes_version = known("1.34"));
        assert_eq!(view.error().path, view.pools[0].attribute("kubernetes_version"));
        let follows = with("1.36").with(|view| view.pools[0].kubernetes_version = known("1.36"));
        assert_eq!(follows.codes(), []);
        let unknown = with("1.36").with(|view| view.kubernetes_version = Attr::unknown());
        assert_eq!(unknown.codes(), []);
    }
}

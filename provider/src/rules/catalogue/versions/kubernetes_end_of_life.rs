//! The version of Kubernetes is supported: 1.34 until the end of November 2026, 1.35 until March, 1.36 until June and 1.37
//! until October 2027.
//!
//! # Why
//!
//! After its end a minor version gets no patches, also none for vulnerabilities, and Azure refuses to make clusters and
//! pools of it. Every later upgrade goes through the minor versions one by one, so that waiting makes it longer. A year of
//! long-term support can be had with `support_plan = "AKSLongTermSupport"`.
//!
//! # Way out
//!
//! Raise `kubernetes_version` by one minor version at a time. What a plan changes is warned about from the day of the end
//! on; reports name it 90 days before, and also for clusters that stay as they are.
//!
//! # Evidence
//!
//! - The calendar in "Supported Kubernetes versions in AKS":
//!   <https://learn.microsoft.com/azure/aks/supported-kubernetes-versions>.

use std::cmp::Ordering;

use tfplugin_framework::Path;
use time::{Date, Duration};

use crate::{
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View,
        finding::written,
        rule::{ARTICLE, day},
    },
    version,
};

pub(super) static RULE: Rule = Rule {
    code: "kubernetes-end-of-life",
    number: "N12",
    title: "The version of Kubernetes is supported",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "Every minor version has a day on which its support ends.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is advice; AKS moves the days from time to time."),
    yields_to: &["kubernetes-version-not-offered"],
    check,
};

/// The last day of each minor version, oldest first; those before the first ended earlier.
const ENDS: [(&str, Date); 4] = [
    ("1.34", day(2026, 11, 30)),
    ("1.35", day(2027, 3, 31)),
    ("1.36", day(2027, 6, 30)),
    ("1.37", day(2027, 10, 31)),
];

const NOTICE: Duration = Duration::days(90);

fn check(view: &View, findings: &mut Findings<'_>) {
    // On a node pool alone, the cluster is planned elsewhere.
    let Some(running) = view.kubernetes_version.known() else { return };
    let Some((minor, last)) = end(running) else { return };
    let plan = view.control(|cluster| &cluster.support_plan).value();
    let long_term = plan.is_some_and(|plan| plan.eq_ignore_ascii_case("AKSLongTermSupport"));
    let last = if long_term { last.replace_year(last.year() + 1).unwrap_or(last) } else { last };
    let today = findings.as_of();
    if today + NOTICE < last {
        return;
    }
    let path = Path::of("kubernetes_version");
    let attribute = written(&path);
    let next = version::next_minor(running).unwrap_or_else(|| minor.to_owned());
    let (ends, over) = if last < today { ("ended", true) } else { ("ends", false) };
    let report = findings
        .report(Some(path), format!("Support for Kubernetes {running} {ends} on {last}"))
        .fact(format!("{attribute} = \"{running}\""))
        .why("After that day the version gets no patches, also none for vulnerabilities.")
        .way_out(format!(
            "Upgrade to {attribute} = \"{next}\" in place, and go on by one minor version at a time; or set support_plan = \
             \"AKSLongTermSupport\" with sku_tier = \"Premium\" for another year."
        ));
    if !over || view.is_settled() {
        report.at_most(Level::Information);
    }
}

/// The end of the minor version that a version belongs to, as far as it is announced.
fn end(running: &str) -> Option<(&'static str, Date)> {
    ENDS.iter().copied().find(|(minor, _)| version::compare(running, minor) != Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        Level, RuleSettings, View,
        rule::day,
        run,
        sample::{known, valid},
    };

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "N12").map(|finding| finding.level).collect()
    }

    fn with(kubernetes: &str) -> View {
        valid().with(|view| view.kubernetes_version = known(kubernetes))
    }

    #[test]
    fn the_warning_begins_on_the_day_after_the_last() {
        assert_eq!(levels(&with("1.34.8"), day(2026, 8, 31)), []);
        assert_eq!(levels(&with("1.34.8"), day(2026, 11, 30)), [Level::Information]);
        assert_eq!(levels(&with("1.34"), day(2026, 12, 1)), [Level::Warning]);
        assert_eq!(levels(&with("1.35"), day(2027, 4, 1)), [Level::Warning]);
        assert_eq!(levels(&with("1.37"), day(2027, 10, 31)), [Level::Information]);
    }

    #[test]
    fn earlier_versions_ended_before_and_later_ones_have_no_end_yet() {
        assert_eq!(levels(&with("1.29"), day(2026, 12, 1)), [Level::Warning]);
        assert_eq!(levels(&with("1.38"), day(2030, 1, 1)), []);
    }

    #[test]
    fn long_term_support_is_a_year_more() {
        let view = with("1.34").with(|view| view.control_plane.support_plan = known("akslongtermsupport"));
        assert_eq!(levels(&view, day(2026, 12, 1)), []);
        assert_eq!(levels(&view, day(2027, 12, 1)), [Level::Warning]);
    }

    #[test]
    fn a_cluster_that_stays_as_it_is_is_told_in_reports_alone() {
        assert_eq!(levels(&with("1.34").changed(|_| {}), day(2027, 1, 1)), [Level::Information]);
        let upgraded = with("1.34").changed(|view| view.kubernetes_version = known("1.35"));
        assert_eq!(levels(&upgraded, day(2027, 1, 1)), [Level::Information]);
    }
}

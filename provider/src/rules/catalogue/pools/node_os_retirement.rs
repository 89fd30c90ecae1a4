//! The operating system of the nodes is not about to be retired: Ubuntu 22.04 on 2027-06-30, Windows Server 2022 on
//! 2028-06-30.
//!
//! # Why
//!
//! After that day AKS makes no images any more: nodes get no security updates, and pools cannot grow reliably. Moving the
//! workloads of a pool takes its time, so that the warning begins 90 days before.
//!
//! # Way out
//!
//! On Linux set another `os_sku`, which re-images the nodes in place. For Windows make a pool with a later `os_sku` and
//! move the workloads.
//!
//! # Evidence
//!
//! - Retirements in AKS: <https://learn.microsoft.com/azure/aks/upgrade-os-version>,
//!   <https://learn.microsoft.com/azure/aks/upgrade-windows-os>.

use time::{Date, Duration};

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "node-os-retirement",
    number: "N13",
    title: "The operating system of the nodes is not about to be retired",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "Every operating system of nodes has a day on which AKS drops it.",
    }],
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("It is advice."),
    yields_to: &[],
    check,
};

/// A SKU of nodes, its name, the day of its retirement, and what comes after it.
const RETIREMENTS: [(&str, &str, Date, &str); 3] = [
    ("Windows2019", "Windows Server 2019", day(2026, 3, 1), "Windows2022"),
    ("Ubuntu2204", "Ubuntu 22.04", day(2027, 6, 30), "Ubuntu2404"),
    ("Windows2022", "Windows Server 2022", day(2028, 6, 30), "Windows2025"),
];

const NOTICE: Duration = Duration::days(90);

fn check(view: &View, findings: &mut Findings<'_>) {
    let today = findings.as_of();
    for pool in &view.pools {
        let Some(sku) = pool.os_sku.known() else { continue };
        let retirement = RETIREMENTS.iter().find(|(retired, ..)| retired.eq_ignore_ascii_case(sku));
        let Some((_, title, on, next)) = retirement else { continue };
        // A retired Windows is the business of `windows-server-version`.
        if pool.is_windows() && *on <= today {
            continue;
        }
        let attribute = pool.named("os_sku");
        let (verb, warns) = if *on <= today { ("was", true) } else { ("is", today + NOTICE >= *on) };
        let report = findings
            .report(
                pool.attribute("os_sku"),
                format!("{title}, which {} runs, {verb} retired on {on}", pool.title()),
            )
            .fact(format!("{attribute} = \"{sku}\""))
            .why("From that day on AKS makes no images of it, and its nodes get no security updates.")
            .way_out(if pool.is_windows() {
                format!("Make a pool with os_sku = \"{next}\" and move the workloads there.")
            } else {
                format!("Set {attribute} = \"{next}\", which re-images the nodes in place.")
            });
        if !warns {
            report.at_most(Level::Information);
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        Level, RuleSettings,
        rule::day,
        run,
        sample::{known, valid},
    };

    fn levels(sku: &str, on: Date) -> Vec<Level> {
        let view = valid().with(|view| view.pools[0].os_sku = known(sku));
        let findings = run(&view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "N13").map(|finding| finding.level).collect()
    }

    #[test]
    fn the_warning_begins_90_days_before_and_does_not_end() {
        assert_eq!(levels("Ubuntu2204", day(2027, 3, 31)), [Level::Information]);
        assert_eq!(levels("ubuntu2204", day(2027, 4, 1)), [Level::Warning]);
        assert_eq!(levels("Ubuntu2204", day(2028, 1, 1)), [Level::Warning]);
    }

    #[test]
    fn windows_is_announced_until_the_day_of_its_retirement_when_another_rule_refuses_it() {
        let levels = |on| {
            let view = valid().with(|view| {
                view.pools[0].os_type = known("Windows");
                view.pools[0].os_sku = known("Windows2022");
            });
            let findings = run(&view, &RuleSettings::as_of(on)).findings.into_iter();
            let of_this = findings.filter(|finding| finding.rule.number == "N13");
            of_this.map(|finding| finding.level).collect::<Vec<Level>>()
        };
        assert_eq!(levels(day(2028, 6, 29)), [Level::Warning]);
        assert_eq!(levels(day(2028, 6, 30)), []);
    }

    #[test]
    fn what_has_no_day_of_retirement_is_not_its_business() {
        assert_eq!(levels("Ubuntu", day(2030, 1, 1)), []);
        assert_eq!(levels("AzureLinux3", day(2030, 1, 1)), []);
    }
}

//! Traffic leaves a cluster through a load balancer, a NAT gateway or routes of one's own, or not at all:
//! `outbound_type` is one of `loadBalancer`, `managedNATGateway`, `userAssignedNATGateway`, `userDefinedRouting` and
//! `none`.
//!
//! # Why
//!
//! Azure knows no other way. The article on overlay named the load balancer, the managed NAT gateway and routes to a
//! firewall; a NAT gateway of one's own and `none`, for network isolated clusters, came later. `block` is a preview.
//!
//! # Way out
//!
//! Leave `outbound_type` out, which means the load balancer, or take one of the list.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on egress, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - "Customize cluster egress with outbound types in AKS", in 2024-03 with the change of the type on existing clusters:
//!   <https://learn.microsoft.com/azure/aks/egress-outboundtype>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "outbound-type",
    number: "R25",
    title: "Traffic leaves in a way that Azure has",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article names the load balancer, the managed NAT gateway and routes to a firewall.",
        },
        Phase {
            from: MORE,
            level: Level::Error,
            because: "A NAT gateway of your own, and no way out at all, are documented as well.",
        },
    ],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Allowed("A subscription may have a way earlier, as a preview."),
    yields_to: &[],
    check,
};

const MORE: time::Date = day(2024, 3, 17);

/// Every way, and whether the article names it.
const WAYS: [(&str, bool); 5] = [
    ("loadBalancer", true),
    ("managedNATGateway", true),
    ("userDefinedRouting", true),
    ("userAssignedNATGateway", false),
    ("none", false),
];

const PREVIEW: &str = "block";

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(asked) = view.network.outbound_type.known() else { return };
    let knows_more = findings.as_of() >= MORE;
    let ways: Vec<&str> =
        WAYS.iter().filter(|(_, first)| *first || knows_more).map(|(way, _)| *way).collect();
    if ways.iter().any(|way| way.eq_ignore_ascii_case(asked)) {
        return;
    }
    let path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    let is_preview = knows_more && asked.eq_ignore_ascii_case(PREVIEW);
    let summary = if is_preview {
        format!("Outbound type \"{asked}\" is a preview")
    } else {
        format!("Traffic cannot leave a cluster by \"{asked}\"")
    };
    let report = findings
        .report(Some(path), summary)
        .fact(format!("{attribute} = \"{asked}\""))
        .why(format!("The ways that Azure has are {}.", ways.join(", ")))
        .way_out(format!("Set {attribute} = \"loadBalancer\", or leave it out, which means the same."))
        .unless_settled(view);
    if is_preview {
        report
            .why("Azure takes it only from subscriptions with the preview, and gives no support for it.")
            .at_most(Level::Warning);
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

    fn levels(outbound: &str, on: Date) -> Vec<Level> {
        let view = valid().with(|view| view.network.outbound_type = known(outbound));
        let findings = run(&view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "R25").map(|finding| finding.level).collect()
    }

    const TODAY: Date = day(2026, 11, 22);

    #[test]
    fn every_way_is_taken_in_any_case_and_no_other() {
        for (way, _) in super::WAYS {
            assert_eq!(levels(&way.to_uppercase(), TODAY), [], "{way}");
        }
        assert_eq!(levels("internet", TODAY), [Level::Error]);
        assert_eq!(levels("managedNATGatewayV2", TODAY), [Level::Error]);
    }

    #[test]
    fn the_article_named_three() {
        let before = day(2024, 3, 16);
        assert_eq!(levels("userDefinedRouting", before), []);
        assert_eq!(levels("userAssignedNATGateway", before), [Level::Error]);
        assert_eq!(levels("none", before), [Level::Error]);
    }

    #[test]
    fn a_preview_is_a_warning() {
        assert_eq!(levels("block", TODAY), [Level::Warning]);
    }
}

//! `ip_families` is `["IPv4"]` or `["IPv4", "IPv6"]`, in this order.
//!
//! # Why
//!
//! IPv4 is the primary family of every AKS cluster. There is no cluster with IPv6 alone, and with IPv6 first the API
//! server of a cluster has crashed.
//!
//! # Way out
//!
//! Write IPv4 first, and IPv6 after it where it is wanted. Pod CIDRs and service CIDRs follow the same order.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.

use tfplugin_framework::Attr;

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "ip-families-order",
    number: "R58",
    title: "IP families are IPv4, or IPv4 and IPv6",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("IPv4 is the primary family of every cluster."),
    yields_to: &[],
    check,
};

const FAMILIES: [&str; 2] = ["IPv4", "IPv6"];

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(families) = view.network.ip_families.known() else { return };
    let fits = |(index, family): (usize, &Attr<String>)| match family {
        Attr::Unknown(_) => index < FAMILIES.len(),
        Attr::Null => false,
        Attr::Known(family) => {
            FAMILIES.get(index).is_some_and(|expected| expected.eq_ignore_ascii_case(family))
        }
    };
    if !families.is_empty() && families.iter().enumerate().all(fits) {
        return;
    }
    let path = view.network.attribute("ip_families");
    let attribute = written(&path);
    let texts: Vec<&str> =
        families.iter().map(|family| family.known().map_or("...", String::as_str)).collect();
    findings
        .report(Some(path), format!("IP families cannot be {texts:?}"))
        .fact(format!("{attribute} = {texts:?}"))
        .why("Every cluster has IPv4 as its first family; IPv6 may follow.")
        .way_out(format!("Set {attribute} = [\"IPv4\"] or {attribute} = [\"IPv4\", \"IPv6\"]."));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Operation, View,
        sample::{known, list, valid},
    };

    fn with(families: Attr<Vec<Attr<String>>>) -> View {
        valid().with(|view| {
            view.network.ip_families = families;
            view.network.pod_cidrs = Attr::Null;
            view.network.service_cidrs = Attr::Null;
            view.operation = Operation::Validate;
        })
    }

    #[test]
    fn every_other_list_is_refused() {
        for families in
            [&["IPv6", "IPv4"][..], &["IPv6"], &[], &["IPv4", "IPv4"], &["IPv4", "IPv6", "IPv4"], &["IPv5"]]
        {
            assert_eq!(with(list(families)).codes(), [("ip-families-order", Level::Error)], "{families:?}");
        }
        assert_eq!(with(list(&["IPv4"])).codes(), []);
        assert_eq!(with(list(&["IPv4", "IPv6"])).codes(), []);
    }

    #[test]
    fn an_unknown_family_is_awaited_unless_another_is_wrong_already() {
        assert_eq!(with(Attr::Known(vec![Attr::unknown(), known("IPv6")])).codes(), []);
        let wrong = with(Attr::Known(vec![known("IPv6"), Attr::unknown()]));
        assert_eq!(wrong.codes(), [("ip-families-order", Level::Error)]);
    }
}

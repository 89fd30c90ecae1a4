//! What the rules about the families of pod and service CIDRs share.

use tfplugin_framework::Attr;

use crate::{
    network::{Cidr, Family},
    rules::{Findings, View, effective::Effective, finding::written, ranges::Purpose},
};

/// Refuses a list of ranges that is not one range for each IP family of the cluster, in their order.
pub(super) fn check(view: &View, purpose: Purpose, findings: &mut Findings<'_>) {
    let Some(texts) = purpose.of(&view.network).known() else { return };
    let families: Vec<Option<Family>> =
        texts.iter().map(|text| Some(Cidr::meant(text.known()?)?.family())).collect();
    let expected = match expected(view) {
        Some(expected) if !fits(&families, &expected) => expected,
        Some(_) => return,
        // Whatever families the cluster has, these ranges cannot belong to it.
        None if !fits(&families, &[Family::V4]) && !fits(&families, &[Family::V4, Family::V6]) => Vec::new(),
        None => return,
    };
    let path = view.network.attribute(purpose.attribute());
    let attribute = written(&path);
    let ip_families = written(&view.network.attribute("ip_families"));
    let given: Vec<&str> = texts.iter().map(|text| text.known().map_or("...", String::as_str)).collect();
    let name = purpose.name();
    let report = findings
        .report(Some(path), format!("{} and IP families do not go together", plural(name)))
        .fact(format!("{attribute} = {given:?}"))
        .why(format!("A cluster has one {name} for each IP family, IPv4 first."));
    // Of a text that is not known yet nobody can say whether it would do.
    let set = |families: &[Family]| {
        let ranges = view.one_for_each(purpose, families).filter(|_| texts.iter().all(Attr::is_known));
        match ranges {
            Some(ranges) => format!("Set {attribute} = {ranges:?}"),
            None if families.len() == 1 => "Give one IPv4 range".to_owned(),
            None => "Give an IPv4 range and an IPv6 range".to_owned(),
        }
    };
    let dual_stack = [Family::V4, Family::V6];
    let unseen = view.while_vnet_is_unseen();
    match expected.as_slice() {
        [] => report.way_out(format!(
            "{}, with an IPv6 range after it if {ip_families} has IPv6, or leave {attribute} out.{unseen}",
            set(&[Family::V4])
        )),
        [_] if fits(&families, &dual_stack) => {
            report.fact(families_fact(view, &ip_families, &expected)).way_out(format!(
                "{}, or {ip_families} = [\"IPv4\", \"IPv6\"] for both.{unseen}",
                set(&expected)
            ))
        }
        _ => report
            .fact(families_fact(view, &ip_families, &expected))
            .way_out(format!("{}, or leave {attribute} out.{unseen}", set(&expected))),
    };
}

/// The families of the cluster; none while they are undecided.
fn expected(view: &View) -> Option<Vec<Family>> {
    match view.effective(|network| &network.ip_families) {
        Effective::Asked(families) | Effective::Existing(families) => families.iter().map(family).collect(),
        Effective::Default => Some(vec![Family::V4]),
        Effective::Undecided => None,
    }
}

fn family(name: &Attr<String>) -> Option<Family> {
    let name = name.known()?;
    [Family::V4, Family::V6].into_iter().find(|family| family.to_string().eq_ignore_ascii_case(name))
}

/// Whether ranges, of which some may not be known, can be one for each family.
fn fits(families: &[Option<Family>], expected: &[Family]) -> bool {
    families.len() == expected.len()
        && families
            .iter()
            .zip(expected)
            .all(|(family, expected)| family.is_none_or(|family| family == *expected))
}

fn families_fact(view: &View, ip_families: &str, expected: &[Family]) -> String {
    let names: Vec<String> = expected.iter().map(Family::to_string).collect();
    match view.effective(|network| &network.ip_families) {
        Effective::Asked(_) => format!("{ip_families} = {names:?}"),
        Effective::Existing(_) => format!("The cluster has the IP families {}.", names.join(" and ")),
        Effective::Default | Effective::Undecided => {
            format!("{ip_families} is not set, so the cluster has {} only.", names.join(" and "))
        }
    }
}

fn plural(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['s']).collect()
}

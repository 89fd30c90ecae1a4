//! What the rules about connected networks share.

use crate::rules::{
    Findings, View,
    ranges::{ConnectedRange, Origin, Range},
};

/// Warns of every range that has an address in common with a network that the virtual network is connected with.
pub(super) fn warn(view: &View, ranges: Vec<Range>, why: &str, findings: &mut Findings<'_>) {
    for range in ranges {
        let hit: Vec<ConnectedRange<'_>> =
            view.connected_ranges().filter(|connected| connected.cidr.overlaps(&range.cidr)).collect();
        let name = match range.purpose {
            crate::rules::ranges::Purpose::Pods => "Pod CIDR",
            crate::rules::ranges::Purpose::Services => "Service CIDR",
        };
        let summary = match hit.as_slice() {
            [] => continue,
            [one] => format!("{name} {} overlaps {}, which {} has", range.cidr, one.cidr, one.title()),
            many => format!("{name} {} overlaps {} connected ranges", range.cidr, many.len()),
        };
        let mut report = findings.report(Some(range.path.clone()), summary).fact(range.fact());
        for connected in hit {
            report = report.fact(connected.fact());
        }
        report.why(why).way_out(way_out(view, &range));
    }
}

fn way_out(view: &View, range: &Range) -> String {
    if range.origin == Origin::Existing {
        return format!(
            "An existing cluster keeps its {}: give the other network another range, or make a new cluster where it \
             matters.",
            range.purpose.name()
        );
    }
    if let Some(now) = view.pod_cidr_now(range) {
        return view.keep_or_widen(range, &now);
    }
    match view.free_instead_of(range, range.cidr.prefix_len()) {
        Some(free) => format!(
            "Set {}; {free} is the first private range of this size that is free next to everything that is known here.",
            view.assignment(range, &free)
        ),
        None => format!("Choose a {} that no connected network has.", range.purpose.name()),
    }
}

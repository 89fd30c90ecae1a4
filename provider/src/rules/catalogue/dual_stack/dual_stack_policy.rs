//! What the rules about network policies on dual-stack share.

use crate::rules::{Findings, View, finding::written};

/// Refuses a policy on a dual-stack cluster.
pub(super) fn check(view: &View, excluded: &str, title: &str, findings: &mut Findings<'_>) {
    let Some(policy) = view.effective(|network| &network.policy).value() else { return };
    if view.dual_stack() != Some(true) || !policy.eq_ignore_ascii_case(excluded) {
        return;
    }
    let path = view.network.attribute("policy");
    let attribute = written(&path);
    let dataplane = written(&view.network.attribute("dataplane"));
    // What nobody asks for stays, and a plan repeats it.
    let stays = view.policy_now().is_some_and(|now| now.eq_ignore_ascii_case(policy));
    findings
        .report(Some(path), format!("{title} cannot enforce network policies on a dual-stack cluster"))
        .fact(match view.network.policy.known() {
            Some(_) if !stays => format!("{attribute} = \"{policy}\""),
            _ => format!("The cluster has the network policy \"{policy}\"."),
        })
        .fact(format!("{} asks for IPv4 and IPv6.", written(&view.network.attribute("ip_families"))))
        .why(format!("{title} in AKS knows IPv4 only."))
        .way_out(format!(
            "Set {attribute} = \"cilium\" and {dataplane} = \"cilium\", or {attribute} = \"none\"."
        ))
        .unless_settled(view);
}

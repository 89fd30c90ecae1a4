//! The pools of an overlay cluster are made of scale sets or single virtual machines, not of an availability set.
//!
//! # Why
//!
//! Overlay was never built for pools in availability sets, and AKS has not supported such pools at all since 2025-09-30.
//!
//! # Way out
//!
//! Leave `type` out, which means `VirtualMachineScaleSets`. The type of an existing pool cannot be changed: add a pool
//! and remove the old one.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on limitations, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>. The code that Azure answers is not known.
//! - Retirement of availability sets in AKS on 2025-09-30: <https://learn.microsoft.com/azure/aks/availability-sets-on-aks>.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View, effective::Ipam, finding::written,
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "availability-set-pool",
    number: "R27",
    title: "No pool of an overlay cluster is an availability set",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("AKS has dropped availability sets."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for pool in &view.pools {
        let (Some(kind), Some(path)) = (pool.kind.known(), pool.attribute("type")) else { continue };
        if !kind.eq_ignore_ascii_case("AvailabilitySet") {
            continue;
        }
        findings
            .report(Some(path.clone()), "An overlay cluster cannot have a pool in an availability set")
            .fact(format!("{} = \"{kind}\"", written(&path)))
            .why("Azure CNI Overlay works on scale sets and single virtual machines only.")
            .way_out(format!("Set {} = \"VirtualMachineScaleSets\", or leave it out.", written(&path)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid},
    };

    #[test]
    fn an_availability_set_is_refused_whatever_its_case_and_a_scale_set_is_not() {
        let with = |kind| valid().with(|view| view.pools[0].kind = known(kind)).codes();
        assert_eq!(with("AvailabilitySet"), [("availability-set-pool", Level::Error)]);
        assert_eq!(with("availabilityset"), [("availability-set-pool", Level::Error)]);
        assert_eq!(with("VirtualMachineScaleSets"), []);
        assert_eq!(with("VirtualMachines"), []);
    }
}

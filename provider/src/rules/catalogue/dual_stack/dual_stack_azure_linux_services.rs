//! On nodes with Azure Linux, a load balancer service with IPv6 needs `externalTrafficPolicy: Local`.
//!
//! # Why
//!
//! The nodes do not answer the health probes of Azure's load balancer over IPv6 for a service with the policy `Cluster`, so
//! that its IPv6 address is dead. Nothing fails; only the traffic is missing.
//!
//! # Way out
//!
//! Set `externalTrafficPolicy: Local` in such services, which the function `load_balancer_services` does, or take Ubuntu
//! nodes.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28, unchanged in 2026-08:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Pool, Rule, Source, View, finding::written, rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-azure-linux-services",
    number: "R64",
    title: "IPv6 services on Azure Linux nodes need externalTrafficPolicy: Local",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule.",
    }],
    when: &[Change::Create, Change::DualStack, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("It is about services, which are not seen here."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.dual_stack() != Some(true) {
        return;
    }
    let had_ipv6 = view.existing().is_some_and(|existing| existing.network.has_ipv6() == Some(true));
    let families = view.network.attribute("ip_families");
    let now = view.managed_pools_now();
    for pool in view.all_pools() {
        let Some(sku) = azure_linux(pool) else { continue };
        // It is told when the two come together, and not at every change afterwards.
        let runs_it = pool.path.is_none() || now.like(pool).is_some_and(|now| azure_linux(now).is_some());
        if had_ipv6 && runs_it {
            continue;
        }
        findings
            .report(
                Some(pool.attribute("os_sku").unwrap_or_else(|| families.clone())),
                "IPv6 services on Azure Linux nodes need externalTrafficPolicy: Local",
            )
            .fact(format!("The nodes of {} run {sku}.", pool.title()))
            .fact("The cluster has IPv4 and IPv6.")
            .why("Azure's load balancer does not reach other IPv6 services on these nodes.")
            .way_out(format!(
                "Set externalTrafficPolicy: Local in services of type LoadBalancer with IPv6, or take nodes with os_sku = \
                 \"Ubuntu\", or {} = [\"IPv4\"].",
                written(&families)
            ));
    }
}

/// The SKU, if it is Azure Linux under its present or its first name.
fn azure_linux(pool: &Pool) -> Option<&str> {
    let sku = pool.os_sku.known()?;
    let lower = sku.to_ascii_lowercase();
    (lower.starts_with("azurelinux") || lower == "cblmariner").then_some(sku)
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level,
        sample::{known, valid, valid_dual_stack},
    };

    const WARNED: (&str, Level) = ("dual-stack-azure-linux-services", Level::Warning);

    #[test]
    fn azure_linux_with_ipv6_is_warned_about_and_either_alone_is_not() {
        let with = |sku| valid_dual_stack().with(|view| view.pools[0].os_sku = known(sku)).codes();
        assert!(with("AzureLinux").contains(&WARNED));
        assert!(with("azurelinux3").contains(&WARNED));
        assert!(!with("Ubuntu").contains(&WARNED));
        let ipv4 = valid().with(|view| view.pools[0].os_sku = known("AzureLinux"));
        assert_eq!(ipv4.codes(), []);
    }

    #[test]
    fn it_is_told_when_the_two_come_together_and_not_again() {
        let linux = |view: crate::rules::View| view.with(|view| view.pools[0].os_sku = known("AzureLinux"));
        let again = linux(valid_dual_stack()).changed(|view| view.network.policy = known("none"));
        assert!(!again.codes().contains(&WARNED));
        let added = linux(valid()).changed(|view| view.network = valid_dual_stack().network);
        assert!(added.codes().contains(&WARNED));
        let changed = valid_dual_stack().changed(|view| view.pools[0].os_sku = known("AzureLinux"));
        assert!(changed.codes().contains(&WARNED));
    }
}

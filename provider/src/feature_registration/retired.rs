//! Features that nothing needs any more: what they gave a preview of is generally available.
//!
//! Azure keeps some of them and goes on taking registrations, which then have no effect; others it removes.

use time::Date;

use crate::rules::day;

/// A feature that nothing needs any more.
#[derive(Debug)]
pub(super) struct Retired {
    /// The feature, of `Microsoft.ContainerService`.
    name: &'static str,
    /// The first day on which nothing needs it, by the release notes and the documentation of AKS.
    pub(super) since: Date,
    /// What can be had without it.
    pub(super) gives: &'static str,
}

const RETIRED: &[Retired] = &[
    Retired {
        name: "AzureOverlayPreview",
        since: day(2024, 1, 23),
        gives: "Azure CNI Overlay, and the move of a kubenet cluster to it,",
    },
    Retired {
        // On Linux since 2024-04-11, on Windows since 2026-07-17.
        name: "AzureOverlayDualStackPreview",
        since: day(2026, 7, 17),
        gives: "Dual-stack on Azure CNI Overlay, on Linux since 2024-04-11 and now also with Windows pools,",
    },
    Retired {
        // It stood for dual-stack before overlay had one of its own.
        name: "AKS-EnableDualStack",
        since: day(2024, 4, 11),
        gives: "Dual-stack on Azure CNI Overlay",
    },
    Retired {
        name: "EnableAzureCNIOverlayPodCIDRExpansion",
        since: day(2026, 4, 3),
        gives: "The expansion of the pod CIDR",
    },
    Retired {
        name: "EnableCiliumNodeSubnet",
        since: day(2025, 5, 19),
        gives: "The Cilium data plane on node subnets, and its move to overlay,",
    },
];

/// Whether nothing needs the feature on this day, and why.
pub(super) fn retired(namespace: &str, name: &str, on: Date) -> Option<&'static Retired> {
    let of_aks = namespace.eq_ignore_ascii_case("Microsoft.ContainerService");
    RETIRED.iter().find(|retired| of_aks && retired.since <= on && retired.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AKS: &str = "Microsoft.ContainerService";

    #[test]
    fn a_feature_is_needed_until_the_day_before() {
        assert!(retired(AKS, "AzureOverlayPreview", day(2024, 1, 22)).is_none());
        assert!(retired(AKS, "AzureOverlayPreview", day(2024, 1, 23)).is_some());
    }

    #[test]
    fn it_is_known_in_any_case_and_in_its_own_namespace_only() {
        let today = day(2026, 11, 22);
        assert!(retired("microsoft.containerservice", "aks-enabledualstack", today).is_some());
        assert!(retired("Microsoft.Network", "AKS-EnableDualStack", today).is_none());
        assert!(retired(AKS, "ManagedNATGatewayV2Preview", today).is_none());
    }
}

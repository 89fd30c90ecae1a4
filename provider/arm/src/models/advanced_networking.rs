//! `properties.networkProfile.advancedNetworking` of a cluster.

use super::{Enabled, model};
use crate::Keyword;

model! {
    /// Advanced Container Networking Services.
    pub struct AdvancedNetworking {
        /// Whether they are on.
        "enabled" enabled: bool,
        /// Metrics and flow logs.
        "observability" observability: Enabled,
        /// Policies and encryption.
        "security" security: AdvancedNetworkingSecurity,
        /// The way of packets.
        "performance" performance: AdvancedNetworkingPerformance,
    }
}

model! {
    /// Policies and encryption.
    pub struct AdvancedNetworkingSecurity {
        /// Whether they are on.
        "enabled" enabled: bool,
        /// `None`, `FQDN` or `L7`, which has the former in it.
        "advancedNetworkPolicies" advanced_network_policies: Keyword,
        /// Encryption between nodes.
        "transitEncryption" transit_encryption: TransitEncryption,
    }
}

model! {
    /// Encryption between nodes.
    pub struct TransitEncryption {
        /// `None` or `WireGuard`.
        "type" encryption_type: Keyword,
    }
}

model! {
    /// The way of packets.
    pub struct AdvancedNetworkingPerformance {
        /// `None`, or `BpfVeth` for eBPF host routing.
        "accelerationMode" acceleration_mode: Keyword,
    }
}

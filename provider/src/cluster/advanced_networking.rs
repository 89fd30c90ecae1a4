//! Advanced Container Networking Services: observability, policies, encryption, and a faster way for packets.

use arm_client::models::{AdvancedNetworking as Azures, Enabled, NetworkProfile};
use tfplugin_framework::Model;

use crate::{
    checks::word as one_of,
    members::{set_word, word},
    spelling, words,
};

/// Advanced Container Networking Services.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AdvancedNetworking {
    /// Whether they are on.
    #[model(required)]
    pub(crate) enabled: bool,

    /// Whether metrics and flow logs of the network are kept; with the services if not given.
    #[model(optional, computed, depends_on(enabled))]
    pub(crate) observability_enabled: Option<bool>,

    /// Policies and encryption.
    #[model(optional, computed, depends_on(enabled))]
    pub(crate) security: Option<NetworkSecurity>,

    /// `BpfVeth` for eBPF host routing, with the `cilium` data plane, or `None`. A change re-images every node.
    #[model(optional, computed, depends_on(enabled), validate = one_of(words::ACCELERATION_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) acceleration_mode: Option<String>,
}

/// Policies and encryption of Advanced Container Networking Services.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NetworkSecurity {
    /// Whether they are on; with the services if not given.
    #[model(optional, computed)]
    pub(crate) enabled: Option<bool>,

    /// `FQDN` for policies by host name, `L7` for policies by path and method too, or `None`.
    #[model(optional, computed, depends_on(enabled), validate = one_of(words::ADVANCED_NETWORK_POLICIES), equivalent = spelling::ignoring_case)]
    pub(crate) advanced_network_policies: Option<String>,

    /// `WireGuard` to encrypt traffic between nodes, or `None`.
    #[model(optional, computed, stable, validate = one_of(words::TRANSIT_ENCRYPTIONS), equivalent = spelling::ignoring_case)]
    pub(crate) transit_encryption: Option<String>,
}

/// Writes what is planned.
pub(super) fn write(plan: Option<&AdvancedNetworking>, azure: &mut NetworkProfile) {
    let Some(plan) = plan.filter(|plan| plan.enabled || azure.advanced_networking.is_some()) else { return };
    let azure = azure.advanced_networking.get_or_insert_default();
    azure.enabled = Some(plan.enabled);
    if let Some(enabled) = plan.observability_enabled {
        azure.observability = Some(Enabled { enabled: Some(enabled) });
    }
    if let Some(security) = &plan.security {
        write_security(security, azure);
    }
    if plan.acceleration_mode.is_some() {
        let performance = azure.performance.get_or_insert_default();
        set_word(
            &mut performance.acceleration_mode,
            words::ACCELERATION_MODES,
            plan.acceleration_mode.as_ref(),
        );
    }
}

fn write_security(plan: &NetworkSecurity, azure: &mut Azures) {
    if *plan == NetworkSecurity::default() {
        return;
    }
    let security = azure.security.get_or_insert_default();
    if plan.enabled.is_some() {
        security.enabled = plan.enabled;
    }
    set_word(
        &mut security.advanced_network_policies,
        words::ADVANCED_NETWORK_POLICIES,
        plan.advanced_network_policies.as_ref(),
    );
    if plan.transit_encryption.is_some() {
        let encryption = security.transit_encryption.get_or_insert_default();
        set_word(
            &mut encryption.encryption_type,
            words::TRANSIT_ENCRYPTIONS,
            plan.transit_encryption.as_ref(),
        );
    }
}

/// What Azure has. What it leaves out is as the services are: on with them (reference of the REST API,
/// `AdvancedNetworking`).
pub(super) fn read(azure: &NetworkProfile) -> AdvancedNetworking {
    let azure = azure.advanced_networking.clone().unwrap_or_default();
    let enabled = azure.enabled == Some(true);
    let on = |part: Option<bool>| Some(part.unwrap_or(enabled));
    let security = azure.security.unwrap_or_default();
    let secured = on(security.enabled);
    let policies = if secured == Some(true) { "FQDN" } else { "None" };
    let performance = azure.performance.unwrap_or_default();
    AdvancedNetworking {
        enabled,
        observability_enabled: on(azure.observability.and_then(|part| part.enabled)),
        security: Some(NetworkSecurity {
            enabled: secured,
            advanced_network_policies: word(security.advanced_network_policies.as_ref(), policies),
            transit_encryption: word(
                security.transit_encryption.unwrap_or_default().encryption_type.as_ref(),
                "None",
            ),
        }),
        acceleration_mode: word(performance.acceleration_mode.as_ref(), "None"),
    }
}

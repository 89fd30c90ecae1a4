//! Who may reach the cluster: the directory, and the API server.

use std::collections::BTreeSet;

use arm_client::models::ManagedClusterProperties;
use tfplugin_framework::{
    Attr, Diagnostic, Diagnostics, Model, Path,
    validators::{each, size},
};

use super::{model::ClusterPlan, profile::Profile};
use crate::{
    checks::subnet_id,
    formats::{address_or_range, guid, private_dns_zone},
    members::{set, set_or_clear, text, texts, unless_empty},
    spelling,
};

/// Login with Microsoft Entra ID. A cluster cannot go back to doing without.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Aad {
    /// Let roles of Azure say who may do what inside Kubernetes.
    #[model(optional, computed, stable, default = false)]
    pub(crate) azure_rbac_enabled: Option<bool>,

    /// The object IDs of groups whose members are administrators of the cluster.
    #[model(optional, validate = each(guid()), equivalent = spelling::ignoring_case)]
    pub(crate) admin_group_object_ids: Option<BTreeSet<String>>,

    /// The directory; that of the subscription if not given.
    #[model(optional, computed, stable, validate = guid(), equivalent = spelling::ignoring_case)]
    pub(crate) tenant_id: Option<String>,
}

impl Profile for Aad {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let azure = azure.aad_profile.get_or_insert_default();
        azure.managed = Some(true);
        set(&mut azure.enable_azure_rbac, plan.azure_rbac_enabled);
        let groups = plan.admin_group_object_ids.as_ref().map(|groups| groups.iter().cloned().collect());
        set_or_clear(&mut azure.admin_group_object_ids, groups);
        set(&mut azure.tenant_id, plan.tenant_id.clone());
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.aad_profile.as_ref()?;
        let groups = kept.and_then(|kept| kept.admin_group_object_ids.as_ref());
        Some(Self {
            azure_rbac_enabled: Some(azure.enable_azure_rbac.unwrap_or(false)),
            admin_group_object_ids: unless_empty(texts(azure.admin_group_object_ids.as_ref()), groups),
            tenant_id: text(azure.tenant_id.as_ref()),
        })
    }
}

/// How the API server is reached.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct ApiServerAccess {
    /// Addresses and ranges that may reach a public API server; everybody may if not given.
    #[model(optional, validate = size(..=200), validate = each(address_or_range()), equivalent = spelling::range)]
    pub(crate) authorized_ip_ranges: Option<BTreeSet<String>>,

    /// Give the API server an address in the virtual network only. An existing cluster can become private, or public
    /// again, only with `vnet_integration_enabled`.
    #[model(optional, computed, stable, default = false)]
    pub(crate) private_cluster_enabled: Option<bool>,

    /// Where the name of a private API server is kept: `system`, `none`, or the ID of a private DNS zone of your own.
    #[model(optional, computed, depends_on(private_cluster_enabled), validate = private_dns_zone(), equivalent = spelling::ignoring_case)]
    pub(crate) private_dns_zone: Option<String>,

    /// Let a private API server keep a public name, which leads to its private address.
    #[model(optional, computed, depends_on(private_cluster_enabled))]
    pub(crate) private_cluster_public_fqdn_enabled: Option<bool>,

    /// Put the API server into a subnet of the virtual network. It re-images every node, and cannot be undone.
    #[model(optional, computed, stable, default = false)]
    pub(crate) vnet_integration_enabled: Option<bool>,

    /// The ID of a subnet for the API server, with `vnet_integration_enabled`. It cannot be changed.
    #[model(optional, validate = subnet_id(), equivalent = spelling::ignoring_case)]
    pub(crate) subnet_id: Option<String>,

    /// Let commands be run in the cluster through Azure (`az aks command invoke`).
    #[model(optional, computed, stable, default = true)]
    pub(crate) run_command_enabled: Option<bool>,
}

impl Profile for ApiServerAccess {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let had_any = azure.api_server_access_profile.is_some();
        let azure = azure.api_server_access_profile.get_or_insert_default();
        let ranges = plan.authorized_ip_ranges.as_ref().map(|ranges| ranges.iter().cloned().collect());
        set_or_clear(&mut azure.authorized_ip_ranges, ranges);
        set(&mut azure.enable_private_cluster, unless_usual(plan.private_cluster_enabled, false, had_any));
        set(&mut azure.private_dns_zone, plan.private_dns_zone.clone());
        set(&mut azure.enable_private_cluster_public_fqdn, plan.private_cluster_public_fqdn_enabled);
        set(&mut azure.enable_vnet_integration, unless_usual(plan.vnet_integration_enabled, false, had_any));
        set(&mut azure.subnet_id, plan.subnet_id.clone());
        let disable = plan.run_command_enabled.map(|enabled| !enabled);
        set(&mut azure.disable_run_command, unless_usual(disable, false, had_any));
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.api_server_access_profile.clone().unwrap_or_default();
        let private = azure.enable_private_cluster == Some(true);
        let ranges = kept.and_then(|kept| kept.authorized_ip_ranges.as_ref());
        Some(Self {
            authorized_ip_ranges: unless_empty(texts(azure.authorized_ip_ranges.as_ref()), ranges),
            private_cluster_enabled: Some(private),
            private_dns_zone: text(azure.private_dns_zone.as_ref()),
            private_cluster_public_fqdn_enabled: azure.enable_private_cluster_public_fqdn,
            vnet_integration_enabled: Some(azure.enable_vnet_integration == Some(true)),
            subnet_id: text(azure.subnet_id.as_ref()),
            run_command_enabled: Some(azure.disable_run_command != Some(true)),
        })
    }
}

/// Settings of a private, or of a public, API server that is not one.
pub(super) fn check(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    let Some(access) = config.api_server_access.known() else { return };
    let at = |name: &str| Path::of("api_server_access").attribute(name);
    let on = |switch: &Attr<bool>| match switch {
        Attr::Unknown(_) => None,
        Attr::Null => Some(false),
        Attr::Known(on) => Some(*on),
    };
    let private = on(&access.private_cluster_enabled);
    if private == Some(true) && access.authorized_ip_ranges.known().is_some_and(|ranges| !ranges.is_empty()) {
        let detail = "Ranges are for the public address of the API server, and a private cluster has none. Remove \
                      authorized_ip_ranges, or set private_cluster_enabled = false.";
        let summary = "A private cluster has no api_server_access.authorized_ip_ranges";
        diagnostics.push(Diagnostic::error(summary, detail).at(at("authorized_ip_ranges")));
    }
    if private == Some(false) && access.private_dns_zone.known().is_some() {
        let detail = "A public API server has its name in Azure's own zone. Set private_cluster_enabled = true, or remove \
                      private_dns_zone.";
        let summary = "api_server_access.private_dns_zone needs private_cluster_enabled = true";
        diagnostics.push(Diagnostic::error(summary, detail).at(at("private_dns_zone")));
    }
    if on(&access.vnet_integration_enabled) == Some(false) && access.subnet_id.known().is_some() {
        let detail = "The subnet is for an API server in the virtual network. Set vnet_integration_enabled = true, or remove \
                      subnet_id.";
        let summary = "api_server_access.subnet_id needs vnet_integration_enabled = true";
        diagnostics.push(Diagnostic::error(summary, detail).at(at("subnet_id")));
    }
    let own_zone = access.private_dns_zone.is_known_and(|zone| zone.contains('/'));
    if own_zone && !has_own_identity(config) {
        let detail = "AKS writes the cluster's name into the zone, for which the cluster's identity needs the role Private DNS \
                      Zone Contributor before the cluster is made. Set identity = { type = \"UserAssigned\", identity_ids = \
                      [...] }, or private_dns_zone = \"system\".";
        let summary = "A private DNS zone of your own needs identity.type = \"UserAssigned\"";
        diagnostics.push(Diagnostic::error(summary, detail).at(at("private_dns_zone")));
    }
    if config.fqdn_subdomain.known().is_some() && !own_zone && !access.private_dns_zone.is_unknown() {
        let detail = "fqdn_subdomain names the API server in a private DNS zone of your own. Set \
                      api_server_access.private_dns_zone to the ID of the zone, or set dns_prefix in its place.";
        let summary = "fqdn_subdomain needs a private DNS zone of your own";
        diagnostics.push(Diagnostic::error(summary, detail).at(Path::of("fqdn_subdomain")));
    }
}

/// Whether the control plane has an identity that was there before it, as far as that is known.
pub(super) fn has_own_identity(config: &ClusterPlan) -> bool {
    match &config.identity {
        Attr::Unknown(_) => true,
        Attr::Null => false,
        Attr::Known(identity) => match &identity.r#type {
            Attr::Unknown(_) => true,
            Attr::Null => false,
            Attr::Known(kind) => kind.eq_ignore_ascii_case("UserAssigned"),
        },
    }
}

/// What is planned, unless it is what Azure means by saying nothing.
fn unless_usual(plan: Option<bool>, usual: bool, had_any: bool) -> Option<bool> {
    plan.filter(|plan| had_any || *plan != usual)
}

//! The service mesh: the Istio add-on.

use std::collections::BTreeSet;

use arm_client::models::{
    IstioIngressGateway, IstioPluginCertificateAuthority, IstioServiceMesh, ManagedClusterProperties,
};
use tfplugin_framework::{
    Model,
    validators::{each, size},
};

use super::profile::Profile;
use crate::{
    checks::{resource_id, word as one_of},
    formats::mesh_revision,
    members::{texts, word},
    spelling, words,
};

/// The service mesh.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct ServiceMesh {
    /// `Istio`, or `Disabled`.
    #[model(required, validate = one_of(words::MESH_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) mode: String,

    /// The revisions of the control plane, such as `asm-1-28`; the newest if not given, and two during an upgrade from one
    /// to the other.
    #[model(optional, computed, depends_on(mode), validate = size(1..=2), validate = each(mesh_revision()))]
    pub(crate) revisions: Option<BTreeSet<String>>,

    /// Whether there is an ingress gateway with a public address.
    #[model(optional, computed, stable, default = false)]
    pub(crate) external_ingress_gateway_enabled: Option<bool>,

    /// Whether there is an ingress gateway with an address in the virtual network.
    #[model(optional, computed, stable, default = false)]
    pub(crate) internal_ingress_gateway_enabled: Option<bool>,

    /// Certificates of your own, in place of those that the mesh signs itself.
    #[model(optional)]
    pub(crate) certificate_authority: Option<CertificateAuthority>,
}

/// Certificates of your own in Azure Key Vault.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct CertificateAuthority {
    /// The ID of the vault.
    #[model(required, validate = resource_id("Microsoft.KeyVault/vaults"), equivalent = spelling::ignoring_case)]
    pub(crate) key_vault_id: String,

    /// The name of the root certificate in the vault.
    #[model(required)]
    pub(crate) root_cert_object_name: String,

    /// The name of the intermediate certificate in the vault.
    #[model(required)]
    pub(crate) cert_object_name: String,

    /// The name of its private key in the vault.
    #[model(required)]
    pub(crate) key_object_name: String,

    /// The name of the certificate chain in the vault.
    #[model(required)]
    pub(crate) cert_chain_object_name: String,
}

impl ServiceMesh {
    /// No mesh.
    pub(super) fn disabled() -> Self {
        Self { mode: "Disabled".to_owned(), ..Self::default() }
    }
}

impl Profile for ServiceMesh {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let enabled = plan.mode.eq_ignore_ascii_case("Istio");
        if !enabled && azure.service_mesh_profile.is_none() {
            return;
        }
        let azure = azure.service_mesh_profile.get_or_insert_default();
        azure.mode = Some(words::azures(words::MESH_MODES, &plan.mode).into());
        if !enabled {
            azure.istio = None;
            return;
        }
        let istio = azure.istio.get_or_insert_default();
        if let Some(revisions) = &plan.revisions {
            istio.revisions = Some(revisions.iter().cloned().collect());
        }
        write_gateway(istio, "External", plan.external_ingress_gateway_enabled);
        write_gateway(istio, "Internal", plan.internal_ingress_gateway_enabled);
        match &plan.certificate_authority {
            Some(plan) => write_authority(plan, istio),
            None => istio.certificate_authority = None,
        }
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.service_mesh_profile.clone().unwrap_or_default();
        let istio = azure.istio.unwrap_or_default();
        let authority = istio.certificate_authority.clone().unwrap_or_default().plugin;
        Some(Self {
            mode: word(azure.mode.as_ref(), "Disabled").unwrap_or_default(),
            revisions: texts(istio.revisions.as_ref()).filter(|revisions| !revisions.is_empty()),
            external_ingress_gateway_enabled: Some(has_gateway(&istio, "External")),
            internal_ingress_gateway_enabled: Some(has_gateway(&istio, "Internal")),
            certificate_authority: authority.map(read_authority),
        })
    }
}

fn write_gateway(istio: &mut IstioServiceMesh, mode: &str, enabled: Option<bool>) {
    let Some(enabled) = enabled.filter(|enabled| *enabled || has_gateway(istio, mode)) else { return };
    let gateways = istio.components.get_or_insert_default().ingress_gateways.get_or_insert_default();
    let there = gateways.iter_mut().find(|gateway| gateway.mode.as_ref().is_some_and(|found| found.is(mode)));
    match there {
        Some(gateway) => gateway.enabled = Some(enabled),
        None => gateways.push(IstioIngressGateway { enabled: Some(enabled), mode: Some(mode.into()) }),
    }
}

fn has_gateway(istio: &IstioServiceMesh, mode: &str) -> bool {
    let gateways = istio.components.as_ref().and_then(|components| components.ingress_gateways.as_ref());
    gateways.into_iter().flatten().any(|gateway| {
        gateway.enabled == Some(true) && gateway.mode.as_ref().is_some_and(|found| found.is(mode))
    })
}

fn write_authority(plan: &CertificateAuthority, istio: &mut IstioServiceMesh) {
    let azure = istio.certificate_authority.get_or_insert_default().plugin.get_or_insert_default();
    azure.key_vault_id = Some(plan.key_vault_id.clone());
    azure.root_cert_object_name = Some(plan.root_cert_object_name.clone());
    azure.cert_object_name = Some(plan.cert_object_name.clone());
    azure.key_object_name = Some(plan.key_object_name.clone());
    azure.cert_chain_object_name = Some(plan.cert_chain_object_name.clone());
}

fn read_authority(azure: IstioPluginCertificateAuthority) -> CertificateAuthority {
    CertificateAuthority {
        key_vault_id: azure.key_vault_id.unwrap_or_default(),
        root_cert_object_name: azure.root_cert_object_name.unwrap_or_default(),
        cert_object_name: azure.cert_object_name.unwrap_or_default(),
        key_object_name: azure.key_object_name.unwrap_or_default(),
        cert_chain_object_name: azure.cert_chain_object_name.unwrap_or_default(),
    }
}

//! Microsoft.Features: preview features, in the old style (`features/F/register`) and in the new
//! (`subscriptionFeatureRegistrations`). Both show one state.

use http::Method;
use serde_json::{Value, json};

use crate::gateway::{Address, Answer, Fault, Request, unserved};
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;
use crate::{clock, json};

/// Features that are registered at once, long since rolled out everywhere; all others take a while.
const IMMEDIATE: &[&str] = &["AllowLBPreview"];

/// Features that every subscription knows, by namespace, separated by blanks: previews of the documentation, of today
/// and of former years, which can be registered still. Others can be seeded; a seeded one may ask for approval by
/// Microsoft (`approvalType: ApprovalRequired`), which never comes.
const CATALOGUE: &[(&str, &str)] = &[
    (
        "Microsoft.ContainerService",
        "AdvancedNetworkingL7PolicyPreview AdvancedNetworkingPreview AdvancedNetworkingWireGuardPreview AKS- \
     AzureDefender AKS-AzureKeyVaultSecretsProvider AKS-AzurePolicyAutoApprove AKS-ConfidentialComputingAddon \
     AKS-EnableDualStack AKS-ExtensionManager AKS-GitOps AKS-IngressApplicationGatewayAddon AKS-KedaPreview AKS- \
     OpenServiceMesh AKS-PrometheusAddonPreview AKS-VPAPreview AKSARM64Preview AKSNetworkModePreview \
     AKSWindows2022Preview AKSWindowsGmsaPreview AppRoutingIstioGatewayAPIPreview ArtifactStreamingPreview \
     AutomaticSKUPreview AutoUpgradePreview AzureLinuxV3Preview AzureOverlayDualStackPreview AzureOverlayPreview \
     AzureServiceMeshPreview AzureVnetScalePreview CiliumDataplanePreview ClusterCostAnalysis \
     CustomCATrustPreview CustomKubeletIdentityPreview CustomNodeConfigPreview DisableLocalAccountsPreview \
     DisableSSHPreview EnableACRTeleport EnableAPIServerVnetIntegrationPreview \
     EnableAzureCNIOverlayPodCIDRExpansion EnableAzureDiskCSIDriverV2 EnableBlobCSIDriver EnableCiliumNodeSubnet \
     EnableCloudControllerManager EnableFIPSPreview EnableImageCleanerPreview EnableImageIntegrityPreview \
     EnableMultipleStandardLoadBalancers EnableNamespaceResourcesPreview EnableOIDCIssuerPreview \
     EnablePodIdentityPreview EnablePrivateClusterPublicFQDN EnablePrivateClusterSubZone \
     EnableWorkloadIdentityPreview FleetResourcePreview GPUDedicatedVHDPreview HTTPProxyConfigPreview \
     IdentityBindingPreview IPBasedLoadBalancerPreview IstioNativeSidecarModePreview \
     KubeletDefaultSeccompProfilePreview KubeProxyConfigurationPreview LocalDNSPreview MaintenancePreview \
     ManagedClusterSnapshotPreview ManagedGatewayAPIPreview ManagedNATGatewayV2Preview \
     MigrateToMSIClusterPreview NetworkIsolatedClusterPreview NodeAutoProvisioningPreview \
     NodeOsUpgradeChannelPreview NodePublicIPNSGControlPreview NodePublicIPTagsPreview \
     NodePublicIPv6PrefixPreview NRGLockdownPreview PodSecurityPolicyPreview PodSubnetPreview \
     PreviewStartStopAgentPool RunCommandPreview SafeguardsPreview SnapshotPreview StartStopPreview \
     StaticEgressGatewayPreview TrustedAccessPreview UserAssignedIdentityPreview VMsAgentPoolPreview VMSSPreview \
     WasmNodePoolPreview WindowsNetworkPolicyPreview",
    ),
    (
        "Microsoft.Network",
        "AllowBringYourOwnPublicIpAddress AllowLBPreview AllowPrivateEndpointNSG AllowVirtualNetworkEncryption",
    ),
    (
        "Microsoft.Compute",
        "AutomaticZoneRebalancing EncryptionAtHost InGuestScheduledEventVMPreview SharedDisksForPremium \
         UltraSSDWithVMSS UseStandardSecurityType",
    ),
];

const KIND: &str = "microsoft.features/featureproviders/subscriptionfeatureregistrations";

/// A feature in a subscription.
struct Feature {
    id: ResourceId,
    namespace: String,
    name: String,
    stored: Option<Resource>,
}

/// `/subscriptions/S/providers/Microsoft.Features/...`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let feature = |namespace: usize, name: usize| {
        find(world, address.subscription, address.rest[namespace], address.rest[name])
    };
    match (words.as_slice(), &request.method) {
        (["features"], &Method::GET) => list_old(world, address, None),
        (["providers", namespace, "features"], &Method::GET) => list_old(world, address, Some(namespace)),
        (["providers", _, "features", _], &Method::GET) => Ok(Answer::json(200, old(&feature(1, 3)?))),
        (["providers", _, "features", _, "register"], &Method::POST) => {
            Ok(Answer::json(200, old(&register(world, feature(1, 3)?)?)))
        }
        (["providers", _, "features", _, "unregister"], &Method::POST) => {
            Ok(Answer::json(200, old(&unregister(world, feature(1, 3)?)?)))
        }
        (["subscriptionfeatureregistrations"], &Method::GET) => list_new(world, address, None),
        (["featureproviders", namespace, "subscriptionfeatureregistrations"], &Method::GET) => {
            list_new(world, address, Some(namespace))
        }
        (["featureproviders", _, "subscriptionfeatureregistrations", _], &Method::GET) => {
            Ok(Answer::json(200, new(&feature(1, 3)?)))
        }
        (["featureproviders", _, "subscriptionfeatureregistrations", _], &Method::PUT) => {
            Ok(Answer::json(200, new(&register(world, feature(1, 3)?)?)))
        }
        (["featureproviders", _, "subscriptionfeatureregistrations", _], &Method::DELETE) => {
            unregister(world, feature(1, 3)?)?;
            Ok(Answer::empty(200))
        }
        _ => Err(unserved(request)),
    }
}

/// A registration, or its reversal, has come to its end.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId, registered: bool) -> rusqlite::Result<()> {
    if let Some(mut there) = world.tx.resource(id)? {
        let state = if registered { "Registered" } else { "Unregistered" };
        json::set(&mut there.body, "properties.state", state);
        world.tx.put(&there)?;
    }
    Ok(())
}

fn register(world: &World<'_>, mut feature: Feature) -> Result<Feature, Fault> {
    let approval = feature.stored.as_ref().and_then(|r| json::text(&r.body, "properties.approvalType"));
    let state = match feature.state() {
        "Registered" | "Registering" | "Pending" => return Ok(feature),
        _ if approval == Some("ApprovalRequired") => "Pending",
        _ if IMMEDIATE.contains(&feature.name.as_str()) => "Registered",
        _ => "Registering",
    };
    feature.become_state(world, state)?;
    if state == "Registering" {
        operations::start(world, Kind::FeatureRegister, &feature.id, Value::Null)?;
    }
    Ok(feature)
}

fn unregister(world: &World<'_>, mut feature: Feature) -> Result<Feature, Fault> {
    if feature.state() != "Unregistering" {
        feature.become_state(world, "Unregistering")?;
        operations::start(world, Kind::FeatureUnregister, &feature.id, Value::Null)?;
    }
    Ok(feature)
}

impl Feature {
    fn state(&self) -> &str {
        self.stored.as_ref().and_then(|r| json::text(&r.body, "properties.state")).unwrap_or("NotRegistered")
    }

    fn become_state(&mut self, world: &World<'_>, state: &str) -> rusqlite::Result<()> {
        world.tx.cancel_below(&self.id.key(), world.now)?;
        let there = self.stored.get_or_insert_with(|| Resource::new(self.id.clone(), json!({})));
        json::set(&mut there.body, "properties.state", state);
        json::set(&mut there.body, "properties.registrationDate", clock::text(world.now));
        world.tx.put(there)
    }
}

/// Every catalogued feature: its namespace and its name.
fn catalogue() -> impl Iterator<Item = (&'static str, &'static str)> {
    CATALOGUE
        .iter()
        .flat_map(|(namespace, names)| names.split_ascii_whitespace().map(move |name| (*namespace, name)))
}

/// A feature in the catalogue's spelling, which wins over the caller's.
fn catalogued(namespace: &str, name: &str) -> Option<(&'static str, &'static str)> {
    catalogue().find(|(ns, n)| ns.eq_ignore_ascii_case(namespace) && n.eq_ignore_ascii_case(name))
}

fn find(world: &World<'_>, subscription: &str, namespace: &str, name: &str) -> Result<Feature, Fault> {
    let missing =
        || Fault::provider(404, "FeatureNotFound", format!("The feature '{name}' could not be found."));
    let known = catalogued(namespace, name);
    let (namespace, name) = known.unwrap_or((namespace, name));
    let id = id_of(subscription, namespace, name).ok_or_else(missing)?;
    let stored = world.tx.resource(&id)?;
    if known.is_none() && stored.is_none() {
        return Err(missing());
    }
    let (namespace, name) = match (&stored, known) {
        (Some(there), None) => (namespace.to_owned(), there.id.name().to_owned()),
        _ => (namespace.to_owned(), name.to_owned()),
    };
    Ok(Feature { id, namespace, name, stored })
}

/// The ID under which a feature is kept, for the older of the two that Azure has for it
/// (`.../Microsoft.Features/providers/NAMESPACE/features/NAME`), which the Azure CLI shows.
pub(crate) fn id_of_older(id: &str) -> Option<ResourceId> {
    let words: Vec<&str> = id.trim_end_matches('/').split('/').collect();
    let ["", subscriptions, subscription, providers, own, inner, namespace, features, name] = words[..]
    else {
        return None;
    };
    let fixed = [
        (subscriptions, "subscriptions"),
        (providers, "providers"),
        (own, "Microsoft.Features"),
        (inner, "providers"),
        (features, "features"),
    ];
    let is_older = fixed.iter().all(|(word, expected)| word.eq_ignore_ascii_case(expected));
    is_older.then(|| id_of(subscription, namespace, name)).flatten()
}

fn id_of(subscription: &str, namespace: &str, name: &str) -> Option<ResourceId> {
    ResourceId::parse(&format!(
        "/subscriptions/{subscription}/providers/Microsoft.Features/featureProviders/{namespace}/\
         subscriptionFeatureRegistrations/{name}"
    ))
    .ok()
}

/// Catalogued and seeded features, of one namespace where one is given.
fn all(world: &World<'_>, subscription: &str, namespace: Option<&str>) -> Result<Vec<Feature>, Fault> {
    let wanted = |ns: &str| namespace.is_none_or(|n| n.eq_ignore_ascii_case(ns));
    let mut names: Vec<(String, String)> =
        catalogue().map(|(ns, name)| (ns.to_owned(), name.to_owned())).collect();
    for there in world.tx.list(KIND, &format!("/subscriptions/{subscription}"), None, usize::MAX)? {
        let parent = there.id.parent().map(|p| p.name().to_owned()).unwrap_or_default();
        if catalogued(&parent, there.id.name()).is_none() {
            names.push((parent, there.id.name().to_owned()));
        }
    }
    let names = names.into_iter().filter(|(ns, _)| wanted(ns));
    names.map(|(ns, name)| find(world, subscription, &ns, &name)).collect()
}

fn list_old(world: &World<'_>, address: &Address<'_>, namespace: Option<&str>) -> Result<Answer, Fault> {
    let all = all(world, address.subscription, namespace)?;
    Ok(Answer::json(200, json!({"value": all.iter().map(old).collect::<Vec<_>>()})))
}

/// Only what was ever registered has a registration to list.
fn list_new(world: &World<'_>, address: &Address<'_>, namespace: Option<&str>) -> Result<Answer, Fault> {
    let all = all(world, address.subscription, namespace)?;
    let value: Vec<Value> = all.iter().filter(|f| f.stored.is_some()).map(new).collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

fn old(feature: &Feature) -> Value {
    json!({
        "properties": {"state": feature.state()},
        "id": format!(
            "/subscriptions/{}/providers/Microsoft.Features/providers/{}/features/{}",
            feature.id.subscription(), feature.namespace, feature.name
        ),
        "type": "Microsoft.Features/providers/features",
        "name": format!("{}/{}", feature.namespace, feature.name),
    })
}

fn new(feature: &Feature) -> Value {
    let stored = feature.stored.as_ref().map(|r| &r.body);
    let text =
        |path, otherwise: &str| stored.and_then(|b| json::text(b, path)).unwrap_or(otherwise).to_owned();
    let mut body = json!({
        "id": feature.id.to_string(),
        "name": feature.name,
        "type": KIND,
        "properties": {
            "subscriptionId": feature.id.subscription(),
            "featureName": feature.name,
            "providerNamespace": feature.namespace,
            "state": feature.state(),
            "approvalType": text("properties.approvalType", "AutoApproval"),
            "releaseDate": "2023-11-01T00:00:00.0000000Z",
            "shouldFeatureDisplayInPortal": false,
        },
    });
    if let Some(date) = stored.and_then(|b| json::text(b, "properties.registrationDate")) {
        json::set(&mut body, "properties.registrationDate", date);
    }
    body
}

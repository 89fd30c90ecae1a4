//! Where nodes come from, and where they get their software and their way into the world from.

use std::collections::BTreeSet;

use arm_client::models::ManagedClusterProperties;
use tfplugin_framework::{Model, validators::size};

use super::profile::Profile;
use crate::{
    checks::{resource_id, word as one_of},
    formats::{base64, proxy_url},
    members::{set, set_or_clear, set_word, text, texts, unless_empty, word},
    spelling, words,
};

/// Node auto-provisioning, where AKS chooses and makes nodes by itself.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NodeProvisioning {
    /// `Auto`, or `Manual` for node pools alone.
    #[model(optional, computed, stable, validate = one_of(words::NODE_PROVISIONING_MODES), equivalent = spelling::ignoring_case)]
    pub(crate) mode: Option<String>,

    /// Whether there are pools that nobody declared, with `mode = "Auto"`: `Auto` or `None`. A change to `None` deletes
    /// the nodes of these pools.
    #[model(optional, computed, stable, validate = one_of(words::DEFAULT_NODE_POOLS), equivalent = spelling::ignoring_case)]
    pub(crate) default_node_pools: Option<String>,
}

impl Profile for NodeProvisioning {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan.filter(|plan| plan.mode.is_some() || plan.default_node_pools.is_some()) else {
            return;
        };
        let azure = azure.node_provisioning_profile.get_or_insert_default();
        set_word(&mut azure.mode, words::NODE_PROVISIONING_MODES, plan.mode.as_ref());
        set_word(&mut azure.default_node_pools, words::DEFAULT_NODE_POOLS, plan.default_node_pools.as_ref());
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.node_provisioning_profile.clone().unwrap_or_default();
        Some(Self {
            mode: word(azure.mode.as_ref(), "Manual"),
            default_node_pools: word(azure.default_node_pools.as_ref(), "Auto"),
        })
    }
}

/// Where nodes take their software from.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Bootstrap {
    /// `Direct`, from the Internet, or `Cache`, from a registry with a cache rule. Nodes follow with their next image.
    #[model(optional, computed, stable, validate = one_of(words::ARTIFACT_SOURCES), equivalent = spelling::ignoring_case)]
    pub(crate) artifact_source: Option<String>,

    /// The ID of a container registry of your own with the cache; Azure makes one if not given.
    #[model(optional, computed, stable, validate = resource_id("Microsoft.ContainerRegistry/registries"), equivalent = spelling::ignoring_case)]
    pub(crate) container_registry_id: Option<String>,
}

impl Profile for Bootstrap {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) =
            plan.filter(|plan| plan.artifact_source.is_some() || plan.container_registry_id.is_some())
        else {
            return;
        };
        let azure = azure.bootstrap_profile.get_or_insert_default();
        set_word(&mut azure.artifact_source, words::ARTIFACT_SOURCES, plan.artifact_source.as_ref());
        set(&mut azure.container_registry_id, plan.container_registry_id.clone());
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.bootstrap_profile.clone().unwrap_or_default();
        Some(Self {
            artifact_source: word(azure.artifact_source.as_ref(), "Direct"),
            container_registry_id: text(azure.container_registry_id.as_ref()),
        })
    }
}

/// The proxy through which nodes and pods reach the world. A change re-images every node.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct HttpProxy {
    /// The proxy for HTTP, such as `http://proxy.example:3128`.
    #[model(optional, validate = proxy_url())]
    pub(crate) http_proxy: Option<String>,

    /// The proxy for HTTPS.
    #[model(optional, validate = proxy_url())]
    pub(crate) https_proxy: Option<String>,

    /// Hosts, domains and ranges that are reached directly.
    #[model(optional, validate = size(1..))]
    pub(crate) no_proxy: Option<BTreeSet<String>>,

    /// A certificate that nodes shall trust, in base64.
    #[model(optional, validate = base64())]
    pub(crate) trusted_ca: Option<String>,
}

impl Profile for HttpProxy {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        if let Some(plan) = plan {
            let azure = azure.http_proxy_config.get_or_insert_default();
            azure.enabled = Some(true);
            let or_empty = |plan: &Option<String>, azure: &Option<String>| {
                plan.clone().or_else(|| azure.as_ref().map(|_| String::new()))
            };
            azure.http_proxy = or_empty(&plan.http_proxy, &azure.http_proxy);
            azure.https_proxy = or_empty(&plan.https_proxy, &azure.https_proxy);
            azure.trusted_ca = or_empty(&plan.trusted_ca, &azure.trusted_ca);
            set_or_clear(
                &mut azure.no_proxy,
                plan.no_proxy.as_ref().map(|hosts| hosts.iter().cloned().collect()),
            );
        } else if let Some(azure) =
            azure.http_proxy_config.as_mut().filter(|azure| azure.enabled != Some(false))
        {
            // Azure cannot forget the settings, but it can leave them unused.
            azure.enabled = Some(false);
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.http_proxy_config.as_ref().filter(|azure| azure.enabled != Some(false))?;
        let read = Self {
            http_proxy: text(azure.http_proxy.as_ref()),
            https_proxy: text(azure.https_proxy.as_ref()),
            no_proxy: unless_empty(
                texts(azure.no_proxy.as_ref()),
                kept.and_then(|kept| kept.no_proxy.as_ref()),
            ),
            trusted_ca: text(azure.trusted_ca.as_ref()),
        };
        (kept.is_some() || read != Self::default()).then_some(read)
    }
}

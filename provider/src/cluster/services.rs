//! What AKS runs in the cluster besides add-ons: metrics, application routing, autoscalers of pods, drivers of storage.

use std::collections::BTreeSet;

use arm_client::models::{Enabled, ManagedClusterProperties};
use tfplugin_framework::{
    Model,
    validators::{each, size},
};

use super::profile::Profile;
use crate::{
    checks::word as one_of,
    formats::dns_zone_id,
    members::{is_on, set_or_clear, switch, text, texts, unless_empty},
    spelling, words,
};

/// Azure Monitor managed service for Prometheus.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AzureMonitor {
    /// Whether metrics are collected.
    #[model(required)]
    pub(crate) metrics_enabled: bool,

    /// Labels that become labels of metrics, such as `pods=[app],nodes=[*]`.
    #[model(optional)]
    pub(crate) metric_labels_allowlist: Option<String>,

    /// Annotations that become labels of metrics, such as `namespaces=[team]`.
    #[model(optional)]
    pub(crate) metric_annotations_allowlist: Option<String>,
}

impl Profile for AzureMonitor {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) =
            plan.filter(|plan| **plan != Self::default() || azure.azure_monitor_profile.is_some())
        else {
            return;
        };
        let azure = azure.azure_monitor_profile.get_or_insert_default().metrics.get_or_insert_default();
        azure.enabled = Some(plan.metrics_enabled);
        let lists = [&plan.metric_labels_allowlist, &plan.metric_annotations_allowlist];
        if lists.iter().any(|list| list.is_some()) || azure.kube_state_metrics.is_some() {
            let azure = azure.kube_state_metrics.get_or_insert_default();
            azure.metric_labels_allowlist = Some(plan.metric_labels_allowlist.clone().unwrap_or_default());
            azure.metric_annotations_allow_list =
                Some(plan.metric_annotations_allowlist.clone().unwrap_or_default());
        }
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.azure_monitor_profile.clone().unwrap_or_default().metrics.unwrap_or_default();
        let lists = azure.kube_state_metrics.unwrap_or_default();
        Some(Self {
            metrics_enabled: azure.enabled == Some(true),
            metric_labels_allowlist: text(lists.metric_labels_allowlist.as_ref()),
            metric_annotations_allowlist: text(lists.metric_annotations_allow_list.as_ref()),
        })
    }
}

/// Application routing: an NGINX ingress controller that AKS looks after.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct WebAppRouting {
    /// Whether it runs.
    #[model(required)]
    pub(crate) enabled: bool,

    /// The IDs of up to five DNS zones, public or private, in which it keeps names.
    #[model(optional, validate = size(..=5), validate = each(dns_zone_id()), equivalent = spelling::ignoring_case)]
    pub(crate) dns_zone_ids: Option<BTreeSet<String>>,

    /// The controller that is there from the start: `AnnotationControlled`, `External`, `Internal` or `None`.
    #[model(optional, computed, depends_on(enabled), validate = one_of(words::NGINX_CONTROLLERS), equivalent = spelling::ignoring_case)]
    pub(crate) default_nginx_controller: Option<String>,
}

impl Profile for WebAppRouting {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let is_there = azure.ingress_profile.as_ref().is_some_and(|azure| azure.web_app_routing.is_some());
        let Some(plan) = plan.filter(|plan| plan.enabled || is_there) else { return };
        let azure = azure.ingress_profile.get_or_insert_default().web_app_routing.get_or_insert_default();
        azure.enabled = Some(plan.enabled);
        let zones = plan.dns_zone_ids.as_ref().map(|zones| zones.iter().cloned().collect());
        set_or_clear(&mut azure.dns_zone_resource_ids, zones);
        if let Some(controller) = &plan.default_nginx_controller {
            let controller = words::azures(words::NGINX_CONTROLLERS, controller).into();
            azure.nginx.get_or_insert_default().default_ingress_controller_type = Some(controller);
        }
    }

    fn read(azure: &ManagedClusterProperties, kept: Option<&Self>) -> Option<Self> {
        let azure = azure.ingress_profile.clone().unwrap_or_default().web_app_routing.unwrap_or_default();
        let zones = kept.and_then(|kept| kept.dns_zone_ids.as_ref());
        let controller = azure.nginx.and_then(|nginx| nginx.default_ingress_controller_type);
        Some(Self {
            enabled: azure.enabled == Some(true),
            dns_zone_ids: unless_empty(texts(azure.dns_zone_resource_ids.as_ref()), zones),
            default_nginx_controller: controller.map(String::from),
        })
    }
}

/// Autoscalers of pods. One that is not written is off.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct WorkloadAutoScaler {
    /// Whether KEDA runs, which scales by events.
    #[model(optional, computed, stable, default = false)]
    pub(crate) keda_enabled: Option<bool>,

    /// Whether the vertical pod autoscaler runs.
    #[model(optional, computed, stable, default = false)]
    pub(crate) vertical_pod_autoscaler_enabled: Option<bool>,
}

impl Profile for WorkloadAutoScaler {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan else { return };
        let azure = azure.workload_auto_scaler_profile.get_or_insert_default();
        let wanted = |plan: Option<bool>, is_there: bool| plan.filter(|plan| *plan || is_there);
        let keda = wanted(plan.keda_enabled, azure.keda.is_some());
        switch(&mut azure.keda, keda);
        let vertical = wanted(plan.vertical_pod_autoscaler_enabled, azure.vertical_pod_autoscaler.is_some());
        switch(&mut azure.vertical_pod_autoscaler, vertical);
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.workload_auto_scaler_profile.clone().unwrap_or_default();
        Some(Self {
            keda_enabled: Some(is_on(azure.keda.as_ref())),
            vertical_pod_autoscaler_enabled: Some(is_on(azure.vertical_pod_autoscaler.as_ref())),
        })
    }
}

/// Drivers of storage.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Storage {
    /// Whether pods can have Azure disks.
    #[model(optional, computed, stable)]
    pub(crate) disk_csi_driver_enabled: Option<bool>,

    /// Whether pods can have Azure file shares.
    #[model(optional, computed, stable)]
    pub(crate) file_csi_driver_enabled: Option<bool>,

    /// Whether pods can have Azure blob containers.
    #[model(optional, computed, stable)]
    pub(crate) blob_csi_driver_enabled: Option<bool>,

    /// Whether volumes can have snapshots.
    #[model(optional, computed, stable)]
    pub(crate) snapshot_controller_enabled: Option<bool>,
}

impl Profile for Storage {
    fn write(plan: Option<&Self>, azure: &mut ManagedClusterProperties) {
        let Some(plan) = plan.filter(|plan| **plan != Self::default()) else { return };
        let azure = azure.storage_profile.get_or_insert_default();
        switch(&mut azure.disk_csi_driver, plan.disk_csi_driver_enabled);
        switch(&mut azure.file_csi_driver, plan.file_csi_driver_enabled);
        let is_there = azure.blob_csi_driver.is_some();
        switch(
            &mut azure.blob_csi_driver,
            plan.blob_csi_driver_enabled.filter(|enabled| *enabled || is_there),
        );
        switch(&mut azure.snapshot_controller, plan.snapshot_controller_enabled);
    }

    fn read(azure: &ManagedClusterProperties, _: Option<&Self>) -> Option<Self> {
        let azure = azure.storage_profile.clone().unwrap_or_default();
        let usually_on = |azure: Option<Enabled>| azure.is_none_or(|azure| azure.enabled != Some(false));
        Some(Self {
            disk_csi_driver_enabled: Some(usually_on(azure.disk_csi_driver)),
            file_csi_driver_enabled: Some(usually_on(azure.file_csi_driver)),
            blob_csi_driver_enabled: Some(is_on(azure.blob_csi_driver.as_ref())),
            snapshot_controller_enabled: Some(usually_on(azure.snapshot_controller)),
        })
    }
}

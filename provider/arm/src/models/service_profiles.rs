//! What AKS runs in a cluster besides the workload.

use super::{Tags, UserAssignedIdentity, model};
use crate::Keyword;

model! {
    /// An add-on, as in `addonProfiles.azurepolicy`.
    pub struct AddonProfile {
        /// Whether it runs.
        "enabled" enabled: bool,
        /// Its settings; which there are is the add-on's business.
        "config" config: Tags,
        /// The identity that Azure made for it.
        "identity" identity: UserAssignedIdentity,
    }
}

model! {
    /// Something that is on or off.
    pub struct Enabled {
        /// Whether it is on.
        "enabled" enabled: bool,
    }
}

model! {
    /// Azure Monitor.
    pub struct AzureMonitorProfile {
        /// Managed Prometheus.
        "metrics" metrics: AzureMonitorMetrics,
    }
}

model! {
    /// Managed Prometheus.
    pub struct AzureMonitorMetrics {
        /// Whether it collects.
        "enabled" enabled: bool,
        /// What else it collects.
        "kubeStateMetrics" kube_state_metrics: KubeStateMetrics,
    }
}

model! {
    /// Labels and annotations that kube-state-metrics reports.
    pub struct KubeStateMetrics {
        /// Labels, such as `pods=[app]`.
        "metricLabelsAllowlist" metric_labels_allowlist: String,
        /// Annotations, such as `namespaces=[team]`.
        "metricAnnotationsAllowList" metric_annotations_allow_list: String,
    }
}

model! {
    /// Ways into the cluster.
    pub struct IngressProfile {
        /// Application routing.
        "webAppRouting" web_app_routing: WebAppRouting,
    }
}

model! {
    /// The application routing add-on.
    pub struct WebAppRouting {
        /// Whether it runs.
        "enabled" enabled: bool,
        /// DNS zones it keeps; five at most.
        "dnsZoneResourceIds" dns_zone_resource_ids: Vec<String>,
        /// Its controller.
        "nginx" nginx: IngressNginx,
    }
}

model! {
    /// The NGINX controller of application routing.
    pub struct IngressNginx {
        /// `AnnotationControlled`, `External`, `Internal` or `None`.
        "defaultIngressControllerType" default_ingress_controller_type: Keyword,
    }
}

model! {
    /// The service mesh.
    pub struct ServiceMeshProfile {
        /// `Istio` or `Disabled`.
        "mode" mode: Keyword,
        /// Its settings.
        "istio" istio: IstioServiceMesh,
    }
}

model! {
    /// The Istio add-on.
    pub struct IstioServiceMesh {
        /// Revisions of its control plane: two during an upgrade.
        "revisions" revisions: Vec<String>,
        /// Gateways.
        "components" components: IstioComponents,
        /// Where its certificates come from.
        "certificateAuthority" certificate_authority: IstioCertificateAuthority,
    }
}

model! {
    /// Parts of the mesh.
    pub struct IstioComponents {
        /// Ways in.
        "ingressGateways" ingress_gateways: Vec<IstioIngressGateway>,
    }
}

model! {
    /// An ingress gateway of the mesh.
    pub struct IstioIngressGateway {
        /// Whether it is there.
        "enabled" enabled: bool,
        /// `External` or `Internal`; one of each at most.
        "mode" mode: Keyword,
    }
}

model! {
    /// The certificate authority of the mesh.
    pub struct IstioCertificateAuthority {
        /// Certificates of the user's.
        "plugin" plugin: IstioPluginCertificateAuthority,
    }
}

model! {
    /// Certificates of the user's, in a key vault.
    pub struct IstioPluginCertificateAuthority {
        /// The vault.
        "keyVaultId" key_vault_id: String,
        /// Name of the root certificate in it.
        "rootCertObjectName" root_cert_object_name: String,
        /// Name of the intermediate certificate.
        "certObjectName" cert_object_name: String,
        /// Name of its private key.
        "keyObjectName" key_object_name: String,
        /// Name of the chain.
        "certChainObjectName" cert_chain_object_name: String,
    }
}

model! {
    /// Autoscalers of pods.
    pub struct WorkloadAutoScalerProfile {
        /// KEDA.
        "keda" keda: Enabled,
        /// The vertical pod autoscaler.
        "verticalPodAutoscaler" vertical_pod_autoscaler: Enabled,
    }
}

model! {
    /// Drivers of storage.
    pub struct StorageProfile {
        /// Azure disks.
        "diskCSIDriver" disk_csi_driver: Enabled,
        /// Azure files.
        "fileCSIDriver" file_csi_driver: Enabled,
        /// Azure blobs.
        "blobCSIDriver" blob_csi_driver: Enabled,
        /// Snapshots of volumes.
        "snapshotController" snapshot_controller: Enabled,
    }
}

model! {
    /// What the cluster costs.
    pub struct MetricsProfile {
        /// Costs by namespace, in the Standard and Premium tiers.
        "costAnalysis" cost_analysis: Enabled,
    }
}

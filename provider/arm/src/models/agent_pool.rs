//! Node pools, inline in a cluster (`agentPoolProfiles`) and as the child resource `agentPools`.

use std::collections::BTreeMap;

use super::{ErrorDetail, KubeletConfig, LinuxOsConfig, LocalDnsProfile, Tags, model};
use crate::Keyword;

model! {
    /// `Microsoft.ContainerService/managedClusters/agentPools`: the child resource wraps what the cluster has inline.
    pub struct AgentPool {
        /// Resource ID.
        "id" id: String,
        /// The pool's name.
        "name" name: String,
        /// Resource type.
        "type" resource_type: String,
        /// The pool; `name` is outside, and the eTag is `properties.eTag`.
        "properties" properties: AgentPoolProfile,
    }
}

model! {
    /// A node pool.
    pub struct AgentPoolProfile {
        /// The pool's name; absent inside the child resource.
        "name" name: String,
        /// Changes with every write to the pool and with every write to its cluster.
        "eTag" etag: String,
        /// As for a cluster.
        "provisioningState" provisioning_state: Keyword,
        /// Running or stopped.
        "powerState" power_state: PowerState,
        /// Number of nodes; the autoscaler changes it.
        "count" count: i64,
        /// Size of the virtual machines.
        "vmSize" vm_size: String,
        /// Disk size in GB; 0 in a request means the size's default.
        "osDiskSizeGB" os_disk_size_gb: i64,
        /// `Managed` or `Ephemeral`.
        "osDiskType" os_disk_type: Keyword,
        /// `OS` or `Temporary`.
        "kubeletDiskType" kubelet_disk_type: Keyword,
        /// Subnet of the nodes; absent with a network that AKS makes.
        "vnetSubnetID" vnet_subnet_id: String,
        /// Subnet of the pods; not with overlay.
        "podSubnetID" pod_subnet_id: String,
        /// Pods per node, 250 by default with overlay.
        "maxPods" max_pods: i64,
        /// `Linux` or `Windows`.
        "osType" os_type: Keyword,
        /// Distribution.
        "osSKU" os_sku: Keyword,
        /// Most nodes when autoscaled.
        "maxCount" max_count: i64,
        /// Fewest nodes when autoscaled.
        "minCount" min_count: i64,
        /// Whether the autoscaler sets `count`.
        "enableAutoScaling" enable_auto_scaling: bool,
        /// `Delete` or `Deallocate`.
        "scaleDownMode" scale_down_mode: Keyword,
        /// `VirtualMachineScaleSets` or `VirtualMachines`.
        "type" pool_type: Keyword,
        /// `System`, `User` or `Gateway`.
        "mode" mode: Keyword,
        /// Wanted Kubernetes version.
        "orchestratorVersion" orchestrator_version: String,
        /// Version that runs.
        "currentOrchestratorVersion" current_orchestrator_version: String,
        /// Image that runs.
        "nodeImageVersion" node_image_version: String,
        /// How nodes are replaced.
        "upgradeSettings" upgrade_settings: AgentPoolUpgradeSettings,
        /// Availability zones.
        "availabilityZones" availability_zones: Vec<String>,
        /// A public address per node.
        "enableNodePublicIP" enable_node_public_ip: bool,
        /// Where those addresses are from.
        "nodePublicIPPrefixID" node_public_ip_prefix_id: String,
        /// Ports of the nodes, and what their addresses are marked with.
        "networkProfile" network_profile: AgentPoolNetworkProfile,
        /// Cryptography by FIPS 140.
        "enableFIPS" enable_fips: bool,
        /// How nodes start, and who may log in.
        "securityProfile" security_profile: AgentPoolSecurityProfile,
        /// Disks are encrypted on the machine too.
        "enableEncryptionAtHost" enable_encryption_at_host: bool,
        /// Ultra disks can be attached.
        "enableUltraSSD" enable_ultra_ssd: bool,
        /// Settings of the kubelet.
        "kubeletConfig" kubelet_config: KubeletConfig,
        /// Settings of Linux.
        "linuxOSConfig" linux_os_config: LinuxOsConfig,
        /// Settings of Windows.
        "windowsProfile" windows_profile: AgentPoolWindowsProfile,
        /// How a GPU is divided: `MIG1g` to `MIG7g`.
        "gpuInstanceProfile" gpu_instance_profile: Keyword,
        /// Dedicated hosts.
        "hostGroupID" host_group_id: String,
        /// Machines close to each other.
        "proximityPlacementGroupID" proximity_placement_group_id: String,
        /// Machines kept in reserve.
        "capacityReservationGroupID" capacity_reservation_group_id: String,
        /// What the pool is made from.
        "creationData" creation_data: CreationData,
        /// DNS on the nodes.
        "localDNSProfile" local_dns_profile: LocalDnsProfile,
        /// `Regular` or `Spot`; `Regular` is left out of answers.
        "scaleSetPriority" scale_set_priority: Keyword,
        /// `Delete` or `Deallocate`, for spot pools.
        "scaleSetEvictionPolicy" scale_set_eviction_policy: Keyword,
        /// Highest price in US dollars, -1 for no limit, for spot pools.
        "spotMaxPrice" spot_max_price: f64,
        /// Tags.
        "tags" tags: Tags,
        /// Kubernetes labels.
        "nodeLabels" node_labels: BTreeMap<String, String>,
        /// Kubernetes taints, `key=value:Effect`.
        "nodeTaints" node_taints: Vec<String>,
        /// State beyond `provisioningState`.
        "status" status: AgentPoolStatus,
    }
}

model! {
    /// How nodes are replaced in an upgrade.
    pub struct AgentPoolUpgradeSettings {
        /// Nodes more than usual, as a number or a percentage.
        "maxSurge" max_surge: String,
        /// Nodes fewer than usual, as a number or a percentage.
        "maxUnavailable" max_unavailable: String,
        /// Longest wait for pods to leave, in minutes.
        "drainTimeoutInMinutes" drain_timeout_in_minutes: i64,
        /// Wait after each node, in minutes.
        "nodeSoakDurationInMinutes" node_soak_duration_in_minutes: i64,
        /// `Cordon` or `Schedule`.
        "undrainableNodeBehavior" undrainable_node_behavior: Keyword,
    }
}

model! {
    /// The network of a pool's nodes.
    pub struct AgentPoolNetworkProfile {
        /// Ports that are open on the nodes' own addresses.
        "allowedHostPorts" allowed_host_ports: Vec<PortRange>,
        /// Application security groups, by resource ID.
        "applicationSecurityGroups" application_security_groups: Vec<String>,
        /// Tags of the nodes' public addresses.
        "nodePublicIPTags" node_public_ip_tags: Vec<IpTag>,
    }
}

model! {
    /// Ports of one protocol.
    pub struct PortRange {
        /// The first.
        "portStart" port_start: i64,
        /// The last.
        "portEnd" port_end: i64,
        /// `TCP` or `UDP`.
        "protocol" protocol: Keyword,
    }
}

model! {
    /// A tag of an address.
    pub struct IpTag {
        /// `RoutingPreference`, for one.
        "ipTagType" ip_tag_type: String,
        /// `Internet`, for one.
        "tag" tag: String,
    }
}

model! {
    /// How nodes start, and who may log in.
    pub struct AgentPoolSecurityProfile {
        /// `LocalUser` or `Disabled`.
        "sshAccess" ssh_access: Keyword,
        /// A virtual trusted platform module.
        "enableVTPM" enable_vtpm: bool,
        /// Signed boot loaders and kernels only.
        "enableSecureBoot" enable_secure_boot: bool,
    }
}

model! {
    /// Settings of Windows nodes.
    pub struct AgentPoolWindowsProfile {
        /// Whether pods keep their own addresses on the way out.
        "disableOutboundNat" disable_outbound_nat: bool,
    }
}

model! {
    /// What a pool is made from.
    pub struct CreationData {
        /// A snapshot of a pool, by resource ID.
        "sourceResourceId" source_resource_id: String,
    }
}

model! {
    /// Whether machines run.
    pub struct PowerState {
        /// `Running` or `Stopped`.
        "code" code: Keyword,
    }
}

model! {
    /// State beyond `provisioningState`.
    pub struct AgentPoolStatus {
        /// The error of the last failed write.
        "provisioningError" provisioning_error: ErrorDetail,
    }
}

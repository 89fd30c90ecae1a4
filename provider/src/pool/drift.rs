//! A change of any attribute of a pool behind Terraform's back changes the state; another spelling does not.

use serde_json::{Value as Json, json};
use tfplugin_framework::{
    Model, Path, Schema, plan,
    schema::{Attribute, AttributeKind, Mode, Nesting},
};

use super::{Pool, state};
use crate::attribute_table;

/// A pool that uses as much as possible at the same time.
pub(crate) fn base() -> Json {
    json!({
        "name": "system", "count": 3, "vmSize": "Standard_D4s_v5", "osDiskSizeGB": 128, "osDiskType": "Managed",
        "kubeletDiskType": "OS", "vnetSubnetID": "/subscriptions/s/subnets/a", "podSubnetID": "/subscriptions/s/subnets/p",
        "maxPods": 250, "osType": "Linux", "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "mode": "System",
        "orchestratorVersion": "1.35", "currentOrchestratorVersion": "1.35.7", "availabilityZones": ["1", "2"],
        "nodeLabels": { "a": "b" }, "nodeTaints": ["a=b:NoSchedule"], "tags": { "a": "b" },
        "upgradeSettings": {
            "maxSurge": "10%", "maxUnavailable": "0", "drainTimeoutInMinutes": 30, "nodeSoakDurationInMinutes": 0,
        },
        "networkProfile": {
            "allowedHostPorts": [{ "portStart": 80, "portEnd": 80, "protocol": "TCP" }],
            "applicationSecurityGroups": ["/a"], "nodePublicIPTags": [{ "ipTagType": "RoutingPreference", "tag": "Internet" }],
        },
        "kubeletConfig": { "podMaxPids": 100 }, "linuxOSConfig": { "sysctls": { "vmSwappiness": 10 } },
        "localDNSProfile": { "mode": "Required", "kubeDNSOverrides": { ".": { "protocol": "PreferUDP" } } },
        "creationData": { "sourceResourceId": "/snapshots/a" }, "powerState": { "code": "Running" },
    })
}

/// Each attribute that a user can set, but for `network_plugin_mode`, which Azure does not have of a pool, and a change of
/// it in Azure.
pub(crate) fn changes() -> Vec<(String, Json)> {
    let mut changes = own_changes();
    changes.extend(fixed_settings().into_iter().map(|(place, patch)| (place.to_owned(), patch)));
    changes
}

/// The table's, and those of what no pool of its own changes.
fn own_changes() -> Vec<(String, Json)> {
    let rows = attribute_table::of_node_pools().into_iter();
    let rows = rows.filter(|row| !["kubelet", "linux_os"].contains(&row.path.as_str()));
    let rows = rows.filter_map(|row| Some((row.path, row.azure?)));
    let others = [("name", json!({ "name": "other" })), ("pod_subnet_id", json!({ "podSubnetID": null }))];
    rows.chain(others.map(|(place, patch)| (place.to_owned(), patch))).collect()
}

/// Settings of kubelet and kernel that differ in their value alone.
fn fixed_settings() -> Vec<(&'static str, Json)> {
    let kubelet = |member: &str, value: Json| json!({ "kubeletConfig": { member: value } });
    let linux = |member: &str, value: Json| json!({ "linuxOSConfig": { member: value } });
    let mut settings = vec![
        ("kubelet.allowed_unsafe_sysctls", kubelet("allowedUnsafeSysctls", json!(["a"]))),
        ("kubelet.container_log_max_files", kubelet("containerLogMaxFiles", json!(3))),
        ("kubelet.container_log_max_size_mb", kubelet("containerLogMaxSizeMB", json!(3))),
        ("kubelet.cpu_cfs_quota_enabled", kubelet("cpuCfsQuota", json!(false))),
        ("kubelet.cpu_cfs_quota_period", kubelet("cpuCfsQuotaPeriod", json!("200ms"))),
        ("kubelet.cpu_manager_policy", kubelet("cpuManagerPolicy", json!("static"))),
        ("kubelet.fail_swap_on", kubelet("failSwapOn", json!(false))),
        ("kubelet.image_gc_high_threshold", kubelet("imageGcHighThreshold", json!(80))),
        ("kubelet.image_gc_low_threshold", kubelet("imageGcLowThreshold", json!(60))),
        ("kubelet.pod_max_pids", kubelet("podMaxPids", json!(200))),
        ("kubelet.topology_manager_policy", kubelet("topologyManagerPolicy", json!("restricted"))),
        ("linux_os.swap_file_size_mb", linux("swapFileSizeMB", json!(100))),
        ("linux_os.transparent_huge_page", linux("transparentHugePageEnabled", json!("never"))),
        ("linux_os.transparent_huge_page_defrag", linux("transparentHugePageDefrag", json!("never"))),
    ];
    settings.extend(SYSCTLS.iter().map(|(place, member)| {
        let value = match *member {
            "netIpv4IpLocalPortRange" => json!("2000 60999"),
            "netIpv4TcpTwReuse" => json!(true),
            _ => json!(77),
        };
        (*place, linux("sysctls", json!({ *member: value })))
    }));
    settings
}

const SYSCTLS: &[(&str, &str)] = &[
    ("linux_os.sysctls.fs_aio_max_nr", "fsAioMaxNr"),
    ("linux_os.sysctls.fs_file_max", "fsFileMax"),
    ("linux_os.sysctls.fs_inotify_max_user_watches", "fsInotifyMaxUserWatches"),
    ("linux_os.sysctls.fs_nr_open", "fsNrOpen"),
    ("linux_os.sysctls.kernel_threads_max", "kernelThreadsMax"),
    ("linux_os.sysctls.net_core_netdev_max_backlog", "netCoreNetdevMaxBacklog"),
    ("linux_os.sysctls.net_core_optmem_max", "netCoreOptmemMax"),
    ("linux_os.sysctls.net_core_rmem_default", "netCoreRmemDefault"),
    ("linux_os.sysctls.net_core_rmem_max", "netCoreRmemMax"),
    ("linux_os.sysctls.net_core_somaxconn", "netCoreSomaxconn"),
    ("linux_os.sysctls.net_core_wmem_default", "netCoreWmemDefault"),
    ("linux_os.sysctls.net_core_wmem_max", "netCoreWmemMax"),
    ("linux_os.sysctls.net_ipv4_ip_local_port_range", "netIpv4IpLocalPortRange"),
    ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh1", "netIpv4NeighDefaultGcThresh1"),
    ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh2", "netIpv4NeighDefaultGcThresh2"),
    ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh3", "netIpv4NeighDefaultGcThresh3"),
    ("linux_os.sysctls.net_ipv4_tcp_fin_timeout", "netIpv4TcpFinTimeout"),
    ("linux_os.sysctls.net_ipv4_tcp_keepalive_intvl", "netIpv4TcpkeepaliveIntvl"),
    ("linux_os.sysctls.net_ipv4_tcp_keepalive_probes", "netIpv4TcpKeepaliveProbes"),
    ("linux_os.sysctls.net_ipv4_tcp_keepalive_time", "netIpv4TcpKeepaliveTime"),
    ("linux_os.sysctls.net_ipv4_tcp_max_syn_backlog", "netIpv4TcpMaxSynBacklog"),
    ("linux_os.sysctls.net_ipv4_tcp_max_tw_buckets", "netIpv4TcpMaxTwBuckets"),
    ("linux_os.sysctls.net_ipv4_tcp_tw_reuse", "netIpv4TcpTwReuse"),
    ("linux_os.sysctls.net_netfilter_nf_conntrack_buckets", "netNetfilterNfConntrackBuckets"),
    ("linux_os.sysctls.net_netfilter_nf_conntrack_max", "netNetfilterNfConntrackMax"),
    ("linux_os.sysctls.vm_max_map_count", "vmMaxMapCount"),
    ("linux_os.sysctls.vm_swappiness", "vmSwappiness"),
    ("linux_os.sysctls.vm_vfs_cache_pressure", "vmVfsCachePressure"),
];

#[test]
fn a_change_of_any_attribute_in_azure_changes_the_state() {
    for (place, patch) in changes() {
        let before = refreshed(&base(), &Pool::default());
        let after = refreshed(&patched(&patch), &before);
        let at = place.split('.').fold(Path::root(), |path, name| path.attribute(name));
        assert_ne!(before.to_value().at(&at), after.to_value().at(&at), "{place}");
    }
}

#[test]
fn no_attribute_is_left_out() {
    let mut configurable = Vec::new();
    collect(&Pool::block().attributes, "", &mut configurable);
    configurable.retain(|place| place != "network_plugin_mode");
    configurable.sort();
    let mut covered: Vec<String> = changes().into_iter().map(|(place, _)| place).collect();
    covered.sort();
    assert_eq!(configurable, covered);
}

#[test]
fn another_spelling_or_order_of_the_same_and_what_azure_does_by_itself_changes_nothing() {
    let same = [
        json!({ "osSKU": "ubuntu", "vmSize": "standard_d4s_v5", "vnetSubnetID": "/SUBSCRIPTIONS/s/subnets/A", "scaleSetPriority": "regular" }),
        json!({ "availabilityZones": ["2", "1"], "osDiskType": null, "kubeletDiskType": "os", "scaleDownMode": "delete" }),
        json!({ "orchestratorVersion": "1.35.7" }),
        json!({ "nodeLabels": { "a": "b", "kubernetes.azure.com/mode": "system" }, "nodeTaints": ["a=b:NoSchedule", "node.kubernetes.io/not-ready:NoExecute"] }),
        json!({ "enableFIPS": false, "enableEncryptionAtHost": false, "enableNodePublicIP": false, "nodePublicIPPrefixID": "" }),
        json!({ "securityProfile": { "sshAccess": "localuser", "enableVTPM": false, "enableSecureBoot": false } }),
        json!({ "upgradeSettings": null }),
        json!({ "upgradeSettings": { "undrainableNodeBehavior": "schedule" } }),
        json!({ "networkProfile": { "applicationSecurityGroups": ["/A"] } }),
        json!({ "localDNSProfile": { "mode": "required", "state": "Enabled", "vnetDNSOverrides": {} } }),
        json!({ "hostGroupID": "", "proximityPlacementGroupID": "", "capacityReservationGroupID": "" }),
        json!({ "provisioningState": "Updating", "nodeTaints": null }),
        json!({ "eTag": "other", "powerState": { "code": "Running" }, "type": "virtualmachinescalesets" }),
    ];
    for patch in same {
        let before = refreshed(&base(), &Pool::default());
        assert_eq!(refreshed(&patched(&patch), &before), before, "{patch}");
    }
}

/// The state as a refresh gives it: read, and in the spelling of the state before.
fn refreshed(azure: &Json, prior: &Pool) -> Pool {
    let read = state::pool(serde_json::from_value(azure.clone()).unwrap(), prior);
    let schema = Schema { version: 0, block: Pool::block() };
    let kept = plan::keep_spelling(&schema, &prior.to_value(), read.to_value());
    Pool::from_value(&kept, &Path::root()).unwrap()
}

/// The base with a merge patch.
fn patched(patch: &Json) -> Json {
    let mut azure = base();
    merge(&mut azure, patch);
    azure
}

/// Lays a merge patch over JSON (RFC 7396).
pub(crate) fn merge(target: &mut Json, patch: &Json) {
    let Json::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, member) in members {
        match member {
            Json::Null => target.as_object_mut().unwrap().remove(name).map_or((), drop),
            member => merge(&mut target[name], member),
        }
    }
}

/// The places that a user can set, with dots between the names.
pub(crate) fn collect(attributes: &[Attribute], prefix: &str, places: &mut Vec<String>) {
    for attribute in attributes.iter().filter(|attribute| attribute.mode != Mode::Computed) {
        let place = format!("{prefix}{}", attribute.name);
        match &attribute.kind {
            AttributeKind::Nested(Nesting::Single, inner) => collect(inner, &format!("{place}."), places),
            _ => places.push(place),
        }
    }
}

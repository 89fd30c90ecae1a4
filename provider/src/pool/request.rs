//! From the plan of a node pool to the body that Azure gets.
//!
//! A plan says three things about an attribute: a value, nothing (`None` on an attribute that Azure may fill), or that
//! it shall be empty (`None` on an attribute that only the user sets). A value is written, nothing leaves Azure's value
//! as it is, and what shall be empty is cleared where it is not. What Azure leaves out because it is the default is not
//! written either: some kinds of pools refuse settings that others have.

use std::collections::BTreeMap;

use arm_client::models::{AgentPoolNetworkProfile, AgentPoolProfile, CreationData, IpTag, PortRange};

use super::{
    local_dns,
    model::{HostPorts, Pool, PoolNetwork, Upgrade},
    node_config::{Kubelet, LinuxOs},
    state::is_added_by_aks,
};
use crate::{
    members::{set, set_or_clear, set_word},
    words,
};

/// Writes the plan into a pool as Azure has it, or into an empty one.
pub(crate) fn write(plan: &Pool, azure: &mut AgentPoolProfile) {
    write_size(plan, azure);
    write_machines(plan, azure);
    write_labels(plan, azure);
    set_or_clear(&mut azure.tags, plan.tags.clone());
    set(&mut azure.orchestrator_version, plan.kubernetes_version.clone());
    set_word(&mut azure.mode, words::POOL_MODES, plan.mode.as_ref());
    set_unless(
        &mut azure.scale_down_mode,
        "Delete".into(),
        words::keyword(words::DELETE_OR_DEALLOCATE, plan.scale_down_mode.clone()),
    );
    write_spot(plan, azure);
    if let Some(upgrade) = &plan.upgrade {
        write_upgrade(upgrade, azure);
    }
    write_security(plan, azure);
    if plan.network.is_some() || azure.network_profile.is_some() {
        let network = plan.network.clone().unwrap_or_default();
        write_network(network, azure.network_profile.get_or_insert_default());
    }
    local_dns::write(plan.local_dns.as_ref(), &mut azure.local_dns_profile);
}

fn write_size(plan: &Pool, azure: &mut AgentPoolProfile) {
    if let Some(bounds) = &plan.auto_scaling {
        azure.enable_auto_scaling = Some(true);
        (azure.min_count, azure.max_count) = (Some(bounds.min), Some(bounds.max));
        // The autoscaler owns the count; Azure wants it inside the bounds.
        azure.count = Some(azure.count.unwrap_or(bounds.min).clamp(bounds.min, bounds.max.max(bounds.min)));
    } else {
        azure.enable_auto_scaling = Some(false);
        (azure.min_count, azure.max_count) = (None, None);
        set(&mut azure.count, plan.node_count);
    }
}

/// What the machines are, which Azure fixes when a pool is made.
fn write_machines(plan: &Pool, azure: &mut AgentPoolProfile) {
    set(&mut azure.vm_size, plan.vm_size.clone());
    set(&mut azure.vnet_subnet_id, plan.subnet_id.clone());
    set(&mut azure.pod_subnet_id, plan.pod_subnet_id.clone());
    set(&mut azure.max_pods, plan.max_pods);
    set_word(&mut azure.os_type, words::OS_TYPES, plan.os_type.as_ref());
    set_word(&mut azure.os_sku, words::OS_SKUS, plan.os_sku.as_ref());
    set(&mut azure.os_disk_size_gb, plan.os_disk_size_gb);
    set_word(&mut azure.os_disk_type, words::OS_DISK_TYPES, plan.os_disk_type.as_ref());
    set_word(&mut azure.kubelet_disk_type, words::KUBELET_DISK_TYPES, plan.kubelet_disk_type.as_ref());
    set(&mut azure.availability_zones, plan.zones.as_ref().map(|zones| zones.iter().cloned().collect()));
    set_word(&mut azure.pool_type, words::POOL_TYPES, plan.r#type.as_ref());
    set_unless(&mut azure.enable_encryption_at_host, false, plan.encryption_at_host_enabled);
    set_unless(&mut azure.enable_ultra_ssd, false, plan.ultra_ssd_enabled);
    set_unless(&mut azure.enable_node_public_ip, false, plan.node_public_ip_enabled);
    set(&mut azure.node_public_ip_prefix_id, plan.node_public_ip_prefix_id.clone());
    set(&mut azure.kubelet_config, plan.kubelet.as_ref().map(Kubelet::to_azure));
    set(&mut azure.linux_os_config, plan.linux_os.as_ref().map(LinuxOs::to_azure));
    set_word(
        &mut azure.gpu_instance_profile,
        words::GPU_INSTANCE_PROFILES,
        plan.gpu_instance_profile.as_ref(),
    );
    set(&mut azure.host_group_id, plan.host_group_id.clone());
    set(&mut azure.proximity_placement_group_id, plan.proximity_placement_group_id.clone());
    set(&mut azure.capacity_reservation_group_id, plan.capacity_reservation_group_id.clone());
    if let Some(id) = &plan.snapshot_id {
        azure.creation_data = Some(CreationData { source_resource_id: Some(id.clone()) });
    }
    if plan.outbound_nat_enabled == Some(false) || azure.windows_profile.is_some() {
        let disabled = plan.outbound_nat_enabled.map(|enabled| !enabled);
        set(&mut azure.windows_profile.get_or_insert_default().disable_outbound_nat, disabled);
    }
}

/// Labels and taints of the user's. Those that AKS added stay: requests repeat them.
fn write_labels(plan: &Pool, azure: &mut AgentPoolProfile) {
    let mut labels = azure.node_labels.clone().unwrap_or_default();
    labels.retain(|key, _| is_added_by_aks(key));
    labels.extend(plan.labels.clone().unwrap_or_default());
    set_or_clear(
        &mut azure.node_labels,
        Some(labels).filter(|labels| !labels.is_empty() || plan.labels.is_some()),
    );
    let mut taints = azure.node_taints.clone().unwrap_or_default();
    taints.retain(|taint| is_added_by_aks(taint));
    let asked =
        plan.taints.iter().flatten().filter(|taint| !taints.contains(taint)).cloned().collect::<Vec<_>>();
    taints.extend(asked);
    set_or_clear(
        &mut azure.node_taints,
        Some(taints).filter(|taints| !taints.is_empty() || plan.taints.is_some()),
    );
}

/// Azure leaves out what is about spot machines where there are none, and refuses some of it.
fn write_spot(plan: &Pool, azure: &mut AgentPoolProfile) {
    if plan.priority.as_ref().is_some_and(|priority| priority.eq_ignore_ascii_case("Spot")) {
        set_word(&mut azure.scale_set_priority, words::PRIORITIES, plan.priority.as_ref());
        let policy = plan.eviction_policy.as_ref();
        set_word(&mut azure.scale_set_eviction_policy, words::DELETE_OR_DEALLOCATE, policy);
        set(&mut azure.spot_max_price, plan.spot_max_price);
    }
}

fn write_upgrade(plan: &Upgrade, azure: &mut AgentPoolProfile) {
    let mut settings = azure.upgrade_settings.clone().unwrap_or_default();
    set_unless(&mut settings.max_surge, "10%".into(), plan.max_surge.clone());
    set_unless(&mut settings.max_unavailable, "0".into(), plan.max_unavailable.clone());
    set_unless(&mut settings.drain_timeout_in_minutes, 30, plan.drain_timeout_minutes);
    set_unless(&mut settings.node_soak_duration_in_minutes, 0, plan.node_soak_minutes);
    let behavior = words::keyword(words::UNDRAINABLE, plan.undrainable_node_behavior.clone());
    set_unless(&mut settings.undrainable_node_behavior, "Schedule".into(), behavior);
    if settings != Default::default() {
        azure.upgrade_settings = Some(settings);
    }
}

fn write_security(plan: &Pool, azure: &mut AgentPoolProfile) {
    set_unless(&mut azure.enable_fips, false, plan.fips_enabled);
    let mut security = azure.security_profile.clone().unwrap_or_default();
    set_unless(&mut security.enable_vtpm, false, plan.vtpm_enabled);
    set_unless(&mut security.enable_secure_boot, false, plan.secure_boot_enabled);
    let access = words::keyword(words::SSH_ACCESS, plan.ssh_access.clone());
    set_unless(&mut security.ssh_access, "LocalUser".into(), access);
    if security != Default::default() {
        azure.security_profile = Some(security);
    }
}

fn write_network(plan: PoolNetwork, azure: &mut AgentPoolNetworkProfile) {
    let ports = |ports: HostPorts| PortRange {
        port_start: Some(ports.port_start),
        port_end: Some(ports.port_end),
        protocol: words::keyword(words::PROTOCOLS, Some(ports.protocol)),
    };
    let tag = |(kind, tag): (String, String)| IpTag { ip_tag_type: Some(kind), tag: Some(tag) };
    let ports = plan.allowed_host_ports.map(|all| all.into_iter().map(ports).collect());
    set_or_clear(&mut azure.allowed_host_ports, ports);
    let groups = plan.application_security_group_ids.map(Vec::from_iter);
    set_or_clear(&mut azure.application_security_groups, groups);
    let tags = plan.node_public_ip_tags.map(|tags: BTreeMap<_, _>| tags.into_iter().map(tag).collect());
    set_or_clear(&mut azure.node_public_ip_tags, tags);
}

/// A value if there is one that says more than Azure's silence.
fn set_unless<T: PartialEq>(azure: &mut Option<T>, absent: T, plan: Option<T>) {
    let said = azure.as_ref().unwrap_or(&absent);
    if plan.as_ref().is_some_and(|plan| plan != said) {
        *azure = plan;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(plan: &Pool, azure: &str) -> AgentPoolProfile {
        let mut azure: AgentPoolProfile = serde_json::from_str(azure).unwrap();
        write(plan, &mut azure);
        azure
    }

    fn labelled(labels: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
        Some(labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn labels_and_taints_that_aks_added_stay() {
        let spot = "kubernetes.azure.com/scalesetpriority";
        let azure = r#"{"nodeLabels":{"kubernetes.azure.com/scalesetpriority":"spot","team":"a"},"nodeTaints":["kubernetes.azure.com/scalesetpriority=spot:NoSchedule","a=b:NoSchedule"]}"#;
        let cleared = written(&Pool::default(), azure);
        assert_eq!(cleared.node_labels, labelled(&[(spot, "spot")]));
        assert_eq!(cleared.node_taints, Some(vec![format!("{spot}=spot:NoSchedule")]));
        let plan = Pool { labels: labelled(&[("team", "b")]), ..Pool::default() };
        assert_eq!(written(&plan, azure).node_labels, labelled(&[(spot, "spot"), ("team", "b")]));
    }

    #[test]
    fn what_azure_means_by_silence_is_not_written() {
        let upgrade =
            Upgrade { drain_timeout_minutes: Some(30), max_surge: Some("10%".into()), ..Upgrade::default() };
        let plan = Pool {
            fips_enabled: Some(false),
            ssh_access: Some("localuser".into()),
            upgrade: Some(upgrade),
            ..Pool::default()
        };
        let azure = written(&plan, "{}");
        assert_eq!((azure.enable_fips, azure.security_profile, azure.upgrade_settings), (None, None, None));
    }

    #[test]
    fn a_setting_that_is_taken_back_is_written_as_its_default() {
        let upgrade = Upgrade { drain_timeout_minutes: Some(30), ..Upgrade::default() };
        let plan = Pool { fips_enabled: Some(false), upgrade: Some(upgrade), ..Pool::default() };
        let azure = written(&plan, r#"{"enableFIPS":true,"upgradeSettings":{"drainTimeoutInMinutes":60}}"#);
        assert_eq!(azure.enable_fips, Some(false));
        assert_eq!(azure.upgrade_settings.unwrap().drain_timeout_in_minutes, Some(30));
    }

    #[test]
    fn ports_that_are_taken_out_are_cleared() {
        let azure = written(
            &Pool::default(),
            r#"{"networkProfile":{"allowedHostPorts":[{"portStart":80,"portEnd":80,"protocol":"TCP"}]}}"#,
        );
        assert_eq!(azure.network_profile.unwrap().allowed_host_ports, Some(Vec::new()));
    }
}

//! Ways, with their titles and their HCL.

use super::*;

const TODAY: Date = day(2026, 11, 22);

fn word(word: &str) -> Option<String> {
    Some(word.to_owned())
}

fn texts(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// A cluster with this network and version 1.34.
fn at(network: Written) -> Departure {
    Departure { network, version: Some(Minor(1, 34)), ..Departure::default() }
}

fn kubenet() -> Written {
    Written {
        plugin: word("kubenet"),
        policy: word("none"),
        ip_families: texts(&["IPv4"]),
        pod_cidrs: texts(&["10.244.0.0/16"]),
        service_cidrs: texts(&["10.0.0.0/16"]),
        ..Written::default()
    }
}

fn overlay() -> Written {
    Written { plugin_mode: word("overlay"), ..node_subnet(texts(&["10.244.0.0/16"])) }
}

fn node_subnet(pod_cidrs: Option<Vec<String>>) -> Written {
    Written {
        plugin: word("azure"),
        plugin_mode: word("none"),
        dataplane: word("azure"),
        pod_cidrs,
        ..kubenet()
    }
}

fn with_policy(policy: &str, network: Written) -> Written {
    Written { policy: word(policy), ..network }
}

fn with_cilium(network: Written) -> Written {
    Written { dataplane: word("cilium"), policy: word("cilium"), ..network }
}

fn with_ipv6(network: Written) -> Written {
    Written {
        ip_families: texts(&["IPv4", "IPv6"]),
        pod_cidrs: texts(&["10.244.0.0/16", "fd10:1::/64"]),
        service_cidrs: texts(&["10.0.0.0/16", "fd10:2::/108"]),
        ..network
    }
}

fn to(network: Written) -> Destination {
    Destination { network, version: None, load_balancer: true }
}

fn titles(from: &Departure, to: &Destination, as_of: Date) -> Vec<String> {
    between(from, to, as_of).into_iter().map(|step| step.title).collect()
}

fn hcl_of(from: &Departure, to: &Destination) -> Vec<String> {
    let steps = between(from, to, TODAY);
    steps
        .into_iter()
        .map(|step| match step.how {
            How::Hcl(hcl) | How::Command(hcl) => hcl,
        })
        .collect()
}

#[test]
fn a_cluster_that_is_prepared_takes_one_step() {
    let steps = between(&at(kubenet()), &to(overlay()), TODAY);
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].stage, Stage::Change);
    assert_eq!(steps[0].title, "Move from kubenet to Azure CNI Overlay");
    assert!(steps[0].reimages);
    let how = "network = { plugin = \"azure\", plugin_mode = \"overlay\" }";
    assert_eq!(hcl_of(&at(kubenet()), &to(overlay())), [how]);
}

#[test]
fn a_policy_is_removed_before_overlay_and_installed_again_after() {
    let from = at(with_policy("calico", node_subnet(None)));
    assert_eq!(
        titles(&from, &to(with_policy("calico", overlay())), TODAY),
        [
            "Remove the network policy engine calico",
            "Move from Azure CNI with node subnet to Azure CNI Overlay",
            "Install the network policy engine calico again",
        ]
    );
}

#[test]
fn every_step_writes_what_has_to_wait_for_a_later_one() {
    let from = Departure { virtual_nodes: true, ..at(with_policy("calico", node_subnet(None))) };
    assert_eq!(
        hcl_of(&from, &to(with_ipv6(with_cilium(overlay())))),
        [
            "addons = { aci_connector_linux = { enabled = false } }\n\
             network = { plugin_mode = \"none\", dataplane = \"azure\", policy = \"calico\", ip_families = [\"IPv4\"], \
             pod_cidrs = null, service_cidrs = [\"10.0.0.0/16\"] }",
            "network = { plugin_mode = \"none\", dataplane = \"azure\", policy = \"none\", ip_families = [\"IPv4\"], \
             pod_cidrs = null, service_cidrs = [\"10.0.0.0/16\"] }",
            "network = { plugin_mode = \"overlay\", dataplane = \"azure\", policy = \"none\", ip_families = [\"IPv4\"], \
             pod_cidrs = [\"10.244.0.0/16\"], service_cidrs = [\"10.0.0.0/16\"] }",
            "network = { dataplane = \"cilium\", policy = \"cilium\", ip_families = [\"IPv4\"], \
             pod_cidrs = [\"10.244.0.0/16\"], service_cidrs = [\"10.0.0.0/16\"] }",
            "network = { ip_families = [\"IPv4\", \"IPv6\"], pod_cidrs = [\"10.244.0.0/16\", \"fd10:1::/64\"], \
             service_cidrs = [\"10.0.0.0/16\", \"fd10:2::/108\"], \
             load_balancer = { managed_outbound_ipv6_count = 1 } }",
        ]
    );
}

#[test]
fn a_pod_cidr_that_nobody_knows_is_left_to_be_chosen() {
    let how = hcl_of(&at(node_subnet(None)), &to(Written { pod_cidrs: None, ..overlay() }));
    assert_eq!(how, ["network = { plugin_mode = \"overlay\", pod_cidrs = [POD_CIDR] }"]);
}

#[test]
fn ipv6_asks_for_no_address_of_a_load_balancer_that_traffic_does_not_leave_by() {
    let target = Destination { load_balancer: false, ..to(with_ipv6(overlay())) };
    assert!(!hcl_of(&at(overlay()), &target)[0].contains("load_balancer"));
}

#[test]
fn a_change_of_the_engine_is_a_step_of_its_own() {
    let change = |from: &str, wanted: &str| {
        titles(&at(with_policy(from, overlay())), &to(with_policy(wanted, overlay())), TODAY)
    };
    assert_eq!(change("none", "calico"), ["Install the network policy engine calico"]);
    assert_eq!(change("calico", "none"), ["Remove the network policy engine calico"]);
    assert_eq!(change("azure", "calico"), ["Replace the network policy engine azure by calico"]);
    assert_eq!(
        titles(&at(kubenet()), &to(with_policy("calico", overlay())), TODAY),
        ["Move from kubenet to Azure CNI Overlay", "Install the network policy engine calico"]
    );
}

#[test]
fn kubernetes_is_upgraded_minor_by_minor_to_what_the_removal_of_a_policy_needs() {
    let from = Departure { version: Some(Minor(1, 28)), ..at(with_policy("azure", node_subnet(None))) };
    let titles = titles(&from, &to(overlay()), TODAY);
    assert_eq!(titles[..2], ["Upgrade Kubernetes to 1.29", "Upgrade Kubernetes to 1.30"]);
    assert_eq!(titles[2], "Remove the network policy engine azure");
}

#[test]
fn the_version_that_overlay_needs_is_that_of_the_day() {
    let from = Departure { version: Some(Minor(1, 26)), ..at(kubenet()) };
    assert_eq!(titles(&from, &to(overlay()), day(2025, 11, 25)).len(), 1);
    assert_eq!(titles(&from, &to(overlay()), TODAY)[0], "Upgrade Kubernetes to 1.27");
    let ready = Departure { version: Some(Minor(1, 27)), ..at(kubenet()) };
    assert_eq!(titles(&ready, &to(overlay()), TODAY).len(), 1);
}

#[test]
fn overlay_and_cilium_are_two_steps_and_cilium_brings_its_own_policy() {
    let from = at(with_policy("azure", node_subnet(None)));
    assert_eq!(
        titles(&from, &to(with_cilium(overlay())), TODAY),
        [
            "Remove the network policy engine azure",
            "Move from Azure CNI with node subnet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
        ]
    );
    let from = at(with_policy("azure", overlay()));
    assert_eq!(titles(&from, &to(with_cilium(overlay())), TODAY), ["Change the dataplane to Cilium"]);
}

#[test]
fn windows_pools_and_auto_provisioning_go_before_cilium_comes() {
    let from = Departure {
        node_provisioning: true,
        windows_pools: vec!["win".to_owned()],
        old_windows_images: vec!["win".to_owned()],
        ..at(kubenet())
    };
    assert_eq!(
        titles(&from, &to(with_cilium(overlay())), TODAY),
        [
            "Remove the Windows pools",
            "Switch node auto-provisioning off",
            "Move from kubenet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
        ]
    );
    let stays = Departure { windows_pools: vec!["win".to_owned()], ..at(kubenet()) };
    assert_eq!(titles(&stays, &to(overlay()), TODAY).len(), 1);
}

#[test]
fn an_engine_that_cilium_replaces_goes_from_1_30_on() {
    let from = Departure { version: Some(Minor(1, 29)), ..at(with_policy("calico", overlay())) };
    let to = to(with_cilium(overlay()));
    assert_eq!(titles(&from, &to, TODAY), ["Upgrade Kubernetes to 1.30", "Change the dataplane to Cilium"]);
    assert_eq!(titles(&from, &to, day(2026, 5, 28)), ["Change the dataplane to Cilium"]);
}

#[test]
fn cilium_on_node_subnet_keeps_its_policy_since_azure_moves_it_along() {
    let from = at(with_cilium(node_subnet(None)));
    let to = to(with_cilium(overlay()));
    assert_eq!(titles(&from, &to, TODAY).len(), 1);
    assert_eq!(titles(&from, &to, day(2025, 5, 18))[0], "Remove the network policy engine cilium");
}

#[test]
fn a_pod_cidr_is_widened_before_ipv6_is_added() {
    let pod_cidrs = texts(&["10.244.0.0/14", "fd10:1::/64"]);
    let to = to(Written { pod_cidrs, ..with_ipv6(overlay()) });
    assert_eq!(titles(&at(overlay()), &to, TODAY), ["Widen the pod CIDR to 10.244.0.0/14", "Add IPv6"]);
    assert!(hcl_of(&at(overlay()), &to)[0].contains("pod_cidrs = [\"10.244.0.0/14\"]"));
}

#[test]
fn ipv6_on_cilium_needs_1_29_and_excludes_other_policies() {
    let from = Departure { version: Some(Minor(1, 28)), ..at(with_cilium(overlay())) };
    let target = to(with_ipv6(with_cilium(overlay())));
    assert_eq!(titles(&from, &target, TODAY), ["Upgrade Kubernetes to 1.29", "Add IPv6"]);
    let from = at(with_policy("calico", overlay()));
    let target = to(with_ipv6(overlay()));
    assert_eq!(titles(&from, &target, TODAY), ["Remove the network policy engine calico", "Add IPv6"]);
}

#[test]
fn everything_that_stands_in_the_way_is_prepared_in_the_order_in_which_it_has_to_be() {
    let from = Departure {
        version: Some(Minor(1, 29)),
        system_assigned: true,
        route_table: true,
        masquerading: vec!["azure-ip-masq-agent-config".to_owned()],
        virtual_nodes: true,
        application_gateway: true,
        node_provisioning: true,
        subnets_without_ipv6: vec!["nodes".to_owned()],
        old_windows_images: vec!["win".to_owned()],
        ..at(with_policy("calico", kubenet()))
    };
    let to = to(with_ipv6(with_cilium(overlay())));
    assert_eq!(
        titles(&from, &to, TODAY),
        [
            "Upgrade Kubernetes to 1.30",
            "Upgrade the node images of the Windows pools",
            "Switch the virtual nodes add-on off",
            "Switch node auto-provisioning off",
            "Give the cluster an identity of your own",
            "Remove the settings of the ip-masq-agent",
            "Remove the network policy engine calico",
            "Give the virtual network and the subnets of the pools an IPv6 range",
            "Move from kubenet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
            "Add IPv6",
            "Stop managing the pods' routes",
        ]
    );
    let stages: Vec<Stage> = between(&from, &to, TODAY).iter().map(|step| step.stage).collect();
    assert!(stages.is_sorted(), "{stages:?}");
    assert_eq!(titles(&from, &to, day(2025, 3, 15))[2], "Remove the Application Gateway ingress controller");
}

#[test]
fn a_version_that_is_past_its_time_comes_with_long_term_support() {
    let from = Departure {
        version: Some(Minor(1, 29)),
        long_term_only: vec![Minor(1, 30)],
        ..at(with_policy("calico", node_subnet(None)))
    };
    let how = &hcl_of(&from, &to(overlay()))[0];
    assert!(
        how.starts_with(
            "kubernetes_version = \"1.30\"\nsupport_plan = \"AKSLongTermSupport\"\nsku_tier = \"Premium\"\nnetwork"
        ),
        "{how}"
    );
}

#[test]
fn an_upgrade_of_kubernetes_alone_goes_minor_by_minor() {
    let to = Destination { version: Some(Minor(1, 36)), ..to(overlay()) };
    assert_eq!(
        titles(&at(overlay()), &to, TODAY),
        ["Upgrade Kubernetes to 1.35", "Upgrade Kubernetes to 1.36"]
    );
}

#[test]
fn what_is_not_known_asks_for_no_step() {
    let from = Departure { network: node_subnet(None), ..Departure::default() };
    assert_eq!(titles(&from, &to(overlay()), TODAY).len(), 1);
    assert!(titles(&at(overlay()), &to(overlay()), TODAY).is_empty());
}

"""The ways of a running cluster to overlay, and onwards."""

from conftest import OVERLAY

NODE_SUBNET = {"networkPlugin": "azure"}
KUBENET = {"networkPlugin": "kubenet", "podCidr": "10.244.0.0/16"}


def images(cluster):
    return {pool.name: pool.node_image_version for pool in cluster.agent_pool_profiles}


def test_a_node_subnet_cluster_becomes_overlay_in_place(azure, group):
    subnet = group.vnet(nodes="10.10.0.0/20")["nodes"]
    before = group.create("one", NODE_SUBNET, {"vnetSubnetID": subnet})
    assert before.network_profile.network_plugin_mode is None
    assert before.agent_pool_profiles[0].max_pods == 30

    def change(cluster):
        cluster.network_profile.network_plugin_mode = "overlay"
        cluster.network_profile.pod_cidr = "192.168.0.0/16"

    after = group.update("one", change)
    assert after.provisioning_state == "Succeeded"
    assert after.network_profile.network_plugin_mode == "overlay"
    assert after.network_profile.pod_cidrs == ["192.168.0.0/16"]
    assert after.resource_uid == before.resource_uid
    assert after.agent_pool_profiles[0].vnet_subnet_id == subnet


def test_a_kubenet_cluster_becomes_overlay_and_then_dual_stack_in_place(group):
    before = group.create("one", KUBENET)
    assert before.agent_pool_profiles[0].max_pods == 110

    def change(cluster):
        cluster.network_profile.network_plugin = "azure"
        cluster.network_profile.network_plugin_mode = "overlay"

    network = group.update("one", change).network_profile
    assert (network.network_plugin, network.network_plugin_mode) == ("azure", "overlay")
    assert network.pod_cidr == before.network_profile.pod_cidr

    def widen(cluster):
        cluster.network_profile.ip_families = ["IPv4", "IPv6"]

    network = group.update("one", widen).network_profile
    assert len(network.pod_cidrs) == len(network.service_cidrs) == 2


def test_every_pool_works_on_an_upgrade_to_overlay_at_the_same_time(azure, group):
    group.create("one", NODE_SUBNET)
    azure.pools.begin_create_or_update(
        group.name, "one", "second", {"properties": {"count": 1, "vmSize": "Standard_D4s_v5", "mode": "User"}}
    ).result()
    found = azure.clusters.get(group.name, "one")
    found.network_profile.network_plugin_mode = "overlay"
    poller = azure.clusters.begin_create_or_update(group.name, "one", found)
    running = azure.clusters.get(group.name, "one")
    assert running.provisioning_state in ("Updating", "Upgrading")
    assert {pool.provisioning_state for pool in running.agent_pool_profiles} <= {"Updating", "Upgrading"}
    poller.result()


def test_an_overlay_cluster_becomes_dual_stack_in_place(group):
    group.create("one", OVERLAY)

    def change(cluster):
        cluster.network_profile.ip_families = ["IPv4", "IPv6"]

    network = group.update("one", change).network_profile
    assert network.ip_families == ["IPv4", "IPv6"]
    assert len(network.pod_cidrs) == len(network.service_cidrs) == 2
    assert network.pod_cidr == "192.168.0.0/16"


def test_the_pod_cidr_of_an_overlay_cluster_grows_in_place(group):
    group.create("one", {**OVERLAY, "podCidr": "10.244.0.0/18"})

    def change(cluster):
        cluster.network_profile.pod_cidr = "10.244.0.0/16"
        cluster.network_profile.pod_cidrs = ["10.244.0.0/16"]

    network = group.update("one", change).network_profile
    assert (network.pod_cidr, network.pod_cidrs) == ("10.244.0.0/16", ["10.244.0.0/16"])

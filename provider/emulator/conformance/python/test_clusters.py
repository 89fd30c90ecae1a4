"""Clusters: creating, changing, listing and deleting them, and what can be done with them."""

import base64

import pytest
import yaml
from azure.core.exceptions import ResourceNotFoundError
from conftest import LOCATION, OVERLAY, cluster


def test_an_overlay_cluster_is_created_with_the_defaults_of_azure(azure, group):
    created = group.create("one", OVERLAY)
    network = created.network_profile
    assert created.provisioning_state == "Succeeded"
    assert (network.network_plugin, network.network_plugin_mode) == ("azure", "overlay")
    assert (network.pod_cidr, network.pod_cidrs) == ("192.168.0.0/16", ["192.168.0.0/16"])
    assert (network.service_cidr, network.dns_service_ip) == ("10.0.0.0/16", "10.0.0.10")
    assert network.ip_families == ["IPv4"]
    assert network.load_balancer_profile.managed_outbound_i_ps.count == 1
    assert len(network.load_balancer_profile.effective_outbound_i_ps) == 1
    assert created.node_resource_group == f"MC_{group.name}_one_{LOCATION}"
    assert created.identity_profile["kubeletidentity"].client_id
    assert created.e_tag
    (pool,) = created.agent_pool_profiles
    assert (pool.name, pool.max_pods, pool.power_state.code) == ("system", 250, "Running")
    assert pool.node_image_version.startswith("AKSUbuntu-")
    assert created.current_kubernetes_version == pool.current_orchestrator_version


def test_a_cluster_that_says_nothing_of_its_network_is_overlay(group):
    network = group.create("one").network_profile
    assert (network.network_plugin, network.network_plugin_mode) == ("azure", "overlay")
    assert network.pod_cidr == "10.244.0.0/16"


def test_a_dual_stack_cluster_gets_ranges_and_an_outbound_address_of_both_families(group):
    network = group.create("one", {**OVERLAY, "ipFamilies": ["IPv4", "IPv6"]}).network_profile
    assert network.ip_families == ["IPv4", "IPv6"]
    assert network.pod_cidrs[0] == "192.168.0.0/16" and network.pod_cidrs[1].endswith("/64")
    assert network.service_cidrs[0] == "10.0.0.0/16" and network.service_cidrs[1].endswith("/108")
    assert network.load_balancer_profile.managed_outbound_i_ps.count_ipv6 == 1
    assert len(network.load_balancer_profile.effective_outbound_i_ps) == 2


def test_the_cilium_dataplane_brings_the_cilium_policy(group):
    network = group.create("one", {**OVERLAY, "networkDataplane": "cilium"}).network_profile
    assert (network.network_dataplane, network.network_policy) == ("cilium", "cilium")


def test_a_poller_shows_an_operation_while_it_runs(azure, group):
    poller = azure.clusters.begin_create_or_update(group.name, "one", cluster(OVERLAY))
    assert poller.status() not in ("Succeeded", "Failed", "Canceled")
    assert azure.clusters.get(group.name, "one").provisioning_state == "Creating"
    assert poller.result().provisioning_state == "Succeeded"
    assert poller.status() == "Succeeded"


def test_tags_change_alone(azure, group):
    before = group.create("one", OVERLAY)
    azure.clusters.begin_update_tags(group.name, "one", {"tags": {"owner": "somebody"}}).result()
    after = azure.clusters.get(group.name, "one")
    assert after.tags == {"owner": "somebody"}
    assert after.network_profile == before.network_profile


def test_a_cluster_stops_and_starts(azure, group):
    group.create("one", OVERLAY)
    azure.clusters.begin_stop(group.name, "one").result()
    assert azure.clusters.get(group.name, "one").power_state.code == "Stopped"
    azure.clusters.begin_start(group.name, "one").result()
    assert azure.clusters.get(group.name, "one").power_state.code == "Running"


def test_the_creation_of_a_cluster_can_be_aborted(azure, group):
    azure.clusters.begin_create_or_update(group.name, "one", cluster(OVERLAY), polling=False)
    azure.clusters.begin_abort_latest_operation(group.name, "one").result()
    assert azure.clusters.get(group.name, "one").provisioning_state == "Canceled"


def test_a_deleted_cluster_is_gone_with_its_node_resource_group(azure, group):
    created = group.create("one", OVERLAY)
    assert azure.resources.resource_groups.check_existence(created.node_resource_group)
    azure.clusters.begin_delete(group.name, "one").result()
    with pytest.raises(ResourceNotFoundError):
        azure.clusters.get(group.name, "one")
    assert not azure.resources.resource_groups.check_existence(created.node_resource_group)


def test_lists_hold_every_cluster_once(azure, group):
    names = [f"c{n}" for n in range(5)]
    for poller in [azure.clusters.begin_create_or_update(group.name, name, cluster(OVERLAY)) for name in names]:
        poller.result()
    assert sorted(one.name for one in azure.clusters.list_by_resource_group(group.name)) == names
    everywhere = [one.name for one in azure.clusters.list() if f"/{group.name}/" in one.id]
    assert sorted(everywhere) == names


def test_a_list_of_more_than_a_page_is_followed_to_its_end(azure, group):
    names = {f"c{n}" for n in range(101)}
    for name in names:
        azure.clusters.begin_create_or_update(group.name, name, cluster(OVERLAY), polling=False)
    pages = [list(page) for page in azure.clusters.list_by_resource_group(group.name).by_page()]
    assert len(pages) > 1
    found = [one.name for page in pages for one in page]
    assert (len(found), set(found)) == (101, names)


@pytest.mark.parametrize("role", ["admin", "user"])
def test_credentials_hold_a_kubeconfig_of_the_cluster(azure, group, role):
    created = group.create("one", OVERLAY)
    read = getattr(azure.clusters, f"list_cluster_{role}_credentials")
    (found,) = read(group.name, "one").kubeconfigs
    assert found.name == f"cluster{role.capitalize()}"
    config = yaml.safe_load(bytes(found.value))
    assert config["kind"] == "Config"
    (entry,) = config["clusters"]
    assert entry["cluster"]["server"] == f"https://{created.fqdn}:443"
    assert base64.b64decode(entry["cluster"]["certificate-authority-data"]).startswith(b"-----BEGIN CERTIFICATE-----")
    (context,) = config["contexts"]
    assert config["current-context"] == context["name"]
    assert context["context"]["user"] == config["users"][0]["name"]


def test_rotated_certificates_are_others(azure, group):
    group.create("one", OVERLAY)
    read = lambda: bytes(azure.clusters.list_cluster_admin_credentials(group.name, "one").kubeconfigs[0].value)
    before = read()
    assert read() == before
    azure.clusters.begin_rotate_cluster_certificates(group.name, "one").result()
    assert read() != before


def test_a_maintenance_window_is_kept(azure, group):
    group.create("one", OVERLAY)
    windows = azure.aks.maintenance_configurations
    hours = {"properties": {"timeInWeek": [{"day": "Monday", "hourSlots": [1, 2]}]}}
    windows.create_or_update(group.name, "one", "default", hours)
    (found,) = windows.list_by_managed_cluster(group.name, "one")
    assert [(one.day, one.hour_slots) for one in found.time_in_week] == [("Monday", [1, 2])]
    windows.delete(group.name, "one", "default")
    assert list(windows.list_by_managed_cluster(group.name, "one")) == []


def test_a_command_is_run_in_the_cluster(azure, group):
    group.create("one", OVERLAY)
    request = {"command": "kubectl get nodes"}
    result = azure.clusters.begin_run_command(group.name, "one", request).result()
    assert (result.provisioning_state, result.exit_code) == ("Succeeded", 0)
    assert result.finished_at >= result.started_at
    assert "aks-system-" in result.logs


def test_the_upgrade_profile_names_newer_versions_only(azure, group):
    group.create("one", OVERLAY)
    profile = azure.clusters.get_upgrade_profile(group.name, "one").control_plane_profile
    current = version(profile.kubernetes_version)
    assert profile.upgrades
    assert all(version(one.kubernetes_version) > current for one in profile.upgrades)


def test_the_versions_of_a_location_have_one_default_and_patches_of_their_own(azure):
    versions = azure.clusters.list_kubernetes_versions(LOCATION).values_property
    assert len([one for one in versions if one.is_default]) == 1
    for one in versions:
        assert one.patch_versions
        assert all(patch.startswith(f"{one.version}.") for patch in one.patch_versions)


def version(text):
    """A version as numbers, to compare."""
    return tuple(int(part) for part in text.split("."))

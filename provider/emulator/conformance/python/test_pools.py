"""Agent pools."""

import pytest
from azure.core.exceptions import ResourceNotFoundError
from conftest import OVERLAY

POOL = {"count": 1, "vmSize": "Standard_D4s_v5", "mode": "User"}


@pytest.fixture
def pools(azure, group):
    """A cluster with the pool `system`, and its pools."""
    group.create("one", OVERLAY)
    return Pools(azure, group)


class Pools:
    def __init__(self, azure, group):
        self.azure, self.group = azure, group

    def put(self, name, **properties):
        body = {"properties": {**POOL, **properties}}
        self.azure.pools.begin_create_or_update(self.group.name, "one", name, body).result()
        return self.get(name)

    def get(self, name):
        return self.azure.pools.get(self.group.name, "one", name)

    def names(self):
        return [pool.name for pool in self.azure.pools.list(self.group.name, "one")]


def test_an_added_pool_is_in_the_list_and_in_the_cluster(azure, group, pools):
    added = pools.put("second")
    assert (added.provisioning_state, added.count, added.mode, added.max_pods) == ("Succeeded", 1, "User", 250)
    assert added.e_tag
    assert pools.names() == ["second", "system"]
    inline = azure.clusters.get(group.name, "one").agent_pool_profiles
    assert sorted(pool.name for pool in inline) == ["second", "system"]


def test_a_pool_scales(pools):
    pools.put("second")
    assert pools.put("second", count=3).count == 3


def test_a_pool_takes_labels_and_taints(pools):
    pools.put("second")
    changed = pools.put("second", nodeLabels={"team": "a"}, nodeTaints=["dedicated=a:NoSchedule"])
    assert changed.node_labels == {"team": "a"}
    assert changed.node_taints == ["dedicated=a:NoSchedule"]


def test_a_pool_scales_by_itself_between_two_bounds(pools):
    changed = pools.put("second", enableAutoScaling=True, minCount=1, maxCount=5)
    assert (changed.enable_auto_scaling, changed.min_count, changed.max_count) == (True, 1, 5)


def test_a_deleted_pool_is_gone(azure, group, pools):
    pools.put("second")
    azure.pools.begin_delete(group.name, "one", "second").result()
    assert pools.names() == ["system"]
    with pytest.raises(ResourceNotFoundError):
        pools.get("second")


def test_a_pool_gets_a_new_node_image(azure, group, pools):
    poller = azure.pools.begin_upgrade_node_image_version(group.name, "one", "system")
    assert pools.get("system").provisioning_state == "UpgradingNodeImageVersion"
    poller.result()
    assert pools.get("system").provisioning_state == "Succeeded"


def test_what_a_pool_is_doing_can_be_aborted(azure, group, pools):
    azure.pools.begin_create_or_update(group.name, "one", "second", {"properties": POOL}, polling=False)
    azure.pools.begin_abort_latest_operation(group.name, "one", "second").result()
    assert pools.get("second").provisioning_state == "Canceled"


def test_a_pool_stops_and_starts(pools):
    pools.put("second")
    assert pools.put("second", powerState={"code": "Stopped"}).power_state.code == "Stopped"
    assert pools.put("second", powerState={"code": "Running"}).power_state.code == "Running"


def test_the_upgrade_profile_of_a_pool_names_its_version_and_its_newest_image(azure, group, pools):
    profile = azure.pools.get_upgrade_profile(group.name, "one", "system")
    assert profile.kubernetes_version == pools.get("system").current_orchestrator_version
    assert profile.os_type == "Linux"
    assert profile.latest_node_image_version.startswith("AKSUbuntu-")


def test_the_versions_for_new_pools_are_not_above_the_control_plane(azure, group, pools):
    control_plane = azure.clusters.get(group.name, "one").current_kubernetes_version
    offered = azure.pools.get_available_agent_pool_versions(group.name, "one").agent_pool_versions
    assert control_plane in [one.kubernetes_version for one in offered]
    numbers = [tuple(map(int, one.kubernetes_version.split("."))) for one in offered]
    assert max(numbers) == tuple(map(int, control_plane.split(".")))

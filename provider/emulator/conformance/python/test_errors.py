"""What is refused, as the exceptions of the SDK."""

import json
import os
import ssl
import urllib.request

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from conftest import OVERLAY, cluster


def test_a_cluster_that_is_not_there_is_a_resource_not_found_error(azure, group):
    with pytest.raises(ResourceNotFoundError) as refused:
        azure.clusters.get(group.name, "none")
    assert refused.value.error.code == "ResourceNotFound"
    assert "Microsoft.ContainerService/managedClusters/none" in refused.value.error.message


def test_a_group_that_is_not_there_is_named_as_missing(azure):
    with pytest.raises(ResourceNotFoundError) as refused:
        azure.clusters.begin_create_or_update("rg-none", "one", cluster(OVERLAY))
    assert refused.value.error.code == "ResourceGroupNotFound"


def test_a_pool_that_is_not_there_is_a_resource_not_found_error(azure, group):
    group.create("one", OVERLAY)
    with pytest.raises(ResourceNotFoundError):
        azure.pools.get(group.name, "one", "none")


def test_a_write_during_an_operation_is_a_conflict(azure, group):
    poller = azure.clusters.begin_create_or_update(group.name, "one", cluster(OVERLAY))
    with pytest.raises(ResourceExistsError) as refused:
        azure.clusters.begin_create_or_update(group.name, "one", cluster(OVERLAY))
    assert refused.value.status_code == 409
    assert refused.value.error.code in ("OperationNotAllowed", "EtagMismatch")
    poller.result()


def test_a_stale_etag_is_a_resource_modified_error(azure, group):
    group.create("one", OVERLAY)
    with pytest.raises(ResourceModifiedError) as refused:
        azure.clusters.begin_create_or_update(
            group.name, "one", cluster(OVERLAY), etag="stale", match_condition=MatchConditions.IfNotModified
        )
    assert refused.value.status_code == 412


def test_a_cluster_that_must_not_exist_yet_and_does_is_refused(azure, group):
    group.create("one", OVERLAY)
    with pytest.raises(HttpResponseError) as refused:
        azure.clusters.begin_create_or_update(
            group.name, "one", cluster(OVERLAY), etag="*", match_condition=MatchConditions.IfMissing
        )
    assert refused.value.status_code == 412
    assert refused.value.error.code == "PreconditionFailed"


def test_a_subnet_without_room_for_the_nodes_is_refused(azure, group):
    subnet = group.vnet(small="10.10.0.0/29")["small"]
    with pytest.raises(HttpResponseError) as refused:
        azure.clusters.begin_create_or_update(
            group.name, "one", cluster(OVERLAY, {"vnetSubnetID": subnet, "count": 10})
        )
    assert (refused.value.status_code, refused.value.error.code) == (400, "InsufficientSubnetSize")


def test_pods_in_the_range_of_the_network_are_refused(azure, group):
    subnet = group.vnet(nodes="10.10.0.0/20")["nodes"]
    network = {**OVERLAY, "podCidr": "10.10.0.0/16"}
    with pytest.raises(HttpResponseError) as refused:
        azure.clusters.begin_create_or_update(group.name, "one", cluster(network, {"vnetSubnetID": subnet}))
    assert (refused.value.status_code, refused.value.error.code) == (400, "NetworkProfileCIDROverlapVNET")


def test_the_way_back_from_overlay_is_refused(azure, group):
    group.create("one", OVERLAY)
    found = azure.clusters.get(group.name, "one")
    found.network_profile.network_plugin = "kubenet"
    found.network_profile.network_plugin_mode = None
    with pytest.raises(HttpResponseError) as refused:
        azure.clusters.begin_create_or_update(group.name, "one", found)
    assert refused.value.status_code == 400


def test_the_last_system_pool_cannot_be_deleted(azure, group):
    group.create("one", OVERLAY)
    with pytest.raises(HttpResponseError) as refused:
        azure.pools.begin_delete(group.name, "one", "system")
    assert refused.value.status_code == 400
    assert refused.value.error.code == "OperationNotAllowed"


def test_an_operation_that_fails_is_an_error_with_the_code_of_azure(azure, group):
    fault(
        name=f"full-{group.name}",
        match={"operation": "ClusterCreate", "path": f"*/{group.name}/**"},
        operation={"end": "failed", "code": "QuotaExceeded", "message": "Not enough cores are left."},
    )
    poller = azure.clusters.begin_create_or_update(group.name, "one", cluster(OVERLAY))
    with pytest.raises(HttpResponseError) as failed:
        poller.result()
    assert (failed.value.error.code, failed.value.error.message) == ("QuotaExceeded", "Not enough cores are left.")
    assert azure.clusters.get(group.name, "one").provisioning_state == "Failed"


def test_requests_that_are_throttled_are_repeated_by_the_client(azure, group):
    fault(
        name=f"busy-{group.name}",
        match={"method": "GET", "path": f"*/{group.name}/**"},
        times=2,
        answer={"status": 429, "retry_after": 0},
    )
    with pytest.raises(ResourceNotFoundError):
        azure.clusters.get(group.name, "none")
    struck = control("GET", f"journal?fault=busy-{group.name}")["value"]
    assert [one["status"] for one in struck] == [429, 429]


def fault(**rule):
    """Arms a fault rule; the guide says what is in one."""
    assert control("POST", "faults", rule) == {"armed": [rule["name"]]}


def control(method, path, body=None):
    """Asks the emulator itself, not its Azure."""
    url = f"{os.environ['EMULATOR_URL']}/_emulator/{path}"
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), method=method)
    context = ssl.create_default_context(cafile=os.environ["EMULATOR_CA"])
    with urllib.request.urlopen(request, context=context) as answer:
        return json.load(answer)

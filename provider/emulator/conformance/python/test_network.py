"""The network around clusters, through azure-mgmt-network, and resource groups."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from conftest import LOCATION, OVERLAY


def test_peerings_of_two_networks_connect_when_both_sides_are_there(azure, group):
    group.vnet("hub", "10.1.0.0/16", default="10.1.0.0/24")
    group.vnet("spoke", "10.2.0.0/16", default="10.2.0.0/24")
    peerings = azure.network.virtual_network_peerings

    def peer(here, there):
        remote = azure.network.virtual_networks.get(group.name, there)
        body = {"properties": {"remoteVirtualNetwork": {"id": remote.id}, "allowVirtualNetworkAccess": True}}
        return peerings.begin_create_or_update(group.name, here, f"to-{there}", body).result()

    assert peer("hub", "spoke").peering_state == "Initiated"
    peer("spoke", "hub")
    found = peerings.get(group.name, "hub", "to-spoke")
    assert found.peering_state == "Connected"
    assert found.remote_address_space.address_prefixes == ["10.2.0.0/16"]


def test_a_security_group_has_the_default_rules_beside_its_own(azure, group):
    groups, rules = azure.network.network_security_groups, azure.network.security_rules
    groups.begin_create_or_update(group.name, "nsg", {"location": LOCATION}).result()
    rule = {
        "properties": {
            "priority": 100,
            "direction": "Inbound",
            "access": "Deny",
            "protocol": "*",
            "sourceAddressPrefix": "Internet",
            "sourcePortRange": "*",
            "destinationAddressPrefix": "*",
            "destinationPortRange": "22",
        }
    }
    rules.begin_create_or_update(group.name, "nsg", "no-ssh", rule).result()
    found = groups.get(group.name, "nsg")
    assert [one.name for one in found.security_rules] == ["no-ssh"]
    assert sorted(one.priority for one in found.default_security_rules) == [65000, 65000, 65001, 65001, 65500, 65500]


def test_a_route_table_holds_routes_and_is_attached_to_a_subnet(azure, group):
    tables, routes = azure.network.route_tables, azure.network.routes
    group.vnet(nodes="10.10.0.0/24")
    table = tables.begin_create_or_update(group.name, "rt", {"location": LOCATION}).result()
    route = {"properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.0.4"}}
    routes.begin_create_or_update(group.name, "rt", "out", route).result()
    subnet = {"properties": {"addressPrefix": "10.10.0.0/24", "routeTable": {"id": table.id}}}
    azure.network.subnets.begin_create_or_update(group.name, "nodes", "nodes", subnet).result()
    found = tables.get(group.name, "rt")
    assert [one.next_hop_ip_address for one in found.routes] == ["10.1.0.4"]
    assert [one.id for one in found.subnets] == [azure.network.subnets.get(group.name, "nodes", "nodes").id]


def test_a_nat_gateway_is_created_and_deleted(azure, group):
    gateways = azure.network.nat_gateways
    body = {"location": LOCATION, "sku": {"name": "Standard"}, "properties": {"idleTimeoutInMinutes": 10}}
    made = gateways.begin_create_or_update(group.name, "nat", body).result()
    assert (made.sku.name, made.idle_timeout_in_minutes, made.provisioning_state) == ("Standard", 10, "Succeeded")
    gateways.begin_delete(group.name, "nat").result()
    with pytest.raises(ResourceNotFoundError):
        gateways.get(group.name, "nat")


def test_the_nodes_of_a_subnet_leave_by_its_nat_gateway(azure, group):
    network = azure.network
    address = {"location": LOCATION, "sku": {"name": "Standard"}, "properties": {"publicIPAllocationMethod": "Static"}}
    address = network.public_ip_addresses.begin_create_or_update(group.name, "ip", address).result()
    assert address.ip_address
    gateway = {"location": LOCATION, "sku": {"name": "Standard"}, "properties": {"publicIpAddresses": [{"id": address.id}]}}
    gateway = network.nat_gateways.begin_create_or_update(group.name, "nat", gateway).result()
    group.vnet(nodes="10.10.0.0/24")
    subnet = {"properties": {"addressPrefix": "10.10.0.0/24", "natGateway": {"id": gateway.id}}}
    subnet = network.subnets.begin_create_or_update(group.name, "nodes", "nodes", subnet).result()
    found = group.create(
        "one", {**OVERLAY, "outboundType": "userAssignedNATGateway"}, {"vnetSubnetID": subnet.id}
    )
    assert found.network_profile.outbound_type == "userAssignedNATGateway"
    assert [one.id for one in network.nat_gateways.get(group.name, "nat").subnets] == [subnet.id]


def test_a_subnet_in_use_cannot_be_deleted(azure, group):
    subnet = group.vnet(nodes="10.10.0.0/24")["nodes"]
    group.create("one", OVERLAY, {"vnetSubnetID": subnet})
    with pytest.raises(HttpResponseError) as refused:
        azure.network.subnets.begin_delete(group.name, "nodes", "nodes")
    assert (refused.value.status_code, refused.value.error.code) == (400, "InUseSubnetCannotBeDeleted")


def test_a_virtual_network_shows_its_subnets_and_its_etag(azure, group):
    group.vnet(first="10.10.0.0/24", second="10.10.1.0/24")
    found = azure.network.virtual_networks.get(group.name, "nodes")
    assert [one.address_prefix for one in found.subnets] == ["10.10.0.0/24", "10.10.1.0/24"]
    assert found.etag.startswith('W/"')
    assert [one.name for one in azure.network.subnets.list(group.name, "nodes")] == ["first", "second"]


def test_a_resource_group_is_tagged_listed_and_deleted_with_all_in_it(azure, group):
    groups = azure.resources.resource_groups
    groups.update(group.name, {"tags": {"env": "test"}})
    group.create("one", OVERLAY)
    tagged = groups.list(filter="tagName eq 'env' and tagValue eq 'test'")
    assert [one.name for one in tagged] == [group.name]
    groups.begin_delete(group.name).result()
    assert not groups.check_existence(group.name)
    with pytest.raises(ResourceNotFoundError):
        azure.clusters.get(group.name, "one")

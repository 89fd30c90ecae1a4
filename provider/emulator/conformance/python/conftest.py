"""The Azure that the scenarios talk to: the emulator that `with-emulator` started, through Microsoft's clients."""

import itertools
import os

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.containerservice import ContainerServiceClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
LOCATION = "westeurope"


class Azure:
    """Clients of one subscription, signed in as an application."""

    def __init__(self, url, ca):
        authority = ClientSecretCredential(
            SUBSCRIPTION, SUBSCRIPTION, "any", authority=url, disable_instance_discovery=True, connection_verify=ca
        )
        options = {
            "base_url": url,
            "credential_scopes": [f"{url}/.default"],
            "connection_verify": ca,
            "polling_interval": 0.05,
        }
        self.aks = ContainerServiceClient(authority, SUBSCRIPTION, **options)
        self.network = NetworkManagementClient(authority, SUBSCRIPTION, **options)
        self.resources = ResourceManagementClient(authority, SUBSCRIPTION, **options)
        self.features = FeatureClient(authority, SUBSCRIPTION, **options)
        self.subscriptions = SubscriptionClient(authority, **options)
        self.clusters = self.aks.managed_clusters
        self.pools = self.aks.agent_pools


class Group:
    """A resource group, and the short forms of what most scenarios do in it."""

    def __init__(self, azure, name):
        self.azure, self.name = azure, name
        azure.resources.resource_groups.create_or_update(name, {"location": LOCATION})

    def create(self, name, network=None, pool=None, **more):
        """Creates a cluster with one pool and waits for it; returns it as it is read afterwards."""
        self.azure.clusters.begin_create_or_update(self.name, name, cluster(network, pool, **more)).result()
        return self.azure.clusters.get(self.name, name)

    def update(self, name, change):
        """Reads a cluster, lets `change` alter it, writes it back and waits; returns it as it is read afterwards."""
        found = self.azure.clusters.get(self.name, name)
        change(found)
        self.azure.clusters.begin_create_or_update(self.name, name, found).result()
        return self.azure.clusters.get(self.name, name)

    def vnet(self, name="nodes", prefix="10.10.0.0/16", **subnets):
        """Creates a virtual network; returns the IDs of its subnets by name."""
        self.azure.network.virtual_networks.begin_create_or_update(
            self.name,
            name,
            {
                "location": LOCATION,
                "properties": {
                    "addressSpace": {"addressPrefixes": [prefix]},
                    "subnets": [{"name": n, "properties": {"addressPrefix": p}} for n, p in subnets.items()],
                },
            },
        ).result()
        found = self.azure.network.virtual_networks.get(self.name, name)
        return {subnet.name: subnet.id for subnet in found.subnets}


def cluster(network=None, pool=None, **more):
    """The body of a cluster with a managed identity and one system pool."""
    system = {"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5", **(pool or {})}
    properties = {"dnsPrefix": "dns", "agentPoolProfiles": [system], **more}
    if network is not None:
        properties["networkProfile"] = network
    return {"location": LOCATION, "identity": {"type": "SystemAssigned"}, "properties": properties}


OVERLAY = {"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "192.168.0.0/16"}


@pytest.fixture(scope="session")
def azure():
    """The emulated Azure."""
    return Azure(os.environ["EMULATOR_URL"], os.environ["EMULATOR_CA"])


numbers = itertools.count(1)


@pytest.fixture
def group(azure):
    """A resource group that no other scenario uses."""
    return Group(azure, f"rg-{next(numbers)}")

terraform {
  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }
  }
}

provider "aksoverlay" {
  # An Azure of your own, in the directory .aksoverlay-emulator: no subscription, no credential, no network.
  environment = "emulated"

  emulator = {
    # What was there before Terraform came: the network team's VNet.
    seed_file = "seed.json"
  }
}

resource "aksoverlay_resource_group" "quickstart" {
  name     = "rg-quickstart"
  location = "westeurope"
}

resource "aksoverlay_cluster" "quickstart" {
  name                = "quickstart"
  resource_group_name = aksoverlay_resource_group.quickstart.name
  location            = aksoverlay_resource_group.quickstart.location
  sku_tier            = "Free"

  network = {
    pod_cidrs      = ["10.244.0.0/16"]
    service_cidrs  = ["10.0.0.0/16"]
    dns_service_ip = provider::aksoverlay::dns_service_ip("10.0.0.0/16")
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
  }
}

output "nodes_that_fit" {
  description = "Overlay gives each node a /24 of the pod CIDR."
  value       = provider::aksoverlay::node_capacity(aksoverlay_cluster.quickstart.network.pod_cidrs[0])
}

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

variable "subnet_id" {
  description = "The subnet of the nodes."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
}

locals {
  # What the pods must keep clear of: the VNet, and what is behind its peerings and gateways.
  taken         = ["10.10.0.0/16", "10.0.0.0/14"]
  service_cidr  = "172.16.0.0/16"
  most_nodes    = 40
  surge_nodes   = 8
  pod_cidr_size = tonumber(split("/", provider::aksoverlay::smallest_pod_cidr(local.most_nodes, local.surge_nodes))[1])
}

resource "aksoverlay_resource_group" "shop" {
  name     = "rg-shop"
  location = "westeurope"
}

resource "aksoverlay_cluster" "shop" {
  name                = "shop"
  resource_group_name = aksoverlay_resource_group.shop.name
  location            = aksoverlay_resource_group.shop.location
  sku_tier            = "Standard"

  network = {
    pod_cidrs      = [provider::aksoverlay::next_free_cidr(local.pod_cidr_size, concat(local.taken, [local.service_cidr]))]
    service_cidrs  = [local.service_cidr]
    dns_service_ip = provider::aksoverlay::dns_service_ip(local.service_cidr)
  }

  system_pool = {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    subnet_id    = var.subnet_id
    auto_scaling = { min = 3, max = local.most_nodes }
  }
}

output "pod_cidr" {
  value = aksoverlay_cluster.shop.network.pod_cidrs[0]
}

output "nodes_that_fit" {
  value = provider::aksoverlay::node_capacity(aksoverlay_cluster.shop.network.pod_cidrs[0])
}

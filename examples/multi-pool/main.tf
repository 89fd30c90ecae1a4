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
    seed_file = "seed.json"
  }
}

locals {
  vnet = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke"

  # Every pool counts with the most nodes that it may have, and some more while it is upgraded: 43 of the 256 that the
  # pod CIDR has room for.
  pools = {
    web = {
      vm_size      = "Standard_D4s_v5"
      auto_scaling = { min = 2, max = 20 }
      labels       = { workload = "web" }
      taints       = []
    }
    batch = {
      vm_size      = "Standard_D8s_v5"
      auto_scaling = { min = 1, max = 10 }
      labels       = { workload = "batch" }
      taints       = ["workload=batch:NoSchedule"]
    }
  }
}

resource "aksoverlay_resource_group" "example" {
  name     = "rg-multi-pool"
  location = "westeurope"
}

resource "aksoverlay_cluster" "example" {
  name                = "multi-pool"
  resource_group_name = aksoverlay_resource_group.example.name
  location            = aksoverlay_resource_group.example.location
  kubernetes_version  = "1.35"
  sku_tier            = "Standard"

  network = {
    pod_cidrs     = ["10.244.0.0/16"]
    service_cidrs = ["10.0.0.0/16"]
  }

  # System pods alone: the pools below are for everything else.
  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    subnet_id  = "${local.vnet}/subnets/nodes"
    taints     = ["CriticalAddonsOnly=true:NoSchedule"]
    upgrade    = { max_surge = "1" }
  }
}

# Terraform creates the pools at the same time, after the cluster.
resource "aksoverlay_node_pool" "linux" {
  for_each = local.pools

  cluster_id   = aksoverlay_cluster.example.id
  name         = each.key
  vm_size      = each.value.vm_size
  auto_scaling = each.value.auto_scaling
  subnet_id    = "${local.vnet}/subnets/nodes"
  labels       = each.value.labels
  taints       = each.value.taints
}

# Machines that Azure takes away when it needs them, for what can be done again.
resource "aksoverlay_node_pool" "spot" {
  cluster_id   = aksoverlay_cluster.example.id
  name         = "spot"
  vm_size      = "Standard_D4s_v5"
  auto_scaling = { min = 0, max = 10 }
  priority     = "Spot"
  subnet_id    = "${local.vnet}/subnets/spot"
}

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
    # What was there before Terraform came: a VNet, and a cluster whose pods have addresses of its subnet.
    seed_file = "seed.json"
  }
}

import {
  to = aksoverlay_cluster.shop
  id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/shop"
}

resource "aksoverlay_cluster" "shop" {
  name                = "shop"
  resource_group_name = "rg-shop"
  location            = "westeurope"
  sku_tier            = "Standard"
  kubernetes_version  = "1.35"

  network = {
    plugin_mode    = "overlay"         # before: "none"
    pod_cidrs      = ["10.244.0.0/16"] # before: nothing, the pods were in the subnet
    service_cidrs  = ["10.0.0.0/16"]
    dns_service_ip = "10.0.0.10"
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    max_pods   = 30 # as node subnet had it; a pool keeps its number
    subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
  }
}

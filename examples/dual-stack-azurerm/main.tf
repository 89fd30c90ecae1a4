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
    # What was there before: the cluster as azurerm made it. See README.md for its block.
    seed_file = "seed.json"
  }
}

locals {
  # With azurerm in the same configuration: azurerm_kubernetes_cluster.shop.id
  cluster_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/shop"
}

resource "aksoverlay_dual_stack" "shop" {
  cluster_id    = local.cluster_id
  pod_cidrs     = ["10.244.0.0/16", "fd12:3456:789a::/64"]
  service_cidrs = ["10.0.0.0/16", "fd12:3456:789a:1::/108"]
  load_balancer = { managed_outbound_ipv6_count = 1 }
}

data "aksoverlay_cluster" "shop" {
  id = aksoverlay_dual_stack.shop.cluster_id
}

output "outbound" {
  description = "The public addresses that others see, of both families."
  value       = data.aksoverlay_cluster.shop.effective_outbound_ip_ids
}

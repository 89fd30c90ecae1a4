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
    # What was there before Terraform came: a VNet and a subnet with both IP families.
    seed_file = "seed.json"
  }
}

resource "aksoverlay_resource_group" "shop" {
  name     = "rg-shop"
  location = "westeurope"
}

resource "aksoverlay_cluster" "shop" {
  name                = "shop"
  resource_group_name = aksoverlay_resource_group.shop.name
  location            = aksoverlay_resource_group.shop.location
  kubernetes_version  = "1.35"

  network = {
    ip_families = ["IPv4", "IPv6"]
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
  }
}

locals {
  app = { app = "nginx" }

  deployment = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "nginx", namespace = "default" }
    spec = {
      replicas = 3
      selector = { matchLabels = local.app }
      template = {
        metadata = { labels = local.app }
        spec = {
          nodeSelector = { "kubernetes.io/os" = "linux" }
          containers = [{
            name  = "nginx"
            image = "mcr.microsoft.com/oss/nginx/nginx:1.21.6"
            ports = [{ containerPort = 80, protocol = "TCP" }]
          }]
        }
      }
    }
  }

  # One Service for both IP families, or two where Kubernetes is older than 1.27.
  services = provider::aksoverlay::load_balancer_services(
    "nginx",
    local.app,
    80,
    aksoverlay_cluster.shop.network.ip_families,
    aksoverlay_cluster.shop.kubernetes_version,
    aksoverlay_cluster.shop.system_pool.os_sku,
  )
}

output "cluster_id" {
  value = aksoverlay_cluster.shop.id
}

output "manifests" {
  description = "NGINX, and what brings traffic to it."
  value       = concat([local.deployment], local.services)
}

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

  rules = {
    # The services below have externalTrafficPolicy: Local, which this rule asks for on Azure Linux.
    overrides = { "dual-stack-azure-linux-services" = "information" }
  }
}

variable "subnet_id" {
  description = "The subnet of the nodes; with both IP families, as the VNet."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
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
    ip_families    = ["IPv4", "IPv6"]
    pod_cidrs      = ["10.244.0.0/16", "fd12:3456:789a::/64"]
    service_cidrs  = ["10.0.0.0/16", "fd12:3456:789a:1::/108"]
    dns_service_ip = "10.0.0.10"
    load_balancer  = { managed_outbound_ip_count = 1, managed_outbound_ipv6_count = 1 }
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    os_sku     = "AzureLinux"
    subnet_id  = var.subnet_id
  }
}

output "services" {
  description = "What `kubectl apply` takes to bring traffic of both families to pods with the label app=web."
  value = join("---\n", [
    for service in provider::aksoverlay::load_balancer_services(
      "web",
      { app = "web" },
      { port = 80, target_port = 8080 },
      aksoverlay_cluster.shop.network.ip_families,
      aksoverlay_cluster.shop.kubernetes_version,
      aksoverlay_cluster.shop.system_pool.os_sku,
    ) : yamlencode(service)
  ])
}

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
    # What was there before Terraform came: the network team's VNet, and the identities of the cluster.
    seed_file = "seed.json"
  }
}

locals {
  shared  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers"
  subnet  = "${local.shared}/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
  zone    = "${local.shared}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io"
  cluster = "${local.shared}/Microsoft.ManagedIdentity/userAssignedIdentities/id-cluster"
  kubelet = "${local.shared}/Microsoft.ManagedIdentity/userAssignedIdentities/id-kubelet"
}

resource "aksoverlay_resource_group" "bank" {
  name     = "rg-bank"
  location = "westeurope"
}

resource "aksoverlay_cluster" "bank" {
  name                = "bank"
  resource_group_name = aksoverlay_resource_group.bank.name
  location            = aksoverlay_resource_group.bank.location
  sku_tier            = "Standard"

  # A zone and a kubelet identity of one's own need an identity that was there, with its roles, before the cluster.
  identity         = { type = "UserAssigned", identity_ids = [local.cluster] }
  kubelet_identity = { resource_id = local.kubelet }

  fqdn_subdomain = "bank"
  api_server_access = {
    private_cluster_enabled             = true
    private_cluster_public_fqdn_enabled = false
    private_dns_zone                    = local.zone
    run_command_enabled                 = false
  }

  # Nobody gets in but through Microsoft Entra ID.
  local_account_disabled = true
  aad = {
    azure_rbac_enabled     = true
    admin_group_object_ids = ["11111111-2222-3333-4444-555555555555"]
  }

  node_resource_group_restriction_level = "ReadOnly"
  oidc_issuer_enabled                   = true
  workload_identity_enabled             = true
  image_cleaner                         = { enabled = true, interval_hours = 48 }

  addons = {
    azure_policy               = { enabled = true }
    key_vault_secrets_provider = { enabled = true, config = { enableSecretRotation = "true" } }
  }

  auto_upgrade = { upgrade_channel = "patch", node_os_upgrade_channel = "SecurityPatch" }
  maintenance = {
    auto_upgrade    = { relative_monthly = { interval_months = 1, week_index = "Last", day_of_week = "Sunday" }, start_time = "02:00", duration_hours = 6 }
    node_os_upgrade = { weekly = { interval_weeks = 1, day_of_week = "Saturday" }, start_time = "02:00", duration_hours = 4 }
  }

  network = {
    pod_cidrs      = ["10.244.0.0/16"]
    service_cidrs  = ["172.16.0.0/16"]
    dns_service_ip = "172.16.0.10"
    dataplane      = "cilium"
    policy         = "cilium"
  }

  system_pool = {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    subnet_id    = local.subnet
    auto_scaling = { min = 3, max = 6 }
  }
}

output "api_server" {
  description = "Where the API server answers, inside the network."
  value       = aksoverlay_cluster.bank.private_fqdn
}

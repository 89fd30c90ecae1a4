resource "aksoverlay_resource_group" "example" {
  name     = "rg-example"
  location = "westeurope"
}

resource "aksoverlay_cluster" "example" {
  name                = "example"
  resource_group_name = aksoverlay_resource_group.example.name
  location            = aksoverlay_resource_group.example.location
  kubernetes_version  = "1.35"
  sku_tier            = "Standard"

  network = {
    # Each node takes a /24: room for 256 nodes. A wider range that contains this one can be set later, in place.
    pod_cidrs      = ["10.244.0.0/16"]
    service_cidrs  = ["10.0.0.0/16"]
    dns_service_ip = "10.0.0.10"
    policy         = "cilium"
    dataplane      = "cilium"
  }

  system_pool = {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    auto_scaling = { min = 3, max = 6 }
    zones        = ["1", "2", "3"]
    upgrade      = { max_surge = "33%" }
  }

  api_server_access = {
    authorized_ip_ranges = ["203.0.113.0/24"]
  }

  local_account_disabled = true
  aad                    = { azure_rbac_enabled = true }

  # An add-on that is taken out of the configuration is switched off.
  addons = {
    azure_policy = { enabled = true }
  }

  auto_upgrade = { upgrade_channel = "patch", node_os_upgrade_channel = "NodeImage" }
  maintenance = {
    node_os_upgrade = { weekly = { interval_weeks = 1, day_of_week = "Sunday" }, start_time = "02:00", duration_hours = 4 }
  }

  tags = {
    team = "platform"
  }

  timeouts = {
    create = "2h"
  }
}

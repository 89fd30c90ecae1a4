terraform {
  required_version = ">= 1.11"

  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }
  }
}

variable "environment" {
  description = "The cloud: `public` in the workflows. `emulated` is an Azure of your own, for a first look."
  type        = string
  default     = "emulated"
}

variable "as_of" {
  description = "The day whose rules are applied, so that a run can be repeated as it was; today if not given."
  type        = string
  default     = null
}

variable "subnet_id" {
  description = "The subnet of the nodes. It belongs to the network team, whose changes nobody tells you about."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
}

variable "spare_nodes" {
  description = "The nodes for which there has to be room when every pool is at its largest and is upgraded."
  type        = number
  default     = 8
}

provider "aksoverlay" {
  environment = var.environment

  rules = {
    as_of = var.as_of
  }

  # The network around the cluster, where Azure is emulated.
  emulator = var.environment == "emulated" ? { seed_file = "network.json" } : null
}

resource "aksoverlay_resource_group" "this" {
  name     = "rg-drift"
  location = "westeurope"
}

resource "aksoverlay_cluster" "this" {
  name                = "drift"
  resource_group_name = aksoverlay_resource_group.this.name
  location            = aksoverlay_resource_group.this.location
  sku_tier            = "Standard"
  tags                = { owner = "platform" }

  network = {
    pod_cidrs     = ["10.244.0.0/18"]
    service_cidrs = ["10.0.0.0/16"]
    policy        = "cilium"
    dataplane     = "cilium"
  }

  system_pool = {
    name         = "system"
    vm_size      = "Standard_D4s_v5"
    auto_scaling = { min = 3, max = 30 }
    subnet_id    = var.subnet_id
    upgrade      = { max_surge = "33%" }
  }
}

# Every plan reads the network around the cluster and holds it against the rules. The data source stands outside the
# check: Terraform counts one inside as a change, and every plan would end with 2.
data "aksoverlay_network_plan" "this" {
  cluster_id = aksoverlay_cluster.this.id
}

# What breaks a rule is a warning here, also when the cluster itself did not change.
check "network" {
  assert {
    condition = alltrue([
      for finding in data.aksoverlay_network_plan.this.findings : finding.severity == "information"
    ])
    error_message = join("\n", [
      for finding in data.aksoverlay_network_plan.this.findings :
      "${finding.code} (${finding.number}): ${finding.summary}" if finding.severity != "information"
    ])
  }

  assert {
    condition     = data.aksoverlay_network_plan.this.node_blocks.left_with_surge >= var.spare_nodes
    error_message = "The pod CIDR ${data.aksoverlay_network_plan.this.node_blocks.pod_cidr} has room for ${data.aksoverlay_network_plan.this.node_blocks.left_with_surge} nodes more, and ${var.spare_nodes} are to be kept."
  }

  assert {
    condition = length(data.aksoverlay_network_plan.this.unchecked) == 0
    error_message = join("\n", [
      for unchecked in data.aksoverlay_network_plan.this.unchecked : "Not checked: ${unchecked.what}. ${unchecked.reason}"
    ])
  }
}

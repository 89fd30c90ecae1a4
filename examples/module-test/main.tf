terraform {
  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }
  }
}

variable "name" {
  description = "The name of the cluster, and of the resource group behind `rg-`."
  type        = string
}

variable "location" {
  description = "The Azure region."
  type        = string
  default     = "westeurope"
}

variable "pod_cidr" {
  description = "The pods' addresses, a /24 for each node."
  type        = string
  default     = "10.244.0.0/16"

  validation {
    condition     = !provider::aksoverlay::cidrs_overlap(var.pod_cidr, var.corporate_cidr)
    error_message = "The pods must not have addresses of the corporate network, ${var.corporate_cidr}."
  }
}

variable "corporate_cidr" {
  description = "What is reachable from the cluster beyond Azure."
  type        = string
  default     = "10.0.0.0/12"
}

resource "aksoverlay_resource_group" "this" {
  name     = "rg-${var.name}"
  location = var.location
}

resource "aksoverlay_cluster" "this" {
  name                = var.name
  resource_group_name = aksoverlay_resource_group.this.name
  location            = aksoverlay_resource_group.this.location
  sku_tier            = "Standard"

  network = {
    pod_cidrs     = [var.pod_cidr]
    service_cidrs = ["172.16.0.0/16"]
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }
}

output "cluster_id" {
  description = "The resource ID of the cluster."
  value       = aksoverlay_cluster.this.id
}

output "nodes_that_fit" {
  description = "How many nodes the cluster can grow to."
  value       = provider::aksoverlay::node_capacity(var.pod_cidr)
}

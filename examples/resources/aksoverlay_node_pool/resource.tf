resource "aksoverlay_resource_group" "example" {
  name     = "rg-example"
  location = "westeurope"
}

resource "aksoverlay_cluster" "example" {
  name                = "example"
  resource_group_name = aksoverlay_resource_group.example.name
  location            = aksoverlay_resource_group.example.location

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }
}

resource "aksoverlay_node_pool" "example" {
  cluster_id   = aksoverlay_cluster.example.id
  name         = "batch"
  vm_size      = "Standard_D8s_v5"
  auto_scaling = { min = 1, max = 5 }
  zones        = ["1", "2", "3"]

  labels = { workload = "batch" }
  taints = ["workload=batch:NoSchedule"]

  upgrade = {
    max_surge             = "33%"
    drain_timeout_minutes = 60
  }
}

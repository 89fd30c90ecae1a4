resource "aksoverlay_cluster" "example" {
  name                = "example"
  resource_group_name = "rg-example"
  location            = "westeurope"

  # Overlay is the default, and there is no way back from it. A cluster that is to stay on kubenet says so:
  # network = { plugin = "kubenet", plugin_mode = "none" }

  system_pool = {
    name       = "nodepool1"
    node_count = 3
  }
}

import {
  to = aksoverlay_cluster.example
  identity = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-example/providers/Microsoft.ContainerService/managedClusters/example"
  }
}

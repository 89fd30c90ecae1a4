resource "aksoverlay_node_pool" "example" {
  cluster_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-example/providers/Microsoft.ContainerService/managedClusters/example"
  name       = "batch"
  node_count = 3
}

import {
  to = aksoverlay_node_pool.example
  identity = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-example/providers/Microsoft.ContainerService/managedClusters/example/agentPools/batch"
  }
}

data "aksoverlay_cluster" "example" {
  name                = "prod"
  resource_group_name = "rg-prod"
}

output "nodes" {
  value = { for pool in data.aksoverlay_cluster.example.node_pools : pool.name => pool.node_count }
}

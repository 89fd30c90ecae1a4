# A cluster that exists, whoever manages it, with one pool more.
data "aksoverlay_network_plan" "prod" {
  cluster_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod"

  pools = [
    { name = "batch", max_count = 120, max_surge = "10%" },
  ]

  declared_networks = {
    berlin = ["10.200.0.0/16"]
  }
}

# Warns in every plan as soon as something breaks a rule, also where the cluster itself did not change.
check "network_of_prod" {
  assert {
    condition = alltrue([
      for finding in data.aksoverlay_network_plan.prod.findings : finding.severity == "information"
    ])
    error_message = join("\n", [
      for finding in data.aksoverlay_network_plan.prod.findings : "${finding.number}: ${finding.summary}"
      if finding.severity != "information"
    ])
  }
}

output "nodes_left" {
  value = data.aksoverlay_network_plan.prod.node_blocks.left_with_surge
}

data "aksoverlay_upgrade_readiness" "prod" {
  cluster_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod"

  target = {
    plugin_mode = "overlay"
    pod_cidrs   = ["10.64.0.0/14"]
    dataplane   = "cilium"
  }
}

output "what_to_do" {
  value = [for step in data.aksoverlay_upgrade_readiness.prod.steps : "${step.stage}: ${step.title}"]
}

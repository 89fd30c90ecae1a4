variable "cluster_id" {
  description = "The cluster that another tool owns, such as azurerm_kubernetes_cluster.example.id."
  type        = string
}

resource "aksoverlay_dual_stack" "example" {
  cluster_id    = var.cluster_id
  pod_cidrs     = ["10.244.0.0/16", "fd12:3456:789a::/64"]
  service_cidrs = ["10.0.0.0/16", "fd12:3456:789a:1::/108"]
}

variable "cluster_id" {
  description = "The ARM resource ID of the cluster."
  type        = string
}

ephemeral "aksoverlay_kubeconfig" "example" {
  cluster_id  = var.cluster_id
  credentials = "admin"
}

# What the block of the provider "kubernetes" takes:
#
# host                   = ephemeral.aksoverlay_kubeconfig.example.host
# cluster_ca_certificate = ephemeral.aksoverlay_kubeconfig.example.cluster_ca_certificate
# client_certificate     = ephemeral.aksoverlay_kubeconfig.example.client_certificate
# client_key             = ephemeral.aksoverlay_kubeconfig.example.client_key

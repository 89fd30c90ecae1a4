ephemeral "aksoverlay_kubeconfig" "example" {
  cluster_id  = aksoverlay_cluster.example.id
  credentials = "admin"
}

provider "kubernetes" {
  host                   = ephemeral.aksoverlay_kubeconfig.example.host
  cluster_ca_certificate = ephemeral.aksoverlay_kubeconfig.example.cluster_ca_certificate
  client_certificate     = ephemeral.aksoverlay_kubeconfig.example.client_certificate
  client_key             = ephemeral.aksoverlay_kubeconfig.example.client_key
}

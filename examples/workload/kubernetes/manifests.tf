provider "kubernetes" {
  host                   = ephemeral.aksoverlay_kubeconfig.cluster.host
  cluster_ca_certificate = ephemeral.aksoverlay_kubeconfig.cluster.cluster_ca_certificate
  client_certificate     = ephemeral.aksoverlay_kubeconfig.cluster.client_certificate
  client_key             = ephemeral.aksoverlay_kubeconfig.cluster.client_key
}

resource "kubernetes_manifest" "nginx" {
  for_each = {
    for manifest in data.terraform_remote_state.cluster.outputs.manifests :
    "${manifest.kind}/${manifest.metadata.name}" => manifest
  }

  manifest = each.value
}

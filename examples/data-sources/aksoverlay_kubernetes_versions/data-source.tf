data "aksoverlay_kubernetes_versions" "example" {
  location = "westeurope"
}

output "newest" {
  value = data.aksoverlay_kubernetes_versions.example.latest
}

locals {
  services = provider::aksoverlay::load_balancer_services(
    "web",
    { app = "web" },
    { port = 80, target_port = 8080 },
    ["IPv4", "IPv6"],
    "1.35",
    "AzureLinux",
  )
}

# For kubernetes_manifest of the provider "kubernetes", or as text for kubectl apply.
output "manifests" {
  value = join("---\n", [for service in local.services : yamlencode(service)])
}

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

resource "kubernetes_manifest" "web" {
  for_each = { for service in local.services : service.metadata.name => service }
  manifest = each.value
}

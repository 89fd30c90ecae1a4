terraform {
  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }
  }
}

provider "aksoverlay" {
  # An Azure of your own, in the directory .aksoverlay-emulator: no subscription, no credential, no network.
  environment = "emulated"
}

# Azure refuses resources of a provider that the subscription is not registered for. One that is registered is adopted.
resource "aksoverlay_provider_registration" "aks" {
  namespace = "Microsoft.ContainerService"
}

# Previews by name. Each is registered, waited for, and made known to the resource provider; a destroy leaves them, because
# others in the subscription may use them.
resource "aksoverlay_feature_registration" "preview" {
  for_each = toset(["KubeProxyConfigurationPreview", "NodePublicIPv6PrefixPreview"])

  name               = each.key
  provider_namespace = aksoverlay_provider_registration.aks.namespace
}

resource "aksoverlay_resource_group" "shop" {
  name     = "rg-shop"
  location = "westeurope"
}

resource "aksoverlay_cluster" "shop" {
  name                = "shop"
  resource_group_name = aksoverlay_resource_group.shop.name
  location            = aksoverlay_resource_group.shop.location

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }

  # The cluster needs what the previews give, which no attribute of it says.
  depends_on = [aksoverlay_feature_registration.preview]
}

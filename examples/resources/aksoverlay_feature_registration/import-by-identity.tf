resource "aksoverlay_feature_registration" "example" {
  name = "NodePublicIPv6PrefixPreview"
}

import {
  to = aksoverlay_feature_registration.example
  identity = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/NodePublicIPv6PrefixPreview"
  }
}

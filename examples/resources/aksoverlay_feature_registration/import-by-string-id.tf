resource "aksoverlay_feature_registration" "example" {
  name = "NodePublicIPv6PrefixPreview"
}

import {
  to = aksoverlay_feature_registration.example
  id = "Microsoft.ContainerService/NodePublicIPv6PrefixPreview"
}

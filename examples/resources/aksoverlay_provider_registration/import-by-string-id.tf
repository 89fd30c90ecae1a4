resource "aksoverlay_provider_registration" "example" {
  namespace = "Microsoft.ContainerService"
}

import {
  to = aksoverlay_provider_registration.example
  id = "Microsoft.ContainerService"
}

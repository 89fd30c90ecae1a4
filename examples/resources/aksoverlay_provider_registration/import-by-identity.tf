resource "aksoverlay_provider_registration" "example" {
  namespace = "Microsoft.ContainerService"
}

import {
  to = aksoverlay_provider_registration.example
  identity = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.ContainerService"
  }
}

resource "aksoverlay_resource_group" "example" {
  name     = "rg-example"
  location = "westeurope"
}

import {
  to = aksoverlay_resource_group.example
  identity = {
    id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-example"
  }
}

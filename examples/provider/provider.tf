terraform {
  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }
  }
}

# A subscription of yours, as the user of the Azure CLI, or with the ARM_* variables of a CI run.
provider "aksoverlay" {
  subscription_id = "11111111-1111-1111-1111-111111111111"
}

# An Azure inside the provider, for a first look and for tests: no subscription, no credential, no network.
provider "aksoverlay" {
  alias       = "emulated"
  environment = "emulated"
}

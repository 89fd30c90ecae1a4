terraform {
  required_providers {
    aksoverlay = {
      source = "aksoverlay/aksoverlay"
    }

    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

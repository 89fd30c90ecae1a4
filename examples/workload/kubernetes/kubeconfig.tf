terraform {
  required_version = ">= 1.10" # ephemeral resources
}

provider "aksoverlay" {
  environment = "emulated"

  emulator = {
    # The Azure of the configuration above, which made the cluster.
    data_dir = "../.aksoverlay-emulator"
  }
}

data "terraform_remote_state" "cluster" {
  backend = "local"
  config  = { path = "../terraform.tfstate" }
}

# Asked for anew in each plan and apply, and stored nowhere.
ephemeral "aksoverlay_kubeconfig" "cluster" {
  cluster_id  = data.terraform_remote_state.cluster.outputs.cluster_id
  credentials = "admin"
}

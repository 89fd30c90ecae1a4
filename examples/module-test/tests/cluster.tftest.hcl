provider "aksoverlay" {
  environment = "emulated"
}

variables {
  name = "tested"
}

run "nodes_fit_into_the_pod_cidr" {
  command = plan

  assert {
    condition     = output.nodes_that_fit == 256
    error_message = "A /16 has room for 256 nodes, not for ${output.nodes_that_fit}."
  }
}

run "pods_do_not_take_corporate_addresses" {
  command = plan

  variables {
    pod_cidr = "10.8.0.0/16"
  }

  expect_failures = [var.pod_cidr]
}

run "the_cluster_is_on_overlay" {
  assert {
    condition     = aksoverlay_cluster.this.network.plugin_mode == "overlay"
    error_message = "The plugin mode is ${aksoverlay_cluster.this.network.plugin_mode}."
  }

  # What only Azure knows is there, too.
  assert {
    condition     = aksoverlay_cluster.this.node_resource_group == "MC_rg-tested_tested_westeurope"
    error_message = "The nodes are in ${aksoverlay_cluster.this.node_resource_group}."
  }
}

# A fault: the next two writes of the cluster are refused with 429.

run "azure_is_busy" {
  variables {
    script = "arm-emulator fault --data-dir .aksoverlay-emulator add --name busy --match 'PUT */managedClusters/*' --times 2 --answer 429 --retry-after 1"
  }

  module {
    source = "./tests/behind"
  }
}

run "the_pod_cidr_grows_in_place" {
  variables {
    pod_cidr = "10.244.0.0/15"
  }

  assert {
    condition     = output.cluster_id == run.the_cluster_is_on_overlay.cluster_id && aksoverlay_cluster.this.network.pod_cidrs == tolist(["10.244.0.0/15"])
    error_message = "The pods have ${jsonencode(aksoverlay_cluster.this.network.pod_cidrs)}."
  }
}

run "the_writes_were_refused_and_repeated" {
  variables {
    script = "arm-emulator fault --data-dir .aksoverlay-emulator list | grep '^busy  fired 2, 0 left'"
  }

  module {
    source = "./tests/behind"
  }
}

# Drift: somebody saves money in the portal.

run "somebody_changes_the_tier" {
  variables {
    script = "arm-emulator patch --data-dir .aksoverlay-emulator ${run.the_cluster_is_on_overlay.cluster_id} '${jsonencode({ sku = { tier = "Free" } })}'"
  }

  module {
    source = "./tests/behind"
  }
}

run "a_refresh_sees_the_other_tier" {
  command = plan

  plan_options {
    mode = refresh-only
  }

  variables {
    pod_cidr = "10.244.0.0/15"
  }

  assert {
    condition     = aksoverlay_cluster.this.sku_tier == "Free"
    error_message = "The tier is ${aksoverlay_cluster.this.sku_tier}."
  }
}

run "an_apply_takes_the_tier_back" {
  variables {
    pod_cidr = "10.244.0.0/15"
  }

  assert {
    condition     = aksoverlay_cluster.this.sku_tier == "Standard"
    error_message = "The tier is ${aksoverlay_cluster.this.sku_tier}."
  }
}

//! What exists comes under Terraform by its resource ID.

use acceptance::{Install, Outcome, Release, Terraform, World};
use serde_json::{Value, json};

use crate::{CLUSTER, cluster, world};

#[test]
fn an_imported_cluster_plans_nothing_under_the_same_configuration() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.terraform(["import", CLUSTER, &id]).succeed()?;
    world.plans_nothing()
}

#[test]
fn an_import_block_does_the_same() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.write("import.tf", &format!("import {{\n  to = {CLUSTER}\n  id = \"{id}\"\n}}\n"))?;
    world.apply()?;
    assert!(
        world.journal()?.iter().filter(|request| request.is("PUT", "/managedClusters/test")).count() == 1
    );
    world.plans_nothing()
}

#[test]
fn an_import_block_with_the_identity_does_the_same() -> Outcome {
    let hcl = cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "max_pods = 110");
    let world = World::with(&Terraform::release(Release::V1_15)?, &hcl)?;
    world.apply()?;
    let id = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", CLUSTER]).succeed()?;
    let import = format!("import {{\n  to = {CLUSTER}\n  identity = {{\n    id = \"{id}\"\n  }}\n}}\n");
    world.write("import.tf", &import)?;
    world.apply()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["id"], id.as_str());
    world.plans_nothing()
}

#[test]
fn an_id_in_another_case_imports_the_same_cluster() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    let shouted = id.replace("resourceGroups", "RESOURCEGROUPS").replace("Microsoft", "microsoft");
    world.terraform(["import", CLUSTER, &shouted]).succeed()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["id"], id.as_str());
    world.plans_nothing()
}

/// What other tools made, in every kind of network. Terraform writes every attribute down that is not only computed, also
/// those whose values Azure has chosen.
#[test]
fn what_terraform_writes_for_imported_resources_plans_nothing_but_the_import() -> Outcome {
    let overlay = json!({"networkPlugin": "azure", "networkPluginMode": "overlay"});
    let dual_stack = json!({
        "networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium", "networkPolicy": "cilium",
        "ipFamilies": ["IPv4", "IPv6"]
    });
    let pool = json!({
        "mode": "User", "count": 2, "vmSize": "Standard_D8s_v5", "enableAutoScaling": true, "minCount": 1, "maxCount": 5,
        "nodeLabels": {"x": "y"}, "nodeTaints": ["k=v:NoSchedule"]
    });
    let windows = json!({"mode": "User", "count": 1, "vmSize": "Standard_D8s_v5", "osType": "Windows", "osSKU": "Windows2022"});
    for (network, pool) in [
        (&overlay, &pool),
        (&overlay, &windows),
        (&dual_stack, &pool),
        (&json!({"networkPlugin": "azure"}), &pool),
        (&json!({"networkPlugin": "kubenet", "networkPolicy": "calico"}), &pool),
    ] {
        generated(network, pool)?;
    }
    Ok(())
}

fn generated(network: &Value, pool: &Value) -> Outcome {
    let id = format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters/test");
    let system = json!({"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"});
    let mut pool = pool.clone();
    pool["name"] = "user".into();
    let seed = json!([
        {"id": GROUP, "location": "westeurope"},
        {
            "id": id,
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "kubernetesVersion": "1.34.8",
                "dnsPrefix": "test",
                "networkProfile": network,
                "windowsProfile": {"adminUsername": "azureuser", "adminPassword": "Never-used-0-anywhere"},
                "agentPoolProfiles": [system, pool],
            },
        }
    ]);
    let import = |address: &str, id: &str| format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    let imports = [
        import("aksoverlay_resource_group.test", GROUP),
        import(CLUSTER, &id),
        import("aksoverlay_node_pool.test", &format!("{id}/agentPools/user")),
        import(
            "aksoverlay_provider_registration.test",
            "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.ContainerService",
        ),
    ];
    let provider = r#"
terraform {
  required_providers {
    aksoverlay = { source = "aksoverlay/aksoverlay" }
  }
}

provider "aksoverlay" {
  environment = "emulated"
  emulator    = { seed_file = "seed.json" }
}
"#;
    let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
    world.write("seed.json", &seed.to_string())?;
    world.write("main.tf", &format!("{provider}\n{}", imports.join("\n")))?;
    world
        .terraform(["plan", "-generate-config-out=generated.tf"])
        .succeed()?
        .says("Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.")?;
    world.apply()?;
    let writes =
        world.journal()?.into_iter().filter(|request| request.method != "GET" && request.method != "POST");
    assert_eq!(writes.count(), 0, "an import writes nothing");
    world.plans_nothing()
}

const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test";

#[test]
fn a_resource_group_is_imported_by_its_id() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    let group = id.split("/providers/").next().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", "aksoverlay_resource_group.test"]).succeed()?;
    world.terraform(["import", "aksoverlay_resource_group.test", &group]).succeed()?;
    world.terraform(["import", CLUSTER, &id]).succeed()?;
    world.plans_nothing()
}

#[test]
fn what_is_no_cluster_id_is_refused_with_the_shape_of_one() -> Outcome {
    let (world, _) = forgotten_cluster()?;
    world
        .terraform(["import", CLUSTER, "/subscriptions/x/resourceGroups/rg-test"])
        .finish()?
        .exits(1)?
        .says("/providers/Microsoft.ContainerService/managedClusters/")?;
    Ok(())
}

#[test]
fn a_cluster_that_is_not_there_is_not_imported() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.terraform(["import", CLUSTER, &format!("{id}2")]).finish()?.exits(1)?.says("test2")?;
    Ok(())
}

/// A cluster that Azure has and the state has not, and its ID.
fn forgotten_cluster() -> Outcome<(World, String)> {
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "max_pods = 110"))?;
    world.apply()?;
    let id = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", CLUSTER]).succeed()?;
    Ok((world, id))
}

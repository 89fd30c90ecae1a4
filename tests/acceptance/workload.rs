//! The example that deploys a workload, as far as it runs without an API server.

use std::fs;

use acceptance::{Install, Outcome, Release, Terraform, World};
use k8s_openapi::api::{apps::v1::Deployment, core::v1::Service};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A world in which the cluster of the example is there.
fn with_the_cluster() -> Outcome<World> {
    let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
    world.copy("examples/workload")?;
    world.apply()?;
    Ok(world)
}

/// Whether Kubernetes' own type has every member of it: one that it has not is lost on the way through it.
fn is_a<T: DeserializeOwned + Serialize>(manifest: &Value) -> bool {
    let read: Result<T, _> = serde_json::from_value(manifest.clone());
    read.is_ok_and(|read| serde_json::to_value(read).unwrap() == *manifest)
}

#[test]
fn its_manifests_are_those_of_kubernetes_own_types() -> Outcome {
    let world = with_the_cluster()?;
    let manifests = world.terraform(["output", "-json", "manifests"]).json()?;
    let [deployment, service] = manifests.as_array().unwrap().as_slice() else { panic!("{manifests:#}") };
    assert!(is_a::<Deployment>(deployment), "{deployment:#}");
    assert!(is_a::<Service>(service), "{service:#}");
    assert!(!is_a::<Service>(deployment), "the types tell one from the other");
    Ok(())
}

#[test]
fn its_credentials_are_in_no_state_and_in_no_log() -> Outcome {
    let world = with_the_cluster()?;
    // The provider `kubernetes` is not at hand.
    world.remove("kubernetes/manifests.tf")?;
    world.remove("kubernetes/providers.tf")?;
    let providers = "terraform {\n  required_providers {\n    aksoverlay = { source = \"aksoverlay/aksoverlay\" }\n  }\n}\n";
    // A precondition reads the key, so that it is there to be leaked.
    let reader = "resource \"terraform_data\" \"reader\" {\n  lifecycle {\n    precondition {\n      condition     = \
                  startswith(ephemeral.aksoverlay_kubeconfig.cluster.client_key, \"-----BEGIN PRIVATE KEY-----\")\n      \
                  error_message = \"No key.\"\n    }\n  }\n}\n";
    world.write("kubernetes/providers.tf", providers)?;
    world.write("kubernetes/reader.tf", reader)?;
    let log = world.dir().join("log.txt");
    let apply = world.terraform(["-chdir=kubernetes", "apply", "-auto-approve", "-no-color"]);
    let applied = apply.env("TF_LOG", "trace").env("TF_LOG_PATH", &log).succeed()?;
    applied.says("ephemeral.aksoverlay_kubeconfig.cluster: Opening complete")?;
    let log = fs::read_to_string(log).unwrap();
    let state = fs::read_to_string(world.dir().join("kubernetes/terraform.tfstate")).unwrap();
    assert!(log.contains("listClusterAdminCredential"), "the log tells of the request");
    // In PEM, and in base64 as Azure sends it.
    for secret in ["PRIVATE KEY", "LS0tLS1CRUdJTiBQUklWQVRF"] {
        assert!(!log.contains(secret) && !state.contains(secret), "{secret} leaked");
    }
    Ok(())
}

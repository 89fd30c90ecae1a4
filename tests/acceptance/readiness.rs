//! The steps of `aksoverlay_upgrade_readiness`, taken as they are printed: each is one plan without an error and one PUT,
//! and the last leaves the cluster as it was asked for.

use acceptance::{Failure, Install, Outcome, Release, Terraform, World};
use serde_json::{Value, json};

use crate::CLUSTER;

const ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/test";

const EVERYTHING: &str =
    r#"{ plugin_mode = "overlay", dataplane = "cilium", ip_families = ["IPv4", "IPv6"] }"#;

#[test]
fn every_printed_step_from_node_subnet_with_calico_is_one_change() -> Outcome {
    let network = json!({"networkPlugin": "azure", "networkPolicy": "calico"});
    let taken = Way::from(network).to(EVERYTHING)?;
    assert_eq!(
        taken.titles,
        [
            "Remove the network policy engine calico",
            "Move from Azure CNI with node subnet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
            "Add IPv6",
        ]
    );
    taken.ends_on_cilium_with_ipv6();
    Ok(())
}

#[test]
fn every_printed_step_from_kubenet_on_an_old_version_is_one_change() -> Outcome {
    let network = json!({"networkPlugin": "kubenet", "networkPolicy": "calico", "podCidr": "10.64.0.0/16"});
    let taken = Way { version: "1.29.15", ..Way::from(network) }.to(EVERYTHING)?;
    assert_eq!(
        taken.titles,
        [
            "Upgrade Kubernetes to 1.30",
            "Remove the network policy engine calico",
            "Move from kubenet to Azure CNI Overlay",
            "Change the dataplane to Cilium",
            "Add IPv6",
        ]
    );
    taken.ends_on_cilium_with_ipv6();
    assert_eq!(taken.network["podCidr"], "10.64.0.0/16", "kubenet's pod CIDR is kept");
    Ok(())
}

#[test]
fn ipv6_for_a_cluster_on_node_subnet_begins_with_the_move() -> Outcome {
    let taken = Way::from(json!({"networkPlugin": "azure"})).to(r#"{ ip_families = ["IPv4", "IPv6"] }"#)?;
    assert_eq!(taken.titles, ["Move from Azure CNI with node subnet to Azure CNI Overlay", "Add IPv6"]);
    assert_eq!(taken.network["networkPluginMode"], "overlay");
    assert_eq!(taken.network["ipFamilies"], json!(["IPv4", "IPv6"]));
    Ok(())
}

/// Where a way begins.
struct Way {
    network: Value,
    version: &'static str,
}

/// A way that was taken to its end.
struct Taken {
    titles: Vec<String>,
    /// The network profile of Azure then.
    network: Value,
}

impl Taken {
    fn ends_on_cilium_with_ipv6(&self) {
        let network = &self.network;
        assert_eq!(network["networkPluginMode"], "overlay");
        assert_eq!(network["networkDataplane"], "cilium");
        assert_eq!(network["networkPolicy"], "cilium");
        assert_eq!(network["ipFamilies"], json!(["IPv4", "IPv6"]));
    }
}

impl Way {
    fn from(network: Value) -> Self {
        Self { network, version: "1.34.8" }
    }

    /// Asks for the steps, and takes each.
    fn to(&self, target: &str) -> Outcome<Taken> {
        let world = self.world()?;
        world.write("main.tf", &asking(target))?;
        world.apply()?;
        let read = world.terraform(["output", "-json", "readiness"]).json()?;
        assert_eq!(read["blockers"], json!([]));
        let steps = read["steps"].as_array().cloned().unwrap_or_default();
        let text = |step: &Value, member: &str| step[member].as_str().unwrap_or_default().to_owned();
        world.write("main.tf", &taking(target))?;
        let mut besides = vec![
            format!("kubernetes_version = \"{}\"", self.version),
            "support_plan = null".to_owned(),
            "sku_tier = null".to_owned(),
        ];
        for step in &steps {
            let hcl = text(step, "hcl");
            let (network, others): (Vec<&str>, Vec<&str>) =
                hcl.lines().partition(|line| line.starts_with("network = "));
            for line in others {
                let name = line.split(' ').next();
                besides.retain(|besides| besides.split(' ').next() != name);
                besides.push(line.to_owned());
            }
            let lines = format!("{}\n{}", network.join("\n"), besides.join("\n"));
            world.write("step.tf", &format!("locals {{\n{lines}\n}}\n"))?;
            let before = puts(&world)?;
            world.apply()?;
            let sent = puts(&world)? - before;
            if sent != 1 {
                return Err(Failure::expected("one PUT", format!("{sent} PUTs for {step:#}")));
            }
            world.plans_nothing()?;
        }
        let cluster = world.arm_emulator("show", [ID]).json()?;
        let network = cluster["properties"]["networkProfile"].clone();
        Ok(Taken { titles: steps.iter().map(|step| text(step, "title")).collect(), network })
    }

    fn world(&self) -> Outcome<World> {
        let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
        let cluster = json!({
            "id": ID,
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "kubernetesVersion": self.version,
                "dnsPrefix": "test",
                "networkProfile": self.network,
                "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5"}],
            },
        });
        world.write("seed.json", &json!([cluster]).to_string())?;
        Ok(world)
    }
}

fn puts(world: &World) -> Outcome<usize> {
    let journal = world.journal()?;
    Ok(journal.iter().filter(|request| request.is("PUT", "/managedClusters/test")).count())
}

const PROVIDER: &str = r#"
terraform {
  required_providers {
    aksoverlay = { source = "aksoverlay/aksoverlay" }
  }
}

provider "aksoverlay" {
  environment = "emulated"
  emulator    = { seed_file = "seed.json" }
  rules       = { as_of = "2026-11-22" }
}
"#;

fn asking(target: &str) -> String {
    format!(
        r#"{PROVIDER}
data "aksoverlay_upgrade_readiness" "test" {{
  cluster_id = "{ID}"
  target     = {target}
}}

output "readiness" {{
  value = data.aksoverlay_upgrade_readiness.test
}}
"#
    )
}

/// The cluster with what is asked for, but for what the step writes.
fn taking(target: &str) -> String {
    format!(
        r#"{PROVIDER}
import {{
  to = {CLUSTER}
  id = "{ID}"
}}

resource "aksoverlay_cluster" "test" {{
  name                = "test"
  resource_group_name = "rg-test"
  location            = "westeurope"
  kubernetes_version  = local.kubernetes_version
  support_plan        = local.support_plan
  sku_tier            = local.sku_tier

  network = merge({target}, local.network)

  system_pool = {{
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }}
}}
"#
    )
}

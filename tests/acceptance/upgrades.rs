//! Clusters that exist are imported and changed, each path as one change of HCL: one PUT, the nodes re-imaged where Azure
//! does so, nothing left to plan. With a precondition broken, the plan refuses with its rule, and nothing is sent.

use acceptance::{Failure, Install, Outcome, Release, Terraform, World};
use serde_json::{Value, json};

use crate::CLUSTER;

/// The image of the seeded nodes; nodes that are re-imaged get that of today.
const OLD_IMAGE: &str = "AKSUbuntu-2204gen2containerd-202501.01.0";

const ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/test";

#[test]
fn node_subnet_moves_to_overlay_with_a_pod_cidr_and_not_without() -> Outcome {
    let path = Path::from(json!({"networkPlugin": "azure"}));
    path.re_images(r#"plugin_mode = "overlay", pod_cidrs = ["10.64.0.0/16"]"#)?
        .azure_has("podCidr", "10.64.0.0/16")?;
    path.refuses(r#"plugin_mode = "overlay""#, "(R42)")
}

#[test]
fn kubenet_moves_to_overlay_and_keeps_its_pod_cidr_and_not_with_calico() -> Outcome {
    Path::from(json!({"networkPlugin": "kubenet"}))
        .re_images(r#"plugin = "azure", plugin_mode = "overlay""#)?
        .azure_has("podCidr", "10.244.0.0/16")?;
    Path::from(json!({"networkPlugin": "kubenet", "networkPolicy": "calico"}))
        .refuses(r#"plugin = "azure", plugin_mode = "overlay""#, "(R36)")
}

#[test]
fn kubenet_moves_to_overlay_with_another_pod_cidr_since_2025_08_29() -> Outcome {
    let path = Path::from(json!({"networkPlugin": "kubenet"}));
    let network = r#"plugin = "azure", plugin_mode = "overlay", pod_cidrs = ["10.64.0.0/14"]"#;
    path.clone().on("2025-08-29").re_images(network)?.azure_has("podCidr", "10.64.0.0/14")?;
    path.on("2025-08-28").refuses(network, "(R45)")
}

#[test]
fn cilium_on_node_subnet_moves_to_overlay_along_and_does_not_come_with_the_move() -> Outcome {
    let network =
        r#"plugin_mode = "overlay", pod_cidrs = ["10.64.0.0/16"], dataplane = "cilium", policy = "cilium""#;
    let cilium = json!({"networkPlugin": "azure", "networkDataplane": "cilium", "networkPolicy": "cilium"});
    Path::from(cilium).re_images(network)?.azure_has("networkDataplane", "cilium")?;
    Path::from(json!({"networkPlugin": "azure"})).refuses(network, "(X09)")
}

/// The steps are those that the refusal prints.
#[test]
fn ipv6_comes_after_the_move_to_overlay_and_not_with_it() -> Outcome {
    let both = r#"plugin = "azure", plugin_mode = "overlay", ip_families = ["IPv4", "IPv6"], pod_cidrs = ["10.244.0.0/16", "fd12:3456:789a::/64"], load_balancer = { managed_outbound_ipv6_count = 1 }"#;
    for plugin in ["azure", "kubenet"] {
        Path::from(json!({"networkPlugin": plugin})).refuses(both, "(N15)")?;
    }
    Path::from(json!({"networkPlugin": "azure"}))
        .re_images(r#"plugin = "azure", plugin_mode = "overlay", pod_cidrs = ["10.244.0.0/16"]"#)?;
    Path::from(overlay()).re_images(
        r#"ip_families = ["IPv4", "IPv6"], pod_cidrs = ["10.244.0.0/16", "fd12:3456:789a::/64"], load_balancer = { managed_outbound_ipv6_count = 1 }"#,
    )?;
    Ok(())
}

#[test]
fn ipv6_is_added_in_place_and_not_beside_calico() -> Outcome {
    let network = r#"ip_families = ["IPv4", "IPv6"], load_balancer = { managed_outbound_ipv6_count = 1 }, outbound_type = "loadBalancer""#;
    Path::from(overlay()).re_images(network)?;
    Path::from(with(overlay(), "networkPolicy", "calico")).refuses(network, "(R55)")
}

#[test]
fn the_pod_cidr_grows_in_place_and_does_not_move() -> Outcome {
    let path = Path::from(overlay());
    path.leaves_the_nodes(r#"pod_cidrs = ["10.244.0.0/15"]"#)?.azure_has("podCidr", "10.244.0.0/15")?;
    path.refuses(r#"pod_cidrs = ["10.64.0.0/15"]"#, "(X05)")?;
    path.with_windows().refuses(r#"pod_cidrs = ["10.244.0.0/15"]"#, "(X06)")
}

#[test]
fn the_dataplane_becomes_cilium_and_not_under_windows_nodes() -> Outcome {
    let path = Path::from(overlay());
    let network = r#"dataplane = "cilium", policy = "cilium""#;
    path.re_images(network)?.azure_has("networkDataplane", "cilium")?;
    path.with_windows().refuses(network, "(X10)")
}

#[test]
fn a_policy_engine_is_removed_and_not_on_kubernetes_1_29() -> Outcome {
    let path = Path::from(with(overlay(), "networkPolicy", "calico"));
    path.re_images(r#"policy = "none""#)?.azure_has("networkPolicy", "none")?;
    path.running("1.29.15").refuses(r#"policy = "none""#, "(X13)")
}

#[test]
fn a_policy_engine_is_installed_and_not_on_kubernetes_1_29() -> Outcome {
    let path = Path::from(overlay());
    path.re_images(r#"policy = "calico""#)?.azure_has("networkPolicy", "calico")?;
    path.running("1.29.15").refuses(r#"policy = "calico""#, "(X13)")
}

#[test]
fn the_outbound_type_changes_within_what_the_network_allows() -> Outcome {
    let path = Path::from(overlay());
    path.leaves_the_nodes(r#"outbound_type = "managedNATGateway""#)?
        .azure_has("outboundType", "managedNATGateway")?;
    path.refuses(r#"outbound_type = "userDefinedRouting""#, "outbound_type = \"userDefinedRouting\"")
}

#[test]
fn kubernetes_is_upgraded_by_one_minor_version_and_not_by_two() -> Outcome {
    let path = Path::from(overlay()).running("1.34.8");
    path.asking(r#"kubernetes_version = "1.35""#).re_images("")?;
    path.asking(r#"kubernetes_version = "1.36""#).refuses("", "one minor version at a time")
}

/// A cluster on overlay.
fn overlay() -> Value {
    json!({"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"})
}

fn with(mut network: Value, name: &str, value: &str) -> Value {
    network[name] = value.into();
    network
}

/// Where a cluster comes from.
#[derive(Clone)]
struct Path {
    cluster: Value,
    as_of: &'static str,
    asked: &'static str,
}

impl Path {
    /// A cluster with this network profile.
    fn from(network: Value) -> Self {
        let cluster = json!({
            "id": ID,
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "kubernetesVersion": "1.35.5",
                "dnsPrefix": "test",
                "networkProfile": network,
                "agentPoolProfiles": [{
                    "name": "system", "mode": "System", "count": 3, "vmSize": "Standard_D4s_v5", "nodeImageVersion": OLD_IMAGE
                }],
            },
        });
        Self { cluster, as_of: "2026-11-22", asked: "" }
    }

    fn running(&self, version: &str) -> Self {
        let mut path = self.clone();
        path.cluster["properties"]["kubernetesVersion"] = version.into();
        path
    }

    fn with_windows(&self) -> Self {
        let mut path = self.clone();
        let properties = &mut path.cluster["properties"];
        properties["windowsProfile"] =
            json!({"adminUsername": "azureuser", "adminPassword": "Never-used-0-anywhere"});
        if let Some(pools) = properties["agentPoolProfiles"].as_array_mut() {
            pools.push(json!({"name": "win", "mode": "User", "count": 1, "vmSize": "Standard_D4s_v5", "osType": "Windows"}));
        }
        path
    }

    fn on(self, as_of: &'static str) -> Self {
        Self { as_of, ..self }
    }

    /// With another attribute of the cluster.
    fn asking(&self, asked: &'static str) -> Self {
        Self { asked, ..self.clone() }
    }

    /// The cluster is there, and the configuration with this network imports it.
    fn world(&self, network: &str) -> Outcome<World> {
        let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
        world.write("seed.json", &json!([self.cluster]).to_string())?;
        let Self { as_of, asked, .. } = self;
        let hcl = format!(
            r#"
terraform {{
  required_providers {{
    aksoverlay = {{ source = "aksoverlay/aksoverlay" }}
  }}
}}

provider "aksoverlay" {{
  environment = "emulated"
  emulator    = {{ seed_file = "seed.json" }}
  rules       = {{ as_of = "{as_of}" }}
}}

import {{
  to = {CLUSTER}
  id = "{ID}"
}}

resource "aksoverlay_cluster" "test" {{
  name                = "test"
  resource_group_name = "rg-test"
  location            = "westeurope"
  {asked}

  network = {{ {network} }}

  system_pool = {{
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }}
}}
"#
        );
        world.write("main.tf", &hcl)?;
        Ok(world)
    }

    /// The change is one PUT, after which nothing is left to plan.
    fn changes(&self, network: &str) -> Outcome<Changed> {
        let world = self.world(network)?;
        world.plan()?.change(CLUSTER)?.does(&["update"])?;
        world.apply()?;
        let journal = world.journal()?;
        let writes: Vec<String> = journal
            .iter()
            .filter(|request| ["PUT", "PATCH", "DELETE"].contains(&request.method.as_str()))
            .map(|request| format!("{} {}", request.method, request.path))
            .collect();
        if writes.len() != 1 || !journal.iter().any(|request| request.is("PUT", "/managedClusters/test")) {
            return Err(Failure::expected("one PUT of the cluster", format!("{writes:#?}")));
        }
        world.plans_nothing()?;
        let cluster = world.arm_emulator("show", [ID]).json()?;
        Ok(Changed { cluster })
    }

    fn re_images(&self, network: &str) -> Outcome<Changed> {
        let changed = self.changes(network)?;
        assert_ne!(changed.image(), OLD_IMAGE, "the nodes were not re-imaged");
        Ok(changed)
    }

    fn leaves_the_nodes(&self, network: &str) -> Outcome<Changed> {
        let changed = self.changes(network)?;
        assert_eq!(changed.image(), OLD_IMAGE, "the nodes were re-imaged");
        Ok(changed)
    }

    /// The plan says why not, and nothing is sent.
    fn refuses(&self, network: &str, why: &str) -> Outcome {
        let world = self.world(network)?;
        let planned = world.terraform(["plan"]).finish()?.exits(1)?;
        let said = planned.diagnostics().replace("\n│ ", " ");
        if !said.contains(why) {
            return Err(Failure::expected(why, said));
        }
        let is_write = |method: &str| ["PUT", "PATCH", "DELETE"].contains(&method);
        assert!(!world.journal()?.iter().any(|request| is_write(&request.method)), "something was sent");
        Ok(())
    }
}

/// The cluster as Azure has it afterwards.
struct Changed {
    cluster: Value,
}

impl Changed {
    fn image(&self) -> &str {
        let pools = &self.cluster["properties"]["agentPoolProfiles"];
        pools[0]["nodeImageVersion"].as_str().unwrap_or_default()
    }

    fn azure_has(&self, name: &str, value: &str) -> Outcome {
        let found = &self.cluster["properties"]["networkProfile"][name];
        assert_eq!(found, value, "networkProfile.{name}");
        Ok(())
    }
}

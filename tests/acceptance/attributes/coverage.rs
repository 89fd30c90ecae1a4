//! The tables name every attribute that the provider's schema lets a user set, as Terraform has the schema.

use acceptance::{ADDRESS, Outcome};
use serde_json::Value as Json;

use super::table::{Row, of_node_pools, rows};
use crate::world;

/// Attributes of a cluster with tests of their own: where it is and what it is called, what Terraform alone knows, and the
/// system pool, whose attributes are those of a pool.
const OF_CLUSTERS_ELSEWHERE: &[&str] = &[
    "name",
    "resource_group_name",
    "location",
    "allow_replacement",
    "declared_networks",
    "timeouts.create",
    "timeouts.read",
    "timeouts.update",
    "timeouts.delete",
];

/// Attributes of a pool with tests of their own: where it is, what it is called, and what overlay has no use for.
const OF_NODE_POOLS_ELSEWHERE: &[&str] = &[
    "cluster_id",
    "name",
    "pod_subnet_id",
    "network_plugin_mode",
    "declared_networks",
    "timeouts.create",
    "timeouts.read",
    "timeouts.update",
    "timeouts.delete",
];

#[test]
fn the_tables_name_every_attribute_that_terraform_lets_a_user_set() -> Outcome {
    let schema = Schema::read()?;
    let cluster = schema.settable("aksoverlay_cluster");
    let (of_the_pool, of_the_cluster): (Vec<String>, Vec<String>) =
        cluster.into_iter().partition(|place| place.starts_with("system_pool."));
    assert_eq!(of_the_cluster, covered(rows(), OF_CLUSTERS_ELSEWHERE));
    let pool = schema.settable("aksoverlay_node_pool");
    assert_eq!(pool, covered(of_node_pools(), OF_NODE_POOLS_ELSEWHERE));
    let unknown: Vec<&String> =
        of_the_pool.iter().filter(|place| !pool.contains(&place.replacen("system_pool.", "", 1))).collect();
    assert!(!of_the_pool.is_empty() && unknown.is_empty(), "of the system pool alone: {unknown:?}");
    Ok(())
}

/// The places of the rows, and these; of a row that is an object, the places in it.
fn covered(rows: Vec<Row>, elsewhere: &[&str]) -> Vec<String> {
    let mut places: Vec<String> = elsewhere.iter().map(|place| (*place).to_owned()).collect();
    for row in rows {
        match row.path.as_str() {
            "kubelet" | "linux_os" => leaves(&row.path, &row.to, &mut places),
            _ => places.push(row.path),
        }
    }
    places.sort();
    places
}

fn leaves(place: &str, value: &Json, places: &mut Vec<String>) {
    match value.as_object() {
        Some(members) => {
            members.iter().for_each(|(name, value)| leaves(&format!("{place}.{name}"), value, places))
        }
        None => places.push(place.to_owned()),
    }
}

/// What `terraform providers schema` says of the provider.
struct Schema(Json);

impl Schema {
    fn read() -> Outcome<Self> {
        let all: Json = world("")?.terraform(["providers", "schema", "-json"]).json()?;
        Ok(Self(all["provider_schemas"][ADDRESS]["resource_schemas"].clone()))
    }

    /// The places of a resource that a user can set, with dots between the names.
    fn settable(&self, resource: &str) -> Vec<String> {
        let mut places = Vec::new();
        collect(&self.0[resource]["block"]["attributes"], "", &mut places);
        assert!(self.0[resource]["block"]["block_types"].is_null(), "{resource} has blocks");
        places.sort();
        places
    }
}

fn collect(attributes: &Json, prefix: &str, places: &mut Vec<String>) {
    for (name, attribute) in attributes.as_object().into_iter().flatten() {
        if attribute["optional"] != true && attribute["required"] != true {
            continue;
        }
        let place = format!("{prefix}{name}");
        let nested = &attribute["nested_type"];
        if nested["nesting_mode"] == "single" {
            collect(&nested["attributes"], &format!("{place}."), places);
        } else {
            places.push(place);
        }
    }
}

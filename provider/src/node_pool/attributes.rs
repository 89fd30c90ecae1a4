//! Every attribute of a pool, created, changed, imported, drifted and removed, through Terraform's own rules against the
//! embedded Azure: one table of values, and no attribute is left out of it.

use serde_json::{Value as Json, json};
use tfplugin_framework::{
    Model,
    testing::{Action, Config, Outcome},
};

use super::model::NodePool;
use crate::{
    attribute_table::{Row, at, lay, of_node_pools as rows, without},
    pool::drift,
    world::{CLUSTER_ID, SUBNET, World, cluster},
};

const POOL: &str = "aksoverlay_node_pool";
/// Objects that Azure fixes as a whole, which are one row each.
const OBJECTS: [&str; 2] = ["kubelet", "linux_os"];

/// Attributes with tests of their own: where the pool is, what it is called, and what overlay has no use for.
const ELSEWHERE: &[&str] = &[
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
fn no_attribute_is_left_out() {
    let mut settable = Vec::new();
    drift::collect(&NodePool::block().attributes, "", &mut settable);
    let mut covered: Vec<String> = ELSEWHERE.iter().map(|place| (*place).to_owned()).collect();
    for row in rows() {
        if OBJECTS.contains(&row.path.as_str()) {
            leaves(&row.path, &row.to, &mut covered)
        } else {
            covered.push(row.path)
        }
    }
    settable.sort();
    covered.sort();
    assert_eq!(settable, covered);
}

/// The places inside an object that have a value.
fn leaves(place: &str, value: &Json, places: &mut Vec<String>) {
    match value {
        Json::Object(members) => {
            members.iter().for_each(|(name, value)| leaves(&format!("{place}.{name}"), value, places));
        }
        _ => places.push(place.to_owned()),
    }
}

fn snapshot(name: &str) -> String {
    format!(
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/snapshots/{name}"
    )
}

/// The world of all pools: a cluster with room for many.
async fn world() -> World {
    let pool = json!({ "name": "system", "node_count": 3, "subnet_id": SUBNET });
    let network = json!({ "pod_cidrs": ["10.240.0.0/14"] });
    let cluster = cluster().with("system_pool", pool).with("network", network).with("sku_tier", "Standard");
    let world = World::with_cluster(&cluster.with("kubernetes_version", "1.35")).await;
    for name in ["a", "b"] {
        let from = json!({ "sourceResourceId": format!("{CLUSTER_ID}/agentPools/system") });
        let body = json!({ "location": "westeurope", "properties": { "creationData": from, "snapshotType": "NodePool" } });
        world.put(&snapshot(name), &body).await;
    }
    world
}

/// A pool with these patches in its configuration.
fn pool(name: &str, patches: &[&Json]) -> Json {
    let mut config = json!({
        "cluster_id": CLUSTER_ID, "name": name, "vm_size": "Standard_D4s_v5", "node_count": 1, "subnet_id": SUBNET,
    });
    patches.iter().for_each(|patch| lay(&mut config, patch));
    config
}

/// A pool with the first value, and with the second.
fn two(name: &str, row: &Row) -> [Json; 2] {
    [&row.from, &row.to].map(|value| pool(name, &[&row.with, &at(&row.path, value)]))
}

/// What came of a step, if it is not what was to come of it.
fn expect(outcome: &Outcome, expected: Action, step: &str) -> Result<(), String> {
    let errors: Vec<String> =
        outcome.errors().map(|error| format!("{}: {}", error.summary, error.detail)).collect();
    if !errors.is_empty() || !outcome.violations.is_empty() {
        return Err(format!("{step}: {errors:?} {:?}", outcome.violations));
    }
    if outcome.action == Some(expected) {
        Ok(())
    } else {
        Err(format!("{step}: {:?} instead of {expected:?}", outcome.action))
    }
}

fn named(number: usize) -> (String, String, String) {
    let name = format!("p{number}");
    (format!("{POOL}.{name}"), format!("{CLUSTER_ID}/agentPools/{name}"), name)
}

fn writes(world: &World, id: &str) -> usize {
    world.writes(id).iter().filter(|(method, status)| method == "PUT" && *status < 300).count()
}

async fn create_change_and_import(world: &World, number: usize, row: &Row) -> Result<(), String> {
    let (address, id, name) = named(number);
    let [before, after] = two(&name, row).map(Config::from);
    let terraform = &world.terraform;
    expect(&terraform.apply(&address, &before).await, Action::Create, "create")?;
    expect(&terraform.plan(&address, &before).await, Action::NoOp, "plan after create")?;
    let written = writes(world, &id);
    let planned = terraform.plan(&address, &after).await;
    let is_fixed = row.change == "replaced";
    expect(&planned, if is_fixed { Action::Replace } else { Action::Update }, "plan of the change")?;
    let places: Vec<String> = planned.requires_replace.iter().map(ToString::to_string).collect();
    // A row is one attribute, maybe named by the object around it, or a whole object, named by what is in it.
    let named = !places.is_empty()
        && places.iter().all(|place| {
            row.path.starts_with(place.as_str()) || place.starts_with(&format!("{}.", row.path))
        });
    if is_fixed && !(named && planned.warnings().any(|warning| warning.summary.contains("is replaced"))) {
        return Err(format!("replaced because of {places:?}, with {:?}", planned.diagnostics));
    }
    expect(
        &terraform.apply(&address, &after).await,
        if is_fixed { Action::Replace } else { Action::Update },
        "change",
    )?;
    if writes(world, &id) != written + 1 {
        return Err(format!("{} writes for one change", writes(world, &id) - written));
    }
    expect(&terraform.plan(&address, &after).await, Action::NoOp, "plan after the change")?;
    let imported = format!("{POOL}.i{number}");
    let outcome = terraform.import(&imported, &id).await;
    if outcome.errors().next().is_some() {
        return Err(format!("import: {:?}", outcome.diagnostics));
    }
    expect(&terraform.plan(&imported, &after).await, Action::NoOp, "plan after import")?;
    terraform.forget(&imported);
    expect(&terraform.destroy(&address).await, Action::Delete, "destroy")
}

/// What others do to the attribute: everything inside an object, or what the table says.
fn by_others(row: &Row) -> Vec<Json> {
    if OBJECTS.contains(&row.path.as_str()) {
        let inside = format!("{}.", row.path);
        let changes = drift::changes().into_iter().filter(|(place, _)| place.starts_with(&inside));
        return changes.map(|(_, patch)| patch).collect();
    }
    row.others.as_ref().or(row.azure.as_ref()).cloned().into_iter().collect()
}

async fn drift_and_remove(world: &World, number: usize, row: &Row) -> Result<(), String> {
    let (address, id, name) = named(number);
    let terraform = &world.terraform;
    let [_, written] = two(&name, row);
    let mut bare = without(&written, &row.path);
    lay(&mut bare, &row.with_removed);
    let (written, bare) = (Config::from(written), Config::from(bare));
    expect(&terraform.apply(&address, &written).await, Action::Create, "create")?;
    let before = terraform.refresh(&address).await.at(&row.path);
    by_others(row).into_iter().for_each(|patch| world.patch(&id, json!({ "properties": patch })));
    let drifted = terraform.refresh(&address).await.at(&row.path);
    if before == drifted {
        return Err("a drift is not seen".to_owned());
    }
    if terraform.plan(&address, &written).await.action == Some(Action::NoOp) {
        return Err(format!("a drift from {before:?} to {drifted:?} is not planned back"));
    }
    world.delete(&id);
    terraform.refresh(&address).await.expect_ok();
    expect(&terraform.apply(&address, &written).await, Action::Create, "create again")?;
    let expected = match row.removed.as_str() {
        "kept" => Action::NoOp,
        "replaced" => Action::Replace,
        _ => Action::Update,
    };
    expect(&terraform.apply(&address, &bare).await, expected, "removal")?;
    expect(&terraform.plan(&address, &bare).await, Action::NoOp, "plan after the removal")?;
    let kept = terraform.refresh(&address).await.at(&row.path);
    expect(&terraform.destroy(&address).await, Action::Delete, "destroy")?;
    expect(&terraform.apply(&address, &bare).await, Action::Create, "create without it")?;
    let default = terraform.refresh(&address).await.at(&row.path);
    if row.removed != "kept" && kept != default {
        return Err(format!("after the removal it is {kept:?}, and {default:?} without it"));
    }
    expect(&terraform.destroy(&address).await, Action::Delete, "destroy at the end")
}

#[tokio::test]
async fn every_attribute_is_created_changed_with_one_write_and_imported_without_a_difference() {
    let world = world().await;
    let mut failures = Vec::new();
    for (number, row) in rows().iter().enumerate() {
        if let Err(error) = create_change_and_import(&world, number, row).await {
            failures.push(format!("{}: {error}", row.path));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[tokio::test]
async fn every_attribute_that_drifts_is_planned_back_and_one_that_is_removed_is_as_if_never_written() {
    let world = world().await;
    let mut failures = Vec::new();
    for (number, row) in rows().iter().enumerate() {
        if let Err(error) = drift_and_remove(&world, number, row).await {
            failures.push(format!("{}: {error}", row.path));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

//! Every attribute of a cluster, by the table: made, changed, taken away, imported, and changed by others.
//!
//! The table says what becomes of each change; whether it names every attribute is tested beside the model.

use serde_json::{Value as Json, json};
use tfplugin_framework::testing::{Action, Config, Outcome};

use crate::{
    attribute_table::{self, Row, at, lay, without},
    world::{CLUSTER, CLUSTER_ID, World},
};

/// Drives the rows that `concerns` picks, and names everything that is not as the table says.
async fn drive(concerns: impl Fn(&str) -> bool) {
    let mut faults = Vec::new();
    let mut driven = 0;
    for row in attribute_table::rows().into_iter().filter(|row| concerns(&row.path)) {
        driven += 1;
        if let Err(fault) = life(&row).await {
            faults.push(format!("{}: {fault}", row.path));
        }
    }
    assert!(driven > 0);
    assert!(faults.is_empty(), "{} of {driven}:\n{}", faults.len(), faults.join("\n"));
}

fn is_under(path: &str, roots: &[&str]) -> bool {
    roots
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// Groups, so that they run beside each other.
const GROUPS: [&[&str]; 4] = [
    &["network"],
    &["auto_scaler", "addons", "api_server_access", "aad", "storage"],
    &["maintenance"],
    &["windows", "linux", "service_mesh", "http_proxy", "identity", "kubelet_identity", "azure_monitor"],
];

#[tokio::test]
async fn attributes_of_the_network_are_what_the_table_says() {
    drive(|path| is_under(path, GROUPS[0])).await;
}

#[tokio::test]
async fn attributes_of_access_and_scaling_are_what_the_table_says() {
    drive(|path| is_under(path, GROUPS[1])).await;
}

#[tokio::test]
async fn attributes_of_maintenance_are_what_the_table_says() {
    drive(|path| is_under(path, GROUPS[2])).await;
}

#[tokio::test]
async fn attributes_of_accounts_and_services_are_what_the_table_says() {
    drive(|path| is_under(path, GROUPS[3])).await;
}

#[tokio::test]
async fn all_other_attributes_are_what_the_table_says() {
    drive(|path| GROUPS.iter().all(|group| !is_under(path, group))).await;
}

/// The life of one attribute.
async fn life(row: &Row) -> Result<(), String> {
    let world = World::new().await;
    let before = config(&[&row.with, &at(&row.path, &row.from)]);
    if row.change == "never" {
        let planned = world.terraform.plan(CLUSTER, read(&before)?).await;
        return refused(&planned, "cannot be sent to Azure");
    }
    expect(&world.terraform.apply(CLUSTER, read(&before)?).await, Action::Create, "create")?;
    nothing(&world, &before, "after the creation").await?;
    is_imported(&world, &before, row).await?;
    let now = changed(&world, row, &before).await?;
    taken_away(&world, row, &now).await?;
    changed_by_others(&world, row, &now).await
}

/// Changes the attribute; gives the configuration with which it goes on.
async fn changed(world: &World, row: &Row, before: &Json) -> Result<Json, String> {
    let after = config(&[&row.with, &row.with_to, &at(&row.path, &row.to)]);
    let count = writes(world);
    match row.change.as_str() {
        "refused" => {
            refused(&world.terraform.plan(CLUSTER, read(&after)?).await, "cannot be changed")?;
            return Ok(before.clone());
        }
        "write-only" => nothing(world, &after, "with another password").await?,
        method => {
            in_place(world, &after, "change").await?;
            wrote(world, &count, method, "the change")?;
            nothing(world, &after, "after the change").await?;
        }
    }
    if row.back.is_some() {
        refused(&world.terraform.plan(CLUSTER, read(before)?).await, "cannot be changed")?;
    }
    Ok(after)
}

/// Takes the attribute out of the configuration, and puts it back.
async fn taken_away(world: &World, row: &Row, now: &Json) -> Result<(), String> {
    let mut without = without(now, &row.path);
    lay(&mut without, &row.with_removed);
    let is_default = row.default.as_ref() == Some(&row.to);
    if is_default && row.removed == "in place" {
        // From its default there is no way back to it.
        let other = config(&[&row.with, &at(&row.path, &row.from)]);
        in_place(world, &other, "return to the first value").await?;
    }
    let count = writes(world);
    match row.removed.as_str() {
        "kept" | "write-only" => nothing(world, &without, "without the attribute").await,
        "refused" => refused(&world.terraform.plan(CLUSTER, read(&without)?).await, "cannot be changed"),
        "required" => {
            let planned = world.terraform.validate(CLUSTER, read(&without)?).await;
            if planned.errors().count() == 0 { Err("it can be left out".to_owned()) } else { Ok(()) }
        }
        "without a write" => {
            in_place(world, &without, "removal").await?;
            wrote(world, &count, "none", "the removal")?;
            in_place(world, now, "return").await
        }
        method => {
            in_place(world, &without, "removal").await?;
            wrote(world, &count, method, "the removal")?;
            nothing(world, &without, "after the removal").await?;
            if is_default {
                return nothing(world, now, "with the default written out").await;
            }
            in_place(world, now, "return").await
        }
    }
}

async fn changed_by_others(world: &World, row: &Row, now: &Json) -> Result<(), String> {
    let Some(patch) = row.others.as_ref().or(row.azure.as_ref()) else { return Ok(()) };
    nothing(world, now, "before others change it").await?;
    match row.path.split('.').nth(1).filter(|_| row.path.starts_with("maintenance.")) {
        None => world.patch(CLUSTER_ID, patch.clone()),
        Some(configuration) => {
            let name = match configuration {
                "auto_upgrade" => "aksManagedAutoUpgradeSchedule",
                "node_os_upgrade" => "aksManagedNodeOSUpgradeSchedule",
                other => other,
            };
            let id = format!("{CLUSTER_ID}/maintenanceConfigurations/{name}");
            world.patch(&id, json!({ "properties": patch }));
        }
    }
    let planned = world.terraform.plan(CLUSTER, read(now)?).await;
    match planned.action {
        Some(Action::NoOp) => Err("a change by others is not seen".to_owned()),
        _ => Ok(()),
    }
}

async fn is_imported(world: &World, config: &Json, row: &Row) -> Result<(), String> {
    let terraform = world.another_terraform().await;
    let imported = terraform.import(CLUSTER, CLUSTER_ID).await;
    if let Some(error) = imported.errors().next() {
        return Err(format!("import: {}", error.summary));
    }
    let planned = terraform.plan(CLUSTER, read(config)?).await;
    // What Terraform alone knows is not in Azure, so it is written down with the first apply.
    let expected = if row.path == "windows.admin_password_version" { Action::Update } else { Action::NoOp };
    expect(&planned, expected, "a plan after the import")
}

async fn nothing(world: &World, config: &Json, when: &str) -> Result<(), String> {
    let planned = world.terraform.plan(CLUSTER, read(config)?).await;
    expect(&planned, Action::NoOp, when)
}

async fn in_place(world: &World, config: &Json, what: &str) -> Result<(), String> {
    expect(&world.terraform.apply(CLUSTER, read(config)?).await, Action::Update, what)
}

fn expect(outcome: &Outcome, action: Action, what: &str) -> Result<(), String> {
    if let Some(error) = outcome.errors().next() {
        return Err(format!("{what}: {} {}", error.summary, error.detail));
    }
    if let Some(violation) = outcome.violations.first() {
        return Err(format!("{what}: {violation:?}"));
    }
    match outcome.action {
        Some(found) if found == action => Ok(()),
        found => Err(format!("{what}: {found:?} and not {action:?}: {:?}", outcome.planned)),
    }
}

fn refused(outcome: &Outcome, text: &str) -> Result<(), String> {
    let mut errors = outcome.errors();
    if errors.any(|error| error.summary.contains(text)) {
        return Ok(());
    }
    let found: Vec<&str> = outcome.errors().map(|error| error.summary.as_str()).collect();
    Err(format!("not refused with \"{text}\" but {:?} {found:?}", outcome.action))
}

/// Methods of all successful writes to the cluster, and to its maintenance configurations.
fn writes(world: &World) -> (Vec<String>, Vec<String>) {
    let methods = |id: &str| world.writes(id).into_iter().map(|(method, _)| method).collect::<Vec<_>>();
    let children = ["default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];
    let of_children = children.map(|name| methods(&format!("{CLUSTER_ID}/maintenanceConfigurations/{name}")));
    (methods(CLUSTER_ID), of_children.concat())
}

fn wrote(world: &World, before: &(Vec<String>, Vec<String>), how: &str, what: &str) -> Result<(), String> {
    let now = writes(world);
    let cluster = &now.0[before.0.len()..];
    let children = now.1.len() - before.1.len();
    let (expected, expected_children): (&[&str], usize) = match how {
        "in place" => (&["PUT"], 0),
        "tags" => (&["PATCH"], 0),
        "child" => (&[], 1),
        _ => (&[], 0),
    };
    if cluster == expected && children == expected_children {
        return Ok(());
    }
    Err(format!("{what} took {cluster:?} and {children} writes of maintenance configurations"))
}

/// The cluster with what must be there, and these parts.
fn config(parts: &[&Json]) -> Json {
    let mut config = json!({
        "name": "prod",
        "resource_group_name": "rg",
        "location": "westeurope",
        "system_pool": { "name": "system", "node_count": 3 },
    });
    parts.iter().for_each(|part| lay(&mut config, part));
    config
}

fn read(config: &Json) -> Result<Config, String> {
    Config::from_json(&config.to_string()).map_err(|error| error.to_string())
}

//! Every attribute of a pool, created, changed, imported, drifted and removed, through Terraform's own rules against the
//! embedded Azure: one table of values, and no attribute is left out of it.

use serde_json::{Value as Json, json};
use tfplugin_framework::{
    Model,
    testing::{Action, Config, Outcome},
};

use super::model::NodePool;
use crate::{
    pool::{diff::Effect, drift},
    world::{CLUSTER_ID, SUBNET, World, cluster},
};

const POOL: &str = "aksoverlay_node_pool";
const OTHER_SUBNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/dual";

/// One attribute with two values.
struct Row {
    place: &'static str,
    /// What has to stand beside it, as a merge patch.
    base: Json,
    from: Json,
    to: Json,
    /// What Azure does with the change.
    effect: Effect,
    /// What becomes of the value when the line is removed.
    removed: Removed,
}

#[derive(PartialEq)]
enum Removed {
    /// It is what a pool without the line has.
    Default,
    /// It stays, because Azure fixed it with a value of its own or has no way back.
    Stays,
}

impl Row {
    fn base(self, base: Json) -> Self {
        Self { base, ..self }
    }

    fn stays(self) -> Self {
        Self { removed: Removed::Stays, ..self }
    }
}

/// The attribute at `place` with two values.
fn row(place: &'static str, effect: Effect, from: Json, to: Json) -> Row {
    let nested = |value: Json| place.rsplit('.').fold(value, |inner, name| json!({ name: inner }));
    Row { place, base: json!({}), from: nested(from), to: nested(to), effect, removed: Removed::Default }
}

fn in_place(place: &'static str, from: Json, to: Json) -> Row {
    row(place, Effect::InPlace, from, to)
}

fn reimages(place: &'static str, from: Json, to: Json) -> Row {
    row(place, Effect::Reimage, from, to)
}

fn fixed(place: &'static str, from: Json, to: Json) -> Row {
    row(place, Effect::Fixed, from, to)
}

fn rows() -> Vec<Row> {
    let id = |kind: &str, name: &str| {
        json!(format!(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/{kind}/{name}"
        ))
    };
    let scaling =
        |min: i64, max: i64| json!({ "auto_scaling": { "min": min, "max": max }, "node_count": null });
    let ports = |last: i64| json!([{ "port_start": 80, "port_end": last, "protocol": "TCP" }]);
    let zone = |max: i64| json!({ ".": { "max_concurrent": max, "protocol": "ForceTCP" } });
    let required = || json!({ "local_dns": { "mode": "Required" } });
    let mut rows = vec![
        fixed("vm_size", json!("Standard_D4s_v5"), json!("Standard_D8s_v5")).stays(),
        in_place("node_count", json!(1), json!(2)),
        Row { from: scaling(1, 3), to: scaling(2, 3), ..in_place("auto_scaling.min", json!(1), json!(2)) },
        Row { from: scaling(1, 3), to: scaling(1, 4), ..in_place("auto_scaling.max", json!(3), json!(4)) },
        fixed("subnet_id", json!(SUBNET), json!(OTHER_SUBNET)),
        fixed("max_pods", json!(110), json!(60)).stays(),
        Row { from: json!({}), ..fixed("os_type", json!(null), json!("Windows")) },
        reimages("os_sku", json!("Ubuntu"), json!("AzureLinux")).stays(),
        fixed("os_disk_size_gb", json!(64), json!(128)).stays(),
        fixed("os_disk_type", json!("Managed"), json!("Ephemeral"))
            .base(json!({ "vm_size": "Standard_D4ds_v5" }))
            .stays(),
        fixed("kubelet_disk_type", json!("OS"), json!("Temporary")).stays(),
        fixed("zones", json!(["1"]), json!(["1", "2"])),
        in_place("labels", json!({ "a": "b" }), json!({ "a": "c", "d": "e" })),
        in_place("taints", json!(["a=b:NoSchedule"]), json!(["a=b:NoExecute"])),
        in_place("tags", json!({ "a": "b" }), json!({ "a": "c" })),
        reimages("kubernetes_version", json!("1.34"), json!("1.35")).stays(),
        in_place("mode", json!("User"), json!("System")),
        fixed("type", json!("VirtualMachineScaleSets"), json!("VirtualMachines")),
        fixed("priority", json!("Regular"), json!("Spot")),
        fixed("eviction_policy", json!("Delete"), json!("Deallocate")).base(json!({ "priority": "Spot" })),
        fixed("spot_max_price", json!(0.5), json!(0.25)).base(json!({ "priority": "Spot" })),
        in_place("scale_down_mode", json!("Delete"), json!("Deallocate")),
        in_place("upgrade.max_surge", json!("1"), json!("33%")),
        in_place("upgrade.max_unavailable", json!("0"), json!("1")),
        in_place("upgrade.drain_timeout_minutes", json!(30), json!(60)),
        in_place("upgrade.node_soak_minutes", json!(0), json!(5)),
        in_place("upgrade.undrainable_node_behavior", json!("Schedule"), json!("Cordon")),
        reimages("fips_enabled", json!(false), json!(true)),
        reimages("vtpm_enabled", json!(false), json!(true)),
        reimages("secure_boot_enabled", json!(false), json!(true)),
        in_place("ssh_access", json!("LocalUser"), json!("Disabled")),
        fixed("encryption_at_host_enabled", json!(false), json!(true)),
        fixed("ultra_ssd_enabled", json!(false), json!(true)),
        fixed("gpu_instance_profile", json!("MIG1g"), json!("MIG2g")),
        fixed(
            "host_group_id",
            id("Microsoft.Compute/hostGroups", "a"),
            id("Microsoft.Compute/hostGroups", "b"),
        ),
        fixed(
            "proximity_placement_group_id",
            id("Microsoft.Compute/proximityPlacementGroups", "a"),
            id("Microsoft.Compute/proximityPlacementGroups", "b"),
        ),
        Row {
            from: json!({}),
            ..reimages(
                "capacity_reservation_group_id",
                json!(null),
                id("Microsoft.Compute/capacityReservationGroups", "a"),
            )
        },
        fixed("node_public_ip_enabled", json!(false), json!(true)),
        fixed(
            "node_public_ip_prefix_id",
            id("Microsoft.Network/publicIPPrefixes", "a"),
            id("Microsoft.Network/publicIPPrefixes", "b"),
        )
        .base(json!({ "node_public_ip_enabled": true })),
        in_place("network.allowed_host_ports", ports(80), ports(90)),
        in_place(
            "network.application_security_group_ids",
            json!([id("Microsoft.Network/applicationSecurityGroups", "a")]),
            json!([id("Microsoft.Network/applicationSecurityGroups", "b")]),
        ),
        fixed(
            "network.node_public_ip_tags",
            json!({ "RoutingPreference": "Internet" }),
            json!({ "RoutingPreference": "Microsoft" }),
        )
        .base(json!({ "node_public_ip_enabled": true })),
        fixed("outbound_nat_enabled", json!(true), json!(false)).base(json!({ "os_type": "Windows" })),
        reimages("local_dns.mode", json!("Required"), json!("Disabled")),
        reimages("local_dns.kube_dns_overrides", zone(5), zone(6)).base(required()),
        reimages("local_dns.vnet_dns_overrides", zone(5), zone(6)).base(required()),
        reimages("snapshot_id", snapshot("a").into(), snapshot("b").into()).stays(),
    ];
    rows.push(settings("kubelet", &kubelet()));
    // Linux has swap only where the kubelet stands it.
    rows.push(settings("linux_os", &linux()).base(json!({ "kubelet": { "fail_swap_on": false } })));
    rows
}

fn snapshot(name: &str) -> String {
    format!(
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/snapshots/{name}"
    )
}

/// The settings of an object that Azure fixes as a whole, as one row: each with two values.
fn settings(object: &'static str, values: &[(&str, Json, Json)]) -> Row {
    let (mut from, mut to) = (json!({}), json!({}));
    for (place, left, right) in values {
        for (patch, value) in [(&mut from, left), (&mut to, right)] {
            let nested = place.rsplit('.').fold(value.clone(), |inner, name| json!({ name: inner }));
            drift::merge(patch, &nested);
        }
    }
    Row { place: object, base: json!({}), from, to, effect: Effect::Fixed, removed: Removed::Default }
}

/// Settings of the kubelet.
fn kubelet() -> Vec<(&'static str, Json, Json)> {
    vec![
        ("kubelet.allowed_unsafe_sysctls", json!(["net.ipv4.tcp_syncookies"]), json!(["kernel.msg*"])),
        ("kubelet.container_log_max_files", json!(3), json!(4)),
        ("kubelet.container_log_max_size_mb", json!(10), json!(20)),
        ("kubelet.cpu_cfs_quota_enabled", json!(true), json!(false)),
        ("kubelet.cpu_cfs_quota_period", json!("100ms"), json!("200ms")),
        ("kubelet.cpu_manager_policy", json!("none"), json!("static")),
        ("kubelet.fail_swap_on", json!(true), json!(false)),
        ("kubelet.image_gc_high_threshold", json!(85), json!(90)),
        ("kubelet.image_gc_low_threshold", json!(70), json!(60)),
        ("kubelet.pod_max_pids", json!(100), json!(200)),
        ("kubelet.topology_manager_policy", json!("none"), json!("best-effort")),
    ]
}

/// Settings of Linux.
fn linux() -> Vec<(&'static str, Json, Json)> {
    let mut values = vec![
        ("linux_os.swap_file_size_mb", json!(100), json!(200)),
        ("linux_os.transparent_huge_page", json!("always"), json!("never")),
        ("linux_os.transparent_huge_page_defrag", json!("always"), json!("defer")),
        ("linux_os.sysctls.net_ipv4_ip_local_port_range", json!("32768 60999"), json!("1024 65000")),
        ("linux_os.sysctls.net_ipv4_tcp_tw_reuse", json!(true), json!(false)),
    ];
    let numbers = [
        ("linux_os.sysctls.fs_aio_max_nr", 65_536),
        ("linux_os.sysctls.fs_file_max", 8192),
        ("linux_os.sysctls.fs_inotify_max_user_watches", 781_250),
        ("linux_os.sysctls.fs_nr_open", 8192),
        ("linux_os.sysctls.kernel_threads_max", 20),
        ("linux_os.sysctls.net_core_netdev_max_backlog", 1000),
        ("linux_os.sysctls.net_core_optmem_max", 20_480),
        ("linux_os.sysctls.net_core_rmem_default", 212_992),
        ("linux_os.sysctls.net_core_rmem_max", 212_992),
        ("linux_os.sysctls.net_core_somaxconn", 4096),
        ("linux_os.sysctls.net_core_wmem_default", 212_992),
        ("linux_os.sysctls.net_core_wmem_max", 212_992),
        ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh1", 128),
        ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh2", 512),
        ("linux_os.sysctls.net_ipv4_neigh_default_gc_thresh3", 1024),
        ("linux_os.sysctls.net_ipv4_tcp_fin_timeout", 5),
        ("linux_os.sysctls.net_ipv4_tcp_keepalive_intvl", 10),
        ("linux_os.sysctls.net_ipv4_tcp_keepalive_probes", 1),
        ("linux_os.sysctls.net_ipv4_tcp_keepalive_time", 30),
        ("linux_os.sysctls.net_ipv4_tcp_max_syn_backlog", 128),
        ("linux_os.sysctls.net_ipv4_tcp_max_tw_buckets", 8000),
        ("linux_os.sysctls.net_netfilter_nf_conntrack_buckets", 65_536),
        ("linux_os.sysctls.net_netfilter_nf_conntrack_max", 131_072),
        ("linux_os.sysctls.vm_max_map_count", 65_530),
        ("linux_os.sysctls.vm_swappiness", 0),
        ("linux_os.sysctls.vm_vfs_cache_pressure", 0),
    ];
    values.extend(numbers.map(|(place, least)| (place, json!(least), json!(least + 1))));
    values
}

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
    let objects = ["kubelet", "linux_os"];
    let places = rows().into_iter().map(|row| row.place).filter(|place| !objects.contains(place));
    let inside = kubelet().into_iter().chain(linux()).map(|(place, ..)| place);
    let mut covered: Vec<String> = places.chain(inside).map(str::to_owned).collect();
    covered.extend(ELSEWHERE.iter().map(|place| (*place).to_owned()));
    settable.sort();
    covered.sort();
    assert_eq!(settable, covered);
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
fn pool(name: &str, patches: &[&Json]) -> Config {
    let mut config = json!({
        "cluster_id": CLUSTER_ID, "name": name, "vm_size": "Standard_D4s_v5", "node_count": 1, "subnet_id": SUBNET,
    });
    patches.iter().for_each(|patch| drift::merge(&mut config, patch));
    config.into()
}

/// The configuration without the line of the attribute.
fn without(row: &Row) -> Json {
    let top = row.place.split('.').next().unwrap();
    let mut patch = json!({ top: null });
    if top == "node_count" {
        drift::merge(&mut patch, &json!({ "auto_scaling": { "min": 1, "max": 2 } }));
    }
    if let Some(base) = row.base.get(top) {
        drift::merge(&mut patch, &json!({ top: base }));
    }
    patch
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
    let (before, after) = (pool(&name, &[&row.base, &row.from]), pool(&name, &[&row.base, &row.to]));
    let terraform = &world.terraform;
    expect(&terraform.apply(&address, &before).await, Action::Create, "create")?;
    expect(&terraform.plan(&address, &before).await, Action::NoOp, "plan after create")?;
    let written = writes(world, &id);
    let planned = terraform.plan(&address, &after).await;
    let is_fixed = row.effect == Effect::Fixed;
    expect(&planned, if is_fixed { Action::Replace } else { Action::Update }, "plan of the change")?;
    let places: Vec<String> = planned.requires_replace.iter().map(ToString::to_string).collect();
    // A row is one attribute, maybe named by the object around it, or a whole object, named by what is in it.
    let named = !places.is_empty()
        && places.iter().all(|place| {
            row.place.starts_with(place.as_str()) || place.starts_with(&format!("{}.", row.place))
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

async fn drift_and_remove(world: &World, number: usize, row: &Row) -> Result<(), String> {
    let (address, id, name) = named(number);
    let terraform = &world.terraform;
    let is_of_the_row = |place: &str| {
        place.strip_prefix(row.place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let changes = drift::changes().into_iter().filter(|(place, _)| is_of_the_row(place));
    let changes: Vec<Json> = changes.map(|(_, patch)| json!({ "properties": patch })).collect();
    let mut is_seen = false;
    // One of the two values is another than that of the drift.
    for value in [&row.from, &row.to] {
        let written = pool(&name, &[&row.base, value]);
        expect(&terraform.apply(&address, &written).await, Action::Create, "create")?;
        let before = terraform.refresh(&address).await.at(row.place);
        changes.iter().for_each(|change| world.patch(&id, change.clone()));
        let drifted = terraform.refresh(&address).await.at(row.place);
        if before != drifted {
            is_seen = true;
            if terraform.plan(&address, &written).await.action == Some(Action::NoOp) {
                return Err(format!("a drift from {before:?} to {drifted:?} is not planned back"));
            }
        }
        world.delete(&id);
        terraform.refresh(&address).await.expect_ok();
    }
    if !is_seen {
        return Err("a drift is not seen".to_owned());
    }
    expect(
        &terraform.apply(&address, pool(&name, &[&row.base, &row.to])).await,
        Action::Create,
        "create again",
    )?;
    let bare = pool(&name, &[&row.base, &without(row)]);
    let stays = row.removed == Removed::Stays;
    let is_fixed = row.effect == Effect::Fixed || row.place == "capacity_reservation_group_id";
    let expected = match (stays, is_fixed) {
        (true, _) => Action::NoOp,
        (false, true) => Action::Replace,
        (false, false) => Action::Update,
    };
    expect(&terraform.apply(&address, &bare).await, expected, "removal")?;
    expect(&terraform.plan(&address, &bare).await, Action::NoOp, "plan after the removal")?;
    let kept = terraform.refresh(&address).await.at(row.place);
    expect(&terraform.destroy(&address).await, Action::Delete, "destroy")?;
    expect(&terraform.apply(&address, &bare).await, Action::Create, "create without it")?;
    let default = terraform.refresh(&address).await.at(row.place);
    if !stays && kept != default {
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
            failures.push(format!("{}: {error}", row.place));
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
            failures.push(format!("{}: {error}", row.place));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

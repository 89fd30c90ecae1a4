//! For every member of every body: another kind of JSON in its place is a 400 that names it, or is what Azure converts.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, cluster, smallest};

/// The table of a service's types: a line per type, its name first, then `member:type`.
const AKS: &str = include_str!("../../src/aks/validation/members.txt");
const NETWORK: &str = include_str!("../../src/network/members.txt");

/// The members below a type, with the values that lead there: `(place, kind)`.
fn members(table: &str, kind: &str, at: &str, depth: usize, all: &mut Vec<(String, String)>) {
    let line = table.lines().find_map(|l| l.strip_prefix(kind)?.strip_prefix(' ')).unwrap_or_default();
    for member in line.split(' ') {
        let (name, kind) = member.split_once(':').unwrap();
        let (name, _) = name.split_once('@').unwrap_or((name, ""));
        let place = format!("{at}/{name}");
        all.push((place.clone(), kind.to_owned()));
        let (below, kind) = match kind.strip_prefix('+') {
            Some(inner) => (format!("{place}/0"), inner),
            None => (place, kind),
        };
        if depth > 0 && kind.len() > 1 && !kind.starts_with('*') {
            members(table, kind, &below, depth - 1, all);
        }
    }
}

/// Puts a value at a place, making objects and lists on the way.
fn put(body: &mut Value, place: &str, value: Value) {
    let mut here = body;
    for name in place.split('/').skip(1) {
        here = if name == "0" {
            if here.as_array().is_none_or(Vec::is_empty) {
                *here = json!([{}]);
            }
            &mut here[0]
        } else {
            if !here.is_object() {
                *here = json!({});
            }
            &mut here[name]
        };
    }
    *here = value;
}

/// Values of each kind that does not fit, whatever the service converts.
fn unfit(kind: &str) -> Vec<Value> {
    match kind {
        "?" => vec![],
        "s" => vec![json!({}), json!([1])],
        "n" | "f" => vec![json!({"a": 1}), json!([]), json!("many")],
        "b" => vec![json!({}), json!([true]), json!("maybe")],
        k if k.starts_with('+') => vec![json!({"a": 1}), json!("x"), json!(7), json!(true)],
        _ => vec![json!([{}]), json!("x"), json!(7), json!(false)],
    }
}

/// The place as errors write it.
fn dotted(place: &str) -> String {
    place.trim_start_matches('/').replace("/0", "[0]").replace('/', ".")
}

/// A world that takes any number of writes.
fn azure() -> Azure {
    Azure::with(|options| {
        options.habits.background_updates = false;
        options.habits.throttling = false;
    })
}

#[track_caller]
fn check(azure: &Azure, table: &str, kind: &str, path: &str, smallest: &Value, depth: usize) {
    let mut all = Vec::new();
    members(table, kind, "", depth, &mut all);
    assert!(all.len() > 5, "{kind}");
    for (place, kind) in all {
        for value in unfit(&kind) {
            let mut body = smallest.clone();
            put(&mut body, &place, value.clone());
            let answer = azure.put(path, body);
            let text = answer.body.to_string();
            assert_eq!(answer.status, 400, "{place} = {value}: {text}");
            assert!(text.contains(&dotted(&place)), "{place} = {value}: {text}");
        }
    }
}

#[test]
fn every_member_of_a_cluster_refuses_another_kind_of_value() {
    let azure = azure();
    let path = format!("{}?api-version=2026-08-01", cluster("new"));
    check(&azure, AKS, "Cluster", &path, &smallest(), 3);
}

#[test]
fn every_member_of_a_pool_refuses_another_kind_of_value() {
    let azure = azure();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/extra?api-version=2026-08-01", cluster("c"));
    check(&azure, AKS, "Pool", &path, &json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2"}}), 3);
}

#[test]
fn every_member_of_a_network_resource_refuses_another_kind_of_value() {
    let azure = azure();
    azure.network("10.0.0.0/8", &[("s", "10.1.0.0/16")]);
    let located = json!({"location": "westeurope"});
    let space = json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}});
    for (kind, path, body) in [
        ("virtualnetworks", "virtualNetworks/new", &space),
        (
            "virtualnetworks/subnets",
            "virtualNetworks/vnet/subnets/new",
            &json!({"properties": {"addressPrefix": "10.2.0.0/24"}}),
        ),
        (
            "virtualnetworks/virtualnetworkpeerings",
            "virtualNetworks/vnet/virtualNetworkPeerings/p",
            &json!({}),
        ),
        ("networksecuritygroups", "networkSecurityGroups/n", &located),
        ("routetables", "routeTables/r", &located),
        ("natgateways", "natGateways/g", &located),
        ("publicipaddresses", "publicIPAddresses/a", &located),
        ("applicationsecuritygroups", "applicationSecurityGroups/a", &located),
    ] {
        check(
            &azure,
            NETWORK,
            kind,
            &format!("{GROUP}/providers/Microsoft.Network/{path}?api-version=2025-07-01"),
            body,
            2,
        );
    }
}

#[test]
fn numbers_beyond_what_the_service_holds_are_refused_by_name() {
    let azure = azure();
    for number in ["1.5", "-0.5", "18446744073709551616", "2147483648", "1e30", "1e400"] {
        let text = smallest().to_string().replace("\"count\":3", &format!("\"count\":{number}"));
        let answer = azure.send_bytes("PUT", &cluster("new"), text.as_bytes());
        assert_eq!(answer.status, 400, "{number}: {}", answer.body);
        let said = answer.body.to_string();
        assert!(
            said.contains("agentPoolProfiles[0].count") || said.contains("number out of range"),
            "{said}"
        );
    }
}

#[test]
fn a_body_that_is_no_json_object_is_refused_with_the_reason() {
    let azure = azure();
    let utf16: Vec<u8> = "{\"location\":\"westeurope\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = "{\"a\":".repeat(100_000);
    let list = "[".repeat(100_000);
    for body in [
        b"".as_slice(),
        b" \n",
        b"null",
        b"[]",
        b"\"x\"",
        b"{",
        b"{\"location\":\"westeurope\"} trailing",
        b"{'location':'westeurope'}",
        b"{\"location\":\"west\x01europe\"}",
        b"{\"location\":\"\xff\xfe\"}",
        b"{\"location\":\"\\ud800\"}",
        b"{\"location\":NaN}",
        utf16.as_slice(),
        deep.as_bytes(),
        list.as_bytes(),
    ] {
        let answer = azure.send_bytes("PUT", GROUP, body);
        let text = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        assert_eq!((answer.status, answer.text("error.code")), (400, "InvalidRequestContent"), "{text}");
    }
}

#[test]
fn a_byte_order_mark_before_the_body_is_skipped() {
    let azure = azure();
    azure.send_bytes("PUT", GROUP, b"\xef\xbb\xbf{\"location\":\"westeurope\"}").expect(200);
}

//! `GET CLUSTER/outboundNetworkDependenciesEndpoints`: what nodes must reach (documentation page "Outbound network and
//! FQDN rules for AKS clusters").

use serde_json::{Value, json};

use super::cluster;
use crate::gateway::{Answer, Fault};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// Category, hosts, port and protocol. `{location}` is the cluster's.
type Row = (&'static str, &'static [&'static str], u16, &'static str);

const ROWS: &[Row] = &[
    ("azure-resource-management", &["management.azure.com", "login.microsoftonline.com"], 443, "Https"),
    ("images", &["mcr.microsoft.com", "*.data.mcr.microsoft.com", "mcr-0001.mcr-msedge.net"], 443, "Https"),
    (
        "artifacts",
        &["packages.microsoft.com", "acs-mirror.azureedge.net", "packages.aks.azure.com"],
        443,
        "Https",
    ),
    ("time-sync", &["ntp.ubuntu.com"], 123, "UDP"),
    (
        "ubuntu-optional",
        &["security.ubuntu.com", "azure.archive.ubuntu.com", "changelogs.ubuntu.com"],
        80,
        "Http",
    ),
];

pub(super) fn list(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let endpoint = |host: &str, port: u16, protocol: &str| json!({"domainName": host, "endpointDetails": [{"port": port, "protocol": protocol}]});
    let mut value: Vec<Value> = ROWS
        .iter()
        .map(|(category, hosts, port, protocol)| {
            let endpoints: Vec<Value> = hosts.iter().map(|host| endpoint(host, *port, protocol)).collect();
            json!({"category": category, "endpoints": endpoints})
        })
        .collect();
    let host =
        json::text(&there.body, "properties.fqdn").or(json::text(&there.body, "properties.privateFQDN"));
    if let Some(host) = host {
        value.insert(0, json!({"category": "apiserver", "endpoints": [endpoint(host, 443, "Https")]}));
    }
    Ok(Answer::json(200, json!({ "value": value })))
}

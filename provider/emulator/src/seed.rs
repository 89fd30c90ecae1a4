//! The seed file: resources that exist before anybody asks.
//!
//! A JSON list of ARM resources, in any order: resource groups, virtual networks (with their subnets inside, or as
//! entries of their own), features, clusters, node pools, and everything that is only kept. What exists already stays
//! as it is. The file is applied as a whole or not at all.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::gateway::{self, Fault, registry};
use crate::list_file::{ListFile, ListFileError};
use crate::options::Options;
use crate::resource_id::ResourceId;
use crate::resources::groups;
use crate::store::{OpenError, Resource, Store, explained};
use crate::world::World;
use crate::{aks, authorization, features, json, managed_identity, network, plain};

/// A mistake in a seed file. Nothing of the file was applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeedError {
    /// The file cannot be read as a list.
    #[error(transparent)]
    File(#[from] ListFileError),
    /// An entry of the list has a mistake.
    #[error("entry {number} of the emulator's seed file `{}`{}: {problem}", file.display(), Named(id))]
    Entry {
        /// The seed file.
        file: PathBuf,
        /// Which entry, counted from 1.
        number: usize,
        /// The entry's identifier, where it has one.
        id: Option<String>,
        /// What is wrong, and what is expected.
        problem: String,
    },
    /// The world could not be written.
    #[error("the emulator's seed file `{}` could not be applied", file.display())]
    Store {
        /// The seed file.
        file: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The identifier of an entry in parentheses, nothing where it has none.
struct Named<'a>(&'a Option<String>);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(f, " ({id})"),
            None => Ok(()),
        }
    }
}

/// Kinds that other entries may need, in the order in which they are applied; all others come before the clusters.
const STAGES: [&str; 12] = [
    "microsoft.resources/resourcegroups",
    "microsoft.network/publicipprefixes",
    "microsoft.network/publicipaddresses",
    "microsoft.network/natgateways",
    "microsoft.network/applicationsecuritygroups",
    "microsoft.network/networksecuritygroups",
    "microsoft.network/routetables",
    network::VNET,
    network::SUBNET,
    network::PEERING,
    aks::CLUSTER,
    aks::POOL,
];
/// The first of the stages after all other kinds.
const CLUSTERS: usize = 10;

const SEED_FILE: ListFile = ListFile {
    what: "seed file",
    entries: "resources, such as [{\"id\": \"/subscriptions/...\", \"location\": \"westeurope\"}]",
};

/// Applies a seed file.
pub(crate) fn apply_file(store: &mut Store, options: &Options, file: &Path) -> Result<(), OpenError> {
    let list = SEED_FILE.read(file).map_err(SeedError::from)?;
    apply(store, options, file, list)?;
    Ok(())
}

fn apply(store: &mut Store, options: &Options, file: &Path, list: Vec<Value>) -> Result<(), SeedError> {
    let mut entries = Vec::new();
    for (at, value) in list.into_iter().enumerate() {
        let entry = Entry::read(value).map_err(|(id, problem)| SeedError::Entry {
            file: file.to_owned(),
            number: at + 1,
            id,
            problem,
        })?;
        entries.push((at + 1, entry));
    }
    entries.sort_by_key(|(number, entry)| (entry.stage(), *number));

    let failed = |error| SeedError::Store { file: file.to_owned(), source: explained(error, None).into() };
    let tx = store.begin().map_err(failed)?;
    let now = gateway::moment(&tx, options).map_err(failed)?;
    let world = World { tx: &tx, options, now, base: String::new() };
    let mut unsettled = Unsettled::default();
    for (number, entry) in &entries {
        // What stands in a network waits until nothing is written to it any more.
        if entry.network().is_none() {
            unsettled.settle(&world).map_err(failed)?;
        }
        let new = entry.apply(&world).map_err(|fault| match fault {
            Fault::Store(source) => failed(source),
            Fault::Azure(error) => SeedError::Entry {
                file: file.to_owned(),
                number: *number,
                id: Some(entry.id.to_string()),
                problem: format!("Azure would refuse it with {}: {}", error.code, error.message),
            },
        })?;
        if let Some(network) = entry.network().filter(|_| new) {
            unsettled.0.insert(network.key(), network);
        }
    }
    unsettled.settle(&world).map_err(failed)?;
    tx.commit().map_err(failed)
}

/// Virtual networks that were written to, by the key of their identifier. To settle one is to write all that is in it, so
/// that is done once for all of its entries.
#[derive(Default)]
struct Unsettled(BTreeMap<String, ResourceId>);

impl Unsettled {
    fn settle(&mut self, world: &World<'_>) -> rusqlite::Result<()> {
        std::mem::take(&mut self.0).values().try_for_each(|network| network::settled(world, network))
    }
}

/// One resource of the list.
struct Entry {
    id: ResourceId,
    body: Value,
}

impl Entry {
    /// Reads an entry, or says what is wrong with it, with its identifier as far as it has one.
    fn read(mut value: Value) -> Result<Self, (Option<String>, String)> {
        json::strip_nulls(&mut value);
        if !value.is_object() {
            return Err((None, format!("expected an object with an `id`, found {}", named(&value))));
        }
        let text = match value.get("id") {
            Some(Value::String(text)) => text.clone(),
            Some(other) => return Err((None, format!("`id` must be a text, found {}", named(other)))),
            None => {
                return Err((
                    None,
                    "it has no `id`; expected \"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP...\""
                        .to_owned(),
                ));
            }
        };
        let fail = |problem: String| (Some(text.clone()), problem);
        let id = match features::id_of_older(&text) {
            Some(id) => {
                // As the Azure CLI shows it, it has its name and its type beside the older ID.
                value = json!({"id": id.to_string(), "properties": value.get("properties").cloned().unwrap_or_default()});
                id
            }
            None => ResourceId::parse(&text).map_err(|error| (None, error.to_string()))?,
        };
        if uuid::Uuid::parse_str(id.subscription()).is_err() {
            return Err(fail(format!("its subscription `{}` is no GUID", id.subscription())));
        }
        let kind = id.kind();
        let (namespace, tail) = kind.split_once('/').unwrap_or_default();
        let served = registry::namespace(namespace).is_some_and(|n| {
            n.has_type(tail) || tail.split('/').next().is_some_and(|first| n.has_type(first))
        });
        if !served && kind != PROVIDER_REGISTRATION {
            return Err(fail(format!("the emulator knows no resource type `{kind}`")));
        }
        if let Some(given) = value.get("type") {
            let fits = given.as_str().is_some_and(|t| t.eq_ignore_ascii_case(&kind));
            if !fits {
                return Err(fail(format!("its `type` is {given}, but its `id` is of type `{kind}`")));
            }
        }
        if value.get("properties").is_some_and(|p| !p.is_object()) {
            return Err(fail("`properties` must be an object".to_owned()));
        }
        Ok(Self { id, body: value })
    }

    fn stage(&self) -> usize {
        let kind = self.id.kind();
        match STAGES.iter().position(|s| *s == kind) {
            Some(at) if at < CLUSTERS => at,
            Some(at) => at + 1,
            // What stands in a cluster needs it.
            None if kind.starts_with(aks::CLUSTER) => STAGES.len() + 1,
            None => CLUSTERS,
        }
    }

    /// The virtual network that the entry is or is part of.
    fn network(&self) -> Option<ResourceId> {
        match self.id.kind().as_str() {
            network::VNET => Some(self.id.clone()),
            network::SUBNET | network::PEERING => self.id.parent(),
            _ => None,
        }
    }

    /// Writes what the entry says, and says whether it was not there yet.
    fn apply(&self, world: &World<'_>) -> Result<bool, Fault> {
        if world.tx.resource(&self.id)?.is_some() {
            return Ok(false);
        }
        let kind = self.id.kind();
        if let Some(group) = self.id.group() {
            let location = json::text(&self.body, "location").and_then(registry::region).map(|r| r.0);
            if kind == STAGES[0] {
                gateway::location_of(&self.body, "Microsoft.Resources/resourceGroups")?;
            }
            groups::ensure(world, self.id.subscription(), group, location.unwrap_or("eastus"), None)?;
        }
        let written = match kind.as_str() {
            "microsoft.resources/resourcegroups" => self.tag_group(world),
            k if k.starts_with("microsoft.network/") => network::seed(world, &self.id, &self.body),
            aks::CLUSTER => aks::seed_cluster(world, &self.id, &self.body),
            aks::POOL => aks::seed_pool(world, &self.id, &self.body),
            PROVIDER_REGISTRATION => Ok(world.tx.put(&Resource::new(self.id.clone(), self.body.clone()))?),
            k if k.starts_with("microsoft.features/") => {
                let mut body = json!({"properties": {"state": "NotRegistered"}});
                json::overlay(&mut body, &self.body, &[]);
                Ok(world.tx.put(&Resource::new(self.id.clone(), body))?)
            }
            k if k.starts_with("microsoft.managedidentity/") => {
                managed_identity::put(world, &self.id, &self.body).map(drop)
            }
            authorization::ASSIGNMENT => authorization::seed(world, &self.id, &self.body),
            _ => plain::put(world, &self.id, None, self.body.clone()).map(drop),
        };
        written.map(|()| true)
    }

    fn tag_group(&self, world: &World<'_>) -> Result<(), Fault> {
        if let (Some(tags), Some(mut there)) = (gateway::tags_of(&self.body)?, world.tx.resource(&self.id)?) {
            json::set(&mut there.body, "tags", tags);
            world.tx.put(&there)?;
        }
        Ok(())
    }
}

/// Whether a subscription is registered for a resource provider, as the emulator keeps it: `{"state": "NotRegistered"}`.
const PROVIDER_REGISTRATION: &str = "microsoft.resources/registrations";

/// What kind of JSON value this is, in words.
fn named(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";

    fn apply_bytes(store: &mut Store, options: &Options, file: &Path, bytes: &[u8]) -> Result<(), SeedError> {
        apply(store, options, file, SEED_FILE.parse(file, bytes)?)
    }

    fn seeded(text: &str) -> Result<usize, String> {
        let dir = tempfile::tempdir().unwrap();
        let options = Options::new(dir.path());
        let mut store = Store::open(dir.path()).unwrap();
        let outcome = apply_bytes(&mut store, &options, Path::new("seed.json"), text.as_bytes());
        let tx = store.begin().unwrap();
        let count = tx.all(None).unwrap().len();
        outcome.map(|()| count).map_err(|error| {
            assert_eq!(count, 0, "something was applied in spite of {error}");
            error.to_string()
        })
    }

    #[test]
    fn a_cluster_may_have_a_range_that_is_reserved_only_since_it_was_made() {
        let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
        let cluster = format!("{group}/providers/Microsoft.ContainerService/managedClusters/c");
        let text = json!([{"id": cluster, "location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": {
            "dnsPrefix": "c",
            "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "172.30.0.0/16"},
            "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5"}],
        }}]);
        assert!(seeded(&text.to_string()).is_ok_and(|count| count > 0));
    }

    #[test]
    fn a_subnet_may_have_come_after_a_cluster_whose_services_have_its_range() {
        let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
        let cluster = format!("{group}/providers/Microsoft.ContainerService/managedClusters/c");
        let text = json!([
            {"id": VNET, "location": "westeurope", "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]},
                "subnets": [
                    {"name": "nodes", "properties": {"addressPrefix": "10.50.0.0/24"}},
                    {"name": "later", "properties": {"addressPrefix": "10.0.4.0/24"}},
                ],
            }},
            {"id": cluster, "location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": {
                "dnsPrefix": "c",
                "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay"},
                "agentPoolProfiles": [{
                    "name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5",
                    "vnetSubnetID": format!("{VNET}/subnets/nodes"),
                }],
            }},
        ]);
        assert!(seeded(&text.to_string()).is_ok_and(|count| count > 0));
    }

    #[test]
    fn a_feature_may_have_either_of_its_two_ids() {
        let subscription = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Features";
        let ids = [
            format!(
                "{subscription}/featureProviders/Microsoft.ContainerService/subscriptionFeatureRegistrations/A"
            ),
            format!("{subscription}/providers/Microsoft.ContainerService/features/A"),
        ];
        for id in ids {
            let text = json!([{"id": id, "properties": {"state": "Pending"}}]).to_string();
            let dir = tempfile::tempdir().unwrap();
            let mut store = Store::open(dir.path()).unwrap();
            apply_bytes(&mut store, &Options::new(dir.path()), Path::new("s"), text.as_bytes()).unwrap();
            let kept: Vec<Resource> = store.begin().unwrap().all(None).unwrap();
            let feature = kept.iter().find(|kept| kept.id.kind().contains("featureregistrations")).unwrap();
            assert_eq!(feature.id.name(), "A", "{id}");
            assert_eq!(json::text(&feature.body, "properties.state"), Some("Pending"), "{id}");
        }
    }

    #[test]
    fn a_network_brings_its_subnets_and_its_group() {
        let text = json!([{
            "id": VNET,
            "location": "West Europe",
            "properties": {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]},
                "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/16"}}],
            },
        }]);
        assert_eq!(seeded(&text.to_string()), Ok(3));
    }

    #[test]
    fn a_cluster_may_be_older_than_what_is_offered_today() {
        let cluster = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/old";
        let image = "AKSUbuntu-2204gen2containerd-202309.06.0";
        let text = json!([{
            "id": cluster,
            "location": "westeurope",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "kubernetesVersion": "1.26.10",
                "dnsPrefix": "old",
                "networkProfile": {"networkPlugin": "kubenet"},
                "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "nodeImageVersion": image}],
            },
        }]);
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        apply_bytes(&mut store, &Options::new(dir.path()), Path::new("s"), text.to_string().as_bytes())
            .unwrap();
        let tx = store.begin().unwrap();
        let there = |id: &str| tx.resource(&ResourceId::parse(id).unwrap()).unwrap().unwrap().body;
        assert_eq!(json::text(&there(cluster), "properties.currentKubernetesVersion"), Some("1.26.10"));
        let pool = there(&format!("{cluster}/agentPools/system"));
        assert_eq!(json::text(&pool, "properties.nodeImageVersion"), Some(image));
    }

    #[test]
    fn entries_may_stand_in_any_order() {
        let text = json!([
            {"id": format!("{VNET}/subnets/n"), "properties": {"addressPrefix": "10.1.0.0/16"}},
            {"id": VNET, "location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}},
        ]);
        assert_eq!(seeded(&text.to_string()), Ok(3));
    }

    #[test]
    fn a_network_is_at_rest_once_all_of_its_entries_are_written() {
        let other = VNET.replace("virtualNetworks/v", "virtualNetworks/w");
        let peering = |from: &str, to: &str| json!({"id": format!("{from}/virtualNetworkPeerings/p"), "properties": {"remoteVirtualNetwork": {"id": to}}});
        let network = |id: &str, space: &str| json!({"id": id, "location": "eastus", "properties": {"addressSpace": {"addressPrefixes": [space]}}});
        let text = json!([
            peering(VNET, &other),
            {"id": format!("{VNET}/subnets/n"), "properties": {"addressPrefix": "10.1.0.0/16"}},
            network(VNET, "10.0.0.0/9"),
            peering(&other, VNET),
            network(&other, "10.128.0.0/9"),
        ]);
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        apply_bytes(&mut store, &Options::new(dir.path()), Path::new("s"), text.to_string().as_bytes())
            .unwrap();
        let tx = store.begin().unwrap();
        let all: Vec<Resource> = tx.all(None).unwrap();
        let state = |r: &Resource| json::text(&r.body, "properties.provisioningState").map(str::to_owned);
        let networks: Vec<_> =
            all.iter().filter(|r| r.id.kind().starts_with("microsoft.network/")).map(state).collect();
        assert_eq!(networks, vec![Some("Succeeded".to_owned()); 5]);
    }

    #[test]
    fn every_mistake_names_its_place_and_what_is_expected() {
        let space = r#""properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/8"]}"#;
        let group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
        for (text, expected) in [
            ("[{]".to_owned(), "the emulator's seed file `seed.json` is no valid JSON (line 1, column 3)".to_owned()),
            ("{}".to_owned(), "the emulator's seed file `seed.json` must hold a JSON list of resources, such as [{\"id\": \"/subscriptions/...\", \"location\": \"westeurope\"}]".to_owned()),
            (
                "[7]".to_owned(),
                "entry 1 of the emulator's seed file `seed.json`: expected an object with an `id`, found a number".to_owned(),
            ),
            (
                r#"[{"location":"eastus"}]"#.to_owned(),
                "entry 1 of the emulator's seed file `seed.json`: it has no `id`; expected \"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP...\"".to_owned(),
            ),
            (
                format!(r#"[{{"id":"{group}","location":"eastus"}},{{"id":"{VNET}","type":"Microsoft.Network/routeTables"}}]"#),
                format!("entry 2 of the emulator's seed file `seed.json` ({VNET}): its `type` is \"Microsoft.Network/routeTables\", but its `id` is of type `microsoft.network/virtualnetworks`"),
            ),
            (
                format!(r#"[{{"id":"{group}/providers/Microsoft.Nothing/things/x"}}]"#),
                format!("entry 1 of the emulator's seed file `seed.json` ({group}/providers/Microsoft.Nothing/things/x): the emulator knows no resource type `microsoft.nothing/things`"),
            ),
            (
                format!(r#"[{{"id":"{VNET}","location":"eastus","properties":{{"addressSpace":{{"addressPrefixes":["10.0.0.0/33"]}}}}}}]"#),
                format!("entry 1 of the emulator's seed file `seed.json` ({VNET}): Azure would refuse it with InvalidAddressPrefixFormat: The address prefix 10.0.0.0/33 in resource v is not formatted correctly."),
            ),
            (
                format!(r#"[{{"id":"{VNET}","location":"eastus",{space},"subnets":[{{"name":"s","properties":{{"addressPrefix":"192.168.0.0/24"}}}}]}}}}]"#),
                format!("entry 1 of the emulator's seed file `seed.json` ({VNET}): Azure would refuse it with NetcfgSubnetRangeOutsideVnet: Subnet 's' is not valid because its IP address range is outside the IP address range of virtual network 'v'."),
            ),
            (
                format!(r#"[{{"id":"{group}","location":"atlantis"}}]"#),
                format!("entry 1 of the emulator's seed file `seed.json` ({group}): Azure would refuse it with LocationNotAvailableForResourceType"),
            ),
        ] {
            let error = seeded(&text).unwrap_err();
            assert!(error.starts_with(&expected), "{error}\nexpected {expected}");
        }
    }

    #[test]
    fn a_second_application_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options::new(dir.path());
        let mut store = Store::open(dir.path()).unwrap();
        let text = json!([{"id": VNET, "location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}}}]).to_string();
        let mut etags = Vec::new();
        for _ in 0..2 {
            apply_bytes(&mut store, &options, Path::new("s"), text.as_bytes()).unwrap();
            let there = store.begin().unwrap().resource(&ResourceId::parse(VNET).unwrap()).unwrap().unwrap();
            etags.push(json::text(&there.body, "etag").unwrap().to_owned());
        }
        assert_eq!(etags[0], etags[1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let dir = tempfile::tempdir().unwrap();
            let mut store = Store::open(dir.path()).unwrap();
            let _ = apply_bytes(&mut store, &Options::new(dir.path()), Path::new("s"), &bytes);
        }

        #[test]
        fn no_entry_makes_the_reader_panic(id in "/subscriptions/[a-z0-9-]{0,36}(/[a-zA-Z.]{0,20}){0,8}", text in "\\PC{0,20}") {
            let _ = Entry::read(json!({"id": id, "location": text, "type": text, "properties": {"a": text}}));
        }
    }
}

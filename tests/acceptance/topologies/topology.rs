//! A topology: one cluster or some, what is around them in Azure, and their pools.

use serde_json::{Value as Json, json};

use super::{
    cluster::Cluster,
    network::{Hub, Spoke},
    pools,
    ranges::{Ranges, below},
};
use crate::random::Random;

/// What is in the configuration, and what is in Azure before.
pub(crate) struct Topology {
    pub(crate) azure: Vec<Json>,
    pub(crate) resources: Vec<Resource>,
}

/// A resource of the configuration.
pub(crate) struct Resource {
    pub(crate) kind: &'static str,
    pub(crate) label: String,
    pub(crate) config: Json,
    /// The range of the network, of a cluster that has one of the user's and names its pods' range.
    network: Option<String>,
}

impl Topology {
    pub(crate) fn draw(number: usize, random: &mut Random) -> Self {
        let name = format!("t{number:03}");
        let group = format!("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net-{name}");
        let mut ranges = Ranges::shuffled(random);
        let clusters = if random.percent(25) { 2 + below(random, 2) } else { 1 };
        // Overlays do not see each other: clusters may have the same pods' range.
        let pods = random.percent(40).then(|| ranges.take());
        let hub = (clusters > 1 || random.percent(40)).then(|| Hub::draw(&group, &mut ranges, random));
        let mut topology =
            Self { azure: vec![json!({ "id": group, "location": "westeurope" })], resources: Vec::new() };
        let resources = "aksoverlay_resource_group";
        let config = json!({ "name": format!("rg-{name}"), "location": "westeurope" });
        topology.push(resources, name.clone(), config, None);
        for letter in ["a", "b", "c"].into_iter().take(clusters) {
            let label = format!("{name}{letter}");
            let pods = pods.unwrap_or_else(|| ranges.take());
            let is_own = hub.is_some() || random.percent(60);
            topology.add(&label, &name, &group, is_own, pods, &mut ranges, random);
            if let (Some(hub), true) = (&hub, is_own) {
                topology.azure.extend(hub.peerings(&label));
            }
        }
        topology.azure.extend(hub.into_iter().flat_map(|hub| hub.azure));
        topology
    }

    #[expect(clippy::too_many_arguments, reason = "each is drawn once for all clusters")]
    fn add(
        &mut self,
        label: &str,
        name: &str,
        group: &str,
        is_own: bool,
        pods: (u8, u8),
        ranges: &mut Ranges,
        random: &mut Random,
    ) {
        let mut cluster = Cluster::draw(is_own, random);
        let pools = pools::draw(&cluster, random);
        cluster.fit(&pools, pods, ranges, random);
        let spoke = is_own.then(|| Spoke::draw(group, label, &cluster, &pools, ranges, random));
        let subnet_of = |pool: &pools::Pool| spoke.as_ref().map(|spoke| spoke.subnet(pool.subnet));
        let mut config = cluster.config(label, name, spoke.as_ref(), random);
        let mut pools = pools.into_iter();
        let system = pools.next().unwrap();
        config["system_pool"] = system.config(subnet_of(&system));
        let network = spoke.as_ref().filter(|_| cluster.pods.is_some()).map(Spoke::space);
        self.push("aksoverlay_cluster", label.to_owned(), config, network);
        for pool in pools {
            let mut config = pool.config(subnet_of(&pool));
            config["cluster_id"] = format!("${{aksoverlay_cluster.{label}.id}}").into();
            self.push("aksoverlay_node_pool", format!("{label}-{}", pool.name), config, None);
        }
        self.azure.extend(spoke.into_iter().flat_map(|spoke| spoke.azure));
    }

    fn push(&mut self, kind: &'static str, label: String, config: Json, network: Option<String>) {
        self.resources.push(Resource { kind, label, config, network });
    }

    /// Breaks the clusters that name a pods' range and have a network of the user's; returns how many.
    pub(crate) fn put_pods_into_subnets(&mut self) -> usize {
        let breakable =
            self.resources.iter_mut().filter_map(|resource| Some((resource.network.take()?, resource)));
        breakable
            .map(|(network, resource)| resource.config["network"]["pod_cidrs"][0] = network.into())
            .count()
    }
}

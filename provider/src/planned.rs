//! What this run plans, as far as clusters depend on it: the clusters themselves with their pools, so that a node pool is
//! judged against the cluster that will be, with the pools that will be next to it, and not against the one that is.
//!
//! Terraform plans a resource after those it refers to, in one process and one session of the provider. A cluster that is
//! to be created has no ID yet, but its ID will begin with what is known of it ([`future_id`]), which Terraform hands on to
//! whoever refers to it.
//!
//! Pools of one cluster are planned at the same time, in no certain order, and those that go away are as well. Whoever finds
//! that there is no room beside pools that Azure has waits a moment for what this run [does with them](Plans::heard).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use arm_client::ManagedClusterId;
use tfplugin_framework::{Attr, Refinement};
use tokio::sync::watch;

use crate::rules::{Pool, View};

/// A cluster that is planned in this run.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlannedCluster {
    /// What is asked of the cluster, and what is done to it.
    pub(crate) view: View,
    /// The pools that other resources plan for it, by name.
    pub(crate) pools: BTreeMap<String, Pool>,
    /// The pools that this run deletes, or replaces by others of another name.
    pub(crate) going: BTreeSet<String>,
    /// The pools of which nothing was heard for [`PATIENCE`].
    given_up: BTreeSet<String>,
    /// The pools that are being written or deleted right now.
    under_way: BTreeSet<String>,
    /// Who has said what is said once of a cluster.
    said: HashMap<String, String>,
}

/// How long one waits for other pools of the cluster to be planned, where it matters: Terraform plans ten resources at a
/// time, and takes well under a second for one of ours.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What is planned in one session.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    /// By ID.
    clusters: Mutex<HashMap<String, PlannedCluster>>,
    /// Tells of whatever is heard of them.
    changes: watch::Sender<()>,
    /// Resource providers, `microsoft.containerservice`, and their features, `microsoft.containerservice/name`.
    registrations: Mutex<HashSet<String>>,
}

impl Plans {
    /// Keeps what a cluster is planned to be.
    pub(crate) fn cluster(&self, id: &ManagedClusterId, view: &View) {
        self.of_cluster(id, |cluster| cluster.view = view.clone());
    }

    /// Keeps what a pool of a cluster is planned to be.
    pub(crate) fn pool(&self, id: &ManagedClusterId, name: &str, pool: &Pool) {
        let pool = Pool { path: None, ..pool.clone() };
        self.of_cluster(id, |cluster| {
            cluster.going.remove(name);
            cluster.pools.insert(name.to_owned(), pool);
        });
    }

    /// Keeps that a pool goes away.
    pub(crate) fn goes(&self, id: &ManagedClusterId, name: &str) {
        self.of_cluster(id, |cluster| {
            cluster.pools.remove(name);
            cluster.going.insert(name.to_owned());
        });
    }

    /// Keeps that a pool that was to go away did not.
    pub(crate) fn stays(&self, id: &ManagedClusterId, name: &str) {
        self.of_cluster(id, |cluster| cluster.going.remove(name));
    }

    /// Keeps that nothing was heard of these pools although somebody waited for it, so that nobody waits again.
    pub(crate) fn give_up(&self, id: &ManagedClusterId, names: &[String]) {
        self.of_cluster(id, |cluster| cluster.given_up.extend(names.iter().cloned()));
    }

    /// Keeps that a pool is being written or deleted, until the guard is dropped.
    pub(crate) fn begin<'p>(&'p self, id: &ManagedClusterId, name: &str) -> UnderWay<'p> {
        self.of_cluster(id, |cluster| cluster.under_way.insert(name.to_owned()));
        UnderWay { plans: self, id: id.clone(), name: name.to_owned() }
    }

    /// Whether nobody but `speaker` has said this of the cluster in this session. From now on somebody has.
    pub(crate) fn is_first_to_say(&self, id: &ManagedClusterId, what: &str, speaker: &str) -> bool {
        let mut clusters = self.lock();
        let said = &mut clusters.entry(key(id)).or_default().said;
        said.entry(what.to_owned()).or_insert_with(|| speaker.to_owned()) == speaker
    }

    /// What is planned for a cluster, if it has been planned in this session.
    pub(crate) fn of(&self, id: &ManagedClusterId) -> Option<PlannedCluster> {
        self.lock().get(&key(id)).cloned()
    }

    /// Keeps that a resource provider, or the feature of one, is planned to be registered. Terraform plans what depends on
    /// the registration after it.
    pub(crate) fn registration(&self, namespace: &str, feature: Option<&str>) {
        self.registrations().insert(registration(namespace, feature));
    }

    /// Whether a resource provider, or the feature of one, is planned to be registered.
    pub(crate) fn registers(&self, namespace: &str, feature: Option<&str>) -> bool {
        self.registrations().contains(&registration(namespace, feature))
    }

    /// Tells of whatever is heard of clusters and pools from now on.
    pub(crate) fn heard(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn of_cluster<T>(&self, id: &ManagedClusterId, change: impl FnOnce(&mut PlannedCluster) -> T) {
        change(self.lock().entry(key(id)).or_default());
        self.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, PlannedCluster>> {
        self.clusters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn registrations(&self) -> MutexGuard<'_, HashSet<String>> {
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A pool is being written or deleted as long as this lives.
#[derive(Debug)]
pub(crate) struct UnderWay<'p> {
    plans: &'p Plans,
    id: ManagedClusterId,
    name: String,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.plans.of_cluster(&self.id, |cluster| cluster.under_way.remove(&self.name));
    }
}

impl PlannedCluster {
    /// Whether the pool is the one of the cluster's own resource.
    pub(crate) fn has_of_its_own(&self, name: &str) -> bool {
        self.view.pools.iter().any(|pool| pool.name.as_str() == Some(name))
    }

    /// Which of these pools of Azure's nothing was heard of in this run: they may stay, change or go.
    pub(crate) fn unheard<'a>(&self, in_azure: impl Iterator<Item = &'a Pool>) -> Vec<String> {
        let own: HashSet<&String> = self.view.pools.iter().filter_map(|pool| pool.name.known()).collect();
        in_azure
            .filter_map(|pool| pool.name.known())
            .filter(|name| {
                !own.contains(name) && !self.pools.contains_key(*name) && !self.going.contains(*name)
            })
            .cloned()
            .collect()
    }

    /// What is planned for its pools alone.
    pub(crate) fn of_pools(self) -> Self {
        Self { view: View::default(), ..self }
    }

    /// Whether somebody waited for one of these pools already.
    pub(crate) fn has_given_up(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.given_up.contains(name))
    }

    /// Whether a pool other than `name` is being written or deleted.
    pub(crate) fn is_changing_beside(&self, name: &str) -> bool {
        self.under_way.iter().any(|other| other != name)
    }
}

/// The ID of a cluster that is yet to be created: unknown, but beginning with the whole of what it will be.
pub(crate) fn future_id(id: &ManagedClusterId) -> Attr<String> {
    Attr::Unknown(Refinement::prefix(id.to_string()))
}

/// The cluster that a reference means: one that exists, or one that is planned in this run.
pub(crate) fn referred(id: &Attr<String>) -> Option<ManagedClusterId> {
    match id {
        Attr::Known(id) => id.parse().ok(),
        Attr::Unknown(refinement) => refinement.bounds().string_prefix.as_ref()?.parse().ok(),
        Attr::Null => None,
    }
}

/// Azure does not mind the case of a name.
fn registration(namespace: &str, feature: Option<&str>) -> String {
    let feature = feature.map(|feature| format!("/{feature}")).unwrap_or_default();
    format!("{namespace}{feature}").to_lowercase()
}

/// Whether two IDs are of one cluster.
pub(crate) fn are_same(one: &ManagedClusterId, other: &ManagedClusterId) -> bool {
    key(one) == key(other)
}

/// Azure does not mind the case of an ID.
fn key(id: &ManagedClusterId) -> String {
    id.to_string().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prod() -> ManagedClusterId {
        ManagedClusterId::new("s", "rg", "prod")
    }

    #[test]
    fn a_reference_to_a_cluster_that_is_yet_to_be_created_names_it() {
        assert_eq!(referred(&future_id(&prod())), Some(prod()));
        assert_eq!(referred(&Attr::unknown()), None);
    }

    #[test]
    fn a_pool_finds_its_cluster_and_the_pools_planned_before_it_whatever_the_case_of_the_id() {
        let plans = Plans::default();
        plans.cluster(&prod(), &View::default());
        plans.pool(&prod(), "user", &Pool { node_count: Attr::Known(3), ..Pool::default() });
        let found = plans.of(&ManagedClusterId::new("S", "RG", "Prod")).unwrap();
        assert_eq!(found.pools["user"].node_count, Attr::Known(3));
        assert!(plans.of(&ManagedClusterId::new("s", "rg", "other")).is_none());
    }
}

//! What this run plans, as far as clusters depend on it: the clusters themselves with their pools, so that a node pool is judged against the cluster that will be, with the pools that
//! will be next to it, and not against the one that is.
//!
//! Terraform plans a resource after those it refers to, in one process and one session of the provider. A cluster that is
//! to be created has no ID yet, but its ID will begin with what is known of it ([`future_id`]), which Terraform hands on to
//! whoever refers to it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use arm_client::ManagedClusterId;
use tfplugin_framework::{Attr, Refinement};

use crate::rules::{Pool, View};

/// A cluster that is planned in this run.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlannedCluster {
    /// What is asked of the cluster, and what is done to it.
    pub(crate) view: View,
    /// The pools that other resources plan for it, by name.
    pub(crate) pools: BTreeMap<String, Pool>,
}

/// What is planned in one session.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    /// By ID.
    clusters: Mutex<HashMap<String, PlannedCluster>>,
    /// Resource providers, `microsoft.containerservice`, and their features, `microsoft.containerservice/name`.
    registrations: Mutex<HashSet<String>>,
}

impl Plans {
    /// Keeps what a cluster is planned to be.
    pub(crate) fn cluster(&self, id: &ManagedClusterId, view: &View) {
        self.lock().entry(key(id)).or_default().view = view.clone();
    }

    /// Keeps what a pool of a cluster is planned to be.
    pub(crate) fn pool(&self, id: &ManagedClusterId, name: &str, pool: &Pool) {
        let pool = Pool { path: None, ..pool.clone() };
        self.lock().entry(key(id)).or_default().pools.insert(name.to_owned(), pool);
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

    fn lock(&self) -> MutexGuard<'_, HashMap<String, PlannedCluster>> {
        self.clusters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn registrations(&self) -> MutexGuard<'_, HashSet<String>> {
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[test]
    fn a_registration_is_known_by_its_names_whatever_their_case() {
        let plans = Plans::default();
        plans.registration("Microsoft.ContainerService", Some("APreview"));
        assert!(plans.registers("microsoft.containerservice", Some("aPreview")));
        assert!(!plans.registers("Microsoft.ContainerService", Some("Another")));
        assert!(!plans.registers("Microsoft.ContainerService", None));
    }
}

//! What was read once is remembered for all resources of a plan, and so is that it could not be read.

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arm_client::{
    ArmError, ManagedClusterId, NatGatewayId, NetworkSecurityGroupId, RouteTableId, VirtualNetworkId,
    models::VirtualNetwork,
};
use tokio::{sync::OnceCell, time::timeout_at};

use super::{Look, Question};
use crate::rules::{AttachedNatGateway, Pool, RouteTable, SecurityGroup};

/// How long a plan waits for one look around. Azure answers such questions within seconds; a plan is not to hang on one
/// of them.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is known of Azure in the life of a session.
#[derive(Debug)]
pub(crate) struct Memory {
    /// How long a look around may take.
    pub(super) patience: Duration,
    pub(super) vnets: Remembered<VirtualNetworkId, VirtualNetwork>,
    pub(super) agent_pools: Remembered<ManagedClusterId, Vec<Pool>>,
    pub(super) security_groups: Remembered<NetworkSecurityGroupId, SecurityGroup>,
    pub(super) route_tables: Remembered<RouteTableId, RouteTable>,
    pub(super) nat_gateways: Remembered<NatGatewayId, AttachedNatGateway>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            patience: PATIENCE,
            vnets: Remembered::default(),
            agent_pools: Remembered::default(),
            security_groups: Remembered::default(),
            route_tables: Remembered::default(),
            nat_gateways: Remembered::default(),
        }
    }
}

impl Memory {
    /// Forgets what a write may change. What a region offers stays.
    pub(super) fn forget_what_changes(&self) {
        let Self { patience: _, vnets, agent_pools, security_groups, route_tables, nat_gateways } = self;
        vnets.forget();
        agent_pools.forget();
        security_groups.forget();
        route_tables.forget();
        nat_gateways.forget();
    }
}

/// The answer to one question: what was found, or in a sentence why nothing was.
pub(super) type Answer<V> = Result<V, String>;

/// Answers to questions of one kind, by what was asked about.
#[derive(Debug)]
pub(super) struct Remembered<K, V>(Mutex<HashMap<K, Arc<OnceCell<Answer<V>>>>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Remembered<K, V> {
    fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is remembered, else the answer to the question. Whoever asks the same meanwhile waits for the one answer.
    async fn recall(&self, key: &K, answer: impl Future<Output = Answer<V>>) -> Answer<V> {
        let cell =
            Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key.clone()).or_default());
        cell.get_or_init(|| answer).await.clone()
    }
}

impl Look<'_> {
    /// The answer to a question about `key`, from memory where that is recent enough.
    pub(super) async fn ask<K, V, F>(
        &self,
        memory: &Remembered<K, V>,
        key: &K,
        question: &Question,
        azure: F,
    ) -> Answer<V>
    where
        K: Eq + Hash + Clone,
        V: Clone,
        F: Future<Output = Result<V, ArmError>>,
    {
        let answer =
            self.in_time(question, async { azure.await.map_err(|error| question.unanswered(&error)) });
        if self.fresh { answer.await } else { memory.recall(key, answer).await }
    }

    /// An answer, or that it took too long.
    pub(super) async fn in_time<V>(
        &self,
        question: &Question,
        answer: impl Future<Output = Answer<V>>,
    ) -> Answer<V> {
        let answer = timeout_at(self.deadline, answer).await;
        answer.unwrap_or_else(|_| Err(question.too_slow(self.memory.patience)))
    }
}

//! What was read once is remembered for all resources of a plan, and so is that it could not be read.

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use arm_client::{
    ArmError, Location, ManagedClusterId, NatGatewayId, NetworkSecurityGroupId, ResourceGroupId,
    RouteTableId, SubnetId, UserAssignedIdentityId, VirtualNetworkId,
    models::{CommandResultProperties, LocalNetworkGateway, RolePermission},
};
use tokio::{sync::OnceCell, time::timeout_at};

use super::{Look, Question, neighbours::Settled, vnet::Network};
use crate::rules::{AttachedNatGateway, OfferedVersion, Pool, RouteTable, SecurityGroup, VmSize};

/// How long a plan waits for one look around. Azure answers such questions within seconds; a plan is not to hang on one
/// of them.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is known of Azure in the life of a session.
#[derive(Debug)]
pub(crate) struct Memory {
    /// How long a look around may take.
    pub(super) patience: Duration,
    pub(super) vnets: Remembered<VirtualNetworkId, Arc<Network>>,
    pub(super) agent_pools: Remembered<ManagedClusterId, Vec<Pool>>,
    pub(super) local_gateways: Remembered<ResourceGroupId, Vec<LocalNetworkGateway>>,
    pub(super) security_groups: Remembered<NetworkSecurityGroupId, SecurityGroup>,
    pub(super) route_tables: Remembered<RouteTableId, RouteTable>,
    pub(super) nat_gateways: Remembered<NatGatewayId, AttachedNatGateway>,
    pub(super) principals: Remembered<UserAssignedIdentityId, Option<String>>,
    pub(super) roles: Remembered<(SubnetId, String), Vec<String>>,
    pub(super) definitions: Remembered<(String, String), Vec<RolePermission>>,
    pub(super) clusters: Remembered<(), Arc<[Settled]>>,
    pub(super) features: Remembered<(), Vec<(String, String)>>,
    pub(super) providers: Remembered<(), String>,
    pub(super) commands: Remembered<ManagedClusterId, CommandResultProperties>,
    pub(super) vm_sizes: Remembered<Location, Arc<[VmSize]>>,
    pub(super) kubernetes_versions: Remembered<Location, Vec<OfferedVersion>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            patience: PATIENCE,
            vnets: Remembered::default(),
            agent_pools: Remembered::default(),
            local_gateways: Remembered::default(),
            security_groups: Remembered::default(),
            route_tables: Remembered::default(),
            nat_gateways: Remembered::default(),
            principals: Remembered::default(),
            roles: Remembered::default(),
            definitions: Remembered::default(),
            clusters: Remembered::default(),
            features: Remembered::default(),
            providers: Remembered::default(),
            commands: Remembered::default(),
            vm_sizes: Remembered::default(),
            kubernetes_versions: Remembered::default(),
        }
    }
}

impl Memory {
    /// Forgets what a write may change. What a region offers stays.
    pub(super) fn forget_what_changes(&self) {
        self.vnets.forget();
        self.agent_pools.forget();
        self.local_gateways.forget();
        self.security_groups.forget();
        self.route_tables.forget();
        self.nat_gateways.forget();
        self.principals.forget();
        self.roles.forget();
        self.definitions.forget();
        self.clusters.forget();
        self.features.forget();
        self.providers.forget();
        self.commands.forget();
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
        if self.fresh {
            self.in_time(question, azure).await
        } else {
            self.ask_once(memory, key, question, azure).await
        }
    }

    /// The answer to a question whose answer does not change while Terraform runs.
    pub(super) async fn ask_once<K, V, F>(
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
        memory.recall(key, self.in_time(question, azure)).await
    }

    /// An answer, or why there is none; that it took too long is a reason.
    async fn in_time<V>(
        &self,
        question: &Question,
        azure: impl Future<Output = Result<V, ArmError>>,
    ) -> Answer<V> {
        match timeout_at(self.deadline, Box::pin(azure)).await {
            Ok(answer) => answer.map_err(|error| question.unanswered(&error)),
            Err(_) => Err(question.too_slow(self.memory.patience)),
        }
    }
}

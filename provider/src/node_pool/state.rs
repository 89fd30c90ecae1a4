//! From Azure's answer to the state, and where a pool is.

use arm_client::{
    AgentPoolId, IdError, ManagedClusterId,
    models::{AgentPool, AgentPoolProfile},
};

use super::model::NodePool;
use crate::pool;

/// The pool `id` as Azure has it. `kept` is the prior state or the plan that was carried out, empty on import.
pub(crate) fn node_pool(id: &AgentPoolId, azure: &AgentPool, kept: &NodePool) -> NodePool {
    let profile =
        AgentPoolProfile { name: Some(id.name.clone()), ..azure.properties.clone().unwrap_or_default() };
    NodePool {
        id: Some(id.to_string()),
        cluster_id: id.cluster().to_string(),
        pool: pool::state::pool(profile, &kept.pool),
        declared_networks: kept.declared_networks.clone(),
        timeouts: kept.timeouts.clone(),
    }
}

/// What is known of a pool before Azure is done with it: what was asked for, and where it will be.
pub(crate) fn so_far(id: &AgentPoolId, plan: &NodePool) -> NodePool {
    NodePool { id: Some(id.to_string()), ..plan.clone() }
}

/// Where the pool of a state or plan is.
///
/// # Errors
/// The cluster's ID is none, which the validator of the attribute excludes.
pub(crate) fn stored_id(state: &NodePool) -> Result<AgentPoolId, IdError> {
    if let Some(id) = state.id.as_deref().and_then(|id| id.parse().ok()) {
        return Ok(id);
    }
    let cluster: ManagedClusterId = state.cluster_id.parse()?;
    Ok(cluster.agent_pool(&state.pool.name))
}

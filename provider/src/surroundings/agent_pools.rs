//! Every pool of an existing cluster, whoever made it.

use arm_client::{
    ManagedClusterId,
    models::{AgentPool, AgentPoolProfile},
};

use super::{Look, Question};
use crate::rules::Lookup;
use crate::{pool, rules};

/// The pools of a cluster.
pub(super) async fn of(look: &Look<'_>, cluster: &ManagedClusterId) -> Lookup<Vec<rules::Pool>> {
    let question = Question::new(
        format!("The list of the node pools of {cluster}"),
        "Microsoft.ContainerService/managedClusters/agentPools/read",
    );
    let pools = look.arm.agent_pools();
    let azure = async {
        let pools = pools.list(cluster).collect_all().await?;
        Ok(pools.iter().map(|found| pool::view::azures(&profile(found))).collect())
    };
    look.ask(&look.memory.agent_pools, cluster, &question, azure).await.into()
}

fn profile(pool: &AgentPool) -> AgentPoolProfile {
    AgentPoolProfile { name: pool.name.clone(), ..pool.properties.clone().unwrap_or_default() }
}

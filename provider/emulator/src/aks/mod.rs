//! Microsoft.ContainerService: clusters and their node pools.
//!
//! A cluster and each of its pools are resources of their own; the pools are shown inside the cluster too. A request is
//! merged into a [`Draft`] of the whole, the draft is judged by [`validation`], stored, and an operation started; what
//! only Azure can fill in appears when the operation ends ([`settle`]).

mod actions;
mod cluster;
mod credentials;
mod draft;
mod fill;
mod network_profile;
mod pool;
mod precondition;
mod settle;
mod update;
mod upgrade_profile;
mod validation;
mod versions;
mod view;

use http::Method;

use crate::gateway::{Address, Answer, Fault, Request};
use crate::resource_id::ResourceId;
use crate::world::World;

pub(crate) use cluster::seed as seed_cluster;
pub(crate) use draft::bump_etags;
pub(crate) use pool::seed as seed_pool;
pub(crate) use settle::{
    aborted, begin_reconcile, deleted, pool_aborted, pool_deleted, pool_settled, powered, settled,
};
pub(crate) use view::{cluster as cluster_view, pool as pool_view};

/// The API version whose members a seeded resource may have.
const NEWEST: &str = "2026-08-01";
/// The kind of a cluster.
pub(crate) const CLUSTER: &str = "microsoft.containerservice/managedclusters";
/// The kind of a node pool.
pub(crate) const POOL: &str = "microsoft.containerservice/managedclusters/agentpools";

/// Requests below `providers/Microsoft.ContainerService`.
pub(crate) fn route(world: &World<'_>, request: &Request, address: &Address<'_>) -> Result<Answer, Fault> {
    let words = address.words();
    let unserved = || {
        let text = format!("The emulator does not serve {} {}.", request.method, request.path);
        Fault::gateway(404, "NotFound", text)
    };
    let id = |count| address.id(count).ok_or_else(unserved);
    let answer = match (words.as_slice(), &request.method) {
        (["locations", location, "kubernetesversions"], &Method::GET) => versions::list(location),
        (["managedclusters"], &Method::GET) => cluster::list(world, request, &address.scope()),
        (["managedclusters", _], method) if address.group.is_some() => match *method {
            Method::GET => cluster::show(world, &id(2)?),
            Method::PUT => cluster::put(world, request, id(2)?),
            Method::PATCH => cluster::patch(world, request, &id(2)?),
            Method::DELETE => cluster::delete(world, request, &id(2)?),
            _ => Err(unserved()),
        },
        (["managedclusters", _, "upgradeprofiles", "default"], &Method::GET) => {
            upgrade_profile::show(world, &id(2)?)
        }
        (["managedclusters", _, action], &Method::POST) if action.starts_with("listcluster") => {
            credentials::list(world, &id(2)?, action)
        }
        (["managedclusters", _, "runcommand"], &Method::POST) => {
            actions::command(world, request, &id(2)?, None)
        }
        (["managedclusters", _, "commandresults", result], &Method::GET) => {
            actions::command(world, request, &id(2)?, Some(result))
        }
        (["managedclusters", _, action], &Method::POST) => {
            actions::on_cluster(world, &id(2)?, action).unwrap_or_else(|| Err(unserved()))
        }
        (["managedclusters", _, "agentpools", _, action], &Method::POST) => {
            actions::on_pool(world, &id(4)?, action).unwrap_or_else(|| Err(unserved()))
        }
        (["managedclusters", _, "agentpools"], &Method::GET) => pool::list(world, &id(2)?),
        (["managedclusters", _, "agentpools", _], method) => match *method {
            Method::GET => pool::show(world, &id(4)?),
            Method::PUT => pool::put(world, request, id(4)?),
            Method::DELETE => pool::delete(world, request, &id(4)?),
            _ => Err(unserved()),
        },
        _ => Err(unserved()),
    };
    answer.map(Answer::plain)
}

/// The identifier of a node pool that stands in a subnet.
pub(crate) fn pool_in_subnet(world: &World<'_>, subnet: &ResourceId) -> rusqlite::Result<Option<String>> {
    let pools =
        world.tx.list(POOL, &format!("/subscriptions/{}", subnet.subscription()), None, usize::MAX)?;
    let stands = |member: &str, body: &serde_json::Value| {
        crate::json::text(body, member).is_some_and(|s| s.eq_ignore_ascii_case(&subnet.to_string()))
    };
    let found = pools
        .iter()
        .find(|p| stands("properties.vnetSubnetID", &p.body) || stands("properties.podSubnetID", &p.body));
    Ok(found.map(|p| p.id.to_string()))
}

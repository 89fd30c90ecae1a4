//! Microsoft.ContainerService: clusters and their node pools.
//!
//! A cluster and each of its pools are resources of their own; the pools are shown inside the cluster too. A request is
//! merged into a [`Draft`] of the whole, the draft is judged by [`validation`], stored, and an operation started; what
//! only Azure can fill in appears when the operation ends ([`settle`]).

mod actions;
mod catalogue;
mod certificates;
mod children;
mod cluster;
mod credentials;
mod draft;
mod fill;
mod machines;
mod mesh;
mod network_profile;
mod node_group;
mod nodes;
mod outbound;
mod pool;
mod precondition;
mod private_link;
mod profiles;
mod run_command;
mod settle;
mod shortage;
mod snapshots;
mod update;
mod upgrade_profile;
mod validation;
mod versions;
mod view;

use http::Method;

use crate::gateway::{Address, Answer, Fault, Request};
use crate::resource_id::ResourceId;
use crate::world::World;

pub(crate) use catalogue::operations;
pub(crate) use children::{deleted as child_deleted, settled as child_settled};
pub(crate) use cluster::seed as seed_cluster;
pub(crate) use draft::bump_etags;
pub(crate) use nodes::ip_configurations;
pub(crate) use pool::seed as seed_pool;
pub(crate) use settle::{
    aborted, begin_reconcile, deleted, failed, pool_aborted, pool_deleted, pool_failed, pool_settled,
    powered, settled,
};
pub(crate) use validation::Corrections;
pub use validation::RefusalsError;
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
    let answer = match words.as_slice() {
        ["locations", location, rest @ ..] if request.method == Method::GET && address.group.is_none() => {
            of_location(address.subscription, location, rest)
        }
        ["managedclusters"] if request.method == Method::GET => {
            Some(cluster::list(world, request, &address.scope()))
        }
        ["snapshots"] if request.method == Method::GET => Some(snapshots::list(world, address)),
        ["snapshots", _] if address.group.is_some() => match address.id(2) {
            Some(id) => snapshots::one(world, request, &id),
            None => None,
        },
        ["managedclusters", _, rest @ ..] if address.group.is_some() => match address.id(2) {
            Some(id) => of_cluster(world, request, address, id, rest),
            None => None,
        },
        _ => None,
    };
    answer.unwrap_or_else(|| Err(unserved(request, address))).map(Answer::plain)
}

/// Requests below `locations/LOCATION`; `None` for what is not there.
fn of_location(subscription: &str, location: &str, rest: &[&str]) -> Option<Result<Answer, Fault>> {
    Some(match rest {
        ["kubernetesversions"] => versions::list(location),
        ["meshrevisionprofiles"] => mesh::of_location(subscription, location, None),
        ["meshrevisionprofiles", mode] => mesh::of_location(subscription, location, Some(mode)),
        ["trustedaccessroles"] => catalogue::trusted_access_roles(location),
        _ => return None,
    })
}

/// Requests for a cluster and what is below it; `None` for what is not there.
fn of_cluster(
    world: &World<'_>,
    request: &Request,
    address: &Address<'_>,
    id: ResourceId,
    rest: &[&str],
) -> Option<Result<Answer, Fault>> {
    Some(match (rest, &request.method) {
        ([], &Method::GET) => cluster::show(world, &id),
        ([], &Method::PUT) => cluster::put(world, request, id),
        ([], &Method::PATCH) => cluster::patch(world, request, &id),
        ([], &Method::DELETE) => cluster::delete(world, request, &id),
        (["upgradeprofiles", "default"], &Method::GET) => upgrade_profile::show(world, &id),
        (["availableagentpoolversions"], &Method::GET) => upgrade_profile::available(world, &id),
        (["meshupgradeprofiles"], &Method::GET) => mesh::of_cluster(world, &id, None),
        (["meshupgradeprofiles", mode], &Method::GET) => mesh::of_cluster(world, &id, Some(mode)),
        (["outboundnetworkdependenciesendpoints"], &Method::GET) => outbound::list(world, &id),
        (["privatelinkresources"], &Method::GET) => private_link::list(world, &id),
        (["resolveprivatelinkserviceid"], &Method::POST) => private_link::resolve(world, request, &id),
        (["accessprofiles", role, "listcredential"], &Method::POST) => {
            credentials::access_profile(world, request, &id, role)
        }
        (["runcommand"], &Method::POST) => run_command::run(world, request, &id),
        (["commandresults", number], &Method::GET) => run_command::result(world, request, &id, number),
        ([action], &Method::POST) if action.starts_with("listcluster") => {
            credentials::list(world, request, &id, action)
        }
        ([action], &Method::POST) => return actions::on_cluster(world, request, &id, action),
        (["agentpools"], &Method::GET) => pool::list(world, &id),
        (["agentpools", _, below @ ..], _) => {
            return of_pool(world, request, address, address.id(4)?, below);
        }
        ([segment], &Method::GET) => children::list(world, &id, children::of(segment)?),
        ([segment, _], _) => {
            return children::one(world, request, &address.id(4)?, children::of(segment)?);
        }
        (["managednamespaces", _, "listcredential"], &Method::POST) => {
            children::credential(world, request, &address.id(4)?)
        }
        _ => return None,
    })
}

/// Requests for a pool and what is below it; `None` for what is not there.
fn of_pool(
    world: &World<'_>,
    request: &Request,
    address: &Address<'_>,
    id: ResourceId,
    rest: &[&str],
) -> Option<Result<Answer, Fault>> {
    Some(match (rest, &request.method) {
        ([], &Method::GET) => pool::show(world, &id),
        ([], &Method::PUT) => pool::put(world, request, id),
        ([], &Method::DELETE) => pool::delete(world, request, &id),
        (["upgradeprofiles", "default"], &Method::GET) => upgrade_profile::of_pool(world, &id),
        (["machines"], &Method::GET) => machines::list(world, &id),
        (["machines", _], &Method::GET) => machines::show(world, &id, address.rest[5]),
        (["deletemachines"], &Method::POST) => machines::delete(world, request, &id),
        ([action], &Method::POST) => return actions::on_pool(world, &id, action),
        _ => return None,
    })
}

/// 404 for a resource type that the stable API versions do not have, or that is not emulated.
fn unserved(request: &Request, address: &Address<'_>) -> Fault {
    let kind: Vec<&str> = address.rest.iter().step_by(2).copied().collect();
    let text = format!(
        "The resource type '{}' could not be found in the namespace 'Microsoft.ContainerService' for api version '{}': \
         the emulator does not serve {} {}.",
        kind.join("/"),
        request.query("api-version").unwrap_or_default(),
        request.method,
        request.path,
    );
    Fault::gateway(404, "InvalidResourceType", text)
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

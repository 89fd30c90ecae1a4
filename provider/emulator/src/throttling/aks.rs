//! AKS's own buckets, per cluster, pool, group and subscription
//! (learn.microsoft.com/azure/aks/quotas-skus-regions, "Throttling limits on AKS resource provider APIs").

use http::Method;

use super::bucket::Limit;
use super::{Drawn, retry_after};
use crate::gateway::{Fault, Request};
use crate::world::World;

const PUT: Limit = limit(20, 1.0 / 60.0);
const GET_CLUSTER: Limit = limit(60, 1.0);
const STATUS: Limit = limit(200, 2.0);
const LIST_SUBSCRIPTION: Limit = limit(500, 1.0);
const LIST_GROUP: Limit = limit(60, 1.0);
const OTHER: Limit = limit(60, 1.0);

const fn limit(burst: i64, per_second: f64) -> Limit {
    Limit { burst, per_second }
}

/// Draws on the bucket that a request to AKS concerns.
pub(super) fn draw(world: &World<'_>, request: &Request, words: &[&str]) -> Result<(), Fault> {
    if !world.options.habits.throttling {
        return Ok(());
    }
    let Some((api, limit, scope)) = bucket(&request.method, words) else { return Ok(()) };
    match limit.draw(world, &format!("{api}{scope}"))? {
        Drawn::Left(_) => Ok(()),
        Drawn::After(wait) => {
            let seconds = retry_after(world, wait)?;
            let text = format!(
                "The {api} request is throttled: the bucket of its scope '{scope}' is empty. Please try again after \
                 '{seconds}' seconds. See https://aka.ms/aks/throttling for the limits."
            );
            Err(Fault::aks(429, "Throttled", text).header("retry-after", seconds))
        }
    }
}

/// What AKS calls a request, its limit, and what the limit is for; `None` for requests to others.
fn bucket(method: &Method, words: &[&str]) -> Option<(&'static str, Limit, String)> {
    let at = words.iter().position(|w| *w == "providers")?;
    let ["microsoft.containerservice", rest @ ..] = words.get(at + 1..)? else { return None };
    let whole = format!("/{}", words.join("/"));
    let subscription = format!("/{}", words.get(..2)?.join("/"));
    Some(match (rest, method) {
        (["locations", _, "operations" | "operationresults", _], &Method::GET) => {
            ("GetOperationStatus", STATUS, subscription)
        }
        (["managedclusters"], &Method::GET) if at == 2 => {
            ("ListManagedClusters", LIST_SUBSCRIPTION, subscription)
        }
        (["managedclusters"], &Method::GET) => ("ListManagedClustersByResourceGroup", LIST_GROUP, whole),
        (["managedclusters", _], &Method::GET) => ("GetManagedCluster", GET_CLUSTER, whole),
        (["managedclusters", _], &Method::PUT) => ("PutManagedCluster", PUT, whole),
        (["managedclusters", _, "agentpools", _], &Method::PUT) => ("PutAgentPool", PUT, whole),
        _ => ("other", OTHER, subscription),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &Method, path: &str) -> Option<(&'static str, i64, String)> {
        let words: Vec<&str> = path.split('/').filter(|w| !w.is_empty()).collect();
        bucket(method, &words).map(|(api, limit, scope)| (api, limit.burst, scope))
    }

    #[test]
    fn each_request_draws_on_the_bucket_of_its_scope() {
        const GROUP: &str = "/subscriptions/s/resourcegroups/g";
        let below = |rest: &str| format!("{GROUP}/providers/microsoft.containerservice/{rest}");
        let in_subscription =
            |rest: &str| format!("/subscriptions/s/providers/microsoft.containerservice/{rest}");
        let (get, put) = (Method::GET, Method::PUT);
        for (method, path, api, burst, scope) in [
            (&get, below("managedclusters/c"), "GetManagedCluster", 60, below("managedclusters/c")),
            (&put, below("managedclusters/c"), "PutManagedCluster", 20, below("managedclusters/c")),
            (
                &put,
                below("managedclusters/c/agentpools/p"),
                "PutAgentPool",
                20,
                below("managedclusters/c/agentpools/p"),
            ),
            (&get, below("managedclusters/c/agentpools/p"), "other", 60, "/subscriptions/s".into()),
            (
                &get,
                below("managedclusters"),
                "ListManagedClustersByResourceGroup",
                60,
                below("managedclusters"),
            ),
            (&get, in_subscription("managedclusters"), "ListManagedClusters", 500, "/subscriptions/s".into()),
            (
                &get,
                in_subscription("locations/l/operations/o"),
                "GetOperationStatus",
                200,
                "/subscriptions/s".into(),
            ),
        ] {
            assert_eq!(of(method, &path), Some((api, burst, scope)), "{path}");
        }
        assert_eq!(of(&get, GROUP), None);
        assert_eq!(of(&get, "/subscriptions/s/providers/microsoft.network/virtualnetworks"), None);
    }
}

//! What the user is told about node pools, besides how operations on them ended.

use arm_client::{AgentPoolId, IdError};
use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use crate::{compare::Difference, hcl, outcome::Subject, rules::Rule};

/// The pool of this name, in messages.
pub(crate) fn pool(name: &str) -> Subject<'_> {
    Subject { kind: "node pool", name, members: MEMBERS }
}

/// Members of a pool as Azure's errors name them (`target`), and the attributes they come from.
const MEMBERS: &[(&str, &str)] = &[
    ("vnetSubnetID", "subnet_id"),
    ("podSubnetID", "pod_subnet_id"),
    ("maxPods", "max_pods"),
    ("vmSize", "vm_size"),
    ("osDiskSizeGB", "os_disk_size_gb"),
    ("osSKU", "os_sku"),
    ("orchestratorVersion", "kubernetes_version"),
    ("availabilityZones", "zones"),
    ("nodeLabels", "labels"),
    ("nodeTaints", "taints"),
    ("upgradeSettings", "upgrade"),
    ("agentPoolProfile.count", "node_count"),
    ("agentPoolName", "name"),
    ("networkProfile.podCIDR", "cluster_id"),
    ("networkProfile", "cluster_id"),
];

/// What a replacement does to the nodes, and what makes it necessary: Azure, and the rules that say that it refuses the
/// change of the existing pool.
pub(crate) fn replaced(
    name: &str,
    nodes: Option<i64>,
    changes: &[&Difference],
    rules: &[&Rule],
) -> Diagnostic {
    let nodes = match nodes {
        Some(1) => "Its 1 node is deleted with the pods on it".to_owned(),
        Some(nodes) => format!("Its {nodes} nodes are deleted with the pods on them"),
        None => "Its nodes are deleted with the pods on them".to_owned(),
    };
    let lines: Vec<String> = changes
        .iter()
        .map(|Difference { path, left, right }| {
            format!("  {path}: from {} to {}", hcl::literal(left), hcl::literal(right))
        })
        .collect();
    let rules: String =
        rules.iter().map(|rule| format!("\n\nRule: {} ({})", rule.code, rule.number)).collect();
    let detail = format!(
        "Azure fixes when a node pool is created:\n{}\n\n{nodes} before the new pool is created, with no drain in \
         between. To move without a gap, declare a second aksoverlay_node_pool with the new values and another \
         name, apply, move the workloads (kubectl drain), and remove this one.{rules}",
        lines.join("\n")
    );
    let warning = Diagnostic::warning(format!("Node pool \"{name}\" is replaced"), detail);
    match changes.first() {
        Some(change) => warning.at(change.path.clone()),
        None => warning,
    }
}

/// That pools count as they are although this run may yet remove or change them, in one line.
pub(crate) fn doubt(pools: &[String]) -> Option<String> {
    let (first, others) = pools.split_first()?;
    let names = others.iter().fold(format!("\"{first}\""), |names, name| format!("{names}, \"{name}\""));
    Some(format!(
        "Counted as in Azure, because nothing else was planned for them before: {names}. Where this run removes one or makes \
         it smaller, apply that first (terraform apply -target)."
    ))
}

/// Azure takes no version back.
pub(crate) fn downgrade(change: &Difference) -> Diagnostic {
    let (from, to) = (hcl::literal(&change.left), hcl::literal(&change.right));
    let detail = format!(
        "Azure does not take a Kubernetes version back. If automatic upgrades moved the pool on, the configuration is behind: \
         write {from}, or remove kubernetes_version. For nodes with {to}, declare another aksoverlay_node_pool."
    );
    Diagnostic::error(
        format!("kubernetes_version of an existing pool cannot be changed from {from} to {to}"),
        detail,
    )
    .at(change.path.clone())
}

/// The cluster would be without a pool for its system pods.
pub(crate) fn last_system_pool(name: &str, cluster: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        format!("\"{name}\" is the last system pool of cluster \"{cluster}\" and cannot {what}"),
        "The system pods run on pools with mode = \"System\", of which Azure keeps at least one. Add another system pool \
         first: an aksoverlay_node_pool with mode = \"System\".",
    )
}

/// Two resources would have one pool.
pub(crate) fn system_pool_of_the_cluster(name: &str, cluster: &str) -> Diagnostic {
    Diagnostic::error(
        format!("\"{name}\" is the system pool of cluster \"{cluster}\" already"),
        format!(
            "The cluster's own resource has the pool in system_pool.name = \"{name}\", and names of pools are unique in a cluster. \
             Give this one another name."
        ),
    )
    .at(Path::of("name"))
}

/// The cluster could not be read at plan.
pub(crate) fn unseen(cluster: &str, error: &arm_client::ArmError) -> Diagnostic {
    Diagnostic::warning(
        format!("The pool was not judged together with cluster \"{cluster}\", which could not be read"),
        format!(
            "{error}.\n\nAzure will check the pool when it is applied. The identity that the provider signs in with needs \
             Microsoft.ContainerService/managedClusters/read."
        ),
    )
    .at(Path::of("cluster_id"))
}

/// The cluster is not there when the pool is to be created.
pub(crate) fn no_cluster(cluster: &str) -> Diagnostic {
    Diagnostic::error(
        format!("There is no cluster \"{cluster}\" for the node pool"),
        "Azure has no such cluster, or none that the identity may see that the provider signs in with. If the cluster is \
         created in the same apply, write cluster_id = aksoverlay_cluster.NAME.id, so that Terraform creates it first.",
    )
    .at(Path::of("cluster_id"))
}

/// The import ID is none of a pool.
pub(crate) fn not_an_id(error: &IdError) -> Diagnostics {
    Diagnostic::from_error("Not the ID of a node pool", error).into()
}

/// There is nothing under the import ID.
pub(crate) fn nothing_to_import(id: &AgentPoolId) -> Diagnostic {
    Diagnostic::error(
        "There is no such node pool",
        format!(
            "Azure has no node pool {id}, or none that the identity may see that the provider signs in with. \"az aks nodepool \
             list --cluster-name {} --resource-group {} --query [].id\" lists the IDs.",
            id.cluster_name, id.resource_group_name
        ),
    )
}

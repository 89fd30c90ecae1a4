//! What the user is told about the IP families of a cluster.

use arm_client::{ArmError, ManagedClusterId};
use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use crate::{azure, compare::Difference, hcl};

/// Members of a cluster as Azure's errors name them, and the attributes they come from.
const MEMBERS: &[(&str, &str)] = &[
    ("networkProfile.podCIDRs", "pod_cidrs"),
    ("networkProfile.podCIDR", "pod_cidrs"),
    ("networkProfile.serviceCIDRs", "service_cidrs"),
    ("networkProfile.serviceCIDR", "service_cidrs"),
    ("networkProfile.ipFamilies", "ip_families"),
    ("networkProfile.loadBalancerProfile", "load_balancer"),
    ("networkProfile.networkPlugin", "cluster_id"),
    ("networkProfile.networkPolicy", "cluster_id"),
    ("vnetSubnetID", "cluster_id"),
];

/// Azure did not take a request, or did not carry it out.
pub(super) fn refused(verb: &str, id: &ManagedClusterId, error: &ArmError) -> Diagnostic {
    let undone = format!("{verb} the IP families of cluster \"{}\"", id.name);
    azure::at_target(azure::failed(&undone, error), error, MEMBERS)
}

/// How it goes on after an interruption.
pub(super) const GOES_ON: &str = "Azure goes on by itself if it has begun, and the cluster stays usable. The next terraform apply waits for what \
     runs, reads what the cluster is like, and does what is left.";

/// There is no cluster to apply it to, yet or at all.
pub(super) fn no_cluster(id: &ManagedClusterId) -> Diagnostic {
    Diagnostic::error(
        format!("There is no cluster \"{}\"", id.name),
        format!(
            "Azure has no cluster {id}, or none that the identity may see that the provider signs in with. \"az aks list \
             --query [].id\" lists the IDs. Where the same configuration creates it, let cluster_id refer to it."
        ),
    )
    .at(Path::of("cluster_id"))
}

/// The same while planning, when the cluster may be made in the same apply.
pub(super) fn no_cluster_yet(id: &ManagedClusterId) -> Diagnostic {
    let Diagnostic { summary, detail, .. } = no_cluster(id);
    let detail =
        format!("{detail}\n\nThe rules are checked when the cluster is there; without it the apply fails.");
    Diagnostic::warning(summary, detail).at(Path::of("cluster_id"))
}

/// The cluster could not be read while planning.
pub(super) fn not_read(id: &ManagedClusterId, error: &ArmError) -> Diagnostic {
    let Diagnostic { summary, detail, .. } = refused("read", id, error);
    Diagnostic::warning(summary, format!("{detail}\n\nThe rules that need the cluster are checked at apply."))
}

/// Azure cannot make the change.
pub(super) fn forbidden(change: &Difference) -> Diagnostic {
    let Difference { path, left, right } = change;
    let (why, way_out) = match path.to_string().as_str() {
        "ip_families" => (
            "Azure adds IPv6 to a cluster and does not take it away.",
            "Write the families that the cluster has",
        ),
        _ => (
            "Azure fixes the service CIDRs of a cluster: an IPv6 range can be added when IPv6 is, and no range changed.",
            "Write the ranges that the cluster has, or leave the attribute out",
        ),
    };
    Diagnostic::error(
        format!(
            "{path} of an existing cluster cannot be changed from {} to {}",
            hcl::literal(left),
            hcl::literal(right)
        ),
        format!("{why} {way_out}, which are {}.", hcl::literal(left)),
    )
    .at(path.clone())
}

/// Azure said yes and did something else.
///
/// # Errors
/// One for each attribute that is not as planned.
pub(super) fn unfulfilled(id: &ManagedClusterId, open: &[Difference]) -> Result<(), Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(open.iter().map(|Difference { path, left, right }| {
        Diagnostic::error(
            format!("Azure accepted a value of {path} for cluster \"{}\" and did not take it", id.name),
            format!(
                "Planned was {}, and Azure reports success; the cluster has {}. Write the value that the cluster has, or ask \
                 Azure support.",
                hcl::literal(left),
                hcl::literal(right)
            ),
        )
        .at(path.clone())
    }));
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// An earlier change was not seen to its end.
pub(super) fn will_finish(id: &str, status: &str) -> Diagnostic {
    let what = match status {
        "Failed" => "failed: this plan writes the IP families again, which makes Azure repair the cluster",
        _ => "was not seen to its end: this plan waits for it",
    };
    Diagnostic::warning(
        "An earlier change of the IP families is not finished",
        format!("The change of {id} {what}."),
    )
}

/// A destroy destroys nothing.
pub(super) fn stays(id: &str) -> Diagnostic {
    Diagnostic::warning(
        "The cluster keeps its IP families",
        format!(
            "Azure cannot take IPv6 from a cluster, so a destroy of this resource changes nothing in {id}; Terraform only \
             forgets about its IP families. To be rid of IPv6, make a new cluster."
        ),
    )
}

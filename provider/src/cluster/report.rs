//! What the user is told about operations on clusters.

use arm_client::{ArmError, IdError, ManagedClusterId};
use tfplugin_framework::{Diagnostic, Diagnostics, Interrupted, Path};

use super::{target, unfinished::Unfinished};
use crate::{azure, compare::Difference, hcl};

/// Azure did not take a request.
pub(crate) fn refused(verb: &str, name: &str, error: &ArmError) -> Diagnostic {
    azure::at_target(azure::failed(&format!("{verb} cluster \"{name}\""), error), error, target::MEMBERS)
}

/// Azure took a request and did not carry it out.
pub(crate) fn failed(kind: Unfinished, name: &str, error: &ArmError) -> Diagnostic {
    refused(verb(kind), name, error).hint(match kind {
        Unfinished::Creation => {
            "The cluster exists in a failed state and is kept in Terraform's state, which marks it as tainted: the next plan \
             replaces it. To repair it in place instead, run terraform untaint with its address, and apply again."
        }
        _ => "The cluster stays in Terraform's state. The next apply writes it again, which makes Azure repair it.",
    })
}

/// Ctrl-C while Azure works: Azure goes on, and the next apply finishes it.
pub(crate) fn goes_on(kind: Unfinished, name: &str) -> Diagnostic {
    let (doing, kept) = match kind {
        Unfinished::Creation => ("creating", "The state holds what is known of the cluster so far"),
        _ => ("updating", "The state holds the cluster as planned"),
    };
    Diagnostic::warning(
        format!("Interrupted while Azure was {doing} cluster \"{name}\""),
        format!(
            "Azure goes on by itself. {kept}; the next terraform apply waits for the same cluster and completes the state. \
             Nothing has to be imported or untainted."
        ),
    )
}

/// An end before Azure had anything to do.
pub(crate) fn not_begun(verb: &str, name: &str, interrupted: Interrupted) -> Diagnostic {
    match interrupted {
        Interrupted::Cancelled => Diagnostic::error(
            format!("Interrupted before Azure began to {verb} cluster \"{name}\""),
            "Nothing was changed. Run terraform apply again.",
        ),
        Interrupted::DeadlineExceeded => Diagnostic::error(
            format!("Azure did not begin to {verb} cluster \"{name}\" in time"),
            format!("Nothing was changed. Apply again, or raise timeouts.{verb} of this resource."),
        ),
    }
}

/// An end between a request and its answer.
pub(crate) fn perhaps_begun(name: &str, interrupted: Interrupted) -> Diagnostic {
    let further = match interrupted {
        Interrupted::Cancelled => "",
        Interrupted::DeadlineExceeded => " Raise timeouts.update of this resource to give Azure more time.",
    };
    Diagnostic::error(
        format!("Interrupted while Azure was asked to update cluster \"{name}\""),
        format!(
            "Azure may have begun. The next terraform apply reads what the cluster is like, waits for what runs, and does \
             what is left.{further}"
        ),
    )
}

/// The timeout of the resource ran out while Azure works.
pub(crate) fn timed_out(kind: Unfinished, name: &str) -> Diagnostic {
    let verb = verb(kind);
    let after = match kind {
        Unfinished::Creation => {
            "The cluster is kept in Terraform's state, which marks it as tainted: the next plan replaces it. To go on with \
             it instead, run terraform untaint with its address, and apply again: that waits for the same cluster."
        }
        _ => "The next terraform apply waits for it and completes the state.",
    };
    Diagnostic::error(
        format!("Azure did not {verb} cluster \"{name}\" within the timeout"),
        format!(
            "The timeout timeouts.{verb} ran out, and Azure goes on by itself. {after}\n\nTo give Azure more time, raise it: \
             timeouts = {{ {verb} = \"3h\" }} (90 minutes if not given)."
        ),
    )
}

/// How it goes on after a destroy that ended before Azure was done.
pub(crate) const DELETION_GOES_ON: &str = "Azure goes on by itself if it has begun. The cluster stays in Terraform's state until Azure no longer knows it; the \
     next terraform destroy waits for the same deletion.";

/// What the next apply will do about an operation that was not seen to its end.
pub(crate) fn will_finish(unfinished: Unfinished, name: &str) -> Diagnostic {
    let (summary, detail) = match unfinished {
        Unfinished::Creation => (
            format!("Cluster \"{name}\" is still being created"),
            "An earlier apply was interrupted. This plan waits for the same cluster and completes the state; nothing is \
             created a second time.",
        ),
        Unfinished::Update => (
            format!("Cluster \"{name}\" is still being updated"),
            "An earlier apply was interrupted. This plan waits for the update to end before it changes anything.",
        ),
        Unfinished::Failure => (
            format!("The last operation on cluster \"{name}\" failed"),
            "Azure has the cluster in a failed state. This plan writes it again as it is configured, which makes Azure \
             repair it.",
        ),
        Unfinished::Deletion => (
            format!("Cluster \"{name}\" is being deleted"),
            "Azure is deleting the cluster, as after an interrupted destroy. This plan waits for the end of the deletion and \
             creates the cluster anew.",
        ),
    };
    Diagnostic::warning(summary, detail)
}

/// All pools of a cluster were deleted by others.
pub(crate) fn no_pool(name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Cluster \"{name}\" has no node pool any more"),
        format!(
            "Somebody deleted its system pool, and Azure takes no pool for an existing cluster from this resource. Add the \
             pool again with the name in system_pool.name (az aks nodepool add --cluster-name {name} --mode System ...), and \
             apply again."
        ),
    )
    .at(Path::of("system_pool"))
}

/// Azure said yes and did something else.
///
/// # Errors
/// One for each attribute that is not as planned.
pub(crate) fn unfulfilled(name: &str, open: &[Difference]) -> Result<(), Diagnostics> {
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(open.iter().map(|Difference { path, left, right }| {
        let summary = format!("Azure accepted a value of {path} for cluster \"{name}\" and did not take it");
        let detail = format!(
            "Planned was {}, and Azure reports success; the cluster has {}. The property may not be changeable in this \
             cluster's region or version. Write the value that the cluster has, or ask Azure support.",
            hcl::literal(left),
            hcl::literal(right)
        );
        Diagnostic::error(summary, detail).at(path.clone())
    }));
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// Azure made a cluster, and not in every point the one that was planned.
pub(crate) fn created_otherwise(name: &str, open: &[Difference]) -> Diagnostic {
    let lines: Vec<String> = open
        .iter()
        .map(|Difference { path, left, right }| {
            format!("  {path}: {} was planned, {} is there", hcl::literal(left), hcl::literal(right))
        })
        .collect();
    Diagnostic::warning(
        format!("Cluster \"{name}\" was created otherwise than planned"),
        format!(
            "Azure reports success, and the cluster is not as written here:\n{}\n\nThe state says what was planned; the next \
             plan shows the difference. Write the values that the cluster has, or change them by that plan.",
            lines.join("\n")
        ),
    )
}

/// The import ID is none of a cluster.
pub(crate) fn not_an_id(error: &IdError) -> Diagnostics {
    Diagnostic::from_error("Not the ID of an AKS cluster", error).into()
}

/// There is nothing under the import ID.
pub(crate) fn nothing_to_import(id: &ManagedClusterId) -> Diagnostic {
    Diagnostic::error(
        "There is no such cluster",
        format!(
            "Azure has no cluster {id}, or none that the identity may see that the provider signs in with. \"az aks list \
             --query [].id\" lists the IDs."
        ),
    )
}

fn verb(kind: Unfinished) -> &'static str {
    match kind {
        Unfinished::Creation => "create",
        Unfinished::Update | Unfinished::Failure => "update",
        Unfinished::Deletion => "delete",
    }
}

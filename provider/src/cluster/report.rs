//! What the user is told about clusters, besides how operations on them ended.

use arm_client::{ArmError, IdError, ManagedClusterId};
use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use super::target;
use crate::{azure, outcome::Subject};

/// The cluster of this name, in messages.
pub(crate) fn cluster(name: &str) -> Subject<'_> {
    Subject { kind: "cluster", name, members: target::MEMBERS }
}

/// A cluster was created, and its maintenance windows were not.
pub(crate) fn no_windows(name: &str, error: &ArmError) -> Diagnostic {
    let failed = azure::failed(&format!("make the maintenance windows of cluster \"{name}\""), error);
    Diagnostic::warning(
        failed.summary,
        format!(
            "{}\n\nThe cluster itself is as planned. The next plan makes the windows that are missing.",
            failed.detail
        ),
    )
    .at(Path::of("maintenance"))
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

//! The ephemeral resource `aksoverlay_kubeconfig`: credentials that never reach the state.

mod model;
mod parse;

use arm_client::{ArmError, KubeconfigOf, KubeconfigQuery, ManagedClusterId};
use tfplugin_framework::{Context, Diagnostic, Diagnostics, EphemeralResource, Opened, Path};

use self::model::Kubeconfig;
use crate::{azure, cluster_address::Asked, session::Session};

/// The ephemeral resource.
pub(crate) struct KubeconfigResource;

impl EphemeralResource for KubeconfigResource {
    type Client = Session;
    type Model = Kubeconfig;

    const NAME: &'static str = "aksoverlay_kubeconfig";

    async fn open(
        &self,
        ctx: &Context,
        session: &Session,
        config: Kubeconfig,
    ) -> Result<Opened<Kubeconfig>, Diagnostics> {
        let id = asked(&config).cluster(session)?;
        let arm = session.within(ctx);
        let answer = arm.managed_clusters().kubeconfig(&id, query(&config)).await;
        let kubeconfig = answer.map_err(|error| refused(&id, &config, &error))?;
        let completed = parse::completed(config, kubeconfig.base64());
        let completed = completed.map_err(|error| {
            Diagnostic::from_error(
                format!("Azure's kubeconfig of cluster \"{}\" cannot be read", id.name),
                &error,
            )
            .hint("Nothing of it is shown, because it may be secret. Report this to the provider's authors.")
        })?;
        Ok(Opened::new(completed))
    }
}

/// The cluster that is asked about.
fn asked(config: &Kubeconfig) -> Asked<'_> {
    Asked {
        attribute: "cluster_id",
        id: config.cluster_id.as_deref(),
        resource_group_name: config.resource_group_name.as_deref(),
        name: config.name.as_deref(),
    }
}

fn query(config: &Kubeconfig) -> KubeconfigQuery {
    KubeconfigQuery {
        of: credentials(config),
        format: config.format.as_deref().map(str::to_ascii_lowercase),
        server_fqdn: config.public_fqdn_enabled.filter(|public| *public).map(|_| "public".to_owned()),
    }
}

fn credentials(config: &Kubeconfig) -> KubeconfigOf {
    match config.credentials.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("admin") => KubeconfigOf::Admin,
        Some("monitoring") => KubeconfigOf::Monitoring,
        _ => KubeconfigOf::User,
    }
}

fn refused(id: &ManagedClusterId, config: &Kubeconfig, error: &ArmError) -> Diagnostic {
    if error.is_not_found() {
        return asked(config).missing(id);
    }
    let undone = format!("fetch the credentials of cluster \"{}\"", id.name);
    let refused = azure::failed(&undone, error);
    let local_accounts = credentials(config) != KubeconfigOf::User
        && error.message().is_some_and(|message| message.contains("disable local accounts"));
    if local_accounts {
        let advice = "The cluster has no accounts of its own (local_account_disabled = true). Leave credentials out, and sign \
                      in with Entra ID: exec has the program and its arguments.";
        return refused.hint(advice).at(Path::of("credentials"));
    }
    if error.is_forbidden() {
        let action = match credentials(config) {
            KubeconfigOf::Admin => {
                "listClusterAdminCredential, as in the role Azure Kubernetes Service Cluster Admin Role"
            }
            KubeconfigOf::User => {
                "listClusterUserCredential, as in the role Azure Kubernetes Service Cluster User Role"
            }
            KubeconfigOf::Monitoring => {
                "listClusterMonitoringUserCredential, as in the role Azure Kubernetes Service Cluster Monitoring User"
            }
        };
        return refused.hint(format!("It needs Microsoft.ContainerService/managedClusters/{action}."));
    }
    refused
}

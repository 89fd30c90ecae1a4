//! A kubeconfig as HCL sees it.

use std::collections::BTreeMap;

use tfplugin_framework::{Model, model::Sensitive};

use crate::{
    checks::{cluster_name, resource_group_name, resource_id, word},
    words,
};

/// The credentials of a cluster, which are never stored: neither in the state nor in a plan.
///
/// They are asked of Azure in each plan and apply that needs them, and go where Terraform lets ephemeral values go: into
/// the block of another provider, such as `kubernetes` or `helm`, and into write-only attributes. Needs Terraform 1.10
/// or OpenTofu 1.11.
///
/// On a cluster with Entra ID the credentials of a user are no secret but a program that signs in, `kubelogin`; they are
/// in `exec`, and `token` and the client certificate are null. Where nothing can sign in, such as in CI without
/// `kubelogin`, ask for `credentials = "admin"`, which a cluster with `local_account_disabled = true` refuses.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(exactly_one_of(cluster_id, name), required_together(name, resource_group_name))]
pub(crate) struct Kubeconfig {
    /// The ARM resource ID of the cluster, `aksoverlay_cluster.NAME.id`. Give it, or `name` and `resource_group_name`.
    #[model(optional, validate = resource_id("Microsoft.ContainerService/managedClusters"))]
    pub(super) cluster_id: Option<String>,

    /// The name of the cluster.
    #[model(optional, validate = cluster_name())]
    pub(super) name: Option<String>,

    /// The resource group of the cluster.
    #[model(optional, validate = resource_group_name())]
    pub(super) resource_group_name: Option<String>,

    /// Whose credentials: those of a user (`user` if not given), of the administrator, or of one who may only read metrics.
    #[model(optional, validate = word(words::CREDENTIALS))]
    pub(super) credentials: Option<String>,

    /// How a user signs in to a cluster with Entra ID: by the program `kubelogin` (`exec` if not given), or as kubectl did
    /// before version 1.26 (`azure`).
    #[model(optional, validate = word(words::KUBECONFIG_FORMATS))]
    pub(super) format: Option<String>,

    /// Whether a private cluster is to be reached by its public name; `false` if not given.
    #[model(optional)]
    pub(super) public_fqdn_enabled: Option<bool>,

    /// The whole kubeconfig, in YAML.
    #[model(computed)]
    pub(super) kube_config_raw: Option<Sensitive<String>>,

    /// The URL of the API server.
    #[model(computed)]
    pub(super) host: Option<Sensitive<String>>,

    /// The certificate of the authority that the API server's certificate is signed by, in PEM.
    #[model(computed)]
    pub(super) cluster_ca_certificate: Option<Sensitive<String>>,

    /// The client's certificate, in PEM.
    #[model(computed)]
    pub(super) client_certificate: Option<Sensitive<String>>,

    /// The client's private key, in PEM.
    #[model(computed)]
    pub(super) client_key: Option<Sensitive<String>>,

    /// The client's token.
    #[model(computed)]
    pub(super) token: Option<Sensitive<String>>,

    /// The name of the user in the kubeconfig.
    #[model(computed)]
    pub(super) username: Option<Sensitive<String>>,

    /// The program that signs in, where no secret does.
    #[model(computed)]
    pub(super) exec: Option<Exec>,
}

/// A program that signs in to the API server, with the arguments of the `exec` block of the provider `kubernetes`.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Exec {
    /// The version of the interface between the client and the program.
    #[model(computed)]
    pub(super) api_version: Option<String>,

    /// The program.
    #[model(computed)]
    pub(super) command: Option<String>,

    /// Its arguments.
    #[model(computed)]
    pub(super) args: Option<Vec<String>>,

    /// Its environment, beside that of the client.
    #[model(computed)]
    pub(super) env: Option<BTreeMap<String, String>>,
}

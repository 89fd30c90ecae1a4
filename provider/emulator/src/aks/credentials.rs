//! Kubeconfigs of clusters that nobody runs: well-formed, and good for nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::certificates::{self, Certificates};
use super::{cluster, private_link};
use crate::gateway::{Answer, Fault, Request};
use crate::resource_id::ResourceId;
use crate::resources::subscriptions::TENANT;
use crate::store::Resource;
use crate::world::World;
use crate::{ids, json};

/// The application of the AKS API server in Entra ID, the same in every tenant (documentation of kubelogin).
const SERVER_APPLICATION: &str = "6dae42f8-4368-4678-94ff-3960e28e3630";
/// The public client with which people sign in to a cluster.
const CLIENT_APPLICATION: &str = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

/// Who a kubeconfig is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Admin,
    User,
    Monitoring,
}

/// `POST CLUSTER/listClusterAdminCredential`, `...UserCredential`, `...MonitoringUserCredential`.
pub(super) fn list(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    action: &str,
) -> Result<Answer, Fault> {
    let role = match action {
        "listclusteradmincredential" => Role::Admin,
        "listclusterusercredential" => Role::User,
        "listclustermonitoringusercredential" => Role::Monitoring,
        _ => return Err(Fault::gateway(404, "NotFound", format!("The emulator does not serve {action}."))),
    };
    let there = cluster::found(world, id)?;
    let config = kubeconfig(request, &there, role)?;
    Ok(Answer::json(200, json!({"kubeconfigs": [{"name": role.name(), "value": STANDARD.encode(config)}]})))
}

/// `POST CLUSTER/accessProfiles/ROLE/listCredential`, the older way to the same.
pub(super) fn access_profile(
    world: &World<'_>,
    request: &Request,
    id: &ResourceId,
    role: &str,
) -> Result<Answer, Fault> {
    let there = cluster::found(world, id)?;
    let role = match role {
        "clusteradmin" => Role::Admin,
        "clusteruser" => Role::User,
        _ => {
            let text =
                format!("The access profile '{role}' was not found; there are clusterAdmin and clusterUser.");
            return Err(Fault::aks(404, "NotFound", text));
        }
    };
    let config = kubeconfig(request, &there, role)?;
    Ok(Answer::json(
        200,
        json!({
            "id": format!("{}/accessProfiles/{}", super::view::lowered(&there.id), role.name()),
            "location": json::text(&there.body, "location"),
            "name": role.name(),
            "type": "Microsoft.ContainerService/ManagedClusters/AccessProfiles",
            "properties": {"kubeConfig": STANDARD.encode(config)},
        }),
    ))
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Admin => "clusterAdmin",
            Self::User => "clusterUser",
            Self::Monitoring => "clusterMonitoringUser",
        }
    }
}

fn kubeconfig(request: &Request, there: &Resource, role: Role) -> Result<String, Fault> {
    let flag = |path: &str| json::at(&there.body, path).and_then(Value::as_bool) == Some(true);
    let directory = json::at(&there.body, "properties.aadProfile").is_some();
    let personal = directory && role == Role::User;
    if flag("properties.disableLocalAccounts") && !personal {
        let text =
            "Getting static credential is not allowed because this cluster is set to disable local accounts.";
        return Err(Fault::aks(400, "BadRequest", text));
    }
    let (group, name) = (there.id.group().unwrap_or_default(), there.id.name());
    let user = format!("{}_{group}_{name}", role.name());
    let made = certificates(there, role)?;
    let credential = match request.query("format").map(str::to_ascii_lowercase).as_deref() {
        _ if !personal => certificate(&made, role, &there.id.key()),
        None | Some("" | "exec") => exec(),
        Some("azure") => auth_provider(),
        Some(other) => {
            let text =
                format!("The format '{other}' of the credential is not supported; azure and exec are.");
            return Err(Fault::aks(400, "InvalidParameter", text).target("format"));
        }
    };
    let authority = STANDARD.encode(&made.authority);
    let host = host(request, there);
    // The context of an administrator has the same name: it is az that adds "-admin" while it merges (azure-cli 2.91,
    // `merge_kubernetes_configurations`).
    Ok(format!(
        "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {authority}\n    server: \
         https://{host}:443\n  name: {name}\ncontexts:\n- context:\n    cluster: {name}\n    user: {user}\n  name: \
         {name}\ncurrent-context: {name}\nkind: Config\npreferences: {{}}\nusers:\n- name: {user}\n  user:\n\
         {credential}"
    ))
}

/// The name of the API server that the request asks for: a private cluster may have two.
fn host<'r>(request: &Request, there: &'r Resource) -> &'r str {
    let public = json::text(&there.body, "properties.fqdn");
    let private = json::text(&there.body, "properties.privateFQDN");
    let wants =
        |what: &str| request.query("server-fqdn").is_some_and(|given| given.eq_ignore_ascii_case(what));
    let prefers_private = private_link::is_private(there) && !wants("public");
    let (first, second) = if prefers_private { (private, public) } else { (public, private) };
    first.or(second).unwrap_or_default()
}

/// The certificates of a role; they change when those of the cluster are rotated.
fn certificates(there: &Resource, role: Role) -> Result<Certificates, Fault> {
    let rotations = json::number(&there.hidden, "rotations").unwrap_or(0);
    let user = json::text(&there.body, "properties.resourceUID").unwrap_or_default();
    let (user, group) = match role {
        Role::Admin => ("masterclient".to_owned(), "system:masters"),
        Role::User | Role::Monitoring => (format!("{}-{user}", role.name()), "system:authenticated"),
    };
    certificates::make(&format!("{}/{rotations}", there.id.key()), &user, group).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a certificate could not be made");
        Fault::aks(500, "InternalServerError", "The emulator could not make a certificate.")
    })
}

fn certificate(made: &Certificates, role: Role, cluster: &str) -> String {
    let token = ids::expand(&format!("token/{}/{cluster}", role.name()), 32);
    let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "    client-certificate-data: {}\n    client-key-data: {}\n    token: {token}\n",
        STANDARD.encode(&made.certificate),
        STANDARD.encode(&made.key),
    )
}

/// Signing in by the kubelogin program.
fn exec() -> String {
    format!(
        "    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      args:\n      - get-token\n      - \
         --environment\n      - AzurePublicCloud\n      - --server-id\n      - {SERVER_APPLICATION}\n      - \
         --client-id\n      - {CLIENT_APPLICATION}\n      - --tenant-id\n      - {TENANT}\n      - --login\n      - \
         devicecode\n      command: kubelogin\n      env: null\n      installHint: |2\n\n        kubelogin is not \
         installed which is required to connect to AAD enabled cluster.\n\n        To learn more, please go to \
         https://aka.ms/aks/kubelogin\n      provideClusterInfo: false\n"
    )
}

/// Signing in by the plugin that older versions of kubectl had built in.
fn auth_provider() -> String {
    format!(
        "    auth-provider:\n      config:\n        apiserver-id: {SERVER_APPLICATION}\n        client-id: \
         {CLIENT_APPLICATION}\n        config-mode: \"1\"\n        environment: AzurePublicCloud\n        tenant-id: \
         {TENANT}\n      name: azure\n"
    )
}

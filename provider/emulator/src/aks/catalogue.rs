//! Lists that are the same for everybody: the operations of the namespace, and the roles that services of Azure may get
//! inside a cluster.

use serde_json::{Value, json};

use super::versions;
use crate::gateway::{Answer, Fault};

/// Resource type and what may be done with it.
const OPERATIONS: &[(&str, &[&str])] = &[
    ("managedClusters", &["read", "write", "delete"]),
    (
        "managedClusters",
        &[
            "start/action",
            "stop/action",
            "abort/action",
            "runCommand/action",
            "listClusterAdminCredential/action",
            "listClusterUserCredential/action",
            "listClusterMonitoringUserCredential/action",
            "resetServicePrincipalProfile/action",
            "resetAADProfile/action",
            "rotateClusterCertificates/action",
            "rotateServiceAccountSigningKeys/action",
        ],
    ),
    ("managedClusters/accessProfiles", &["read", "listCredential/action"]),
    (
        "managedClusters/agentPools",
        &["read", "write", "delete", "abort/action", "upgradeNodeImageVersion/action"],
    ),
    ("managedClusters/agentPools/machines", &["read"]),
    ("managedClusters/agentPools/upgradeProfiles", &["read"]),
    ("managedClusters/availableAgentPoolVersions", &["read"]),
    ("managedClusters/commandResults", &["read"]),
    ("managedClusters/identityBindings", &["read", "write", "delete"]),
    ("managedClusters/maintenanceConfigurations", &["read", "write", "delete"]),
    ("managedClusters/managedNamespaces", &["read", "write", "delete", "listCredential/action"]),
    ("managedClusters/privateEndpointConnections", &["read", "write", "delete"]),
    ("managedClusters/trustedAccessRoleBindings", &["read", "write", "delete"]),
    ("managedClusters/upgradeProfiles", &["read"]),
    ("snapshots", &["read", "write", "delete"]),
    ("locations/kubernetesVersions", &["read"]),
    ("locations/meshRevisionProfiles", &["read"]),
    ("locations/operations", &["read"]),
    ("locations/operationresults", &["read"]),
    ("operations", &["read"]),
];

/// Source of a role, its name, and what it allows: verbs, API groups, resources.
type Role = (&'static str, &'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const ROLES: &[Role] = &[
    (
        "Microsoft.MachineLearningServices/workspaces",
        "mlworkload",
        &["get", "list", "watch", "create", "update", "patch", "delete"],
        "batch",
        &["jobs"],
    ),
    (
        "Microsoft.MachineLearningServices/workspaces",
        "inference-v1",
        &["get", "list", "watch", "create", "update", "patch", "delete"],
        "apps",
        &["deployments"],
    ),
    (
        "Microsoft.MachineLearningServices/workspaces",
        "scheduler",
        &["get", "list", "watch"],
        "",
        &["nodes", "pods"],
    ),
    (
        "Microsoft.DataProtection/backupVaults",
        "backup-operator",
        &["get", "list", "create", "update", "delete"],
        "clusterbackup.dataprotection.microsoft.com",
        &["backups", "restores"],
    ),
    (
        "Microsoft.Security/pricings",
        "microsoft-defender-operator",
        &["get", "list", "watch"],
        "",
        &["pods", "nodes"],
    ),
];

/// `GET /providers/Microsoft.ContainerService/operations`.
pub(crate) fn operations() -> Answer {
    let value: Vec<Value> = OPERATIONS
        .iter()
        .flat_map(|(kind, actions)| actions.iter().map(move |action| (*kind, *action)))
        .map(|(kind, action)| {
            json!({
                "name": format!("Microsoft.ContainerService/{kind}/{action}"),
                "display": {
                    "provider": "Microsoft Container Service",
                    "resource": kind,
                    "operation": action,
                    "description": format!("{action} on {kind}"),
                },
            })
        })
        .collect();
    Answer::json(200, json!({ "value": value })).plain()
}

/// `GET .../locations/L/trustedAccessRoles`.
pub(super) fn trusted_access_roles(location: &str) -> Result<Answer, Fault> {
    versions::check_location(location)?;
    let value: Vec<Value> = ROLES
        .iter()
        .map(|(source, name, verbs, group, resources)| {
            json!({
                "sourceResourceType": source,
                "name": name,
                "rules": [{
                    "verbs": verbs,
                    "apiGroups": [group],
                    "resources": resources,
                    "resourceNames": [],
                    "nonResourceURLs": [],
                }],
            })
        })
        .collect();
    Ok(Answer::json(200, json!({ "value": value })))
}

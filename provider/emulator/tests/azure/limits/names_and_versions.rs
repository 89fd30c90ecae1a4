//! Lines of names, versions and identities.

use serde_json::json;

use super::{assert_refused, at_the_line};
use crate::client::{Azure, GROUP, cluster, smallest};

#[test]
fn names_and_versions() {
    let azure = Azure::new();
    let name = |name: &str| azure.put(&cluster(name), smallest());
    for (beyond, within) in [
        ("my-windows-pool", "my-window-pool"),
        ("login1", "mylogin1"),
        ("a_", "a_b"),
        (&"a".repeat(64), &"a".repeat(63)),
    ] {
        assert_refused(name(beyond), "InvalidParameter", "resourceName", &json!(beyond));
        name(within).expect(201);
    }
    let prefix = |length: usize| {
        let mut body = smallest();
        body["properties"]["dnsPrefix"] = json!("a".repeat(length));
        body
    };
    assert_refused(azure.put(&cluster("p"), prefix(55)), "InvalidParameter", "dnsPrefix", &json!(55));
    azure.put(&cluster("p"), prefix(54)).expect(201);
    at_the_line(vec![
        (
            json!({"kubernetesVersion": "1.35.6"}),
            json!({"kubernetesVersion": "1.35.7"}),
            "K8sVersionNotSupported",
            "kubernetesVersion",
        ),
        (
            json!({"kubernetesVersion": "1.32"}),
            json!({"kubernetesVersion": "1.33"}),
            "K8sVersionNotSupported",
            "kubernetesVersion",
        ),
        (
            json!({"supportPlan": "AKSLongTermSupport"}),
            json!({"supportPlan": "AKSLongTermSupport", "sku": {"name": "Base", "tier": "Premium"}}),
            "BadRequest",
            "supportPlan",
        ),
        (
            json!({"pool": {"orchestratorVersion": "1.35.6"}}),
            json!({"pool": {"orchestratorVersion": "1.35.5"}}),
            "AgentPoolK8sVersionNotSupported",
            "agentPoolProfile.orchestratorVersion",
        ),
        (
            json!({"pool": {"orchestratorVersion": "1.36"}}),
            json!({"pool": {"orchestratorVersion": "1.34"}}),
            "NodePoolMcVersionIncompatible",
            "agentPoolProfile.orchestratorVersion",
        ),
        (
            json!({"identity": {"type": "UserAssigned"}}),
            json!({"identity": {"type": "UserAssigned", "userAssignedIdentities": {
                format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"): {},
            }}}),
            "InvalidIdentityValues",
            "identity.userAssignedIdentities",
        ),
    ]);
}

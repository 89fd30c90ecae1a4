//! The example `drift-ci`: its workflows do what they say, step by step, on the emulated Azure.

mod workflow;

use std::fs;

use acceptance::{Install, Outcome, Release, Terraform, World};

use self::workflow::{Ran, Service, run};

const NETWORK: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/\
                       Microsoft.Network";
const CLUSTER: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-drift/providers/\
                       Microsoft.ContainerService/managedClusters/drift";

/// What is set on the repository, or in the pipeline.
const VARIABLES: [(&str, &str); 6] = [
    ("ARM_CLIENT_ID", "00000000-0000-0000-0000-000000000000"),
    ("ARM_TENANT_ID", "00000000-0000-0000-0000-000000000000"),
    ("ARM_SUBSCRIPTION_ID", "00000000-0000-0000-0000-000000000000"),
    ("SERVICE_CONNECTION_ID", "00000000-0000-0000-0000-000000000000"),
    ("AKSOVERLAY_ENVIRONMENT", "emulated"),
    ("TF_VAR_environment", "emulated"),
];

#[test]
fn a_run_on_github_tells_drift_from_a_network_that_breaks_a_rule_and_from_nothing() -> Outcome {
    the_workflow_works(Service::GitHub, Release::V1_11, &["Plan", "Show", "Fail on broken rules"])
}

#[test]
fn a_run_on_azure_devops_tells_drift_from_a_network_that_breaks_a_rule_and_from_nothing() -> Outcome {
    the_workflow_works(
        Service::AzureDevOps,
        Release::V1_15,
        &["Terraform", "Plan", "Show", "Fail on broken rules"],
    )
}

fn the_workflow_works(service: Service, release: Release, steps: &[&str]) -> Outcome {
    let world = World::new(&Terraform::release(release)?, Install::Mirror)?;
    world.copy("examples/drift-ci")?;
    world.terraform(["init"]).succeed()?;
    world.apply()?;

    let nothing = run(service, &world, &VARIABLES)?;
    let all_pass: Vec<(String, i32)> = steps.iter().map(|step| ((*step).to_owned(), 0)).collect();
    assert_eq!(nothing.steps, all_pass);
    assert!(nothing.summary.starts_with("## No drift\n"), "{}", nothing.summary);

    // A subnet in the way of the pods: nothing for Terraform to change, and a rule broken.
    widen_and_add_subnet(&world)?;
    let broken = run(service, &world, &VARIABLES)?;
    assert_eq!(code(&broken, "Plan"), 0);
    assert_eq!(code(&broken, "Fail on broken rules"), 2);
    assert!(broken.summary.contains("pod-cidr-overlaps-subnet (R07)"), "{}", broken.summary);
    assert!(broken.summary.contains("**fail** `check.network`"), "{}", broken.summary);
    junit_has(&world, "failures", 2)?;

    // A tag of the cluster: drift, which Terraform's own exit code tells, and the last step has nothing to add.
    world
        .arm_emulator("delete", [format!("{NETWORK}/virtualNetworks/vnet-spoke/subnets/sneaky")])
        .succeed()?;
    world.arm_emulator("patch", [CLUSTER, r#"{"tags": {"owner": "a|b <i>`c`</i>"}}"#]).succeed()?;
    let drift = run(service, &world, &VARIABLES)?;
    assert_eq!(code(&drift, "Plan"), 2);
    assert!(!drift.steps.iter().any(|(step, _)| step == "Fail on broken rules"), "{drift:?}");
    assert!(drift.summary.starts_with("## Drift\n"), "{}", drift.summary);
    let row = r#"| `tags.owner` | `"platform"` | ``"a\|b <i>`c`</i>"`` | `"platform"` |"#;
    assert!(drift.summary.contains(row), "{}", drift.summary);
    junit_has(&world, "failures", 1)?;

    // An error: Terraform's 1, and a summary nevertheless.
    world.replace("main.tf", "10.244.0.0/18", "10.0.128.0/18")?;
    let failed = run(service, &world, &VARIABLES)?;
    assert_eq!(code(&failed, "Plan"), 1);
    assert!(failed.summary.starts_with("## The plan failed\n"), "{}", failed.summary);
    for left in ["drift.tfplan", "drift.json", "drift.jsonl"] {
        assert!(!world.dir().join(left).exists(), "{left} outlives the run");
    }
    Ok(())
}

#[test]
fn a_security_group_or_a_peering_that_breaks_a_rule_is_told_although_the_cluster_did_not_change() -> Outcome {
    let world = World::new(&Terraform::release(Release::V1_15)?, Install::Mirror)?;
    world.copy("examples/drift-ci")?;
    world.terraform(["init"]).succeed()?;
    world.apply()?;

    let rule = format!("{NETWORK}/networkSecurityGroups/nsg-nodes/securityRules/deny-all");
    let deny_all = format!(
        r#"[{{"id": "{rule}", "properties": {{
            "priority": 4096, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*",
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"
        }}}}]"#
    );
    world.write("deny-all.json", &deny_all)?;
    world.arm_emulator("seed", ["deny-all.json"]).succeed()?;
    let guarded = run(Service::GitHub, &world, &VARIABLES)?;
    assert_eq!(code(&guarded, "Plan"), 0);
    assert_eq!(code(&guarded, "Fail on broken rules"), 2);
    assert!(guarded.summary.contains("security-group-blocks-cluster (R24)"), "{}", guarded.summary);
    assert!(!guarded.summary.contains("pod-cidr-overlaps-connected-network"), "{}", guarded.summary);

    world.arm_emulator("delete", [rule]).succeed()?;
    let branch = format!("{NETWORK}/virtualNetworks/vnet-branch");
    let peering = |from: &str, to: &str| {
        format!(
            r#"{{"id": "{NETWORK}/virtualNetworks/{from}/virtualNetworkPeerings/to-{to}", "properties": {{
                "remoteVirtualNetwork": {{"id": "{NETWORK}/virtualNetworks/{to}"}}, "allowVirtualNetworkAccess": true
            }}}}"#
        )
    };
    let seed = format!(
        r#"[{{"id": "{branch}", "location": "westeurope", "properties": {{
            "addressSpace": {{"addressPrefixes": ["10.244.0.0/20"]}}
        }}}}, {}, {}]"#,
        peering("vnet-spoke", "vnet-branch"),
        peering("vnet-branch", "vnet-spoke"),
    );
    world.write("branch.json", &seed)?;
    world.arm_emulator("seed", ["branch.json"]).succeed()?;
    let peered = run(Service::GitHub, &world, &VARIABLES)?;
    assert_eq!(code(&peered, "Plan"), 0);
    assert_eq!(code(&peered, "Fail on broken rules"), 2);
    assert!(peered.summary.contains("pod-cidr-overlaps-connected-network"), "{}", peered.summary);
    assert!(!peered.summary.contains("security-group-blocks-cluster"), "{}", peered.summary);
    Ok(())
}

fn widen_and_add_subnet(world: &World) -> Outcome {
    let space = r#"{"properties": {"addressSpace": {"addressPrefixes": ["10.10.0.0/16", "10.244.0.0/16"]}}}"#;
    world
        .arm_emulator("patch", [format!("{NETWORK}/virtualNetworks/vnet-spoke").as_str(), space])
        .succeed()?;
    let subnet = format!(
        r#"[{{"id": "{NETWORK}/virtualNetworks/vnet-spoke/subnets/sneaky", "properties": {{"addressPrefix": "10.244.3.0/24"}}}}]"#
    );
    world.write("sneaky.json", &subnet)?;
    world.arm_emulator("seed", ["sneaky.json"]).succeed().map(drop)
}

fn code(ran: &Ran, name: &str) -> i32 {
    ran.steps.iter().find(|(step, _)| step == name).unwrap().1
}

/// The JUnit report is well-formed, its counts are those of its elements, and `attribute` of its root is `count`.
fn junit_has(world: &World, attribute: &str, count: u32) -> Outcome {
    let script = r#"
import sys, xml.etree.ElementTree as tree
root = tree.parse("drift.xml").getroot()
assert root.tag == "testsuites", root.tag
for suite in root:
    assert suite.tag == "testsuite" and suite.get("name"), suite.tag
    assert int(suite.get("tests")) == len(suite.findall("testcase"))
    for counted, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.get(counted)) == len(suite.findall("testcase/" + element)), suite.attrib
    for case in suite:
        assert case.tag == "testcase" and case.get("name") and case.get("classname"), case.attrib
for counted in ("tests", "failures", "errors"):
    assert int(root.get(counted)) == sum(int(suite.get(counted)) for suite in root), counted
print(root.get(sys.argv[1]))
"#;
    let printed = world.program("python3").args(["-c", script, attribute]).succeed()?.output;
    assert_eq!(
        printed.trim(),
        count.to_string(),
        "{}",
        fs::read_to_string(world.dir().join("drift.xml")).unwrap()
    );
    Ok(())
}

//! Role assignments and definitions, and managed identities.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, SUBSCRIPTION, subnet};

const PRINCIPAL: &str = "11111111-1111-1111-1111-111111111111";
const NETWORK_CONTRIBUTOR: &str = "4d97b98b-1d4f-4787-a291-c67834d212e7";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn assignment(scope: &str, name: u8) -> String {
    format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000{name:02}"
    )
}

fn grant(role: &str, principal: &str) -> Value {
    json!({"properties": {
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "principalId": principal,
        "principalType": "ServicePrincipal",
    }})
}

fn names(azure: &Azure, scope: &str, filter: &str) -> Vec<String> {
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter={filter}"
    );
    let list = azure.get(&path).expect(200);
    let all = list.at("value").as_array().unwrap();
    let mut names: Vec<String> = all.iter().map(|a| a["name"].as_str().unwrap()[34..].to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_role_is_assigned_at_a_subnet_and_taken_away() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[("a", "10.0.0.0/24")]);
    let path = assignment(&subnet("a"), 1);
    let made = azure.put(&path, grant(NETWORK_CONTRIBUTOR, PRINCIPAL)).expect(201);
    assert_eq!((made.text("id"), made.text("properties.scope")), (path.as_str(), subnet("a").as_str()));
    assert_eq!(made.text("type"), "Microsoft.Authorization/roleAssignments");
    assert_eq!(azure.get(&path).expect(200).body, made.body);
    azure.delete(&path).expect(200);
    azure.delete(&path).expect(204);
    assert_eq!(azure.get(&path).expect(404).text("error.code"), "RoleAssignmentNotFound");
}

#[test]
fn assignments_are_listed_at_above_and_below_a_scope() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[("a", "10.0.0.0/24"), ("b", "10.0.1.0/24")]);
    let other = "22222222-2222-2222-2222-222222222222";
    for (name, scope, principal) in [
        (1, SUBSCRIPTION, PRINCIPAL),
        (2, GROUP, other),
        (3, &subnet("a"), PRINCIPAL),
        (4, &subnet("b"), other),
    ] {
        azure.put(&assignment(scope, name), grant(READER, principal)).expect(201);
    }
    assert_eq!(names(&azure, GROUP, ""), ["01", "02", "03", "04"]);
    assert_eq!(names(&azure, GROUP, "atScope()"), ["01", "02"]);
    assert_eq!(names(&azure, &subnet("a"), "atScope()"), ["01", "02", "03"]);
    assert_eq!(names(&azure, GROUP, &format!("principalId%20eq%20%27{other}%27")), ["02", "04"]);
    assert_eq!(
        names(&azure, &subnet("b"), &format!("atScope()%20and%20assignedTo(%27{PRINCIPAL}%27)")),
        ["01"]
    );
}

#[test]
fn an_assignment_goes_with_what_it_is_for_and_not_with_a_write_of_it() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[("a", "10.0.0.0/24")]);
    let path = assignment(&subnet("a"), 1);
    let made = azure.put(&path, grant(READER, PRINCIPAL)).expect(201);
    azure.wait(&azure.put(&subnet("a"), json!({"properties": {"addressPrefix": "10.0.0.0/24"}})));
    assert_eq!(azure.get(&path).expect(200).body, made.body);
    azure.wait(&azure.delete(&subnet("a")));
    azure.get(&path).expect(404);
}

#[test]
fn assignments_that_azure_refuses() {
    let azure = Azure::new();
    azure.put(&assignment(GROUP, 1), grant(READER, PRINCIPAL)).expect(201);
    let code = |path: &str, body: Value, status: u16| {
        azure.put(path, body).expect(status).text("error.code").to_owned()
    };
    assert_eq!(code(&assignment(GROUP, 2), grant(READER, PRINCIPAL), 409), "RoleAssignmentExists");
    assert_eq!(
        code(&assignment(GROUP, 1), grant(NETWORK_CONTRIBUTOR, PRINCIPAL), 400),
        "RoleAssignmentUpdateNotPermitted"
    );
    assert_eq!(code(&assignment(GROUP, 3), grant(READER, "somebody"), 400), "InvalidPrincipalId");
    assert_eq!(code(&assignment(GROUP, 3), grant(PRINCIPAL, PRINCIPAL), 404), "RoleDefinitionDoesNotExist");
    let unnamed = format!("{GROUP}/providers/Microsoft.Authorization/roleAssignments/name");
    assert_eq!(code(&unnamed, grant(READER, PRINCIPAL), 400), "InvalidRoleAssignmentId");
    assert_eq!(code(&assignment(&subnet("none"), 3), grant(READER, PRINCIPAL), 404), "ResourceNotFound");
    let elsewhere = format!("{SUBSCRIPTION}/resourceGroups/none");
    assert_eq!(code(&assignment(&elsewhere, 3), grant(READER, PRINCIPAL), 404), "ResourceGroupNotFound");
    azure.put(&assignment(GROUP, 1), grant(READER, PRINCIPAL)).expect(200);
}

#[test]
fn roles_are_found_by_name_and_by_guid() {
    let azure = Azure::new();
    let roles = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions");
    let list = azure
        .get(&format!("{roles}?api-version=2022-04-01&$filter=roleName%20eq%20%27network%20contributor%27"))
        .expect(200);
    assert_eq!(list.at("value").as_array().unwrap().len(), 1);
    assert_eq!(list.text("value.0.id"), format!("{roles}/{NETWORK_CONTRIBUTOR}"));
    let tenant = azure
        .get(&format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}?api-version=2022-04-01"))
        .expect(200);
    assert_eq!(*tenant.at("properties.permissions.0.actions"), json!(["*/read"]));
    azure.get(&format!("{roles}/{PRINCIPAL}")).expect(404);
}

#[test]
fn a_role_of_ones_own_can_be_assigned() {
    let azure = Azure::new();
    let role = "33333333-3333-3333-3333-333333333333";
    let path = format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}");
    let body = json!({"properties": {
        "roleName": "joiner",
        "assignableScopes": [SUBSCRIPTION],
        "permissions": [{"actions": ["Microsoft.Network/virtualNetworks/subnets/join/action"]}],
    }});
    assert_eq!(azure.put(&path, body).expect(201).text("properties.type"), "CustomRole");
    azure.put(&assignment(GROUP, 1), grant(role, PRINCIPAL)).expect(201);
    azure.delete(&path).expect(200);
}

#[test]
fn an_identity_keeps_its_principal_and_trusts_one_audience_per_credential() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me");
    let made = azure.put(&path, json!({"location": "West Europe"})).expect(201);
    let again = azure.put(&path, json!({"location": "westeurope", "tags": {"a": "b"}})).expect(200);
    assert_eq!(made.at("properties"), again.at("properties"));
    let credential = format!("{path}/federatedIdentityCredentials/c");
    let trust = |audiences: Value| json!({"properties": {"issuer": "https://i", "subject": "s", "audiences": audiences}});
    azure.put(&credential, trust(json!(["api://AzureADTokenExchange"]))).expect(201);
    azure.put(&credential, trust(json!(["a", "b"]))).expect(400);
    let list = azure.get(&format!("{path}/federatedIdentityCredentials")).expect(200);
    assert_eq!(list.text("value.0.properties.subject"), "s");
    azure.delete(&path).expect(200);
    azure.get(&credential).expect(404);
    let orphan = azure.put(&credential, trust(json!(["a"]))).expect(404);
    assert_eq!(orphan.text("error.code"), "ParentResourceNotFound");
}

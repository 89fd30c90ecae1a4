//! What is asked for around a cluster, and how it is read.

use arm_client::{
    KubeconfigOf, KubeconfigQuery, LocalNetworkGatewayId, Location, NatGatewayId, NetworkSecurityGroupId,
    ResourceGroupId, RouteTableId, SubnetId, VirtualNetworkId,
};
use azure_core::http::Method;
use serde_json::{Value, json};

use crate::{
    CLUSTER,
    azure::{Azure, SIGNED, What},
    cluster_id, existing_cluster,
};

const NETWORK: &str = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Network";

fn answering(url_has: &'static str, body: Value) -> Azure {
    Azure::default().fault(Method::Get, url_has, 1, What::Answer(200, vec![], body))
}

#[tokio::test(start_paused = true)]
async fn a_security_group_has_the_user_s_rules_and_azure_s() {
    let rule = json!({"name": "deny", "properties": {"priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "10.244.0.0/16", "destinationPortRanges": ["80", "443"]}});
    let azure = Azure::default().with(
        &format!("{NETWORK}/networkSecurityGroups/nsg"),
        json!({"name": "nsg", "properties": {"securityRules": [rule], "defaultSecurityRules": [{"name": "DenyAllInBound", "properties": {"priority": 65500}}]}}),
    );
    let client = azure.client();
    let group =
        client.network_security_groups().get(&NetworkSecurityGroupId::new("sub", "rg", "nsg")).await.unwrap();
    let properties = group.properties.as_ref().unwrap();
    let rule = properties.security_rules.as_ref().unwrap()[0].properties.as_ref().unwrap();
    assert!(rule.access.as_ref().unwrap().is("Deny"));
    assert_eq!(rule.destination_port_ranges.as_deref(), Some(&["80".to_owned(), "443".to_owned()][..]));
    assert_eq!(
        properties.default_security_rules.as_ref().unwrap()[0].properties.as_ref().unwrap().priority,
        Some(65500)
    );
}

#[tokio::test(start_paused = true)]
async fn a_route_leads_to_an_appliance() {
    let route = json!({"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.1.0.4"}});
    let azure = Azure::default().with(
        &format!("{NETWORK}/routeTables/rt"),
        json!({"properties": {"disableBgpRoutePropagation": true, "routes": [route]}}),
    );
    let table = azure.client().route_tables().get(&RouteTableId::new("sub", "rg", "rt")).await.unwrap();
    let properties = table.properties.as_ref().unwrap();
    assert_eq!(properties.disable_bgp_route_propagation, Some(true));
    let route = properties.routes.as_ref().unwrap()[0].properties.as_ref().unwrap();
    assert_eq!(route.next_hop_ip_address.as_deref(), Some("10.1.0.4"));
}

#[tokio::test(start_paused = true)]
async fn gateways_are_read_with_their_addresses() {
    let azure = Azure::default()
        .with(
            &format!("{NETWORK}/natGateways/nat"),
            json!({"properties": {"idleTimeoutInMinutes": 4, "publicIpAddresses": [{"id": "ip"}]}}),
        )
        .with(
            &format!("{NETWORK}/localNetworkGateways/onprem"),
            json!({"properties": {"localNetworkAddressSpace": {"addressPrefixes": ["192.168.0.0/16"]}}}),
        );
    let client = azure.client();
    let nat = client.nat_gateways().get(&NatGatewayId::new("sub", "rg", "nat")).await.unwrap();
    assert_eq!(nat.properties.as_ref().unwrap().public_ip_addresses.as_ref().unwrap().len(), 1);
    let id = LocalNetworkGatewayId::new("sub", "rg", "onprem");
    let local = client.local_network_gateways().find(&id).await.unwrap().unwrap();
    let space = local.properties.as_ref().unwrap().local_network_address_space.clone().unwrap();
    assert_eq!(space.address_prefixes, Some(vec!["192.168.0.0/16".to_owned()]));
    assert_eq!(
        client.local_network_gateways().find(&LocalNetworkGatewayId::new("sub", "rg", "x")).await.unwrap(),
        None
    );
}

#[tokio::test(start_paused = true)]
async fn the_gateways_of_a_group_and_the_peerings_of_a_network_are_listed() {
    let azure = answering("/localNetworkGateways?", json!({"value": [{"name": "onprem"}]})).fault(
        Method::Get,
        "/virtualNetworks/hub/virtualNetworkPeerings?",
        1,
        What::Answer(
            200,
            vec![],
            json!({"value": [{"name": "to-spoke", "properties": {"peeringState": "Connected"}}]}),
        ),
    );
    let client = azure.client();
    let group = ResourceGroupId::new("sub", "rg");
    assert_eq!(
        client.local_network_gateways().list_by_resource_group(&group).collect_all().await.unwrap().len(),
        1
    );
    let hub = VirtualNetworkId::new("sub", "rg", "hub");
    let peerings = client.virtual_networks().list_peerings(&hub).collect_all().await.unwrap();
    assert!(peerings[0].properties.as_ref().unwrap().peering_state.as_ref().unwrap().is("Connected"));
}

#[tokio::test(start_paused = true)]
async fn machine_sizes_are_asked_for_by_region_and_tell_their_architecture() {
    let sku = json!({"resourceType": "virtualMachines", "name": "Standard_D4ps_v5", "locationInfo": [{"location": "eastus", "zones": ["1", "3"]}], "capabilities": [{"name": "CpuArchitectureType", "value": "Arm64"}], "restrictions": [{"type": "Zone", "restrictionInfo": {"zones": ["3"]}, "reasonCode": "NotAvailableForSubscription"}]});
    let azure = answering("/skus?", json!({"value": [sku]}));
    let skus = azure.client().compute_skus().list(&Location::new("East US")).collect_all().await.unwrap();
    assert_eq!(
        azure.seen(Method::Get, "")[0].url,
        "https://emulated.azure.invalid/subscriptions/sub/providers/Microsoft.Compute/skus?api-version=2021-07-01&\
         %24filter=location+eq+%27eastus%27"
    );
    assert_eq!(skus[0].capability("cpuArchitectureType"), Some("Arm64"));
    assert_eq!(skus[0].capability("vCPUs"), None);
    let restriction = &skus[0].restrictions.as_ref().unwrap()[0];
    assert_eq!(restriction.restriction_info.as_ref().unwrap().zones, Some(vec!["3".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn role_assignments_are_asked_for_at_the_resource_that_they_hold_for() {
    let assignment = json!({"properties": {"roleDefinitionId": "/providers/x/4d97b98b", "principalId": "p", "scope": "/subscriptions/sub"}});
    let azure = answering("roleAssignments", json!({"value": [assignment]}));
    let subnet = SubnetId::new("sub", "rg", "vnet", "nodes");
    let found =
        azure.client().role_assignments().list_for(&subnet.resource_id()).collect_all().await.unwrap();
    assert_eq!(found[0].properties.as_ref().unwrap().principal_id.as_deref(), Some("p"));
    assert!(azure.seen(Method::Get, "")[0].url.contains(
        "/subnets/nodes/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&%24filter=atScope%28%29"
    ));
}

#[tokio::test(start_paused = true)]
async fn a_kubeconfig_is_handed_over_and_shown_nowhere() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Post,
        "/listClusterAdminCredential?",
        1,
        What::Answer(200, vec![], json!({"kubeconfigs": [{"name": "clusterAdmin", "value": "S0VZ"}]})),
    );
    let client = azure.client();
    let kubeconfig = client.managed_clusters().kubeconfig(&cluster_id(), KubeconfigOf::Admin).await.unwrap();
    assert_eq!((kubeconfig.name(), kubeconfig.base64()), ("clusterAdmin", "S0VZ"));
    assert_eq!(format!("{kubeconfig:?}"), "Kubeconfig(clusterAdmin)");
}

#[tokio::test(start_paused = true)]
async fn a_kubeconfig_is_asked_for_in_the_form_that_was_wanted() {
    let answer = || What::Answer(200, vec![], json!({"kubeconfigs": [{"name": "n", "value": "S0VZ"}]}));
    let azure = Azure::default().fault(Method::Post, "", 2, answer());
    let client = azure.client();
    let query =
        |of| KubeconfigQuery { of, format: Some("azure".to_owned()), server_fqdn: Some("public".to_owned()) };
    for of in [KubeconfigOf::User, KubeconfigOf::Monitoring] {
        client.managed_clusters().kubeconfig(&cluster_id(), query(of)).await.unwrap();
    }
    let asked: Vec<String> = azure.seen(Method::Post, "").into_iter().map(|seen| seen.url).collect();
    assert!(asked[0].contains("/listClusterUserCredential?"), "{asked:?}");
    assert!(asked[0].ends_with("&format=azure&server-fqdn=public"), "{asked:?}");
    assert!(asked[1].contains("/listClusterMonitoringUserCredential?"), "{asked:?}");
    assert!(asked[1].ends_with("&server-fqdn=public") && !asked[1].contains("format="), "{asked:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_kubeconfig_is_an_error_that_quotes_nothing_of_it() {
    for body in [
        json!({"kubeconfigs": []}),
        json!({"kubeconfigs": "S0VZ"}),
        json!({"kubeconfigs": [{"name": "x", "value": ["S0VZ"]}]}),
    ] {
        let azure = Azure::default().fault(Method::Post, "", 1, What::Answer(200, vec![], body));
        let client = azure.client();
        let clusters = client.managed_clusters();
        let error = clusters.kubeconfig(&cluster_id(), KubeconfigOf::User).await.unwrap_err();
        assert!(error.to_string().contains("is not a kubeconfig"), "{error}");
        assert!(!format!("{error:?}").contains("S0VZ"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_command_is_followed_to_its_end_where_azure_says() {
    let link: &'static str = Box::leak(
        format!("https://emulated.azure.invalid{CLUSTER}/commandResults/1?{SIGNED}").into_boxed_str(),
    );
    let ended = json!({"id": "1", "properties": {"provisioningState": "Succeeded", "exitCode": 1, "logs": "no such node"}});
    let azure = Azure::default()
        .fault(Method::Post, "/runCommand?", 1, What::Answer(202, vec![("location", link)], Value::Null))
        .fault(Method::Get, "/commandResults/1", 3, What::Answer(202, vec![], Value::Null))
        .fault(Method::Get, "/commandResults/1", 1, What::Answer(200, vec![], ended));
    let client = azure.client();
    let result = client.managed_clusters().run_command(&cluster_id(), "kubectl get nodes").await.unwrap();
    let properties = result.properties.unwrap();
    assert_eq!((properties.exit_code, properties.logs.as_deref()), (Some(1), Some("no such node")));
    assert_eq!(azure.seen(Method::Post, "").len(), 1);
    assert!(azure.seen(Method::Get, "").iter().all(|seen| seen.url.ends_with(SIGNED)));
}

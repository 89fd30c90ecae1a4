//! Whatever is sent, the emulator answers and does not break.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::cell::RefCell;

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest};

/// Any JSON, leaning towards what clusters are made of.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "azure",
            "overlay",
            "kubenet",
            "10.0.0.0/8",
            "::/0",
            "0.0.0.0/0",
            "1.35",
            "1.35.7.9",
            "System",
            "IPv6",
            "westeurope",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(NAMES.to_vec()), inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

const NAMES: [&str; 20] = [
    "id",
    "name",
    "type",
    "location",
    "tags",
    "identity",
    "properties",
    "sku",
    "networkProfile",
    "agentPoolProfiles",
    "podCidr",
    "podCidrs",
    "serviceCidrs",
    "ipFamilies",
    "count",
    "maxPods",
    "addressSpace",
    "addressPrefixes",
    "subnets",
    "nodeLabels",
];

/// Places in a cluster where something else may be put.
const PLACES: [&str; 18] = [
    "/location",
    "/identity",
    "/identity/type",
    "/properties",
    "/properties/dnsPrefix",
    "/properties/kubernetesVersion",
    "/properties/networkProfile",
    "/properties/networkProfile/podCidr",
    "/properties/networkProfile/podCidrs",
    "/properties/networkProfile/serviceCidr",
    "/properties/networkProfile/dnsServiceIP",
    "/properties/networkProfile/ipFamilies",
    "/properties/networkProfile/loadBalancerProfile",
    "/properties/networkProfile/outboundType",
    "/properties/agentPoolProfiles",
    "/properties/agentPoolProfiles/0",
    "/properties/agentPoolProfiles/0/vnetSubnetID",
    "/properties/agentPoolProfiles/0/upgradeSettings",
];

thread_local! {
    // One world for all cases of a test: opening one costs more than a request.
    static AZURE: RefCell<Option<Azure>> = const { RefCell::new(None) };
}

/// A world in which everything is done by the next request.
fn hasty() -> Azure {
    Azure::with(|options| options.speed = 1e6)
}

fn with_azure<T>(act: impl FnOnce(&Azure) -> T) -> T {
    AZURE.with(|cell| act(cell.borrow_mut().get_or_insert_with(hasty)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_path_breaks_the_router(
        method in prop::sample::select(vec!["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
        segments in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "subscriptions", "00000000-0000-0000-0000-000000000000", "resourceGroups", "rg", "providers",
                    "Microsoft.ContainerService", "Microsoft.Network", "Microsoft.Features", "managedClusters", "c", "agentPools",
                    "virtualNetworks", "subnets", "locations", "operations", "operationresults", "features", "register", "abort",
                ]).prop_map(str::to_owned),
                "[a-zA-Z0-9%._-]{0,8}",
            ],
            0..10,
        ),
        version in prop::sample::select(vec!["2026-05-01", "2025-07-01", "2025-04-01", "2021-07-01", ""]),
        body in any_json(),
    ) {
        let path = format!("/{}?api-version={version}", segments.join("/"));
        let answer = with_azure(|azure| azure.send(method, &path, &[], Some(body)));
        prop_assert!(answer.status < 500, "{method} {path}: {}", answer.body);
    }

    #[test]
    fn no_cluster_breaks_the_service(place in prop::sample::select(PLACES.to_vec()), value in any_json(), update: bool) {
        with_azure(|azure| {
            let mut body = smallest();
            body["properties"]["networkProfile"] = json!({
                "podCidr": "10.244.0.0/16", "podCidrs": ["10.244.0.0/16"], "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10",
                "ipFamilies": ["IPv4"], "loadBalancerProfile": {}, "outboundType": "loadBalancer",
            });
            let pool = &mut body["properties"]["agentPoolProfiles"][0];
            pool["vnetSubnetID"] = json!("");
            pool["upgradeSettings"] = json!({});
            body["properties"]["kubernetesVersion"] = json!("1.35");
            if update {
                azure.put(&cluster("there"), smallest());
            }
            *body.pointer_mut(place).unwrap() = value;
            let name = if update { "there" } else { "new" };
            let answer = azure.put(&format!("{}?api-version=2023-10-01", cluster(name)), body.clone());
            assert!(answer.status < 500, "{body}: {}", answer.body);
            azure.delete(&cluster(name));
        });
    }

    #[test]
    fn no_other_body_breaks_a_handler(body in any_json(), kind in 0usize..5) {
        let path = [
            format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/v"),
            format!("{GROUP}/providers/Microsoft.Network/routeTables/r"),
            format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"),
            format!("{SUBSCRIPTION}/resourceGroups/other"),
            format!("{}/agentPools/extra", cluster("there")),
        ][kind].clone();
        let answer = with_azure(|azure| azure.put(&path, body.clone()));
        prop_assert!(answer.status < 500, "{body}: {}", answer.body);
    }
}

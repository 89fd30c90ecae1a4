use k8s_openapi::api::core::v1::Service;
use serde_json::{Value as Json, json};

use super::*;

const DUAL: &[&str] = &["IPv4", "IPv6"];

fn evaluate(
    name: &str,
    port: Value,
    families: &[&str],
    version: &str,
    os_sku: Option<&str>,
) -> Result<Value, FunctionError> {
    let families = families.iter().map(|family| Value::from(*family)).collect();
    let selector = Value::Map(BTreeMap::from([("app".to_owned(), "nginx".into())]));
    let os_sku = os_sku.map_or(Value::Null, Value::from);
    LoadBalancerServices.evaluate(&[
        name.into(),
        selector,
        port.into_dynamic(),
        Value::List(families),
        version.into(),
        os_sku,
    ])
}

fn services(families: &[&str], version: &str, os_sku: Option<&str>) -> Vec<Json> {
    let Json::Array(services) = json(&evaluate("web", 80.into(), families, version, os_sku).unwrap()) else {
        panic!("no list")
    };
    services
}

fn json(value: &Value) -> Json {
    match value.inner() {
        Value::String(text) => json!(text),
        Value::Number(number) => json!(number.to_i64()),
        Value::Object(members) | Value::Map(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
        Value::List(elements) | Value::Tuple(elements) => elements.iter().map(json).collect(),
        other => panic!("not in a manifest: {other:?}"),
    }
}

/// Whether Kubernetes' own type has every member of it: one that it has not is lost on the way through it.
fn is_a_service(manifest: &Json) -> bool {
    let read: Result<Service, _> = serde_json::from_value(manifest.clone());
    read.is_ok_and(|service| serde_json::to_value(service).unwrap() == *manifest)
}

#[test]
fn a_port_may_be_a_number_in_text() {
    let number = json(&evaluate("web", 80.into(), DUAL, "1.35", None).unwrap());
    assert_eq!(json(&evaluate("web", "80".into(), DUAL, "1.35", None).unwrap()), number);
    assert!(evaluate("web", "http".into(), DUAL, "1.35", None).is_err());
}

#[test]
fn every_manifest_is_a_service_as_kubernetes_defines_it() {
    let families: [&[&str]; 4] = [&["IPv4"], &["IPv6"], DUAL, &["ipv6", "ipv4"]];
    for families in families {
        for version in ["1.26.3", "1.27", "1.35.7"] {
            for os_sku in [None, Some("Ubuntu"), Some("AzureLinux3")] {
                for service in services(families, version, os_sku) {
                    assert!(is_a_service(&service), "{service:#}");
                }
            }
        }
    }
}

#[test]
fn a_member_that_kubernetes_does_not_know_would_be_noticed() {
    let mut service = services(DUAL, "1.35", None).remove(0);
    service["spec"]["externalTraficPolicy"] = json!("Local");
    assert!(!is_a_service(&service));
    let mut service = services(DUAL, "1.35", None).remove(0);
    service["spec"]["ports"][0]["port"] = json!("eighty");
    assert!(!is_a_service(&service));
}

#[test]
fn one_service_has_both_families() {
    let expected = json!([{
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "type": "LoadBalancer",
            "selector": {"app": "nginx"},
            "ports": [{"port": 80, "targetPort": 80, "protocol": "TCP"}],
            "ipFamilies": ["IPv4", "IPv6"],
            "ipFamilyPolicy": "RequireDualStack",
            "externalTrafficPolicy": "Cluster",
        },
    }]);
    assert_eq!(Json::Array(services(DUAL, "1.27", None)), expected);
}

#[test]
fn before_1_27_each_family_has_a_service_of_its_own() {
    let services = services(DUAL, "1.26.10", None);
    let told: Vec<_> = services
        .iter()
        .map(|service| (&service["metadata"]["name"], &service["spec"]["ipFamilies"]))
        .collect();
    assert_eq!(told, [(&json!("web"), &json!(["IPv4"])), (&json!("web-ipv6"), &json!(["IPv6"]))]);
    assert!(services.iter().all(|service| service["spec"]["ipFamilyPolicy"] == "SingleStack"));
}

#[test]
fn azure_linux_gets_ipv6_traffic_on_the_nodes_of_the_pods_alone() {
    let policies = |families: &[&str], version: &str, sku: Option<&str>| -> Vec<Json> {
        services(families, version, sku).iter().map(|s| s["spec"]["externalTrafficPolicy"].clone()).collect()
    };
    for sku in ["AzureLinux", "azurelinux3", "CBLMariner"] {
        assert_eq!(policies(DUAL, "1.35", Some(sku)), ["Local"], "{sku}");
        assert_eq!(policies(DUAL, "1.26", Some(sku)), ["Cluster", "Local"], "{sku}");
        assert_eq!(policies(&["IPv4"], "1.35", Some(sku)), ["Cluster"], "{sku}");
    }
    assert_eq!(policies(DUAL, "1.35", Some("Ubuntu2404")), ["Cluster"]);
}

#[test]
fn a_port_may_lead_to_another_one_by_number_or_name() {
    let port = |port: Value| {
        json(&evaluate("web", port, &["IPv4"], "1.35", None).unwrap())[0]["spec"]["ports"].clone()
    };
    let object = |target: Value| Value::object([("port", 80.into()), ("target_port", target)]);
    assert_eq!(port(object(8080.into())), json!([{"port": 80, "targetPort": 8080, "protocol": "TCP"}]));
    assert_eq!(port(object("http".into())), json!([{"port": 80, "targetPort": "http", "protocol": "TCP"}]));
    let udp = Value::object([("port", 53.into()), ("protocol", "udp".into()), ("name", "dns".into())]);
    assert_eq!(port(udp), json!([{"port": 53, "targetPort": 53, "protocol": "UDP", "name": "dns"}]));
}

#[test]
fn mistakes_name_the_argument_and_what_was_expected() {
    let refused = |result: Result<Value, FunctionError>| {
        let error = result.unwrap_err();
        (error.argument(), error.text().to_owned())
    };
    let cases = [
        (evaluate("Web", 80.into(), DUAL, "1.35", None), 0, "name is \"Web\""),
        (evaluate(&"w".repeat(59), 80.into(), DUAL, "1.26", None), 0, "expected 1 to 58"),
        (evaluate("web", 0.into(), DUAL, "1.35", None), 2, "expected a number from 1 to 65535"),
        (evaluate("web", Value::object([("prt", Value::from(80))]), DUAL, "1.35", None), 2, "\"prt\""),
        (evaluate("web", 80.into(), &["IPv4", "IPv5"], "1.35", None), 3, "ip_families[1] is \"IPv5\""),
        (evaluate("web", 80.into(), &["IPv4", "ipv4"], "1.35", None), 3, "each once"),
        (evaluate("web", 80.into(), &[], "1.35", None), 3, "ip_families is empty"),
        (evaluate("web", 80.into(), DUAL, "v1.35", None), 4, "kubernetes_version is \"v1.35\""),
    ];
    for (result, argument, text) in cases {
        let (at, said) = refused(result);
        assert_eq!(at, Some(argument), "{said}");
        assert!(said.contains(text), "{said}");
    }
}

#[test]
fn a_namespace_may_be_given_behind() {
    let arguments = |namespaces: &[&str]| {
        let selector = Value::Map(BTreeMap::from([("app".to_owned(), "nginx".into())]));
        let families = Value::List(vec!["IPv4".into()]);
        let mut all = vec![
            "web".into(),
            selector,
            Value::from(80).into_dynamic(),
            families,
            "1.35".into(),
            Value::Null,
        ];
        all.extend(namespaces.iter().map(|namespace| Value::from(*namespace)));
        LoadBalancerServices.evaluate(&all)
    };
    assert_eq!(json(&arguments(&["shop"]).unwrap())[0]["metadata"]["namespace"], "shop");
    assert_eq!(arguments(&["a", "b"]).unwrap_err().argument(), Some(7));
}

//! Services that every cluster has, with addresses of its service range.

use serde_json::{Value, json};

use super::{Kind, Store};
use crate::cidr;

pub(super) fn list(store: &Store<'_>) -> Vec<Value> {
    let draft = store.draft;
    let nth = |n: u32| {
        let range = cidr::parse(draft.text("networkProfile.serviceCidr"));
        range.and_then(|range| cidr::nth(&range, n)).map(|ip| ip.to_string()).unwrap_or_default()
    };
    let service = |namespace: &str, name: &str, address: String, ports: Value| {
        let mut object = store.object(Kind::Service, Some(namespace), name, store.born());
        object["spec"] = json!({
            "clusterIP": address,
            "clusterIPs": [address],
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "ports": ports,
            "type": "ClusterIP",
        });
        object
    };
    vec![
        service("default", "kubernetes", nth(1), json!([{"name": "https", "port": 443, "protocol": "TCP"}])),
        service(
            "kube-system",
            "kube-dns",
            draft.text("networkProfile.dnsServiceIP").to_owned(),
            json!([
                {"name": "dns", "port": 53, "protocol": "UDP"},
                {"name": "dns-tcp", "port": 53, "protocol": "TCP"},
            ]),
        ),
        service("kube-system", "metrics-server", nth(101), json!([{"port": 443, "protocol": "TCP"}])),
    ]
}

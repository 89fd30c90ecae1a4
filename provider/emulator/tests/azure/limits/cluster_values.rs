//! Lines of single values of clusters.

use serde_json::{Value, json};

use super::at_the_line;

#[test]
fn the_group_of_the_nodes_has_a_name_that_a_group_can_have() {
    let group = |name: &str| json!({ "nodeResourceGroup": name });
    let at = "nodeResourceGroup";
    at_the_line(vec![
        (group(&"g".repeat(81)), group(&"g".repeat(80)), "InvalidParameter", at),
        (group("a b"), group("a_b"), "InvalidParameter", at),
        (group("a."), group("a.(b)"), "InvalidParameter", at),
        (group("a/b"), group("a-b"), "InvalidParameter", at),
    ]);
}

#[test]
fn who_may_reach_the_api_server() {
    let ranges = |range: &str| json!({"apiServerAccessProfile": {"authorizedIPRanges": [range]}});
    let private = |ranges: Value| json!({"apiServerAccessProfile": {"enablePrivateCluster": true, "authorizedIPRanges": ranges}});
    let at = "apiServerAccessProfile.authorizedIPRanges";
    at_the_line(vec![
        (ranges("home"), ranges("1.2.3.4"), "InvalidParameter", at),
        (ranges("1.2.3.0/33"), ranges("1.2.3.0/24"), "InvalidParameter", at),
        (ranges("1.2.3.256"), ranges("0.0.0.0/32"), "InvalidParameter", at),
        (private(json!(["1.2.3.4/32"])), private(json!([])), "BadRequest", at),
    ]);
}

#[test]
fn the_autoscaler_chooses_pools_in_one_of_four_ways() {
    let expander = |way: &str| json!({"autoScalerProfile": {"expander": way}});
    let at = "autoScalerProfile.expander";
    at_the_line(vec![
        (expander("price"), expander("priority"), "InvalidParameter", at),
        (expander("most_pods"), expander("most-pods"), "InvalidParameter", at),
        (expander("waste"), expander("least-waste"), "InvalidParameter", at),
        (expander("randomly"), expander("random"), "InvalidParameter", at),
    ]);
}

#[test]
fn pods_stand_in_no_range_that_networks_cannot_use() {
    let four = |cidr: &str| json!({"network": {"podCidr": cidr}});
    let six = |cidr: &str| json!({"network": {"ipFamilies": ["IPv4", "IPv6"], "podCidrs": ["10.244.0.0/16", cidr]}});
    let at = "networkProfile.podCIDR";
    at_the_line(vec![
        (four("224.0.0.0/16"), four("198.18.0.0/16"), "BadRequest", at),
        (four("127.0.0.0/16"), four("126.0.0.0/16"), "BadRequest", at),
        (four("169.254.0.0/16"), four("169.253.0.0/16"), "BadRequest", at),
        (six("ff00::/64"), six("fd12:3456:789a::/64"), "BadRequest", at),
        (six("fe80::/64"), six("fd12:3456:789b::/64"), "BadRequest", at),
        (six("::/64"), six("fd12:3456:789c::/64"), "BadRequest", at),
    ]);
}

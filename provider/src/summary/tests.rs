//! Plans that Terraform made, and plans that it might make.

use serde_json::{Value, json};

use super::{
    classify::Class,
    junit, markdown,
    read::{self, Message, Plan},
    report::{Found, Report},
};

fn plan(members: Value) -> Plan {
    let mut document = json!({"format_version": "1.2", "terraform_version": "1.15.0", "configuration": {}});
    document.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    read::plan("plan.json".as_ref(), &document.to_string()).unwrap()
}

fn change(address: &str, actions: &[&str], before: Value, after: Value) -> Value {
    let resource_type = address.split('.').next().unwrap();
    json!({
        "address": address, "mode": "managed", "type": resource_type,
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {},
            "before_sensitive": {}, "after_sensitive": {}}
    })
}

fn report(members: Value) -> Report {
    Report::of(Some(&plan(members)), Vec::new())
}

fn classes(report: &Report) -> Vec<(&str, Class)> {
    report.entries.iter().map(|entry| (entry.address.as_str(), entry.class)).collect()
}

const CLUSTER: &str = "aksoverlay_cluster.this";

#[test]
fn what_others_changed_and_the_plan_leaves_alone_is_noise_and_nothing_found() {
    let scaled = |nodes: i64| json!({"system_pool": {"node_count": nodes}});
    let report = report(json!({
        "resource_drift": [change(CLUSTER, &["update"], scaled(3), scaled(5))],
        "resource_changes": [change(CLUSTER, &["no-op"], scaled(5), scaled(5))]
    }));
    assert_eq!(classes(&report), [(CLUSTER, Class::Noise)]);
    assert_eq!(report.found(), Found::Nothing);
    assert_eq!(report.entries[0].rows[0].path, "system_pool.node_count");
}

#[test]
fn what_others_changed_and_the_plan_puts_right_is_told_with_all_three_values() {
    let tagged = |owner: &str| json!({"tags": {"owner": owner}});
    let report = report(json!({
        "resource_drift": [change(CLUSTER, &["update"], tagged("us"), tagged("them"))],
        "resource_changes": [change(CLUSTER, &["update"], tagged("them"), tagged("us"))]
    }));
    assert_eq!(classes(&report), [(CLUSTER, Class::InPlace)]);
    let row = &report.entries[0].rows[0];
    assert_eq!(
        (row.was.as_deref(), row.is.as_str(), row.becomes.as_deref()),
        (Some("\"us\""), "\"them\"", Some("\"us\""))
    );
    assert_eq!((report.found(), report.headline()), (Found::Something, "Drift"));
}

#[test]
fn an_attribute_that_decides_about_security_is_more_serious_than_a_replacement() {
    let network = |policy: &str| json!({"network": {"policy": policy}});
    let report = report(json!({"resource_changes": [
        change("aksoverlay_node_pool.gone", &["delete"], json!({"name": "gone"}), Value::Null),
        change(CLUSTER, &["update"], network("none"), network("cilium")),
        change("aksoverlay_node_pool.new", &["create"], Value::Null, json!({"name": "new"})),
        change("aksoverlay_node_pool.other", &["delete", "create"], json!({"vm_size": "a"}), json!({"vm_size": "b"})),
        change("aksoverlay_resource_group.same", &["no-op"], json!({}), json!({})),
    ]}));
    assert_eq!(
        classes(&report),
        [
            (CLUSTER, Class::SecurityRelevant),
            ("aksoverlay_node_pool.gone", Class::ReplacedOrDestroyed),
            ("aksoverlay_node_pool.other", Class::ReplacedOrDestroyed),
            ("aksoverlay_node_pool.new", Class::InPlace),
        ]
    );
    assert_eq!(report.unchanged, ["aksoverlay_resource_group.same"]);
    assert_eq!(report.headline(), "The configuration is not applied");
}

#[test]
fn a_resource_that_others_deleted_is_created_again() {
    let report = report(json!({
        "resource_drift": [change(CLUSTER, &["delete"], json!({"name": "a"}), Value::Null)],
        "resource_changes": [change(CLUSTER, &["create"], Value::Null, json!({"name": "a"}))]
    }));
    assert_eq!(classes(&report), [(CLUSTER, Class::ReplacedOrDestroyed)]);
    assert_eq!(report.entries[0].action, "create again what others deleted");
}

#[test]
fn a_rule_that_speaks_at_a_resource_is_more_serious_than_anything() {
    let message: Message = serde_json::from_value(json!({
        "severity": "warning", "summary": "Pod CIDR overlaps", "address": CLUSTER,
        "detail": "Facts.\n\nRule: pod-cidr-overlaps-subnet (R07)"
    }))
    .unwrap();
    let plan = plan(json!({"resource_changes": [
        change(CLUSTER, &["update"], json!({"tags": {}}), json!({"tags": null}))
    ]}));
    let report = Report::of(Some(&plan), vec![message]);
    assert_eq!(classes(&report), [(CLUSTER, Class::RuleViolating)]);
    assert_eq!(
        (report.rules[0].code.as_str(), report.rules[0].number.as_str()),
        ("pod-cidr-overlaps-subnet", "R07")
    );
    assert!(report.messages.is_empty());
}

#[test]
fn a_change_around_a_cluster_that_breaks_a_rule_is_found_though_nothing_changes() {
    let finding = json!({"severity": "error", "code": "pod-cidr-overlaps-subnet", "number": "R07",
        "summary": "Pod CIDR 10.244.0.0/16 overlaps subnet \"new\"", "detail": "Why."});
    let values =
        json!({"findings": [finding], "unchecked": [{"what": "the route table", "reason": "Not allowed."}]});
    let report = report(json!({
        "resource_changes": [change(CLUSTER, &["no-op"], json!({}), json!({}))],
        "prior_state": {"values": {"root_module": {"child_modules": [{"resources": [{
            "address": "module.a.data.aksoverlay_network_plan.this", "mode": "data",
            "type": "aksoverlay_network_plan", "values": values
        }]}]}}}
    }));
    assert_eq!(report.found(), Found::Something);
    assert_eq!(report.headline(), "No drift in what Terraform manages, but around it");
    let markdown = markdown::write(&report);
    assert!(markdown.contains(
        "**error** pod-cidr-overlaps-subnet (R07) in `module.a.data.aksoverlay_network_plan.this`"
    ));
    assert!(markdown.contains("the route table: Not allowed."));
}

#[test]
fn what_is_only_worth_knowing_is_nothing_to_act_upon() {
    let finding = json!({"severity": "information", "code": "implied-default-ranges", "number": "R31"});
    let report = report(json!({
        "prior_state": {"values": {"root_module": {"resources": [{
            "address": "data.aksoverlay_network_plan.this", "mode": "data",
            "type": "aksoverlay_network_plan", "values": {"findings": [finding]}
        }]}}}
    }));
    assert_eq!(report.found(), Found::Nothing);
    assert!(markdown::write(&report).contains("### Worth knowing"));
    assert!(junit::write(&report).contains("failures=\"0\""));
}

#[test]
fn a_failed_check_is_told_once() {
    let message: Message = serde_json::from_value(
        json!({"severity": "warning", "summary": "Check block assertion failed", "detail": "It is so."}),
    )
    .unwrap();
    let plan = plan(json!({"checks": [{
        "address": {"kind": "check", "name": "network", "to_display": "check.network"}, "status": "fail",
        "instances": [{"address": {"to_display": "check.network"}, "status": "fail", "problems": [{"message": "It is so."}]}]
    }]}));
    let report = Report::of(Some(&plan), vec![message]);
    assert_eq!(markdown::write(&report).matches("It is so.").count(), 1);
    assert_eq!(report.found(), Found::Something);
}

#[test]
fn a_check_that_is_known_after_the_apply_does_not_fail() {
    let plan = plan(json!({"checks": [{
        "address": {"kind": "check", "name": "network", "to_display": "check.network"}, "status": "unknown", "instances": []
    }]}));
    let report = Report::of(Some(&plan), Vec::new());
    let text = markdown::write(&report);
    assert!(!text.contains("do not pass"), "{text}");
    assert!(text.contains("Checks that are known after the apply: `check.network`."), "{text}");
    assert_eq!(report.found(), Found::Nothing);
}

#[test]
fn a_plan_that_failed_is_told_by_its_messages_alone() {
    let lines = "{\"@level\":\"info\",\"type\":\"version\"}\n\n{\"diagnostic\":{\"severity\":\"error\",\"summary\":\"No\",\"detail\":\"d\"}}\n";
    let messages = read::messages("plan.jsonl".as_ref(), lines).unwrap();
    let report = Report::of(None, messages);
    assert_eq!((report.headline(), report.found()), ("The plan failed", Found::Something));
    assert!(junit::write(&report).contains("errors=\"1\""));
}

#[test]
fn what_is_no_plan_is_refused_with_one_line_that_says_what_it_is() {
    for (text, expected) in [
        ("", "not a plan as `terraform show -json PLANFILE` prints it (EOF"),
        ("[]", "not a plan as"),
        ("{}", "it has no format_version"),
        (
            r#"{"format_version":"2.0","configuration":{}}"#,
            "a plan in format 2.0, and only 1.x is understood",
        ),
        (r#"{"format_version":"1.0","values":{}}"#, "a state, not a plan"),
        (r#"{"format_version":"1.2","configuration":{},"resource_changes":[{}]}"#, "missing field `address`"),
    ] {
        let error = read::plan("plan.json".as_ref(), text).unwrap_err().to_string();
        assert!(error.starts_with("plan.json: ") && error.contains(expected), "{error}");
        assert_eq!(error.lines().count(), 1);
    }
    let error = read::messages("m".as_ref(), "{}\nterraform crashed\n").unwrap_err().to_string();
    assert!(error.starts_with("m: line 2 is none of `terraform plan -json`"), "{error}");
}

#[test]
fn a_plan_that_failed_tells_the_drift_that_it_found() {
    let policy = |policy: &str| json!({"network": {"policy": policy}});
    let plan = plan(json!({
        "errored": true,
        "resource_drift": [change(CLUSTER, &["update"], policy("cilium"), policy("none"))]
    }));
    let report = Report::of(Some(&plan), Vec::new());
    assert_eq!(classes(&report), [(CLUSTER, Class::SecurityRelevant)]);
    assert!(
        markdown::write(&report).contains("| `network.policy` | `\"cilium\"` | `\"none\"` | left as it is |")
    );
}

#[test]
fn what_the_cluster_and_the_data_source_say_alike_is_told_once() {
    let detail = "Why.\n\nRule: pod-cidr-overlaps-subnet (R07)";
    let message: Message = serde_json::from_value(
        json!({"severity": "warning", "summary": "It overlaps", "detail": detail, "address": CLUSTER}),
    )
    .unwrap();
    let finding = json!({"severity": "warning", "code": "pod-cidr-overlaps-subnet", "number": "R07",
        "summary": "It overlaps", "detail": detail});
    let plan = plan(json!({"prior_state": {"values": {"root_module": {"resources": [{
        "address": "data.aksoverlay_network_plan.this", "mode": "data",
        "type": "aksoverlay_network_plan", "values": {"findings": [finding]}
    }]}}}}));
    assert_eq!(Report::of(Some(&plan), vec![message]).rules.len(), 1);
}

#[test]
fn nulls_in_the_place_of_lists_are_lists_without_items() {
    let report = report(
        json!({"resource_changes": null, "checks": null, "output_changes": null, "prior_state": null}),
    );
    assert_eq!(report.found(), Found::Nothing);
}

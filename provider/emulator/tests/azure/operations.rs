//! Operations: headers, statuses, noise, conflicts, entity tags.

use serde_json::json;

use super::client::{Azure, cluster, smallest};

#[test]
fn a_put_names_its_operation_and_nothing_else() {
    let azure = Azure::new();
    let answer = azure.put(&cluster("c"), smallest()).expect(201);
    let url = answer.header("azure-asyncoperation").unwrap();
    assert!(url.starts_with("https://azure.test/subscriptions/"), "{url}");
    assert!(
        url.len() > 2500
            && url.contains("&t=")
            && url.contains("&c=MII")
            && url.contains("&s=")
            && url.contains("&h=")
    );
    assert_eq!((answer.header("location"), answer.header("retry-after")), (None, None));
}

#[test]
fn a_delete_names_both_its_status_and_its_result() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let answer = azure.delete(&cluster("c")).expect(202);
    let result = answer.header("location").unwrap().to_owned();
    assert_eq!(answer.header("retry-after"), None);
    azure.get(&result).expect(202);
    azure.wait(&answer);
    let done = azure.get(&result).expect(204);
    assert!(done.header("location").unwrap().contains("/operationresults/"));
}

#[test]
fn a_running_operation_speaks_in_free_texts() {
    let azure = Azure::new();
    let said = azure.wait(&azure.put(&cluster("c"), smallest()).expect(201));
    assert!(said.contains(&"ProvisionControlPlane".to_owned()), "{said:?}");
    assert!(said.contains(&"CreatingAgentPools: 2/3 nodes completed".to_owned()), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("Succeeded"));
}

#[test]
fn free_texts_can_be_switched_off() {
    let azure = Azure::with(|options| options.habits.free_text_statuses = false);
    let mut said = azure.wait(&azure.put(&cluster("c"), smallest()).expect(201));
    said.dedup();
    assert_eq!(said, ["InProgress", "Succeeded"]);
}

#[test]
fn some_succeeded_operations_still_show_an_error() {
    let azure = Azure::with(|options| options.speed = 100.0);
    let noisy: Vec<bool> = (0..60)
        .map(|n| {
            let made = azure.put(&cluster(&format!("c{n}")), smallest()).expect(201);
            azure.wait(&made);
            let last = azure.get(made.header("azure-asyncoperation").unwrap());
            assert_eq!(last.text("status"), "Succeeded");
            last.body.get("error").is_some()
        })
        .collect();
    let count = noisy.iter().filter(|n| **n).count();
    assert!((1..20).contains(&count), "{count} of 60");
}

#[test]
fn noise_can_be_switched_off() {
    let azure = Azure::with(|options| options.habits.error_noise = false);
    for n in 0..60 {
        let made = azure.put(&cluster(&format!("c{n}")), smallest()).expect(201);
        assert!(azure.get(made.header("azure-asyncoperation").unwrap()).body.get("error").is_none());
    }
}

#[test]
fn a_changed_operation_url_is_refused() {
    let azure = Azure::new();
    let answer = azure.put(&cluster("c"), smallest()).expect(201);
    let url = answer.header("azure-asyncoperation").unwrap();
    let rewritten = url.replace("api-version=2025-03-01", "api-version=2026-05-01");
    assert_eq!(azure.get(&rewritten).expect(403).text("error.code"), "InvalidOperationUrlSignature");
    azure.get(url).expect(200);
}

#[test]
fn nothing_else_may_be_done_while_an_operation_runs() {
    let azure = Azure::new();
    azure.put(&cluster("c"), smallest()).expect(201);
    let pool = format!("{}/agentPools/system", cluster("c"));
    for answer in [
        azure.put(&cluster("c"), smallest()),
        azure.patch(&cluster("c"), json!({"tags": {}})),
        azure.put(&pool, json!({"properties": {"count": 5}})),
    ] {
        let answer = answer.expect(409);
        assert_eq!(answer.text("code"), "OperationNotAllowed");
        assert!(
            answer.text("message").contains("in progress create managed cluster operation (operation ID: ")
        );
    }
}

#[test]
fn a_delete_preempts_a_running_create() {
    let azure = Azure::new();
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    azure.wait(&azure.delete(&cluster("c")).expect(202));
    azure.get(&cluster("c")).expect(404);
    let status = azure.get(created.header("azure-asyncoperation").unwrap()).expect(200);
    assert_eq!(status.text("status"), "Canceled");
}

#[test]
fn updates_that_nobody_asked_for_come_and_go() {
    let azure = Azure::with(|_| {});
    // One cluster in three is followed by one; the names decide.
    let mut moved = 0;
    for n in 0..9 {
        let name = format!("c{n}");
        let before = azure.cluster(&name, smallest());
        assert_eq!(before.text("properties.provisioningState"), "Succeeded");
        let states: Vec<String> = (0..20)
            .map(|_| azure.get(&cluster(&name)).text("properties.provisioningState").to_owned())
            .collect();
        assert_eq!(states.last().map(String::as_str), Some("Succeeded"));
        if states.contains(&"Updating".to_owned()) {
            moved += 1;
            assert_ne!(azure.get(&cluster(&name)).at("eTag"), before.at("eTag"));
        }
    }
    assert!((1..9).contains(&moved), "{moved} of 9");
}

#[test]
fn entity_tags_guard_writes() {
    let azure = Azure::new();
    let made = azure.cluster("c", smallest());
    let tag = made.text("eTag").to_owned();
    let put =
        |headers: &[(&str, &str)], name: &str| azure.send("PUT", &cluster(name), headers, Some(smallest()));
    assert_eq!(put(&[("if-none-match", "*")], "c").expect(412).text("code"), "PreconditionFailed");
    assert_eq!(put(&[("if-match", "*")], "d").expect(412).text("code"), "PreconditionFailed");
    assert_eq!(put(&[("if-match", "something else")], "c").expect(412).text("code"), "PreconditionFailed");
    assert_eq!(put(&[("if-none-match", "x")], "c").expect(400).text("code"), "BadRequest");
    put(&[("if-match", &tag), ("if-none-match", "*")], "c").expect(400);
    put(&[("if-none-match", "*")], "d").expect(201);
    put(&[("if-match", &tag)], "c").expect(200);
}

#[test]
fn a_hurried_client_may_be_told_to_come_back_soon() {
    let azure = Azure::with(|options| options.habits.retry_after = true);
    let made = azure.put(&cluster("c"), smallest()).expect(201);
    let poll = azure.get(made.header("azure-asyncoperation").unwrap());
    assert_eq!(poll.header("retry-after"), Some("1"));
}

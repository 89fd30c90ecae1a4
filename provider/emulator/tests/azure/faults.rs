//! Faults on request: what strikes, how often, and what it leaves behind.

use arm_emulator::{Emulator, FaultRule, JournalFilter, Options, Outside};
use bytes::Bytes;
use serde_json::{Value, json};
use std::path::Path;

use super::client::{Answer, Azure, GROUP, SUBSCRIPTION, cluster, smallest};

impl Azure {
    pub(crate) fn arm(&self, rule: Value) {
        Outside::open(self.dir.path()).unwrap().add_fault(&FaultRule::read(&rule).unwrap()).unwrap();
    }

    /// Sends a request whose connection is dropped.
    fn dropped(&self, method: &str, path: &str, body: &Value) -> bool {
        let uri = format!("https://azure.test{path}?api-version=2026-05-01");
        let request = http::Request::builder().method(method).uri(uri).body(Bytes::from(body.to_string()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.emulator.handle(request.unwrap())).is_err()
    }

    fn state(&self, path: &str) -> String {
        self.get(path).expect(200).text("properties.provisioningState").to_owned()
    }
}

pub(crate) fn world() -> Azure {
    Azure::with(|options| {
        options.habits.background_updates = false;
        options.habits.error_noise = false;
    })
}

#[test]
fn a_scripted_answer_comes_as_often_as_it_may_and_keeps_the_request_from_its_effect() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT", "path": "*/managedClusters/*"}, "times": 2,
        "answer": {"status": 429, "retry_after": 5},
    }));
    for _ in 0..2 {
        let refusal = azure.put(&cluster("c"), smallest()).expect(429);
        assert_eq!((refusal.text("code"), refusal.header("retry-after")), ("Throttled", Some("5")));
        azure.get(&cluster("c")).expect(404);
    }
    azure.put(&cluster("c"), smallest()).expect(201);
}

#[test]
fn an_answer_after_the_effect_hides_it() {
    let azure = world();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "answer": {"when": "after", "status": 504}}));
    let lost = azure.put(&cluster("c"), smallest()).expect(504);
    assert_eq!(lost.text("error.code"), "GatewayTimeout");
    assert_eq!(lost.header("x-ms-failure-cause"), Some("gateway"));
    azure.get(&cluster("c")).expect(200);
}

#[test]
fn a_connection_is_dropped_before_or_after_the_effect() {
    let azure = world();
    azure.arm(json!({"name": "before", "match": {"method": "PUT"}, "times": 1, "drop": "before"}));
    azure.arm(json!({"name": "after", "match": {"method": "PUT"}, "times": 1, "drop": "after"}));
    assert!(azure.dropped("PUT", &cluster("c"), &smallest()));
    azure.get(&cluster("c")).expect(404);
    assert!(azure.dropped("PUT", &cluster("c"), &smallest()));
    azure.get(&cluster("c")).expect(200);
    assert!(!azure.dropped("PUT", &cluster("d"), &smallest()));
}

#[test]
fn only_the_nth_matching_request_is_struck() {
    let azure = world();
    azure.arm(
        json!({"match": {"method": "GET", "path": "resourceGroups/*"}, "nth": 3, "answer": {"status": 503}}),
    );
    let answers: Vec<u16> = (0..5).map(|_| azure.get(GROUP).status).collect();
    assert_eq!(answers, [200, 200, 503, 200, 200]);
    azure.get(SUBSCRIPTION).expect(200);
}

#[test]
fn rules_are_about_type_version_and_headers() {
    let azure = world();
    let kind = "Microsoft.ContainerService/managedClusters";
    azure.arm(json!({
        "match": {"type": kind, "api_version": "2026-*", "headers": {"if-none-match": "*"}}, "drop": "before",
    }));
    azure.put(&cluster("c"), smallest()).expect(201);
    let ask = |path: &str, headers: &[(&str, &str)]| {
        let mut request = http::Request::get(format!("https://azure.test{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap())).is_err()
    };
    let condition = [("if-none-match", "x")];
    assert!(ask(&format!("{}?api-version=2026-05-01", cluster("c")), &condition));
    assert!(!ask(&format!("{}?api-version=2026-05-01", cluster("c")), &[]));
    assert!(!ask(&format!("{}?api-version=2025-05-01", cluster("c")), &condition));
    assert!(!ask(&format!("{}/agentPools/system?api-version=2026-05-01", cluster("c")), &condition));
}

#[test]
fn any_body_and_header_can_be_answered() {
    let azure = world();
    azure.arm(json!({
        "name": "json", "match": {"path": "managedClusters/a"},
        "answer": {"status": 200, "body": {"odd": true}, "headers": {"X-Proxy": "1", "cache-control": "public"}},
    }));
    azure.arm(json!({"name": "text", "match": {"path": "managedClusters/b"}, "answer": {"status": 502, "body": "<html>"}}));
    let answer = azure.get(&cluster("a")).expect(200);
    assert_eq!((answer.body.clone(), answer.header("x-proxy")), (json!({"odd": true}), Some("1")));
    assert_eq!(answer.headers.get_all("cache-control").iter().count(), 1);
    let request = http::Request::get(format!("https://x{}?api-version=2026-05-01", cluster("b")));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap())).unwrap();
    assert_eq!(
        (answer.body().as_ref(), answer.headers()["content-type"].as_bytes()),
        (&b"<html>"[..], &b"text/plain; charset=utf-8"[..])
    );
}

#[test]
fn a_header_that_is_given_replaces_the_one_that_the_answer_would_have() {
    let azure = world();
    azure.arm(json!({"answer": {"status": 503, "headers": {"x-ms-failure-cause": "service"}}}));
    let answer = azure.get(SUBSCRIPTION).expect(503);
    let causes: Vec<&[u8]> =
        answer.headers.get_all("x-ms-failure-cause").iter().map(|v| v.as_bytes()).collect();
    assert_eq!(causes, [b"service"]);
}

#[test]
fn an_answer_is_held_back_while_others_are_served() {
    let azure = world();
    azure.arm(json!({"match": {"path": "managedClusters/slow"}, "delay": 30}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ask = |name: &str| {
        let request = http::Request::get(format!("https://x{}?api-version=2026-05-01", cluster(name)));
        azure.emulator.handle(request.body(Bytes::new()).unwrap())
    };
    let first = runtime.block_on(async {
        tokio::select! {
            biased;
            _ = ask("slow") => "slow",
            _ = ask("quick") => "quick",
        }
    });
    assert_eq!(first, "quick");
}

#[test]
fn a_create_fails_with_the_given_error_and_the_cluster_stays_as_failed() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT"}, "times": 1,
        "operation": {"end": "failed", "code": "QuotaExceeded", "message": "Insufficient quota"},
    }));
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(azure.wait(&created).last().unwrap(), "Failed");
    let operation = azure.get(created.header("azure-asyncoperation").unwrap());
    assert_eq!(operation.at("error"), &json!({"code": "QuotaExceeded", "message": "Insufficient quota"}));
    assert_eq!(azure.state(&cluster("c")), "Failed");
    let again = azure.put(&cluster("c"), smallest()).expect(200);
    assert_eq!(azure.wait(&again).last().unwrap(), "Succeeded");
}

#[test]
fn a_delete_that_fails_leaves_what_was_to_go() {
    let azure = world();
    azure.cluster("c", smallest());
    azure.arm(json!({"match": {"method": "DELETE"}, "times": 1, "operation": {"end": "failed"}}));
    let gone = azure.delete(&cluster("c")).expect(202);
    assert_eq!(azure.wait(&gone).last().unwrap(), "Failed");
    assert_eq!(azure.state(&cluster("c")), "Failed");
    assert_eq!(azure.get(gone.header("location").unwrap()).status, 409);
    azure.delete(&cluster("c")).expect(202);
}

#[test]
fn a_pool_and_a_network_can_fail_too() {
    let azure = world();
    azure.cluster("c", smallest());
    azure.arm(json!({"match": {"method": "PUT"}, "operation": {"end": "failed", "code": "Broken"}}));
    let pool = format!("{}/agentPools/p", cluster("c"));
    let made = azure.put(&pool, json!({"properties": {"vmSize": "Standard_DS2_v2", "count": 1}})).expect(201);
    assert_eq!(azure.wait(&made).last().unwrap(), "Failed");
    assert_eq!((azure.state(&pool), azure.state(&cluster("c"))), ("Failed".into(), "Succeeded".into()));
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/v");
    let space = json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}});
    let made = azure.put(&network, space).expect(201);
    assert_eq!(azure.wait(&made).last().unwrap(), "Failed");
    assert_eq!(azure.get(made.header("azure-asyncoperation").unwrap()).text("error.code"), "Broken");
    assert_eq!(azure.state(&network), "Failed");
}

#[test]
fn a_group_that_could_not_be_deleted_is_as_it_was_and_its_job_says_why() {
    let azure = world();
    azure.arm(json!({"match": {"method": "DELETE"}, "operation": {"end": "failed", "code": "ScopeLocked"}}));
    let job = azure.delete(GROUP).expect(202).header("location").unwrap().to_owned();
    let end = (0..20).map(|_| azure.get(&job)).find(|answer| answer.status != 202).unwrap();
    assert_eq!((end.status, end.text("error.code")), (409, "ScopeLocked"));
    assert_eq!(azure.state(GROUP), "Succeeded");
}

#[test]
fn an_operation_is_cancelled_takes_longer_or_never_ends() {
    let azure = world();
    azure.cluster("c", smallest());
    let update = |tier: &str| {
        let mut body = smallest();
        body["sku"] = json!({"name": "Base", "tier": tier});
        azure.put(&cluster("c"), body).expect(200)
    };
    let usual = azure.wait(&update("Standard")).len();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"slower": 10}}));
    assert!(azure.wait(&update("Free")).len() > 8 * usual);
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "canceled"}}));
    assert_eq!(azure.wait(&update("Standard")).last().unwrap(), "Canceled");
    assert_eq!(azure.state(&cluster("c")), "Canceled");
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "never"}}));
    let url = update("Free").header("azure-asyncoperation").unwrap().to_owned();
    Outside::open(azure.dir.path()).unwrap().advance_clock(100 * 24 * 3600).unwrap();
    assert_eq!(azure.get(&url).text("status"), "InProgress");
    azure.post(&format!("{}/abort", cluster("c"))).expect(202);
}

#[test]
fn a_rule_about_a_kind_of_operation_leaves_other_operations_alone() {
    let azure = world();
    azure.arm(json!({"match": {"operation": "ClusterTags"}, "times": 1, "answer": {"status": 409}}));
    azure.cluster("c", smallest());
    let refused = azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(409);
    assert_eq!(refused.text("code"), "OperationNotAllowed");
    assert_eq!(*azure.get(&cluster("c")).at("tags"), Value::Null);
    azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(200);
}

#[test]
fn a_request_that_azure_refuses_does_not_use_up_a_rule_about_operations() {
    let azure = world();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "failed"}}));
    azure.put(&cluster("c"), json!({"location": "westeurope"})).expect(400);
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(azure.wait(&created).last().unwrap(), "Failed");
}

#[test]
fn an_update_begins_by_itself_and_changes_the_cluster() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT"}, "times": 1,
        "background_update": {"after": 70, "lasts": 120, "patch": {"properties": {"addonProfiles": {"extensionManager": {"enabled": true}}}}},
    }));
    azure.cluster("c", smallest());
    let states: Vec<String> = (0..12).map(|_| azure.state(&cluster("c"))).collect();
    let first = states.iter().position(|s| s == "Updating").unwrap();
    assert!(first > 0 && states.last().unwrap() == "Succeeded", "{states:?}");
    assert_eq!(
        *azure.get(&cluster("c")).at("properties.addonProfiles.extensionManager.enabled"),
        json!(true)
    );
}

/// A token, and what it is sent with.
pub(crate) fn token(azure: &Azure) -> (Answer, String) {
    let path = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fazure.test";
    let answer = azure.send("GET", path, &[("metadata", "true")], None).expect(200);
    let header = format!("Bearer {}", answer.text("access_token"));
    (answer, header)
}

#[test]
fn tokens_of_before_are_expired_and_new_ones_are_not() {
    let azure = world();
    let (_, old) = token(&azure);
    azure.arm(json!({"expired_token": true}));
    let ask = |bearer: &str| azure.send("GET", SUBSCRIPTION, &[("authorization", bearer)], None);
    let refusal = ask(&old).expect(401);
    assert_eq!(refusal.text("error.code"), "ExpiredAuthenticationToken");
    assert!(refusal.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!(ask("Bearer fixed").status, 401);
    ask(&token(&azure).1).expect(200);
    azure.get(SUBSCRIPTION).expect(200);
}

#[test]
fn a_write_with_an_expired_token_takes_no_effect() {
    let azure = world();
    let (_, old) = token(&azure);
    azure.arm(json!({"expired_token": true}));
    azure.send("PUT", &cluster("c"), &[("authorization", &old)], Some(smallest())).expect(401);
    azure.get(&cluster("c")).expect(404);
}

#[test]
fn a_rule_of_a_file_is_armed_by_the_clock_of_its_world() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    std::fs::write(&file, json!([{"name": "old", "expired_token": true}]).to_string()).unwrap();
    let azure = Azure::with(|options| options.faults_file = Some(file.clone()));
    let (_, new) = token(&azure);
    azure.send("GET", SUBSCRIPTION, &[("authorization", &new)], None).expect(200);
}

#[test]
fn tokens_are_good_for_as_long_as_a_rule_says() {
    let azure = world();
    azure.arm(json!({"token_lifetime": 60}));
    let (answer, bearer) = token(&azure);
    assert_eq!(answer.text("expires_in"), "60");
    let statuses: Vec<u16> =
        (0..4).map(|_| azure.send("GET", SUBSCRIPTION, &[("authorization", &bearer)], None).status).collect();
    assert_eq!(statuses, [200, 200, 401, 401]);
}

#[test]
fn a_skewed_clock_shows_in_dates_tokens_and_operations() {
    let azure = world();
    azure.arm(json!({"clock_skew": 3600}));
    let ahead = |answer: &Answer| answer.header("date").unwrap()[17..19].to_owned();
    assert_eq!(ahead(&azure.get(SUBSCRIPTION)), "01");
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    let operation = azure.get(created.header("azure-asyncoperation").unwrap());
    assert!(operation.text("startTime").starts_with("2026-11-22T01:"), "{}", operation.body);
    assert!(token(&azure).0.text("not_before").parse::<i64>().unwrap() > 1_795_305_600 + 3600);
    Outside::open(azure.dir.path()).unwrap().clear_faults(None).unwrap();
    assert_eq!(ahead(&azure.get(SUBSCRIPTION)), "00");
}

#[test]
fn delays_add_to_what_another_rule_decides_and_the_first_decision_stands() {
    let azure = world();
    azure.arm(json!({"name": "slow", "delay": 0.001}));
    azure.arm(json!({"name": "first", "answer": {"status": 503}, "times": 1}));
    azure.arm(json!({"name": "second", "answer": {"status": 502}, "times": 1}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ask = || {
        let request = http::Request::get(format!("https://x{SUBSCRIPTION}?api-version=2022-12-01"));
        runtime
            .block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap()))
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!([ask(), ask(), ask()], [503, 502, 200]);
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    let mut filter = JournalFilter::default();
    filter.fault = Some("second".into());
    let struck = outside.requests(&filter, 10).unwrap();
    assert_eq!(struck[0].fault.as_deref(), Some("slow, second"));
    assert_eq!((struck.len(), struck[0].status, struck[0].delay_ms), (1, 502, 1));
}

#[test]
fn a_rule_that_is_cleared_strikes_no_more() {
    let azure = world();
    azure.arm(json!({"name": "Off", "answer": {"status": 503}}));
    azure.get(SUBSCRIPTION).expect(503);
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    assert_eq!(outside.clear_faults(Some("off")).unwrap(), 1);
    azure.get(SUBSCRIPTION).expect(200);
    let unknown = outside.clear_faults(Some("off")).unwrap_err().to_string();
    assert_eq!(unknown, "no fault rule `off` is armed; `arm-emulator fault list` shows those that are");
}

/// Opens the world of a directory with a faults file, and asks once.
fn once(dir: &Path, file: &Path) -> u16 {
    let mut options = Options::new(dir.join("world"));
    options.faults_file = Some(file.to_owned());
    let emulator = Emulator::open(options).unwrap();
    let request = http::Request::get(format!("https://x{SUBSCRIPTION}?api-version=2022-12-01"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(emulator.handle(request.body(Bytes::new()).unwrap())).unwrap().status().as_u16()
}

#[test]
fn a_faults_file_is_armed_once_per_world_however_often_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    let write = |rules: Value| std::fs::write(&file, rules.to_string()).unwrap();
    write(json!([{"name": "once", "times": 1, "answer": {"status": 503}}]));
    assert_eq!([once(dir.path(), &file), once(dir.path(), &file)], [503, 200]);
    write(json!([{"name": "once", "times": 1, "answer": {"status": 502}}]));
    assert_eq!([once(dir.path(), &file), once(dir.path(), &file)], [502, 200]);
    write(json!([{"name": "always", "answer": {"status": 500}}]));
    assert_eq!(once(dir.path(), &file), 500);
    write(json!([]));
    assert_eq!(once(dir.path(), &file), 200);
}

#[test]
fn a_mistake_in_a_faults_file_names_file_entry_and_member() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    let refused = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut options = Options::new(dir.path().join("world"));
        options.faults_file = Some(file.clone());
        Emulator::open(options).unwrap_err().to_string().replace(&file.display().to_string(), "F")
    };
    assert_eq!(refused("["), "the emulator's faults file `F` is no valid JSON (line 1, column 1)");
    assert!(refused("{}").starts_with("the emulator's faults file `F` must hold a JSON list of fault rules"));
    assert_eq!(
        refused(r#"[{"delay": 1}]"#),
        "entry 1 of the emulator's faults file `F`: the fault rule: `name` is missing; expected a name, by which the rule is armed only once however many processes read the file"
    );
    let twice = refused(r#"[{"name": "a", "delay": 1}, {"name": "A", "delay": 1}]"#);
    assert!(twice.contains("entry 2") && twice.contains("`name` is \"A\"; expected another name"), "{twice}");
    let wrong = refused(r#"[{"name": "a", "answer": {"status": "429"}}]"#);
    assert!(
        wrong.contains("the fault rule `a`: `answer.status` is \"429\"; expected the HTTP status"),
        "{wrong}"
    );
    std::fs::remove_file(&file).unwrap();
    let mut options = Options::new(dir.path().join("world"));
    options.faults_file = Some(file.clone());
    assert!(Emulator::open(options).unwrap_err().to_string().contains("cannot be read: check the path"));
}

#[test]
fn a_rule_that_strikes_three_times_does_so_among_all_who_share_the_world() {
    let dir = tempfile::tempdir().unwrap();
    let rule = json!({"times": 3, "answer": {"status": 503}});
    Outside::open(dir.path().join("world")).unwrap().add_fault(&FaultRule::read(&rule).unwrap()).unwrap();
    let file = dir.path().join("none.json");
    std::fs::write(&file, "[]").unwrap();
    let struck: usize = std::thread::scope(|scope| {
        let ask = || (0..5).filter(|_| once(dir.path(), &file) == 503).count();
        let all: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(struck, 3);
}

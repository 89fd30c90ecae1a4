//! `ApplyResourceChange`: nothing that was made is forgotten.

use super::*;

async fn apply(prior: &Value, planned: &Value) -> (Value, tf::apply_resource_change::Response) {
    apply_on(&configured().await, prior, planned).await
}

async fn apply_on(
    service: &Service<Subject>,
    prior: &Value,
    planned: &Value,
) -> (Value, tf::apply_resource_change::Response) {
    let ty = Thing::ty();
    let request = tf::apply_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: message(prior, &ty),
        planned_state: message(planned, &ty),
        config: message(planned, &ty),
        planned_private: br#"{"from plan":1}"#.to_vec(),
        ..Default::default()
    };
    let response = service.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    (value(response.new_state.clone(), &ty), response)
}

#[tokio::test]
async fn a_failure_without_an_error_is_called_one() {
    let (state, response) = apply(&Value::Null, &Thing::planned("fails with a warning")).await;
    let summaries: Vec<_> =
        response.diagnostics.iter().map(|diagnostic| diagnostic.summary.as_str()).collect();
    assert_eq!(summaries, ["Hm", "Provider bug: it failed without an error"]);
    assert!(state.is_null());
}

#[tokio::test]
async fn a_create_answers_with_what_was_made() {
    let (state, response) = apply(&Value::Null, &Thing::planned("ok")).await;
    assert_eq!(state, Thing::made("ok"));
    assert_eq!(told(&response.diagnostics), "");
}

#[tokio::test]
async fn private_state_is_that_of_the_plan_with_what_the_create_added() {
    let (_, response) = apply(&Value::Null, &Thing::planned("ok")).await;
    let private: serde_json::Value = serde_json::from_slice(&response.private).unwrap();
    assert_eq!(private, serde_json::json!({ "from plan": 1, "noted": 7 }));
}

#[tokio::test]
async fn a_create_that_made_nothing_leaves_nothing() {
    let (state, response) = apply(&Value::Null, &Thing::planned("fails")).await;
    assert_eq!(state, Value::Null);
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
}

#[tokio::test]
async fn a_create_that_fails_later_answers_with_what_it_recorded() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made, then fails")).await;
    assert_eq!(state, Thing::state("made, then fails", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
}

#[tokio::test]
async fn a_create_that_panics_answers_with_what_it_recorded() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made, then panics")).await;
    assert_eq!(state, Thing::state("made, then panics", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: The provider failed unexpectedly");
    assert!(!response.private.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_create_that_never_ends_is_given_up_with_what_it_recorded() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made, then hangs")).await;
    assert_eq!(state, Thing::state("made, then hangs", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: The operation took too long");
    assert!(response.diagnostics[0].detail.contains("20 min"), "the default timeout");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_the_one_of_the_configuration() {
    let Value::Object(mut planned) = Thing::planned("made, then hangs") else { unreachable!("an object") };
    let timeouts =
        [("create", "90s".into()), ("read", Value::Null), ("update", Value::Null), ("delete", Value::Null)];
    planned.insert("timeouts".to_owned(), Value::object(timeouts));
    let (_, response) = apply(&Value::Null, &Value::Object(planned)).await;
    assert!(response.diagnostics[0].detail.contains("1 min 30 s"), "{}", response.diagnostics[0].detail);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_heeds_its_deadline_answers_by_itself() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made, then interrupted")).await;
    assert_eq!(state, Thing::made("made, then interrupted"));
    assert_eq!(told(&response.diagnostics), "warning: Not finished");
    assert!(response.diagnostics[0].detail.contains("timeout"));
}

#[tokio::test]
async fn a_stop_reaches_the_create_that_is_in_flight_and_no_other() {
    let service = std::sync::Arc::new(configured().await);
    let applying = tokio::spawn({
        let service = std::sync::Arc::clone(&service);
        async move { apply_on(&service, &Value::Null, &Thing::planned("made, then interrupted")).await }
    });
    tokio::task::yield_now().await;
    while !applying.is_finished() {
        let stop = Request::new(tf::stop_provider::Request {});
        assert_eq!(service.stop_provider(stop).await.unwrap().into_inner().error, "");
        tokio::task::yield_now().await;
    }
    let (state, response) = applying.await.unwrap();
    assert_eq!(state, Thing::made("made, then interrupted"));
    assert_eq!(told(&response.diagnostics), "warning: Not finished");
    assert!(response.diagnostics[0].detail.contains("stopped on request"));
    let (_, later) = apply_on(&service, &Value::Null, &Thing::planned("ok")).await;
    assert_eq!(told(&later.diagnostics), "");
}

#[tokio::test(start_paused = true)]
async fn a_stop_while_a_create_polls_answers_with_what_it_recorded() {
    let service = configured().await;
    let planned = Thing::planned("made, then polled");
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_secs(40)).await;
        service.stop_provider(Request::new(tf::stop_provider::Request {})).await.unwrap();
    };
    let ((state, response), ()) = tokio::join!(apply_on(&service, &Value::Null, &planned), stop);
    assert_eq!(state, Thing::state("made, then polled", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: Stopped waiting for the thing to settle");
    assert!(!response.private.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_reaches_the_deadline_names_the_setting_to_raise() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made, then polled")).await;
    assert_eq!(state, Thing::state("made, then polled", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: Gave up waiting for the thing to settle");
    assert!(response.diagnostics[0].detail.contains("more than 20 min with timeouts.create"));
}

#[tokio::test]
async fn a_create_that_gives_up_on_a_stop_answers_with_what_it_recorded() {
    let service = std::sync::Arc::new(configured().await);
    let applying = tokio::spawn({
        let service = std::sync::Arc::clone(&service);
        async move { apply_on(&service, &Value::Null, &Thing::planned("made, then gives up")).await }
    });
    while !applying.is_finished() {
        tokio::task::yield_now().await;
        service.stop_provider(Request::new(tf::stop_provider::Request {})).await.unwrap();
    }
    let (state, response) = applying.await.unwrap();
    assert_eq!(state, Thing::state("made, then gives up", "made".into(), Value::Null));
    assert_eq!(told(&response.diagnostics), "error: Given up");
    assert!(!response.private.is_empty());
}

#[tokio::test]
async fn when_terraform_hangs_up_the_create_is_told_and_comes_to_its_end() {
    let stop = crate::stop::Stop::default();
    let service = Service::with_stop(Subject, stop.clone());
    configure(&service, "ready").await;
    let planned = Thing::planned("made, then interrupted");
    let hung_up = tokio::select! {
        biased;
        _ = apply_on(&service, &Value::Null, &planned) => false,
        () = async { for _ in 0..10 { tokio::task::yield_now().await } } => true,
    };
    assert!(hung_up);
    // Nothing is in flight any more once the create heard of it.
    stop.idle().await;
}

#[tokio::test]
async fn a_result_that_is_not_the_plan_is_called_a_bug_and_stored_all_the_same() {
    let (state, response) = apply(&Value::Null, &Thing::planned("made as something else")).await;
    assert_eq!(state, Thing::made("something else"));
    assert_eq!(told(&response.diagnostics), "error at act: Provider bug: invalid result after apply");
}

#[tokio::test]
async fn a_create_sees_write_only_values_and_the_state_does_not() {
    let act = "named by its secret";
    let Value::Object(mut config) = Thing::config(act) else { unreachable!("an object") };
    config.insert("secret".to_owned(), "hush".into());
    let ty = Thing::ty();
    let request = tf::apply_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: message(&Value::Null, &ty),
        planned_state: message(&Thing::planned(act), &ty),
        config: message(&Value::Object(config), &ty),
        ..Default::default()
    };
    let response =
        configured().await.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(value(response.new_state, &ty), Thing::state(act, "hush".into(), "1".into()));
}

#[tokio::test]
async fn an_update_answers_with_the_new_state() {
    let planned = Thing::state("ok", "made".into(), Value::unknown());
    let (state, response) = apply(&Thing::made("before"), &planned).await;
    assert_eq!(state, Thing::state("ok", "made".into(), "2".into()));
    assert_eq!(told(&response.diagnostics), "");
}

#[tokio::test]
async fn an_update_that_fails_keeps_the_prior_state() {
    let planned = Thing::state("fails", "made".into(), Value::unknown());
    let (state, response) = apply(&Thing::made("before"), &planned).await;
    assert_eq!(state, Thing::made("before"));
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
}

#[tokio::test]
async fn an_update_that_fails_half_way_answers_with_what_it_recorded() {
    let planned = Thing::state("half done, then fails", "made".into(), Value::unknown());
    let (state, _) = apply(&Thing::made("before"), &planned).await;
    assert_eq!(state, Thing::state("before", "made".into(), "half".into()));
}

#[tokio::test]
async fn a_delete_leaves_nothing() {
    let (state, response) = apply(&Thing::made("ok"), &Value::Null).await;
    assert_eq!(state, Value::Null);
    assert_eq!(told(&response.diagnostics), "");
}

#[tokio::test]
async fn a_delete_that_fails_keeps_the_state() {
    let (state, response) = apply(&Thing::made("fails"), &Value::Null).await;
    assert_eq!(state, Thing::made("fails"));
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
}

#[tokio::test]
async fn without_a_configured_provider_nothing_is_changed() {
    let service = Service::new(Subject);
    let (_, response) = apply_on(&service, &Value::Null, &Thing::planned("ok")).await;
    assert_eq!(told(&response.diagnostics), "error: The provider is not configured");
}

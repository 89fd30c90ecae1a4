//! What is sent again, how often, and after which wait: every kind of write against every kind of failure.

use std::{collections::BTreeMap, time::Duration};

use arm_client::{ArmClient, ArmError};
use azure_core::http::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    CLUSTER,
    azure::{Azure, Habits, What},
    cluster_id, existing_cluster, new_cluster,
};

/// Everything that the client can ask of a cluster.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Get,
    Create,
    Update,
    Tag,
    Delete,
    Stop,
    Abort,
    Run,
    Credentials,
}

use Ask::{Abort, Create, Credentials, Delete, Get, Run, Stop, Tag, Update};

const ALL: [Ask; 9] = [Get, Create, Update, Tag, Delete, Stop, Abort, Run, Credentials];
/// What must not happen twice.
const ACTIONS: [Ask; 3] = [Stop, Abort, Run];

impl Ask {
    fn method(self) -> Method {
        match self {
            Get => Method::Get,
            Create | Update => Method::Put,
            Tag => Method::Patch,
            Delete => Method::Delete,
            Stop | Abort | Run | Credentials => Method::Post,
        }
    }

    async fn of(self, client: &ArmClient) -> Result<(), ArmError> {
        let (clusters, id) = (client.managed_clusters(), cluster_id());
        let tags = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
        match self {
            Get => clusters.get(&id).await.map(drop),
            Create => clusters.begin_create(&id, &new_cluster()).await.map(drop),
            Update => clusters.begin_update(&id, |it| it.tags = Some(tags.clone())).await.map(drop),
            Tag => clusters.begin_update_tags(&id, &tags).await.map(drop),
            Delete => clusters.begin_delete(&id).await.map(drop),
            Stop => clusters.begin_stop(&id).await.map(drop),
            Abort => clusters.begin_abort(&id).await.map(drop),
            Run => clusters.run_command(&id, "kubectl get nodes").await.map(drop),
            Credentials => clusters.kubeconfig(&id, arm_client::KubeconfigOf::Admin).await.map(drop),
        }
    }
}

/// How a question went whose first `times` requests failed with `what`: its end, the requests of its kind, the time.
async fn ask(ask: Ask, times: usize, what: &What) -> (Result<(), ArmError>, usize, Duration) {
    let azure = Azure::default()
        .habits(Habits { unattended: true, ..Habits::default() })
        .fault(ask.method(), "managedClusters/c1", times, what.clone())
        .fault(
            Method::Post,
            "/runCommand",
            usize::MAX,
            What::Answer(200, vec![], json!({"properties": {"provisioningState": "Succeeded"}})),
        )
        .fault(
            Method::Post,
            "/listClusterAdminCredential",
            usize::MAX,
            What::Answer(200, vec![], json!({"kubeconfigs": [{"name": "clusterAdmin", "value": "eA=="}]})),
        );
    let azure = if matches!(ask, Create) { azure } else { azure.with(CLUSTER, existing_cluster()) };
    let began = Instant::now();
    let result = ask.of(&azure.client()).await;
    // A read of the resource on the way of a write is no repetition of it.
    (result, azure.seen(ask.method(), "managedClusters/c1").len(), began.elapsed())
}

fn answer(status: u16, code: &str, message: &str) -> What {
    What::Answer(status, vec![], json!({"code": code, "message": message}))
}

fn throttled(header: &'static str, value: &'static str) -> What {
    What::Answer(429, vec![(header, value)], json!({"code": "Throttled", "message": "slow down"}))
}

#[tokio::test(start_paused = true)]
async fn what_azure_refused_before_it_could_take_effect_is_sent_again_whatever_it_is() {
    let expired = answer(401, "ExpiredAuthenticationToken", "expired");
    for what in [throttled("retry-after", "7"), What::Refuse, expired] {
        for it in ALL {
            let (result, requests, _) = ask(it, 1, &what).await;
            assert!(result.is_ok() && requests == 2, "{it:?} after {what:?}: {requests}, {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_that_may_have_taken_effect_is_never_sent_again() {
    let gateway = [408, 500, 502, 503, 504].map(|status| answer(status, "InternalServerError", "m"));
    for what in gateway.into_iter().chain([What::DropBefore, What::DropAfter, What::TimeOut]) {
        for it in ACTIONS {
            let (result, requests, _) = ask(it, 1, &what).await;
            assert!(result.unwrap_err().is_outcome_unknown(), "{it:?} after {what:?}");
            assert_eq!(requests, 1, "{it:?} after {what:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_question_whose_answer_was_lost_is_asked_again() {
    let gateway = [408, 500, 502, 503, 504].map(|status| answer(status, "InternalServerError", "m"));
    for what in gateway.into_iter().chain([What::DropBefore, What::TimeOut]) {
        for it in [Get, Credentials] {
            let (result, requests, _) = ask(it, 2, &what).await;
            assert!(result.is_ok() && requests == 3, "{it:?} after {what:?}: {requests}, {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_never_arrived_is_sent_again() {
    let gateway = [500, 502, 503, 504].map(|status| answer(status, "InternalServerError", "m"));
    for what in gateway.into_iter().chain([What::DropBefore]) {
        for it in [Create, Update, Tag, Delete] {
            let (result, requests, _) = ask(it, 1, &what).await;
            assert!(result.is_ok() && requests == 2, "{it:?} after {what:?}: {requests}, {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_write_and_a_deletion_that_took_effect_unseen_are_recognised_and_not_sent_again() {
    for what in [What::DropAfter, What::TimeOut] {
        for it in [Create, Update, Delete] {
            let (result, requests, _) = ask(it, 1, &what).await;
            assert!(result.is_ok() && requests == 1, "{it:?} after {what:?}: {requests}, {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_meets_another_operation_is_sent_again_when_that_has_ended() {
    let running =
        answer(409, "OperationNotAllowed", "there's an in progress update managed cluster operation");
    let mismatch = answer(409, "EtagMismatch", "Operation is not allowed: Another operation is in progress");
    for what in [running, mismatch] {
        for it in [Create, Update, Tag, Delete, Stop] {
            let (result, requests, _) = ask(it, 3, &what).await;
            assert!(result.is_ok() && requests == 4, "{it:?} after {what:?}: {requests}, {result:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_to_abort_is_told_at_once() {
    let ended = answer(409, "OperationNotAllowed", "there is no in progress operation to abort");
    let (result, requests, elapsed) = ask(Abort, 1, &ended).await;
    assert_eq!((result.unwrap_err().status(), requests, elapsed), (Some(409), 1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_changed_etag_makes_an_update_read_again_and_a_creation_fail() {
    let changed = answer(412, "PreconditionFailed", "etag");
    let (result, requests, _) = ask(Update, 2, &changed).await;
    assert!(result.is_ok() && requests == 3);
    let (result, requests, _) = ask(Create, 1, &changed).await;
    assert!(result.unwrap_err().is_already_exists() && requests == 1);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    for (status, code) in
        [(400, "BadRequest"), (400, "OperationNotAllowed"), (403, "AuthorizationFailed"), (409, "Conflict")]
    {
        for it in ALL {
            let (result, requests, elapsed) = ask(it, 1, &answer(status, code, "no")).await;
            assert_eq!(result.unwrap_err().status(), Some(status), "{it:?}");
            assert_eq!((requests, elapsed), (1, Duration::ZERO), "{it:?} after {status} {code}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_is_the_one_that_azure_asks_for_in_each_form_or_our_own() {
    for (what, milliseconds) in [
        (throttled("retry-after", "7"), 7000),
        (throttled("retry-after-ms", "700"), 700),
        (throttled("x-ms-retry-after-ms", "70"), 70),
        (throttled("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"), 0),
        (throttled("retry-after", "soon"), 4000),
        (throttled("x-other", "1"), 4000),
        (What::Refuse, 500),
        (answer(401, "ExpiredAuthenticationToken", "m"), 0),
        (What::DropBefore, 1000),
        (What::Answer(503, vec![("retry-after", "9")], Value::Null), 9000),
    ] {
        let (result, _, elapsed) = ask(Get, 1, &what).await;
        assert!(result.is_ok());
        assert_eq!(elapsed, Duration::from_millis(milliseconds), "{what:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_never_gets_better_is_given_up_after_a_bounded_number_of_tries() {
    for (what, it, most) in [
        (answer(500, "InternalServerError", "m"), Get, 5),
        (answer(500, "InternalServerError", "m"), Create, 5),
        (answer(500, "InternalServerError", "m"), Update, 5),
        (answer(500, "InternalServerError", "m"), Tag, 5),
        (answer(500, "InternalServerError", "m"), Delete, 5),
        (throttled("retry-after", "1"), Update, 11),
        (throttled("retry-after", "1"), Stop, 11),
        (What::Refuse, Get, 9),
        (answer(401, "InvalidAuthenticationToken", "m"), Create, 2),
    ] {
        let (result, requests, _) = ask(it, usize::MAX, &what).await;
        assert!(result.is_err());
        assert_eq!(requests, most, "{it:?} with {what:?}");
    }
}

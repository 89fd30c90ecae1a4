//! Who asks too much is told to wait, and is let through after that.

use arm_emulator::{Emulator, Options};
use bytes::Bytes;
use serde_json::json;
use std::path::Path;

use super::client::{Answer, Azure, SUBSCRIPTION, cluster, smallest};

/// A world by the wall clock, at a pace at which nothing refills while the test runs.
fn slow() -> Azure {
    Azure::with(|options| {
        options.deterministic = None;
        options.speed = 0.001;
    })
}

/// The first refusal among `count` requests, and how many came before it.
fn refused(count: usize, mut ask: impl FnMut() -> Answer) -> (usize, Answer) {
    let mut answers = (0..count).map(|n| (n, ask()));
    answers.find(|(_, answer)| answer.status == 429).expect("nothing was throttled")
}

#[test]
fn the_sixty_first_look_at_a_cluster_is_throttled_in_the_shape_of_aks() {
    let azure = slow();
    azure.put(&cluster("c"), smallest()).expect(201);
    let (before, refusal) = refused(70, || azure.get(&cluster("c")));
    assert_eq!((before, refusal.text("code")), (60, "Throttled"));
    assert_eq!(refusal.header("retry-after"), Some("1000"));
    assert_eq!(refusal.header("x-ms-failure-cause"), None);
    azure.get(&cluster("another")).expect(404);
}

#[test]
fn looks_at_what_is_not_there_count() {
    let azure = slow();
    assert_eq!(refused(70, || azure.get(&cluster("none"))).0, 60);
}

#[test]
fn a_cluster_is_written_twenty_times_at_once_and_a_pool_of_it_as_often() {
    let azure = slow();
    azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(refused(30, || azure.put(&cluster("c"), smallest())).0, 19);
    let pool = format!("{}/agentPools/p", cluster("c"));
    assert_eq!(refused(30, || azure.put(&pool, json!({}))).0, 20);
}

#[test]
fn a_client_that_waits_as_told_is_let_through() {
    let azure = Azure::with(|options| {
        options.deterministic = None;
        options.speed = 10.0;
    });
    let (_, refusal) = refused(2000, || azure.get(&cluster("none")));
    assert_eq!(refusal.header("retry-after"), Some("1"));
    std::thread::sleep(std::time::Duration::from_secs(1));
    azure.get(&cluster("none")).expect(404);
}

#[test]
fn in_a_deterministic_world_the_wait_passes_at_once() {
    // A token comes after a thousand seconds, fifty times as many as the clock moves with each request.
    let azure = Azure::with(|options| options.speed = 0.001);
    let (_, refusal) = refused(70, || azure.get(&cluster("none")));
    assert_ne!(refusal.header("retry-after"), None);
    azure.get(&cluster("none")).expect(404);
}

#[test]
fn a_refused_request_draws_nothing_and_leaves_a_line_in_the_journal() {
    let azure = slow();
    for _ in 0..65 {
        azure.get(&cluster("none"));
    }
    let journal = arm_emulator::Outside::open(azure.dir.path()).unwrap().journal(0, 1000).unwrap();
    assert_eq!(journal.iter().filter(|entry| entry.status == 429).count(), 5);
}

/// What is left of a subscription's reads after one more.
fn left(azure: &Azure, subscription: &str) -> i64 {
    let answer = azure.get(subscription);
    answer.header("x-ms-ratelimit-remaining-subscription-global-reads").unwrap().parse().unwrap()
}

#[test]
fn what_is_left_of_the_subscriptions_budget_stands_in_every_answer() {
    let azure = slow();
    assert_eq!([(); 2].map(|()| left(&azure, SUBSCRIPTION)), [16_499, 16_498]);
}

#[test]
fn every_subscription_has_a_budget_of_its_own() {
    let azure = slow();
    left(&azure, SUBSCRIPTION);
    assert_eq!(left(&azure, "/subscriptions/11111111-1111-1111-1111-111111111111"), 16_499);
}

#[test]
fn without_throttling_a_budget_is_not_drawn_on() {
    let azure = Azure::with(|options| {
        options.deterministic = None;
        options.speed = 0.001;
        options.habits.throttling = false;
    });
    assert_eq!([(); 2].map(|()| left(&azure, SUBSCRIPTION)), [16_499, 16_499]);
}

#[test]
fn an_exhausted_subscription_is_throttled_by_the_gateway() {
    let azure = Azure::with(|options| {
        options.deterministic = None;
        options.speed = 0.000_001;
    });
    let path = format!("{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v");
    let (before, refusal) = refused(12_100, || azure.delete(&path));
    assert_eq!((before, refusal.text("error.code")), (12_000, "SubscriptionRequestsThrottled"));
    assert_eq!(refusal.header("x-ms-failure-cause"), Some("gateway"));
    assert_eq!(refusal.header("x-ms-ratelimit-remaining-subscription-global-deletes"), Some("0"));
    assert!(refusal.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    azure.get(SUBSCRIPTION).expect(200);
}

#[test]
fn throttling_can_be_switched_off() {
    let azure = Azure::with(|options| {
        options.speed = 0.001;
        options.habits.throttling = false;
    });
    for _ in 0..70 {
        azure.get(&cluster("none")).expect(404);
    }
}

/// How many of `count` looks at a cluster that is not there are let through.
fn let_through(dir: &Path, count: usize) -> usize {
    let mut options = Options::new(dir);
    options.speed = 0.001;
    let emulator = Emulator::open(options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let uri = format!("https://x{}?api-version=2026-05-01", cluster("none"));
    let look = || {
        let request = http::Request::get(&uri).body(Bytes::new()).unwrap();
        runtime.block_on(emulator.handle(request)).unwrap().status() != 429
    };
    (0..count).filter(|_| look()).count()
}

#[test]
fn all_who_share_a_world_draw_on_the_same_buckets() {
    let dir = tempfile::tempdir().unwrap();
    let through: usize = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| let_through(dir.path(), 25))).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(through, 60);
}

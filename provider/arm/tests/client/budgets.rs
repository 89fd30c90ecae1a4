//! Azure's limits, kept from our side. The Azure here counts as AKS does and refuses what is too much.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use arm_client::{ArmClient, ArmClientOptions, ManagedClusterId};
use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request, StatusCode, headers::Headers};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use crate::{azure::Azure, new_cluster};

/// An Azure whose operations never end and whose buckets are those of
/// <https://learn.microsoft.com/azure/aks/quotas-skus-regions>.
#[derive(Clone, Debug, Default)]
struct Counting(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    /// Tokens left and when they were counted, by bucket.
    buckets: BTreeMap<String, (f64, Option<Instant>)>,
    refused: usize,
    /// When each path was asked for.
    asked: BTreeMap<String, Vec<Instant>>,
    remaining_reads: Option<u32>,
}

impl Counts {
    fn admits(&mut self, bucket: String, size: f64, per_second: f64) -> bool {
        let now = Instant::now();
        let (tokens, counted) = self.buckets.entry(bucket).or_insert((size, None));
        let passed = counted.map_or(Duration::ZERO, |counted| now - counted);
        (*tokens, *counted) = ((*tokens + passed.as_secs_f64() * per_second).min(size), Some(now));
        let admitted = *tokens >= 1.0;
        if admitted {
            *tokens -= 1.0;
        }
        admitted
    }
}

#[async_trait]
impl HttpClient for Counting {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let path = request.url().path().to_owned();
        let mut counts = self.0.lock().unwrap();
        counts.asked.entry(path.clone()).or_default().push(Instant::now());
        let admitted = match request.method() {
            _ if path.contains("/operations/") => counts.admits("status".into(), 200.0, 2.0),
            Method::Get => counts.admits(format!("GET {path}"), 60.0, 1.0),
            Method::Put => counts.admits(format!("PUT {path}"), 20.0, 1.0 / 60.0),
            _ => true,
        };
        let mut headers = Headers::new();
        if let Some(remaining) = counts.remaining_reads {
            headers.insert("x-ms-ratelimit-remaining-subscription-global-reads", remaining.to_string());
        }
        let (status, body) = match request.method() {
            _ if !admitted => {
                counts.refused += 1;
                headers.insert("retry-after", "60");
                (429, json!({"code": "Throttled", "message": "m"}))
            }
            Method::Put => {
                let name = path.rsplit('/').next().unwrap();
                headers.insert("azure-asyncoperation", format!("https://emulated.azure.invalid/subscriptions/sub/providers/Microsoft.ContainerService/locations/eastus/operations/{name}?s=x"));
                (201, json!({"properties": {"provisioningState": "Creating"}}))
            }
            _ if path.contains("/operations/") => (200, json!({"status": "InProgress"})),
            _ => (200, json!({"properties": {"provisioningState": "Updating"}})),
        };
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body.to_string().into_bytes()))
    }
}

fn client(transport: Arc<dyn HttpClient>) -> ArmClient {
    ArmClient::new(ArmClientOptions { transport, ..Azure::default().options() })
}

fn cluster(number: usize) -> ManagedClusterId {
    ManagedClusterId::new("sub", "rg", format!("c{number}"))
}

#[tokio::test(start_paused = true)]
async fn a_hundred_operations_polled_for_an_hour_stay_under_azure_s_limit_and_none_is_forgotten() {
    let azure = Counting::default();
    let client = client(Arc::new(azure.clone()));
    let hour = Duration::from_secs(3600);
    let polled: Vec<_> = (0..100)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move {
                let created = client.managed_clusters().begin_create(&cluster(number), &new_cluster()).await;
                timeout(hour, created.unwrap().wait()).await.is_err()
            })
        })
        .collect();
    for waited in polled {
        assert!(waited.await.unwrap(), "the operation never ends");
    }
    let counts = azure.0.lock().unwrap();
    assert_eq!(counts.refused, 0);
    let polls = counts.asked.iter().filter(|(path, _)| path.contains("/operations/"));
    let rarest = polls.map(|(_, times)| times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()).max();
    assert!(rarest.unwrap() < Duration::from_secs(90), "{rarest:?}");
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_reads_of_one_cluster_stays_under_its_limit() {
    let azure = Counting::default();
    let client = client(Arc::new(azure.clone()));
    let reads: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.managed_clusters().get(&cluster(1)).await.map(drop) })
        })
        .collect();
    for read in reads {
        read.await.unwrap().unwrap();
    }
    assert_eq!(azure.0.lock().unwrap().refused, 0);
}

#[tokio::test(start_paused = true)]
async fn reads_of_different_clusters_do_not_wait_for_each_other() {
    let client = client(Arc::new(Counting::default()));
    let began = Instant::now();
    for number in 0..500 {
        client.managed_clusters().get(&cluster(number)).await.unwrap();
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn when_one_request_is_throttled_the_others_of_its_kind_do_not_try_before_the_time() {
    let azure = Counting::default();
    let client = client(Arc::new(azure.clone()));
    let mut first = client.managed_clusters().begin_create(&cluster(1), &new_cluster()).await.unwrap();
    let mut second = client.managed_clusters().begin_create(&cluster(2), &new_cluster()).await.unwrap();
    // Somebody else has used up the bucket, for minutes.
    azure.0.lock().unwrap().buckets.insert("status".into(), (-1000.0, Some(Instant::now())));
    let _ = timeout(Duration::from_secs(1), first.wait()).await;
    assert_eq!(azure.0.lock().unwrap().refused, 1);
    let _ = timeout(Duration::from_secs(50), second.wait()).await;
    assert_eq!(azure.0.lock().unwrap().refused, 1);
}

#[tokio::test(start_paused = true)]
async fn reads_are_spread_out_while_the_subscription_has_few_left() {
    let azure = Counting::default();
    azure.0.lock().unwrap().remaining_reads = Some(12);
    let client = client(Arc::new(azure.clone()));
    let began = Instant::now();
    for number in 0..11 {
        client.managed_clusters().get(&cluster(number)).await.unwrap();
    }
    assert!(began.elapsed() >= Duration::from_secs(25), "{:?}", began.elapsed());

    azure.0.lock().unwrap().remaining_reads = Some(12_000);
    client.managed_clusters().get(&cluster(11)).await.unwrap();
    let began = Instant::now();
    for number in 12..50 {
        client.managed_clusters().get(&cluster(number)).await.unwrap();
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
}

/// Takes a second for each answer and counts how many it works on at a time.
#[derive(Debug, Default)]
struct Slow {
    now: AtomicUsize,
    most: AtomicUsize,
}

#[async_trait]
impl HttpClient for Slow {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        sleep(Duration::from_secs(1)).await;
        self.now.fetch_sub(1, Ordering::SeqCst);
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(200), Headers::new(), b"{}".to_vec()))
    }
}

#[tokio::test(start_paused = true)]
async fn only_so_many_requests_are_on_their_way_at_a_time() {
    let slow = Arc::new(Slow::default());
    let client = client(Arc::clone(&slow) as Arc<dyn HttpClient>);
    let reads: Vec<_> = (0..200)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.managed_clusters().get(&cluster(number)).await.map(drop) })
        })
        .collect();
    for read in reads {
        read.await.unwrap().unwrap();
    }
    assert_eq!(slow.most.load(Ordering::SeqCst), 24);
}

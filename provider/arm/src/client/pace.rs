//! Staying under Azure's limits, instead of running into them and waiting.
//!
//! AKS counts requests in buckets: each holds so many, and refills at a rate
//! (<https://learn.microsoft.com/azure/aks/quotas-skus-regions>). The client keeps the same buckets, a tenth smaller,
//! because others ask too. Resource Manager tells how much is left of the subscription's own budget
//! (<https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling>); when that runs
//! low, requests of the kind are spread out.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use azure_core::http::{Method, headers::Headers};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use super::Call;

/// Requests on their way at one time.
const IN_FLIGHT: usize = 24;
/// A remaining budget of the subscription below this is low.
const LOW: u64 = 100;
/// While the budget is low: one request of the kind in this time. The smallest of the budgets that there have been, 12,000
/// reads or 1,200 writes an hour, refills at about this rate.
const SPREAD: Duration = Duration::from_secs(3);
/// How long a low budget is remembered.
const LOW_FOR: Duration = Duration::from_secs(60);
/// So many buckets are kept before full ones are forgotten.
const KEPT: usize = 1024;

/// What the client knows of Azure's limits.
#[derive(Debug)]
pub(super) struct Pace {
    /// How many times faster than Azure's the clock of the other side runs.
    speed: f64,
    known: Mutex<Known>,
    in_flight: Semaphore,
}

#[derive(Debug, Default)]
struct Known {
    buckets: HashMap<Bucket, Instant>,
    /// Until when the subscription's budget for a kind counts as low.
    low: HashMap<Kind, Instant>,
}

/// What Azure counts together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Bucket {
    /// Status of operations, for the whole subscription.
    OperationStatus,
    /// Lists of clusters.
    List(String),
    /// Reads of one resource of AKS.
    Read(String),
    /// Full writes of one cluster or pool.
    Write(String),
    /// Everything else about one resource of AKS.
    Other(String),
    /// All requests of a kind, while their budget is low.
    Kind(Kind),
}

/// What Resource Manager counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Reads,
    Writes,
    Deletes,
}

impl Pace {
    pub(super) fn new(speed: f64) -> Self {
        Self { speed, known: Mutex::default(), in_flight: Semaphore::new(IN_FLIGHT) }
    }

    /// Takes a place in line; gives the wait until it is this request's turn.
    pub(super) fn take_turn(&self, call: &Call) -> Duration {
        let now = Instant::now();
        let kind = Kind::of(call.method);
        let mut known = self.known();
        let low = known.low.get(&kind).is_some_and(|until| now < *until);
        let buckets = Bucket::of(call).into_iter().chain(low.then_some(Bucket::Kind(kind)));
        let wait = buckets.map(|bucket| self.draw(&mut known, bucket, now)).max();
        wait.unwrap_or_default()
    }

    /// A place among the requests on their way, given back when dropped.
    pub(super) async fn depart(&self) -> Option<SemaphorePermit<'_>> {
        self.in_flight.acquire().await.ok()
    }

    /// Azure refused this request for now: the next ones of the same bucket need not ask before.
    pub(super) fn refused(&self, call: &Call, wait: Duration) {
        let Some(bucket) = Bucket::of(call) else { return };
        let until = Instant::now() + wait + self.depth(&bucket);
        let (_, own_place) = self.limit(&bucket);
        let mut known = self.known();
        let full_again = known.buckets.entry(bucket).or_insert(until);
        *full_again = full_again.checked_sub(own_place).map_or(until, |others| others.max(until));
    }

    /// Reads how much is left of the subscription's budget.
    pub(super) fn observe(&self, method: Method, headers: &Headers) {
        let kind = Kind::of(method);
        let remaining = kind
            .headers()
            .into_iter()
            .find_map(|name| headers.get_optional_string(&name.into())?.trim().parse::<u64>().ok());
        match remaining {
            Some(remaining) if remaining < LOW => {
                self.known().low.insert(kind, Instant::now() + LOW_FOR.div_f64(self.speed));
            }
            Some(_) => drop(self.known().low.remove(&kind)),
            None => {}
        }
    }

    /// A bucket is kept as the time when it will be full again.
    fn draw(&self, known: &mut Known, bucket: Bucket, now: Instant) -> Duration {
        let (_, interval) = self.limit(&bucket);
        let depth = self.depth(&bucket);
        if known.buckets.len() > KEPT {
            known.buckets.retain(|_, full_again| now < *full_again);
        }
        let full_again = known.buckets.entry(bucket).or_insert(now);
        let reached = (*full_again).max(now);
        *full_again = reached + interval;
        reached.duration_since(now).saturating_sub(depth)
    }

    /// The time that a bucket takes to fill but for one place.
    fn depth(&self, bucket: &Bucket) -> Duration {
        let (size, interval) = self.limit(bucket);
        interval * (size - 1)
    }

    /// Places in a bucket, and the time in which one more comes free: Azure's, less a tenth.
    fn limit(&self, bucket: &Bucket) -> (u32, Duration) {
        let (size, seconds) = match bucket {
            Bucket::OperationStatus => (180, 0.5 / 0.9),
            Bucket::List(_) | Bucket::Read(_) | Bucket::Other(_) => (54, 1.0 / 0.9),
            Bucket::Write(_) => (18, 60.0 / 0.9),
            Bucket::Kind(_) => (1, SPREAD.as_secs_f64()),
        };
        (size, Duration::from_secs_f64(seconds / self.speed))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bucket {
    fn of(call: &Call) -> Option<Self> {
        let path = call.url.path().trim_end_matches('/').to_ascii_lowercase();
        let (scope, rest) = path.split_once("/providers/microsoft.containerservice/")?;
        let segments: Vec<&str> = rest.split('/').collect();
        Some(match (call.method, segments.as_slice()) {
            (_, ["locations", _, "operations" | "operationresults", ..]) => Self::OperationStatus,
            (_, ["managedclusters"]) => Self::List(scope.to_owned()),
            (Method::Get, ["managedclusters", _] | ["managedclusters", _, "agentpools", _]) => {
                Self::Read(path)
            }
            (Method::Put, ["managedclusters", ..]) => Self::Write(path),
            (_, ["managedclusters", ..]) => Self::Other(format!("{} {path}", call.method)),
            _ => return None,
        })
    }
}

impl Kind {
    fn of(method: Method) -> Self {
        match method {
            Method::Get | Method::Head => Self::Reads,
            Method::Delete => Self::Deletes,
            _ => Self::Writes,
        }
    }

    /// Azure has told this under two names; the newer one stands first.
    fn headers(self) -> [&'static str; 2] {
        match self {
            Self::Reads => [
                "x-ms-ratelimit-remaining-subscription-global-reads",
                "x-ms-ratelimit-remaining-subscription-reads",
            ],
            Self::Writes => [
                "x-ms-ratelimit-remaining-subscription-global-writes",
                "x-ms-ratelimit-remaining-subscription-writes",
            ],
            Self::Deletes => [
                "x-ms-ratelimit-remaining-subscription-global-deletes",
                "x-ms-ratelimit-remaining-subscription-deletes",
            ],
        }
    }
}

//! The emulator in this process.

use std::{fs, path::Path, time::Duration};

use arm_emulator::Emulator;
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::world::{World, body, cluster, clusters, group, options};

/// Of each measurement; the best counts.
const RUNS: usize = 5;

/// Microseconds.
pub(crate) struct Costs {
    pub(crate) group: f64,
    pub(crate) cluster: f64,
    pub(crate) create: f64,
    pub(crate) update: f64,
    pub(crate) open_new: f64,
    pub(crate) open: f64,
}

pub(crate) fn costs(world: &World) -> Costs {
    let azure = Azure::open(world);
    // What is written would still be settling while lists are read.
    let written = World::with_clusters(10);
    let writable = Azure::open(&written);
    let scratch = TempDir::new().expect("a temporary directory");
    let mut made = 0;
    Costs {
        group: best(500, || azure.ok(&group_uri())),
        cluster: best(500, || azure.ok(&uri(&cluster(7)))),
        create: best(20, || {
            made += 1;
            writable.put(&cluster(1_000 + made));
        }),
        update: best(20, || writable.put(&cluster(7))),
        open_new: best_of(own_time, 10, || {
            made += 1;
            Emulator::open(options(scratch.path().join(made.to_string()))).expect("a new world");
        }),
        open: opening(world),
    }
}

/// Opening a world that is there, in microseconds.
pub(crate) fn opening(world: &World) -> f64 {
    best_of(own_time, 50, || {
        Emulator::open(world.options()).expect("a world");
    })
}

/// Reading every page of the clusters of the group, in microseconds.
pub(crate) fn list(world: &World) -> f64 {
    let azure = Azure::open(world);
    best(1, || {
        let mut next = Some(uri(&clusters()));
        let mut seen = 0;
        while let Some(page) = next {
            let page = azure.ok(&page);
            // Looked through rather than parsed: the reader's work is not what is measured.
            let page = std::str::from_utf8(&page).expect("text");
            seen += page.matches("\"agentPoolProfiles\"").count();
            let link = page.split_once("\"nextLink\":").and_then(|(_, rest)| rest.split('"').nth(1));
            next = link.map(str::to_owned);
        }
        assert_eq!(seen, world.clusters, "each is listed once");
    })
}

struct Azure {
    runtime: Runtime,
    emulator: Emulator,
}

impl Azure {
    fn open(world: &World) -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        Self { runtime, emulator: Emulator::open(world.options()).expect("a world") }
    }

    fn ok(&self, uri: &str) -> Bytes {
        let (status, body) = self.send(Method::GET, uri, Bytes::new());
        assert_eq!(status, StatusCode::OK, "GET {uri}");
        body
    }

    fn put(&self, id: &str) {
        let (status, answer) = self.send(Method::PUT, &uri(id), Bytes::from(body().to_string()));
        assert!(status.is_success(), "PUT {id}: {answer:?}");
    }

    fn send(&self, method: Method, uri: &str, body: Bytes) -> (StatusCode, Bytes) {
        let request = Request::builder().method(method).uri(uri).body(body).expect("a request");
        let answer = self.runtime.block_on(self.emulator.handle(request)).expect("an answer");
        (answer.status(), answer.into_body())
    }
}

fn uri(id: &str) -> String {
    format!("https://emulated.azure.invalid{id}?api-version=2026-05-01")
}

fn group_uri() -> String {
    format!("https://emulated.azure.invalid{}?api-version=2025-04-01", group())
}

/// Microseconds of processor time for one of `count`, in the best of several runs.
fn best<T>(count: u32, act: impl FnMut() -> T) -> f64 {
    best_of(all_time, count, act)
}

fn best_of<T>(time: fn() -> Duration, count: u32, mut act: impl FnMut() -> T) -> f64 {
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let start = time();
        for _ in 0..count {
            drop(act());
        }
        best = best.min(time().saturating_sub(start) / count);
    }
    best.as_secs_f64() * 1e6
}

/// What all threads of this process have used, which does not depend on what else the machine does.
fn all_time() -> Duration {
    let threads = fs::read_dir("/proc/self/task").expect("a Linux machine").flatten();
    threads.map(|thread| used(&thread.path().join("schedstat"))).sum()
}

/// The same of this thread alone; the kernel may be some milliseconds behind.
fn own_time() -> Duration {
    used(Path::new("/proc/thread-self/schedstat"))
}

/// The first number of the file counts nanoseconds; a thread that has just ended has none.
fn used(schedstat: &Path) -> Duration {
    let line = fs::read_to_string(schedstat).unwrap_or_default();
    Duration::from_nanos(line.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or(0))
}

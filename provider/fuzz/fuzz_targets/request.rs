//! Any request is answered, and never with a failure of the emulator's own: lines of method, target and headers, an
//! empty line, the body.

#![no_main]

use std::cell::RefCell;

use arm_emulator::{Emulator, Options};
use bytes::Bytes;
use http::Request;
use libfuzzer_sys::fuzz_target;

/// Requests after which the world is begun anew, so that it stays small.
const RENEWED: u32 = 2000;

struct World {
    emulator: Emulator,
    runtime: tokio::runtime::Runtime,
    requests: u32,
    _dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory for the world");
        let mut options = Options::new(dir.path());
        options.deterministic = Some(1);
        options.habits.throttling = false;
        let emulator = Emulator::open(options).expect("an empty world");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let world = Self { emulator, runtime, requests: 0, _dir: dir };
        let group =
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg?api-version=2025-04-01";
        let request = Request::put(group).body(Bytes::from_static(br#"{"location":"westeurope"}"#));
        world.send(request.expect("a request"));
        world
    }

    fn send(&self, request: Request<Bytes>) -> u16 {
        match self.runtime.block_on(self.emulator.handle(request)) {
            Ok(answer) => answer.status().as_u16(),
            Err(_) => 0,
        }
    }
}

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    let Some(request) = request(data) else { return };
    WORLD.with_borrow_mut(|world| {
        let there = world.get_or_insert_with(World::new);
        there.requests += 1;
        let status = there.send(request);
        assert!(status < 500, "{status}");
        if there.requests >= RENEWED {
            *world = None;
        }
    });
});

fn request(data: &[u8]) -> Option<Request<Bytes>> {
    let end = data.windows(2).position(|pair| pair == b"\n\n").unwrap_or(data.len());
    let mut lines = data[..end].split(|byte| *byte == b'\n');
    let method = lines.next()?;
    let mut request = Request::builder().method(method).uri(lines.next()?);
    for line in lines {
        let at = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..at], &line[at + 1..]);
    }
    request.body(Bytes::copy_from_slice(data.get(end + 2..).unwrap_or_default())).ok()
}

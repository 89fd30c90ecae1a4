//! The calls about state stores.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tf::{read_state_bytes::Response as Chunk, write_state_bytes::RequestChunk};
use tokio_stream::StreamExt as _;

use super::{
    offers::{Log, Offers, offering},
    *,
};
use crate::{
    Context, Diagnostic, Diagnostics, Lock, LockError, Model, Path, PlanOf, StateStore, UnlockError,
    testing::streaming,
};

struct InMemory;

/// A store in memory.
#[derive(Clone, Debug, Model)]
struct Settings {
    /// What the calls do.
    act: String,
}

#[derive(Clone, Default)]
struct Memory {
    act: String,
    states: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    locks: Arc<Mutex<BTreeMap<String, Lock>>>,
}

impl StateStore for InMemory {
    type Client = Log;
    type Config = Settings;
    type Store = Memory;
    const NAME: &'static str = "test_memory";

    fn validate(&self, config: &PlanOf<Settings>, diagnostics: &mut Diagnostics) {
        if config.act.as_str() == Some("invalid") {
            diagnostics.push(Diagnostic::error("Invalid act", "Choose another.").at(Path::of("act")));
        }
    }

    async fn configure(&self, _: &Context, _: &Log, config: Settings) -> Result<Memory, Diagnostics> {
        match config.act.as_str() {
            "refuses" => Err(Diagnostic::error("No store", "It is closed.").into()),
            "panics at once" => panic!("no memory"),
            _ => Ok(Memory { act: config.act, ..Memory::default() }),
        }
    }

    async fn list(&self, _: &Context, store: &Memory) -> Result<Vec<String>, Diagnostics> {
        let states = store.states.lock().unwrap();
        Ok(states.keys().rev().cloned().collect())
    }

    async fn read(&self, ctx: &Context, store: &Memory, id: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        match store.act.as_str() {
            "fails" => return Err(Diagnostic::error("Not read", "It is dark.").into()),
            "panics" => panic!("no light"),
            "warns" => ctx.report(Diagnostic::warning("Hard to read", "It is dark.")),
            _ => {}
        }
        Ok(store.states.lock().unwrap().get(id).cloned())
    }

    async fn write(
        &self,
        ctx: &Context,
        store: &Memory,
        id: &str,
        state: Vec<u8>,
    ) -> Result<(), Diagnostics> {
        match store.act.as_str() {
            "fails" => return Err(Diagnostic::error("Not written", "It is full.").into()),
            "panics" => panic!("no pen"),
            "waits" => {
                tokio::task::yield_now().await;
                assert!(!ctx.cancellation().is_cancelled());
            }
            _ => {}
        }
        store.states.lock().unwrap().insert(id.to_owned(), state);
        Ok(())
    }

    async fn delete(&self, _: &Context, store: &Memory, id: &str) -> Result<(), Diagnostics> {
        match store.states.lock().unwrap().remove(id) {
            Some(_) => Ok(()),
            None => Err(Diagnostic::error("No such state", id).into()),
        }
    }

    async fn lock(&self, _: &Context, store: &Memory, id: &str, lock: &Lock) -> Result<(), LockError> {
        match store.act.as_str() {
            "knows no locks" => return Err(LockError::Unsupported),
            "fails" => Err(Diagnostic::error("Not locked", "The key is lost."))?,
            "panics" => panic!("no key"),
            _ => {}
        }
        let mut locks = store.locks.lock().unwrap();
        if let Some(held) = locks.get(id) {
            return Err(LockError::Held(held.clone()));
        }
        locks.insert(id.to_owned(), lock.clone());
        Ok(())
    }

    async fn unlock(&self, _: &Context, store: &Memory, id: &str, lock_id: &str) -> Result<(), UnlockError> {
        let mut locks = store.locks.lock().unwrap();
        match locks.get(id) {
            None => Err(UnlockError::NotLocked),
            Some(held) if held.id != lock_id => Err(UnlockError::HeldByAnother(held.clone())),
            Some(_) => {
                locks.remove(id);
                Ok(())
            }
        }
    }
}

const TYPE: &str = "test_memory";

fn config(act: &str) -> Option<tf::DynamicValue> {
    message(&Value::object([("act", act.into())]), &Settings::block().ty())
}

/// A store, from Terraform's side.
struct Store(Service<Offers>);

impl Store {
    async fn of_provider() -> Self {
        let offers = offering(|registry| {
            registry.state_store(InMemory);
        });
        Self(offers.await)
    }

    /// A store that is configured, with chunks of four bytes.
    async fn that(act: &str) -> Self {
        let store = Self::of_provider().await;
        assert_eq!(told(&store.configure(act, 4).await.diagnostics), "");
        store
    }

    async fn configure(&self, act: &str, chunk_size: i64) -> tf::configure_state_store::Response {
        let request = tf::configure_state_store::Request {
            type_name: TYPE.to_owned(),
            config: config(act),
            capabilities: Some(tf::StateStoreClientCapabilities { chunk_size }),
        };
        self.0.configure_state_store(Request::new(request)).await.unwrap().into_inner()
    }

    async fn write_chunks(&self, chunks: Vec<RequestChunk>) -> String {
        let answer = self.0.write_state_bytes(Request::new(streaming(chunks))).await.unwrap().into_inner();
        told(&answer.diagnostics)
    }

    async fn write(&self, id: &str, state: &[u8]) -> String {
        self.write_chunks(chunks(id, state, 4)).await
    }

    async fn read_chunks(&self, id: &str) -> Vec<Chunk> {
        let request = tf::read_state_bytes::Request { type_name: TYPE.to_owned(), state_id: id.to_owned() };
        let stream = self.0.read_state_bytes(Request::new(request)).await.unwrap().into_inner();
        stream.map(Result::unwrap).collect().await
    }

    async fn read(&self, id: &str) -> Vec<u8> {
        self.read_chunks(id).await.into_iter().flat_map(|chunk| chunk.bytes).collect()
    }

    async fn list(&self) -> Vec<String> {
        let request = tf::get_states::Request { type_name: TYPE.to_owned() };
        self.0.get_states(Request::new(request)).await.unwrap().into_inner().state_id
    }

    async fn delete(&self, id: &str) -> String {
        let request = tf::delete_state::Request { type_name: TYPE.to_owned(), state_id: id.to_owned() };
        told(&self.0.delete_state(Request::new(request)).await.unwrap().into_inner().diagnostics)
    }

    async fn lock(&self, id: &str) -> tf::lock_state::Response {
        let request = tf::lock_state::Request {
            type_name: TYPE.to_owned(),
            state_id: id.to_owned(),
            operation: "OperationTypeApply".to_owned(),
        };
        self.0.lock_state(Request::new(request)).await.unwrap().into_inner()
    }

    async fn unlock(&self, id: &str, lock_id: &str) -> String {
        let request = tf::unlock_state::Request {
            type_name: TYPE.to_owned(),
            state_id: id.to_owned(),
            lock_id: lock_id.to_owned(),
        };
        told(&self.0.unlock_state(Request::new(request)).await.unwrap().into_inner().diagnostics)
    }
}

/// A state in chunks, as Terraform sends it.
fn chunks(id: &str, state: &[u8], size: usize) -> Vec<RequestChunk> {
    let total_length = i64::try_from(state.len()).unwrap();
    let chunks = state.chunks(size).scan(0, |start, bytes| {
        let end = *start + i64::try_from(bytes.len()).unwrap();
        let range = Some(tf::StateRange { start: *start, end: end - 1 });
        let meta = (*start == 0)
            .then(|| tf::RequestChunkMeta { type_name: TYPE.to_owned(), state_id: id.to_owned() });
        *start = end;
        Some(RequestChunk { meta, bytes: bytes.to_vec(), total_length, range })
    });
    chunks.collect()
}

#[tokio::test]
async fn what_is_offered_is_in_schema_and_metadata() {
    let Store(service) = Store::of_provider().await;
    let request = Request::new(tf::get_provider_schema::Request {});
    let schemas = service.get_provider_schema(request).await.unwrap().into_inner();
    assert_eq!(schemas.state_store_schemas[TYPE].block.as_ref().unwrap().attributes.len(), 1);
    let metadata =
        service.get_metadata(Request::new(tf::get_metadata::Request {})).await.unwrap().into_inner();
    assert_eq!(metadata.state_stores[0].type_name, TYPE);
}

#[tokio::test]
async fn a_configuration_is_validated() {
    let Store(service) = Store::of_provider().await;
    let request = tf::validate_state_store::Request { type_name: TYPE.to_owned(), config: config("invalid") };
    let answer = service.validate_state_store_config(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&answer.diagnostics), "error at act: Invalid act");
}

#[tokio::test]
async fn the_chunk_size_that_terraform_proposes_is_agreed_on() {
    let store = Store::of_provider().await;
    let agreed = async |act, size| store.configure(act, size).await.capabilities.unwrap().chunk_size;
    assert_eq!(agreed("ok", 1000).await, 1000);
    assert_eq!(agreed("ok", 0).await, 8 << 20);
    assert_eq!(agreed("ok", i64::MAX).await, 128 << 20);
}

#[tokio::test]
async fn a_store_that_cannot_be_configured_still_agrees_on_a_chunk_size() {
    let store = Store::of_provider().await;
    for (act, told_of) in [("refuses", "No store"), ("panics at once", "The provider failed unexpectedly")] {
        let answer = store.configure(act, 4).await;
        assert_eq!(told(&answer.diagnostics), format!("error: {told_of}"));
        assert_eq!(answer.capabilities.expect("Terraform crashes without").chunk_size, 4);
    }
}

#[tokio::test]
async fn a_state_is_read_as_it_was_written() {
    let store = Store::that("ok").await;
    assert_eq!(store.write("prod", b"0123456789").await, "");
    assert_eq!(store.read("prod").await, b"0123456789");
    assert_eq!(store.write("prod", b"again").await, "");
    assert_eq!(store.read("prod").await, b"again");
}

#[tokio::test]
async fn a_state_is_read_in_chunks_of_the_agreed_size() {
    let store = Store::that("ok").await;
    store.write("prod", b"0123456789").await;
    let chunks = store.read_chunks("prod").await;
    let ranges: Vec<_> =
        chunks.iter().map(|chunk| (chunk.range.unwrap().start, chunk.range.unwrap().end)).collect();
    assert_eq!(ranges, [(0, 3), (4, 7), (8, 9)]);
    assert!(chunks.iter().all(|chunk| chunk.total_length == 10 && chunk.diagnostics.is_empty()));
}

#[tokio::test]
async fn no_state_is_no_chunk_and_no_error() {
    assert_eq!(Store::that("ok").await.read_chunks("prod").await, []);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_an_error_in_a_chunk_with_a_range() {
    for (act, told_of) in [("fails", "Not read"), ("panics", "The provider failed unexpectedly")] {
        let chunks = Store::that(act).await.read_chunks("prod").await;
        assert_eq!(chunks.len(), 1);
        assert_eq!(told(&chunks[0].diagnostics), format!("error: {told_of}"));
        assert!(chunks[0].range.is_some(), "Terraform crashes without");
    }
}

#[tokio::test]
async fn a_warning_comes_once_with_the_first_chunk() {
    let store = Store::that("warns").await;
    store.write("prod", b"0123456789").await;
    let told: Vec<_> = store.read_chunks("prod").await.iter().map(|chunk| told(&chunk.diagnostics)).collect();
    assert_eq!(told, ["warning: Hard to read", "", ""]);
}

#[tokio::test]
async fn a_state_that_cannot_be_written_is_an_error() {
    assert_eq!(Store::that("fails").await.write("prod", b"x").await, "error: Not written");
    let panicked = Store::that("panics").await.write("prod", b"x").await;
    assert_eq!(panicked, "error: The provider failed unexpectedly");
}

#[tokio::test]
async fn a_stopped_run_still_writes_its_state() {
    let store = Store::that("waits").await;
    let stop = async { store.0.stop_provider(Request::new(tf::stop_provider::Request {})).await.unwrap() };
    let (written, _) = tokio::join!(store.write("prod", b"x"), stop);
    assert_eq!(written, "");
}

#[tokio::test]
async fn what_does_not_come_as_agreed_is_not_written() {
    let store = Store::that("ok").await;
    assert_eq!(store.write_chunks(Vec::new()).await, "error: Error Writing State");
    let mut lost = chunks("prod", b"0123456789", 4);
    lost.remove(1);
    assert_eq!(store.write_chunks(lost).await, "error: Error Writing State");
    assert_eq!(store.write_chunks(chunks("prod", b"0123456789", 5)).await, "error: Error Writing State");
    let mut nameless = chunks("prod", b"0123", 4);
    nameless[0].meta = None;
    assert_eq!(store.write_chunks(nameless).await, "error: Error Writing State");
    assert_eq!(store.list().await, [""; 0]);
}

#[tokio::test]
async fn a_store_has_to_be_configured_first() {
    let store = Store::of_provider().await;
    let expected = format!("error: State store {TYPE} is not configured");
    assert_eq!(store.write("prod", b"x").await, expected);
    assert_eq!(told(&store.read_chunks("prod").await[0].diagnostics), expected);
    assert_eq!(store.delete("prod").await, expected);
    assert_eq!(told(&store.lock("prod").await.diagnostics), expected);
}

#[tokio::test]
async fn states_are_listed_in_order_until_they_are_deleted() {
    let store = Store::that("ok").await;
    store.write("b", b"x").await;
    store.write("a", b"x").await;
    assert_eq!(store.list().await, ["a", "b"]);
    assert_eq!(store.delete("a").await, "");
    assert_eq!(store.list().await, ["b"]);
    assert_eq!(store.delete("a").await, "error: No such state");
}

#[tokio::test]
async fn a_lock_keeps_others_out_until_it_is_given_back() {
    let store = Store::that("ok").await;
    let held = store.lock("prod").await;
    assert_eq!((held.lock_id.len(), told(&held.diagnostics)), (36, String::new()));
    let refused = store.lock("prod").await;
    assert_eq!(
        (refused.lock_id.as_str(), told(&refused.diagnostics).as_str()),
        ("", "error: Workspace Already Locked")
    );
    let detail = &refused.diagnostics[0].detail;
    assert!(detail.contains(&held.lock_id) && detail.contains("OperationTypeApply"), "{detail}");
    assert_eq!(told(&store.lock("other").await.diagnostics), "");
    assert_eq!(store.unlock("prod", "another").await, "error: Lock ID Mismatch");
    assert_eq!(store.unlock("prod", &held.lock_id).await, "");
    assert_eq!(store.unlock("prod", &held.lock_id).await, "error: Lock Does Not Exist");
    assert_eq!(told(&store.lock("prod").await.diagnostics), "");
}

#[tokio::test]
async fn a_store_without_locks_answers_with_neither_a_lock_nor_an_error() {
    let answer = Store::that("knows no locks").await.lock("prod").await;
    assert_eq!(answer, tf::lock_state::Response::default());
}

#[tokio::test]
async fn a_lock_that_fails_is_an_error() {
    assert_eq!(told(&Store::that("fails").await.lock("prod").await.diagnostics), "error: Not locked");
    let panicked = Store::that("panics").await.lock("prod").await;
    assert_eq!(told(&panicked.diagnostics), "error: The provider failed unexpectedly");
}

#[tokio::test]
async fn a_store_that_is_configured_again_is_another_one() {
    let store = Store::that("ok").await;
    store.write("prod", b"x").await;
    store.configure("ok", 8).await;
    assert_eq!(store.list().await, [""; 0]);
    assert_eq!(store.write_chunks(chunks("prod", b"0123456789", 8)).await, "");
}

#[tokio::test]
async fn a_state_of_a_hundred_megabytes_goes_through() {
    let store = Store::of_provider().await;
    let size = 8 << 20;
    store.configure("ok", 8 << 20).await;
    let state = (0..=249).collect::<Vec<u8>>().repeat(400_000);
    assert_eq!(store.write_chunks(chunks("large", &state, size)).await, "");
    let read = store.read_chunks("large").await;
    assert_eq!(read.len(), 12);
    let mut rest = state.as_slice();
    for chunk in read {
        rest = rest.strip_prefix(chunk.bytes.as_slice()).expect("it is read as it was written");
    }
    assert!(rest.is_empty());
}

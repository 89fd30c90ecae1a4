//! Streams that no provider built on this crate sends, but that Terraform watches for or crashes on.

use tf::{
    invoke_action::{
        Event,
        event::{Completed, Progress, Type as Kind},
    },
    read_state_bytes::Response as Chunk,
};
use tonic::{Request, Response, Status, codegen::BoxStream};

use crate::{
    config,
    proto::tfplugin6::{self as tf, provider_server::Provider},
    testing::Driver,
};

type Answered<T> = Result<Response<T>, Status>;

/// A provider that sends what it is given.
#[derive(Clone, Default)]
struct Broken {
    events: Vec<Event>,
    chunks: Vec<Chunk>,
    chunk_size: i64,
}

fn empty() -> tf::Schema {
    tf::Schema { version: 0, block: Some(tf::schema::Block::default()) }
}

fn stream<T: Send + 'static>(messages: Vec<T>) -> BoxStream<T> {
    Box::pin(tokio_stream::iter(messages.into_iter().map(Ok)))
}

#[tonic::async_trait]
impl Provider for Broken {
    async fn get_provider_schema(
        &self,
        _: Request<tf::get_provider_schema::Request>,
    ) -> Answered<tf::get_provider_schema::Response> {
        Ok(Response::new(tf::get_provider_schema::Response {
            provider: Some(empty()),
            action_schemas: [("broken".to_owned(), tf::ActionSchema { schema: Some(empty()) })].into(),
            state_store_schemas: [("broken".to_owned(), empty())].into(),
            ..Default::default()
        }))
    }

    async fn validate_action_config(
        &self,
        _: Request<tf::validate_action_config::Request>,
    ) -> Answered<tf::validate_action_config::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn plan_action(&self, _: Request<tf::plan_action::Request>) -> Answered<tf::plan_action::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn invoke_action(&self, _: Request<tf::invoke_action::Request>) -> Answered<BoxStream<Event>> {
        Ok(Response::new(stream(self.events.clone())))
    }

    async fn validate_state_store_config(
        &self,
        _: Request<tf::validate_state_store::Request>,
    ) -> Answered<tf::validate_state_store::Response> {
        Ok(Response::new(Default::default()))
    }

    async fn configure_state_store(
        &self,
        _: Request<tf::configure_state_store::Request>,
    ) -> Answered<tf::configure_state_store::Response> {
        let capabilities = Some(tf::StateStoreServerCapabilities { chunk_size: self.chunk_size });
        Ok(Response::new(tf::configure_state_store::Response { diagnostics: Vec::new(), capabilities }))
    }

    async fn read_state_bytes(
        &self,
        _: Request<tf::read_state_bytes::Request>,
    ) -> Answered<BoxStream<Chunk>> {
        Ok(Response::new(stream(self.chunks.clone())))
    }
}

fn progress(message: &str) -> Event {
    Event { r#type: Some(Kind::Progress(Progress { message: message.to_owned() })) }
}

fn completed() -> Event {
    Event { r#type: Some(Kind::Completed(Completed { diagnostics: Vec::new() })) }
}

/// What is wrong with an action that sends these events.
async fn told_of(events: Vec<Event>) -> Vec<String> {
    let driver = Driver::of_service(Broken { events, ..Broken::default() });
    let outcome = driver.invoke("broken", config! {}).await;
    outcome.violations.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn an_action_ends_once_and_says_nothing_afterwards() {
    assert_eq!(told_of(vec![progress("a"), completed()]).await, [""; 0]);
    assert_eq!(told_of(vec![]).await, ["it ends 0 times (action-completes-once)"]);
    assert_eq!(told_of(vec![progress("a")]).await, ["it ends 0 times (action-completes-once)"]);
    assert_eq!(told_of(vec![completed(), completed()]).await, ["it ends 2 times (action-completes-once)"]);
    assert_eq!(
        told_of(vec![completed(), progress("a")]).await,
        [r#""a" comes after its end (action-completes-once)"#]
    );
}

#[tokio::test]
async fn an_event_is_progress_or_the_end() {
    let expected = ["an event is neither progress nor the end (action-completes-once)"];
    assert_eq!(told_of(vec![Event { r#type: None }, completed()]).await, expected);
}

/// What is wrong with a state in these chunks, where chunks of four bytes were agreed on.
async fn refused(chunks: Vec<Chunk>) -> String {
    let driver = Driver::of_service(Broken { chunks, chunk_size: 4, ..Broken::default() });
    let store = driver.state_store("broken", config! {}).await.unwrap();
    store.read("prod").await.unwrap_err().to_string()
}

fn chunk(bytes: &[u8], start: i64, total_length: i64) -> Chunk {
    let range = Some(tf::StateRange { start, end: start + bytes.len() as i64 - 1 });
    Chunk { bytes: bytes.to_vec(), total_length, range, diagnostics: Vec::new() }
}

#[tokio::test]
async fn the_chunks_of_a_state_fit_together() {
    assert!(refused(vec![chunk(b"abcd", 0, 8)]).await.contains("4 of 8 bytes have come"));
    assert!(refused(vec![chunk(b"abcd", 1, 4)]).await.contains("bytes 0 to 3 are said to be 1 to 4"));
    assert!(refused(vec![chunk(b"ab", 0, 4)]).await.contains("a chunk of 2 bytes was not agreed on"));
    assert!(refused(vec![chunk(b"abcde", 0, 5)]).await.contains("a chunk of 5 bytes was not agreed on"));
    let changing = vec![chunk(b"abcd", 0, 8), chunk(b"efgh", 4, 9)];
    assert!(refused(changing).await.contains("the total length changes"));
    let without_range = Chunk { range: None, ..chunk(b"abcd", 0, 4) };
    assert!(refused(vec![without_range]).await.contains("a chunk has no range"));
}

#[tokio::test]
async fn a_chunk_size_beyond_what_terraform_takes_is_refused() {
    for chunk_size in [0, -1, (128 << 20) + 1] {
        let driver = Driver::of_service(Broken { chunk_size, ..Broken::default() });
        let refused = driver.state_store("broken", config! {}).await.err().unwrap().to_string();
        assert!(refused.contains("Failed to negotiate acceptable chunk size"), "{refused}");
    }
}

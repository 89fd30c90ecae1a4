//! State stores, used as Terraform does.

use std::collections::BTreeSet;

use tokio_stream::StreamExt as _;
use tonic::Request;

use super::{
    Config, Driver,
    driver::unsupported,
    evaluate::to_value,
    rpc::{Answer, diagnostics, encode, inner},
    streaming,
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    proto::tfplugin6 as tf,
};

/// What Terraform proposes.
const CHUNK_SIZE: i64 = 8 << 20;

/// What Terraform accepts at most.
const LARGEST_CHUNK_SIZE: i64 = 128 << 20;

/// A configured state store, see [`Driver::state_store`].
pub struct Store<'d> {
    driver: &'d Driver,
    type_name: String,
    chunk_size: usize,
}

impl Driver {
    /// Validates the configuration of a state store and configures it. The chunks in which states travel are of 8 MiB, or
    /// what the provider makes of that.
    ///
    /// # Errors
    /// What the provider reported, or what Terraform refuses.
    pub async fn state_store(
        &self,
        type_name: &str,
        config: impl Into<Config>,
    ) -> Result<Store<'_>, Diagnostics> {
        self.state_store_in_chunks(type_name, config, CHUNK_SIZE).await
    }

    /// The same with another size of chunks, in bytes, so that a test needs no large states.
    ///
    /// # Errors
    /// What the provider reported, or what Terraform refuses.
    pub async fn state_store_in_chunks(
        &self,
        type_name: &str,
        config: impl Into<Config>,
        chunk_size: i64,
    ) -> Result<Store<'_>, Diagnostics> {
        let schemas = self.schemas().await?;
        let schema =
            schemas.state_stores.get(type_name).ok_or_else(|| unsupported("state store", type_name))?;
        let ty = schema.block.ty();
        let config = to_value(&schema.block, &config.into())?;
        let request = tf::validate_state_store::Request {
            type_name: type_name.to_owned(),
            config: encode(&config, &ty)?,
        };
        let answer = self.rpc.service.validate_state_store_config(Request::new(request)).await;
        succeeded(inner(answer)?.diagnostics)?;
        let request = tf::configure_state_store::Request {
            type_name: type_name.to_owned(),
            config: encode(&config, &ty)?,
            capabilities: Some(tf::StateStoreClientCapabilities { chunk_size }),
        };
        let configured = inner(self.rpc.service.configure_state_store(Request::new(request)).await)?;
        succeeded(configured.diagnostics)?;
        let agreed = configured.capabilities.map_or(0, |capabilities| capabilities.chunk_size);
        let chunk_size = usize::try_from(agreed).ok().filter(|_| (1..=LARGEST_CHUNK_SIZE).contains(&agreed));
        let chunk_size = chunk_size.ok_or_else(|| {
            let detail = format!(
                "Expected size > 0 and <= {LARGEST_CHUNK_SIZE} bytes, provider wants {agreed} bytes."
            );
            Diagnostic::error("Failed to negotiate acceptable chunk size", detail)
        })?;
        Ok(Store { driver: self, type_name: type_name.to_owned(), chunk_size })
    }
}

impl Store<'_> {
    /// The IDs of the states that there are.
    ///
    /// # Errors
    /// What the provider reported, or what Terraform refuses.
    pub async fn list(&self) -> Result<Vec<String>, Diagnostics> {
        let request = tf::get_states::Request { type_name: self.type_name.clone() };
        let answer = inner(self.driver.rpc.service.get_states(Request::new(request)).await)?;
        succeeded(answer.diagnostics)?;
        let distinct: BTreeSet<_> = answer.state_id.iter().collect();
        if distinct.len() < answer.state_id.len() {
            return Err(fault(format!("a state is listed twice: {:?}", answer.state_id)));
        }
        Ok(answer.state_id)
    }

    /// The state under an ID; `None` if there is none.
    ///
    /// # Errors
    /// What the provider reported, or what Terraform refuses.
    pub async fn read(&self, id: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        let request =
            tf::read_state_bytes::Request { type_name: self.type_name.clone(), state_id: id.to_owned() };
        let mut chunks = inner(self.driver.rpc.service.read_state_bytes(Request::new(request)).await)?;
        let mut state = Vec::new();
        let mut total = None;
        while let Some(chunk) = chunks.next().await {
            let chunk = inner(chunk.map(tonic::Response::new))?;
            succeeded(chunk.diagnostics)?;
            let range = chunk.range.ok_or_else(|| fault("a chunk has no range".to_owned()))?;
            let start = length(state.len());
            state.extend_from_slice(&chunk.bytes);
            let end = length(state.len()) - 1;
            if (range.start, range.end) != (start, end) {
                let said = format!("{} to {}", range.start, range.end);
                return Err(fault(format!("bytes {start} to {end} are said to be {said}")));
            }
            let last = end + 1 == chunk.total_length;
            if chunk.bytes.len() > self.chunk_size || (chunk.bytes.len() < self.chunk_size && !last) {
                return Err(fault(format!("a chunk of {} bytes was not agreed on", chunk.bytes.len())));
            }
            if *total.get_or_insert(chunk.total_length) != chunk.total_length {
                return Err(fault("the total length changes".to_owned()));
            }
        }
        match total {
            Some(total) if total != length(state.len()) => {
                Err(fault(format!("{} of {total} bytes have come", state.len())))
            }
            total => Ok(total.map(|_| state)),
        }
    }

    /// Stores a state under an ID.
    ///
    /// # Errors
    /// What the provider reported.
    pub async fn write(&self, id: &str, state: &[u8]) -> Result<(), Diagnostics> {
        let meta = tf::RequestChunkMeta { type_name: self.type_name.clone(), state_id: id.to_owned() };
        let total_length = length(state.len());
        let mut start = 0;
        let chunks = state.chunks(self.chunk_size).map(|bytes| {
            let range = tf::StateRange { start, end: start + length(bytes.len()) - 1 };
            let meta = (start == 0).then(|| meta.clone());
            start = range.end + 1;
            let range = Some(range);
            tf::write_state_bytes::RequestChunk { meta, bytes: bytes.to_vec(), total_length, range }
        });
        let chunks: Vec<_> = chunks.collect();
        let answer = self.driver.rpc.service.write_state_bytes(Request::new(streaming(chunks))).await;
        succeeded(inner(answer)?.diagnostics)
    }

    /// Removes a state.
    ///
    /// # Errors
    /// What the provider reported.
    pub async fn delete(&self, id: &str) -> Result<(), Diagnostics> {
        let request =
            tf::delete_state::Request { type_name: self.type_name.clone(), state_id: id.to_owned() };
        succeeded(inner(self.driver.rpc.service.delete_state(Request::new(request)).await)?.diagnostics)
    }

    /// Takes the lock of a state and gives its ID; `None` if the store knows no locks.
    ///
    /// # Errors
    /// What the provider reported: also that somebody else holds it.
    pub async fn lock(&self, id: &str) -> Result<Option<String>, Diagnostics> {
        let request = tf::lock_state::Request {
            type_name: self.type_name.clone(),
            state_id: id.to_owned(),
            operation: "OperationTypeApply".to_owned(),
        };
        let answer = inner(self.driver.rpc.service.lock_state(Request::new(request)).await)?;
        succeeded(answer.diagnostics)?;
        Ok(Some(answer.lock_id).filter(|id| !id.is_empty()))
    }

    /// Gives a lock back.
    ///
    /// # Errors
    /// What the provider reported.
    pub async fn unlock(&self, id: &str, lock_id: &str) -> Result<(), Diagnostics> {
        let request = tf::unlock_state::Request {
            type_name: self.type_name.clone(),
            state_id: id.to_owned(),
            lock_id: lock_id.to_owned(),
        };
        succeeded(inner(self.driver.rpc.service.unlock_state(Request::new(request)).await)?.diagnostics)
    }
}

/// Warnings pass.
fn succeeded(read: Vec<tf::Diagnostic>) -> Answer<()> {
    let diagnostics = diagnostics(read);
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok(()) }
}

fn fault(detail: String) -> Diagnostics {
    Diagnostic::error("Invalid answer of the state store", detail).into()
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

//! `WriteStateBytes`: a state that comes as a stream of chunks, the first of which says which state it is.

use tokio_stream::{Stream, StreamExt as _};
use tonic::Status;

use super::{
    chunks::{Assembly, refused},
    convert,
    operation::detached,
    state::State,
    stores::surroundings,
};
use crate::{
    diag::Diagnostics,
    proto::tfplugin6::{
        RequestChunkMeta,
        write_state_bytes::{RequestChunk, Response},
    },
    provider::Provider,
};

/// Writes once the last chunk has come. `meta` is what the first one said.
pub(super) async fn answer<P: Provider>(
    state: &State<P>,
    first: RequestChunk,
    rest: impl Stream<Item = Result<RequestChunk, Status>> + Send + Unpin,
) -> Result<Response, Diagnostics> {
    let RequestChunkMeta { type_name, state_id } = first.meta.clone().unwrap_or_default();
    if state_id.is_empty() {
        return Err(refused("its first chunk does not say which state it is".to_owned()).into());
    }
    let store = state.stores.of(&type_name)?;
    let bytes = assemble(store.chunk_size, first, rest).await?;
    let (limit, ctx) = surroundings(state, "Writing the state");
    let cancel = ctx.cancellation().clone();
    detached(&state.stop, &cancel, async move {
        let written = limit.run(store.states.write(&ctx, &state_id, bytes)).await;
        let mut diagnostics = ctx.take_reported();
        diagnostics.take(written);
        Ok(Response { diagnostics: convert::diagnostics(diagnostics) })
    })
    .await
}

async fn assemble(
    chunk_size: i64,
    first: RequestChunk,
    mut rest: impl Stream<Item = Result<RequestChunk, Status>> + Send + Unpin,
) -> Result<Vec<u8>, Diagnostics> {
    let mut assembly = Assembly::new(chunk_size, first.total_length)?;
    let mut next = Some(Ok(first));
    while let Some(chunk) = next {
        let broken = |status: Status| refused(format!("the connection broke ({})", status.message()));
        assembly.add(&chunk.map_err(broken)?)?;
        next = rest.next().await;
    }
    Ok(assembly.finish()?)
}

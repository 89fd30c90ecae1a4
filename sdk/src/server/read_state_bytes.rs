//! `ReadStateBytes`: a state as a stream of chunks. No state is no chunk; a failure is one chunk with diagnostics.

use std::sync::Arc;

use tonic::{Status, codegen::BoxStream};

use super::{
    call::{Call, observed},
    chunks, convert,
    state::State,
    stores::surroundings,
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    panic::contain,
    proto::tfplugin6::{
        StateRange,
        read_state_bytes::{Request, Response},
    },
    provider::Provider,
};

/// Reads the state as a whole, and cuts it while Terraform takes it.
pub(super) async fn answer<P: Provider>(state: &Arc<State<P>>, request: &Request) -> BoxStream<Response> {
    let call = Call::state_store("ReadStateBytes", &request.type_name);
    let read = observed::<P, _>(&state.stop, call, contain(read(state, request))).await;
    let read = read.unwrap_or_else(|panicked| Err(Diagnostic::from(panicked).into()));
    match read {
        Ok(chunks) => Box::pin(tokio_stream::iter(chunks.map(Ok::<_, Status>))),
        Err(diagnostics) => {
            let mut diagnostics = convert::diagnostics(diagnostics);
            call.place(state, &mut diagnostics);
            // Terraform crashes on a chunk without a range.
            let range = Some(StateRange::default());
            let failed = Response { range, diagnostics, ..Response::default() };
            Box::pin(tokio_stream::once(Ok(failed)))
        }
    }
}

async fn read<P: Provider>(
    state: &State<P>,
    request: &Request,
) -> Result<impl Iterator<Item = Response> + Send + use<P>, Diagnostics> {
    let store = state.stores.of(&request.type_name)?;
    let (limit, ctx) = surroundings(state, "Reading the state");
    let read = limit.run(store.states.read(&ctx, &request.state_id)).await;
    let mut diagnostics = ctx.take_reported();
    let read = diagnostics.take(read);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let mut diagnostics = convert::diagnostics(diagnostics);
    let chunks = chunks::cut(read.flatten().unwrap_or_default(), store.chunk_size);
    Ok(chunks.map(move |chunk| Response { diagnostics: std::mem::take(&mut diagnostics), ..chunk }))
}

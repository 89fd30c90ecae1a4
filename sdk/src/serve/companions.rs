//! go-plugin's own services beside the provider: the end of the process, and two streams that only have to stay open.

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming, codegen::BoxStream};

use crate::{
    proto::plugin::{
        ConnInfo, Empty, StdioData, grpc_broker_server::GrpcBroker, grpc_controller_server::GrpcController,
        grpc_stdio_server::GrpcStdio,
    },
    stop::Stop,
};

/// Controller, broker and stdio.
#[derive(Clone, Debug)]
pub(super) struct Companions {
    /// What the call `Shutdown` begins.
    pub(super) stop: Stop,
}

#[tonic::async_trait]
impl GrpcController for Companions {
    /// Terraform kills the process two seconds later, so the answer leaves before the clean-up.
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        tracing::debug!("Terraform ends this process");
        self.stop.process();
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcBroker for Companions {
    async fn start_stream(
        &self,
        _: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        Ok(Response::new(silence(&self.stop)))
    }
}

#[tonic::async_trait]
impl GrpcStdio for Companions {
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(silence(&self.stop)))
    }
}

/// A stream that says nothing and ends with the process.
fn silence<T: Send + 'static>(stop: &Stop) -> BoxStream<T> {
    let stop = stop.clone();
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        tokio::select! {
            () = stop.process_ends() => {}
            () = sender.closed() => {}
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

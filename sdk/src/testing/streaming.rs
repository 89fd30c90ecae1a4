//! A stream of messages as one that a client sends, without a connection.

use tokio_stream::StreamExt as _;
use tonic::{
    Status, Streaming,
    codec::{Codec as _, EncodeBody},
};
use tonic_prost::ProstCodec;

/// The messages as they arrive at the service; each is encoded when it is asked for.
pub(crate) fn streaming<M, I>(messages: I) -> Streaming<M>
where
    M: prost::Message + Default + Send + 'static,
    I: IntoIterator<Item = M, IntoIter: Send + 'static>,
{
    let mut codec = ProstCodec::<M, M>::default();
    let messages = tokio_stream::iter(messages).map(Ok::<_, Status>);
    let body = EncodeBody::new_client(codec.encoder(), messages, None, None);
    Streaming::new_request(codec.decoder(), body, None, Some(usize::MAX))
}

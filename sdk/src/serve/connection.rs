//! From an accepted socket to a connection that gRPC may use: the TLS handshake, and counting who is there.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::{mpsc, watch},
};
use tokio_rustls::TlsAcceptor;
use tonic::transport::server::Connected;

use super::socket::Socket;

/// A client that says nothing does not hold a place for longer than this.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// A byte stream in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Accepts connections until the receiver is gone. Handshakes run beside each other, so that a slow client hinders
/// nobody.
pub(super) async fn accept(
    socket: Arc<Socket>,
    tls: Option<TlsAcceptor>,
    presence: Presence,
    connections: mpsc::Sender<io::Result<Connection>>,
) {
    loop {
        let stream = tokio::select! {
            stream = socket.accept() => stream,
            () = connections.closed() => return,
        };
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                // Out of file descriptors, most likely: it passes, and a busy loop would not help.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (tls, presence, connections) = (tls.clone(), presence.clone(), connections.clone());
        tokio::spawn(async move {
            let stream = match tls {
                None => stream,
                Some(tls) => match tokio::time::timeout(HANDSHAKE_TIMEOUT, secure(tls, stream)).await {
                    Ok(Ok(stream)) => stream,
                    Ok(Err(error)) => return tracing::warn!(%error, "refused a connection"),
                    Err(_) => return tracing::warn!("refused a connection: no TLS handshake in time"),
                },
            };
            let guest = presence.enter();
            // The receiver is gone when the process ends.
            let _ = connections.send(Ok(Connection { stream, _guest: guest })).await;
        });
    }
}

async fn secure(tls: TlsAcceptor, stream: Box<dyn Stream>) -> io::Result<Box<dyn Stream>> {
    let stream = tls.accept(stream).await?;
    // A client that negotiates nothing gets this far.
    if stream.get_ref().1.alpn_protocol() != Some(b"h2") {
        return Err(io::Error::other("the client did not negotiate HTTP/2"));
    }
    Ok(Box::new(stream))
}

/// An accepted connection.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    _guest: Guest,
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// How many connections there are, and whether there ever was one. Clones share the count.
#[derive(Clone, Debug)]
pub(super) struct Presence(Arc<watch::Sender<Count>>);

/// A count of connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) open: usize,
    pub(super) ever: bool,
}

impl Presence {
    /// Nobody yet.
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Count::default())))
    }

    /// Counts one more until the guest is dropped.
    fn enter(&self) -> Guest {
        self.0.send_modify(|count| *count = Count { open: count.open + 1, ever: true });
        Guest(self.clone())
    }

    /// The present count, and a way to wait for the next one.
    pub(super) fn watch(&self) -> watch::Receiver<Count> {
        self.0.subscribe()
    }
}

struct Guest(Presence);

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| count.open -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_remembers_that_there_was_somebody() {
        let presence = Presence::new();
        let seen = presence.watch();
        assert_eq!(*seen.borrow(), Count { open: 0, ever: false });
        let guest = presence.enter();
        assert_eq!(*seen.borrow(), Count { open: 1, ever: true });
        drop(guest);
        assert_eq!(*seen.borrow(), Count { open: 0, ever: true });
    }
}

//! Clients that forget the TLS.

use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Whether the client speaks HTTP without TLS: a TLS record begins with the byte 22, a request with a method.
pub(super) async fn is_spoken(stream: &TcpStream) -> std::io::Result<bool> {
    let mut first = [0];
    Ok(stream.peek(&mut first).await? == 1 && first[0].is_ascii_alphabetic())
}

/// Tells such a client what to do instead.
pub(super) async fn answer(mut stream: TcpStream, authority: &Path) -> std::io::Result<()> {
    // What is left unread would reset the connection, and the answer with it.
    let mut request = [0; 16 * 1024];
    let _ = stream.read(&mut request).await?;
    let text = format!(
        "This port speaks HTTPS: use https://{} and trust the certificate authority in {}.\n",
        stream.local_addr()?,
        authority.display()
    );
    let length = text.len();
    let head = format!(
        "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all((head + &text).as_bytes()).await?;
    stream.shutdown().await
}

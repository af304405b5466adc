//! Takes connections and hands their requests to the router: HTTP/1.1, with an end to waiting. Never looks into a
//! request.

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::io::{Error, ErrorKind};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::Service;

/// How long a connection may take over the head of a request, or stay silent between two of them. Whoever sends a head
/// byte by byte would otherwise hold a connection for ever.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// When no connection can be taken (there are too many open files), others may end meanwhile.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until `stop` turns true; then takes no more connections and returns when requests under way are finished.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Duration,
    mut stop: watch::Receiver<bool>,
) {
    // Handlers become routes here once, and not anew for each request.
    let router: Router = router.with_state(());
    let open = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Answers are written whole; waiting for more to send would only hold them up.
                drop(stream.set_nodelay(true));
                let router = router.clone();
                let requests = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(ConnectInfo(peer));
                    router.clone().call(request)
                });
                let connection = http.serve_connection(TokioIo::new(stream), requests);
                // Its end is the peer's affair: gone away, too slow, no HTTP.
                let watched = open.watch(connection);
                tokio::spawn(async move { drop(watched.await) });
            }
            // It went away while it waited to be taken.
            Err(cause) if gone(&cause) => {}
            Err(cause) => {
                tracing::warn!(%cause, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    open.shutdown().await;
}

fn gone(cause: &Error) -> bool {
    matches!(
        cause.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    async fn served(patience: Duration) -> (SocketAddr, watch::Sender<bool>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopping) = watch::channel(false);
        let who = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
        let router = Router::new().fallback(get(who));
        tokio::spawn(serve(listener, router, patience, stopping));
        (address, stop)
    }

    /// AC-36: a head that never ends, and a connection that says nothing more, are closed by the server.
    #[tokio::test]
    async fn a_head_that_never_ends_is_cut_off() {
        let (address, _running) = served(Duration::from_millis(50)).await;
        for begun in [
            "GET / HTTP/1.1\r\nHost: a",
            "",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ] {
            let mut slow = TcpStream::connect(address).await.expect("connects");
            slow.write_all(begun.as_bytes()).await.expect("sent");
            let mut answer = Vec::new();
            // Comes back only because the server ends it.
            drop(slow.read_to_end(&mut answer).await);
            let answered = answer.starts_with(b"HTTP/1.1 200");
            assert_eq!(answered, begun.ends_with("\r\n\r\n"), "{begun:?}");
        }
    }

    #[tokio::test]
    async fn requests_know_their_peer_and_no_more_come_after_the_stop() {
        let (address, stop) = served(PATIENCE).await;
        let mut client = TcpStream::connect(address).await.expect("connects");
        let own = client.local_addr().expect("an address").to_string();
        let request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        client.write_all(request).await.expect("sent");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("answered");
        assert!(answer.ends_with(&own), "{answer}");
        let mut idle = TcpStream::connect(address).await.expect("connects");
        let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        idle.write_all(request).await.expect("sent");
        let mut some = [0; 16];
        idle.read_exact(&mut some).await.expect("answered");
        stop.send_replace(true);
        // A silent connection does not hold up the end.
        let mut rest = Vec::new();
        idle.read_to_end(&mut rest).await.expect("closed");
        assert!(TcpStream::connect(address).await.is_err());
    }
}

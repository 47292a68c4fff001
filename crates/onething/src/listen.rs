//! Where to listen, and until when.

use crate::ending::Ending;
use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{SignalKind, signal},
};

/// How many clients may have connected and not been accepted yet; the kernel's own limit (`net.core.somaxconn`) counts
/// if it is lower.
const CALLERS: u32 = 4096;

/// Binds the address, or says who may bind it.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener, Ending> {
    listen(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Ending::cannot(format!(
            "{address} is taken by another program; end it, or choose another with --listen 127.0.0.1:PORT"
        )),
        ErrorKind::PermissionDenied => {
            Ending::cannot(format!("{address} may not be used by this user; choose a port above 1023 with --listen"))
        }
        _ => Ending::cannot(format!("{address} cannot be listened on: {error}")),
    })
}

/// As [`TcpListener::bind`], whose backlog is 128. When more than that connect at once, as when numbers are released,
/// the kernel drops the others, and they try again after a second.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(CALLERS)
}

/// Ends at SIGTERM or SIGINT.
pub(crate) fn signalled() -> Result<impl Future<Output = ()> + Send + 'static, Ending> {
    let mut terminated = signal(SignalKind::terminate()).map_err(Ending::cannot)?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(Ending::cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{net::TcpStream, time::Duration};

    #[tokio::test]
    async fn hundreds_may_call_before_anybody_is_heard() {
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap_or_else(|_| panic!("a free port"));
        let address = listener.local_addr().unwrap();
        let call = |_| TcpStream::connect_timeout(&address, Duration::from_millis(900));
        let calls: io::Result<Vec<_>> = (0..300).map(call).collect();
        assert_eq!(calls.map(|calls| calls.len()).ok(), Some(300));
    }
}

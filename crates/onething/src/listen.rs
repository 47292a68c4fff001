//! Listening until somebody says stop, and stopping in good order.

use crate::ending::Ending;
use hospital::Hospital;
use std::{io::ErrorKind, net::SocketAddr};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use web::AppState;

/// Takes the address, or says who may have it.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Ending> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Ending::cannot(format!(
            "{address} is taken by another program; end it, or choose another with --listen 127.0.0.1:PORT"
        )),
        ErrorKind::PermissionDenied => {
            Ending::cannot(format!("{address} may not be used by this user; choose a port above 1023 with --listen"))
        }
        _ => Ending::cannot(format!("{address} cannot be listened on: {error}")),
    })
}

/// Serves until SIGTERM or SIGINT, then lets the hospital finish what it has.
pub(crate) async fn serve(listener: TcpListener, state: AppState) -> Result<(), Ending> {
    let hospital = state.hospital.clone();
    let stop = stopped(hospital.clone()).await?;
    let served = axum::serve(listener, web::router(state)).with_graceful_shutdown(stop).await;
    hospital.shutdown().await;
    served.map_err(Ending::cannot)
}

/// Ends at a signal, after the hospital has been told: its live streams end then too.
async fn stopped(hospital: Hospital) -> Result<impl Future<Output = ()> + Send + 'static, Ending> {
    let mut terminated = signal(SignalKind::terminate()).map_err(Ending::cannot)?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(Ending::cannot)?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        hospital.shutdown().await;
    })
}

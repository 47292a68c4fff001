//! Prometheus: counts and times of requests by route, never by what a person asked for. Nothing is counted until the
//! recorder is installed, and the figures are served only on a listener of their own.

use crate::AppState;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Bounds of buckets in seconds: the exporter's own summaries keep every value for a minute and sort them
/// at each reading, which took 45 ms.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Bounds of buckets for whole numbers, such as commands.
const COUNTS: [f64; 8] = [1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0];
/// How often recorded values are processed, whether anybody reads them or not.
const UPKEEP: Duration = Duration::from_secs(5);

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting, once per process, however many hospitals it serves. Must be called within a runtime.
pub fn install() {
    RECORDER.get_or_init(|| {
        let whole = metrics_exporter_prometheus::Matcher::Suffix("_commands".to_owned());
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS);
        let recorder = match builder.and_then(|builder| builder.set_buckets_for_metric(whole, &COUNTS)) {
            Ok(builder) => builder.build_recorder(),
            Err(error) => {
                tracing::error!(%error, "nothing is counted");
                return None;
            }
        };
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics was there before");
        }
        let kept = handle.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                kept.run_upkeep();
            }
        });
        Some(handle)
    });
}

/// `/metrics`, for a listener of its own.
pub fn router() -> Router {
    Router::new().route(
        "/metrics",
        get(async || match RECORDER.get() {
            Some(Some(handle)) => {
                ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        }),
    )
}

/// A method as it is counted and logged: a method that a client invents gets no name of its own.
pub(crate) const fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// Counts a request by route, and its time by the kind of its address; logs how it was answered.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = label(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status();
    tracing::info!(status = status.as_u16(), seconds, "answered");
    let kind = match route.as_str() {
        "/live" => "live",
        route if route.starts_with("/api") => "api",
        route if route.starts_with("/assets") => "asset",
        _ => "page",
    };
    let figures = state.hospital.figures();
    let labels = [("method", method), ("route", route.as_str()), ("status", status.as_str())];
    figures.counter("http_requests_total", &labels).increment(1);
    figures.histogram("http_request_seconds", &[("method", method), ("kind", kind)]).record(seconds);
    response
}

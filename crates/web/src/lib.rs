//! HTTP: pages, JSON API, live streams, and every text that a person reads.
//!
//! * [`router`]: all addresses over one [`AppState`].
//! * `locale`: the Fluent files in `locales/`, and how money, days and times are written.
//! * [`messages`]: what messages to patients say.
//! * `session`: who is reading; forms that only they can have sent.
//! * `ui`: what all pages share: frame, parts, charts, words, how a step runs and how it is answered.
//! * `handlers/<noun>/<verb>`: one page or one step each, with its template in `templates/<noun>/`.
//! * `assets/`: style sheets and small ES modules, embedded.
//!
//! A request goes: headers and limits (here) → the reader's session → a handler → `hospital` → a view or an answer →
//! a template, in the reader's language. Every page works as a plain form post; scripts only make it live.

pub mod body;
pub mod locale;
pub mod messages;
pub mod metrics;

mod api;
mod assets;
mod handlers;
mod origin;
mod problem;
mod session;
mod state;
#[cfg(test)]
mod tests;
mod ui;

pub use state::{AppState, DemoControl, DemoStep, Front, KioskTime, Peer, REFRESH_SECONDS};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
};
use tracing::Instrument as _;

/// The most bytes of a body: a signature on the screen is the largest thing that a page sends.
const BODY_MAX: usize = 256 * 1024;

const REQUEST_ID: &str = "x-request-id";

/// For a year a browser connects over TLS only.
const STRICT_TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Only our own files; nothing inline, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All addresses.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .merge(handlers::routes())
        .route("/preferences", post(handlers::preference::set))
        .route("/demo/step", post(handlers::demo::step))
        .method_not_allowed_fallback(session::only_forms)
        .layer(middleware::from_fn_with_state(state.clone(), ui::kept::layer))
        .layer(middleware::from_fn(ui::sent::way_on))
        .merge(api::routes())
        .route("/assets/{*path}", get(assets::show))
        .route("/manifest.webmanifest", get(handlers::install::manifest))
        .route("/service-worker.js", get(handlers::install::service_worker))
        .route("/offline", get(handlers::install::offline))
        .route("/live", get(ui::live::changes))
        .route("/healthz", get(handlers::health::healthz))
        .route("/readyz", get(handlers::health::readyz))
        .fallback(not_found);
    framed(routes, state)
}

/// Adds to all addresses what holds for every one of them: headers, limits, and words for whatever goes wrong.
fn framed(routes: Router<AppState>, state: AppState) -> Router {
    let secure = state.front.tls.then_some(STRICT_TRANSPORT_SECURITY);
    routes
        .layer(middleware::from_fn(same_site_only))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), problem::in_words))
        .layer(middleware::from_fn_with_state(state.clone(), metrics::observe))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(header_layer(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_layer(header::REFERRER_POLICY, "same-origin"))
        .layer(header_layer(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header_layer(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(header_layer(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"))
        .layer(middleware::from_fn_with_state(state.clone(), in_a_span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(middleware::from_fn(own_request_id))
        .layer(SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, secure))
        .layer(CompressionLayer::new())
        .with_state(state)
}

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The most characters of a request id that is taken over.
const REQUEST_ID_MAX: usize = 64;

/// A request's id goes into the log and into problem documents: one with spaces or symbols could pass for other fields
/// of a line. If it is not a plain id, it is dropped and a new one made.
async fn own_request_id(mut request: Request, next: Next) -> Response {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let headers = request.headers_mut();
    let given: Vec<&HeaderValue> = headers.get_all(REQUEST_ID).iter().collect();
    let fits = matches!(given[..], [id] if (1..=REQUEST_ID_MAX).contains(&id.len()) && id.as_bytes().iter().all(plain));
    if !fits {
        headers.remove(REQUEST_ID);
    }
    next.run(request).await
}

/// Everything that a request causes is logged under its id: every line of it is in this span. Its address is logged as
/// it is routed, for an actual address may lead to a person. The span exists whatever the log shows, hence its level.
async fn in_a_span(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let (method, hospital) = (metrics::label(request.method()), state.hospital.id());
    let span = tracing::error_span!("request", id, method, route, %hospital);
    next.run(request).instrument(span).await
}

/// Pages of other sites cannot make a browser do something here.
async fn same_site_only(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || session::same_site(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "another site's page sent this\n").into_response()
    }
}

async fn not_found(reader: session::Reader) -> Response {
    problem::words(&reader.t, &reader.shell, StatusCode::NOT_FOUND, "problem-not-found")
}

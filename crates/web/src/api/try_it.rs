//! The page to try the API: Swagger UI, embedded, without a network. It has inline styles, so it has its own policy.
//! Built without the feature `try-it`, its address leads to the document.

use super::{document::DOCUMENT, problem::Speaker};
use crate::state::AppState;
use axum::{
    Json, Router,
    extract::Path,
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};

const DOCUMENT_ADDRESS: &str = "/api/openapi.json";

/// The page, the document, and an answer for every other address below `/api`.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api", get(async || Redirect::to("/api/")))
        .route("/api/", get(async |speaker: Speaker| file(&speaker, "")))
        .route(DOCUMENT_ADDRESS, get(async || Json(&*DOCUMENT)))
        .route("/api/{*rest}", any(rest))
}

async fn rest(speaker: Speaker, method: Method, Path(path): Path<String>) -> Response {
    if method == Method::GET { file(&speaker, &path) } else { nowhere(&speaker) }
}

fn nowhere(speaker: &Speaker) -> Response {
    speaker.plain(StatusCode::NOT_FOUND, "no-such-address").into_response()
}

#[cfg(not(feature = "try-it"))]
fn file(speaker: &Speaker, path: &str) -> Response {
    if path.is_empty() { Redirect::to(DOCUMENT_ADDRESS).into_response() } else { nowhere(speaker) }
}

/// A file of the page; its names are fixed, so that none leads out.
#[cfg(feature = "try-it")]
fn file(speaker: &Speaker, path: &str) -> Response {
    use axum::http::{HeaderName, HeaderValue, header};
    use std::sync::{Arc, LazyLock};
    use utoipa_swagger_ui::{Config, serve};

    const CONTENT_SECURITY_POLICY: (HeaderName, &str) = (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; \
         img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| Arc::new(Config::new([DOCUMENT_ADDRESS])));

    match serve(path, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => {
            let headers = [CONTENT_SECURITY_POLICY, (header::CONTENT_TYPE, file.content_type.as_str())];
            let mut response = (headers, file.bytes.into_owned()).into_response();
            if let Some(encoding) = file.gzpipped.then_some("gzip") {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        }
        Ok(None) => nowhere(speaker),
        Err(error) => {
            tracing::error!(%error, "the page to try the API cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

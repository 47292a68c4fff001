//! Forms that a script sends.
//!
//! A form that the browser sends leaves its page, and if the hospital cannot be reached the browser's own error page
//! replaces it. So `js/connection.js` sends forms itself, with the key that they carry. A script cannot read where a
//! redirection leads (it is followed, and its fragment lost), and the page there would be rendered twice: such a form
//! is answered with the address alone. Without the script nothing is different.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Marks a form that a script sends. Another site's page cannot set it without asking for permission first.
const BY_SCRIPT: HeaderName = HeaderName::from_static("x-sent-by-script");

/// To a script, "see that page" is said without a redirection: 204 with the same `Location`.
pub(crate) async fn way_on(request: Request, next: Next) -> Response {
    let by_script = *request.method() == Method::POST && request.headers().contains_key(BY_SCRIPT);
    let response = next.run(request).await;
    if !by_script || response.status() != StatusCode::SEE_OTHER {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NO_CONTENT;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::empty())
}

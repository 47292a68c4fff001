//! Style sheets and scripts, embedded in the program.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "assets"]
struct Assets;

/// One file. Its entity tag is its hash, so a browser asks again and is told that nothing changed.
pub(crate) async fn show(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let hash = file.metadata.sha256_hash();
    let tag = hash[..8].iter().fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let fresh = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "public, max-age=60, must-revalidate".to_owned()),
        (header::CONTENT_TYPE, kind.to_owned()),
    ];
    if known { (StatusCode::NOT_MODIFIED, fresh).into_response() } else { (fresh, file.data).into_response() }
}

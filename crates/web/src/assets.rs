//! Style sheets and scripts, embedded in the program.

use axum::{
    extract::{OriginalUri, Path},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "assets"]
struct Assets;

/// A file's address with its hash, under which browsers keep it for a year. A missing file is a bug that the test of
/// all templates finds.
pub(crate) fn url(path: &str) -> String {
    match Assets::get(path) {
        Some(file) => format!("/assets/{path}?v={}", tag(&file)),
        None => {
            tracing::error!(path, "no such asset");
            format!("/assets/{path}")
        }
    }
}

/// A script's text.
pub(crate) fn text(path: &str) -> String {
    Assets::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

/// Changes when any of these files does.
pub(crate) fn tag_of_all(paths: &[&str]) -> String {
    let tags = paths.iter().filter_map(|path| Assets::get(path)).map(|file| tag(&file));
    tags.map(|tag| tag[..4].to_owned()).collect()
}

/// The first eight bytes of a file's SHA-256, hexadecimal.
fn tag(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..8].iter().fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"))
}

/// Serves a file. Under its hash it never changes; without the hash, its entity tag tells a browser that nothing
/// changed.
pub(crate) async fn show(Path(path): Path<String>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    let tag = tag(&file);
    let for_ever = uri.query().is_some_and(|query| query.strip_prefix("v=") == Some(tag.as_str()));
    let keep = if for_ever { "public, max-age=31536000, immutable" } else { "public, max-age=60, must-revalidate" };
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let head = [(header::ETAG, tag), (header::CACHE_CONTROL, keep.to_owned()), (header::CONTENT_TYPE, kind.to_owned())];
    if known { (StatusCode::NOT_MODIFIED, head).into_response() } else { (head, file.data).into_response() }
}

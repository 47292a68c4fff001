//! What makes a phone install the patient's pages, and show the last known appointment without a network: a manifest, a
//! service worker, and the page that it keeps. Nobody's data is in any of them.

use crate::{
    assets,
    locale::{Locale, Localizer},
    problem,
    state::AppState,
    ui::page::Shell,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// The page without a network.
const OFFLINE: &str = "/offline";
/// The files that this page needs, besides itself.
const FILES: [&str; 6] =
    ["icon.svg", "css/tokens.css", "css/base.css", "css/components.css", "css/phone.css", "js/offline.js"];
/// The brand's colour, as in `tokens.css`.
const BRAND: &str = "#0b6f66";

/// The page that is shown without a network.
#[derive(Template)]
#[template(path = "patient/offline.html")]
struct OfflineScreen<'a> {
    zh: Localizer,
    en: Localizer,
    shell: &'a Shell,
}

/// In which language the installed pages are named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ManifestQuery {
    #[serde(default)]
    lang: String,
}

pub(crate) async fn manifest(State(state): State<AppState>, Query(query): Query<ManifestQuery>) -> Response {
    let t = Localizer::new(Locale::of_tag(&query.lang), state.hospital.zone());
    let icon = |size: u16, purpose: &str| {
        let src = assets::url(&format!("icon-{size}.png"));
        json!({ "src": src, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose })
    };
    let manifest = json!({
        "id": "/",
        "name": t.text("app-name"),
        "short_name": t.text("app-name"),
        "lang": t.locale().tag(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": "#ffffff",
        "icons": [icon(192, "any"), icon(512, "any"), icon(512, "maskable")],
    });
    served("application/manifest+json", manifest.to_string())
}

/// Its name changes with what it keeps, so that a browser that has an older one takes the new files, and the new page.
pub(crate) async fn service_worker(State(state): State<AppState>) -> Response {
    let files: Vec<String> = FILES.iter().map(|file| assets::url(file)).chain([OFFLINE.to_owned()]).collect();
    let mut page = DefaultHasher::new();
    offline_page(&state).hash(&mut page);
    let name = format!("onething-{}-{:016x}", assets::tag_of_all(&FILES), page.finish());
    let text = assets::text("js/service-worker.js");
    served(
        "text/javascript; charset=utf-8",
        format!("const NAME = {};\nconst FILES = {};\n{text}", json!(name), json!(files)),
    )
}

fn offline_screen<'a>(state: &AppState, shell: &'a Shell) -> OfflineScreen<'a> {
    let zone = state.hospital.zone();
    let [zh, en] = Locale::ALL.map(|locale| Localizer::new(locale, zone));
    OfflineScreen { zh, en, shell }
}

/// The page's text; empty if it cannot be made, which `offline` reports.
fn offline_page(state: &AppState) -> String {
    offline_screen(state, &Shell::default()).render().unwrap_or_default()
}

pub(crate) async fn offline(State(state): State<AppState>) -> Response {
    problem::html(&offline_screen(&state, &Shell::default()), StatusCode::OK)
}

/// A browser asks each time whether it has changed.
fn served(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

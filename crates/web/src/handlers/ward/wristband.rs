//! The wristband to print, 25 × 279 mm: name, bed, and a code that opens the stay.

use super::board::room_and_bed;
use crate::{
    handlers::staff::{act, words},
    locale::Localizer,
    page::Shell,
    session::Member,
};
use askama::Template;
use axum::{extract::Path, response::Response};
use model::id::{AdmissionId, short_code};
use qrcode::{QrCode, render::svg};

/// The page.
#[derive(Template)]
#[template(path = "ward/wristband.html")]
pub(super) struct WristbandScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) place: String,
    pub(super) code: String,
    /// The code as a picture, made here from the code alone.
    pub(super) picture: String,
}

pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    let t = &staff.t;
    let page = match staff.hospital.admission(&staff.actor, admission).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let code = short_code(admission.0);
    let place = page
        .admission
        .bed
        .as_ref()
        .map(|bed| format!("{} {}", t.label(&bed.ward.name), room_and_bed(t, &bed.room, &bed.number)));
    let screen = WristbandScreen {
        t,
        shell: &staff.shell,
        id: admission.to_string(),
        name: words::full_name(t, &page.admission.patient),
        facts: words::person(t, &page.admission.patient),
        place: place.unwrap_or_default(),
        picture: picture(&code),
        code,
    };
    act::answer(&screen)
}

/// A QR code as SVG without a declaration; empty where the text does not fit (eight letters always do).
pub(super) fn picture(code: &str) -> String {
    let Ok(qr) = QrCode::new(code) else { return String::new() };
    let drawn = qr.render::<svg::Color<'_>>().min_dimensions(80, 80).quiet_zone(false).build();
    drawn.find("<svg").map(|start| drawn[start..].to_owned()).unwrap_or_default()
}

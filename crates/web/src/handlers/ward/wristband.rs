//! The wristband to print, 25 × 279 mm: name, birth date, allergies, bed, and the admission's number, which opens the
//! stay.

use super::{board::room_and_bed, stay};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{act, parts::Chip, words},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use hospital::read;
use hospital::view::StayDetail;
use model::{
    id::{AdmissionId, short_code},
    message::{Message, Value},
    time::BusinessDate,
};
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
    /// Empty if it is not known.
    pub(super) birth: String,
    pub(super) place: String,
    pub(super) allergies: Chip,
    /// The admission's number.
    pub(super) code: String,
    /// The code as a picture, made here from the number alone.
    pub(super) picture: String,
}

pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Admission { admission }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    act::answer(&WristbandScreen::new(t, &staff.shell, &page))
}

impl<'a> WristbandScreen<'a> {
    /// From what is known about the stay.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, page: &StayDetail) -> Self {
        let admission = &page.admission;
        let code = short_code(admission.admission.0);
        let birth = page.fields.iter().find_map(|field| match (field.name, &field.value) {
            ("birth", Some(Value::Date(day))) => Some(*day),
            _ => None,
        });
        let place = admission
            .bed
            .as_ref()
            .map(|bed| format!("{} {}", t.label(&bed.ward.name), room_and_bed(t, &bed.room, &bed.number)));
        let unknown = || Chip::new("warn", t.text("ward-allergies-unknown"));
        Self {
            t,
            shell,
            id: admission.admission.to_string(),
            name: words::full_name(t, &admission.patient),
            facts: words::person(t, &admission.patient),
            birth: birth.map_or_else(String::new, |day| {
                t.say(&Message::new("ward-born").with("birth", Value::Text(t.full_date(BusinessDate(day)))))
            }),
            place: place.unwrap_or_default(),
            allergies: stay::allergies(t, page).unwrap_or_else(unknown),
            picture: picture(&code),
            code: words::spaced(&code),
        }
    }
}

/// A QR code as SVG without a declaration; empty if the text does not fit (eight letters always do).
pub(super) fn picture(code: &str) -> String {
    let Ok(qr) = QrCode::new(code) else { return String::new() };
    let drawn = qr.render::<svg::Color<'_>>().min_dimensions(80, 80).quiet_zone(false).build();
    drawn.find("<svg").map(|start| drawn[start..].to_owned()).unwrap_or_default()
}

//! The list of a draw stays open longer, because people could not join: at the desk of its department, and by an
//! administrator on the draw's page.

use super::admin::{moment, typed};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::words,
};
use chrono::Duration;
use hospital::{
    Action, Failure, usecase,
    view::{DrawRef, DrawStage},
};
use model::id::{DepartmentId, DrawId};
use serde::Deserialize;

/// What it says once it is done.
pub(crate) const DONE: &str = "draw-done-prolonged";

/// The form proposes so many minutes more.
const LONGER_MINUTES: i64 = 60;

/// Until when, and why; at the desk also the department whose draws are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProlongForm {
    pub(crate) department: Option<DepartmentId>,
    closes_at: String,
    reason: String,
    text: String,
}

/// What the form proposes, until the list is closed.
pub(crate) fn later(t: &Localizer, draw: &DrawRef) -> Option<String> {
    let later = || typed(draw.closes_at + Duration::minutes(LONGER_MINUTES), t.zone());
    match draw.stage {
        DrawStage::Listed => Some(later()),
        DrawStage::Closed | DrawStage::Drawing | DrawStage::Over | DrawStage::Cancelled => None,
    }
}

/// Does it. Whoever may not do it does not learn what is wrong with the form.
pub(crate) async fn longer(staff: &Member, draw: DrawId, post: &Post<ProlongForm>) -> Result<(), Failure> {
    staff.hospital.may_ever(&staff.actor, Action::ProlongDraw)?;
    let form = &post.form;
    let text = form.text.trim();
    let request = usecase::ProlongDraw {
        draw,
        closes_at: moment("closes_at", &form.closes_at, staff.t.zone())?,
        reason: words::reason(&form.reason),
        text: (!text.is_empty()).then(|| text.to_owned()),
    };
    staff.execute(&post.key, request.into()).await.map(drop)
}

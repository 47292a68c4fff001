//! A session uses another device: the form beside the one that changes its hours, whom it concerns, shown before it is
//! done, and the button that does it. Names are masked, as there.

use super::{
    change::{address, window_of},
    devices,
    schedule::{self, Week},
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, parts::Choice, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Request, usecase,
    view::{DeviceChange, DeviceRow, SessionLoad, WeekPlan},
};
use model::{
    id::{DepartmentId, SessionId},
    message::{Message, Refusal},
    scheduling::ReasonCode,
    time::BusinessDate,
};
use serde::Deserialize;

/// The choice of a device, and what the chosen one would do.
pub(super) struct DeviceCard {
    /// The department's devices of the kind that the session uses.
    pub(super) choices: Vec<Choice>,
    /// There is no other.
    pub(super) is_alone: bool,
    /// The device that is tried, as the form sends it, and what it would do.
    pub(super) effect: Option<(String, DeviceEffect)>,
}

/// What another device would do.
pub(super) struct DeviceEffect {
    /// Why it is refused.
    pub(super) refusal: Option<String>,
    /// How many people are told.
    pub(super) told: String,
    /// Who they are: the window, and the masked name.
    pub(super) who: Vec<(String, String)>,
}

/// The device, and the session's version that was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DeviceForm {
    department: Option<DepartmentId>,
    week: Option<BusinessDate>,
    version: String,
    device: String,
    reason: String,
}

/// What is shown of a session that uses a device; `tried` is the chosen one with the version that was seen.
pub(super) async fn card(
    staff: &Member,
    page: &WeekPlan,
    load: &SessionLoad,
    tried: Option<(&str, &str)>,
) -> Result<Option<DeviceCard>, Failure> {
    let t = &staff.t;
    let Some(used) = page.devices.iter().find(|device| load.device_id == Some(device.device)) else { return Ok(None) };
    let (mut chosen, mut effect) = (used.device, None);
    if let Some((device, version)) = tried {
        let shown = match request(load.session, (device, version), ReasonCode::Hospital) {
            Ok(request) => {
                chosen = request.device;
                DeviceEffect::of(t, &staff.hospital.device_change(&staff.actor, &request).await?)
            }
            Err(refusal) => DeviceEffect { refusal: Some(t.refusal(&refusal)), told: String::new(), who: Vec::new() },
        };
        effect = Some((device.to_owned(), shown));
    }
    let alike: Vec<DeviceRow> = page.devices.iter().filter(|device| device.kind == used.kind).cloned().collect();
    let choices = devices::choices(t, &alike, Some(chosen));
    // Without a device nobody could have what they booked.
    let choices: Vec<Choice> = choices.into_iter().filter(|choice| !choice.value.is_empty()).collect();
    Ok(Some(DeviceCard { is_alone: choices.len() < 2, choices, effect }))
}

fn request(
    session: SessionId,
    (device, version): (&str, &str),
    reason: ReasonCode,
) -> Result<usecase::ChangeDevice, Refusal> {
    let wrong = |_| Refusal::new("field-number").field("version").with("value", version);
    Ok(usecase::ChangeDevice {
        session,
        device: devices::chosen(device)?.ok_or_else(|| Refusal::new("field-choose").field("device"))?,
        version: Some(version.parse().map_err(wrong)?),
        reason,
        text: None,
    })
}

impl DeviceEffect {
    fn of(t: &Localizer, change: &DeviceChange) -> Self {
        Self {
            refusal: change.refusal.as_ref().map(|refusal| t.refusal(refusal)),
            told: t.say(&Message::new("change-device-told").with("count", change.told)),
            who: change.who.iter().map(|one| window_of(t, one)).collect(),
        }
    }
}

pub(super) async fn apply(staff: Member, Path(session): Path<SessionId>, post: Post<DeviceForm>) -> Response {
    let form = &post.form;
    let outcome = match asked(&staff, session, form) {
        Ok(request) => staff.execute(&post.key, Request::ChangeDevice(request)).await.map(drop),
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => {
            let week = Week { department: form.department, day: form.week, session: Some(session), clinician: None };
            schedule::after(&staff, week, Ok("admin-done-device-changed"))
        }
        Err(failure) => act::refused(&staff.t, &again(session, form), &failure).into_response(),
    }
}

/// What is asked. Whoever may not ask it does not learn what is wrong with the form.
fn asked(staff: &Member, session: SessionId, form: &DeviceForm) -> Result<usecase::ChangeDevice, Failure> {
    staff.hospital.may_ever(&staff.actor, Action::ChangeDevice)?;
    Ok(request(session, (&form.device, &form.version), words::reason(&form.reason))?)
}

/// The page as the session is now.
fn again(session: SessionId, form: &DeviceForm) -> String {
    match (form.department, form.week) {
        (Some(department), Some(week)) => address(session, department, week),
        (None, _) | (_, None) => format!("/admin/sessions/{session}/change"),
    }
}

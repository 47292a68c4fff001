//! The work list of stays that ended here and are still open: at the insurer, or because of money.

use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{act, parts::Chip, words},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::usecase;
use hospital::{Request, view::OpenStayList};
use model::{actor::Role, id::AdmissionId, message::Message, scheduling::ReasonCode};
use serde::Deserialize;

/// The page on which an administrator closes what the insurer does not.
const ADMIN_PAGE: &str = "/admin/open-stays";

/// The page.
#[derive(Template)]
#[template(path = "ward/open_stays.html")]
pub(super) struct OpenStaysScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) count: String,
    pub(super) stays: Vec<Row>,
    pub(super) nonce: &'a str,
    /// The reader can open stays and bills.
    pub(super) acts: bool,
    /// What was closed by hand recently, one line each.
    pub(super) closed: Vec<String>,
    pub(super) closed_title: String,
}

/// A stay in the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) head: String,
    pub(super) line: String,
    pub(super) chip: Chip,
    pub(super) says: Vec<String>,
    pub(super) money: bool,
    /// May be closed by hand, by those who have the right.
    pub(super) may_close: bool,
}

/// What the insurer's written confirmation says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CloseForm {
    #[serde(default)]
    text: String,
}

/// Closes a registration that the insurer refuses to take back.
pub(super) async fn close(staff: Member, Path(admission): Path<AdmissionId>, post: Post<CloseForm>) -> Response {
    let text = Some(post.form.text.clone());
    let request = Request::CloseRegistration(usecase::CloseRegistration { admission, reason: ReasonCode::Other, text });
    match staff.execute(&post.key, request).await {
        Ok(_) => act::told(&staff.t, ADMIN_PAGE, |t| act::said(t.text("open-stays-closed"))).into_response(),
        Err(failure) => act::refused(&staff.t, ADMIN_PAGE, &failure).into_response(),
    }
}

/// Of the nurse's own ward, or of the whole hospital.
pub(super) async fn show(staff: Member) -> Response {
    match staff.hospital.read(&staff.actor, read::OpenStays {}).await {
        Ok(page) => {
            let acts = staff.actor.role == Role::Nurse;
            act::answer(&OpenStaysScreen::new(&staff.t, &staff.shell, &staff.nonce, &page, acts))
        }
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> OpenStaysScreen<'a> {
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, nonce: &'a str, page: &OpenStayList, acts: bool) -> Self {
        let rows = page.stays.iter().map(|stay| {
            let code = words::spaced(&stay.code);
            // Readers who may not know the patient find the stay by its number.
            let nameless = stay.patient.name.masked.is_empty();
            let (head, line) = if nameless {
                let number = Message::new("open-stays-number").with("code", code);
                (t.say(&number), Message::new("open-stays-line-nameless"))
            } else {
                let line = Message::new("open-stays-line").with("code", code);
                (words::masked_name(t, &stay.patient), line)
            };
            Row {
                id: stay.admission.to_string(),
                head,
                line: t.say(&line.with("department", t.label(&stay.department.name)).with("at", stay.since)),
                chip: words::stay(t, stay.state),
                says: stay.messages.iter().map(|message| t.say(message)).collect(),
                money: !stay.deposits.is_zero() || !stay.charges.is_zero(),
                may_close: stay.may_close && !acts,
            }
        });
        let closed = page.closed.iter();
        let closed = closed.map(|stay| {
            Message::new("open-stays-closed-line").with("code", words::spaced(&stay.code)).with("at", stay.at)
        });
        Self {
            t,
            shell,
            count: t.say(&Message::new("open-stays-count").with("count", page.count)),
            stays: rows.collect(),
            nonce,
            acts,
            closed: closed.map(|line| t.say(&line)).collect(),
            closed_title: t.say(&Message::new("open-stays-closed-title").with("days", OpenStayList::CLOSED_DAYS)),
        }
    }
}

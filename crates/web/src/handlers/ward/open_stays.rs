//! The work list of stays that ended here and are still open: at the insurer, or with money.

use crate::{
    handlers::staff::{act, parts::Chip, words},
    locale::Localizer,
    page::Shell,
    session::Member,
};
use askama::Template;
use axum::response::Response;
use hospital::view::OpenStaysPage;
use model::{actor::Role, message::Message};

/// The page.
#[derive(Template)]
#[template(path = "ward/open_stays.html")]
pub(super) struct OpenStaysScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) count: String,
    pub(super) stays: Vec<Row>,
    /// The reader can open stays and bills.
    pub(super) acts: bool,
}

/// A stay of the list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) head: String,
    pub(super) line: String,
    pub(super) chip: Chip,
    pub(super) says: Vec<String>,
    pub(super) money: bool,
}

/// Of the nurse's own ward, or of the whole hospital.
pub(super) async fn show(staff: Member) -> Response {
    match staff.hospital.open_stays(&staff.actor).await {
        Ok(page) => {
            let acts = staff.actor.role == Role::Nurse;
            act::answer(&OpenStaysScreen::new(&staff.t, &staff.shell, &page, acts))
        }
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> OpenStaysScreen<'a> {
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, page: &OpenStaysPage, acts: bool) -> Self {
        let rows = page.stays.iter().map(|stay| Row {
            id: stay.admission.to_string(),
            head: words::masked_name(t, &stay.patient),
            line: t.say(
                &Message::new("open-stays-line")
                    .with("code", stay.code.as_str())
                    .with("department", t.label(&stay.department.name))
                    .with("at", stay.since),
            ),
            chip: words::stay(t, stay.state),
            says: stay.messages.iter().map(|message| t.say(message)).collect(),
            money: !stay.deposits.is_zero() || !stay.charges.is_zero(),
        });
        Self {
            t,
            shell,
            count: t.say(&Message::new("open-stays-count").with("count", page.count)),
            stays: rows.collect(),
            acts,
        }
    }
}

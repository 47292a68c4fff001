//! Books on site, and checks in at once where that is wished.

use super::{check_in, show};
use crate::{
    handlers::staff::{act, words},
    session::{Member, Post},
};
use axum::{extract::Path, response::Response};
use hospital::{Answer, Failure, Request};
use model::{
    id::{AppointmentId, DepartmentId, PersonId, SlotId},
    message::Refusal,
    scheduling::{Channel, Ticket},
};
use serde::Deserialize;

/// The choice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BookForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    slot: Option<SlotId>,
    #[serde(default)]
    check_in: bool,
    #[serde(default)]
    credential: String,
}

pub(super) async fn book(staff: Member, Path(patient): Path<PersonId>, post: Post<BookForm>) -> Response {
    let department = post.form.department;
    let booked = match post.form.slot {
        Some(slot) => staff.execute(&post.key, Request::Book { slot, patient, channel: Channel::OnSite }).await,
        None => Err(Refusal::new("field-choose").field("slot").into()),
    };
    let outcome = match booked {
        Ok(Answer::Booked { appointment, .. }) if post.form.check_in => check_in_too(&staff, &post, appointment).await,
        Ok(_) => Ok(("desk-done-booked", None)),
        Err(failure) => Err(failure),
    };
    show::after(&staff, department, outcome)
}

async fn check_in_too(
    staff: &Member,
    post: &Post<BookForm>,
    appointment: AppointmentId,
) -> Result<(&'static str, Option<Ticket>), Failure> {
    let credential =
        words::decode(&post.form.credential).ok_or_else(|| Refusal::new("field-choose").field("credential"))?;
    let answer = staff.execute(&act::part(&post.key, "in"), Request::CheckIn { appointment, credential }).await?;
    Ok(match check_in::done(answer) {
        (_, Some(ticket)) => ("desk-done-booked-ticket", Some(ticket)),
        _ => ("desk-done-booked", None),
    })
}

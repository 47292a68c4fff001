//! Books on site, and checks in at once if that is wished.

use super::{list, place::Place, show};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, words},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Answer, Failure, Request};
use model::{
    id::{AppointmentId, DepartmentId, PersonId, SlotId},
    message::{Message, Refusal},
    scheduling::Channel,
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
    // Somebody who is not checked in has presented nothing yet.
    let presented = words::decode(&post.form.credential).filter(|_| post.form.check_in);
    let place = Place::of(post.form.department).opening(patient, presented);
    let booked = match post.form.slot {
        Some(slot) => {
            staff
                .execute(
                    &post.key,
                    Request::Book(usecase::Book { slot, patient, channel: Channel::OnSite, impossible: None }),
                )
                .await
        }
        None => Err(Refusal::new("field-choose").field("slot").into()),
    };
    let appointment = match booked {
        Ok(Answer::Booked { appointment, .. }) => appointment,
        Ok(_) => return show::after(&staff, &place, Ok("desk-done-booked")),
        Err(failure) => return show::after(&staff, &place, Err(failure)),
    };
    let place = Place { visit: Some(appointment), ..place };
    if !post.form.check_in {
        return show::after(&staff, &place, Ok("desk-done-booked"));
    }
    match check_in_too(&staff, &post, appointment).await {
        Err(failure @ Failure::Refused(_)) => only_booked(&staff, &place, appointment, &failure).await,
        outcome => show::after(&staff, &place, outcome.map(|()| "desk-done-booked-and-in")),
    }
}

/// Booked, and not checked in: both are said, because the seat is taken.
async fn only_booked(staff: &Member, place: &Place, appointment: AppointmentId, failure: &Failure) -> Response {
    let visit = match staff.hospital.listed_visit(&staff.actor, appointment).await {
        Ok(visit) => visit,
        Err(failure) => return show::refused(staff, place, &failure),
    };
    let place = Place { visit: None, ..place.clone() };
    let says = |t: &Localizer| {
        let why = act::failed(t, failure).head;
        act::warned(t.say(&Message::new("desk-only-booked").with("why", why)), list::whose(t, &visit))
    };
    act::told(&staff.t, &place.href(), says).into_response()
}

async fn check_in_too(staff: &Member, post: &Post<BookForm>, appointment: AppointmentId) -> Result<(), Failure> {
    let credential =
        words::decode(&post.form.credential).ok_or_else(|| Refusal::new("field-choose").field("credential"))?;
    staff
        .execute(
            &act::part(&post.key, "in"),
            Request::CheckIn(usecase::CheckIn { appointment, credential, class: None }),
        )
        .await?;
    Ok(())
}

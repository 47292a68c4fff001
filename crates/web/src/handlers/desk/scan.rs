//! One field for every credential: a scan that leaves no doubt checks in at once, another one opens its owner, and a
//! name or a part of one lists whom it may mean.

use super::{place::Place, show};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{act, parts::Notice, words},
};
use axum::response::{IntoResponse, Response};
use hospital::read;
use hospital::usecase;
use hospital::{
    Failure, Request,
    view::{ListedVisit, SearchHit, SearchKind, SearchResult, VisitState},
};
use model::{id::AppointmentId, message::Message, person::CredentialKind, text::upright};
use serde::Deserialize;

/// What was scanned or typed, and where.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ScanForm {
    #[serde(flatten)]
    place: Place,
    #[serde(default)]
    text: String,
}

pub(super) async fn scan(staff: Member, post: Post<ScanForm>) -> Response {
    let text = post.form.text.trim();
    let place = Place { person: None, shown: None, ..post.form.place.clone() };
    let page = match staff.hospital.read(&staff.actor, read::Search { text: text.into() }).await {
        Ok(page) => page,
        Err(failure) => return show::refused(&staff, &place, &failure),
    };
    let sole = sole(&page, text);
    if let Some((with, purpose)) = place.search() {
        if let Some((hit, _)) = sole {
            return act::see(&purpose.page(with, hit.patient.person));
        }
    } else if let Some((appointment, credential)) = certain(&page, text) {
        let outcome =
            staff.execute(&post.key, Request::CheckIn(usecase::CheckIn { appointment, credential, class: None })).await;
        // The person is opened beside what was done, or the refusal.
        let opened = sole.map_or(place.clone(), |(hit, shown)| place.opening(hit.patient.person, shown));
        let opened = Place { visit: Some(appointment), ..opened };
        return match outcome {
            Ok(_) => show::after(&staff, &opened, Ok("desk-done-checked-in")),
            Err(failure @ Failure::Refused(_)) => {
                act::told(&staff.t, &Place { visit: None, ..opened }.href(), |t| act::failed(t, &failure))
                    .into_response()
            }
            Err(failure) => show::refused(&staff, &place, &failure),
        };
    } else if let Some((hit, shown)) = sole {
        if let Some(visit) = elsewhere(hit) {
            let there = place.opening(hit.patient.person, shown).href();
            return act::told(&staff.t, &there, |t| other_desk(t, visit)).into_response();
        }
        return act::see(&place.opening(hit.patient.person, shown).href());
    }
    act::told(&staff.t, &place.href(), |t| says(t, &page, text)).finding(text).into_response()
}

/// The visit with which somebody is at the wrong desk: another department's, and none here.
fn elsewhere(hit: &SearchHit) -> Option<&ListedVisit> {
    let is_ours = |visit: &&ListedVisit| visit.can_check_in || visit.can_move;
    if hit.visits.iter().any(|visit| is_ours(&visit)) {
        return None;
    }
    hit.visits.iter().find(|visit| visit.state == VisitState::Booked)
}

/// Where to check in instead.
fn other_desk(t: &Localizer, visit: &ListedVisit) -> Notice {
    let head = Message::new("desk-elsewhere")
        .with("name", words::masked_name(t, &visit.patient))
        .with("window", t.window(visit.from, visit.until))
        .with("department", t.label(&visit.department.name))
        .with("room", t.room(&visit.room));
    act::warned(t.say(&head), t.text("desk-elsewhere-body"))
}

/// Who was found, in a sentence.
fn says(t: &Localizer, page: &SearchResult, text: &str) -> Notice {
    if page.hits.is_empty() {
        return act::warned(t.say(&Message::new("desk-nobody").with("typed", text)), t.text("desk-nobody-body"));
    }
    let count = u32::try_from(page.hits.len()).unwrap_or(0);
    if page.more {
        return act::warned(t.say(&Message::new("desk-found-over").with("count", count)), t.text("desk-found-more"));
    }
    let found = act::said(t.say(&Message::new("desk-found").with("count", count)));
    Notice { body: t.text("desk-found-masked"), ..found }
}

/// The person whose code or credential was scanned, and which it was. A name or a phone number alone opens nobody.
fn sole<'a>(page: &'a SearchResult, text: &str) -> Option<(&'a SearchHit, Option<CredentialKind>)> {
    let [hit] = page.hits.as_slice() else { return None };
    match page.kind {
        SearchKind::VisitCode => Some((hit, Some(CredentialKind::VisitCode))),
        SearchKind::Credential => Some((hit, words::presented(hit, text))),
        SearchKind::Phone | SearchKind::Name => None,
    }
}

/// The one visit that a scan means, and what was presented: a visit's own code, or a credential of somebody with one
/// visit today. A name or phone number leaves doubt about who is at the desk.
fn certain(page: &SearchResult, text: &str) -> Option<(AppointmentId, CredentialKind)> {
    let [hit] = page.hits.as_slice() else { return None };
    let open = || hit.visits.iter().filter(|visit| visit.can_check_in);
    match page.kind {
        SearchKind::VisitCode => {
            // A phone shows the whole id as a picture; people say the short code.
            let short: String = upright(text).split_whitespace().collect();
            let whole: Option<AppointmentId> = short.parse().ok();
            // Whoever comes before the check-in opens is told when it opens; this desk has to say so.
            let mut ours = hit.visits.iter().filter(|visit| visit.can_check_in || visit.can_move);
            let meant = ours.find(|visit| Some(visit.appointment) == whole || visit.code == short)?;
            Some((meant.appointment, CredentialKind::VisitCode))
        }
        SearchKind::Credential => {
            let credential = words::presented(hit, text)?;
            let mut open = open();
            match (open.next(), open.next()) {
                (Some(only), None) => Some((only.appointment, credential)),
                _ => None,
            }
        }
        SearchKind::Phone | SearchKind::Name => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples;

    #[test]
    fn a_card_with_one_visit_leaves_no_doubt_and_a_name_does() {
        let mut page = samples::search();
        assert!(elsewhere(&page.hits[0]).is_none(), "it is ours");
        let card = "11010519491231002X";
        let visit = page.hits[0].visits[0].appointment;
        assert_eq!(certain(&page, card), Some((visit, CredentialKind::ResidentId)));
        page.kind = SearchKind::Name;
        assert_eq!(certain(&page, card), None);
        page.kind = SearchKind::VisitCode;
        assert_eq!(certain(&page, "7k2m9qx4"), Some((visit, CredentialKind::VisitCode)));
        assert_eq!(certain(&page, "７Ｋ２Ｍ ９ＱＸ４"), Some((visit, CredentialKind::VisitCode)));
        (page.hits[0].visits[0].can_check_in, page.hits[0].visits[0].can_move) = (false, true);
        assert_eq!(certain(&page, "7k2m9qx4"), Some((visit, CredentialKind::VisitCode)), "too early is said");
        page.hits[0].visits[0].can_move = false;
        page.hits[0].visits[0].state = VisitState::Booked;
        assert_eq!(elsewhere(&page.hits[0]).map(|visit| visit.appointment), Some(visit), "where to go is said");
        assert_eq!(certain(&page, "7k2m9qx4"), None, "another department's");
        page.hits[0].visits[0].can_check_in = true;
        assert_eq!(certain(&page, &visit.to_string()), Some((visit, CredentialKind::VisitCode)));
        page.kind = SearchKind::Credential;
        let second = page.hits[0].visits[0].clone();
        page.hits[0].visits.push(second);
        assert_eq!(certain(&page, card), None, "two visits: somebody must choose");
    }
}

//! One field for every credential: a scan that leaves no doubt checks in at once, any other shows whom it found.

use super::{check_in, show};
use crate::{
    handlers::staff::{act, parts::Notice, words},
    locale::Localizer,
    session::{Member, Post},
};
use axum::response::{IntoResponse, Response};
use hospital::{
    Failure, Request,
    view::{SearchKind, SearchPage},
};
use model::{
    id::{AppointmentId, DepartmentId},
    message::Message,
    person::CredentialKind,
};
use serde::Deserialize;

/// What was scanned or typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ScanForm {
    #[serde(default)]
    department: Option<DepartmentId>,
    #[serde(default)]
    text: String,
}

pub(super) async fn scan(staff: Member, post: Post<ScanForm>) -> Response {
    let text = post.form.text.trim();
    let found = match staff.hospital.search(&staff.actor, text).await {
        Ok(found) => found,
        Err(failure) => return show::after(&staff, post.form.department, Err(failure)),
    };
    if let Some((appointment, credential)) = certain(&found, text) {
        let outcome = staff.execute(&post.key, Request::CheckIn { appointment, credential }).await.map(check_in::done);
        return match outcome {
            // Who it is stands there with the refusal.
            Err(failure @ Failure::Refused(_)) => {
                let page = show::address(post.form.department);
                act::refused(&staff.t, &page, &failure).finding(text).into_response()
            }
            outcome => show::after(&staff, post.form.department, outcome),
        };
    }
    let page = show::address(post.form.department);
    act::told(&staff.t, &page, |t| says(t, &found, text)).finding(text).into_response()
}

/// Who was found, in a sentence.
fn says(t: &Localizer, page: &SearchPage, text: &str) -> Notice {
    if page.hits.is_empty() {
        return act::warned(t.say(&Message::new("desk-nobody").with("typed", text)), t.text("desk-nobody-body"));
    }
    let found = Message::new("desk-found").with("count", u32::try_from(page.hits.len()).unwrap_or(0));
    let found = act::said(t.say(&found));
    if page.more { Notice { tone: "warn", body: t.text("desk-found-more"), ..found } } else { found }
}

/// The one visit that a scan means, and what was presented: a visit's own code, or a credential of somebody with one
/// visit today. A name or phone number leaves doubt who is standing there.
fn certain(page: &SearchPage, text: &str) -> Option<(AppointmentId, CredentialKind)> {
    let [hit] = page.hits.as_slice() else { return None };
    let open = || hit.visits.iter().filter(|visit| visit.can_check_in);
    match page.kind {
        SearchKind::VisitCode => {
            // A phone shows the whole id as a picture, people say the short code.
            let whole: Option<AppointmentId> = text.parse().ok();
            let short = text.to_ascii_uppercase();
            let meant = open().find(|visit| Some(visit.appointment) == whole || visit.code == short)?;
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
    use crate::handlers::staff::samples;

    #[test]
    fn a_card_with_one_visit_leaves_no_doubt_and_a_name_does() {
        let mut page = samples::search();
        let card = "11010519491231002X";
        let visit = page.hits[0].visits[0].appointment;
        assert_eq!(certain(&page, card), Some((visit, CredentialKind::ResidentId)));
        page.kind = SearchKind::Name;
        assert_eq!(certain(&page, card), None);
        page.kind = SearchKind::VisitCode;
        assert_eq!(certain(&page, "7k2m9qx4"), Some((visit, CredentialKind::VisitCode)));
        assert_eq!(certain(&page, &visit.to_string()), Some((visit, CredentialKind::VisitCode)));
        page.kind = SearchKind::Credential;
        let second = page.hits[0].visits[0].clone();
        page.hits[0].visits.push(second);
        assert_eq!(certain(&page, card), None, "two visits: somebody must choose");
    }
}

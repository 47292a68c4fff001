//! One field for every credential: a scan that leaves no doubt checks in at once, any other shows whom it found.

use super::{
    check_in,
    register::RegisterForm,
    show::{self, Around},
};
use crate::{
    handlers::staff::{act, parts::Notice, words},
    session::{Member, Post},
};
use axum::response::Response;
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
    let page = match staff.hospital.search(&staff.actor, text).await {
        Ok(page) => page,
        Err(failure) => return show::after(staff, post.form.department, Err(failure), Around::typed(text)).await,
    };
    if let Some((appointment, credential)) = certain(&page, text) {
        let outcome = staff.execute(&post.key, Request::CheckIn { appointment, credential }).await.map(check_in::done);
        let around = match &outcome {
            Err(Failure::Refused(_)) => Around { typed: text.to_owned(), found: Some(page), ..Around::default() },
            _ => Around::default(),
        };
        return show::after(staff, post.form.department, outcome, around).await;
    }
    let notice = if page.hits.is_empty() {
        Notice {
            tone: "warn",
            head: staff.t.say(&Message::new("desk-nobody").with("typed", text)),
            body: staff.t.text("desk-nobody-body"),
            ways: Vec::new(),
        }
    } else {
        let found = Message::new("desk-found").with("count", u32::try_from(page.hits.len()).unwrap_or(0));
        let found = act::said(staff.t.say(&found));
        if page.more { Notice { tone: "warn", body: staff.t.text("desk-found-more"), ..found } } else { found }
    };
    // Who is new is registered next: what was typed is not typed again.
    let register = page.hits.is_empty().then(|| RegisterForm::looked_for(text));
    let around = Around { typed: text.to_owned(), found: Some(page), notice: Some(notice), register };
    show::page(staff, post.form.department, around, None).await
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

//! Why the patient of a visit was referred, for the clinician who sees them and the desk of the department. Opening it is
//! recorded.

use crate::{
    locale::Localizer,
    session::Member,
    state::AppState,
    ui::{
        act,
        page::Shell,
        parts::{Link, Notice, Pair},
    },
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use hospital::{read, view::ReferralDetail};
use model::{Label, actor::Role, id::AppointmentId, message::Message};

/// The page's address.
pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/visits/{appointment}/referral", get(show))
}

/// A link to the page about a visit, which says by whom the patient was referred.
pub(crate) fn link(t: &Localizer, appointment: AppointmentId, clinic: &Label) -> Link {
    let words = t.say(&Message::new("referral-see").with("clinic", t.label(clinic)));
    Link { href: format!("/visits/{appointment}/referral"), words, current: false }
}

#[derive(Template)]
#[template(path = "referrals/why.html")]
struct WhyScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    notice: Option<Notice>,
    name: String,
    facts: Vec<Pair>,
    why: String,
    back: Link,
}

async fn show(mut staff: Member, Path(appointment): Path<AppointmentId>) -> Response {
    let notice = staff.said(None);
    let page = match staff.hospital.read(&staff.actor, read::Referral { appointment }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let back =
        if staff.actor.role == Role::Clinician { ("/room", "referral-back-room") } else { ("/desk", "desk-back") };
    act::answer(&WhyScreen {
        t,
        shell: &staff.shell,
        notice,
        name: if page.name.is_empty() { t.text("staff-no-name") } else { page.name.clone() },
        facts: facts(t, &page),
        why: page.why.unwrap_or_else(|| t.text("referral-why-erased")),
        back: Link { href: back.0.to_owned(), words: t.text(back.1), current: false },
    })
}

fn facts(t: &Localizer, page: &ReferralDetail) -> Vec<Pair> {
    vec![
        Pair::new(t.text("referral-clinic"), t.label(&page.clinic)),
        Pair::new(t.text("referral-at"), t.day_and_clock(page.referred_at)),
        Pair::new(t.text("referrals-where"), format!("{} · {}", t.label(&page.department.name), page.clinician.full)),
        Pair::new(t.text("referrals-when"), t.day_and_window(page.from, page.until)),
    ]
}

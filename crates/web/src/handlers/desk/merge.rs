//! Two records of one person: side by side, with what has to be resolved first; merged, and separated again.

use super::{
    opened::{self, DayRow, Stay, day_row, stays},
    place::{Place, Purpose},
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::usecase;
use hospital::{Action, Failure, Request, view::DeskPerson};
use model::{
    id::PersonId,
    journey::Subject,
    message::{Message, Obstacle, Refusal},
    person::Sex,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "desk/merge.html")]
pub(super) struct MergeScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) into: String,
    pub(super) from: String,
    /// The record that stays, then the other.
    pub(super) records: Vec<Record>,
    /// Each fact of both, and whether they differ.
    pub(super) facts: Vec<Fact>,
    /// Why they cannot be merged now.
    pub(super) refusal: Option<String>,
    pub(super) obstacles: Vec<Hindrance>,
    /// Where an administrator merges them all the same; empty if more than caps stands in the way.
    pub(super) over_caps: String,
    /// The label of the button.
    pub(super) button: String,
    /// The same page with the other record kept.
    pub(super) turned: String,
    pub(super) back: String,
}

/// One of the two records.
pub(super) struct Record {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) visits: Vec<DayRow>,
    pub(super) stays: Vec<Stay>,
}

/// A fact of both.
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) into: String,
    pub(super) from: String,
    pub(super) differs: bool,
}

/// What has to be resolved first, and where.
pub(super) struct Hindrance {
    pub(super) words: String,
    pub(super) ways: Vec<Link>,
}

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct MergeForm {
    #[serde(default)]
    other: Option<PersonId>,
    #[serde(default)]
    reason: String,
}

/// The page.
pub(super) async fn show(mut staff: Member, Path((into, from)): Path<(PersonId, PersonId)>) -> Response {
    let notice = staff.said(None);
    let found = match staff.hospital.merge_preview(&staff.actor, from, into).await {
        Ok(found) => found,
        Err(failure) => return staff.cannot(&failure),
    };
    let t = &staff.t;
    let name = |page: &DeskPerson| words::full_name(t, &page.patient);
    let sides = opened::facts(t, &found.into).into_iter().zip(opened::facts(t, &found.from));
    let screen = MergeScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        facts: sides
            .map(|((label, into), (_, from))| Fact { label, differs: differ(t, &into, &from), into, from })
            .collect(),
        refusal: found.refusal.as_ref().map(|refusal| t.refusal(refusal)),
        obstacles: found.refusal.as_ref().map(|refusal| hindrances(t, refusal)).unwrap_or_default(),
        over_caps: if found.is_over_caps { over_caps(&found.into, &found.from) } else { String::new() },
        button: t.say(&Message::new("desk-merge-do").with("name", name(&found.into))),
        turned: Purpose::Merge.page(found.from.patient.person, found.into.patient.person),
        back: Place::default().opening(found.into.patient.person, None).href(),
        into: found.into.patient.person.to_string(),
        from: found.from.patient.person.to_string(),
        records: vec![record(t, &found.into), record(t, &found.from)],
    };
    act::answer(&screen)
}

/// The administration's page about these two.
fn over_caps(into: &DeskPerson, from: &DeskPerson) -> String {
    format!("/admin/merges/{}/{}", into.patient.person, from.patient.person)
}

/// Both are known and differ; a fact that one record lacks does not count.
fn differ(t: &Localizer, into: &str, from: &str) -> bool {
    let unknown = [t.text("desk-unknown"), t.text("desk-none"), words::sex(t, Sex::Unknown)];
    into != from && !unknown.iter().any(|unknown| unknown == into || unknown == from)
}

fn record(t: &Localizer, page: &DeskPerson) -> Record {
    Record {
        id: page.patient.person.to_string(),
        name: words::full_name(t, &page.patient),
        visits: page.visits.iter().map(|visit| day_row(t, visit)).collect(),
        stays: stays(t, &page.stays),
    }
}

/// What prevents it, each with the pages on which it is resolved. A stay belongs to its ward: this page says where it
/// is.
pub(super) fn hindrances(t: &Localizer, refusal: &Refusal) -> Vec<Hindrance> {
    let way = |place: usize, subject: &Subject| {
        let (href, id) = match subject {
            Subject::Appointment(visit) => (format!("/desk/appointments/{visit}"), "desk-way-visit"),
            Subject::Admission(stay) => (format!("#stay-{stay}"), "desk-way-stay"),
            Subject::Settlement(_) => return None,
        };
        let words = t.say(&Message::new(id).with("number", (place + 1) as i64));
        Some(Link { href, words, current: false })
    };
    let hindrance = |obstacle: &Obstacle| Hindrance {
        words: t.say(&obstacle.message),
        ways: obstacle.subjects.iter().enumerate().filter_map(|(place, subject)| way(place, subject)).collect(),
    };
    refusal.obstacles.iter().map(hindrance).collect()
}

/// The chosen record, if the reader may do this at all.
fn chosen(staff: &Member, action: Action, form: &MergeForm) -> Result<PersonId, Failure> {
    staff.hospital.may_ever(&staff.actor, action)?;
    form.other.ok_or_else(|| Refusal::new("field-choose").field("from").into())
}

pub(super) async fn merge(staff: Member, Path(into): Path<PersonId>, post: Post<MergeForm>) -> Response {
    let from = match chosen(&staff, Action::MergePersons, &post.form) {
        Ok(from) => from,
        Err(failure) => return staff.cannot(&failure),
    };
    match staff.execute(&post.key, Request::MergePersons(usecase::MergePersons { from, into })).await {
        Ok(_) => act::see(&Place::default().opening(into, None).after("desk-done-merged").href()),
        Err(failure) => act::refused(&staff.t, &Purpose::Merge.page(into, from), &failure).into_response(),
    }
}

pub(super) async fn undo(staff: Member, Path(into): Path<PersonId>, post: Post<MergeForm>) -> Response {
    let place = Place::default().opening(into, None);
    let from = match chosen(&staff, Action::UndoMerge, &post.form) {
        Ok(from) => from,
        Err(failure) => return staff.cannot(&failure),
    };
    let request = Request::UndoMerge(usecase::UndoMerge { from, reason: words::reason(&post.form.reason), text: None });
    let outcome = staff.execute(&post.key, request).await.map(|_| "desk-done-unmerged");
    super::show::after(&staff, &place, outcome)
}

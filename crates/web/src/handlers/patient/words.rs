//! Words that several of the patient's pages share.

use crate::{handlers::staff::words, locale::Localizer};
use hospital::view::{FamilyMember, VisitCard};
use model::{id::PersonId, message::Message};

/// `林秀英（本人）`
pub(super) fn member(t: &Localizer, member: &FamilyMember) -> String {
    if member.myself {
        t.say(&Message::new("patient-myself").with("name", member.name.full.as_str()))
    } else {
        member.name.full.clone()
    }
}

/// `心血管内科 3 诊室 · 周远航 主任医师`
pub(super) fn place(t: &Localizer, visit: &VisitCard) -> String {
    format!("{} · {} {}", t.label(&visit.room), visit.clinician.full, words::title(t, visit.title))
}

/// `11月26日 周四 09:00–09:20`
pub(super) fn when(t: &Localizer, visit: &VisitCard) -> String {
    format!("{} {}", t.day(visit.date), t.window(visit.from, visit.until))
}

/// Whom a page is for, in an address.
pub(super) fn for_query(patient: Option<PersonId>) -> String {
    patient.map(|person| format!("?for={person}")).unwrap_or_default()
}

//! Visits as rows: of the day's list, and of an opened person. Whoever is at the desk can read along, so a list shows
//! masked names; the opened person's name is shown whole.

use crate::{
    handlers::referral,
    locale::Localizer,
    ui::{
        parts::{Chip, Link},
        words,
    },
};
use hospital::view::{self, SlotState, VisitState};
use model::{message::Message, time::BusinessDate};

/// One visit.
pub(super) struct Row {
    pub(super) id: String,
    /// The person's id, to open them.
    pub(super) person: String,
    pub(super) window: String,
    pub(super) name: String,
    pub(super) facts: String,
    pub(super) place: String,
    /// Why somebody who waits stands where they stand; empty for others.
    pub(super) why: String,
    /// By whom the patient was referred, and where one reads why, for those who may.
    pub(super) referred: Option<Link>,
    pub(super) chip: Chip,
    pub(super) done: bool,
    /// It can be moved, cancelled, or sent on to another session.
    pub(super) can_change: bool,
    pub(super) act: RowAct,
    /// The accessible name of the step: it begins with the visible words.
    pub(super) act_label: String,
}

/// What can be done about a visit.
pub(super) enum RowAct {
    /// Check in.
    CheckIn,
    /// Take something back, or let somebody wait again: the last part of the address and the label.
    Undo { act: &'static str, words: String },
    /// Nothing here.
    None,
}

impl Row {
    /// Can be checked in here and now.
    pub(super) fn can_check_in(&self) -> bool {
        matches!(self.act, RowAct::CheckIn)
    }
}

/// The words for a place in the queue: the number that was given at check-in, and how many wait before.
fn in_queue(t: &Localizer, visit: &view::ListedVisit) -> Option<String> {
    let (ticket, ahead) = visit.ticket.zip(visit.ahead)?;
    Some(t.say(&Message::new("desk-waiting").with("ticket", ticket.to_string()).with("ahead", ahead)))
}

/// A row; `name` is the name as it may be shown here.
pub(super) fn row(t: &Localizer, visit: &view::ListedVisit, name: String) -> Row {
    let (act, label) = match visit.state {
        VisitState::Waiting if visit.can_undo_transfer => {
            (RowAct::Undo { act: "undo-transfer", words: t.text("desk-undo-transfer") }, "desk-undo-transfer-label")
        }
        VisitState::Waiting if visit.can_undo_return => {
            (RowAct::Undo { act: "undo-return", words: t.text("desk-undo-return") }, "desk-undo-return-label")
        }
        VisitState::Finished if visit.can_return => {
            (RowAct::Undo { act: "return", words: t.text("desk-return") }, "desk-return-label")
        }
        VisitState::Waiting if visit.can_undo => {
            (RowAct::Undo { act: "undo-check-in", words: t.text("desk-undo-check-in") }, "desk-undo-check-in-label")
        }
        VisitState::Missed if visit.can_undo => {
            (RowAct::Undo { act: "undo-missed", words: t.text("desk-undo-missed") }, "desk-undo-missed-label")
        }
        VisitState::Cancelled if visit.can_undo => {
            (RowAct::Undo { act: "undo-cancel", words: t.text("desk-undo-cancel") }, "desk-undo-cancel-label")
        }
        _ if visit.can_check_in => (RowAct::CheckIn, "desk-check-in-label"),
        _ => (RowAct::None, "desk-check-in-label"),
    };
    let mut chip = words::visit(t, visit.state);
    if visit.state == VisitState::Waiting {
        chip.words = in_queue(t, visit).unwrap_or(chip.words);
    }
    Row {
        id: visit.appointment.to_string(),
        person: visit.patient.person.to_string(),
        window: t.window(visit.from, visit.until),
        facts: words::person(t, &visit.patient),
        place: format!("{} · {}", t.room(&visit.room), visit.clinician.full),
        why: visit.why.iter().map(|message| t.say(message)).collect::<Vec<_>>().join(" · "),
        referred: visit
            .referred_by
            .as_ref()
            .filter(|_| visit.can_read_referral)
            .map(|clinic| referral::link(t, visit.appointment, clinic)),
        chip,
        done: matches!(
            visit.state,
            VisitState::Finished | VisitState::Cancelled | VisitState::Missed | VisitState::NotSeen
        ),
        can_change: visit.can_cancel || visit.can_move || visit.can_transfer,
        act,
        act_label: t.say(&Message::new(label).with("name", name.clone())),
        name,
    }
}

/// A row of a day's list that others may read.
pub(super) fn masked(t: &Localizer, day: BusinessDate, visit: &view::ListedVisit) -> Row {
    let row = row(t, visit, words::masked_name(t, &visit.patient));
    Row { window: t.window_beside(day, visit.from, visit.until), ..row }
}

/// Who is checked in: name, number and room; how many wait before.
pub(super) fn checked_in(t: &Localizer, id: &'static str, visit: &view::ListedVisit) -> (String, String) {
    let name = words::masked_name(t, &visit.patient);
    let room = t.room(&visit.room);
    let head = match visit.ticket {
        Some(ticket) => Message::new(id).with("ticket", ticket.to_string()).with("name", name).with("room", room),
        None => Message::new("desk-done-plain").with("name", name).with("room", room),
    };
    let body = match visit.ahead {
        Some(ahead) => t.say(&Message::new("desk-done-ahead").with("ahead", ahead)),
        None => words::visit(t, visit.state).words,
    };
    (t.say(&head), body)
}

/// The patient of the visit, when, where, and its code.
pub(super) fn whose(t: &Localizer, visit: &view::ListedVisit) -> String {
    let parts = [
        words::masked_name(t, &visit.patient),
        t.day_and_window(visit.from, visit.until),
        t.label(&visit.department.name),
        t.room(&visit.room),
        visit.code.clone(),
    ];
    parts.join(" · ")
}

/// A clinician with windows that have seats.
pub(crate) struct ClinicianSlots {
    pub(crate) words: String,
    pub(crate) slots: Vec<Slot>,
}

/// A window.
pub(crate) struct Slot {
    pub(crate) id: String,
    pub(crate) window: String,
    pub(crate) left: String,
}

/// Windows of a day with seats left, by clinician.
pub(crate) fn slots(t: &Localizer, page: &view::SlotList) -> Vec<ClinicianSlots> {
    let mut all = Vec::new();
    for clinician in &page.clinicians {
        let slots: Vec<Slot> = clinician
            .sessions
            .iter()
            .flat_map(|session| &session.slots)
            .filter(|slot| matches!(slot.state, SlotState::Free | SlotState::Last))
            .map(|slot| Slot {
                id: slot.slot.to_string(),
                window: t.window_beside(page.date, slot.from, slot.until),
                left: t.say(&Message::new("desk-left").with("count", slot.left)),
            })
            .collect();
        if !slots.is_empty() {
            all.push(ClinicianSlots {
                words: format!(
                    "{} {} · {}",
                    clinician.name.full,
                    words::title(t, clinician.title),
                    t.yuan(clinician.fee)
                ),
                slots,
            });
        }
    }
    all
}

/// A summary of the list in a sentence.
pub(super) fn summary(t: &Localizer, counts: view::DayCounts) -> String {
    t.say(
        &Message::new("desk-summary")
            .with("expected", counts.expected)
            .with("waiting", counts.waiting)
            .with("inside", counts.in_consultation)
            .with("seen", counts.seen)
            .with("missed", counts.missed)
            .with("not_seen", counts.not_seen),
    )
}

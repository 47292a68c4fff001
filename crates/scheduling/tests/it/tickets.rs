//! Ticket numbers are counted: in a department, for a window of a day, they are 1, 2, 3 and so on, in the order of
//! check-in, whatever was cancelled, taken back, changed or merged.

use crate::harness::*;
use model::{
    id::{AppointmentId, DepartmentId, SessionId, SlotId},
    scheduling::{Event, SlotSpec},
    time::{BusinessDate, MinuteOfDay},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What was given where, built from the events alone.
#[derive(Debug, Default)]
struct Counters {
    sessions: BTreeMap<SessionId, (DepartmentId, BusinessDate)>,
    session_of: BTreeMap<SlotId, SessionId>,
    slot_of: BTreeMap<AppointmentId, SlotId>,
    /// The last number of each window.
    last: BTreeMap<(DepartmentId, BusinessDate, MinuteOfDay), u32>,
}

impl Counters {
    fn open(&mut self, session: SessionId, slots: &[SlotSpec]) {
        self.session_of.extend(slots.iter().map(|spec| (spec.slot, session)));
    }

    fn sit(&mut self, appointment: AppointmentId, slot: SlotId) {
        self.slot_of.insert(appointment, slot);
    }

    fn event(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match event {
            Event::SessionPublished(e) => {
                self.sessions.insert(e.session, (e.department, e.date));
                self.open(e.session, &e.slots);
            }
            Event::SessionChanged(e) => {
                if let Some(session) = self.sessions.get_mut(&e.session) {
                    session.1 = e.date;
                }
                self.open(e.session, &e.added);
            }
            Event::AppointmentBooked(e) => self.sit(e.appointment, e.slot),
            Event::AppointmentMoved(e) => self.sit(e.appointment, e.slot),
            Event::VisitTransferred(e) => self.sit(e.appointment, e.slot),
            Event::VisitTransferUndone(e) => self.sit(e.appointment, e.slot),
            Event::PatientCheckedIn(e) => {
                let (department, day) = self.sessions[&self.session_of[&self.slot_of[&e.appointment]]];
                let Some(window) = e.ticket.window else { panic!("{} is of no window", e.ticket) };
                let last = self.last.entry((department, day, window)).or_default();
                *last += 1;
                prop_assert_eq!(e.ticket.number, *last, "{} is not the next of {:?}", e.ticket, day);
            }
            _ => {}
        }
        Ok(())
    }
}

/// No number was left out, and none given twice. The windows of the walk all begin on their session's own day.
pub(crate) fn count_without_gap_or_double(harness: &Harness) -> Result<(), TestCaseError> {
    let mut counters = Counters::default();
    for (told, _) in &harness.log {
        if let Told::Event(event) = told {
            counters.event(event)?;
        }
    }
    Ok(())
}

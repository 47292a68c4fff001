//! The public queue screen. It needs no login and shows nothing that names anybody.

use super::{Read, Reading, names::mask_name, people::department_ref};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{QueueScreen, ScreenCall, ScreenNote, ScreenRoom, ScreenTicket},
};
use chrono::Duration;
use model::{actor::Actor, id::DepartmentId, scheduling::QueueClass, time::Instant};
use scheduling::read::{AppointmentView, SessionView};
use serde::Deserialize;
use utoipa::ToSchema;

/// How many of the next tickets are shown.
const NEXT_MAX: usize = 5;
/// Days within which the next session is looked for.
const DAYS_LOOKED_AT: i64 = 15;
/// For how many minutes a call is shown that nobody has answered.
const CALLED_MINUTES: i64 = 30;
/// How many minutes before its session begins a room is shown.
const BEFORE_MINUTES: i64 = 30;
/// How many minutes after its end, and after its last call, a session is over for those who look at the screen.
const AFTER_MINUTES: i64 = 60;

/// A department's public queue screen, with masked names.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// The hospital's code of the department, as `/departments` lists it.
    pub code: String,
}

impl Read for Screen {
    const PATH: &'static str = "/screens/{code}";
    const ACTION: Action = Action::ReadSlots;
    const PUBLIC: bool = true;
    type View = QueueScreen;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { code } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let department = reading.found(reading.worlds.scheduling.department_by_code(&code))?;
                reading.saw(department.touched);
                let sessions = reading.worlds.scheduling.present_sessions(department.id, reading.moment());
                let at_work = |session: &&SessionView| {
                    let at = |minute| reading.zone.instant(session.date, minute);
                    let soon = reading.now + Duration::minutes(BEFORE_MINUTES);
                    let is_time = at(session.from) <= soon && reading.now < at(session.until);
                    (is_time && session.closed_at.is_none()) || reading.goes_on(session)
                };
                let mut rooms: Vec<(ScreenRoom, Option<ScreenCall>)> =
                    sessions.iter().filter(at_work).map(|session| reading.screen_room(session)).collect();
                rooms.sort_by_cached_key(|(room, _)| (numbers(&room.room.name.zh), room.room.name.zh.clone()));
                let mut calls: Vec<ScreenCall> = rooms.iter().filter_map(|(_, call)| call.clone()).collect();
                calls.retain(|call| reading.now - call.called_at < Duration::minutes(CALLED_MINUTES));
                calls.sort_by_key(|call| (call.called_at, call.ticket));
                let next_from = if rooms.is_empty() { reading.next_session(department.id) } else { None };
                Ok(QueueScreen {
                    now: reading.now,
                    department: department_ref(department),
                    calling: calls.last().cloned(),
                    calls,
                    next_from,
                    rooms: rooms.into_iter().map(|(room, _)| room).collect(),
                })
            })
            .await
    }
}

/// The numbers in a name, in their order, so that room 2 comes before room 10.
fn numbers(name: &str) -> Vec<u64> {
    name.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

impl Reading<'_> {
    /// When a department's next session begins, within the days that are looked at.
    fn next_session(&self, department: DepartmentId) -> Option<Instant> {
        (0..DAYS_LOOKED_AT).find_map(|days| {
            let sessions = self.worlds.scheduling.sessions(department, self.today().plus_days(days), self.moment());
            let begins = sessions.iter().filter_map(|session| {
                self.saw(session.touched);
                session.closed_at.is_none().then(|| self.zone.instant(session.date, session.from))
            });
            begins.filter(|from| *from > self.now).min()
        })
    }

    /// Does it go on outside its hours? Somebody is inside, or somebody waits or is called and it is not long over.
    fn goes_on(&self, session: &SessionView) -> bool {
        let Some(queue) = self.worlds.scheduling.queue(session.id, self.moment()) else { return false };
        let over = || {
            let visits = self.worlds.scheduling.appointments_of_session(session.id);
            let called = visits.iter().filter_map(|visit| visit.called_at).max();
            let last = called.into_iter().chain([self.zone.instant(session.date, session.until)]).max();
            last.is_some_and(|last| self.now - last >= Duration::minutes(AFTER_MINUTES))
        };
        queue.in_consultation.is_some() || ((session.waiting > 0 || queue.called.is_some()) && !over())
    }

    /// `None` without a ticket: whoever is not checked in is not on the screen.
    fn screen_ticket(&self, visit: &AppointmentView, note: Option<ScreenNote>) -> Option<ScreenTicket> {
        let name = self.record(visit.patient).map(|record| mask_name(&record.name)).unwrap_or_default();
        Some(ScreenTicket { ticket: visit.ticket?, name, note })
    }

    fn screen_room(&self, session: &SessionView) -> (ScreenRoom, Option<ScreenCall>) {
        self.saw(session.touched);
        let queue = self.worlds.scheduling.queue(session.id, self.moment());
        let (called, inside, waiting, paused_until) = match queue {
            Some(queue) => {
                self.saw(queue.touched);
                (queue.called, queue.in_consultation, queue.waiting, queue.paused_until)
            }
            None => (None, None, Vec::new(), None),
        };
        let call = called.as_ref().and_then(|visit| {
            let ticket = self.screen_ticket(visit, None)?;
            Some(ScreenCall {
                ticket: ticket.ticket,
                name: ticket.name,
                room: session.room.clone(),
                called_at: visit.called_at.unwrap_or(self.now),
            })
        });
        let next = waiting.iter().take(NEXT_MAX).filter_map(|entry| {
            let visit = &entry.appointment;
            // If a rule changes the order, the screen says so; otherwise a number would seem to be forgotten.
            let note = match entry.ahead {
                _ if visit.returned => Some(ScreenNote::Returned),
                _ if visit.passes > 0 => Some(ScreenNote::Passed),
                _ if visit.class == QueueClass::AfterTests => Some(ScreenNote::AfterTests),
                _ if visit.joined.is_some() => Some(ScreenNote::Late),
                _ if visit.class == QueueClass::Emergency => Some(ScreenNote::Emergency),
                _ if visit.class == QueueClass::Priority => Some(ScreenNote::Priority),
                0 => Some(ScreenNote::Ready),
                _ => None,
            };
            self.screen_ticket(&entry.appointment, note)
        });
        let room = ScreenRoom {
            session: session.id,
            room: session.room.clone(),
            clinician: self.clinician(session.clinician).0.full,
            current: called.or(inside).and_then(|visit| self.screen_ticket(&visit, None)),
            next: next.collect(),
            waiting: waiting.len() as u32,
            paused_until,
        };
        (room, call)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn rooms_stand_in_the_order_of_their_numbers() {
        let mut rooms = ["10 诊室", "2 诊室", "1 诊室", "3 楼 2 诊室"];
        rooms.sort_by_key(|room| super::numbers(room));
        assert_eq!(rooms, ["1 诊室", "2 诊室", "3 楼 2 诊室", "10 诊室"]);
    }
}

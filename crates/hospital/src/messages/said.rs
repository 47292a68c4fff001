//! From committed events to what is said, and whether it still is so.

mod drawn;
mod missed;

use super::{Notice, Visit, Window};
use crate::worlds::Worlds;
use ::scheduling::read::{
    AdmissionState, AppealStage, AppointmentState, AppointmentView, ConsultingRoom, Moment, RebookingAnswer,
};
use chrono::Duration;
use journal::Entry;
use model::{
    actor::Role,
    event::Event,
    id::{AppointmentId, PersonId, SessionId, SlotId},
    scheduling,
    time::Instant,
};

/// How long something without an end of its own is sent after it happened.
const SENT_HOURS: i64 = 24;

/// What is said to somebody because of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// To whom.
    pub(super) person: PersonId,
    /// What.
    pub(super) notice: Notice,
    /// From when on it is not sent any more.
    pub(super) until: Instant,
}

/// What an event says to whom, with the worlds as they stand, which are never before that event. It is said to the record
/// that it is about, so that it stays there if a merge is undone. Nothing is said to whoever was erased.
pub(super) fn says(entry: &Entry, worlds: &Worlds, moment: Moment) -> Vec<Said> {
    let mut said = match &entry.event {
        Event::Scheduling(event) => Says { entry, worlds, moment }.of(event),
        Event::Settlement(_) | Event::Journey(_) => Vec::new(),
    };
    said.retain(|one| {
        let person = worlds.journey.person(worlds.journey.canonical(one.person));
        person.is_some_and(|person| person.erased.is_none())
    });
    said
}

/// Has what a message says become void since? Then it is not sent.
pub(super) fn is_over(notice: &Notice, worlds: &Worlds, moment: Moment) -> bool {
    let awaited = |visit: &Visit| {
        let now = worlds.scheduling.appointment(visit.appointment);
        now.filter(|now| is_expected(now.state))
    };
    // The patient is waited for then and there, for what is done on this device.
    let holds = |visit: &Visit| {
        let is_there = |room: &ConsultingRoom| room.name == visit.room && room.device == visit.device;
        awaited(visit).is_some_and(|now| now.from == visit.from && is_there(&now.room))
    };
    match notice {
        Notice::SeatOffered { entry, slot, .. } => {
            let entry = worlds.scheduling.waitlist_entry(*entry, moment);
            entry.and_then(|entry| entry.offer).is_none_or(|offer| offer.slot != *slot)
        }
        Notice::Booked(visit)
        | Notice::DrawWon(visit)
        | Notice::Moved { visit, .. }
        | Notice::CancelUndone(visit)
        | Notice::ClosureUndone(visit)
        | Notice::RoomChanged(visit)
        | Notice::DeviceChanged(visit)
        | Notice::Transferred(visit) => !holds(visit),
        Notice::SessionClosed { appointment, kept: Some(kept), .. } => {
            let offered = worlds.scheduling.rebooking(*appointment);
            offered.is_none_or(|offered| offered.is_back || offered.kept.from != kept.from)
        }
        Notice::SessionClosed { appointment, kept: None, .. }
        | Notice::RebookingLapsed { appointment, .. }
        | Notice::KeptSeatGone { appointment, .. } => {
            let now = worlds.scheduling.appointment(*appointment);
            now.is_none_or(|now| now.state != AppointmentState::Displaced)
        }
        Notice::OldSeatKept { appointment, kept, .. } => {
            let offered = worlds.scheduling.rebooking(*appointment);
            offered.is_none_or(|offered| !offered.is_back || offered.kept.from != kept.from)
        }
        Notice::MissedExcused { appointment, .. } => {
            missed::is_decided_anew(worlds, *appointment, AppealStage::Excused)
        }
        Notice::AppealDeclined { appointment, .. } => {
            missed::is_decided_anew(worlds, *appointment, AppealStage::Declined)
        }
        Notice::ExcuseUndone { appointment, .. } => missed::counts_no_longer(worlds, *appointment),
        // It is longer still, or does not take place.
        Notice::DrawProlonged { draw, closes_at, .. } => {
            let draw = worlds.scheduling.draw(*draw);
            draw.is_none_or(|draw| draw.closes_at != *closes_at || !draw.stage.is_pending())
        }
        // It was taken back.
        Notice::Cancelled { visit, .. } => awaited(visit).is_some(),
        Notice::OfferLapsed { .. }
        | Notice::OfferWithdrawn { .. }
        | Notice::EntryClosed { .. }
        | Notice::DrawNotWon { .. }
        | Notice::DrawPassedOver { .. }
        | Notice::DrawDropped { .. }
        | Notice::DrawCancelled { .. }
        | Notice::BedKept { .. } => false,
    }
}

/// Can the patient still be waited for?
pub(crate) const fn is_expected(state: AppointmentState) -> bool {
    matches!(state, AppointmentState::Booked | AppointmentState::Arrived)
}

struct Says<'a> {
    entry: &'a Entry,
    worlds: &'a Worlds,
    moment: Moment,
}

impl Says<'_> {
    fn of(&self, event: &scheduling::Event) -> Vec<Said> {
        use scheduling::Event;
        let one = |said: Option<Said>| said.into_iter().collect();
        match event {
            Event::SeatOffered(event) => one(self.offered(event)),
            Event::OfferLapsed(event) => {
                one(self.waiting(event.entry, Notice::OfferLapsed { entry: event.entry, to_end: event.to_end }))
            }
            Event::OfferWithdrawn(event) => {
                one(self.waiting(event.entry, Notice::OfferWithdrawn { entry: event.entry }))
            }
            Event::WaitlistClosed(event) => one(self.waiting(event.entry, Notice::EntryClosed { entry: event.entry })),
            Event::AppointmentBooked(event) => one(self.booked(event)),
            Event::AppointmentMoved(event) => one(self.moved(event)),
            Event::AppointmentCancelled(event) => one(self.cancelled(event)),
            Event::CancellationUndone(event) => one(self.cancel_undone(event)),
            Event::SessionRoomChanged(event) => self.room_changed(event),
            Event::SessionDeviceChanged(event) => self.device_changed(event),
            Event::VisitTransferred(event) => one(self.sent_on(event.appointment, event.slot)),
            Event::VisitTransferUndone(event) => one(self.sent_on(event.appointment, event.slot)),
            Event::SessionClosed(event) => self.closed(event),
            Event::ClosureUndone(event) => self.closure_undone(event),
            Event::ClosureLapsed(event) => self.closure_lapsed(event),
            Event::DrawWon(event) => one(self.draw_won(event)),
            Event::DrawLinedUp(event) => one(self.not_won(event.entrant, true)),
            Event::DrawFinished(event) => {
                self.undecided(event.draw).into_iter().filter_map(|id| self.not_won(id, false)).collect()
            }
            Event::DrawPassedOver(event) => {
                event.entrants.iter().filter_map(|passed| self.passed_over(passed.entrant)).collect()
            }
            Event::DrawListClosed(event) => event.dropped.iter().filter_map(|id| self.dropped(*id)).collect(),
            Event::DrawProlonged(event) => {
                self.undecided(event.draw).into_iter().filter_map(|id| self.draw_prolonged(id, event)).collect()
            }
            Event::DrawCancelled(event) => {
                self.undecided(event.draw).into_iter().filter_map(|id| self.draw_cancelled(id)).collect()
            }
            Event::MissedExcused(event) => one(self.excused(event.appointment)),
            Event::AppealDeclined(event) => one(self.appeal_declined(event.appointment)),
            Event::ExcuseUndone(event) => one(self.excuse_undone(event.appointment)),
            Event::BedAssigned(event) => one(self.bed_kept(event)),
            Event::DepartmentOpened(_)
            | Event::ClinicianEnrolled(_)
            | Event::DeviceEnrolled(_)
            // Its sessions get another device or are closed one by one, which everybody in them is told.
            | Event::DeviceOutOfService(_)
            | Event::DeviceBackInService(_)
            | Event::ReferrerEnrolled(_)
            | Event::ReferrerChanged(_)
            | Event::ReferrerEnded(_)
            // Whoever says it knows it.
            | Event::ImpossibleDaysChanged(_)
            // Nobody loses a seat, and whoever waits is told of an offer.
            | Event::PoolFell(_)
            // The booking itself is told.
            | Event::PatientReferred(_)
            | Event::WardOpened(_)
            | Event::RulesAdopted(_)
            | Event::CalendarAdopted(_)
            | Event::ServicesAdopted(_)
            | Event::BedRulesAdopted(_)
            // Each of its visits was booked by an event of its own.
            | Event::ItineraryBooked(_)
            | Event::TemplateCreated(_)
            | Event::TemplateChanged(_)
            | Event::TemplateEnded(_)
            | Event::TemplateUsed(_)
            | Event::SessionPublished(_)
            // Whoever has a seat keeps it and its window; another room or device is told by an event of its own.
            | Event::SessionChanged(_)
            // Nobody was booked in it; whoever was offered a seat of it is told by the event before.
            | Event::SessionWithdrawn(_)
            | Event::DrawSetUp(_)
            | Event::DrawJoined(_)
            | Event::DrawLeft(_)
            // What it gives whom is said by the events that follow.
            | Event::DrawOpened(_)
            | Event::SeatSetAside(_)
            | Event::SeatReleased(_)
            // Whoever decides looks at the page, which says until when, and where to go on.
            | Event::HoldPlaced(_)
            | Event::HoldEnded(_)
            | Event::WaitlistJoined(_)
            | Event::WaitlistChanged(_)
            | Event::WaitlistLeft(_)
            | Event::WaitlistPassedOver(_)
            | Event::OfferExtended(_)
            | Event::OfferPassed(_)
            | Event::OfferAccepted(_)
            // Whoever accepts by themselves knows it; what the hospital's people accept for somebody is a move.
            | Event::RebookingAccepted(_)
            | Event::RebookingDeclined(_)
            | Event::PatientCheckedIn(_)
            | Event::CheckInUndone(_)
            | Event::PatientCalled(_)
            | Event::CallUndone(_)
            | Event::PatientPassed(_)
            | Event::ConsultationStarted(_)
            | Event::ConsultationFinished(_)
            | Event::FinishUndone(_)
            | Event::PatientReturned(_)
            | Event::ReturnUndone(_)
            // Whoever waits looks at the page or the screen, which say so.
            | Event::SessionPaused(_)
            | Event::SessionResumed(_)
            | Event::AppointmentMissed(_)
            | Event::MissedUndone(_)
            // It is agreed with whoever is treated; the refusal of a rule says nothing of it.
            | Event::ExemptionGranted(_)
            | Event::ExemptionEnded(_)
            // Whoever appeals, or a relative, knows it.
            | Event::MissedAppealed(_)
            | Event::AppointmentNotSeen(_)
            | Event::SessionEnded(_)
            | Event::SessionEndUndone(_)
            | Event::AdmissionRequested(_)
            | Event::AdmissionCancelled(_)
            // The reservation itself is told.
            | Event::BedRulesOverruled(_)
            | Event::BedUnassigned(_)
            | Event::PatientArrived(_)
            | Event::FormalityDone(_)
            | Event::FormalityUndone(_)
            | Event::PatientInBed(_)
            | Event::PatientTransferred(_)
            | Event::TransferRequested(_)
            | Event::TransferCalledOff(_)
            | Event::TransferUndone(_)
            | Event::PatientDischarged(_)
            | Event::DischargeUndone(_)
            | Event::BedReadied(_)
            | Event::BedBlocked(_)
            | Event::BedUnblocked(_) => Vec::new(),
        }
    }

    fn offered(&self, event: &scheduling::SeatOffered) -> Option<Said> {
        let (person, _) = self.worlds.scheduling.who_waits(event.entry)?;
        let slot = self.worlds.scheduling.slot(event.slot, self.moment)?;
        let notice = Notice::SeatOffered {
            entry: event.entry,
            slot: event.slot,
            from: slot.from,
            until: slot.until,
            answer_by: event.until,
        };
        Some(Said { person, notice, until: event.until })
    }

    fn waiting(&self, entry: model::id::WaitlistEntryId, notice: Notice) -> Option<Said> {
        let (person, _) = self.worlds.scheduling.who_waits(entry)?;
        Some(Said { person, notice, until: self.day_after() })
    }

    fn day_after(&self) -> Instant {
        self.entry.at + Duration::hours(SENT_HOURS)
    }

    /// An appointment, as it is in a slot; `None`: it was moved on since, and the session of that slot withdrawn.
    fn visit(&self, appointment: &AppointmentView, slot: SlotId) -> Option<Visit> {
        let (from, until) = if slot == appointment.slot {
            // Also if the session was withdrawn since.
            (appointment.from, appointment.until)
        } else {
            let window = self.worlds.scheduling.slot(slot, self.moment)?;
            (window.from, window.until)
        };
        let (room, device) = (appointment.room.name.clone(), appointment.room.device.clone());
        Some(Visit { journey: appointment.journey, appointment: appointment.id, from, until, room, device })
    }

    /// Whoever books for themselves knows it.
    fn booked(&self, event: &scheduling::AppointmentBooked) -> Option<Said> {
        if !self.is_by_others(event.patient) {
            return None;
        }
        let appointment = self.worlds.scheduling.appointment(event.appointment)?;
        let visit = self.visit(&appointment, event.slot)?;
        Some(Said { person: event.patient, until: visit.until, notice: Notice::Booked(visit) })
    }

    /// Everybody who was booked: what is kept for them, or that somebody phones.
    fn closed(&self, event: &scheduling::SessionClosed) -> Vec<Said> {
        let scheduling = &self.worlds.scheduling;
        let kept = event.proposals.iter().map(|one| (one.appointment, Some(one.slot)));
        let all = kept.chain(event.to_phone.iter().map(|id| (*id, None)));
        let Some(closure) = scheduling.closure(event.session) else { return Vec::new() };
        let said = all.filter_map(|(id, kept)| {
            let before = closure.rows.iter().find(|row| row.appointment == id)?.from;
            let appointment = scheduling.appointment(id)?;
            let kept = kept.and_then(|slot| scheduling.slot(slot, self.moment));
            let until = if kept.is_some() { event.deadline } else { before };
            let notice = Notice::SessionClosed {
                journey: appointment.journey,
                appointment: id,
                before,
                kept: kept.map(|slot| Window { from: slot.from, until: slot.until }),
                answer_by: event.deadline,
                silence: Some(event.silence),
            };
            Some(Said { person: appointment.patient, notice, until })
        });
        let own = |id: &AppointmentId| closure.rows.iter().any(|row| row.appointment == *id);
        let released = event.released.iter().filter(|id| !own(id)).filter_map(|id| self.kept_seat_gone(*id));
        said.chain(released).collect()
    }

    /// A seat that was kept is not there any more, and nobody asked its patient.
    fn kept_seat_gone(&self, id: AppointmentId) -> Option<Said> {
        let appointment = self.worlds.scheduling.appointment(id)?;
        let notice = Notice::KeptSeatGone { journey: appointment.journey, appointment: id };
        let is_displaced = appointment.state == AppointmentState::Displaced;
        is_displaced.then(|| Said { person: appointment.patient, notice, until: self.day_after() })
    }

    /// Whoever is back in the old seat, and whoever is asked about it.
    fn closure_undone(&self, event: &scheduling::ClosureUndone) -> Vec<Said> {
        let scheduling = &self.worlds.scheduling;
        let back = event.back.iter().filter_map(|id| {
            let appointment = scheduling.appointment(*id)?;
            let visit = self.visit(&appointment, appointment.slot)?;
            Some(Said { person: appointment.patient, until: visit.until, notice: Notice::ClosureUndone(visit) })
        });
        let asked = event.asked.iter().filter_map(|id| {
            let appointment = scheduling.appointment(*id)?;
            let offered = scheduling.rebooking(*id).filter(|offered| offered.is_back)?;
            let notice = Notice::OldSeatKept {
                journey: appointment.journey,
                appointment: *id,
                kept: Window { from: offered.kept.from, until: offered.kept.until },
                answer_by: offered.answer_by,
            };
            Some(Said { person: appointment.patient, notice, until: offered.answer_by })
        });
        // Beside what they have taken since, the rules would refuse the old seat.
        let rows = scheduling.closure(event.session).map(|closure| closure.rows).unwrap_or_default();
        let left = rows.into_iter().filter(|row| row.now.session == event.session && row.kept.is_none());
        let left: Vec<_> = left.filter_map(|row| self.kept_seat_gone(row.appointment)).collect();
        back.chain(asked).chain(left).collect()
    }

    /// Whoever did not answer and is in no other seat.
    fn closure_lapsed(&self, event: &scheduling::ClosureLapsed) -> Vec<Said> {
        let rows = self.worlds.scheduling.closure(event.session).map(|closure| closure.rows).unwrap_or_default();
        let unanswered = rows
            .into_iter()
            .filter(|row| row.answer == Some(RebookingAnswer::Nothing) && row.now.state == AppointmentState::Displaced);
        let said = unanswered.map(|row| {
            let notice = Notice::RebookingLapsed { journey: row.now.journey, appointment: row.appointment };
            Said { person: row.now.patient, notice, until: self.day_after() }
        });
        said.collect()
    }

    /// Done by a relative or by somebody of the hospital's: what is done by itself, or played in the demo, is not told.
    fn is_by_others(&self, patient: PersonId) -> bool {
        let actor = &self.entry.actor;
        let canonical = |person| self.worlds.journey.canonical(person);
        match actor.role {
            Role::System => false,
            Role::Patient => actor.person.is_some_and(|own| canonical(own) != canonical(patient)),
            Role::Desk | Role::Clinician | Role::Nurse | Role::Admin | Role::Referrer => true,
        }
    }

    fn moved(&self, event: &scheduling::AppointmentMoved) -> Option<Said> {
        // Silence about a closure moves people too.
        let by_itself = event.by_hospital && self.entry.actor.role == Role::System;
        let appointment = self.worlds.scheduling.appointment(event.appointment)?;
        if !by_itself && !self.is_by_others(appointment.patient) {
            return None;
        }
        let before = self.worlds.scheduling.slot(event.from, self.moment).map(|slot| slot.from);
        let visit = self.visit(&appointment, event.slot)?;
        Some(Said { person: appointment.patient, until: visit.until, notice: Notice::Moved { before, visit } })
    }

    /// What the hospital itself takes away is told whoever did it; of what the patient wished, only what others did.
    fn cancelled(&self, event: &scheduling::AppointmentCancelled) -> Option<Said> {
        let asked = event.reason.code == scheduling::ReasonCode::PatientWish;
        let appointment = self.worlds.scheduling.appointment(event.appointment)?;
        let is_told = self.is_by_others(appointment.patient) || event.by_hospital && !asked;
        if !is_told {
            return None;
        }
        let visit = self.visit(&appointment, appointment.slot)?;
        Some(Said { person: appointment.patient, until: visit.until, notice: Notice::Cancelled { asked, visit } })
    }

    /// Whoever takes a cancellation back for themselves knows it.
    fn cancel_undone(&self, event: &scheduling::CancellationUndone) -> Option<Said> {
        let appointment = self.worlds.scheduling.appointment(event.appointment)?;
        if !self.is_by_others(appointment.patient) {
            return None;
        }
        let visit = self.visit(&appointment, appointment.slot)?;
        Some(Said { person: appointment.patient, until: visit.until, notice: Notice::CancelUndone(visit) })
    }

    fn room_changed(&self, event: &scheduling::SessionRoomChanged) -> Vec<Said> {
        let of = |place: ConsultingRoom| ConsultingRoom { name: event.room.clone(), ..place };
        self.held_otherwise(event.session, of, Notice::RoomChanged)
    }

    fn device_changed(&self, event: &scheduling::SessionDeviceChanged) -> Vec<Said> {
        let device = self.worlds.scheduling.device(event.device).map(|device| device.name);
        let of = |place: ConsultingRoom| ConsultingRoom { device: device.clone(), ..place };
        self.held_otherwise(event.session, of, Notice::DeviceChanged)
    }

    /// Everybody who is still expected in a session, and had booked before, with the place that an event says of it.
    fn held_otherwise(
        &self,
        session: SessionId,
        place: impl Fn(ConsultingRoom) -> ConsultingRoom,
        notice: impl Fn(Visit) -> Notice,
    ) -> Vec<Said> {
        let all = self.worlds.scheduling.appointments_of_session(session);
        let at = self.entry.at;
        let expected = all.into_iter().filter(|one| is_expected(one.state) && one.booked_at <= at);
        let said = expected.map(|appointment| {
            let ConsultingRoom { name: room, device, .. } = place(appointment.room);
            let (from, until) = (appointment.from, appointment.until);
            let (journey, id) = (appointment.journey, appointment.id);
            let visit = Visit { journey, appointment: id, from, until, room, device };
            Said { person: appointment.patient, until: visit.until, notice: notice(visit) }
        });
        said.collect()
    }

    /// Whoever waits has to go to another room, and may be sitting where nobody calls.
    fn sent_on(&self, id: AppointmentId, slot: SlotId) -> Option<Said> {
        let appointment = self.worlds.scheduling.appointment(id)?;
        if !self.is_by_others(appointment.patient) {
            return None;
        }
        let visit = self.visit(&appointment, slot)?;
        Some(Said { person: appointment.patient, until: self.day_after(), notice: Notice::Transferred(visit) })
    }

    /// Only whoever is not here yet.
    fn bed_kept(&self, event: &scheduling::BedAssigned) -> Option<Said> {
        let stay = self.worlds.scheduling.admission(event.admission)?;
        let is_ahead = matches!(stay.state, AdmissionState::Requested | AdmissionState::BedAssigned);
        let notice = Notice::BedKept { journey: stay.journey };
        is_ahead.then(|| Said { person: stay.patient, notice, until: self.day_after() })
    }
}

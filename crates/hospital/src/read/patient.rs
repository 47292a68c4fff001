//! The patient's pages.

use super::{Reading, people::visit_state};
use crate::{
    billing,
    failure::Failure,
    usecase::{Action, channel_of, refuses, would_refuse},
    view::{
        BookingPreview, ClinicianDay, DayOffer, DayOpening, DayState, Forecast, JourneyDetail, SessionSlots, SlotList,
        SlotOffer, SlotState, StaySummary, UsualWait, VisitSummary,
    },
};
use chrono::Duration;
use model::{
    Label,
    decide::Decider as _,
    id::{AppointmentId, DepartmentId, PersonId, SlotId, short_code},
    journey::{StepKind, Subject},
    message::Refusal,
    person::CredentialKind,
    scheduling::{Channel, Command, Reason, ReasonCode, RulesScope, command},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::{
    AppointmentState, AppointmentView, Availability, Booker, DayView, SessionView, SlotState as Core, SlotView,
};

/// Days shown when no booking rules say how many.
const DAYS_SHOWN: u16 = 7;

/// When the first of a day's windows opens to a channel, of those that are not open yet. Where all seats are kept for
/// others, nothing opens to whoever has no seats of their own.
fn opens_next(sessions: &[SessionView], channel: Channel) -> Option<Instant> {
    let slots = sessions.iter().flat_map(|session| &session.slots);
    slots.filter(|slot| slot.seats > 0 || channel.own_pool().is_some()).filter_map(|slot| slot.opens_at).min()
}

fn day_offer(day: &DayView, sessions: &[SessionView], opens_later: bool) -> DayOffer {
    let past = |slot: &SlotView| matches!(slot.state, Core::Past | Core::TooLate);
    let over = |session: &SessionView| session.slots.iter().all(past);
    let drawn = |session: &SessionView| session.slots.iter().any(|slot| slot.state == Core::Drawn);
    let slots = sessions.iter().flat_map(|session| &session.slots).filter(|slot| slot.state.is_offered());
    DayOffer {
        date: day.date,
        state: match day.availability {
            Availability::None if !sessions.is_empty() && sessions.iter().all(over) => DayState::Over,
            Availability::Open => DayState::Free,
            Availability::Few => DayState::Few,
            Availability::None | Availability::Full if sessions.iter().any(drawn) => DayState::Drawn,
            Availability::Full => DayState::Full,
            Availability::None if opens_later => DayState::NotYet,
            Availability::None => DayState::Closed,
        },
        left: day.seats_left,
        capacity: slots.map(|slot| u32::from(slot.seats)).sum(),
    }
}

fn slot_offer(slot: &SlotView) -> SlotOffer {
    SlotOffer {
        slot: slot.id,
        from: slot.from,
        until: slot.until,
        left: if slot.state == Core::Open { slot.left() } else { 0 },
        capacity: slot.seats,
        state: match slot.state {
            Core::Open if slot.left() == 1 => SlotState::Last,
            Core::Open => SlotState::Free,
            Core::Full => SlotState::Full,
            Core::Past => SlotState::Past,
            Core::NotYet | Core::NoRules => SlotState::NotYet,
            Core::TooLate => SlotState::TooLate,
            Core::Closed => SlotState::Closed,
            Core::Drawn => SlotState::Drawn,
        },
        expected_at: slot.next_expected_at,
    }
}

pub(crate) fn slot_minutes(session: &SessionView) -> u16 {
    session.slots.first().map_or(0, |slot| u16::try_from((slot.until - slot.from).num_minutes()).unwrap_or_default())
}

impl Reading<'_> {
    /// How many days are shown, for a person if that is known: today and those that may be booked.
    pub(super) fn days_ahead(&self, department: DepartmentId, person: Option<PersonId>) -> u16 {
        let (scheduling, today) = (&self.worlds.scheduling, self.today());
        let days = match person {
            Some(person) => scheduling.days_ahead_of(person, today, department),
            None => scheduling.days_ahead(today, department),
        };
        days.map_or(DAYS_SHOWN, |days| days.saturating_add(1))
    }

    pub(super) fn slot_list(
        &self,
        department: DepartmentId,
        date: Option<BusinessDate>,
        patient: Option<PersonId>,
    ) -> Result<SlotList, Failure> {
        self.may(Action::ReadSlots, &Default::default())?;
        let scheduling = &self.worlds.scheduling;
        self.found(scheduling.department(department))?;
        let person = patient.or(self.actor.person);
        if person.is_some_and(|person| !self.knows(person)) {
            return Err(Failure::Denied);
        }
        let patient = person.map(|person| self.member_in(person, department));
        let channel = channel_of(self.actor.role).unwrap_or(Channel::Online);
        let booker = Booker { channel, person };
        let days = (self.today(), self.days_ahead(department, person));
        let strip = scheduling.days_for(department, days, booker, self.moment());
        strip.iter().for_each(|day| self.saw(day.touched));
        let first = strip.iter().find(|day| day.seats_left > 0).map(|day| day.date);
        let date = date.or(first).unwrap_or_else(|| self.today());
        let sessions_on = |date| scheduling.sessions_for(department, date, booker, self.moment());
        let mut opens: Option<DayOpening> = None;
        let offer = |day: &DayView| {
            let sessions = sessions_on(day.date);
            let next = opens_next(&sessions, channel);
            if let Some(at) = next.filter(|at| opens.is_none_or(|earlier| *at < earlier.at)) {
                opens = Some(DayOpening { date: day.date, at });
            }
            day_offer(day, &sessions, next.is_some())
        };
        let days = strip.iter().map(offer).collect();
        let mut sessions = sessions_on(date);
        // Windows in which all seats are kept for others are not shown, nor sessions of such windows alone.
        sessions.iter_mut().for_each(|session| session.slots.retain(|slot| slot.seats > 0));
        sessions.retain(|session| !session.slots.is_empty());
        let clinicians = scheduling.clinicians(department).into_iter().filter_map(|clinician| {
            let own: Vec<_> = sessions.iter().filter(|session| session.clinician == clinician.id).collect();
            if own.is_empty() {
                return None;
            }
            self.saw(clinician.touched);
            Some(ClinicianDay {
                clinician: clinician.id,
                name: self.name(clinician.person),
                title: clinician.title,
                fee: own.first().map_or(clinician.fee, |session| session.fee),
                usual_wait: clinician.usual_wait.map(|wait| UsualWait {
                    median_minutes: wait.median_minutes,
                    on_time: wait.on_time,
                    cases: wait.cases,
                }),
                sessions: own.into_iter().map(|session| self.session_slots(session)).collect(),
            })
        });
        Ok(SlotList {
            now: self.now,
            department: self.department(department),
            patient,
            family: self.family(),
            days,
            date,
            clinicians: clinicians.collect(),
            has_waitlist: scheduling.waitlist_rules_of(department, self.moment()).is_some(),
            opens,
        })
    }

    fn session_slots(&self, session: &SessionView) -> SessionSlots {
        self.saw(session.touched);
        SessionSlots {
            session: session.id,
            room: session.room.clone(),
            from: session.from,
            until: session.until,
            slot_minutes: slot_minutes(session),
            morning: session.from < MinuteOfDay(12 * 60),
            draw: self.draw_of(session.id),
            slots: session.slots.iter().map(slot_offer).collect(),
        }
    }

    pub(super) fn booking_preview(&self, slot: SlotId, patient: PersonId) -> Result<BookingPreview, Failure> {
        let resource = self.scope().of_slot(slot);
        let family = self.scope().is_family(patient);
        self.may(Action::Book, &crate::scope::Resource { family, ..resource })?;
        let scheduling = &self.worlds.scheduling;
        let channel = channel_of(self.actor.role).unwrap_or(Channel::OnSite);
        let booker = Booker { channel, person: Some(patient) };
        let view = self.found(scheduling.slot_for(slot, booker, self.moment()))?;
        let session = self.found(scheduling.session(view.session, self.moment()))?;
        let clinician = self.found(scheduling.clinician(session.clinician))?;
        self.saw(session.touched);
        self.found(self.worlds.journey.person(patient))?;
        let held = scheduling.hold(patient, slot);
        let offer = slot_offer(&view);
        // The minute of the seat that is held, not of the next one.
        let expected_at = held.map(|held| held.expected_at).or(offer.expected_at);
        Ok(BookingPreview {
            now: self.now,
            department: self.department(session.department),
            date: session.date,
            slot: SlotOffer { expected_at, ..offer },
            session: session.id,
            room: session.room,
            clinician: clinician.id,
            clinician_name: self.name(clinician.person),
            title: clinician.title,
            fee: session.fee,
            patient: self.member_in(patient, session.department),
            refusal: self.would_refuse(slot, patient),
            can_hold: self.can_hold(slot, patient),
            held_until: held.map(|held| held.until).filter(|until| self.now < *until),
        })
    }

    fn can_hold(&self, slot: SlotId, patient: PersonId) -> bool {
        let Some(channel) = channel_of(self.actor.role) else { return false };
        let patient = self.worlds.journey.canonical(patient);
        let hold = command::HoldSeat { slot, patient, channel };
        refuses(self.worlds, self.moment(), &hold.into()).is_none()
    }

    fn would_refuse(&self, slot: SlotId, patient: PersonId) -> Option<Refusal> {
        self.saw_all();
        let channel = channel_of(self.actor.role).unwrap_or(Channel::OnSite);
        would_refuse(self.worlds, self.moment(), slot, patient, channel)
    }

    pub(super) fn journey_detail(&self, journey: &journey::Journey) -> JourneyDetail {
        self.saw(journey.seq);
        let mut visits: Vec<VisitSummary> = self
            .visits_of(journey.person)
            .iter()
            .filter(|visit| visit.journey == journey.id)
            .map(|visit| self.visit_summary(visit))
            .collect();
        // What matters now first: open visits by their window, then what is over, newest first.
        visits.sort_by_key(|visit| {
            let over = !visit.wants_window && visit.state.is_over();
            let minutes = (visit.from - self.now).num_minutes();
            (over, if over { -minutes } else { minutes })
        });
        let stays: Vec<StaySummary> = self
            .stays_of(journey.person)
            .iter()
            .filter(|stay| stay.journey == journey.id)
            .map(|stay| self.stay_summary(stay))
            .collect();
        JourneyDetail {
            now: self.now,
            journey: journey.id,
            patient: self.member(journey.person),
            department: journey.department.map(|department| self.department(department)),
            opened_at: journey.opened,
            closed_at: journey.closed,
            visits,
            stays,
            steps: self.steps(journey),
            effort: journey.effort,
        }
    }

    pub(super) fn visit_summary(&self, visit: &AppointmentView) -> VisitSummary {
        self.saw(visit.touched);
        let scheduling = &self.worlds.scheduling;
        let (clinician, title) = self.clinician(visit.clinician);
        let rules = scheduling.rules(self.today(), RulesScope::Session(visit.session));
        let minutes = |minutes: Option<u16>| Duration::minutes(i64::from(minutes.unwrap_or_default()));
        let of_person = rules.map(|rules| scheduling.rules_for(visit.patient, rules));
        let change_until = visit.from - minutes(of_person.map(|rules| rules.cancel_minutes_before));
        let (ahead, forecast) = self.place(visit);
        let paused_until = self.worlds.scheduling.paused_until(visit.session);
        let checkin_from = visit.from - minutes(rules.map(|rules| rules.checkin_minutes_before));
        VisitSummary {
            appointment: visit.id,
            state: visit_state(visit.state),
            code: short_code(visit.id.0),
            qr: visit.id.to_string(),
            department: self.department(visit.department),
            room: visit.room.clone(),
            clinician,
            title,
            session: visit.session,
            date: visit.date,
            slot: visit.slot,
            from: visit.from,
            until: visit.until,
            fee: visit.kept_fee.unwrap_or_else(|| {
                scheduling.session(visit.session, self.moment()).map_or_else(Default::default, |session| session.fee)
            }),
            expected_at: visit.expected_at,
            channel: visit.channel,
            booked_at: visit.booked_at,
            checked_in_at: visit.checked_in_at,
            credential: visit.credential,
            called_at: visit.called_at,
            ticket: visit.ticket,
            ahead,
            why: self.why(visit, ahead.unwrap_or(u32::MAX)),
            paused_until: paused_until.filter(|_| visit.state == AppointmentState::Arrived),
            forecast,
            checkin_from,
            can_check_in_here: self.can_check_in_here(visit),
            change_until: (visit.state == AppointmentState::Booked && self.now <= change_until).then_some(change_until),
            undo_until: visit
                .cancelled_at
                .filter(|_| self.can_undo_cancel(visit))
                .map(|at| visit.from.min(at + minutes(rules.map(|rules| rules.undo_minutes)))),
            wants_window: self.wants_window(visit),
            rebooking: self.rebooking_offer(visit.id),
            referred_by: self.referrer(visit.id),
            appeal: self.visit_appeal(visit),
            can_appeal: self.can_appeal(visit),
            can_change_days: matches!(visit.state, AppointmentState::Booked | AppointmentState::Displaced),
            impossible: visit.impossible.clone(),
            itinerary: self.visit_itinerary(visit),
        }
    }

    /// The clinic that referred the patient.
    pub(super) fn referrer(&self, visit: AppointmentId) -> Option<Label> {
        let referral = self.worlds.scheduling.referral(visit)?;
        Some(self.worlds.scheduling.clinic(referral.clinic)?.name)
    }

    /// Could the patient check in now, if they are here?
    fn can_check_in_here(&self, visit: &AppointmentView) -> bool {
        let check_in =
            command::CheckIn { appointment: visit.id, credential: CredentialKind::VisitCode, class: None, age: None };
        visit.state == AppointmentState::Booked
            && self.worlds.scheduling.decide(&Command::CheckIn(check_in), &self.context()).is_ok()
    }

    /// Could the patient take the cancellation back now?
    fn can_undo_cancel(&self, visit: &AppointmentView) -> bool {
        let (appointment, reason) = (visit.id, Reason { code: ReasonCode::PatientWish, text: None });
        let undo = command::UndoCancel { appointment, reason, by_hospital: false };
        self.worlds.scheduling.decide(&Command::UndoCancel(undo), &self.context()).is_ok()
    }

    /// Was the patient not seen, and has neither chosen another window nor said that none is needed?
    pub(super) fn wants_window(&self, visit: &AppointmentView) -> bool {
        let journey = self.worlds.journey.journey(visit.journey);
        let wanted = |journey: &journey::Journey| {
            self.saw(journey.seq);
            journey.open_step(StepKind::Booking, Subject::Appointment(visit.id)).is_some()
        };
        visit.state == AppointmentState::NotSeen && journey.is_some_and(wanted)
    }

    /// The place in the queue, and when the call may come.
    pub(crate) fn place(&self, visit: &AppointmentView) -> (Option<u32>, Option<Forecast>) {
        if visit.state != AppointmentState::Arrived {
            return (None, None);
        }
        let Some(queue) = self.worlds.scheduling.queue(visit.session, self.moment()) else { return (None, None) };
        self.saw(queue.touched);
        let Some(entry) = queue.waiting.iter().find(|entry| entry.appointment.id == visit.id) else {
            return (None, None);
        };
        let after = |minutes: u32| self.now + Duration::minutes(i64::from(minutes));
        let forecast = entry.forecast.map(|forecast| Forecast {
            at: after(forecast.likely_minutes),
            early: after(forecast.low_minutes),
            late: after(forecast.high_minutes),
        });
        (Some(entry.ahead), forecast)
    }

    fn stay_summary(&self, stay: &scheduling::read::AdmissionView) -> StaySummary {
        StaySummary {
            admission: stay.id,
            state: stay.state,
            ward: stay.bed.as_ref().map(|bed| bed.ward_name.clone()),
            bed: stay.bed.as_ref().map(|bed| (bed.room_number.clone(), bed.number.clone())),
            requested_at: stay.requested_at,
            arrived_at: stay.arrived_at,
            in_bed_at: stay.in_bed_at,
            discharged_at: stay.discharged_at,
            settlement: billing::stage(self.worlds, stay.id),
        }
    }
}

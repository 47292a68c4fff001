//! Departments, clinicians, sessions, slots, appointments.

use super::{
    AppealView, AppointmentView, Availability, Booker, ClinicianView, ConsultingRoom, DayView, DepartmentView, Moment,
    SessionView, SlotPlace, SlotState, SlotView,
};
use crate::{
    World,
    component::{
        Appointment, Clinician, Department, DepartmentState, Device, HeldIn, Seat, Seats, Session, SessionState, Visit,
    },
    transition::{BookingTerms, Closed, closes_at},
};
use model::{
    id::{AppointmentId, ClinicianId, DepartmentId, PersonId, Seq, SessionId, SlotId},
    scheduling::{Channel, RulesScope},
    time::BusinessDate,
};
use uuid::Uuid;

/// The least and the greatest id, for ranges over an index.
const MIN: Uuid = Uuid::nil();
const MAX: Uuid = Uuid::max();

impl World {
    /// All departments, by code.
    pub fn departments(&self) -> Vec<DepartmentView> {
        self.index().departments.values().filter_map(|id| self.department(*id)).collect()
    }

    /// One department.
    pub fn department(&self, id: DepartmentId) -> Option<DepartmentView> {
        let department = self.get::<Department>(id.0)?;
        Some(DepartmentView {
            id,
            code: department.code.clone(),
            name: department.name.clone(),
            place: department.place.clone(),
            touched: self.get::<DepartmentState>(id.0)?.touched,
        })
    }

    /// The department that has this code.
    pub fn department_by_code(&self, code: &str) -> Option<DepartmentView> {
        self.department(*self.index().departments.get(code)?)
    }

    /// The clinicians of a department, highest title first.
    pub fn clinicians(&self, department: DepartmentId) -> Vec<ClinicianView> {
        let range = (department, ClinicianId(MIN))..=(department, ClinicianId(MAX));
        let ids = self.index().clinicians.range(range);
        let mut clinicians: Vec<_> = ids.filter_map(|(_, id)| self.clinician(*id)).collect();
        clinicians.sort_by_key(|clinician| (clinician.title, clinician.id));
        clinicians
    }

    /// One clinician, with the usual wait.
    pub fn clinician(&self, id: ClinicianId) -> Option<ClinicianView> {
        let clinician = self.get::<Clinician>(id.0)?;
        let (usual_wait, seen) = self.usual_wait(id);
        Some(ClinicianView {
            id,
            department: clinician.department,
            person: clinician.person,
            title: clinician.title,
            fee: clinician.fee,
            usual_wait,
            touched: clinician.touched.max(seen),
        })
    }

    /// So many days of a department from one day on, each with what is left.
    pub fn days(&self, department: DepartmentId, from: BusinessDate, days: u16, moment: Moment) -> Vec<DayView> {
        self.days_for(department, (from, days), Channel::Online, moment)
    }

    /// The same, as a channel can book them, for a person if that is known.
    pub fn days_for(
        &self,
        department: DepartmentId,
        (from, days): (BusinessDate, u16),
        booker: impl Into<Booker>,
        moment: Moment,
    ) -> Vec<DayView> {
        let booker = booker.into();
        let touched = self.get::<DepartmentState>(department.0).map_or(0, |state| state.touched);
        (0..i64::from(days))
            .map(|offset| {
                let date = from.plus_days(offset);
                let range = (department, date, SessionId(MIN))..=(department, date, SessionId(MAX));
                let ids = self.index().department_sessions.range(range).map(|(_, _, id)| *id);
                let mut day = DayView { date, availability: Availability::None, seats_left: 0, sessions: 0, touched };
                let mut offered = 0;
                for session in ids.filter_map(|id| self.get::<Session>(id.0)) {
                    let (left, seats, touched) = self.left_of(session, booker, moment);
                    day.sessions += 1;
                    day.seats_left += left;
                    day.touched = day.touched.max(touched);
                    offered += seats;
                }
                day.availability = match (offered, day.seats_left) {
                    (0, _) => Availability::None,
                    (_, 0) => Availability::Full,
                    (seats, left) if left * 5 <= seats => Availability::Few,
                    _ => Availability::Open,
                };
                day
            })
            .collect()
    }

    /// How many seats of a session can be booked now, out of how many that are offered, and when that changed last.
    fn left_of(&self, session: &Session, booker: Booker, moment: Moment) -> (u32, u32, Seq) {
        let terms = self.terms_for(session, booker, moment);
        let (mut left, mut offered, mut touched) = (0, 0, self.touched_at(session.id));
        for (slot, seats) in session.slots.iter().filter_map(|slot| self.slot_and_seats(*slot)) {
            touched = touched.max(seats.touched);
            match self.next_seat(&terms, slot, seats) {
                Ok(_) => {
                    left += u32::from(terms.reach.left(seats));
                    offered += u32::from(terms.reach.seats(seats));
                }
                Err(Closed::Full) => offered += u32::from(terms.reach.seats(seats)),
                Err(_) => {}
            }
        }
        (left, offered, touched)
    }

    /// On which terms seats of a session are booked.
    fn terms_for(&self, session: &Session, Booker { channel, person }: Booker, moment: Moment) -> BookingTerms {
        let rules = self.rules(moment.today(), RulesScope::Session(session.id));
        let rules = rules.map(|rules| self.rules_as_known(person, rules));
        self.booking_terms((session.id, session.date), channel, rules, moment)
    }

    /// When something of a session besides its windows changed last.
    fn touched_at(&self, id: SessionId) -> Seq {
        self.get::<SessionState>(id.0).map_or(0, |state| state.touched).max(self.moved_at(id))
    }

    /// The sessions of a department on a day, by their start.
    pub fn sessions(&self, department: DepartmentId, date: BusinessDate, moment: Moment) -> Vec<SessionView> {
        self.sessions_for(department, date, Channel::Online, moment)
    }

    /// The same, with the windows as a channel can book them, for a person if that is known.
    pub fn sessions_for(
        &self,
        department: DepartmentId,
        date: BusinessDate,
        booker: impl Into<Booker>,
        moment: Moment,
    ) -> Vec<SessionView> {
        let range = (department, date, SessionId(MIN))..=(department, date, SessionId(MAX));
        self.by_start(self.index().department_sessions.range(range).map(|(_, _, id)| *id), booker.into(), moment)
    }

    /// The sessions of a clinician on a day, by their start.
    pub fn sessions_of_clinician(
        &self,
        clinician: ClinicianId,
        date: BusinessDate,
        moment: Moment,
    ) -> Vec<SessionView> {
        let ids = self.sessions_by_clinician(clinician, date).map(|session| session.id);
        self.by_start(ids, Channel::Online.into(), moment)
    }

    /// The sessions of a department at this moment: those of yesterday that go on past midnight, then today's.
    pub fn present_sessions(&self, department: DepartmentId, moment: Moment) -> Vec<SessionView> {
        self.present(moment, |date| self.sessions(department, date, moment))
    }

    /// The same for a clinician.
    pub fn present_sessions_of_clinician(&self, clinician: ClinicianId, moment: Moment) -> Vec<SessionView> {
        self.present(moment, |date| self.sessions_of_clinician(clinician, date, moment))
    }

    fn present(&self, moment: Moment, on: impl Fn(BusinessDate) -> Vec<SessionView>) -> Vec<SessionView> {
        let yesterday = moment.today().plus_days(-1);
        let is_open = moment.now < closes_at(yesterday, moment.zone);
        let mut sessions = on(yesterday);
        // Somebody who forgot to say that a consultation is over can still say it.
        let is_inside = |id| self.get::<SessionState>(id).is_some_and(|state| state.inside.is_some());
        let goes_on = |one: &SessionView| one.left > 0 || moment.now < moment.zone.instant(one.date, one.until);
        sessions.retain(|one| is_inside(one.id.0) || (is_open && one.ended_at.is_none() && goes_on(one)));
        sessions.extend(on(moment.today()));
        sessions
    }

    /// All sessions from one day to another, both included, by day and start.
    pub fn sessions_between(&self, from: BusinessDate, until: BusinessDate, moment: Moment) -> Vec<SessionView> {
        if from > until {
            return Vec::new();
        }
        let range = (from, SessionId(MIN))..=(until, SessionId(MAX));
        self.by_start(self.index().sessions.range(range).map(|(_, id)| *id), Channel::Online.into(), moment)
    }

    fn by_start(&self, ids: impl Iterator<Item = SessionId>, booker: Booker, moment: Moment) -> Vec<SessionView> {
        let mut sessions: Vec<_> = ids.filter_map(|id| self.session_for(id, booker, moment)).collect();
        sessions.sort_by_key(|session| (session.date, session.from, session.id));
        sessions
    }

    pub(crate) fn sessions_by_clinician(
        &self,
        clinician: ClinicianId,
        date: BusinessDate,
    ) -> impl Iterator<Item = &Session> {
        let range = (clinician, date, SessionId(MIN))..=(clinician, date, SessionId(MAX));
        self.index().clinician_sessions.range(range).filter_map(|(_, _, id)| self.get::<Session>(id.0))
    }

    /// Where a session is held.
    pub(crate) fn room(&self, session: &Session) -> ConsultingRoom {
        let published = &session.room;
        let name = self.get::<HeldIn>(session.id.0).map_or(published, |held| &held.room);
        let is_another = !name.is_same(published);
        let device = session.device.and_then(|id| self.get::<Device>(id.0)).map(|device| device.name.clone());
        ConsultingRoom { name: name.clone(), published_room: is_another.then(|| published.clone()), device }
    }

    /// The last event that said where a session is held, or on which device.
    fn moved_at(&self, session: SessionId) -> Seq {
        self.get::<HeldIn>(session.0).map_or(0, |held| held.touched)
    }

    /// One session with its slots.
    pub fn session(&self, id: SessionId, moment: Moment) -> Option<SessionView> {
        self.session_for(id, Channel::Online, moment)
    }

    /// The same, with the windows as a channel can book them, for a person if that is known.
    pub fn session_for(&self, id: SessionId, booker: impl Into<Booker>, moment: Moment) -> Option<SessionView> {
        let session = self.get::<Session>(id.0)?;
        let state = self.get::<SessionState>(id.0)?;
        let terms = self.terms_for(session, booker.into(), moment);
        let slots: Vec<_> = session.slots.iter().filter_map(|slot| self.slot_view(*slot, &terms)).collect();
        let left = session.slots.iter().filter_map(|slot| Some(u32::from(self.get::<Seats>(slot.0)?.left)));
        Some(SessionView {
            id,
            clinician: session.clinician,
            department: session.department,
            device_id: session.device,
            device_kind: self.device_kind(session.device),
            room: self.room(session),
            date: session.date,
            from: session.from,
            until: session.until,
            fee: session.fee,
            waiting: state.queue.len(),
            left: left.sum::<u32>() + u32::from(state.inside.is_some()),
            ended_at: state.ended_at,
            closed_at: state.closure.as_ref().filter(|_| state.is_closed()).map(|closure| closure.at),
            touched: slots.iter().map(|slot| slot.touched).max().unwrap_or(0).max(self.touched_at(id)),
            slots,
        })
    }

    /// Which session's facts a slot has, without looking at its seats: every booking asks for them.
    pub fn slot_place(&self, id: SlotId) -> Option<SlotPlace> {
        let (slot, _) = self.slot_and_seats(id)?;
        Some(SlotPlace { clinician: slot.clinician, department: slot.department, until: slot.until })
    }

    /// One slot.
    pub fn slot(&self, id: SlotId, moment: Moment) -> Option<SlotView> {
        self.slot_for(id, Channel::Online, moment)
    }

    /// The same, as a channel can book it, for a person if that is known.
    pub fn slot_for(&self, id: SlotId, booker: impl Into<Booker>, moment: Moment) -> Option<SlotView> {
        let Booker { channel, person } = booker.into();
        let (slot, _) = self.slot_and_seats(id)?;
        let rules = self.rules_of_slot(moment.today(), slot).map(|rules| self.rules_as_known(person, rules));
        self.slot_view(id, &self.booking_terms((slot.session, slot.date), channel, rules, moment))
    }

    fn slot_view(&self, id: SlotId, terms: &BookingTerms) -> Option<SlotView> {
        let (slot, seats) = self.slot_and_seats(id)?;
        let free = self.next_seat(terms, slot, seats);
        Some(SlotView {
            id,
            session: slot.session,
            from: slot.from,
            until: slot.until,
            capacity: seats.capacity(),
            taken: seats.count() - seats.add_ons(),
            add_ons: seats.add_ons(),
            aside: seats.aside_count(),
            seats: terms.reach.seats(seats),
            left: terms.reach.left(seats),
            state: match free {
                Ok(_) => SlotState::Open,
                Err(Closed::Full) => SlotState::Full,
                Err(Closed::Past) => SlotState::Past,
                Err(Closed::TooFar(_) | Closed::PoolOpens(_)) => SlotState::NotYet,
                Err(Closed::TooLate(..)) => SlotState::TooLate,
                Err(Closed::NoRules) => SlotState::NoRules,
                Err(Closed::Session) => SlotState::Closed,
                Err(Closed::Draw) => SlotState::Drawn,
            },
            opens_at: match free {
                Err(Closed::TooFar(not_open)) => Some(not_open.opens),
                Err(Closed::PoolOpens(at)) => Some(at),
                Ok(_) | Err(_) => None,
            },
            next_expected_at: free.ok().map(|seat| terms.expected_at(slot, seat)),
            touched: seats.touched,
        })
    }

    /// One appointment with its times.
    pub fn appointment(&self, id: AppointmentId) -> Option<AppointmentView> {
        let appointment = self.get::<Appointment>(id.0)?;
        let &Seat { ref slot, seat, expected_at } = self.get(id.0)?;
        let visit = self.get::<Visit>(id.0)?;
        Some(AppointmentView {
            id,
            slot: slot.id,
            session: slot.session,
            clinician: slot.clinician,
            department: slot.department,
            room: self.get::<Session>(slot.session.0).map(|session| self.room(session)).unwrap_or_default(),
            date: slot.date,
            from: slot.from,
            until: slot.until,
            patient: appointment.patient,
            journey: appointment.journey,
            channel: appointment.channel,
            seat,
            expected_at,
            state: visit.state,
            ticket: visit.ticket,
            joined: visit.joined,
            credential: visit.credential,
            class: visit.class,
            head_start: visit.head_start,
            promised: visit.promised(slot),
            kept_fee: visit.transfer.as_ref().map(|transfer| transfer.fee),
            transferred_at: visit.sent_on_at(),
            back_at: visit.back_at,
            passes: visit.passes,
            excused: visit.excused,
            returned: visit.returned,
            booked_at: appointment.booked_at,
            checked_in_at: visit.checked_in_at,
            first_called_at: visit.first_called_at,
            kept: super::promises::kept(visit, slot),
            called_at: visit.called_at,
            started_at: visit.started_at,
            finished_at: visit.finished_at,
            missed_at: visit.missed_at,
            appeal: AppealView::of(visit),
            impossible: visit.impossible.as_deref().cloned().unwrap_or_default(),
            cancelled_at: visit.cancelled_at,
            cancelled_for: visit.cancelled_for,
            touched: visit.touched.max(self.moved_at(slot.session)),
        })
    }

    /// All appointments of a person, under whichever record, latest window first; cancelled ones too.
    pub fn appointments_of(&self, person: PersonId) -> Vec<AppointmentView> {
        let records = self.index().records(person);
        let ids = records.iter().flat_map(|record| self.index().of_record(*record));
        let mut appointments: Vec<_> = ids.filter_map(|(_, id)| self.appointment(*id)).collect();
        appointments.sort_by_key(|appointment| std::cmp::Reverse((appointment.from, appointment.id)));
        appointments
    }

    /// A person's appointments from one day to another, both included, under whichever record.
    pub(crate) fn appointments_of_days(
        &self,
        person: PersonId,
        (from, until): (BusinessDate, BusinessDate),
    ) -> impl Iterator<Item = AppointmentId> {
        let index = self.index();
        index.records(person).into_iter().flat_map(move |record| {
            let list = index.of_record(record);
            let first = list.partition_point(|(day, _)| *day < from);
            list[first..].iter().take_while(move |(day, _)| *day <= until).map(|(_, id)| *id)
        })
    }

    /// The appointments of a session that are not cancelled, by window and seat.
    pub fn appointments_of_session(&self, session: SessionId) -> Vec<AppointmentView> {
        let Some(session) = self.get::<Session>(session.0) else { return Vec::new() };
        let mut appointments: Vec<_> =
            self.session_appointments(session).filter_map(|id| self.appointment(id)).collect();
        appointments.sort_by_key(|appointment| (appointment.from, appointment.seat, appointment.id));
        appointments
    }

    pub(crate) fn session_appointments(&self, session: &Session) -> impl Iterator<Item = AppointmentId> {
        session.slots.iter().flat_map(|slot| self.index().in_slot(*slot)).copied()
    }

    /// The appointments of a department on a day that are not cancelled, by window, session and seat.
    pub fn appointments_on(&self, department: DepartmentId, date: BusinessDate) -> Vec<AppointmentView> {
        let range = (department, date, SessionId(MIN))..=(department, date, SessionId(MAX));
        let sessions = self.index().department_sessions.range(range);
        let mut appointments: Vec<_> = sessions.flat_map(|(_, _, id)| self.appointments_of_session(*id)).collect();
        appointments
            .sort_by_key(|appointment| (appointment.from, appointment.session, appointment.seat, appointment.id));
        appointments
    }
}

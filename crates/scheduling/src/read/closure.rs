//! Closed sessions: who is displaced, and which seats are kept for them.

use super::{AppointmentView, Moment};
use crate::{
    World,
    component::{Seat, Session, SessionState, Visit, Waiting},
    rules::caps::{Besides, Instead},
    transition::expected_at,
};
use model::{
    id::{AppointmentId, ClinicianId, PersonId, Seq, SessionId, SlotId},
    message::Refusal,
    scheduling::{Channel, Pool, Silence},
    time::{BusinessDate, Instant},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a closure has come.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureStage {
    /// Patients can answer, and it can be undone.
    Open,
    /// The deadline is over, and the session stays closed.
    Over,
    /// It was undone before the deadline; whoever had taken another seat is asked again.
    Undone,
}

/// What the patient of a displaced appointment answered.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RebookingAnswer {
    /// Takes the seat that was kept.
    Accepted,
    /// Does not.
    Declined,
    /// Nothing until the deadline.
    Nothing,
}

/// A seat that is kept for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The slot.
    pub slot: SlotId,
    /// Its session.
    pub session: SessionId,
    /// Its clinician.
    pub clinician: ClinicianId,
    /// Its day.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Instant,
}

/// What is offered to somebody whose session was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RebookingView {
    /// The seat.
    pub kept: Kept,
    /// Until when it is kept.
    pub answer_by: Instant,
    /// What becomes of it if nobody answers.
    pub silence: Silence,
    /// It is the old seat: the closure was undone, and the appointment takes place elsewhere by now. Silence leaves it there.
    pub is_back: bool,
}

/// An appointment of a closed session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisplacedView {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The patient.
    pub patient: PersonId,
    /// Start of the old window.
    pub from: Instant,
    /// The old seat, from 0.
    pub seat: u16,
    /// Where it is now: in the old window, as long as it is displaced.
    pub now: AppointmentView,
    /// The seat that is kept for it.
    pub kept: Option<Kept>,
    /// What its patient answered.
    pub answer: Option<RebookingAnswer>,
}

/// Free seats of a slot that are in one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeInPool {
    /// The pool.
    pub pool: Pool,
    /// How many are free, at least one.
    pub free: u32,
    /// Through which channels they can be had.
    pub channels: Vec<Channel>,
}

/// The closure of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClosureView {
    /// When it was closed.
    pub closed_at: Instant,
    /// Until when patients can answer.
    pub deadline: Instant,
    /// What becomes of the seats of those who do not.
    pub silence: Silence,
    /// How far it has come.
    pub stage: ClosureStage,
    /// Everybody who was booked, by old window and seat.
    pub rows: Vec<DisplacedView>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// A session that is closed or would be.
#[derive(Clone, Debug)]
pub struct Closing {
    session: SessionId,
    /// The appointments for which seats are kept no longer.
    released: BTreeSet<AppointmentId>,
}

impl World {
    fn kept(&self, (slot, seat): (SlotId, u16)) -> Option<Kept> {
        let (slot, _) = self.slot_and_seats(slot)?;
        Some(Kept {
            slot: slot.id,
            session: slot.session,
            clinician: slot.clinician,
            date: slot.date,
            from: slot.from,
            until: slot.until,
            expected_at: expected_at(slot, seat),
        })
    }

    /// The free seats of a slot by pool, for those whose bookings can be moved there now.
    pub fn free_by_pool(&self, id: SlotId, now: Instant) -> Vec<FreeInPool> {
        let Some((slot, seats)) = self.slot_and_seats(id) else { return Vec::new() };
        let free = |pool| (seats.of(pool) & seats.unclaimed()).count_ones();
        let channels = |pool| {
            let takes = |channel: &Channel| self.reach_instead(slot.session, *channel, now).takes(pool);
            Channel::ALL.into_iter().filter(takes).collect()
        };
        let all = Pool::ALL.into_iter().filter(|pool| free(*pool) > 0);
        all.map(|pool| FreeInPool { pool, free: free(pool), channels: channels(pool) }).collect()
    }

    /// The closure of a session, if it was closed; also for a while after it was undone.
    pub fn closure(&self, id: SessionId) -> Option<ClosureView> {
        let state = self.get::<SessionState>(id.0)?;
        let closure = state.closure.as_ref()?;
        let mut touched = state.touched;
        let mut rows: Vec<_> = closure
            .rows
            .iter()
            .filter_map(|row| {
                let now = self.appointment(row.appointment)?;
                touched = touched.max(now.touched);
                let (old, _) = self.slot_and_seats(row.old.0)?;
                Some(DisplacedView {
                    appointment: row.appointment,
                    patient: row.patient,
                    from: old.from,
                    seat: row.old.1,
                    now,
                    kept: row.kept.and_then(|kept| self.kept(kept)),
                    answer: row.answer,
                })
            })
            .collect();
        rows.sort_by_key(|row| (row.from, row.seat, row.appointment));
        Some(ClosureView {
            closed_at: closure.at,
            deadline: closure.deadline,
            silence: closure.silence,
            stage: closure.stage,
            rows,
            touched,
        })
    }

    /// What is offered for an appointment whose session was closed.
    pub fn rebooking(&self, id: AppointmentId) -> Option<RebookingView> {
        let kept = self.seat_kept_for(id)?;
        let closure = self.get::<SessionState>(kept.closed.0)?.closure.as_ref()?;
        Some(RebookingView {
            kept: self.kept((kept.slot.id, kept.seat))?,
            answer_by: closure.deadline,
            silence: closure.silence,
            is_back: closure.stage == ClosureStage::Undone,
        })
    }

    /// Displaced appointments for which no seat is kept, by their old windows: somebody has to phone.
    pub fn to_phone(&self) -> Vec<AppointmentView> {
        let unkept = self.index().displaced.iter().filter(|id| self.seat_kept_for(**id).is_none());
        let mut all: Vec<_> = unkept.filter_map(|id| self.appointment(*id)).collect();
        all.sort_by_key(|appointment| (appointment.from, appointment.seat, appointment.id));
        all
    }

    /// The appointments that a closure of this session would displace, by window and seat.
    ///
    /// # Errors
    /// The refusal of that closure, as far as it depends on the session alone.
    pub fn would_displace(&self, id: SessionId, moment: Moment) -> Result<Vec<AppointmentView>, Refusal> {
        let session = self.get::<Session>(id.0).ok_or(Refusal::new("not-there").field("session"))?;
        let begins = moment.zone.instant(session.date, session.from);
        if moment.now >= begins {
            return Refusal::new("closure-past").field("session").with("from", begins).with("now", moment.now).err();
        }
        let mut all: Vec<_> = self.affected(session)?.into_iter().filter_map(|id| self.appointment(id)).collect();
        all.sort_by_key(|appointment| (appointment.from, appointment.seat, appointment.id));
        Ok(all)
    }

    /// How many seats of a session are kept for people whose session was closed: if it is closed too, they have to be
    /// phoned.
    pub fn seats_kept_in(&self, id: SessionId) -> u32 {
        self.get::<Session>(id.0).map_or(0, |session| self.kept_in(session))
    }

    /// Which of these sessions have no room for so many seats of a person, because of a cap, once a session is closed.
    pub fn full_for(
        &self,
        (person, seats): (PersonId, usize),
        closed: &Closing,
        sessions: &[SessionId],
        moment: Moment,
    ) -> Vec<SessionId> {
        let is_full = |id: &SessionId| {
            let slot = self.get::<Session>(id.0)?.slots.first()?;
            let (slot, _) = self.slot_and_seats(*slot)?;
            let rules = self.rules_of_slot(moment.today(), slot)?;
            let also = vec![slot; seats.saturating_sub(1)];
            let besides = Besides { instead: Instead::Closing(closed.session, &closed.released), also: &also };
            Some(self.caps_left(person, slot, besides, &rules).is_err())
        };
        sessions.iter().copied().filter(|id| is_full(id) == Some(true)).collect()
    }

    /// What a closure of this session would take back of what is kept for people.
    pub fn closing(&self, id: SessionId, displaced: &[AppointmentView]) -> Closing {
        let affected = displaced.iter().map(|visit| visit.id).collect();
        Closing { session: id, released: self.seats_that_end(id, &affected) }
    }

    /// When a person cannot come, on these days, because of something outside of one session: open appointments, seats that
    /// are kept or held for them, and seats that the waiting list offers, under whichever record; start and end of each.
    pub fn busy(&self, person: PersonId, but: SessionId, from: BusinessDate) -> Vec<(Instant, Instant)> {
        let records = self.index().records(person);
        // A session of the day before may run over midnight.
        let near = from.plus_days(-1);
        let ids =
            records.iter().flat_map(|record| self.index().of_record(*record)).filter(move |(date, _)| *date >= near);
        let open = ids.filter_map(|(_, id)| {
            let visit = self.get::<Visit>(id.0)?;
            let slot = &self.get::<Seat>(id.0)?.slot;
            (visit.state.is_open() && slot.session != but).then_some((slot.from, slot.until))
        });
        let kept = self.kept_seats(person).filter(|kept| kept.slot.session != but);
        let is_own = |id: AppointmentId| self.get::<Seat>(id.0).is_some_and(|seat| seat.slot.session == but);
        let kept = kept.filter(|kept| !is_own(kept.appointment)).map(|kept| (kept.slot.from, kept.slot.until));
        let offers = self.index().offers_of(person).filter_map(|entry| {
            let offer = self.get::<Waiting>(entry.0)?.offer?;
            let (slot, _) = self.slot_and_seats(offer.slot)?;
            (slot.session != but).then_some((slot.from, slot.until))
        });
        let holds = self.holds_of(person).filter_map(|hold| {
            let (slot, _) = self.slot_and_seats(hold.slot)?;
            (slot.session != but).then_some((slot.from, slot.until))
        });
        open.chain(kept).chain(offers).chain(holds).collect()
    }
}

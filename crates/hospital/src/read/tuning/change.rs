//! What a change of a published session would do, before it is made: why it is refused, who is in the way, and what its seats
//! cost before and after, computed exactly.

use super::{Gathered, Picture, SERVICES_MIN, decimal, propose};
use crate::{
    aside::{Priority, aside},
    failure::Failure,
    hospital::Hospital,
    read::{Reading, patient::slot_minutes, week::window_seats},
    usecase::{Action, ChangeSession},
    view::{InTheWay, SessionChange, SessionCost},
};
use model::{
    actor::Actor,
    decide::{Context, Decider as _},
    id::{ClinicianId, DepartmentId, SlotId},
    message::Refusal,
    scheduling::{Reason, WindowSeats},
    time::{BusinessDate, Instant, Zone},
};
use schedules::{Setting, evaluate};
use scheduling::read::{AppointmentState, SessionView};
use uuid::Uuid;

/// The most people of one session who are listed.
const LISTED_MAX: usize = 100;

/// What is compared.
struct Compared {
    department: DepartmentId,
    clinician: ClinicianId,
    slot_minutes: u16,
    before: Vec<u16>,
    after: Vec<u16>,
    today: BusinessDate,
    zone: Zone,
}

impl Hospital {
    /// What a change of a session would do. It changes nothing.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], [`Failure::Busy`].
    pub async fn session_change(&self, actor: &Actor, asked: &ChangeSession) -> Result<SessionChange, Failure> {
        let (mut change, compared) =
            self.reading(actor, Action::ReadClosure, |reading| reading.session_change(asked)).await?;
        if change.refusal.is_none() {
            change.costs = Some(self.costs(compared).await?);
        }
        Ok(change)
    }

    /// What the seats cost before and after; a refusal if too little is known of such visits.
    async fn costs(&self, compared: Compared) -> Result<Result<(SessionCost, SessionCost), Refusal>, Failure> {
        let turn = self.turn_to_learn().await?;
        let gathered = self.past_visits(compared.department, compared.today).await;
        let work = async move {
            // The turn ends with the work, also if nobody waits for it any more.
            let _turn = turn;
            compute(&gathered, &compared)
        };
        aside("change of a session", Priority::Lower, work).await.map_err(|error| {
            tracing::error!(%error, "a change of a session cannot be computed");
            Failure::Broken
        })
    }
}

fn compute(gathered: &Gathered, compared: &Compared) -> Result<(SessionCost, SessionCost), Refusal> {
    let picture = Picture::of(gathered, compared.clinician, compared.zone).map_err(propose::refused)?;
    let setting = picture.setting(compared.slot_minutes).map_err(propose::refused)?;
    let known = setting.filter(|_| picture.services() >= SERVICES_MIN);
    let Some(setting) = known else {
        return Refusal::new("tuning-too-few")
            .field("session")
            .with("value", i64::try_from(picture.services()).unwrap_or(i64::MAX))
            .with("needed", SERVICES_MIN as i64)
            .err();
    };
    Ok((cost(&setting, &compared.before)?, cost(&setting, &compared.after)?))
}

/// What these seats cost if all are taken.
///
/// # Errors
/// More seats or windows than are computed.
pub(super) fn cost(setting: &Setting, seats: &[u16]) -> Result<SessionCost, Refusal> {
    let found = evaluate(setting, &propose::calls("capacity", seats)?).map_err(propose::refused)?;
    Ok(SessionCost {
        seats: seats.iter().copied().map(u32::from).sum(),
        wait_minutes: decimal(found.wait_mean),
        overtime_minutes: decimal(found.overtime),
        idle_minutes: decimal(found.idle),
    })
}

impl Reading<'_> {
    fn session_change(&self, asked: &ChangeSession) -> Result<(SessionChange, Compared), Failure> {
        let scope = self.scope();
        self.may(Action::ChangeSession, &scope.of_session(asked.session))?;
        self.may(Action::ReadClosure, &scope.of_session(asked.session))?;
        self.saw_all();
        self.about("session", asked.session);
        let now = self.found(self.worlds.scheduling.session(asked.session, self.moment()))?;
        let decided = asked.is_of(&now).and_then(|()| self.decided(asked, &now));
        let minutes = slot_minutes(&now);
        let windows = asked.until.0.saturating_sub(asked.from.0).checked_div(minutes).unwrap_or(0);
        let change = SessionChange {
            in_the_way: decided.as_ref().err().map(|_| self.in_the_way(asked, &now)).unwrap_or_default(),
            booked: now.taken(),
            refusal: decided.err(),
            costs: None,
        };
        let compared = Compared {
            department: now.department,
            clinician: now.clinician,
            slot_minutes: minutes,
            before: window_seats(&now, self.zone),
            after: asked.capacity.of_windows(windows),
            today: self.today(),
            zone: self.zone,
        };
        Ok((change, compared))
    }

    /// Would it be done? It is decided as it will be, with ids that nothing else has.
    fn decided(&self, asked: &ChangeSession, now: &SessionView) -> Result<(), Refusal> {
        let mut places = 0_u128;
        let fresh = || {
            places += 1;
            SlotId(Uuid::from_u128(u128::MAX - places))
        };
        let command = asked.command(now, fresh, Reason::from(asked.reason));
        let scheduling = &self.worlds.scheduling;
        let context = Context { now: self.now, seq: scheduling.seq() + 1, seed: 0, zone: self.zone };
        scheduling.decide(&command.into(), &context).map(|_| ())
    }

    /// Whoever has a seat in a window that would be gone or would have fewer seats than are claimed, also one who has come
    /// early; names are masked.
    fn in_the_way(&self, asked: &ChangeSession, now: &SessionView) -> Vec<InTheWay> {
        let left = |from: Instant| {
            if asked.date != now.date || from >= self.zone.instant(now.date, asked.until) {
                return 0;
            }
            let minute = u16::try_from((from - self.zone.instant(now.date, asked.from)).num_minutes()).ok();
            // Between two windows there is none.
            let begins = minute.filter(|minute| minute.is_multiple_of(slot_minutes(now)));
            let window = begins.and_then(|minute| minute.checked_div(slot_minutes(now)));
            let seats = window.and_then(|window| match &asked.capacity {
                WindowSeats::Each(seats) => Some(*seats),
                WindowSeats::Windows(list) => list.get(usize::from(window)).copied(),
            });
            seats.unwrap_or(0)
        };
        let short = |visit: &&scheduling::read::AppointmentView| {
            let slot = now.slots.iter().find(|slot| slot.id == visit.slot);
            slot.is_some_and(|slot| {
                let left = left(slot.from);
                // Whoever was added has no seat, but needs the window.
                left < slot.taken + slot.aside || (left == 0 && slot.add_ons > 0)
            })
        };
        let visits = self.worlds.scheduling.appointments_of_session(now.id);
        let has_seat = |visit: &&scheduling::read::AppointmentView| match visit.state {
            AppointmentState::Booked | AppointmentState::Arrived | AppointmentState::Called => true,
            AppointmentState::InConsultation
            | AppointmentState::Fulfilled
            | AppointmentState::Cancelled
            | AppointmentState::NoShow
            | AppointmentState::NotSeen
            | AppointmentState::Displaced => false,
        };
        let rows = visits.iter().filter(has_seat).filter(short).take(LISTED_MAX).map(|visit| InTheWay {
            appointment: visit.id,
            from: visit.from,
            until: visit.until,
            name: self.name(visit.patient).masked,
        });
        rows.collect()
    }
}

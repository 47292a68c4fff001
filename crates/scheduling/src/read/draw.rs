//! Draws as they are read, and the record of one that anybody can compute again.

use super::Moment;
use crate::{
    World,
    component::{Draw, DrawState, Entrant, EntrantState},
    index::Watch,
    transition::Next,
};
use draws::{ClosedList, Commitment, EntrantNumber, Opened, PassedOver, Published, Reason, Seed};
use model::{
    SideRef,
    id::{AppointmentId, ClinicianId, DepartmentId, DrawId, EntrantId, PersonId, Seq, SessionId, WaitlistEntryId},
    scheduling::{Channel, ReasonCode},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a draw stands.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawStage {
    /// One can join it, or will be able to.
    Listed,
    /// The list is closed, the seed is not opened yet.
    Closed,
    /// The seed is open, and the seats are being given.
    Drawing,
    /// All seats were given, or everybody was asked.
    Over,
    /// It does not take place, or not to its end.
    Cancelled,
}

impl DrawStage {
    /// Is it neither over nor cancelled?
    pub const fn is_pending(self) -> bool {
        match self {
            Self::Listed | Self::Closed | Self::Drawing => true,
            Self::Over | Self::Cancelled => false,
        }
    }
}

/// What became of an entrant.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntrantOutcome {
    /// Left the draw.
    Left,
    /// Was not put on the closed list: another entrant is the same person.
    Dropped,
    /// Was next and could have no seat.
    PassedOver {
        /// The code of the refusal, as if the person had booked.
        code: String,
    },
    /// Won a seat.
    Won {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// Won no seat, and waits for one that is given back.
    LinedUp {
        /// The entry of the waiting list.
        entry: WaitlistEntryId,
    },
}

/// That the list of a draw stays open longer than was said at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prolonged {
    /// When that was last said.
    pub at: Instant,
    /// When the list was to close at first.
    pub instead_of: Instant,
    /// Why it stays open longer, as was last said.
    pub reason: ReasonCode,
}

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawView {
    /// Its id.
    pub id: DrawId,
    /// The session whose seats are drawn.
    pub session: SessionId,
    /// Its clinician.
    pub clinician: ClinicianId,
    /// Its department.
    pub department: DepartmentId,
    /// Its day.
    pub date: BusinessDate,
    /// When it begins, as a minute of that day.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of that day.
    pub until: MinuteOfDay,
    /// How many seats are drawn.
    pub seats: u32,
    /// The seed's fingerprint, in hexadecimal.
    pub commitment: String,
    /// When the fingerprint was published.
    pub set_up_at: Instant,
    /// From when on one can join.
    pub opens_at: Instant,
    /// When the list closes.
    pub closes_at: Instant,
    /// When the seed is opened.
    pub drawn_at: Instant,
    /// That its list stays open longer than was said at first.
    pub prolonged: Option<Prolonged>,
    /// Where it stands.
    pub stage: DrawStage,
    /// How many are on the list.
    pub entrants: u32,
    /// How many have won.
    pub won: u32,
    /// When the list closed, and its hash.
    pub list: Option<(Instant, String)>,
    /// When the seed was opened, and the seed.
    pub seed: Option<(Instant, String)>,
    /// When it was over, or cancelled.
    pub ended_at: Option<Instant>,
    /// Why it was cancelled.
    pub cancelled_for: Option<ReasonCode>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// Somebody's part in a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrantView {
    /// Its id.
    pub id: EntrantId,
    /// The draw.
    pub draw: DrawId,
    /// Who entered it.
    pub patient: PersonId,
    /// Through which channel.
    pub channel: Channel,
    /// What stands for the entrant on the list.
    pub number: u64,
    /// When it was joined.
    pub joined_at: Instant,
    /// The rank, once the draw is opened.
    pub rank: Option<u32>,
    /// When and what became of it.
    pub outcome: Option<(Instant, EntrantOutcome)>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// What is done next in a draw whose seed is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextDrawn {
    /// A seat is given to this entrant, who is this person.
    Win(EntrantId, PersonId),
    /// Whoever is next is passed over.
    PassOver,
    /// The seats are gone, or everybody was asked; so many at most can be put in line.
    Finish(u32),
}

impl World {
    /// A draw.
    pub fn draw(&self, id: DrawId) -> Option<DrawView> {
        let (draw, state) = (self.get::<Draw>(id.0)?, self.get::<DrawState>(id.0)?);
        Some(DrawView {
            id,
            session: draw.session,
            clinician: draw.clinician,
            department: draw.department,
            date: draw.date,
            from: draw.from,
            until: draw.until,
            seats: draw.seats,
            commitment: draw.commitment.clone(),
            set_up_at: draw.set_up_at,
            opens_at: draw.opens_at,
            closes_at: draw.closes_at,
            drawn_at: draw.drawn_at,
            prolonged: state.prolonged,
            stage: state.stage,
            entrants: state.entrants,
            won: state.won,
            list: state.list.clone(),
            seed: state.seed.clone(),
            ended_at: state.ended_at,
            cancelled_for: state.cancelled_for,
            touched: state.touched,
        })
    }

    /// The draws of a department's sessions from a day on that are not over, by day.
    pub fn pending_draws(&self, department: DepartmentId, from: BusinessDate) -> Vec<DrawView> {
        let sessions = self.index().department_sessions.range((department, from, SessionId(Uuid::nil()))..);
        let sessions = sessions.take_while(|(of, ..)| *of == department);
        let pending = sessions.filter_map(|(.., session)| self.pending_draw(*session));
        pending.filter_map(|(draw, _)| self.draw(draw.id)).collect()
    }

    /// The draw of a session: the one that is not over, or else the newest.
    pub fn draw_of_session(&self, session: SessionId) -> Option<DrawView> {
        let mut all: Vec<_> = self.index().draws_of(session).filter_map(|id| self.draw(id)).collect();
        all.sort_by_key(|draw| (draw.stage.is_pending(), draw.set_up_at, draw.id));
        all.pop()
    }

    /// Who entered by this, and in which department; without looking at how it stands.
    pub fn who_entered(&self, id: EntrantId) -> Option<(PersonId, DepartmentId)> {
        let entrant = self.get::<Entrant>(id.0)?;
        Some((entrant.patient, self.get::<Draw>(entrant.draw.0)?.department))
    }

    /// An entrant.
    pub fn draw_entrant(&self, id: EntrantId) -> Option<EntrantView> {
        let (entrant, state) = (self.get::<Entrant>(id.0)?, self.get::<EntrantState>(id.0)?);
        Some(EntrantView {
            id,
            draw: entrant.draw,
            patient: entrant.patient,
            channel: entrant.channel,
            number: entrant.number,
            joined_at: entrant.joined_at,
            rank: (state.rank > 0).then_some(state.rank),
            outcome: state.outcome.clone(),
            touched: state.touched,
        })
    }

    /// All that a person entered, under whichever record, newest first.
    pub fn draws_entered_by(&self, person: PersonId) -> Vec<EntrantView> {
        let mut all: Vec<_> = self.index().entrants_of(person).filter_map(|id| self.draw_entrant(id)).collect();
        all.sort_by_key(|entrant| std::cmp::Reverse((entrant.joined_at, entrant.id)));
        all
    }

    /// The open parts of a person in draws that are not over, under whichever record.
    pub fn enters_now(&self, person: PersonId) -> Vec<EntrantId> {
        let is_open = |entrant: &EntrantView| {
            let state = self.get::<DrawState>(entrant.draw.0);
            entrant.outcome.is_none() && state.is_some_and(|state| state.stage.is_pending())
        };
        self.draws_entered_by(person).iter().filter(|entrant| is_open(entrant)).map(|entrant| entrant.id).collect()
    }

    /// Everybody on the list of a draw; once it is opened, in the order of the ranks.
    pub fn listed_in_draw(&self, draw: DrawId) -> Vec<EntrantView> {
        self.index().listed(draw).filter_map(|(.., id)| self.draw_entrant(id)).collect()
    }

    /// The sealed seed of a draw that is to be opened at this moment.
    pub fn seed_to_open(&self, id: DrawId, moment: Moment) -> Option<&SideRef> {
        let (draw, state) = (self.get::<Draw>(id.0)?, self.get::<DrawState>(id.0)?);
        let has_come = moment.now >= state.opens_from(draw) && moment.now < draw.begins;
        let is_due = state.stage == DrawStage::Closed && has_come;
        is_due.then_some(&draw.seed)
    }

    /// The draws whose seeds are to be opened at this moment.
    pub fn draws_to_open(&self, moment: Moment) -> Vec<DrawId> {
        let watched = self.index().watched(Watch::Draw, moment.now).map(|(_, id)| DrawId(id));
        watched.filter(|id| self.seed_to_open(*id, moment).is_some()).collect()
    }

    /// What is done next in a draw whose seed is open.
    pub fn next_drawn(&self, id: DrawId, moment: Moment) -> Option<NextDrawn> {
        let (draw, state) = (self.get::<Draw>(id.0)?, self.get::<DrawState>(id.0)?);
        if state.stage != DrawStage::Drawing {
            return None;
        }
        Some(match self.next_in_draw(draw, state, state.next, moment) {
            Next::Wins(entrant, _) => NextDrawn::Win(entrant.id, entrant.patient),
            Next::PassedOver(..) => NextDrawn::PassOver,
            Next::Nobody => NextDrawn::Finish(state.entrants.saturating_sub(state.next)),
        })
    }

    /// All that is needed to compute a draw again: numbers only. None before its list is closed.
    pub fn draw_record(&self, id: DrawId) -> Option<Published> {
        let (draw, state) = (self.get::<Draw>(id.0)?, self.get::<DrawState>(id.0)?);
        state.list.as_ref()?;
        let mut entrants = self.listed_in_draw(id);
        let number = |entrant: &EntrantView| EntrantNumber::new(entrant.number);
        let list = ClosedList::new(entrants.iter().filter_map(number).collect()).ok()?;
        let mut record = Published::closed(Commitment::from_hex(&draw.commitment)?, draw.seats, &list);
        if state.stage == DrawStage::Over {
            entrants.sort_by_key(|entrant| entrant.rank);
            let passed = |entrant: &EntrantView| match entrant.outcome.as_ref()? {
                (_, EntrantOutcome::PassedOver { code }) => {
                    Some(PassedOver { number: number(entrant)?, reason: Reason::new(code)? })
                }
                (_, EntrantOutcome::Left | EntrantOutcome::Dropped) => None,
                (_, EntrantOutcome::Won { .. } | EntrantOutcome::LinedUp { .. }) => None,
            };
            let won = |entrant: &&EntrantView| matches!(entrant.outcome, Some((_, EntrantOutcome::Won { .. })));
            record.opened = Some(Opened {
                seed: Seed::from_hex(&state.seed.as_ref()?.1)?,
                ranking: entrants.iter().filter_map(number).collect(),
                passed_over: entrants.iter().filter_map(passed).collect(),
                winners: entrants.iter().filter(won).filter_map(number).collect(),
            });
        }
        Some(record)
    }
}

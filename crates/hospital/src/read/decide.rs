//! What wants an administrator's decision, one by one. No patient is named.

use super::Reading;
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClashingSession, FollowedStay, JourneyStep, LateStep, OpenExchange, RoomClash, Undecided, WithoutBed},
};
use model::{
    actor::Actor,
    id::{AdmissionId, short_code},
    journey::Subject,
    scheduling::RulesScope,
};
use scheduling::read::SessionView;
use settlement::{Exchange, ExchangeState};

impl Hospital {
    /// What wants a decision: late steps, people without a bed, exchanges without an answer, rooms with two sessions.
    ///
    /// # Errors
    /// As for every read.
    pub async fn to_decide(&self, actor: &Actor) -> Result<Undecided, Failure> {
        self.reading(actor, Action::ReadPromises, |reading| {
            reading.may(Action::ReadPromises, &Default::default())?;
            reading.saw_all();
            Ok(reading.to_decide())
        })
        .await
    }

    /// How far a stay has come. Nobody is named.
    ///
    /// # Errors
    /// As for every read.
    pub async fn followed_stay(&self, actor: &Actor, admission: AdmissionId) -> Result<FollowedStay, Failure> {
        self.reading(actor, Action::ReadPromises, |reading| {
            reading.may(Action::ReadPromises, &Default::default())?;
            reading.saw_all();
            reading.found(reading.followed(admission))
        })
        .await
    }
}

impl Reading<'_> {
    fn to_decide(&self) -> Undecided {
        let overdue = self.worlds.journey.overdue(self.now);
        let late = overdue.iter().take(Undecided::ROWS_MAX).map(|late| {
            let admission = self.admission_of(late.step.subject);
            let stay = admission.and_then(|admission| self.worlds.scheduling.admission(admission));
            let bed = stay.and_then(|stay| stay.bed);
            LateStep {
                admission,
                kind: late.step.kind,
                owner: late.step.owner,
                department: late.journey.department,
                due: late.due,
                code: admission.map(|admission| short_code(admission.0)),
                ward: bed.map(|bed| self.ward_ref(bed.ward).name),
            }
        });
        let waiting = self.worlds.scheduling.admissions_waiting(None).into_iter().filter(|stay| stay.bed.is_none());
        let mut without_bed: Vec<WithoutBed> = waiting
            .filter_map(|stay| {
                Some(WithoutBed {
                    admission: stay.id,
                    code: short_code(stay.id.0),
                    department: stay.department,
                    urgency: stay.urgency,
                    arrived_at: stay.arrived_at?,
                })
            })
            .collect();
        without_bed.sort_by_key(|stay| stay.arrived_at);
        let exchanges = self.worlds.settlement.exchanges_open().take(Undecided::ROWS_MAX).map(open_exchange);
        Undecided {
            now: self.now,
            late: late.collect(),
            late_count: overdue.len() as u32,
            without_bed,
            exchanges: exchanges.collect(),
            exchange_count: self.worlds.settlement.exchanges_open().count() as u32,
            clashes: self.clashes(),
        }
    }

    /// The admission that a step is about.
    fn admission_of(&self, subject: Subject) -> Option<AdmissionId> {
        match subject {
            Subject::Admission(admission) => Some(admission),
            Subject::Settlement(settlement) => self.worlds.settlement.settlement(settlement).map(|row| row.admission),
            Subject::Appointment(_) => None,
        }
    }

    fn followed(&self, admission: AdmissionId) -> Option<FollowedStay> {
        let stay = self.worlds.scheduling.admission(admission)?;
        let steps = self.worlds.journey.journey(stay.journey).map(|journey| self.steps(journey)).unwrap_or_default();
        let of_it = |step: &JourneyStep| step.subject.and_then(|subject| self.admission_of(subject)) == Some(admission);
        let open = self.worlds.settlement.exchanges_open().filter(|open| open.admission == Some(admission));
        Some(FollowedStay {
            now: self.now,
            code: short_code(admission.0),
            department: self.department(stay.department),
            ward: stay.bed.as_ref().map(|bed| self.ward_ref(bed.ward).name),
            urgency: stay.urgency,
            state: stay.state,
            steps: steps.into_iter().filter(of_it).collect(),
            exchanges: open.map(open_exchange).collect(),
        })
    }

    /// Pairs of sessions in one room at the same time, from today on.
    pub(super) fn clashes(&self) -> Vec<RoomClash> {
        let today = self.today();
        let ahead =
            self.worlds.scheduling.rules(today, RulesScope::Hospital).map_or(0, |rules| i64::from(rules.days_ahead));
        let sessions = self.worlds.scheduling.sessions_between(today, today.plus_days(ahead), self.moment());
        let mut clashes = Vec::new();
        for (place, one) in sessions.iter().enumerate() {
            for other in sessions[place + 1..].iter().take_while(|other| other.date == one.date) {
                if clash(one, other) {
                    let mut both = [one, other];
                    both.sort_by_key(|session| (session.from, session.id));
                    clashes.push(RoomClash {
                        department: one.department,
                        room: one.room.name.clone(),
                        date: one.date,
                        sessions: both.map(|session| self.clashing(session)),
                    });
                }
            }
        }
        clashes
    }

    /// The other sessions that are held in a session's room at the same time.
    pub(super) fn clashes_of(&self, session: &SessionView) -> Vec<ClashingSession> {
        let others = self.worlds.scheduling.sessions(session.department, session.date, self.moment());
        others.iter().filter(|other| clash(session, other)).map(|other| self.clashing(other)).collect()
    }

    fn clashing(&self, session: &SessionView) -> ClashingSession {
        ClashingSession {
            session: session.id,
            clinician: self.clinician(session.clinician).0,
            from: session.from,
            until: session.until,
        }
    }
}

fn open_exchange(open: &Exchange) -> OpenExchange {
    OpenExchange {
        infno: open.infno,
        admission: open.admission,
        code: open.admission.map(|admission| short_code(admission.0)),
        unknown: open.state == ExchangeState::Unknown,
        since: open.at,
    }
}

fn clash(one: &SessionView, other: &SessionView) -> bool {
    one.id != other.id
        && one.department == other.department
        && one.date == other.date
        && one.from < other.until
        && other.from < one.until
        && one.room.name.names_same(&other.room.name)
}

//! Makes the history: two weeks of visits, stays and settlements by ordinary requests, and the cast's own part in them.

use super::{
    drawn,
    executor::Executor,
    roster::Roster,
    setup::{POPULATION, set_up},
    sold_out::{give_back, sell_out},
    target::{HospitalTarget, Left},
};
use chrono::Duration;
use hospital::usecase;
use hospital::{Answer, Failure, Request, request::FormAnswers};
use model::{
    actor::Actor,
    id::{AdmissionId, BedId},
    person::{CredentialKind, Sex},
    scheduling::{Channel, Formality, Needs, RoomSex, Urgency},
    settlement::PayMethod,
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::read::{BedState, Moment, SlotState};
use simulator::{
    demo::{
        care::Doses,
        cast::{Cast, OWN_WARD},
        people::population,
    },
    engine::{Broken, Demand, Engine},
    scenario::{Scenario, ScenarioError},
};
use std::sync::Arc;

/// Days of history.
pub(crate) const HISTORY_DAYS: i64 = 14;

/// Why there is no history.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeedError {
    /// The demo's own data was refused, or something broke.
    #[error("the demo hospital cannot be set up: {0}")]
    Hospital(#[from] Failure),
    /// The simulator stopped.
    #[error(transparent)]
    Simulator(#[from] Broken),
    /// The insurer does not know the demo's people.
    #[error("the sandbox insurer cannot be set up: {0}")]
    Insurer(Box<dyn std::error::Error + Send + Sync>),
    /// The demo's scenario is not valid.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

/// What one member of the cast does at a moment.
#[derive(Clone, Debug)]
enum Part {
    /// Comes to be admitted, and is in bed half an hour later.
    ComeToWard(usize, AdmissionId),
    /// Is charged for a day.
    Charge(AdmissionId, Doses),
    /// The patient's child has an appointment for today.
    BookChild,
    /// An expert has no seats left.
    SellOut,
    /// One of them is given back.
    GiveBack,
    /// Another's seats will be drawn.
    SetUpDraw,
    /// Some people join that draw.
    JoinDraw,
}

/// Makes the history of a hospital that opens at `opens`, as of the seed. `insurer_ready` returns when the insurer
/// knows the hospital and its people; that goes on while the hospital is being set up.
///
/// # Errors
/// See [`SeedError`]; the hospital is then half made and must be thrown away.
pub(crate) fn make_history<E: Executor>(
    mut executor: E,
    opens: Instant,
    zone: Zone,
    seed: u64,
    policies: &[String],
    insurer_ready: impl FnOnce() -> Result<(), SeedError>,
) -> Result<(E, Arc<Roster>), SeedError> {
    let today = zone.date(opens);
    let start = zone.instant(today.plus_days(-HISTORY_DAYS), MinuteOfDay(6 * 60));
    let cast = Cast::on(today.0);
    let roster = Arc::new(set_up(&mut executor, (start, zone), seed, &cast, policies, today.0)?);
    insurer_ready()?;
    tracing::info!("the hospital is set up");
    let people = population(seed, POPULATION, today.0);
    let scenario = Scenario::demo_history()?;
    let share = scenario.inpatient.occupied_at_start_share.value;
    let mut engine = Engine::new(scenario, zone, seed);
    engine.later_demand = Some((today, Demand::of(&Scenario::demo()?)));
    let mut target = HospitalTarget::new(executor, roster.clone(), &people, zone, Left::Nothing);
    let mut parts = cast_parts(&mut target.executor, &roster, &cast, zone, (start, today))?;
    parts.push((opens - Duration::minutes(20), Part::JoinDraw));
    parts.push((opens - Duration::minutes(5), Part::GiveBack));
    // A bed is kept free for the patient whom the user admits, at whatever hour.
    engine.hands_off.beds = [bed_for(&target.executor, &roster, cast.patient.sex, (start, zone))?].into();
    engine.begin(start, &mut target)?;
    engine.fill_beds(start, share, &mut target)?;
    for (at, part) in parts {
        engine.run_until(at, &mut target)?;
        play(&mut target.executor, &roster, &cast, (at, zone), part)?;
    }
    // From the first on, whoever waits in the user's own room is for the user to call.
    engine.run_until(opens - Duration::minutes(1), &mut target)?;
    engine.hands_off.clinicians = roster.own_clinician().into_iter().collect();
    engine.run_until(opens, &mut target)?;
    tracing::info!(tally = ?engine.tally(), "the history is made");
    Ok((target.executor, roster))
}

/// What the cast does, in order of time. Their beds are reserved from the first day on, so that they are free when
/// needed.
fn cast_parts(
    executor: &mut impl Executor,
    roster: &Roster,
    cast: &Cast,
    zone: Zone,
    (start, today): (Instant, BusinessDate),
) -> Result<Vec<(Instant, Part)>, Failure> {
    let mut parts = Vec::new();
    for (place, (person, stay)) in cast.waiting.iter().enumerate() {
        let days = stay.days.len() as i64;
        let came = today.plus_days(-days);
        let department = roster.departments.get("CARD").copied().ok_or(Failure::Broken)?;
        let asked = executor.execute(
            start,
            &Actor::system(),
            Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
                patient: roster.waiting[place],
                department,
                diagnosis: stay.diagnosis.clone(),
                urgency: Urgency::Elective,
                needs: Needs::default(),
                expected_days: days as u16,
            }),
        )?;
        let Answer::AdmissionRequested { admission } = asked else { return Err(Failure::Broken) };
        let ward = roster.wards.get(OWN_WARD).copied().ok_or(Failure::Broken)?;
        let free = executor.look(|worlds| {
            let ward = worlds.scheduling.ward(ward, Moment { now: start, zone })?;
            let rooms = ward.rooms.iter().filter(|room| fits(room.sex, person.sex));
            // The last of the cast lies in bed 12, as in the picture; the others lie anywhere.
            let beds = rooms.flat_map(|room| &room.beds).filter(|bed| bed.state == BedState::Free);
            let last = place + 1 == cast.waiting.len();
            beds.filter(|bed| (bed.place.number == "12") == last).map(|bed| bed.place.bed).next()
        });
        let bed = free.ok_or(Failure::Broken)?;
        executor.execute(start, &Actor::system(), Request::AssignBed(usecase::AssignBed { admission, bed }))?;
        let comes = zone.instant(came, MinuteOfDay(9 * 60)) + Duration::minutes(20 * place as i64);
        parts.push((comes, Part::ComeToWard(place, admission)));
        for (day, doses) in (0..).zip(&stay.days) {
            let at = zone.instant(came.plus_days(day), MinuteOfDay(20 * 60)) + Duration::minutes(place as i64);
            parts.push((at, Part::Charge(admission, doses.clone())));
        }
    }
    parts.push((zone.instant(today.plus_days(-1), MinuteOfDay(19 * 60)), Part::BookChild));
    parts.push((zone.instant(today.plus_days(-1), MinuteOfDay(19 * 60 + 30)), Part::SellOut));
    parts.push((zone.instant(today.plus_days(-1), MinuteOfDay(19 * 60 + 40)), Part::SetUpDraw));
    parts.sort_by_key(|(at, _)| *at);
    Ok(parts)
}

/// A free bed with oxygen on the user's own ward for somebody of a given sex.
fn bed_for(
    executor: &impl Executor,
    roster: &Roster,
    sex: Sex,
    (now, zone): (Instant, Zone),
) -> Result<BedId, Failure> {
    let ward = roster.own_ward().ok_or(Failure::Broken)?;
    let free = executor.look(|worlds| {
        let ward = worlds.scheduling.ward(ward, Moment { now, zone })?;
        let rooms = ward.rooms.iter().filter(|room| fits(room.sex, sex) && room.oxygen);
        let beds = rooms.flat_map(|room| &room.beds).filter(|bed| bed.state == BedState::Free);
        beds.map(|bed| bed.place.bed).next_back()
    });
    free.ok_or(Failure::Broken)
}

const fn fits(room: RoomSex, sex: Sex) -> bool {
    matches!((room, sex), (RoomSex::Male, Sex::Male) | (RoomSex::Female, Sex::Female))
}

fn play(
    executor: &mut impl Executor,
    roster: &Roster,
    cast: &Cast,
    (at, zone): (Instant, Zone),
    part: Part,
) -> Result<(), Failure> {
    match part {
        Part::ComeToWard(place, admission) => come_to_ward(executor, cast, (at, place), admission),
        Part::Charge(admission, doses) => {
            for dose in doses.0 {
                let request = Request::Charge(usecase::Charge { admission, item: dose.item, count: dose.count });
                executor.execute(at, &Actor::system(), request)?;
            }
            Ok(())
        }
        Part::SellOut => sell_out(executor, roster, (at, zone)),
        Part::GiveBack => give_back(executor, roster, (at, zone)),
        Part::SetUpDraw => drawn::set_up(executor, roster, (at, zone)),
        Part::JoinDraw => drawn::join(executor, roster, (at, zone)),
        Part::BookChild => {
            let tomorrow = zone.date(at).plus_days(1);
            let department = roster.departments.get("PEDI").copied().ok_or(Failure::Broken)?;
            let slot = executor.look(|worlds| {
                let sessions = worlds.scheduling.sessions(department, tomorrow, Moment { now: at, zone });
                let slots = sessions.into_iter().flat_map(|session| session.slots);
                slots.skip(3).find(|slot| slot.state == SlotState::Open).map(|slot| slot.id)
            });
            let Some(slot) = slot else { return Ok(()) };
            let request = Request::Book(usecase::Book {
                slot,
                patient: roster.child,
                channel: Channel::Online,
                impossible: None,
            });
            executor.execute(at, &Actor::system(), request).map(drop)
        }
    }
}

/// Arrival, the formalities one after the other, and into bed: 22 minutes.
fn come_to_ward(
    executor: &mut impl Executor,
    cast: &Cast,
    (at, place): (Instant, usize),
    admission: AdmissionId,
) -> Result<(), Failure> {
    let stay = cast.waiting.get(place).ok_or(Failure::Broken)?.1;
    let mut ask = |minutes: i64, request: Request| {
        executor.execute(at + Duration::minutes(minutes), &Actor::system(), request).map(drop)
    };
    let formality = |formality| Request::DoFormality(usecase::DoFormality { admission, formality });
    ask(0, Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None }))?;
    ask(1, formality(Formality::Identity))?;
    let answers = FormAnswers { allergies: Some(String::new()), ..FormAnswers::default() };
    ask(5, Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers }))?;
    ask(8, formality(Formality::Insurance))?;
    ask(10, Request::TakeDeposit(usecase::TakeDeposit { admission, amount: stay.deposit, method: PayMethod::Card }))?;
    ask(11, formality(Formality::Deposit))?;
    ask(13, formality(Formality::Wristband))?;
    ask(19, formality(Formality::Handover))?;
    ask(22, Request::OccupyBed(usecase::OccupyBed { admission }))
}

//! The tables say what the hospital's pages say: a history that nobody planned is played on the world, and each row's
//! state and times are compared with what can be read there.

use crate::harness::{self, Harness, On, Sql, department, id, journey_opened, moved, seal};
use chrono::Duration;
use model::{
    Label,
    decide::{Context, Decider, Stamp},
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, SessionId, SlotId,
        WardId,
    },
    journey::{
        self, CredentialRef, Identity, Move, Owner, PersonCorrected, PersonRegistered, RetentionClass, StepKind,
        Subject,
    },
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{
        AdmissionRequested, BedSpec, BlockReason, BookingRules, CalledOff, Cap, Channel, ClinicianEnrolled, Command,
        Event, Formality, Needs, Reason, ReasonCode, RoomSex, RoomSpec, RulesAdopted, RulesScope, SettledAt, Title,
        Urgency, WardOpened, command,
    },
    time::{Instant, MinuteOfDay, Zone},
};
use scheduling::World;

/// A visit or a stay as both sides can say it: id, state, and the other columns.
type Line = (String, String, Vec<Option<String>>);

fn reason() -> Reason {
    ReasonCode::Mistake.into()
}

/// A number below `bound`, from a sequence that a seed determines.
fn draw(seed: &mut u64, bound: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % bound
}

fn opening() -> Vec<Command> {
    let label = || Label::new("甲", "A");
    let date = "2026-11-26".parse().unwrap();
    vec![
        Command::EnrolClinician(ClinicianEnrolled {
            clinician: ClinicianId(id(2)),
            department: DepartmentId(id(1)),
            person: PersonId(id(3)),
            title: Title::Chief,
            fee: Yuan::from_fen(1500),
        }),
        Command::AdoptRules(RulesAdopted {
            scope: RulesScope::Hospital,
            rules: BookingRules {
                source: "assumed".into(),
                valid_from: date,
                days_ahead: Some(14),
                release_at: None,
                book_minutes_before: None,
                caps: Cap::days(9, 9).into(),
                cancel_minutes_before: Some(0),
                cancels_per_day_max: Some(100),
                cancels_per_department_day_max: Some(100),
                checkin_minutes_before: Some(120),
                missed_minutes_after: Some(10),
                pass_places: Some(1),
                cleaning_minutes: Some(5),
                undo_minutes: Some(600),
                hold_minutes: None,
                waitlist: None,
                queue: None,
                no_shows: Vec::new(),
            },
        }),
        Command::PublishSession(command::PublishSession {
            pools: Vec::new(),
            session: SessionId(id(4)),
            clinician: ClinicianId(id(2)),
            device: None,
            room: label(),
            date,
            from: MinuteOfDay(480),
            until: MinuteOfDay(600),
            slot_minutes: 20,
            capacity: 4.into(),
            slots: (0..6).map(|window| SlotId(id(500 + window))).collect(),
        }),
        Command::OpenWard(WardOpened {
            ward: WardId(id(5)),
            code: "W".into(),
            name: label(),
            departments: vec![DepartmentId(id(1))],
            rooms: vec![room(6, 700..704)],
        }),
        Command::OpenWard(WardOpened {
            ward: WardId(id(15)),
            code: "V".into(),
            name: label(),
            departments: vec![DepartmentId(id(1))],
            rooms: vec![room(16, 704..706)],
        }),
    ]
}

fn room(number: u128, beds: std::ops::Range<u128>) -> RoomSpec {
    let beds = beds.map(|bed| BedSpec { bed: BedId(id(bed)), number: format!("{bed}") }).collect();
    let room = RoomId(id(number));
    RoomSpec { room, number: "1".into(), sex: RoomSex::Male, oxygen: false, isolation: false, beds }
}

/// A step that somebody may try; most steps are refused.
fn step(seed: &mut u64, number: u128) -> Command {
    let appointment = AppointmentId(id(1000 + u128::from(draw(seed, 14))));
    let admission = AdmissionId(id(2000 + u128::from(draw(seed, 5))));
    let bed = BedId(id(700 + u128::from(draw(seed, 6))));
    let slot = SlotId(id(500 + u128::from(draw(seed, 6))));
    let person = PersonId(id(3000 + u128::from(draw(seed, 8))));
    let (session, journey) = (SessionId(id(4)), JourneyId(id(9)));
    match draw(seed, 48) {
        0..3 => Command::Book(command::Book { appointment, slot, patient: person, journey, channel: Channel::Online }),
        3 => Command::Cancel(command::Cancel { appointment, reason: reason(), by_hospital: true }),
        4 => Command::Move(command::Move { channel: Channel::Online, appointment, slot, by_hospital: true }),
        5..8 => Command::CheckIn(command::CheckIn {
            appointment,
            credential: CredentialKind::VisitCode,
            class: None,
            age: None,
        }),
        8 => Command::UndoCheckIn(command::UndoCheckIn { appointment, reason: reason() }),
        9 | 10 => Command::Call(command::Call { session, appointment: None }),
        11 => Command::UndoCall(command::UndoCall { appointment, reason: reason() }),
        12 => Command::Pass(command::Pass { appointment }),
        13 => Command::Start(command::Start { appointment }),
        14 => Command::Finish(command::Finish { appointment }),
        15 => Command::MarkMissed(command::MarkMissed { appointment }),
        16 => Command::UndoMissed(command::UndoMissed { appointment, reason: reason() }),
        17 => Command::RequestAdmission(AdmissionRequested {
            admission,
            patient: PersonId(id(4000 + number)),
            journey,
            sex: Sex::Male,
            department: DepartmentId(id(1)),
            appointment: None,
            diagnosis: "J18.900".into(),
            urgency: Urgency::Urgent,
            needs: Needs::default(),
            expected_days: 3,
        }),
        18 => Command::AssignBed(command::AssignBed { admission, bed }),
        19 => Command::UnassignBed(command::UnassignBed { admission, reason: reason() }),
        20 => Command::Arrive(command::Arrive { admission, credential: CredentialKind::ResidentId }),
        21 | 46 => match draw(seed, 6) {
            0 => Command::CancelAdmission(command::CancelAdmission { admission, reason: reason() }),
            _ => Command::OccupyBed(command::OccupyBed { admission }),
        },
        22 | 26..=29 | 36..=45 => {
            Command::DoFormality(command::DoFormality { admission, formality: Formality::ALL[draw(seed, 6) as usize] })
        }
        23 => Command::EndSession(command::EndSession { session }),
        30 | 31 => Command::Transfer(command::Transfer { admission, bed, reason: reason() }),
        32 => Command::AcceptTransfer(command::AcceptTransfer { admission }),
        33 => {
            let how = CalledOff::Withdrawn;
            Command::CallOffTransfer(command::CallOffTransfer { admission, how, reason: reason() })
        }
        34 => Command::UndoTransfer(command::UndoTransfer { admission, reason: reason() }),
        35 => match draw(seed, 8) {
            0 => Command::BlockBed(command::BlockBed { bed, reason: BlockReason::Broken, until: None }),
            1 | 2 => Command::UnblockBed(command::UnblockBed { bed }),
            _ => Command::ReadyBed(command::ReadyBed { bed }),
        },
        24 => Command::UndoEndSession(command::UndoEndSession { session, reason: reason() }),
        _ => match draw(seed, 2) {
            0 => Command::Discharge(command::Discharge { admission, settled: SettledAt::Bedside }),
            _ => Command::UndoDischarge(command::UndoDischarge { admission, reason: reason() }),
        },
    }
}

fn text(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}

fn name(state: impl serde::Serialize) -> String {
    serde_json::to_value(state).unwrap().as_str().unwrap().to_owned()
}

/// The visits, stays and beds as the pages show them.
fn read(world: &World) -> [Vec<Line>; 3] {
    let visits = (1000..1014).filter_map(|number| world.appointment(AppointmentId(id(number))));
    let visit = |view: scheduling::read::AppointmentView| {
        let ticket = view.ticket.map(|ticket| ticket.to_string());
        let times = [view.checked_in_at, view.called_at, view.started_at, view.finished_at];
        (view.id.to_string(), name(view.state), [ticket].into_iter().chain(times.map(text)).collect())
    };
    let stays = (2000..2005).filter_map(|number| world.admission(AdmissionId(id(number))));
    let stay = |view: scheduling::read::AdmissionView| {
        let bed = view.bed.map(|place| place.bed.to_string());
        let times = [view.arrived_at, view.in_bed_at, view.discharged_at];
        (view.id.to_string(), name(view.state), [bed].into_iter().chain(times.map(text)).collect())
    };
    let moment = scheduling::read::Moment { now: harness::at(0), zone: Zone::SHANGHAI };
    let beds = (700..706).filter_map(|number| world.bed(BedId(id(number)), moment));
    let bed = |view: scheduling::read::BedView| (view.place.bed.to_string(), name(view.state), vec![]);
    [visits.map(visit).collect(), stays.map(stay).collect(), beds.map(bed).collect()]
}

/// The visits, stays and beds as the tables have them.
async fn written(sql: &Sql) -> [Vec<Line>; 3] {
    type Cell = Option<String>;
    let id = sql.id("id");
    let times = ["checked_in_at", "called_at", "started_at", "finished_at"].map(|time| sql.instant(time)).join(", ");
    let visits = format!("select {id}, state, ticket, {times} from appointment order by 1");
    let times = ["arrived_at", "in_bed_at", "discharged_at"].map(|time| sql.instant(time)).join(", ");
    let stays = format!("select {id}, state, {}, {times} from admission order by 1", sql.id("bed"));
    let visits: Vec<(String, String, Cell, Cell, Cell, Cell, Cell)> = sql.rows(&visits).await;
    let stays: Vec<(String, String, Cell, Cell, Cell, Cell)> = sql.rows(&stays).await;
    let visits = visits.into_iter().map(|row| (row.0, row.1, vec![row.2, row.3, row.4, row.5, row.6]));
    let stays = stays.into_iter().map(|row| (row.0, row.1, vec![row.2, row.3, row.4, row.5]));
    let beds: Vec<(String, String)> = sql.rows(&format!("select {id}, state from bed order by 1")).await;
    let beds = beds.into_iter().map(|row| (row.0, row.1, vec![]));
    [visits.collect(), stays.collect(), beds.collect()]
}

async fn the_tables_say_what_the_pages_say(on: On) {
    let mut states = std::collections::BTreeSet::new();
    for first in 1..=6u64 {
        let mut seed = first;
        let mut harness = Harness::new(on).await;
        let sql = harness.sql().await;
        let (mut world, mut batch) = (World::default(), vec![department(1)]);
        let mut now = Zone::SHANGHAI.instant("2026-11-26".parse().unwrap(), MinuteOfDay(420));
        if let model::event::Event::Scheduling(opened) = &batch[0] {
            world.apply(opened, Stamp { seq: 1, at: now });
        }
        let mut opening = opening().into_iter();
        for number in 0..800u128 {
            let command = opening.next().unwrap_or_else(|| step(&mut seed, number));
            let seq = world.seq() + 1;
            let decided = world.decide(&command, &Context { now, seq, seed: 0, zone: Zone::SHANGHAI });
            for event in decided.unwrap_or_default() {
                let at = harness::at(harness.next.cast_signed() + batch.len() as i64);
                world.apply(&event, Stamp { seq: world.seq() + 1, at });
                batch.push(Event::into(event));
            }
            if number % 8 == 0 {
                now += Duration::minutes(4);
            }
            // A batch of one or of many: all changes of one row within it become one change.
            if draw(&mut seed, 12) == 0 {
                harness.append(std::mem::take(&mut batch), &[]).await;
                let found = written(&sql).await;
                assert_eq!(found, read(&world), "seed {first}, step {number}");
                states.extend(found.into_iter().flatten().map(|line| line.1));
            }
        }
        harness.append(batch, &[]).await;
        assert_eq!(written(&sql).await, read(&world), "seed {first}");
        assert_eq!(harness.findings().await, [], "seed {first}");
    }
    for state in [
        "booked",
        "arrived",
        "called",
        "in_consultation",
        "fulfilled",
        "cancelled",
        "no_show",
        "not_seen",
        "requested",
        "bed_assigned",
        "in_bed",
        "discharged",
        "free",
        "reserved",
        "occupied",
        "cleaning",
    ] {
        assert!(states.contains(state), "{state}: {states:?}");
    }
}

async fn a_journey_that_goes_on_is_not_closed(on: On) {
    let mut harness = Harness::new(on).await;
    let sql = harness.sql().await;
    let subject = Subject::Appointment(AppointmentId(id(4)));
    let step = || Move::StepOpened { kind: StepKind::Consult, subject, owner: Owner::Patient, due: None };
    let moves = [step(), Move::StepClosed { kind: StepKind::Consult, subject, done: true }, Move::Closed];
    let mut closed = Vec::new();
    harness.append(vec![journey_opened(9)], &[]).await;
    for step in moves.into_iter().chain([step()]) {
        harness.append(vec![moved(9, step)], &[]).await;
        closed.push(sql.one::<i64>("select count(*) from reports.journey where closed_at is not null").await);
    }
    assert_eq!(closed, [0, 0, 1, 0]);
}

async fn whoever_has_a_credential_is_known_by_it(on: On) {
    let mut harness = Harness::new(on).await;
    let sql = harness.sql().await;
    let passport = || vec![CredentialRef { kind: CredentialKind::Passport, lookup: "00".repeat(32) }];
    let newborn = Identity::Newborn { mother: PersonId(id(99)) };
    let people = [
        (newborn, Vec::new()),
        (newborn, passport()),
        (Identity::Unidentified, Vec::new()),
        (Identity::Known, passport()),
    ];
    let (name_lookup, phone_lookup) = (None, None);
    for (number, (identity, credentials)) in (1..).zip(people) {
        let row = seal(&harness.journal, number, 1000 + number, RetentionClass::Contact, "张示例");
        let (person, record) = (PersonId(id(number)), row.side_ref());
        let (name_lookup, phone_lookup) = (name_lookup.clone(), phone_lookup.clone());
        let event = PersonRegistered {
            person,
            sex: Sex::Female,
            born_in: None,
            identity,
            credentials,
            record,
            name_lookup,
            phone_lookup,
        };
        harness.append(vec![journey::Event::from(event).into()], &[row]).await;
    }
    let known = format!("select identity from reports.person order by {}", sql.id("id"));
    let known = async || sql.rows::<(String,)>(&known).await.into_iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(known().await, ["newborn", "known", "unidentified", "known"]);

    for (number, credentials) in [(1, passport()), (3, Vec::new())] {
        let row = seal(&harness.journal, number, 2000 + number, RetentionClass::Contact, "张示例");
        let (person, record, reason) = (PersonId(id(number)), row.side_ref(), reason());
        let (name_lookup, phone_lookup) = (name_lookup.clone(), phone_lookup.clone());
        let event = PersonCorrected {
            person,
            sex: Sex::Male,
            born_in: None,
            credentials,
            record,
            name_lookup,
            phone_lookup,
            reason,
        };
        harness.append(vec![journey::Event::from(event).into()], &[row]).await;
    }
    assert_eq!(known().await, ["known", "known", "unidentified", "known"]);
}

on_both!(
    the_tables_say_what_the_pages_say,
    a_journey_that_goes_on_is_not_closed,
    whoever_has_a_credential_is_known_by_it,
);

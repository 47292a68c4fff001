use super::*;
use crate::{
    tests::harness::{bare_core, morning, rules, today},
    worlds::ProcessEnds,
    writer::{Batch, Core, decide_job},
};
use chrono::Duration;
use journal::{Keys, SideRow};
use model::{
    Label, SideRef,
    id::{
        AdmissionId, AppointmentId, ClinicianId, CoverageId, DepartmentId, DepositId, HospitalId, JourneyId, SessionId,
        SlotId,
    },
    journey::{
        Births, CoverageAdded, Identity, InsuranceType, Move, Owner, PersonClass, PersonRegistered, PersonsMerged,
        RetentionClass, SexRecorded, StepKind, Subject,
    },
    message::Refusal,
    money::Yuan,
    person::Sex,
    scheduling::{
        AdmissionRequested, Channel, ClinicianEnrolled, ConsultationStarted, DepartmentOpened, Needs, ReasonCode,
        RulesAdopted, RulesScope, Title, Urgency, command,
    },
    settlement::{BillOpened, HospitalKind, PayMethod, YearToDate},
    time::MinuteOfDay,
};
use proptest::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

const PEOPLE: u8 = 4;
const SLOTS: u8 = 3;
const DEPARTMENT: DepartmentId = DepartmentId(id(1));

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

const fn person(who: u8) -> PersonId {
    PersonId(id(100 + who as u128))
}

const fn slot(which: u8) -> SlotId {
    SlotId(id(200 + which as u128))
}

/// One of the steps of a use case in this test.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Book(u8, u8),
    Cancel(u8),
    Admit(u8),
    Bill(u8),
    Deposit(u8),
    Cover(u8),
    Merge(u8, u8),
    Keep,
    Because(u8),
    /// Does part of something, and is then refused.
    Half(u8),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let who = || 0..PEOPLE;
    let ask = prop_oneof![
        4 => (who(), 0..SLOTS).prop_map(|(who, slot)| Ask::Book(who, slot)),
        2 => who().prop_map(Ask::Cancel),
        2 => who().prop_map(Ask::Admit),
        3 => who().prop_map(Ask::Bill),
        3 => who().prop_map(Ask::Deposit),
        1 => who().prop_map(Ask::Cover),
        1 => (who(), who()).prop_map(|(from, into)| Ask::Merge(from, into)),
        1 => Just(Ask::Keep),
        1 => who().prop_map(Ask::Because),
        2 => who().prop_map(Ask::Half),
    ];
    proptest::collection::vec(ask, 0..10)
}

/// Performs a step on top of what was done before. New ids follow from the event's number.
fn play(deciding: &mut Deciding<'_>, ask: Ask) -> Result<(), Failure> {
    let new = id(10_000 + u128::from(deciding.context().seq));
    match ask {
        Ask::Book(who, which) => {
            let (appointment, journey, patient) = (AppointmentId(new), JourneyId(new), person(who));
            let channel = Channel::Online;
            deciding.scheduling(command::Book { appointment, slot: slot(which), patient, journey, channel })?;
            let (kind, subject) = (StepKind::Consult, Subject::Appointment(appointment));
            let opened = Move::Opened { person: patient, department: Some(DEPARTMENT) };
            let step = Move::StepOpened { kind, subject, owner: Owner::Clinician, due: Some(deciding.now()) };
            deciding.journey(journey::command::GoOn { journey, moves: vec![opened, step] })?;
        }
        Ask::Cancel(who) => {
            let visits = deciding.worlds().scheduling.appointments_of(person(who));
            let appointment = visits.last().ok_or_else(|| Refusal::new("none"))?.id;
            let reason = ReasonCode::PatientWish.into();
            deciding.scheduling(command::Cancel { appointment, reason, by_hospital: false })?;
        }
        Ask::Admit(who) => {
            let patient = person(who);
            deciding.journey(SexRecorded { person: patient, sex: Sex::Female })?;
            deciding.scheduling(AdmissionRequested {
                admission: AdmissionId(new),
                patient,
                journey: JourneyId(new),
                sex: deciding.worlds().journey.sex_of(patient),
                department: DEPARTMENT,
                appointment: None,
                diagnosis: "J18.9".into(),
                urgency: Urgency::Urgent,
                needs: Needs::default(),
                expected_days: 3,
            })?;
        }
        Ask::Bill(who) => {
            deciding.settlement(BillOpened {
                admission: AdmissionId(id(300 + u128::from(who))),
                patient: person(who),
                journey: JourneyId(new),
                policy: None,
                insurance: InsuranceType::SelfPay,
                class: PersonClass::Active,
                hospital_level: 3,
                hospital_kind: HospitalKind::General,
                admission_no: 1,
                admitted_on: today(),
                year_to_date: YearToDate::default(),
                account_balance: Yuan::ZERO,
            })?;
        }
        Ask::Deposit(who) => {
            deciding.settlement(settlement::command::TakeDeposit {
                deposit: DepositId(new),
                admission: AdmissionId(id(300 + u128::from(who))),
                amount: Yuan::from_fen(100 + i64::from(who)),
                method: PayMethod::Cash,
            })?;
        }
        Ask::Cover(who) => {
            deciding.journey(CoverageAdded {
                coverage: CoverageId(new),
                person: person(who),
                insurance: InsuranceType::Employee,
                class: PersonClass::Active,
                region: "370100".into(),
                record: None,
            })?;
        }
        Ask::Merge(from, into) => {
            let asked = PersonsMerged { from: person(from), into: person(into), over_caps: None };
            deciding.journey(journey::command::Merge { asked, births: Births::default() })?;
        }
        Ask::Keep => keep(deciding, "whole"),
        Ask::Because(who) => {
            deciding.on_behalf_of(person(who));
            deciding.because(ReasonCode::Mistake);
        }
        Ask::Half(who) => {
            keep(deciding, "half");
            deciding.because(ReasonCode::Other);
            for ask in [Ask::Cover(who), Ask::Deposit(who), Ask::Book(who, who % SLOTS)] {
                play(deciding, ask)?;
            }
            return Err(Refusal::new("planned").into());
        }
    }
    Ok(())
}

fn keep(deciding: &mut Deciding<'_>, kind: &'static str) {
    let row = SideRow { id: deciding.id(), person: None, class: RetentionClass::Medical, kind, plain: Vec::new() };
    deciding.keep(Keys::new(HospitalId(1), &[7; 32]).seal(row).expect("sealed"));
}

/// Performs all steps, leaving out those that are refused.
fn play_all(deciding: &mut Deciding<'_>, asks: &[Ask]) {
    for ask in asks {
        let _ = deciding.attempt(|deciding| play(deciding, *ask));
    }
}

/// How a use case ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Agrees,
    Refuses,
    Panics,
}

/// A hospital without a journal.
struct Scene {
    core: Core,
    batch: Batch,
    now: Instant,
}

impl Scene {
    /// One department with a morning's session, and people.
    fn open() -> Self {
        let mut scene = Self { core: bare_core(morning(), 1), batch: Batch::default(), now: morning() };
        let open = scene.decide(Box::new(|deciding| {
            let name = || Label::new("名", "name");
            deciding.scheduling(RulesAdopted { scope: RulesScope::Hospital, rules: rules() })?;
            let place = name();
            deciding.scheduling(DepartmentOpened { department: DEPARTMENT, code: "D1".into(), name: name(), place })?;
            let (clinician, fee) = (ClinicianId(id(2)), Yuan::from_fen(600));
            let enrolled =
                ClinicianEnrolled { clinician, department: DEPARTMENT, person: person(0), title: Title::Chief, fee };
            deciding.scheduling(enrolled)?;
            deciding.scheduling(command::PublishSession {
                pools: Vec::new(),
                session: SessionId(id(3)),
                clinician,
                device: None,
                room: name(),
                date: today(),
                from: MinuteOfDay(600),
                until: MinuteOfDay(660),
                slot_minutes: 20,
                capacity: 2.into(),
                slots: (0..SLOTS).map(slot).collect(),
            })?;
            for who in 0..PEOPLE {
                let asked = PersonRegistered {
                    person: person(who),
                    sex: Sex::Unknown,
                    born_in: None,
                    identity: Identity::Unidentified,
                    credentials: Vec::new(),
                    record: SideRef { id: id(400 + u128::from(who)), hash: String::new() },
                    name_lookup: None,
                    phone_lookup: None,
                };
                deciding.journey(journey::command::Register { asked, births: Births::default() })?;
            }
            Ok(Answer::Done)
        }));
        assert!(open.is_ok(), "{open:?}");
        scene
    }

    /// Decides something a minute later.
    fn decide(&mut self, mut decision: Decision) -> Result<Answer, Failure> {
        self.now += Duration::minutes(1);
        let mut worlds = self.core.worlds_mut();
        decide_job(&self.core, &mut worlds, self.now, &Actor::system(), None, &mut decision, &mut self.batch)
    }

    /// Decides all of these steps as one use case.
    fn ask(&mut self, asks: &[Ask], end: End) -> Result<Answer, Failure> {
        let asks = asks.to_vec();
        self.decide(Box::new(move |deciding| {
            play_all(deciding, &asks);
            match end {
                End::Agrees => Ok(Answer::Done),
                End::Refuses => Err(Refusal::new("planned").into()),
                End::Panics => panic!("planned"),
            }
        }))
    }

    /// Everything that can be observed: the worlds, byte for byte, and what is to be written.
    fn all(&self) -> (String, [u64; 2], Instant, [usize; 2]) {
        let worlds = self.core.worlds();
        let text = serde_json::to_string(&worlds.snapshot()).expect("a snapshot");
        (text, [worlds.seq, worlds.generation], worlds.at, [self.batch.entries.len(), self.batch.side.len()])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// In the middle of a batch, durable so far or not, a use case of many steps is refused at each of them.
    #[test]
    fn a_refusal_at_any_step_takes_back_all_of_the_use_case(
        kept in asks(),
        is_durable in any::<bool>(),
        many in asks(),
        panics in any::<bool>(),
        after in asks(),
    ) {
        let mut scene = Scene::open();
        prop_assert!(scene.ask(&kept, End::Agrees).is_ok());
        if is_durable {
            scene.core.worlds_mut().durable();
        }
        let before = scene.all();
        for step in 0..=many.len() {
            let end = if panics { End::Panics } else { End::Refuses };
            prop_assert!(scene.ask(&many[..step], end).is_err());
            prop_assert_eq!(scene.all(), before.clone());
        }
        // Indexes are restored too: what follows goes as in worlds that never saw it.
        let mut fresh = Scene::open();
        prop_assert!(fresh.ask(&kept, End::Agrees).is_ok());
        fresh.now = scene.now;
        for further in [&many, &after] {
            prop_assert!(scene.ask(further, End::Agrees).is_ok());
            prop_assert!(fresh.ask(further, End::Agrees).is_ok());
            prop_assert_eq!(scene.all(), fresh.all());
        }
        // The journal has what the worlds have, each event once and in order.
        let mut replayed = Worlds::default();
        for entry in &scene.batch.entries {
            prop_assert_eq!(entry.seq, replayed.seq + 1);
            replayed.apply(&entry.event, entry.at);
        }
        prop_assert!(replayed.snapshot() == scene.core.worlds().snapshot());
        prop_assert!(scene.batch.side.iter().all(|row| row.kind == "whole"));
        prop_assert!(scene.batch.entries.iter().all(|entry| entry.reason != Some(ReasonCode::Other)));
        // What is not durable is taken back as a whole, whatever parts of it were taken back before.
        let mut worlds = scene.core.worlds_mut();
        worlds.take_back();
        let durable = if is_durable { before.1[0] } else { 0 };
        prop_assert_eq!((worlds.seq, worlds.generation), (durable, 1));
    }
}

#[test]
fn a_decision_sees_what_the_ones_before_it_decided() {
    let mut scene = Scene::open();
    let asks = [Ask::Deposit(0), Ask::Bill(0), Ask::Deposit(0), Ask::Deposit(0)];
    let asked = scene.decide(Box::new(move |deciding| {
        let first = play(deciding, asks[0]);
        assert!(matches!(first, Err(Failure::Refused(refusal)) if refusal.code == "bill-unknown"));
        asks[1..].iter().try_for_each(|ask| play(deciding, *ask))?;
        let deposits = deciding.worlds().settlement.deposits(AdmissionId(id(300))).count();
        assert_eq!(deposits, 2);
        Ok(Answer::Done)
    }));
    assert!(asked.is_ok(), "{asked:?}");
}

#[test]
fn a_panic_while_applying_ends_the_process_though_a_decision_runs_around_it() {
    let mut scene = Scene::open();
    let nowhere = scheduling::Event::from(ConsultationStarted { appointment: AppointmentId(id(9)) });
    let ends = catch_unwind(AssertUnwindSafe(|| {
        scene.decide(Box::new(move |deciding| {
            deciding.applied(vec![nowhere.clone()]);
            Ok(Answer::Done)
        }))
    }));
    assert!(ends.is_err_and(|panic| panic.is::<ProcessEnds>()), "it is not answered as if a decision had broken");
}

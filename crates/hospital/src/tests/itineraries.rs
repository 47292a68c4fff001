//! Several things in one go: planned over departments, booked all or nothing, moved and cancelled as one.

use super::{
    harness::{Harness, refused, today},
    merging::someone,
};
use crate::{
    Answer, Failure, Request, read,
    request::TypedCredential,
    usecase::{self, Stop},
    view::{ItineraryPlan, PlanChange, PlanOutcome, PlannedChain},
};
use model::{
    Label,
    actor::Actor,
    credential::complete_resident_id,
    id::{AppointmentId, ClinicianId, DepartmentId, ItineraryId, PersonId, SlotId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{Channel, ItineraryOrder, Preparation, PreparationKind, ReasonCode, Service, Title},
    time::{BusinessDate, MinuteOfDay},
};
use scheduling::read::{AppointmentState, Moment};

/// The day after the fixture's morning: there is a night in between, to fast.
fn tomorrow() -> BusinessDate {
    today().plus_days(1)
}

/// A hospital with a laboratory beside its department, each with a session tomorrow from 08:00 to 11:00.
struct Scene {
    harness: Harness,
    laboratory: DepartmentId,
    /// Windows of the laboratory, then those of the department.
    blood: Vec<SlotId>,
    visit: Vec<SlotId>,
}

fn service(code: &str, department: DepartmentId, result_minutes: u16, hears_results: bool) -> Service {
    Service {
        code: code.into(),
        name: Label::new("项目", "Service"),
        department,
        device: None,
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes,
        hears_results,
        begins_between: None,
    }
}

impl Scene {
    async fn new(capacity: u16) -> Self {
        let harness = Harness::new(capacity).await;
        let opened = usecase::OpenDepartment {
            code: "LAB".into(),
            name: Label::new("检验科", "Laboratory"),
            place: Label::new("1 层", "Floor 1"),
        };
        let Answer::DepartmentOpened { department } = harness.system(opened.into()).await.unwrap() else { panic!() };
        let number = complete_resident_id("37010019700101990").unwrap();
        let enrolled = usecase::EnrolClinician {
            department,
            name: "云示例".into(),
            credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
            title: Title::Attending,
            fee: Yuan::from_fen(0),
        };
        let Answer::ClinicianEnrolled { clinician, .. } = harness.system(enrolled.into()).await.unwrap() else {
            panic!()
        };
        let hours = (MinuteOfDay(480), MinuteOfDay(660));
        let published = usecase::PublishSession {
            clinician,
            device: None,
            room: Label::new("采血处", "Blood samples"),
            date: tomorrow(),
            from: hours.0,
            until: hours.1,
            slot_minutes: 20,
            capacity,
            pools: Vec::new(),
        };
        let Answer::SessionPublished { slots: blood, .. } = harness.system(published.into()).await.unwrap() else {
            panic!()
        };
        let (_, visit) = harness.publish(Label::new("3 诊室", "Room 3"), tomorrow(), hours, capacity).await;
        let fasting = Preparation { kind: PreparationKind::Fasting, minutes: 480 };
        let services = vec![
            Service { preparations: vec![fasting], ..service("BLOOD", department, 60, false) },
            service("URINE", department, 0, false),
            service("FU", harness.department, 0, true),
        ];
        harness.system(usecase::AdoptServices { services, version: None }.into()).await.unwrap();
        Self { harness, laboratory: department, blood, visit }
    }

    async fn plan(&self, person: PersonId, change: impl FnOnce(&mut read::PlanItinerary)) -> ItineraryPlan {
        let step = |code: &str| read::WantedStep { service: Some(code.into()), ..Default::default() };
        let mut asked = read::PlanItinerary {
            patient: person,
            steps: vec![step("FU"), step("BLOOD")],
            order: ItineraryOrder::ResultsFirst,
            not_before: None,
            by: None,
            impossible_days: Vec::new(),
            same_day: false,
            instead_of: None,
            visit: None,
        };
        change(&mut asked);
        self.harness.hospital.read(&self.harness.patient(person), asked).await.unwrap()
    }

    async fn book(&self, person: PersonId, slots: [(SlotId, &str); 2]) -> Result<Answer, Failure> {
        let stops = slots.map(|(slot, code)| Stop { slot, service: Some(code.into()) }).into();
        let (channel, order) = (Channel::Online, ItineraryOrder::ResultsFirst);
        let request = usecase::BookItinerary { patient: person, channel, stops, order, visit: None };
        self.harness.execute(&self.harness.patient(person), request.into()).await
    }

    fn taken(&self, slot: SlotId) -> u16 {
        let moment = Moment { now: self.harness.hospital.now(), zone: self.harness.hospital.zone() };
        self.harness.hospital.look(|worlds| worlds.scheduling.slot(slot, moment).unwrap().taken)
    }

    fn seq(&self) -> u64 {
        self.harness.hospital.look(|worlds| worlds.seq)
    }

    fn state(&self, appointment: AppointmentId) -> AppointmentState {
        self.harness.hospital.look(|worlds| worlds.scheduling.appointment(appointment).unwrap().state)
    }

    fn visits(&self, person: PersonId) -> usize {
        self.harness.hospital.look(|worlds| worlds.scheduling.appointments_of(person).len())
    }
}

fn chain(plan: &ItineraryPlan) -> &PlannedChain {
    let PlanOutcome::Chain(chain) = &plan.outcome else { panic!("{:?}", plan.outcome) };
    chain
}

fn booked(answer: Result<Answer, Failure>) -> (ItineraryId, Vec<AppointmentId>) {
    let Ok(Answer::ItineraryBooked { itinerary, appointments }) = answer else { panic!("{answer:?}") };
    (itinerary, appointments)
}

/// 08:00 blood, done at 08:20; its result is there at 09:20, so the follow-up begins at 09:20 (10 minutes to walk are in
/// between anyway) and ends at 09:40: 100 minutes. Fasting begins at midnight.
#[tokio::test]
async fn the_best_chain_is_planned_and_booked_as_it_stands() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let plan = scene.plan(person, |_| ()).await;
    let found = chain(&plan);
    let slots: Vec<SlotId> = found.stops.iter().map(|stop| stop.slot).collect();
    assert_eq!(slots, [scene.blood[0], scene.visit[4]]);
    assert_eq!((found.trips, found.stay_minutes, found.is_best, &found.refusal), (1, 100, true, &None));
    let since = found.stops[0].preparations[0].since;
    assert_eq!(scene.harness.hospital.zone().minute(since), MinuteOfDay(0));

    let (itinerary, appointments) =
        booked(scene.book(person, [(scene.visit[4], "FU"), (scene.blood[0], "BLOOD")]).await);
    let journeys = read::Journeys { person: None };
    let page = scene.harness.hospital.read(&scene.harness.patient(person), journeys).await.unwrap();
    let mut parts: Vec<_> = page.journeys.iter().flat_map(|journey| &journey.visits).collect();
    parts.sort_by_key(|visit| visit.from);
    let codes: Vec<_> = parts.iter().map(|visit| visit.itinerary.clone().unwrap().service.unwrap()).collect();
    assert_eq!(codes, ["BLOOD", "FU"]);
    assert!(parts.iter().all(|visit| visit.itinerary.as_ref().is_some_and(|part| {
        part.itinerary == itinerary && part.holds && appointments.contains(&visit.appointment)
    })));
}

/// The last stop is full: the seat of the first is not kept, and nothing was written.
#[tokio::test]
async fn a_full_last_stop_books_nothing() {
    let scene = Scene::new(1).await;
    let (one, other) = (scene.harness.person().await, scene.harness.person().await);
    scene.harness.book(other, scene.visit[4]).await.unwrap();
    let before = scene.seq();
    let refusal = scene.book(one, [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")]).await;
    assert_eq!(refused(refusal).0, "slot-full");
    assert_eq!((scene.seq(), scene.taken(scene.blood[0]), scene.visits(one)), (before, 0, 0));
}

/// One seat a day in a department: the second stop of the laboratory is one too many, which is said before booking and
/// refused by it.
#[tokio::test]
async fn a_cap_in_the_middle_books_nothing() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let step = |code: &str| read::WantedStep { service: Some(code.into()), ..Default::default() };
    let plan = scene.plan(person, |asked| asked.steps = vec![step("BLOOD"), step("URINE")]).await;
    let said = chain(&plan).refusal.as_ref().unwrap().code;
    let before = scene.seq();
    let refusal = refused(scene.book(person, [(scene.blood[0], "BLOOD"), (scene.blood[3], "URINE")]).await).0;
    assert_eq!(refusal, said);
    assert!(model::refusal::is_cap(refusal), "{refusal}");
    assert_eq!((scene.seq(), scene.taken(scene.blood[0]), scene.visits(person)), (before, 0, 0));
}

/// Two people want the same last window: one has both seats, the other none.
#[tokio::test]
async fn of_two_racing_for_one_seat_one_has_all_and_the_other_nothing() {
    let scene = Scene::new(1).await;
    let (one, other) = (scene.harness.person().await, scene.harness.person().await);
    let (first, second) = tokio::join!(
        scene.book(one, [(scene.blood[0], "BLOOD"), (scene.visit[5], "FU")]),
        scene.book(other, [(scene.blood[1], "BLOOD"), (scene.visit[5], "FU")]),
    );
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
    let mut visits = [scene.visits(one), scene.visits(other)];
    visits.sort_unstable();
    assert_eq!(visits, [0, 2]);
    assert_eq!(scene.taken(scene.blood[0]) + scene.taken(scene.blood[1]), 1);
    assert_eq!(scene.taken(scene.visit[5]), 1);
}

/// Blood at 08:40 is done at 09:00 and known at 10:00: a follow-up at 09:40 hears nothing of it. In the other direction,
/// nobody fasted for eight hours who is told at 07:00 that it is today.
#[tokio::test]
async fn what_is_no_chain_is_refused_as_a_whole() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let before = scene.seq();
    let refusal = scene.book(person, [(scene.blood[2], "BLOOD"), (scene.visit[5], "FU")]).await;
    assert_eq!(refused(refusal), ("itinerary-no-chain", Some("stops")));
    let wrong = scene.book(person, [(scene.visit[5], "BLOOD"), (scene.blood[0], "FU")]).await;
    assert!(matches!(wrong, Err(Failure::Refused(_))), "{wrong:?}");
    assert_eq!((scene.seq(), scene.visits(person)), (before, 0));
    // 20 minutes later it is known in time.
    booked(scene.book(person, [(scene.blood[2], "BLOOD"), (scene.visit[6], "FU")]).await);
}

/// Each of the two limits of an itinerary, and a service that is not there.
#[tokio::test]
async fn too_few_and_too_many_stops_are_refused() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    for count in [0, 1, 9] {
        let stops = vec![Stop { slot: scene.blood[0], service: None }; count];
        let (channel, order) = (Channel::Online, ItineraryOrder::Any);
        let request = usecase::BookItinerary { patient: person, channel, stops, order, visit: None };
        let answer = scene.harness.execute(&scene.harness.patient(person), request.into()).await;
        assert_eq!(refused(answer), ("out-of-range", Some("stops")), "{count}");
    }
    let unknown = scene.book(person, [(scene.blood[0], "MRI"), (scene.visit[5], "FU")]).await;
    assert_eq!(refused(unknown), ("not-there", Some("service")));
}

/// Tomorrow is the only day with windows: without it there is none, and with it there is.
#[tokio::test]
async fn why_there_is_none_names_the_day_that_would_help() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let plan = scene.plan(person, |asked| asked.impossible_days = vec![tomorrow()]).await;
    let PlanOutcome::NoChain(conflict) = &plan.outcome else { panic!("{:?}", plan.outcome) };
    assert!(conflict.changes.contains(&PlanChange::Day { date: tomorrow() }), "{conflict:?}");
}

/// An appointment of the person is in the way, whoever's alias it was booked for.
#[tokio::test]
async fn what_the_person_has_besides_is_planned_around() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    scene.harness.book(person, scene.blood[0]).await.unwrap();
    // In the laboratory one seat a day is the cap: nothing is left there, and that is said.
    let plan = scene.plan(person, |_| ()).await;
    assert!(plan.is_capped);
    assert!(matches!(plan.outcome, PlanOutcome::NoChain(_)));
}

#[tokio::test]
async fn all_that_is_left_is_cancelled_in_one_decision() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let (itinerary, appointments) =
        booked(scene.book(person, [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")]).await);
    let cancel =
        || -> Request { usecase::CancelItinerary { itinerary, reason: ReasonCode::PatientWish, text: None }.into() };
    let stranger = scene.harness.patient(scene.harness.person().await);
    assert!(matches!(scene.harness.execute(&stranger, cancel()).await, Err(Failure::Denied)));
    let own = scene.harness.patient(person);
    let answer = scene.harness.execute(&own, cancel()).await.unwrap();
    assert_eq!(answer, Answer::ItineraryCancelled { appointments: appointments.clone() });
    assert!(appointments.iter().all(|id| scene.state(*id) == AppointmentState::Cancelled));
    assert_eq!(scene.taken(scene.blood[0]) + scene.taken(scene.visit[4]), 0);
    assert_eq!(refused(scene.harness.execute(&own, cancel()).await).0, "itinerary-over");
}

/// What was booked for one person under two records. Apart again, whoever has the itinerary gives up only what is theirs.
#[tokio::test]
async fn after_a_merge_was_undone_nobody_cancels_what_is_somebody_elses() {
    let scene = Scene::new(1).await;
    let (old, new) = (someone(&scene.harness, 1).await, someone(&scene.harness, 2).await);
    // The journey in the department belongs to this record, and so does what continues it.
    scene.harness.book(old, scene.harness.slots[0]).await.unwrap();
    let merge = usecase::MergePersons { from: old, into: new };
    scene.harness.execute(&scene.harness.desk(), merge.into()).await.unwrap();
    let (itinerary, appointments) = booked(scene.book(new, [(scene.visit[4], "FU"), (scene.blood[0], "BLOOD")]).await);
    let undo = usecase::UndoMerge { from: old, reason: ReasonCode::Mistake, text: None };
    scene.harness.execute(&scene.harness.desk(), undo.into()).await.unwrap();
    let cancel = usecase::CancelItinerary { itinerary, reason: ReasonCode::PatientWish, text: None };
    let answer = scene.harness.execute(&scene.harness.patient(old), cancel.into()).await.unwrap();
    assert_eq!(answer, Answer::ItineraryCancelled { appointments: vec![appointments[0]] });
    assert_eq!(scene.state(appointments[1]), AppointmentState::Booked);
}

/// The new windows are had together with giving up the old ones, or nothing changes.
#[tokio::test]
async fn a_whole_itinerary_is_moved_or_stays() {
    let scene = Scene::new(1).await;
    let (person, other) = (scene.harness.person().await, scene.harness.person().await);
    let (itinerary, old) = booked(scene.book(person, [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")]).await);
    let own = scene.harness.patient(person);
    let plan = scene.plan(person, |asked| asked.instead_of = Some(itinerary)).await;
    assert!(!plan.is_capped, "what is given up does not count");
    let to = |slots: [SlotId; 2]| -> Request {
        let codes = ["BLOOD", "FU"].into_iter();
        let stops = slots.into_iter().zip(codes).map(|(slot, code)| Stop { slot, service: Some(code.into()) });
        let (channel, order) = (Channel::Online, ItineraryOrder::ResultsFirst);
        usecase::MoveItinerary { itinerary, channel, stops: stops.collect(), order }.into()
    };
    scene.harness.book(other, scene.visit[6]).await.unwrap();
    let before = scene.seq();
    let full = scene.harness.execute(&own, to([scene.blood[1], scene.visit[6]])).await;
    assert_eq!(refused(full).0, "slot-full");
    assert_eq!(scene.seq(), before);
    assert!(old.iter().all(|id| scene.state(*id) == AppointmentState::Booked));

    // One of the windows may be one that is given up.
    let (_, new) = booked(scene.harness.execute(&own, to([scene.blood[0], scene.visit[5]])).await);
    assert!(old.iter().all(|id| scene.state(*id) == AppointmentState::Cancelled));
    assert!(new.iter().all(|id| scene.state(*id) == AppointmentState::Booked));
    assert_eq!((scene.taken(scene.blood[0]), scene.taken(scene.visit[4]), scene.taken(scene.visit[5])), (1, 0, 1));
}

/// Three seats a day can be given back in a department: whoever has done so is told before moving all that it is refused.
#[tokio::test]
async fn what_cannot_be_given_up_is_said_with_the_plan_that_moves_it() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let own = scene.harness.patient(person);
    for _ in 0..3 {
        let answer = scene.harness.book(person, scene.blood[0]).await;
        let Ok(Answer::Booked { appointment, .. }) = answer else { panic!("{answer:?}") };
        let cancel = usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None };
        scene.harness.execute(&own, cancel.into()).await.unwrap();
    }
    let (itinerary, _) = booked(scene.book(person, [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")]).await);
    let plan = scene.plan(person, |asked| asked.instead_of = Some(itinerary)).await;
    let said = chain(&plan).refusal.as_ref().unwrap().code;
    let stops = [(scene.blood[1], "BLOOD"), (scene.visit[5], "FU")];
    let stops = stops.map(|(slot, code)| Stop { slot, service: Some(code.into()) }).into();
    let (channel, order) = (Channel::Online, ItineraryOrder::ResultsFirst);
    let moved = usecase::MoveItinerary { itinerary, channel, stops, order };
    assert_eq!(said, "department-cancel-cap");
    assert_eq!(refused(scene.harness.execute(&own, moved.into()).await).0, said);
}

/// Moved alone behind its follow-up, the blood sample breaks the order; the page has to say so.
#[tokio::test]
async fn a_stop_that_is_moved_alone_shows_that_the_order_is_broken() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    let (_, appointments) = booked(scene.book(person, [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")]).await);
    let own = scene.harness.patient(person);
    let moved = usecase::Move { appointment: appointments[0], slot: scene.blood[7] };
    scene.harness.execute(&own, moved.into()).await.unwrap();
    let visit = read::Appointment { appointment: appointments[1] };
    let page = scene.harness.hospital.read(&own, visit).await.unwrap();
    assert!(page.itinerary.is_some_and(|part| !part.holds));
    assert_eq!(
        scene.laboratory,
        scene.harness.hospital.look(|worlds| { worlds.scheduling.appointment(appointments[0]).unwrap().department })
    );
}

/// A login that asks again and again waits for itself, and nobody waits for more than one of its questions.
#[tokio::test]
async fn of_a_login_one_question_is_searched_at_a_time() {
    let scene = Scene::new(1).await;
    let (one, other) = (scene.harness.person().await, scene.harness.person().await);
    scene.plan(one, |_| ()).await;
    let planners = &scene.harness.hospital.inner.planners;
    assert!(planners.lock().unwrap().is_empty(), "whoever was answered can ask again");
    planners.lock().unwrap().extend(scene.harness.patient(one).user);
    scene.plan(other, |_| ()).await;
    let step = read::WantedStep { service: Some("BLOOD".into()), ..Default::default() };
    let asked = read::PlanItinerary {
        patient: one,
        steps: vec![step.clone(), step],
        order: ItineraryOrder::Any,
        not_before: None,
        by: None,
        impossible_days: Vec::new(),
        same_day: false,
        instead_of: None,
        visit: None,
    };
    let waited = scene.harness.hospital.read(&scene.harness.patient(one), asked).await;
    assert!(matches!(waited, Err(Failure::Busy { .. })), "{waited:?}");
}

#[tokio::test]
async fn services_that_were_changed_meanwhile_stay() {
    let scene = Scene::new(1).await;
    let admin = scene.harness.admin();
    let seen = scene.harness.hospital.services(&admin).await.unwrap();
    let adopt = |version, services| -> Request { usecase::AdoptServices { services, version }.into() };
    let fewer = seen.services[..1].to_vec();
    scene.harness.execute(&admin, adopt(Some(seen.version), fewer.clone())).await.unwrap();
    let late = scene.harness.execute(&admin, adopt(Some(seen.version), Vec::new())).await;
    assert_eq!(refused(late), ("services-changed-meanwhile", Some("services")));
    assert_eq!(scene.harness.hospital.services(&admin).await.unwrap().services, fewer);
}

/// Somebody has an appointment of today, in the clinician's session, and is here.
async fn waits(scene: &Scene, patient: PersonId) -> AppointmentId {
    let harness = &scene.harness;
    harness.at(-10);
    let book = usecase::Book { slot: harness.slots[0], patient, channel: Channel::OnSite, impossible: None };
    let answer = harness.execute(&harness.desk(), book.into()).await;
    let Ok(Answer::Booked { appointment, .. }) = answer else { panic!("{answer:?}") };
    let check_in = usecase::CheckIn { appointment, credential: CredentialKind::VisitCode, class: None };
    harness.execute(&harness.desk(), check_in.into()).await.unwrap();
    appointment
}

async fn goes_in(scene: &Scene, appointment: AppointmentId) {
    let (harness, doctor) = (&scene.harness, scene.harness.doctor());
    harness.at(0);
    harness.execute(&doctor, usecase::CallNext { session: harness.session }.into()).await.unwrap();
    harness.execute(&doctor, usecase::Start { appointment }.into()).await.unwrap();
}

/// Blood at 08:00 and the follow-up at 09:20, as the best chain above has them.
fn order(scene: &Scene, patient: PersonId, channel: Channel, visit: Option<AppointmentId>) -> Request {
    let stops = [(scene.blood[0], "BLOOD"), (scene.visit[4], "FU")];
    let stops = stops.map(|(slot, code)| Stop { slot, service: Some(code.into()) }).into();
    usecase::BookItinerary { patient, channel, stops, order: ItineraryOrder::ResultsFirst, visit }.into()
}

/// What the clinician asks in the room: blood, and then back to the clinician.
fn question(scene: &Scene, patient: PersonId, visit: Option<AppointmentId>) -> read::PlanItinerary {
    let blood = read::WantedStep { service: Some("BLOOD".into()), ..Default::default() };
    let (department, clinician) = (Some(scene.harness.department), Some(scene.harness.clinician));
    read::PlanItinerary {
        patient,
        steps: vec![blood, read::WantedStep { service: None, department, clinician }],
        order: ItineraryOrder::ResultsFirst,
        not_before: Some(scene.harness.hospital.zone().instant(tomorrow(), MinuteOfDay(0))),
        by: None,
        impossible_days: Vec::new(),
        same_day: false,
        instead_of: None,
        visit,
    }
}

#[tokio::test]
async fn a_clinician_orders_for_whoever_is_in_the_room_and_for_nobody_else() {
    let scene = Scene::new(1).await;
    let (person, other) = (scene.harness.person().await, scene.harness.person().await);
    let appointment = waits(&scene, person).await;
    let doctor = scene.harness.doctor();
    let ordered = |patient, visit| order(&scene, patient, Channel::FollowUp, visit);
    let waiting = scene.harness.execute(&doctor, ordered(person, Some(appointment))).await;
    assert_eq!(refused(waiting), ("not-in-the-room", Some("visit")));
    goes_in(&scene, appointment).await;
    let before = scene.seq();
    for (patient, visit) in [(other, Some(appointment)), (person, None), (other, None)] {
        let denied = scene.harness.execute(&doctor, ordered(patient, visit)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
        let denied = scene.harness.hospital.read(&doctor, question(&scene, patient, visit)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
    }
    let colleague = Actor { clinician: Some(ClinicianId(uuid::Uuid::from_u128(9))), ..scene.harness.doctor() };
    for nobody in [colleague, scene.harness.nurse(), scene.harness.admin()] {
        let denied = scene.harness.execute(&nobody, ordered(person, Some(appointment))).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{nobody:?}: {denied:?}");
    }
    let online = scene.harness.execute(&doctor, order(&scene, person, Channel::Online, Some(appointment))).await;
    assert_eq!(refused(online).0, "channel-not-yours");
    assert_eq!(scene.seq(), before);

    let plan = scene.harness.hospital.read(&doctor, question(&scene, person, Some(appointment))).await.unwrap();
    let slots: Vec<SlotId> = chain(&plan).stops.iter().map(|stop| stop.slot).collect();
    assert_eq!(slots, [scene.blood[0], scene.visit[4]], "the visit to the clinician hears the result");
    let (itinerary, appointments) = booked(scene.harness.execute(&doctor, ordered(person, Some(appointment))).await);
    let mut whose = appointments.iter().map(|id| {
        let visit = scene.harness.hospital.look(|worlds| worlds.scheduling.appointment(*id)).unwrap();
        (visit.patient, visit.channel)
    });
    assert!(whose.all(|one| one == (person, Channel::FollowUp)));
    // The patient sees it as if they had booked it, and so does whoever ordered it.
    let journeys = read::Journeys { person: None };
    let page = scene.harness.hospital.read(&scene.harness.patient(person), journeys).await.unwrap();
    let parts = page.journeys.iter().flat_map(|one| &one.visits).filter(|visit| visit.itinerary.is_some());
    assert_eq!(parts.count(), 2);
    let whom = (person, Some(appointment));
    let seen = scene.harness.hospital.booked_itinerary(&doctor, whom, itinerary).await.unwrap();
    assert_eq!((seen.visits.len(), seen.can_cancel), (2, false));
    let cancel = usecase::CancelItinerary { itinerary, reason: ReasonCode::Mistake, text: None };
    assert!(matches!(scene.harness.execute(&doctor, cancel.into()).await, Err(Failure::Denied)));

    scene.harness.execute(&doctor, usecase::Finish { appointment }.into()).await.unwrap();
    let late = scene.harness.hospital.read(&doctor, question(&scene, person, Some(appointment))).await;
    let Err(Failure::Refused(refusal)) = late else { panic!("{late:?}") };
    assert_eq!(refusal.code, "not-in-the-room");
}

/// One seat a day in a department holds for whoever is sent there, too.
#[tokio::test]
async fn the_caps_hold_for_what_a_clinician_orders() {
    let scene = Scene::new(2).await;
    let person = scene.harness.person().await;
    let appointment = waits(&scene, person).await;
    scene.harness.book(person, scene.blood[3]).await.unwrap();
    goes_in(&scene, appointment).await;
    let before = scene.seq();
    let request = order(&scene, person, Channel::FollowUp, Some(appointment));
    let refusal = refused(scene.harness.execute(&scene.harness.doctor(), request).await).0;
    assert!(model::refusal::is_cap(refusal), "{refusal}");
    assert_eq!((scene.seq(), scene.taken(scene.blood[0])), (before, 0));
}

#[tokio::test]
async fn the_desk_books_for_anybody_and_cancels_where_it_has_a_part() {
    let scene = Scene::new(1).await;
    let (person, other) = (scene.harness.person().await, scene.harness.person().await);
    let desk = scene.harness.desk();
    let online = scene.harness.execute(&desk, order(&scene, person, Channel::Online, None)).await;
    assert_eq!(refused(online).0, "channel-not-yours");
    let plan = scene.harness.hospital.read(&desk, question(&scene, person, None)).await.unwrap();
    assert_eq!(chain(&plan).stops.len(), 2);
    let (itinerary, appointments) =
        booked(scene.harness.execute(&desk, order(&scene, person, Channel::OnSite, None)).await);
    let all = scene.harness.hospital.booked_itineraries(&desk, person).await.unwrap();
    assert_eq!(all.iter().map(|one| (one.itinerary, one.can_cancel)).collect::<Vec<_>>(), [(itinerary, true)]);
    let not_theirs = scene.harness.hospital.booked_itinerary(&desk, (other, None), itinerary).await;
    assert!(matches!(not_theirs, Err(Failure::NotFound)), "{not_theirs:?}");

    let cancel =
        || -> Request { usecase::CancelItinerary { itinerary, reason: ReasonCode::PatientWish, text: None }.into() };
    let elsewhere = Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..scene.harness.desk() };
    let seen = scene.harness.hospital.booked_itinerary(&elsewhere, (person, None), itinerary).await.unwrap();
    assert!(!seen.can_cancel);
    assert!(matches!(scene.harness.execute(&elsewhere, cancel()).await, Err(Failure::Denied)));
    let answer = scene.harness.execute(&desk, cancel()).await.unwrap();
    assert_eq!(answer, Answer::ItineraryCancelled { appointments: appointments.clone() });
    assert!(appointments.iter().all(|id| scene.state(*id) == AppointmentState::Cancelled));
    assert!(scene.harness.hospital.booked_itineraries(&desk, person).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_desk_moves_an_itinerary_where_it_has_a_part() {
    let scene = Scene::new(1).await;
    let (person, other) = (scene.harness.person().await, scene.harness.person().await);
    let desk = scene.harness.desk();
    let (itinerary, old) = booked(scene.harness.execute(&desk, order(&scene, person, Channel::OnSite, None)).await);
    let to = |channel| -> Request {
        let stops = [(scene.blood[1], "BLOOD"), (scene.visit[5], "FU")];
        let stops = stops.map(|(slot, code)| Stop { slot, service: Some(code.into()) }).into();
        usecase::MoveItinerary { itinerary, channel, stops, order: ItineraryOrder::ResultsFirst }.into()
    };
    let elsewhere = Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..scene.harness.desk() };
    let before = scene.seq();
    for nobody in [elsewhere.clone(), scene.harness.doctor(), scene.harness.nurse(), scene.harness.admin()] {
        let denied = scene.harness.execute(&nobody, to(Channel::OnSite)).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{nobody:?}: {denied:?}");
    }
    assert_eq!(refused(scene.harness.execute(&desk, to(Channel::Online)).await).0, "channel-not-yours");
    let seen = scene.harness.hospital.booked_itinerary(&elsewhere, (person, None), itinerary).await.unwrap();
    assert!(!seen.can_move);
    let seen = scene.harness.hospital.booked_itinerary(&desk, (person, None), itinerary).await.unwrap();
    assert!(seen.can_move);
    // What somebody else has is not given up for a plan.
    let asked = read::PlanItinerary { instead_of: Some(itinerary), ..question(&scene, other, None) };
    let not_theirs = scene.harness.hospital.read(&desk, asked).await;
    assert!(matches!(not_theirs, Err(Failure::NotFound)), "{not_theirs:?}");
    assert_eq!(scene.seq(), before);

    let (_, new) = booked(scene.harness.execute(&desk, to(Channel::OnSite)).await);
    assert!(old.iter().all(|id| scene.state(*id) == AppointmentState::Cancelled));
    assert!(new.iter().all(|id| scene.state(*id) == AppointmentState::Booked));
    assert_eq!(refused(scene.harness.execute(&desk, to(Channel::OnSite)).await).0, "itinerary-over");
}

/// At 08:05 a desk still gives away the window that began at 08:00, but an itinerary cannot begin with it. Blood has to be
/// done by 08:20 tomorrow, and the visit is before it: so it is today.
#[tokio::test]
async fn a_window_that_has_begun_is_not_planned() {
    let scene = Scene::new(1).await;
    let person = scene.harness.person().await;
    scene.harness.at(5);
    let zone = scene.harness.hospital.zone();
    let mut asked = question(&scene, person, None);
    asked.steps.reverse();
    asked.order = ItineraryOrder::Listed;
    asked.not_before = None;
    asked.by = Some(zone.instant(tomorrow(), MinuteOfDay(500)));
    let plan = scene.harness.hospital.read(&scene.harness.desk(), asked).await.unwrap();
    let first = &chain(&plan).stops[0];
    assert_eq!(first.date, today());
    assert!(first.from > plan.now, "{first:?}");
}

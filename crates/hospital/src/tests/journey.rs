//! One patient's way through the hospital: what each step writes into the journey, and how a step is taken back.

use super::harness::{Harness, refused};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Request,
    request::FormAnswers,
    view::{AdmissionState, FieldSource, StepState, VisitState},
};
use model::{
    id::{AdmissionId, AppointmentId, JourneyId, PersonId},
    journey::StepKind,
    person::CredentialKind,
    scheduling::{Formality, Needs, ReasonCode, Urgency},
};

struct Visit {
    person: PersonId,
    appointment: AppointmentId,
    journey: JourneyId,
}

async fn booked(harness: &Harness, slot: usize) -> Visit {
    let person = harness.person().await;
    let Ok(Answer::Booked { appointment, journey, .. }) = harness.book(person, harness.slots[slot]).await else {
        panic!()
    };
    Visit { person, appointment, journey }
}

async fn check_in(harness: &Harness, appointment: AppointmentId) {
    let request =
        Request::CheckIn(usecase::CheckIn { appointment, credential: CredentialKind::ResidentId, class: None });
    harness.execute(&harness.desk(), request).await.unwrap();
}

async fn seen_by_doctor(harness: &Harness, appointment: AppointmentId) {
    let doctor = harness.doctor();
    let called =
        harness.execute(&doctor, Request::CallNext(usecase::CallNext { session: harness.session })).await.unwrap();
    assert_eq!(called, Answer::Called { appointment });
    harness.execute(&doctor, Request::Start(usecase::Start { appointment })).await.unwrap();
}

async fn admitted(harness: &Harness, appointment: AppointmentId) -> AdmissionId {
    let request = Request::RequestAdmission(usecase::RequestAdmission {
        appointment,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Urgent,
        needs: Needs { oxygen: true, isolation: false },
        expected_days: 5,
    });
    let Ok(Answer::AdmissionRequested { admission }) = harness.execute(&harness.doctor(), request).await else {
        panic!()
    };
    admission
}

#[tokio::test]
async fn from_booking_to_the_end_of_the_consultation() {
    let harness = Harness::new(2).await;
    harness.at(-40);
    let visit = booked(&harness, 0).await;
    let waiting = booked(&harness, 1).await;
    harness.at(-10);
    check_in(&harness, visit.appointment).await;
    check_in(&harness, waiting.appointment).await;
    let card = harness
        .hospital
        .read(&harness.patient(waiting.person), read::Appointment { appointment: waiting.appointment })
        .await
        .unwrap();
    let ticket = card.ticket.map(|ticket| ticket.to_string());
    assert_eq!((card.state, ticket.as_deref(), card.ahead), (VisitState::Waiting, Some("08:20-1"), Some(1)));

    harness.at(6);
    seen_by_doctor(&harness, visit.appointment).await;
    let room = harness.hospital.read(&harness.doctor(), read::Room { session: None }).await.unwrap();
    assert_eq!(room.current.as_ref().map(|current| current.patient.name.full.as_str()), Some("林示例"));
    assert_eq!((room.queue.len(), room.figures.waiting, room.figures.seen), (1, 1, 0));
    assert!(!room.queue[0].why.is_empty());
    let screen =
        harness.hospital.read(&model::actor::Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap();
    assert_eq!(screen.rooms[0].next[0].name, "林*例");
    let shown = serde_json::to_string(&screen).unwrap();
    assert!(!shown.contains("林示例"), "a wall names nobody");

    harness
        .execute(&harness.doctor(), Request::Finish(usecase::Finish { appointment: visit.appointment }))
        .await
        .unwrap();
    let page =
        harness.hospital.read(&harness.patient(visit.person), read::Journey { journey: visit.journey }).await.unwrap();
    let kinds: Vec<_> = page.steps.iter().map(|step| (step.kind, step.state)).collect();
    assert_eq!(kinds, [(StepKind::Booking, StepState::Done), (StepKind::Consult, StepState::Done)]);
    assert!(page.closed_at.is_some());
    assert_eq!((page.effort.trips, page.effort.waiting_minutes, page.effort.typed_twice), (1, 6, 0));

    let undo = Request::UndoFinish(usecase::UndoFinish {
        appointment: visit.appointment,
        reason: ReasonCode::Mistake,
        text: None,
    });
    harness.execute(&harness.doctor(), undo).await.unwrap();
    let page =
        harness.hospital.read(&harness.patient(visit.person), read::Journey { journey: visit.journey }).await.unwrap();
    assert!(page.closed_at.is_none(), "the journey goes on");
}

#[tokio::test]
async fn a_trip_is_counted_once_a_day() {
    let harness = Harness::new(2).await;
    let visit = booked(&harness, 0).await;
    harness.at(-10);
    check_in(&harness, visit.appointment).await;
    let undo = Request::UndoCheckIn(usecase::UndoCheckIn {
        appointment: visit.appointment,
        reason: ReasonCode::WrongPerson,
        text: Some("同名的另一位".into()),
    });
    harness.execute(&harness.desk(), undo).await.unwrap();
    check_in(&harness, visit.appointment).await;
    let page =
        harness.hospital.read(&harness.patient(visit.person), read::Journey { journey: visit.journey }).await.unwrap();
    assert_eq!(page.effort.trips, 1);
}

#[tokio::test]
async fn moving_keeps_one_open_step_and_cancelling_closes_the_journey() {
    let harness = Harness::new(2).await;
    let visit = booked(&harness, 4).await;
    let actor = harness.patient(visit.person);
    let moved = Request::Move(usecase::Move { appointment: visit.appointment, slot: harness.slots[6] });
    harness.execute(&actor, moved).await.unwrap();
    let page = harness.hospital.read(&actor, read::Journey { journey: visit.journey }).await.unwrap();
    let consults: Vec<_> = page.steps.iter().filter(|step| step.kind == StepKind::Consult).collect();
    assert_eq!(consults.len(), 1);
    assert_eq!(consults[0].state, StepState::Open);
    let cancel = Request::Cancel(usecase::Cancel {
        appointment: visit.appointment,
        reason: ReasonCode::PatientWish,
        text: None,
    });
    harness.execute(&actor, cancel).await.unwrap();
    let page = harness.hospital.read(&actor, read::Journey { journey: visit.journey }).await.unwrap();
    assert!(page.closed_at.is_some());
    assert_eq!(page.visits[0].state, VisitState::Cancelled);
}

#[tokio::test]
async fn from_the_request_to_the_bed_with_one_form() {
    let harness = Harness::new(2).await;
    let visit = booked(&harness, 0).await;
    harness.at(-10);
    check_in(&harness, visit.appointment).await;
    harness.at(2);
    seen_by_doctor(&harness, visit.appointment).await;
    let admission = admitted(&harness, visit.appointment).await;
    let nurse = harness.nurse();
    let ward = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap();
    assert_eq!((ward.waiting.len(), ward.figures.free), (1, 4));
    let bed = ward.waiting[0].suggestions[0].bed.bed;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None });
    harness.execute(&nurse, arrive).await.unwrap();

    let form = harness.hospital.read(&nurse, read::Admission { admission }).await.unwrap();
    let field = |name: &str| form.fields.iter().find(|field| field.name == name).cloned().unwrap();
    assert_eq!((field("name").source, field("birth").source), (FieldSource::IdentityCard, FieldSource::IdentityCard));
    assert_eq!((field("phone").open, field("phone").source), (false, FieldSource::Registration));
    assert_eq!((field("contact_name").open, field("contact_name").source), (true, FieldSource::Nobody));
    let again = FormAnswers { phone: Some("13900000000".into()), ..FormAnswers::default() };
    let result = harness
        .execute(&nurse, Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers: again }))
        .await;
    assert_eq!(refused(result), ("form-field-known", Some("phone")));
    let answers = FormAnswers {
        contact_name: Some("林家属".into()),
        contact_phone: Some("13700000000".into()),
        address: Some("济南市历下区示例路 1 号".into()),
        allergies: Some(String::new()),
        ..FormAnswers::default()
    };
    harness
        .execute(&nurse, Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers }))
        .await
        .unwrap();
    // Once it is taken back, the form's own answers are open again with what was typed, and can be corrected.
    let undo = Request::UndoFormality(usecase::UndoFormality {
        admission,
        formality: Formality::Form,
        reason: model::scheduling::ReasonCode::Mistake,
        text: None,
    });
    harness.execute(&nurse, undo).await.unwrap();
    let form = harness.hospital.read(&nurse, read::Admission { admission }).await.unwrap();
    let field = |form: &crate::view::StayDetail, name: &str| {
        form.fields.iter().find(|field| field.name == name).cloned().unwrap()
    };
    for (name, typed) in [("contact_name", "林家属"), ("allergies", "")] {
        assert_eq!((field(&form, name).open, field(&form, name).value), (true, Some(typed.into())), "{name}");
    }
    let blank = FormAnswers { contact_name: Some("  ".into()), ..FormAnswers::default() };
    let result = harness
        .execute(&nurse, Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers: blank }))
        .await;
    assert_eq!(refused(result), ("text-missing", Some("contact_name")));
    let answers = FormAnswers { allergies_not_asked: true, ..FormAnswers::default() };
    harness
        .execute(&nurse, Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers }))
        .await
        .unwrap();
    let form = harness.hospital.read(&nurse, read::Admission { admission }).await.unwrap();
    assert_eq!((field(&form, "allergies").value, field(&form, "allergies").open), (None, false), "nobody asked");
    assert_eq!(field(&form, "contact_name").value, Some("林家属".into()), "what was not corrected stands");
    for formality in Formality::ALL.into_iter().filter(|formality| *formality != Formality::Form) {
        harness.at(10);
        harness.execute(&nurse, Request::DoFormality(usecase::DoFormality { admission, formality })).await.unwrap();
    }
    harness.at(24);
    harness.execute(&nurse, Request::OccupyBed(usecase::OccupyBed { admission })).await.unwrap();
    let form = harness.hospital.read(&nurse, read::Admission { admission }).await.unwrap();
    assert_eq!((form.admission.state, form.minutes), (AdmissionState::InBed, Some(22)));
    let contact = form.fields.iter().find(|field| field.name == "contact_name").unwrap();
    assert_eq!(contact.value, Some("林家属".into()));

    let page =
        harness.hospital.read(&harness.patient(visit.person), read::Journey { journey: visit.journey }).await.unwrap();
    let open: Vec<_> = page.steps.iter().filter(|step| step.state == StepState::Open).map(|step| step.kind).collect();
    assert!(open.contains(&StepKind::Stay));
    assert_eq!((page.effort.trips, page.effort.procedure_minutes, page.effort.typed_twice), (1, 22, 0));

    harness.execute(&nurse, Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    let page =
        harness.hospital.read(&harness.patient(visit.person), read::Journey { journey: visit.journey }).await.unwrap();
    let open: Vec<_> = page.steps.iter().filter(|step| step.state == StepState::Open).map(|step| step.kind).collect();
    assert!(open.contains(&StepKind::FollowUp) && !open.contains(&StepKind::Stay));
    let undo = Request::UndoDischarge(usecase::UndoDischarge { admission, reason: ReasonCode::Mistake, text: None });
    harness.execute(&nurse, undo).await.unwrap();
    let overview = harness.hospital.read(&harness.admin(), read::Overview { days: Some(7) }).await.unwrap();
    assert_eq!((overview.today.admissions, overview.today.slot_minutes_max), (1, Some(20)));
    assert_eq!(overview.today.admission_minutes_mean, Some(rust_decimal::Decimal::from(22)));
}

#[tokio::test]
async fn an_administrator_follows_a_late_stay_without_a_name() {
    let harness = Harness::new(2).await;
    let (visit, other) = (booked(&harness, 0).await, booked(&harness, 1).await);
    harness.at(-10);
    for visit in [&visit, &other] {
        check_in(&harness, visit.appointment).await;
    }
    harness.at(2);
    seen_by_doctor(&harness, visit.appointment).await;
    let admission = admitted(&harness, visit.appointment).await;
    harness.at(3 * 24 * 60);
    let admin = harness.admin();
    let page = harness.hospital.to_decide(&admin).await.unwrap();
    let late: Vec<_> = page.late.iter().filter(|late| late.admission == Some(admission)).collect();
    assert_eq!(late.iter().map(|late| late.kind).collect::<Vec<_>>(), [StepKind::Admission]);

    let stay = harness.hospital.followed_stay(&admin, admission).await.unwrap();
    let steps: Vec<_> = stay.steps.iter().map(|step| (step.kind, step.state)).collect();
    assert_eq!(steps, [(StepKind::Admission, StepState::Overdue)], "the visit's own steps are not the stay's");
    assert_eq!(stay.steps[0].due, Some(late[0].due));
    assert_eq!((stay.state, &stay.ward), (AdmissionState::Requested, &None));
    let said = serde_json::to_string(&stay).unwrap();
    assert!(!said.contains(&visit.person.to_string()), "whose stay it is: {said}");
    for other in [harness.nurse(), harness.desk(), harness.doctor(), harness.patient(visit.person)] {
        let refused = harness.hospital.followed_stay(&other, admission).await;
        assert!(matches!(refused, Err(crate::Failure::Denied)), "{other:?}: {refused:?}");
    }
    let nothing = harness.hospital.followed_stay(&admin, AdmissionId(uuid::Uuid::nil())).await;
    assert!(matches!(nothing, Err(crate::Failure::NotFound)), "{nothing:?}");
}

#[tokio::test]
async fn whose_stay_it_was_is_not_said_for_ever() {
    let harness = Harness::new(2).await;
    let visit = booked(&harness, 0).await;
    harness.at(-10);
    check_in(&harness, visit.appointment).await;
    harness.at(2);
    seen_by_doctor(&harness, visit.appointment).await;
    let admission = admitted(&harness, visit.appointment).await;
    let nurse = harness.nurse();
    let arrive = Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None });
    harness.execute(&nurse, arrive).await.unwrap();
    let cancel =
        Request::CancelAdmission(usecase::CancelAdmission { admission, reason: ReasonCode::PatientWish, text: None });
    harness.execute(&nurse, cancel).await.unwrap();
    let named = async || {
        !harness
            .hospital
            .read(&nurse, read::Admission { admission })
            .await
            .unwrap()
            .admission
            .patient
            .name
            .full
            .is_empty()
    };
    assert!(named().await, "who was here and was cancelled has a name on the own page");
    harness.at(89 * 24 * 60);
    assert!(named().await);
    harness.at(92 * 24 * 60);
    assert!(!named().await, "nobody who cared for the patient reads of them any more");
}

#[tokio::test]
async fn a_second_person_for_a_bed_is_refused() {
    let harness = Harness::new(2).await;
    let (one, other) = (booked(&harness, 0).await, booked(&harness, 1).await);
    harness.at(-5);
    for visit in [&one, &other] {
        check_in(&harness, visit.appointment).await;
    }
    harness.at(1);
    seen_by_doctor(&harness, one.appointment).await;
    let first = admitted(&harness, one.appointment).await;
    harness
        .execute(&harness.doctor(), Request::Finish(usecase::Finish { appointment: one.appointment }))
        .await
        .unwrap();
    seen_by_doctor(&harness, other.appointment).await;
    let second = admitted(&harness, other.appointment).await;
    let nurse = harness.nurse();
    let ward = harness.hospital.read(&nurse, read::Ward { ward: None }).await.unwrap();
    let bed = ward.rooms[0].beds[0].bed;
    harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission: first, bed })).await.unwrap();
    let (_, field) =
        refused(harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission: second, bed })).await);
    assert_eq!(field, Some("bed"));
}

#[tokio::test]
async fn the_desk_finds_people() {
    let harness = Harness::new(2).await;
    let visit = booked(&harness, 0).await;
    let desk = harness.desk();
    let code = model::id::short_code(visit.appointment.0);
    let person = |page: crate::view::SearchResult| page.hits.iter().map(|hit| hit.patient.person).collect::<Vec<_>>();
    assert_eq!(
        person(harness.hospital.read(&desk, read::Search { text: code.to_lowercase() }).await.unwrap()),
        [visit.person]
    );
    assert_eq!(
        person(harness.hospital.read(&desk, read::Search { text: visit.appointment.to_string() }).await.unwrap()),
        [visit.person]
    );
    assert!(
        person(harness.hospital.read(&desk, read::Search { text: " 林示例 ".into() }).await.unwrap())
            .contains(&visit.person)
    );
    assert!(
        person(harness.hospital.read(&desk, read::Search { text: "138-0000-0000".into() }).await.unwrap())
            .contains(&visit.person)
    );
    assert!(
        person(harness.hospital.read(&desk, read::Search { text: "林示".into() }).await.unwrap())
            .contains(&visit.person)
    );
    let few = harness.hospital.read(&desk, read::Search { text: "林".into() }).await.unwrap_err();
    assert!(
        matches!(few, crate::Failure::Refused(refusal) if refusal.code == "search-name-short"),
        "not the same as nobody"
    );
    let list = harness.hospital.read(&desk, read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!((list.rows.len(), list.counts.expected), (1, 1));
    let card = &list.rows[0].patient;
    assert_eq!(card.phone.as_deref(), Some("138****0000"));
    assert!(card.credentials[0].number.starts_with("**************"));
}

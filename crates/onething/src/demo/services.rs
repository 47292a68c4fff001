//! The demo's services (检查项目): a laboratory, an ultrasound department and an infusion room with sessions of their own,
//! what is done in them, and one itinerary of the patient's. What is missing is added at each start; what was changed since stays.

use super::roster::Roster;
use hospital::{
    Answer, Failure, Hospital, IdempotencyKey, Request, read, request::TypedCredential, usecase, view::PlanOutcome,
};
use model::{
    Label,
    actor::Actor,
    id::{ClinicianId, DepartmentId, DeviceId, TemplateId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{
        BookingRules, Cap, Channel, DayMinutes, DayOfWeek, DeviceKind, ItineraryOrder, Period, Preparation,
        PreparationKind, RulesScope, Service, TemplatePlan, Title, Trace, Weeks, Within,
    },
    time::{BusinessDate, MinuteOfDay},
};
use simulator::demo::{
    Blueprint,
    people::{DemoPerson, staff},
};

/// Windows are of so many minutes, from 07:40 to 12:00.
const SLOT_MINUTES: u16 = 20;
const OPENS: MinuteOfDay = MinuteOfDay(7 * 60 + 40);
const CLOSES: MinuteOfDay = MinuteOfDay(12 * 60);

/// So many seats one person may have in a department on a day.
const SEATS_A_DAY: u16 = 3;

/// So many days ahead can be booked, as in the other departments.
const RELEASE_DAYS: u16 = 14;

/// The patient's itinerary begins so many days from now at the earliest: there is time to be told to fast.
const FIRST_DAY: i64 = 2;

/// A department with posts of its own. Invented (assumed).
struct Place {
    code: &'static str,
    name: Words,
    at: Words,
    /// What kind of device each post has.
    kind: DeviceKind,
    /// Seats in each window.
    seats: u16,
    /// The room of each post, and its device.
    posts: [(Words, Words); 2],
}

/// In Chinese and English.
type Words = (&'static str, &'static str);

const PLACES: [Place; 3] = [
    Place {
        code: "LAB",
        name: ("检验科", "Laboratory"),
        at: ("门诊楼 1 层 采血处", "Outpatient building, floor 1, blood samples"),
        kind: DeviceKind::Laboratory,
        seats: 4,
        posts: [
            (("1 号窗口", "Counter 1"), ("采血台 1", "Sampling station 1")),
            (("2 号窗口", "Counter 2"), ("采血台 2", "Sampling station 2")),
        ],
    },
    Place {
        code: "US",
        name: ("超声科", "Ultrasound"),
        at: ("门诊楼 2 层 超声区", "Outpatient building, floor 2, ultrasound"),
        kind: DeviceKind::Us,
        seats: 4,
        posts: [
            (("超声 3 室", "Ultrasound 3"), ("超声 1 号机", "Ultrasound device 1")),
            (("超声 4 室", "Ultrasound 4"), ("超声 2 号机", "Ultrasound device 2")),
        ],
    },
    // On a chair sits one person at a time.
    Place {
        code: "INFUSION",
        name: ("门诊输液室", "Infusion room"),
        at: ("门诊楼 1 层 输液室", "Outpatient building, floor 1, infusions"),
        kind: DeviceKind::InfusionChair,
        seats: 1,
        posts: [
            (("输液 1 区", "Infusion area 1"), ("输液椅 1 号", "Infusion chair 1")),
            (("输液 2 区", "Infusion area 2"), ("输液椅 2 号", "Infusion chair 2")),
        ],
    },
];

/// Adds what is missing. While nothing is written (an implausible clock), the next start does it.
///
/// # Errors
/// As the hospital, but for refusals, which are logged: somebody changed what the demo builds on.
pub(crate) async fn complete(hospital: &Hospital, roster: &Roster, seed: u64) -> Result<(), Failure> {
    match added(hospital, roster, seed).await {
        Err(Failure::Refused(refusal)) => {
            tracing::warn!(code = refusal.code, "a part of the demo's services is not added");
            Ok(())
        }
        Err(stopped @ Failure::Stopped(_)) => {
            tracing::error!(%stopped, "the demo's services are completed at the next start");
            Ok(())
        }
        other => other,
    }
}

async fn added(hospital: &Hospital, roster: &Roster, seed: u64) -> Result<(), Failure> {
    // Nobody works at two posts.
    let people = staff(seed, 200).into_iter().skip(Blueprint::get().posts().count());
    let people: Vec<DemoPerson> = people.take(PLACES.len() * 2).collect();
    let mut departments = Vec::new();
    for (place, posts) in PLACES.iter().zip(people.chunks(2)) {
        departments.push(department(hospital, place, posts).await?);
    }
    let (Some(endocrinology), &[laboratory, ultrasound, infusion]) =
        (roster.departments.get("ENDO"), departments.as_slice())
    else {
        return Ok(());
    };
    if hospital.look(|worlds| !worlds.scheduling.services().is_empty()) {
        return Ok(());
    }
    let services = services([laboratory, ultrasound, infusion], *endocrinology);
    ask(hospital, "services".to_owned(), usecase::AdoptServices { services, version: None }.into()).await?;
    itinerary(hospital, roster).await
}

/// Asks once, however often the demo is started.
async fn ask(hospital: &Hospital, what: String, request: Request) -> Result<Answer, Failure> {
    hospital.execute(&Actor::system(), IdempotencyKey::new(format!("demo-{what}"))?, request).await
}

async fn department(hospital: &Hospital, place: &Place, posts: &[DemoPerson]) -> Result<DepartmentId, Failure> {
    let code = place.code;
    if let Some(known) = hospital.look(|worlds| worlds.scheduling.department_by_code(code)) {
        return Ok(known.id);
    }
    let (name, at) = (Label::new(place.name.0, place.name.1), Label::new(place.at.0, place.at.1));
    let opened = usecase::OpenDepartment { code: code.to_owned(), name, place: at };
    let Answer::DepartmentOpened { department } = ask(hospital, format!("open-{code}"), opened.into()).await? else {
        return Err(Failure::Broken);
    };
    ask(hospital, format!("rules-{code}"), several_a_day(hospital, department).into()).await?;
    for (number, ((room, device), post)) in (1..).zip(place.posts.iter().zip(posts)) {
        let room = Label::new(room.0, room.1);
        let enrolled = usecase::EnrolDevice {
            department,
            code: format!("{code}-{number}"),
            name: Label::new(device.0, device.1),
            kind: place.kind,
            room: Some(room.clone()),
        };
        let answer = ask(hospital, format!("device-{code}-{number}"), enrolled.into()).await?;
        let Answer::DeviceEnrolled { device } = answer else { return Err(Failure::Broken) };
        let clinician = clinician(hospital, department, post).await?;
        templates(hospital, clinician, (device, place.seats), room).await?;
    }
    Ok(department)
}

/// Blood and urine on one morning: tests need more than one seat a day in their department.
fn several_a_day(hospital: &Hospital, department: DepartmentId) -> usecase::AdoptRules {
    let day = Cap { per: Period::Day, within: Within::Department, max: SEATS_A_DAY };
    let source = "演示医院自定（assumed）：检查科室一天可约多项";
    let rules =
        BookingRules { caps: vec![day], ..BookingRules::saying_nothing(source, hospital.zone().date(hospital.now())) };
    usecase::AdoptRules { scope: RulesScope::Department(department), rules, version: None }
}

async fn clinician(hospital: &Hospital, department: DepartmentId, post: &DemoPerson) -> Result<ClinicianId, Failure> {
    let number = post.resident_id.clone();
    let enrolled = usecase::EnrolClinician {
        department,
        name: post.name.clone(),
        credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
        title: Title::Attending,
        fee: Yuan::from_fen(0),
    };
    match ask(hospital, format!("enrol-{}", post.code), enrolled.into()).await? {
        Answer::ClinicianEnrolled { clinician, .. } => Ok(clinician),
        _ => Err(Failure::Broken),
    }
}

/// A session each working morning. The tick publishes them; the first days at once, so that there is something to book.
async fn templates(
    hospital: &Hospital,
    clinician: ClinicianId,
    (device, seats): (DeviceId, u16),
    room: Label,
) -> Result<(), Failure> {
    let today = hospital.zone().date(hospital.now());
    for weekday in DayOfWeek::ALL.into_iter().take(5) {
        let plan = TemplatePlan {
            valid_from: today,
            valid_until: None,
            room: room.clone(),
            device: Some(device),
            weekday,
            weeks: Weeks::Every,
            anchor: today,
            from: OPENS,
            until: CLOSES,
            slot_minutes: SLOT_MINUTES,
            capacity: seats.into(),
            release_days: RELEASE_DAYS,
            release_at: MinuteOfDay(0),
            pools: Vec::new(),
        };
        let key = format!("template-{clinician}-{}", weekday as u8);
        let created = usecase::CreateTemplate { clinician, plan };
        let Answer::TemplateCreated { template } = ask(hospital, key, created.into()).await? else {
            return Err(Failure::Broken);
        };
        publish(hospital, template, today).await?;
    }
    Ok(())
}

/// Publishes a template's first sessions. On most days it gives none, which is refused.
async fn publish(hospital: &Hospital, template: TemplateId, today: BusinessDate) -> Result<(), Failure> {
    for after in 1..=7 {
        let date = today.plus_days(after);
        let request = usecase::PublishFromTemplate { template, date };
        match ask(hospital, format!("publish-{template}-{date}"), request.into()).await {
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// What is done where, how one prepares, and when the result is there. Invented (assumed).
fn services(places: [DepartmentId; PLACES.len()], endocrinology: DepartmentId) -> Vec<Service> {
    let [laboratory, ultrasound, infusion] = places;
    // A service of one of these needs its device; a follow-up needs none.
    let kinds: Vec<_> = places.into_iter().zip(PLACES.iter().map(|place| place.kind)).collect();
    let kind = |of: DepartmentId| kinds.iter().find(|(department, _)| *department == of).map(|(_, kind)| *kind);
    let service = |code: &str, zh: &str, en: &str, department, result_minutes| Service {
        code: code.to_owned(),
        name: Label::new(zh, en),
        department,
        device: kind(department),
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes,
        hears_results: false,
        begins_between: None,
    };
    let prepared =
        |service: Service, kind, minutes| Service { preparations: vec![Preparation { kind, minutes }], ..service };
    let morning = Some(DayMinutes { from: OPENS, until: MinuteOfDay(10 * 60) });
    vec![
        Service {
            begins_between: morning,
            ..prepared(service("BLOOD", "抽血", "Blood sample", laboratory, 90), PreparationKind::Fasting, 480)
        },
        Service { leaves: vec![Trace::EmptyBladder], ..service("URINE", "尿常规", "Urine sample", laboratory, 60) },
        Service {
            begins_between: morning,
            ..prepared(
                service("US-LIVER", "肝胆超声", "Liver ultrasound", ultrasound, 10),
                PreparationKind::Fasting,
                480,
            )
        },
        prepared(
            service("US-UTERUS", "子宫附件超声", "Pelvic ultrasound", ultrasound, 10),
            PreparationKind::FullBladder,
            60,
        ),
        Service {
            leaves: vec![Trace::Contrast],
            ..service("US-CONTRAST", "超声造影", "Contrast ultrasound", ultrasound, 30)
        },
        prepared(
            service("US-THYROID", "甲状腺超声", "Thyroid ultrasound", ultrasound, 10),
            PreparationKind::NoContrast,
            1440,
        ),
        service("INFUSION", "静脉输液（20 分钟以内）", "Infusion (up to 20 minutes)", infusion, 0),
        Service {
            hears_results: true,
            ..service("ENDO-FU", "内分泌科复诊", "Endocrinology follow-up", endocrinology, 0)
        },
    ]
}

/// The patient's blood sample, ultrasound and follow-up, as they are planned for everybody.
async fn itinerary(hospital: &Hospital, roster: &Roster) -> Result<(), Failure> {
    let (patient, order) = (roster.patient, ItineraryOrder::ResultsFirst);
    let step = |code: &str| read::WantedStep { service: Some(code.to_owned()), ..read::WantedStep::default() };
    let today = hospital.zone().date(hospital.now());
    let asked = read::PlanItinerary {
        patient,
        steps: ["BLOOD", "US-LIVER", "ENDO-FU"].map(step).into(),
        order,
        not_before: Some(hospital.zone().instant(today.plus_days(FIRST_DAY), MinuteOfDay(0))),
        by: None,
        impossible_days: Vec::new(),
        same_day: true,
        instead_of: None,
        visit: None,
    };
    let found = hospital.read(&Actor::system(), asked).await?;
    let PlanOutcome::Chain(chain) = &found.outcome else { return Ok(()) };
    let mut stops: Vec<_> = chain.stops.iter().collect();
    stops.sort_by_key(|stop| stop.step);
    let stops = stops.into_iter().map(|stop| {
        let step = usize::try_from(stop.step).ok().and_then(|place| found.steps.get(place));
        let service = step.and_then(|step| step.service.as_ref());
        usecase::Stop { slot: stop.slot, service: service.map(|service| service.code.clone()) }
    });
    let (channel, stops) = (Channel::Online, stops.collect());
    let booked = usecase::BookItinerary { patient, channel, stops, order, visit: None };
    ask(hospital, "itinerary".to_owned(), booked.into()).await.map(drop)
}

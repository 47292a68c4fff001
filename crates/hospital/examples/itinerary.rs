//! How long a read of the best chain takes in a hospital of 60 clinicians and 40 devices, with windows of 20 minutes over
//! 14 days: `cargo run --release -p hospital --example itinerary -- 50 [--json]` asks 50 people's questions, one after the
//! other.

use hospital::{
    Answer, Request,
    fixture::{Fixture, Opening, Place, rules, today},
    read::{PlanItinerary, WantedStep},
    request::TypedCredential,
    usecase,
};
use model::{
    Label,
    credential::complete_resident_id,
    id::{ClinicianId, DepartmentId, DeviceId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{BookingRules, DeviceKind, ItineraryOrder, Preparation, PreparationKind, Service, Title},
    time::MinuteOfDay,
};
use std::{error::Error, time::Instant};

/// Clinics with five clinicians each, then examinations with ten devices each.
const CLINICS: usize = 12;
const EXAMINATIONS: usize = 4;
const DAYS: i64 = 14;

type Anything<T> = Result<T, Box<dyn Error>>;

async fn department(hospital: &Fixture, code: &str) -> Anything<DepartmentId> {
    let (name, place) = (Label::new(code, code), Label::new("1 层", "Floor 1"));
    let opened = usecase::OpenDepartment { code: code.to_owned(), name, place };
    match hospital.system(opened.into()).await? {
        Answer::DepartmentOpened { department } => Ok(department),
        other => Err(format!("{other:?}").into()),
    }
}

async fn clinician(hospital: &Fixture, department: DepartmentId, number: usize) -> Anything<ClinicianId> {
    let number = complete_resident_id(&format!("37010019700101{number:03}"))?;
    let enrolled = usecase::EnrolClinician {
        department,
        name: "云示例".to_owned(),
        credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
        title: Title::Attending,
        fee: Yuan::from_fen(0),
    };
    match hospital.system(enrolled.into()).await? {
        Answer::ClinicianEnrolled { clinician, .. } => Ok(clinician),
        other => Err(format!("{other:?}").into()),
    }
}

async fn device(hospital: &Fixture, department: DepartmentId, code: &str) -> Anything<DeviceId> {
    let (name, code, kind) = (Label::new(code, code), code.to_owned(), DeviceKind::Us);
    let enrolled = usecase::EnrolDevice { department, code, name, kind, room: None };
    match hospital.system(enrolled.into()).await? {
        Answer::DeviceEnrolled { device } => Ok(device),
        other => Err(format!("{other:?}").into()),
    }
}

/// All windows of somebody's two weeks, with a device or without: mornings and afternoons.
async fn sessions(hospital: &Fixture, clinician: ClinicianId, device: Option<DeviceId>, room: &str) -> Anything<()> {
    for after in 1..=DAYS {
        for (from, until) in [(480, 720), (810, 1010)] {
            let published = usecase::PublishSession {
                clinician,
                device,
                room: Label::new(room, room),
                date: today().plus_days(after),
                from: MinuteOfDay(from),
                until: MinuteOfDay(until),
                slot_minutes: 20,
                capacity: 1,
                pools: Vec::new(),
            };
            hospital.system(Request::PublishSession(published)).await?;
        }
    }
    Ok(())
}

async fn built() -> Anything<Fixture> {
    let rules = BookingRules { days_ahead: Some(14), ..rules() };
    let hospital = Fixture::open(Place::file(), Opening { rules, ..Opening::default() }).await;
    let (mut services, mut number) = (Vec::new(), 500);
    for place in 0..CLINICS + EXAMINATIONS {
        let is_clinic = place < CLINICS;
        let code = format!("{}{place}", if is_clinic { "C" } else { "X" });
        let department = department(&hospital, &code).await?;
        for post in 0..if is_clinic { 5 } else { 10 } {
            let clinician = clinician(&hospital, department, number).await?;
            number += 1;
            let room = format!("{code}-{post}");
            let device = if is_clinic { None } else { Some(device(&hospital, department, &room).await?) };
            sessions(&hospital, clinician, device, &room).await?;
        }
        let fasting = Preparation { kind: PreparationKind::Fasting, minutes: 480 };
        services.push(Service {
            name: Label::new(code.as_str(), code.as_str()),
            code,
            department,
            device: (!is_clinic).then_some(DeviceKind::Us),
            preparations: if is_clinic { Vec::new() } else { vec![fasting] },
            leaves: Vec::new(),
            result_minutes: if is_clinic { 0 } else { 90 },
            hears_results: is_clinic,
            begins_between: None,
        });
    }
    hospital.system(usecase::AdoptServices { services, version: None }.into()).await?;
    Ok(hospital)
}

#[tokio::main]
async fn main() -> Anything<()> {
    let json = std::env::args().any(|argument| argument == "--json");
    let count = std::env::args().skip(1).find(|argument| argument != "--json");
    let asked: usize = count.map_or(Ok(50), |text| text.parse())?;
    let hospital = built().await?;
    let person = hospital.person().await;
    let mut took = Vec::new();
    for number in 0..asked {
        // Two to six steps: a consultation, and examinations before it.
        let code = |place: usize| if place == 0 { format!("C{}", number % CLINICS) } else { exam(number, place) };
        let steps = 2 + number % 5;
        let step = |place| WantedStep { service: Some(code(place)), ..WantedStep::default() };
        let question = PlanItinerary {
            patient: person,
            steps: (0..steps).map(step).collect(),
            order: ItineraryOrder::ResultsFirst,
            not_before: None,
            by: None,
            impossible_days: Vec::new(),
            same_day: false,
            instead_of: None,
            visit: None,
        };
        let begun = Instant::now();
        hospital.hospital.read(&hospital.patient(person), question).await?;
        took.push(begun.elapsed());
    }
    took.sort();
    let (median, longest) = (took.get(asked / 2), took.last());
    if let (true, Some(median), Some(longest)) = (json, median, longest) {
        let [median, longest] = [median, longest].map(|took| took.as_secs_f64() * 1000.0);
        println!("{{\"reads\":{asked},\"median_ms\":{median:.3},\"longest_ms\":{longest:.3}}}");
    } else {
        println!("{asked} reads: median {median:?}, longest {longest:?}");
    }
    Ok(())
}

/// One of the examinations.
fn exam(number: usize, place: usize) -> String {
    format!("X{}", CLINICS + (number + place) % EXAMINATIONS)
}

//! Devices: planned for services, kept by closures, and what an administrator reads of them.

use super::harness::{Harness, refused, today};
use crate::{
    Answer, Failure, read, usecase,
    view::{KeptWith, PlanOutcome},
};
use model::{
    Label,
    id::{ClinicianId, DeviceId, PersonId, SessionId, SlotId},
    money::Yuan,
    scheduling::{DeviceKind, ItineraryOrder, ReasonCode, Service, Title},
    time::MinuteOfDay,
};

/// The fixture's clinician and a colleague of the same title, and two ultrasounds.
struct Scene {
    harness: Harness,
    colleague: ClinicianId,
    devices: [DeviceId; 2],
}

impl Scene {
    async fn new() -> Self {
        let harness = Harness::new(1).await;
        let enrolled = usecase::EnrolClinician {
            department: harness.department,
            name: "吴示例".into(),
            credentials: Vec::new(),
            title: Title::Chief,
            fee: Yuan::from_fen(1500),
        };
        let Answer::ClinicianEnrolled { clinician: colleague, .. } = harness.system(enrolled.into()).await.unwrap()
        else {
            panic!()
        };
        let devices = [enrolled_device(&harness, 1).await, enrolled_device(&harness, 2).await];
        Self { harness, colleague, devices }
    }

    async fn publish(
        &self,
        clinician: ClinicianId,
        device: Option<DeviceId>,
        (days, from, until): (i64, u16, u16),
    ) -> (SessionId, Vec<SlotId>) {
        let room = if clinician == self.colleague { "4 诊室" } else { "3 诊室" };
        let published = usecase::PublishSession {
            clinician,
            device,
            room: Label::new(room, ""),
            date: today().plus_days(days),
            from: MinuteOfDay(from),
            until: MinuteOfDay(until),
            slot_minutes: 20,
            capacity: 1,
            pools: Vec::new(),
        };
        let Answer::SessionPublished { session, slots } = self.harness.system(published.into()).await.unwrap() else {
            panic!()
        };
        (session, slots)
    }

    /// An ultrasound tomorrow, with this clinician if one is named, and then a visit.
    async fn plan(&self, person: PersonId, clinician: Option<ClinicianId>) -> PlanOutcome {
        let step = |code: &str, clinician| read::WantedStep { service: Some(code.into()), department: None, clinician };
        let asked = read::PlanItinerary {
            patient: person,
            steps: vec![step("US", clinician), step("FU", None)],
            order: ItineraryOrder::ResultsFirst,
            not_before: Some(self.harness.hospital.zone().instant(today().plus_days(1), MinuteOfDay(0))),
            by: None,
            impossible_days: Vec::new(),
            same_day: true,
            instead_of: None,
            visit: None,
        };
        self.harness.hospital.read(&self.harness.patient(person), asked).await.unwrap().outcome
    }
}

fn name(number: u32) -> Label {
    Label::new(format!("超声 {number} 号机"), format!("Ultrasound {number}"))
}

pub(super) async fn enrolled_device(harness: &Harness, number: u32) -> DeviceId {
    let enrol = usecase::EnrolDevice {
        department: harness.department,
        code: format!("US-{number}"),
        name: name(number),
        kind: DeviceKind::Us,
        room: None,
    };
    let Answer::DeviceEnrolled { device } = harness.system(enrol.into()).await.unwrap() else { panic!() };
    device
}

/// The same device two days later is before another one on the same day; a consultation is not proposed at all.
#[tokio::test]
async fn a_closure_proposes_the_same_device_then_one_of_its_kind_and_nothing_else() {
    let scene = Scene::new().await;
    let (harness, [first, second]) = (&scene.harness, scene.devices);
    let (closed, lost) = scene.publish(harness.clinician, Some(first), (1, 480, 500)).await;
    scene.publish(scene.colleague, None, (1, 500, 520)).await;
    let (_, other) = scene.publish(scene.colleague, Some(second), (1, 540, 560)).await;
    let (_, same) = scene.publish(scene.colleague, Some(first), (3, 480, 500)).await;
    let person = harness.person().await;
    harness.book(person, lost[0]).await.unwrap();
    let plan = harness.hospital.read(&harness.admin(), read::Closure { session: closed }).await.unwrap();
    let [row] = &plan.rows[..] else { panic!("{:?}", plan.rows) };
    let window = row.window.as_ref().unwrap();
    assert_eq!((window.slot, window.kept), (same[0], KeptWith::Device));
    assert_eq!(row.others.iter().map(|window| window.slot).collect::<Vec<_>>(), other);
    // It is closed because the device does not work: then nobody is moved to another of its sessions.
    let out = usecase::TakeOutOfService { device: first, reason: ReasonCode::Hospital, text: None };
    harness.execute(&harness.admin(), out.into()).await.unwrap();
    let plan = harness.hospital.read(&harness.admin(), read::Closure { session: closed }).await.unwrap();
    let [row] = &plan.rows[..] else { panic!("{:?}", plan.rows) };
    assert_eq!(row.window.as_ref().map(|window| window.slot), Some(other[0]));
    assert!(row.others.is_empty(), "{:?}", row.others);
}

fn service(code: &str, scene: &Scene, device: Option<DeviceKind>, hears_results: bool) -> Service {
    Service {
        code: code.into(),
        name: Label::new("项目", "Service"),
        department: scene.harness.department,
        device,
        preparations: Vec::new(),
        leaves: Vec::new(),
        result_minutes: 0,
        hears_results,
        begins_between: None,
    }
}

/// From 08:00 on there are consultations; the ultrasound is there from 09:00 on.
#[tokio::test]
async fn a_service_that_needs_a_device_is_planned_on_one() {
    let scene = Scene::new().await;
    let harness = &scene.harness;
    scene.publish(scene.colleague, None, (1, 480, 520)).await;
    let (_, on_it) = scene.publish(harness.clinician, Some(scene.devices[0]), (1, 540, 580)).await;
    let services = vec![service("US", &scene, Some(DeviceKind::Us), false), service("FU", &scene, None, true)];
    harness.system(usecase::AdoptServices { services, version: None }.into()).await.unwrap();
    let person = harness.person().await;
    for clinician in [None, Some(harness.clinician)] {
        let outcome = scene.plan(person, clinician).await;
        let PlanOutcome::Chain(chain) = outcome else { panic!("{outcome:?}") };
        let stops: Vec<_> = chain.stops.iter().map(|stop| (stop.slot, stop.room.device.clone())).collect();
        assert_eq!(stops, [(on_it[0], Some(name(1))), (on_it[1], Some(name(1)))]);
    }
    // The colleague has windows, but none with an ultrasound.
    assert!(matches!(scene.plan(person, Some(scene.colleague)).await, PlanOutcome::NoChain(_)));
}

#[tokio::test]
async fn an_administrator_takes_a_device_out_of_service_and_sees_whom_that_concerns() {
    let scene = Scene::new().await;
    let (harness, [first, _]) = (&scene.harness, scene.devices);
    let (session, slots) = scene.publish(harness.clinician, Some(first), (1, 480, 520)).await;
    let person = harness.person().await;
    harness.book(person, slots[1]).await.unwrap();
    let text = Some("探头坏了".to_owned());
    let out = || usecase::TakeOutOfService { device: first, reason: ReasonCode::Hospital, text: text.clone() };
    for actor in [harness.doctor(), harness.desk(), harness.nurse(), harness.patient(person)] {
        assert!(matches!(harness.execute(&actor, out().into()).await, Err(Failure::Denied)));
        assert!(matches!(harness.hospital.read(&actor, read::Devices {}).await, Err(Failure::Denied)));
    }
    harness.execute(&harness.admin(), out().into()).await.unwrap();
    assert_eq!(refused(harness.execute(&harness.admin(), out().into()).await).0, "device-out-of-service");
    let list = harness.hospital.read(&harness.admin(), read::Devices {}).await.unwrap();
    let states: Vec<_> = list.devices.iter().map(|one| (one.code.as_str(), one.outage.is_some())).collect();
    assert_eq!(states, [("US-1", true), ("US-2", false)]);
    let page = harness.hospital.read(&harness.admin(), read::SessionsOnDevice { device: first }).await.unwrap();
    let sessions: Vec<_> = page.sessions.iter().map(|one| (one.session, one.booked, one.can_close)).collect();
    assert_eq!(sessions, [(session, 1, true)]);
    harness.execute(&harness.admin(), usecase::PutInService { device: first }.into()).await.unwrap();
    let page = harness.hospital.read(&harness.admin(), read::SessionsOnDevice { device: first }).await.unwrap();
    assert_eq!(page.device.outage, None);
}

#[tokio::test]
async fn another_device_is_seen_before_it_is_used_and_the_booked_are_told_which() {
    let scene = Scene::new().await;
    let (harness, [first, second]) = (&scene.harness, scene.devices);
    let (session, slots) = scene.publish(harness.clinician, Some(first), (1, 480, 520)).await;
    let person = harness.person().await;
    harness.book(person, slots[1]).await.unwrap();
    let to =
        |device| usecase::ChangeDevice { session, device, version: None, reason: ReasonCode::Hospital, text: None };
    for actor in [harness.doctor(), harness.desk(), harness.nurse(), harness.patient(person)] {
        assert!(matches!(harness.execute(&actor, to(second).into()).await, Err(Failure::Denied)));
        assert!(matches!(harness.hospital.device_change(&actor, &to(second)).await, Err(Failure::Denied)));
    }
    let seen = harness.hospital.device_change(&harness.admin(), &to(first)).await.unwrap();
    assert_eq!(seen.refusal.map(|refusal| refusal.code), Some("device-same"));
    let seen = harness.hospital.device_change(&harness.admin(), &to(second)).await.unwrap();
    assert_eq!((seen.refusal, seen.told), (None, 1));
    assert_eq!(seen.who.len(), 1, "it was only looked at");
    let load = |page: &crate::view::WeekPlan| {
        let mut loads = page.rows.iter().flat_map(|row| row.days.iter().flatten());
        let load = loads.find(|load| load.session == session).unwrap();
        (load.version, load.device_id)
    };
    let week = || read::Week { department: Some(harness.department), date: Some(today().plus_days(1)) };
    let (before, device) = load(&harness.hospital.read(&harness.admin(), week()).await.unwrap());
    assert_eq!(device, Some(first));
    let with = |device| usecase::ChangeDevice { version: Some(before), ..to(device) };
    harness.execute(&harness.admin(), with(second).into()).await.unwrap();
    let (after, device) = load(&harness.hospital.read(&harness.admin(), week()).await.unwrap());
    assert_eq!((device, after == before), (Some(second), false));
    // A page that was left open is of another device.
    assert_eq!(refused(harness.execute(&harness.admin(), with(first).into()).await).0, "session-changed-meanwhile");
    assert_eq!(super::messages::kinds(harness, person).await.last(), Some(&"device_changed"));
}

//! The hospital in which a walk goes, and what else must be there for everything to be able to happen.

use super::super::harness::{Harness, Place, morning, today};
use super::Walk;
use crate::{
    Answer, Request,
    clock::{Clock as _, StandingClock},
    fixture::Opening,
    request::{NewRoom, PriceListItem},
    usecase,
    worlds::Worlds,
};
use model::{
    Label,
    credential::complete_resident_id,
    id::PersonId,
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{DeviceKind, ReasonCode, RoomSex, Title},
    settlement::{ChargeClass, HospitalKind, YearToDate},
    time::{MinuteOfDay, Zone},
};
use payer::sandbox::{CatalogueItem, Coverage, Institution, Person, Sandbox};
use settlement::policy::JINAN_EMPLOYEE_INPATIENT_2024;
use std::{sync::Arc, time::Duration};

/// How many people there are from the beginning; of three of them two are insured.
const PEOPLE: u32 = 14;

/// The hospital, the insurance platform, and the folder of the platform's database.
pub(super) struct Scene {
    pub(super) harness: Harness,
    pub(super) sandbox: Sandbox,
    _folder: tempfile::TempDir,
}

/// An item of the price list, at one of several prices.
pub(super) fn item(number: usize, yuan: usize) -> PriceListItem {
    let (class, ceiling, preself_rate) =
        [(ChargeClass::A, None, "0"), (ChargeClass::B, Some("80.5"), "0.1"), (ChargeClass::C, None, "1")][number % 3];
    PriceListItem {
        item: format!("A{number}"),
        name: Label::new("测试项目", "Test item"),
        unit: (class == ChargeClass::A).then(|| Label::new("次", "time")),
        class,
        unit_price: format!("{yuan}.25").parse().unwrap(),
        ceiling: ceiling.map(|ceiling| ceiling.parse().unwrap()),
        preself_rate: preself_rate.parse().unwrap(),
    }
}

impl Scene {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = StandingClock::new(morning());
        let wall = clock.clone();
        let wall = Arc::new(move || Zone::SHANGHAI.local(wall.now()));
        let sandbox = Sandbox::open(&folder.path().join("platform.db"), wall).await.unwrap();
        let opening = Opening {
            clock,
            platform: Arc::new(sandbox.in_process(Duration::from_secs(60))),
            capacity: 2,
            ..Opening::default()
        };
        let harness = Harness::open(Place::file(), opening).await;
        Self { harness, sandbox, _folder: folder }
    }

    /// Sets everything up and tells the walk what there is.
    pub(super) async fn furnish(&self, walk: &mut Walk) {
        let Self { harness, sandbox, .. } = self;
        let code = "H37010000001".parse().unwrap();
        sandbox.enrol_institution(&Institution { code, level: 3, kind: HospitalKind::General }).await.unwrap();
        sandbox.load_policies(&[JINAN_EMPLOYEE_INPATIENT_2024]).await.unwrap();
        let listed = |item: PriceListItem| {
            let PriceListItem { item: code, class, ceiling, preself_rate, .. } = item;
            CatalogueItem { code, class, ceiling, preself_rate }
        };
        sandbox.enrol_items(&[0, 1, 2].map(|number| listed(item(number, 100)))).await.unwrap();
        let toml = JINAN_EMPLOYEE_INPATIENT_2024.to_owned();
        self.ask(walk, usecase::AdoptPolicy { toml }).await;
        for number in 0..3 {
            self.ask(walk, usecase::AddItem { item: item(number, 100) }).await;
        }
        self.open_places(walk).await;
        for number in 0..PEOPLE {
            self.arrive(walk, number).await;
        }
        for (days, from, until) in [(0, 13, 14), (1, 8, 9)] {
            let hours = (MinuteOfDay(from * 60), MinuteOfDay(until * 60));
            let (session, slots) =
                harness.publish(Label::new("3 诊室", "Room 3"), today().plus_days(days), hours, 2).await;
            walk.sessions.push(session);
            walk.slots.extend(slots);
        }
        let on_device = usecase::PublishSession {
            clinician: harness.clinician,
            device: walk.devices.first().copied(),
            room: Label::new("心电图室", "ECG room"),
            date: today().plus_days(1),
            from: MinuteOfDay(10 * 60),
            until: MinuteOfDay(11 * 60),
            slot_minutes: 20,
            capacity: 2,
            pools: Vec::new(),
        };
        self.ask(walk, on_device).await;
        walk.sessions.push(harness.session);
        walk.slots.extend(&harness.slots);
    }

    /// A second department, and a second ward with rooms of all kinds.
    async fn open_places(&self, walk: &mut Walk) {
        let department = usecase::OpenDepartment {
            code: "NEUR".into(),
            name: Label::new("神经内科", "Neurology"),
            place: Label::new("门诊楼 2 层", "Building A, floor 2"),
        };
        let Answer::DepartmentOpened { department } = self.ask(walk, department).await else { panic!() };
        let clinician = usecase::EnrolClinician {
            department,
            name: "吴示例".into(),
            credentials: Vec::new(),
            title: Title::Attending,
            fee: Yuan::from_fen(900),
        };
        self.ask(walk, clinician).await;
        for (number, room) in [(1, Some(Label::new("心电图室", "ECG room"))), (2, None)] {
            let device = usecase::EnrolDevice {
                department: self.harness.department,
                code: format!("ECG-{number}"),
                name: Label::new(format!("心电图 {number} 号机"), format!("Electrocardiograph {number}")),
                kind: DeviceKind::Ecg,
                room,
            };
            self.ask(walk, device).await;
        }
        let broken = walk.devices.last().copied();
        let out = broken.map(|device| usecase::TakeOutOfService { device, reason: ReasonCode::Hospital, text: None });
        self.ask(walk, out.unwrap()).await;
        let room = |number: &str, sex, isolation: bool| NewRoom {
            number: number.into(),
            sex,
            oxygen: !isolation,
            isolation,
            beds: vec![format!("{number}1"), format!("{number}2")],
        };
        let ward = usecase::OpenWard {
            code: "W2".into(),
            name: Label::new("心内科二病区", "Cardiology ward 2"),
            departments: vec![self.harness.department],
            rooms: vec![room("1", RoomSex::Either, false), room("2", RoomSex::Either, true)],
        };
        self.ask(walk, ward).await;
        let all = |worlds: &Worlds| {
            let moment = scheduling::read::Moment { now: morning(), zone: Zone::SHANGHAI };
            let rooms = worlds.scheduling.wards(moment).into_iter().flat_map(|ward| ward.rooms);
            rooms.flat_map(|room| room.beds).map(|bed| bed.place.bed).collect()
        };
        walk.beds = self.harness.hospital.look(all);
    }

    /// Registers somebody; of three of them two are insured, at the platform and here.
    async fn arrive(&self, walk: &mut Walk, number: u32) -> PersonId {
        let certno = complete_resident_id(&format!("37010019900101{number:03}")).unwrap();
        let sex = if number % 2 == 1 { Sex::Male } else { Sex::Female };
        let person = self.harness.person_with("林示例", certno.clone(), Some("示例路 1 号")).await;
        walk.people.push(person);
        if !number.is_multiple_of(3) {
            let coverage = Coverage {
                insurance: InsuranceType::Employee,
                class: PersonClass::Active,
                region: "370100".into(),
                balance: Yuan::from_fen(200_000),
                family_balance: Yuan::ZERO,
                policy: None,
                assistance: false,
                remote: false,
                admissions: 0,
                year_to_date: YearToDate::default(),
            };
            let credentials = vec![(CredentialKind::ResidentId, certno.clone())];
            let psn_no = format!("{number:026}");
            let known = Person {
                psn_no,
                name: "林示例".into(),
                certno,
                sex,
                birth: None,
                credentials,
                coverage: vec![coverage],
            };
            self.sandbox.enrol(&[known]).await.unwrap();
            walk.insured.push(person);
            self.ask(walk, super::people::employed(person, PersonClass::Active)).await;
        }
        person
    }

    async fn ask(&self, walk: &mut Walk, request: impl Into<Request>) -> Answer {
        let request = request.into();
        let answer = self.harness.system(request.clone()).await.unwrap();
        walk.note(&request, &answer);
        answer
    }
}

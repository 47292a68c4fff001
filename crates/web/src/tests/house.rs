//! A small hospital behind the router: one department, one clinician, a ward, a morning's session, invented people, and a
//! login for each role.

use crate::{AppState, DemoControl, DemoStep, Front};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::Duration;
use futures_util::StreamExt as _;
use hospital::usecase;
use hospital::{
    Answer, Config, Hospital, IdSource, IdempotencyKey,
    accounts::{NewAccount, Opened, Origin},
    clock::{Clock as _, StandingClock},
    exchange::Settings,
    request::{NewRoom, PersonDetails, TypedCredential},
};
use journal::{Journal, Keys};
use model::{
    Label,
    actor::{Actor, Role},
    credential::complete_resident_id,
    id::{AppointmentId, ClinicianId, DepartmentId, HospitalId, JourneyId, PersonId, Seq, SessionId, SlotId, WardId},
    journey::Identity,
    message::Message,
    money::Yuan,
    person::CredentialKind,
    scheduling::{BookingRules, Channel, ReasonCode, RoomSex, Title},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "quiet-morning-7";

/// The roles that log in.
pub(crate) const ROLES: [Role; 5] = [Role::Patient, Role::Desk, Role::Clinician, Role::Nurse, Role::Admin];

/// A platform that is never reached.
#[derive(Debug)]
struct Silent;

impl payer::Platform for Silent {
    fn send(&self, _: Vec<u8>) -> payer::BoxFuture<'_, Result<Vec<u8>, payer::Silence>> {
        Box::pin(async { Err(payer::Silence::Broken("nobody is there".into())) })
    }
}

/// A demo whose steps move only the clock.
#[derive(Debug)]
struct Demo(Arc<StandingClock>);

impl DemoControl for Demo {
    fn used(&self) {}

    fn now(&self) -> Instant {
        self.0.now()
    }

    fn step(&self, by: DemoStep) -> futures_util::future::BoxFuture<'_, ()> {
        match by {
            DemoStep::By(by) => self.0.step(by),
            DemoStep::Tomorrow => self.0.step(Duration::days(1)),
        }
        Box::pin(async {})
    }

    fn logins(&self) -> Vec<(Message, String, String)> {
        vec![(Message::new("staff-role-patient"), login_of(Role::Patient), PASSWORD.to_owned())]
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

pub(crate) struct House {
    pub(crate) hospital: Hospital,
    pub(crate) department: DepartmentId,
    pub(crate) clinician: ClinicianId,
    pub(crate) ward: WardId,
    pub(crate) session: SessionId,
    pub(crate) slots: Vec<SlotId>,
    /// Whose login `patient` is.
    pub(crate) patient: PersonId,
    /// Somebody else.
    pub(crate) other: PersonId,
    /// What somebody else has booked.
    pub(crate) others_visit: AppointmentId,
    router: Router,
    state: AppState,
    clock: Arc<StandingClock>,
    next: AtomicU32,
    _folder: tempfile::TempDir,
}

/// 26 November 2026, Thursday, 07:30 in Shanghai.
fn morning() -> Instant {
    "2026-11-25T23:30:00Z".parse().unwrap()
}

pub(crate) fn today() -> BusinessDate {
    Zone::SHANGHAI.date(morning())
}

fn rules() -> BookingRules {
    BookingRules {
        source: "test".into(),
        valid_from: today().plus_days(-30),
        days_ahead: 7,
        per_day_max: 3,
        per_department_day_max: 1,
        cancel_minutes_before: 10,
        cancels_per_day_max: 6,
        cancels_per_department_day_max: 3,
        checkin_minutes_before: 120,
        missed_minutes_after: 30,
        pass_places: 3,
        cleaning_minutes: 30,
        undo_minutes: 30,
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::built(false, Front::default()).await
    }

    /// Behind a proxy that speaks TLS with everybody.
    pub(crate) async fn behind_tls() -> Self {
        Self::built(false, Front { tls: true, ..Front::default() }).await
    }

    /// As the demo shows it.
    pub(crate) async fn demo() -> Self {
        Self::built(true, Front::default()).await
    }

    async fn built(demo: bool, front: Front) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("hospital.db").display());
        let journal = Journal::open(&url, &Keys::new(HospitalId(1), &[7; 32])).await.unwrap();
        let sender = payer::Sender::new("H37010000001".parse().unwrap(), "泉城示例医院", "370100", "SANDBOX").unwrap();
        let clock = Arc::new(StandingClock::new(morning()));
        let config = Config {
            id: HospitalId(1),
            zone: Zone::SHANGHAI,
            seed: 1,
            node: "test".into(),
            real: clock.clone(),
            stepped: true,
            payer: Settings::new(sender),
            logins: Default::default(),
        };
        let hospital =
            Hospital::open(config, journal, clock.clone(), IdSource::seeded(1), Arc::new(Silent)).await.unwrap();
        let demo = demo.then(|| Arc::new(Demo(clock.clone())) as Arc<dyn DemoControl>);
        let state = AppState { hospital: hospital.clone(), demo, front, refresh_seconds: crate::REFRESH_SECONDS };
        let nobody = uuid::Uuid::nil();
        let mut house = Self {
            hospital,
            department: DepartmentId(nobody),
            clinician: ClinicianId(nobody),
            ward: WardId(nobody),
            session: SessionId(nobody),
            slots: Vec::new(),
            patient: PersonId(nobody),
            other: PersonId(nobody),
            others_visit: AppointmentId(nobody),
            router: crate::router(state.clone()),
            state,
            clock,
            next: AtomicU32::new(1),
            _folder: folder,
        };
        house.places().await;
        house.people().await;
        house
    }

    async fn places(&mut self) {
        self.system(hospital::Request::AdoptRules(usecase::AdoptRules { rules: rules() })).await;
        let opened = hospital::Request::OpenDepartment(usecase::OpenDepartment {
            code: "CARD".into(),
            name: Label::new("心血管内科", "Cardiology"),
            place: Label::new("门诊楼 3 层", "Building A, floor 3"),
        });
        let Answer::DepartmentOpened { department } = self.system(opened).await else { panic!() };
        let enrolled = hospital::Request::EnrolClinician(usecase::EnrolClinician {
            department,
            name: "周示例".into(),
            credentials: Vec::new(),
            title: Title::Chief,
            fee: Yuan::from_fen(1500),
        });
        let Answer::ClinicianEnrolled { clinician, .. } = self.system(enrolled).await else { panic!() };
        let room = NewRoom {
            number: "1".into(),
            sex: RoomSex::Female,
            oxygen: true,
            isolation: false,
            beds: vec!["1".into(), "2".into()],
        };
        let opened = hospital::Request::OpenWard(usecase::OpenWard {
            code: "W1".into(),
            name: Label::new("心内科一病区", "Cardiology ward 1"),
            departments: vec![department],
            rooms: vec![room],
        });
        let Answer::WardOpened { ward, .. } = self.system(opened).await else { panic!() };
        let published = hospital::Request::PublishSession(usecase::PublishSession {
            clinician,
            room: Label::new("3 诊室", "Room 3"),
            date: today(),
            from: MinuteOfDay(8 * 60),
            until: MinuteOfDay(11 * 60),
            slot_minutes: 20,
            capacity: 2,
        });
        let Answer::SessionPublished { session, slots } = self.system(published).await else { panic!() };
        (self.department, self.clinician, self.ward, self.session, self.slots) =
            (department, clinician, ward, session, slots);
    }

    async fn people(&mut self) {
        (self.patient, self.other) = (self.person().await, self.person().await);
        let book = hospital::Request::Book(usecase::Book {
            slot: self.slots[8],
            patient: self.other,
            channel: Channel::OnSite,
        });
        let Answer::Booked { appointment, .. } = self.system(book).await else { panic!() };
        self.others_visit = appointment;
        for role in ROLES {
            let new = NewAccount {
                login: login_of(role),
                password: PASSWORD.into(),
                role,
                person: (role == Role::Patient).then_some(self.patient),
                clinician: (role == Role::Clinician).then_some(self.clinician),
                department: (role == Role::Desk).then_some(self.department),
                ward: (role == Role::Nurse).then_some(self.ward),
            };
            self.hospital.accounts().create(&Actor::system(), new, &Origin::here()).await.unwrap();
        }
    }

    /// Somebody of invented name, with an identity card of her own.
    pub(crate) async fn person(&self) -> PersonId {
        let number = self.next.fetch_add(1, Ordering::Relaxed) * 2;
        let id = complete_resident_id(&format!("37010019600101{number:03}")).unwrap();
        let request = hospital::Request::RegisterPerson(usecase::RegisterPerson {
            identity: Identity::Known,
            person: PersonDetails {
                name: "林示例".into(),
                sex: None,
                birth: None,
                phone: Some("13800000000".into()),
                address: None,
                credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number: id, country: None }],
            },
        });
        let Answer::PersonRegistered { person } = self.system(request).await else { panic!() };
        person
    }

    /// What nobody in particular does.
    pub(crate) async fn system(&self, request: hospital::Request) -> Answer {
        let key = format!("house-{}", self.next.fetch_add(1, Ordering::Relaxed));
        self.hospital.execute(&Actor::system(), IdempotencyKey::new(key).unwrap(), request).await.unwrap()
    }

    /// What the demo's clock shows.
    pub(crate) fn demo_clock(&self) -> Instant {
        self.clock.now()
    }

    /// Somebody new books.
    pub(crate) async fn book(&self, slot: SlotId) -> AppointmentId {
        let patient = self.person().await;
        let book = hospital::Request::Book(usecase::Book { slot, patient, channel: Channel::OnSite });
        let Answer::Booked { appointment, .. } = self.system(book).await else { panic!() };
        appointment
    }

    /// The clinician's windows of tomorrow.
    pub(crate) async fn tomorrow(&self) -> Vec<SlotId> {
        let published = hospital::Request::PublishSession(usecase::PublishSession {
            clinician: self.clinician,
            room: Label::new("5 诊室", "Room 5"),
            date: today().plus_days(1),
            from: MinuteOfDay(9 * 60),
            until: MinuteOfDay(10 * 60),
            slot_minutes: 20,
            capacity: 2,
        });
        let Answer::SessionPublished { slots, .. } = self.system(published).await else { panic!() };
        slots
    }

    /// The session of a window is taken back.
    pub(crate) async fn withdraw(&self, slot: SlotId) {
        let session = self.hospital.confirm(&Actor::system(), slot, self.patient).await.unwrap().session;
        self.system(hospital::Request::WithdrawSession(usecase::WithdrawSession {
            session,
            reason: ReasonCode::Mistake,
            text: None,
        }))
        .await;
    }

    /// Hospital time goes by.
    pub(crate) fn pass(&self, by: Duration) {
        self.clock.step(by);
    }

    /// Two others take both seats of a window.
    pub(crate) async fn fill(&self, slot: SlotId) {
        self.book(slot).await;
        self.book(slot).await;
    }

    /// Somebody has booked the first window and is here.
    pub(crate) async fn somebody_waits(&self) {
        let appointment = self.book(self.slots[0]).await;
        self.system(hospital::Request::CheckIn(usecase::CheckIn {
            appointment,
            credential: CredentialKind::ResidentId,
        }))
        .await;
    }

    /// The way of somebody else.
    pub(crate) async fn journey_of_other(&self) -> JourneyId {
        let page = self.hospital.journeys(&Actor::system(), Some(self.other)).await.unwrap();
        page.journeys[0].journey
    }

    /// The number of the last event.
    pub(crate) fn seq(&self) -> Seq {
        *self.hospital.changes().borrow()
    }

    /// A bearer token.
    pub(crate) async fn token(&self, role: Role) -> String {
        self.hospital.accounts().bearer(&login_of(role), PASSWORD, &Origin::here()).await.unwrap().token
    }

    /// A web session.
    pub(crate) async fn cookie(&self, role: Role) -> Opened {
        self.hospital.accounts().login(&login_of(role), PASSWORD, &Origin::here()).await.unwrap()
    }

    /// The words in braces of an address, replaced by what is there.
    pub(crate) fn address(&self, path: &str) -> String {
        let known = BTreeMap::from([
            ("{appointment}", self.others_visit.to_string()),
            ("{session}", self.session.to_string()),
            ("{department}", self.department.to_string()),
            ("{person}", self.other.to_string()),
            ("{other}", self.patient.to_string()),
            ("{slot}", self.slots[0].to_string()),
            ("{ward}", self.ward.to_string()),
            ("{code}", "CARD".to_owned()),
        ]);
        let filled = known.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        let part = |part: &str| if part.starts_with('{') { uuid::Uuid::nil().to_string() } else { part.to_owned() };
        filled.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// Sends a request, and reads the answer (of a stream only its head).
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        self.answer(self.router.clone(), request).await
    }

    /// Sends a form, and asks for the page that it leads to, as a browser does. Where it led to, and that page.
    pub(crate) async fn through(&self, path: &str, session: &Opened, fields: &[(&str, &str)]) -> (String, Reply) {
        let fields = [&[("csrf", session.account.csrf.as_str())], fields].concat();
        let form = serde_urlencoded::to_string(fields).unwrap();
        let token = Some(session.token.as_str());
        let led = self.send(super::authorization::request("post", path, token, form)).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{path}");
        let to = led.header(header::LOCATION).to_owned();
        let page = self.send(super::authorization::request("get", &to, token, String::new())).await;
        (to, page)
    }

    /// Time passes, for whoever looks at a real clock too.
    pub(crate) fn wait(&self, by: Duration) {
        self.clock.step(by);
    }

    /// Sends a request to addresses that only a test has, in the frame of all addresses.
    pub(crate) async fn send_framed(&self, routes: Router<AppState>, request: Request<Body>) -> Reply {
        self.answer(crate::framed(routes, self.state.clone()), request).await
    }

    async fn answer(&self, router: Router, request: Request<Body>) -> Reply {
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if stream { Bytes::new() } else { read(body).await };
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// Calls the API.
    pub(crate) async fn call(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Reply {
        let key = format!("call-{}", self.next.fetch_add(1, Ordering::Relaxed));
        let text = body.map(|body| body.to_string()).unwrap_or_default();
        self.call_with(method, path, &[("idempotency-key", &key)], token, text).await
    }

    /// Calls the API with headers of one's own.
    pub(crate) async fn call_with(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        token: Option<&str>,
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(body.into()).unwrap()).await
    }
}

async fn read(body: Body) -> Bytes {
    let mut stream = body.into_data_stream();
    let mut all = Vec::new();
    while let Some(part) = stream.next().await {
        all.extend_from_slice(&part.unwrap());
    }
    all.into()
}

/// `patient`, `desk`, …
pub(crate) fn login_of(role: Role) -> String {
    serde_json::to_value(role).unwrap().as_str().unwrap().to_owned()
}

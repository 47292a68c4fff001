//! A small hospital behind the router: one department, one clinician, a ward, a morning's session, invented people, and
//! a login for each role.

use crate::{AppState, DemoControl, DemoStep, Front};
use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::Duration;
use futures_util::StreamExt as _;
use hospital::{
    Answer, Config,
    accounts::{NewAccount, Opened, Origin},
    clock::{Clock as _, StandingClock},
    fixture::{self, Fixture, Opening, Place},
    messages::Settings,
    read, usecase,
};
use model::{
    Label,
    actor::{Actor, Role},
    id::{AppointmentId, ClinicId, HospitalId, JourneyId, PersonId, Seq, SlotId},
    message::Message,
    person::CredentialKind,
    scheduling::{BookingRules, Channel, ReasonCode},
    time::{Instant, MinuteOfDay},
};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Deref, sync::Arc};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "quiet-morning-7";

/// The roles that log in.
pub(crate) const ROLES: [Role; 6] =
    [Role::Patient, Role::Desk, Role::Clinician, Role::Nurse, Role::Admin, Role::Referrer];

/// A demo whose steps move only the clock.
#[derive(Debug)]
struct Demo(StandingClock);

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

/// An answer.
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

pub(crate) struct Harness {
    fixture: Fixture,
    /// The person of the login `patient`.
    pub(crate) patient: PersonId,
    /// Somebody else.
    pub(crate) other: PersonId,
    /// An appointment of somebody else.
    pub(crate) others_visit: AppointmentId,
    /// The clinic of the login that refers patients.
    pub(crate) clinic: ClinicId,
    router: Router,
    state: AppState,
}

impl Deref for Harness {
    type Target = Fixture;

    fn deref(&self) -> &Fixture {
        &self.fixture
    }
}

/// 26 November 2026, Thursday, 07:30 in Shanghai.
fn morning() -> Instant {
    fixture::morning() + Duration::minutes(30)
}

pub(crate) use hospital::fixture::today;

impl Harness {
    pub(crate) async fn new() -> Self {
        Self::built(false, Front::default(), (HospitalId(1), Place::file()), Settings::default()).await
    }

    /// Behind a proxy that uses TLS with everybody.
    pub(crate) async fn behind_tls() -> Self {
        Self::built(false, Front { tls: true, ..Front::default() }, (HospitalId(1), Place::file()), Settings::default())
            .await
    }

    /// Behind something that is configured like this.
    pub(crate) async fn fronted(front: Front) -> Self {
        Self::built(false, front, (HospitalId(1), Place::file()), Settings::default()).await
    }

    /// With the demo's pages.
    pub(crate) async fn demo() -> Self {
        Self::built(true, Front::default(), (HospitalId(1), Place::file()), Settings::default()).await
    }

    /// One of several hospitals in a database.
    pub(crate) async fn one_of_several(id: HospitalId, place: Place) -> Self {
        Self::built(false, Front::default(), (id, place), Settings::default()).await
    }

    /// With messages that go out this way.
    pub(crate) async fn sending(messages: Settings) -> Self {
        Self::built(false, Front::default(), (HospitalId(1), Place::file()), messages).await
    }

    async fn built(demo: bool, front: Front, (id, place): (HospitalId, Place), messages: Settings) -> Self {
        let clock = StandingClock::new(morning());
        let opening = Opening {
            id,
            config: Config { messages, ..fixture::config(Arc::new(clock.clone())) },
            clock: clock.clone(),
            rules: BookingRules { cancel_minutes_before: Some(10), ..fixture::rules() },
            capacity: 2,
            ..Opening::default()
        };
        let fixture = Fixture::open(place, opening).await;
        let demo = demo.then(|| Arc::new(Demo(clock)) as Arc<dyn DemoControl>);
        let hospital = fixture.hospital.clone();
        let state = AppState { hospital, demo, front, refresh_seconds: crate::REFRESH_SECONDS };
        let mut harness = Self {
            fixture,
            patient: PersonId(uuid::Uuid::nil()),
            other: PersonId(uuid::Uuid::nil()),
            others_visit: AppointmentId(uuid::Uuid::nil()),
            clinic: ClinicId(uuid::Uuid::nil()),
            router: crate::router(state.clone()),
            state,
        };
        harness.people().await;
        harness
    }

    async fn people(&mut self) {
        (self.patient, self.other) = (self.person().await, self.person().await);
        let book = hospital::Request::Book(usecase::Book {
            slot: self.slots[8],
            patient: self.other,
            channel: Channel::OnSite,
            impossible: None,
        });
        let Answer::Booked { appointment, .. } = self.system(book).await else { panic!() };
        self.others_visit = appointment;
        let enrol = hospital::Request::EnrolReferrer(usecase::EnrolReferrer {
            code: "JC01".into(),
            name: model::Label::new("社区卫生服务中心", "Health centre"),
            departments: vec![self.department],
        });
        let Answer::ReferrerEnrolled { clinic } = self.system(enrol).await else { panic!() };
        self.clinic = clinic;
        for role in ROLES {
            let new = NewAccount {
                login: login_of(role),
                password: PASSWORD.into(),
                role,
                person: (role == Role::Patient).then_some(self.patient),
                clinician: (role == Role::Clinician).then_some(self.clinician),
                department: (role == Role::Desk).then_some(self.department),
                ward: (role == Role::Nurse).then_some(self.ward),
                clinic: (role == Role::Referrer).then_some(self.clinic),
            };
            self.hospital.accounts().create(&Actor::system(), new, &Origin::here()).await.unwrap();
        }
    }

    /// Executes a request of the system itself.
    pub(crate) async fn system(&self, request: hospital::Request) -> Answer {
        self.fixture.system(request).await.unwrap()
    }

    /// What the demo's clock shows.
    pub(crate) fn demo_clock(&self) -> Instant {
        self.clock.now()
    }

    /// A new person books.
    pub(crate) async fn book(&self, slot: SlotId) -> AppointmentId {
        let patient = self.person().await;
        let book = hospital::Request::Book(usecase::Book { slot, patient, channel: Channel::OnSite, impossible: None });
        let Answer::Booked { appointment, .. } = self.system(book).await else { panic!() };
        appointment
    }

    /// The clinician's windows of tomorrow.
    pub(crate) async fn tomorrow(&self) -> Vec<SlotId> {
        let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
        let (_, slots) = self.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hour, 2).await;
        slots
    }

    /// Withdraws the session of a window.
    pub(crate) async fn withdraw(&self, slot: SlotId) {
        let session = self
            .hospital
            .read(&Actor::system(), read::Slot { slot, patient: Some(self.patient) })
            .await
            .unwrap()
            .session;
        self.system(hospital::Request::WithdrawSession(usecase::WithdrawSession {
            session,
            reason: ReasonCode::Mistake,
            text: None,
        }))
        .await;
    }

    /// Lets hospital time pass.
    pub(crate) fn pass(&self, by: Duration) {
        self.clock.step(by);
    }

    /// Two others take both seats of a window.
    pub(crate) async fn fill(&self, slot: SlotId) {
        self.book(slot).await;
        self.book(slot).await;
    }

    /// Somebody has booked the first window and has arrived.
    pub(crate) async fn somebody_waits(&self) {
        let appointment = self.book(self.slots[0]).await;
        self.system(hospital::Request::CheckIn(usecase::CheckIn {
            appointment,
            credential: CredentialKind::ResidentId,
            class: None,
        }))
        .await;
    }

    /// Somebody else's journey.
    pub(crate) async fn journey_of_other(&self) -> JourneyId {
        let page = self.hospital.read(&Actor::system(), read::Journeys { person: Some(self.other) }).await.unwrap();
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

    /// The address with the words in braces replaced by existing ids.
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
            ("{clinic}", self.clinic.to_string()),
        ]);
        let filled = known.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        let part = |part: &str| if part.starts_with('{') { uuid::Uuid::nil().to_string() } else { part.to_owned() };
        filled.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// Sends a request, and reads the answer (only the head of a stream).
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        self.answer(self.router.clone(), request).await
    }

    /// Sends a form, and opens the page that it leads to, as a browser does. Returns that page's address and the page.
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

    /// Lets time pass, also for code that looks at a real clock.
    pub(crate) fn wait(&self, by: Duration) {
        self.clock.step(by);
    }

    /// Sends a request to addresses that only a test has, with the frame of all addresses.
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
        let key = format!("call-{}", self.number());
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

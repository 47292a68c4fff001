//! A hospital with one ward, an insured woman in it, and a platform that fails on demand.

use hospital::{
    Answer, Failure, Hospital, IdSource, Request,
    clock::{Clock as _, StandingClock},
    exchange::Settings,
    fixture::{self, Fixture, Opening, Place},
    request::{ConsentGiven, PersonDetails, PriceListItem},
    usecase,
    worlds::Worlds,
};
use journal::Journal;
use model::{
    Label,
    credential::complete_resident_id,
    id::{AdmissionId, CoverageId, PersonId, SettlementId},
    interface::Interface,
    journey::{Identity, InsuranceType, PersonClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{Formality, Needs, Urgency},
    settlement::{ChargeClass, YearToDate},
    time::{Instant, Zone},
};
use payer::{
    BoxFuture, Platform, Silence,
    sandbox::{CatalogueItem, Coverage, InProcess, Institution, Person, Sandbox},
};
use settlement::{ExchangeState, SettlementState, policy::HospitalKind, policy::JINAN_EMPLOYEE_INPATIENT_2024};
use std::{
    ops::Deref,
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

/// An answer later than this counts as none.
pub(crate) const WITHIN: Duration = Duration::from_millis(300);

/// The platform, and what was sent to it.
#[derive(Debug)]
pub(crate) struct Tapped {
    inner: InProcess,
    pub(crate) sent: Mutex<Vec<Vec<u8>>>,
}

impl Platform for Tapped {
    fn send(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, Silence>> {
        self.sent.lock().unwrap().push(bytes.clone());
        self.inner.send(bytes)
    }
}

pub(crate) struct Harness {
    fixture: Fixture,
    pub(crate) sandbox: Sandbox,
    pub(crate) platform: Arc<Tapped>,
    pub(crate) admission: AdmissionId,
    pub(crate) patient: PersonId,
    /// The platform's own database.
    _folder: tempfile::TempDir,
}

impl Deref for Harness {
    type Target = Fixture;

    fn deref(&self) -> &Fixture {
        &self.fixture
    }
}

/// How the woman is insured, and what can be charged.
pub(crate) struct Insured {
    pub(crate) policy: String,
    pub(crate) insurance: InsuranceType,
    pub(crate) class: PersonClass,
    pub(crate) region: &'static str,
    pub(crate) balance: Yuan,
    pub(crate) items: Vec<PriceListItem>,
    /// Does the hospital know about the insurance when she arrives?
    pub(crate) recorded: bool,
    /// How many stays of this year the platform knows and the hospital does not.
    pub(crate) elsewhere: u8,
}

/// An item of the price list.
pub(crate) fn item(code: &str, class: ChargeClass, unit_price: &str, preself_rate: &str) -> PriceListItem {
    PriceListItem {
        item: code.into(),
        name: Label::new("测试项目", "Test item"),
        unit: Some(Label::new("次", "time")),
        class,
        unit_price: unit_price.parse().unwrap(),
        ceiling: None,
        preself_rate: preself_rate.parse().unwrap(),
    }
}

impl Default for Insured {
    /// An employee of Jinan, with 2,000 yuan on the account.
    fn default() -> Self {
        Self {
            policy: JINAN_EMPLOYEE_INPATIENT_2024.into(),
            insurance: InsuranceType::Employee,
            class: PersonClass::Active,
            region: "370100",
            balance: Yuan::from_fen(200_000),
            items: vec![item("A1", ChargeClass::A, "1000", "0")],
            recorded: true,
            elsewhere: 0,
        }
    }
}

fn morning() -> Instant {
    "2026-11-26T00:00:00Z".parse().unwrap()
}

/// How the hospital talks to the platform: it waits this long for answers.
pub(crate) fn waiting(within: Duration) -> Settings {
    Settings { within, ..fixture::config(Arc::new(StandingClock::new(morning()))).payer }
}

fn config(payer: Settings) -> hospital::Config {
    hospital::Config { payer, ..fixture::config(Arc::new(StandingClock::new(morning()))) }
}

/// A place on PostgreSQL.
fn server() -> Place {
    let database = testkit::Database::new();
    Place { url: database.url(), kept: Box::new(database) }
}

impl Harness {
    /// A harness whose patient has arrived and done everything but the insurance.
    pub(crate) async fn arrived() -> Self {
        Self::arrived_within(WITHIN).await
    }

    /// The same, but the hospital waits this long for answers.
    pub(crate) async fn arrived_within(within: Duration) -> Self {
        Self::arrived_on(Place::file(), waiting(within), &Insured::default()).await
    }

    /// A harness on PostgreSQL whose patient is in bed and has charges, and another node of it.
    pub(crate) async fn shared() -> (Self, Hospital) {
        let harness = Self::arrived_on(server(), waiting(WITHIN), &Insured::default()).await;
        harness.insure().await.unwrap();
        harness.occupy().await;
        harness.charge("50").await;
        let node = harness.opened(harness.place.journal().await).await;
        (harness, node)
    }

    async fn arrived_on(place: Place, payer: Settings, insured: &Insured) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = StandingClock::new(morning());
        let wall = clock.clone();
        let wall_clock = Arc::new(move || Zone::SHANGHAI.local(wall.now()));
        let sandbox = Sandbox::open(&folder.path().join("platform.db"), wall_clock).await.unwrap();
        let inner = sandbox.in_process(Duration::from_secs(60));
        let platform = Arc::new(Tapped { inner, sent: Mutex::default() });
        let opening = Opening {
            config: config(payer),
            clock,
            platform: Arc::clone(&platform) as Arc<dyn Platform>,
            ..Opening::default()
        };
        let fixture = Fixture::open(place, opening).await;
        let mut harness = Self {
            fixture,
            sandbox,
            platform,
            admission: AdmissionId(Uuid::nil()),
            patient: PersonId(Uuid::nil()),
            _folder: folder,
        };
        harness.set_up(insured).await;
        harness
    }

    /// A harness whose patient is in bed and has 50,000 yuan of charges, in scope.
    pub(crate) async fn in_bed() -> Self {
        Self::in_bed_within(WITHIN).await
    }

    /// A harness whose patient is in bed with this insurance, without charges.
    pub(crate) async fn in_bed_as(insured: &Insured) -> Self {
        let harness = Self::arrived_on(Place::file(), waiting(WITHIN), insured).await;
        harness.insure().await.unwrap();
        harness.occupy().await;
        harness
    }

    pub(crate) async fn in_bed_within(within: Duration) -> Self {
        Self::in_bed_talking(waiting(within)).await
    }

    /// A harness whose patient is in bed and has charges, of a hospital that talks to the platform in this way.
    pub(crate) async fn in_bed_talking(payer: Settings) -> Self {
        let harness = Self::arrived_on(Place::file(), payer, &Insured::default()).await;
        harness.insure().await.unwrap();
        harness.occupy().await;
        harness.charge("50").await;
        harness
    }

    async fn set_up(&mut self, insured: &Insured) {
        let number = complete_resident_id("37010019640310002").unwrap();
        self.set_up_platform(insured).await;
        self.enrol("37010000000000000000000001", &number, insured).await;
        self.system(Request::AdoptPolicy(usecase::AdoptPolicy { toml: insured.policy.clone() })).await.unwrap();
        for item in insured.items.iter().cloned() {
            self.system(Request::AddItem(usecase::AddItem { item })).await.unwrap();
        }
        self.patient = self.register(number, insured).await;
        self.admission = self.arrive(self.patient).await;
    }

    /// Registers somebody with this number and this insurance.
    async fn register(&self, number: String, insured: &Insured) -> PersonId {
        let person = self.person_with("林示例", number, Some("示例路 1 号")).await;
        if insured.recorded {
            self.cover_as(person, insured.insurance, insured.class, insured.region).await;
        }
        person
    }

    /// Another woman, insured like the first, arrives.
    pub(crate) async fn arrive_another(&self) -> AdmissionId {
        let (number, insured) = (complete_resident_id("37010019640310004").unwrap(), Insured::default());
        self.enrol("37010000000000000000000002", &number, &insured).await;
        self.arrive(self.register(number, &insured).await).await
    }

    /// Records that she is an employee of Jinan, of a class.
    pub(crate) async fn cover(&self, class: PersonClass) -> CoverageId {
        self.cover_as(self.patient, InsuranceType::Employee, class, "370100").await
    }

    pub(crate) async fn cover_as(
        &self,
        person: PersonId,
        insurance: InsuranceType,
        class: PersonClass,
        region: &str,
    ) -> CoverageId {
        let covered = Request::AddCoverage(usecase::AddCoverage {
            person,
            insurance,
            class,
            region: region.into(),
            psn_no: None,
        });
        let Ok(Answer::CoverageAdded { coverage }) = self.system(covered).await else { panic!() };
        coverage
    }

    /// Somebody is to be admitted, gets a bed, and arrives.
    pub(crate) async fn arrive(&self, person: PersonId) -> AdmissionId {
        let asked = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
            patient: person,
            department: self.department,
            diagnosis: "K80.1".into(),
            urgency: Urgency::Urgent,
            needs: Needs::default(),
            expected_days: 5,
        });
        let Ok(Answer::AdmissionRequested { admission }) = self.system(asked).await else { panic!() };
        let bed = self.look(|worlds| worlds.scheduling.suggest_beds(admission, 1)[0].place.bed);
        self.system(Request::AssignBed(usecase::AssignBed { admission, bed })).await.unwrap();
        let arrive =
            Request::Arrive(usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None });
        self.system(arrive).await.unwrap();
        admission
    }

    /// A harness whose patient has arrived, and whose insurance nobody knows yet.
    pub(crate) async fn arrived_unknown() -> Self {
        Self::arrived_on(Place::file(), waiting(WITHIN), &Insured { recorded: false, ..Insured::default() }).await
    }

    /// A person without credentials.
    pub(crate) async fn unidentified(&self) -> PersonId {
        let person = PersonDetails {
            name: "无名氏".into(),
            sex: Some(Sex::Female),
            birth: None,
            phone: None,
            address: None,
            credentials: Vec::new(),
        };
        let registered = Request::RegisterPerson(usecase::RegisterPerson { identity: Identity::Unidentified, person });
        let Ok(Answer::PersonRegistered { person }) = self.system(registered).await else { panic!() };
        person
    }

    pub(crate) fn bill(&self) -> settlement::Bill {
        self.look(|worlds| worlds.settlement.bill(self.admission).unwrap().clone())
    }

    async fn set_up_platform(&self, insured: &Insured) {
        let code = "H37010000001".parse().unwrap();
        let institution = Institution { code, level: 3, kind: HospitalKind::General };
        self.sandbox.enrol_institution(&institution).await.unwrap();
        self.sandbox.load_policies(&[&insured.policy]).await.unwrap();
        let listed = |item: &PriceListItem| CatalogueItem {
            code: item.item.clone(),
            class: item.class,
            ceiling: item.ceiling,
            preself_rate: item.preself_rate,
        };
        let items: Vec<CatalogueItem> = insured.items.iter().map(listed).collect();
        self.sandbox.enrol_items(&items).await.unwrap();
    }

    /// Makes somebody known to the platform.
    async fn enrol(&self, psn_no: &str, number: &str, insured: &Insured) {
        let coverage = Coverage {
            insurance: insured.insurance,
            class: insured.class,
            region: insured.region.into(),
            balance: insured.balance,
            family_balance: Yuan::ZERO,
            policy: None,
            assistance: false,
            remote: false,
            admissions: insured.elsewhere,
            year_to_date: YearToDate::default(),
        };
        let person = Person {
            psn_no: psn_no.into(),
            name: "林示例".into(),
            certno: number.into(),
            sex: Sex::Female,
            birth: None,
            credentials: vec![(CredentialKind::ResidentId, number.into())],
            coverage: vec![coverage],
        };
        self.sandbox.enrol(&[person]).await.unwrap();
    }

    pub(crate) async fn ask(&self, request: Request) -> Result<Answer, Failure> {
        self.execute(&self.nurse(), request).await
    }

    pub(crate) fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R {
        self.hospital.look(look)
    }

    pub(crate) async fn insure(&self) -> Result<Answer, Failure> {
        self.ask(Request::DoFormality(usecase::DoFormality {
            admission: self.admission,
            formality: Formality::Insurance,
        }))
        .await
    }

    pub(crate) async fn occupy(&self) {
        let admission = self.admission;
        for formality in Formality::ALL.into_iter().filter(|formality| *formality != Formality::Insurance) {
            let request = match formality {
                Formality::Form => Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm {
                    admission,
                    answers: hospital::request::FormAnswers {
                        contact_name: Some("林甲".into()),
                        contact_phone: Some("13900000000".into()),
                        allergies: Some(String::new()),
                        ..Default::default()
                    },
                }),
                formality => Request::DoFormality(usecase::DoFormality { admission, formality }),
            };
            self.system(request).await.unwrap();
        }
        self.system(Request::OccupyBed(usecase::OccupyBed { admission })).await.unwrap();
    }

    pub(crate) async fn charge(&self, count: &str) {
        let count = count.parse().unwrap();
        self.ask(Request::Charge(usecase::Charge { admission: self.admission, item: "A1".into(), count }))
            .await
            .unwrap();
    }

    /// Shows the trial.
    pub(crate) async fn presettle(&self) -> (SettlementId, String) {
        let presettled = self.ask(Request::Presettle(usecase::Presettle { admission: self.admission })).await;
        let Ok(Answer::Presettled { settlement, fingerprint }) = presettled else { panic!("{presettled:?}") };
        (settlement, fingerprint)
    }

    /// Shows the trial, and the patient agrees.
    pub(crate) async fn consent(&self) -> SettlementId {
        let (settlement, fingerprint) = self.presettle().await;
        self.ask(Request::Consent(usecase::Consent { settlement, fingerprint, means: ConsentGiven::Print }))
            .await
            .unwrap();
        settlement
    }

    pub(crate) async fn settle(&self, settlement: SettlementId) -> Result<Answer, Failure> {
        self.ask(Request::Settle(usecase::Settle { settlement })).await
    }

    pub(crate) fn state(&self) -> SettlementState {
        self.look(|worlds| worlds.settlement.current_settlement(self.admission).unwrap().state)
    }

    /// Exchanges of one interface: their states and message ids, in order.
    pub(crate) fn exchanges(&self, infno: Interface) -> Vec<(ExchangeState, String)> {
        self.look(|worlds| {
            let exchanges = worlds.settlement.exchanges(self.admission).filter(|exchange| exchange.infno == infno);
            exchanges.map(|exchange| (exchange.state, exchange.msgid.to_string())).collect()
        })
    }

    /// Message ids of the settlements in force at the platform.
    pub(crate) async fn in_force(&self) -> Vec<String> {
        let rows = self.sandbox.settlements().await.unwrap();
        rows.into_iter().filter(|row| !row.reversed).map(|row| row.msgid).collect()
    }

    /// Advances hospital time by ten seconds at a time until it is so, for longer than the longest pause between two
    /// tries (ten minutes): on a busy machine more tries have failed by then, and each makes the next pause longer.
    pub(crate) async fn until(&self, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..240 {
            if is_so(self) {
                return;
            }
            self.clock.step(chrono::Duration::seconds(10));
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        let open = self.look(|worlds| worlds.settlement.exchanges_open().cloned().collect::<Vec<_>>());
        panic!("it never came to be; open exchanges: {open:?}");
    }

    /// Ends the hospital and opens it again from the same journal.
    pub(crate) async fn restart(&mut self) {
        self.hospital.shutdown().await;
        self.fixture.journal = self.place.journal().await;
        self.fixture.hospital = self.opened(self.journal.clone()).await;
    }

    async fn opened(&self, journal: Journal) -> Hospital {
        let clock = Arc::new(self.clock.clone());
        let platform = Arc::clone(&self.platform) as Arc<dyn Platform>;
        Hospital::open(config(waiting(WITHIN)), journal, clock, IdSource::seeded(2), platform).await.unwrap()
    }
}

pub(crate) fn refusal(result: Result<Answer, Failure>) -> &'static str {
    fixture::refused(result).0
}

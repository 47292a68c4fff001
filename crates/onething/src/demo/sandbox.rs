//! The insurer of the demo: the sandbox platform with the demo's hospital, price list, policies and insured people.

use hospital::{clock::Clock, exchange::Settings, usecase};
use model::{
    Label,
    money::Yuan,
    person::CredentialKind,
    settlement::HospitalKind,
    time::{Instant, Zone},
};
use payer::{
    Text,
    sandbox::{CatalogueItem, Coverage, Institution, Person, Sandbox, SandboxError},
};
use simulator::demo::{
    Blueprint,
    cast::Cast,
    people::{DemoPerson, Insured},
    policies::POLICIES,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// 定点医药机构编号: an institution that does not exist.
const INSTITUTION: &str = "H99999900001";
/// The platform answers within this time, or not at all.
const ANSWERS_WITHIN: Duration = Duration::from_secs(8);

/// The insurer's clock: hospital time, or, while a history or a step is played, the time that is being played.
#[derive(Clone, Debug)]
pub(crate) struct InsurerTime {
    clock: Arc<dyn Clock>,
    /// Milliseconds since 1970; 0 = nothing is being played.
    played: Arc<AtomicI64>,
}

impl InsurerTime {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, played: Arc::default() }
    }

    /// Sets the moment that is being played.
    pub(crate) fn play(&self, at: Instant) {
        self.played.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// Goes back to hospital time.
    pub(crate) fn live(&self) {
        self.played.store(0, Ordering::Relaxed);
    }

    fn get(&self) -> Instant {
        match self.played.load(Ordering::Relaxed) {
            0 => self.clock.now(),
            played => Instant::from_timestamp_millis(played).unwrap_or_default(),
        }
    }
}

/// Opens the platform of a data folder.
///
/// # Errors
/// As the sandbox.
pub(crate) async fn open(folder: &Path, time: &InsurerTime, zone: Zone) -> Result<Sandbox, SandboxError> {
    let time = time.clone();
    Sandbox::open(&folder.join("sandbox.db"), Arc::new(move || zone.local(time.get()))).await
}

/// How the demo's hospital talks to its platform.
///
/// # Errors
/// If something does not fit its field.
pub(crate) fn settings() -> Result<Settings, Box<dyn std::error::Error + Send + Sync>> {
    Ok(Settings { within: ANSWERS_WITHIN, ..Settings::new(Text::new("receiver", "DEMO")?) })
}

/// What the demo's hospital is.
pub(crate) fn profile() -> usecase::AdoptProfile {
    usecase::AdoptProfile {
        name: Label::new("虚构市示例医院", "Example Hospital of Nowhere"),
        code: INSTITUTION.to_owned(),
        level: 3,
        kind: HospitalKind::General,
        region: "370100".to_owned(),
    }
}

/// Tells the platform of the hospital, its items, the policies and everybody who is insured.
///
/// # Errors
/// As the sandbox.
pub(crate) async fn enrol(
    sandbox: &Sandbox,
    people: &[DemoPerson],
    cast: &Cast,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let usecase::AdoptProfile { code, level, kind, .. } = profile();
    sandbox.enrol_institution(&Institution { code: code.parse()?, level, kind }).await?;
    sandbox.load_policies(&POLICIES.map(|policy| policy.toml)).await?;
    let item = |item: &simulator::demo::Item| CatalogueItem {
        code: item.code.clone(),
        class: item.class,
        ceiling: item.ceiling,
        preself_rate: item.preself,
    };
    let items: Vec<_> = Blueprint::get().items.iter().map(item).collect();
    sandbox.enrol_items(&items).await?;
    let mut insured: Vec<Person> = people.iter().chain([&cast.patient, &cast.child]).filter_map(plain).collect();
    for (person, stay) in &cast.waiting {
        let policy = POLICIES.iter().find(|policy| !stay.published.is_empty() && policy.published == stay.published);
        let mut coverage = coverage(&stay.coverage);
        coverage.policy = policy.map(|policy| policy.id.to_owned());
        coverage.balance = stay.account_balance;
        coverage.admissions = stay.admission_no.saturating_sub(1);
        insured.push(Person { coverage: vec![coverage], ..known(person) });
    }
    sandbox.enrol(&insured).await?;
    Ok(())
}

fn plain(person: &DemoPerson) -> Option<Person> {
    let insured = person.insured.as_ref()?;
    Some(Person { coverage: vec![coverage(insured)], ..known(person) })
}

fn coverage(insured: &Insured) -> Coverage {
    Coverage {
        insurance: insured.insurance,
        class: insured.class,
        region: insured.region.clone(),
        balance: Yuan::ZERO,
        family_balance: Yuan::ZERO,
        policy: None,
        assistance: false,
        remote: false,
        admissions: 0,
        year_to_date: Default::default(),
    }
}

fn known(person: &DemoPerson) -> Person {
    Person {
        psn_no: person.psn_no.clone(),
        name: person.name.clone(),
        certno: person.resident_id.clone(),
        sex: person.sex,
        birth: Some(person.birth),
        credentials: vec![
            (CredentialKind::ResidentId, person.resident_id.clone()),
            (CredentialKind::SocialSecurityCard, person.card.clone()),
            (CredentialKind::InsuranceCode, person.code.clone()),
        ],
        coverage: Vec::new(),
    }
}

/// The platform, called without a network.
pub(crate) fn platform(sandbox: &Sandbox) -> Arc<dyn payer::Platform> {
    Arc::new(sandbox.in_process(ANSWERS_WITHIN))
}

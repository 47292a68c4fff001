//! The insurance that a stay is under: chosen on arrival, and again whenever more becomes known, until the bill is
//! settled.
//!
//! Insurance that becomes known (recorded, or through a merge) is applied automatically only to a bill that has none,
//! and only when exactly one insurance fits; otherwise the nurse chooses.

use super::year;
use crate::{deciding::Deciding, failure::Failure, request::Answer, worlds::Worlds};
use chrono::Datelike as _;
use journey::Coverage;
use model::{
    code::PolicyCode,
    id::{AdmissionId, CoverageId, PersonId},
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    money::Yuan,
    scheduling::Reason,
    settlement::{BillOpened, command},
    time::{BusinessDate, Zone},
};
use scheduling::read::AdmissionView;
use settlement::{Bill, SettlementState, adjudicate::HospitalFacts};
use std::collections::BTreeSet;

/// Insurance, as far as a bill depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Terms {
    insurance: InsuranceType,
    class: PersonClass,
    region: String,
}

impl From<&Coverage> for Terms {
    fn from(row: &Coverage) -> Self {
        Self { insurance: row.insurance, class: row.class, region: row.region.clone() }
    }
}

/// A stay that is to be put under another insurance; `None` = it no longer has any.
#[derive(Clone)]
pub(crate) struct Insured {
    admission: AdmissionId,
    patient: Vec<PersonId>,
    terms: Option<Terms>,
}

/// The policy under which somebody with this insurance is treated that day; `None` if there is none.
fn policy(worlds: &Worlds, terms: &Terms, day: BusinessDate) -> Option<PolicyCode> {
    let policies = worlds.settlement.policies().filter(|policy| {
        policy.insurance == terms.insurance
            && policy.is_of_stays()
            && policy.in_force(day.0)
            && policy.region == terms.region
    });
    policies.map(|policy| policy.id.clone()).last()
}

/// Can a stay that began that day in such a hospital be settled under this insurance?
fn fits(worlds: &Worlds, terms: &Terms, day: BusinessDate, hospital: HospitalFacts) -> bool {
    policy(worlds, terms, day)
        .and_then(|id| worlds.settlement.policy(&id))
        .is_some_and(|policy| policy.covers(hospital, terms.class))
}

/// The insurances of a stay's patient under which it can be settled, the newest first, each once.
pub(crate) fn fitting<'a>(worlds: &'a Worlds, bill: &Bill) -> Vec<&'a Coverage> {
    let mut found: Vec<&Coverage> = Vec::new();
    for row in worlds.journey.coverages_of(bill.patient) {
        let known = found.iter().any(|other| Terms::from(*other) == Terms::from(row));
        if !known && fits(worlds, &row.into(), bill.admitted_on, bill.hospital()) {
            found.push(row);
        }
    }
    found
}

/// Is the stay under this insurance now?
pub(crate) fn is_in_force(worlds: &Worlds, bill: &Bill, row: &Coverage) -> bool {
    bill.policy.is_some()
        && bill.policy == policy(worlds, &row.into(), bill.admitted_on)
        && (bill.insurance, bill.class) == (row.insurance, row.class)
}

/// Opens the bill of a patient who has arrived, under the insurance that is in force.
///
/// # Errors
/// `profile-missing`, and settlement's refusals.
pub(crate) fn open_bill(deciding: &mut Deciding<'_>, stay: &AdmissionView) -> Result<(), Failure> {
    let worlds = deciding.worlds();
    let profile = worlds.settlement.profile().ok_or_else(|| Refusal::new("profile-missing"))?;
    let hospital = HospitalFacts { level: profile.level, kind: profile.kind };
    let today = deciding.today();
    let known = terms_of(worlds, stay.patient);
    // The newest under which the stay can be settled; if there is none, the newest of all, which the bill names.
    let terms = known.iter().find(|terms| fits(worlds, terms, today, hospital)).or(known.first()).cloned();
    let policy = terms.as_ref().and_then(|terms| policy(worlds, terms, today));
    let (insurance, class) =
        terms.map_or((InsuranceType::SelfPay, PersonClass::Active), |terms| (terms.insurance, terms.class));
    let theirs = worlds.journey.aliases_of(stay.patient);
    let (admission_no, year_to_date) = year::before(worlds, deciding.zone(), &theirs, today.0.year(), None);
    deciding.settlement(BillOpened {
        admission: stay.id,
        patient: stay.patient,
        journey: stay.journey,
        policy,
        insurance,
        class,
        hospital_level: hospital.level,
        hospital_kind: hospital.kind,
        admission_no,
        admitted_on: today,
        year_to_date,
        account_balance: Yuan::ZERO,
    })?;
    Ok(())
}

/// The command that puts a bill under an insurance, or under none. It counts in the year of arrival until a trial is
/// asked for.
fn insure(
    worlds: &Worlds,
    zone: Zone,
    bill: &Bill,
    theirs: &[PersonId],
    terms: Option<&Terms>,
    pays_all: Option<Reason>,
) -> command::InsureBill {
    let year = bill.admitted_on.0.year();
    let (admission_no, year_to_date) = year::before(worlds, zone, theirs, year, Some(bill.admission));
    command::InsureBill {
        admission: bill.admission,
        policy: terms.and_then(|terms| policy(worlds, terms, bill.admitted_on)),
        insurance: terms.map_or(InsuranceType::SelfPay, |terms| terms.insurance),
        class: terms.map_or(PersonClass::Active, |terms| terms.class),
        admission_no,
        year_to_date,
        pays_all,
    }
}

/// The bills of the stays under some records, each once: a query for one record's stays returns all of the person's.
pub(super) fn bills_of<'a>(worlds: &'a Worlds, records: &'a [PersonId]) -> impl Iterator<Item = &'a Bill> {
    let mut seen = BTreeSet::new();
    let stays = records.iter().flat_map(|record| worlds.scheduling.admissions_of(*record));
    stays
        .filter(move |stay| records.contains(&stay.patient) && seen.insert(stay.id))
        .filter_map(|stay| worlds.settlement.bill(stay.id))
}

/// The bills of somebody's stays that can still come under another insurance: neither settled, nor being settled, nor
/// cancelled.
fn open_bills<'a>(worlds: &'a Worlds, records: &'a [PersonId]) -> impl Iterator<Item = &'a Bill> {
    bills_of(worlds, records).filter(|bill| bill.cancelled.is_none() && !is_settled(worlds, bill))
}

/// Is the bill settled, or might it be?
pub(super) fn is_settled(worlds: &Worlds, bill: &Bill) -> bool {
    let current = worlds.settlement.current_settlement(bill.admission);
    current.is_some_and(|row| row.state == SettlementState::Submitted || row.state.is_settled())
}

/// The stays of some records that have no insurance, and for which exactly one of the known insurances fits. When the
/// nurse has said that the patient pays all for now, only an insurance that is news counts.
fn takes_up(worlds: &Worlds, people: Vec<PersonId>, known: &[Terms], news: &[Terms]) -> Vec<Insured> {
    let found = open_bills(worlds, &people).filter(|bill| bill.is_self_pay()).filter_map(|bill| {
        let mut fitting: Vec<&Terms> = Vec::new();
        for terms in known.iter().filter(|terms| fits(worlds, terms, bill.admitted_on, bill.hospital())) {
            if !fitting.contains(&terms) {
                fitting.push(terms);
            }
        }
        match fitting[..] {
            [only] if !bill.pays_all || news.contains(only) => Some((bill.admission, only.clone())),
            _ => None,
        }
    });
    found.map(|(admission, only)| Insured { admission, patient: people.clone(), terms: Some(only) }).collect()
}

fn terms_of(worlds: &Worlds, person: PersonId) -> Vec<Terms> {
    worlds.journey.coverages_of(person).into_iter().map(Terms::from).collect()
}

/// The stays that take up the insurance which was added last.
pub(crate) fn insured_lately(worlds: &Worlds, person: PersonId) -> Vec<Insured> {
    let known = terms_of(worlds, person);
    takes_up(worlds, worlds.journey.aliases_of(person), &known, known.get(..1).unwrap_or_default())
}

/// The stays that take up an insurance when two records, which are still two people, become one.
pub(crate) fn insured_once_merged(worlds: &Worlds, from: PersonId, into: PersonId) -> Vec<Insured> {
    let (of_into, of_from) = (terms_of(worlds, into), terms_of(worlds, from));
    let known = [of_into.clone(), of_from.clone()].concat();
    let taken = |person, news: &[Terms]| takes_up(worlds, worlds.journey.aliases_of(person), &known, news);
    [taken(into, &of_from), taken(from, &of_into)].concat()
}

/// The stays that lost their insurance when two records were parted, because it is the other person's, each with the
/// one that is left, if any.
///
/// # Errors
/// `settlement-under-way`: a bill that must change its insurance is being settled right now.
pub(crate) fn insured_once_parted(worlds: &Worlds, from: PersonId, into: PersonId) -> Result<Vec<Insured>, Failure> {
    let mut found = Vec::new();
    for person in [from, into] {
        let (people, own) = (worlds.journey.aliases_of(person), worlds.journey.coverages_of(person));
        for bill in bills_of(worlds, &people) {
            let kept = bill.is_self_pay() || own.iter().any(|row| is_in_force(worlds, bill, row));
            if kept || bill.cancelled.is_some() {
                continue;
            }
            let state = worlds.settlement.current_settlement(bill.admission).map(|row| row.state);
            if state == Some(SettlementState::Submitted) {
                return Err(Refusal::new("settlement-under-way").field("from").into());
            }
            if !is_settled(worlds, bill) {
                let left = own.iter().find(|row| fits(worlds, &(**row).into(), bill.admitted_on, bill.hospital()));
                let terms = left.map(|row| Terms::from(*row));
                found.push(Insured { admission: bill.admission, patient: people.clone(), terms });
            }
        }
    }
    Ok(found)
}

/// Puts stays under the insurance that became known; a bill that can no longer be changed stays as it is.
///
/// # Errors
/// Settlement's refusals, which are faults here.
pub(crate) fn insure_late(deciding: &mut Deciding<'_>, insured: &[Insured]) -> Result<(), Failure> {
    for found in insured {
        let worlds = deciding.worlds();
        let Some(bill) = worlds.settlement.bill(found.admission) else { continue };
        let command = insure(worlds, deciding.zone(), bill, &found.patient, found.terms.as_ref(), None);
        deciding.settlement(command)?;
    }
    Ok(())
}

fn bill_of(worlds: &Worlds, admission: AdmissionId) -> Result<&Bill, Failure> {
    let bill = worlds.settlement.bill(admission);
    bill.ok_or_else(|| Refusal::new("bill-unknown").field("admission").into())
}

/// Puts a stay under the insurance that the nurse chooses.
///
/// # Errors
/// `coverage-not-theirs`, `coverage-no-policy`, and settlement's refusals.
pub(crate) fn choose_coverage(
    deciding: &mut Deciding<'_>,
    admission: AdmissionId,
    coverage: CoverageId,
) -> Result<Answer, Failure> {
    super::check_not_cancelled(deciding.worlds(), admission)?;
    let worlds = deciding.worlds();
    let bill = bill_of(worlds, admission)?;
    let patient = bill.patient;
    let rows = worlds.journey.coverages_of(patient);
    let row = rows.into_iter().find(|row| row.id == coverage);
    let terms = row.map(Terms::from).ok_or_else(|| Refusal::new("coverage-not-theirs").field("coverage"))?;
    if !fits(worlds, &terms, bill.admitted_on, bill.hospital()) {
        return Err(Refusal::new("coverage-no-policy").field("coverage").with("region", terms.region).into());
    }
    let command = insure(worlds, deciding.zone(), bill, &worlds.journey.aliases_of(patient), Some(&terms), None);
    deciding.on_behalf_of(patient);
    deciding.settlement(command)?;
    Ok(Answer::Submitted { admission })
}

/// Notes that the patient pays all for now. Nothing changes on a bill that no insurance pays anyway.
///
/// # Errors
/// `bill-unknown` before the patient has arrived, and settlement's refusals.
pub(crate) fn pay_all_for_now(
    deciding: &mut Deciding<'_>,
    stay: &AdmissionView,
    reason: Reason,
) -> Result<(), Failure> {
    super::check_not_cancelled(deciding.worlds(), stay.id)?;
    let worlds = deciding.worlds();
    let bill = bill_of(worlds, stay.id)?;
    if bill.is_self_pay() && stay.in_bed_at.is_none() {
        return Ok(());
    }
    let command = insure(worlds, deciding.zone(), bill, &worlds.journey.aliases_of(stay.patient), None, Some(reason));
    deciding.settlement(command)?;
    Ok(())
}

/// Puts the stay back under the insurance that was set aside, because the formality is to be done anew.
///
/// # Errors
/// Settlement's refusals.
pub(crate) fn undo_pays_all(deciding: &mut Deciding<'_>, stay: &AdmissionView) -> Result<(), Failure> {
    let worlds = deciding.worlds();
    let Some(bill) = worlds.settlement.bill(stay.id).filter(|bill| bill.pays_all) else { return Ok(()) };
    let Some(terms) = fitting(worlds, bill).first().map(|row| Terms::from(*row)) else { return Ok(()) };
    let command = insure(worlds, deciding.zone(), bill, &worlds.journey.aliases_of(stay.patient), Some(&terms), None);
    deciding.settlement(command)?;
    Ok(())
}

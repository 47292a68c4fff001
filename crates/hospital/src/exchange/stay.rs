//! The facts about a stay that the platform is told, and the typed messages made from them.
//!
//! Where the hospital has no separate value, another one is sent: the item's own code for the national catalogue's
//! (`med_list_codg`), the diagnosis' code for its name, and a department for the clinician of a stay that began without
//! a consultation.

use super::{
    converse::About,
    registration::{Registration, number_of, silent, text, unfit},
    shared::Exchanges,
    writes::Writes,
};
use crate::failure::Failure;
use journal::PersonRecord;
use model::{
    id::{AdmissionId, ChargeId, ClinicianId, PersonId},
    interface::Interface,
    journey::InsuranceType,
    message::Refusal,
    money::Yuan,
    person::CredentialKind,
    settlement::{LineSplit, Outcome},
};
use payer::{
    Answer, FieldError, Text,
    field::{Amount, Day, Number, Time},
    message::{
        Admission2401, AdmissionInfo, Certificate, CertificateError, Diagnosis, Discharge2402, DischargeInfo, Line,
        Person1101, TrialData,
    },
    short,
};
use scheduling::read::{AdmissionView, DepartmentView};
use settlement::Bill;
use std::sync::Arc;

/// 医疗类别: an ordinary stay (普通住院).
const MED_TYPE: &str = "21";
/// The credentials that the platform knows, in order of preference; the one presented on arrival comes before all of
/// them.
const CREDENTIALS: [CredentialKind; 6] = [
    CredentialKind::ResidentId,
    CredentialKind::SocialSecurityCard,
    CredentialKind::InsuranceCode,
    CredentialKind::FaceToken,
    CredentialKind::Permit,
    CredentialKind::Passport,
];

/// A stay as it is now.
#[derive(Clone, Debug)]
pub(super) struct Stay {
    pub(super) view: AdmissionView,
    pub(super) bill: Bill,
    department: DepartmentView,
    clinician: Option<(ClinicianId, PersonId)>,
    record: Arc<PersonRecord>,
    clinician_name: Option<String>,
}

/// As [`text`], but cut to fit: for names of places and people, where the beginning says enough.
fn cut<const MAX: usize>(field: &'static str, value: &str) -> Result<Text<MAX>, Failure> {
    text(field, &value.chars().take(MAX).collect::<String>())
}

fn fits<T>(made: Result<T, FieldError>) -> Result<T, Failure> {
    made.map_err(|error| unfit(error.into()))
}

impl Stay {
    /// Gathers the facts.
    ///
    /// # Errors
    /// `bill-unknown` before the patient has arrived; `person-erased`; failures to decrypt names.
    pub(super) async fn of(exchanges: &Exchanges, admission: AdmissionId) -> Result<Self, Failure> {
        let unknown = || Refusal::new("bill-unknown").field("admission");
        let (view, bill, department, clinician, patient, doctor) = {
            let worlds = exchanges.worlds();
            let view = worlds.scheduling.admission(admission).ok_or_else(unknown)?;
            let bill = worlds.settlement.bill(admission).cloned().ok_or_else(unknown)?;
            let department = worlds.scheduling.department(view.department).ok_or_else(unknown)?;
            let visit = view.appointment.and_then(|visit| worlds.scheduling.appointment(visit));
            let clinician = visit.and_then(|visit| worlds.scheduling.clinician(visit.clinician));
            let record = |person| worlds.journey.person(person).and_then(|row| row.record.as_ref()).map(|row| row.id);
            let patient = record(view.patient).ok_or_else(|| Refusal::new("person-erased").field("admission"))?;
            let clinician = clinician.map(|clinician| (clinician.id, clinician.person));
            let doctor = clinician.and_then(|(_, person)| record(person));
            (view, bill, department, clinician, patient, doctor)
        };
        let record = exchanges.directory.record(patient).await?;
        let record = record.ok_or_else(|| Refusal::new("person-erased").field("admission"))?;
        let clinician_name = match doctor {
            Some(doctor) => exchanges.directory.record(doctor).await?.map(|record| record.name.clone()),
            None => None,
        };
        Ok(Self { view, bill, department, clinician, record, clinician_name })
    }

    /// What an exchange about this stay is about.
    pub(super) fn about(&self, registration: Option<&Registration>) -> About {
        About {
            admission: Some(self.view.id),
            patient: Some(self.view.patient),
            place: registration.map(|registration| registration.place().to_owned()),
            ..About::default()
        }
    }

    /// The credential for the platform: the one presented on arrival, if the hospital has its number and the platform
    /// knows its kind; else the first that both know.
    ///
    /// # Errors
    /// `credential-not-insurable`.
    fn certificate(&self) -> Result<Certificate, Failure> {
        let number = |kind| self.record.credentials.iter().find(|(known, _)| *known == kind);
        let usable = |kind: &CredentialKind| CREDENTIALS.contains(kind);
        let order = self.view.credential.into_iter().filter(usable).chain(CREDENTIALS);
        let Some((kind, number)) = order.into_iter().find_map(number) else {
            return Err(Refusal::new("credential-not-insurable").field("credential").into());
        };
        // The platform asks for a passport's number without the country.
        let bare = number.split_once('-').filter(|_| *kind == CredentialKind::Passport);
        Certificate::new(*kind, bare.map_or(number.as_str(), |(_, bare)| bare)).map_err(|error| match error {
            CertificateError::Field(error) => unfit(error.into()),
            CertificateError::NotThePlatforms => Refusal::new("credential-not-insurable").field("credential").into(),
        })
    }

    pub(super) fn person(&self) -> Result<Person1101, Failure> {
        fits(Person1101::by(&self.certificate()?, None))
    }

    fn mdtrt_id(&self) -> Result<Text<30>, Failure> {
        number_of(self.bill.mdtrt_id.as_ref())
    }

    fn doctor<const NUMBER: usize, const NAME: usize>(&self) -> Result<(Text<NUMBER>, Text<NAME>), Failure> {
        match (&self.clinician, &self.clinician_name) {
            (Some((id, _)), Some(name)) => Ok((text("atddr_no", &short(id.0))?, cut("chfpdr_name", name)?)),
            _ => Ok((cut("atddr_no", &self.department.code)?, cut("chfpdr_name", &self.department.name.zh)?)),
        }
    }

    fn bed(&self) -> String {
        self.view.bed.as_ref().map_or_else(|| "-".to_owned(), |bed| format!("{}-{}", bed.room_number, bed.number))
    }

    fn diagnosis(&self, now: Time) -> Result<Diagnosis, Failure> {
        let (dise_dor_no, dise_dor_name) = self.doctor()?;
        Ok(Diagnosis {
            diag_type: text("diag_type", "1")?,
            maindiag_flag: text("maindiag_flag", "1")?,
            diag_srt_no: 1,
            diag_code: text("diag_code", &self.view.diagnosis)?,
            diag_name: text("diag_name", &self.view.diagnosis)?,
            adm_cond: None,
            diag_dept: cut("diag_dept", &self.department.name.zh)?,
            dise_dor_no,
            dise_dor_name,
            diag_time: now,
        })
    }

    pub(super) fn admission(
        &self,
        registration: &Registration,
        exchanges: &Exchanges,
    ) -> Result<Admission2401, Failure> {
        let certificate = self.certificate()?;
        let arrived = Time(exchanges.zone().local(self.view.arrived_at.unwrap_or(self.bill.opened)));
        let (atddr_no, chfpdr_name) = self.doctor()?;
        let maybe = |field, value: Option<&String>| fits(Text::maybe(field, value.cloned().unwrap_or_default()));
        Ok(Admission2401 {
            mdtrtinfo: AdmissionInfo {
                psn_no: registration.psn_no.clone(),
                insutype: registration.insutype.clone(),
                coner_name: maybe("coner_name", self.record.contact_name.as_ref())?,
                tel: maybe("tel", self.record.contact_phone.as_ref().or(self.record.phone.as_ref()))?,
                begntime: arrived,
                mdtrt_cert_type: certificate.kind,
                mdtrt_cert_no: certificate.number,
                med_type: text("med_type", MED_TYPE)?,
                ipt_no: text("ipt_no", &short(self.view.id.0))?,
                medrcdno: None,
                atddr_no,
                chfpdr_name,
                adm_diag_dscr: text("adm_diag_dscr", &self.view.diagnosis)?,
                adm_dept_codg: cut("adm_dept_codg", &self.department.code)?,
                adm_dept_name: cut("adm_dept_name", &self.department.name.zh)?,
                adm_bed: cut("adm_bed", &self.bed())?,
                dscg_maindiag_code: text("dscg_maindiag_code", &self.view.diagnosis)?,
                dscg_maindiag_name: text("dscg_maindiag_name", &self.view.diagnosis)?,
            },
            diseinfo: vec![self.diagnosis(arrived)?],
        })
    }

    pub(super) fn discharge(
        &self,
        registration: &Registration,
        exchanges: &Exchanges,
    ) -> Result<Discharge2402, Failure> {
        let left = self.view.discharged_at.ok_or(Failure::Broken)?;
        let left = Time(exchanges.zone().local(left));
        Ok(Discharge2402 {
            dscginfo: DischargeInfo {
                mdtrt_id: self.mdtrt_id()?,
                psn_no: registration.psn_no.clone(),
                insutype: registration.insutype.clone(),
                endtime: left,
                dscg_dept_codg: cut("dscg_dept_codg", &self.department.code)?,
                dscg_dept_name: cut("dscg_dept_name", &self.department.name.zh)?,
                dscg_bed: Some(cut("dscg_bed", &self.bed())?),
                dscg_way: text("dscg_way", "1")?,
            },
            diseinfo: vec![self.diagnosis(left)?],
        })
    }

    /// The line of a charge or of a refund; a refund is a line of its own with a negative count, which names its
    /// original.
    pub(super) fn line(
        &self,
        registration: &Registration,
        exchanges: &Exchanges,
        id: ChargeId,
    ) -> Result<Line, Failure> {
        let (line, count, amount, original, at) = {
            let worlds = exchanges.worlds();
            let world = &worlds.settlement;
            let unknown = || Refusal::new("charge-unknown").field("charge");
            match (world.line(id), world.refund(id)) {
                (Some((_, line)), _) => (line.clone(), line.count, line.amount, None, line.at),
                (None, Some((_, refund))) => {
                    let (_, line) = world.line(refund.charge).ok_or_else(unknown)?;
                    (line.clone(), -refund.count, -refund.amount, Some(refund.charge), refund.at)
                }
                (None, None) => return Err(unknown().into()),
            }
        };
        let number = |charge: ChargeId| text("feedetl_sn", &short(charge.0));
        let (bilg_dr_codg, bilg_dr_name) = self.doctor()?;
        Ok(Line {
            feedetl_sn: number(id)?,
            init_feedetl_sn: original.map(number).transpose()?,
            mdtrt_id: self.mdtrt_id()?,
            psn_no: registration.psn_no.clone(),
            med_type: text("med_type", MED_TYPE)?,
            fee_ocur_time: Time(exchanges.zone().local(at)),
            med_list_codg: text("med_list_codg", line.item.as_str())?,
            medins_list_codg: text("medins_list_codg", line.item.as_str())?,
            det_item_fee_sumamt: fits(Amount::new("det_item_fee_sumamt", amount))?,
            cnt: fits(Number::new("cnt", count))?,
            pric: fits(Number::new("pric", line.unit_price))?,
            bilg_dept_codg: cut("bilg_dept_codg", &self.department.code)?,
            bilg_dept_name: cut("bilg_dept_name", &self.department.name.zh)?,
            bilg_dr_codg,
            bilg_dr_name,
        })
    }

    /// What is to be settled: the lines as the platform split them. The account is used when it has a balance.
    pub(super) fn trial<W: Writes>(&self, registration: &Registration, writes: &W) -> Result<TrialData, Failure> {
        let exchanges = writes.exchanges();
        let certificate = self.certificate()?;
        let total = {
            let worlds = exchanges.worlds();
            let lines = worlds.settlement.lines(self.view.id).filter_map(|line| line.uploaded);
            let refunds = worlds.settlement.refunds(self.view.id).filter_map(|refund| refund.uploaded);
            lines.chain(refunds).fold(LineSplit::default(), |sum, split| settlement::line::plus(&sum, &split))
        };
        let left = self.view.discharged_at.unwrap_or_else(|| writes.now());
        let amount = |field, yuan| fits(Amount::new(field, yuan));
        let uses_account = self.bill.account_balance > Yuan::ZERO;
        Ok(TrialData {
            psn_no: registration.psn_no.clone(),
            mdtrt_cert_type: certificate.kind,
            mdtrt_cert_no: certificate.number,
            medfee_sumamt: amount("medfee_sumamt", settlement::line::sum(&total))?,
            psn_setlway: text("psn_setlway", "01")?,
            mdtrt_id: self.mdtrt_id()?,
            acct_used_flag: text("acct_used_flag", if uses_account { "1" } else { "0" })?,
            insutype: registration.insutype.clone(),
            mid_setl_flag: text("mid_setl_flag", "0")?,
            fulamt_ownpay_amt: amount("fulamt_ownpay_amt", total.fulamt_ownpay_amt)?,
            overlmt_selfpay: amount("overlmt_selfpay", total.overlmt_amt)?,
            preselfpay_amt: amount("preselfpay_amt", total.preselfpay_amt)?,
            inscp_scp_amt: amount("inscp_scp_amt", total.inscp_scp_amt)?,
            discharged: Day(exchanges.zone().date(left).0),
        })
    }
}

/// What 1101 said about a stay's patient: from memory, or from the answer's bytes in the journal.
///
/// # Errors
/// `platform-silent` when it was never answered; failures to decrypt the bytes.
pub(super) async fn registration<W: Writes>(writes: &W, admission: AdmissionId) -> Result<Registration, Failure> {
    let exchanges = writes.exchanges();
    let known = exchanges.memory().registrations.get(&admission).cloned();
    let (body, scheme) = {
        let worlds = exchanges.worlds();
        let insured = worlds.settlement.exchanges(admission).rev().find(|exchange| {
            exchange.infno == Interface::Person && matches!(exchange.answer, Some(Outcome::Insured { .. }))
        });
        let body = insured.and_then(|exchange| exchange.answer_body.as_ref()).map(|body| body.id);
        (body, worlds.settlement.bill(admission).map_or(InsuranceType::SelfPay, |bill| bill.insurance))
    };
    // What this node remembers may be from another insurance: another node may have put the stay under a different one
    // since.
    if let Some(known) = known.filter(|known| known.scheme == scheme) {
        return Ok(known);
    }
    let body = body.ok_or_else(|| silent(Interface::Person))?;
    let plain = exchanges.journal.open_side(body).await?;
    let plain = plain.ok_or_else(|| Refusal::new("person-erased").field("admission"))?;
    let answer = Answer::parse(&plain).and_then(|answer| answer.output::<Person1101>());
    let found = answer.map_err(|error| {
        tracing::error!(%error, %body, "an answer of the platform cannot be read again");
        Failure::Broken
    })?;
    // A registration that is taken back may have been under another insurance than the stay's present one; its number
    // and place are those of the person.
    let other = || Some(Registration::under(&found, found.insurance()?, scheme));
    let registration = Registration::of(&found, scheme).or_else(other).ok_or(Failure::Broken)?;
    exchanges.remember(admission, registration.clone());
    Ok(registration)
}

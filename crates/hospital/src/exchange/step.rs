//! What a stay needs of the platform, one function each. Every one of them can be asked again: it does what is not done.

use super::{
    converse::{About, Said, again, exchange, expected, intend, silent},
    desk::Writes,
    stay::{Registration, Stay, registration, remember},
};
use crate::{failure::Failure, request::Answer, writer::keys::KeyUse};
use model::{
    actor::Actor,
    id::{AdmissionId, ExchangeId, SettlementId},
    message::Refusal,
    settlement::Outcome,
};
use payer::{
    MessageId, Text,
    message::{Lines2301, Person1101, Reversal2601, ReversalData, Settlement2304, Trial2303},
};

/// Registers the stay: 1101 with any credential, then 2401. Nothing to do for who pays all, and when it is done.
///
/// # Errors
/// `platform-silent`, `platform-refused`; `exchange-outcome-unknown` while an earlier 2401 is being resolved.
pub(super) async fn register<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let stay = Stay::of(writes.hospital(), admission).await?;
    if stay.bill.is_self_pay() || stay.bill.mdtrt_id.is_some() {
        return Ok(());
    }
    let said = exchange(writes, actor, &stay.about(None), &stay.person()?).await?;
    let (_, answer) = expected("1101", said)?;
    let found = answer.output::<Person1101>().map_err(|_| silent("1101"))?;
    let Some(registration) = Registration::of(&found) else {
        return Err(Refusal::new("platform-refused").with("infno", "1101").with("code", "not-insured").into());
    };
    remember(writes.hospital(), admission, registration.clone());
    let message = stay.admission(&registration, writes.hospital())?;
    let said = exchange(writes, actor, &stay.about(Some(&registration)), &message).await?;
    expected("2401", said).map(|_| ())
}

/// Uploads the lines that the platform has not split yet, and only those (F12).
///
/// # Errors
/// `platform-silent`, `platform-refused`. Lines that the platform left out are tried again while some get through.
pub(super) async fn upload<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let missing = |writes: &W| writes.hospital().worlds().settlement.to_upload(admission);
    let mut left = missing(writes);
    if left.is_empty() {
        return Ok(());
    }
    let stay = Stay::of(writes.hospital(), admission).await?;
    if stay.bill.is_self_pay() {
        return Ok(());
    }
    let registration = registration(writes, admission).await?;
    loop {
        for charges in left.chunks(Lines2301::LINES_MAX) {
            let hospital = writes.hospital();
            let lines = charges.iter().map(|charge| stay.line(&registration, hospital, *charge));
            let lines = lines.collect::<Result<Vec<_>, Failure>>()?;
            let message = Lines2301::new(lines).map_err(|_| Failure::Broken)?;
            let about = About { charges: charges.to_vec(), ..stay.about(Some(&registration)) };
            let said = exchange(writes, actor, &about, &message).await?;
            expected("2301", said)?;
        }
        let now = missing(writes);
        if now.is_empty() || now.len() >= left.len() {
            // What is still missing is named by the decider when the trial is asked for.
            return Ok(());
        }
        left = now;
    }
}

/// Asks what the platform would pay (2303). Nothing to do for who pays all.
///
/// # Errors
/// `platform-silent`, `platform-refused`, or what the decider refuses: lines that are not uploaded, a bill that is closed.
pub(super) async fn trial<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let stay = Stay::of(writes.hospital(), admission).await?;
    if stay.bill.is_self_pay() {
        return Ok(());
    }
    let registration = registration(writes, admission).await?;
    let data = stay.trial(&registration, writes)?;
    let said = exchange(writes, actor, &stay.about(Some(&registration)), &Trial2303 { data }).await?;
    expected("2303", said).map(|_| ())
}

/// Settles (2304).
///
/// # Errors
/// What the decider refuses, and `stay-self-pay`; then nothing was sent.
pub(super) async fn settle<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    settlement: SettlementId,
) -> Result<Answer, Failure> {
    let found = writes.hospital().worlds().settlement.settlement(settlement).map(|row| row.admission);
    let admission = found.ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    let stay = Stay::of(writes.hospital(), admission).await?;
    if stay.bill.is_self_pay() {
        return Err(Refusal::new("stay-self-pay").into());
    }
    let registration = registration(writes, admission).await?;
    let data = stay.trial(&registration, writes)?;
    let message = Settlement2304 { data: data.into() };
    let about = About { settlement: Some(settlement), ..stay.about(Some(&registration)) };
    match intend(writes, actor, key, &about, &message).await {
        Ok(Some(intended)) => {
            again(writes, actor, &about, &message, intended).await?;
        }
        Ok(None) => {}
        // Somebody else's click is under way: both get the one attempt (F05).
        Err(Failure::Refused(refusal)) if refusal.code == "exchange-under-way" => {}
        Err(failure) => return Err(failure),
    }
    Ok(Answer::Submitted { admission })
}

/// Tells that the patient has left (2402). Nothing to do before it is settled, and when it is done.
///
/// # Errors
/// As the others.
pub(super) async fn discharge<W: Writes>(writes: &mut W, admission: AdmissionId) -> Result<(), Failure> {
    if !needs_discharge(writes, admission) {
        return Ok(());
    }
    let stay = Stay::of(writes.hospital(), admission).await?;
    let registration = registration(writes, admission).await?;
    let message = stay.discharge(&registration, writes.hospital())?;
    let said = exchange(writes, &Actor::system(), &stay.about(Some(&registration)), &message).await?;
    expected("2402", said).map(|_| ())
}

/// Has the patient left, is it settled, and does the platform not know?
pub(super) fn needs_discharge<W: Writes>(writes: &W, admission: AdmissionId) -> bool {
    use settlement::SettlementState::{Paid, Settled};
    let worlds = writes.hospital().worlds();
    let Some(bill) = worlds.settlement.bill(admission) else { return false };
    let settled = worlds.settlement.current_settlement(admission).map(|row| row.state);
    !bill.discharged_at_platform
        && bill.mdtrt_id.is_some()
        && matches!(settled, Some(Settled | Paid))
        && worlds.scheduling.admission(admission).is_some_and(|stay| stay.discharged_at.is_some())
}

/// The facts for asking about an exchange, or taking it back.
struct Asked {
    about: About,
    registration: Registration,
    infno: String,
    msgid: String,
    mdtrt_id: Option<String>,
}

async fn asked<W: Writes>(writes: &W, unknown: ExchangeId) -> Result<Asked, Failure> {
    let (row, bill) = {
        let worlds = writes.hospital().worlds();
        let row = worlds.settlement.exchange(unknown).cloned();
        let bill = row.as_ref().and_then(|row| worlds.settlement.bill(row.admission?)).cloned();
        row.zip(bill).ok_or_else(|| Refusal::new("exchange-not-found").field("exchange"))?
    };
    // Nothing here needs the patient's name: an outcome is resolved also when the person's record is erased.
    let registration = registration(writes, bill.admission).await?;
    let about = About {
        admission: Some(bill.admission),
        patient: Some(bill.patient),
        exchange: Some(unknown),
        place: Some(registration.place().to_owned()),
        ..About::default()
    };
    Ok(Asked { about, registration, infno: row.infno, msgid: row.msgid, mdtrt_id: bill.mdtrt_id })
}

/// Asks what became of a 2304 (5203). The decider draws the conclusion.
///
/// # Errors
/// What the decider refuses to ask, and what breaks.
pub(super) async fn query<W: Writes>(writes: &mut W, unknown: ExchangeId) -> Result<(), Failure> {
    let asked = asked(writes, unknown).await?;
    let message = asked.registration.query(asked.mdtrt_id.as_deref())?;
    let said = exchange(writes, &Actor::system(), &asked.about, &message).await?;
    if let Said::Answer(Outcome::Settled { medins_setl_id, .. }, _) = &said
        && *medins_setl_id != asked.msgid
    {
        tracing::warn!(%unknown, found = %medins_setl_id, "the stay was settled by another message");
    }
    Ok(())
}

/// Takes back what an exchange may have done (2601).
///
/// # Errors
/// What the decider refuses, and what breaks.
pub(super) async fn reverse<W: Writes>(writes: &mut W, unknown: ExchangeId) -> Result<(), Failure> {
    let asked = asked(writes, unknown).await?;
    let data = ReversalData {
        psn_no: asked.registration.psn_no(),
        omsgid: asked.msgid.parse::<MessageId>().map_err(|_| Failure::Broken)?,
        oinfno: Text::new("oinfno", asked.infno).map_err(|_| Failure::Broken)?,
    };
    let said = exchange(writes, &Actor::system(), &asked.about, &Reversal2601 { data }).await?;
    match &said {
        Said::Answer(Outcome::Refused { code }, _) => {
            tracing::warn!(%unknown, %code, "the platform refuses to reverse");
        }
        // What was taken back may be done anew at once.
        Said::Answer(..) => writes.hospital().inner.exchanges.wake(),
        Said::Nothing => {}
    }
    Ok(())
}

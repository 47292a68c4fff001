//! What a stay needs from the platform, one function each. Each can be called again: it does what has not been done.

use super::{
    converse::{About, Intended, Said, asks_to_sign_in, exchange, expected, intend, send},
    registration::{Registration, number_of, silent, text},
    stay::{Stay, registration},
    writes::Writes,
};
use crate::{
    billing::{self, check_no_old_stay},
    deciding::Decision,
    failure::Failure,
    request::Answer,
    worlds::Worlds,
    writer::keys::KeyUse,
};
use model::{
    actor::Actor,
    code::StayNumber,
    id::{AdmissionId, ExchangeId, PersonId, SettlementId},
    interface::Interface,
    message::Refusal,
    message_id::MessageId,
    refusal,
    scheduling::Formality,
    settlement::Outcome,
};
use payer::{
    Text,
    message::{
        AdmissionUndo2404, DischargeUndo2405, Lines2301, LinesUndo2302, Person1101, Reversal2601, ReversalData,
        Settlement2304, SettlementUndo2305, SettlementUndoData, Trial2303, UndoneLine, UndoneStay,
    },
};
use settlement::{Bill, STAY_OPEN, Withdrawal};

/// Registers the stay: 1101 with any credential, then 2401. Nothing to do for a patient who pays all, when it is done
/// already, and for a stay that is cancelled.
///
/// # Errors
/// `platform-silent`, `platform-refused`; `exchange-outcome-unknown` while an earlier 2401 is being resolved.
pub(super) async fn register<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let stay = Stay::of(writes.exchanges(), admission).await?;
    if stay.bill.cancelled.is_some()
        || stay.bill.is_self_pay()
        || stay.bill.mdtrt_id.is_some() && !stay.bill.withdrawing
    {
        return Ok(());
    }
    if stay.bill.withdrawing {
        return Err(Refusal::new("registration-withdrawing").field("admission").into());
    }
    check_no_old_stay(&writes.exchanges().worlds(), admission)?;
    let said = exchange(writes, actor, &stay.about(None), &stay.person()?).await?;
    let (_, answer) = expected(Interface::Person, said)?;
    let found = answer.output::<Person1101>().map_err(|_| silent(Interface::Person))?;
    let Some(registration) = Registration::of(&found, stay.bill.insurance) else {
        return Err(Refusal::new("platform-refused")
            .with("infno", Interface::Person)
            .with("code", "not-insured")
            .into());
    };
    writes.exchanges().remember(admission, registration.clone());
    let message = stay.admission(&registration, writes.exchanges())?;
    let about = stay.about(Some(&registration));
    let is_open = |said: &Said| matches!(said, Said::Answer(Outcome::Refused { code }, _) if code == STAY_OPEN);
    let mut said = exchange(writes, actor, &about, &message).await?;
    if is_open(&said) {
        // A copy of this very message may have been carried out: what it did is taken back, then it is sent once more.
        reverse_refused(writes, admission).await?;
        said = exchange(writes, actor, &about, &message).await?;
    }
    if is_open(&said) {
        reverse_refused(writes, admission).await?;
        // Not one of ours, or it would have been named: another hospital's.
        return Err(Refusal::new("insurer-stay-open").into());
    }
    expected(Interface::Admission, said).map(|_| ())
}

/// Takes back what a 2401 may have done although it was refused because the person is in bed already.
async fn reverse_refused<W: Writes>(writes: &mut W, admission: AdmissionId) -> Result<(), Failure> {
    let last = {
        let worlds = writes.exchanges().worlds();
        let mut all = worlds.settlement.exchanges(admission).rev();
        all.find(|row| row.infno == Interface::Admission && row.is_refused() && row.is_open()).map(|row| row.exchange)
    };
    match last {
        Some(refused) => reverse(writes, refused).await,
        None => Ok(()),
    }
}

/// Registers a stay that was put under another insurance. If the platform still knows it under the old one, the
/// recovery takes that back first, and the next trial registers.
///
/// # Errors
/// As [`register`].
pub(super) async fn register_again<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    admission: AdmissionId,
) -> Result<(), Failure> {
    let withdrawing = writes.exchanges().worlds().settlement.bill(admission).is_some_and(|bill| bill.withdrawing);
    if withdrawing {
        writes.exchanges().wake();
        return Ok(());
    }
    if is_insured_formally(&writes.exchanges().worlds(), admission) {
        return match register(writes, actor, admission).await {
            // Insurance that has just become known is registered in the background.
            Err(Failure::Refused(refusal))
                if matches!(refusal.code, refusal::EXCHANGE_UNDER_WAY | refusal::STAY_REGISTERED) =>
            {
                Ok(())
            }
            other => other,
        };
    }
    Ok(())
}

/// Is the formality `insurance` done already, so that doing it will no longer register the stay?
fn is_insured_formally(worlds: &Worlds, admission: AdmissionId) -> bool {
    worlds.scheduling.admission(admission).is_some_and(|stay| stay.done(Formality::Insurance))
}

/// Somebody's stays that have insurance but that the platform does not know.
pub(super) fn unregistered<W: Writes>(writes: &W, person: PersonId) -> Vec<AdmissionId> {
    let worlds = writes.exchanges().worlds();
    let people = worlds.journey.aliases_of(person);
    let stays = people.iter().flat_map(|person| worlds.scheduling.admissions_of(*person)).map(|stay| stay.id);
    let open = stays.filter(|admission| {
        worlds.settlement.bill(*admission).is_some_and(|bill| {
            !bill.is_self_pay() && bill.mdtrt_id.is_none() && !bill.withdrawing && bill.cancelled.is_none()
        }) && !worlds.settlement.is_settled(*admission)
            && is_insured_formally(&worlds, *admission)
    });
    open.collect()
}

/// Does the next thing that takes a stay's registration back: 2302, or 2404.
///
/// # Errors
/// As for the other steps; having nothing to do is no error.
pub(super) async fn withdraw<W: Writes>(writes: &mut W, admission: AdmissionId) -> Result<(), Failure> {
    let (next, bill) = {
        let now = writes.now();
        let worlds = writes.exchanges().worlds();
        (worlds.settlement.withdrawal(admission, now), worlds.settlement.bill(admission).cloned())
    };
    let Some(bill) = bill else { return Ok(()) };
    let delete_lines = match next {
        Withdrawal::Nothing | Withdrawal::Wait => return Ok(()),
        Withdrawal::DeleteLines => true,
        Withdrawal::UndoAdmission => false,
    };
    let mdtrt_id = number_of(bill.mdtrt_id.as_ref())?;
    // As when asking what became of an exchange, nobody's name is needed.
    let registration = registration(writes, admission).await?;
    let about = about_bill(&bill, &registration);
    let (psn_no, system) = (registration.psn_no(), Actor::system());
    let said = if delete_lines {
        let feedetl_sn = Text::new("feedetl_sn", UndoneLine::ALL).map_err(|_| Failure::Broken)?;
        let message = LinesUndo2302 { data: vec![UndoneLine { feedetl_sn, mdtrt_id, psn_no }] };
        (Interface::LinesUndo, exchange(writes, &system, &about, &message).await?)
    } else {
        let message = AdmissionUndo2404 { data: UndoneStay { mdtrt_id, psn_no } };
        (Interface::AdmissionUndo, exchange(writes, &system, &about, &message).await?)
    };
    expected(said.0, said.1)?;
    writes.exchanges().wake();
    Ok(())
}

/// Uploads the lines that the platform has not split yet, and only those (F12).
///
/// # Errors
/// `platform-silent`, `platform-refused`. Lines that the platform left out are tried again while some get through.
pub(super) async fn upload<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let missing = |writes: &W| writes.exchanges().worlds().settlement.to_upload(admission);
    let mut left = missing(writes);
    if left.is_empty() {
        return Ok(());
    }
    let stay = Stay::of(writes.exchanges(), admission).await?;
    if stay.bill.is_self_pay() {
        return Ok(());
    }
    let registration = registration(writes, admission).await?;
    loop {
        for charges in left.chunks(Lines2301::LINES_MAX) {
            let exchanges = writes.exchanges();
            let lines = charges.iter().map(|charge| stay.line(&registration, exchanges, *charge));
            let lines = lines.collect::<Result<Vec<_>, Failure>>()?;
            let message = Lines2301::new(lines).map_err(|_| Failure::Broken)?;
            let about = About { charges: charges.to_vec(), ..stay.about(Some(&registration)) };
            let said = exchange(writes, actor, &about, &message).await?;
            expected(Interface::Lines, said)?;
        }
        let now = missing(writes);
        if now.is_empty() || now.len() >= left.len() {
            // The decider names what is still missing when the trial is asked for.
            return Ok(());
        }
        left = now;
    }
}

/// Brings a stay's number and the sums of the year in which it counts up to date: over 31 December another year may
/// count than on arrival, and an earlier stay may have been settled or taken back since.
///
/// # Errors
/// The writer's.
pub(super) async fn count_in_year<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    admission: AdmissionId,
) -> Result<(), Failure> {
    let zone = writes.exchanges().zone();
    let today = zone.date(writes.now());
    let is_known = billing::is_year_known(&writes.exchanges().worlds(), zone, today, admission);
    if is_known {
        return Ok(());
    }
    let decision: Decision = Box::new(move |deciding| {
        billing::count_in_year(deciding, admission)?;
        Ok(Answer::Done)
    });
    writes.decide(actor, None, decision).await.map(|_| ())
}

/// Asks what the platform would pay (2303). Nothing to do for a patient who pays all.
///
/// # Errors
/// `platform-silent`, `platform-refused`, or what the decider refuses: lines that are not uploaded, a bill that is
/// closed.
pub(super) async fn trial<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let stay = Stay::of(writes.exchanges(), admission).await?;
    if stay.bill.is_self_pay() {
        return Ok(());
    }
    let registration = registration(writes, admission).await?;
    let data = stay.trial(&registration, writes)?;
    let said = exchange(writes, actor, &stay.about(Some(&registration)), &Trial2303 { data }).await?;
    expected(Interface::Trial, said).map(|_| ())
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
    let found = writes.exchanges().worlds().settlement.settlement(settlement).map(|row| row.admission);
    let admission = found.ok_or_else(|| Refusal::new("settlement-unknown").field("settlement"))?;
    let stay = Stay::of(writes.exchanges(), admission).await?;
    if stay.bill.is_self_pay() {
        return Err(Refusal::new("stay-self-pay").into());
    }
    // What was signed before midnight may not hold for the year that counts now; it is then superseded.
    count_in_year(writes, actor, admission).await?;
    let registration = registration(writes, admission).await?;
    let data = stay.trial(&registration, writes)?;
    let message = Settlement2304 { data: data.into() };
    let about = About { settlement: Some(settlement), ..stay.about(Some(&registration)) };
    match intend(writes, actor, key, &about, &message).await {
        Ok(Some(intended)) => {
            let said = send_and_ask(writes, &about, intended).await?;
            if asks_to_sign_in(writes, &said) {
                match intend(writes, actor, None, &about, &message).await {
                    Ok(Some(intended)) => drop(send_and_ask(writes, &about, intended).await?),
                    // The query after the refusal got no answer: the recovery goes on from here.
                    Ok(None) | Err(Failure::Refused(_)) => {}
                    Err(failure) => return Err(failure),
                }
            }
        }
        Ok(None) => {}
        // Somebody else's click is under way: both get the one attempt (F05).
        Err(Failure::Refused(refusal)) if refusal.code == refusal::EXCHANGE_UNDER_WAY => {}
        Err(failure) => return Err(failure),
    }
    Ok(Answer::Submitted { admission })
}

/// Sends a 2304 or a 2305 and records the answer. A refusal may mean that this very message was carried out before: the
/// platform is queried at once, and the refusal is believed when what it finds is as it was before.
///
/// # Errors
/// The writer's.
async fn send_and_ask<W: Writes>(writes: &mut W, about: &About, intended: Intended) -> Result<Said, Failure> {
    let sent = intended.id();
    let said = send(writes, about, intended).await?;
    if matches!(said, Said::Answer(Outcome::Refused { .. }, _))
        && let Err(failure) = query(writes, sent).await
    {
        tracing::info!(%sent, %failure, "whether what was refused was done before is asked again");
        writes.exchanges().wake();
    }
    Ok(said)
}

/// What is said of a stay for which nobody's name is needed.
fn about_bill(bill: &Bill, registration: &Registration) -> About {
    About {
        admission: Some(bill.admission),
        patient: Some(bill.patient),
        place: Some(registration.place().to_owned()),
        ..About::default()
    }
}

/// Takes the settlement of a stay back (2305), if that was asked for and no 2305 is under way or unknown.
///
/// # Errors
/// As for the other steps; having nothing to do is no error, and a refusal of the platform is recorded.
pub(super) async fn take_back<W: Writes>(writes: &mut W, actor: &Actor, admission: AdmissionId) -> Result<(), Failure> {
    let found = {
        let worlds = writes.exchanges().worlds();
        let row = worlds.settlement.to_take_back(admission).and_then(|id| worlds.settlement.settlement(id)).cloned();
        row.zip(worlds.settlement.bill(admission).cloned())
    };
    let Some((row, bill)) = found else { return Ok(()) };
    let Some((setl_id, _)) = &row.settled else { return Ok(()) };
    // Nobody's name is needed.
    let registration = registration(writes, admission).await?;
    let data = SettlementUndoData {
        mdtrt_id: number_of(bill.mdtrt_id.as_ref())?,
        setl_id: text("setl_id", setl_id.as_str())?,
        psn_no: registration.psn_no(),
    };
    let about = About { settlement: Some(row.settlement), ..about_bill(&bill, &registration) };
    match intend(writes, actor, None, &about, &SettlementUndo2305 { data }).await {
        Ok(Some(intended)) => send_and_ask(writes, &about, intended).await.map(|_| ()),
        Ok(None) => Ok(()),
        // Somebody else's click, or the recovery, has sent it.
        Err(Failure::Refused(refusal)) if refusal.code == refusal::EXCHANGE_UNDER_WAY => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Tells the platform that the patient has left (2402). Nothing to do before the bill is settled, and when it is done
/// already.
///
/// # Errors
/// As for the other steps.
pub(super) async fn discharge<W: Writes>(writes: &mut W, admission: AdmissionId) -> Result<(), Failure> {
    if !needs_discharge(writes, admission) {
        return Ok(());
    }
    let stay = Stay::of(writes.exchanges(), admission).await?;
    let registration = registration(writes, admission).await?;
    let message = stay.discharge(&registration, writes.exchanges())?;
    let said = exchange(writes, &Actor::system(), &stay.about(Some(&registration)), &message).await?;
    expected(Interface::Discharge, said).map(|_| ())
}

/// Takes back that the patient has left (2405), when the settlement was taken back and is to be made anew. Nothing to
/// do for a stay that the platform has in bed.
///
/// # Errors
/// As for the other steps; `old-stay-open` when the platform has the patient in bed for another stay.
pub(super) async fn undo_discharge<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    admission: AdmissionId,
) -> Result<(), Failure> {
    let bill = {
        let worlds = writes.exchanges().worlds();
        let Some(bill) = worlds.settlement.bill(admission).filter(|bill| bill.discharged_at_platform) else {
            return Ok(());
        };
        check_no_old_stay(&worlds, admission)?;
        bill.clone()
    };
    let mdtrt_id = number_of(bill.mdtrt_id.as_ref())?;
    let registration = registration(writes, admission).await?;
    let about = about_bill(&bill, &registration);
    let message = DischargeUndo2405 { data: UndoneStay { mdtrt_id, psn_no: registration.psn_no() } };
    let said = exchange(writes, actor, &about, &message).await?;
    expected(Interface::DischargeUndo, said).map(|_| ())
}

/// Has the patient left, is the bill settled, and does the platform not know that the patient left?
pub(super) fn needs_discharge<W: Writes>(writes: &W, admission: AdmissionId) -> bool {
    let worlds = writes.exchanges().worlds();
    let Some(bill) = worlds.settlement.bill(admission) else { return false };
    !bill.discharged_at_platform
        && bill.mdtrt_id.is_some()
        && worlds.settlement.is_settled(admission)
        && !worlds.settlement.is_taking_back(admission)
        && worlds.scheduling.admission(admission).is_some_and(|stay| stay.discharged_at.is_some())
}

/// The facts needed to ask about an exchange, or to take it back.
struct Asked {
    about: About,
    registration: Registration,
    infno: Interface,
    msgid: MessageId,
    mdtrt_id: Option<StayNumber>,
}

async fn asked<W: Writes>(writes: &W, unknown: ExchangeId) -> Result<Asked, Failure> {
    let (row, bill) = {
        let worlds = writes.exchanges().worlds();
        let row = worlds.settlement.exchange(unknown).cloned();
        let bill = row.as_ref().and_then(|row| worlds.settlement.bill(row.admission?)).cloned();
        row.zip(bill).ok_or_else(|| Refusal::new("exchange-not-found").field("exchange"))?
    };
    // Nothing here needs the patient's name, so an outcome is resolved even when the person's record is erased.
    let registration = registration(writes, bill.admission).await?;
    let about = About { exchange: Some(unknown), ..about_bill(&bill, &registration) };
    Ok(Asked { about, registration, infno: row.infno, msgid: row.msgid, mdtrt_id: bill.mdtrt_id })
}

/// Asks what became of a 2304 or a 2305 (5203). The decider draws the conclusion.
///
/// # Errors
/// The decider's refusal to ask, and what breaks.
pub(super) async fn query<W: Writes>(writes: &mut W, unknown: ExchangeId) -> Result<(), Failure> {
    let asked = asked(writes, unknown).await?;
    let message = asked.registration.query(asked.mdtrt_id.as_ref())?;
    let said = exchange(writes, &Actor::system(), &asked.about, &message).await?;
    if let Said::Answer(Outcome::Settled { medins_setl_id, .. }, _) = &said
        && asked.infno == Interface::Settlement
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
        omsgid: asked.msgid,
        oinfno: Text::new("oinfno", asked.infno.number()).map_err(|_| Failure::Broken)?,
    };
    let said = exchange(writes, &Actor::system(), &asked.about, &Reversal2601 { data }).await?;
    match &said {
        Said::Answer(Outcome::Refused { code }, _) => {
            tracing::warn!(%unknown, %code, "the platform refuses to reverse");
        }
        // What was taken back may be tried anew at once.
        Said::Answer(..) => writes.exchanges().wake(),
        Said::Unfit(_) | Said::Nothing => {}
    }
    Ok(())
}

//! One exchange: intend → durable → send once → record.

use super::{
    registration::{silent, unfit},
    shared::Exchanges,
    writes::Writes,
};
use crate::{
    billing, deciding::Decision, failure::Failure, figures::Figures, request::Answer as Done, writer::keys::KeyUse,
};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AdmissionId, ChargeId, ExchangeId, PersonId, SettlementId},
    interface::Interface,
    message::Refusal,
    refusal,
    settlement::{ExchangeIntended, Misfit, Outcome, command},
    time::Instant,
};
use payer::{
    Answer, Message, Session, Text,
    message::{SignIn9001, SignInData, Transaction},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// How long after its intent a message may still be sent, hospital time.
const SENT_WITHIN: Duration = Duration::seconds(5);
/// How often a number that another node took is replaced.
const NUMBERS_MAX: usize = 3;
/// How often recording an answer is tried when the writer is busy for a moment.
const RECORDS_MAX: u32 = 6;
/// The platform's code for a sender that is not signed in.
const SIGN_IN_NEEDED: &str = "sign-in-needed";

/// What an exchange is about.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) admission: Option<AdmissionId>,
    /// The person under whose key the bytes are sealed; `None` = the hospital's key.
    pub(super) patient: Option<PersonId>,
    pub(super) settlement: Option<SettlementId>,
    pub(super) exchange: Option<ExchangeId>,
    pub(super) charges: Vec<ChargeId>,
    /// Insured place (参保地).
    pub(super) place: Option<String>,
}

/// What came of an exchange.
#[derive(Debug)]
pub(super) enum Said {
    /// An answer; recorded.
    Answer(Outcome, Box<Answer>),
    /// An answer that does not fit what was asked: kept, and recorded as unknown.
    Unfit(Vec<Misfit>),
    /// No answer; recorded as unknown.
    Nothing,
}

/// What came over the connection.
enum Heard {
    Answer(Outcome, Box<Answer>, Vec<u8>),
    Unfit(Vec<Misfit>, Vec<u8>),
    Nothing,
}

/// A message whose intent is journalled.
#[derive(Debug)]
pub(super) struct Intended {
    exchange: ExchangeId,
    message: Message,
    deadline: Instant,
}

impl Intended {
    /// Its exchange.
    pub(super) const fn id(&self) -> ExchangeId {
        self.exchange
    }
}

/// Signs in when needed, intends, sends and records; and all that once more when the platform asks for a sign-in.
///
/// # Errors
/// Settlement's refusal of the intent, those of [`Exchanges::check_open`], and the writer's failures; then nothing was
/// sent.
pub(super) async fn exchange<W: Writes, T: Transaction + Sync>(
    writes: &mut W,
    actor: &Actor,
    about: &About,
    transaction: &T,
) -> Result<Said, Failure> {
    let Some(intended) = intend(writes, actor, None, about, transaction).await? else { return Ok(Said::Nothing) };
    again(writes, actor, about, transaction, intended).await
}

/// Sends what was intended; once more, under a new number, when the platform asks for a sign-in.
///
/// # Errors
/// As [`exchange`].
async fn again<W: Writes, T: Transaction + Sync>(
    writes: &mut W,
    actor: &Actor,
    about: &About,
    transaction: &T,
    intended: Intended,
) -> Result<Said, Failure> {
    let said = send(writes, about, intended).await?;
    if !asks_to_sign_in(writes, &said) {
        return Ok(said);
    }
    match intend(writes, actor, None, about, transaction).await? {
        Some(intended) => send(writes, about, intended).await,
        None => Ok(said),
    }
}

/// Does the answer say that we are not signed in? If so, the next message signs in first.
pub(super) fn asks_to_sign_in<W: Writes>(writes: &W, said: &Said) -> bool {
    let asks = matches!(said, Said::Answer(Outcome::Refused { code }, _) if code == SIGN_IN_NEEDED);
    if asks {
        writes.exchanges().memory().signed = None;
    }
    asks
}

/// Signs in when needed and journals the intent. `None`: the key was used before, and nothing was decided now.
///
/// # Errors
/// As [`exchange`].
pub(super) async fn intend<W: Writes, T: Transaction + Sync>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    about: &About,
    transaction: &T,
) -> Result<Option<Intended>, Failure> {
    let sign_no = sign_no(writes).await?;
    number(writes, actor, key, about, transaction, Some(&sign_no)).await
}

async fn number<W: Writes, T: Transaction + Sync>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    about: &About,
    transaction: &T,
    sign_no: Option<&str>,
) -> Result<Option<Intended>, Failure> {
    let exchanges = writes.exchanges().clone();
    let _numbering = writes.numbering().await;
    let mut tries = 0;
    loop {
        tries += 1;
        let sender = exchanges.sender()?;
        let last = exchanges.worlds().settlement.last_msgid(&sender.institution).cloned();
        let session = Session { sign_no, insured_place: about.place.as_deref() };
        let now = exchanges.zone().local(writes.now());
        let message = Message::build(&sender, session, transaction, now, last.as_ref()).map_err(unfit)?;
        match journal(writes, actor, key.clone(), about, message).await {
            Err(Failure::Refused(refusal)) if refusal.code == refusal::MSGID_USED && tries < NUMBERS_MAX => {}
            other => return other,
        }
    }
}

async fn journal<W: Writes>(
    writes: &mut W,
    actor: &Actor,
    key: Option<KeyUse>,
    about: &About,
    message: Message,
) -> Result<Option<Intended>, Failure> {
    let exchanges = writes.exchanges().clone();
    let sealed = exchanges.seal(about.patient, message.bytes().to_vec())?;
    let exchange = ExchangeId(exchanges.new_id());
    let decided = Arc::new(AtomicBool::new(false));
    let decision: Decision = {
        let (about, decided, exchanges) = (about.clone(), Arc::clone(&decided), exchanges.clone());
        let (infno, msgid) = (message.infno(), message.msgid().clone());
        Box::new(move |deciding| {
            let intended = ExchangeIntended {
                exchange,
                infno,
                msgid: msgid.clone(),
                admission: about.admission,
                settlement: about.settlement,
                about: about.exchange,
                charges: about.charges.clone(),
                body: sealed.keep(deciding),
                deadline: deciding.now() + SENT_WITHIN,
            };
            if let Some(patient) = about.patient {
                deciding.on_behalf_of(patient);
            }
            if let (Interface::Admission, Some(admission)) = (infno, about.admission) {
                billing::check_no_old_stay(deciding.worlds(), admission)?;
            }
            deciding.settlement(intended)?;
            // Last: whoever asks again for what was sent already hears of that, and not that nothing was sent now.
            exchanges.check_open(deciding.now())?;
            decided.store(true, Ordering::Relaxed);
            Ok(about.admission.map_or(Done::Done, |admission| Done::Submitted { admission }))
        })
    };
    // Recovery must not take the message for lost between its commit and its sending.
    exchanges.memory().in_flight.insert(exchange);
    let written = writes.decide(actor, key, decision).await;
    let deadline = exchanges.worlds().settlement.exchange(exchange).map(|row| row.deadline);
    match (written, deadline) {
        (Ok(_), Some(deadline)) if decided.load(Ordering::Relaxed) => {
            Ok(Some(Intended { exchange, message, deadline }))
        }
        (written, _) => {
            exchanges.memory().in_flight.remove(&exchange);
            written.map(|_| None)
        }
    }
}

/// Sends once, unless the deadline has passed, and records what came.
///
/// # Errors
/// The writer's.
#[tracing::instrument(
    name = "exchange",
    level = "error",
    skip_all,
    fields(
        infno = %intended.message.infno(),
        msgid = %intended.message.msgid(),
        hospital = %writes.exchanges().id()
    )
)]
pub(super) async fn send<W: Writes>(writes: &mut W, about: &About, intended: Intended) -> Result<Said, Failure> {
    let exchanges = writes.exchanges().clone();
    let Intended { exchange, message, deadline } = intended;
    let infno = message.infno();
    let said = if writes.now() > deadline {
        tracing::warn!("its deadline has passed; it is not sent");
        Heard::Nothing
    } else {
        exchanges.note_sent();
        let started = tokio::time::Instant::now();
        let within = exchanges.settings.within;
        let answer = tokio::time::timeout(within, exchanges.platform.send(message.bytes().to_vec())).await;
        let took = started.elapsed();
        let answer = answer.unwrap_or(Err(payer::Silence::TimedOut(within)));
        exchanges.note(answer.is_ok(), took, writes.now());
        exchanges
            .figures()
            .histogram("onething_platform_seconds", &[("infno", infno.number())])
            .record(took.as_secs_f64());
        match answer {
            Ok(bytes) => read(exchanges.figures(), &message, &about.charges, bytes),
            Err(silence) => {
                exchanges
                    .figures()
                    .counter("onething_platform_silences_total", &[("infno", infno.number())])
                    .increment(1);
                tracing::warn!(%silence, "the platform did not answer");
                Heard::Nothing
            }
        }
    };
    let said = record(writes, about, exchange, said).await;
    exchanges.memory().in_flight.remove(&exchange);
    if matches!(said, Ok(Said::Nothing | Said::Unfit(_))) {
        exchanges.wake();
    }
    said
}

/// Reads what an answer says and compares it with what was asked.
fn read(figures: &Figures, message: &Message, charges: &[ChargeId], bytes: Vec<u8>) -> Heard {
    let infno = message.infno();
    let read = Answer::parse(&bytes).and_then(|answer| Ok((answer.outcome_of(message, charges)?, answer)));
    match read {
        Ok((outcome, answer)) => Heard::Answer(outcome, Box::new(answer), bytes),
        Err(error) => {
            // The error names fields and amounts, never a person.
            tracing::error!(%error, "the platform's answer cannot be acted upon");
            figures.counter("onething_platform_unfit_total", &[("infno", infno.number())]).increment(1);
            Heard::Unfit(error.misfits(), bytes)
        }
    }
}

async fn record<W: Writes>(writes: &mut W, about: &About, exchange: ExchangeId, heard: Heard) -> Result<Said, Failure> {
    let exchanges = writes.exchanges().clone();
    let seal = |bytes| exchanges.seal(about.patient, bytes);
    let (said, recorded) = match heard {
        Heard::Answer(outcome, answer, bytes) => {
            let (sealed, kept) = (seal(bytes)?, outcome.clone());
            let recorded = persist(writes, move || {
                let (sealed, outcome) = (sealed.clone(), kept.clone());
                Box::new(move |deciding| {
                    let body = sealed.keep(deciding);
                    let outcome = outcome.clone();
                    deciding.settlement(command::RecordAnswer { exchange, outcome, body })?;
                    Ok(Done::Done)
                })
            });
            let recorded = recorded.await;
            // The decider knows the bill, which the request does not contain.
            let misfits = misfits_of(&exchanges, exchange);
            match misfits.is_empty() {
                true => (Said::Answer(outcome, answer), recorded),
                false => {
                    tracing::error!(%exchange, ?misfits, "the platform's answer does not fit the bill");
                    (Said::Unfit(misfits), recorded)
                }
            }
        }
        Heard::Unfit(misfits, bytes) => {
            let (sealed, kept) = (seal(bytes)?, misfits.clone());
            let recorded = persist(writes, move || {
                let (sealed, misfits) = (sealed.clone(), kept.clone());
                Box::new(move |deciding| {
                    let body = sealed.keep(deciding);
                    let misfits = misfits.clone();
                    deciding.settlement(command::SetAside { exchange, misfits, body })?;
                    Ok(Done::Done)
                })
            });
            (Said::Unfit(misfits), recorded.await)
        }
        Heard::Nothing => {
            let silence = move || -> Decision {
                Box::new(move |deciding| {
                    deciding.settlement(command::RecordSilence { exchange })?;
                    Ok(Done::Done)
                })
            };
            (Said::Nothing, persist(writes, silence).await)
        }
    };
    match recorded {
        Ok(()) | Err(Failure::Refused(_)) => Ok(said),
        // What the platform did is not lost: the intent is in the journal, and recovery asks again (F07).
        Err(failure) => Err(failure),
    }
}

fn misfits_of(exchanges: &Exchanges, exchange: ExchangeId) -> Vec<Misfit> {
    exchanges.worlds().settlement.exchange(exchange).map(|row| row.misfits.clone()).unwrap_or_default()
}

/// Records as the system; a writer that is busy is asked again.
async fn persist<W: Writes>(writes: &mut W, decision: impl Fn() -> Decision + Send) -> Result<(), Failure> {
    for tries in 1.. {
        match writes.decide(&Actor::system(), None, decision()).await {
            Err(Failure::Busy { retry_after }) if tries < RECORDS_MAX => {
                tokio::time::sleep(retry_after * tries).await;
            }
            Err(Failure::OutcomeUnknown) if tries < RECORDS_MAX => {}
            other => return other.map(|_| ()),
        }
    }
    Ok(())
}

/// Records that an exchange will not be answered any more; for recovery.
///
/// # Errors
/// The writer's.
pub(super) async fn give_up<W: Writes>(writes: &mut W, exchange: ExchangeId) -> Result<(), Failure> {
    record(writes, &About::default(), exchange, Heard::Nothing).await.map(|_| ())
}

/// Today's `sign_no`; signs in when there is none.
async fn sign_no<W: Writes>(writes: &mut W) -> Result<String, Failure> {
    let exchanges = writes.exchanges().clone();
    let today = exchanges.zone().date(writes.now());
    if let Some((sign_no, day)) = &exchanges.memory().signed
        && *day == today
    {
        return Ok(sign_no.clone());
    }
    let operator: String = exchanges.sender()?.operator.as_str().chars().take(20).collect();
    let text = |field, value: &str| Text::new(field, value).map_err(|error| unfit(error.into()));
    let who =
        SignInData { opter_no: text("opter_no", &operator)?, mac: text("mac", "-")?, ip: text("ip", "127.0.0.1")? };
    let (about, sign_in) = (About::default(), SignIn9001 { sign_in: who });
    let system = Actor::system();
    let said = match number(writes, &system, None, &about, &sign_in, None).await? {
        Some(intended) => send(writes, &about, intended).await?,
        None => Said::Nothing,
    };
    let (_, answer) = expected(Interface::SignIn, said)?;
    let signed = answer.output::<SignIn9001>().map_err(|_| silent(Interface::SignIn))?;
    let sign_no = signed.signinoutb.sign_no.as_str().to_owned();
    exchanges.memory().signed = Some((sign_no.clone(), today));
    Ok(sign_no)
}

/// The answer to something that had to be done: silence and a platform's refusal become refusals that a person can
/// read.
///
/// # Errors
/// `platform-silent`; `platform-refused` with the platform's code.
pub(super) fn expected(infno: Interface, said: Said) -> Result<(Outcome, Box<Answer>), Failure> {
    match said {
        Said::Nothing => Err(silent(infno)),
        Said::Unfit(misfits) => {
            let field = misfits.first().map_or("answer", |misfit| misfit.field.as_str());
            Err(Refusal::new("platform-unfit").with("infno", infno).with("name", field).into())
        }
        Said::Answer(Outcome::Refused { code }, _) => {
            Err(Refusal::new("platform-refused").with("infno", infno).with("code", code).into())
        }
        Said::Answer(outcome, answer) => Ok((outcome, answer)),
    }
}

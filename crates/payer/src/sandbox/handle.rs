//! One message: who sends it, whether it was seen before, and what it does.

use super::{Fault, Sandbox, SandboxError};
use crate::{
    envelope::{Request, Response},
    message::{AdmissionUndo2404, DischargeUndo2405, Settlement2304, SettlementUndo2305, Trial2303},
};
use chrono::NaiveDateTime;
use model::interface::{Direction, Interface};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use sqlx::{Row, SqliteConnection};

/// The platform's refusal: a code of this sandbox (empty for a fault, which has only words), and words.
#[derive(Debug)]
pub(super) struct No {
    code: &'static str,
    words: String,
}

/// Why a message is not done.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is refused; nothing is stored of what it has done so far.
    No(No),
    /// The sandbox itself failed.
    Broken(SandboxError),
}

impl<E: Into<SandboxError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// Refuses with a code and words.
pub(super) fn no<T>(code: &'static str, words: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::No(No { code, words: words.into() }))
}

/// A message that is being handled.
pub(super) struct Handling<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) connection: &'a mut SqliteConnection,
    pub(super) request: &'a Request,
    pub(super) now: NaiveDateTime,
    pub(super) fault: Option<&'a Fault>,
}

/// The transaction that the bytes name.
pub(super) fn infno(bytes: &[u8]) -> Option<Interface> {
    #[derive(Deserialize)]
    struct Peek {
        infno: Interface,
    }
    serde_json::from_slice::<Peek>(bytes).ok().map(|peek| peek.infno)
}

fn interface(request: &Request) -> Option<Interface> {
    request.infno.as_str().parse().ok()
}

impl Sandbox {
    /// Handles a message and returns the answer's bytes.
    pub(super) async fn handle(&self, bytes: &[u8], fault: Option<&Fault>) -> Result<Vec<u8>, SandboxError> {
        let now = self.now();
        let request: Request = match serde_json::from_slice(bytes) {
            Ok(request) => request,
            Err(error) => return answer("", now, Err(format!("[envelope] 报文不符合规范：{error}"))),
        };
        let msgid = request.msgid.as_str();
        let mut transaction = self.pool().begin_with("BEGIN IMMEDIATE").await?;
        if is_reversed(&mut transaction, &request).await? {
            return answer(msgid, now, Err("[already-reversed] 该报文已冲正，不能再办理".to_owned()));
        }
        if let Some(before) = seen(&mut transaction, msgid, bytes).await? {
            return match before {
                Some(answer) => Ok(answer),
                None => answer(msgid, now, Err("[msgid-twice] 报文号已用于另一份报文".to_owned())),
            };
        }
        let mut handling = Handling { sandbox: self, connection: &mut transaction, request: &request, now, fault };
        let said = match handling.run().await {
            Ok(output) => Ok(output),
            Err(Stop::No(No { code: "", words })) => Err(words),
            Err(Stop::No(No { code, words })) => Err(format!("[{code}] {words}")),
            Err(Stop::Broken(error)) => return Err(error),
        };
        if said.is_err() {
            // Nothing is kept of a refused message, not even its number: it may be tried again.
            transaction.rollback().await?;
            return answer(msgid, now, said);
        }
        let answer = answer(msgid, now, said)?;
        // For a message that leaves something behind: the same message again gets the same answer.
        if interface(&request).is_some_and(|interface| interface.direction() == Direction::Tells) {
            const SQL: &str = "INSERT INTO message (msgid, infno, body, answer) VALUES ($1, $2, $3, $4)";
            let query = sqlx::query(SQL).bind(msgid).bind(request.infno.as_str()).bind(bytes).bind(&answer);
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(answer)
    }
}

/// Was this very message reversed, before or after it first arrived?
async fn is_reversed(connection: &mut SqliteConnection, request: &Request) -> Result<bool, SandboxError> {
    const SQL: &str = "SELECT EXISTS (SELECT 1 FROM reversal WHERE omsgid = $1 AND oinfno = $2)";
    let query = sqlx::query_scalar(SQL).bind(request.msgid.as_str()).bind(request.infno.as_str());
    Ok(query.fetch_one(connection).await?)
}

/// The answer that was given before; `Some(None)` when the number belongs to another message.
async fn seen(
    connection: &mut SqliteConnection,
    msgid: &str,
    bytes: &[u8],
) -> Result<Option<Option<Vec<u8>>>, SandboxError> {
    const SQL: &str = "SELECT body, answer FROM message WHERE msgid = $1";
    let Some(row) = sqlx::query(SQL).bind(msgid).fetch_optional(connection).await? else { return Ok(None) };
    let same = row.try_get::<Vec<u8>, _>("body")? == bytes;
    Ok(Some(if same { Some(row.try_get("answer")?) } else { None }))
}

/// A refusal with these words.
///
/// # Errors
/// When the answer cannot be serialized.
pub(super) fn refusal(now: NaiveDateTime, words: String) -> Result<Vec<u8>, SandboxError> {
    answer("", now, Err(words))
}

fn answer(msgid: &str, now: NaiveDateTime, said: Result<Box<RawValue>, String>) -> Result<Vec<u8>, SandboxError> {
    // 接收方报文ID: area 6 + time 14 + number 10; the number is from the message it answers.
    let tail: String = msgid.chars().skip(20).collect();
    let reference = format!("370000{}{tail:0>10}", now.format("%Y%m%d%H%M%S"));
    Ok(serde_json::to_vec(&Response::new(&reference, now, said))?)
}

impl Handling<'_> {
    async fn run(&mut self) -> Result<Box<RawValue>, Stop> {
        if let Some(Fault::Refuse { message }) = self.fault {
            return no("", message.as_str());
        }
        let infno = interface(self.request);
        if !self.request.msgid.as_str().starts_with(&self.request.fixmedins_code.to_string()) {
            return no("msgid-foreign", "报文号不是本机构的");
        }
        if infno != Some(Interface::SignIn) && !self.is_signed_in().await? {
            return no("sign-in-needed", "未签到或签到已失效");
        }
        let Some(infno) = infno else {
            return no("transaction-unknown", format!("不支持交易 {}", self.request.infno.as_str()));
        };
        match infno {
            Interface::SignIn => write(&self.sign_in().await?),
            Interface::Person => {
                let input = self.input()?;
                write(&self.person(input).await?)
            }
            Interface::Admission => {
                let input = self.input()?;
                write(&self.admit(input).await?)
            }
            Interface::Lines => {
                let input = self.input()?;
                write(&self.upload(input).await?)
            }
            Interface::LinesUndo => {
                let input = self.input()?;
                write(&self.take_lines_back(input).await?)
            }
            Interface::Trial => {
                let Trial2303 { data } = self.input()?;
                write(&self.trial(data.into()).await?)
            }
            Interface::Settlement => {
                let Settlement2304 { data } = self.input()?;
                write(&self.settle(data).await?)
            }
            Interface::SettlementUndo => {
                let SettlementUndo2305 { data } = self.input()?;
                write(&self.take_back(data).await?)
            }
            Interface::Query => {
                let input = self.input()?;
                write(&self.query(input).await?)
            }
            Interface::Discharge => {
                let input = self.input()?;
                write(&self.discharge(input).await?)
            }
            Interface::AdmissionUndo => {
                let AdmissionUndo2404 { data } = self.input()?;
                write(&self.undo_admission(data).await?)
            }
            Interface::DischargeUndo => {
                let DischargeUndo2405 { data } = self.input()?;
                write(&self.undo_discharge(data).await?)
            }
            Interface::Reversal => {
                let input = self.input()?;
                write(&self.reverse(input).await?)
            }
        }
    }

    fn input<T: DeserializeOwned>(&self) -> Result<T, Stop> {
        match serde_json::from_str(self.request.input.get()) {
            Ok(input) => Ok(input),
            Err(error) => no("input", format!("交易输入不符合规范：{error}")),
        }
    }
}

fn write<T: Serialize>(output: &T) -> Result<Box<RawValue>, Stop> {
    Ok(serde_json::value::to_raw_value(output)?)
}

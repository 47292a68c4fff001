//! The platform's answer, reduced to an [`Outcome`].

use crate::{
    check::Finding,
    envelope::{Code, Message, Response},
    held,
    message::{Found, LineResult, Settled, SettlementInfo, SignedIn, TakenBack, Transaction, Uploaded},
    short,
};
use model::{
    id::ChargeId,
    interface::Interface,
    settlement::{Misfit, Outcome},
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// An answer that cannot be acted upon: it does not tell what happened at the platform.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// It is not the JSON of a response envelope, or its output lacks a required field.
    #[error("the answer cannot be read: {0}")]
    Json(Unreadable),
    /// It has infcode 0 but no output.
    #[error("the answer has no output")]
    Empty,
    /// Its amounts contradict each other.
    #[error("the answer's amounts contradict each other: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Contradiction(Vec<Finding>),
    /// It names a line that was not sent.
    #[error("the answer has a line that was not sent")]
    StrangeLine,
    /// It is about somebody or something else than was asked, or states what cannot be. The values are in the answer's
    /// bytes.
    #[error("the answer does not fit what was asked: {}", .0.iter().map(|misfit| misfit.field.as_str()).collect::<Vec<_>>().join(", "))]
    Unfit(Vec<Misfit>),
}

/// Where an answer cannot be read. What stands there may be a name or a number of a person and is left out.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{} in line {line}, column {column}", match .category {
    Category::Io => "it ended",
    Category::Eof => "its end is missing",
    Category::Syntax => "no JSON",
    Category::Data => "another type, or a field is missing,",
})]
pub struct Unreadable {
    category: Category,
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for AnswerError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(Unreadable { category: error.classify(), line: error.line(), column: error.column() })
    }
}

impl AnswerError {
    /// The fields that do not fit.
    #[must_use]
    pub fn misfits(self) -> Vec<Misfit> {
        match self {
            Self::Json(_) | Self::Empty => vec![Misfit::of("answer")],
            Self::Contradiction(findings) => findings
                .into_iter()
                .map(|finding| Misfit::amount(finding.identity, Some(finding.computed), finding.stated))
                .collect(),
            Self::StrangeLine => vec![Misfit::of("feedetl_sn")],
            Self::Unfit(misfits) => misfits,
        }
    }
}

/// An answer as it arrived.
#[derive(Clone, Debug)]
pub struct Answer {
    response: Response,
}

impl Answer {
    /// Reads the envelope.
    ///
    /// # Errors
    /// When the bytes are not the JSON of a response envelope.
    pub fn parse(bytes: &[u8]) -> Result<Self, AnswerError> {
        Ok(Self { response: serde_json::from_slice(bytes)? })
    }

    /// Was the transaction done (`infcode` 0)?
    pub fn is_done(&self) -> bool {
        self.response.infcode == Code::Done
    }

    /// The platform's own words of a refusal. They may name a person: only for the screen of somebody who may see that
    /// person, never for an event or a log.
    pub fn words(&self) -> Option<&str> {
        self.response.err_msg.as_deref()
    }

    /// The output of a transaction.
    ///
    /// # Errors
    /// When there is no output, or it lacks a required field.
    pub fn output<T: Transaction>(&self) -> Result<T::Output, AnswerError> {
        self.read()
    }

    fn read<T: DeserializeOwned>(&self) -> Result<T, AnswerError> {
        let output = self.response.output.as_ref().ok_or(AnswerError::Empty)?;
        Ok(serde_json::from_str(output.get())?)
    }

    /// What a decision needs from the answer.
    ///
    /// # Errors
    /// When it cannot be acted upon; the exchange is then unknown, as if no answer had come.
    pub fn outcome(&self, infno: Interface, charges: &[ChargeId]) -> Result<Outcome, AnswerError> {
        if !self.is_done() {
            return Ok(Outcome::Refused { code: refusal_code(self.words().unwrap_or_default()) });
        }
        match infno {
            Interface::SignIn => self.read::<SignedIn>().map(|_| Outcome::Done),
            Interface::LinesUndo
            | Interface::Discharge
            | Interface::AdmissionUndo
            | Interface::DischargeUndo
            | Interface::Reversal => Ok(Outcome::Done),
            Interface::Person => Ok(self.read::<Found>()?.outcome()),
            Interface::Admission => {
                let admitted: crate::message::Admitted = self.read()?;
                let mdtrt_id = admitted.result.mdtrt_id.as_str();
                let unfit = |_| AnswerError::Unfit(vec![Misfit::of("mdtrt_id")]);
                Ok(Outcome::Admitted { mdtrt_id: mdtrt_id.parse().map_err(unfit)? })
            }
            Interface::Lines => self.lines(charges),
            Interface::Trial => settled(&self.read()?, true, true),
            Interface::Settlement => settled(&self.read()?, false, true),
            Interface::SettlementUndo => self.read::<TakenBack>()?.outcome(),
            // 5203 says "nothing there" with an empty output or with none.
            Interface::Query => match &self.response.output {
                None => Ok(Outcome::NotThere),
                Some(_) => settled(&self.read()?, false, false),
            },
        }
    }

    /// As [`Self::outcome`], and checked against the message that it answers.
    ///
    /// # Errors
    /// As [`Self::outcome`]; [`AnswerError::Unfit`] when the answer is about another person, stay or scheme than was
    /// asked, about other lines or another total, or states amounts that cannot be.
    pub fn outcome_of(&self, message: &Message, charges: &[ChargeId]) -> Result<Outcome, AnswerError> {
        let outcome = self.outcome(message.infno(), charges)?;
        if !self.is_done() {
            return Ok(outcome);
        }
        let asked = message.bytes();
        let mut misfits = held::names(asked, self.response.output.as_ref().map(|output| output.get()))?;
        misfits.extend(match (message.infno(), &outcome) {
            (Interface::Person, _) => {
                held::person(&held::asked(asked)?, self.read::<Found>()?.baseinfo.certno.as_str())
            }
            (Interface::Lines, _) => held::lines(&held::asked(asked)?, &self.read()?),
            (Interface::Trial, _) => held::trial(&held::asked(asked)?, &self.settlement()?),
            (Interface::Settlement, _) => held::settlement(&held::asked(asked)?, &self.settlement()?),
            (Interface::SettlementUndo, _) => {
                held::taken_back(&held::asked(asked)?, &self.read::<TakenBack>()?.setlinfo)
            }
            (Interface::Query, Outcome::Settled { .. }) => held::query(&held::asked(asked)?, &self.settlement()?),
            _ => Vec::new(),
        });
        if misfits.is_empty() { Ok(outcome) } else { Err(AnswerError::Unfit(misfits)) }
    }

    fn settlement(&self) -> Result<SettlementInfo, AnswerError> {
        self.read::<Settled>()?.setlinfo.ok_or(AnswerError::Empty)
    }

    fn lines(&self, charges: &[ChargeId]) -> Result<Outcome, AnswerError> {
        let uploaded: Uploaded = self.read()?;
        let line = |result: &LineResult| {
            let number = result.feedetl_sn.as_str();
            let charge = short::long(number).map(ChargeId).filter(|charge| charges.contains(charge));
            let charge = charge.ok_or(AnswerError::StrangeLine)?;
            let split = result.split().map_err(|finding| AnswerError::Contradiction(vec![finding]))?;
            Ok((charge, split))
        };
        let lines = uploaded.result.iter().map(line).collect::<Result<_, AnswerError>>()?;
        Ok(Outcome::Uploaded { lines })
    }
}

fn settled(settled: &Settled, trial: bool, must_be_there: bool) -> Result<Outcome, AnswerError> {
    match settled.outcome(trial)? {
        Outcome::NotThere if must_be_there => Err(AnswerError::Empty),
        outcome => Ok(outcome),
    }
}

/// The code that a platform's words begin with (`[E2304] …`, `E2304: …`), up to 20 ASCII characters. Words without one
/// give `refused`: they may name a person, and stay in the encrypted bytes.
fn refusal_code(words: &str) -> String {
    let code: String = words
        .trim_start_matches(['[', '【', ' '])
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
        .take(21)
        .collect();
    // Digits alone could be somebody's number.
    let is_code = (2..=20).contains(&code.len()) && code.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if is_code && code.bytes().filter(u8::is_ascii_digit).count() <= 6 { code } else { "refused".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Person1101;

    #[test]
    fn what_a_platform_says_of_a_person_does_not_become_a_code() {
        assert_eq!(refusal_code("[line-total] 费用总额不符"), "line-total");
        assert_eq!(refusal_code("E2304: 张三 未参保"), "E2304");
        for words in ["张三未参保", "370102199001011234 未参保", "", "P370102199001011234"] {
            assert_eq!(refusal_code(words), "refused", "{words}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_without_what_stands_there() {
        for (answer, said) in [
            (r#"{"infcode":"0","output":{"baseinfo":"张三"}}"#, "another type, or a field is missing,"),
            (r#"{"infcode":"0","output":{"baseinfo":{"certno":370102199001011234}}}"#, "another type"),
            (r#"{"infcode":"370102199001011234"}"#, "another type"),
            (r#"张三"#, "no JSON in line 1, column 1"),
            (r#"{"infcode":"0""#, "its end is missing in line 1, column 14"),
        ] {
            let read = Answer::parse(answer.as_bytes()).and_then(|answer| answer.output::<Person1101>());
            let error = read.unwrap_err();
            for text in [error.to_string(), format!("{error:?}")] {
                assert!(!text.contains("张三") && !text.contains("3701"), "{text}");
            }
            assert!(error.to_string().starts_with(&format!("the answer cannot be read: {said}")), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error_not_a_refusal() {
        assert!(Answer::parse(b"<html>502</html>").is_err());
        let empty = Answer::parse(br#"{"infcode":"0"}"#).unwrap();
        assert!(matches!(empty.outcome(Interface::Settlement, &[]), Err(AnswerError::Empty)));
        assert!(matches!(empty.outcome(Interface::Query, &[]), Ok(Outcome::NotThere)));
        assert!(matches!(empty.outcome(Interface::Reversal, &[]), Ok(Outcome::Done)));
    }
}

//! Logging in by a code to one's phone.
//!
//! Whoever asks for a code gets a ticket, which only that browser has; the code is worth nothing without it. The answer is
//! the same whether the hospital knows the number or not, and so is the page that follows a right code: who one is, is
//! said there (`identify`), or one registers (`register`). Only who proved lately with this number who they are, and has
//! it alone, is in at once.

use super::{Accounts, Opened, Origin, broken, random_hex};
use crate::{
    failure::Failure,
    messages::{Direct, Says},
};
use chrono::Duration;
use journal::{Login, LoginCode};
use model::{actor::Role, credential, id::PersonId, message::Refusal, text::upright, time::Instant};

/// How long a code can be used, minutes.
const CODE_MINUTES: u16 = 5;
/// How often a code, and then who one is, may be typed.
pub(super) const TRIES: u16 = 5;
/// For how many minutes after a right code somebody may say who they are.
const PROVEN_MINUTES: i64 = 15;
/// Operators give a number to somebody else after 90 days: by then it proves nothing any more.
const TIED_DAYS: i64 = 90;
/// The digits of a mobile number in China. To others, which may cost much, no code is sent.
const MOBILE_DIGITS: usize = 11;

/// A code was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedCode {
    /// What the browser has to show again.
    pub ticket: String,
    /// To which number, in its one spelling.
    pub phone: String,
}

impl std::fmt::Debug for AskedCode {
    /// Without the number and the ticket: it may stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AskedCode").finish_non_exhaustive()
    }
}

/// A mobile number in its one spelling.
pub(crate) fn mobile(text: &str) -> Result<String, Refusal> {
    let number = credential::phone(text).filter(|number| {
        number.len() == MOBILE_DIGITS && number.starts_with('1') && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    number.ok_or_else(|| Refusal::new("code-phone").field("phone").with("digits", MOBILE_DIGITS as i64))
}

/// Six digits that nobody can foresee.
fn six_digits() -> String {
    let random: u64 = rand::random();
    format!("{:06}", random % 1_000_000)
}

pub(super) fn over() -> Failure {
    Refusal::new("code-over").into()
}

impl Accounts {
    /// Can codes be asked for? Not where messages do not go out to phones.
    #[must_use]
    pub fn offers_codes(&self) -> bool {
        self.state.reaches_phones
    }

    /// Counts something that is sent to a number because `asker` asked for it.
    ///
    /// # Errors
    /// The refusal `code-too-often`.
    pub(crate) fn count_sent(&self, phone: &str, asker: Option<&str>) -> Result<(), Failure> {
        self.state.numbers.pass(&self.state.lookups.phone(phone), asker, self.state.real.now())
    }

    /// Sends a code to a number.
    ///
    /// # Errors
    /// The refusals `code-not-offered`, `code-phone` and `code-too-often`; [`Failure::Broken`].
    pub async fn ask_code(&self, phone: &str, locale: &str, origin: &Origin) -> Result<AskedCode, Failure> {
        if !self.offers_codes() {
            return Err(Refusal::new("code-not-offered").into());
        }
        let phone = mobile(phone)?;
        self.count_sent(&phone, origin.own_address())?;
        let (journal, now) = (&self.state.journal, self.state.real.now());
        let code = LoginCode {
            ticket: random_hex(),
            phone: phone.clone(),
            code: six_digits(),
            expires_at: now + Duration::minutes(CODE_MINUTES.into()),
            tries: TRIES,
        };
        journal.put_login_code(&code, now).await.map_err(broken)?;
        let says = Says::LoginCode { code: code.code, minutes: CODE_MINUTES };
        let direct = Direct { phone: phone.clone(), locale: locale.to_owned(), says };
        // Not the ticket: the message's id leaves the house.
        direct.put(journal, &random_hex(), now, code.expires_at).await?;
        Ok(AskedCode { ticket: code.ticket, phone })
    }

    /// Was this the code? `Some`: who is in; `None`: it was, and who they are is still to be said.
    ///
    /// # Errors
    /// The refusal `code-wrong`, whatever the cause; [`Failure::Broken`].
    pub async fn enter_code(&self, ticket: &str, code: &str, origin: &Origin) -> Result<Option<Opened>, Failure> {
        let now = self.state.real.now();
        let until = now + Duration::minutes(PROVEN_MINUTES);
        let digits: String = upright(code).chars().filter(char::is_ascii_digit).collect();
        let proven = self.state.journal.prove_login_code(ticket, &digits, now, (until, TRIES)).await.map_err(broken)?;
        let Some(phone) = proven else {
            self.state.audit.note_wrong_password(self.state.core.now(), None, origin.address());
            return Err(Refusal::new("code-wrong").field("code").with("max", TRIES).into());
        };
        let Some(login) = self.alone_with(&phone, now).await? else { return Ok(None) };
        if !self.state.journal.use_ticket(ticket).await.map_err(broken)? {
            return Err(over());
        }
        self.enter(login, &phone, origin, now).await.map(Some)
    }

    /// Opens a session of a login, which this number opens from now on.
    pub(super) async fn enter(
        &self,
        login: Login,
        phone: &str,
        origin: &Origin,
        now: Instant,
    ) -> Result<Opened, Failure> {
        self.state.journal.tie_phone(login.id, phone, now).await.map_err(broken)?;
        self.state.audit.note_log_in(self.state.core.now(), &login.actor, origin.address())?;
        self.opened(login, false, origin, now).await
    }

    /// Those who have this number as their own and are not erased, ordered by id.
    pub(crate) fn people_with(&self, phone: &str) -> Vec<PersonId> {
        let worlds = self.state.core.worlds();
        let hashes = self.state.lookups.phone_any(phone);
        let found = hashes.iter().flat_map(|hash| worlds.journey.by_phone(hash));
        let living = found.filter(|person| person.erased.is_none()).map(|person| person.id);
        living.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// The login of the only person who has this number, if it was lately opened by it.
    async fn alone_with(&self, phone: &str, now: Instant) -> Result<Option<Login>, Failure> {
        let [person] = self.people_with(phone)[..] else { return Ok(None) };
        let journal = &self.state.journal;
        for tied in journal.logins_by_phone(phone, now - Duration::days(TIED_DAYS)).await.map_err(broken)? {
            let login = journal.login(tied.login).await.map_err(broken)?;
            let is_theirs = |login: &Login| {
                let whose = login.actor.person.map(|whose| self.state.core.worlds().journey.canonical(whose));
                login.active && login.actor.role == Role::Patient && whose == Some(person)
            };
            if let Some(login) = login.filter(is_theirs) {
                return Ok(Some(login));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_to_mobile_numbers_only() {
        for number in ["13800000000", "138 0000 0000", "+86 138-0000-0000", "１３８００００００００"] {
            assert_eq!(mobile(number).as_deref(), Ok("13800000000"), "{number}");
        }
        for other in ["", "12", "02088888888", "+44 7700 900123", "138000000001", "13800000000#12"] {
            assert_eq!(mobile(other).unwrap_err().code, "code-phone", "{other}");
        }
        let code = six_digits();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    }
}

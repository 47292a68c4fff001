//! Who somebody is whose phone is known: a number may be several people's, or another's by now.

use super::{Accounts, CodeLimits, Opened, Origin, broken, code::over};
use crate::{failure::Failure, view::LoginStep};
use journal::{Login, StoreError};
use model::{
    actor::{Actor, Role},
    id::PersonId,
    message::Refusal,
    text::upright,
    time::Instant,
};

/// How many of the last characters of a credential's number are asked for.
const LAST: usize = 6;
/// How often it may be said of one number who somebody is, whatever the codes: whoever holds a phone may know a birth
/// date, and then few characters are left to be guessed.
pub(super) const LIMITS: CodeLimits = CodeLimits {
    number_minute: u32::MAX,
    number_hour: u32::MAX,
    number_day: 15,
    address_hour: u32::MAX,
    all_hour: u32::MAX,
};

fn nobody() -> Failure {
    Refusal::new("code-nobody").field("last").into()
}

/// The last characters of a number, without what people put between them.
fn last(number: &str) -> Option<String> {
    let plain: Vec<char> = upright(number).chars().filter(char::is_ascii_alphanumeric).collect();
    Some(plain.get(plain.len().checked_sub(LAST)?..)?.iter().collect())
}

impl Accounts {
    /// Opens a session of whoever has the proven number and a credential whose number ends so.
    ///
    /// # Errors
    /// The refusals `code-over`, `last-form` and `code-nobody`, which does not say why; [`Failure::Broken`].
    pub async fn identify(&self, ticket: &str, typed: &str, locale: &str, origin: &Origin) -> Result<Opened, Failure> {
        let typed = upright(typed.trim());
        let typed = last(&typed).filter(|plain| plain.len() == typed.chars().count());
        let typed = typed.ok_or_else(|| Refusal::new("last-form").field("last").with("count", LAST as i64))?;
        let now = self.state.real.now();
        let phone = self.state.journal.proven_phone(ticket, now).await.map_err(broken)?.ok_or_else(over)?;
        let mut fitting = Vec::new();
        let may = self.state.named.pass(&self.state.lookups.phone(&phone), None, now).is_ok();
        for person in self.people_with(&phone) {
            if may && self.has_number(person, &typed).await? {
                fitting.push(person);
            }
        }
        // Of two whose numbers end alike, the desk knows who is who.
        let [person] = fitting[..] else {
            self.state.audit.note_wrong_password(self.state.core.now(), None, origin.address());
            return Err(nobody());
        };
        self.enter_as(person, &phone, ticket, (locale, origin, now)).await
    }

    /// Has somebody, under whichever record, a credential whose number ends so?
    async fn has_number(&self, person: PersonId, typed: &str) -> Result<bool, Failure> {
        let sides: Vec<_> = {
            let worlds = self.state.core.worlds();
            let records = worlds.journey.aliases_of(person).into_iter();
            let rows = records.filter_map(|record| worlds.journey.record(record));
            rows.filter_map(|row| row.record.as_ref().map(|side| side.id)).collect()
        };
        for side in sides {
            let Some(record) = self.state.directory.record(side).await? else { continue };
            if record.credentials.iter().any(|(_, number)| last(number).as_deref() == Some(typed)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Opens a session of somebody's login, which is made if there is none yet.
    ///
    /// # Errors
    /// The refusals `code-over` and, where all their logins are switched off, `login-off`; [`Failure::Broken`].
    pub(super) async fn enter_as(
        &self,
        person: PersonId,
        phone: &str,
        ticket: &str,
        (locale, origin, now): (&str, &Origin, Instant),
    ) -> Result<Opened, Failure> {
        let journal = &self.state.journal;
        if !journal.use_ticket(ticket).await.map_err(broken)? {
            return Err(over());
        }
        let records = self.state.core.worlds().journey.aliases_of(person);
        let mut logins: Vec<Login> = Vec::new();
        for record in records {
            logins.extend(journal.logins_of(record).await.map_err(broken)?);
        }
        logins.retain(|login| login.actor.role == Role::Patient);
        let login = match logins.iter().find(|login| login.active) {
            Some(login) => login.clone(),
            // Who was locked out by an administrator does not come in by another way.
            None if !logins.is_empty() => return Err(Refusal::new("login-off").into()),
            None => self.own_login(person, locale, origin).await?,
        };
        self.enter(login, phone, origin, now).await
    }

    /// Makes a login without a password.
    async fn own_login(&self, person: PersonId, locale: &str, origin: &Origin) -> Result<Login, Failure> {
        let acts = Actor { role: Role::Patient, person: Some(person), ..Actor::system() };
        let name = format!("p-{}", &super::random_hex()[..16]);
        let login = Login { locale: locale.to_owned(), ..self.new_login(name, String::new(), acts) };
        match self.state.journal.put_new_logins(std::slice::from_ref(&login)).await {
            Ok(()) => {}
            Err(StoreError::Gone) => return Err(nobody()),
            Err(error) => return Err(broken(error)),
        }
        self.note(&login.actor, LoginStep::Created, login.id, origin)?;
        Ok(login)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_number_is_six_letters_and_digits() {
        assert_eq!(last("11010519491231002x").as_deref(), Some("31002X"));
        assert_eq!(last("KOR-M12345678").as_deref(), Some("345678"));
        assert_eq!(last("３１００２ｘ").as_deref(), Some("31002X"));
        assert_eq!(last("12345"), None);
        assert_eq!(last(""), None);
    }
}

//! Who comes for the first time registers by themselves, with the number that they have proven to have.

use super::{Opened, Origin, broken, code::over};
use crate::{
    failure::Failure,
    hospital::{Hospital, IdempotencyKey},
    request::{Answer, PersonDetails},
    usecase::RegisterPerson,
};
use model::{actor::Actor, journey::Identity, message::Refusal, refusal};

/// So many may have one number and register by themselves: a family. More are registered at the desk.
const OF_NUMBER_MAX: usize = 6;

/// The refusals that say that somebody has the credential already.
const OF_OTHERS: [&str; 3] = [refusal::CREDENTIAL_TAKEN, "passport-without-country", "permit-kept-as-resident-id"];

impl Hospital {
    /// Registers whoever has the proven number, and opens a session of their new login. The right is the ticket's: it is
    /// the hospital itself that registers them, by the rules of the desk.
    ///
    /// # Errors
    /// As for registering at the desk; the refusals `code-over` and, where a credential is somebody's already or the number
    /// is too many people's, `register-at-desk`.
    pub async fn register_self(
        &self,
        ticket: &str,
        person: PersonDetails,
        locale: &str,
        origin: &Origin,
    ) -> Result<Opened, Failure> {
        let accounts = self.accounts();
        let state = &self.inner.logins;
        if person.credentials.is_empty() {
            return Err(Refusal::new("field-choose").field("credential").into());
        }
        let now = state.real.now();
        let phone = state.journal.proven_phone(ticket, now).await.map_err(broken)?.ok_or_else(over)?;
        let at_desk = || Failure::from(Refusal::new("register-at-desk").field("credential"));
        if accounts.people_with(&phone).len() >= OF_NUMBER_MAX {
            return Err(at_desk());
        }
        // The same person, however often the form is sent.
        let key = IdempotencyKey::new(format!("self.{}", &state.journal.keys().lookup_hash("self", ticket)[..32]))?;
        let person = PersonDetails { phone: Some(phone.clone()), ..person };
        let register = RegisterPerson { identity: Identity::Known, person };
        match self.execute(&Actor::system(), key, register.into()).await {
            Ok(Answer::PersonRegistered { person }) => {
                accounts.enter_as(person, &phone, ticket, (locale, origin, now)).await
            }
            Ok(_) => Err(Failure::Broken),
            Err(Failure::Refused(refusal)) if OF_OTHERS.contains(&refusal.code) => Err(at_desk()),
            Err(failure) => Err(failure),
        }
    }
}

//! Who may act for whom, agreed between the two: one asks, the other says yes on their own page. Either side ends it
//! whenever they wish (`RemoveRelative`).
//!
//! Whoever asks learns nothing: not whether somebody fits what was typed, and not that they declined. A request is kept in
//! any case, and after its days it is gone.

use crate::{
    accounts::mobile,
    directory::name_text,
    failure::Failure,
    hospital::{Hospital, IdempotencyKey},
    limits::NAME_MAX,
    messages::{Direct, Says},
    read::names::{mask_name, mask_phone},
    request::Answer,
    usecase::{Action, AddRelative},
    view::Name,
};
use chrono::Duration;
use journal::FamilyRequest;
use model::{
    actor::{Actor, Role},
    id::PersonId,
    message::Refusal,
    text::fold_name,
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// For how many days a request can be answered.
const ANSWER_DAYS: i64 = 7;
/// How many requests of one person may wait for an answer.
const OPEN_MAX: usize = 3;
/// For how long the message about a request is tried, hours.
const SENT_HOURS: i64 = 12;

/// What was typed about somebody.
#[derive(Serialize, Deserialize)]
struct Typed {
    name: String,
    phone: String,
}

/// Somebody of one's family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: Name,
    /// They were named, so that it can be ended; a mother and her newborn were not.
    pub is_named: bool,
}

/// Somebody asks to act for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The request.
    pub id: String,
    /// The asker's name, masked.
    pub name: String,
    /// Until when it can be answered.
    pub until: Instant,
}

/// What the reader asks; it says only what the reader typed.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub id: String,
    /// The name that was typed.
    pub name: String,
    /// The number that was typed, masked.
    pub phone: String,
    /// Until when it can be answered.
    pub until: Instant,
}

impl std::fmt::Debug for Asked {
    /// Without what was typed: it may stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked").field("until", &self.until).finish_non_exhaustive()
    }
}

/// The reader's family, and what is still open about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The reader.
    pub own: PersonId,
    /// Those for whom the reader may act.
    pub acts_for: Vec<Relative>,
    /// Those who may act for the reader.
    pub relatives: Vec<Relative>,
    /// Who asks to act for the reader.
    pub asking: Vec<Asking>,
    /// For whom the reader asks to act.
    pub asked: Vec<Asked>,
}

/// The person of a patient's login.
fn own(actor: &Actor) -> Result<PersonId, Failure> {
    actor.person.filter(|_| actor.role == Role::Patient).ok_or(Failure::Denied)
}

impl Hospital {
    /// The reader's family, and what is still open about it.
    ///
    /// # Errors
    /// As for every read; [`Failure::Denied`] for all but patients.
    pub async fn family(&self, actor: &Actor) -> Result<Family, Failure> {
        let own = own(actor)?;
        let records = self.records_of(own);
        let now = self.now();
        let asked = self.journal().family_requests_by(&records, now).await?;
        let asking = self.journal().family_requests_to(&records, now).await?;
        self.reading(actor, Action::ReadPerson, |reading| {
            let journey = &reading.worlds.journey;
            reading.may_of(Action::ReadPerson, own, reading.scope().of_person(own))?;
            let relative = |person: PersonId, pair: (PersonId, PersonId)| Relative {
                person,
                name: reading.name(person),
                is_named: !journey.named_pairs(pair.0, pair.1).is_empty(),
            };
            let asking = asking.iter().map(|one| Asking {
                id: one.id.clone(),
                name: reading.name(one.asker).masked,
                until: one.expires_at,
            });
            Ok(Family {
                own: journey.canonical(own),
                acts_for: journey.acts_for(own).iter().map(|row| relative(row.id, (own, row.id))).collect(),
                relatives: journey.relatives_of(own).iter().map(|row| relative(row.id, (row.id, own))).collect(),
                asking: asking.filter(|one| !one.name.is_empty()).collect(),
                asked: asked.iter().filter_map(shown).collect(),
            })
        })
        .await
    }

    /// Was somebody named to act for another, so that it can be ended?
    #[must_use]
    pub fn is_named(&self, relative: PersonId, person: PersonId) -> bool {
        !self.worlds().journey.named_pairs(relative, person).is_empty()
    }

    /// How many ask to act for the reader.
    ///
    /// # Errors
    /// [`Failure::Denied`] for all but patients; when the database cannot be read.
    pub async fn family_asking(&self, actor: &Actor) -> Result<usize, Failure> {
        let records = self.records_of(own(actor)?);
        Ok(self.journal().family_requests_to(&records, self.now()).await?.len())
    }

    /// Asks somebody with this name and number whether the actor may act for them. The answer says nothing of whether
    /// there is such a person.
    ///
    /// # Errors
    /// [`Failure::Denied`] for all but patients; the refusals `code-phone`, those of names, `relative-is-self`,
    /// `relative-known`, `family-open-max` and `code-too-often`.
    pub async fn ask_family(&self, actor: &Actor, name: &str, phone: &str, locale: &str) -> Result<(), Failure> {
        let own = own(actor)?;
        let typed = Typed { name: name_text(name, "name", NAME_MAX)?, phone: mobile(phone)? };
        let (records, now) = (self.records_of(own), self.now());
        let asker = *records.first().ok_or(Failure::Denied)?;
        let id = self.request_id(asker, &typed);
        let open = self.journal().family_requests_by(&records, now).await?;
        if open.iter().any(|request| request.id == id) {
            return Ok(());
        }
        if open.len() >= OPEN_MAX {
            return Err(Refusal::new("family-open-max").with("max", OPEN_MAX as i64).into());
        }
        let asked = self.who_fits(&typed).await?;
        if asked == Some(asker) {
            return Err(Refusal::new("relative-is-self").field("name").into());
        }
        // Whoever may act already knows that there is such a person.
        if asked.is_some_and(|asked| self.worlds().journey.may_act_for(asker, asked)) {
            return Err(Refusal::new("relative-known").field("name").into());
        }
        // Counted for everybody, so that it says nothing of whether somebody fits.
        self.accounts().count_sent(&typed.phone, Some(&format!("person {asker}")))?;
        let request = FamilyRequest {
            id: id.clone(),
            asker,
            asked,
            typed: serde_json::to_string(&typed).map_err(|_| Failure::Broken)?,
            made_at: now,
            expires_at: now + Duration::days(ANSWER_DAYS),
        };
        self.journal().put_family_request(&request, now).await?;
        if self.accounts().offers_codes() {
            let name = self.record_name(asker).await?.unwrap_or_default();
            let says = Says::FamilyAsked { asker: mask_name(&name) };
            let direct = Direct { phone: typed.phone, locale: locale.to_owned(), says };
            let real = self.inner.config.real.now();
            // Asked again after it was taken back, it is another message.
            let mut message = self.journal().keys().lookup_hash("family_message", &format!("{id} {real}"));
            message.truncate(32);
            // What nobody is to get is over when it is written: writing it takes as long.
            let until = if asked.is_some() { real + Duration::hours(SENT_HOURS) } else { real };
            direct.put(self.journal(), &message, real, until).await?;
        }
        Ok(())
    }

    /// The actor agrees that somebody acts for them.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the actor is not asked so (any more); the refusals of naming a relative.
    pub async fn accept_family(&self, actor: &Actor, id: &str) -> Result<(), Failure> {
        let (person, request) = self.asked_of(actor, id).await?;
        // The same person's yes, however often it is said.
        let key = IdempotencyKey::new(format!("family.{id}.{}", request.made_at.timestamp()))?;
        let add = AddRelative { relative: request.asker, person };
        // Both have agreed: it is the hospital that notes it, as the desk does for both.
        match self.execute(&Actor::system(), key, add.into()).await {
            Ok(Answer::Done) => {}
            Ok(_) => return Err(Failure::Broken),
            // It is so already, perhaps since the desk did it.
            Err(Failure::Refused(refusal)) if refusal.code == "relative-known" => {}
            Err(failure) => return Err(failure),
        }
        Ok(self.journal().end_family_request(id).await?)
    }

    /// The actor does not agree; the asker is not told.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the actor is not asked so (any more).
    pub async fn decline_family(&self, actor: &Actor, id: &str) -> Result<(), Failure> {
        self.asked_of(actor, id).await?;
        Ok(self.journal().decline_family_request(id).await?)
    }

    /// The actor takes a request back.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the actor asks nothing so (any more).
    pub async fn take_back_family(&self, actor: &Actor, id: &str) -> Result<(), Failure> {
        let records = self.records_of(own(actor)?);
        let open = self.journal().family_requests_by(&records, self.now()).await?;
        if open.iter().all(|request| request.id != id) {
            return Err(Failure::NotFound);
        }
        Ok(self.journal().end_family_request(id).await?)
    }

    /// The request that the actor is asked, and who the actor is now.
    async fn asked_of(&self, actor: &Actor, id: &str) -> Result<(PersonId, FamilyRequest), Failure> {
        let records = self.records_of(own(actor)?);
        let person = *records.first().ok_or(Failure::Denied)?;
        let open = self.journal().family_requests_to(&records, self.now()).await?;
        let request = open.into_iter().find(|request| request.id == id).ok_or(Failure::NotFound)?;
        Ok((person, request))
    }

    fn records_of(&self, person: PersonId) -> Vec<PersonId> {
        self.worlds().journey.aliases_of(person)
    }

    /// The same for the same asker and what was typed, so that it is asked once.
    fn request_id(&self, asker: PersonId, typed: &Typed) -> String {
        let what = format!("{asker} {} {}", typed.phone, fold_name(&typed.name));
        let mut id = self.journal().keys().lookup_hash("family", &what);
        id.truncate(32);
        id
    }

    /// The only living person with this number and this name.
    async fn who_fits(&self, typed: &Typed) -> Result<Option<PersonId>, Failure> {
        let mut fitting = Vec::new();
        for person in self.accounts().people_with(&typed.phone) {
            let name = self.record_name(person).await?;
            if name.is_some_and(|name| fold_name(&name) == fold_name(&typed.name)) {
                fitting.push(person);
            }
        }
        Ok(if let [person] = fitting[..] { Some(person) } else { None })
    }

    async fn record_name(&self, person: PersonId) -> Result<Option<String>, Failure> {
        Ok(self.record_of(person).await?.map(|record| record.name.clone()))
    }
}

/// A request as its asker sees it.
fn shown(request: &FamilyRequest) -> Option<Asked> {
    let typed: Typed = serde_json::from_str(&request.typed).ok()?;
    let phone = mask_phone(&typed.phone);
    Some(Asked { id: request.id.clone(), name: typed.name, phone, until: request.expires_at })
}

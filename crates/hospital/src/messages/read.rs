//! A person's messages, as their page and the desk show them.

use super::{Notice, said::is_over};
use crate::{
    audit::Access, failure::Failure, hospital::Hospital, read::Reading, scope::Resource, usecase::Action,
    view::FamilyMember,
};
use chrono::Duration;
use journal::{Attempt, MessageState, StoredMessage};
use model::{
    actor::Actor,
    id::{PersonId, Seq},
    message::{Refusal, Value},
    time::Instant,
};
use std::collections::BTreeSet;

/// How many messages are shown at most.
const SHOWN_MAX: u16 = 100;
/// How many that reached nobody are shown at most; whoever is told makes room for the next.
const UNREACHED_MAX: u16 = 100;
/// For so long it can be taken back that somebody was told.
const UNTOLD_MINUTES: i64 = 30;

/// The newest messages to some people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageList {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// The messages, newest first, at most 100.
    pub messages: Vec<MessageView>,
    /// The event of the newest one; what came later is not marked as read.
    pub newest: Seq,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// Its id, as gateways know it.
    pub id: String,
    /// To whom.
    pub person: FamilyMember,
    /// What it says.
    pub notice: Notice,
    /// When it happened.
    pub at: Instant,
    /// Nobody has read it on its page.
    pub unread: bool,
    /// What became of it on its way to a phone.
    pub delivery: Delivery,
    /// How often it was handed over.
    pub attempts: u16,
}

/// What became of a message on its way to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It was not sent yet.
    Waiting,
    /// The gateway took it.
    Sent(Instant),
    /// It was given up.
    Failed,
    /// It was given up, and somebody of the hospital's told the person.
    Told,
    /// The person has no phone number.
    NoPhone,
    /// It was over before it was sent.
    Expired,
    /// It is on the person's page only.
    InApp,
}

impl Reading<'_> {
    /// Only the desk: others may know some patients, or none.
    fn may_of_everybody(&self) -> Result<(), Failure> {
        self.may(Action::ReadPerson, &Resource::default())
    }

    /// Those of some messages that have not become void since.
    fn that_hold(&self, stored: &[StoredMessage]) -> Result<Vec<StoredMessage>, Failure> {
        self.may_of_everybody()?;
        let holds = |message: &&StoredMessage| {
            let notice = serde_json::from_str::<Notice>(&message.made.arguments);
            notice.is_ok_and(|notice| !is_over(&notice, self.worlds, self.moment()))
        };
        Ok(stored.iter().filter(holds).cloned().collect())
    }
}

/// Somebody with all records that were merged into one.
type Known = (FamilyMember, Vec<PersonId>);

impl Hospital {
    /// The newest messages to a person, or to the reader and the reader's family.
    ///
    /// # Errors
    /// As for every read; [`Failure::Denied`] where the reader is nobody and names nobody.
    pub async fn messages(&self, actor: &Actor, person: Option<PersonId>) -> Result<MessageList, Failure> {
        let (now, known) = self.whose_messages(actor, person).await?;
        let people: Vec<PersonId> = known.iter().flat_map(|(_, records)| records.iter().copied()).collect();
        let stored = self.journal().messages_to(&people, SHOWN_MAX).await?;
        let attempts = if stored.is_empty() { Vec::new() } else { self.journal().message_attempts(&people).await? };
        let newest = stored.first().map_or(0, |message| message.made.event);
        let views = stored.into_iter().filter_map(|message| view(message, &known, &attempts));
        Ok(MessageList { now, messages: views.collect(), newest })
    }

    /// How many messages to the reader and the reader's family nobody has read.
    ///
    /// # Errors
    /// As [`messages`](Self::messages).
    pub async fn unread_messages(&self, actor: &Actor) -> Result<u64, Failure> {
        let (_, known) = self.whose_messages(actor, None).await?;
        let people: Vec<PersonId> = known.into_iter().flat_map(|(_, records)| records).collect();
        Ok(self.journal().unread_messages(&people).await?)
    }

    /// The reader has seen what was said to the reader and the reader's family because of events up to one.
    ///
    /// # Errors
    /// As [`messages`](Self::messages).
    pub async fn mark_messages(&self, actor: &Actor, until: Seq) -> Result<(), Failure> {
        let (now, known) = self.whose_messages(actor, None).await?;
        let people: Vec<PersonId> = known.into_iter().flat_map(|(_, records)| records).collect();
        Ok(self.journal().mark_messages(&people, until, now).await?)
    }

    /// The messages that reached nobody and still hold: nobody has read them, and no gateway took them, or not yet after
    /// four attempts. The 100 that are over first.
    ///
    /// # Errors
    /// As for every read; [`Failure::Denied`] for whoever may not know every patient.
    pub async fn unreached(&self, actor: &Actor) -> Result<Vec<MessageView>, Failure> {
        let stored = self.journal().unreached_messages(self.now(), UNREACHED_MAX).await?;
        self.shown(actor, stored).await
    }

    /// Those of some messages that still hold, with whom they are for.
    async fn shown(&self, actor: &Actor, stored: Vec<StoredMessage>) -> Result<Vec<MessageView>, Failure> {
        let (stored, known) = self
            .reading(actor, Action::ReadPerson, |reading| {
                let stored = reading.that_hold(&stored)?;
                let journey = &reading.worlds.journey;
                let people: BTreeSet<_> = stored.iter().map(|message| journey.canonical(message.made.person)).collect();
                let known = people.into_iter().map(|person| (reading.member(person), journey.aliases_of(person)));
                Ok((stored, known.collect::<Vec<Known>>()))
            })
            .await?;
        let people: BTreeSet<PersonId> = stored.iter().map(|message| message.made.person).collect();
        let attempts = self.journal().message_attempts(&people.into_iter().collect::<Vec<_>>()).await?;
        Ok(stored.into_iter().filter_map(|message| view(message, &known, &attempts)).collect())
    }

    /// How many are listed by [`unreached`](Self::unreached), without looking up whom they are for.
    ///
    /// # Errors
    /// As [`unreached`](Self::unreached).
    pub async fn unreached_count(&self, actor: &Actor) -> Result<usize, Failure> {
        let stored = self.journal().unreached_messages(self.now(), UNREACHED_MAX).await?;
        self.reading(actor, Action::ReadPerson, |reading| Ok(reading.that_hold(&stored)?.len())).await
    }

    /// Somebody has told a person what a message says that reached nobody; who and when is recorded. Nothing happens if
    /// somebody else did so, or if it was sent meanwhile, or is not there.
    ///
    /// # Errors
    /// As [`unreached`](Self::unreached).
    pub async fn told(&self, actor: &Actor, message: &str) -> Result<(), Failure> {
        self.reading(actor, Action::ReadPerson, |reading| reading.may_of_everybody()).await?;
        if self.journal().told_message(message, actor.user, self.now()).await? {
            self.note_told(actor, "told_message", message)?;
        }
        Ok(())
    }

    /// Nobody was told after all: the message is listed again. It is possible for half an hour.
    ///
    /// # Errors
    /// As [`unreached`](Self::unreached); a refusal once it is too late.
    pub async fn untold(&self, actor: &Actor, message: &str) -> Result<(), Failure> {
        self.reading(actor, Action::ReadPerson, |reading| reading.may_of_everybody()).await?;
        if !self.journal().untold_message(message, self.now() - Duration::minutes(UNTOLD_MINUTES)).await? {
            return Err(Refusal::new("told-too-late").with("limit", Value::Minutes(UNTOLD_MINUTES)).into());
        }
        self.note_told(actor, "untold_message", message)
    }

    /// Of which messages somebody said that they were told, so lately that it can be taken back; the latest first.
    ///
    /// # Errors
    /// As [`unreached`](Self::unreached).
    pub async fn lately_told(&self, actor: &Actor) -> Result<Vec<MessageView>, Failure> {
        let since = self.now() - Duration::minutes(UNTOLD_MINUTES);
        let stored = self.journal().messages_told_since(since, UNREACHED_MAX).await?;
        self.shown(actor, stored).await
    }

    fn note_told(&self, actor: &Actor, step: &str, message: &str) -> Result<(), Failure> {
        self.audit_log().note([Access::about(self.now(), actor, step, format!("message:{message}"))])
    }

    async fn whose_messages(&self, actor: &Actor, person: Option<PersonId>) -> Result<(Instant, Vec<Known>), Failure> {
        self.reading(actor, Action::ReadPerson, |reading| {
            let people: Vec<PersonId> = match person {
                Some(person) => vec![person],
                // A login that is nobody's own has no family.
                None if actor.person.is_none() => return Err(Failure::Denied),
                None => reading.family().iter().map(|member| member.person).collect(),
            };
            let mut known = Vec::new();
            for person in people {
                reading.may_of(Action::ReadPerson, person, reading.scope().of_person(person))?;
                known.push((reading.member(person), reading.worlds.journey.aliases_of(person)));
            }
            Ok((reading.now, known))
        })
        .await
    }
}

/// A message whose text only a newer program knows is not shown.
fn view(message: StoredMessage, known: &[Known], attempts: &[Attempt]) -> Option<MessageView> {
    let StoredMessage { made, attempts: count, read_at } = message;
    let (person, _) = known.iter().find(|(_, records)| records.contains(&made.person))?;
    let came_of =
        |outcome: &str| attempts.iter().find(|one| one.message == made.id && one.outcome.as_deref() == Some(outcome));
    Some(MessageView {
        person: person.clone(),
        notice: serde_json::from_str(&made.arguments).ok()?,
        at: made.made_at,
        unread: read_at.is_none(),
        delivery: match made.state {
            MessageState::Waiting => Delivery::Waiting,
            MessageState::Sent => Delivery::Sent(came_of("sent").map_or(made.made_at, |attempt| attempt.at)),
            MessageState::Failed if came_of("no_phone").is_some() => Delivery::NoPhone,
            MessageState::Failed => Delivery::Failed,
            MessageState::Told => Delivery::Told,
            MessageState::Expired => Delivery::Expired,
            MessageState::InApp => Delivery::InApp,
        },
        attempts: count,
        id: made.id,
    })
}

//! The search: people by what somebody typed or scanned.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    limits::LOOKED_FOR_MAX,
    names::{self, PART_MIN},
    prepare::refused_number,
    usecase::Action,
    view::{SearchHit, SearchKind, SearchResult},
};
use chrono::NaiveDate;
use model::{
    actor::{Actor, Role},
    credential::{CredentialError, check_resident_id, spelled},
    id::{AppointmentId, PersonId, short_code},
    journey::CredentialRef,
    message::Refusal,
    person::CredentialKind,
    text,
};
use scheduling::read::{AppointmentView, SessionView};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How many people a search shows at most.
pub(super) const HITS_MAX: usize = 20;
/// How many people who share a part of a name are looked at: more than are shown, because some of them are one person.
const CANDIDATES_MAX: u32 = 500;
/// The same for a nurse, who finds only those of the ward among them.
const WARD_CANDIDATES_MAX: u32 = 20_000;

/// People found by what somebody typed or scanned: a visit's code, a credential's number, a phone number, a name or a
/// part of one (its beginning, at least two characters, or initials), with a birth date after it if there are many. A
/// nurse finds only people who belong to the ward. Refused if nobody can have such a number or name.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// What was typed or scanned.
    #[schema(value_type = crate::schema::LookedFor)]
    pub text: String,
}

impl Read for Search {
    const PATH: &'static str = "/search";
    const ACTION: Action = Action::SearchPeople;
    const IN_BODY: bool = true;
    type View = SearchResult;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { text } = self;
        let wanted = hospital.looked_for(actor, &text).await?;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let own = actor.ward.map(|ward| reading.scope().of_ward(ward)).unwrap_or_default();
                reading.may(Action::SearchPeople, &own)?;
                reading.saw_all();
                let (kind, people) = reading.find(&wanted);
                let in_reach = |person: &PersonId| {
                    actor.role != Role::Nurse
                        || reading.may(Action::SearchPeople, &reading.scope().of_person(*person)).is_ok()
                };
                let people: Vec<PersonId> = people.into_iter().filter(in_reach).collect();
                if people.is_empty() && wanted.wrong_digit {
                    return Err(refused_number(CredentialError::CheckDigit).field("text").into());
                }
                if people.is_empty() && wanted.short_name {
                    return Err(Refusal::new("search-name-short").field("text").with("min", PART_MIN as i64).into());
                }
                let more = people.len() > HITS_MAX || wanted.by_part.len() >= candidates_max(actor) as usize;
                let hits = people.into_iter().take(HITS_MAX).map(|person| reading.hit(person)).collect();
                Ok(SearchResult { now: reading.now, kind, hits, more })
            })
            .await
    }
}

/// How many people who share a part of a name are looked at.
fn candidates_max(actor: &Actor) -> u32 {
    if actor.role == Role::Nurse { WARD_CANDIDATES_MAX } else { CANDIDATES_MAX }
}

impl Hospital {
    /// What somebody looks for, with those who share a part of a name.
    ///
    /// # Errors
    /// The refusal of a text that is empty or too long; [`Failure::Broken`] if the index of names cannot be read.
    pub(super) async fn looked_for(&self, actor: &Actor, text: &str) -> Result<Wanted, Failure> {
        // Invisible characters that came along are no part of what is looked for.
        let text = text::visible(text).trim().to_owned();
        if text.is_empty() || text.chars().count() > LOOKED_FOR_MAX {
            return Err(Refusal::new("search-length").field("text").with("max", LOOKED_FOR_MAX as i64).into());
        }
        let mut wanted = self.wanted(&text);
        if let Some(folded) = &wanted.part {
            let part = self.lookups().name_part(&names::beginning(folded));
            let born = wanted.birth.map(|birth| self.lookups().born(birth));
            let found = self.journal().people_by_part(&part, born.as_deref(), candidates_max(actor)).await;
            wanted.by_part = found.map_err(|error| {
                tracing::error!(%error, "the index of names cannot be read");
                Failure::Broken
            })?;
        }
        Ok(wanted)
    }

    /// A text as everything that it may be, with its keyed hashes.
    fn wanted(&self, text: &str) -> Wanted {
        let (name, birth) = name_and_birth(text);
        let folded = text::fold_name(&name);
        let length = folded.chars().count();
        let number = spelled(CredentialKind::ResidentId, text);
        Wanted {
            // However it was grouped when it was read out.
            code: text::upright(text).split_whitespace().collect(),
            appointment: text::upright(text).trim().parse().ok(),
            credentials: self.lookups().credential_any(text),
            phones: self.lookups().phone_any(text),
            names: self.lookups().name_any(&name).into(),
            short_name: length < PART_MIN && text::has_letter(&name),
            part: (length >= PART_MIN).then_some(folded),
            birth,
            wrong_digit: check_resident_id(&number) == Err(CredentialError::CheckDigit),
            by_part: Vec::new(),
        }
    }
}

/// Splits a name with a birth date after it: `张伟 1986-03-02`, `张伟，１９８６年３月２日`, `张伟(19860302)`. The date has eight
/// digits, or year, month and day with something between them.
fn name_and_birth(text: &str) -> (String, Option<NaiveDate>) {
    let plain = text::upright(text);
    let closed = |letter: char| letter.is_whitespace() || matches!(letter, ')' | ']' | '}' | '】' | '〕' | '生' | '出');
    let of_date = |letter: char| {
        letter.is_ascii_digit()
            || letter.is_whitespace()
            || matches!(letter, '-' | '/' | '.' | '·' | '‐' | '‑' | '–' | '—' | '−' | '年' | '月' | '日' | '号')
    };
    let name_only = || (text.to_owned(), None);
    let rest = plain.trim_end_matches(closed);
    let start = rest.trim_end_matches(of_date).len();
    // What comes before the first digit belongs to the name: 张日 1986-03-02.
    let Some(first) = rest[start..].find(|letter: char| letter.is_ascii_digit()) else { return name_only() };
    let (name, date) = rest.split_at(start + first);
    let name = name.trim_end_matches(|letter: char| !letter.is_alphanumeric() && !text::is_han(letter));
    let groups: Vec<&str> =
        date.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let born = match groups[..] {
        [all] if all.len() == 8 => NaiveDate::parse_from_str(all, "%Y%m%d").ok(),
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            NaiveDate::parse_from_str(&format!("{year}-{month}-{day}"), "%Y-%m-%d").ok()
        }
        _ => None,
    };
    if born.is_none() || !text::has_letter(name) { name_only() } else { (name.to_owned(), born) }
}

/// What was typed, as everything that it may be.
pub(super) struct Wanted {
    code: String,
    appointment: Option<AppointmentId>,
    credentials: Vec<CredentialRef>,
    phones: Vec<String>,
    names: Vec<String>,
    /// A part of a name, folded, of any length.
    part: Option<String>,
    birth: Option<NaiveDate>,
    /// Too little of a name was typed.
    short_name: bool,
    /// It looks like a resident identity number, and its check digit is wrong.
    wrong_digit: bool,
    /// The people with the part in their names, as the side table says.
    by_part: Vec<PersonId>,
}

impl Reading<'_> {
    pub(super) fn find(&self, wanted: &Wanted) -> (SearchKind, Vec<PersonId>) {
        let (scheduling, journey) = (&self.worlds.scheduling, &self.worlds.journey);
        let by_id = wanted.appointment.and_then(|id| scheduling.appointment(id)).map(|visit| visit.patient);
        if let Some(person) = by_id.or_else(|| self.by_code(&wanted.code)) {
            return (SearchKind::VisitCode, vec![journey.canonical(person)]);
        }
        let shown = wanted.credentials.iter().filter_map(|one| journey.by_credential(one));
        let shown: BTreeSet<PersonId> = shown.map(|person| person.id).collect();
        if !shown.is_empty() {
            return (SearchKind::Credential, shown.into_iter().collect());
        }
        let phones = wanted.phones.iter().flat_map(|phone| journey.by_phone(phone));
        let phones: BTreeSet<PersonId> = phones.map(|person| person.id).collect();
        if !phones.is_empty() {
            return (SearchKind::Phone, phones.into_iter().collect());
        }
        // Those whose whole name it is come first.
        let whole = wanted.names.iter().flat_map(|name| journey.by_name(name)).map(|person| person.id);
        let born = |person: &PersonId| {
            let birth = |person| self.record(person).and_then(|record| record.birth);
            wanted.birth.is_none_or(|born| birth(*person) == Some(born))
        };
        // A name with a birth date after it is found by its parts, without opening the records of all namesakes.
        let mut people: Vec<PersonId> =
            if wanted.birth.is_some() && wanted.part.is_some() { Vec::new() } else { whole.filter(born).collect() };
        let long = wanted.part.as_deref().filter(|folded| names::is_longer(folded));
        let begins = |person: &&PersonId| {
            long.is_none_or(|folded| self.as_kept(**person).is_some_and(|record| names::begins(&record.name, folded)))
        };
        let parts = wanted.by_part.iter().filter(begins).filter_map(|person| journey.person(*person));
        people.extend(parts.filter(|person| person.erased.is_none()).map(|person| person.id));
        let mut seen = BTreeSet::new();
        people.retain(|person| seen.insert(*person));
        (SearchKind::Name, people)
    }

    /// The person whose visit today, or whose stay, has this short code.
    fn by_code(&self, code: &str) -> Option<PersonId> {
        if code.len() != 8 {
            return None;
        }
        let scheduling = &self.worlds.scheduling;
        let visits = scheduling
            .departments()
            .into_iter()
            .flat_map(|department| scheduling.present_sessions(department.id, self.moment()))
            .flat_map(|session| scheduling.appointments_of_session(session.id))
            .find(|visit| short_code(visit.id.0) == code)
            .map(|visit| visit.patient);
        visits.or_else(|| {
            let stays = scheduling.wards(self.moment()).into_iter().flat_map(|ward| ward.rooms);
            let stays = stays.flat_map(|room| room.beds).filter_map(|bed| bed.occupant);
            let stays = stays.chain(scheduling.admissions_waiting(None));
            stays.into_iter().find(|stay| short_code(stay.id.0) == code).map(|stay| stay.patient)
        })
    }

    /// Is the visit today, or in a session of yesterday that goes on?
    pub(super) fn is_present(&self, visit: &AppointmentView) -> bool {
        let open = |session: &SessionView| session.id == visit.session;
        visit.date == self.today()
            || visit.state.is_open()
                && self.worlds.scheduling.present_sessions(visit.department, self.moment()).iter().any(open)
    }

    fn hit(&self, person: PersonId) -> SearchHit {
        let visits = self.visits_of(person);
        SearchHit {
            patient: self.patient(person),
            visits: visits
                .iter()
                .rev()
                .filter(|visit| self.is_present(visit))
                .map(|visit| self.listed_visit(visit))
                .collect(),
            stays: self.open_stays_of(person),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_stands_behind_a_name() {
        let born = NaiveDate::from_ymd_opt(1986, 3, 2);
        for text in "张伟 1986-03-02|张伟，1986-03-02|张伟,1986/3/2|张伟 １９８６－０３－０２|张伟1986年3月2日|张伟 1986 年 3 月 2 日|张伟（1986-03-02）|张伟 [19860302]|张伟19860302|张伟、1986.3.2|张伟 1986年03月02日出生|张伟 1986—3—2".split('|') {
            let (name, birth) = name_and_birth(text);
            assert_eq!((text::fold_name(&name).as_str(), birth), ("张伟", born), "{text}");
        }
        for (text, named) in
            [("John Smith 19860302", "john smith"), ("张日 1986-03-02", "张日"), ("J. R. Smith1986-03-02", "j r smith")]
        {
            let (name, birth) = name_and_birth(text);
            assert_eq!((text::fold_name(&name).as_str(), birth), (named, born), "{text}");
        }
        for text in [
            "张伟",
            "1986-03-02",
            "张伟 1986",
            "张 伟",
            "13800000000",
            "张伟 1986-13-02",
            "张伟 02-03-1986",
            "张生",
            "张伟 3",
        ] {
            assert_eq!(name_and_birth(text), (text.to_owned(), None));
        }
    }
}

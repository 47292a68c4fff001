//! Words for what the hospital shows: one place that turns a state or kind into its text.

use super::parts::{Chip, Choice};
use crate::locale::Localizer;
use hospital::{
    exchange::{ConnectionState, PlatformConnection},
    view::{AdmissionState, CoverageSummary, ListedStay, PersonSummary, SearchHit, SessionEnd, VisitState},
};
use model::{
    actor::Role,
    credential::spelled,
    journey::{InsuranceType, PersonClass},
    message::Message,
    person::{CredentialKind, Sex},
    scheduling::{Channel, Formality, Needs, Pool, ReasonCode, Title, Urgency},
};

/// What may be presented at a desk or on a ward, most common first.
pub(crate) const CREDENTIALS: [CredentialKind; 6] = [
    CredentialKind::ResidentId,
    CredentialKind::SocialSecurityCard,
    CredentialKind::InsuranceCode,
    CredentialKind::FaceToken,
    CredentialKind::Passport,
    CredentialKind::Permit,
];

/// A kind of credential.
pub(crate) fn credential(t: &Localizer, kind: CredentialKind) -> String {
    t.text(match kind {
        CredentialKind::InsuranceCode => "staff-credential-insurance-code",
        CredentialKind::SocialSecurityCard => "staff-credential-card",
        CredentialKind::ResidentId => "staff-credential-resident-id",
        CredentialKind::FaceToken => "staff-credential-face",
        CredentialKind::Passport => "staff-credential-passport",
        CredentialKind::Permit => "staff-credential-permit",
        CredentialKind::VisitCode => "staff-credential-visit-code",
        CredentialKind::Wristband => "staff-credential-wristband",
    })
}

/// The name by which a form sends an enum's value: its name in JSON.
pub(crate) fn code<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The value that a form's name stands for.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

/// A list of choices from kinds and their words.
pub(crate) fn choices<T: Copy + PartialEq + serde::Serialize>(
    kinds: &[T],
    chosen: Option<T>,
    words: impl Fn(T) -> String,
) -> Vec<Choice> {
    kinds.iter().map(|kind| Choice { value: code(kind), words: words(*kind), chosen: Some(*kind) == chosen }).collect()
}

/// Man or woman.
pub(crate) fn sex(t: &Localizer, sex: Sex) -> String {
    t.text(match sex {
        Sex::Male => "staff-sex-male",
        Sex::Female => "staff-sex-female",
        Sex::Unknown => "staff-sex-unknown",
    })
}

/// `女 68 岁`.
pub(crate) fn person(t: &Localizer, card: &PersonSummary) -> String {
    match card.age {
        Some(age) => {
            t.say(&Message::new("staff-person").with("sex", sex(t, card.sex)).with("age", t.age(age, card.infant)))
        }
        None => sex(t, card.sex),
    }
}

/// A name as shown to those who may see it whole; an erased one says so.
pub(crate) fn full_name(t: &Localizer, card: &PersonSummary) -> String {
    if card.name.full.is_empty() { t.text("staff-no-name") } else { card.name.full.clone() }
}

/// A name as others may see it.
pub(crate) fn masked_name(t: &Localizer, card: &PersonSummary) -> String {
    if card.name.masked.is_empty() { t.text("staff-no-name") } else { card.name.masked.clone() }
}

/// A professional title.
pub(crate) fn title(t: &Localizer, title: Title) -> String {
    t.text(title.message())
}

/// Where a booking came from.
pub(crate) fn channel(t: &Localizer, channel: Channel) -> String {
    t.text(match channel {
        Channel::Online => "staff-channel-online",
        Channel::OnSite => "staff-channel-on-site",
        Channel::FollowUp => "staff-channel-follow-up",
        Channel::Referral => "staff-channel-referral",
    })
}

/// For whom seats are kept.
pub(crate) fn pool(t: &Localizer, pool: Pool) -> String {
    t.text(match pool {
        Pool::General => "pool-general",
        Pool::OnSite => "pool-on-site",
        Pool::Referral => "pool-referral",
    })
}

/// The urgency.
pub(crate) fn urgency(t: &Localizer, urgency: Urgency) -> String {
    t.text(match urgency {
        Urgency::Emergency => "staff-urgency-emergency",
        Urgency::Urgent => "staff-urgency-urgent",
        Urgency::Elective => "staff-urgency-elective",
    })
}

/// The requirements of an admission for its room.
pub(crate) fn needs(t: &Localizer, needs: Needs) -> Vec<String> {
    let mut words = Vec::new();
    if needs.oxygen {
        words.push(t.text("need-oxygen"));
    }
    if needs.isolation {
        words.push(t.text("need-isolation"));
    }
    words
}

/// A formality.
pub(crate) fn formality(t: &Localizer, formality: Formality) -> String {
    t.text(match formality {
        Formality::Identity => "staff-formality-identity",
        Formality::Form => "staff-formality-form",
        Formality::Insurance => "staff-formality-insurance",
        Formality::Deposit => "staff-formality-deposit",
        Formality::Wristband => "staff-formality-wristband",
        Formality::Handover => "staff-formality-handover",
    })
}

/// The state of the connection to the insurance platform.
pub(crate) fn platform_connection(t: &Localizer, connection: &PlatformConnection) -> Chip {
    let tone = match connection.state {
        ConnectionState::Unused => "rest",
        ConnectionState::Good => "ok",
        ConnectionState::Slow | ConnectionState::Closed => "warn",
        ConnectionState::Silent => "bad",
    };
    Chip::new(tone, t.say(&connection.message))
}

/// `退休职工`, `居民医保`, `自费`.
pub(crate) fn coverage(t: &Localizer, coverage: Option<&CoverageSummary>) -> String {
    t.text(match coverage.map(|card| (card.insurance, card.class)) {
        None => "staff-coverage-unknown",
        Some((InsuranceType::SelfPay, _)) => "staff-coverage-self-pay",
        Some((InsuranceType::Resident, _)) => "staff-coverage-resident",
        Some((InsuranceType::Employee, PersonClass::Retired)) => "staff-coverage-retired",
        Some((InsuranceType::Employee, _)) => "staff-coverage-active",
    })
}

/// The state of a visit.
pub(crate) fn visit(t: &Localizer, state: VisitState) -> Chip {
    let (tone, id) = match state {
        VisitState::Booked => ("rest", "staff-visit-booked"),
        VisitState::Waiting => ("ok", "staff-visit-waiting"),
        VisitState::Called => ("info", "staff-visit-called"),
        VisitState::InConsultation => ("info", "staff-visit-in-consultation"),
        VisitState::Finished => ("rest", "staff-visit-finished"),
        VisitState::Cancelled => ("rest", "staff-visit-cancelled"),
        VisitState::Missed => ("warn", "staff-visit-missed"),
        VisitState::NotSeen => ("warn", "staff-visit-not-seen"),
        VisitState::Displaced => ("warn", "staff-visit-displaced"),
    };
    Chip::new(tone, t.text(id))
}

/// The state of a stay.
pub(crate) fn stay(t: &Localizer, state: AdmissionState) -> Chip {
    let (tone, id) = match state {
        AdmissionState::Requested => ("warn", "staff-stay-requested"),
        AdmissionState::BedAssigned => ("info", "staff-stay-bed-assigned"),
        AdmissionState::Arrived => ("info", "staff-stay-arrived"),
        AdmissionState::InBed => ("ok", "staff-stay-in-bed"),
        AdmissionState::Discharged => ("rest", "staff-stay-discharged"),
        AdmissionState::Cancelled => ("rest", "staff-stay-cancelled"),
    };
    Chip::new(tone, t.text(id))
}

/// A stay that is not over: its place and its state.
pub(crate) fn open_stay(t: &Localizer, row: &ListedStay) -> (String, Chip) {
    let mut parts = vec![t.text("desk-stay")];
    parts.extend(row.ward.as_ref().map(|ward| t.label(ward)));
    if let Some((room, bed)) = &row.bed {
        parts.push(t.say(&Message::new("ward-room-and-bed").with("room", room.clone()).with("bed", bed.clone())));
    }
    (parts.join(" · "), stay(t, row.state))
}

/// The role of a login.
pub(crate) fn role(t: &Localizer, role: Role) -> String {
    t.text(match role {
        Role::Patient => "staff-role-patient",
        Role::Desk => "staff-role-desk",
        Role::Clinician => "staff-role-clinician",
        Role::Nurse => "staff-role-nurse",
        Role::Admin => "staff-role-admin",
        Role::Referrer => "staff-role-referrer",
        Role::System => "staff-role-system",
    })
}

/// An ICD-10 code with its name, if this hospital knows one. A longer code (I25.103) is a finer one of the same name.
pub(crate) fn diagnosis(t: &Localizer, code: &str) -> String {
    match DIAGNOSES.iter().find(|known| code.starts_with(**known)) {
        Some(known) => t.text(&format!("diagnosis-{}", known.replace('.', "-"))),
        None => code.to_owned(),
    }
}

/// The diagnoses that are suggested while one types; any ICD-10 code may be typed.
pub(crate) const DIAGNOSES: [&str; 69] = [
    "I10", "I20.0", "I21.9", "I25.1", "I48.9", "I50.9", "I63.9", "J15.9", "J18.9", "J44.1", "E11.9", "K25.4", "K35.8",
    "K80.2", "N20.1", "C34.9", "S72.0", "M51.2", "O80.9", "G40.9", "A08.0", "B02.9", "C18.9", "C50.9", "D14.3",
    "D25.9", "D32.9", "E04.1", "E05.9", "E10.9", "G45.9", "G51.0", "H25.9", "H40.9", "H81.9", "H91.2", "I40.9",
    "I61.9", "J18.0", "J32.9", "J35.0", "J45.9", "J93.9", "J96.9", "K01.1", "K12.2", "K25.9", "K40.9", "K63.5",
    "K80.1", "K85.9", "K92.2", "L40.9", "M06.9", "M10.9", "M17.9", "M32.9", "M54.5", "N04.9", "N17.9", "N18.9",
    "N20.0", "O20.0", "O82.9", "R56.0", "S06.5", "S52.5", "Z51.1", "N40",
];

/// Why something is taken back; an unknown code counts as a slip of the hand.
pub(crate) fn reason(code: &str) -> ReasonCode {
    decode(code).unwrap_or(ReasonCode::Mistake)
}

/// Insured places that this hospital has a name for (GB/T 2260): Shandong's cities.
const REGIONS: [&str; 8] = ["370100", "370200", "370600", "370300", "370900", "371000", "371300", "371500"];

/// An insured place's code with its name, if this hospital knows one.
pub(crate) fn region(t: &Localizer, code: &str) -> String {
    if REGIONS.contains(&code) { t.text(&format!("region-{code}")) } else { code.to_owned() }
}

/// Which of a person's credentials was presented: the one whose visible end is the end of what was scanned.
pub(crate) fn presented(hit: &SearchHit, typed: &str) -> Option<CredentialKind> {
    let meant = |shown: &&hospital::view::MaskedCredential| {
        let typed = spelled(shown.kind, typed);
        // A passport is shown with its country in front, which nobody types.
        let bare = shown.number.split_once('-').filter(|_| shown.kind == CredentialKind::Passport);
        let number = bare.map_or(shown.number.as_str(), |(_, number)| number);
        let end = number.trim_start_matches('*');
        !end.is_empty() && typed.ends_with(end) && typed.chars().count() == number.chars().count()
    };
    hit.patient.credentials.iter().find(meant).map(|shown| shown.kind)
}

/// What is said about a session's end, and what can be done about it.
pub(crate) struct End {
    pub(crate) words: String,
    /// The last part of the address, and the button.
    pub(crate) act: Option<(&'static str, String)>,
}

/// The end of a session: the button says how many patients it concerns.
pub(crate) fn end(t: &Localizer, end: SessionEnd) -> End {
    match end {
        SessionEnd::Left { not_seen, missed } => {
            let id = match (not_seen, missed) {
                (_, 0) => "staff-end-not-seen",
                (0, _) => "staff-end-missed",
                _ => "staff-end-both",
            };
            let button = t.say(&Message::new(id).with("not_seen", not_seen).with("missed", missed));
            End { words: t.text("staff-end-hint"), act: Some(("end", button)) }
        }
        SessionEnd::Ended { at, not_seen, can_undo } => End {
            words: t.say(&Message::new("staff-ended").with("at", t.clock(at)).with("count", not_seen)),
            act: can_undo.then(|| ("undo-end", t.text("staff-undo-end"))),
        },
    }
}

/// A time in the two largest of days, hours and minutes.
pub(crate) fn span(t: &Localizer, minutes: i64) -> String {
    let (days, hours) = (minutes / 1440, minutes % 1440 / 60);
    let message = match (days, hours) {
        (0, 0) => Message::new("span-minutes"),
        (0, _) => Message::new("span-hours"),
        _ => Message::new("span-days"),
    };
    t.say(&message.with("days", days).with("hours", hours).with("minutes", minutes % 60))
}

/// A number that is read out: in groups of four.
pub(crate) fn spaced(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::localizers;

    #[test]
    fn a_finer_code_has_the_name_of_its_family_and_an_unknown_one_stays_a_code() {
        let [chinese, _] = localizers();
        assert_eq!(diagnosis(&chinese, "I25.103"), "冠心病");
        assert_eq!(diagnosis(&chinese, "I10"), "高血压");
        assert_eq!(diagnosis(&chinese, "Z99.999"), "Z99.999");
    }
}

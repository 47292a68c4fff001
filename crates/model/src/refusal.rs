//! Codes of refusals that code compares, each defined once for those who refuse and those who react to it.
//!
//! All other codes are defined where the refusal is made.

/// The person already has a seat in that window.
pub const ALREADY_IN_SLOT: &str = "already-in-slot";
/// The admission was cancelled; nothing is posted on its bill any more.
pub const BILL_CANCELLED: &str = "bill-cancelled";
/// Money must be given back before the admission can be cancelled.
pub const CANCEL_MONEY_OPEN: &str = "cancel-money-open";
/// The patient has not agreed yet.
pub const CONSENT_MISSING: &str = "consent-missing";
/// The credential that was presented belongs to somebody else.
pub const CREDENTIAL_NOT_THEIRS: &str = "credential-not-theirs";
/// The credential is already another person's.
pub const CREDENTIAL_TAKEN: &str = "credential-taken";
/// An exchange of the same kind is under way.
pub const EXCHANGE_UNDER_WAY: &str = "exchange-under-way";
/// Another stay of the same person was settled later, or is being settled.
pub const LATER_STAY_SETTLED: &str = "later-stay-settled";
/// The message id was used before.
pub const MSGID_USED: &str = "msgid-used";
/// Another stay of the same person is still open at the insurer.
pub const OLD_STAY_OPEN: &str = "old-stay-open";
/// Whether it was done is not known; the same key tells.
pub const OUTCOME_UNKNOWN: &str = "outcome-unknown";
/// The platform did not answer.
pub const PLATFORM_SILENT: &str = "platform-silent";
/// Nobody can have a seat in that window any more.
pub const SLOT_FULL: &str = "slot-full";
/// The platform has registered the stay already.
pub const STAY_REGISTERED: &str = "stay-registered";
/// The settlement has to be taken back first.
pub const TAKE_BACK_FIRST: &str = "take-back-first";
/// The day is further ahead than one may book.
pub const TOO_FAR_AHEAD: &str = "too-far-ahead";
/// The day is further ahead than somebody of the group of patients may book.
pub const GROUP_TOO_FAR_AHEAD: &str = "group-too-far-ahead";
/// The person did not come too often, and cannot book alone for some time.
pub const NO_SHOW_BLOCK: &str = "no-show-block";

/// The person already has as many seats as allowed in a day, week, month or quarter, each in the hospital, in a department
/// or with a clinician: the codes in the order of [`Period::ALL`](crate::scheduling::Period::ALL) and
/// [`Within::ALL`](crate::scheduling::Within::ALL).
pub const CAPS: [[&str; 3]; 4] = [
    ["day-cap", "department-day-cap", "clinician-day-cap"],
    ["week-cap", "department-week-cap", "clinician-week-cap"],
    ["month-cap", "department-month-cap", "clinician-month-cap"],
    ["quarter-cap", "department-quarter-cap", "clinician-quarter-cap"],
];

/// The person already has as many seats of a kind of sessions as allowed in a day.
pub const KIND_DAY_CAP: &str = "kind-day-cap";
/// The same in a week, month or quarter.
pub const KIND_CAP: &str = "kind-cap";

/// The person already has as many seats as somebody of the group of patients may have in a day.
pub const GROUP_DAY_CAP: &str = "group-day-cap";
/// The same in a week, month or quarter.
pub const GROUP_CAP: &str = "group-cap";

/// The set of a group of patients says something that is no matter of one person.
pub const NOT_OF_GROUP: &str = "rule-not-of-group";

/// Is it the code of a cap?
pub fn is_cap(code: &str) -> bool {
    CAPS.as_flattened().contains(&code) || [KIND_DAY_CAP, KIND_CAP, GROUP_DAY_CAP, GROUP_CAP].contains(&code)
}

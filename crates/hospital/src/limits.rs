//! The bounds of what people send, enforced where it is checked and stated in the API document.

/// The longest idempotency key, bytes.
pub(crate) const KEY_MAX: usize = 80;
/// The longest reason in the actor's own words, characters.
pub(crate) const TEXT_MAX: usize = 500;
/// The longest text of a search, characters.
pub(crate) const LOOKED_FOR_MAX: usize = 80;
/// The longest name of a person, characters.
pub(crate) const NAME_MAX: usize = 60;
/// The longest address, characters.
pub(crate) const ADDRESS_MAX: usize = 200;
/// The longest text about allergies, characters.
pub(crate) const ALLERGIES_MAX: usize = 200;
/// The longest number of a credential, characters.
pub(crate) const NUMBER_MAX: usize = 80;
/// The longest number by which the insurance platform knows a person, characters.
pub(crate) const PSN_NO_MAX: usize = 30;
/// The longest name of a room in one language, characters: it is shown on a wall and printed on a slip.
pub(crate) const ROOM_MAX: usize = 40;
/// The longest signature, bytes.
pub(crate) const STROKES_MAX: usize = 64 * 1024;
/// The longest policy file, bytes: as a form, where each byte may take three, it still fits into a request.
pub(crate) const POLICY_MAX: usize = 64 * 1024;
/// The longest name of a login, characters.
pub(crate) const LOGIN_MAX: usize = 32;
/// The longest password, characters.
pub(crate) const PASSWORD_MAX: usize = 128;

/// How often a clinic may say a person whom nobody here is, within so many minutes: who guesses numbers and names does not
/// get far.
pub(crate) const REFERRAL_TRIES: u32 = 30;
pub(crate) const REFERRAL_MINUTES: i64 = 60;

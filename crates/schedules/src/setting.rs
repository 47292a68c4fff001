//! What a session is like apart from whom it calls when, and the calls themselves.

use crate::{
    limits::{PATIENTS, SESSION_MINUTES_MAX, SLOT_MINUTES, SLOTS},
    problem::{Problem, Rule, within},
    service::Service,
};

/// What a session is like apart from whom it calls when.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    slot_minutes: u32,
    no_show: f64,
    service: Service,
}

impl Setting {
    /// Slots of so many minutes; each patient fails to show with the probability `no_show`, of itself.
    ///
    /// # Errors
    /// `slot_minutes` outside of [`SLOT_MINUTES`], or `no_show` that is not at least 0 and less than 1.
    pub fn new(slot_minutes: u32, no_show: f64, service: Service) -> Result<Self, Problem> {
        let (min, max) = (*SLOT_MINUTES.start(), *SLOT_MINUTES.end());
        within("slot_minutes", slot_minutes.into(), min.into(), max.into())?;
        Ok(Self { slot_minutes, no_show: no_show_of(no_show)?, service })
    }

    /// The length of a slot (an interval) in minutes.
    pub const fn slot_minutes(&self) -> u32 {
        self.slot_minutes
    }

    /// The probability that a patient does not show.
    pub const fn no_show(&self) -> f64 {
        self.no_show
    }

    /// The probability that a patient shows.
    pub const fn show(&self) -> f64 {
        1.0 - self.no_show
    }

    /// How long a patient who shows is in the room.
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// The mean service of a patient who was called, who may not show, in minutes.
    pub(crate) fn load(&self) -> f64 {
        self.show() * self.service.mean()
    }

    /// How long so many slots are in minutes.
    pub(crate) fn session_minutes(&self, slots: usize) -> usize {
        slots * self.slot_minutes as usize
    }

    /// # Errors
    /// So many slots, which a field gives, last longer than [`SESSION_MINUTES_MAX`].
    pub(crate) fn check_slots(&self, field: &str, slots: usize) -> Result<(), Problem> {
        if self.session_minutes(slots) > SESSION_MINUTES_MAX {
            return Err(Problem::new(field, slots, Rule::SessionMinutes(SESSION_MINUTES_MAX)));
        }
        Ok(())
    }
}

/// A probability not to show.
pub(crate) fn no_show_of(no_show: f64) -> Result<f64, Problem> {
    if (0.0..1.0).contains(&no_show) { Ok(no_show) } else { Err(Problem::new("no_show", no_show, Rule::NoShow)) }
}

/// At least one slot and at least so many patients, and of neither too many.
pub(crate) fn check_called(calls: &[u32], least: u32) -> Result<(), Problem> {
    if !SLOTS.contains(&calls.len()) {
        return Err(Problem::new("calls", calls.len(), Rule::Slots(*SLOTS.end())));
    }
    let patients: u64 = calls.iter().map(|called| u64::from(*called)).sum();
    if patients < least.into() || patients > (*PATIENTS.end()).into() {
        return Err(Problem::new("calls", patients, Rule::Called(*PATIENTS.end())));
    }
    Ok(())
}

/// How many patients are called to the start of each slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls(Vec<u32>);

impl Calls {
    /// Checks how many they are.
    ///
    /// # Errors
    /// `calls`: the number of slots outside of [`SLOTS`], or all patients together outside of [`PATIENTS`].
    pub fn new(calls: Vec<u32>) -> Result<Self, Problem> {
        check_called(&calls, *PATIENTS.start())?;
        Ok(Self(calls))
    }

    /// How many are called to each slot.
    pub fn as_slice(&self) -> &[u32] {
        &self.0
    }

    /// The number of slots.
    pub fn slots(&self) -> usize {
        self.0.len()
    }

    /// The number of patients.
    pub fn patients(&self) -> u32 {
        self.0.iter().sum()
    }
}

//! Caps: one person is at most once in a window, never in two places at once, and has only so many seats in a day, week,
//! month or quarter, in the hospital, in a department and with a clinician.
//!
//! A seat counts that is booked and not over, held while somebody decides, offered to somebody who waits, or kept for
//! somebody whose session was closed.
//! Over a longer period than a day, visits that took place or were missed count too. What was cancelled, what the hospital
//! took away and what is only waited for never counts. A window belongs to the day on which its session began.
//! The caps of a kind of sessions count only windows of that kind, besides the others: whoever may have three seats a day
//! and one with an expert has room for two others. Those of a patient group count all windows of its people, besides the
//! others too. Somebody who is exempt (`exemptions`) may have more, but is as little in two places at once as anybody.

use super::{
    RulesInForce,
    kind::{Caps, Days, Place, days_of},
};
use crate::{
    World,
    component::{Appointment, Seat, SharedAppointment, Slot, Visit, Waiting},
    transition::{Clash, KeptSeat, clash, near_to},
};
use model::{
    decide::Context,
    id::{AppointmentId, PersonId, SessionId, SlotId, WaitlistEntryId},
    message::{Refusal, Value},
    refusal,
    scheduling::{Cap, ExemptFrom, PatientGroup, Period, Within},
    time::Instant,
};
use std::collections::BTreeSet;

/// What is given up for a seat, and so does not count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Instead<'a> {
    Nothing,
    /// Another appointment of the same person.
    Appointment(AppointmentId),
    /// The offer of an entry of the waiting list.
    Offer(WaitlistEntryId),
    /// The same, and all seats that are held for the same person.
    OfferNotHolds(WaitlistEntryId),
    /// All seats that the closure of a session keeps, and the appointment that gets its old seat back, with what another
    /// closure keeps for it, and all seats that are held for the same person.
    Back(SessionId, AppointmentId),
    /// The same, and all seats that are held for that person.
    BackNotHolds(SessionId, AppointmentId),
    /// Everything in a session that is being closed, and the seats that are kept for these appointments.
    Closing(SessionId, &'a BTreeSet<AppointmentId>),
    /// The seat that is held for the same person in a slot.
    Hold(SlotId),
    /// All seats that are held for the same person.
    Holds,
    /// All of these appointments.
    Appointments(&'a BTreeSet<AppointmentId>),
}

impl Instead<'_> {
    fn is_visit(&self, id: AppointmentId, slot: &Slot) -> bool {
        match self {
            Self::Appointment(own) | Self::Back(_, own) | Self::BackNotHolds(_, own) => *own == id,
            Self::Closing(session, _) => slot.session == *session,
            Self::Appointments(given_up) => given_up.contains(&id),
            Self::Nothing | Self::Offer(_) | Self::OfferNotHolds(_) | Self::Hold(_) | Self::Holds => false,
        }
    }

    fn is_offer(&self, id: WaitlistEntryId, slot: &Slot) -> bool {
        match self {
            Self::Offer(own) | Self::OfferNotHolds(own) => *own == id,
            Self::Closing(session, _) => slot.session == *session,
            Self::Nothing
            | Self::Appointment(_)
            | Self::Back(..)
            | Self::BackNotHolds(..)
            | Self::Hold(_)
            | Self::Holds
            | Self::Appointments(_) => false,
        }
    }

    fn is_kept(&self, kept: &KeptSeat<'_>) -> bool {
        match self {
            Self::Appointment(own) => *own == kept.appointment,
            Self::Back(session, own) | Self::BackNotHolds(session, own) => {
                *session == kept.closed || *own == kept.appointment
            }
            Self::Closing(_, released) | Self::Appointments(released) => released.contains(&kept.appointment),
            Self::Nothing | Self::Offer(_) | Self::OfferNotHolds(_) | Self::Hold(_) | Self::Holds => false,
        }
    }

    /// Is a hold of the person in this slot given up?
    pub(crate) fn is_hold(&self, slot: &Slot) -> bool {
        match self {
            Self::Hold(own) => *own == slot.id,
            Self::Holds | Self::OfferNotHolds(_) | Self::BackNotHolds(..) => true,
            Self::Closing(session, _) => slot.session == *session,
            Self::Nothing | Self::Appointment(_) | Self::Offer(_) | Self::Back(..) | Self::Appointments(_) => false,
        }
    }
}

/// What else the same decision does: what is given up, and which windows the person gets besides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Besides<'a> {
    pub(crate) instead: Instead<'a>,
    pub(crate) also: &'a [&'a Slot],
}

impl<'a> From<Instead<'a>> for Besides<'a> {
    fn from(instead: Instead<'a>) -> Self {
        Self { instead, also: &[] }
    }
}

/// Why a window counts for a person.
enum Held<'w> {
    Visit,
    /// It took place or was missed.
    Over,
    /// Until when the person can accept it.
    Offer(Instant),
    Kept(KeptSeat<'w>),
    /// Held while the person decides, until then.
    Hold(Instant),
    /// Taken in the same decision.
    Also,
}

/// As many as there are for each period and place.
type Counts = [[u16; 3]; 4];

/// How many seats one person has in the periods of a window.
struct Tally<'s> {
    slot: &'s Slot,
    caps: Caps,
    /// Those of the window's kind.
    caps_of_kind: Caps,
    /// Those of the person's group.
    caps_of_group: Option<(PatientGroup, Caps)>,
    /// The days of each period over which something is counted.
    days: [Option<Days>; 4],
    counts: Counts,
    counts_of_kind: Counts,
}

impl<'s> Tally<'s> {
    fn new(slot: &'s Slot, rules: &RulesInForce, caps_of_group: Option<(PatientGroup, Caps)>) -> Self {
        let caps = rules.caps;
        let caps_of_kind = rules.caps_of_kind.map(|(_, caps)| caps).unwrap_or_default();
        let of_group = caps_of_group.map(|(_, caps)| caps).unwrap_or_default();
        let is_counted = |per| [caps, caps_of_kind, of_group].iter().any(|one| one.has(per));
        let days = Period::ALL.map(|per| is_counted(per).then(|| days_of(per, slot.date)));
        let none: Counts = [[0; 3]; 4];
        Self { slot, caps, caps_of_kind, caps_of_group, days, counts: none, counts_of_kind: none }
    }

    /// All days on which something can count, or can be at the same time.
    fn span(&self) -> Days {
        let near = near_to(self.slot);
        self.days.iter().flatten().fold(near, |(first, last), days| (first.min(days.0), last.max(days.1)))
    }

    fn add(&mut self, other: &Slot, is_over: bool) {
        for (per, days) in Period::ALL.into_iter().zip(self.days) {
            let Some((first, last)) = days else { continue };
            if other.date < first || last < other.date || (is_over && per == Period::Day) {
                continue;
            }
            for within in Within::ALL {
                let counts = Place::of(within, other) == Place::of(within, self.slot);
                self.counts[per as usize][within as usize] += u16::from(counts);
                let of_kind = counts && other.kind == self.slot.kind;
                self.counts_of_kind[per as usize][within as usize] += u16::from(of_kind);
            }
        }
    }

    /// Is one more within all caps? The shortest period is told first, and of a period the narrowest cap; then that
    /// of the person's group, and at last that of the kind.
    fn has_room(&self) -> Result<(), Refusal> {
        for (per, days) in Period::ALL.into_iter().zip(self.days) {
            let days = days.unwrap_or((self.slot.date, self.slot.date));
            if let Some((within, value, limit)) = reached(&self.caps, &self.counts, per) {
                let code = refusal::CAPS[per as usize][within as usize];
                return Err(too_many(code, (per, days), value, limit));
            }
            if let Some((group, caps)) = &self.caps_of_group
                && let Some((within, value, limit)) = reached(caps, &self.counts, per)
            {
                let code = if per == Period::Day { refusal::GROUP_DAY_CAP } else { refusal::GROUP_CAP };
                return too_many(code, (per, days), value, limit)
                    .with("group", Value::Message(group.message().into()))
                    .with("within", Value::Message(within.message().into()))
                    .with("per", Value::Message(per.message().into()))
                    .err();
            }
            if let Some((within, value, limit)) = reached(&self.caps_of_kind, &self.counts_of_kind, per) {
                let code = if per == Period::Day { refusal::KIND_DAY_CAP } else { refusal::KIND_CAP };
                return too_many(code, (per, days), value, limit)
                    .with("kind", Value::Message(self.slot.kind.message().into()))
                    .with("within", Value::Message(within.message().into()))
                    .with("per", Value::Message(per.message().into()))
                    .err();
            }
        }
        Ok(())
    }
}

/// The narrowest cap of a period that leaves no room for one more, with how many there are.
fn reached(caps: &Caps, counts: &Counts, per: Period) -> Option<(Within, u16, u16)> {
    let mut narrowest_first = Within::ALL.into_iter().rev();
    narrowest_first.find_map(|within| {
        let value = counts[per as usize][within as usize];
        caps.max(per, within).filter(|max| value >= *max).map(|max| (within, value, max))
    })
}

fn too_many(code: &'static str, (per, (first, last)): (Period, Days), value: u16, limit: u16) -> Refusal {
    let refused = Refusal::new(code).field("patient").with("value", value).with("limit", limit);
    match per {
        Period::Day => refused.with("date", first.0),
        Period::Week | Period::Month | Period::Quarter => refused.with("from", first.0).with("until", last.0),
    }
}

impl World {
    /// May this person have a seat in a slot, as far as it depends on what the person has?
    pub(crate) fn within_caps(
        &self,
        patient: PersonId,
        slot: &Slot,
        besides: Besides<'_>,
        rules: &RulesInForce,
    ) -> Result<(), Refusal> {
        let tally = Tally::new(slot, rules, self.caps_of_group(patient, rules.date));
        self.within_caps_of(tally, (patient, besides), rules)
    }

    /// The same with these caps.
    fn within_caps_of(
        &self,
        mut tally: Tally<'_>,
        (patient, besides): (PersonId, Besides<'_>),
        rules: &RulesInForce,
    ) -> Result<(), Refusal> {
        let slot = tally.slot;
        self.each_held(patient, tally.span(), besides, |other, held| {
            no_clash(slot, other, &held)?;
            tally.add(other, matches!(held, Held::Over));
            Ok(())
        })?;
        self.has_room(patient, &tally, rules)
    }

    /// The same without asking what is at the same time.
    pub(crate) fn caps_left(
        &self,
        patient: PersonId,
        slot: &Slot,
        besides: Besides<'_>,
        rules: &RulesInForce,
    ) -> Result<(), Refusal> {
        let mut tally = Tally::new(slot, rules, self.caps_of_group(patient, rules.date));
        self.each_held(patient, tally.span(), besides, |other, held| {
            tally.add(other, matches!(held, Held::Over));
            Ok(())
        })?;
        self.has_room(patient, &tally, rules)
    }

    /// Is one more within all caps, or is the person exempt from them?
    fn has_room(&self, patient: PersonId, tally: &Tally<'_>, rules: &RulesInForce) -> Result<(), Refusal> {
        tally.has_room().or_else(|refusal| {
            let is_exempt = self.is_exempt(patient, ExemptFrom::Caps, Some(tally.slot.department), rules.date);
            if is_exempt { Ok(()) } else { Err(refusal) }
        })
    }

    /// Every window on these days that counts for a person, under whichever record.
    fn each_held<'w>(
        &'w self,
        patient: PersonId,
        days: Days,
        Besides { instead, also }: Besides<'w>,
        mut see: impl FnMut(&'w Slot, Held<'w>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        for id in self.appointments_of_days(patient, days) {
            let Some(SharedAppointment(parts)) = self.get(id.0) else { continue };
            let (_, Seat { slot, .. }, visit) = &**parts;
            if instead.is_visit(id, slot) {
                continue;
            }
            if visit.state.is_open() {
                see(slot, Held::Visit)?;
            } else if visit.state.is_used() {
                see(slot, Held::Over)?;
            }
        }
        for entry in self.index().offers_of(patient) {
            let Some(offer) = self.get::<Waiting>(entry.0).and_then(|waiting| waiting.offer) else { continue };
            let Some((offered, _)) = self.slot_and_seats(offer.slot) else { continue };
            if !instead.is_offer(entry, offered) {
                see(offered, Held::Offer(offer.until))?;
            }
        }
        for kept in self.kept_seats(patient) {
            if !instead.is_kept(&kept) {
                see(kept.slot, Held::Kept(kept))?;
            }
        }
        for hold in self.holds_of(patient) {
            let Some((held, _)) = self.slot_and_seats(hold.slot) else { continue };
            if !instead.is_hold(held) {
                see(held, Held::Hold(hold.until))?;
            }
        }
        also.iter().try_for_each(|slot| see(slot, Held::Also))
    }

    /// What was over would be open again, together with what the person has booked since and with what the same decision
    /// brings back besides, under whichever record. Over longer periods than a day what took place or was missed counts
    /// already, so only what did not count is asked for.
    pub(crate) fn may_be_open_again(
        &self,
        id: AppointmentId,
        also: &[&Slot],
        context: &Context,
    ) -> Result<(), Refusal> {
        self.may_be_open_instead(id, Besides { instead: Instead::Appointment(id), also }, context)
    }

    /// The same where more is given up for it.
    pub(crate) fn may_be_open_instead(
        &self,
        id: AppointmentId,
        besides: Besides<'_>,
        context: &Context,
    ) -> Result<(), Refusal> {
        let patient = self.find::<Appointment>(id.0, "appointment")?.patient;
        let slot = &self.find::<Seat>(id.0, "appointment")?.slot;
        let mut rules = self.rules_at(slot, context)?;
        let mut caps_of_group = self.caps_of_group(patient, rules.date);
        if self.find::<Visit>(id.0, "appointment")?.state.is_used() {
            rules.caps = rules.caps.of_a_day();
            rules.caps_of_kind = rules.caps_of_kind.map(|(kind, caps)| (kind, caps.of_a_day()));
            caps_of_group = caps_of_group.map(|(group, caps)| (group, caps.of_a_day()));
        }
        self.within_caps_of(Tally::new(slot, &rules, caps_of_group), (patient, besides), &rules)
    }
}

/// Nobody has two seats in one window, or is in two places at once.
fn no_clash(slot: &Slot, other: &Slot, held: &Held<'_>) -> Result<(), Refusal> {
    let Some(clash) = clash(other, slot) else { return Ok(()) };
    let refused = |code| Refusal::new(code).field("slot").with("from", other.from).with("until", other.until);
    match held {
        Held::Over => Ok(()),
        Held::Offer(until) => refused("offer-open").with("answer", *until).err(),
        Held::Hold(until) => refused("hold-open").with("answer", *until).err(),
        Held::Kept(kept) => refused("rebooking-open").with("answer", kept.deadline).err(),
        Held::Visit | Held::Also => match clash {
            Clash::Slot => Refusal::new(refusal::ALREADY_IN_SLOT)
                .field("patient")
                .with("from", slot.from)
                .with("limit", 1u16)
                .err(),
            Clash::Time => refused("same-time").err(),
        },
    }
}

/// Each cap is within its bounds and said once, and none is greater than a wider one of the same period.
pub(crate) fn caps_fit(caps: &[Cap], is_hospital: bool) -> Result<(), Refusal> {
    for (place, cap) in caps.iter().enumerate() {
        if caps[..place].iter().any(|other| (other.per, other.within) == (cap.per, cap.within)) {
            return Refusal::new("cap-twice").field("caps").with("value", place as i64 + 1).err();
        }
        let wider = caps.iter().filter(|other| other.per == cap.per && other.within < cap.within);
        let max = wider.map(|other| other.max).min().unwrap_or(cap.per.cap_max()).min(cap.per.cap_max());
        if !(1..=max).contains(&cap.max) {
            return Refusal::new("cap-range")
                .field("caps")
                .with("per", Value::Message(cap.per.message().into()))
                .with("within", Value::Message(cap.within.message().into()))
                .with("value", cap.max)
                .with("min", 1u16)
                .with("max", max)
                .err();
        }
    }
    let is_said = caps.iter().any(|cap| (cap.per, cap.within) == (Period::Day, Within::Hospital));
    if is_hospital && !is_said {
        return Refusal::new("cap-of-day-missing").field("caps").err();
    }
    Ok(())
}

//! The booking rules in force: each rule has the value of the narrowest set that gives one. A session's set is narrower than
//! its department's, that one than its kind's (the title of who holds it), and the hospital's is the widest. What the set of
//! a patient group says ([`groups`]) goes before all of them, for its people; only its caps count besides the others.
//!
//! A kind of rule that does more than say a number is a file: [`caps`] (with [`kind`], what a cap counts), [`no_shows`],
//! [`giving_back`], [`opening`] (when a day opens, and until when a window can be booked), [`exemptions`] (of one person
//! from caps and from the ladder).

pub(crate) mod caps;
mod exemptions;
mod giving_back;
pub(crate) mod groups;
pub(crate) mod kind;
pub(crate) mod no_shows;
pub(crate) mod opening;

pub use kind::Caps;
use kind::{Days, days_of};
pub use no_shows::NoShowBlock;

use crate::{
    World,
    component::{Clinician, Session, Slot},
};
use bevy_ecs::resource::Resource;
use model::{
    id::{DepartmentId, SessionId},
    scheduling::{
        BookingRules, HOLD_MINUTES, NoShowStep, PatientGroup, Period, QueueClass, QueueRules, RulesScope, Title,
        WaitlistRules,
    },
    time::{BusinessDate, MinuteOfDay},
};
use std::collections::BTreeMap;

/// All booking rules as they are in force somewhere on a day; units and ranges are those of [`BookingRules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesInForce {
    /// The day on which they are in force.
    pub date: BusinessDate,
    /// How many days ahead one may book.
    pub days_ahead: u16,
    /// The minute of the day at which a day opens.
    pub release_at: MinuteOfDay,
    /// The group of patients whose set says when days open.
    pub opens_for: Option<PatientGroup>,
    /// Minutes before a window until which it can be booked from afar.
    pub book_minutes_before: u16,
    /// The most seats of one person.
    pub caps: Caps,
    /// The most seats of one person in sessions of this kind; `None` if the kind has no set.
    pub caps_of_kind: Option<(Title, Caps)>,
    /// Minutes before a window until which its patient may cancel or move.
    pub cancel_minutes_before: u16,
    /// How many seats a day a patient may give back.
    pub cancels_per_day_max: u16,
    /// The same in one department.
    pub cancels_per_department_day_max: u16,
    /// Minutes before a window from which one may check in.
    pub checkin_minutes_before: u16,
    /// Minutes after a window's end from which it is missed.
    pub missed_minutes_after: u16,
    /// Places by which somebody who does not answer a call falls back.
    pub pass_places: u16,
    /// Minutes until a bed counts as clean.
    pub cleaning_minutes: u16,
    /// Minutes within which a transition may be undone.
    pub undo_minutes: u16,
    /// For how many minutes a seat is held while its person decides.
    pub hold_minutes: u16,
    /// The waiting list; `None` if there is none.
    pub waitlist: Option<WaitlistRules>,
    /// What the classes of a queue are worth; `None`: they count within a window only.
    pub queue: Option<QueueRules>,
}

/// Where rules are asked for; nothing in it is the whole hospital.
#[derive(Clone, Copy, Debug, Default)]
struct Where {
    kind: Option<Title>,
    department: Option<DepartmentId>,
    session: Option<SessionId>,
}

/// The sets that count somewhere on a day.
#[derive(Clone, Copy, Default)]
struct Sets<'r> {
    session: Option<&'r BookingRules>,
    department: Option<&'r BookingRules>,
    kind: Option<(Title, &'r BookingRules)>,
    hospital: Option<&'r BookingRules>,
}

impl<'r> Sets<'r> {
    /// The order of narrowness.
    fn narrowest_first(self) -> impl Iterator<Item = &'r BookingRules> {
        [self.session, self.department, self.kind.map(|(_, set)| set), self.hospital].into_iter().flatten()
    }

    /// Those whose caps count all of a person's seats: a kind's counts only its own, besides them.
    fn of_any_kind(self) -> impl Iterator<Item = &'r BookingRules> {
        [self.session, self.department, self.hospital].into_iter().flatten()
    }
}

impl RulesInForce {
    /// What these sets say; `None` if some rule has no value in any of them.
    fn of(date: BusinessDate, sets: Sets<'_>) -> Option<Self> {
        let said = |rule: fn(&BookingRules) -> Option<u16>| sets.narrowest_first().find_map(rule);
        Some(Self {
            date,
            days_ahead: said(|set| set.days_ahead)?,
            release_at: sets.narrowest_first().find_map(|set| set.release_at).unwrap_or(MinuteOfDay(0)),
            opens_for: None,
            book_minutes_before: said(|set| set.book_minutes_before).unwrap_or(0),
            caps: Caps::of(sets.of_any_kind().map(|set| &set.caps[..])),
            caps_of_kind: sets.kind.map(|(kind, set)| (kind, Caps::of(std::iter::once(&set.caps[..])))),
            cancel_minutes_before: said(|set| set.cancel_minutes_before)?,
            cancels_per_day_max: said(|set| set.cancels_per_day_max)?,
            cancels_per_department_day_max: said(|set| set.cancels_per_department_day_max)?,
            checkin_minutes_before: said(|set| set.checkin_minutes_before)?,
            missed_minutes_after: said(|set| set.missed_minutes_after)?,
            pass_places: said(|set| set.pass_places)?,
            cleaning_minutes: said(|set| set.cleaning_minutes)?,
            undo_minutes: said(|set| set.undo_minutes)?,
            hold_minutes: said(|set| set.hold_minutes).unwrap_or(HOLD_MINUTES),
            waitlist: sets.narrowest_first().find_map(|set| set.waitlist),
            queue: sets.narrowest_first().find_map(|set| set.queue),
        })
    }

    /// By how many minutes a class goes before others.
    pub(crate) fn head_start(&self, class: QueueClass) -> u16 {
        self.queue.map_or(0, |queue| queue.head_start(class))
    }
}

/// All sets, by scope and by the day from which they are in force.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub(crate) struct Rules(pub(crate) BTreeMap<(RulesScope, BusinessDate), BookingRules>);

impl Rules {
    /// The set of a scope on a day.
    fn set(&self, scope: RulesScope, date: BusinessDate) -> Option<&BookingRules> {
        let until_then = (scope, BusinessDate(chrono::NaiveDate::MIN))..=(scope, date);
        self.0.range(until_then).next_back().map(|(_, set)| set)
    }

    /// What is in force somewhere on a day.
    fn on(&self, date: BusinessDate, within: Where) -> Option<RulesInForce> {
        let hospital = self.set(RulesScope::Hospital, date);
        // Most hospitals have no other set.
        let is_narrower = self.0.last_key_value().is_some_and(|((scope, _), _)| *scope != RulesScope::Hospital);
        if !is_narrower {
            return RulesInForce::of(date, Sets { hospital, ..Sets::default() });
        }
        let sets = Sets {
            session: within.session.and_then(|id| self.set(RulesScope::Session(id), date)),
            department: within.department.and_then(|id| self.set(RulesScope::Department(id), date)),
            kind: within.kind.and_then(|kind| Some((kind, self.set(RulesScope::Kind(kind), date)?))),
            hospital,
        };
        RulesInForce::of(date, sets)
    }

    /// What is in force on a day for the whole hospital.
    pub(crate) fn of_hospital(&self, date: BusinessDate) -> Option<RulesInForce> {
        self.on(date, Where::default())
    }

    /// What is in force on a day for a slot.
    pub(crate) fn of_slot(&self, date: BusinessDate, slot: &Slot) -> Option<RulesInForce> {
        let (department, session) = (Some(slot.department), Some(slot.session));
        self.on(date, Where { kind: Some(slot.kind), department, session })
    }

    /// What is in force on a day for a department.
    pub(crate) fn of_department(&self, date: BusinessDate, department: DepartmentId) -> Option<RulesInForce> {
        self.on(date, Where { department: Some(department), ..Where::default() })
    }

    /// The most days ahead that one may book in a department, whatever the kind of the session.
    fn farthest(&self, date: BusinessDate, department: DepartmentId) -> Option<u16> {
        let of_kind = |kind| {
            let department = Some(department);
            self.on(date, Where { kind: Some(kind), department, session: None })
        };
        Title::ALL.into_iter().filter_map(of_kind).map(|rules| rules.days_ahead).max()
    }

    /// The ladder of those who did not come, as it is in force on a day: that of somebody's group if it has steps, otherwise
    /// the hospital's.
    fn no_shows(&self, date: BusinessDate, group: Option<PatientGroup>) -> &[NoShowStep] {
        let of_group = group.and_then(|group| self.of_group(date, group)).filter(|set| !set.no_shows.is_empty());
        of_group.or_else(|| self.set(RulesScope::Hospital, date)).map_or(&[], |set| &set.no_shows)
    }

    /// The longest period over which anything is counted, anywhere and at any time.
    fn longest_period(&self) -> Period {
        let caps = self.0.values().flat_map(|set| &set.caps);
        caps.map(|cap| cap.per).max().unwrap_or(Period::Day)
    }

    /// The first and the last day of every period over which something may be counted together with these days. A week may
    /// begin before its month, and end after it.
    pub(crate) fn counted_with(&self, (from, until): Days) -> Days {
        let longest = self.longest_period();
        let periods = Period::ALL.into_iter().filter(|per| *per <= longest);
        periods.fold((from, until), |(first, last), per| {
            (first.min(days_of(per, from).0), last.max(days_of(per, until).1))
        })
    }

    /// The fewest minutes after a window's end from which it is missed, anywhere and at any time.
    pub(crate) fn missed_minutes_least(&self) -> u16 {
        self.0.values().filter_map(|set| set.missed_minutes_after).min().unwrap_or(0)
    }
}

impl World {
    /// The booking rules in force on a day; `None` if the hospital has adopted none. A session that is not there (any
    /// more) has the hospital's. What a group of patients has is asked for with a person ([`rules_for`](Self::rules_for)).
    pub fn rules(&self, date: BusinessDate, scope: RulesScope) -> Option<RulesInForce> {
        let within = match scope {
            RulesScope::Hospital | RulesScope::Group(_) => Where::default(),
            RulesScope::Kind(kind) => Where { kind: Some(kind), ..Where::default() },
            RulesScope::Department(department) => Where { department: Some(department), ..Where::default() },
            RulesScope::Session(id) => self.get::<Session>(id.0).map_or_else(Where::default, |session| {
                let kind = self.get::<Clinician>(session.clinician.0).map(|clinician| clinician.title);
                Where { kind, department: Some(session.department), session: Some(id) }
            }),
        };
        self.ecs.resource::<Rules>().on(date, within)
    }

    /// The most days ahead that one may book in a department, whatever the kind of the session; `None` without rules. For
    /// a person there is [`days_ahead_of`](Self::days_ahead_of).
    pub fn days_ahead(&self, date: BusinessDate, department: DepartmentId) -> Option<u16> {
        self.ecs.resource::<Rules>().farthest(date, department)
    }

    /// All sets that were adopted, by scope and then by the day from which they are in force.
    pub fn rule_sets(&self) -> impl Iterator<Item = (RulesScope, &BookingRules)> {
        self.ecs.resource::<Rules>().0.iter().map(|((scope, _), set)| (*scope, set))
    }

    /// What is in force for a slot on a day.
    pub(crate) fn rules_of_slot(&self, date: BusinessDate, slot: &Slot) -> Option<RulesInForce> {
        self.ecs.resource::<Rules>().of_slot(date, slot)
    }
}

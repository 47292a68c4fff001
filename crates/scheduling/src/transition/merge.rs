//! Two records become one person: what would break a rule about one person.

use super::booking::{Clash, clash};
use crate::{
    RulesInForce, World,
    component::{Seat, Slot, Stay, Visit, Waiting},
    read::{AdmissionState, Moment},
    rules::{
        Caps, Rules,
        kind::{Place, days_of},
    },
};
use model::{
    id::{AppointmentId, PersonId},
    journey::Subject,
    message::{Message, Obstacle, Value},
    scheduling::{ExemptFrom, Period, Title, Within},
    time::BusinessDate,
};
use std::collections::BTreeMap;

/// A window that counts for one of the two.
struct Open {
    /// The appointment, unless it is a seat that is held, offered to somebody who waits, or kept after a closure.
    appointment: Option<AppointmentId>,
    slot: Slot,
    /// Is it the first person's?
    is_first: bool,
    /// It took place or was missed: it counts over longer periods than a day, and nothing can be done about it.
    is_over: bool,
}

/// What counts together: the period from its first day on, where, and whether only windows of one kind do.
type Counted = (Period, BusinessDate, Within, Place, Option<Title>);

fn obstacle(message: Message, subjects: impl IntoIterator<Item = Subject>) -> Obstacle {
    Obstacle { message, subjects: subjects.into_iter().collect() }
}

/// Do both people have a part in it? What concerns only one of them does not matter for the merge.
fn of_both<'a>(all: impl IntoIterator<Item = &'a Open>) -> bool {
    let (mut first, mut second) = (false, false);
    for one in all {
        first |= one.is_first;
        second |= !one.is_first;
    }
    first && second
}

impl World {
    /// What has to be resolved before two people can become one, besides caps; empty if nothing stands in the way. What is
    /// over no longer counts, just as when somebody books.
    pub fn merge_obstacles(&self, one: PersonId, other: PersonId, moment: Moment) -> Vec<Obstacle> {
        let mut all: Vec<_> = self.two_stays(one, other).into_iter().collect();
        let open = self.open_from(one, other, moment);
        for (place, first) in open.iter().enumerate() {
            let later = open[place + 1..].iter().filter(|next| of_both([first, *next]));
            for second in later {
                let Some(why) = clash(&first.slot, &second.slot) else { continue };
                let message = match why {
                    Clash::Slot => {
                        Message::new("obstacle-same-slot").with("from", first.slot.from).with("until", first.slot.until)
                    }
                    Clash::Time => {
                        Message::new("obstacle-same-time").with("from", first.slot.from).with("other", second.slot.from)
                    }
                };
                let both = [first.appointment, second.appointment].into_iter().flatten();
                all.push(obstacle(message, both.map(Subject::Appointment)));
            }
        }
        all
    }

    /// What the one person whom two would become has too much of, with the appointments of which some can be cancelled.
    /// Where all is over, nothing stands in the way: it only leaves no room for more.
    pub fn merge_over_caps(&self, one: PersonId, other: PersonId, moment: Moment) -> Vec<Obstacle> {
        let mut open = self.open_from(one, other, moment);
        open.extend(self.over_since(one, other, moment));
        open.sort_by_key(|one| (one.slot.from, one.appointment));
        let mut groups: BTreeMap<Counted, Vec<&Open>> = BTreeMap::new();
        for one in &open {
            for per in Period::ALL.into_iter().filter(|per| *per != Period::Day || !one.is_over) {
                let first = days_of(per, one.slot.date).0;
                for within in Within::ALL {
                    for kind in [None, Some(one.slot.kind)] {
                        let counted = (per, first, within, Place::of(within, &one.slot), kind);
                        groups.entry(counted).or_default().push(one);
                    }
                }
            }
        }
        // What is in a department where they are exempt is not too much, however much it is.
        let is_exempt =
            |one: &&Open, person| self.is_exempt(person, ExemptFrom::Caps, Some(one.slot.department), moment.today());
        let counts = |open: &&Open| !is_exempt(open, one) && !is_exempt(open, other);
        let of_group = self.caps_of_group(one, moment.today()).or_else(|| self.caps_of_group(other, moment.today()));
        let of_group = of_group.map(|(_, caps)| caps);
        let counted = groups.into_iter().map(|(counted, all)| (counted, all.into_iter().filter(counts).collect()));
        counted.filter_map(|(counted, all): (_, Vec<_>)| self.too_many(counted, &all, (of_group, moment))).collect()
    }

    /// One person can lie in only one bed.
    fn two_stays(&self, one: PersonId, other: PersonId) -> Option<Obstacle> {
        let open = |person| {
            let stays = self.index().admissions_of(person);
            stays.filter(|id| self.get::<Stay>(id.0).is_some_and(|stay| stay.state() <= AdmissionState::InBed))
        };
        let (ones, others): (Vec<_>, Vec<_>) = (open(one).collect(), open(other).collect());
        let both = !ones.is_empty() && !others.is_empty();
        both.then(|| {
            let subjects = ones.into_iter().chain(others).map(Subject::Admission);
            obstacle(Message::new("obstacle-two-stays"), subjects)
        })
    }

    /// The open appointments of both in sessions from today on, and in what is to come of a session that runs over
    /// midnight, and the seats that are offered to them, by time.
    fn open_from(&self, one: PersonId, other: PersonId, moment: Moment) -> Vec<Open> {
        let mut all = Vec::new();
        let open =
            |appointment, slot: &Slot, is_first| Open { appointment, slot: slot.clone(), is_first, is_over: false };
        let today = moment.today();
        for (person, is_first) in [(one, true), (other, false)] {
            for record in self.index().records(person) {
                let from_yesterday =
                    self.index().of_record(record).iter().filter(|(date, _)| *date >= today.plus_days(-1));
                for (date, id) in from_yesterday {
                    if self.get::<Visit>(id.0).is_some_and(|visit| visit.state.is_open())
                        && let Some(seat) = self.get::<Seat>(id.0)
                        && (*date >= today || seat.slot.until > moment.now)
                    {
                        all.push(open(Some(*id), &seat.slot, is_first));
                    }
                }
            }
            let offers = self.index().offers_of(person).filter_map(|entry| self.get::<Waiting>(entry.0)?.offer);
            let slots = offers.filter_map(|offer| self.get::<Slot>(offer.slot.0));
            all.extend(slots.map(|slot| open(None, slot, is_first)));
            all.extend(self.kept_seats(person).map(|kept| open(None, kept.slot, is_first)));
            let held = self.holds_of(person).filter_map(|hold| self.get::<Slot>(hold.slot.0));
            all.extend(held.map(|slot| open(None, slot, is_first)));
        }
        all.sort_by_key(|one| (one.slot.from, one.appointment));
        all
    }

    /// What counts together with something from yesterday on, although it is over, of both.
    fn over_since(&self, one: PersonId, other: PersonId, moment: Moment) -> Vec<Open> {
        let yesterday = moment.today().plus_days(-1);
        let (first, _) = self.ecs.resource::<Rules>().counted_with((yesterday, yesterday));
        let days = (first, BusinessDate(chrono::NaiveDate::MAX));
        let of = |(person, is_first)| {
            self.appointments_of_days(person, days).filter_map(move |id| {
                let (slot, state) = (&self.get::<Seat>(id.0)?.slot, self.get::<Visit>(id.0)?.state);
                // What nobody has marked as missed yet is past all the same.
                let is_past = slot.date < moment.today() && slot.until <= moment.now;
                let is_over = state.is_used() || (state.is_open() && is_past);
                is_over.then(|| Open { appointment: Some(id), slot: slot.clone(), is_first, is_over })
            })
        };
        [(one, true), (other, false)].into_iter().flat_map(of).collect()
    }

    /// More than one person may have.
    fn too_many(
        &self,
        (per, first, within, _, kind): Counted,
        all: &[&Open],
        (of_group, moment): (Option<Caps>, Moment),
    ) -> Option<Obstacle> {
        // As many as the most generous of the rules under which they were booked.
        let rules = all.iter().filter_map(|one| self.rules_of_slot(moment.today(), &one.slot));
        let limit_of = |rules: RulesInForce| match kind {
            None => rules.caps.max(per, within),
            Some(_) => rules.caps_of_kind.and_then(|(_, caps)| caps.max(per, within)),
        };
        let limits: Option<Vec<u16>> = rules.map(limit_of).collect();
        let limit = limits.and_then(|limits| limits.into_iter().max());
        // Those of the person's group count besides, whatever the kind.
        let of_group = of_group.filter(|_| kind.is_none()).and_then(|caps| caps.max(per, within));
        let limit = [limit, of_group].into_iter().flatten().min()?;
        let count = all.len();
        let is_open = all.iter().any(|one| !one.is_over);
        if count <= usize::from(limit) || !is_open || !of_both(all.iter().copied()) {
            return None;
        }
        let words = |id: &'static str| Value::Message(id.into());
        let message = match kind {
            None => Message::new(OBSTACLES[per as usize][within as usize]),
            Some(kind) => Message::new(if per == Period::Day { "obstacle-kind-day" } else { "obstacle-kind" })
                .with("kind", words(kind.message()))
                .with("within", words(within.message()))
                .with("per", words(per.message())),
        };
        let message = match per {
            Period::Day => message.with("date", first.0),
            Period::Week | Period::Month | Period::Quarter => {
                message.with("from", first.0).with("until", days_of(per, first).1.0)
            }
        };
        let message = message.with("count", count as i64).with("limit", limit);
        let open = all.iter().filter(|one| !one.is_over).filter_map(|one| one.appointment);
        Some(obstacle(message, open.map(Subject::Appointment)))
    }
}

/// What is said of each cap, in the order of [`Period::ALL`] and [`Within::ALL`].
const OBSTACLES: [[&str; 3]; 4] = [
    ["obstacle-day", "obstacle-department-day", "obstacle-clinician-day"],
    ["obstacle-week", "obstacle-department-week", "obstacle-clinician-week"],
    ["obstacle-month", "obstacle-department-month", "obstacle-clinician-month"],
    ["obstacle-quarter", "obstacle-department-quarter", "obstacle-clinician-quarter"],
];

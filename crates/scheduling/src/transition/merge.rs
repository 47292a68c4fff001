//! Two records become one person: what would break a rule about one person.

use super::booking::{Clash, clash};
use crate::{
    World,
    component::{Seat, Slot, Stay, Visit, Waiting},
    read::{AdmissionState, Moment},
};
use model::{
    id::{AppointmentId, DepartmentId, PersonId},
    journey::Subject,
    message::{Message, Obstacle},
    time::BusinessDate,
};
use std::collections::BTreeMap;

/// An open appointment, or a seat that is offered to somebody who waits or kept after a closure, and whether it is the
/// first person's.
type Open = (Option<AppointmentId>, Slot, bool);

fn obstacle(message: Message, subjects: impl IntoIterator<Item = Subject>) -> Obstacle {
    Obstacle { message, subjects: subjects.into_iter().collect() }
}

/// Do both people have a part in it? What concerns only one of them does not matter for the merge.
fn of_both<'a>(all: impl IntoIterator<Item = &'a Open>) -> bool {
    let (mut first, mut second) = (false, false);
    for (_, _, is_first) in all {
        first |= *is_first;
        second |= !*is_first;
    }
    first && second
}

impl World {
    /// What has to be resolved before two people can become one; empty if nothing stands in the way. What is over no
    /// longer counts, just as when somebody books.
    pub fn merge_obstacles(&self, one: PersonId, other: PersonId, moment: Moment) -> Vec<Obstacle> {
        let mut all: Vec<_> = self.two_stays(one, other).into_iter().collect();
        let open = self.open_from(one, other, moment);
        for (place, (first, slot, _)) in open.iter().enumerate() {
            let later = open[place + 1..].iter().filter(|next| of_both([&open[place], next]));
            for (second, taken, _) in later {
                let Some(why) = clash(slot, taken) else { continue };
                let message = match why {
                    Clash::Slot => Message::new("obstacle-same-slot").with("from", slot.from).with("until", slot.until),
                    Clash::Time => Message::new("obstacle-same-time").with("from", slot.from).with("other", taken.from),
                };
                all.push(obstacle(message, [*first, *second].into_iter().flatten().map(Subject::Appointment)));
            }
        }
        all.extend(self.too_many(&open, moment));
        all
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
                        all.push((Some(*id), seat.slot.clone(), is_first));
                    }
                }
            }
            let offers = self.index().offers_of(person).filter_map(|entry| self.get::<Waiting>(entry.0)?.offer);
            let slots = offers.filter_map(|offer| self.get::<Slot>(offer.slot.0));
            all.extend(slots.map(|slot| (None, slot.clone(), is_first)));
            all.extend(self.kept_seats(person).map(|kept| (None, kept.slot.clone(), is_first)));
        }
        all.sort_by_key(|(id, slot, _)| (slot.from, *id));
        all
    }

    /// More than one person may have on a day, or in a department on a day.
    fn too_many(&self, open: &[Open], moment: Moment) -> Vec<Obstacle> {
        let mut days: BTreeMap<(BusinessDate, Option<DepartmentId>), Vec<&Open>> = BTreeMap::new();
        for one in open {
            days.entry((one.1.date, None)).or_default().push(one);
            days.entry((one.1.date, Some(one.1.department))).or_default().push(one);
        }
        let over = days.into_iter().filter_map(|((date, department), all)| {
            // As many as the most generous of the rules under which they were booked.
            let rules = all.iter().filter_map(|(_, slot, _)| self.rules_of_slot(moment.today(), slot));
            let (id, limit) = match department {
                Some(_) => ("obstacle-department-day", rules.map(|rules| rules.per_department_day_max).max()?),
                None => ("obstacle-day", rules.map(|rules| rules.per_day_max).max()?),
            };
            let count = all.len();
            (count > usize::from(limit) && of_both(all.iter().copied())).then(|| {
                let message = Message::new(id).with("date", date.0).with("count", count as i64).with("limit", limit);
                obstacle(message, all.iter().filter_map(|(id, _, _)| *id).map(Subject::Appointment))
            })
        });
        over.collect()
    }
}

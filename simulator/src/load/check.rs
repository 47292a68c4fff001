//! Whether the hospital shows what its patients were told: every acknowledged appointment is in its patient's list
//! once, the list has nothing that nobody was told of, and seats went as they were acknowledged.

use super::{
    api::{Person, Visit, Window},
    tally::Ended,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many faults are described.
const FAULTS_SHOWN: usize = 20;

/// What was compared, and the result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Nothing is at fault.
    pub holds: bool,
    /// Appointments that patients were told of.
    pub acknowledged: u64,
    /// Of these, those that are in the patient's list, in the right window, once.
    pub found: u64,
    /// Arrivals that got no certain answer.
    pub unknown: u64,
    /// Of these, those that turned out to be booked.
    pub unknown_booked: u64,
    /// Seats gone from the windows wanted.
    pub seats_taken: i64,
    /// Of these, those of people outside the rush; below 0 when they gave some back. Must be 0 where the rush is alone.
    pub seats_of_others: i64,
    /// How many things are at fault.
    pub faults: u64,
    /// The first of them.
    pub faults_shown: Vec<String>,
}

impl Check {
    fn fault(&mut self, words: String) {
        self.faults += 1;
        if self.faults_shown.len() < FAULTS_SHOWN {
            self.faults_shown.push(words);
        }
    }

    /// Compares what patients were told (`ends`) with the lists of those who came (`visits`, by index; `before`: what
    /// was in the lists before) and with the seats left now.
    pub(super) fn compare(
        windows: &[Window],
        left: &BTreeMap<String, u32>,
        before: &[&Person],
        visits: &BTreeMap<usize, Vec<Visit>>,
        ends: &[Ended],
        alone: bool,
    ) -> Self {
        let mut check = Self::default();
        let mut told: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut unknown: BTreeSet<(usize, &str)> = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for end in ends {
            match &end.appointment {
                Some(appointment) => {
                    check.acknowledged += 1;
                    if !seen.insert(appointment) {
                        check.fault(format!("appointment {appointment} was acknowledged twice"));
                    }
                    told.entry(end.patient).or_default().insert(appointment, end.window);
                }
                None => {
                    check.unknown += 1;
                    unknown.insert((end.patient, &windows[end.window].slot));
                }
            }
        }
        let mut taken: BTreeMap<&str, i64> = BTreeMap::new();
        for (patient, list) in visits {
            let mut told = told.remove(patient).unwrap_or_default();
            let mut listed = BTreeSet::new();
            for visit in list.iter().filter(|visit| !before[*patient].visits.contains(&visit.appointment)) {
                let name = &visit.appointment;
                if !listed.insert(name) {
                    check.fault(format!("appointment {name} stands twice in its patient's list"));
                    continue;
                }
                *taken.entry(&visit.slot).or_default() += 1;
                match told.remove(name.as_str()) {
                    Some(window) if windows[window].slot == visit.slot => check.found += 1,
                    Some(window) => check.fault(format!(
                        "appointment {name} stands in window {}, and was acknowledged for {}",
                        visit.slot, windows[window].slot
                    )),
                    None if unknown.remove(&(*patient, &visit.slot)) => check.unknown_booked += 1,
                    None => check.fault(format!("appointment {name} stands in a list, and nobody was told of it")),
                }
            }
            for lost in told.keys() {
                check.fault(format!("appointment {lost} was acknowledged, and is not in its patient's list"));
            }
        }
        for (patient, lost) in told.iter().flat_map(|(patient, all)| all.keys().map(move |lost| (patient, lost))) {
            check.fault(format!("appointment {lost} was acknowledged to patient {patient}, whose list is missing"));
        }
        for window in windows {
            check.seats(window, left.get(&window.slot), taken.get(window.slot.as_str()).copied().unwrap_or(0), alone);
        }
        check.holds = check.faults == 0;
        check
    }

    /// Checks a window's seats: how many are gone, and whose they are.
    fn seats(&mut self, window: &Window, left: Option<&u32>, ours: i64, alone: bool) {
        let Some(left) = left else {
            return self.fault(format!("window {} is gone", window.slot));
        };
        let gone = i64::from(window.left) - i64::from(*left);
        self.seats_taken += gone;
        self.seats_of_others += gone - ours;
        if *left > window.capacity || ours > i64::from(window.capacity) {
            self.fault(format!("window {}: {left} left and {ours} taken of {}", window.slot, window.capacity));
        }
        if alone && gone != ours {
            self.fault(format!("window {}: {gone} seats are gone, and {ours} appointments were made", window.slot));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(slot: &str, left: u32) -> Window {
        Window { slot: slot.into(), department: "d".into(), date: "2026-11-26".into(), capacity: 5, left }
    }

    fn visit(appointment: &str, slot: &str) -> Visit {
        Visit { appointment: appointment.into(), slot: slot.into() }
    }

    fn told(patient: usize, window: usize, appointment: Option<&str>) -> Ended {
        Ended { patient, window, appointment: appointment.map(Into::into) }
    }

    /// Two windows; patient 0 had `old` before.
    fn compare(ends: &[Ended], lists: &[(usize, Vec<Visit>)], left: [u32; 2], alone: bool) -> Check {
        let windows = [window("s", 5), window("t", 5)];
        let left = BTreeMap::from([("s".to_owned(), left[0]), ("t".to_owned(), left[1])]);
        let first = Person { person: "p".into(), visits: BTreeSet::from(["old".to_owned()]) };
        let other = Person::default();
        Check::compare(&windows, &left, &[&first, &other], &lists.iter().cloned().collect(), ends, alone)
    }

    #[test]
    fn what_was_told_and_is_there_holds() {
        let ends = [told(0, 0, Some("a")), told(1, 0, Some("b")), told(1, 1, None)];
        let lists = [(0, vec![visit("old", "t"), visit("a", "s")]), (1, vec![visit("b", "s"), visit("c", "t")])];
        let check = compare(&ends, &lists, [3, 4], true);
        assert!(check.holds, "{check:?}");
        assert_eq!((check.acknowledged, check.found, check.unknown, check.unknown_booked), (2, 2, 1, 1));
        assert_eq!((check.seats_taken, check.seats_of_others), (3, 0));
    }

    #[test]
    fn each_fault_is_found() {
        let ends = [told(0, 0, Some("a"))];
        let faults =
            |lists: &[(usize, Vec<Visit>)], left, alone| compare(&ends, lists, left, alone).faults_shown.join("; ");
        assert!(faults(&[(0, vec![])], [5, 5], true).contains("not in its patient's list"));
        assert!(faults(&[], [5, 5], true).contains("whose list is missing"));
        let (once, twice) = (visit("a", "s"), vec![visit("a", "s"), visit("a", "s")]);
        assert!(faults(&[(0, twice)], [4, 5], true).contains("stands twice"));
        assert!(faults(&[(0, vec![visit("a", "t")])], [5, 4], true).contains("was acknowledged for s"));
        let more = vec![once.clone(), visit("x", "t")];
        assert!(faults(&[(0, more)], [4, 4], true).contains("nobody was told"));
        assert!(faults(&[(0, vec![once.clone()])], [3, 5], true).contains("2 seats are gone, and 1 appointments"));
        assert_eq!(faults(&[(0, vec![once])], [3, 5], false), "", "others may book too");
        let again = [told(0, 0, Some("a")), told(1, 0, Some("a"))];
        assert!(!compare(&again, &[(0, vec![visit("a", "s")]), (1, vec![])], [4, 5], true).holds);
    }
}

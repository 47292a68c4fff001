//! Who waits in a session. There is one order, that of [`QueueKey`], for calling and for every list of people who wait.

use model::{id::AppointmentId, time::Instant, time::compact};
use serde::{Deserialize, Serialize};

/// The place of somebody who waits; the least is called first. It is ordered by:
///
/// 1. the window one waits for: one's own or, for somebody who came after its end, the one that was joined;
/// 2. within a window, those on time before those who joined it late;
/// 3. the ticket number;
/// 4. whoever was called before stands where that put them: somebody who did not answer fell back (过号), directly behind
///    the last of those who go first, and somebody who is here after all stands before everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct QueueKey {
    /// Start of the window; `None`: before all windows.
    #[serde(with = "compact::option")]
    window: Option<Instant>,
    late: bool,
    number: Option<u32>,
    /// 0 if the window and the number say it; else how many places behind the one who has the same window and number.
    behind: u16,
}

impl QueueKey {
    /// Before everybody.
    const FRONT: Self = Self { window: None, late: false, number: None, behind: 0 };

    /// The place that the window and the ticket number give; `late`: joined that window after the end of one's own.
    pub(crate) const fn new(window: Instant, late: bool, number: Option<u32>) -> Self {
        Self { window: Some(window), late, number, behind: 0 }
    }
}

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    key: QueueKey,
    appointment: AppointmentId,
}

/// The people who wait, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Queue(Vec<Waiting>);

impl Queue {
    /// Everybody, next first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = AppointmentId> {
        self.0.iter().map(|one| one.appointment)
    }

    /// The one to call next.
    pub(crate) fn first(&self) -> Option<AppointmentId> {
        self.iter().next()
    }

    /// How many wait.
    pub(crate) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Adds somebody at the place that the key gives.
    pub(crate) fn enter(&mut self, appointment: AppointmentId, key: QueueKey) {
        let place = self.0.partition_point(|other| other.key <= key);
        self.0.insert(place, Waiting { key, appointment });
    }

    /// Adds somebody behind so many others, or behind all of them if there are fewer.
    pub(crate) fn put(&mut self, appointment: AppointmentId, places: u16) {
        let place = usize::from(places).min(self.0.len());
        self.0.insert(place, Waiting { key: QueueKey { behind: 1, ..QueueKey::FRONT }, appointment });
        self.stand();
    }

    /// Removes somebody.
    pub(crate) fn leave(&mut self, appointment: AppointmentId) {
        self.0.retain(|other| other.appointment != appointment);
        self.stand();
    }

    /// Everybody in a given order; whoever has no key, or one that contradicts the order, gets a place by the order.
    pub(crate) fn of(all: impl IntoIterator<Item = (AppointmentId, Option<QueueKey>)>) -> Self {
        let mut queue = Self::default();
        for (appointment, key) in all {
            let last = queue.0.last().map_or(QueueKey::FRONT, |last| last.key);
            let behind = QueueKey { behind: last.behind.saturating_add(1), ..last };
            queue.0.push(Waiting { key: key.filter(|key| last <= *key).unwrap_or(behind), appointment });
        }
        queue
    }

    /// Puts those who stand behind somebody else behind the one who is before them now.
    fn stand(&mut self) {
        let mut before = QueueKey::FRONT;
        for one in &mut self.0 {
            if one.key.behind > 0 {
                one.key = QueueKey { behind: before.behind.saturating_add(1), ..before };
            }
            before = one.key;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn who(number: u8) -> AppointmentId {
        AppointmentId(Uuid::from_u128(u128::from(number)))
    }

    fn window(minutes: i64) -> Instant {
        Instant::UNIX_EPOCH + chrono::Duration::minutes(minutes)
    }

    #[test]
    fn the_window_comes_before_being_on_time_and_that_before_the_number() {
        let mut queue = Queue::default();
        queue.enter(who(1), QueueKey::new(window(20), false, Some(1)));
        queue.enter(who(2), QueueKey::new(window(0), true, Some(1)));
        queue.enter(who(3), QueueKey::new(window(0), false, Some(9)));
        queue.enter(who(4), QueueKey::new(window(0), false, Some(2)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [4, 3, 2, 1].map(who));
        // Somebody who falls back stands directly behind the last who goes first; later arrivals for that window stand
        // behind.
        queue.put(who(5), 1);
        queue.enter(who(6), QueueKey::new(window(0), false, Some(3)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [4, 5, 6, 3, 2, 1].map(who));
        // Nobody overtakes the one who fell back once those who went first are gone.
        queue.leave(who(4));
        queue.enter(who(7), QueueKey::new(window(0), false, Some(1)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [5, 7, 6, 3, 2, 1].map(who));
    }

    /// What can happen to a queue.
    #[derive(Clone, Debug)]
    enum Step {
        Enter(u8, i64, bool),
        Put(u8, u16),
        Leave(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..12u8, 0..4i64, any::<bool>()).prop_map(|(who, window, late)| Step::Enter(who, window, late)),
            (0..12u8, 0..6u16).prop_map(|(who, places)| Step::Put(who, places)),
            (0..12u8).prop_map(Step::Leave),
        ]
    }

    proptest! {
        /// It is the same as a list in which those who were put somewhere are passed over, and everybody else stands
        /// before the first who is to be called later.
        #[test]
        fn keys_stand_in_order_and_nobody_who_was_put_somewhere_is_overtaken(steps in prop::collection::vec(step(), 0..80)) {
            let mut queue = Queue::default();
            let mut list: Vec<(u8, Option<QueueKey>)> = Vec::new();
            for (number, step) in (1..).zip(steps) {
                match step {
                    Step::Enter(one, minutes, late) if list.iter().all(|(other, _)| *other != one) => {
                        let key = QueueKey::new(window(minutes), late, Some(number));
                        queue.enter(who(one), key);
                        let later = |other: &(u8, Option<QueueKey>)| other.1.is_some_and(|other| other > key);
                        let place = list.iter().position(later).unwrap_or(list.len());
                        list.insert(place, (one, Some(key)));
                    }
                    Step::Put(one, places) if list.iter().all(|(other, _)| *other != one) => {
                        queue.put(who(one), places);
                        list.insert(usize::from(places).min(list.len()), (one, None));
                    }
                    Step::Leave(one) => {
                        queue.leave(who(one));
                        list.retain(|(other, _)| *other != one);
                    }
                    Step::Enter(..) | Step::Put(..) => {}
                }
                prop_assert_eq!(queue.iter().collect::<Vec<_>>(), list.iter().map(|(one, _)| who(*one)).collect::<Vec<_>>());
                prop_assert!(queue.0.is_sorted_by(|one, other| one.key < other.key), "{:?}", queue);
                prop_assert_eq!(&Queue::of(list.iter().map(|(one, key)| (who(*one), *key))), &queue);
            }
        }
    }
}

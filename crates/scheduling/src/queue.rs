//! Who waits in a session. There is one order, that of [`QueueKey`], for calling and for every list of people who wait.

use chrono::Duration;
use model::{id::AppointmentId, scheduling::QueueClass, time::Instant, time::compact};
use serde::{Deserialize, Serialize};

/// The place of somebody who waits; the least is called first. It is ordered by:
///
/// 1. the time from which one counts as waiting ([`Line::since`]): the start of the window one waits for (one's own or, for
///    somebody who came after its end, the one that was joined), earlier by the head start of one's class;
/// 2. of the same time, those on time before those who came late;
/// 3. the class, most urgent first; then the window, the earlier first;
/// 4. the ticket number;
/// 5. whoever was called before stands where that put them: somebody who did not answer fell back (过号), directly behind
///    the last of those who go first, and somebody who is here after all stands before everybody.
///
/// A head start is so many minutes and no more, so whoever waits can be overtaken only by those whose windows begin at most
/// that much later: they all are known when the doors open, and nobody waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct QueueKey {
    /// From when on one counts as waiting; `None`: before everybody.
    #[serde(with = "compact::option")]
    since: Option<Instant>,
    late: bool,
    class: QueueClass,
    /// Start of the window.
    #[serde(with = "compact::option")]
    window: Option<Instant>,
    number: Option<u32>,
    /// 0 if the window and the number say it; else how many places behind the one who has the same window and number.
    behind: u16,
}

impl QueueKey {
    /// Before everybody.
    const FRONT: Self =
        Self { since: None, late: false, class: QueueClass::Emergency, window: None, number: None, behind: 0 };

    /// The place that one's line and the ticket number give.
    pub(crate) fn new(line: Line, number: Option<u32>) -> Self {
        let Line { window, late, class, .. } = line;
        Self { since: Some(line.since()), late, class, window: Some(window), number, behind: 0 }
    }
}

/// What decides the place of somebody who waits, besides the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The start of the window one waits for; for somebody who is back after tests, when they came back.
    pub(crate) window: Instant,
    /// Joined that window after the end of one's own.
    pub(crate) late: bool,
    pub(crate) class: QueueClass,
    /// Minutes by which the class goes before others.
    pub(crate) head_start: u16,
}

impl Line {
    /// From when on one counts as waiting. Whoever comes late has no head start, which would put them before people who came on
    /// time: only somebody who cannot wait goes before those all the same.
    fn since(&self) -> Instant {
        let is_behind = self.late && self.class != QueueClass::Emergency;
        self.window - Duration::minutes(if is_behind { 0 } else { i64::from(self.head_start) })
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

    /// How many would go before somebody with this key.
    pub(crate) fn before(&self, key: QueueKey) -> usize {
        self.0.partition_point(|other| other.key <= key)
    }

    /// Adds somebody at the place that the key gives.
    pub(crate) fn enter(&mut self, appointment: AppointmentId, key: QueueKey) {
        let place = self.before(key);
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
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn who(number: u8) -> AppointmentId {
        AppointmentId(Uuid::from_u128(u128::from(number)))
    }

    /// Somebody of an ordinary class who waits for a window.
    fn plain(minutes: i64, late: bool) -> Line {
        Line { window: window(minutes), late, class: QueueClass::Ordinary, head_start: 0 }
    }

    fn window(minutes: i64) -> Instant {
        Instant::UNIX_EPOCH + chrono::Duration::minutes(minutes)
    }

    #[test]
    fn the_window_comes_before_being_on_time_and_that_before_the_number() {
        let mut queue = Queue::default();
        queue.enter(who(1), QueueKey::new(plain(20, false), Some(1)));
        queue.enter(who(2), QueueKey::new(plain(0, true), Some(1)));
        queue.enter(who(3), QueueKey::new(plain(0, false), Some(9)));
        queue.enter(who(4), QueueKey::new(plain(0, false), Some(2)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [4, 3, 2, 1].map(who));
        // Somebody who falls back stands directly behind the last who goes first; later arrivals for that window stand
        // behind.
        queue.put(who(5), 1);
        queue.enter(who(6), QueueKey::new(plain(0, false), Some(3)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [4, 5, 6, 3, 2, 1].map(who));
        // Nobody overtakes the one who fell back once those who went first are gone.
        queue.leave(who(4));
        queue.enter(who(7), QueueKey::new(plain(0, false), Some(1)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [5, 7, 6, 3, 2, 1].map(who));
    }

    #[test]
    fn a_class_goes_before_others_by_its_head_start_and_no_more_and_only_an_emergency_late() {
        let of = |minutes, late, class, head_start| Line { window: window(minutes), late, class, head_start };
        let mut queue = Queue::default();
        let priority = |minutes, late| of(minutes, late, QueueClass::Priority, 20);
        queue.enter(who(1), QueueKey::new(plain(0, false), Some(1)));
        queue.enter(who(2), QueueKey::new(plain(20, false), Some(1)));
        queue.enter(who(3), QueueKey::new(plain(40, false), Some(1)));
        // The window of 40 counts as that of 20: before those of 20, behind those of 0.
        queue.enter(who(4), QueueKey::new(priority(40, false), Some(2)));
        // Late: behind everybody who is on time for the window that was joined.
        queue.enter(who(5), QueueKey::new(priority(20, true), Some(2)));
        // More urgent, the same time: first.
        queue.enter(who(6), QueueKey::new(of(50, false, QueueClass::Emergency, 30), Some(1)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [1, 6, 4, 2, 5, 3].map(who));
        // Only an emergency has its minutes also when late: 40 less 30 is before those of 20, and behind those of 0.
        queue.enter(who(7), QueueKey::new(of(40, true, QueueClass::Emergency, 30), Some(2)));
        assert_eq!(queue.iter().collect::<Vec<_>>(), [1, 7, 6, 4, 2, 5, 3].map(who));
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

    /// One wait of somebody, as this test understands it.
    #[derive(Debug)]
    struct Turn {
        /// The minute of the window, or of coming back after tests.
        window: i64,
        /// The latest window of those behind whom this one stands: one's own, or that of somebody behind whom one fell back.
        latest: i64,
        calls: u8,
        waits: bool,
        is_back: bool,
    }

    /// A morning that is played to its end.
    #[derive(Debug, Default)]
    struct Morning {
        queue: Queue,
        turns: BTreeMap<AppointmentId, Turn>,
        came: u8,
    }

    impl Morning {
        fn enter(&mut self, window: i64, line: Line, is_back: bool) {
            self.came += 1;
            self.queue.enter(who(self.came), QueueKey::new(line, Some(u32::from(self.came))));
            let turn = Turn { window, latest: window, calls: 0, waits: true, is_back };
            self.turns.insert(who(self.came), turn);
        }

        /// Calls the first, who falls back by some places, at most twice, or is seen and perhaps comes back after tests.
        fn call(&mut self, falls_back: Option<u16>, comes_back: bool) -> Result<(), TestCaseError> {
            let Some(called) = self.queue.first() else { return Ok(()) };
            let Turn { window, calls, is_back, .. } = self.turns[&called];
            // Whoever was called before may stand before people who came later.
            for (other, turn) in self.turns.iter().filter(|(other, turn)| calls == 0 && turn.waits && **other != called)
            {
                prop_assert!(window - turn.latest <= 60, "{window} went before {other}: {turn:?}");
            }
            self.queue.leave(called);
            let places = falls_back.filter(|_| calls < 2);
            if let Some(places) = places {
                self.queue.put(called, places);
            }
            let before = self.queue.iter().take_while(|other| places.is_some() && *other != called);
            let latest = before.map(|other| self.turns[&other].window).max().unwrap_or(window);
            if let Some(turn) = self.turns.get_mut(&called) {
                turn.calls += 1;
                turn.waits = places.is_some();
                turn.latest = turn.latest.max(latest);
            }
            if places.is_none() && comes_back && !is_back {
                self.enter(window + 30, Line { head_start: 20, ..plain(window + 30, false) }, true);
            }
            Ok(())
        }
    }

    proptest! {
        /// People keep coming, fall back and return while the first is called again and again: nobody is overtaken except by
        /// those whose windows begin less than the greatest head start later, as many as there are of them, and in the end
        /// everybody was seen.
        #[test]
        fn nobody_is_overtaken_by_more_than_the_head_start_and_everybody_is_seen(
            arrivals in prop::collection::vec(
                (0..30i64, prop::sample::select(QueueClass::ALL.to_vec()), any::<bool>(), any::<bool>()),
                1..80,
            ),
            answers in prop::collection::vec((prop::option::of(0..6u16), any::<bool>()), 1..40),
        ) {
            const HEAD_STARTS: [u16; 4] = [60, 30, 20, 0];
            let mut morning = Morning::default();
            let mut answers = answers.into_iter().cycle();
            for (tenth, class, late, calls) in arrivals {
                let line = Line { window: window(tenth * 10), late, class, head_start: HEAD_STARTS[class as usize] };
                morning.enter(tenth * 10, line, false);
                if let Some((falls_back, comes_back)) = answers.next().filter(|_| calls) {
                    morning.call(falls_back, comes_back)?;
                }
            }
            // Each is called at most three times, and comes back once.
            for (falls_back, comes_back) in answers.take(80 * 2 * 3) {
                morning.call(falls_back, comes_back)?;
            }
            prop_assert_eq!(morning.queue.len(), 0);
            prop_assert!(morning.turns.values().all(|turn| !turn.waits && turn.calls > 0), "{:?}", morning.turns);
        }

        /// It is the same as a list in which those who were put somewhere are passed over, and everybody else stands
        /// before the first who is to be called later.
        #[test]
        fn keys_stand_in_order_and_nobody_who_was_put_somewhere_is_overtaken(steps in prop::collection::vec(step(), 0..80)) {
            let mut queue = Queue::default();
            let mut list: Vec<(u8, Option<QueueKey>)> = Vec::new();
            for (number, step) in (1..).zip(steps) {
                match step {
                    Step::Enter(one, minutes, late) if list.iter().all(|(other, _)| *other != one) => {
                        let key = QueueKey::new(plain(minutes, late), Some(number));
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

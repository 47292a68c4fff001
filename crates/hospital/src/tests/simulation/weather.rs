//! What may go wrong in one simulation, and how often. Each seed has its own weather: with all faults at once, few
//! commands would ever get through, and rare combinations would never be seen.

use super::{chance::Chance, wishes::Noun};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

/// Some stories are about one thing only, so that much happens to it.
const WISHES: [&[Noun]; 6] = [
    &[Noun::Visit],
    &[Noun::Visit],
    &[Noun::Bed],
    &[Noun::Bill],
    &[Noun::Bed, Noun::Bill],
    &[Noun::Visit, Noun::Bed, Noun::Bill],
];

/// How often each fault happens, per thousand times that it could.
#[derive(Debug)]
pub(super) struct Weather {
    /// What clients wish for.
    pub(super) wishes: &'static [Noun],
    /// The longest time between two wishes of a client, milliseconds.
    pub(super) haste_millis: u64,
    /// The longest time that a message takes, milliseconds.
    pub(super) way_millis: u64,
    /// How long a client waits for an answer before it hangs up for the first time.
    pub(super) patience: Option<Duration>,
    /// The write lock is not given.
    pub(super) lock_fails: u64,
    /// A batch is not written, and that is known.
    pub(super) write_fails: u64,
    /// A commit is done, but its answer is lost.
    pub(super) answer_lost: u64,
    /// A commit is given up, and done later.
    pub(super) commit_late: u64,
    /// A commit never arrives, and nobody can know.
    pub(super) commit_lost: u64,
    /// A node whose commit gave no answer is cut off for a time, while others go on.
    pub(super) cut_off: u64,
    /// Reading, looking up a key or settling a commit fails.
    pub(super) read_fails: u64,
    /// Nobody hears that something was written.
    pub(super) news_lost: u64,
    /// The server takes long to notice that a connection is gone.
    pub(super) slow_notice: u64,
    /// A node dies between two steps of writing or reading.
    pub(super) node_dies: u64,
    /// A node is frozen between two steps of writing or reading.
    pub(super) node_freezes: u64,
    /// How many times, out of the blue, a node dies, is frozen, is cut off or keeps a snapshot, or the server is away or
    /// full.
    pub(super) crashes: u64,
    pub(super) freezes: u64,
    pub(super) cuts: u64,
    pub(super) snapshots: u64,
    pub(super) outages: u64,
    pub(super) fills: u64,
    /// How many times somebody does something to the tables for reports.
    pub(super) harms: u64,
    /// A statement of whoever brings the tables up to the journal fails, or its answer is lost.
    pub(super) tables_fail: u64,
    /// A node dies, or is frozen, between two steps of that.
    pub(super) tables_die: u64,
    pub(super) tables_freeze: u64,
    /// How much one step of that writes at most.
    pub(super) page: u32,
    /// The tables have to be made first.
    pub(super) no_tables: bool,
    /// The number of nodes.
    pub(super) nodes: u64,
    /// The most commands that may wait in a node's queue.
    pub(super) queue_max: usize,
    /// How many times as fast as the clock hospital time goes.
    pub(super) pace: i64,
    /// By how many seconds the nodes' clocks differ.
    pub(super) skew_seconds: i64,
    calm: AtomicBool,
}

impl Weather {
    pub(super) fn of(chance: &Chance) -> Self {
        let sometimes = |most: u64| if chance.below(2) == 0 { 0 } else { 1 + chance.below(most) };
        let weather = Self {
            wishes: *chance.pick(&WISHES),
            haste_millis: *chance.pick(&[20, 200, 1000]),
            way_millis: *chance.pick(&[1, 3, 10, 40]),
            patience: chance.pick(&[None, Some(60), Some(300), Some(1500)]).map(Duration::from_millis),
            lock_fails: sometimes(150),
            write_fails: sometimes(300),
            answer_lost: sometimes(250),
            commit_late: sometimes(150),
            commit_lost: sometimes(500),
            cut_off: sometimes(700),
            read_fails: sometimes(200),
            news_lost: sometimes(1000),
            slow_notice: sometimes(500),
            node_dies: sometimes(15),
            node_freezes: sometimes(10),
            crashes: sometimes(3),
            freezes: sometimes(2),
            cuts: sometimes(2),
            snapshots: sometimes(3),
            outages: sometimes(3),
            fills: sometimes(2),
            nodes: *chance.pick(&[1, 2, 2, 3]),
            queue_max: *chance.pick(&[2, 4, 4096]),
            pace: *chance.pick(&[1, 1, 60, 600]),
            skew_seconds: i64::try_from(sometimes(60)).unwrap(),
            harms: sometimes(4),
            tables_fail: sometimes(150),
            tables_die: sometimes(8),
            tables_freeze: sometimes(8),
            page: *chance.pick(&[4096, 4096, 20, 3]),
            no_tables: chance.below(4) == 0,
            calm: AtomicBool::new(false),
        };
        match weather.nodes {
            1 => weather.with_file(),
            _ => weather,
        }
    }

    /// A single node with a file of its own: what it did not commit before it died is not committed afterwards.
    fn with_file(self) -> Self {
        Self { commit_late: 0, slow_notice: 0, ..self }
    }

    /// Nothing goes wrong from now on.
    pub(super) fn calm(&self) {
        self.calm.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_calm(&self) -> bool {
        self.calm.load(Ordering::Relaxed)
    }

    /// Does a fault of this frequency happen now?
    pub(super) fn strikes(&self, chance: &Chance, per_mille: u64) -> bool {
        !self.is_calm() && chance.hits(per_mille)
    }
}

//! What somebody may do to the tables from outside.

use super::{Missing, Tables, Transaction, of_scene};
use crate::tests::simulation::{chance::Chance, server::Server};
use journal::Head;
use std::sync::Arc;

/// What somebody may do to the tables.
#[derive(Clone, Copy, Debug)]
pub(in crate::tests::simulation) enum Harm {
    /// A table is dropped.
    One,
    /// All are: the schema is dropped, or their file is deleted.
    All,
    /// The row that says where they stand is deleted.
    Position,
    /// They are those of another journal.
    Another,
    /// They are as they were some time ago: from a backup, or because their last commits did not reach the disk.
    Old,
    /// `onething journal rebuild-tables`.
    Rebuild,
}

pub(in crate::tests::simulation) const HARMS: [Harm; 6] =
    [Harm::One, Harm::All, Harm::Position, Harm::Another, Harm::Old, Harm::Rebuild];

impl Server {
    /// Does one of those that need nothing but the server.
    pub(in crate::tests::simulation) async fn harm_tables(&self, harm: Harm) {
        // Whoever drops a table waits for those who write it.
        let own = Transaction::begin();
        if self.tables.wait(&own).await.is_err() {
            return;
        }
        self.trace.note("server", format!("tables: {harm:?}"));
        let mut state = self.tables.state();
        if let Some(other) = Self::harmed(&state.tables, harm, &self.chance) {
            state.removed = std::mem::replace(&mut state.tables, Arc::new(other));
            match harm {
                Harm::Old => state.starts += 1,
                Harm::All if self.tables.is_file => state.files += 1,
                Harm::All | Harm::One | Harm::Position | Harm::Another | Harm::Rebuild => {}
            }
        }
        state.holder = None;
    }

    fn harmed(tables: &Tables, harm: Harm, chance: &Chance) -> Option<Tables> {
        let mut tables = tables.clone();
        match harm {
            Harm::One => {
                let names: Vec<&'static str> = tables.rows.keys().copied().collect();
                if names.is_empty() {
                    return None;
                }
                tables.rows.remove(chance.pick(&names));
                tables.missing = tables.stand().map_or(tables.missing, |_| Missing::One);
            }
            Harm::All => tables = Tables::default(),
            Harm::Position => tables.position = None,
            Harm::Another => {
                let ahead = chance.below(3) * 1000;
                let Head { seq, hash } = tables.position.as_mut()?;
                if *seq == 0 {
                    return None;
                }
                (*seq, *hash) = (*seq + ahead, "of another journal".to_owned());
                tables.rows.pop_first();
            }
            Harm::Old => tables = Tables::clone(of_scene()),
            Harm::Rebuild => return None,
        }
        Some(tables)
    }
}

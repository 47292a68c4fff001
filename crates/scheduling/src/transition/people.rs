//! What journey's events say about people: who is one person, what is now known about somebody in a bed, and in which year
//! somebody was born.

use crate::{
    component::{Admission, Stay},
    index::Pair,
    tx::Tx,
};
use model::{decide::Stamp, id::PersonId, person::Sex, scheduling::PersonFact, time::Instant};

/// Applies one fact.
pub(crate) fn learn(tx: &mut Tx, fact: &PersonFact, stamp: Stamp) {
    match *fact {
        PersonFact::Merged { from, into } => tx.index(Pair::Alias(into, from)),
        PersonFact::Parted { from, into } => tx.unindex(Pair::Alias(into, from)),
        PersonFact::Born { person, year } => {
            let before = tx.indexes().born_in.get(&person).copied();
            let pair = |year| Pair::BornIn(person, year);
            tx.reindex(before.map(pair), year.map(pair));
        }
        PersonFact::Known { person, sex, newborn } => known(tx, person, sex, newborn, stamp),
    }
}

fn known(tx: &mut Tx, person: PersonId, sex: Sex, newborn: Option<(PersonId, Instant)>, stamp: Stamp) {
    let stays: Vec<_> = tx.indexes().admissions_of(person).collect();
    for id in stays {
        let requested = tx.get::<Admission>(id.0).requested_at;
        let mother = newborn.filter(|(_, until)| requested < *until).map(|(mother, _)| mother);
        let stay = tx.get::<Stay>(id.0);
        if (stay.sex, stay.mother) != (sex, mother) {
            tx.update(id.0, |stay: &mut Stay| {
                (stay.sex, stay.mother, stay.touched) = (sex, mother, stamp.seq);
            });
        }
    }
}

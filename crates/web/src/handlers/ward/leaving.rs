//! Who leaves today: what is missing, who has to act, how much is returned or is still to be paid.

use crate::{
    locale::Localizer,
    ui::{parts::Chip, words},
};
use hospital::view::{Lack, Mover, Occupant, WardBoard};
use model::message::Message;

/// A patient who is to leave today.
pub(super) struct Leaving {
    pub(super) id: String,
    pub(super) head: String,
    pub(super) facts: String,
    pub(super) chip: Chip,
    pub(super) mover: String,
    /// How much is returned, or is still to be paid; empty without a bill.
    pub(super) money: String,
    /// In words, whether that figure is an estimate or confirmed; empty without one, and when all is done.
    pub(super) money_is: String,
    pub(super) label: String,
}

/// In the order of the beds.
pub(super) fn rows(t: &Localizer, page: &WardBoard) -> Vec<Leaving> {
    let beds = page.rooms.iter().flat_map(|room| &room.beds);
    beds.filter_map(|bed| {
        let occupant = bed.occupant.as_ref()?;
        Some(row(t, &bed.number, occupant, occupant.lacks.as_ref()?))
    })
    .collect()
}

fn row(t: &Localizer, bed: &str, occupant: &Occupant, lack: &Lack) -> Leaving {
    let name = words::masked_name(t, &occupant.patient);
    let head = t.say(&Message::new("ward-bed-head").with("bed", bed).with("who", name));
    let facts = [
        words::person(t, &occupant.patient),
        words::diagnosis(t, &occupant.diagnosis),
        t.say(&Message::new("ward-day").with("day", occupant.day)),
    ];
    let done = lack.is_nothing();
    let money = lack.balance.map(|balance| match balance.fen() {
        0 => t.text("ward-leaving-even"),
        fen if fen > 0 => t.say(&Message::new("ward-leaving-refund").with("amount", balance)),
        _ => t.say(&Message::new("ward-leaving-collect").with("amount", -balance)),
    });
    Leaving {
        id: occupant.admission.to_string(),
        label: t.say(&Message::new("ward-leaving-go-label").with("who", head.clone())),
        head,
        facts: facts.join(" · "),
        chip: Chip::new(if done { "ok" } else { "warn" }, t.say(&lack.what)),
        mover: t.text(match lack.mover {
            Mover::Nurse => "ward-mover-nurse",
            Mover::Patient => "ward-mover-patient",
            Mover::System => "ward-mover-system",
        }),
        money_is: match (&money, done) {
            (None, _) | (_, true) => String::new(),
            _ => t.text(if lack.confirmed { "ward-leaving-confirmed" } else { "ward-leaving-estimate" }),
        },
        money: if done { String::new() } else { money.unwrap_or_default() },
    }
}

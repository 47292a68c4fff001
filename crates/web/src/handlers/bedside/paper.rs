//! What every printed paper of a stay has: the hospital, what it is, whose it is, and who printed it when.

use super::present;
use crate::{
    locale::Localizer,
    ui::{parts::Pair, words},
};
use hospital::view::{BillDetail, SettlementStage};
use model::{id::short_code, message::Message};

/// Head and foot of a paper.
pub(super) struct Paper {
    /// The stay.
    pub(super) id: String,
    pub(super) hospital: String,
    pub(super) title: String,
    /// Name, admission number and bed; each paper adds its own.
    pub(super) who: Vec<Pair>,
    /// Who printed it and when.
    pub(super) printed: String,
}

impl Paper {
    /// A paper of a `hospital`; `who` is the person who prints it.
    pub(super) fn new(t: &Localizer, bill: &BillDetail, title: String, (hospital, who): (&str, &str)) -> Self {
        let stay = &bill.stay;
        let name = format!("{} {}", words::full_name(t, &stay.patient), words::person(t, &stay.patient));
        let mut rows = vec![
            Pair::new(t.text("bedside-name"), name),
            Pair::new(t.text("ward-admission-number"), present::spaced(&short_code(stay.admission.0))),
        ];
        if let Some(bed) = &stay.bed {
            let place =
                Message::new("ward-room-and-bed").with("room", bed.room.clone()).with("bed", bed.number.clone());
            rows.push(Pair::new(t.text("bedside-bed"), format!("{} {}", t.label(&bed.ward.name), t.say(&place))));
        }
        let printed = Message::new("bedside-printed").with("who", who).with("at", present::moment(t, bill.now));
        Self {
            id: stay.admission.to_string(),
            hospital: hospital.to_owned(),
            title,
            who: rows,
            printed: t.say(&printed),
        }
    }

    /// The list of a stay's charges, settled or not.
    pub(super) fn of_bill(t: &Localizer, bill: &BillDetail, from: (&str, &str)) -> Self {
        Self::of_course(t, bill, t.text("bedside-list"), from)
    }

    /// What was settled, or is going to be.
    pub(super) fn of_statement(t: &Localizer, bill: &BillDetail, from: (&str, &str)) -> Self {
        let settled = bill.stage >= SettlementStage::Settled;
        let title = t.text(if settled { "bedside-statement-settled" } else { "bedside-statement" });
        Self::of_course(t, bill, title, from)
    }

    fn of_course(t: &Localizer, bill: &BillDetail, title: String, from: (&str, &str)) -> Self {
        let mut paper = Self::new(t, bill, title, from);
        paper.who.extend(course(t, bill));
        paper
    }

    pub(super) fn add(&mut self, label: String, value: String) {
        self.who.push(Pair::new(label, value));
    }
}

/// How the patient is insured, since when they are here, with which diagnosis, and when it was settled under which
/// number.
fn course(t: &Localizer, bill: &BillDetail) -> Vec<Pair> {
    let stay = &bill.stay;
    let mut rows = vec![Pair::new(t.text("bedside-admitted"), t.full_date(stay.admitted_on))];
    if let Some(left) = stay.discharged_at {
        rows.push(Pair::new(t.text("statement-discharged"), t.full_date(t.zone().date(left))));
    }
    rows.push(Pair::new(t.text("bedside-diagnosis"), words::diagnosis(t, &stay.diagnosis)));
    rows.push(Pair::new(t.text("bedside-coverage"), present::insured(t, bill)));
    if let Some(card) = &bill.settlement {
        if let Some(at) = card.settled_at {
            rows.push(Pair::new(t.text("statement-settled"), present::moment(t, at)));
        }
        if bill.stage >= SettlementStage::Settled {
            rows.push(Pair::new(t.text("bedside-receipt-number"), present::settlement_number(card)));
        }
    }
    rows
}

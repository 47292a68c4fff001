//! The bill and the statement on paper (A4): black on white, with page numbers, who printed it and when.

use super::{
    amounts::{self, Stage},
    bill::Line,
    present,
    why::{self, Why},
};
use crate::{
    handlers::staff::{act, parts::Pair, words},
    locale::Localizer,
    page::Shell,
    session::Member,
};
use askama::Template;
use axum::{extract::Path, response::Response};
use hospital::{Action, Whose, view::BillPage};
use model::{id::AdmissionId, message::Message};

/// The page.
#[derive(Template)]
#[template(path = "bedside/statement.html")]
pub(super) struct StatementScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) who: Vec<Pair>,
    pub(super) totals: Vec<Pair>,
    pub(super) why: Option<Why>,
    pub(super) lines_title: String,
    pub(super) lines: Vec<Line>,
    pub(super) fingerprint: String,
    pub(super) printed: String,
}

pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    match staff.hospital.bill(&staff.actor, admission).await {
        Ok(bill) => act::answer(&StatementScreen::new(&staff.t, &staff.shell, &bill, &staff.name)),
        Err(failure) => staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    }
}

impl<'a> StatementScreen<'a> {
    /// `who` prints it.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, bill: &BillPage, who: &str) -> Self {
        let stage = present::stage(bill);
        Self {
            t,
            shell,
            id: bill.stay.admission.to_string(),
            title: t.text(if stage == Stage::Paid { "bedside-statement-paid" } else { "bedside-statement" }),
            stage,
            stage_words: stage.words(t),
            who: patient(t, bill),
            totals: totals(t, bill),
            why: why::why(t, bill),
            lines_title: t
                .say(&Message::new("bedside-lines").with("count", u32::try_from(bill.lines.len()).unwrap_or(u32::MAX))),
            lines: present::lines(t, bill),
            fingerprint: bill.settlement.as_ref().map(|card| card.fingerprint.clone()).unwrap_or_default(),
            printed: t.say(&Message::new("bedside-printed").with("who", who).with("at", t.day_and_clock(bill.now))),
        }
    }
}

fn patient(t: &Localizer, bill: &BillPage) -> Vec<Pair> {
    let stay = &bill.stay;
    let mut rows = vec![
        Pair::new(
            t.text("bedside-name"),
            format!("{} {}", words::full_name(t, &stay.patient), words::person(t, &stay.patient)),
        ),
        Pair::new(t.text("bedside-admitted"), t.short_date(stay.admitted_on)),
        Pair::new(t.text("bedside-diagnosis"), words::diagnosis(t, &stay.diagnosis)),
        Pair::new(t.text("bedside-coverage"), present::insured(t, bill)),
    ];
    if let Some(bed) = &stay.bed {
        let place =
            t.say(&Message::new("ward-room-and-bed").with("room", bed.room.clone()).with("bed", bed.number.clone()));
        rows.push(Pair::new(t.text("bedside-bed"), format!("{} {place}", t.label(&bed.ward.name))));
    }
    if let Some(number) = bill.settlement.as_ref().and_then(|card| card.setl_id.clone()) {
        rows.push(Pair::new(t.text("bedside-receipt-number"), number));
    }
    rows
}

fn totals(t: &Localizer, bill: &BillPage) -> Vec<Pair> {
    let amounts = &bill.amounts;
    let mut rows = vec![
        Pair::new(t.text("bedside-total"), t.yuan(amounts.medfee_sumamt)),
        Pair::new(t.text("bedside-fund"), t.yuan(amounts.fund_pay_sumamt)),
        Pair::new(t.text("bedside-account"), t.yuan(amounts::from_account(amounts))),
        Pair::new(t.text("bedside-cash"), t.yuan(amounts.psn_cash_pay)),
        Pair::new(t.text("bedside-deposits"), t.yuan(bill.deposits_held)),
    ];
    if bill.deposit_refund.fen() > 0 {
        rows.push(Pair::new(t.text("bedside-to-return"), t.yuan(bill.deposit_refund)));
    }
    if bill.arrears.fen() > 0 {
        rows.push(Pair::new(t.text("bedside-to-collect"), t.yuan(bill.arrears)));
    }
    rows
}

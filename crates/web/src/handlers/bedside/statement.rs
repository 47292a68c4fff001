//! The bill and the statement on paper (A4): black on white, with page numbers, who printed it and when.

use super::{
    amounts::{self, Stage},
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
use hospital::{
    Action, Whose,
    view::{BillLine, BillPage, StatementPage},
};
use model::{id::AdmissionId, message::Message, money::Yuan, settlement::ChargeClass};

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
    pub(super) classes_title: String,
    pub(super) classes: Vec<ClassRow>,
    pub(super) class_total: ClassRow,
    pub(super) hospital: String,
    /// Twelve characters in groups of four; empty before a trial.
    pub(super) code: String,
    /// SVG path data; empty where there is none.
    pub(super) signature: String,
    /// When and how it was signed; empty before.
    pub(super) signed: String,
    pub(super) printed: String,
}

pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    match staff.hospital.statement(&staff.actor, admission).await {
        Ok(page) => act::answer(&StatementScreen::new(&staff.t, &staff.shell, &page, &staff.name)),
        Err(failure) => staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    }
}

impl<'a> StatementScreen<'a> {
    /// `who` prints it.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, page: &StatementPage, who: &str) -> Self {
        let bill = &page.bill;
        let card = bill.settlement.as_ref();
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
            classes_title: t.say(&Message::new("statement-classes").with("count", count(bill.lines.len()))),
            classes: classes(t, bill),
            class_total: class_row(t, t.text("statement-class-total"), &bill.lines.iter().collect::<Vec<_>>()),
            hospital: page.hospital.clone(),
            code: card.map(|card| present::spaced(&model::id::paper_code(&card.fingerprint))).unwrap_or_default(),
            signature: page.signature.clone().filter(|strokes| is_path(strokes)).unwrap_or_default(),
            signed: card.and_then(|card| Some((card.consent_at?, card.on_glass))).map_or_else(
                String::new,
                |(at, glass)| {
                    let id = if glass { "statement-signed" } else { "statement-signed-print" };
                    t.say(&Message::new(id).with("at", at))
                },
            ),
            printed: t.say(&Message::new("bedside-printed").with("who", who).with("at", t.day_and_clock(bill.now))),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Strokes are path data and nothing else.
fn is_path(strokes: &str) -> bool {
    strokes.bytes().all(|byte| matches!(byte, b'M' | b' ' | b'0'..=b'9'))
}

/// A class of the catalogue with what was charged in it.
pub(super) struct ClassRow {
    pub(super) name: String,
    pub(super) lines: String,
    /// All of it, and its parts; empty where one is zero.
    pub(super) amounts: [String; 5],
}

fn classes(t: &Localizer, bill: &BillPage) -> Vec<ClassRow> {
    let classes = [ChargeClass::A, ChargeClass::B, ChargeClass::C].map(|class| {
        let lines: Vec<&BillLine> = bill.lines.iter().filter(|line| line.class == class).collect();
        (class, lines)
    });
    let charged = classes.into_iter().filter(|(_, lines)| !lines.is_empty());
    charged.map(|(class, lines)| class_row(t, t.text(present::class_name(class)), &lines)).collect()
}

fn class_row(t: &Localizer, name: String, lines: &[&BillLine]) -> ClassRow {
    let sum = |part: fn(&BillLine) -> Yuan| lines.iter().map(|line| part(line)).sum::<Yuan>();
    let sums = [
        sum(|line| line.amount),
        sum(|line| line.split.fulamt_ownpay_amt),
        sum(|line| line.split.preselfpay_amt),
        sum(|line| line.split.overlmt_amt),
        sum(|line| line.split.inscp_scp_amt),
    ];
    let shown = |amount: Yuan| if amount.is_zero() { "—".to_owned() } else { t.figure(amount) };
    ClassRow { name, lines: lines.len().to_string(), amounts: sums.map(shown) }
}

fn patient(t: &Localizer, bill: &BillPage) -> Vec<Pair> {
    let stay = &bill.stay;
    let mut rows = vec![
        Pair::new(
            t.text("bedside-name"),
            format!("{} {}", words::full_name(t, &stay.patient), words::person(t, &stay.patient)),
        ),
        Pair::new(t.text("statement-number"), present::spaced(&model::id::short_code(stay.admission.0))),
        Pair::new(t.text("bedside-coverage"), present::insured(t, bill)),
        Pair::new(t.text("bedside-admitted"), t.full_date(stay.admitted_on)),
    ];
    if let Some(left) = stay.discharged_at {
        rows.push(Pair::new(t.text("statement-discharged"), t.full_date(t.zone().date(left))));
    }
    if let Some(bed) = &stay.bed {
        let place =
            t.say(&Message::new("ward-room-and-bed").with("room", bed.room.clone()).with("bed", bed.number.clone()));
        rows.push(Pair::new(t.text("bedside-bed"), format!("{} {place}", t.label(&bed.ward.name))));
    }
    rows.push(Pair::new(t.text("bedside-diagnosis"), words::diagnosis(t, &stay.diagnosis)));
    if let Some(card) = &bill.settlement {
        if let Some(at) = card.settled_at {
            rows.push(Pair::new(
                t.text("statement-settled"),
                format!("{} {}", t.full_date(t.zone().date(at)), t.clock(at)),
            ));
        }
        if let Some(number) = &card.setl_id {
            rows.push(Pair::new(t.text("bedside-receipt-number"), present::spaced(number)));
        }
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

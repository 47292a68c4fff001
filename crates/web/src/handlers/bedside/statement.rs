//! The bill and the statement on paper (A4): black on white, with page numbers, who printed it and when.

use super::{
    amounts::{self, Stage},
    paper::Paper,
    present,
    why::{self, Why},
};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{act, parts::Pair},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use hospital::{
    Action, Whose,
    view::{BillDetail, BillLine, BillStatement},
};
use model::{id::AdmissionId, message::Message, money::Yuan, settlement::ChargeClass};

/// The page.
#[derive(Template)]
#[template(path = "bedside/statement.html")]
pub(super) struct StatementScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) paper: Paper,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) totals: Vec<Pair>,
    pub(super) why: Option<Why>,
    pub(super) classes_title: String,
    pub(super) classes: Vec<ClassRow>,
    pub(super) class_total: ClassRow,
    /// Twelve characters in groups of four; empty before a trial.
    pub(super) code: String,
    /// SVG path data; empty if there is none.
    pub(super) signature: String,
    /// When and how it was signed; empty before.
    pub(super) signed: String,
}

pub(super) async fn show(staff: Member, Path(admission): Path<AdmissionId>) -> Response {
    match staff.hospital.statement(&staff.actor, admission).await {
        Ok(page) => {
            let paper = Paper::of_statement(&staff.t, &page.bill, (&staff.hospital_name(), &staff.name));
            act::answer(&StatementScreen::new(&staff.t, &staff.shell, &page, paper))
        }
        Err(failure) => staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    }
}

impl<'a> StatementScreen<'a> {
    /// As a paper of its own.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, page: &BillStatement, paper: Paper) -> Self {
        let bill = &page.bill;
        let card = bill.settlement.as_ref();
        let stage = present::stage(bill);
        Self {
            t,
            shell,
            paper,
            stage,
            stage_words: stage.words(t),
            totals: totals(t, bill),
            why: why::why(t, bill),
            classes_title: t.say(&Message::new("statement-classes").with("count", count(bill.lines.len()))),
            classes: classes(t, bill),
            class_total: class_row(t, t.text("statement-class-total"), &bill.lines.iter().collect::<Vec<_>>()),
            code: card.map(|card| present::spaced(&model::id::paper_code(&card.fingerprint))).unwrap_or_default(),
            signature: page.signature.as_deref().filter(|strokes| is_path(strokes)).map(drawn).unwrap_or_default(),
            signed: card.and_then(|card| Some((card.consent_at?, card.on_screen))).map_or_else(
                String::new,
                |(at, on_screen)| {
                    let id = if on_screen { "statement-signed" } else { "statement-signed-print" };
                    t.say(&Message::new(id).with("at", present::moment(t, at)))
                },
            ),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Strokes must be path data and nothing else.
fn is_path(strokes: &str) -> bool {
    strokes.bytes().all(|byte| matches!(byte, b'M' | b' ' | b'0'..=b'9'))
}

/// The strokes as they are drawn: a single point is a dot.
fn drawn(strokes: &str) -> String {
    let strokes = strokes.split('M').map(str::trim).filter(|stroke| !stroke.is_empty());
    let line = |stroke: &str| if stroke.split(' ').count() > 2 { format!("M{stroke}") } else { format!("M{stroke}h0") };
    strokes.map(line).collect::<Vec<_>>().join(" ")
}

/// A class of the catalogue with what was charged in it.
pub(super) struct ClassRow {
    pub(super) name: String,
    pub(super) lines: String,
    /// The total, and its parts; empty if zero.
    pub(super) amounts: [String; 5],
}

fn classes(t: &Localizer, bill: &BillDetail) -> Vec<ClassRow> {
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

/// Who pays what of the bill, the deposits, what was paid, and what is still open.
pub(super) fn totals(t: &Localizer, bill: &BillDetail) -> Vec<Pair> {
    let mut rows = vec![Pair::new(t.text("bedside-total"), t.yuan(bill.amounts.medfee_sumamt))];
    rows.extend(amounts::shares(t, bill));
    rows.push(Pair::new(t.text("bedside-deposits"), t.yuan(bill.deposits_held)));
    rows.extend(present::payments(t, bill));
    if let Some((label, value)) = present::paid_in_words(t, bill) {
        rows.push(Pair::new(label, value));
        rows.extend(present::receipt_number(t, bill));
        return rows;
    }
    if bill.deposit_refund.fen() > 0 {
        rows.push(Pair::new(t.text("bedside-to-return"), t.yuan(bill.deposit_refund)));
    }
    if bill.arrears.fen() > 0 {
        rows.push(Pair::new(t.text("bedside-to-collect"), t.yuan(bill.arrears)));
    }
    rows
}

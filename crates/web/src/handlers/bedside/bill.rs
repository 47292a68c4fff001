//! The bill at the bedside: who pays what, why, checks, consent, and one button.

use super::{
    amounts::{self, AmountsPart, Stage},
    charge::{self, Several},
    counter,
    paper::Paper,
    present,
    take_back::{self, TakeBack},
    why::{self, Why},
};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Notice, Pair},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Action, Failure, Whose,
    view::{AdmissionState, BillDetail, SettlementStage, SettlementSummary},
};
use model::{
    actor::Role,
    id::{AdmissionId, ChargeId},
    message::Message,
    money::Yuan,
};
use serde::Deserialize;
use std::time::Duration;

/// How many charges are shown at once; the others can be unfolded.
const LINES_SHOWN: usize = 12;

/// The page.
#[derive(Template)]
#[template(path = "bedside/bill.html")]
pub(super) struct BillScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    /// The page's part of the address of its steps.
    pub(super) place: &'static str,
    pub(super) head: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) stage: Stage,
    pub(super) stage_words: String,
    pub(super) amounts: Option<AmountsPart>,
    /// The settlement whose difference the nurse should look into, if there is one.
    pub(super) ask_difference: Option<String>,
    /// Why; `None` if nothing has been charged.
    pub(super) why: Option<Why>,
    pub(super) lines_title: String,
    pub(super) lines: Vec<Line>,
    /// The id of the charge that is to be taken back; empty if none. A form in each of hundreds of lines would be
    /// larger than the bill.
    pub(super) refunding: String,
    /// The patient reads their own bill, on a phone; nothing can be done there.
    pub(super) reads: bool,
    /// Charges and deposits may be changed here.
    pub(super) open: bool,
    /// Charges and deposits may be taken back, as long as they exist; also after the admission was cancelled.
    pub(super) gives_back: bool,
    /// What is said about the insurance, and what can be chosen.
    pub(super) insurance: InsurancePart,
    pub(super) items: Vec<Choice>,
    /// What was typed may mean several items: one is chosen.
    pub(super) several: Option<Several>,
    pub(super) deposits: Vec<Deposit>,
    pub(super) deposits_total: String,
    pub(super) deposit_hint: String,
    pub(super) checks: Vec<Check>,
    /// What happens next with the platform; empty if nothing does.
    pub(super) exchange: String,
    /// What became of taking the settlement back, in sentences.
    pub(super) undone: Vec<String>,
    pub(super) panel: Panel,
    /// The settlement can be taken back.
    pub(super) take_back: Option<TakeBack>,
    /// What its printed page has besides.
    pub(super) paper: Option<Paper>,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 13] = [
    "bedside-done-refunded",
    "bedside-done-deposit-returned",
    "bedside-done-insured",
    "bedside-done-pay-all",
    "bedside-done-asked",
    "bedside-done-presettled",
    "bedside-done-difference",
    "bedside-done-settling",
    "bedside-done-paid",
    "bedside-done-part",
    "bedside-done-discharged",
    "bedside-done-taking-back",
    "bedside-done-taken-back",
];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct BillQuery {
    #[serde(default)]
    done: Option<String>,
    /// The charge that is to be taken back.
    #[serde(default)]
    refund: Option<ChargeId>,
}

/// The page.
pub(super) async fn show(
    mut staff: Member,
    Path(admission): Path<AdmissionId>,
    Query(query): Query<BillQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    if staff.actor.role == Role::Desk {
        // A cashier has a page of their own, on which only money moves.
        return counter::page(&staff, admission, notice).await;
    }
    match staff.hospital.read(&staff.actor, read::Bill { admission }).await {
        Ok(bill) => {
            let mut screen = BillScreen::new(&staff.t, &staff.shell, &staff.nonce, &bill, notice, query.refund);
            screen.several = staff.kept.as_ref().and_then(|kept| charge::several(&staff.t, &bill, &kept.fields));
            screen.paper = Some(Paper::of_bill(&staff.t, &bill, (&staff.hospital_name(), &staff.name)));
            act::answer(&screen)
        }
        Err(failure) => staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    }
}

/// After a step: leads to the page that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, admission: AdmissionId, outcome: Result<&'static str, Failure>) -> Response {
    after_at(staff, admission, outcome, "")
}

/// The same; a refusal is shown on the bill with `query`.
pub(super) fn after_at(
    staff: &Member,
    admission: AdmissionId,
    outcome: Result<&'static str, Failure>,
    query: &str,
) -> Response {
    let page = format!("/ward/stays/{admission}/bill");
    match outcome {
        Ok(done) => act::see(&format!("{page}?done={done}")),
        Err(failure) => {
            let ways = |t: &Localizer| act::ways_of_stay(t, &failure, admission);
            act::refused_with(&staff.t, &format!("{page}{query}"), &failure, ways).into_response()
        }
    }
}

/// Waits until a bill is as wished, or until the time is up; what is seen last is returned.
pub(super) async fn settle_down(
    staff: &Member,
    admission: AdmissionId,
    patience: Duration,
    wished: impl Fn(&BillDetail) -> bool,
) -> Result<BillDetail, Failure> {
    let mut changes = staff.hospital.changes();
    let until = tokio::time::Instant::now() + patience;
    loop {
        changes.mark_unchanged();
        let bill = staff.hospital.read(&staff.actor, read::Bill { admission }).await?;
        if wished(&bill) || tokio::time::timeout_at(until, changes.changed()).await.is_err() {
            return Ok(bill);
        }
    }
}

impl<'a> BillScreen<'a> {
    /// From what the hospital shows; `refund`: the charge that is to be taken back.
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        bill: &BillDetail,
        notice: Option<Notice>,
        refund: Option<ChargeId>,
    ) -> Self {
        let stage = present::stage(bill);
        let reads = shell.kind == "phone";
        Self {
            t,
            shell,
            nonce,
            reads,
            notice,
            id: bill.stay.admission.to_string(),
            place: "/ward",
            head: present::head(t, bill),
            facts: format!("{} · {}", words::person(t, &bill.stay.patient), present::insured(t, bill)),
            line: present::line(t, bill),
            stage,
            stage_words: stage.words(t),
            amounts: (bill.amounts.medfee_sumamt != Yuan::ZERO).then(|| amounts::part(t, bill)),
            ask_difference: bill
                .settlement
                .as_ref()
                .filter(|_| !reads && bill.stage == SettlementStage::Presettled && bill.asks_about_difference())
                .map(|card| card.settlement.to_string()),
            why: why::why(t, bill),
            lines_title: t.say(&Message::new("bedside-lines").with("count", count(bill.lines.len()))),
            lines: present::lines(t, bill),
            refunding: refund.map(|charge| charge.to_string()).unwrap_or_default(),
            open: bill.open && !reads,
            gives_back: (bill.open || bill.cancelled) && !reads,
            insurance: insurance(t, bill, reads),
            items: bill
                .items
                .iter()
                .map(|item| Choice {
                    value: t.label(&item.name),
                    words: charge::code_and_price(t, item),
                    chosen: false,
                })
                .collect(),
            several: None,
            paper: None,
            deposits: present::deposits(t, bill),
            deposits_total: t.yuan(bill.deposits_held),
            deposit_hint: present::deposit_hint(t, bill),
            checks: present::checks(t, bill),
            exchange: bill.exchange.as_ref().map(|notice| t.say(&notice.message)).unwrap_or_default(),
            undone: take_back::became(t, bill),
            panel: if reads { reading(t, bill) } else { panel(t, bill) },
            take_back: if reads { None } else { take_back::form(t, bill) },
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The insurance of a stay, and which ones it may have.
pub(super) struct InsurancePart {
    /// In sentences; empty if there is nothing to say.
    pub(super) says: Vec<String>,
    pub(super) choices: Vec<Choice>,
    /// An insured patient may pay everything for now.
    pub(super) may_pay_all: bool,
}

fn insurance(t: &Localizer, bill: &BillDetail, reads: bool) -> InsurancePart {
    let found = &bill.insurance;
    let mut says = Vec::new();
    if found.withdrawing {
        says.push(t.text("bedside-insurance-withdrawing"));
    }
    if found.pays_all {
        says.push(t.text("bedside-insurance-pays-all"));
    }
    let other = found.choices.iter().any(|choice| !choice.in_force);
    let settled = bill.stage >= SettlementStage::Settled;
    if settled && other && bill.policy.is_none() {
        says.push(t.text("bedside-insurance-too-late"));
    }
    let choices = found.choices.iter().filter(|choice| !choice.in_force).map(|choice| Choice {
        value: choice.coverage.to_string(),
        words: words::coverage(t, Some(&choice.card)),
        chosen: false,
    });
    InsurancePart {
        says,
        choices: if found.open && !reads { choices.collect() } else { Vec::new() },
        may_pay_all: found.open && !reads && bill.policy.is_some(),
    }
}

/// What is returned to the patient (positive) or is still to be paid (negative).
pub(super) fn balance(bill: &BillDetail) -> Yuan {
    bill.deposit_refund - bill.arrears
}

/// What a patient who reads their own bill is told.
fn reading(t: &Localizer, bill: &BillDetail) -> Panel {
    match panel(t, bill) {
        Panel::Receipt { rows, .. } => {
            Panel::Receipt { rows, can_discharge: false, after: t.text("bedside-reading-paid") }
        }
        other => Panel::Reading {
            words: t.text(match other {
                Panel::Presettle { .. } => "bedside-reading-estimate",
                Panel::Consent { .. } => "bedside-reading-trial",
                Panel::Unknown { .. } => "bedside-reading-unknown",
                Panel::TakingBack { .. } => "bedside-reading-taking-back",
                Panel::Pay { .. } | Panel::Receipt { .. } | Panel::Reading { .. } => "bedside-reading-settled",
            }),
        },
    }
}

fn panel(t: &Localizer, bill: &BillDetail) -> Panel {
    let balance = balance(bill);
    match (bill.stage, &bill.settlement) {
        (SettlementStage::None, _) | (_, None) => {
            Panel::Presettle { blocked: !bill.can_presettle(), self_pay: bill.policy.is_none() }
        }
        (SettlementStage::Presettled | SettlementStage::Consented, Some(card)) => Panel::Consent {
            settlement: card.settlement.to_string(),
            fingerprint_short: present::spaced(&model::id::paper_code(&card.fingerprint)),
            fingerprint: card.fingerprint.clone(),
            agreed: match (bill.stage, card.consent_at) {
                (SettlementStage::Consented, Some(at)) => {
                    t.say(&Message::new("bedside-agreed").with("at", t.day_and_clock(at)))
                }
                _ => String::new(),
            },
            button: amounts::button(t, true, balance),
            way: way(t, bill),
            blocked: !bill.ready,
        },
        (SettlementStage::Submitted, Some(_)) => {
            let unknown = bill.exchange.as_ref().is_some_and(|exchange| exchange.unknown);
            Panel::Unknown { words: t.text(if unknown { "bedside-unknown-words" } else { "bedside-submitted-words" }) }
        }
        (SettlementStage::TakingBack, Some(_)) => {
            let unknown = bill.exchange.as_ref().is_some_and(|exchange| exchange.unknown);
            Panel::TakingBack {
                words: t.text(if unknown { "bedside-taking-back-unknown" } else { "bedside-taking-back-words" }),
            }
        }
        (SettlementStage::Settled, Some(card)) => Panel::Pay {
            settlement: card.settlement.to_string(),
            paid: present::payments(t, bill),
            owes: balance.is_negative(),
            button: amounts::button(t, false, balance),
            way: way(t, bill),
        },
        (SettlementStage::Paid, Some(card)) => Panel::Receipt {
            rows: receipt(t, bill, card),
            can_discharge: bill.stay.state == AdmissionState::InBed,
            after: t.text(if bill.stay.state == AdmissionState::Discharged {
                "bedside-after-gone"
            } else {
                "bedside-after-paid"
            }),
        },
    }
}

/// How and where what is open changes hands.
fn way(t: &Localizer, bill: &BillDetail) -> PayWay {
    way_at(t, bill, if bill.stay.state == AdmissionState::Discharged { "later" } else { "bedside" })
}

/// The same at a place.
pub(super) fn way_at(t: &Localizer, bill: &BillDetail, place: &'static str) -> PayWay {
    let back = present::refund_ways(t, bill);
    PayWay {
        label: t.text("bedside-pay-by"),
        back: if back.is_empty() { back } else { t.say(&Message::new("bedside-pay-back").with("ways", back)) },
        place,
    }
}

fn receipt(t: &Localizer, bill: &BillDetail, card: &SettlementSummary) -> Vec<Pair> {
    let mut rows = Vec::new();
    rows.push(Pair::new(t.text("bedside-receipt-number"), present::settlement_number(card)));
    rows.extend(present::receipt_number(t, bill));
    rows.extend(amounts::shares(t, bill));
    rows.extend(present::payments(t, bill));
    let balance = balance(bill);
    let label = if balance.is_negative() { "bedside-receipt-collected" } else { "bedside-receipt-refund" };
    rows.extend(present::unless_zero(t, label, amounts::absolute(balance)));
    if let Some((at, method)) = card.paid {
        rows.push(Pair::new(t.text("pay-method"), present::how_paid(t, bill, method)));
        rows.push(Pair::new(t.text("bedside-receipt-at"), t.day_and_clock(at)));
    }
    if let Some(place) = card.paid_place {
        rows.push(Pair::new(t.text("pay-place"), present::place(t, place)));
    }
    rows
}

/// A line of the bill.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) date: String,
    pub(super) name: String,
    pub(super) class: String,
    pub(super) count: String,
    /// The count with its unit.
    pub(super) has_unit: bool,
    pub(super) price: String,
    pub(super) amount: String,
    pub(super) in_scope: String,
    pub(super) refund: bool,
    pub(super) refundable: bool,
    /// Units that can be taken back.
    pub(super) left: String,
    pub(super) refund_label: String,
}

/// How and where money changes hands.
pub(super) struct PayWay {
    /// Of the choice of a way of paying.
    pub(super) label: String,
    /// By which ways money goes back: nobody chooses then. Empty if the patient pays, or nothing is open.
    pub(super) back: String,
    /// The place, as forms name it.
    pub(super) place: &'static str,
}

/// Money paid in advance.
pub(super) struct Deposit {
    pub(super) id: String,
    /// The link to its receipt, with its number.
    pub(super) receipt: String,
    pub(super) words: String,
    pub(super) amount: String,
    /// Nothing is left of it.
    pub(super) returned: bool,
    /// The most that can be given back of it, as it is typed; empty for nothing.
    pub(super) returnable: String,
}

/// A check before settling.
pub(super) struct Check {
    /// `ok`, `rest` (not yet, but the next step does it), or `bad`.
    pub(super) tone: &'static str,
    pub(super) words: String,
    /// Where to go on, if it blocks.
    pub(super) way: String,
}

/// What can be done now.
pub(super) enum Panel {
    /// Nothing: the patient reads what happens next.
    Reading { words: String },
    /// Ask the platform for a trial.
    Presettle { blocked: bool, self_pay: bool },
    /// Agree and settle.
    Consent {
        settlement: String,
        fingerprint: String,
        fingerprint_short: String,
        /// Agreed already, and when: only the settlement remains.
        agreed: String,
        button: String,
        way: PayWay,
        blocked: bool,
    },
    /// Wait for the platform.
    Unknown { words: String },
    /// The settlement is being taken back: wait for the platform.
    TakingBack { words: String },
    /// Settled; the money is to change hands.
    Pay {
        settlement: String,
        /// What was paid in parts so far.
        paid: Vec<Pair>,
        /// Money is owed, of which a part can be paid.
        owes: bool,
        button: String,
        way: PayWay,
    },
    /// Done.
    Receipt { rows: Vec<Pair>, can_discharge: bool, after: String },
}

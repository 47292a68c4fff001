//! Who pays what, as one bar with figures, and the label of the one button.

use super::present;
use crate::{
    locale::Localizer,
    ui::charts::{self, Part, Svg, Tone},
    ui::parts::Pair,
};
use hospital::view::BillDetail;
use model::{
    message::{Message, Value},
    money::Yuan,
    settlement::Amounts,
};
use rust_decimal::Decimal;

/// The state of a bill. Estimate and final never look alike: each has its own stamp, border and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Our own estimate.
    Estimate,
    /// The platform's trial, to be signed.
    Trial,
    /// Sent; the answer is awaited or unknown.
    Unknown,
    /// The platform has settled; the difference is open.
    Settled,
    /// Paid.
    Paid,
    /// It is being taken back; until that is done, it counts.
    TakingBack,
}

impl Stage {
    /// The end of its CSS classes and text ids.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Trial => "trial",
            Self::Unknown | Self::TakingBack => "unknown",
            Self::Settled => "settled",
            Self::Paid => "paid",
        }
    }

    /// The text of the stamp.
    pub(super) fn words(self, t: &Localizer) -> String {
        t.text(match self {
            Self::Estimate => "bedside-stage-estimate",
            Self::Trial => "bedside-stage-trial",
            Self::Unknown => "bedside-stage-unknown",
            Self::Settled => "bedside-stage-settled",
            Self::Paid => "bedside-stage-paid",
            Self::TakingBack => "bedside-stage-taking-back",
        })
    }
}

/// The amounts as printed.
pub(super) struct AmountsPart {
    pub(super) total: String,
    pub(super) balance_label: String,
    pub(super) balance: String,
    /// The patient still pays; otherwise money is returned, or has changed hands.
    pub(super) to_pay: bool,
    pub(super) bar: Svg,
    pub(super) parts: Vec<Payer>,
}

/// A payer in the legend.
pub(super) struct Payer {
    /// The CSS class of its colour; empty if it is part of another payer.
    pub(super) class: &'static str,
    pub(super) label: String,
    pub(super) value: String,
}

/// The part of the personal accounts, own and family, in whichever field the region shows the family's: what the
/// patient bears and does not pay in cash.
pub(super) fn from_account(amounts: &Amounts) -> Yuan {
    amounts.psn_part_amt - amounts.psn_cash_pay
}

/// What remains of the deposits, and of what was paid in parts (positive: returned; negative: paid by the patient), before and after it changed hands.
pub(super) fn balance(bill: &BillDetail) -> Yuan {
    bill.deposits_held + bill.paid_in_part - bill.amounts.psn_cash_pay
}

/// The amounts for the page.
pub(super) fn part(t: &Localizer, bill: &BillDetail) -> AmountsPart {
    let (amounts, balance) = (&bill.amounts, balance(bill));
    let paid = present::paid(bill);
    let account = from_account(amounts);
    let share = Value::Rate(share(amounts.fund_pay_sumamt, amounts.medfee_sumamt));
    let fund_label = t.say(&Message::new("bedside-fund-share").with("share", share));
    let (account_label, cash_label) = (t.text("bedside-account-short"), t.text("bedside-cash-short"));
    let name = t.say(
        &Message::new("bedside-bar")
            .with("total", amounts.medfee_sumamt)
            .with("fund", amounts.fund_pay_sumamt)
            .with("account", account)
            .with("cash", amounts.psn_cash_pay),
    );
    let bar = charts::split(
        &name,
        &[
            Part { tone: Tone::Fund, label: &fund_label, fen: amounts.fund_pay_sumamt.fen() },
            Part { tone: Tone::Account, label: &account_label, fen: account.fen() },
            Part { tone: Tone::Cash, label: &cash_label, fen: amounts.psn_cash_pay.fen() },
        ],
    );
    let payer = |tone: Option<Tone>, id: &str, amount: Yuan| Payer {
        class: tone.map_or("", Tone::class),
        label: t.text(id),
        value: t.yuan(amount),
    };
    let [fund, from_account, cash] = payers(paid.is_some());
    // For somebody who pays everything, the uninsured part is everything.
    let own = if amounts.fulamt_ownpay_amt == amounts.psn_cash_pay { Yuan::ZERO } else { amounts.fulamt_ownpay_amt };
    let parts = [
        (Some(Tone::Fund), fund, amounts.fund_pay_sumamt),
        (Some(Tone::Account), from_account, account),
        (Some(Tone::Cash), cash, amounts.psn_cash_pay),
        (None, "bedside-own", own),
    ];
    // The cash is always shown; the others only if they are not zero.
    let counts = |(tone, _, amount): &(Option<Tone>, &str, Yuan)| *tone == Some(Tone::Cash) || !amount.is_zero();
    let parts = parts.into_iter().filter(counts).map(|(tone, id, amount)| payer(tone, id, amount)).collect();
    let label = match (paid, balance.fen()) {
        (_, 0) => Message::new("bedside-even-of"),
        (None, fen) if fen > 0 => Message::new("bedside-refund-of"),
        (None, _) => Message::new("bedside-arrears-of"),
        (Some((_, method)), fen) => {
            let id = if fen > 0 { "bedside-returned-of" } else { "bedside-paid-of" };
            Message::new(id).with("method", present::paid_by(t, bill, method))
        }
    };
    AmountsPart {
        total: t.yuan(amounts.medfee_sumamt),
        balance_label: t.say(&label.with("deposits", bill.deposits_held)),
        balance: t.yuan(absolute(balance)),
        to_pay: balance.is_negative() && paid.is_none(),
        bar,
        parts,
    }
}

/// The names of the three payers, before and after the money changed hands.
pub(super) const fn payers(paid: bool) -> [&'static str; 3] {
    if paid {
        ["bedside-receipt-fund", "bedside-receipt-account", "bedside-receipt-cash"]
    } else {
        ["bedside-fund", "bedside-account", "bedside-cash"]
    }
}

/// Who pays what of the bill, or paid it: the cash always, the others if they are not zero.
pub(super) fn shares(t: &Localizer, bill: &BillDetail) -> Vec<Pair> {
    let [fund, account, cash] = payers(present::paid(bill).is_some());
    let mut rows = Vec::new();
    rows.extend(present::unless_zero(t, fund, bill.amounts.fund_pay_sumamt));
    rows.extend(present::unless_zero(t, account, from_account(&bill.amounts)));
    rows.push(Pair::new(t.text(cash), t.yuan(bill.amounts.psn_cash_pay)));
    rows
}

/// The amount without its sign: the words say in which direction it goes.
pub(super) fn absolute(amount: Yuan) -> Yuan {
    if amount.is_negative() { -amount } else { amount }
}

fn share(part: Yuan, whole: Yuan) -> Decimal {
    if whole == Yuan::ZERO { Decimal::ZERO } else { (part.decimal() / whole.decimal()).round_dp(3) }
}

/// The label of a button that moves money: exactly what will happen, to the fen.
pub(super) fn button(t: &Localizer, settles: bool, balance: Yuan) -> String {
    let id = match (settles, balance.fen()) {
        (true, 0) => "bedside-settle-even",
        (true, fen) if fen > 0 => "bedside-settle-refund",
        (true, _) => "bedside-settle-collect",
        (false, 0) => "bedside-pay-even",
        (false, fen) if fen > 0 => "bedside-pay-refund",
        (false, _) => "bedside-pay-collect",
    };
    t.say(&Message::new(id).with("amount", absolute(balance)))
}

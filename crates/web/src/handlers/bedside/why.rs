//! Why the amount is what it is, on every page that shows it: the steps that are signed, where the insurer and the
//! hospital calculate differently and the cause, and the documents.

use super::{amounts::absolute, present};
use crate::locale::Localizer;
use hospital::view::BillDetail;
use model::{
    message::{Message, Value},
    time::BusinessDate,
};
use settlement::{
    cause::{Accumulator, Cause, Setting},
    explanation::{Explanation, SplitPart, SplitStep},
    policy::Cited,
};

/// The explanation as printed.
pub(super) struct Why {
    /// States the amount that is explained.
    pub(super) title: String,
    pub(super) steps: Vec<WhyStep>,
    pub(super) total_label: String,
    /// The sum of the steps, without a sign: the label says in which direction it goes.
    pub(super) total: String,
    pub(super) difference: Option<DifferencePart>,
    /// What the estimate is based on, with the money at stake.
    pub(super) stakes: Vec<String>,
    /// The documents; empty for none.
    pub(super) sources: String,
}

/// A step.
pub(super) struct WhyStep {
    pub(super) title: String,
    /// What it is, in one line.
    pub(super) line: String,
    /// The amount with its sign.
    pub(super) amount: String,
    /// What it is made of: words, and an amount if there is one.
    pub(super) rows: Vec<(String, String)>,
}

/// Where the insurer calculates differently from the hospital.
pub(super) struct DifferencePart {
    pub(super) head: String,
    /// Field by field.
    pub(super) fields: Vec<String>,
    /// The cause, or that nobody can name it, or what was found out.
    pub(super) says: String,
    /// Several causes that fit.
    pub(super) causes: Vec<String>,
    /// Nobody can name it, and nobody has looked into it.
    pub(super) open: bool,
}

/// The explanation of a bill; `None` if nothing has been charged.
pub(super) fn why(t: &Localizer, bill: &BillDetail) -> Option<Why> {
    let explanation = &bill.explanation;
    if bill.amounts.medfee_sumamt.is_zero() {
        return None;
    }
    let balance = explanation.balance;
    let (title, label) = match (present::paid(bill).is_some(), balance.fen()) {
        (false, 0) => ("why-even", "why-total-even"),
        (false, fen) if fen > 0 => ("why-refund", "why-total-refund"),
        (false, _) => ("why-collect", "why-total-collect"),
        (true, 0) => ("why-was-even", "why-total-even"),
        (true, fen) if fen > 0 => ("why-returned", "why-total-returned"),
        (true, _) => ("why-paid", "why-total-paid"),
    };
    let balance = absolute(balance);
    let count = u32::try_from(explanation.steps.len()).unwrap_or(u32::MAX);
    Some(Why {
        title: t.say(&Message::new(title).with("amount", balance)),
        steps: explanation.steps.iter().map(|step| self::step(t, bill, step)).collect(),
        total_label: t.say(&Message::new(label).with("count", count)),
        total: t.yuan(balance),
        difference: difference(t, bill),
        stakes: stakes(t, bill),
        sources: sources(t, &explanation.sources),
    })
}

const fn text_of(part: SplitPart) -> &'static str {
    match part {
        SplitPart::Deposits => "split-deposits",
        SplitPart::SelfPay => "split-self-pay",
        SplitPart::OutOfScope => "split-out-of-scope",
        SplitPart::Deductible => "split-deductible",
        SplitPart::Share => "split-share",
        SplitPart::SecondTier => "split-second-tier",
        SplitPart::SeriousIllness => "split-serious-illness",
        SplitPart::Assistance => "split-assistance",
        SplitPart::OtherFunds => "split-other-funds",
        SplitPart::Account => "split-account",
    }
}

fn step(t: &Localizer, bill: &BillDetail, step: &SplitStep) -> WhyStep {
    let id = text_of(step.part);
    let rows: Vec<(String, String)> = match step.part {
        SplitPart::Deposits => deposits(t, bill),
        _ => step
            .rows
            .iter()
            .map(|row| (t.say(&row.message), row.amount.map_or_else(String::new, |amount| t.yuan(amount))))
            .collect(),
    };
    // Words without an amount are the line itself.
    let words: Vec<&str> =
        rows.iter().filter(|(_, amount)| amount.is_empty()).map(|(words, _)| words.as_str()).collect();
    let line = if words.is_empty() { t.text(&format!("{id}-why")) } else { words.join(&t.text("words-and")) };
    let rows = rows.into_iter().filter(|(_, amount)| !amount.is_empty()).collect();
    WhyStep { title: t.text(id), line, amount: t.signed(step.amount), rows }
}

/// Each deposit that counts, with its day and its way of paying; a single one is the line itself.
fn deposits(t: &Localizer, bill: &BillDetail) -> Vec<(String, String)> {
    let held: Vec<_> = bill.deposits.iter().filter(|deposit| !deposit.counts.is_zero()).collect();
    let alone = held.len() == 1;
    let row = |deposit: &&hospital::view::DepositLine| {
        let message = Message::new("bedside-deposit-words")
            .with("at", t.day_and_clock(deposit.at))
            .with("method", present::method(t, deposit.method));
        (t.say(&message), if alone { String::new() } else { t.yuan(deposit.counts) })
    };
    held.iter().map(row).collect()
}

fn difference(t: &Localizer, bill: &BillDetail) -> Option<DifferencePart> {
    let explanation = &bill.explanation;
    if explanation.differences.is_empty() {
        return None;
    }
    let more = bill.amounts.psn_cash_pay - bill.estimate.psn_cash_pay;
    let head = match more.fen() {
        0 => "difference-same",
        fen if fen > 0 => "difference-more",
        _ => "difference-less",
    };
    let (says, causes) = causes(t, bill, explanation);
    Some(DifferencePart {
        head: t.say(&Message::new(head).with("amount", absolute(more))),
        fields: explanation.differences.iter().map(|found| t.say(&found.message())).collect(),
        says,
        causes,
        open: bill.asks_about_difference(),
    })
}

/// The cause in words: what was computed is described as computed; if several fit, all are named.
fn causes(t: &Localizer, bill: &BillDetail, explanation: &Explanation) -> (String, Vec<String>) {
    let mut named: Vec<String> = explanation.causes.iter().map(|cause| self::cause(t, cause)).collect();
    match (named.len(), bill.difference_confirmed_at) {
        (0, Some(at)) => (t.say(&Message::new("difference-looked-into").with("at", at)), named),
        (0, None) => (t.text("difference-unnamed"), named),
        (1, _) => {
            let cause = named.pop().unwrap_or_default();
            (t.say(&Message::new("difference-fits").with("cause", cause)), named)
        }
        (count, _) => {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            (t.say(&Message::new("difference-fits-several").with("count", count)), named)
        }
    }
}

fn cause(t: &Localizer, cause: &Cause) -> String {
    if cause.settings.is_empty() {
        return t.text("cause-recorded");
    }
    let settings: Vec<String> = cause.settings.iter().map(|setting| self::setting(t, setting)).collect();
    settings.join(&t.text("cause-and"))
}

/// A setting in words.
pub(super) fn setting(t: &Localizer, setting: &Setting) -> String {
    match *setting {
        Setting::Stay { ours, fits, or_later } => {
            let id = if or_later { "cause-stay-or-later" } else { "cause-stay" };
            t.say(&Message::new(id).with("ours", ours).with("fits", fits))
        }
        Setting::Amount { of, ours, from, until } => {
            let name = Value::Message(accumulator(of).into());
            let message = match until {
                Some(until) if until == from => Message::new("cause-amount"),
                Some(until) => Message::new("cause-amount-between").with("until", until),
                None => Message::new("cause-amount-at-least"),
            };
            t.say(&message.with("of", name).with("ours", ours).with("from", from))
        }
    }
}

const fn accumulator(of: Accumulator) -> &'static str {
    match of {
        Accumulator::Deductible => "accumulator-deductible",
        Accumulator::InScope => "accumulator-in-scope",
        Accumulator::PoolPaid => "accumulator-pool-paid",
        Accumulator::SecondTierBase => "accumulator-second-tier-base",
        Accumulator::SecondTierPaid => "accumulator-second-tier-paid",
        Accumulator::AssistanceBase => "accumulator-assistance-base",
        Accumulator::AssistancePaid => "accumulator-assistance-paid",
    }
}

fn stakes(t: &Localizer, bill: &BillDetail) -> Vec<String> {
    let stakes = bill.stakes.iter().map(|stake| {
        let convention = Value::Text(t.say(&stake.convention));
        t.say(&Message::new("why-stake").with("convention", convention).with("amount", stake.at_stake))
    });
    stakes.chain(bill.doubts.iter().map(|doubt| t.say(doubt))).collect()
}

/// `依据：《…》第 3 条、第 5 条，2024年1月1日起执行`.
fn sources(t: &Localizer, cited: &[Cited]) -> String {
    let mut documents: Vec<(&Cited, Vec<String>)> = Vec::new();
    for one in cited {
        let article = one.article.as_ref().map(|article| t.label(article));
        let same = |(other, _): &&mut (&Cited, Vec<String>)| other.document == one.document && other.date == one.date;
        match documents.iter_mut().find(same) {
            Some((_, articles)) => articles.extend(article),
            None => documents.push((one, article.into_iter().collect())),
        }
    }
    let named = documents.into_iter().map(|(one, articles)| {
        let document = Value::Text(t.label(&one.document));
        let date = Value::Text(t.full_date(BusinessDate(one.date)));
        let id = if articles.is_empty() { "source-document" } else { "source-articles" };
        let articles = Value::Text(articles.join(&t.text("source-and")));
        t.say(&Message::new(id).with("document", document).with("articles", articles).with("date", date))
    });
    named.collect::<Vec<_>>().join(&t.text("words-and"))
}

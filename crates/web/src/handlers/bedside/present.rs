//! A bill as printed, on the page and on paper: lines, deposits, checks.

use super::{
    amounts::{self, Stage},
    bill::{Check, Deposit, Line},
};
use crate::{
    locale::Localizer,
    ui::{parts::Pair, words},
};
use hospital::view::{BillDetail, RefundWay, SettlementStage, SettlementSummary};
use model::{
    Label,
    id::short_code,
    message::{Message, Value},
    money::Yuan,
    settlement::{ChargeClass, PayMethod, PayPlace},
    time::Instant,
};
use rust_decimal::Decimal;

pub(super) use crate::ui::words::spaced;

/// The state of the bill, for its stamp.
pub(super) const fn stage(page: &BillDetail) -> Stage {
    match page.stage {
        SettlementStage::None => Stage::Estimate,
        SettlementStage::Presettled | SettlementStage::Consented => Stage::Trial,
        SettlementStage::Submitted => Stage::Unknown,
        SettlementStage::Settled => Stage::Settled,
        SettlementStage::Paid => Stage::Paid,
        SettlementStage::TakingBack => Stage::TakingBack,
    }
}

/// When the difference changed hands, and how; `None` before.
pub(super) fn paid(page: &BillDetail) -> Option<(Instant, PayMethod)> {
    page.settlement.as_ref().and_then(|card| card.paid)
}

/// How and when the difference changed hands, with its amount, as on paper: a label and a value.
pub(super) fn paid_in_words(t: &Localizer, page: &BillDetail) -> Option<(String, String)> {
    let (at, by) = paid(page)?;
    let balance = amounts::balance(page);
    let label = match balance.fen() {
        0 => return Some((t.text("bedside-closed"), moment(t, at))),
        fen if fen > 0 => "bedside-receipt-refund",
        _ => "bedside-paid",
    };
    let how = Message::new("bedside-paid-how")
        .with("amount", amounts::absolute(balance))
        .with("method", how_paid(t, page, by))
        .with("at", moment(t, at));
    Some((t.text(label), t.say(&how)))
}

/// The way by which the difference was paid; what went back by more than one, with how much by each.
pub(super) fn how_paid(t: &Localizer, page: &BillDetail, by: PayMethod) -> String {
    if page.refunds.len() > 1 { paid_by(t, page, by) } else { method(t, by) }
}

/// The number by which to quote a settlement: the platform's, or our own if no platform gave one.
pub(super) fn settlement_number(card: &SettlementSummary) -> String {
    spaced(&card.setl_id.as_ref().map_or_else(|| short_code(card.settlement.0), ToString::to_string))
}

/// The number of the receipt, once there is one.
pub(super) fn receipt_number(t: &Localizer, page: &BillDetail) -> Option<Pair> {
    let number = page.settlement.as_ref()?.receipt.clone()?;
    Some(Pair::new(t.text("bedside-receipt-no"), number))
}

/// An amount with its label, if there is one.
pub(super) fn unless_zero(t: &Localizer, id: &str, amount: Yuan) -> Option<Pair> {
    (!amount.is_zero()).then(|| Pair::new(t.text(id), t.yuan(amount)))
}

/// Lines and refunds in the order of their days.
pub(super) fn lines(t: &Localizer, page: &BillDetail) -> Vec<Line> {
    page.lines
        .iter()
        .map(|line| {
            let item = t.label(&line.name);
            let refund = line.refund_of.is_some();
            let name = if refund {
                t.say(&Message::new("bedside-refund-line").with("item", item.clone()))
            } else {
                item.clone()
            };
            Line {
                id: line.charge.to_string(),
                date: t.short_date(line.date),
                name,
                class: t.text(class_name(line.class)),
                count: counted(t, line.count, line.unit.as_ref()),
                has_unit: line.unit.is_some(),
                price: per_unit(t, price(line.unit_price), line.unit.as_ref()),
                amount: t.figure(line.amount),
                in_scope: t.figure(line.split.inscp_scp_amt),
                refund,
                refundable: !refund && line.left > Decimal::ZERO,
                left: line.left.normalize().to_string(),
                refund_label: t.say(&Message::new("bedside-refund-label").with("item", item)),
            }
        })
        .collect()
}

/// The name of a class of the catalogue.
pub(super) const fn class_name(class: ChargeClass) -> &'static str {
    match class {
        ChargeClass::A => "bedside-class-a",
        ChargeClass::B => "bedside-class-b",
        ChargeClass::C => "bedside-class-c",
    }
}

/// A unit price with its decimals, at least two.
pub(super) fn price(price: Decimal) -> String {
    let price = price.normalize();
    crate::locale::grouped(&if price.scale() < 2 { format!("{price:.2}") } else { price.to_string() })
}

/// A moment as written on paper, with its year.
pub(super) fn moment(t: &Localizer, at: Instant) -> String {
    format!("{} {}", t.full_date(t.zone().date(at)), t.clock(at))
}

/// A number of units; the number alone if the unit is not known.
pub(super) fn counted(t: &Localizer, count: Decimal, unit: Option<&Label>) -> String {
    let count = t.value(&Value::Number(count));
    match unit {
        Some(unit) => t.say(&Message::new("item-count").with("count", count).with("unit", t.label(unit))),
        None => count,
    }
}

/// A price for each of a unit.
pub(super) fn per_unit(t: &Localizer, price: String, unit: Option<&Label>) -> String {
    match unit {
        Some(unit) => t.say(&Message::new("item-price-per").with("price", price).with("unit", t.label(unit))),
        None => price,
    }
}

/// A way of paying.
pub(super) fn method(t: &Localizer, method: PayMethod) -> String {
    t.text(match method {
        PayMethod::Cash => "pay-cash",
        PayMethod::Card => "pay-card",
        PayMethod::Mobile => "pay-mobile",
    })
}

/// The ways by which deposits go back, or went back, in a sentence; with more than one, how much by each. Empty if
/// nothing goes back or nobody recorded it.
pub(super) fn refund_ways(t: &Localizer, bill: &BillDetail) -> String {
    if bill.deposit_refund.is_zero() { String::new() } else { by_ways(t, &bill.refunds) }
}

/// Ways of paying in a sentence; with more than one, how much by each.
pub(super) fn by_ways(t: &Localizer, ways: &[RefundWay]) -> String {
    let ways: Vec<String> = match ways {
        [way] => vec![by_method(t, way.method)],
        ways => ways.iter().map(|way| format!("{} {}", by_method(t, way.method), t.yuan(way.amount))).collect(),
    };
    ways.join(&t.text("words-and"))
}

/// How the difference was paid or given back, in a sentence.
pub(super) fn paid_by(t: &Localizer, bill: &BillDetail, by: PayMethod) -> String {
    let ways = refund_ways(t, bill);
    if ways.is_empty() { by_method(t, by) } else { ways }
}

/// Where something was paid.
pub(super) fn place(t: &Localizer, place: PayPlace) -> String {
    t.text(match place {
        PayPlace::Bedside => "pay-place-bedside",
        PayPlace::Counter => "pay-place-counter",
        PayPlace::Later => "pay-place-later",
    })
}

/// The same in a sentence: paid in this way.
pub(super) fn by_method(t: &Localizer, method: PayMethod) -> String {
    t.text(match method {
        PayMethod::Cash => "paid-by-cash",
        PayMethod::Card => "paid-by-card",
        PayMethod::Mobile => "paid-by-mobile",
    })
}

/// What was paid in parts, each with how, where and when, and what is open after them: labels and values.
pub(super) fn payments(t: &Localizer, page: &BillDetail) -> Vec<Pair> {
    let paid = page.settlement.iter().flat_map(|card| &card.payments);
    paid.map(|paid| {
        let how = Message::new("bedside-part-how")
            .with("amount", paid.amount)
            .with("method", method(t, paid.method))
            .with("place", place(t, paid.place))
            .with("at", moment(t, paid.at));
        Pair::new(t.text("bedside-part-paid"), t.say(&how))
    })
    .collect()
}

/// Deposits with what was returned of them.
pub(super) fn deposits(t: &Localizer, page: &BillDetail) -> Vec<Deposit> {
    page.deposits
        .iter()
        .map(|deposit| {
            let gone = deposit.left().is_zero();
            let id = match (gone, deposit.returned.is_zero()) {
                (true, _) => "bedside-deposit-returned",
                (false, false) => "bedside-deposit-part-returned",
                (false, true) => "bedside-deposit-words",
            };
            Deposit {
                id: deposit.deposit.to_string(),
                receipt: t
                    .say(&Message::new("bedside-receipt-of").with("number", spaced(&short_code(deposit.deposit.0)))),
                words: t.say(
                    &Message::new(id)
                        .with("at", t.day_and_clock(deposit.at))
                        .with("method", method(t, deposit.method))
                        .with("returned", deposit.returned),
                ),
                amount: t.figure(deposit.amount),
                returned: gone,
                returnable: if deposit.returnable.is_zero() { String::new() } else { deposit.returnable.to_string() },
            }
        })
        .collect()
}

/// Roughly how much a deposit should be; empty if nobody can say.
pub(super) fn deposit_hint(t: &Localizer, page: &BillDetail) -> String {
    page.suggestion.map_or_else(String::new, |suggestion| {
        t.say(
            &Message::new("bedside-deposit-suggestion")
                .with("amount", suggestion.amount)
                .with("count", suggestion.cases),
        )
    })
}

/// What must be in order, with where to go on if it is not; nothing once the bill is settled.
pub(super) fn checks(t: &Localizer, page: &BillDetail) -> Vec<Check> {
    let open = page.stage < SettlementStage::Settled;
    page.checks
        .iter()
        .filter(|_| open)
        .map(|check| Check {
            tone: match (check.passed, page.trial_does(check)) {
                (true, _) => "ok",
                (false, true) => "rest",
                (false, false) => "bad",
            },
            words: t.say(&check.message),
            way: check.way.as_ref().map(|way| t.say(way)).unwrap_or_default(),
        })
        .collect()
}

/// The heading: bed and name.
pub(super) fn head(t: &Localizer, page: &BillDetail) -> String {
    let name = words::full_name(t, &page.stay.patient);
    match &page.stay.bed {
        Some(bed) => t.say(&Message::new("bedside-head").with("bed", bed.number.clone()).with("name", name)),
        None => name,
    }
}

/// The line below the heading.
pub(super) fn line(t: &Localizer, page: &BillDetail) -> String {
    let stay = &page.stay;
    t.say(
        &Message::new("bedside-line")
            .with("admitted", t.short_date(stay.admitted_on))
            .with("days", stay.day)
            .with("diagnosis", words::diagnosis(t, &stay.diagnosis)),
    )
}

/// Who is insured, how, and under which policy.
pub(super) fn insured(t: &Localizer, page: &BillDetail) -> String {
    let coverage = words::coverage(t, page.stay.coverage.as_ref());
    page.policy.as_ref().map_or_else(|| coverage.clone(), |policy| format!("{coverage} · {}", t.label(&policy.title)))
}

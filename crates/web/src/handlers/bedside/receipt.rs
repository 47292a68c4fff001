//! A deposit's receipt on paper: how much, for whom, under which number.

use super::{paper::Paper, present};
use crate::{
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Link, Notice},
    },
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Action, Failure, Whose,
    view::{BillDetail, DepositLine},
};
use model::{
    id::{AdmissionId, DepositId, short_code},
    message::Message,
    money::Yuan,
};

/// The page.
#[derive(Template)]
#[template(path = "bedside/receipt.html")]
pub(super) struct ReceiptScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) paper: Paper,
    pub(super) amount: String,
    /// It was returned, or a part of it: the paper says so, so that it does not look as if it were still held.
    pub(super) returned: String,
}

pub(super) async fn show(staff: Member, Path((admission, deposit)): Path<(AdmissionId, DepositId)>) -> Response {
    let bill = match staff.hospital.read(&staff.actor, read::Bill { admission }).await {
        Ok(bill) => bill,
        Err(failure) => return staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    };
    match bill.deposits.iter().find(|line| line.deposit == deposit) {
        Some(line) => {
            let hospital = staff.hospital_name();
            let from = (hospital.as_str(), staff.name.as_str());
            act::answer(&ReceiptScreen::new(&staff.t, &staff.shell, &bill, line, from))
        }
        None => staff.cannot(&Failure::NotFound),
    }
}

/// Leads to a page that says how much was taken under which number, with a link to the receipt.
pub(in crate::handlers) fn taken(
    staff: &Member,
    page: &str,
    admission: AdmissionId,
    deposit: DepositId,
    amount: Yuan,
) -> Response {
    act::told(&staff.t, page, |t| {
        let number = present::spaced(&short_code(deposit.0));
        let message = Message::new("bedside-done-deposit").with("amount", amount).with("number", number);
        let href = format!("/ward/stays/{admission}/deposits/{deposit}/receipt");
        let way = Link { href, words: t.text("bedside-receipt-print"), current: false };
        Notice { ways: vec![way], ..act::said(t.say(&message)) }
    })
    .into_response()
}

/// The deposits that are held, each with amount, time, way of paying and number, and a link to its receipt.
pub(in crate::handlers) fn held(t: &Localizer, bill: &BillDetail) -> Vec<Link> {
    let stay = bill.stay.admission;
    let deposits = present::deposits(t, bill).into_iter().filter(|deposit| !deposit.returned);
    deposits
        .map(|deposit| Link {
            href: format!("/ward/stays/{stay}/deposits/{}/receipt", deposit.id),
            words: format!("{} · {} · {}", deposit.amount, deposit.words, deposit.receipt),
            current: false,
        })
        .collect()
}

impl<'a> ReceiptScreen<'a> {
    /// A receipt of a `hospital`; `who` is the person who prints it.
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        bill: &BillDetail,
        deposit: &DepositLine,
        from: (&str, &str),
    ) -> Self {
        let mut paper = Paper::new(t, bill, t.text("bedside-deposit-receipt"), from);
        paper.add(t.text("bedside-department"), t.label(&bill.stay.department.name));
        paper.add(t.text("bedside-deposit-number"), present::spaced(&short_code(deposit.deposit.0)));
        paper.add(t.text("pay-method"), present::method(t, deposit.method));
        paper.add(t.text("bedside-receipt-at"), present::moment(t, deposit.at));
        Self {
            t,
            shell,
            paper,
            amount: t.yuan(deposit.amount),
            returned: deposit.returned_at.map_or_else(String::new, |at| {
                let whole = deposit.left().is_zero();
                let id = if whole { "bedside-receipt-returned" } else { "bedside-receipt-part-returned" };
                t.say(&Message::new(id).with("at", present::moment(t, at)).with("amount", deposit.returned))
            }),
        }
    }
}

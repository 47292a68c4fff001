//! A deposit's receipt on paper: how much, for whom, under which number.

use super::present;
use crate::{
    handlers::staff::{
        act,
        parts::{Link, Notice, Pair},
        words,
    },
    locale::Localizer,
    page::Shell,
    session::Member,
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use hospital::{
    Action, Failure, Whose,
    view::{BillPage, DepositLine},
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
    pub(super) id: String,
    pub(super) number: String,
    pub(super) amount: String,
    /// It was given back: the paper says so, so that it is not shown as if it were held.
    pub(super) returned: String,
    pub(super) rows: Vec<Pair>,
    pub(super) printed: String,
}

pub(super) async fn show(staff: Member, Path((admission, deposit)): Path<(AdmissionId, DepositId)>) -> Response {
    let bill = match staff.hospital.bill(&staff.actor, admission).await {
        Ok(bill) => bill,
        Err(failure) => return staff.cannot_see(&failure, Action::ReadBill, Whose::Admission(admission)),
    };
    match bill.deposits.iter().find(|line| line.deposit == deposit) {
        Some(line) => act::answer(&ReceiptScreen::new(&staff.t, &staff.shell, &bill, line, &staff.name)),
        None => staff.cannot(&Failure::NotFound),
    }
}

/// To a page that says how much was taken under which number, with the way to its receipt.
pub(in crate::handlers) fn taken(
    staff: &Member,
    page: &str,
    admission: AdmissionId,
    deposit: DepositId,
    amount: Yuan,
) -> Response {
    act::told(&staff.t, page, |t| {
        let message = Message::new("bedside-done-deposit").with("amount", amount).with("number", short_code(deposit.0));
        let href = format!("/ward/stays/{admission}/deposits/{deposit}/receipt");
        let way = Link { href, words: t.text("bedside-receipt-print"), current: false };
        Notice { ways: vec![way], ..act::said(t.say(&message)) }
    })
    .into_response()
}

impl<'a> ReceiptScreen<'a> {
    /// `who` prints it.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, bill: &BillPage, deposit: &DepositLine, who: &str) -> Self {
        let stay = &bill.stay;
        let mut rows = vec![
            Pair::new(
                t.text("bedside-name"),
                format!("{} {}", words::full_name(t, &stay.patient), words::person(t, &stay.patient)),
            ),
            Pair::new(t.text("ward-admission-number"), short_code(stay.admission.0)),
            Pair::new(t.text("bedside-department"), t.label(&stay.department.name)),
        ];
        if let Some(bed) = &stay.bed {
            let place = t
                .say(&Message::new("ward-room-and-bed").with("room", bed.room.clone()).with("bed", bed.number.clone()));
            rows.push(Pair::new(t.text("bedside-bed"), format!("{} {place}", t.label(&bed.ward.name))));
        }
        rows.push(Pair::new(t.text("pay-method"), present::method(t, deposit.method)));
        rows.push(Pair::new(t.text("bedside-receipt-at"), t.day_and_clock(deposit.at)));
        Self {
            t,
            shell,
            id: stay.admission.to_string(),
            number: short_code(deposit.deposit.0),
            amount: t.yuan(deposit.amount),
            returned: deposit.returned_at.map_or_else(String::new, |at| {
                t.say(&Message::new("bedside-receipt-returned").with("at", t.day_and_clock(at)))
            }),
            rows,
            printed: t.say(&Message::new("bedside-printed").with("who", who).with("at", t.day_and_clock(bill.now))),
        }
    }
}

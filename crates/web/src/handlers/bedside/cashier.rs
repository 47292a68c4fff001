//! The cashier (收费处): finds the stay of whoever stands at the counter, and lists who owes.

use super::counter;
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Link, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Action,
    view::{Arrear, ArrearsList, CounterStay},
};
use model::message::Message;
use serde::Deserialize;

const PAGE: &str = "/cashier";

/// The page.
#[derive(Template)]
#[template(path = "bedside/cashier.html")]
pub(super) struct CashierScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) stays: Vec<Found>,
}

/// A stay that was found.
pub(super) struct Found {
    pub(super) href: String,
    pub(super) head: String,
    pub(super) line: String,
    pub(super) chip: Chip,
}

/// What was scanned or typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FindForm {
    #[serde(default)]
    text: String,
}

/// The page, with what was looked for, looked up anew.
pub(super) async fn show(mut staff: Member) -> Response {
    if let Err(denied) = staff.may(Action::ReadArrears) {
        return staff.cannot(&denied);
    }
    let notice = staff.said(None);
    let found = match staff.kept.as_ref().and_then(|kept| kept.finding.clone()) {
        None => Vec::new(),
        Some(text) => match staff.hospital.counter_stays(&staff.actor, &text).await {
            Ok(found) => found,
            Err(failure) => return staff.cannot(&failure),
        },
    };
    act::answer(&CashierScreen::new(&staff.t, &staff.shell, &staff.nonce, &found, notice))
}

/// What was typed is sent in the form and kept for the page, as addresses are logged. One stay is opened at once.
pub(super) async fn find(staff: Member, post: Post<FindForm>) -> Response {
    let text = post.form.text.as_str();
    match staff.hospital.counter_stays(&staff.actor, text).await {
        Ok(found) => match found.as_slice() {
            [] => act::told(&staff.t, PAGE, |t| act::warned(t.text("cashier-nobody"), t.text("cashier-nobody-body")))
                .into_response(),
            [one] => act::see(&counter::address(one.admission)),
            several => act::told(&staff.t, PAGE, |t| says(t, several.len())).finding(text).into_response(),
        },
        Err(failure) => act::refused(&staff.t, PAGE, &failure).into_response(),
    }
}

/// How many were found.
fn says(t: &Localizer, found: usize) -> Notice {
    let count = u32::try_from(found).unwrap_or(u32::MAX);
    act::said(t.say(&Message::new("cashier-found").with("count", count)))
}

impl<'a> CashierScreen<'a> {
    /// From what was found.
    pub(super) fn new(
        t: &'a Localizer,
        shell: &'a Shell,
        nonce: &'a str,
        found: &[CounterStay],
        notice: Option<Notice>,
    ) -> Self {
        let stays = found.iter().map(|stay| Found {
            href: counter::address(stay.admission),
            head: format!("{} {}", words::masked_name(t, &stay.patient), words::person(t, &stay.patient)),
            line: line(t, stay),
            chip: words::stay(t, stay.state),
        });
        Self { t, shell, nonce, notice, stays: stays.collect() }
    }
}

/// Where somebody lies, or the department, and what is owed.
fn line(t: &Localizer, stay: &CounterStay) -> String {
    let mut parts = vec![t.label(&stay.department.name)];
    parts.extend(stay.bed.as_ref().map(|bed| {
        let place = Message::new("ward-room-and-bed").with("room", bed.room.clone()).with("bed", bed.number.clone());
        format!("{} {}", t.label(&bed.ward.name), t.say(&place))
    }));
    if !stay.owed.is_zero() {
        parts.push(t.say(&Message::new("cashier-owed").with("amount", stay.owed)));
    }
    parts.join(" · ")
}

/// Who owes.
#[derive(Template)]
#[template(path = "bedside/arrears.html")]
pub(super) struct ArrearsScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) summary: String,
    pub(super) rows: Vec<Row>,
    /// Which page it is; empty if there is one.
    pub(super) page: String,
    pub(super) ways: Vec<Link>,
}

/// A bill on which something is owed.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) department: String,
    pub(super) since: String,
    pub(super) chip: Chip,
    pub(super) owed: String,
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ArrearsQuery {
    #[serde(default)]
    page: Option<u32>,
}

/// Who owes, the oldest first.
pub(super) async fn arrears(staff: Member, Query(query): Query<ArrearsQuery>) -> Response {
    match staff.hospital.read(&staff.actor, read::Arrears { page: query.page }).await {
        Ok(page) => act::answer(&ArrearsScreen::new(&staff.t, &staff.shell, &page)),
        Err(failure) => staff.cannot(&failure),
    }
}

impl<'a> ArrearsScreen<'a> {
    /// From what the hospital shows.
    pub(super) fn new(t: &'a Localizer, shell: &'a Shell, list: &ArrearsList) -> Self {
        let summary = Message::new("cashier-arrears-sum").with("count", list.count).with("amount", list.owed);
        let way = |page: u32, id: &str| Link {
            href: format!("{PAGE}/arrears?page={page}"),
            words: t.text(id),
            current: false,
        };
        let before = (list.page > 1).then(|| way(list.page - 1, "cashier-page-before"));
        let after = (list.page < list.pages).then(|| way(list.page + 1, "cashier-page-after"));
        let page = Message::new("cashier-page").with("page", list.page).with("pages", list.pages);
        Self {
            t,
            shell,
            summary: t.say(&summary),
            rows: list.rows.iter().map(|one| row(t, one)).collect(),
            page: if list.pages > 1 { t.say(&page) } else { String::new() },
            ways: before.into_iter().chain(after).collect(),
        }
    }
}

fn row(t: &Localizer, one: &Arrear) -> Row {
    Row {
        href: counter::address(one.admission),
        name: words::masked_name(t, &one.patient),
        code: words::spaced(&one.code),
        department: t.label(&one.department.name),
        since: t.full_date(t.zone().date(one.since)),
        chip: words::stay(t, one.state),
        owed: t.yuan(one.owed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples as staff;
    use hospital::view::AdmissionState;
    use model::{id::AdmissionId, money::Yuan, person::Sex};

    fn list(page: u32, pages: u32) -> ArrearsList {
        let arrear = Arrear {
            admission: AdmissionId(staff::id(800)),
            code: "7K2M9QX4".into(),
            patient: staff::card(801, staff::HOSTILE, Sex::Female, 68),
            department: staff::department(),
            state: AdmissionState::Discharged,
            since: staff::at(9, 59),
            owed: Yuan::from_fen(143_114),
        };
        ArrearsList { now: staff::at(10, 0), rows: vec![arrear], page, pages, count: 1, owed: Yuan::from_fen(143_114) }
    }

    #[test]
    fn who_owes_is_listed_with_department_and_amount_and_a_masked_name() {
        for t in staff::localizers() {
            let shell = staff::shell(&t);
            let page = ArrearsScreen::new(&t, &shell, &list(1, 1)).render().unwrap();
            assert!(page.contains("1,431.14") && page.contains("7K2M 9QX4"), "{page}");
            assert!(page.contains(&t.label(&staff::department().name)));
            assert!(!page.contains(staff::HOSTILE), "what somebody typed is escaped");
            assert!(!page.contains("?page="), "there is one page");
            let middle = ArrearsScreen::new(&t, &shell, &list(2, 3)).render().unwrap();
            assert!(middle.contains("?page=1") && middle.contains("?page=3"));
        }
    }

    #[test]
    fn several_stays_are_shown_to_choose_from() {
        for t in staff::localizers() {
            let stay = CounterStay {
                admission: AdmissionId(staff::id(800)),
                patient: staff::card(801, "王示例", Sex::Female, 68),
                department: staff::department(),
                state: AdmissionState::InBed,
                bed: None,
                owed: Yuan::from_fen(143_114),
            };
            let shell = staff::shell(&t);
            let page = CashierScreen::new(&t, &shell, staff::NONCE, &[stay], None).render().unwrap();
            assert!(page.contains("1,431.14") && page.contains("/cashier/stays/"), "{page}");
        }
    }
}

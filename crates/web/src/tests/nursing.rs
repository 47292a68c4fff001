//! A ward's day over a real hospital: each step leads to the next place, and says for whom, how much, under which
//! number.

use super::{
    authorization::request,
    harness::{Harness, Reply},
};
use axum::http::StatusCode;
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Request,
    accounts::Opened,
    request::{FormAnswers, PriceListItem},
};
use model::{
    Label,
    actor::Role,
    id::{AdmissionId, BedId, short_code},
    money::Yuan,
    scheduling::{Formality, Needs, Urgency},
    settlement::ChargeClass,
};
use rust_decimal::Decimal;
use scraper::{ElementRef, Html, Selector};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(page: &Html, selector: &str) -> String {
    all(page, selector).iter().flat_map(|found| found.text()).collect::<Vec<_>>().join(" ")
}

fn parsed(reply: &Reply) -> Html {
    assert_eq!(reply.status, StatusCode::OK);
    Html::parse_document(std::str::from_utf8(&reply.body).unwrap())
}

struct Ward {
    harness: Harness,
    nurse: Opened,
    admission: AdmissionId,
    bed: BedId,
}

impl Ward {
    /// A patient is to come into the ward's first bed.
    async fn new() -> Self {
        let harness = Harness::new().await;
        let asked = Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
            patient: harness.other,
            department: harness.department,
            diagnosis: "I25.103".into(),
            urgency: Urgency::Urgent,
            needs: Needs::default(),
            expected_days: 1,
        });
        let Answer::AdmissionRequested { admission } = harness.system(asked).await else { panic!() };
        let nurse = harness.cookie(Role::Nurse).await;
        let board = harness.hospital.read(&nurse.account.actor, read::Ward { ward: None }).await.unwrap();
        let bed = board.rooms[0].beds[0].bed;
        Self { harness, nurse, admission, bed }
    }

    /// Sends a form; returns the page that it leads to.
    async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (String, Html) {
        let key = format!("nursing-{path}-{fields:?}");
        let key: String = key.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
        let path = path.replace("{a}", &self.admission.to_string());
        let (to, page) = self.harness.through(&path, &self.nurse, &[&[("key", key.as_str())], fields].concat()).await;
        (to, parsed(&page))
    }

    async fn get(&self, path: &str) -> Html {
        parsed(&self.harness.send(request("get", path, Some(&self.nurse.token), String::new())).await)
    }

    async fn arrived(&self) {
        self.send("/ward/admissions/{a}/bed", &[("bed", &self.bed.to_string())]).await;
        self.send("/ward/admissions/{a}/arrive", &[("text", &short_code(self.admission.0))]).await;
    }
}

#[tokio::test]
async fn who_arrives_is_found_by_name_and_known_by_wristband() {
    let ward = Ward::new().await;
    let (_, board) = ward.send("/ward/admissions/{a}/bed", &[("bed", &ward.bed.to_string())]).await;
    let said = words(&board, ".notice");
    assert!(said.contains("林*例") && said.contains('1') && !said.contains("林示例"), "whom and where, masked: {said}");
    let way = format!(".notice a[href='/ward/admissions/{}']", ward.admission);
    assert_eq!(all(&board, &way).len(), 1, "the way on is beside what was said");

    let (to, page) = ward.send("/ward/admissions/{a}/arrive", &[("text", "林示例")]).await;
    assert!(to.starts_with(&format!("/ward/admissions/{}?", ward.admission)), "{to}");
    assert!(words(&page, ".notice").contains("证件"), "a name proves nothing");
    assert_eq!(all(&page, "button[name=credential][value=resident_id]").len(), 1);
    let (_, page) = ward.send("/ward/admissions/{a}/arrive", &[("text", "王不是")]).await;
    assert!(words(&page, ".notice").contains("王不是"), "somebody else");

    let code = short_code(ward.admission.0).to_ascii_lowercase();
    let code = format!("{} {}", &code[..4], &code[4..]);
    let (_, page) = ward.send("/ward/admissions/{a}/arrive", &[("text", &code)]).await;
    assert_eq!(all(&page, "ol.steps").len(), 1, "arrived");
    let known = ward
        .harness
        .hospital
        .read(&ward.nurse.account.actor, read::Admission { admission: ward.admission })
        .await
        .unwrap();
    assert_eq!(known.credential, Some(model::person::CredentialKind::Wristband));
}

#[tokio::test]
async fn a_document_that_was_seen_is_enough() {
    let ward = Ward::new().await;
    ward.send("/ward/admissions/{a}/bed", &[("bed", &ward.bed.to_string())]).await;
    let (_, page) = ward.send("/ward/admissions/{a}/arrive", &[("credential", "resident_id")]).await;
    assert_eq!(all(&page, "ol.steps").len(), 1, "arrived");
}

#[tokio::test]
async fn a_deposit_says_amount_and_number_and_has_a_receipt() {
    let ward = Ward::new().await;
    ward.arrived().await;
    let (_, page) = ward.send("/ward/admissions/{a}/deposit", &[("amount", "5,000"), ("method", "cash")]).await;
    let bill =
        ward.harness.hospital.read(&ward.nurse.account.actor, read::Bill { admission: ward.admission }).await.unwrap();
    assert_eq!(bill.deposits_held, Yuan::from_fen(500_000), "5,000 is a number");
    // In groups of four, as it is read out.
    let spaced = |code: String| format!("{} {}", &code[..4], &code[4..]);
    let number = spaced(short_code(bill.deposits[0].deposit.0));
    let said = words(&page, ".notice");
    assert!(said.contains("5,000.00") && said.contains(&number), "{said}");
    let receipt = all(&page, ".notice a")[0].value().attr("href").unwrap().to_owned();
    let paper = ward.get(&receipt).await;
    let said = words(&paper, ".paper");
    assert!(said.contains(&number) && said.contains("5,000.00") && said.contains("林示例"), "{said}");
    assert!(said.contains(&spaced(short_code(ward.admission.0))), "the admission's number");

    let path = format!("/ward/stays/{}/deposits", ward.admission);
    let (_, page) = ward.send(&path, &[("amount", "１００"), ("method", "cash")]).await;
    assert!(words(&page, ".notice").contains("100.00") && all(&page, ".notice a[href$='/receipt']").len() == 1);
    let other = format!("/ward/stays/{}/deposits/{}/receipt", ward.admission, uuid::Uuid::nil());
    let reply = ward.harness.send(request("get", &other, Some(&ward.nurse.token), String::new())).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_item_is_charged_by_part_of_its_name_pinyin_or_code() {
    let ward = Ward::new().await;
    ward.arrived().await;
    for (item, zh) in [("N001", "一级护理"), ("N002", "二级护理"), ("L010", "血常规")] {
        let item = PriceListItem {
            item: item.into(),
            name: Label::new(zh, zh),
            unit: (item != "L010").then(|| Label::new("日", "day")),
            class: ChargeClass::A,
            unit_price: Decimal::TEN,
            ceiling: None,
            preself_rate: Decimal::ZERO,
        };
        ward.harness.system(Request::AddItem(usecase::AddItem { item })).await;
    }
    let path = format!("/ward/stays/{}/charges", ward.admission);
    let lines = async || {
        let bill = ward
            .harness
            .hospital
            .read(&ward.nurse.account.actor, read::Bill { admission: ward.admission })
            .await
            .unwrap();
        bill.lines.iter().map(|line| line.item.to_string()).collect::<Vec<_>>()
    };
    let (_, page) = ward.send(&path, &[("item", "xcg"), ("count", "1")]).await;
    assert!(words(&page, ".notice").contains("血常规"), "what was charged is said");
    let (to, page) = ward.send(&path, &[("item", "护理"), ("count", "2")]).await;
    assert_eq!(lines().await, ["L010"], "nobody guesses which of two is meant");
    let choices = all(&page, "#several button[name=item]");
    assert_eq!(choices.iter().filter_map(|one| one.value().attr("value")).collect::<Vec<_>>(), ["N001", "N002"]);
    assert_eq!(all(&ward.get(&to).await, "#several button[name=item]").len(), 2, "also after a refresh");
    assert!(words(&page, "#several").contains("10.00 元/日"), "what a unit costs, and what it is");
    let (to, page) = ward.send(&path, &[("item", "N002"), ("count", "2")]).await;
    assert!(words(&page, ".notice").contains("2 日"), "so many of what");
    assert_eq!(lines().await, ["L010", "N002"]);
    let cells = |page: &Html| {
        let rows = all(page, ".charge-lines tbody tr");
        let cells = rows.into_iter().map(|row| row.text().collect::<Vec<_>>().join("|"));
        cells.collect::<Vec<_>>()
    };
    for page in [page, ward.get(&to).await] {
        let [plain, counted] = &cells(&page)[..] else { panic!("{:?}", cells(&page)) };
        assert!(plain.contains("|10.00|") && plain.contains("|1|"), "nobody said what is counted: {plain}");
        assert!(counted.contains("|10.00/日|") && counted.contains("|2 日|"), "{counted}");
    }
    let (_, page) = ward.send(&path, &[("item", "没有"), ("count", "2")]).await;
    assert_eq!(all(&page, ".notice-bad").len(), 1);
}

#[tokio::test]
async fn allergies_and_the_form_are_seen_afterwards_and_who_is_to_leave_lacks_something() {
    let ward = Ward::new().await;
    ward.arrived().await;
    let admission = ward.admission;
    let answers = FormAnswers {
        contact_name: Some("林家属".into()),
        contact_phone: Some("13900000000".into()),
        address: Some("历下区示例路 1 号".into()),
        allergies: Some("青霉素".into()),
        ..FormAnswers::default()
    };
    ward.harness.system(Request::SubmitAdmissionForm(usecase::SubmitAdmissionForm { admission, answers })).await;
    ward.harness
        .system(Request::PayAllForNow(usecase::PayAllForNow {
            admission,
            reason: model::scheduling::ReasonCode::Other,
            text: None,
        }))
        .await;
    let page = ward.harness.hospital.read(&ward.nurse.account.actor, read::Admission { admission }).await.unwrap();
    let open = page.admission.formalities.iter().filter(|line| line.done_at.is_none()).map(|line| line.formality);
    for formality in open.collect::<Vec<Formality>>() {
        ward.harness.system(Request::DoFormality(usecase::DoFormality { admission, formality })).await;
    }
    let band = words(&ward.get(&format!("/ward/stays/{admission}/wristband")).await, ".wristband");
    for part in ["青霉素", "1960年1月1日", &crate::ui::words::spaced(&short_code(admission.0)), "林示例"] {
        assert!(band.contains(part), "{part} is missing on {band}");
    }
    ward.harness.system(Request::OccupyBed(usecase::OccupyBed { admission })).await;
    let stay = ward.get(&format!("/ward/admissions/{admission}")).await;
    assert!(words(&stay, ".allergies").contains("青霉素"));
    let answers = words(&stay, ".answers");
    assert!(answers.contains("林家属") && answers.contains("历下区示例路 1 号"), "{answers}");

    ward.harness.wait(chrono::Duration::days(1));
    // The session of yesterday is over.
    let ward = Ward { nurse: ward.harness.cookie(Role::Nurse).await, ..ward };
    let leaving = words(&ward.get("/ward").await, ".leaving");
    assert!(leaving.contains("还没有费用"), "nothing is charged yet: {leaving}");
}

#[tokio::test]
async fn who_is_cancelled_before_coming_is_said_on_the_board_and_who_was_here_keeps_a_name() {
    let ward = Ward::new().await;
    let (to, page) = ward.send("/ward/admissions/{a}/cancel", &[("reason", "patient_wish")]).await;
    assert!(to.starts_with("/ward?"), "nobody reads the stay of who was never here: {to}");
    let t = crate::locale::Localizer::new(crate::locale::Locale::ALL[0], model::time::Zone::SHANGHAI);
    assert!(words(&page, ".notice").contains(&t.text("ward-done-cancelled")));

    let ward = Ward::new().await;
    ward.arrived().await;
    ward.send("/ward/admissions/{a}/cancel", &[("reason", "patient_wish")]).await;
    let page = ward.get(&format!("/ward/admissions/{}", ward.admission)).await;
    let head = words(&page, ".admission-head");
    assert!(head.contains("林示例") && head.contains(&t.text("staff-stay-cancelled")), "{head}");
    assert!(!head.contains(&t.text("staff-no-name")), "{head}");
}

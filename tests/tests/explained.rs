//! Bed 12 of the demo: the insurer knows of a stay in this year that the hospital does not know. What every page
//! explains is what is signed, to the fen, and the statement is one sheet of paper.
//!
//! With `ONETHING_PICTURES=folder` it leaves pictures and the PDF there.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use fantoccini::wd::PrintConfiguration;
use fantoccini::{
    Locator,
    actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
};
use std::{path::PathBuf, time::Duration};
use testkit::{Browser, Server};

/// The amount in the picture of the bedside page: 5,000.00 less 2,416.14.
const RETURNED: i64 = 258_386;

fn folder() -> Option<PathBuf> {
    std::env::var_os("ONETHING_PICTURES").map(PathBuf::from)
}

async fn picture(browser: &Browser, name: &str) {
    if let Some(folder) = folder() {
        browser.photograph(&folder.join(format!("{name}.png"))).await;
    }
}

/// An amount as a page shows it, in fen.
fn fen(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let negative = text.trim_start().starts_with('−');
    digits.parse::<i64>().unwrap_or_else(|_| panic!("{text} is no amount")) * if negative { -1 } else { 1 }
}

/// The steps on the page add up to the total that it shows, and that total is what is returned.
async fn is_explained(browser: &Browser, page: &str) {
    let mut steps = Vec::new();
    for step in browser.find_all(Locator::Css(".split li .amount")).await.unwrap() {
        steps.push(fen(&step.text().await.unwrap()));
    }
    assert_eq!(steps, [500_000, -254_800, -50_000, -203_460, 266_646], "{page}");
    assert_eq!(steps.iter().sum::<i64>(), RETURNED, "{page}");
    assert_eq!(fen(&browser.text(".split-total .amount").await), RETURNED, "{page}");
    // Its fields are folded on the screen.
    let said = browser.element(".difference").await.prop("textContent").await.unwrap().unwrap();
    for part in ["推算", "本年第 2 次住院", "17,405.38", "16,965.38", "500.00", "1,000.00", "440.00"] {
        assert!(said.contains(part), "{page}: {part} is not in {said}");
    }
    let sources = browser.text(".sources").await;
    assert!(sources.contains('《') && !sources.contains("http"), "{page}: {sources}");
}

/// How many pages a PDF has.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
}

async fn printed(browser: &Browser, name: &str) -> Vec<u8> {
    let pdf = browser.print(PrintConfiguration::default()).await.unwrap();
    if let Some(folder) = folder() {
        std::fs::write(folder.join(format!("{name}.pdf")), &pdf).unwrap();
    }
    pdf
}

/// The stay of somebody in a bed of the ward.
async fn stay_of(ward: &Browser, name: &str) -> String {
    for bed in ward.find_all(Locator::Css("li.bed")).await.unwrap() {
        if bed.text().await.unwrap().contains(name)
            && let Ok(link) = bed.find(Locator::Css("a[href^='/ward/admissions/']")).await
            && let Some(href) = link.attr("href").await.unwrap()
        {
            return href.trim_start_matches("/ward/admissions/").to_owned();
        }
    }
    panic!("{name} lies on no bed:\n{}", ward.text("main").await);
}

/// Waits until a bill has its trial, and asks for it.
async fn tried(ward: &Browser, bill: &str) {
    for _ in 0..20 {
        ward.goto(bill).await.unwrap();
        if ward.find(Locator::Css("#settle")).await.is_ok() {
            return;
        }
        if let Ok(button) = ward.find(Locator::Css("form[action$='/presettle'] button:not([disabled])")).await {
            drop(button.click().await);
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    panic!("no trial was made:\n{}", ward.text("body").await);
}

/// Signs on the screen, across most of the field.
async fn sign(ward: &Browser) {
    let canvas = ward.element(".signature canvas").await;
    ward.execute("document.querySelector('.signature canvas').scrollIntoView({ block: 'center' })", Vec::new())
        .await
        .unwrap();
    let mut strokes = MouseActions::new("pen".into())
        .then(PointerAction::MoveToElement { element: canvas, duration: None, x: -100.0, y: 20.0 })
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
    for (x, y) in [(50.0, -40.0), (50.0, 40.0), (50.0, -40.0), (50.0, 30.0)] {
        strokes = strokes.then(PointerAction::MoveBy { duration: Some(Duration::from_millis(50)), x, y });
    }
    ward.perform_actions(strokes.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })).await.unwrap();
}

/// The signature is drawn within its field and fills it as far as it was signed.
async fn is_drawn(ward: &Browser) {
    const INSIDE: &str = "const field = document.querySelector('.signature').viewBox.baseVal; \
        const box = document.querySelector('.signature path').getBBox(); \
        return box.x >= 0 && box.y >= 0 && box.x + box.width <= field.width && box.y + box.height <= field.height \
            && box.width > field.width / 3 && box.height > field.height / 5;";
    let inside = ward.execute(INSIDE, Vec::new()).await.unwrap();
    assert_eq!(inside, serde_json::Value::Bool(true), "the signature lies outside its field");
}

#[tokio::test(flavor = "multi_thread")]
async fn bed_12_is_explained_as_it_is_signed_on_every_page() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::demo(data.path());
    let ward = Browser::open(1180, 820, 1.0).await;
    ward.log_in(server.address(), "nurse").await;
    let mut stays = Vec::new();
    for name in ["林*雨", "郭*山", "孟*分", "王*空"] {
        stays.push(stay_of(&ward, name).await);
    }
    // For the others both sides agree on every amount.
    for stay in stays.iter().skip(1) {
        tried(&ward, &format!("{}/ward/stays/{stay}/bill", server.address())).await;
        assert!(ward.find(Locator::Css(".difference")).await.is_err(), "{}", ward.text(".why").await);
    }
    let stay = &stays[0];
    let bill = format!("{}/ward/stays/{stay}/bill", server.address());
    tried(&ward, &bill).await;
    is_explained(&ward, "bedside").await;
    picture(&ward, "explain-bedside").await;
    assert_eq!(fen(&ward.text("#settle").await), RETURNED, "the amount on the button");
    // 169 lines, and 350 for bed 14: about fifty a sheet, and no sheet is empty.
    let lines = sheets(&printed(&ward, "explain-bill").await);
    assert!((3..=5).contains(&lines), "the bill prints its lines: {lines}");
    sign(&ward).await;
    ward.click("#settle").await;
    ward.element(".receipt").await;
    is_explained(&ward, "settled").await;

    ward.goto(&format!("{}/ward/stays/{stay}/statement", server.address())).await.unwrap();
    is_explained(&ward, "statement").await;
    assert_eq!(ward.text(".paper-code b").await.split(' ').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
    picture(&ward, "explain-statement").await;
    is_drawn(&ward).await;
    assert_eq!(sheets(&printed(&ward, "explain-statement").await), 1, "the whole stay is one sheet");
    ward.click("button[name=language]").await;
    ward.element(".paper-code").await;
    assert_eq!(sheets(&printed(&ward, "explain-statement-en").await), 1, "in English too");
    ward.click("button[name=language]").await;

    // The other papers: no more sheets than they need, whether settled or not.
    ward.goto(&bill).await.unwrap();
    let receipt = ward.element(".deposits a[href$='/receipt']").await.attr("href").await.unwrap().unwrap();
    let long = &stays[3];
    for (path, most) in [
        (receipt, 1),
        (format!("/ward/stays/{stay}/wristband"), 1),
        (format!("/ward/stays/{long}/statement"), 1),
        (format!("/ward/stays/{long}/bill"), 9),
    ] {
        ward.goto(&format!("{}{path}", server.address())).await.unwrap();
        let name = path.rsplit('/').next().unwrap();
        let needed = sheets(&printed(&ward, &format!("paper-{name}")).await);
        assert!((1..=most).contains(&needed), "{path}: {needed} sheets");
    }
    // It is hidden on the screen.
    let stage = ward.element(".only-print .stamp").await.prop("textContent").await.unwrap().unwrap();
    assert!(stage.contains("尚未"), "a bill that is not settled says so: {stage}");
    ward.close().await;

    let phone = Browser::open(390, 844, 2.0).await;
    phone.log_in(server.address(), "patient").await;
    phone.goto(&bill).await.unwrap();
    is_explained(&phone, "phone").await;
    picture(&phone, "explain-phone").await;
    phone.close().await;
}

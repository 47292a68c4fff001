//! Logging in by a code, and family, on pages: the same for numbers that are known and for those that are not.

use super::{
    harness::{Harness, Reply},
    pages::{Phone, all, attribute, sound, words},
};
use crate::locale::{Locale, Localizer};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use hospital::messages::{Gateway, Outgoing, Says, Sending, Settings};
use model::{credential::complete_resident_id, time::Zone};
use scraper::Html;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Takes everything.
#[derive(Debug, Default)]
struct Phones(Mutex<Vec<Outgoing>>);

impl Gateway for Phones {
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

const EVERY: Duration = Duration::from_millis(5);

async fn town() -> (Harness, Arc<Phones>) {
    let phones = Arc::<Phones>::default();
    let gateway: Arc<dyn Gateway> = phones.clone();
    (Harness::sending(Settings { every: EVERY, ..Settings::through(Some(gateway)) }).await, phones)
}

impl Phones {
    /// The code that a number got.
    async fn code(&self, phone: &str) -> String {
        for _ in 0..1000 {
            let code = self.0.lock().unwrap().iter().rev().find_map(|message| match &message.says {
                Says::LoginCode { code, .. } if message.phone == phone => Some(code.clone()),
                Says::LoginCode { .. } | Says::Notice { .. } | Says::FamilyAsked { .. } => None,
            });
            if let Some(code) = code {
                return code;
            }
            tokio::time::sleep(EVERY).await;
        }
        panic!("no code came to {phone}");
    }
}

/// A browser without a login.
struct Stranger<'a> {
    harness: &'a Harness,
    cookies: BTreeMap<String, String>,
}

impl<'a> Stranger<'a> {
    fn new(harness: &'a Harness) -> Self {
        Self { harness, cookies: BTreeMap::new() }
    }

    async fn send(&mut self, method: Method, path: &str, form: &[(&str, &str)]) -> Reply {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(serde_urlencoded::to_string(form).unwrap()))
            .unwrap();
        let reply = self.harness.send(request).await;
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        reply
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let reply = self.send(Method::POST, path, form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        reply
    }

    async fn page(&mut self) -> Html {
        let reply = self.send(Method::GET, "/login/code", &[]).await;
        assert_eq!(reply.status, StatusCode::OK);
        sound(&reply, Locale::Chinese)
    }

    /// Asks for a code and types it.
    async fn prove(&mut self, phones: &Phones, number: &str) {
        self.post("/login/code", &[("typed", number)]).await;
        let code = phones.code(number).await;
        self.post("/login/code/check", &[("typed", &code)]).await;
    }
}

const NEW: &str = "13900000007";
/// The number of the fixture's people.
const KNOWN: &str = "13800000000";

fn chinese() -> Localizer {
    Localizer::new(Locale::Chinese, Zone::SHANGHAI)
}

/// What an answer tells a stranger, without what is random in it.
fn shape(reply: &Reply) -> (StatusCode, Vec<(String, usize)>, String) {
    let mut names: Vec<_> = reply
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| (name.to_string(), value.len()))
        .collect();
    names.sort();
    (reply.status, names, reply.header(header::LOCATION).to_owned())
}

#[tokio::test]
async fn a_number_that_is_known_and_one_that_is_not_are_answered_alike() {
    let (harness, phones) = town().await;
    let mut answers = Vec::new();
    for number in [KNOWN, NEW] {
        let mut stranger = Stranger::new(&harness);
        let asked = shape(&stranger.post("/login/code", &[("typed", number)]).await);
        let page = stranger.page().await;
        let sent = words(page.root_element()).replace(&number[7..], "");
        let sent = sent.replace(&number[..3], "");
        let wrong = shape(&stranger.post("/login/code/check", &[("typed", "000")]).await);
        let code = phones.code(number).await;
        let right = shape(&stranger.post("/login/code/check", &[("typed", &code)]).await);
        let who = words(stranger.page().await.root_element());
        let again = shape(&stranger.post("/login/code/who", &[("typed", "000000")]).await);
        let refused = words(stranger.page().await.root_element());
        answers.push((asked, sent, wrong, right, who, again, refused));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].6.contains(chinese().text("code-who").as_str()));
}

#[tokio::test]
async fn whoever_is_new_is_registered_and_in_with_two_forms() {
    let (harness, phones) = town().await;
    let mut stranger = Stranger::new(&harness);
    let login = stranger.send(Method::GET, "/login?next=%2Fmessages", &[]).await;
    let way = attribute(&sound(&login, Locale::Chinese), "#by-code", "href");
    assert_eq!(way, "/login/code?next=%2Fmessages");
    stranger.prove(&phones, NEW).await;
    let page = stranger.page().await;
    assert_eq!(all(&page, "form[action='/login/code/register'] input[name=credential]").len(), 1);
    assert_eq!(all(&page, "input[name=phone]").len(), 0, "the number is the proven one");
    // A wrong document: the form is as it was typed, and says why.
    let wrong = [("name", "孙示例"), ("credential_kind", "resident_id"), ("credential", "37010019700101002")];
    stranger.post("/login/code/register", &wrong).await;
    let page = stranger.page().await;
    assert_eq!(attribute(&page, "input[name=name]", "value"), "孙示例");
    assert_eq!(all(&page, "details.register[open]").len(), 1);
    assert_eq!(all(&page, ".notice-bad").len(), 1);
    let number = complete_resident_id("37010019700101002").unwrap();
    let right = [
        ("name", "孙示例"),
        ("credential_kind", "resident_id"),
        ("credential", number.as_str()),
        ("next", "/messages"),
    ];
    let entered = stranger.post("/login/code/register", &right).await;
    assert_eq!(entered.header(header::LOCATION), "/messages");
    let home = sound(&stranger.send(Method::GET, "/", &[]).await, Locale::Chinese);
    assert!(words(home.root_element()).contains("孙示例"));
    // There is no password to change.
    assert_eq!(all(&home, "a[href='/password']").len(), 0);
    // What led in leads in once.
    let again = stranger.send(Method::GET, "/login/code", &[]).await;
    assert_eq!(again.header(header::LOCATION), "/");
}

#[tokio::test]
async fn a_code_can_be_asked_for_only_where_it_goes_out() {
    let harness = Harness::new().await;
    let mut stranger = Stranger::new(&harness);
    let login = sound(&stranger.send(Method::GET, "/login", &[]).await, Locale::Chinese);
    assert_eq!(all(&login, "#by-code").len(), 0);
    let page = stranger.send(Method::GET, "/login/code", &[]).await;
    assert_eq!((page.status, page.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/login"));
    // Asked for too often, the code that is on its way can still be typed.
    let (harness, phones) = town().await;
    let mut stranger = Stranger::new(&harness);
    stranger.post("/login/code", &[("typed", NEW)]).await;
    stranger.post("/login/code", &[("typed", "139 0000 0007")]).await;
    let page = stranger.page().await;
    assert_eq!(all(&page, ".notice-bad").len(), 1);
    let code = phones.code(NEW).await;
    stranger.post("/login/code/check", &[("typed", &code)]).await;
    assert_eq!(all(&stranger.page().await, "form[action='/login/code/who']").len(), 1);
}

#[tokio::test]
async fn family_is_agreed_on_two_phones() {
    for locale in Locale::ALL {
        let harness = Harness::new().await;
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let phone = Phone::new(&harness, locale, false).await;
        let other = harness.patient(harness.other);
        let page = phone.page("/family").await;
        assert!(words(page.root_element()).contains(&t.text("family-nobody")));
        // Nobody of that name: the answer is the same.
        let asked = phone.post("/family", &[("key", "k.1"), ("name", "赵示例"), ("phone", "13900000009")]).await;
        let page = phone.page(asked.header(header::LOCATION)).await;
        assert!(words(page.root_element()).contains(&t.text("family-done-asked")));
        assert_eq!(all(&page, "form[action$='/take-back']").len(), 1);
        // Somebody asks the reader: both of the fixture have one number and one name, so the desk's way is taken first.
        let add = hospital::usecase::AddRelative { relative: harness.other, person: harness.patient };
        harness.system(add.into()).await;
        let page = phone.page("/family").await;
        assert_eq!(all(&page, "form[action='/family/end']").len(), 1);
        let ended = phone.submit(&page, "form[action='/family/end']").await;
        let page = phone.page(ended.header(header::LOCATION)).await;
        assert!(words(page.root_element()).contains(&t.text("family-done-ended")));
        assert_eq!(all(&page, "form[action='/family/end']").len(), 0);
        assert_eq!(harness.hospital.family(&other).await.unwrap().acts_for, []);
    }
}

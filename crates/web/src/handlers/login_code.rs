//! Logging in by a code to one's phone: the number, the code, and who one is. What the steps know of each other is in a
//! sealed cookie, because there is no login yet for which it could be kept.

use super::login::{NextQuery, entered, with_next};
use crate::{
    locale::Localizer,
    origin::From,
    problem::{self, html},
    session::{Reader, cookie, home_of, own},
    ui::{
        act::{self, see},
        kept::Told,
        page::Shell,
        registering::{Register, RegisterForm},
    },
};
use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use hospital::{Failure, accounts::Opened};
use model::{credential, message::Message};
use serde::{Deserialize, Serialize};

/// The cookie, and the purpose for which it is sealed.
const CODE: &str = "code";
/// The page.
const PAGE: &str = "/login/code";
/// The most characters of what was typed that are shown again; the sealed cookie has to fit into a header.
const TYPED_MAX: usize = 64;

/// How far somebody has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    /// The number is to be typed.
    #[default]
    Number,
    /// The code is to be typed.
    Code,
    /// The code was right: who they are is to be said.
    Who,
}

/// What the steps know of each other.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Known {
    stage: Stage,
    ticket: String,
    phone: String,
    told: Option<Told>,
    /// What was typed to register.
    typed: Option<RegisterForm>,
}

/// The page.
#[derive(Template)]
#[template(path = "login/code.html")]
struct CodeScreen<'a> {
    t: &'a Localizer,
    shell: &'a Shell,
    stage: Stage,
    next: String,
    phone: String,
    refusal: Option<(String, String)>,
    /// To which number a code went.
    sent: String,
    register: Register,
    /// The form for the number again.
    anew: String,
    /// The log-in by password.
    back: String,
}

/// What the page is asked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CodeQuery {
    #[serde(flatten)]
    to: NextQuery,
    /// Another number, or another code.
    #[serde(default)]
    anew: Option<String>,
}

/// One of the first steps.
#[derive(Deserialize)]
pub(crate) struct StepForm {
    /// The number, the code, or the end of a credential's number.
    #[serde(default)]
    typed: String,
    #[serde(default)]
    next: String,
}

/// The last step of whoever comes for the first time.
#[derive(Deserialize)]
pub(crate) struct NewForm {
    #[serde(flatten)]
    person: RegisterForm,
    #[serde(default)]
    next: String,
}

fn known(reader: &Reader, jar: &CookieJar) -> Known {
    let sealed = jar.get(&own(CODE, reader.state.hospital.id()));
    let opened = sealed.and_then(|cookie| reader.state.hospital.accounts().open_from_browser(CODE, cookie.value()));
    opened.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Leads to the page, which knows this.
fn on(reader: &Reader, jar: CookieJar, known: &Known, next: &str) -> Response {
    let text = serde_json::to_string(known).unwrap_or_default();
    match reader.state.hospital.accounts().seal_for_browser(CODE, &text) {
        Ok(sealed) => {
            let name = own(CODE, reader.state.hospital.id());
            (jar.add(cookie(name, sealed, reader.secure)), see(&with_next(PAGE, next))).into_response()
        }
        Err(failure) => problem::page(&reader.t, &reader.shell, &failure, None),
    }
}

fn told(reader: &Reader, failure: &Failure) -> Told {
    Told::new(reader.t.zone(), |t| act::failed(t, failure))
}

fn short(text: &str) -> String {
    text.trim().chars().take(TYPED_MAX).collect()
}

/// A number with its middle left out.
fn masked(phone: &str) -> String {
    let (head, tail) = (phone.get(..3).unwrap_or_default(), phone.get(7..).unwrap_or_default());
    format!("{head}****{tail}")
}

pub(crate) async fn show(reader: Reader, jar: CookieJar, Query(query): Query<CodeQuery>) -> Response {
    if let Some(account) = &reader.account {
        return see(home_of(account.actor.role));
    }
    if !reader.state.hospital.accounts().offers_codes() {
        return see(&with_next("/login", &query.to.next));
    }
    let t = &reader.t;
    let known = known(&reader, &jar);
    let said = known.told.map(|told| told.notice(t.locale()));
    let mut shell = reader.shell.clone();
    shell.kind = "phone";
    let anew = with_next(PAGE, &query.to.next);
    let screen = CodeScreen {
        t,
        shell: &shell,
        stage: if query.anew.is_some() { Stage::Number } else { known.stage },
        refusal: said.filter(|_| query.anew.is_none()).map(|said| (said.head, said.body)),
        sent: t.say(&Message::new("code-sent").with("phone", masked(&known.phone))),
        phone: known.phone,
        register: Register::new(t, known.typed.as_ref()),
        anew: format!("{anew}{}anew=1", if anew.contains('?') { '&' } else { '?' }),
        back: with_next("/login", &query.to.next),
        next: query.to.next,
    };
    html(&screen, StatusCode::OK)
}

/// The answer is the same whether anybody has the number or not.
pub(crate) async fn ask(reader: Reader, From(origin): From, jar: CookieJar, Form(form): Form<StepForm>) -> Response {
    let accounts = reader.state.hospital.accounts();
    let next = match accounts.ask_code(&form.typed, reader.t.locale().tag(), &origin).await {
        Ok(asked) => Known { stage: Stage::Code, ticket: asked.ticket, phone: asked.phone, ..Known::default() },
        Err(failure) => {
            let before = known(&reader, &jar);
            let told = Some(told(&reader, &failure));
            // A code that is on its way can still be typed, and who has typed one can still say who they are.
            let same = credential::phone(&form.typed).is_some_and(|phone| phone == before.phone);
            let waits = before.stage != Stage::Number && same;
            if waits { Known { told, ..before } } else { Known { phone: short(&form.typed), told, ..Known::default() } }
        }
    };
    on(&reader, jar, &next, &form.next)
}

pub(crate) async fn check(reader: Reader, From(origin): From, jar: CookieJar, Form(form): Form<StepForm>) -> Response {
    let known = known(&reader, &jar);
    match reader.state.hospital.accounts().enter_code(&known.ticket, &form.typed, &origin).await {
        Ok(Some(opened)) => entered(&reader, jar, opened, &form.next, CODE).await,
        Ok(None) => on(&reader, jar, &Known { stage: Stage::Who, told: None, ..known }, &form.next),
        Err(failure) => on(&reader, jar, &Known { told: Some(told(&reader, &failure)), ..known }, &form.next),
    }
}

/// Somebody who is known says who they are.
pub(crate) async fn identify(
    reader: Reader,
    From(origin): From,
    jar: CookieJar,
    Form(form): Form<StepForm>,
) -> Response {
    let known = known(&reader, &jar);
    let accounts = reader.state.hospital.accounts();
    let outcome = accounts.identify(&known.ticket, &form.typed, reader.t.locale().tag(), &origin).await;
    last_step(&reader, jar, known, outcome, &form.next).await
}

/// Somebody comes for the first time.
pub(crate) async fn register(
    reader: Reader,
    From(origin): From,
    jar: CookieJar,
    Form(form): Form<NewForm>,
) -> Response {
    let known = known(&reader, &jar);
    // The number is the proven one.
    let typed = form.person;
    let typed = RegisterForm {
        department: None,
        phone: String::new(),
        name: short(&typed.name),
        credential_kind: short(&typed.credential_kind),
        credential: short(&typed.credential),
        country: short(&typed.country),
        birth: short(&typed.birth),
        sex: short(&typed.sex),
    };
    let outcome = match typed.presented().and_then(|presented| typed.details(vec![presented])) {
        Ok(person) => {
            let hospital = &reader.state.hospital;
            hospital.register_self(&known.ticket, person, reader.t.locale().tag(), &origin).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    last_step(&reader, jar, Known { typed: Some(typed), ..known }, outcome, &form.next).await
}

async fn last_step(
    reader: &Reader,
    jar: CookieJar,
    known: Known,
    outcome: Result<Opened, Failure>,
    next: &str,
) -> Response {
    match outcome {
        Ok(opened) => entered(reader, jar, opened, next, CODE).await,
        Err(failure) => {
            let told = Some(told(reader, &failure));
            // Nothing can be said with a ticket that is over: a new code is asked for.
            let is_over = matches!(&failure, Failure::Refused(refusal) if refusal.code == "code-over");
            let known =
                if is_over { Known { phone: known.phone, told, ..Known::default() } } else { Known { told, ..known } };
            on(reader, jar, &known, next)
        }
    }
}

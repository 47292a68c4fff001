//! Who is reading: the cookie, the login behind it, and forms that only they can have sent.
//!
//! [`Reader`] is anybody; [`Member`] is somebody logged in: others are sent to the login page. [`Post`] is the only way
//! to read a form: it refuses one that does not carry the session's own secret.

use crate::{
    body::Unread,
    locale::{Locale, Localizer},
    problem,
    state::AppState,
    ui::kept::{Kept, Sent, session_ended},
    ui::page::Shell,
    ui::{
        parts::{Link, Notice},
        words,
    },
};
use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, OriginalUri, Request},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use hospital::{
    Action, Answer, Failure, Hospital, IdempotencyKey, Whose,
    accounts::Account,
    authorize::{Grant, grant},
};
use model::{
    actor::{Actor, Role},
    id::HospitalId,
    message::Message,
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{borrow::Cow, sync::Arc};

/// The cookie with the session's token, see [`own`].
pub(crate) const SESSION: &str = "onething";
/// The cookies of somebody who is not logged in.
const LANGUAGE: &str = "language";
const LARGE: &str = "large";

/// The name of a cookie that is of one hospital only. Browsers send a cookie to every port of a host, so its name says of which
/// hospital it is: whoever logs in at one stays logged in at another.
pub(crate) fn own(name: &str, hospital: HospitalId) -> String {
    format!("{name}-{hospital}")
}

/// A cookie that scripts cannot read and other sites cannot send; over TLS only if the reader came over TLS.
pub(crate) fn cookie(name: impl Into<Cow<'static, str>>, value: String, secure: bool) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

/// A cookie with the reader's language.
pub(crate) fn language_cookie(locale: Locale, secure: bool) -> Cookie<'static> {
    cookie(LANGUAGE, locale.tag().to_owned(), secure)
}

/// A cookie with the reader's size of type.
pub(crate) fn large_cookie(large: bool, secure: bool) -> Cookie<'static> {
    cookie(LARGE, if large { "1" } else { "0" }.to_owned(), secure)
}

/// Anybody who reads a page.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) state: AppState,
    pub(crate) t: Localizer,
    pub(crate) shell: Shell,
    pub(crate) account: Option<Account>,
    /// The form whose answer this page is.
    pub(crate) kept: Option<Arc<Kept>>,
    /// The reader came over TLS, as the proxy in front says.
    pub(crate) secure: bool,
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match Self::look(parts, state).await {
            (reader, None) => Ok(reader),
            (reader, Some(failure)) => Err(problem::page(&reader.t, &reader.shell, &failure, None)),
        }
    }
}

impl Reader {
    /// Who reads; a stranger, and why, if the session cannot be looked up now. That is not the same as being logged
    /// out: only code that already reports what went wrong goes on with such a reader.
    pub(crate) async fn look(parts: &mut Parts, state: &AppState) -> (Self, Option<Failure>) {
        let jar = CookieJar::from_headers(&parts.headers);
        let (account, failure) = match account_of(&parts.headers, state).await {
            Ok(account) => (account, None),
            Err(failure) => (None, Some(failure)),
        };
        let asked = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let locale = match (&account, jar.get(LANGUAGE)) {
            (Some(account), _) => Locale::of_tag(&account.locale),
            (None, Some(tag)) => Locale::of_tag(tag.value()),
            (None, None) => asked.and_then(Locale::of_accept_language).unwrap_or_default(),
        };
        let large = match &account {
            Some(account) => account.large_type,
            None => jar.get(LARGE).is_some_and(|large| large.value() == "1"),
        };
        let t = Localizer::new(locale, state.hospital.zone()).on(state.hospital.now());
        let staff = account.as_ref().is_some_and(|account| account.actor.role != Role::Patient);
        let uri = OriginalUri::from_request_parts(parts, state).await.map(|OriginalUri(uri)| uri).unwrap_or_default();
        let kept = parts.extensions.get::<Arc<Kept>>().cloned();
        let shell = Shell {
            csrf: account.as_ref().map(|account| account.csrf.clone()).unwrap_or_default(),
            kind: if staff { "staff" } else { "phone" },
            large,
            role: account.as_ref().map(|account| t.text(role_text(account.actor.role))).unwrap_or_default(),
            place: account
                .as_ref()
                .and_then(|account| place_text(account.actor.role))
                .map(|id| t.text(id))
                .unwrap_or_default(),
            who: account.as_ref().map(|account| account.name.clone()),
            patient: account
                .as_ref()
                .filter(|account| account.actor.role == Role::Patient)
                .map(|account| (account.user.to_string(), account.expires_at.timestamp_millis())),
            unsure: failure.is_some(),
            has_password: account.as_ref().is_some_and(|account| account.has_password),
            home: home(&t, account.as_ref().map(|account| account.actor.role)),
            connection: account
                .as_ref()
                .filter(|account| account.actor.role == Role::Nurse)
                .map(|_| words::platform_connection(&t, &state.hospital.platform_connection())),
            here: uri.path_and_query().map(ToString::to_string).unwrap_or_else(|| "/".to_owned()),
            said: kept.as_ref().and_then(|kept| kept.notice(locale)),
            stopped: state.hospital.stopped().map(|why| t.text(problem::stopped_text(why))),
            demo: state.demo.as_ref().map(|demo| t.day_and_clock(demo.now())),
            refresh_seconds: state.refresh_seconds.get(),
            minute: state.hospital.zone().minute(state.hospital.now()).0,
        };
        let secure = state.front.tls || parts.headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
        (Self { state: state.clone(), t, shell, account, kept, secure }, failure)
    }
}

/// The account of the cookie; none if the session has ended.
pub(crate) async fn account_of(headers: &HeaderMap, state: &AppState) -> Result<Option<Account>, Failure> {
    match CookieJar::from_headers(headers).get(&own(SESSION, state.hospital.id())) {
        Some(token) => state.hospital.accounts().session(token.value()).await,
        None => Ok(None),
    }
}

/// A role in words.
pub(crate) const fn role_text(role: Role) -> &'static str {
    match role {
        Role::Patient => "staff-role-patient",
        Role::Desk => "staff-role-desk",
        Role::Clinician => "staff-role-clinician",
        Role::Nurse => "staff-role-nurse",
        Role::Admin => "staff-role-admin",
        Role::Referrer => "staff-role-referrer",
        Role::System => "staff-role-system",
    }
}

/// Where a role works, in words.
const fn place_text(role: Role) -> Option<&'static str> {
    match role {
        Role::Patient | Role::System => None,
        Role::Desk => Some("place-desk"),
        Role::Clinician => Some("place-room"),
        Role::Nurse => Some("place-ward"),
        Role::Admin => Some("place-admin"),
        Role::Referrer => Some("place-clinic"),
    }
}

/// The page on which a role begins its day.
pub(crate) const fn home_of(role: Role) -> &'static str {
    match role {
        Role::Patient | Role::System => "/",
        Role::Desk => "/desk",
        Role::Clinician => "/room",
        Role::Nurse => "/ward",
        Role::Admin => "/admin",
        Role::Referrer => "/referrals",
    }
}

/// The link home, named for where it leads.
fn home(t: &Localizer, role: Option<Role>) -> Link {
    let words = match role.map(|role| (role, place_text(role))) {
        None => return Link { href: "/login".to_owned(), words: t.text("way-log-in"), current: false },
        Some((_, Some(place))) => t.say(&Message::new("way-to-place").with("place", t.text(place))),
        Some((_, None)) => t.text("problem-home"),
    };
    Link { href: role.map_or("/", home_of).to_owned(), words, current: false }
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) hospital: Hospital,
    pub(crate) actor: Actor,
    pub(crate) name: String,
    pub(crate) t: Localizer,
    pub(crate) shell: Shell,
    /// The form whose answer this page is.
    pub(crate) kept: Option<Arc<Kept>>,
    /// The first part of the idempotency keys of this page's forms.
    pub(crate) nonce: String,
}

impl FromRequestParts<AppState> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reader = Reader::from_request_parts(parts, state).await?;
        let Some(account) = reader.account else {
            return Err(Redirect::to(&format!("/login?next={}", encoded(&reader.shell.here))).into_response());
        };
        Ok(Self {
            hospital: reader.state.hospital,
            actor: account.actor,
            name: account.name,
            t: reader.t,
            shell: reader.shell,
            kept: reader.kept,
            nonce: nonce(),
        })
    }
}

impl Member {
    /// Runs a use case under a form's key.
    ///
    /// # Errors
    /// As `Hospital::execute`; a text that is no valid key is refused.
    pub(crate) async fn execute(&self, key: &str, request: hospital::Request) -> Result<Answer, Failure> {
        self.hospital.execute(&self.actor, IdempotencyKey::new(key)?, request).await
    }

    /// The answer to the form that led here, for the page's own place; otherwise what has been done.
    pub(crate) fn said(&mut self, done: Option<Notice>) -> Option<Notice> {
        self.shell.said.take().or(done)
    }

    /// May this role do so at all?
    ///
    /// # Errors
    /// [`Failure::Denied`].
    pub(crate) fn may(&self, action: Action) -> Result<(), Failure> {
        if matches!(grant(action, self.actor.role), Grant::Never) { Err(Failure::Denied) } else { Ok(()) }
    }

    /// The hospital's name, for the head of a paper; empty until its profile is adopted.
    pub(crate) fn hospital_name(&self) -> String {
        self.hospital.profile().map(|profile| self.t.label(&profile.name)).unwrap_or_default()
    }

    /// A page that says why there is nothing to show.
    pub(crate) fn cannot(&self, failure: &Failure) -> Response {
        problem::page(&self.t, &self.shell, failure, None)
    }

    /// The same for a patient's data: if the reader may break the glass, that is offered.
    pub(crate) fn cannot_see(&self, failure: &Failure, action: Action, whose: Whose) -> Response {
        let opens = self.may(action).and(self.may(Action::BreakGlass)).is_ok();
        problem::page(&self.t, &self.shell, failure, opens.then_some(whose))
    }
}

/// Twelve random bytes, hexadecimal.
pub(crate) fn nonce() -> String {
    let bytes: [u8; 12] = rand::random();
    bytes.iter().fold(String::with_capacity(24), |text, byte| format!("{text}{byte:02x}"))
}

/// A path and query, encoded as the value of a query parameter.
pub(crate) fn encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned()
}

/// A form that this session's own page sent.
#[derive(Debug)]
pub(crate) struct Post<T> {
    /// Its fields.
    pub(crate) form: T,
    /// Its idempotency key.
    pub(crate) key: String,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    key: String,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Post<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let post = read_form(request, state, |reader| !reader.shell.csrf.is_empty()).await?;
        if let Some(demo) = &state.demo {
            demo.used();
        }
        Ok(post)
    }
}

/// A form of a page that is also shown to strangers, who have no secret yet: the origin, which is checked for all
/// unsafe requests, takes its place.
#[derive(Debug)]
pub(crate) struct OpenPost<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<AppState> for OpenPost<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        read_form(request, state, |reader| reader.account.is_none() || !reader.shell.csrf.is_empty())
            .await
            .map(|post| Self(post.form))
    }
}

/// The most bytes of a form from somebody who is not logged in.
pub(crate) const STRANGERS_MAX: usize = 32 * 1024;

/// The one place where a form is read: it must carry the secret of the session that sends it. Nothing is read from
/// somebody who may not send it at all.
async fn read_form<T: DeserializeOwned>(
    request: Request,
    state: &AppState,
    may: impl FnOnce(&Reader) -> bool,
) -> Result<Post<T>, Response> {
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, state).await?;
    let refuse = |status: StatusCode, id: &str| problem::words(&reader.t, &reader.shell, status, id);
    if !may(&reader) {
        return Err(refuse(StatusCode::FORBIDDEN, "problem-csrf"));
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-form"));
    }
    let bytes_max = if reader.account.is_some() { crate::BODY_MAX } else { STRANGERS_MAX };
    let bytes = to_bytes(body, bytes_max).await.map_err(|error| match Unread::of(&error) {
        Unread::TooLarge => refuse(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
        Unread::TooSlow => refuse(StatusCode::REQUEST_TIMEOUT, "problem-form"),
        Unread::Broken => refuse(StatusCode::BAD_REQUEST, "problem-form"),
    })?;
    let tokens: Tokens =
        serde_urlencoded::from_bytes(&bytes).map_err(|_| refuse(StatusCode::BAD_REQUEST, "problem-form"))?;
    let note = || {
        if let (Some(sent), Ok(fields)) = (parts.extensions.get::<Sent>(), serde_urlencoded::from_bytes(&bytes)) {
            sent.note(fields);
        }
    };
    if let Some(account) = &reader.account
        && tokens.csrf != account.csrf
    {
        // A page of an earlier session of the same login: the form is shown again, and nothing is done.
        let before = state.hospital.accounts().ended_session(&tokens.csrf).await;
        if before.is_ok_and(|whose| whose == Some(account.user)) {
            note();
            return Err(session_ended(reader.t.zone()).into_response());
        }
        return Err(refuse(StatusCode::FORBIDDEN, "problem-csrf"));
    }
    note();
    // No field, not even a password, can hold a character that no keyboard sends and no database stores.
    if bytes.contains(&0) || bytes.windows(3).any(|three| three == b"%00") {
        return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, "problem-form"));
    }
    let form =
        serde_urlencoded::from_bytes(&bytes).map_err(|_| refuse(StatusCode::UNPROCESSABLE_ENTITY, "problem-form"))?;
    Ok(Post { form, key: tokens.key })
}

/// The most bytes of a path to go back to.
const WAY_BACK_MAX: usize = 2048;

/// A path of this hospital to go back to; home if it is not one. The only place where a target from outside is
/// accepted.
///
/// Browsers drop tabs and line ends from an address and read a backslash as a slash, so more than a leading `//` can
/// lead to another site: only plain characters pass, and a path has no others in an encoded form either.
pub(crate) fn own_path<'a>(target: &'a str, home: &'a str) -> &'a str {
    let plain = target.len() <= WAY_BACK_MAX && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let own = path.starts_with('/') && !path.contains("//") && path.split('%').skip(1).all(harmless);
    if plain && own { target } else { home }
}

/// Is what follows a percent sign the code of a byte without a meaning in an address? An encoded percent sign is not:
/// it may hide another code.
fn harmless(after: &str) -> bool {
    let code = after.get(..2).filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
    code.and_then(|code| u8::from_str_radix(code, 16).ok())
        .is_some_and(|byte| !byte.is_ascii_control() && !byte.is_ascii_whitespace() && !b"/\\%".contains(&byte))
}

/// Whoever opens the address of a form (by reloading its answer, or coming back to it from the login or a change of
/// language) is led to the page where their day begins. Other methods are refused.
pub(crate) async fn only_forms(method: Method, reader: Reader) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    Redirect::to(&reader.shell.home.href).into_response()
}

/// Does an unsafe request come from one of our own pages, or not from a browser at all?
pub(crate) fn same_site(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some(site) => site == "same-origin" || site == "none",
        None => match (headers.get(header::ORIGIN), headers.get(header::HOST)) {
            (Some(origin), Some(host)) => {
                origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host)
                    == host.to_str().ok()
            }
            _ => true,
        },
    }
}

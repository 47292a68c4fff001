//! Every page and every step of a page has a case here: who may use it. A new page without one fails the test.
//! The API's addresses have theirs in `api::tests::authorization`.

use super::harness::{Harness, ROLES, today};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use model::actor::Role::{self, Admin, Clinician, Desk, Nurse, Patient, Referrer};
use std::{collections::BTreeSet, fs, path::Path};

/// Who may use an address.
#[derive(Clone, Copy, Debug)]
enum Who {
    /// Anybody, without a login.
    Public,
    /// Anybody in the hospital's own networks, without a login.
    Inside,
    /// Anybody who is logged in.
    Member,
    /// These roles; `hospital::authorize` decides about the particular person, session or ward.
    Only(&'static [Role]),
}

use Who::{Inside, Member, Only, Public};

const GET: &str = "get";
const POST: &str = "post";

const CASES: &[(&str, &str, Who)] = &[
    (GET, "/healthz", Public),
    (GET, "/readyz", Public),
    (GET, "/assets/{*path}", Public),
    (GET, "/live", Public),
    (GET, "/manifest.webmanifest", Public),
    (GET, "/service-worker.js", Public),
    (GET, "/offline", Public),
    (POST, "/preferences", Public),
    (POST, "/demo/step", Public),
    (GET, "/dev/components", Public),
    (GET, "/help", Public),
    (GET, "/screen/{code}", Public),
    (GET, "/kiosk", Inside),
    (POST, "/kiosk", Inside),
    (GET, "/login", Public),
    (POST, "/login", Public),
    (GET, "/login/code", Public),
    (POST, "/login/code", Public),
    (POST, "/login/code/check", Public),
    (POST, "/login/code/who", Public),
    (POST, "/login/code/register", Public),
    (POST, "/logout", Member),
    (GET, "/password", Member),
    (POST, "/password", Member),
    (GET, "/", Member),
    (GET, "/departments/{department}", Member),
    (GET, "/departments/{department}/waitlist", Member),
    (GET, "/waitlist", Only(&[Patient])),
    (POST, "/waitlist", Only(&[Patient, Desk])),
    (GET, "/waitlist/{entry}/change", Only(&[Patient])),
    (POST, "/waitlist/{entry}/change", Only(&[Patient, Desk])),
    (POST, "/waitlist/{entry}/accept", Only(&[Patient, Desk])),
    (POST, "/waitlist/{entry}/pass", Only(&[Patient, Desk])),
    (POST, "/waitlist/{entry}/extend", Only(&[Patient, Desk])),
    (POST, "/waitlist/{entry}/leave", Only(&[Patient, Desk])),
    (POST, "/visits/{appointment}/here", Only(&[Patient])),
    (GET, "/draws", Only(&[Patient])),
    (GET, "/draws/{draw}", Member),
    (POST, "/draws/{draw}/join", Only(&[Patient, Desk])),
    (GET, "/draws/{draw}/check", Member),
    (GET, "/draws/{draw}/record", Member),
    (POST, "/entrants/{entrant}/leave", Only(&[Patient, Desk])),
    (GET, "/book/{slot}", Only(&[Patient])),
    (POST, "/book", Only(&[Patient, Desk, Clinician])),
    (POST, "/hold", Only(&[Patient])),
    (POST, "/hold/release", Only(&[Patient])),
    (GET, "/family", Only(&[Patient])),
    (POST, "/family", Only(&[Patient])),
    (POST, "/family/end", Only(&[Patient, Desk])),
    (POST, "/family/{id}/accept", Only(&[Patient])),
    (POST, "/family/{id}/decline", Only(&[Patient])),
    (POST, "/family/{id}/take-back", Only(&[Patient])),
    (GET, "/itinerary", Only(&[Patient])),
    (POST, "/itinerary", Only(&[Patient, Desk])),
    (GET, "/itineraries/{itinerary}/cancel", Only(&[Patient])),
    (POST, "/itineraries/{itinerary}/cancel", Only(&[Patient, Desk])),
    (GET, "/messages", Only(&[Patient])),
    (GET, "/journeys", Only(&[Patient])),
    (GET, "/journeys/{journey}", Only(&[Patient, Desk, Clinician, Nurse])),
    (POST, "/visits/{appointment}/rebooking/accept", Only(&[Patient, Desk])),
    (POST, "/visits/{appointment}/rebooking/decline", Only(&[Patient, Desk])),
    (GET, "/visits/{appointment}/cancel", Only(&[Patient])),
    (POST, "/visits/{appointment}/cancel", Only(&[Patient, Desk, Clinician])),
    (GET, "/visits/{appointment}/calendar.ics", Only(&[Patient])),
    (GET, "/visits/{appointment}/share", Only(&[Patient])),
    (POST, "/visits/{appointment}/share", Only(&[Patient])),
    (POST, "/visits/{appointment}/unshare", Only(&[Patient])),
    (GET, "/s/{token}", Public),
    (POST, "/visits/{appointment}/appeal", Only(&[Patient])),
    (POST, "/visits/{appointment}/impossible-days", Only(&[Patient])),
    (GET, "/visits/{appointment}/referral", Only(&[Desk, Clinician])),
    (POST, "/visits/{appointment}/undo-cancel", Only(&[Patient, Desk, Clinician])),
    (GET, "/visits/{appointment}/move/{slot}", Only(&[Patient])),
    (POST, "/visits/{appointment}/move/{slot}", Only(&[Patient, Desk, Clinician])),
    (POST, "/break-glass", Only(&[Clinician, Nurse])),
    (GET, "/desk", Only(&[Desk, Clinician])),
    (POST, "/desk/scan", Only(&[Desk, Nurse])),
    (POST, "/desk/persons", Only(&[Desk, Nurse])),
    (GET, "/desk/unidentified", Only(&[Desk, Nurse])),
    (POST, "/desk/unidentified", Only(&[Desk, Nurse])),
    (GET, "/desk/persons/{person}/newborn", Only(&[Desk, Nurse])),
    (POST, "/desk/persons/{person}/newborn", Only(&[Desk, Nurse])),
    (POST, "/desk/persons/{person}/book", Only(&[Desk, Clinician])),
    (GET, "/desk/persons/{person}/correct", Only(&[Desk, Nurse])),
    (POST, "/desk/persons/{person}/correct", Only(&[Desk, Nurse])),
    (GET, "/desk/persons/{person}/merge/{other}", Only(&[Desk, Admin])),
    (POST, "/desk/persons/{person}/merge", Only(&[Desk, Admin])),
    (POST, "/desk/persons/{person}/undo-merge", Only(&[Desk, Admin])),
    (GET, "/desk/persons/{person}/family/{other}", Only(&[Desk])),
    (POST, "/desk/persons/{person}/family", Only(&[Desk])),
    (GET, "/desk/persons/{person}/login", Only(&[Desk])),
    (POST, "/desk/persons/{person}/login", Only(&[Desk, Admin])),
    (GET, "/desk/persons/{person}/draws", Only(&[Desk])),
    (POST, "/desk/persons/{person}/draws/{draw}/join", Only(&[Patient, Desk])),
    (POST, "/desk/persons/{person}/draws/{draw}/prolong", Only(&[Desk, Admin])),
    (POST, "/desk/persons/{person}/entrants/{entrant}/leave", Only(&[Patient, Desk])),
    (GET, "/desk/persons/{person}/itinerary", Only(&[Desk])),
    (POST, "/desk/persons/{person}/itinerary", Only(&[Desk])),
    (GET, "/desk/persons/{person}/itinerary/{itinerary}", Only(&[Desk])),
    (POST, "/desk/persons/{person}/itinerary/{itinerary}/cancel", Only(&[Patient, Desk])),
    (GET, "/desk/persons/{person}/waitlist", Only(&[Desk])),
    (POST, "/desk/persons/{person}/waitlist", Only(&[Patient, Desk])),
    (GET, "/desk/persons/{person}/waitlist/{entry}/change", Only(&[Desk])),
    (POST, "/desk/persons/{person}/waitlist/{entry}/change", Only(&[Patient, Desk])),
    (POST, "/desk/persons/{person}/waitlist/{entry}/accept", Only(&[Patient, Desk])),
    (POST, "/desk/persons/{person}/waitlist/{entry}/pass", Only(&[Patient, Desk])),
    (POST, "/desk/persons/{person}/waitlist/{entry}/extend", Only(&[Patient, Desk])),
    (POST, "/desk/persons/{person}/waitlist/{entry}/leave", Only(&[Patient, Desk])),
    (GET, "/desk/appointments/{appointment}", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/cancel", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/move", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/check-in", Only(&[Desk])),
    (POST, "/desk/appointments/{appointment}/undo-check-in", Only(&[Desk])),
    (POST, "/desk/appointments/{appointment}/return", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/undo-return", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/impossible-days", Only(&[Desk])),
    (POST, "/desk/appointments/{appointment}/transfer", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/undo-transfer", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/undo-missed", Only(&[Desk, Clinician])),
    (POST, "/desk/appointments/{appointment}/undo-cancel", Only(&[Patient, Desk, Clinician])),
    (POST, "/desk/sessions/{session}/end", Only(&[Desk, Clinician])),
    (POST, "/desk/sessions/{session}/undo-end", Only(&[Desk, Clinician])),
    (POST, "/desk/sessions/{session}/pause", Only(&[Desk, Clinician])),
    (POST, "/desk/sessions/{session}/resume", Only(&[Desk, Clinician])),
    (POST, "/desk/sessions/{session}/room", Only(&[Desk, Clinician, Admin])),
    (GET, "/desk/to-phone", Only(&[Desk, Admin])),
    (GET, "/desk/displaced/{appointment}", Only(&[Desk, Admin])),
    (GET, "/desk/appeals", Only(&[Desk, Admin])),
    (GET, "/desk/appeals/{appointment}", Only(&[Desk, Admin])),
    (POST, "/desk/appeals/{appointment}/excuse", Only(&[Desk, Admin])),
    (POST, "/desk/appeals/{appointment}/decline", Only(&[Desk, Admin])),
    (POST, "/desk/appeals/{appointment}/undo", Only(&[Desk, Admin])),
    (GET, "/desk/unreached", Only(&[Desk])),
    (POST, "/desk/unreached/{message}/told", Only(&[Desk])),
    (POST, "/desk/unreached/{message}/untold", Only(&[Desk])),
    (GET, "/admin/displaced/{appointment}", Only(&[Desk, Admin])),
    (GET, "/admin/sessions/{session}/closure", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/close", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/undo-closure", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/room", Only(&[Desk, Clinician, Admin])),
    (POST, "/room/sessions/{session}/room", Only(&[Desk, Clinician, Admin])),
    (GET, "/room", Only(&[Clinician])),
    (POST, "/room/sessions/{session}/pause", Only(&[Clinician, Desk])),
    (POST, "/room/sessions/{session}/resume", Only(&[Clinician, Desk])),
    (POST, "/room/appointments/{appointment}/return", Only(&[Clinician, Desk])),
    (POST, "/room/appointments/{appointment}/undo-return", Only(&[Clinician, Desk])),
    (POST, "/room/sessions/{session}/end", Only(&[Clinician, Desk])),
    (POST, "/room/sessions/{session}/undo-end", Only(&[Clinician, Desk])),
    (POST, "/room/sessions/{session}/call-next", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/call", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/undo-call", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/pass", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/start", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/finish", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/undo-finish", Only(&[Clinician])),
    (GET, "/room/appointments/{appointment}/next", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/next", Only(&[Clinician])),
    (GET, "/room/appointments/{appointment}/tests", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/tests", Only(&[Clinician])),
    (GET, "/room/appointments/{appointment}/tests/{itinerary}", Only(&[Clinician])),
    (POST, "/room/appointments/{appointment}/admission", Only(&[Clinician])),
    (GET, "/ward", Only(&[Nurse])),
    (POST, "/ward/beds/{bed}/ready", Only(&[Nurse])),
    (POST, "/ward/beds/{bed}/block", Only(&[Nurse, Admin])),
    (POST, "/ward/beds/{bed}/unblock", Only(&[Nurse, Admin])),
    (GET, "/ward/admissions/{admission}", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/bed", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/bed-against-rules", Only(&[Nurse, Admin])),
    (POST, "/ward/admissions/{admission}/unassign", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/transfer", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/accept-transfer", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/decline-transfer", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/withdraw-transfer", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/undo-transfer", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/sex", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/arrive", Only(&[Nurse, Desk])),
    (POST, "/ward/admissions/{admission}/form", Only(&[Nurse, Patient])),
    (POST, "/ward/admissions/{admission}/formality", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/undo-formality", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/pay-all", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/cancel", Only(&[Nurse, Clinician])),
    (POST, "/ward/admissions/{admission}/deposit", Only(&[Nurse])),
    (GET, "/ward/open-stays", Only(&[Nurse, Admin])),
    (GET, "/admin/open-stays", Only(&[Nurse, Admin])),
    (POST, "/admin/open-stays/{admission}/close", Only(&[Admin])),
    (POST, "/ward/stays/{admission}/coverage", Only(&[Nurse])),
    (POST, "/ward/stays/{admission}/pay-all", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/in-bed", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/discharge", Only(&[Nurse])),
    (POST, "/ward/admissions/{admission}/undo-discharge", Only(&[Nurse])),
    (GET, "/ward/stays/{admission}/wristband", Only(&[Nurse])),
    (GET, "/ward/stays/{admission}/bill", Only(&[Nurse, Patient, Desk])),
    (GET, "/ward/stays/{admission}/statement", Only(&[Nurse, Patient, Desk])),
    (POST, "/ward/stays/{admission}/charges", Only(&[Nurse, Clinician])),
    (POST, "/ward/stays/{admission}/charges/{charge}/refund", Only(&[Nurse])),
    (POST, "/ward/stays/{admission}/deposits", Only(&[Nurse, Desk])),
    (POST, "/ward/stays/{admission}/deposits/{deposit}/return", Only(&[Nurse, Desk])),
    (POST, "/ward/stays/{admission}/difference", Only(&[Nurse])),
    (GET, "/ward/stays/{admission}/deposits/{deposit}/receipt", Only(&[Nurse, Patient, Desk])),
    (POST, "/ward/stays/{admission}/presettle", Only(&[Nurse])),
    (POST, "/ward/stays/{admission}/settle", Only(&[Nurse])),
    (POST, "/ward/stays/{admission}/pay", Only(&[Nurse, Desk])),
    (POST, "/ward/stays/{admission}/payments", Only(&[Nurse, Desk])),
    (POST, "/ward/stays/{admission}/take-back", Only(&[Nurse])),
    (POST, "/ward/stays/{admission}/discharge", Only(&[Nurse])),
    (GET, "/cashier", Only(&[Desk])),
    (POST, "/cashier/find", Only(&[Desk])),
    (GET, "/cashier/arrears", Only(&[Desk])),
    (GET, "/cashier/till", Only(&[Desk, Nurse])),
    (POST, "/cashier/till/close", Only(&[Desk, Nurse])),
    (GET, "/cashier/stays/{admission}", Only(&[Desk])),
    (POST, "/cashier/stays/{admission}/deposits", Only(&[Desk, Nurse])),
    (POST, "/cashier/stays/{admission}/deposits/{deposit}/return", Only(&[Desk, Nurse])),
    (POST, "/cashier/stays/{admission}/payments", Only(&[Desk, Nurse])),
    (POST, "/cashier/stays/{admission}/pay", Only(&[Desk, Nurse])),
    (GET, "/admin", Only(&[Admin])),
    (GET, "/admin/decide", Only(&[Admin])),
    (GET, "/admin/stays/{admission}", Only(&[Admin])),
    (GET, "/admin/schedule", Only(&[Admin])),
    (GET, "/admin/waitlist", Only(&[Admin])),
    (POST, "/admin/sessions", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/withdraw", Only(&[Admin])),
    (GET, "/admin/devices", Only(&[Admin])),
    (POST, "/admin/devices", Only(&[Admin])),
    (GET, "/admin/devices/{device}", Only(&[Admin])),
    (POST, "/admin/devices/{device}/out-of-service", Only(&[Admin])),
    (POST, "/admin/devices/{device}/in-service", Only(&[Admin])),
    (GET, "/admin/sessions/{session}/change", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/change", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/device", Only(&[Admin])),
    (GET, "/admin/services", Only(&[Admin])),
    (POST, "/admin/services", Only(&[Admin])),
    (GET, "/admin/bed-rules", Only(&[Admin])),
    (POST, "/admin/bed-rules", Only(&[Admin])),
    (POST, "/admin/sessions/{session}/draw", Only(&[Admin])),
    (GET, "/admin/draws/{draw}", Only(&[Admin])),
    (POST, "/admin/draws/{draw}/cancel", Only(&[Admin])),
    (POST, "/admin/draws/{draw}/prolong", Only(&[Desk, Admin])),
    (GET, "/admin/templates", Only(&[Admin])),
    (POST, "/admin/templates", Only(&[Admin])),
    (POST, "/admin/templates/{template}/change", Only(&[Admin])),
    (POST, "/admin/templates/{template}/end", Only(&[Admin])),
    (GET, "/admin/templates/{template}/tuning", Only(&[Admin])),
    (POST, "/admin/templates/{template}/tuning", Only(&[Admin])),
    (POST, "/admin/calendar", Only(&[Admin])),
    (GET, "/admin/merges/{person}/{other}", Only(&[Admin])),
    (POST, "/admin/merges/{person}/{other}", Only(&[Admin])),
    (GET, "/admin/exemptions", Only(&[Admin])),
    (POST, "/admin/exemptions/find", Only(&[Admin])),
    (POST, "/admin/exemptions/{exemption}/end", Only(&[Admin])),
    (POST, "/admin/persons/{person}/exemptions", Only(&[Admin])),
    (GET, "/admin/rules", Only(&[Admin])),
    (POST, "/admin/rules", Only(&[Admin])),
    (GET, "/admin/profile", Only(&[Admin])),
    (POST, "/admin/profile", Only(&[Admin])),
    (GET, "/admin/users", Only(&[Admin])),
    (POST, "/admin/users", Only(&[Admin])),
    (POST, "/admin/users/{user}/password", Only(&[Admin])),
    (POST, "/admin/users/{user}/unlock", Only(&[Admin])),
    (POST, "/admin/users/{user}/switch-off", Only(&[Admin])),
    (POST, "/admin/users/{user}/switch-on", Only(&[Admin])),
    (GET, "/admin/clinics", Only(&[Admin])),
    (POST, "/admin/clinics", Only(&[Admin])),
    (POST, "/admin/clinics/{clinic}/change", Only(&[Admin])),
    (POST, "/admin/clinics/{clinic}/end", Only(&[Admin])),
    (GET, "/referrals", Only(&[Referrer])),
    (POST, "/referrals", Only(&[Referrer])),
    (POST, "/referrals/{appointment}/cancel", Only(&[Patient, Desk, Clinician, Referrer])),
    (GET, "/admin/break-glass", Only(&[Admin])),
    (GET, "/admin/clock", Only(&[Admin])),
    (POST, "/admin/clock/agree", Only(&[Admin])),
    (POST, "/admin/clock/decide", Only(&[Admin])),
    (GET, "/admin/log-ins", Only(&[Admin])),
];

/// Every step of a page, with a role that may use it; `None` = without a login.
pub(crate) fn posts() -> impl Iterator<Item = (&'static str, Option<Role>)> {
    let steps = CASES.iter().filter(|(method, ..)| *method == POST);
    steps.map(|(_, path, who)| match who {
        Public | Inside => (*path, None),
        Member => (*path, Some(Patient)),
        Only(roles) => (*path, roles.first().copied()),
    })
}

/// All `.route("…", get(…).post(…))` in the pages' sources.
fn routed(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "api" && name != "tests" {
            routed(&path, found);
        }
        // The figures are on a listener of their own.
        if !name.ends_with(".rs") || name == "tests.rs" || name == "metrics.rs" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for call in text.split(".route(").skip(1) {
            let (address, rest) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')).unwrap();
            let handlers = rest.split(".route(").next().unwrap().lines().next().unwrap();
            let methods: Vec<&str> = [GET, POST, "put", "patch", "delete", "any"]
                .into_iter()
                .filter(|method| handlers.contains(&format!(" {method}(")) || handlers.contains(&format!(".{method}(")))
                .collect();
            assert!(!methods.is_empty(), "{}: {address}: its methods do not stand in the same line", path.display());
            found.extend(methods.into_iter().map(|method| (method.to_owned(), address.to_owned())));
        }
    }
}

#[test]
fn every_page_has_a_case() {
    let mut found = BTreeSet::new();
    routed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let cases: BTreeSet<(String, String)> =
        CASES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    let without: Vec<_> = found.difference(&cases).collect();
    let gone: Vec<_> = cases.difference(&found).collect();
    assert!(without.is_empty() && gone.is_empty(), "without a case: {without:?}; no longer there: {gone:?}");
    assert_eq!(cases.len(), CASES.len(), "a case is there twice");
}

/// The fields of all forms, filled so that each could be sent.
pub(super) fn form(harness: &Harness, csrf: &str, key: &str) -> String {
    let nobody = uuid::Uuid::nil().to_string();
    let (slot, other, date) = (harness.slots[1].to_string(), harness.other.to_string(), today().to_string());
    let (session, department) = (harness.session.to_string(), harness.department.to_string());
    let (clinician, ward) = (harness.clinician.to_string(), harness.ward.to_string());
    let fields = [
        ("csrf", csrf),
        ("key", key),
        ("slot", &slot),
        ("patient", &other),
        ("text", "13800000000"),
        ("reason", "mistake"),
        ("credential", "resident_id"),
        ("credential_kind", "resident_id"),
        ("session", &session),
        ("department", &department),
        ("clinician", &clinician),
        ("ward", &ward),
        ("diagnosis", "I20.0"),
        ("urgency", "elective"),
        ("expected_days", "5"),
        ("item", "ITEM"),
        ("count", "1"),
        ("amount", "100"),
        ("method", "cash"),
        ("place", "bedside"),
        ("journey", &nobody),
        ("settlement", &nobody),
        ("fingerprint", "f"),
        ("print", "true"),
        ("formality", "deposit"),
        ("bed", &nobody),
        ("coverage", &nobody),
        ("name", "somebody"),
        ("password", "long-enough-1"),
        ("role", "admin"),
        ("birth", "1960-01-01"),
        ("sex", "female"),
        ("phone", "13800000001"),
        ("room_zh", "5 诊室"),
        ("room_en", "Room 5"),
        ("date", &date),
        ("from", "13:00"),
        ("until", "15:00"),
        ("slot_minutes", "15"),
        ("capacity", "1"),
    ];
    serde_urlencoded::to_string(&fields[..]).unwrap()
}

/// A browser's request.
pub(super) fn request(method: &str, path: &str, cookie: Option<&str>, form: String) -> Request<Body> {
    let post = method == POST;
    let mut request = Request::builder().method(if post { Method::POST } else { Method::GET }).uri(path);
    if let Some(token) = cookie {
        request = request.header(header::COOKIE, format!("onething-1={token}"));
    }
    if post {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        return request.body(form.into()).unwrap();
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn without_a_login_only_what_is_public_is_there() {
    let harness = Harness::new().await;
    let before = harness.seq();
    for (method, path, who) in CASES {
        let reply = harness.send(request(method, &harness.address(path), None, form(&harness, "none", "k"))).await;
        // The log-in itself leads back to its page.
        let leads = !path.starts_with("/login") && reply.status == StatusCode::SEE_OTHER;
        let to_login = leads && reply.header(header::LOCATION).starts_with("/login");
        let refused = to_login || reply.status == StatusCode::FORBIDDEN || reply.status == StatusCode::UNAUTHORIZED;
        assert_eq!(refused, !matches!(who, Public), "{method} {path}: {}", reply.status);
    }
    assert_eq!(harness.seq(), before, "nothing was done");
}

#[tokio::test]
async fn another_role_is_denied_and_does_nothing() {
    let harness = Harness::new().await;
    let before = harness.seq();
    let mut open = Vec::new();
    for role in ROLES {
        let session = harness.cookie(role).await;
        for (place, (method, path, who)) in CASES.iter().enumerate() {
            let Only(roles) = who else { continue };
            if roles.contains(&role) {
                continue;
            }
            let form = form(&harness, &session.account.csrf, &format!("{}-{place}", super::harness::login_of(role)));
            let reply = harness.send(request(method, &harness.address(path), Some(&session.token), form)).await;
            // A step leads to a page that reports it.
            let says = if reply.status == StatusCode::SEE_OTHER && *method == POST {
                let page = request(GET, reply.header(header::LOCATION), Some(&session.token), String::new());
                harness.send(page).await
            } else {
                reply.clone()
            };
            let refused = String::from_utf8_lossy(&says.body).contains("notice-bad");
            let denied = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&says.status) || refused;
            if !denied {
                open.push(format!("{role:?} {method} {path}: {} {}", reply.status, reply.header(header::LOCATION)));
            }
        }
    }
    assert!(open.is_empty(), "{open:#?}");
    assert_eq!(harness.seq(), before, "nothing was done");
}

/// Pages that a role may see, but not of the example: it is of somebody else, or of no ward of theirs, or is not there.
const OF_ANOTHER: &[(Role, &str)] = &[
    (Patient, "/journeys/{journey}"),
    (Patient, "/itineraries/{itinerary}/cancel"),
    (Desk, "/desk/persons/{person}/itinerary/{itinerary}"),
    (Clinician, "/room/appointments/{appointment}/tests/{itinerary}"),
    (Patient, "/visits/{appointment}/cancel"),
    (Patient, "/visits/{appointment}/move/{slot}"),
    (Patient, "/visits/{appointment}/calendar.ics"),
    (Patient, "/visits/{appointment}/share"),
    (Patient, "/waitlist/{entry}/change"),
    (Desk, "/desk/persons/{person}/waitlist/{entry}/change"),
    (Patient, "/ward/stays/{admission}/bill"),
    (Patient, "/ward/stays/{admission}/statement"),
    (Patient, "/ward/stays/{admission}/deposits/{deposit}/receipt"),
    (Desk, "/journeys/{journey}"),
    (Desk, "/ward/stays/{admission}/bill"),
    (Desk, "/ward/stays/{admission}/statement"),
    (Desk, "/ward/stays/{admission}/deposits/{deposit}/receipt"),
    (Desk, "/cashier/stays/{admission}"),
    (Clinician, "/journeys/{journey}"),
    (Nurse, "/journeys/{journey}"),
    (Nurse, "/desk/persons/{person}/newborn"),
    (Nurse, "/desk/persons/{person}/correct"),
    (Nurse, "/ward/admissions/{admission}"),
    (Nurse, "/ward/stays/{admission}/wristband"),
    (Nurse, "/ward/stays/{admission}/bill"),
    (Nurse, "/ward/stays/{admission}/statement"),
    (Nurse, "/ward/stays/{admission}/deposits/{deposit}/receipt"),
    (Admin, "/desk/persons/{person}/merge/{other}"),
    (Desk, "/desk/appeals/{appointment}"),
    (Desk, "/visits/{appointment}/referral"),
    (Clinician, "/visits/{appointment}/referral"),
    (Admin, "/desk/appeals/{appointment}"),
    (Admin, "/admin/stays/{admission}"),
    (Admin, "/admin/templates/{template}/tuning"),
    (Admin, "/admin/draws/{draw}"),
    (Admin, "/admin/devices/{device}"),
];

/// What each role is answered for each page: only a page that is there for some can be denied to others.
async fn pages(harness: &Harness) -> Vec<(Role, &'static str, bool, StatusCode)> {
    let mut pages = Vec::new();
    for role in ROLES {
        let session = harness.cookie(role).await;
        for (_, path, who) in CASES.iter().filter(|(method, ..)| *method == GET) {
            let Only(roles) = who else { continue };
            let page = request(GET, &harness.address(path), Some(&session.token), String::new());
            pages.push((role, *path, roles.contains(&role), harness.send(page).await.status));
        }
    }
    pages
}

#[tokio::test]
async fn who_may_see_a_page_finds_it_there() {
    let found = pages(&Harness::new().await).await;
    let missing = found.iter().filter(|(.., may, status)| *may && *status != StatusCode::OK);
    let missing: BTreeSet<_> = missing.map(|(role, path, ..)| format!("{role:?} {path}")).collect();
    let broken = found.iter().filter(|(_, _, may, status)| *may && status.is_server_error());
    assert_eq!(broken.count(), 0);
    let expected: BTreeSet<_> = OF_ANOTHER.iter().map(|(role, path)| format!("{role:?} {path}")).collect();
    assert_eq!(missing, expected);
}

#[tokio::test]
async fn a_page_of_another_role_is_forbidden_and_not_missing() {
    let found = pages(&Harness::new().await).await;
    let others = found.iter().filter(|(.., may, status)| !may && *status != StatusCode::FORBIDDEN);
    let others: Vec<_> = others.map(|(role, path, _, status)| format!("{role:?} {path}: {status}")).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test]
async fn a_form_without_its_sessions_secret_is_refused() {
    let harness = Harness::new().await;
    let before = harness.seq();
    for role in ROLES {
        let session = harness.cookie(role).await;
        for (method, path, who) in CASES.iter().filter(|(method, _, who)| *method == POST && !matches!(who, Public)) {
            let form = form(&harness, "another", "k");
            let reply = harness.send(request(method, &harness.address(path), Some(&session.token), form)).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{role:?} {method} {path} {who:?}");
        }
    }
    assert_eq!(harness.seq(), before, "nothing was done");
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let harness = Harness::new().await;
    for (method, path, _) in CASES.iter().filter(|(method, _, _)| *method == POST) {
        let mut sent = request(method, &harness.address(path), None, form(&harness, "none", "k"));
        sent.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let reply = harness.send(sent).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{method} {path}");
    }
}

//! What the log says of a request.

use super::harness::Harness;
use axum::http::{Method, StatusCode};
use hospital::read;
use hospital::{
    Answer, Request,
    usecase::{AddCoverage, AdoptPolicy, Arrive, AssignBed, RequestEmergencyAdmission},
};
use model::{
    actor::{Actor, Role},
    journey::{InsuranceType, PersonClass},
    person::CredentialKind,
    scheduling::{Needs, Urgency},
};
use serde_json::json;
use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
    thread,
};
use tracing::{Dispatch, subscriber::DefaultGuard};
use tracing_subscriber::EnvFilter;

/// One of these tests at a time: a log that begins or ends decides anew, for all threads, which spans are of interest.
static ONE_LOG: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A second listener, who wants nothing. With a single one, `tracing` asks only the thread that comes first to a span
/// or a line whether it is of interest: a thread of another test, without a log, would silence it for this one too.
static NOBODY: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing::subscriber::NoSubscriber::default()));

/// The lines that have been written since the log began.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// What this thread says from now on goes here.
    fn begun(&self) -> DefaultGuard {
        LazyLock::force(&NOBODY);
        let (written, filter) = (self.clone(), EnvFilter::new("web=debug,hospital=debug"));
        let lines = tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter);
        tracing::subscriber::set_default(lines.with_writer(move || written.clone()).finish())
    }

    fn lines(&self) -> Vec<String> {
        let written = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(written).unwrap().lines().map(ToOwned::to_owned).collect()
    }
}

/// As when another test comes first to a span while this one listens.
#[tokio::test]
async fn what_a_thread_without_a_log_said_first_is_heard_here() {
    fn said() {
        tracing::debug!("said twice");
    }
    let _one = ONE_LOG.lock().await;
    let log = Log::default();
    let _logged = log.begun();
    thread::spawn(said).join().unwrap();
    assert_eq!(log.lines(), [""; 0]);
    said();
    assert!(matches!(log.lines().as_slice(), [line] if line.contains("said twice")));
}

/// At the start, and by the tasks that run as long as the hospital.
#[tokio::test]
async fn what_nobody_asked_for_says_of_which_hospital_it_is() {
    let _one = ONE_LOG.lock().await;
    let log = Log::default();
    let _logged = log.begun();
    let _harness = Harness::new().await;
    let lines = log.lines();
    for said in ["the hospital is loaded", "the journal is as it was written"] {
        let line = lines.iter().find(|line| line.contains(said));
        assert!(line.is_some_and(|line| line.contains("hospital{id=1}")), "{said}: {line:?}");
    }
}

/// From the request to the writer, and through the tasks that talk to the insurer.
#[tokio::test]
async fn every_line_of_a_request_says_under_which_id_and_none_says_who_it_is_about() {
    let _one = ONE_LOG.lock().await;
    let harness = Harness::new().await;
    let (patient, doctor, nurse) =
        (harness.token(Role::Patient).await, harness.token(Role::Clinician).await, harness.token(Role::Nurse).await);
    let toml = settlement::policy::JINAN_EMPLOYEE_INPATIENT_2024.into();
    harness.system(Request::AdoptPolicy(AdoptPolicy { toml })).await;
    let insured = AddCoverage {
        person: harness.other,
        insurance: InsuranceType::Employee,
        class: PersonClass::Active,
        region: "370100".into(),
        psn_no: None,
    };
    harness.system(Request::AddCoverage(insured)).await;
    let asked = RequestEmergencyAdmission {
        patient: harness.other,
        department: harness.department,
        diagnosis: "I25.103".into(),
        urgency: Urgency::Urgent,
        needs: Needs::default(),
        expected_days: 1,
    };
    let Answer::AdmissionRequested { admission } = harness.system(Request::RequestEmergencyAdmission(asked)).await
    else {
        panic!()
    };

    let board = harness.hospital.read(&Actor::system(), read::Ward { ward: Some(harness.ward) }).await.unwrap();
    let bed = board.rooms[0].beds[0].bed;
    harness.system(Request::AssignBed(AssignBed { admission, bed })).await;
    let arrive = Arrive { admission, credential: CredentialKind::ResidentId, number: None };
    harness.system(Request::Arrive(arrive)).await;

    let log = Log::default();
    let _logged = log.begun();
    let cases = [
        (
            "/api/v1/appointments".to_owned(),
            patient,
            json!({ "slot": harness.slots[0], "patient": harness.patient }),
            StatusCode::OK,
            ["use_case{does=Book hospital=1}", "decided"],
        ),
        (
            format!("/api/v1/admissions/{admission}/formalities"),
            nurse,
            json!({ "formality": "insurance" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            ["use_case{does=DoFormality hospital=1}:exchange{infno=", "the platform did not answer"],
        ),
        (
            format!("/api/v1/persons/{}/break-glass", harness.other),
            doctor,
            json!({ "reason": "林示例, 13800000000" }),
            StatusCode::NO_CONTENT,
            ["route=\"/api/v1/persons/{person}/break-glass\"", "glass broken"],
        ),
    ];
    for (number, (path, token, body, status, said)) in cases.into_iter().enumerate() {
        let id = format!("told-{number}");
        let headers = [("x-request-id", id.as_str()), ("idempotency-key", "log")];
        let reply = harness.call_with(Method::POST, &path, &headers, Some(&token), body.to_string()).await;
        assert_eq!(reply.status, status, "{path}: {}", String::from_utf8_lossy(&reply.body));
        let lines = log.lines();
        assert!(lines.iter().all(|line| line.contains(&format!("request{{id=\"{id}\""))), "{lines:#?}");
        let own = |line: &String| line.split_once("}:").is_some_and(|(request, _)| request.ends_with(" hospital=1"));
        assert!(lines.iter().all(own), "{lines:#?}");
        let text = String::from_utf8_lossy(&reply.body);
        assert!(lines.iter().any(|line| said.iter().all(|said| line.contains(said))), "{text} {lines:#?}");
        assert!(lines.iter().all(|line| !line.contains("林示例") && !line.contains("13800000000")), "{lines:#?}");
    }
}

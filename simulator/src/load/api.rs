//! What a patient's app asks for: the parts of the JSON API that a rush needs.

use super::{
    LoadError,
    http::{Call, Connection, Reply},
};
use hyper::{Method, body::Bytes};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};

/// How long a login may take: it waits while others' passwords are hashed.
const LOG_IN_WITHIN: Duration = Duration::from_secs(60);
const READ_WITHIN: Duration = Duration::from_secs(20);

/// A patient's person, with the visits from before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub person: String,
    /// Appointments that were there before.
    pub visits: BTreeSet<String>,
}

/// One of a person's visits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Visit {
    /// The appointment.
    pub appointment: String,
    /// Its window.
    pub slot: String,
}

/// A department.
#[derive(Clone, Debug, Deserialize)]
pub struct Department {
    /// Its id.
    pub department: String,
    /// Its code.
    pub code: String,
}

/// A day of a department.
#[derive(Clone, Debug, Deserialize)]
pub struct Day {
    /// The date.
    pub date: String,
    /// Seats left.
    pub left: u32,
}

/// A window with its seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its id.
    pub slot: String,
    /// Its department.
    pub department: String,
    /// Its day.
    pub date: String,
    /// Seats in all.
    pub capacity: u32,
    /// Seats left.
    pub left: u32,
}

/// The code of a problem; if it has none, what was not understood in the answer.
pub fn code_of(reply: &Reply) -> String {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    serde_json::from_slice(&reply.body).map_or_else(|_| "without a code".to_owned(), |Problem { code }| code)
}

/// The appointment in the answer to a booking.
pub fn booked(reply: &Reply) -> Option<String> {
    #[derive(Deserialize)]
    struct Booked {
        appointment: String,
    }
    serde_json::from_slice(&reply.body).map(|Booked { appointment }| appointment).ok()
}

/// The address to which a booking is sent.
pub const BOOK: &str = "/api/v1/appointments";

/// The body of a booking.
pub fn booking(slot: &str, patient: &str) -> Bytes {
    json!({ "slot": slot, "patient": patient }).to_string().into()
}

async fn ask<T: DeserializeOwned>(
    connection: &mut Connection,
    call: Call<'_>,
    within: Duration,
) -> Result<T, LoadError> {
    let path = call.path.split('?').next().unwrap_or_default().to_owned();
    let reply = match connection.send(&call, within).await {
        Ok(reply) => reply,
        Err(fault) => return Err(LoadError::Fault { path, fault }),
    };
    if reply.status != 200 {
        return Err(LoadError::Answer { path, status: reply.status, code: code_of(&reply) });
    }
    serde_json::from_slice(&reply.body).map_err(|error| LoadError::Answer {
        path,
        status: reply.status,
        code: format!("with something else than was expected: {error}"),
    })
}

async fn read<T: DeserializeOwned>(connection: &mut Connection, token: &str, path: &str) -> Result<T, LoadError> {
    ask(connection, Call::get(path, token), READ_WITHIN).await
}

/// Logs in; returns a bearer token.
///
/// # Errors
/// See [`LoadError`]; a wrong password names the login.
pub async fn log_in(connection: &mut Connection, name: &str, password: &str) -> Result<String, LoadError> {
    #[derive(Deserialize)]
    struct Entered {
        token: String,
    }
    let body = json!({ "login": name, "password": password }).to_string().into();
    let call = Call { method: Method::POST, path: "/api/v1/login", token: None, key: None, body };
    match ask(connection, call, LOG_IN_WITHIN).await {
        Ok(Entered { token }) => Ok(token),
        Err(LoadError::Answer { status: 422, code, .. }) => Err(LoadError::Login { name: name.to_owned(), why: code }),
        Err(other) => Err(other),
    }
}

/// The token's patient (`None`: not a patient's token), and all visits.
///
/// # Errors
/// See [`LoadError`].
pub async fn journeys(connection: &mut Connection, token: &str) -> Result<(Option<String>, Vec<Visit>), LoadError> {
    #[derive(Deserialize)]
    struct Page {
        journeys: Vec<Journey>,
        family: Vec<Member>,
    }
    #[derive(Deserialize)]
    struct Journey {
        visits: Vec<Visit>,
    }
    #[derive(Deserialize)]
    struct Member {
        person: String,
        myself: bool,
    }
    let page: Page = read(connection, token, "/api/v1/journeys").await?;
    let myself = page.family.into_iter().find(|member| member.myself).map(|member| member.person);
    Ok((myself, page.journeys.into_iter().flat_map(|journey| journey.visits).collect()))
}

/// Reads all departments.
///
/// # Errors
/// See [`LoadError`].
pub async fn departments(connection: &mut Connection, token: &str) -> Result<Vec<Department>, LoadError> {
    #[derive(Deserialize)]
    struct Page {
        departments: Vec<Department>,
    }
    let page: Page = read(connection, token, "/api/v1/departments").await?;
    Ok(page.departments)
}

/// Reads a department's days, today first.
///
/// # Errors
/// See [`LoadError`].
pub async fn days(connection: &mut Connection, token: &str, department: &str) -> Result<Vec<Day>, LoadError> {
    #[derive(Deserialize)]
    struct Page {
        days: Vec<Day>,
    }
    let page: Page = read(connection, token, &format!("/api/v1/departments/{department}/slots")).await?;
    Ok(page.days)
}

/// Reads the windows of a department's day.
///
/// # Errors
/// See [`LoadError`].
pub async fn windows(
    connection: &mut Connection,
    token: &str,
    department: &str,
    date: &str,
) -> Result<Vec<Window>, LoadError> {
    #[derive(Deserialize)]
    struct Page {
        clinicians: Vec<Clinician>,
    }
    #[derive(Deserialize)]
    struct Clinician {
        sessions: Vec<Session>,
    }
    #[derive(Deserialize)]
    struct Session {
        slots: Vec<Slot>,
    }
    #[derive(Deserialize)]
    struct Slot {
        slot: String,
        capacity: u32,
        left: u32,
    }
    let page: Page = read(connection, token, &format!("/api/v1/departments/{department}/slots?date={date}")).await?;
    let sessions = page.clinicians.into_iter().flat_map(|clinician| clinician.sessions);
    let window = |Slot { slot, capacity, left }| Window {
        slot,
        department: department.to_owned(),
        date: date.to_owned(),
        capacity,
        left,
    };
    Ok(sessions.flat_map(|session| session.slots).map(window).collect())
}

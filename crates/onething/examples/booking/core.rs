//! In process: clients call the hospital directly.

use crate::{
    Done, Hospital as Which, Place, Rows,
    course::Ticket,
    fixture::Fixture,
    measure::{self, Answered, Client, Report},
};
use hospital::usecase;
use hospital::{Config, Failure, Hospital, IdSource, IdempotencyKey, Request, clock::SystemClock, exchange::Settings};
use journal::{Journal, Keys};
use model::{
    actor::{Actor, Role},
    id::{HospitalId, UserId},
    scheduling::Channel,
    time::Zone,
};
use payer::{HttpPlatform, Text};
use std::{sync::Arc, time::Duration};

/// Days that each row uses: at 25,000 seats a day, more seats than can be booked in a row's seconds.
pub(crate) const DAYS_EACH: usize = 3;
/// Days of all rows: two kinds of windows by numbers of clients, at half of the peak, and refusals.
pub(crate) const DAYS: usize = DAYS_EACH * (2 * 4 + 2) + 1;

const ID: HospitalId = HospitalId(1);

/// Opens the hospital as `onething serve` does with an empty configuration.
pub(crate) async fn open(place: &Place) -> Done<Hospital> {
    let journal = journal(place).await?;
    let clock = Arc::new(SystemClock);
    let config = Config {
        zone: Zone::SHANGHAI,
        seed: 1,
        node: "bench".to_owned(),
        real: clock.clone(),
        stepped: false,
        payer: Settings::new(Text::new("receiver", "ONETHING")?),
        logins: Default::default(),
        messages: Default::default(),
    };
    let platform = Arc::new(HttpPlatform::new("http://127.0.0.1:9/", Duration::from_secs(1))?);
    Ok(Hospital::open(config, journal, clock, IdSource::random(), platform).await?)
}

/// Opens its journal alone.
pub(crate) async fn journal(place: &Place) -> Done<Journal> {
    let key = std::fs::read_to_string(&place.key_file)?;
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(key.trim().as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits)?, 16)?;
    }
    Ok(Journal::open(&place.database, &Keys::new(ID, &bytes)).await?)
}

/// A patient's app.
struct Inside {
    hospital: Hospital,
    row: String,
}

impl Client for Inside {
    async fn book(&mut self, ticket: Ticket) -> Answered {
        let Ticket { number, slot, person } = ticket;
        let actor =
            Actor { user: Some(UserId(person.0)), role: Role::Patient, person: Some(person), ..Actor::system() };
        let request =
            Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None });
        let answered = match IdempotencyKey::new(format!("core-{}-{number}", self.row)) {
            Ok(key) => self.hospital.execute(&actor, key, request).await,
            Err(refusal) => Err(refusal.into()),
        };
        match answered {
            Ok(_) => Answered::Booked,
            Err(Failure::Refused(refusal)) => Answered::Refused(refusal.code.to_owned()),
            Err(failure) => Answered::Failed(failure.to_string()),
        }
    }
}

pub(crate) async fn run(which: &Which, rows: &Rows) -> Done<Report> {
    let fixture = Arc::new(Fixture::read(&which.fixture)?);
    let hospital = open(&which.place).await?;
    let make = |_: usize, row: &str| Inside { hospital: hospital.clone(), row: row.to_owned() };
    let report = measure::all(&fixture, rows, (0, DAYS_EACH), make, || Some(hospital.tables_behind())).await?;
    hospital.shutdown().await;
    Ok(report)
}

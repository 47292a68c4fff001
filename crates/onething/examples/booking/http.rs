//! Over HTTP: each client is a desk with its own connection and token.

use crate::{
    Done, Hospital as Which, Rows, core,
    course::Ticket,
    fixture::{DESKS, Fixture},
    measure::{self, Answered, Client, Report},
};
use simulator::load::{
    api,
    http::{Call, Connection},
    target::Target,
};
use std::{sync::Arc, time::Duration};

/// Days that each row uses.
const DAYS_EACH: usize = 2;
/// Days of all rows, as in process.
pub(crate) const DAYS: usize = DAYS_EACH * (2 * 4 + 2) + 1;
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// A desk.
pub(crate) struct Desk {
    connection: Connection,
    fixture: Arc<Fixture>,
    desk: usize,
    row: String,
}

impl Desk {
    pub(crate) fn new(fixture: &Arc<Fixture>, target: &Target, desk: usize, row: &str) -> Self {
        Self { connection: Connection::new(target), fixture: fixture.clone(), desk, row: row.to_owned() }
    }
}

impl Client for Desk {
    async fn book(&mut self, ticket: Ticket) -> Answered {
        let key = format!("http-{}-{}", self.row, ticket.number);
        let body = api::booking(&ticket.slot.to_string(), &ticket.person.to_string());
        let call = Call::post(api::BOOK, &self.fixture.tokens[self.desk], &key, body);
        match self.connection.send(&call, ANSWER_WITHIN).await {
            Ok(reply) if reply.status == 200 => Answered::Booked,
            Ok(reply) if reply.status == 422 => Answered::Refused(api::code_of(&reply)),
            Ok(reply) => Answered::Failed(format!("{} {}", reply.status, api::code_of(&reply))),
            Err(fault) => Answered::Failed(fault.to_string()),
        }
    }
}

pub(crate) async fn run(which: &Which, rows: &Rows, target: &str) -> Done<Report> {
    let fixture = Arc::new(Fixture::read(&which.fixture)?);
    let target = Target::parse(target, false)?;
    let make = |number: usize, row: &str| Desk::new(&fixture, &target, number % DESKS, row);
    measure::all(&fixture, rows, (core::DAYS, DAYS_EACH), make, || None).await
}

//! How fast events are appended, read back and verified: `cargo run --release -p journal --example append`.
//!
//! 60,000 events in the mix of a real history (a booking, its four steps, a charge), 4,000 a commit, with a side row
//! for every tenth; then one event a commit, as in a quiet hospital.

use journal::{Entry, Journal, Keys, SealedRow, SideRow};
use model::{
    Label,
    actor::Actor,
    code::ItemCode,
    event::Event,
    id::{AdmissionId, AppointmentId, ChargeId, HospitalId, JourneyId, PersonId, Seq, SlotId},
    journey::{Event as Journey, Identity, PersonRegistered, RetentionClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{
        AppointmentBooked, Channel, ConsultationFinished, ConsultationStarted, Event as Scheduling, PatientCalled,
        PatientCheckedIn, QueueClass, Ticket,
    },
    settlement::{Account, ChargeClass, ChargePosted, Event as Settlement, LineSplit, Posting},
    time::{BusinessDate, MinuteOfDay},
};
use std::{error::Error, time::Instant};
use uuid::Uuid;

const EVENTS: usize = 60_000;
const BATCH: usize = 4_000;
const SINGLE: u64 = 200;

fn charged(number: u128, item: &ItemCode) -> Event {
    let amount = Yuan::from_fen(1234);
    Settlement::from(ChargePosted {
        charge: ChargeId(Uuid::from_u128(number)),
        admission: AdmissionId(Uuid::from_u128(number / 50)),
        item: item.clone(),
        name: Label::new("床位费", "Bed"),
        class: ChargeClass::A,
        unit_price: amount.decimal(),
        count: 1.into(),
        ceiling: None,
        preself_rate: 0.into(),
        date: BusinessDate(chrono::NaiveDate::default()),
        amount,
        split: LineSplit { inscp_scp_amt: amount, ..LineSplit::default() },
        postings: vec![
            Posting { account: Account::Receivable, amount },
            Posting { account: Account::Revenue, amount: -amount },
        ],
    })
    .into()
}

/// One patient's events, and the side row with the patient's name.
fn patient(journal: &Journal, number: u128, item: &ItemCode) -> Result<(Vec<Event>, SealedRow), Box<dyn Error>> {
    let person = PersonId(Uuid::from_u128(number));
    let row = SideRow {
        id: Uuid::from_u128(number),
        person: Some(person),
        class: RetentionClass::Contact,
        kind: "person",
        plain: br#"{"name":"example"}"#.to_vec(),
    };
    let row = journal.keys().seal(row)?;
    let registered = PersonRegistered {
        person,
        sex: Sex::Female,
        born_in: None,
        identity: Identity::Known,
        credentials: Vec::new(),
        record: row.side_ref(),
        name_lookup: None,
        phone_lookup: None,
    };
    let appointment = AppointmentId(Uuid::from_u128(number));
    let booked = AppointmentBooked {
        appointment,
        slot: SlotId(Uuid::from_u128(number)),
        patient: person,
        journey: JourneyId(Uuid::from_u128(number)),
        channel: Channel::Online,
        seat: 0,
        expected_at: chrono::DateTime::UNIX_EPOCH,
    };
    let checked_in = PatientCheckedIn {
        appointment,
        ticket: Ticket::new(MinuteOfDay(480), 1),
        joined: None,
        credential: CredentialKind::VisitCode,
        class: QueueClass::Ordinary,
        head_start: 0,
    };
    let mut events: Vec<Event> = vec![Journey::from(registered).into()];
    let steps = [
        Scheduling::from(booked),
        checked_in.into(),
        PatientCalled { appointment, in_turn: Some(true) }.into(),
        ConsultationStarted { appointment }.into(),
        ConsultationFinished { appointment }.into(),
    ];
    events.extend(steps.map(Event::from));
    events.extend((0..4).map(|line| charged(number * 4 + line, item)));
    Ok((events, row))
}

fn entry(seq: Seq, event: Event) -> Entry {
    let at = chrono::DateTime::UNIX_EPOCH + chrono::Duration::seconds(seq.cast_signed());
    Entry { seq, at, actor: Actor::system(), on_behalf_of: None, reason: None, key: None, goes_on: false, event }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("hospital.db").display());
    let journal = Journal::open(&url, &Keys::new(HospitalId(1), &[1; 32])).await?;
    let item: ItemCode = "B01".parse()?;
    let (mut entries, mut side) = (Vec::new(), Vec::new());
    let (mut seq, mut number, mut total) = (0, 0, 0.0);
    while seq < EVENTS as u64 {
        number += 1;
        let (events, row) = patient(&journal, number, &item)?;
        side.push(row);
        for event in events {
            seq += 1;
            entries.push(entry(seq, event));
        }
        if entries.len() >= BATCH || seq >= EVENTS as u64 {
            let began = Instant::now();
            journal.append(&entries, &side).await?;
            total += began.elapsed().as_secs_f64();
            entries.clear();
            side.clear();
        }
    }
    println!("append, {BATCH} a commit   {seq} events in {total:.2} s   {:.0}/s", seq as f64 / total);
    let began = Instant::now();
    for more in 1..=SINGLE {
        journal.append(&[entry(seq + more, charged(u128::from(1_000_000 + more), &item))], &[]).await?;
    }
    let each = began.elapsed().as_secs_f64() / SINGLE as f64;
    println!("append, 1 a commit      {:.2} ms each", each * 1000.0);
    let began = Instant::now();
    let (mut read, mut next) = (0, 1);
    loop {
        let page = journal.load(next, 4096).await?;
        let Some(last) = page.last() else { break };
        (next, read) = (last.seq + 1, read + page.len());
    }
    println!("load                    {read} events in {:.2} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let report = journal.verify().await?;
    println!(
        "verify                  {} rows, {} findings, {:.2} s",
        report.rows,
        report.findings.len(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

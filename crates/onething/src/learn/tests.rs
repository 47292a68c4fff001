//! Rows by hand, and everything that can be wrong with them.

use super::{
    columns::Columns,
    hold_out,
    table::{self, Plan, Read},
};
use model::time::Zone;
use schedules::learn::{Observation, Observations};
use web::locale::{Locale, Localizer};

const COLUMNS: &str = "no-show=Absent:y/n,scheduled=Booked,appointment=Day,age=Age,service=Seconds,type=Clinic:A/B";
const HEAD: &str = "Name,Booked,Day,Age,Seconds,Clinic,Absent\n";

fn english() -> Localizer {
    Localizer::new(Locale::English, Zone::SHANGHAI)
}

fn plan(columns: &str, from: Option<&str>) -> Plan {
    let columns = Columns::of(columns).unwrap();
    let hold_out_from = from.map(|from| hold_out(&columns, from).unwrap());
    Plan { columns, hold_out_from }
}

fn read(text: &str, plan: &Plan) -> Result<(Read, Observations), String> {
    let mut seen = Observations::default();
    let read = table::read(text, plan, &mut seen).map_err(|message| english().say(&message))?;
    Ok((read, seen))
}

/// The reasons of what is left out, with how many rows and the first line.
fn reasons(read: &Read) -> Vec<(u64, u64, String)> {
    read.left_out.iter().map(|left| (left.rows, left.line, english().say(&left.fault.message()))).collect()
}

#[test]
fn rows_as_they_are_meant() {
    let text = "\u{feff}Name,Booked,Day,Age,Seconds,Clinic,Absent\r\n\
        \"Wang, Wu\",2026-02-27T08:00:00Z,2026-03-02T09:30:00Z,61,691.4,A,n\r\n\
        \"two\nlines\",2026/3/2,2026/3/2,NA,,C,y\r\n\
        x,,2026-03-03,0,0,,y\r\n\
        x,2026-03-03 23:00,2026-03-03,12, 60 ,B,n\r\n";
    let (read, seen) = read(text, &plan(COLUMNS, Some("2026-03-03"))).unwrap();
    assert_eq!((read.rows, read.left_out.as_slice()), (4, &[][..]));
    let [first, second, third, fourth] = seen.all() else { panic!("{:?}", seen.all()) };
    let at = |visit: &Observation| seen.path(visit.group).to_vec();
    // 27 February to 2 March 2026 are three days; 2026 is no leap year.
    assert_eq!(
        (first.lead_days, first.age, first.service_seconds, first.shown),
        (Some(3), Some(61), Some(691), Some(true))
    );
    assert_eq!((first.start, first.held_out, at(first)), (Some(34_200), false, vec!["A".to_owned()]));
    assert_eq!(
        (second.lead_days, second.age, second.service_seconds, second.shown),
        (Some(0), None, None, Some(false))
    );
    assert_eq!((second.start, second.held_out, at(second)), (None, false, vec!["other".to_owned()]));
    assert_eq!((third.lead_days, third.age, third.service_seconds, third.shown), (None, Some(0), None, Some(false)));
    assert_eq!((third.held_out, at(third)), (true, vec![]));
    assert_eq!((fourth.lead_days, fourth.service_seconds, at(fourth)), (Some(0), Some(60), vec!["B".to_owned()]));
    assert_eq!((second.when - first.when, third.when - first.when), (0, 1));
    assert_eq!(fourth.booked.unwrap() - second.booked.unwrap(), 47 * 3600);
}

/// By rule and field, with the line of the first and how many; what a name might be is not repeated.
#[test]
fn rows_that_cannot_be_right_are_left_out_and_counted() {
    let good = "x,2026-03-01,2026-03-02,30,600,A,n\n".repeat(200);
    let bad = "\
        x,2026-03-03,2026-03-02,30,600,A,n\n\
        x,soon,2026-03-02,30,600,A,n\n\
        x,2026-02-30,2026-03-02,30,600,A,n\n\
        x,2026-03-01,2026-03-02,Wang Wu,600,A,n\n\
        x,2026-03-01,2026-03-02,-1,600,A,n\n\
        x,2026-03-01,2026-03-02,131,600,A,n\n\
        x,2026-03-01,2026-03-02,99999999,600,A,n\n\
        x,2026-03-01,2026-03-02,30,0,A,n\n\
        x,2026-03-01,2026-03-02,30,600,A,y\n\
        x,2026-03-01,2026-03-02,30,90000,A,n\n\
        x,2026-03-01,2026-03-02,30,long,A,n\n\
        x,2026-03-01,2026-03-02,30,600,A,perhaps\n\
        x,2026-03-01,2026-03-02,30,600,A\n\
        x,2026-03-01,,30,600,A,n\n\
        x,2026-03-01,2026-03-02,30,NA,A,\n\
        x,2020-03-01,2026-03-02,30,600,A,n\n";
    let long = format!("{},2026-03-01,2026-03-02,30,600,A,n\n", "x".repeat(20_000));
    let (read, seen) = read(&[HEAD, &good, bad, &long].concat(), &plan(COLUMNS, None)).unwrap();
    assert_eq!((read.rows, read.rows_left_out(), seen.all().len()), (217, 17, 200));
    let expected = [
        (1, 202, "scheduled is 2026-03-03, after the day of the appointment."),
        (2, 203, "scheduled is “…(4)”; it must be a date such as 2026-05-31, after which a time may follow."),
        (2, 205, "age is “…(7)”, which is not a whole number from 0 on."),
        (2, 207, "age is 131, which must be from 0 to 130."),
        (1, 209, "service is 0, which must be from 1 to 86400."),
        (1, 210, "service is 600 for somebody who did not come."),
        (1, 211, "service is 90000, which must be from 1 to 86400."),
        (1, 212, "service is “…(4)”, which is not a number."),
        (1, 213, "no-show is “…(7)”; it must be one of the two values that are named (without names, yes or no)."),
        (1, 214, "row has 6 cells; the first line has 7."),
        (1, 215, "appointment is empty; without it the visit has no place in time."),
        (1, 216, "service is empty, and who came is not known either."),
        (1, 217, "lead_days is 2192, which must be from 0 to 1000."),
        (1, 218, "row has 20027 bytes; the limit is 16384."),
    ];
    let found = reasons(&read);
    // Both services out of bounds break the same rule of the same field.
    let mut wanted: Vec<(u64, u64, String)> = Vec::new();
    for (rows, line, reason) in expected {
        if line == 211 {
            wanted.iter_mut().find(|(_, line, _)| *line == 209).unwrap().0 += rows;
        } else {
            wanted.push((rows, line, reason.to_owned()));
        }
    }
    assert_eq!(found, wanted);
    assert!(read.too_many_left_out().is_none());
}

/// With one row in ten left out the columns may still be right; with more they are not.
#[test]
fn too_many_rows_that_are_wrong() {
    let rows = |good: usize, bad: usize| {
        let text = [HEAD, &"x,,2026-03-02,,600,A,n\n".repeat(good), &"x,,2026-03-02,,600,A,?\n".repeat(bad)].concat();
        read(&text, &plan(COLUMNS, None)).unwrap().0
    };
    assert!(rows(9, 1).too_many_left_out().is_none());
    assert_eq!(rows(8, 1).too_many_left_out().unwrap().line, 10);
    assert_eq!(rows(0, 1).too_many_left_out().unwrap().line, 2);
    assert!(rows(0, 0).too_many_left_out().is_none());
}

#[test]
fn files_that_are_none() {
    let refused = |text: &str, words: &str| {
        let said = read(text, &plan(COLUMNS, None)).unwrap_err();
        assert!(said.contains(words), "{said}");
    };
    refused("", "the file is empty");
    refused("Name,Booked,Day,Age,Seconds,Clinic\n", "no-show is to be in the column “Absent”");
    refused("Absent,Booked,Day,Age,Seconds,Clinic,Absent\n", "names more than once");
    refused(&"c,".repeat(256), "257 columns; the limit is 256");
    let groups: String = (0..513).map(|number| format!("{number},n\n")).collect();
    let said = read(&format!("Ward,Absent\n{groups}"), &plan("no-show=Absent:y/n,type=Ward", None)).unwrap_err();
    assert!(said.contains("groups is 513, which must be from 1 to 512"), "{said}");
    let name = "w".repeat(81);
    let said = read(&format!("Ward,Absent\n{name},n\n"), &plan("no-show=Absent:y/n,type=Ward", None)).unwrap_err();
    assert!(said.contains("group is 81, which must be from 1 to 80") && !said.contains("www"), "{said}");
}

#[test]
fn columns_that_are_none() {
    let refused = |typed: &str, words: &str| {
        let said = english().say(&Columns::of(typed).unwrap_err());
        assert!(said.contains(words), "{typed}: {said}");
    };
    refused("", "must be FIELD=COLUMN");
    refused("no-show", "must be FIELD=COLUMN");
    refused("no-show=", "must be FIELD=COLUMN");
    refused("name=Name", "the fields are type, clinician, appointment, order, start, scheduled, age, no-show, service");
    refused("no-show=A,no-show=B", "a second time");
    refused("no-show=A:y", "must name two values");
    refused("no-show=A:y/n/m", "must name two values");
    refused("age=Age,type=T", "neither no-show nor service");
    refused(&format!("service=S,type=T:{}", "a/".repeat(64)), "at most 64 values");
    let flags = |typed: &str, cell: &str| {
        let text = format!("Absent\n{cell}\n{cell}\n");
        read(&text, &plan(typed, None)).unwrap().1.all().first().and_then(|visit| visit.shown)
    };
    for (cell, shown) in [("Yes", Some(false)), ("NO", Some(true)), ("1", Some(false)), ("否", Some(true)), ("2", None)]
    {
        assert_eq!(flags("no-show=Absent", cell), shown, "{cell}");
    }
    assert_eq!(flags("no-show=Absent:No/Yes", "Yes"), Some(true));
    assert_eq!(flags("no-show=Absent:No/Yes", "yes"), None);
}

#[test]
fn from_when_on_visits_are_held_out() {
    let from = |columns: &str, typed: &str| {
        hold_out(&Columns::of(columns).unwrap(), typed).map_err(|message| english().say(&message))
    };
    assert_eq!(from("service=S,order=O", "286"), Ok(286));
    assert_eq!(from("service=S,appointment=D", "2026-06"), from("service=S,appointment=D", "2026-06-01"));
    // A number takes precedence where both are there.
    assert_eq!(from("service=S,appointment=D,order=O", "3"), Ok(3));
    for (columns, typed, words) in [
        ("service=S", "286", "needs an order in time"),
        ("service=S,order=O", "June", "“June”"),
        ("service=S,order=O", "2026-06", "a whole number"),
        ("service=S,appointment=D", "286", "a month (2026-09)"),
    ] {
        let said = from(columns, typed).unwrap_err();
        assert!(said.contains(words), "{said}");
    }
    let plan = plan("service=S,order=O", Some("2"));
    let (_, seen) = read("O,S\n1,60\n2,60\n3,60\n", &plan).unwrap();
    assert_eq!(seen.all().iter().map(|visit| visit.held_out).collect::<Vec<_>>(), [false, true, true]);
}

/// The samples in the crate `schedules`, counted with other tools.
#[test]
fn the_samples() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("schedules/tests/data");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let columns = "no-show=No-show:Yes/No,scheduled=ScheduledDay,appointment=AppointmentDay,age=Age,type=Neighbourhood";
    let (appointments, seen) = read(&text("appointments.csv"), &plan(columns, None)).unwrap();
    assert_eq!((appointments.rows, appointments.rows_left_out()), (480, 6));
    assert_eq!(seen.all().iter().filter(|visit| visit.shown == Some(false)).count(), 93);
    let columns = "order=Session,start=StartTime,service=ServTime,type=AM_PM";
    let (consultations, seen) = read(&text("consultations.csv"), &plan(columns, Some("33"))).unwrap();
    assert_eq!((consultations.rows, consultations.rows_left_out()), (361, 3));
    let seconds: u64 = seen.all().iter().filter_map(|visit| visit.service_seconds.map(u64::from)).sum();
    assert_eq!(seconds, 282_981);
    assert_eq!(seen.all().iter().filter(|visit| visit.held_out).count(), 124);
}

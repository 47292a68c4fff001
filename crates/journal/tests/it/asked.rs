//! The queries of docs/sql.md, as they are written there, on both databases: each answer is worked out by hand.
//!
//! It is 00:30 of 27 November 2026 in the hospital, and 16:30 of the day before in UTC.

use crate::{
    harness::{Harness, On, Place, id, tables_file},
    reading::make_role,
};
use journal::{Followed, Journal, Keys};
use model::{
    Label,
    code::PolicyCode,
    event::Event,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, ExchangeId, HospitalId, JourneyId, PersonId,
        RoomId, SessionId, SettlementId, SlotId, WardId,
    },
    interface::Interface,
    journey::{self, InsuranceType, JourneyMoved, Move, Owner, PersonClass, StepKind, Subject},
    money::Yuan,
    person::CredentialKind,
    scheduling::{
        AdmissionRequested, AppointmentBooked, AppointmentCancelled, AppointmentMissed, BedAssigned, BedReadied,
        BedSpec, Channel, ConsultationFinished, ConsultationStarted, DepartmentOpened, Event as Scheduling, Formality,
        FormalityDone, Needs, PatientArrived, PatientCalled, PatientCheckedIn, PatientDischarged, PatientInBed, Pool,
        QueueClass, ReasonCode, RoomSex, RoomSpec, SessionPublished, SessionWithdrawn, SettledAt, SlotSpec, Ticket,
        TransferRequested, Urgency, WardOpened,
    },
    settlement::{
        Amounts, BillOpened, ConsentGiven, ConsentMeans, Event as Settlement, ExchangeAnswered, ExchangeIntended,
        ExchangeUnknown, HospitalKind, Outcome, Presettled, SettlementReopened, SettlementSettled, SettlementSubmitted,
        SettlementTakenBack, SettlementTakingBack, YearToDate,
    },
    time::{Instant, MinuteOfDay},
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, PgConnection, Row as _, SqliteConnection, ValueRef as _,
    postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
};

const PAGE: &str = include_str!("../../../../docs/sql.md");

/// A history that is put together in any order and written by time.
#[derive(Default)]
struct History {
    events: Vec<(Instant, Event)>,
}

/// An hour and minute of a day of the hospital, in UTC.
fn on(date: &str, time: &str) -> Instant {
    format!("{date}T{time}:00.500+08:00").parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

fn label() -> Label {
    Label::new("科", "D")
}

impl History {
    fn add(&mut self, at: Instant, event: impl Into<Event>) {
        self.events.push((at, event.into()));
    }

    fn scheduling(&mut self, at: Instant, event: impl Into<Scheduling>) {
        self.add(at, event.into());
    }

    fn settlement(&mut self, at: Instant, event: impl Into<Settlement>) {
        self.add(at, event.into());
    }

    fn department(&mut self, number: u128, code: &str, zh: &str) {
        let (department, code, name) = (DepartmentId(id(number)), code.to_owned(), Label::new(zh, code));
        self.scheduling(on("2026-10-01", "08:00"), DepartmentOpened { department, code, place: name.clone(), name });
    }

    /// A session from 08:00 with windows of 20 minutes, numbered after it.
    fn session(&mut self, number: u128, department: u128, date: &str, capacities: &[usize]) {
        let start = on(date, "08:00") - chrono::Duration::milliseconds(500);
        let slots = capacities.iter().zip(0..).map(|(seats, place)| SlotSpec {
            slot: SlotId(id(number + 1 + place as u128)),
            from: start + chrono::Duration::minutes(20 * place),
            until: start + chrono::Duration::minutes(20 * place + 20),
            pools: vec![Pool::General; *seats],
        });
        let published = SessionPublished {
            pools: Vec::new(),
            session: SessionId(id(number)),
            clinician: ClinicianId(id(2)),
            department: DepartmentId(id(department)),
            device: None,
            room: label(),
            date: date.parse().unwrap(),
            from: MinuteOfDay(480),
            until: MinuteOfDay(480 + 20 * capacities.len() as u16),
            fee: Yuan::from_fen(1500),
            slots: slots.collect(),
        };
        self.scheduling(on("2026-10-02", "08:00"), published);
    }

    fn booked(&mut self, number: u128, slot: u128, seat: u16) -> AppointmentId {
        let (appointment, patient) = (AppointmentId(id(number)), PersonId(id(1000 + number)));
        let (slot, journey) = (SlotId(id(slot)), JourneyId(id(9)));
        let at = on("2026-10-03", "08:00");
        let expected_at = at;
        let channel = Channel::Online;
        self.scheduling(at, AppointmentBooked { appointment, slot, patient, journey, channel, seat, expected_at });
        appointment
    }

    fn missed(&mut self, appointment: AppointmentId, at: Instant) {
        self.scheduling(at, AppointmentMissed { appointment });
    }

    fn waited(&mut self, appointment: AppointmentId, here: &str, called: &str) {
        let (ticket, credential) = (Ticket::new(MinuteOfDay(480), 1), CredentialKind::VisitCode);
        let checked_in = PatientCheckedIn {
            appointment,
            ticket,
            joined: None,
            credential,
            class: QueueClass::Ordinary,
            head_start: 0,
        };
        self.scheduling(on("2026-11-26", here), checked_in);
        self.scheduling(on("2026-11-26", called), PatientCalled { appointment, in_turn: Some(true) });
    }

    fn cancelled(&mut self, appointment: AppointmentId, code: ReasonCode, by_hospital: bool, at: Instant) {
        self.scheduling(at, AppointmentCancelled { appointment, reason: code.into(), by_hospital });
    }

    fn ward(&mut self, number: u128, code: &str, beds: &[u128]) {
        let beds = beds.iter().map(|bed| BedSpec { bed: BedId(id(*bed)), number: bed.to_string() }).collect();
        let room = RoomId(id(number + 1));
        let room = RoomSpec { room, number: "1".into(), sex: RoomSex::Either, oxygen: false, isolation: false, beds };
        let ward = WardId(id(number));
        let opened = WardOpened { ward, code: code.into(), name: label(), departments: Vec::new(), rooms: vec![room] };
        self.scheduling(on("2026-10-01", "08:00"), opened);
    }

    /// Asked for, with a bed, arrived, with these formalities, and in bed, all on one day.
    fn admitted(&mut self, number: u128, bed: u128, date: &str, times: [&str; 3], done: &[(Formality, &str)]) {
        let [assigned, arrived, in_bed] = times.map(|time| on(date, time));
        let (admission, bed) = (self.requested(number, on(date, "07:00")), BedId(id(bed)));
        self.scheduling(assigned, BedAssigned { admission, bed });
        self.scheduling(arrived, PatientArrived { admission, credential: CredentialKind::ResidentId });
        for (formality, time) in done {
            self.scheduling(on(date, time), FormalityDone { admission, formality: *formality });
        }
        self.scheduling(in_bed, PatientInBed { admission, bed });
    }

    fn requested(&mut self, number: u128, at: Instant) -> AdmissionId {
        let admission = AdmissionId(id(number));
        let requested = AdmissionRequested {
            admission,
            patient: PersonId(id(1000 + number)),
            journey: JourneyId(id(9)),
            sex: model::person::Sex::Male,
            department: DepartmentId(id(1)),
            appointment: None,
            diagnosis: "J18.900".into(),
            urgency: Urgency::Urgent,
            needs: Needs::default(),
            expected_days: 3,
        };
        self.scheduling(at, requested);
        admission
    }

    /// A stay of one day in a bed that is clean again an hour later, or not.
    fn stay(&mut self, number: u128, bed: u128, left: Instant, settled: SettledAt, is_clean: bool) {
        let date = (left - chrono::Duration::days(1)).format("%Y-%m-%d").to_string();
        // 20 minutes from arriving to being in bed.
        self.admitted(number, bed, &date, ["08:00", "08:00", "08:20"], &[]);
        let (admission, bed) = (AdmissionId(id(number)), BedId(id(bed)));
        self.scheduling(left, PatientDischarged { admission, bed, settled });
        if is_clean {
            self.scheduling(left + chrono::Duration::hours(1), BedReadied { bed });
        }
    }

    fn bill(&mut self, number: u128, insurance: InsuranceType, at: Instant) {
        let opened = BillOpened {
            admission: AdmissionId(id(number)),
            patient: PersonId(id(1000 + number)),
            journey: JourneyId(id(9)),
            policy: Some("370100-310-inpatient-2024".parse::<PolicyCode>().unwrap()),
            insurance,
            class: PersonClass::Active,
            hospital_level: 3,
            hospital_kind: HospitalKind::General,
            admission_no: 1,
            admitted_on: "2026-11-01".parse().unwrap(),
            year_to_date: YearToDate::default(),
            account_balance: Yuan::ZERO,
        };
        self.settlement(at, opened);
    }

    fn presettled(&mut self, number: u128, admission: u128, at: Instant) -> SettlementId {
        let settlement = SettlementId(id(number));
        let presettled = Presettled {
            settlement,
            admission: AdmissionId(id(admission)),
            fingerprint: "f".into(),
            amounts: Amounts::default(),
            estimate: Amounts::default(),
            deposits: Yuan::ZERO,
        };
        self.settlement(at, presettled);
        settlement
    }

    fn sent(&mut self, number: u128, infno: Interface, admission: u128, at: Instant) -> ExchangeId {
        let exchange = ExchangeId(id(number));
        let intended = ExchangeIntended {
            exchange,
            infno,
            msgid: format!("H3701000000120261124120000{number:04}").parse().unwrap(),
            admission: Some(AdmissionId(id(admission))),
            settlement: None,
            about: None,
            charges: Vec::new(),
            body: nothing(),
            deadline: at + chrono::Duration::minutes(1),
        };
        self.settlement(at, intended);
        exchange
    }

    /// All charges, then the pool, serious illness, large sum, assistance, account and cash.
    fn settled(&mut self, number: u128, admission: u128, at: Instant, fen: [i64; 7]) {
        let settlement = self.presettled(number, admission, at - chrono::Duration::minutes(10));
        let fen = fen.map(Yuan::from_fen);
        let amounts = Amounts {
            medfee_sumamt: fen[0],
            hifp_pay: fen[1],
            hifmi_pay: fen[2],
            hifob_pay: fen[3],
            maf_pay: fen[4],
            fund_pay_sumamt: fen[1] + fen[2] + fen[3] + fen[4],
            acct_pay: fen[5],
            psn_cash_pay: fen[6],
            ..Amounts::default()
        };
        let (exchange, setl_id) = (ExchangeId(id(number + 400)), format!("{number}").parse().unwrap());
        self.settlement(at, SettlementSettled { settlement, exchange, setl_id, amounts, postings: Vec::new() });
    }

    fn journey(&mut self, number: u128, opened: Instant, step: Option<(StepKind, Owner)>, is_open: bool) {
        let journey = JourneyId(id(number));
        let mut moves = vec![Move::Opened { person: PersonId(id(1)), department: Some(DepartmentId(id(2))) }];
        let subject = Subject::Appointment(AppointmentId(id(101)));
        let (kind, owner) = (StepKind::Booking, Owner::Patient);
        moves.push(Move::StepOpened { kind, subject, owner, due: None });
        moves.push(Move::StepClosed { kind, subject, done: true });
        if let Some((kind, owner)) = step {
            moves.push(Move::StepOpened { kind, subject, owner, due: None });
        }
        if !is_open {
            moves.push(Move::Closed);
        }
        self.add(opened, journey::Event::from(JourneyMoved { journey, moves }));
    }

    async fn write(mut self, harness: &mut Harness) {
        self.events.sort_by_key(|(at, _)| *at);
        let mut entries = Vec::new();
        for (at, event) in self.events {
            let mut entry = harness.entry(event);
            entry.at = at;
            entries.push(entry);
        }
        harness.journal.append(&entries, &[]).await.unwrap();
        while !matches!(harness.journal.follow_tables().await.unwrap(), Followed::Head(_)) {}
        harness.journal.follow_tables().await.unwrap();
    }
}

/// A sealed row that is not there: nobody opens it.
fn nothing() -> model::SideRef {
    model::SideRef { id: id(1), hash: "0".repeat(64) }
}

fn ours() -> History {
    use Formality::{Deposit, Form, Handover, Identity, Insurance, Wristband};
    let mut all = History::default();
    all.department(1, "CARD", "心血管内科");
    all.department(2, "NEUR", "神经内科");
    all.session(10, 1, "2026-11-26", &[3, 3]);
    all.session(20, 2, "2026-11-26", &[2]);
    all.session(30, 1, "2026-11-25", &[2]);
    all.session(40, 1, "2026-11-26", &[9]);
    let session = SessionId(id(40));
    all.scheduling(on("2026-10-31", "09:00"), SessionWithdrawn { session, reason: ReasonCode::Hospital.into() });

    // Windows 11 (08:00) and 12 (08:20) of session 10; 21, 31 and 41 at 08:00.
    let (first, second) = (all.booked(101, 11, 0), all.booked(102, 11, 1));
    all.waited(first, "07:50", "08:05");
    all.scheduling(on("2026-11-26", "08:06"), ConsultationStarted { appointment: first });
    all.scheduling(on("2026-11-26", "08:18"), ConsultationFinished { appointment: first });
    all.waited(second, "08:10", "08:25");
    for (number, slot, seat, day) in [(103, 12, 0, "26"), (104, 12, 1, "26"), (107, 21, 0, "26"), (108, 31, 0, "25")] {
        let appointment = all.booked(number, slot, seat);
        all.missed(appointment, on(&format!("2026-11-{day}"), "09:00"));
    }
    let third = all.booked(106, 21, 1);
    all.waited(third, "08:01", "08:31");
    let given_back = all.booked(105, 12, 2);
    all.cancelled(given_back, ReasonCode::PatientWish, false, on("2026-11-25", "10:00"));
    // 1 November in the hospital, October in UTC.
    let withdrawn = all.booked(109, 41, 0);
    all.cancelled(withdrawn, ReasonCode::Hospital, true, on("2026-11-01", "01:00"));
    let earlier = all.booked(110, 31, 1);
    all.cancelled(earlier, ReasonCode::PatientWish, false, on("2026-10-31", "23:00"));

    all.ward(50, "W1", &[52, 53, 54, 55, 56]);
    all.ward(60, "W2", &[62, 63]);
    let day = "2026-11-26";
    // 40 minutes, of which the insurance took 20.
    let steps = [
        (Identity, "09:31"),
        (Form, "09:36"),
        (Insurance, "09:56"),
        (Deposit, "09:58"),
        (Wristband, "10:00"),
        (Handover, "10:05"),
    ];
    all.admitted(201, 52, day, ["09:05", "09:30", "10:10"], &steps);
    // 35 minutes, of which 24 until there was a bed.
    all.admitted(202, 53, day, ["11:25", "11:00", "11:35"], &[(Identity, "11:01"), (Form, "11:27")]);
    // 30 minutes are not over half an hour.
    all.admitted(203, 54, day, ["11:00", "12:00", "12:30"], &[(Identity, "12:01")]);
    // Too long ago.
    all.admitted(210, 63, "2026-11-10", ["08:00", "08:00", "09:30"], &[]);
    let (admission, bed) = (AdmissionId(id(210)), BedId(id(63)));
    all.scheduling(on("2026-11-10", "23:00"), PatientDischarged { admission, bed, settled: SettledAt::Bedside });
    all.scheduling(on("2026-11-11", "00:00"), BedReadied { bed });
    let kept = all.requested(209, on(day, "13:00"));
    all.scheduling(on(day, "13:05"), BedAssigned { admission: kept, bed: BedId(id(56)) });
    let (admission, from, bed) = (AdmissionId(id(203)), BedId(id(54)), BedId(id(63)));
    let reason = ReasonCode::Hospital.into();
    all.scheduling(on(day, "14:00"), TransferRequested { admission, from, bed, reason });

    all.stay(206, 62, on("2026-10-20", "10:00"), SettledAt::Counter, true);
    all.stay(208, 62, on("2026-10-22", "10:00"), SettledAt::Bedside, true);
    // 1 November in the hospital, October in UTC.
    all.stay(205, 62, on("2026-11-01", "00:30"), SettledAt::Bedside, true);
    all.stay(207, 62, on("2026-11-15", "10:00"), SettledAt::Open, true);
    all.stay(204, 55, on(day, "23:00"), SettledAt::Bedside, false);

    all.bill(204, InsuranceType::Employee, on("2026-11-25", "09:00"));
    all.bill(205, InsuranceType::Resident, on("2026-10-30", "09:00"));
    all.bill(206, InsuranceType::Resident, on("2026-10-19", "09:00"));
    all.bill(207, InsuranceType::Employee, on("2026-11-14", "09:00"));
    all.bill(208, InsuranceType::Employee, on("2026-10-21", "09:00"));
    all.settled(308, 208, on("2026-10-22", "09:30"), [50_000, 40_000, 0, 0, 0, 10_000, 0]);
    all.settled(305, 205, on("2026-11-01", "00:10"), [100_000, 60_000, 5_000, 0, 1_000, 0, 34_000]);
    all.settled(304, 204, on(day, "22:50"), [200_000, 150_000, 0, 10_000, 0, 20_000, 20_000]);

    // The lines of 206 may be there, and its settlement was never shown.
    let exchange = all.sent(706, Interface::Lines, 206, on("2026-10-20", "09:00"));
    all.settlement(on("2026-10-20", "09:01"), ExchangeUnknown { exchange });
    // 207: a first trial, a second one, and the 2304 that was refused. A later message was done.
    all.presettled(306, 207, on("2026-11-15", "09:00"));
    let settlement = all.presettled(307, 207, on("2026-11-15", "09:10"));
    let (fingerprint, means) = ("f".to_owned(), ConsentMeans::Print);
    all.settlement(on("2026-11-15", "09:11"), ConsentGiven { settlement, fingerprint, means });
    let exchange = all.sent(707, Interface::Settlement, 207, on("2026-11-15", "09:12"));
    all.settlement(on("2026-11-15", "09:12"), SettlementSubmitted { settlement, exchange });
    let answered = |exchange, outcome| ExchangeAnswered { exchange, outcome, doubted: false, body: nothing() };
    let refused = Outcome::Refused { code: "line-total".into() };
    all.settlement(on("2026-11-15", "09:13"), answered(exchange, refused));
    all.settlement(on("2026-11-15", "09:14"), SettlementReopened { settlement, exchange });
    let exchange = all.sent(708, Interface::SignIn, 207, on("2026-11-15", "09:15"));
    all.settlement(on("2026-11-15", "09:16"), answered(exchange, Outcome::Done));
    // One that was taken back counts nowhere.
    all.settled(309, 207, on("2026-11-15", "09:40"), [7, 7, 0, 0, 0, 0, 0]);
    let (settlement, reason) = (SettlementId(id(309)), ReasonCode::Mistake.into());
    all.settlement(on("2026-11-15", "09:41"), SettlementTakingBack { settlement, reason, by: None });
    let (exchange, deposits, refund, postings) = (None, Yuan::ZERO, Yuan::ZERO, Vec::new());
    let back = SettlementTakenBack { settlement, exchange, deposits, refund, red: None, postings };
    all.settlement(on("2026-11-15", "09:42"), back);

    all.journey(401, on("2026-10-20", "09:00"), Some((StepKind::Tests, Owner::Clinician)), true);
    all.journey(402, on("2026-10-20", "09:00"), None, false);
    all.journey(403, on("2026-11-20", "09:00"), Some((StepKind::Tests, Owner::Clinician)), true);
    all.journey(404, on("2026-10-28", "01:00"), None, true);
    all.journey(405, on("2026-10-27", "00:00"), None, true);
    all
}

/// Another hospital, under the same ids.
fn theirs() -> History {
    let mut all = History::default();
    all.department(1, "CARD", "心内科");
    all.session(10, 1, "2026-11-26", &[7, 7]);
    for (number, slot, seat) in [(101, 11, 0), (102, 11, 1), (103, 12, 0), (120, 12, 1)] {
        let appointment = all.booked(number, slot, seat);
        all.missed(appointment, on("2026-11-26", "09:00"));
    }
    let given_back = all.booked(121, 12, 5);
    all.cancelled(given_back, ReasonCode::Other, true, on("2026-11-25", "10:00"));
    all.ward(50, "W1", &[52, 53, 57]);
    all.admitted(201, 52, "2026-11-26", ["08:00", "08:00", "09:50"], &[(Formality::Form, "09:40")]);
    all.stay(206, 53, on("2026-11-26", "10:00"), SettledAt::Open, true);
    all.bill(206, InsuranceType::Employee, on("2026-11-25", "09:00"));
    all.settled(304, 206, on("2026-11-26", "09:00"), [7, 7, 0, 0, 0, 0, 0]);
    all.sent(707, Interface::Trial, 207, on("2026-11-25", "09:00"));
    all.journey(401, on("2026-10-01", "09:00"), Some((StepKind::Stay, Owner::Ward)), true);
    all
}

/// What each query says, by its number: cells are separated by `|`, and nothing is `-`.
fn answers() -> [Vec<String>; 11] {
    let number = |number: u128| id(number).simple().to_string();
    [
        // 101 to 104 without the cancelled 105; 106 and 107.
        vec!["CARD|心血管内科|4|2".into(), "NEUR|神经内科|2|1".into()],
        vec![format!("{}|40.0|insurance|20.0", number(201)), format!("{}|35.0|bed|24.0", number(202))],
        vec![
            format!("{}|open|310|the insurer did not settle it|2304|refused|line-total", number(207)),
            format!("{}|counter|390|no settlement was shown|2301|unknown|-", number(206)),
        ],
        // Without the session that was withdrawn.
        vec!["2026-11-25|CARD|480|2|1".into(), "2026-11-26|CARD|480|6|4".into(), "2026-11-26|NEUR|480|2|2".into()],
        // From 08:00:00 to 08:05:00.5 and from 08:10 to 08:25; 30 minutes.
        vec!["NEUR|神经内科|1|30.0|30.0|1".into(), "CARD|心血管内科|2|10.0|15.0|0".into()],
        // 27 October 00:00 to 27 November 00:30: 31 days.
        vec![format!("{}|37|NEUR|tests|clinician", number(401)), format!("{}|31|NEUR|-|-", number(405))],
        vec!["W1|5|3|1|1|0|60.0".into(), "W2|2|0|1|0|1|0.0".into()],
        // 206 and 208; 204, 205, 207 and 210.
        vec!["2026-10|2|1|50.0".into(), "2026-11|4|3|75.0".into()],
        vec![
            "2026-10|310|1|50000|40000|40000|0|0|0|10000|0".into(),
            "2026-11|310|1|200000|160000|150000|0|10000|0|20000|20000".into(),
            "2026-11|390|1|100000|66000|60000|5000|0|1000|0|34000".into(),
        ],
        vec![
            "2026-10|patient_wish|patient|1".into(),
            "2026-11|hospital|hospital|1".into(),
            "2026-11|patient_wish|patient|1".into(),
        ],
        // Missed: at the beginning of the window. 101: from 08:06 to 08:18, 720 s. 102 and 106 are still there.
        [
            ("CARD", "2026-11-25|08:00:00|yes|-"),
            ("CARD", "2026-11-26|08:06:00|no|720"),
            ("CARD", "2026-11-26|08:20:00|yes|-"),
            ("CARD", "2026-11-26|08:20:00|yes|-"),
            ("NEUR", "2026-11-26|08:00:00|yes|-"),
        ]
        .map(|(department, visit)| format!("{department}|{}|2026-10-03 08:00:00|{visit}", number(2)))
        .to_vec(),
    ]
}

/// The queries for a database, by number.
fn queries(database: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for section in PAGE.split("\n## ").skip(1) {
        let Some(number) = section.split('.').next().and_then(|number| number.parse().ok()) else { continue };
        let blocks = section.split("```sql\n").skip(1).map(|block| block.split("```").next().unwrap());
        let of = blocks.filter(|block| block.lines().next().is_some_and(|line| line.contains(database)));
        let of: Vec<&str> = of.collect();
        let [one] = of[..] else { panic!("query {number} stands {} times for {database}", of.len()) };
        found.push((number, one.to_owned()));
    }
    assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (1..=11).collect::<Vec<_>>());
    found
}

fn cell(text: Option<&str>) -> String {
    match text {
        None => "-".to_owned(),
        // PostgreSQL writes an id with hyphens.
        Some(text) => uuid::Uuid::parse_str(text).map_or(text.to_owned(), |id| id.simple().to_string()),
    }
}

async fn on_sqlite(connection: &mut SqliteConnection, text: &str) -> Vec<String> {
    let text = text.replace("'now'", "'2026-11-26T16:30:00Z'");
    let rows = sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await.unwrap();
    let cells = |row: &sqlx::sqlite::SqliteRow| {
        let texts = (0..row.len()).map(|place| cell(row.get_unchecked::<Option<String>, _>(place).as_deref()));
        texts.collect::<Vec<_>>().join("|")
    };
    rows.iter().map(cells).collect()
}

/// In the server's text form.
async fn on_postgres(connection: &mut PgConnection, text: &str) -> Vec<String> {
    let text = text.replace("now()", "timestamptz '2026-11-26 16:30:00Z'");
    let rows = sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await.unwrap();
    let cells = |row: &sqlx::postgres::PgRow| {
        let one = |place| {
            let value = row.try_get_raw(place).unwrap();
            if value.is_null() { cell(None) } else { cell(Some(value.as_str().unwrap())) }
        };
        (0..row.len()).map(one).collect::<Vec<_>>().join("|")
    };
    rows.iter().map(cells).collect()
}

async fn two_hospitals(on: On) -> (Harness, Harness) {
    let keys = |hospital| Keys::new(HospitalId(hospital), &[3; 32]);
    let place = Place::new(on);
    let journal = Journal::open(&place.url(), &keys(1)).await.unwrap();
    let mut harness = Harness { place, journal, next: 1 };
    if let Place::Server(database) = &harness.place {
        make_role(database, 1, "hospital");
    }
    let journal = Journal::open(&harness.url(), &keys(2)).await.unwrap();
    let mut other = Harness { place: Place::new(On::Sqlite), journal, next: 1 };
    ours().write(&mut harness).await;
    theirs().write(&mut other).await;
    (harness, other)
}

#[tokio::test]
async fn the_queries_are_answered_on_sqlite_beside_the_running_program() {
    let (harness, _other) = two_hospitals(On::Sqlite).await;
    let file = SqliteConnectOptions::new().filename(tables_file(&harness.url())).read_only(true);
    let mut shell = file.connect().await.unwrap();
    for ((number, text), wanted) in queries("SQLite").into_iter().zip(answers()) {
        assert_eq!(on_sqlite(&mut shell, &text).await, wanted, "{number}: {text}");
    }
}

#[tokio::test]
async fn the_queries_are_answered_on_postgres_for_the_role_and_for_the_owner() {
    let (harness, _other) = two_hospitals(On::Postgres).await;
    let Place::Server(database) = &harness.place else { panic!("a server") };
    let role: PgConnectOptions = database.url_of(&format!("it_1_{}", database.name())).parse().unwrap();
    let owner: PgConnectOptions = database.url().parse().unwrap();
    // Wherever whoever asks is.
    let role = role.options([("timezone", "America/New_York")]);
    let owner = owner.options([("timezone", "Pacific/Auckland"), ("search_path", "reports")]);
    for options in [role, owner] {
        let mut shell = options.connect().await.unwrap();
        for ((number, text), wanted) in queries("PostgreSQL").into_iter().zip(answers()) {
            assert_eq!(on_postgres(&mut shell, &text).await, wanted, "{number}: {text}");
        }
    }
}

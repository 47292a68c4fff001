//! A day of an invented hospital, for the tests of the staff pages.

use crate::{
    locale::{Locale, Localizer},
    ui::page::Shell,
};
use hospital::view::*;
use model::{
    Label,
    id::*,
    journey::{InsuranceType, PersonClass},
    message::{Message, Value},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{BedRule, BlockReason, Channel, Formality, Needs, RoomSex, Ticket, Title, Urgency},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use rust_decimal::Decimal;
use scheduling::read::ConsultingRoom;
use uuid::Uuid;

/// The nonce of the pages' idempotency keys, as long as a real one.
pub(crate) const NONCE: &str = "0123456789abcdef01234567";

/// Both languages: Chinese, then English.
pub(crate) fn localizers() -> [Localizer; 2] {
    Locale::ALL.map(|locale| Localizer::new(locale, Zone::SHANGHAI).on(at(9, 0)))
}

/// The frame of a page for somebody who is logged in.
pub(crate) fn shell(t: &Localizer) -> Shell {
    Shell {
        csrf: "token".into(),
        kind: "staff",
        who: Some("nurse3".into()),
        has_password: true,
        role: t.text("staff-role-nurse"),
        here: "/ward".into(),
        ..Shell::default()
    }
}

/// A name that would be a script if it were not escaped.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>";

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0192_f3aa_0000_7000_8000_0000_0000_0000 + number)
}

/// The day of the samples: Thursday 26 November 2026.
pub(crate) fn day() -> BusinessDate {
    "2026-11-26".parse().unwrap()
}

/// A time of that day.
pub(crate) fn at(hour: u16, minute: u16) -> Instant {
    Zone::SHANGHAI.instant(day(), MinuteOfDay(hour * 60 + minute))
}

pub(crate) fn card(number: u128, name: &str, sex: Sex, age: u32) -> PersonSummary {
    let letters: Vec<char> = name.chars().collect();
    let masked = match letters.as_slice() {
        [first, .., last] if letters.len() > 2 => format!("{first}*{last}"),
        [first, ..] => format!("{first}*"),
        [] => String::new(),
    };
    PersonSummary {
        person: PersonId(id(number)),
        name: Name { full: name.into(), masked },
        sex,
        age: Some(age),
        infant: None,
        phone: Some("138****5678".into()),
        credentials: vec![MaskedCredential { kind: CredentialKind::ResidentId, number: "**************002X".into() }],
    }
}

pub(crate) fn department() -> DepartmentRef {
    DepartmentRef {
        department: DepartmentId(id(1)),
        code: "CARD".into(),
        name: Label::new("心血管内科", "Cardiology"),
        place: Label::new("门诊楼 3 层 A 区", "Outpatient building, floor 3, A"),
    }
}

fn clinician() -> Name {
    Name { full: "周远航".into(), masked: "周*航".into() }
}

pub(crate) fn session_head(number: u128, from: u16, until: u16) -> SessionHead {
    SessionHead {
        session: SessionId(id(number)),
        department: department(),
        clinician: clinician(),
        title: Title::Chief,
        room: consulting_room(),
        date: day(),
        from: MinuteOfDay(from * 60),
        until: MinuteOfDay(until * 60),
        paused_until: None,
    }
}

fn queued_visit(
    number: u128,
    order: u32,
    patient: PersonSummary,
    from: Instant,
    waited: u32,
    passed: u32,
) -> QueuedVisit {
    QueuedVisit {
        appointment: AppointmentId(id(number)),
        ticket: Some(Ticket::new(Zone::SHANGHAI.minute(from), order)),
        patient,
        state: VisitState::Waiting,
        from,
        until: from + chrono::Duration::minutes(20),
        waited_minutes: waited,
        passed,
        back: false,
        why: vec![Message::new("room-visit-checked-in")],
        referred_by: None,
    }
}

/// A consulting room at 09:01 with six people waiting; `state` is that of the current patient, if there is one.
pub(crate) fn room(state: Option<VisitState>) -> RoomBoard {
    let queue = vec![
        queued_visit(20, 1, card(30, "林秀英", Sex::Female, 68), at(9, 0), 5, 0),
        queued_visit(21, 2, card(31, "赵国庆", Sex::Male, 75), at(9, 0), 3, 0),
        queued_visit(22, 3, card(32, "孙立军", Sex::Male, 52), at(8, 20), 0, 0),
        queued_visit(23, 1, card(33, "李春梅", Sex::Female, 41), at(9, 20), 1, 0),
        queued_visit(24, 2, card(34, HOSTILE, Sex::Male, 36), at(8, 40), 21, 1),
        queued_visit(25, 2, card(35, "郑雅琴", Sex::Female, 59), at(9, 20), 0, 0),
    ];
    let seats = (0..12u16)
        .map(|window| {
            use SeatState::*;
            let from = at(8, 0) + chrono::Duration::minutes(i64::from(window) * 20);
            let seats = match window {
                0 | 1 => vec![Seen; 3],
                2 => vec![Waiting, if state.is_some() { Now } else { Waiting }, Missed],
                3 => vec![Waiting; 3],
                4 => vec![Expected, Free, Waiting],
                6 | 9 => vec![Expected, Free, Free],
                _ => vec![Free; 3],
            };
            SlotSeats {
                slot: SlotId(id(100 + u128::from(window))),
                from,
                until: from + chrono::Duration::minutes(20),
                seats,
            }
        })
        .collect();
    RoomBoard {
        now: at(9, 1),
        session: session_head(10, 8, 12),
        others: vec![session_head(11, 14, 17)],
        paused_until: None,
        queue,
        current: state.map(|state| CurrentPatient {
            appointment: AppointmentId(id(26)),
            journey: JourneyId(id(27)),
            state,
            ticket: Some(Ticket::new(MinuteOfDay(520), 3)),
            patient: card(36, HOSTILE, Sex::Female, 68),
            coverage: Some(CoverageSummary {
                insurance: InsuranceType::Employee,
                class: PersonClass::Retired,
                region: "370100".into(),
            }),
            visits_before: 4,
            last_visit: Some("2026-10-12".parse().unwrap()),
            from: at(8, 40),
            until: at(9, 0),
            channel: Channel::Online,
            referred_by: None,
            booked_at: at(7, 0),
            checked_in_at: Some(at(8, 37)),
            credential: Some(CredentialKind::ResidentId),
            called_at: Some(at(8, 58)),
            started_at: (state == VisitState::InConsultation).then(|| at(9, 0)),
            stays: Vec::new(),
        }),
        seen: vec![queued_visit(28, 1, card(37, "王建国", Sex::Male, 59), at(8, 40), 4, 0)],
        seats,
        figures: RoomFigures {
            seen: 7,
            booked: 16,
            capacity: 36,
            waiting: 6,
            expected: 3,
            called: 3,
            kept: 2,
            called_out_of_turn: 1,
            expected_end: at(11, 58),
        },
        end: None,
    }
}

fn visit(number: u128, patient: PersonSummary, state: VisitState, from: Instant) -> ListedVisit {
    ListedVisit {
        appointment: AppointmentId(id(number)),
        code: "7K2M9QX4".into(),
        patient,
        state,
        session: SessionId(id(10)),
        department: department(),
        clinician: clinician(),
        room: consulting_room(),
        from,
        until: from + chrono::Duration::minutes(20),
        channel: Channel::Online,
        referred_by: None,
        ticket: (state == VisitState::Waiting).then_some(Ticket::new(MinuteOfDay(520), 2)),
        ahead: (state == VisitState::Waiting).then_some(2),
        why: Vec::new(),
        checked_in_at: None,
        called_at: None,
        can_check_in: state == VisitState::Booked,
        can_undo: matches!(state, VisitState::Waiting | VisitState::Missed),
        can_return: state == VisitState::Finished,
        can_undo_return: false,
        can_transfer: state == VisitState::Waiting,
        can_undo_transfer: false,
        can_read_referral: false,
        can_excuse: state == VisitState::Missed,
        impossible: None,
        can_cancel: matches!(state, VisitState::Booked | VisitState::Waiting),
        can_move: state == VisitState::Booked,
    }
}

/// Reception's list at 09:01.
pub(crate) fn day_list() -> DayList {
    DayList {
        now: at(9, 1),
        sessions: vec![room(None).session],
        department: department(),
        departments: vec![
            department(),
            DepartmentRef {
                department: DepartmentId(id(2)),
                code: "NEUR".into(),
                name: Label::new("神经内科", "Neurology"),
                ..department()
            },
        ],
        date: day(),
        rows: vec![
            visit(40, card(50, "王建国", Sex::Male, 59), VisitState::Finished, at(8, 20)),
            visit(41, card(51, "吴晓东", Sex::Male, 36), VisitState::Missed, at(8, 40)),
            visit(42, card(52, "林秀英", Sex::Female, 68), VisitState::Waiting, at(9, 0)),
            visit(43, card(53, HOSTILE, Sex::Male, 75), VisitState::Booked, at(9, 0)),
            visit(44, card(54, "李春梅", Sex::Female, 41), VisitState::InConsultation, at(9, 0)),
            visit(45, card(55, "郑雅琴", Sex::Female, 59), VisitState::Booked, at(9, 20)),
        ],
        counts: DayCounts { expected: 2, waiting: 1, in_consultation: 1, seen: 1, missed: 1, not_seen: 0 },
        may_change: true,
        ends: Vec::new(),
    }
}

/// The result of a scan of an identity card.
pub(crate) fn search() -> SearchResult {
    SearchResult {
        now: at(9, 1),
        kind: SearchKind::Credential,
        hits: vec![SearchHit {
            patient: card(53, HOSTILE, Sex::Male, 75),
            visits: vec![visit(43, card(53, HOSTILE, Sex::Male, 75), VisitState::Booked, at(9, 0))],
            stays: vec![ListedStay {
                admission: AdmissionId(id(60)),
                state: AdmissionState::BedAssigned,
                ward: Some(ward_ref().name),
                bed: Some(("7".into(), "23".into())),
                requested_at: at(8, 0),
            }],
        }],
        more: true,
    }
}

/// A person opened at the desk, with everything that can be shown there.
pub(crate) fn desk_person() -> DeskPerson {
    let hit = search().hits.remove(0);
    DeskPerson {
        now: at(9, 1),
        record: Some(id(61)),
        birth: "1951-03-02".parse().ok(),
        coverage: None,
        visits: hit.visits,
        stays: hit.stays,
        relatives: vec![card(56, HOSTILE, Sex::Male, 51)],
        acts_for: vec![card(57, "林小雨", Sex::Female, 3)],
        merged: vec![MergedRecord {
            record: PersonId(id(58)),
            name: Name { full: HOSTILE.into(), masked: HOSTILE.into() },
            credentials: hit.patient.credentials.clone(),
        }],
        alike: vec![Alike { patient: card(59, HOSTILE, Sex::Female, 68), same: vec![Fact::Name, Fact::Phone] }],
        patient: PersonSummary { sex: Sex::Female, ..hit.patient },
    }
}

/// Today's windows for booking on site.
pub(crate) fn slots() -> SlotList {
    let slot = |number: u128, minute: u16, left: u16| SlotOffer {
        slot: SlotId(id(number)),
        from: at(10, minute),
        until: at(10, minute) + chrono::Duration::minutes(20),
        left,
        capacity: 3,
        state: match left {
            0 => SlotState::Full,
            1 => SlotState::Last,
            _ => SlotState::Free,
        },
        expected_at: (left > 0).then(|| at(10, minute)),
    };
    SlotList {
        now: at(9, 1),
        department: department(),
        patient: None,
        family: Vec::new(),
        days: vec![DayOffer { date: day(), state: DayState::Free, left: 4, capacity: 36 }],
        date: day(),
        clinicians: vec![ClinicianDay {
            clinician: ClinicianId(id(3)),
            name: clinician(),
            title: Title::Chief,
            fee: Yuan::from_fen(1_500),
            usual_wait: Some(UsualWait { median_minutes: 9, on_time: 4, cases: 20 }),
            sessions: vec![SessionSlots {
                session: SessionId(id(10)),
                room: consulting_room(),
                from: MinuteOfDay(480),
                until: MinuteOfDay(720),
                slot_minutes: 20,
                morning: true,
                draw: None,
                slots: vec![slot(110, 0, 3), slot(111, 20, 0), slot(112, 40, 1)],
            }],
        }],
        has_waitlist: true,
        opens: None,
    }
}

pub(crate) fn ward_ref() -> WardRef {
    WardRef { ward: WardId(id(5)), code: "W3".into(), name: Label::new("心内科三病区", "Cardiology ward 3") }
}

fn occupant(number: u128, patient: PersonSummary, diagnosis: &str, day: u32) -> Occupant {
    Occupant {
        admission: AdmissionId(id(number)),
        patient,
        state: AdmissionState::InBed,
        diagnosis: diagnosis.into(),
        day,
        leaves_on: None,
        leaving_today: false,
        overruled: Vec::new(),
        settlement: SettlementStage::None,
        lacks: None,
    }
}

fn bed(number: u32, occupant: Option<Occupant>) -> WardBed {
    let state = if occupant.is_some() { BedState::Occupied } else { BedState::Free };
    WardBed {
        bed: BedId(id(200 + u128::from(number))),
        number: number.to_string(),
        state,
        occupant,
        clean_at: None,
        blocked: None,
    }
}

pub(crate) fn bed_ref(room: &str, number: u32) -> BedRef {
    BedRef { bed: BedId(id(200 + u128::from(number))), number: number.to_string(), room: room.into(), ward: ward_ref() }
}

fn leaving(mut occupant: Occupant, settlement: SettlementStage) -> Occupant {
    occupant.leaving_today = true;
    occupant.settlement = settlement;
    let paid = settlement == SettlementStage::Paid;
    occupant.lacks = Some(Lack {
        what: Message::new(if paid { "lack-nothing" } else { "lack-consent" }),
        mover: if paid { Mover::Nurse } else { Mover::Patient },
        balance: Some(Yuan::from_fen(-31_840)),
        confirmed: true,
    });
    occupant
}

fn formalities(done: &[(Formality, Instant)]) -> Vec<FormalityStep> {
    Formality::ALL
        .iter()
        .map(|formality| FormalityStep {
            formality: *formality,
            done_at: done.iter().find(|(of, _)| of == formality).map(|(_, at)| *at),
        })
        .collect()
}

fn waiting(number: u128, patient: PersonSummary, state: AdmissionState, bed: Option<BedRef>) -> WaitingAdmission {
    let suggestions = if bed.is_none() {
        let reason = |id: &'static str| vec![Message::new(id), Message::new("need-oxygen")];
        vec![
            Suggestion { bed: bed_ref("7", 23), reasons: reason("ward-mark-male") },
            Suggestion { bed: bed_ref("2", 6), reasons: reason("ward-mark-plain") },
        ]
    } else {
        Vec::new()
    };
    let against = BedAgainstRules { bed: bed_ref("5", 18), rules: vec![BedRule::Oxygen] };
    let against_rules = if bed.is_none() { vec![against] } else { Vec::new() };
    WaitingAdmission {
        admission: AdmissionId(id(number)),
        patient,
        state,
        department: department(),
        urgency: Urgency::Emergency,
        needs: Needs { oxygen: true, isolation: false },
        diagnosis: "I21.9".into(),
        requested_at: at(8, 40),
        arrived_at: (state == AdmissionState::Arrived).then(|| at(8, 50)),
        bed,
        overruled: Vec::new(),
        suggestions,
        against_rules,
        formalities: formalities(&[(Formality::Identity, at(8, 51))]),
    }
}

/// A ward of four rooms with every state of a bed.
pub(crate) fn ward() -> WardBoard {
    let person = |number: u32, name: &str, sex: Sex, age: u32| card(300 + u128::from(number), name, sex, age);
    let room = |number: &str, sex: RoomSex, oxygen: bool, isolation: bool, beds: Vec<WardBed>| WardRoom {
        room: RoomId(id(400 + number.parse::<u128>().unwrap())),
        number: number.into(),
        sex,
        sex_now: None,
        wrong: None,
        oxygen,
        isolation,
        beds,
    };
    let mut cleaning = bed(10, None);
    cleaning.state = BedState::Cleaning;
    cleaning.clean_at = Some(at(9, 16));
    let mut reserved = bed(17, Some(occupant(517, person(17, "周爱民", Sex::Male, 66), "I25.1", 0)));
    reserved.state = BedState::Reserved;
    let broken = BedBlock { reason: BlockReason::Broken, until: Some(at(18, 0)) };
    let mut blocked = bed(8, None);
    blocked.blocked = Some(broken);
    WardBoard {
        now: at(9, 1),
        ward: ward_ref(),
        wards: vec![ward_ref()],
        rooms: vec![
            room(
                "1",
                RoomSex::Female,
                false,
                false,
                vec![
                    bed(1, Some(occupant(501, person(1, "赵玉兰", Sex::Female, 71), "I25.1", 4))),
                    bed(
                        2,
                        Some(leaving(
                            occupant(502, person(2, HOSTILE, Sex::Female, 66), "I10", 6),
                            SettlementStage::Paid,
                        )),
                    ),
                    bed(3, Some(occupant(503, person(3, "李桂芬", Sex::Female, 58), "I50.9", 2))),
                ],
            ),
            room(
                "2",
                RoomSex::Either,
                false,
                false,
                vec![
                    bed(5, Some(occupant(505, person(5, "刘云霞", Sex::Female, 49), "I48.9", 3))),
                    bed(6, None),
                    blocked,
                    bed(
                        7,
                        Some(leaving(
                            occupant(507, person(7, "吴惠珍", Sex::Female, 77), "I10", 5),
                            SettlementStage::Presettled,
                        )),
                    ),
                ],
            ),
            room(
                "5",
                RoomSex::Male,
                false,
                false,
                vec![cleaning, bed(16, Some(occupant(516, person(16, "黄志强", Sex::Male, 44), "I40.9", 6))), reserved],
            ),
            room(
                "7",
                RoomSex::Male,
                true,
                false,
                vec![
                    bed(21, Some(occupant(521, person(21, "梁大海", Sex::Male, 74), "I50.9", 7))),
                    bed(22, Some(occupant(522, person(22, "宋高峰", Sex::Male, 52), "I21.9", 3))),
                    bed(23, None),
                ],
            ),
            room(
                "8",
                RoomSex::Either,
                true,
                true,
                vec![bed(24, Some(occupant(524, person(24, "唐月华", Sex::Female, 69), "J15.9", 5)))],
            ),
        ],
        waiting: vec![
            waiting(60, card(70, "王建国", Sex::Male, 59), AdmissionState::Requested, None),
            waiting(61, card(71, HOSTILE, Sex::Male, 66), AdmissionState::BedAssigned, Some(bed_ref("5", 17))),
            waiting(62, card(72, "何平安", Sex::Male, 70), AdmissionState::Arrived, Some(bed_ref("5", 17))),
        ],
        coming: vec![IncomingTransfer {
            admission: AdmissionId(id(63)),
            patient: card(73, HOSTILE, Sex::Female, 58),
            from: bed_ref("2", 6),
            to: bed_ref("5", 18),
            diagnosis: "I21.9".into(),
            needs: Needs::default(),
        }],
        figures: WardFigures {
            beds: 24,
            occupied: 20,
            free: 2,
            reserved: 1,
            cleaning: 1,
            blocked: 1,
            leaving_today: 6,
            leaving_settled: 4,
            admission_minutes_mean: Some(Decimal::new(224, 1)),
            bedside_share: Some(Decimal::new(967, 3)),
        },
    }
}

/// An admission at the form.
pub(crate) fn admission(state: AdmissionState) -> StayDetail {
    let bed = (state != AdmissionState::Requested).then(|| bed_ref("7", 23));
    let known = |name: &'static str, value: Value, source: FieldSource| FormField {
        name,
        value: Some(value),
        source,
        open: false,
    };
    let open = |name: &'static str| FormField { name, value: None, source: FieldSource::Nobody, open: true };
    StayDetail {
        now: at(9, 1),
        admission: waiting(60, card(70, HOSTILE, Sex::Male, 59), state, bed),
        coverage: Some(CoverageSummary {
            insurance: InsuranceType::Employee,
            class: PersonClass::Active,
            region: "370100".into(),
        }),
        credential: Some(CredentialKind::ResidentId),
        transfer_to: vec![bed_ref("5", 18), bed_ref("9", 31)],
        moving_to: None,
        undo_to: Some(bed_ref("7", 22)),
        sex_open: true,
        minutes: Some(11),
        fields: vec![
            known("name", HOSTILE.into(), FieldSource::IdentityCard),
            known("birth", Value::Date("1967-03-02".parse().unwrap()), FieldSource::IdentityCard),
            known("phone", "138****5678".into(), FieldSource::Registration),
            known("diagnosis", "I21.9".into(), FieldSource::Clinician),
            known("insurance", Value::Message("staff-coverage-active".into()), FieldSource::Insurer),
            open("contact_name"),
            open("contact_phone"),
            open("allergies"),
        ],
    }
}

/// The consulting room of all samples.
pub(crate) fn consulting_room() -> ConsultingRoom {
    ConsultingRoom { name: Label::new("3 诊室", "Room 3"), published_room: None, device: None }
}

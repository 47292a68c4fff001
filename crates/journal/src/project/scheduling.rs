//! Departments, clinicians, devices, wards, sessions, appointments, admissions.

use super::table::{Change, Choice, Value, named, shown};
use model::{
    id::{AdmissionId, AppointmentId, BedId, DeviceId, SessionId, SlotId},
    scheduling::{BedRule, Event, Pool, SessionChanged, SlotSpec},
    time::Instant,
};

fn appointment(id: AppointmentId, set: Vec<(&'static str, Value)>) -> Vec<Change> {
    vec![Change::Set { table: "appointment", key: vec![shown(id)], set }]
}

/// A patient who waits in another session now; a call that was not followed is off.
fn sent_on(id: AppointmentId, (slot, seat): (SlotId, u16), expected_at: Instant) -> Vec<Change> {
    appointment(
        id,
        vec![
            ("slot", shown(slot)),
            ("seat", seat.into()),
            ("expected_at", expected_at.into()),
            ("state", "arrived".into()),
            ("called_at", Value::Null),
        ],
    )
}

fn admission(id: AdmissionId, set: Vec<(&'static str, Value)>) -> Vec<Change> {
    vec![Change::Set { table: "admission", key: vec![shown(id)], set }]
}

fn device(id: DeviceId, out_since: Value, out_reason: Value) -> Vec<Change> {
    vec![Change::Set {
        table: "device",
        key: vec![shown(id)],
        set: vec![("out_since", out_since), ("out_reason", out_reason)],
    }]
}

fn bed(id: BedId, state: &'static str, at: Instant) -> Change {
    Change::Set { table: "bed", key: vec![shown(id)], set: vec![("state", state.into()), ("state_since", at.into())] }
}

/// The names of rules in one text.
fn rules(broken: &[BedRule]) -> Value {
    let names: Vec<String> =
        broken.iter().filter_map(|rule| Some(serde_json::to_value(rule).ok()?.as_str()?.to_owned())).collect();
    names.join(" ").into()
}

/// Whether a bed is out of use.
fn bed_use(id: BedId, reason: Value, until: Value) -> Change {
    let set = vec![("blocked_reason", reason), ("blocked_until", until)];
    Change::Set { table: "bed", key: vec![shown(id)], set }
}

fn with_beds<const BEDS: usize>(mut changes: Vec<Change>, beds: [Change; BEDS]) -> Vec<Change> {
    changes.extend(beds);
    changes
}

/// A patient who lies in another bed now.
fn moved(id: AdmissionId, from: BedId, to: BedId, at: Instant) -> Vec<Change> {
    with_beds(
        admission(id, vec![("bed", shown(to)), ("overruled", Value::Null)]),
        [bed(from, "cleaning", at), bed(to, "occupied", at)],
    )
}

/// The state of an appointment that is awaited again.
const AWAITED: Choice = Choice { by: "checked_in_at", without: "booked", with: "arrived" };
/// The state of an admission that waits with a bed kept for it, and below, without one.
const WITH_BED: Choice = Choice { by: "arrived_at", without: "bed_assigned", with: "arrived" };
const WITHOUT_BED: Choice = Choice { by: "arrived_at", without: "requested", with: "arrived" };

/// Sets a state that depends on what happened before.
fn state(table: &'static str, id: impl std::fmt::Display, choice: Choice) -> Change {
    Change::Choose { table, key: vec![shown(id)], column: "state", choice }
}

/// A window with its seats.
fn published(session: SessionId, slot: &SlotSpec) -> Vec<Change> {
    let window = Change::Put {
        table: "slot",
        key: vec![shown(slot.slot)],
        set: vec![
            ("session", shown(session)),
            ("from_at", slot.from.into()),
            ("until_at", slot.until.into()),
            ("capacity", slot.capacity().into()),
        ],
    };
    let pools = Pool::ALL.map(|pool| (pool, slot.pools.iter().filter(|of| **of == pool).count() as u32));
    let pools = pools.into_iter().filter(|(_, seats)| *seats > 0).map(|(pool, seats)| in_pool(slot.slot, pool, seats));
    [window].into_iter().chain(pools).collect()
}

fn in_pool(slot: SlotId, pool: Pool, seats: u32) -> Change {
    Change::Put { table: "slot_pool", key: vec![shown(slot), named(pool)], set: vec![("seats", seats.into())] }
}

fn with_capacity(slot: SlotId, capacity: u32) -> Change {
    Change::Set { table: "slot", key: vec![shown(slot)], set: vec![("capacity", capacity.into())] }
}

/// A window that is gone has no seats, in no pool; one whose seats changed has a row for each pool, also for one that has none.
fn session_changed(e: &SessionChanged) -> Vec<Change> {
    let hours = vec![("date", shown(e.date)), ("from_minute", e.from.0.into()), ("until_minute", e.until.0.into())];
    let mut changes = vec![Change::Set { table: "session", key: vec![shown(e.session)], set: hours }];
    for slot in &e.dropped {
        changes.push(with_capacity(*slot, 0));
        changes.extend(Pool::ALL.map(|pool| in_pool(*slot, pool, 0)));
    }
    for of in &e.resized {
        changes.push(with_capacity(of.slot, of.seats.len() as u32));
        let seats = |pool| of.seats.iter().filter(|one| one.pool == pool).count() as u32;
        changes.extend(Pool::ALL.map(|pool| in_pool(of.slot, pool, seats(pool))));
    }
    changes.extend(e.added.iter().flat_map(|slot| published(e.session, slot)));
    changes
}

pub(super) fn changes(event: &Event, at: Instant) -> Vec<Change> {
    match event {
        Event::DepartmentOpened(e) => vec![Change::Put {
            table: "department",
            key: vec![shown(e.department)],
            set: vec![
                ("code", e.code.as_str().into()),
                ("name_zh", e.name.zh.as_str().into()),
                ("name_en", e.name.en.as_str().into()),
                ("place_zh", e.place.zh.as_str().into()),
                ("place_en", e.place.en.as_str().into()),
            ],
        }],
        Event::ClinicianEnrolled(e) => vec![Change::Put {
            table: "clinician",
            key: vec![shown(e.clinician)],
            set: vec![
                ("department", shown(e.department)),
                ("person", shown(e.person)),
                ("title", named(e.title)),
                ("fee_fen", e.fee.into()),
            ],
        }],
        Event::DeviceEnrolled(e) => vec![Change::Put {
            table: "device",
            key: vec![shown(e.device)],
            set: vec![
                ("department", shown(e.department)),
                ("code", e.code.as_str().into()),
                ("name_zh", e.name.zh.as_str().into()),
                ("name_en", e.name.en.as_str().into()),
                ("kind", named(e.kind)),
                ("room_zh", e.room.as_ref().map(|room| room.zh.as_str()).into()),
                ("room_en", e.room.as_ref().map(|room| room.en.as_str()).into()),
            ],
        }],
        Event::DeviceOutOfService(e) => device(e.device, at.into(), named(e.reason.code)),
        Event::DeviceBackInService(e) => device(e.device, Value::Null, Value::Null),
        Event::WardOpened(e) => {
            let mut changes = vec![Change::Put {
                table: "ward",
                key: vec![shown(e.ward)],
                set: vec![
                    ("code", e.code.as_str().into()),
                    ("name_zh", e.name.zh.as_str().into()),
                    ("name_en", e.name.en.as_str().into()),
                ],
            }];
            for room in &e.rooms {
                changes.push(Change::Put {
                    table: "room",
                    key: vec![shown(room.room)],
                    set: vec![
                        ("ward", shown(e.ward)),
                        ("number", room.number.as_str().into()),
                        ("sex", named(room.sex)),
                        ("oxygen", room.oxygen.into()),
                        ("isolation", room.isolation.into()),
                    ],
                });
                changes.extend(room.beds.iter().map(|bed| Change::Put {
                    table: "bed",
                    key: vec![shown(bed.bed)],
                    set: vec![
                        ("room", shown(room.room)),
                        ("number", bed.number.as_str().into()),
                        ("state", "free".into()),
                        ("state_since", at.into()),
                    ],
                }));
            }
            changes
        }
        Event::SessionPublished(e) => {
            let mut changes = vec![Change::Put {
                table: "session",
                key: vec![shown(e.session)],
                set: vec![
                    ("clinician", shown(e.clinician)),
                    ("department", shown(e.department)),
                    ("device", e.device.map(shown).into()),
                    ("room_zh", e.room.zh.as_str().into()),
                    ("room_en", e.room.en.as_str().into()),
                    ("date", shown(e.date)),
                    ("from_minute", e.from.0.into()),
                    ("until_minute", e.until.0.into()),
                    ("fee_fen", e.fee.into()),
                    ("withdrawn", false.into()),
                ],
            }];
            changes.extend(e.slots.iter().flat_map(|slot| published(e.session, slot)));
            changes
        }
        Event::SessionChanged(e) => session_changed(e),
        Event::SessionWithdrawn(e) => {
            vec![Change::Set { table: "session", key: vec![shown(e.session)], set: vec![("withdrawn", true.into())] }]
        }
        Event::SessionRoomChanged(e) => vec![Change::Set {
            table: "session",
            key: vec![shown(e.session)],
            set: vec![("room_zh", e.room.zh.as_str().into()), ("room_en", e.room.en.as_str().into())],
        }],
        Event::SessionDeviceChanged(e) => {
            vec![Change::Set { table: "session", key: vec![shown(e.session)], set: vec![("device", shown(e.device))] }]
        }
        Event::AppointmentBooked(e) => vec![Change::Put {
            table: "appointment",
            key: vec![shown(e.appointment)],
            set: vec![
                ("slot", shown(e.slot)),
                ("patient", shown(e.patient)),
                ("journey", shown(e.journey)),
                ("channel", named(e.channel)),
                ("seat", e.seat.into()),
                ("expected_at", e.expected_at.into()),
                ("state", "booked".into()),
                ("excused", false.into()),
                ("booked_at", at.into()),
            ],
        }],
        Event::AppointmentCancelled(e) => appointment(
            e.appointment,
            vec![
                ("state", "cancelled".into()),
                ("cancelled_at", at.into()),
                ("cancel_reason", named(e.reason.code)),
                ("cancelled_by_hospital", e.by_hospital.into()),
            ],
        ),
        Event::CancellationUndone(e) => appointment(
            e.appointment,
            vec![
                ("state", "booked".into()),
                ("cancelled_at", Value::Null),
                ("cancel_reason", Value::Null),
                ("cancelled_by_hospital", Value::Null),
                ("ticket", Value::Null),
                ("checked_in_at", Value::Null),
            ],
        ),
        Event::AppointmentMoved(e) => appointment(
            e.appointment,
            vec![
                ("slot", shown(e.slot)),
                ("seat", e.seat.into()),
                ("expected_at", e.expected_at.into()),
                ("state", "booked".into()),
            ],
        ),
        Event::SessionClosed(e) => {
            let proposed = e.proposals.iter().map(|one| one.appointment);
            let all = proposed.chain(e.to_phone.iter().copied());
            all.flat_map(|id| appointment(id, vec![("state", "displaced".into())])).collect()
        }
        Event::ClosureUndone(e) => {
            e.back.iter().flat_map(|id| appointment(*id, vec![("state", "booked".into())])).collect()
        }
        Event::PatientCheckedIn(e) => appointment(
            e.appointment,
            vec![("state", "arrived".into()), ("ticket", shown(e.ticket)), ("checked_in_at", at.into())],
        ),
        Event::CheckInUndone(e) => appointment(
            e.appointment,
            vec![("state", "booked".into()), ("ticket", Value::Null), ("checked_in_at", Value::Null)],
        ),
        Event::PatientCalled(e) => {
            appointment(e.appointment, vec![("state", "called".into()), ("called_at", at.into())])
        }
        Event::CallUndone(e) => {
            appointment(e.appointment, vec![("state", "arrived".into()), ("called_at", Value::Null)])
        }
        Event::PatientPassed(e) => appointment(e.appointment, vec![("state", "arrived".into())]),
        Event::ConsultationStarted(e) => {
            appointment(e.appointment, vec![("state", "in_consultation".into()), ("started_at", at.into())])
        }
        Event::ConsultationFinished(e) => {
            appointment(e.appointment, vec![("state", "fulfilled".into()), ("finished_at", at.into())])
        }
        Event::PatientReturned(e) => appointment(e.appointment, vec![("state", "arrived".into())]),
        Event::ReturnUndone(e) => appointment(e.appointment, vec![("state", "fulfilled".into())]),
        Event::VisitTransferred(e) => sent_on(e.appointment, (e.slot, e.seat), e.expected_at),
        Event::VisitTransferUndone(e) => sent_on(e.appointment, (e.slot, e.seat), e.expected_at),
        // No table shows pauses: they are over as soon as anybody looks back.
        Event::SessionPaused(_) | Event::SessionResumed(_) => Vec::new(),
        Event::FinishUndone(e) => {
            appointment(e.appointment, vec![("state", "in_consultation".into()), ("finished_at", Value::Null)])
        }
        // No table shows services and itineraries; what comes of them is appointments like any other.
        Event::ServicesAdopted(_) | Event::ItineraryBooked(_) => Vec::new(),
        // No table shows templates and calendars; what comes of them is a session like any other.
        Event::CalendarAdopted(_)
        | Event::TemplateCreated(_)
        | Event::TemplateChanged(_)
        | Event::TemplateEnded(_)
        | Event::TemplateUsed(_) => Vec::new(),
        // Tables show for whom seats were published; no table shows clinics and whom they referred.
        Event::PoolFell(_)
        | Event::ReferrerEnrolled(_)
        | Event::ReferrerChanged(_)
        | Event::ReferrerEnded(_)
        | Event::PatientReferred(_) => Vec::new(),
        // No table shows holds: they are over within minutes, and what comes of them is an appointment like any other.
        Event::HoldPlaced(_) | Event::HoldEnded(_) => Vec::new(),
        // What somebody says of their own days is in no table: it is for one visit, and nobody counts it.
        Event::ImpossibleDaysChanged(_) => Vec::new(),
        // What follows from it is an appointment that is moved.
        Event::ClosureLapsed(_) | Event::RebookingAccepted(_) | Event::RebookingDeclined(_) => Vec::new(),
        // No table shows the waiting list; what comes of it is an appointment like any other.
        Event::SeatSetAside(_)
        | Event::SeatReleased(_)
        | Event::WaitlistJoined(_)
        | Event::WaitlistChanged(_)
        | Event::WaitlistLeft(_)
        | Event::WaitlistClosed(_)
        | Event::WaitlistPassedOver(_)
        | Event::SeatOffered(_)
        | Event::OfferExtended(_)
        | Event::OfferWithdrawn(_)
        | Event::OfferPassed(_)
        | Event::OfferLapsed(_)
        | Event::OfferAccepted(_) => Vec::new(),
        // No table shows draws; what comes of them is an appointment like any other.
        Event::DrawSetUp(_)
        | Event::DrawProlonged(_)
        | Event::DrawCancelled(_)
        | Event::DrawJoined(_)
        | Event::DrawLeft(_)
        | Event::DrawListClosed(_)
        | Event::DrawOpened(_)
        | Event::DrawPassedOver(_)
        | Event::DrawWon(_)
        | Event::DrawLinedUp(_)
        | Event::DrawFinished(_) => Vec::new(),
        Event::AppointmentMissed(e) => appointment(e.appointment, vec![("state", "no_show".into())]),
        Event::AppointmentNotSeen(e) => appointment(e.appointment, vec![("state", "not_seen".into())]),
        Event::SessionEndUndone(e) => {
            let again = |ids: &[AppointmentId], state: &'static str| {
                let set = || vec![("state", state.into()), ("excused", false.into())];
                ids.iter().flat_map(|id| appointment(*id, set())).collect::<Vec<_>>()
            };
            let mut changes = again(&e.awaited, "booked");
            changes.extend(again(&e.waiting, "arrived"));
            changes
        }
        Event::MissedUndone(e) => {
            let mut changes = appointment(e.appointment, vec![("excused", false.into())]);
            changes.push(state("appointment", e.appointment, AWAITED));
            changes
        }
        // It stays missed.
        Event::MissedExcused(e) => appointment(e.appointment, vec![("excused", true.into())]),
        Event::ExcuseUndone(e) => appointment(e.appointment, vec![("excused", false.into())]),
        Event::MissedAppealed(_) | Event::AppealDeclined(_) => Vec::new(),
        Event::ExemptionGranted(e) => vec![Change::Put {
            table: "exemption",
            key: vec![shown(e.exemption)],
            set: vec![
                ("patient", shown(e.patient)),
                ("exempt_from", named(e.exempt_from)),
                ("department", e.department.map(shown).into()),
                ("from_date", shown(e.from)),
                ("until_date", shown(e.until)),
                ("reason", named(e.reason.code)),
                ("granted_at", at.into()),
            ],
        }],
        Event::ExemptionEnded(e) => {
            vec![Change::Set { table: "exemption", key: vec![shown(e.exemption)], set: vec![("ended_at", at.into())] }]
        }
        Event::AdmissionRequested(e) => vec![Change::Put {
            table: "admission",
            key: vec![shown(e.admission)],
            set: vec![
                ("patient", shown(e.patient)),
                ("journey", shown(e.journey)),
                ("department", shown(e.department)),
                ("appointment", e.appointment.map(shown).into()),
                ("diagnosis", e.diagnosis.as_str().into()),
                ("urgency", named(e.urgency)),
                ("expected_days", e.expected_days.into()),
                ("state", "requested".into()),
                ("requested_at", at.into()),
            ],
        }],
        Event::AdmissionCancelled(e) => {
            admission(e.admission, vec![("state", "cancelled".into()), ("bed", Value::Null)])
        }
        Event::BedAssigned(e) => {
            let mut changes = admission(
                e.admission,
                vec![("bed", shown(e.bed)), ("bed_assigned_at", at.into()), ("overruled", Value::Null)],
            );
            changes.push(state("admission", e.admission, WITH_BED));
            changes.push(bed(e.bed, "reserved", at));
            changes
        }
        Event::BedRulesOverruled(e) => admission(e.admission, vec![("overruled", rules(&e.rules))]),
        Event::BedUnassigned(e) => {
            let mut changes = admission(
                e.admission,
                vec![("bed", Value::Null), ("bed_assigned_at", Value::Null), ("overruled", Value::Null)],
            );
            changes.push(state("admission", e.admission, WITHOUT_BED));
            changes.push(bed(e.bed, "free", at));
            changes
        }
        Event::PatientArrived(e) => {
            admission(e.admission, vec![("state", "arrived".into()), ("arrived_at", at.into())])
        }
        Event::FormalityDone(e) => vec![Change::Put {
            table: "formality",
            key: vec![shown(e.admission), named(e.formality)],
            set: vec![("done_at", at.into())],
        }],
        Event::FormalityUndone(e) => vec![Change::Set {
            table: "formality",
            key: vec![shown(e.admission), named(e.formality)],
            set: vec![("done_at", Value::Null)],
        }],
        Event::PatientInBed(e) => with_beds(
            admission(e.admission, vec![("state", "in_bed".into()), ("bed", shown(e.bed)), ("in_bed_at", at.into())]),
            [bed(e.bed, "occupied", at)],
        ),
        Event::PatientTransferred(e) => moved(e.admission, e.from, e.bed, at),
        Event::TransferUndone(e) => moved(e.admission, e.from, e.bed, at),
        Event::TransferRequested(e) => vec![bed(e.bed, "reserved", at)],
        Event::TransferCalledOff(e) => vec![bed(e.bed, "free", at)],
        Event::PatientDischarged(e) => with_beds(
            admission(
                e.admission,
                vec![("state", "discharged".into()), ("discharged_at", at.into()), ("settled", named(e.settled))],
            ),
            [bed(e.bed, "cleaning", at)],
        ),
        Event::DischargeUndone(e) => with_beds(
            admission(
                e.admission,
                vec![("state", "in_bed".into()), ("discharged_at", Value::Null), ("settled", Value::Null)],
            ),
            [bed(e.bed, "occupied", at)],
        ),
        Event::BedReadied(e) => vec![bed(e.bed, "free", at)],
        Event::BedBlocked(e) => vec![bed_use(e.bed, named(e.reason), e.until.into())],
        Event::BedUnblocked(e) => vec![bed_use(e.bed, Value::Null, Value::Null)],
        Event::RulesAdopted(_) | Event::BedRulesAdopted(_) | Event::SessionEnded(_) => Vec::new(),
    }
}

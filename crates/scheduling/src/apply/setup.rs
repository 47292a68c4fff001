//! Departments, clinicians, wards, sessions.

use crate::{
    component::{
        Bed, Clinician, Department, DepartmentState, Kind, Occupancy, Room, Seats, Session, SessionState, Slot, Ward,
    },
    index::Pair,
    tx::Tx,
    view::BedState,
};
use model::{
    decide::Stamp,
    id::DepartmentId,
    scheduling::{ClinicianEnrolled, DepartmentOpened, SessionPublished, SessionWithdrawn, WardOpened},
};

fn touch_department(tx: &mut Tx, department: DepartmentId, stamp: Stamp) {
    tx.update(department.0, |state: &mut DepartmentState| state.touched = stamp.seq);
}

pub(super) fn department_opened(tx: &mut Tx, event: &DepartmentOpened, stamp: Stamp) {
    let department = Department {
        id: event.department,
        code: event.code.clone(),
        name: event.name.clone(),
        place: event.place.clone(),
    };
    tx.spawn(
        Kind::Other,
        event.department.0,
        (department, DepartmentState { tickets: Vec::new(), touched: stamp.seq }),
    );
    tx.index(Pair::Department(event.code.clone(), event.department));
}

pub(super) fn clinician_enrolled(tx: &mut Tx, event: &ClinicianEnrolled, stamp: Stamp) {
    let clinician = Clinician {
        id: event.clinician,
        department: event.department,
        person: event.person,
        title: event.title,
        fee: event.fee,
        touched: stamp.seq,
    };
    tx.spawn(Kind::Other, event.clinician.0, clinician);
    tx.index(Pair::ClinicianOf(event.department, event.clinician));
    touch_department(tx, event.department, stamp);
}

pub(super) fn ward_opened(tx: &mut Tx, event: &WardOpened, stamp: Stamp) {
    let ward = Ward {
        id: event.ward,
        code: event.code.clone(),
        name: event.name.clone(),
        departments: event.departments.clone(),
        rooms: event.rooms.iter().map(|room| room.room).collect(),
        touched: stamp.seq,
    };
    tx.spawn(Kind::Other, event.ward.0, ward);
    tx.index(Pair::Ward(event.code.clone(), event.ward));
    for spec in &event.rooms {
        let room = Room {
            id: spec.room,
            ward: event.ward,
            number: spec.number.clone(),
            sex: spec.sex,
            oxygen: spec.oxygen,
            isolation: spec.isolation,
            beds: spec.beds.iter().map(|bed| bed.bed).collect(),
        };
        tx.spawn(Kind::Other, spec.room.0, room);
        for bed in &spec.beds {
            let fixed = Bed { id: bed.bed, room: spec.room, ward: event.ward, number: bed.number.clone() };
            let state = Occupancy { state: BedState::Free, admission: None, since: stamp.at, touched: stamp.seq };
            tx.spawn(Kind::Other, bed.bed.0, (fixed, state));
        }
    }
}

pub(super) fn session_published(tx: &mut Tx, event: &SessionPublished, stamp: Stamp) {
    let session = Session {
        id: event.session,
        clinician: event.clinician,
        department: event.department,
        room: event.room.clone(),
        date: event.date,
        from: event.from,
        until: event.until,
        fee: event.fee,
        slots: event.slots.iter().map(|slot| slot.slot).collect(),
    };
    let state = SessionState {
        tickets: 0,
        queue: Vec::new(),
        called: None,
        inside: None,
        ended_at: None,
        not_seen: Vec::new(),
        touched: stamp.seq,
    };
    tx.spawn(Kind::Other, event.session.0, (session, state));
    for spec in &event.slots {
        let slot = Slot {
            id: spec.slot,
            session: event.session,
            clinician: event.clinician,
            department: event.department,
            date: event.date,
            from: spec.from,
            until: spec.until,
            capacity: spec.capacity,
        };
        tx.spawn(Kind::Other, spec.slot.0, (slot, Seats { taken: 0, awaited: 0, left: 0, touched: stamp.seq }));
    }
    tx.index(Pair::SessionOfClinician(event.clinician, event.date, event.session));
    tx.index(Pair::SessionOfDepartment(event.department, event.date, event.session));
    tx.index(Pair::SessionOn(event.date, event.session));
    touch_department(tx, event.department, stamp);
}

pub(super) fn session_withdrawn(tx: &mut Tx, event: &SessionWithdrawn, stamp: Stamp) {
    let session: Session = tx.get::<Session>(event.session.0).clone();
    for slot in &session.slots {
        tx.despawn(Kind::Other, slot.0);
    }
    tx.despawn(Kind::Other, event.session.0);
    tx.unindex(Pair::SessionOfClinician(session.clinician, session.date, session.id));
    tx.unindex(Pair::SessionOfDepartment(session.department, session.date, session.id));
    tx.unindex(Pair::SessionOn(session.date, session.id));
    touch_department(tx, session.department, stamp);
}

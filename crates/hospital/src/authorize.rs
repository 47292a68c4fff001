//! The only code that grants (decisions.md D13). Denies by default.
//!
//! [`grant`] is the table of action × role: how far a role's right reaches. [`authorize`] checks an actor and the facts
//! about a resource against it. `scope` finds these facts; [`Action`] says what a right is about.

pub use crate::scope::Resource;
use crate::usecase::Action;
use model::actor::{Actor, Role};
use serde::Serialize;

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Not at all.
    Never,
    /// To the actor's own person and those it may act for.
    Family,
    /// To sessions of the actor's own clinician.
    OwnSession,
    /// To the actor's department; a desk login without a department is the central reception and reaches all of them.
    OwnDepartment,
    /// To the actor's ward: patients who lie in it, and those who wait for a bed that it may give.
    OwnWard,
    /// To the actor's clinic: whom it refers.
    OwnClinic,
    /// To the whole hospital.
    Hospital,
}

/// The actor may not do or see this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed")]
pub struct Denied;

/// How far a role's right to an action reaches.
#[must_use]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is new is granted to nobody but the system; a table of all rights is held by a test"
)]
pub const fn grant(action: Action, role: Role) -> Grant {
    use Action as A;
    match role {
        Role::System => match action {
            A::BreakGlass => Grant::Never,
            _ => Grant::Hospital,
        },
        Role::Patient => match action {
            A::ReadSlots => Grant::Hospital,
            A::Book | A::Cancel | A::UndoCancel | A::Move | A::SubmitAdmissionForm => Grant::Family,
            A::HoldSeat | A::ReleaseHold | A::ChangeImpossibleDays => Grant::Family,
            A::JoinWaitlist | A::ChangeWishes | A::LeaveWaitlist => Grant::Family,
            A::AcceptOffer | A::PassOffer | A::ExtendOffer | A::JoinDraw | A::LeaveDraw => Grant::Family,
            A::BookItinerary | A::CancelItinerary | A::MoveItinerary => Grant::Family,
            A::AcceptRebooking | A::DeclineRebooking | A::CheckInHere | A::AppealMissed => Grant::Family,
            A::ReadPerson | A::ReadAdmission | A::ReadBill | A::RemoveRelative => Grant::Family,
            _ => Grant::Never,
        },
        Role::Desk => match action {
            A::ReadSlots | A::SearchPeople | A::ReadPerson => Grant::Hospital,
            A::Book | A::BookItinerary | A::Arrive | A::JoinWaitlist | A::JoinDraw | A::LeaveDraw => Grant::Hospital,
            // Whoever calls any desk about the waiting list is served there.
            A::ChangeWishes | A::LeaveWaitlist | A::AcceptOffer | A::PassOffer | A::ExtendOffer => Grant::Hospital,
            A::RegisterPerson | A::CorrectPerson | A::MergePersons | A::UndoMerge => Grant::Hospital,
            A::AddCoverage | A::AddRelative | A::RemoveRelative | A::MakePatientLogin => Grant::Hospital,
            A::Cancel | A::UndoCancel | A::Move | A::CheckIn | A::UndoCheckIn => Grant::OwnDepartment,
            A::MarkMissed | A::UndoMissed | A::ReturnAfterTests | A::UndoReturn => Grant::OwnDepartment,
            A::TransferVisit | A::UndoVisitTransfer | A::CancelItinerary | A::MoveItinerary => Grant::OwnDepartment,
            A::ExcuseMissed | A::DeclineAppeal | A::UndoExcuse | A::ReadAppeals => Grant::OwnDepartment,
            // A desk looks up what other departments have, but changes only its own.
            A::ReadDay => Grant::Hospital,
            A::EndSession | A::UndoEndSession | A::ChangeRoom => Grant::OwnDepartment,
            A::PauseSession | A::ResumeSession | A::ProlongDraw => Grant::OwnDepartment,
            A::ChangeImpossibleDays | A::ReadReferral => Grant::OwnDepartment,
            A::AcceptRebooking | A::DeclineRebooking | A::ReadClosure | A::OpenDisplaced => Grant::OwnDepartment,
            // The counter: the central reception's login reaches all stays.
            A::TakeDeposit | A::ReturnDeposit | A::TakePayment | A::Pay => Grant::OwnDepartment,
            A::ReadBill | A::ReadArrears => Grant::OwnDepartment,
            // The till is that of the login itself.
            A::ReadTill | A::CloseTill => Grant::Hospital,
            _ => Grant::Never,
        },
        Role::Clinician => match action {
            A::ReadSlots | A::BreakGlass => Grant::Hospital,
            A::CallNext | A::Call | A::UndoCall | A::Pass | A::Start | A::Finish | A::UndoFinish => Grant::OwnSession,
            A::MarkMissed | A::UndoMissed | A::EndSession | A::UndoEndSession | A::ChangeRoom => Grant::OwnSession,
            A::ReturnAfterTests | A::UndoReturn | A::PauseSession | A::ResumeSession => Grant::OwnSession,
            A::TransferVisit | A::UndoVisitTransfer | A::BookFromRoom | A::BookItinerary => Grant::OwnSession,
            A::RequestAdmission | A::ReadRoom | A::ReadReferral => Grant::OwnSession,
            A::Book | A::Cancel | A::UndoCancel | A::Move | A::CancelAdmission | A::Charge => Grant::OwnDepartment,
            A::RequestEmergencyAdmission => Grant::OwnDepartment,
            A::ReadDay | A::ReadPerson | A::ReadAdmission => Grant::OwnDepartment,
            _ => Grant::Never,
        },
        Role::Nurse => match action {
            A::ReadSlots | A::BreakGlass => Grant::Hospital,
            A::CancelAdmission | A::AssignBed | A::UnassignBed | A::Arrive | A::SubmitAdmissionForm => Grant::OwnWard,
            A::DoFormality | A::UndoFormality | A::OccupyBed | A::RecordSex => Grant::OwnWard,
            A::Transfer | A::AcceptTransfer | A::DeclineTransfer => Grant::OwnWard,
            A::WithdrawTransfer | A::UndoTransfer => Grant::OwnWard,
            A::PayAllForNow | A::ChooseCoverage | A::ReadOpenStays => Grant::OwnWard,
            A::AssignBedAgainstRules => Grant::OwnWard,
            A::Discharge | A::UndoDischarge | A::ReadyBed | A::BlockBed | A::UnblockBed => Grant::OwnWard,
            A::Charge | A::RefundCharge | A::TakeDeposit | A::ReturnDeposit => Grant::OwnWard,
            A::Presettle | A::ConfirmDifference | A::Consent | A::Settle | A::Pay => Grant::OwnWard,
            A::TakeBackSettlement | A::TakePayment => Grant::OwnWard,
            A::ReadTill | A::CloseTill => Grant::Hospital,
            A::CorrectPerson | A::AddCoverage => Grant::OwnWard,
            A::ReadPerson | A::SearchPeople | A::ReadWard | A::ReadAdmission | A::ReadBill => Grant::OwnWard,
            A::RegisterPerson => Grant::Hospital,
            _ => Grant::Never,
        },
        Role::Admin => match action {
            A::ReadSlots | A::ReadWeek | A::ReadPromises | A::ReadUsers | A::ManageUsers => Grant::Hospital,
            A::MakePatientLogin => Grant::Hospital,
            A::ManageClock | A::ReadAudit | A::ErasePerson | A::MergePersons | A::UndoMerge => Grant::Hospital,
            A::ReadOpenStays | A::CloseRegistration | A::MergeOverCaps => Grant::Hospital,
            A::OpenDepartment | A::EnrolClinician | A::OpenWard | A::AdoptProfile | A::AdoptRules => Grant::Hospital,
            A::EnrolDevice | A::TakeOutOfService | A::PutInService => Grant::Hospital,
            A::BlockBed | A::UnblockBed | A::AssignBedAgainstRules => Grant::Hospital,
            A::PublishSession | A::WithdrawSession | A::ChangeRoom | A::AdoptPolicy | A::AddItem => Grant::Hospital,
            A::ChangeSession | A::ChangeDevice => Grant::Hospital,
            A::CreateTemplate | A::ChangeTemplate | A::EndTemplate | A::AdoptCalendar => Grant::Hospital,
            A::AdoptServices | A::AdoptBedRules => Grant::Hospital,
            A::CloseSession | A::UndoClosure | A::ReadClosure | A::OpenDisplaced => Grant::Hospital,
            A::SetUpDraw | A::ProlongDraw | A::CancelDraw => Grant::Hospital,
            A::EnrolReferrer | A::ChangeReferrer | A::EndReferrer => Grant::Hospital,
            A::ExcuseMissed | A::DeclineAppeal | A::UndoExcuse | A::ReadAppeals => Grant::Hospital,
            A::GrantExemption | A::EndExemption | A::ReadExemptions => Grant::Hospital,
            _ => Grant::Never,
        },
        Role::Referrer => match action {
            A::ReadSlots => Grant::Hospital,
            A::Refer | A::Cancel | A::ReadReferrals => Grant::OwnClinic,
            _ => Grant::Never,
        },
    }
}

/// Reading for which breaking the glass is enough.
const fn break_glass_opens(action: Action) -> bool {
    matches!(action, Action::ReadPerson | Action::ReadReferral | Action::ReadAdmission | Action::ReadBill)
}

/// May this actor do this to that?
pub fn authorize(actor: &Actor, action: Action, resource: &Resource) -> Result<(), Denied> {
    let reached = match grant(action, actor.role) {
        Grant::Never => return Err(Denied),
        Grant::Hospital => true,
        Grant::Family => actor.person.is_some() && resource.family,
        Grant::OwnSession => actor.clinician.is_some() && actor.clinician == resource.clinician,
        Grant::OwnDepartment => match actor.department {
            Some(own) => resource.departments.contains(&own),
            None => actor.role == Role::Desk,
        },
        Grant::OwnWard => actor.ward.is_some_and(|own| resource.wards.contains(&own)),
        Grant::OwnClinic => actor.clinic.is_some() && actor.clinic == resource.clinic,
    };
    let break_glass = resource.break_glass
        && break_glass_opens(action)
        && !matches!(grant(Action::BreakGlass, actor.role), Grant::Never);
    if reached || break_glass { Ok(()) } else { Err(Denied) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::id::{ClinicId, ClinicianId, DepartmentId, WardId};
    use std::fmt::Write as _;

    /// The whole table: a change of a right shows as a change of this file, and is reviewed as such.
    #[test]
    fn every_action_has_a_right_for_every_role() -> Result<(), Box<dyn std::error::Error>> {
        let mut table = String::from("action");
        for role in Role::ALL {
            write!(table, "\t{}", serde_json::to_value(role)?.as_str().unwrap_or_default())?;
        }
        for action in Action::ALL {
            write!(table, "\n{}", serde_json::to_value(action)?.as_str().unwrap_or_default())?;
            for role in Role::ALL {
                write!(table, "\t{}", serde_json::to_value(grant(*action, role))?.as_str().unwrap_or_default())?;
            }
        }
        table.push('\n');
        assert_eq!(table, include_str!("../tests/data/rights.tsv"), "\n{table}");
        Ok(())
    }

    const OWN: uuid::Uuid = uuid::Uuid::from_u128(1);
    const OTHERS: uuid::Uuid = uuid::Uuid::from_u128(2);

    /// An actor with a person, a session, a department and a ward of its own.
    fn actor(role: Role) -> Actor {
        Actor {
            role,
            person: Some(model::id::PersonId(OWN)),
            clinician: Some(ClinicianId(OWN)),
            department: Some(DepartmentId(OWN)),
            ward: Some(WardId(OWN)),
            clinic: Some(ClinicId(OWN)),
            ..Actor::system()
        }
    }

    /// A resource about which nothing is known; one that is entirely somebody else's; then those that are the actor's
    /// own in one respect only, in the order family, session, department, ward, clinic.
    fn resources() -> [Resource; 7] {
        let others = Resource {
            family: false,
            clinician: Some(ClinicianId(OTHERS)),
            departments: vec![DepartmentId(OTHERS)],
            wards: vec![WardId(OTHERS)],
            clinic: Some(ClinicId(OTHERS)),
            break_glass: false,
        };
        [
            Resource::default(),
            others.clone(),
            Resource { family: true, ..others.clone() },
            Resource { clinician: Some(ClinicianId(OWN)), ..others.clone() },
            Resource { departments: vec![DepartmentId(OTHERS), DepartmentId(OWN)], ..others.clone() },
            Resource { wards: vec![WardId(OTHERS), WardId(OWN)], ..others.clone() },
            Resource { clinic: Some(ClinicId(OWN)), ..others },
        ]
    }

    /// Which of the [`resources`] a word of the table opens, written by hand.
    fn opened(word: &str) -> [bool; 7] {
        match word {
            "never" => [false; 7],
            "hospital" => [true; 7],
            "family" => [false, false, true, false, false, false, false],
            "own_clinic" => [false, false, false, false, false, false, true],
            "own_session" => [false, false, false, true, false, false, false],
            "own_department" => [false, false, false, false, true, false, false],
            "own_ward" => [false, false, false, false, false, true, false],
            other => panic!("{other}"),
        }
    }

    /// Every right of the reviewed table is checked on the actor's own and on others' resources, and on the same with
    /// the glass broken, which opens these six readings and nothing else.
    #[test]
    fn a_right_reaches_no_further_than_the_reviewed_table_says() -> Result<(), Box<dyn std::error::Error>> {
        let by_break_glass = [
            ("read_person", Role::Clinician),
            ("read_referral", Role::Clinician),
            ("read_admission", Role::Clinician),
            ("read_person", Role::Nurse),
            ("read_admission", Role::Nurse),
            ("read_bill", Role::Nurse),
        ];
        let mut rows = include_str!("../tests/data/rights.tsv").lines();
        let role = |word: &str| serde_json::from_value::<Role>(word.into());
        let roles: Vec<Role> =
            rows.next().into_iter().flat_map(|head| head.split('\t').skip(1)).map(role).collect::<Result<_, _>>()?;
        for row in rows {
            let (word, rights) = row.split_once('\t').ok_or(row)?;
            let action: Action = serde_json::from_value(word.into())?;
            for (role, right) in roles.iter().zip(rights.split('\t')) {
                let reached = |break_glass: bool| {
                    resources()
                        .map(|resource| authorize(&actor(*role), action, &Resource { break_glass, ..resource }).is_ok())
                };
                assert_eq!(reached(false), opened(right), "{word} {role:?}");
                let with_break_glass = if by_break_glass.contains(&(word, *role)) { [true; 7] } else { opened(right) };
                assert_eq!(reached(true), with_break_glass, "{word} {role:?}, glass broken");
            }
        }
        Ok(())
    }

    /// An actor that has no place of its own reaches nothing through it; only a desk without a department reaches all,
    /// as the central reception.
    #[test]
    fn who_has_nothing_of_the_own_reaches_only_what_is_the_hospitals() {
        let reached = |role: Role, action: Action| {
            let nothing = Actor { role, ..Actor::system() };
            resources().map(|resource| authorize(&nothing, action, &resource).is_ok())
        };
        assert_eq!(reached(Role::Patient, Action::Book), [false; 7]);
        assert_eq!(reached(Role::Clinician, Action::Call), [false; 7]);
        assert_eq!(reached(Role::Clinician, Action::Book), [false; 7]);
        assert_eq!(reached(Role::Nurse, Action::Charge), [false; 7]);
        assert_eq!(reached(Role::Desk, Action::Cancel), [true; 7]);
        assert_eq!(reached(Role::Desk, Action::Charge), [false; 7]);
        assert_eq!(reached(Role::Admin, Action::OpenWard), [true; 7]);
    }
}

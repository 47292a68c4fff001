//! The only code that grants (decisions.md D13). Denies by default.
//!
//! [`grant`] is the table of action × role: how far a role's right reaches. [`authorize`] holds an actor and the facts
//! about a resource against it. Who finds these facts is `scope`; what a right is about is [`Action`].

use crate::usecase::Action;
use model::{
    actor::{Actor, Role},
    id::{ClinicianId, DepartmentId, WardId},
};
use serde::Serialize;

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Not at all.
    Never,
    /// To the actor's own person and whom it may act for.
    Family,
    /// To sessions of the actor's own clinician.
    OwnSession,
    /// To the actor's department; a desk login without a department is the central reception and reaches all.
    OwnDepartment,
    /// To the actor's ward: who lies in it, and who waits for a bed that it may give.
    OwnWard,
    /// To the whole hospital.
    Hospital,
}

/// What is known about the thing that a right is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// The patient is the actor or somebody whom the actor may act for.
    pub family: bool,
    /// Whose session.
    pub clinician: Option<ClinicianId>,
    /// The departments that it belongs to.
    pub departments: Vec<DepartmentId>,
    /// The wards that it belongs to.
    pub wards: Vec<WardId>,
    /// The actor broke the glass for this patient, with a reason, and not long ago.
    pub glass: bool,
}

/// Not this actor's to do or see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed")]
pub struct Denied;

/// How far a role's right to an action reaches.
#[must_use]
pub const fn grant(action: Action, role: Role) -> Grant {
    use Action as A;
    match role {
        Role::System => match action {
            A::BreakGlass => Grant::Never,
            _ => Grant::Hospital,
        },
        Role::Patient => match action {
            A::ReadSlots => Grant::Hospital,
            A::Book | A::Cancel | A::Move | A::SubmitAdmissionForm => Grant::Family,
            A::ReadPerson | A::ReadAdmission | A::ReadBill => Grant::Family,
            _ => Grant::Never,
        },
        Role::Desk => match action {
            A::ReadSlots | A::SearchPeople | A::ReadPerson => Grant::Hospital,
            A::Book | A::Arrive => Grant::Hospital,
            A::RegisterPerson | A::CorrectPerson | A::MergePersons | A::UndoMerge => Grant::Hospital,
            A::AddCoverage | A::AddRelative | A::MakePatientLogin => Grant::Hospital,
            A::Cancel | A::Move | A::CheckIn | A::UndoCheckIn | A::MarkMissed | A::UndoMissed => Grant::OwnDepartment,
            // Looks up what other departments have; changes only its own.
            A::ReadDay => Grant::Hospital,
            A::EndSession | A::UndoEndSession | A::ChangeRoom => Grant::OwnDepartment,
            _ => Grant::Never,
        },
        Role::Clinician => match action {
            A::ReadSlots | A::BreakGlass => Grant::Hospital,
            A::CallNext | A::Call | A::UndoCall | A::Pass | A::Start | A::Finish | A::UndoFinish => Grant::OwnSession,
            A::MarkMissed | A::UndoMissed | A::EndSession | A::UndoEndSession | A::ChangeRoom => Grant::OwnSession,
            A::RequestAdmission | A::ReadRoom => Grant::OwnSession,
            A::Book | A::Cancel | A::Move | A::CancelAdmission | A::Charge => Grant::OwnDepartment,
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
            A::Discharge | A::UndoDischarge | A::ReadyBed => Grant::OwnWard,
            A::Charge | A::RefundCharge | A::TakeDeposit | A::ReturnDeposit => Grant::OwnWard,
            A::Presettle | A::ConfirmDifference | A::Consent | A::Settle | A::Pay => Grant::OwnWard,
            A::CorrectPerson | A::AddCoverage => Grant::OwnWard,
            A::ReadPerson | A::SearchPeople | A::ReadWard | A::ReadAdmission | A::ReadBill => Grant::OwnWard,
            A::RegisterPerson => Grant::Hospital,
            _ => Grant::Never,
        },
        Role::Admin => match action {
            A::ReadSlots | A::ReadWeek | A::ReadPromises | A::ReadUsers | A::ManageUsers => Grant::Hospital,
            A::MakePatientLogin => Grant::Hospital,
            A::ManageClock | A::ReadAudit | A::ErasePerson | A::MergePersons | A::UndoMerge => Grant::Hospital,
            A::ReadOpenStays | A::CloseRegistration => Grant::Hospital,
            A::OpenDepartment | A::EnrolClinician | A::OpenWard | A::AdoptRules => Grant::Hospital,
            A::PublishSession | A::WithdrawSession | A::ChangeRoom | A::AdoptPolicy | A::AddItem => Grant::Hospital,
            _ => Grant::Never,
        },
    }
}

/// Reading for which a broken glass is enough.
const fn glass_opens(action: Action) -> bool {
    matches!(action, Action::ReadPerson | Action::ReadAdmission | Action::ReadBill)
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
    };
    let glass = resource.glass && glass_opens(action) && !matches!(grant(Action::BreakGlass, actor.role), Grant::Never);
    if reached || glass { Ok(()) } else { Err(Denied) }
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn nothing_is_granted_for_a_resource_that_nobody_knows() {
        let empty = Resource::default();
        for action in Action::ALL {
            for role in Role::ALL {
                let actor = Actor { role, ..Actor::system() };
                let central_reception = role == Role::Desk && grant(*action, role) == Grant::OwnDepartment;
                assert_eq!(
                    authorize(&actor, *action, &empty).is_ok(),
                    grant(*action, role) == Grant::Hospital || central_reception,
                    "{action:?} {role:?}"
                );
            }
        }
    }

    /// Every right against every kind of resource, own and other: nothing reaches further than its grant says.
    #[test]
    fn a_right_reaches_no_further_than_its_grant() {
        let (own, other) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
        let choices = [None, Some(own), Some(other)];
        let actor = |role| Actor {
            role,
            person: Some(model::id::PersonId(own)),
            clinician: Some(ClinicianId(own)),
            department: Some(DepartmentId(own)),
            ward: Some(WardId(own)),
            ..Actor::system()
        };
        for (family, glass) in [(false, false), (true, false), (false, true), (true, true)] {
            for clinician in choices {
                for department in choices {
                    for ward in choices {
                        let resource = Resource {
                            family,
                            clinician: clinician.map(ClinicianId),
                            departments: department.map(DepartmentId).into_iter().collect(),
                            wards: ward.map(WardId).into_iter().collect(),
                            glass,
                        };
                        for action in Action::ALL {
                            for role in Role::ALL {
                                let reached = match grant(*action, role) {
                                    Grant::Never => false,
                                    Grant::Hospital => true,
                                    Grant::Family => family,
                                    Grant::OwnSession => clinician == Some(own),
                                    Grant::OwnDepartment => department == Some(own),
                                    Grant::OwnWard => ward == Some(own),
                                };
                                let reads = [Action::ReadPerson, Action::ReadAdmission, Action::ReadBill];
                                let breaks = matches!(role, Role::Clinician | Role::Nurse);
                                let by_glass =
                                    glass && breaks && reads.contains(action) && grant(*action, role) != Grant::Never;
                                assert_eq!(
                                    authorize(&actor(role), *action, &resource).is_ok(),
                                    reached || by_glass,
                                    "{role:?} {action:?} {resource:?}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }
}

//! What happens with admissions, stays and beds: the last of the events of the scheduling core.

/// All events of the scheduling core: those that are given, then those of stays.
macro_rules! with_stays {
    ($($others:tt)*) => {
        $crate::event::events! {
            $($others)*
            /// An admission was requested.
            AdmissionRequested 1 {
                /// Id of the new admission.
                admission: AdmissionId,
                /// The person who is to be admitted.
                patient: PersonId,
                /// The journey of which it is a part.
                journey: JourneyId,
                /// Man or woman: rooms depend on it.
                sex: Sex,
                /// The department that requests it.
                department: DepartmentId,
                /// The consultation from which it comes.
                appointment: Option<AppointmentId>,
                /// The diagnosis: an ICD-10 code.
                diagnosis: String,
                /// How urgent it is.
                urgency: Urgency,
                /// What the room must have.
                needs: Needs,
                /// How many days the patient is expected to stay.
                expected_days: u16,
            }
            /// A request was taken back.
            AdmissionCancelled 1 {
                /// The admission that is not needed.
                admission: AdmissionId,
                /// Why it was cancelled.
                reason: Reason,
            }
            /// A bed was reserved.
            BedAssigned 1 {
                /// The admission for which a bed is kept.
                admission: AdmissionId,
                /// The bed that is kept.
                bed: BedId,
            }
            /// A bed was reserved although that breaks rules of its room; comes with the reservation.
            BedRulesOverruled 1 {
                /// The admission for which the bed is kept.
                admission: AdmissionId,
                /// The bed that is kept.
                bed: BedId,
                /// The rules that are broken by it, in the order in which they are asked.
                rules: Vec<BedRule>,
                /// Why it is kept all the same.
                reason: Reason,
            }
            /// The weights of the rules of beds were adopted.
            BedRulesAdopted 1 {
                /// All of them.
                rules: BedRules,
            }
            /// A reserved bed was freed.
            BedUnassigned 1 {
                /// The admission for which a bed was kept.
                admission: AdmissionId,
                /// The bed that was given up.
                bed: BedId,
                /// Why the bed was given up.
                reason: Reason,
            }
            /// A patient arrived to be admitted.
            PatientArrived 1 {
                /// The admission whose patient is here.
                admission: AdmissionId,
                /// How the patient was recognised.
                credential: CredentialKind,
            }
            /// A formality was done.
            FormalityDone 1 {
                /// The admission to which it belongs.
                admission: AdmissionId,
                /// Which of the formalities was done.
                formality: Formality,
            }
            /// A formality was taken back.
            FormalityUndone 1 {
                /// The admission to which it belongs.
                admission: AdmissionId,
                /// Which of the formalities was taken back.
                formality: Formality,
                /// Why it was taken back.
                reason: Reason,
            }
            /// The patient is in bed.
            PatientInBed 1 {
                /// The stay that begins.
                admission: AdmissionId,
                /// The bed in which the patient lies.
                bed: BedId,
            }
            /// The patient moved to another bed.
            PatientTransferred 1 {
                /// The stay whose patient moved.
                admission: AdmissionId,
                /// The bed from which the patient moved.
                from: BedId,
                /// The bed to which the patient moved.
                bed: BedId,
                /// Why the patient moved.
                reason: Reason,
            }
            /// A bed in another ward was asked for and is kept; the patient stays until that ward accepts.
            TransferRequested 1 {
                /// The stay whose patient is to move.
                admission: AdmissionId,
                /// The bed in which the patient lies.
                from: BedId,
                /// The bed that is kept in the other ward.
                bed: BedId,
                /// Why the patient is to move.
                reason: Reason,
            }
            /// A transfer that was asked for is not made; the bed is free again.
            TransferCalledOff 1 {
                /// The stay whose patient stays where they are.
                admission: AdmissionId,
                /// The bed that was kept.
                bed: BedId,
                /// Which side called it off, or that the patient left.
                how: CalledOff,
                /// Why it was called off.
                reason: Reason,
            }
            /// A transfer was taken back.
            TransferUndone 1 {
                /// The stay whose patient returned.
                admission: AdmissionId,
                /// The bed left again.
                from: BedId,
                /// The old bed, taken again.
                bed: BedId,
                /// Why the transfer was taken back.
                reason: Reason,
            }
            /// The patient left the hospital.
            PatientDischarged 1 {
                /// The stay that ended.
                admission: AdmissionId,
                /// The bed that the patient left.
                bed: BedId,
                /// Where the bill was settled, if it was.
                settled: SettledAt,
            }
            /// A discharge was taken back.
            DischargeUndone 1 {
                /// The stay that goes on.
                admission: AdmissionId,
                /// The bed in which the patient lies again.
                bed: BedId,
                /// Why the discharge was taken back.
                reason: Reason,
            }
            /// A bed is clean.
            BedReadied 1 {
                /// The bed that is clean.
                bed: BedId,
            }
            /// A bed is out of use: nobody comes into it until it can be used again.
            BedBlocked 1 {
                /// The bed that is out of use.
                bed: BedId,
                /// Why it is.
                reason: BlockReason,
                /// Until when; until somebody says so, if that is not known.
                until: Option<Instant>,
            }
            /// A bed can be used again.
            BedUnblocked 1 {
                /// The bed that was out of use.
                bed: BedId,
            }
        }
    };
}
pub(super) use with_stays;

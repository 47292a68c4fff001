//! What is asked for admissions, stays and beds: the last of the commands of the scheduling core.

/// All commands of the scheduling core: those that are given, then those of stays.
macro_rules! with_stays {
    ($($others:tt)*) => {
        $crate::command::commands! {
            $($others)*
            /// Takes a request back.
            CancelAdmission {
                /// The admission that is not needed.
                admission: AdmissionId,
                /// Why it is cancelled.
                reason: Reason,
            }
            /// Reserves a bed.
            AssignBed {
                /// The admission for which a bed is kept.
                admission: AdmissionId,
                /// The bed that is kept.
                bed: BedId,
            }
            /// Reserves a bed although that breaks rules of its room.
            AssignBedAgainstRules {
                /// The admission for which a bed is kept.
                admission: AdmissionId,
                /// The bed that is kept.
                bed: BedId,
                /// Why it is kept all the same.
                reason: Reason,
            }
            /// Frees a reserved bed.
            UnassignBed {
                /// The admission for which a bed was kept.
                admission: AdmissionId,
                /// Why the bed is given up.
                reason: Reason,
            }
            /// The patient has arrived to be admitted: the half hour begins.
            Arrive {
                /// The admission whose patient is here.
                admission: AdmissionId,
                /// How the patient was recognised.
                credential: CredentialKind,
            }
            /// One formality is done.
            DoFormality {
                /// The admission to which it belongs.
                admission: AdmissionId,
                /// Which of the formalities is done.
                formality: Formality,
            }
            /// Takes a formality back.
            UndoFormality {
                /// The admission to which it belongs.
                admission: AdmissionId,
                /// Which of the formalities is taken back.
                formality: Formality,
                /// Why it is taken back.
                reason: Reason,
            }
            /// The patient is in bed: the half hour ends.
            OccupyBed {
                /// The admission whose patient is in the bed that was kept.
                admission: AdmissionId,
            }
            /// Moves the patient to another bed, even if the first was wrong. A bed in another ward is kept until that ward
            /// accepts.
            Transfer {
                /// The stay whose patient moves.
                admission: AdmissionId,
                /// The bed to which the patient moves.
                bed: BedId,
                /// Why the patient moves.
                reason: Reason,
            }
            /// The ward that was asked takes the patient.
            AcceptTransfer {
                /// The stay whose patient comes.
                admission: AdmissionId,
            }
            /// A transfer that was asked for is not made.
            CallOffTransfer {
                /// The stay whose patient stays where they are.
                admission: AdmissionId,
                /// Which side calls it off, or that the patient left.
                how: CalledOff,
                /// Why it is called off.
                reason: Reason,
            }
            /// Takes back the last transfer within a ward; nobody else may have had the old bed since then.
            UndoTransfer {
                /// The stay whose patient returns.
                admission: AdmissionId,
                /// Why the transfer is taken back.
                reason: Reason,
            }
            /// The patient leaves the hospital. `settled` comes from settlement.
            Discharge {
                /// The stay that ends.
                admission: AdmissionId,
                /// Where the bill was settled, if it was.
                settled: SettledAt,
            }
            /// Takes a discharge back; the bed must not have been given to somebody else.
            UndoDischarge {
                /// The stay that goes on.
                admission: AdmissionId,
                /// Why the discharge is taken back.
                reason: Reason,
            }
            /// The bed is clean and ready.
            ReadyBed {
                /// The bed that was cleaned.
                bed: BedId,
            }
            /// Takes a bed out of use.
            BlockBed {
                /// The bed.
                bed: BedId,
                /// Why.
                reason: BlockReason,
                /// Until when; `None`: until somebody says so.
                until: Option<Instant>,
            }
            /// A bed that was out of use can be used again.
            UnblockBed {
                /// The bed.
                bed: BedId,
            }
        }
    };
}
pub(super) use with_stays;

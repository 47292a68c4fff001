//! Random days: whatever people do, in whatever order, the deciders agree, nothing breaks, and replaying the journal
//! gives the same.

use super::harness::{Harness, morning};
use crate::read;
use crate::usecase;
use crate::{Answer, Failure, Request, load, snapshot, snapshot::Loaded, worlds::Snapshot};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AdmissionId, AppointmentId, BedId, PersonId},
    person::CredentialKind,
    scheduling::{Channel, Formality, Needs, ReasonCode, Urgency},
};
use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;
use scheduling::read::{AdmissionState, AppointmentState};

const STEPS: usize = 400;
/// Refusals that only journey makes: one of them would mean that scheduling had allowed something and journey then
/// refused it.
const COUPLING: [&str; 7] = [
    "journey-unknown",
    "journey-closed",
    "step-open",
    "step-not-open",
    "journey-steps-open",
    "steps-max",
    "bill-exists",
];

struct Walk {
    random: Pcg64,
    people: Vec<PersonId>,
    appointments: Vec<AppointmentId>,
    admissions: Vec<AdmissionId>,
    beds: Vec<BedId>,
}

impl Walk {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.next_u64() % bound.max(1) as u64).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, from: impl Fn(&Self) -> &Vec<T>) -> Option<T> {
        let at = self.below(from(self).len());
        from(self).get(at).copied()
    }

    /// What usually comes next for a random appointment or admission.
    fn usual(&mut self, harness: &Harness) -> Option<(Actor, Request)> {
        let credential = CredentialKind::VisitCode;
        let (desk, doctor, nurse) = (harness.desk(), harness.doctor(), harness.nurse());
        if self.below(2) == 0 {
            let appointment = self.pick(|walk| &walk.appointments)?;
            let state =
                harness.hospital.look(|worlds| worlds.scheduling.appointment(appointment)).map(|one| one.state)?;
            return Some(match state {
                AppointmentState::Booked => (desk, Request::CheckIn(usecase::CheckIn { appointment, credential })),
                AppointmentState::Arrived => {
                    (doctor, Request::CallNext(usecase::CallNext { session: harness.session }))
                }
                AppointmentState::Called => (doctor, Request::Start(usecase::Start { appointment })),
                AppointmentState::InConsultation => (doctor, Request::Finish(usecase::Finish { appointment })),
                _ => {
                    let (urgency, needs) = (Urgency::Elective, Needs::default());
                    let diagnosis = "J18.900".to_owned();
                    let request = Request::RequestAdmission(usecase::RequestAdmission {
                        appointment,
                        diagnosis,
                        urgency,
                        needs,
                        expected_days: 3,
                    });
                    (doctor, request)
                }
            });
        }
        let admission = self.pick(|walk| &walk.admissions)?;
        let stay = harness.hospital.look(|worlds| worlds.scheduling.admission(admission))?;
        let bed = harness
            .hospital
            .look(|worlds| worlds.scheduling.suggest_beds(admission, 1))
            .first()
            .map(|one| one.place.bed);
        Some(match (stay.state, stay.open_formalities().first().copied()) {
            (AdmissionState::Requested, _) => (nurse, Request::AssignBed(usecase::AssignBed { admission, bed: bed? })),
            (AdmissionState::BedAssigned, _) => {
                (nurse, Request::Arrive(usecase::Arrive { admission, credential, number: None }))
            }
            (AdmissionState::Arrived, Some(formality)) => {
                (nurse, Request::DoFormality(usecase::DoFormality { admission, formality }))
            }
            (AdmissionState::Arrived, None) => (nurse, Request::OccupyBed(usecase::OccupyBed { admission })),
            (AdmissionState::InBed, _) => (nurse, Request::Discharge(usecase::Discharge { admission })),
            _ => (nurse, Request::ReadyBed(usecase::ReadyBed { bed: self.pick(|walk| &walk.beds)? })),
        })
    }

    /// A random request by a random actor.
    fn next(&mut self, harness: &Harness) -> Option<(Actor, Request)> {
        if self.below(2) == 0
            && let Some(usual) = self.usual(harness)
        {
            return Some(usual);
        }
        let (reason, text, credential) = (ReasonCode::Mistake, None, CredentialKind::ResidentId);
        let (desk, doctor, nurse) = (harness.desk(), harness.doctor(), harness.nurse());
        let appointment = self.pick(|walk| &walk.appointments);
        let admission = self.pick(|walk| &walk.admissions);
        let bed = self.pick(|walk| &walk.beds)?;
        let slot = harness.slots[self.below(harness.slots.len())];
        let session = harness.session;
        Some(match self.below(24) {
            0..=2 => {
                let patient = self.pick(|walk| &walk.people)?;
                (harness.patient(patient), Request::Book(usecase::Book { slot, patient, channel: Channel::Online }))
            }
            3 => (desk, Request::Cancel(usecase::Cancel { appointment: appointment?, reason, text })),
            4 => (desk, Request::Move(usecase::Move { appointment: appointment?, slot })),
            5..=7 => (desk, Request::CheckIn(usecase::CheckIn { appointment: appointment?, credential })),
            8 => (desk, Request::UndoCheckIn(usecase::UndoCheckIn { appointment: appointment?, reason, text })),
            9 => (doctor, Request::CallNext(usecase::CallNext { session })),
            10 => (doctor, Request::UndoCall(usecase::UndoCall { appointment: appointment?, reason, text })),
            11 => (doctor, Request::Pass(usecase::Pass { appointment: appointment? })),
            12 => (doctor, Request::Start(usecase::Start { appointment: appointment? })),
            13 => (doctor, Request::Finish(usecase::Finish { appointment: appointment? })),
            14 => (doctor, Request::UndoFinish(usecase::UndoFinish { appointment: appointment?, reason, text })),
            15 => (doctor, Request::MarkMissed(usecase::MarkMissed { appointment: appointment? })),
            16 => (doctor, Request::UndoMissed(usecase::UndoMissed { appointment: appointment?, reason, text })),
            17 => {
                let (urgency, needs) = (Urgency::Urgent, Needs::default());
                let diagnosis = "I25.1".to_owned();
                let appointment = appointment?;
                let request = Request::RequestAdmission(usecase::RequestAdmission {
                    appointment,
                    diagnosis,
                    urgency,
                    needs,
                    expected_days: 2,
                });
                (doctor, request)
            }
            18 => match self.below(3) {
                0 => {
                    (nurse, Request::CancelAdmission(usecase::CancelAdmission { admission: admission?, reason, text }))
                }
                1 => (nurse, Request::UnassignBed(usecase::UnassignBed { admission: admission?, reason, text })),
                _ => (nurse, Request::AssignBed(usecase::AssignBed { admission: admission?, bed })),
            },
            19 => (nurse, Request::Arrive(usecase::Arrive { admission: admission?, credential, number: None })),
            20 => {
                let formality = Formality::ALL[self.below(Formality::ALL.len())];
                (nurse, Request::DoFormality(usecase::DoFormality { admission: admission?, formality }))
            }
            21 => (nurse, Request::OccupyBed(usecase::OccupyBed { admission: admission? })),
            22 => match self.below(3) {
                0 => (nurse, Request::ReadyBed(usecase::ReadyBed { bed })),
                1 => (nurse, Request::UndoDischarge(usecase::UndoDischarge { admission: admission?, reason, text })),
                _ => (nurse, Request::Transfer(usecase::Transfer { admission: admission?, bed, reason, text })),
            },
            _ => (nurse, Request::Discharge(usecase::Discharge { admission: admission? })),
        })
    }
}

/// The journal replayed, and the worlds as they stand. What is due is written each second, so it may have been written
/// between the two: then both are taken again.
async fn replayed_and_live(harness: &Harness) -> (Loaded, Snapshot) {
    for _ in 0..5 {
        let mut replayed = Loaded::default();
        load::replay(&harness.hospital.inner.journal, &mut replayed).await.unwrap();
        let (seq, live) = harness.hospital.look(|worlds| (worlds.seq, worlds.snapshot()));
        if seq == replayed.worlds.seq {
            return (replayed, live);
        }
    }
    panic!("the worlds never stand where the journal does");
}

/// Returns how many got into bed.
async fn walk(seed: u64) -> usize {
    let harness = Harness::new(2).await;
    let mut people = Vec::new();
    for _ in 0..12 {
        people.push(harness.person().await);
    }
    let ward = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    let beds = ward.rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.bed).collect();
    let random = Pcg64::seed_from_u64(seed);
    let mut walk = Walk { random, people, appointments: Vec::new(), admissions: Vec::new(), beds };
    let mut done = 0;
    let mut now = morning();
    for _ in 0..STEPS {
        now += Duration::seconds(30 + walk.below(60) as i64);
        harness.clock.set(now);
        let Some((actor, request)) = walk.next(&harness) else { continue };
        match harness.execute(&actor, request.clone()).await {
            Ok(answer) => {
                done += 1;
                match answer {
                    Answer::Booked { appointment, .. } if !walk.appointments.contains(&appointment) => {
                        walk.appointments.push(appointment);
                    }
                    Answer::AdmissionRequested { admission } => walk.admissions.push(admission),
                    _ => {}
                }
            }
            Err(Failure::Refused(refusal)) => {
                assert!(!COUPLING.contains(&refusal.code), "seed {seed}: {request:?} was refused by {}", refusal.code);
            }
            Err(Failure::Denied) => {}
            Err(other) => panic!("seed {seed}: {request:?} gave {other:?}"),
        }
    }
    assert!(done > STEPS / 8, "seed {seed}: only {done} of {STEPS} were done");
    let (replayed, live) = replayed_and_live(&harness).await;
    assert!(replayed.worlds.snapshot() == live, "seed {seed}");
    let kept = snapshot::encode(&replayed.worlds, &replayed.keys).unwrap();
    let restored = snapshot::decode(&kept).unwrap();
    assert!(restored.worlds.snapshot() == live && restored.keys == replayed.keys, "seed {seed}");
    let report = harness.hospital.inner.journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "seed {seed}: {:?}", report.findings);
    let all =
        harness.hospital.read(&Actor::system(), read::Journeys { person: walk.people.first().copied() }).await.unwrap();
    assert!(all.journeys.iter().all(|journey| journey.effort.typed_twice == 0 && journey.effort.trips <= 1));
    let got_in = |admission: &&AdmissionId| {
        harness
            .hospital
            .look(|worlds| worlds.scheduling.admission(**admission))
            .is_some_and(|stay| stay.in_bed_at.is_some())
    };
    walk.admissions.iter().filter(got_in).count()
}

#[tokio::test]
async fn random_days_end_as_the_journal_tells() {
    let mut in_bed = 0;
    for seed in 1..=8 {
        in_bed += walk(seed).await;
    }
    assert!(in_bed > 0, "the walks end before the ward");
}

//! Random days: whatever people do, in whatever order, the deciders agree, nothing breaks, replaying the journal gives
//! the same, and every cell of the tables for reports says what the worlds say.
//!
//! A seed repeats a day nearly, not exactly: what falls due and what is recovered at the insurer is done in real time.

mod money;
mod people;
mod scene;
mod stays;
mod undo;
mod visits;

use super::{
    cells::{Tally, Witness},
    harness::{Harness, morning},
};
use crate::{Answer, Failure, Request, load, read, snapshot, snapshot::Loaded, worlds::Snapshot, writer::Work};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AdmissionId, AppointmentId, BedId, ChargeId, DepositId, DeviceId, PersonId, SessionId, SettlementId, SlotId},
    scheduling::ReasonCode,
    time::Instant,
};
use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;
use scene::Scene;

const STEPS: usize = 500;
/// After so many steps the tables are compared.
const COMPARED_EACH: usize = 50;
/// What no walk reaches: every use case that opens a journey names the department.
const UNREACHED: [&str; 1] = ["journey.department: never null"];
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

/// Who asks, and what for.
type Asked = (Actor, Request);

fn system(request: impl Into<Request>) -> Asked {
    (Actor::system(), request.into())
}

struct Walk {
    random: Pcg64,
    now: Instant,
    people: Vec<PersonId>,
    /// Those whom the insurance platform knows.
    insured: Vec<PersonId>,
    /// Those who were registered without a credential.
    nameless: Vec<PersonId>,
    /// Those who were merged into somebody.
    merged: Vec<PersonId>,
    /// Who was named to act for whom.
    relatives: Vec<(PersonId, PersonId)>,
    devices: Vec<DeviceId>,
    sessions: Vec<SessionId>,
    slots: Vec<SlotId>,
    appointments: Vec<AppointmentId>,
    admissions: Vec<AdmissionId>,
    beds: Vec<BedId>,
    charges: Vec<ChargeId>,
    deposits: Vec<DepositId>,
    /// With their fingerprints.
    settlements: Vec<(SettlementId, String)>,
}

impl Walk {
    fn new(seed: u64) -> Self {
        Self {
            random: Pcg64::seed_from_u64(seed),
            now: morning(),
            people: Vec::new(),
            insured: Vec::new(),
            nameless: Vec::new(),
            merged: Vec::new(),
            relatives: Vec::new(),
            devices: Vec::new(),
            sessions: Vec::new(),
            slots: Vec::new(),
            appointments: Vec::new(),
            admissions: Vec::new(),
            beds: Vec::new(),
            charges: Vec::new(),
            deposits: Vec::new(),
            settlements: Vec::new(),
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random.next_u64() % bound.max(1) as u64).unwrap_or_default()
    }

    fn pick<T: Clone>(&mut self, from: impl Fn(&Self) -> &Vec<T>) -> Option<T> {
        let at = self.below(from(self).len());
        from(self).get(at).cloned()
    }

    fn one_of<T: Clone, const N: usize>(&mut self, from: [T; N]) -> T {
        from[self.below(N)].clone()
    }

    /// Somebody, quite often insured, and now and then without a credential.
    fn somebody(&mut self) -> Option<PersonId> {
        match self.below(6) {
            0..=2 => self.pick(|walk| &walk.insured),
            3 => self.pick(|walk| &walk.nameless),
            _ => self.pick(|walk| &walk.people),
        }
    }

    fn reason(&mut self) -> ReasonCode {
        use ReasonCode::{Hospital, Mistake, Other, PatientWish, WrongPerson};
        self.one_of([PatientWish, WrongPerson, Mistake, Hospital, Other])
    }

    fn time_passes(&mut self, harness: &Harness) {
        let seconds = 30 + self.below(50) as i64;
        self.now += Duration::seconds(seconds);
        harness.clock.set(self.now);
    }

    /// Something that comes next, or something random; the desk, the doctor and patients do what belongs to visits, all
    /// else is done in the system's name.
    fn next(&mut self, harness: &Harness) -> Option<Asked> {
        match self.below(40) {
            0..=6 => self.usual_visit(harness),
            7..=20 => self.usual_stay(harness),
            21..=26 => self.visit(harness),
            27 | 28 => self.session(harness),
            29..=31 => self.stay(harness),
            32..=34 => self.records(),
            35..=38 => self.money(),
            _ => Some(self.setting()),
        }
    }

    /// Remembers what there is now.
    fn note(&mut self, request: &Request, answer: &Answer) {
        if let Request::MergePersons(asked) = request {
            self.merged.push(asked.from);
        }
        if let Request::AddRelative(asked) = request {
            self.relatives.push((asked.relative, asked.person));
        }
        match answer {
            Answer::Booked { appointment, .. } if !self.appointments.contains(appointment) => {
                self.appointments.push(*appointment);
            }
            Answer::AdmissionRequested { admission } => self.admissions.push(*admission),
            Answer::PersonRegistered { person } => {
                self.people.push(*person);
                if matches!(request, Request::RegisterPerson(asked) if asked.person.credentials.is_empty()) {
                    self.nameless.push(*person);
                }
            }
            Answer::DeviceEnrolled { device } => self.devices.push(*device),
            Answer::SessionPublished { session, slots } => {
                self.sessions.push(*session);
                self.slots.extend(slots);
            }
            Answer::Charged { charge } => self.charges.push(*charge),
            Answer::DepositTaken { deposit } => self.deposits.push(*deposit),
            Answer::Presettled { settlement, fingerprint } => {
                self.settlements.push((*settlement, fingerprint.clone()));
            }
            _ => {}
        }
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

/// The tables hold what the worlds say.
async fn compare(seed: u64, scene: &Scene, witness: &mut Witness, tally: &mut Tally) {
    let differences = witness.differences(&scene.harness, tally).await;
    assert!(differences.is_empty(), "seed {seed}:\n{}", differences.join("\n"));
}

/// Does as somebody asks. Returns the answer unless it was refused.
async fn ask(seed: u64, harness: &Harness, (actor, request): &Asked) -> Option<Answer> {
    match harness.execute(actor, request.clone()).await {
        Ok(answer) => Some(answer),
        Err(Failure::Refused(refusal)) => {
            assert!(!COUPLING.contains(&refusal.code), "seed {seed}: {request:?} was refused by {}", refusal.code);
            None
        }
        Err(Failure::Denied) => None,
        Err(other) => panic!("seed {seed}: {request:?} gave {other:?}"),
    }
}

/// Returns how many got into bed.
async fn walk(seed: u64, tally: &mut Tally) -> usize {
    let (mut walk, scene) = (Walk::new(seed), Scene::new().await);
    let Scene { harness, .. } = &scene;
    scene.furnish(&mut walk).await;
    let mut witness = Witness::default();
    let mut done = 0;
    for step in 1..=STEPS {
        walk.time_passes(harness);
        if walk.below(20) == 0 {
            walk.misfortune(&scene.sandbox);
        }
        if walk.below(20) == 0 {
            harness.hospital.inner.core.queue.send(Work::Due(crate::attended::due)).await.unwrap();
        }
        if step % COMPARED_EACH == 0 {
            compare(seed, &scene, &mut witness, tally).await;
        }
        let Some(asked) = walk.next(harness) else { continue };
        let Some(answer) = ask(seed, harness, &asked).await else { continue };
        done += 1;
        walk.note(&asked.1, &answer);
        let Some(undo) = walk.undo(&asked.1, &answer).filter(|_| walk.below(3) == 0) else { continue };
        walk.time_passes(harness);
        if let Some(answer) = ask(seed, harness, &system(undo.clone())).await {
            done += 1;
            walk.note(&undo, &answer);
            // What comes next may hide what is left of what was taken back.
            compare(seed, &scene, &mut witness, tally).await;
        }
    }
    assert!(done > STEPS / 8, "seed {seed}: only {done} of {STEPS} were done");
    compare(seed, &scene, &mut witness, tally).await;
    let (replayed, live) = replayed_and_live(harness).await;
    assert!(replayed.worlds.snapshot() == live, "seed {seed}");
    let kept = snapshot::encode(&replayed.worlds, &replayed.keys).unwrap();
    let restored = snapshot::decode(&kept).unwrap();
    assert!(restored.worlds.snapshot() == live && restored.keys == replayed.keys, "seed {seed}");
    let report = crate::verify(&harness.hospital.inner.journal).await.unwrap();
    assert!(report.findings.is_empty() && report.worlds.is_some(), "seed {seed}: {report:?}");
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
async fn random_days_end_as_the_journal_and_the_tables_tell() {
    let (mut in_bed, mut tally) = (0, Tally::default());
    for seed in 1..=8 {
        in_bed += walk(seed, &mut tally).await;
    }
    assert!(in_bed > 0, "the walks end before the ward");
    assert_eq!(tally.unreached(), UNREACHED, "what the walks do not reach");
    // For whoever asks what was compared, with `--nocapture`.
    println!("{tally:?}");
}

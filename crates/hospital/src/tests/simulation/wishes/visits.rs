//! Wishes about visits: book, cancel, move, check in, call, start.

use crate::{
    Request,
    request::PersonDetails,
    tests::{
        harness::today,
        simulation::{clients::Client, scene},
    },
    usecase,
};
use model::{
    Label,
    actor::Actor,
    journey::Identity,
    person::CredentialKind,
    scheduling::{Channel, ReasonCode, WindowSeats},
    time::MinuteOfDay,
};

impl Client {
    /// To book, or to do something about an appointment.
    pub(super) fn visit(&self) -> (Actor, Request) {
        let (chance, scene) = (&self.world.chance, scene::scene());
        let newcomer = self.ledger.lock().unwrap().newcomers.last().copied().filter(|_| chance.below(3) == 0);
        let person = newcomer.unwrap_or_else(|| *chance.pick(&scene.patients));
        let clinic = chance.pick(&scene.clinics);
        let slot = *chance.pick(&clinic.slots);
        let actor = scene::patient(person);
        let known = self.ledger.lock().unwrap().appointments.clone();
        if chance.below(12) == 0 {
            return (scene::desk(clinic), self.newcomer());
        }
        if known.is_empty() || chance.below(5) < 2 {
            // Some choose before they book, and may come back too late for it.
            if chance.below(4) == 0 {
                let hold = usecase::HoldSeat { slot, patient: person, channel: Channel::Online };
                return (actor, hold.into());
            }
            return (
                actor,
                Request::Book(usecase::Book { slot, patient: person, channel: Channel::Online, impossible: None }),
            );
        }
        let (appointment, _, whose) = *chance.pick(&known);
        let owner = scene::patient(whose);
        let reason = ReasonCode::PatientWish;
        match chance.below(14) {
            0..=2 => (owner, Request::Cancel(usecase::Cancel { appointment, reason, text: self.words() })),
            3..=5 => (owner, Request::Move(usecase::Move { appointment, slot })),
            6 => (
                scene::desk(clinic),
                Request::CheckIn(usecase::CheckIn { appointment, credential: CredentialKind::VisitCode, class: None }),
            ),
            7 => (scene::clinician(clinic), Request::CallNext(usecase::CallNext { session: clinic.session })),
            8 => {
                let reason = ReasonCode::Hospital;
                let pause = usecase::PauseSession { session: clinic.session, minutes: 10, reason, text: self.words() };
                (scene::clinician(clinic), pause.into())
            }
            11 => {
                let session = chance.pick(&scene.clinics).session;
                let reason = ReasonCode::Hospital;
                let sent = usecase::TransferVisit { appointment, session, reason, text: self.words() };
                (scene::desk(clinic), sent.into())
            }
            12 => {
                let undo = usecase::UndoVisitTransfer { appointment, reason, text: self.words() };
                (scene::desk(clinic), undo.into())
            }
            13 => (scene::administrator(), self.other_seats(clinic)),
            9 => (scene::clinician(clinic), usecase::ResumeSession { session: clinic.session }.into()),
            _ => (scene::clinician(clinic), Request::Start(usecase::Start { appointment })),
        }
    }

    /// Other seats in each window of a session, more or fewer.
    fn other_seats(&self, clinic: &scene::Clinic) -> Request {
        let seats = self.world.chance.pick(&[1, 2, 3]);
        let change = usecase::ChangeSession {
            session: clinic.session,
            date: today(),
            from: clinic.from,
            until: MinuteOfDay(clinic.from.0 + 60),
            capacity: WindowSeats::Each(*seats),
            room: Label::new("诊室", "Room"),
            version: None,
            reason: ReasonCode::Hospital,
            text: self.words(),
        };
        change.into()
    }

    /// Somebody who has never been here.
    fn newcomer(&self) -> Request {
        let person = PersonDetails {
            name: format!("示例{}", self.world.chance.below(1000)),
            sex: None,
            birth: None,
            phone: None,
            address: None,
            credentials: Vec::new(),
        };
        usecase::RegisterPerson { identity: Identity::Unidentified, person }.into()
    }

    /// One person gives a seat back so that another can have it at once: decided together, or on two nodes, or never
    /// both.
    pub(super) async fn hand_over(&self, name: &str) {
        let chance = &self.world.chance;
        let known = self.ledger.lock().unwrap().appointments.clone();
        if known.is_empty() {
            return;
        }
        let ((appointment, slot, whose), patient) = (*chance.pick(&known), *chance.pick(&scene::scene().patients));
        let cancel =
            Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: self.words() });
        let book = Request::Book(usecase::Book { slot, patient, channel: Channel::Online, impossible: None });
        tokio::join!(
            self.want(format!("{name} back"), (scene::patient(whose), cancel)),
            self.want(format!("{name} over"), (scene::patient(patient), book)),
        );
    }
}

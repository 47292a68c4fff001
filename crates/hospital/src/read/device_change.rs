//! What another device for a published session would do, before it is made: why it is refused, and who is told.

use super::Reading;
use crate::{
    failure::Failure,
    hospital::Hospital,
    messages::is_expected,
    usecase::{Action, ChangeDevice},
    view::{DeviceChange, InTheWay},
};
use model::{
    actor::Actor,
    decide::{Context, Decider as _},
    message::Refusal,
    scheduling::{Reason, command},
};
use scheduling::read::AppointmentView;

/// The most people of one session who are listed.
const LISTED_MAX: usize = 100;

impl Hospital {
    /// What another device for a session would do. It changes nothing.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`].
    pub async fn device_change(&self, actor: &Actor, asked: &ChangeDevice) -> Result<DeviceChange, Failure> {
        self.reading(actor, Action::ReadClosure, |reading| reading.device_change(asked)).await
    }
}

impl Reading<'_> {
    fn device_change(&self, asked: &ChangeDevice) -> Result<DeviceChange, Failure> {
        let scope = self.scope();
        self.may(Action::ChangeDevice, &scope.of_session(asked.session))?;
        self.may(Action::ReadClosure, &scope.of_session(asked.session))?;
        self.saw_all();
        self.about("session", asked.session);
        let now = self.found(self.worlds.scheduling.session(asked.session, self.moment()))?;
        let decided = asked.is_of(&now).and_then(|()| self.device_decided(asked));
        let visits = self.worlds.scheduling.appointments_of_session(asked.session);
        let told: Vec<&AppointmentView> = visits.iter().filter(|visit| is_expected(visit.state)).collect();
        let who = told.iter().take(LISTED_MAX).map(|visit| InTheWay {
            appointment: visit.id,
            from: visit.from,
            until: visit.until,
            name: self.name(visit.patient).masked,
        });
        Ok(DeviceChange { refusal: decided.err(), told: told.len() as u32, who: who.collect() })
    }

    /// Would it be done? It is decided as it will be.
    fn device_decided(&self, asked: &ChangeDevice) -> Result<(), Refusal> {
        let reason = Reason::from(asked.reason);
        let command = command::ChangeDevice { session: asked.session, device: asked.device, reason };
        let scheduling = &self.worlds.scheduling;
        let context = Context { now: self.now, seq: scheduling.seq() + 1, seed: 0, zone: self.zone };
        scheduling.decide(&command.into(), &context).map(|_| ())
    }
}

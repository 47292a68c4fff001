//! Links by which somebody without a login sees one visit: when it is and how far it has come, with the name masked. The
//! department, the room and the clinician are shown only where the patient chose so. A link ends with its visit.

use crate::{
    audit::Access,
    failure::Failure,
    hospital::Hospital,
    read::Reading,
    usecase::Action,
    view::{DepartmentRef, Name},
};
use chrono::Duration;
use journal::Share;
use model::{
    actor::{Actor, Role},
    id::AppointmentId,
    time::Instant,
};
use rand::Rng as _;
use scheduling::read::{AppointmentState, AppointmentView, ConsultingRoom};

/// How long a link is kept at most, days of hospital time: longer than any visit is booked ahead.
const KEPT_DAYS: i64 = 400;
/// Bytes of a token.
const TOKEN_BYTES: usize = 16;

/// A visit as a stranger sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedVisit {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// The patient's name, masked.
    pub name: String,
    /// Start of the window.
    pub from: Instant,
    /// Its end.
    pub until: Instant,
    /// When the patient is expected to be called, as it was planned.
    pub expected_at: Instant,
    /// How far it has come.
    pub stage: SharedStage,
    /// Where it is, if that is shown.
    pub place: Option<SharedPlace>,
}

/// How far a visit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedStage {
    /// It is booked.
    Booked,
    /// The patient is here and waits.
    Waiting,
    /// The patient is called, or in the room.
    Inside,
    /// Its session is closed; another time is being arranged.
    Displaced,
}

/// Where a visit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPlace {
    /// The department.
    pub department: DepartmentRef,
    /// The room.
    pub room: ConsultingRoom,
    /// The clinician.
    pub clinician: Name,
}

/// How far a visit has come; `None`: it is over, and nobody sees it any more.
const fn stage(state: AppointmentState) -> Option<SharedStage> {
    match state {
        AppointmentState::Booked => Some(SharedStage::Booked),
        AppointmentState::Arrived => Some(SharedStage::Waiting),
        AppointmentState::Called | AppointmentState::InConsultation => Some(SharedStage::Inside),
        AppointmentState::Displaced => Some(SharedStage::Displaced),
        AppointmentState::Fulfilled
        | AppointmentState::Cancelled
        | AppointmentState::NoShow
        | AppointmentState::NotSeen => None,
    }
}

impl Hospital {
    /// The link to a visit, if there is one that leads somewhere.
    ///
    /// # Errors
    /// As for every read; [`Failure::Denied`] for whoever is neither the patient nor a relative,
    /// [`Failure::NotFound`] where the visit is over.
    pub async fn share_of(&self, actor: &Actor, appointment: AppointmentId) -> Result<Option<Share>, Failure> {
        self.own_visit(actor, appointment).await?;
        Ok(self.journal().share_of(appointment).await?)
    }

    /// Makes a link to a visit; one that shows the same stays as it is, any other ends.
    ///
    /// # Errors
    /// As [`share_of`](Self::share_of).
    pub async fn share(&self, actor: &Actor, appointment: AppointmentId, whole: bool) -> Result<Share, Failure> {
        let visit = self.own_visit(actor, appointment).await?;
        if let Some(share) = self.journal().share_of(appointment).await?.filter(|share| share.whole == whole) {
            return Ok(share);
        }
        self.noted(actor, "share_visit", &visit)?;
        let mut bytes = [0; TOKEN_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let now = self.now();
        let share = Share { token: hex::encode(bytes), appointment, person: visit.patient, whole, made_at: now };
        self.journal().put_share(&share, now - Duration::days(KEPT_DAYS)).await?;
        Ok(share)
    }

    /// The link to a visit ends.
    ///
    /// # Errors
    /// As [`share_of`](Self::share_of).
    pub async fn unshare(&self, actor: &Actor, appointment: AppointmentId) -> Result<(), Failure> {
        let visit = self.own_visit(actor, appointment).await?;
        if self.journal().share_of(appointment).await?.is_none() {
            return Ok(());
        }
        self.noted(actor, "unshare_visit", &visit)?;
        Ok(self.journal().withdraw_share(appointment).await?)
    }

    /// Who makes a link or takes it back stands in the access log.
    fn noted(&self, actor: &Actor, step: &str, visit: &AppointmentView) -> Result<(), Failure> {
        let person = self.look(|worlds| worlds.journey.canonical(visit.patient));
        self.audit_log().note([Access::step(self.now(), actor, step, person, format!("appointment:{}", visit.id))])
    }

    /// What whoever has a link sees.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a token that leads nowhere (any more).
    pub async fn shared(&self, token: &str) -> Result<SharedVisit, Failure> {
        let (appointment, whole) = self.journal().shared_by(token).await?.ok_or(Failure::NotFound)?;
        self.reading(&Actor::system(), Action::ReadPerson, |reading| reading.shared(appointment, whole)).await
    }

    /// A visit of the actor or of a relative that is not over.
    async fn own_visit(&self, actor: &Actor, appointment: AppointmentId) -> Result<AppointmentView, Failure> {
        self.reading(actor, Action::ReadPerson, |reading| {
            let visit = reading.found(reading.worlds.scheduling.appointment(appointment))?;
            if actor.role != Role::Patient {
                return Err(Failure::Denied);
            }
            reading.may_of(Action::ReadPerson, visit.patient, reading.scope().of_person(visit.patient))?;
            reading.stage(&visit)?;
            Ok(visit)
        })
        .await
    }
}

impl Reading<'_> {
    /// How far a visit has come; once it or its day is over, nobody sees it any more, whatever is still to be decided about
    /// it.
    fn stage(&self, visit: &AppointmentView) -> Result<SharedStage, Failure> {
        let is_over = self.zone.date(visit.until) < self.today();
        stage(visit.state).filter(|_| !is_over).ok_or(Failure::NotFound)
    }

    fn shared(&self, appointment: AppointmentId, whole: bool) -> Result<SharedVisit, Failure> {
        let visit = self.found(self.worlds.scheduling.appointment(appointment))?;
        self.saw(visit.touched);
        let stage = self.stage(&visit)?;
        Ok(SharedVisit {
            now: self.now,
            name: self.name(visit.patient).masked,
            from: visit.from,
            until: visit.until,
            expected_at: visit.expected_at,
            stage,
            place: whole.then(|| SharedPlace {
                department: self.department(visit.department),
                room: visit.room.clone(),
                clinician: self.clinician(visit.clinician).0,
            }),
        })
    }
}

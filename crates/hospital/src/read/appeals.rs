//! Appeals against missed visits, and one missed visit with what its patient says about it.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{AppealList, AppealRow, MissedDetail, SaidOfMissed, VisitAppeal},
};
use chrono::Duration;
use model::{
    actor::Actor,
    decide::Decider as _,
    id::AppointmentId,
    scheduling::{Command, Reason, ReasonCode, command},
};
use scheduling::read::{AnsweredView, AppointmentState, AppointmentView};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The most rows of the list.
const ROWS_MAX: usize = 500;

/// After so many days an appeal wants an administrator's attention.
const WAITS_DAYS: i64 = 2;

/// Appeals against missed visits about which nobody has decided, of departments for which the reader may decide.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appeals {}

impl Read for Appeals {
    const PATH: &'static str = "/appeals";
    const ACTION: Action = Action::ReadAppeals;
    type View = AppealList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital.reading(actor, Self::ACTION, |reading| reading.appeals()).await
    }
}

/// A missed visit, with what its patient says about it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl Read for Missed {
    const PATH: &'static str = "/appointments/{appointment}/missed";
    const ACTION: Action = Action::ReadAppeals;
    type View = MissedDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { appointment } = self;
        let (mut view, texts) =
            hospital.reading(actor, Self::ACTION, |reading| reading.missed_detail(appointment)).await?;
        for (said, side) in [&mut view.asked, &mut view.decided].into_iter().zip(texts) {
            if let (Some(said), Some(side)) = (said, side) {
                let text = hospital.journal().open_side(side).await?;
                said.text = text.and_then(|bytes| String::from_utf8(bytes).ok());
            }
        }
        Ok(view)
    }
}

fn said(answered: &AnsweredView) -> SaidOfMissed {
    SaidOfMissed { at: answered.at, reason: answered.code, text: None }
}

impl Reading<'_> {
    fn appeals(&self) -> Result<AppealList, Failure> {
        let may = |department| self.may(Action::ReadAppeals, &self.scope().of_department(department));
        if self.worlds.scheduling.departments().iter().all(|one| may(one.id).is_err()) {
            return Err(Failure::Denied);
        }
        // One is added with any event.
        self.saw_all();
        let mut all = self.worlds.scheduling.open_appeals();
        all.retain(|visit| may(visit.department).is_ok());
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let rows = all.iter().take(ROWS_MAX).filter_map(|visit| {
            Some(AppealRow {
                appointment: visit.id,
                name: self.name(visit.patient).masked,
                sex: self.worlds.journey.sex_of(visit.patient),
                age: self.age(visit.patient),
                department: self.department(visit.department),
                clinician: self.clinician(visit.clinician).0,
                from: visit.from,
                until: visit.until,
                asked_at: visit.appeal.as_ref()?.asked.as_ref()?.at,
            })
        });
        Ok(AppealList { now: self.now, rows: rows.collect(), count })
    }

    /// How many appeals have waited so long that they want an administrator's attention.
    pub(super) fn old_appeals(&self) -> usize {
        let before = self.now - Duration::days(WAITS_DAYS);
        let all = self.worlds.scheduling.open_appeals();
        let asked = all.iter().filter_map(|visit| visit.appeal.as_ref()?.asked.as_ref());
        asked.filter(|asked| asked.at < before).count()
    }

    /// The view without the texts, and the side rows that hold those of the appeal and of the decision.
    fn missed_detail(&self, id: AppointmentId) -> Result<(MissedDetail, [Option<Uuid>; 2]), Failure> {
        self.may(Action::ReadAppeals, &self.scope().of_appointment(id))?;
        let visit = self.found(self.worlds.scheduling.appointment(id))?;
        self.saw(visit.touched);
        let visit = self.found(Some(visit).filter(|visit| visit.state == AppointmentState::NoShow))?;
        self.about("appointment", id);
        self.read.borrow_mut().insert(self.worlds.journey.canonical(visit.patient));
        let asked = visit.appeal.as_ref().and_then(|appeal| appeal.asked.as_ref());
        let decided = visit.appeal.as_ref().and_then(|appeal| appeal.decided.as_ref());
        let text = |answered: Option<&AnsweredView>| answered.and_then(|one| one.text.as_ref()).map(|side| side.id);
        let texts = [text(asked), text(decided)];
        let (appointment, reason) = (id, Reason::from(ReasonCode::Other));
        let can = |action, command: Command| {
            self.may(action, &self.scope().of_appointment(id)).is_ok()
                && !self.is_own(&visit)
                && self.worlds.scheduling.decide(&command, &self.context()).is_ok()
        };
        let excuse = command::ExcuseMissed { appointment, reason: reason.clone() };
        let decline = command::DeclineAppeal { appointment, reason: reason.clone() };
        let undo = command::UndoExcuse { appointment, reason };
        let view = MissedDetail {
            now: self.now,
            appointment,
            name: self.name(visit.patient).full,
            department: self.department(visit.department),
            clinician: self.clinician(visit.clinician).0,
            from: visit.from,
            until: visit.until,
            missed_at: visit.missed_at,
            stage: visit.appeal.as_ref().map(|appeal| appeal.stage),
            asked: asked.map(said),
            decided: decided.map(said),
            blocked: self.blocked(visit.patient, Some(visit.department)),
            can_excuse: can(Action::ExcuseMissed, excuse.into()),
            can_decline: can(Action::DeclineAppeal, decline.into()),
            can_undo: can(Action::UndoExcuse, undo.into()),
        };
        Ok((view, texts))
    }

    /// Nobody decides about a visit of their own.
    fn is_own(&self, visit: &AppointmentView) -> bool {
        self.actor.person.is_some_and(|own| self.worlds.scheduling.is_same_person(own, visit.patient))
    }

    /// What a patient reads of an appeal against a missed visit.
    pub(super) fn visit_appeal(&self, visit: &AppointmentView) -> Option<VisitAppeal> {
        let appeal = visit.appeal.as_ref()?;
        Some(VisitAppeal {
            stage: appeal.stage,
            asked_at: appeal.asked.as_ref().map(|asked| asked.at),
            decided_at: appeal.decided.as_ref().map(|decided| decided.at),
            decided_for: appeal.decided.as_ref().map(|decided| decided.code),
        })
    }

    /// Could the patient appeal now?
    pub(super) fn can_appeal(&self, visit: &AppointmentView) -> bool {
        let ask = command::AppealMissed { appointment: visit.id, reason: ReasonCode::Other.into() };
        visit.state == AppointmentState::NoShow && self.worlds.scheduling.decide(&ask.into(), &self.context()).is_ok()
    }
}

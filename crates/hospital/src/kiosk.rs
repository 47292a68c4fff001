//! The kiosk (自助机): whoever has booked checks in alone, with the code of the visit and the last four digits of the phone or
//! of a document, so that a code that somebody saw or guessed is not enough. It works for every department.

use crate::{
    failure::Failure,
    hospital::{Hospital, IdempotencyKey},
    presence,
    read::Reading,
    usecase::{Action, CheckIn},
    view::DepartmentRef,
};
use model::{
    actor::Actor,
    id::{AppointmentId, PersonId, short_code},
    message::Refusal,
    person::CredentialKind,
    scheduling::Ticket,
    text,
};
use scheduling::read::{AppointmentState, AppointmentView, ConsultingRoom};

/// Wrong tries for one code, and at one kiosk, in an hour.
const CODE_TRIES: u32 = 5;
const KIOSK_TRIES: u32 = 60;
/// Of a code that nobody has, so many characters are remembered.
const CODE_MAX: usize = 40;
/// How many of the last digits are asked for.
const LAST_DIGITS: usize = 4;

/// What somebody who has checked in is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskTicket {
    /// The patient's name, masked: 林*英.
    pub name: String,
    /// The number.
    pub ticket: Ticket,
    /// The department.
    pub department: DepartmentRef,
    /// The consulting room.
    pub room: ConsultingRoom,
    /// How many are called before; none if it is the patient's turn.
    pub ahead: Option<u32>,
}

impl Hospital {
    /// The code that the screens in the building show in this minute. Only for whoever is known to be there.
    #[must_use]
    pub fn presence_code(&self) -> String {
        presence::code_at(self.lookups(), self.now())
    }

    /// Checks in at a kiosk; whoever has done so is shown the same again. `kiosk`: the address from which it is asked.
    ///
    /// # Errors
    /// As [`execute`](Self::execute). A code of no visit of today and wrong digits are the same refusal.
    pub async fn check_in_at_kiosk(
        &self,
        kiosk: &str,
        key: IdempotencyKey,
        (code, last): (&str, &str),
    ) -> Result<KioskTicket, Failure> {
        let upright = |typed: &str| text::upright(typed).split_whitespace().collect::<String>();
        let (code, last) = (upright(code), upright(last));
        let now = self.now();
        let tries = self.kiosk_tries();
        let too_often =
            |limit: u32| Failure::from(Refusal::new("kiosk-too-often").field("code").with("limit", i64::from(limit)));
        let at_kiosk = format!("kiosk {kiosk}");
        if !tries.begin(&at_kiosk, now, KIOSK_TRIES) {
            return Err(too_often(KIOSK_TRIES));
        }
        let found = self.reading(&Actor::system(), Action::ReadDay, |reading| Ok(reading.meant(&code, &last))).await;
        let found = found.inspect_err(|_| tries.was_right(&at_kiosk))?;
        // One id can be written in several ways: what is tried for one visit counts together.
        let for_visit = match &found {
            Some((visit, _)) => format!("visit {visit}"),
            None => format!("code {}", code.chars().take(CODE_MAX).collect::<String>()),
        };
        if !tries.begin(&for_visit, now, CODE_TRIES) {
            tries.was_right(&at_kiosk);
            return Err(too_often(CODE_TRIES));
        }
        let Some((appointment, Some(state))) = found else {
            return Err(Refusal::new("kiosk-not-found").field("code").with("digits", LAST_DIGITS as i64).into());
        };
        tries.was_right(&at_kiosk);
        tries.was_right(&for_visit);
        if !matches!(state, AppointmentState::Arrived | AppointmentState::Called) {
            let check_in = CheckIn { appointment, credential: CredentialKind::VisitCode, class: None };
            self.execute(&Actor::system(), key, check_in.into()).await?;
        }
        self.reading(&Actor::system(), Action::ReadDay, |reading| reading.kiosk_ticket(appointment)).await
    }
}

impl Reading<'_> {
    /// The visit that a code means, and how it stands if the last digits are its patient's.
    fn meant(&self, code: &str, last: &str) -> Option<(AppointmentId, Option<AppointmentState>)> {
        let whole: Option<AppointmentId> = code.parse().ok();
        let is_meant = |visit: &AppointmentView| Some(visit.id) == whole || short_code(visit.id.0) == code;
        let scheduling = &self.worlds.scheduling;
        let near = [self.today().plus_days(-1), self.today(), self.today().plus_days(1)];
        let sessions = near.into_iter().flat_map(|day| scheduling.sessions_between(day, day, self.moment()));
        let visits = sessions.flat_map(|session| scheduling.appointments_of_session(session.id));
        // A short code can be that of two visits.
        let visits: Vec<AppointmentView> = visits.filter(is_meant).collect();
        self.saw_all();
        let theirs = visits.iter().find(|visit| self.ends_in(visit.patient, last));
        theirs.or(visits.first()).map(|visit| (visit.id, theirs.map(|visit| visit.state)))
    }

    /// Do a person's phone or one of their documents end in these digits?
    fn ends_in(&self, person: PersonId, last: &str) -> bool {
        last.chars().count() == LAST_DIGITS
            && self.record(person).is_some_and(|record| {
                let numbers = record.credentials.iter().map(|(_, number)| number.as_str());
                let ends = |number: &str| number.to_uppercase().ends_with(last);
                record.phone.as_deref().into_iter().chain(numbers).any(ends)
            })
    }

    fn kiosk_ticket(&self, appointment: AppointmentId) -> Result<KioskTicket, Failure> {
        let visit = self.found(self.worlds.scheduling.appointment(appointment))?;
        self.saw(visit.touched);
        Ok(KioskTicket {
            name: self.name(visit.patient).masked,
            ticket: self.found(visit.ticket)?,
            department: self.department(visit.department),
            ahead: self.place(&visit).0,
            room: visit.room,
        })
    }
}

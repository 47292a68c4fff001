//! What happens to visits and to the sessions of clinicians.

use super::super::harness::{Harness, today};
use super::{Asked, Walk, system};
use crate::{
    clock::Clock as _,
    usecase::{
        AcceptRebooking, AppealMissed, Book, Call, CallNext, Cancel, ChangeDevice, ChangeImpossibleDays, ChangeRoom,
        ChangeSession, CheckIn, CloseSession, DeclineAppeal, DeclineRebooking, EndExemption, EndSession, ExcuseMissed,
        Finish, GrantExemption, HoldSeat, MarkMissed, Move, Pass, PauseSession, PublishSession, PutInService,
        ReleaseHold, RequestAdmission, ResumeSession, ReturnAfterTests, SettleClosure, Start, TakeOutOfService,
        TransferVisit, UndoCall, UndoCancel, UndoCheckIn, UndoClosure, UndoEndSession, UndoExcuse, UndoFinish,
        UndoMissed, UndoReturn, UndoVisitTransfer, WithdrawSession,
    },
};
use model::{
    Label,
    id::{AppointmentId, SessionId},
    person::CredentialKind,
    scheduling::{
        Channel, DayOfWeek, DaysBefore, ExemptFrom, ImpossibleDays, Needs, Pool, PoolShare, Rebooking, Silence,
        Urgency, WindowSeats,
    },
    time::{MinuteOfDay, Zone},
};
use scheduling::read::{AppointmentState, Moment};

/// Half of the seats are for the desk until the morning of the day before.
const ON_SITE: PoolShare = PoolShare {
    pool: Pool::OnSite,
    share_percent: 50,
    opens: None,
    falls: Some(DaysBefore { days_before: 1, at: MinuteOfDay(9 * 60) }),
    borrows: false,
};

impl Walk {
    /// What usually comes next for a visit.
    pub(super) fn usual_visit(&mut self, harness: &Harness) -> Option<Asked> {
        let appointment = self.pick(|walk| &walk.appointments)?;
        let visit = harness.hospital.look(|worlds| worlds.scheduling.appointment(appointment))?;
        let credential = CredentialKind::VisitCode;
        Some(match visit.state {
            AppointmentState::Booked if self.below(4) == 0 => {
                system(Move { appointment, slot: self.pick(|walk| &walk.slots)? })
            }
            AppointmentState::Booked => (harness.desk(), CheckIn { appointment, credential, class: None }.into()),
            AppointmentState::Arrived if self.below(4) == 0 => {
                (harness.desk(), EndSession { session: visit.session }.into())
            }
            AppointmentState::Arrived => (harness.doctor(), CallNext { session: visit.session }.into()),
            AppointmentState::Called if self.below(5) == 0 => (harness.doctor(), MarkMissed { appointment }.into()),
            AppointmentState::Called => (harness.doctor(), Start { appointment }.into()),
            AppointmentState::InConsultation => (harness.doctor(), Finish { appointment }.into()),
            _ => (harness.doctor(), self.admit(appointment).into()),
        })
    }

    fn admit(&mut self, appointment: AppointmentId) -> RequestAdmission {
        RequestAdmission {
            appointment,
            diagnosis: self.one_of(["J18.900", "I25.1"]).into(),
            urgency: self.one_of([Urgency::Emergency, Urgency::Urgent, Urgency::Elective]),
            needs: Needs { oxygen: self.below(4) == 0, isolation: self.below(8) == 0 },
            expected_days: 3,
        }
    }

    /// What can happen to a random visit, whether or not it makes sense.
    pub(super) fn visit(&mut self, harness: &Harness) -> Option<Asked> {
        let (desk, doctor) = (harness.desk(), harness.doctor());
        let (slot, session) = (self.pick(|walk| &walk.slots)?, self.pick(|walk| &walk.sessions)?);
        let (reason, text, credential) = (self.reason(), None, CredentialKind::ResidentId);
        if self.below(5) < 2 {
            let patient = self.somebody()?;
            // Half of those who choose a window decide at once.
            let channel = Channel::Online;
            match self.below(6) {
                0..=2 => return Some((harness.patient(patient), HoldSeat { slot, patient, channel }.into())),
                3 => return Some((harness.patient(patient), ReleaseHold { slot, patient }.into())),
                _ => {}
            }
            return Some(match self.one_of([Channel::Online, Channel::OnSite, Channel::FollowUp, Channel::Referral]) {
                channel @ Channel::Online => {
                    (harness.patient(patient), Book { slot, patient, channel, impossible: None }.into())
                }
                channel => system(Book { slot, patient, channel, impossible: None }),
            });
        }
        let appointment = self.pick(|walk| &walk.appointments)?;
        let patient = harness.hospital.look(|worlds| worlds.patient_of_visit(appointment))?;
        let whoever = self.one_of([harness.patient(patient), harness.desk()]);
        let kept = harness.hospital.look(|worlds| worlds.scheduling.rebooking(appointment));
        let kept = kept.map_or(slot, |offer| offer.kept.slot);
        let exempt = harness.hospital.look(|worlds| worlds.scheduling.exemptions_of(patient).first().map(|one| one.id));
        Some(match self.below(39) {
            34..=36 => (desk, TransferVisit { appointment, session, reason, text }.into()),
            37 => (desk, UndoVisitTransfer { appointment, reason, text }.into()),
            38 => {
                let weekdays = vec![self.one_of(DayOfWeek::ALL)];
                let impossible = ImpossibleDays { weekdays, dates: Vec::new() };
                (whoever, ChangeImpossibleDays { appointment, impossible }.into())
            }
            24 => (desk, ReturnAfterTests { appointment }.into()),
            25 => (doctor, UndoReturn { appointment, reason, text }.into()),
            32 | 33 if exempt.is_some() => system(EndExemption { exemption: exempt?, reason, text }),
            26 | 27 => (harness.patient(patient), AppealMissed { appointment, reason, text }.into()),
            28 => (desk, DeclineAppeal { appointment, reason, text }.into()),
            29 => (desk, ExcuseMissed { appointment, reason, text }.into()),
            30 => (desk, UndoExcuse { appointment, reason, text }.into()),
            31 => system(GrantExemption {
                patient,
                exempt_from: self.one_of(ExemptFrom::ALL),
                department: self.one_of([None, Some(harness.department)]),
                from: today().plus_days(self.one_of([0, 1])),
                until: today().plus_days(self.one_of([1, 3])),
                reason,
                text,
            }),
            23 => (whoever, UndoCancel { appointment, reason, text }.into()),
            0 | 1 => (whoever, Cancel { appointment, reason, text }.into()),
            2..=4 => (whoever, Move { appointment, slot }.into()),
            5 | 6 => (desk, CheckIn { appointment, credential, class: None }.into()),
            7 => (desk, UndoCheckIn { appointment, reason, text }.into()),
            8 => (doctor, CallNext { session }.into()),
            9 => (doctor, Call { session, appointment }.into()),
            10 => (doctor, UndoCall { appointment, reason, text }.into()),
            11 => (doctor, Pass { appointment }.into()),
            12 => (doctor, Start { appointment }.into()),
            13 => (doctor, Finish { appointment }.into()),
            14 | 15 => (doctor, UndoFinish { appointment, reason, text }.into()),
            16 => (doctor, MarkMissed { appointment }.into()),
            17 => (doctor, UndoMissed { appointment, reason, text }.into()),
            18 | 19 => (whoever, AcceptRebooking { appointment, slot: kept }.into()),
            20 => (whoever, DeclineRebooking { appointment, slot: kept }.into()),
            _ => (doctor, self.admit(appointment).into()),
        })
    }

    /// Other hours, seats, or another day or room for a session.
    fn change_session(&mut self, harness: &Harness, session: SessionId) -> Option<ChangeSession> {
        let now = harness.hospital.look(|worlds| {
            let moment = Moment { now: harness.clock.now(), zone: Zone::SHANGHAI };
            worlds.scheduling.session(session, moment)
        })?;
        let (earlier, later) = (self.one_of([0, 0, 20]), self.one_of([0, 0, 20, 40]));
        Some(ChangeSession {
            session,
            date: now.date.plus_days(self.one_of([0, 0, 0, 1])),
            from: MinuteOfDay(now.from.0 - earlier),
            until: MinuteOfDay(now.until.0 + later),
            capacity: WindowSeats::Each(self.one_of([1, 2, 3, 4])),
            room: self.one_of([now.room.name, Label::new("6 诊室", "Room 6")]),
            version: None,
            reason: self.reason(),
            text: None,
        })
    }

    /// What can happen to a random session.
    pub(super) fn session(&mut self, harness: &Harness) -> Option<Asked> {
        let any = self.pick(|walk| &walk.sessions)?;
        let session = self.one_of([any, harness.session]);
        let (reason, text) = (self.reason(), None);
        let room = Label::new("5 诊室", "Room 5");
        let device = self.pick(|walk| &walk.devices)?;
        Some(match self.below(19) {
            14 => system(TakeOutOfService { device, reason, text }),
            15 => system(PutInService { device }),
            16 | 17 => system(self.change_session(harness, any)?),
            18 => system(ChangeDevice { session: any, device, version: None, reason, text }),
            11 => (harness.doctor(), PauseSession { session, minutes: 10, reason, text }.into()),
            12 | 13 => (harness.doctor(), ResumeSession { session }.into()),
            0 => {
                let from = MinuteOfDay(60 * self.one_of([8, 15, 16, 18]));
                system(PublishSession {
                    pools: (self.below(2) == 0).then_some(ON_SITE).into_iter().collect(),
                    clinician: harness.clinician,
                    device: Some(device).filter(|_| self.below(2) == 0),
                    room,
                    date: today().plus_days(self.one_of([0, 1, 2])),
                    from,
                    until: MinuteOfDay(from.0 + 40),
                    slot_minutes: 20,
                    capacity: 1,
                })
            }
            1 => system(ChangeRoom { session, room, reason, text }),
            2 => system(WithdrawSession { session: any, reason, text }),
            8 => {
                let booked = harness.hospital.look(|worlds| worlds.scheduling.appointments_of_session(any));
                let booked = booked.into_iter().filter(|one| one.state == AppointmentState::Booked);
                let mut to_phone: Vec<_> = booked.map(|one| one.id).collect();
                // What does not fit is refused, and then nothing is compared.
                let proposed = to_phone.pop().zip(self.pick(|walk| &walk.slots));
                let proposals =
                    proposed.into_iter().map(|(appointment, slot)| Rebooking { appointment, slot }).collect();
                let deadline = harness.clock.now() + chrono::Duration::hours(1);
                let silence = self.one_of([Silence::Keep, Silence::Return]);
                let text = None;
                system(CloseSession { session: any, deadline, silence, proposals, to_phone, reason, text })
            }
            9 => system(UndoClosure { session: any, reason, text }),
            10 => system(SettleClosure { session: any }),
            3..=5 => (harness.desk(), EndSession { session }.into()),
            _ => (harness.desk(), UndoEndSession { session, reason, text }.into()),
        })
    }
}

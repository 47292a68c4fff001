//! A hospital for measurements: as many departments, sessions and bookings as are asked for.

use model::{
    Label,
    decide::{Context, Decider, Stamp},
    id::{AppointmentId, ClinicianId, DepartmentId, JourneyId, PersonId, SessionId, SlotId},
    money::Yuan,
    scheduling::{
        BookingRules, Cap, Channel, ClinicianEnrolled, Command, DepartmentOpened, PoolShare, RulesAdopted, RulesScope,
        Title, WaitlistRules, command,
    },
    time::{BusinessDate, MinuteOfDay, Zone},
};
use scheduling::World;
use uuid::Uuid;

const ZONE: Zone = Zone::SHANGHAI;

/// Ids like those of a hospital: a growing time, and tails that look random.
pub(crate) struct Ids(u64);

impl Ids {
    /// The next one.
    pub(crate) const fn next(&mut self) -> Uuid {
        self.0 += 1;
        let mut mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 31;
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Uuid::from_u128((self.0 as u128 >> 4) << 80 | 7 << 76 | mixed as u128)
    }
}

/// A hospital at 07:00 of a day.
pub(crate) struct Hospital {
    pub(crate) world: World,
    pub(crate) context: Context,
    pub(crate) ids: Ids,
    /// What new sessions keep for the desk and for referrals.
    pub(crate) pools: Vec<PoolShare>,
}

impl Hospital {
    /// A hospital with rules and nothing else.
    pub(crate) fn open(date: BusinessDate) -> Result<Self, String> {
        let now = ZONE.instant(date, MinuteOfDay(7 * 60));
        let context = Context { now, seq: 1, seed: 1, zone: ZONE };
        let mut hospital = Self { world: World::default(), context, ids: Ids(0), pools: Vec::new() };
        let rules = BookingRules {
            source: "assumed".into(),
            valid_from: date,
            days_ahead: Some(14),
            release_at: None,
            book_minutes_before: None,
            caps: Cap::days(3, 3).into(),
            cancel_minutes_before: Some(60),
            cancels_per_day_max: Some(6),
            cancels_per_department_day_max: Some(3),
            checkin_minutes_before: Some(60),
            missed_minutes_after: Some(30),
            pass_places: Some(3),
            cleaning_minutes: Some(30),
            undo_minutes: Some(60),
            hold_minutes: None,
            waitlist: Some(WaitlistRules {
                open_max: 3,
                joins_per_day_max: 5,
                line_max: 100,
                closes: MinuteOfDay(20 * 60),
                offer_minutes_max: 120,
                offer_share_percent: 25,
                longer_minutes: 60,
                night_from: MinuteOfDay(22 * 60),
                night_until: MinuteOfDay(7 * 60),
                passes_max: 2,
                silences_max: 1,
                returned_minutes_max: 30,
            }),
            queue: None,
            no_shows: Vec::new(),
        };
        hospital.play(&Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }))?;
        Ok(hospital)
    }

    /// Decides a command and applies what follows.
    pub(crate) fn play(&mut self, command: &Command) -> Result<(), String> {
        let events =
            self.world.decide(command, &self.context).map_err(|refusal| format!("{refusal} {:?}", refusal.args))?;
        for event in &events {
            self.world.apply(event, Stamp { seq: self.context.seq, at: self.context.now });
            self.context.seq += 1;
        }
        Ok(())
    }

    /// Another department.
    pub(crate) fn department(&mut self) -> Result<DepartmentId, String> {
        let department = DepartmentId(self.ids.next());
        let code = format!("D{}", self.ids.0);
        let command = DepartmentOpened { department, code, name: label(), place: label() };
        self.play(&Command::OpenDepartment(command))?;
        Ok(department)
    }

    /// Another clinician.
    pub(crate) fn clinician(&mut self, department: DepartmentId) -> Result<ClinicianId, String> {
        let (clinician, person) = (ClinicianId(self.ids.next()), PersonId(self.ids.next()));
        self.play(&Command::EnrolClinician(ClinicianEnrolled {
            clinician,
            department,
            person,
            title: Title::Attending,
            fee: Yuan::from_fen(600),
        }))?;
        Ok(clinician)
    }

    /// Another session of so many windows of 20 minutes from 08:00 on, in a room of its own.
    pub(crate) fn session(
        &mut self,
        clinician: ClinicianId,
        date: BusinessDate,
        (windows, seats): (u16, u16),
    ) -> Result<Vec<SlotId>, String> {
        let session = SessionId(self.ids.next());
        let slots: Vec<_> = (0..windows).map(|_| SlotId(self.ids.next())).collect();
        let room = Label::new(format!("{}诊室", self.ids.0), format!("Room {}", self.ids.0));
        self.play(&Command::PublishSession(command::PublishSession {
            pools: self.pools.clone(),
            session,
            clinician,
            device: None,
            room,
            date,
            from: MinuteOfDay(480),
            until: MinuteOfDay(480 + windows * 20),
            slot_minutes: 20,
            capacity: seats.into(),
            slots: slots.clone(),
        }))?;
        Ok(slots)
    }

    /// What books a seat for somebody.
    pub(crate) fn booking(&mut self, slot: SlotId, patient: PersonId) -> Command {
        Command::Book(command::Book {
            appointment: AppointmentId(self.ids.next()),
            slot,
            patient,
            journey: JourneyId(self.ids.next()),
            channel: Channel::Online,
        })
    }
}

fn label() -> Label {
    Label::new("甲", "A")
}

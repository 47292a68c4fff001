//! What people do. A use case is one file, `<noun>/<verb>.rs`: a struct that says what a client sends, and [`UseCase`],
//! which says all that the hospital knows of it. A line under `use_cases!` registers it: [`Request`], its JSON, the
//! right that it needs, the dispatch and the address follow. `docs/contributing.md` is the recipe.
//!
//! * [`visits`], [`itineraries`], [`waits`], [`stays`], [`records`]: what several use cases of one noun share.
//! * [`steps`]: the journey's part.

mod case;
mod prelude;
mod talk;

mod admission {
    pub(super) mod arrive;
    pub(super) mod cancel;
    pub(super) mod choose_coverage;
    pub(super) mod discharge;
    pub(super) mod do_formality;
    pub(super) mod pay_all_for_now;
    pub(super) mod record_sex;
    pub(super) mod request;
    pub(super) mod request_emergency;
    pub(super) mod submit_form;
    pub(super) mod undo_discharge;
    pub(super) mod undo_formality;
}
mod appeal {
    pub(super) mod ask;
    pub(super) mod decline;
    pub(super) mod excuse;
    pub(super) mod undo_excuse;
}
mod appointment {
    pub(super) mod book;
    pub(super) mod book_from_room;
    pub(super) mod call;
    pub(super) mod cancel;
    pub(super) mod change_days;
    pub(super) mod check_in;
    pub(super) mod check_in_here;
    pub(super) mod finish;
    pub(super) mod hold;
    pub(super) mod lapse_hold;
    pub(super) mod mark_missed;
    pub(super) mod move_to;
    pub(super) mod pass;
    pub(super) mod release_hold;
    pub(super) mod return_after_tests;
    pub(super) mod start;
    pub(super) mod transfer;
    pub(super) mod undo_call;
    pub(super) mod undo_cancel;
    pub(super) mod undo_check_in;
    pub(super) mod undo_finish;
    pub(super) mod undo_missed;
    pub(super) mod undo_return;
    pub(super) mod undo_transfer;
}
mod bed {
    pub(super) mod accept_transfer;
    pub(super) mod assign;
    pub(super) mod assign_against_rules;
    pub(super) mod block;
    pub(super) mod decline_transfer;
    pub(super) mod occupy;
    pub(super) mod ready;
    pub(super) mod transfer;
    pub(super) mod unassign;
    pub(super) mod unblock;
    pub(super) mod undo_transfer;
    pub(super) mod withdraw_transfer;
}
mod bill {
    pub(super) mod add_item;
    pub(super) mod adopt_policy;
    pub(super) mod charge;
    pub(super) mod close_registration;
    pub(super) mod close_till;
    pub(super) mod confirm_difference;
    pub(super) mod consent;
    pub(super) mod pay;
    pub(super) mod presettle;
    pub(super) mod refund_charge;
    pub(super) mod return_deposit;
    pub(super) mod settle;
    pub(super) mod take_back_settlement;
    pub(super) mod take_deposit;
    pub(super) mod take_payment;
}
mod closure {
    pub(super) mod accept;
    pub(super) mod close;
    pub(super) mod decline;
    pub(super) mod settle;
    pub(super) mod undo;
}
mod device {
    pub(super) mod enrol;
    pub(super) mod put_in;
    pub(super) mod take_out;
}
mod draw {
    pub(super) mod cancel;
    pub(super) mod close_list;
    pub(super) mod give;
    pub(super) mod join;
    pub(super) mod leave;
    pub(super) mod open;
    pub(super) mod prolong;
    pub(super) mod set_up;
}
mod referral {
    pub(super) mod change;
    pub(super) mod end;
    pub(super) mod enrol;
    pub(super) mod refer;
}
mod exemption {
    pub(super) mod end;
    pub(super) mod grant;
}
mod itinerary {
    pub(super) mod book;
    pub(super) mod cancel;
    pub(super) mod move_to;
}
mod person {
    pub(super) mod add_coverage;
    pub(super) mod add_relative;
    pub(super) mod correct;
    pub(super) mod erase;
    pub(super) mod merge;
    pub(super) mod merge_over_caps;
    pub(super) mod record_birth_year;
    pub(super) mod register;
    pub(super) mod remove_relative;
    pub(super) mod undo_merge;
}
mod session {
    pub(super) mod call_next;
    pub(super) mod change;
    pub(super) mod change_device;
    pub(super) mod change_room;
    pub(super) mod end;
    pub(super) mod pause;
    pub(super) mod publish;
    pub(super) mod release_pool;
    pub(super) mod resume;
    pub(super) mod undo_end;
    pub(super) mod withdraw;
}
mod setup {
    pub(super) mod adopt_bed_rules;
    pub(super) mod adopt_calendar;
    pub(super) mod adopt_profile;
    pub(super) mod adopt_rules;
    pub(super) mod adopt_services;
    pub(super) mod enrol_clinician;
    pub(super) mod open_department;
    pub(super) mod open_ward;
}
mod template {
    pub(super) mod change;
    pub(super) mod create;
    pub(super) mod end;
    pub(super) mod publish;
}
mod waitlist {
    pub(super) mod accept_offer;
    pub(super) mod change_wishes;
    pub(super) mod close;
    pub(super) mod extend_offer;
    pub(super) mod join;
    pub(super) mod lapse_offer;
    pub(super) mod leave;
    pub(super) mod pass_offer;
    pub(super) mod pass_on;
}
pub(crate) use appointment::book::{channel_of, refuses, would_refuse};
pub(crate) use appointment::cancel::clinic_may_cancel;
pub use itineraries::Stop;
pub(crate) use itineraries::would_keep;
pub(crate) use itinerary::book::in_the_room;
use session::publish::room_is_named;

mod itineraries;
pub(crate) mod records;
mod stays;
mod steps;
mod visits;
mod waits;

pub use case::Because;
pub(crate) use case::{Opens, UseCase};
pub(crate) use talk::Talk;

use prelude::*;
use scheduling::read::Moment;
use serde::de::DeserializeOwned;

/// Where a client sends a use case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// Below `/api/v1`. A name in braces is a field of the request; all its other fields are in the body. `None` where
    /// only the hospital itself does it.
    pub path: Option<&'static str>,
    /// The right that it needs, which has the name of the request.
    pub action: Action,
}

/// What a client sends for a use case: the fields of its address and those of its body, read as one.
pub trait Sent: DeserializeOwned + Into<Request> + ToSchema {}

impl<T: DeserializeOwned + Into<Request> + ToSchema> Sent for T {}

/// Receives every use case.
pub trait Catalogue {
    /// The next one, in the order of [`Action::ALL`].
    fn add<T: Sent>(&mut self, address: Address);
}

/// Declares [`Request`] over the use cases, and `in_use_case!`, which evaluates one expression with the use case that a
/// request holds.
macro_rules! use_cases {
    (($d:tt) $($noun:ident::$verb:ident::$name:ident,)*) => {
        $(pub use $noun::$verb::$name;)*

        /// One thing that a person can do. It is kept (hashed, for its idempotency key) with its name beside its
        /// fields, `{"do": "book", "slot": …}`; each is read by its own struct, so that an error leads to the field at
        /// fault.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(tag = "do", rename_all = "snake_case")]
        pub enum Request { $(#[doc = concat!("[`", stringify!($name), "`]")] $name($name),)* }

        $(impl From<$name> for Request {
            fn from(it: $name) -> Self {
                Self::$name(it)
            }
        })*

        impl Request {
            /// The right that it needs.
            pub const fn action(&self) -> Action {
                match self { $(Self::$name(_) => Action::$name,)* }
            }

            /// Does it move money? Its idempotency key is then looked up however old it is.
            pub const fn moves_money(&self) -> bool {
                match self { $(Self::$name(_) => $name::MOVES_MONEY,)* }
            }

            /// Is a guess counted before it is decided? Its idempotency key is then looked up before.
            pub const fn counts_tries(&self) -> bool {
                match self { $(Self::$name(_) => $name::COUNTS_TRIES,)* }
            }
        }

        macro_rules! in_use_case {
            ($d request:expr, $d it:ident => $d done:expr) => {
                match $d request { $(Request::$name($d it) => $d done,)* }
            };
        }

        /// Passes every use case to the catalogue, in the order of [`Action::ALL`].
        pub fn each(catalogue: &mut impl Catalogue) {
            $(catalogue.add::<$name>(Address { path: $name::PATH, action: Action::$name });)*
        }

        reading! { $($name)* }
    };
}

/// The rights: one for each use case, one for each kind of reading, and those for what no event records.
macro_rules! reading {
    ($($name:ident)*) => { reading! { @rights [$($name)*]
        /// Reads what the hospital is, departments, clinicians, days and slots, which name no patient.
        ReadSlots
        /// Reads whom a clinic referred, and what became of it.
        ReadReferrals
        /// Reads why the patient of a visit was referred; that is recorded.
        ReadReferral
        /// Reads a person's data, journeys and visits.
        ReadPerson
        /// Reads a department's list of the day.
        ReadDay
        /// Looks people up by code, credential, name or phone.
        SearchPeople
        /// Reads a session's queue and current patient.
        ReadRoom
        /// Reads a ward's beds and its waiting admissions.
        ReadWard
        /// Reads an admission: form, formalities, bed.
        ReadAdmission
        /// Reads a stay's bill.
        ReadBill
        /// Reads the stays that are to be put in order: ended here, but still open at the insurer or with money.
        ReadOpenStays
        /// Reads who owes money for a settled stay, and finds the stay of whoever stands at the counter.
        ReadArrears
        /// Reads what money went through the hands of the own login.
        ReadTill
        /// Reads sessions with their load.
        ReadWeek
        /// Reads what a closure does to a session's patients, whose names are masked, and who has to be phoned.
        ReadClosure
        /// Opens the name and the phone number of a patient whose session is closed.
        OpenDisplaced
        /// Reads appeals against missed visits, with masked names; opening one shows the name and the patient's own words.
        ReadAppeals
        /// Reads who is exempt from booking rules, and finds those to be exempted; names are masked.
        ReadExemptions
        /// Reads the promises and figures.
        ReadPromises
        /// Reads logins.
        ReadUsers
        /// Creates, locks and unlocks logins.
        ManageUsers
        /// Makes a login for a patient, and sees which logins there are.
        MakePatientLogin
        /// Reads the state of the clock and what fell due while nobody ran the hospital; agrees to it.
        ManageClock
        /// Reads the audit trail.
        ReadAudit
        /// Reads a patient's data outside the reader's own place, with a reason that is reported.
        BreakGlass
    } };
    (@rights [$($name:ident)*] $($(#[$doc:meta])* $read:ident)*) => {
        /// What a right is about: a use case, a kind of reading, or what no event records (logins, the clock, breaking
        /// the glass).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $(#[doc = concat!("[`", stringify!($name), "`]")] $name,)*
            $($(#[$doc])* $read,)*
        }

        impl Action {
            /// All actions, in the order of the table of rights.
            pub const ALL: &'static [Self] = &[$(Self::$name,)* $(Self::$read,)*];
        }
    };
}

use_cases! { ($)
    appointment::book::Book,
    appointment::book_from_room::BookFromRoom,
    referral::refer::Refer,
    appointment::cancel::Cancel,
    appointment::undo_cancel::UndoCancel,
    appointment::move_to::Move,
    appointment::hold::HoldSeat,
    appointment::release_hold::ReleaseHold,
    appointment::lapse_hold::LapseHold,
    appointment::change_days::ChangeImpossibleDays,
    waitlist::join::JoinWaitlist,
    waitlist::change_wishes::ChangeWishes,
    waitlist::leave::LeaveWaitlist,
    waitlist::accept_offer::AcceptOffer,
    waitlist::pass_offer::PassOffer,
    waitlist::extend_offer::ExtendOffer,
    waitlist::lapse_offer::LapseOffer,
    waitlist::close::CloseEntry,
    waitlist::pass_on::PassOn,
    draw::join::JoinDraw,
    draw::leave::LeaveDraw,
    draw::close_list::CloseDrawList,
    draw::open::OpenDraw,
    draw::give::GiveDrawn,
    itinerary::book::BookItinerary,
    itinerary::cancel::CancelItinerary,
    itinerary::move_to::MoveItinerary,
    appointment::check_in::CheckIn,
    appointment::check_in_here::CheckInHere,
    appointment::undo_check_in::UndoCheckIn,
    session::call_next::CallNext,
    appointment::call::Call,
    appointment::undo_call::UndoCall,
    appointment::pass::Pass,
    appointment::start::Start,
    appointment::finish::Finish,
    appointment::undo_finish::UndoFinish,
    appointment::return_after_tests::ReturnAfterTests,
    appointment::undo_return::UndoReturn,
    appointment::transfer::TransferVisit,
    appointment::undo_transfer::UndoVisitTransfer,
    appointment::mark_missed::MarkMissed,
    appointment::undo_missed::UndoMissed,
    appeal::ask::AppealMissed,
    appeal::excuse::ExcuseMissed,
    appeal::decline::DeclineAppeal,
    appeal::undo_excuse::UndoExcuse,
    session::end::EndSession,
    session::undo_end::UndoEndSession,
    session::pause::PauseSession,
    session::resume::ResumeSession,
    admission::request::RequestAdmission,
    admission::request_emergency::RequestEmergencyAdmission,
    admission::cancel::CancelAdmission,
    bed::assign::AssignBed,
    bed::assign_against_rules::AssignBedAgainstRules,
    bed::unassign::UnassignBed,
    admission::arrive::Arrive,
    admission::submit_form::SubmitAdmissionForm,
    admission::do_formality::DoFormality,
    admission::undo_formality::UndoFormality,
    admission::pay_all_for_now::PayAllForNow,
    admission::choose_coverage::ChooseCoverage,
    bed::occupy::OccupyBed,
    bed::transfer::Transfer,
    bed::accept_transfer::AcceptTransfer,
    bed::decline_transfer::DeclineTransfer,
    bed::withdraw_transfer::WithdrawTransfer,
    bed::undo_transfer::UndoTransfer,
    admission::record_sex::RecordSex,
    admission::discharge::Discharge,
    admission::undo_discharge::UndoDischarge,
    bed::ready::ReadyBed,
    bed::block::BlockBed,
    bed::unblock::UnblockBed,
    bill::charge::Charge,
    bill::refund_charge::RefundCharge,
    bill::take_deposit::TakeDeposit,
    bill::return_deposit::ReturnDeposit,
    bill::presettle::Presettle,
    bill::confirm_difference::ConfirmDifference,
    bill::close_registration::CloseRegistration,
    bill::consent::Consent,
    bill::settle::Settle,
    bill::take_back_settlement::TakeBackSettlement,
    bill::take_payment::TakePayment,
    bill::pay::Pay,
    bill::close_till::CloseTill,
    person::register::RegisterPerson,
    person::correct::CorrectPerson,
    person::record_birth_year::RecordBirthYear,
    person::erase::ErasePerson,
    person::merge::MergePersons,
    person::merge_over_caps::MergeOverCaps,
    person::undo_merge::UndoMerge,
    person::add_coverage::AddCoverage,
    person::add_relative::AddRelative,
    exemption::grant::GrantExemption,
    exemption::end::EndExemption,
    person::remove_relative::RemoveRelative,
    setup::open_department::OpenDepartment,
    setup::enrol_clinician::EnrolClinician,
    device::enrol::EnrolDevice,
    device::take_out::TakeOutOfService,
    device::put_in::PutInService,
    referral::enrol::EnrolReferrer,
    referral::change::ChangeReferrer,
    referral::end::EndReferrer,
    setup::open_ward::OpenWard,
    setup::adopt_profile::AdoptProfile,
    setup::adopt_rules::AdoptRules,
    session::publish::PublishSession,
    session::withdraw::WithdrawSession,
    session::release_pool::ReleasePool,
    session::change_room::ChangeRoom,
    session::change_device::ChangeDevice,
    session::change::ChangeSession,
    template::create::CreateTemplate,
    template::change::ChangeTemplate,
    template::end::EndTemplate,
    template::publish::PublishFromTemplate,
    setup::adopt_calendar::AdoptCalendar,
    setup::adopt_services::AdoptServices,
    setup::adopt_bed_rules::AdoptBedRules,
    closure::close::CloseSession,
    closure::undo::UndoClosure,
    closure::settle::SettleClosure,
    closure::accept::AcceptRebooking,
    closure::decline::DeclineRebooking,
    draw::set_up::SetUpDraw,
    draw::prolong::ProlongDraw,
    draw::cancel::CancelDraw,
    bill::adopt_policy::AdoptPolicy,
    bill::add_item::AddItem,
}

impl Request {
    /// Why it is done, if a reason must be given.
    pub fn because(&self) -> Option<Because<'_>> {
        in_use_case!(self, it => it.because())
    }

    pub(crate) fn resource(&self, scope: &Scope<'_>) -> Resource {
        in_use_case!(self, it => it.resource(scope))
    }

    pub(crate) fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        in_use_case!(self, it => it.about(worlds))
    }

    pub(crate) fn talk(&self) -> Talk {
        in_use_case!(self, it => it.talk())
    }

    pub(crate) fn opens(&self, worlds: &Worlds) -> Option<Opens> {
        in_use_case!(self, it => it.opens(worlds))
    }

    pub(crate) fn refused_at_once(&self, worlds: &Worlds, moment: Moment) -> Option<Refusal> {
        in_use_case!(self, it => it.refused_at_once(worlds, moment))
    }

    /// Checks and seals what it carries.
    ///
    /// # Errors
    /// A refusal that names the field at fault; [`Failure::Broken`] when the keys cannot be read.
    pub(crate) async fn prepare(&self, preparing: &Preparing<'_>) -> Result<Prepared, Failure> {
        let mut prepared = Prepared::default();
        if let Some(text) = self.because().and_then(|because| because.text) {
            let about = self.about(&preparing.worlds());
            prepared.text = Some(preparing.reason(about, text)?);
        }
        in_use_case!(self, it => it.prepare(preparing, &mut prepared).await?);
        Ok(prepared)
    }

    /// Decides it.
    ///
    /// # Errors
    /// The refusal of whichever decider said no.
    pub(crate) fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        in_use_case!(self, it => it.decide(deciding, prepared))
    }
}

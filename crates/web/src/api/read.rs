//! Looking: the same views that pages show, as JSON.

use super::{
    caller::Caller,
    problem::{Problem, Speaker},
    schema::Said,
};
use crate::state::AppState;
use axum::{
    Json, Router,
    extract::{self, Path, Query, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use hospital::{
    Action, Failure,
    schema::LookedFor,
    view::{
        AdmissionPage, BillPage, BrokenGlass, ConfirmPage, DayList, DepartmentsPage, JourneyPage, JourneysPage,
        LoginAccess, OpenStaysPage, OverviewPage, PersonSummary, PlacesPage, QueueScreen, RoomPage, SearchPage,
        SettlementSummary, SlotsPage, UserLogin, VisitSummary, WardPage, WeekPage,
    },
};
use model::{
    id::{AdmissionId, AppointmentId, DepartmentId, JourneyId, PersonId, SessionId, SlotId, WardId},
    time::BusinessDate,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// A parameter of a read.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) said: Said,
    pub(super) doc: &'static str,
}

/// A read as the document describes it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) parameters: &'static [Parameter],
    /// The type of the answer.
    pub(super) answer: Said,
    /// The right that it needs.
    pub(super) action: Action,
}

type Reply = Result<Response, Problem>;
type Asking = Result<Query<Asked>, QueryRejection>;

/// What a query may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    date: Option<String>,
    days: Option<String>,
    patient: Option<String>,
    person: Option<String>,
    session: Option<String>,
}

fn query(caller: &Caller, asking: Asking) -> Result<Asked, Problem> {
    asking.map(|Query(asked)| asked).map_err(|rejection| {
        let text = rejection.body_text();
        let name = text.split('`').nth(1).unwrap_or("query").to_owned();
        let args = vec![("name".into(), name.as_str().into())];
        caller.speaker.problem(StatusCode::BAD_REQUEST, "query-unknown", Some(&name), args)
    })
}

fn reply<T: Serialize>(caller: &Caller, action: Action, view: Result<T, Failure>) -> Reply {
    match view {
        Ok(view) => Ok(([(header::CACHE_CONTROL, "no-store")], Json(view)).into_response()),
        Err(failure) => Err(caller.failed(action, &failure)),
    }
}

/// Declares reads with their handlers together, so that what is routed is described and the other way round.
macro_rules! reads {
    ($($(#[doc = $doc:literal])* $name:ident $path:literal $action:ident -> $answer:ty =>
        [$($parameter:ident: $type_:ident in $place:ident, $about:literal;)*]
        |$caller:ident, $ids:pat, $asked:ident| $view:expr;)*) => {
        /// All reads.
        pub(super) const READS: &[Read] = &[$(Read {
            path: $path,
            name: stringify!($name),
            doc: concat!($($doc),*).trim_ascii_start(),
            parameters: &[$(Parameter {
                name: stringify!($parameter),
                place: Place::$place,
                said: Said::of::<$type_>(),
                doc: $about,
            },)*],
            answer: Said::of::<$answer>(),
            action: Action::$action,
        },)*];

        $(async fn $name($caller: Caller, Path(ids): Path<Vec<(String, String)>>, asking: Asking) -> Reply {
            let $asked = query(&$caller, asking)?;
            let $ids = ids.first().map(|(_, id)| id.as_str()).unwrap_or_default();
            let view = $view;
            reply(&$caller, Action::$action, view)
        })*

        /// Their addresses.
        pub(super) fn routes() -> Router<AppState> {
            let all: Vec<(&str, MethodRouter<AppState>)> = vec![$(($path, get($name)),)*];
            let router = all.into_iter().fold(Router::new(), |router, (path, handler)| router.route(path, handler));
            router.route(SEARCH.path, post(search)).route(SCREEN.path, get(screen))
        }
    };
}

reads! {
    /// Departments, each with the seats left today and the next day with a seat; the reader's family.
    departments "/departments" ReadSlots -> DepartmentsPage => []
    |caller, _, _asked| caller.hospital.departments(&caller.actor).await;

    /// A department's days, and of one day the sessions with their slots.
    slots "/departments/{department}/slots" ReadSlots -> SlotsPage => [
        department: DepartmentId in Path, "Which department.";
        date: BusinessDate in Query, "Which day; without it the first with a seat.";
        patient: PersonId in Query, "For whom; without it the reader.";
    ]
    |caller, id, asked| {
        let (date, patient) =
            (caller.asked("date", asked.date.as_ref())?, caller.asked("patient", asked.patient.as_ref())?);
        caller.hospital.slots(&caller.actor, caller.id(id)?, date, patient).await
    };

    /// A slot as it can be booked for somebody: its price, its expected minute, and what a booking would be refused for now.
    slot "/slots/{slot}" Book -> ConfirmPage => [
        slot: SlotId in Path, "Which slot.";
        patient: PersonId in Query, "For whom; a patient's own login may leave it out.";
    ]
    |caller, id, asked| {
        let patient = caller.whom(Action::Book, "patient", asked.patient.as_ref())?;
        caller.hospital.confirm(&caller.actor, caller.id(id)?, patient).await
    };

    /// A department's appointments of one day.
    day_list "/departments/{department}/appointments" ReadDay -> DayList => [
        department: DepartmentId in Path, "Which department.";
        date: BusinessDate in Query, "Which day; without it today.";
    ]
    |caller, id, asked| {
        let date = caller.asked("date", asked.date.as_ref())?;
        caller.hospital.day_list(&caller.actor, Some(caller.id(id)?), date).await
    };

    /// A department's sessions of one week with their load.
    week "/departments/{department}/week" ReadWeek -> WeekPage => [
        department: DepartmentId in Path, "Which department.";
        date: BusinessDate in Query, "Any day of the week; without it this week.";
    ]
    |caller, id, asked| {
        let date = caller.asked("date", asked.date.as_ref())?;
        caller.hospital.week(&caller.actor, Some(caller.id(id)?), date).await
    };

    /// Departments, clinicians and wards by name.
    places "/places" ReadSlots -> PlacesPage => []
    |caller, _, _asked| caller.hospital.places(&caller.actor).await;

    /// An appointment, with its place in line.
    appointment "/appointments/{appointment}" ReadPerson -> VisitSummary => [
        appointment: AppointmentId in Path, "Which appointment.";
    ]
    |caller, id, _asked| caller.hospital.visit(&caller.actor, caller.id(id)?).await;

    /// The journeys of a person, newest first.
    journeys "/journeys" ReadPerson -> JourneysPage => [
        person: PersonId in Query, "Whose; without it the reader's family's.";
    ]
    |caller, _, asked| {
        let person = caller.asked("person", asked.person.as_ref())?;
        caller.whom(Action::ReadPerson, "person", asked.person.as_ref())?;
        caller.hospital.journeys(&caller.actor, person).await
    };

    /// A journey with its visits, stays, steps and effort.
    journey "/journeys/{journey}" ReadPerson -> JourneyPage => [
        journey: JourneyId in Path, "Which journey.";
    ]
    |caller, id, _asked| caller.hospital.journey(&caller.actor, caller.id(id)?).await;

    /// A person's card, with numbers masked.
    person "/persons/{person}" ReadPerson -> PersonSummary => [
        person: PersonId in Path, "Whose.";
    ]
    |caller, id, _asked| caller.hospital.person(&caller.actor, caller.id(id)?).await;

    /// A session's queue, current patient and seats.
    room "/room" ReadRoom -> RoomPage => [
        session: SessionId in Query, "Which session; without it the clinician's present or next one.";
    ]
    |caller, _, asked| {
        let session = caller.asked("session", asked.session.as_ref())?;
        caller.hospital.room(&caller.actor, session).await
    };

    /// The reader's own ward: rooms, beds, who waits for one.
    own_ward "/ward" ReadWard -> WardPage => []
    |caller, _, _asked| caller.hospital.ward(&caller.actor, None).await;

    /// A ward: rooms, beds, who waits for one.
    ward "/wards/{ward}" ReadWard -> WardPage => [
        ward: WardId in Path, "Which ward.";
    ]
    |caller, id, _asked| caller.hospital.ward(&caller.actor, Some(caller.id(id)?)).await;

    /// An admission: the one form, formalities, bed.
    admission "/admissions/{admission}" ReadAdmission -> AdmissionPage => [
        admission: AdmissionId in Path, "Which admission.";
    ]
    |caller, id, _asked| caller.hospital.admission(&caller.actor, caller.id(id)?).await;

    /// A stay's bill: who pays what and why, lines, deposits, what stands in the way.
    bill "/admissions/{admission}/bill" ReadBill -> BillPage => [
        admission: AdmissionId in Path, "Whose bill.";
    ]
    |caller, id, _asked| caller.hospital.bill(&caller.actor, caller.id(id)?).await;

    /// A stay's present settlement, with the fingerprint that a consent names.
    settlement "/admissions/{admission}/settlement" ReadBill -> SettlementSummary => [
        admission: AdmissionId in Path, "Whose settlement.";
    ]
    |caller, id, _asked| {
        let bill = caller.hospital.bill(&caller.actor, caller.id(id)?).await;
        bill.and_then(|bill| bill.settlement.ok_or(Failure::NotFound))
    };

    /// Stays that ended here and are still open, at the insurer or with money: a nurse's own ward's, or all.
    open_stays "/open-stays" ReadOpenStays -> OpenStaysPage => []
    |caller, _, _asked| caller.hospital.open_stays(&caller.actor).await;

    /// The three promises, as figures of the last days and day by day.
    overview "/overview" ReadPromises -> OverviewPage => [
        days: u16 in Query, "Of how many days; without it 14.";
    ]
    |caller, _, asked| {
        let days = caller.asked("days", asked.days.as_ref())?.unwrap_or(14);
        caller.hospital.overview(&caller.actor, days).await
    };

    /// Logins.
    users "/users" ReadUsers -> Vec<UserLogin> => []
    |caller, _, _asked| caller.hospital.accounts().users(&caller.actor).await;

    /// Log-ins, wrong passwords and what was done to logins.
    log_ins "/log-ins" ReadAudit -> Vec<LoginAccess> => [
        days: u16 in Query, "Of how many days; without it 14.";
    ]
    |caller, _, asked| {
        let days = caller.asked("days", asked.days.as_ref())?.unwrap_or(14);
        caller.hospital.log_ins(&caller.actor, days).await
    };

    /// Whose glass was broken by whom, with the reasons, and whose record an emergency opened.
    broken_glass "/broken-glass" ReadAudit -> Vec<BrokenGlass> => [
        days: u16 in Query, "Of how many days; without it 14.";
    ]
    |caller, _, asked| {
        let days = caller.asked("days", asked.days.as_ref())?.unwrap_or(14);
        caller.hospital.broken_glass(&caller.actor, days).await
    };
}

/// The read that is a `POST`: what is looked for names a person, and addresses stand in logs.
pub(super) const SEARCH: Read = Read {
    path: "/search",
    name: "search",
    doc: "People found by visit code, credential, phone or full name.",
    parameters: &[],
    answer: Said::of::<SearchPage>(),
    action: Action::SearchPeople,
};

/// What is looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// What was typed or scanned.
    #[schema(value_type = LookedFor)]
    text: String,
}

async fn search(caller: Caller, sent: extract::Request) -> Reply {
    // What came along unseen is no part of what is looked for.
    let Search { text } = caller.body(SEARCH.action, sent).await?.with_unseen().read(&caller.speaker)?;
    let found = caller.hospital.search(&caller.actor, &text).await;
    reply(&caller, SEARCH.action, found)
}

/// The read that needs no token: what hangs on the wall.
pub(super) const SCREEN: Read = Read {
    path: "/screens/{code}",
    name: "screen",
    doc: "A department's public queue screen, with masked names.",
    parameters: &[Parameter {
        name: "code",
        place: Place::Path,
        said: Said::of::<String>(),
        doc: "The department's code.",
    }],
    answer: Said::of::<QueueScreen>(),
    action: Action::ReadSlots,
};

async fn screen(State(state): State<AppState>, speaker: Speaker, Path(code): Path<String>) -> Reply {
    let shown = state.hospital.screen(&code).await.map_err(|failure| speaker.failed(&failure))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(shown)).into_response())
}

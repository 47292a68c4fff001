//! Logins: who may log in, in which role and for which place; a new one.

use crate::{
    locale::Localizer,
    origin::From,
    session::{Member, Post},
    ui::page::Shell,
    ui::{
        act,
        parts::{Choice, Notice},
        words,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Response},
};
use hospital::read;
use hospital::{
    Failure,
    accounts::NewAccount,
    view::{PlaceList, UserLogin},
};
use model::{
    actor::Role,
    id::{ClinicId, ClinicianId, DepartmentId, UserId, WardId},
    message::{Message, Refusal},
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "admin/users.html")]
pub(super) struct UsersScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) place: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) filter: Filter,
    pub(super) users: Vec<UserLine>,
    pub(super) create: Create,
}

/// The logins that are shown.
pub(super) struct Filter {
    pub(super) roles: Vec<Choice>,
    pub(super) states: Vec<Choice>,
    /// How many of how many are shown.
    pub(super) shown: String,
}

/// The most logins that are listed; for more, the filter helps.
const LISTED_MAX: usize = 300;

/// Filters for logins besides their role.
const STATES: [&str; 3] = ["active", "off", "locked"];

/// A login.
pub(super) struct UserLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: String,
    pub(super) place: String,
    pub(super) locked: bool,
    pub(super) active: bool,
    /// The reader's own login: only another administrator can switch it off.
    pub(super) own: bool,
    /// The accessible name of this row's controls.
    pub(super) password_label: String,
    pub(super) unlock_label: String,
    pub(super) switch_label: String,
}

/// The places to which a login can belong, with their names.
#[derive(Default)]
pub(super) struct Places {
    pub(super) departments: Vec<(DepartmentId, String)>,
    pub(super) clinicians: Vec<(ClinicianId, String)>,
    pub(super) wards: Vec<(WardId, String)>,
    pub(super) clinics: Vec<(ClinicId, String)>,
}

/// The form of a new login.
pub(super) struct Create {
    pub(super) roles: Vec<Choice>,
    pub(super) departments: Vec<Choice>,
    pub(super) clinicians: Vec<Choice>,
    pub(super) wards: Vec<Choice>,
    pub(super) clinics: Vec<Choice>,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UserForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    clinician: String,
    #[serde(default)]
    ward: String,
    #[serde(default)]
    clinic: String,
}

impl Places {
    fn new(t: &Localizer, page: &PlaceList) -> Self {
        let departments = page.departments.iter().map(|place| (place.department, t.label(&place.name)));
        let clinicians = page.clinicians.iter().map(|place| (place.clinician, place.name.full.clone()));
        let wards = page.wards.iter().map(|place| (place.ward, t.label(&place.name)));
        let clinics = page.clinics.iter().map(|place| (place.clinic, t.label(&place.name)));
        Self {
            departments: departments.collect(),
            clinicians: clinicians.collect(),
            wards: wards.collect(),
            clinics: clinics.collect(),
        }
    }
}

/// What a step that went well may say.
const DONE: [&str; 5] =
    ["admin-done-user", "admin-done-password", "admin-done-unlocked", "admin-done-off", "admin-done-on"];

/// What has just been done, and which logins are looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UsersQuery {
    /// A role's name; empty: all.
    #[serde(default)]
    pub(super) role: String,
    /// One of the states; empty: all.
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) done: Option<String>,
}

/// The page.
pub(super) async fn show(mut staff: Member, Query(query): Query<UsersQuery>) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    page(staff, &query, notice).await
}

/// What an administrator does to an existing login.
#[derive(Debug, Deserialize)]
pub(super) struct LoginForm {
    #[serde(default)]
    password: String,
}

/// Gives a login a new password; whoever is logged in with the old one is logged out.
pub(super) async fn set_password(
    staff: Member,
    From(origin): From,
    Path(user): Path<UserId>,
    post: Post<LoginForm>,
) -> Response {
    let outcome = staff.hospital.accounts().set_password(&staff.actor, user, &post.form.password, &origin).await;
    after(&staff, outcome, "admin-done-password")
}

/// Lets a locked login try again before its time.
pub(super) async fn unlock(
    staff: Member,
    From(origin): From,
    Path(user): Path<UserId>,
    _post: Post<LoginForm>,
) -> Response {
    let outcome = staff.hospital.accounts().unlock(&staff.actor, user, &origin).await;
    after(&staff, outcome, "admin-done-unlocked")
}

/// Nobody can log in with this login any more.
pub(super) async fn switch_off(
    staff: Member,
    From(origin): From,
    Path(user): Path<UserId>,
    _post: Post<LoginForm>,
) -> Response {
    let outcome = staff.hospital.accounts().switch(&staff.actor, user, false, &origin).await;
    after(&staff, outcome, "admin-done-off")
}

/// The login can be used again.
pub(super) async fn switch_on(
    staff: Member,
    From(origin): From,
    Path(user): Path<UserId>,
    _post: Post<LoginForm>,
) -> Response {
    let outcome = staff.hospital.accounts().switch(&staff.actor, user, true, &origin).await;
    after(&staff, outcome, "admin-done-on")
}

/// Leads to the page that says so, or that shows the refusal; a password is never shown again.
fn after(staff: &Member, outcome: Result<(), Failure>, done: &str) -> Response {
    match outcome {
        Ok(()) => act::see(&format!("/admin/users?done={done}")),
        Err(failure) => act::refused(&staff.t, "/admin/users", &failure).into_response(),
    }
}

/// Creates a login.
pub(super) async fn create(staff: Member, From(origin): From, post: Post<UserForm>) -> Response {
    let outcome = match post.form.account() {
        Ok(account) => staff.hospital.accounts().create(&staff.actor, account, &origin).await,
        Err(refusal) => Err(refusal.into()),
    };
    after(&staff, outcome.map(drop), "admin-done-user")
}

async fn page(staff: Member, query: &UsersQuery, notice: Option<Notice>) -> Response {
    let (users, places) = match (
        staff.hospital.accounts().users(&staff.actor).await,
        staff.hospital.read(&staff.actor, read::Places {}).await,
    ) {
        (Ok(users), Ok(places)) => (users, Places::new(&staff.t, &places)),
        (Err(failure), _) | (_, Err(failure)) => return staff.cannot(&failure),
    };
    let (filter, users) = filtered(&staff.t, query, users);
    let screen = UsersScreen {
        filter,
        t: &staff.t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        place: "users",
        notice,
        users: lines(&staff.t, &users, &places, staff.actor.user),
        create: Create::new(&staff.t, &places),
    };
    act::answer(&screen)
}

/// The logins of a role and a state, by name.
pub(super) fn filtered(t: &Localizer, query: &UsersQuery, users: Vec<UserLogin>) -> (Filter, Vec<UserLogin>) {
    const ROLES: [Role; 6] = [Role::Patient, Role::Desk, Role::Clinician, Role::Nurse, Role::Admin, Role::Referrer];
    let role: Option<Role> = words::decode(&query.role);
    let all = users.len();
    let mut found: Vec<UserLogin> = users
        .into_iter()
        .filter(|user| role.is_none_or(|role| role == user.role))
        .filter(|user| match query.state.as_str() {
            "active" => user.active,
            "off" => !user.active,
            "locked" => user.locked_until.is_some(),
            _ => true,
        })
        .collect();
    found.truncate(LISTED_MAX);
    let any = Choice { value: String::new(), words: t.text("admin-filter-all"), chosen: false };
    let mut roles = vec![any.clone()];
    roles.extend(words::choices(&ROLES, role, |role| words::role(t, role)));
    let mut states = vec![any];
    states.extend(STATES.map(|state| Choice {
        value: state.to_owned(),
        words: t.text(&format!("admin-filter-{state}")),
        chosen: query.state == state,
    }));
    let shown = t.say(&Message::new("admin-filter-shown").with("shown", found.len() as i64).with("all", all as i64));
    (Filter { roles, states, shown }, found)
}

impl UserForm {
    /// The place that the role needs; other places are not passed on.
    fn account(&self) -> Result<NewAccount, Refusal> {
        let role = words::decode(&self.role)
            .filter(|role| ROLES.contains(role))
            .ok_or_else(|| Refusal::new("field-choose").field("role"))?;
        Ok(NewAccount {
            login: self.name.trim().to_owned(),
            password: self.password.clone(),
            role,
            person: None,
            clinician: (role == Role::Clinician).then(|| self.clinician.parse().ok()).flatten(),
            department: (role == Role::Desk).then(|| self.department.parse().ok()).flatten(),
            ward: (role == Role::Nurse).then(|| self.ward.parse().ok()).flatten(),
            clinic: (role == Role::Referrer).then(|| self.clinic.parse().ok()).flatten(),
        })
    }
}

/// The roles that an administrator may give; patients get their logins at the desk.
const ROLES: [Role; 5] = [Role::Desk, Role::Clinician, Role::Nurse, Role::Admin, Role::Referrer];

fn choices<T: Copy + ToString>(places: &[(T, String)]) -> Vec<Choice> {
    let choice = |(id, name): &(T, String)| Choice { value: id.to_string(), words: name.clone(), chosen: false };
    places.iter().map(choice).collect()
}

impl Create {
    /// With the existing places.
    pub(super) fn new(t: &Localizer, places: &Places) -> Self {
        Self {
            roles: words::choices(&ROLES, None, |role| words::role(t, role)),
            departments: choices(&places.departments),
            clinicians: choices(&places.clinicians),
            wards: choices(&places.wards),
            clinics: choices(&places.clinics),
        }
    }
}

/// Logins with the names of their places; `reader`: the owner of the reader's own login.
pub(super) fn lines(t: &Localizer, users: &[UserLogin], places: &Places, reader: Option<UserId>) -> Vec<UserLine> {
    users
        .iter()
        .map(|user| {
            let mut place = Vec::new();
            place.extend(name_of(&places.departments, user.department));
            place.extend(name_of(&places.clinicians, user.clinician));
            place.extend(name_of(&places.wards, user.ward));
            place.extend(name_of(&places.clinics, user.clinic));
            let label = |id| t.say(&Message::new(id).with("login", user.login.as_str()));
            UserLine {
                id: user.user.to_string(),
                password_label: label("admin-user-set-password-label"),
                unlock_label: label("admin-user-unlock-label"),
                switch_label: label(if user.active {
                    "admin-user-switch-off-label"
                } else {
                    "admin-user-switch-on-label"
                }),
                name: user.login.clone(),
                role: words::role(t, user.role),
                place: place.join(" · "),
                locked: user.locked_until.is_some(),
                active: user.active,
                own: reader == Some(user.user),
            }
        })
        .collect()
}

fn name_of<T: PartialEq>(places: &[(T, String)], wanted: Option<T>) -> Option<String> {
    let wanted = wanted?;
    places.iter().find(|(id, _)| *id == wanted).map(|(_, name)| name.clone())
}

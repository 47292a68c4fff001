//! Administration (管理): the three promises, the week's sessions, logins. No patient is named here, except whose session is
//! closed (masked, and opened one by one), and who is exempt from booking rules (masked).

mod bed_rules;
mod break_glass;
mod change;
mod change_device;
mod clinics;
mod clock;
pub(super) mod closure;
mod decide;
mod devices;
mod draw;
mod exemptions;
mod log_ins;
mod merge;
mod overview;
mod pools;
mod profile;
mod publish;
mod rules;
mod rules_form;
mod schedule;
mod services;
mod stay;
mod template_forms;
mod templates;
mod tuning;
mod users;
mod waitlist;
mod window_seats;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub(super) use closure::{moment, typed};

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The administration's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin", get(overview::show))
        .route("/admin/decide", get(decide::show))
        .route("/admin/stays/{admission}", get(stay::show))
        .route("/admin/schedule", get(schedule::show))
        .route("/admin/sessions", post(publish::publish))
        .route("/admin/sessions/{session}/withdraw", post(publish::withdraw))
        .route("/admin/sessions/{session}/room", post(publish::change_room))
        .route("/admin/sessions/{session}/change", get(change::show).post(change::apply))
        .route("/admin/sessions/{session}/device", post(change_device::apply))
        .route("/admin/waitlist", get(waitlist::show))
        .route("/admin/templates", get(templates::show).post(template_forms::create))
        .route("/admin/templates/{template}/change", post(template_forms::change))
        .route("/admin/templates/{template}/end", post(template_forms::end))
        .route("/admin/templates/{template}/tuning", get(tuning::show).post(tuning::apply))
        .route("/admin/calendar", post(template_forms::adopt_calendar))
        .route("/admin/sessions/{session}/closure", get(closure::show))
        .route("/admin/sessions/{session}/close", post(closure::close))
        .route("/admin/sessions/{session}/undo-closure", post(closure::undo))
        .route("/admin/displaced/{appointment}", get(crate::handlers::desk::displaced::show_to_admin))
        .route("/admin/rules", get(rules::show).post(rules_form::adopt))
        .route("/admin/merges/{person}/{other}", get(merge::show).post(merge::merge))
        .route("/admin/exemptions", get(exemptions::show))
        .route("/admin/exemptions/find", post(exemptions::find))
        .route("/admin/exemptions/{exemption}/end", post(exemptions::end))
        .route("/admin/persons/{person}/exemptions", post(exemptions::grant))
        .route("/admin/devices", get(devices::show).post(devices::enrol))
        .route("/admin/devices/{device}", get(devices::show_one))
        .route("/admin/devices/{device}/out-of-service", post(devices::take_out))
        .route("/admin/devices/{device}/in-service", post(devices::put_in))
        .route("/admin/services", get(services::show).post(services::adopt))
        .route("/admin/bed-rules", get(bed_rules::show).post(bed_rules::adopt))
        .route("/admin/sessions/{session}/draw", post(draw::set_up))
        .route("/admin/draws/{draw}", get(draw::show))
        .route("/admin/draws/{draw}/prolong", post(draw::prolong))
        .route("/admin/draws/{draw}/cancel", post(draw::cancel))
        .route("/admin/profile", get(profile::show).post(profile::adopt))
        .route("/admin/users", get(users::show).post(users::create))
        .route("/admin/users/{user}/password", post(users::set_password))
        .route("/admin/users/{user}/unlock", post(users::unlock))
        .route("/admin/users/{user}/switch-off", post(users::switch_off))
        .route("/admin/users/{user}/switch-on", post(users::switch_on))
        .route("/admin/clinics", get(clinics::show).post(clinics::enrol))
        .route("/admin/clinics/{clinic}/change", post(clinics::change))
        .route("/admin/clinics/{clinic}/end", post(clinics::end))
        .route("/admin/break-glass", get(break_glass::show))
        .route("/admin/clock", get(clock::show))
        .route("/admin/clock/agree", post(clock::agree))
        .route("/admin/clock/decide", post(clock::see_to))
        .route("/admin/log-ins", get(log_ins::show))
}

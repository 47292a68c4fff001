//! Pages and steps, by noun and verb.

pub(crate) mod demo;
pub(crate) mod health;
pub(crate) mod install;
pub(crate) mod preference;

mod admin;
mod bedside;
mod break_glass;
mod components;
mod desk;
mod help;
mod kiosk;
mod login;
mod login_code;
mod orders;
mod password;
mod patient;
mod prolong;
mod referral;
mod referrals;
mod room;
mod screen;
mod ward;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// Every page.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .merge(patient::routes())
        .merge(desk::routes())
        .merge(room::routes())
        .merge(ward::routes())
        .merge(bedside::routes())
        .merge(admin::routes())
        .merge(referral::routes())
        .merge(referrals::routes())
        .route("/login", get(login::show).post(login::log_in))
        .route("/login/code", get(login_code::show).post(login_code::ask))
        .route("/login/code/check", post(login_code::check))
        .route("/login/code/who", post(login_code::identify))
        .route("/login/code/register", post(login_code::register))
        .route("/logout", post(login::log_out))
        .route("/password", get(password::show).post(password::change))
        .route("/break-glass", post(break_glass::break_it))
        .route("/screen/{code}", get(screen::show))
        .route("/kiosk", get(kiosk::show).post(kiosk::check_in))
        .route("/help", get(help::show))
        .route("/dev/components", get(components::show))
}

//! Pages and steps, by noun and verb.

pub(crate) mod demo;
pub(crate) mod health;
pub(crate) mod preference;

mod admin;
mod bedside;
mod break_glass;
mod components;
mod desk;
mod help;
mod login;
mod password;
mod patient;
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
        .route("/login", get(login::show).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/password", get(password::show).post(password::change))
        .route("/break-glass", post(break_glass::break_it))
        .route("/screen/{code}", get(screen::show))
        .route("/help", get(help::show))
        .route("/dev/components", get(components::show))
}

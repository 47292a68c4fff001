//! The bedside (床旁): a stay's bill with its explanation, consent, settlement, and the papers;
//! and the counter (收费), where only money moves.

mod amounts;
mod bill;
mod cashier;
mod charge;
mod counter;
mod paper;
mod present;
pub(super) mod receipt;
#[cfg(test)]
mod samples;
mod settle;
mod statement;
mod take_back;
#[cfg(test)]
mod tests;
mod till;
mod why;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The bedside's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/ward/stays/{admission}/bill", get(bill::show))
        .route("/ward/stays/{admission}/statement", get(statement::show))
        .route("/ward/stays/{admission}/coverage", post(charge::choose_coverage))
        .route("/ward/stays/{admission}/pay-all", post(charge::pay_all))
        .route("/ward/stays/{admission}/charges", post(charge::charge))
        .route("/ward/stays/{admission}/charges/{charge}/refund", post(charge::refund))
        .route("/ward/stays/{admission}/deposits", post(charge::take_deposit))
        .route("/ward/stays/{admission}/deposits/{deposit}/receipt", get(receipt::show))
        .route("/ward/stays/{admission}/deposits/{deposit}/return", post(charge::return_deposit))
        .route("/ward/stays/{admission}/difference", post(settle::confirm_difference))
        .route("/ward/stays/{admission}/presettle", post(settle::presettle))
        .route("/ward/stays/{admission}/settle", post(settle::settle))
        .route("/ward/stays/{admission}/pay", post(settle::pay))
        .route("/ward/stays/{admission}/payments", post(settle::pay_part))
        .route("/ward/stays/{admission}/take-back", post(settle::take_back))
        .route("/ward/stays/{admission}/discharge", post(settle::discharge))
        .route("/cashier", get(cashier::show))
        .route("/cashier/find", post(cashier::find))
        .route("/cashier/arrears", get(cashier::arrears))
        .route("/cashier/till", get(till::show))
        .route("/cashier/till/close", post(till::close))
        .route("/cashier/stays/{admission}", get(counter::show))
        .route("/cashier/stays/{admission}/deposits", post(counter::take_deposit))
        .route("/cashier/stays/{admission}/deposits/{deposit}/return", post(counter::return_deposit))
        .route("/cashier/stays/{admission}/payments", post(counter::pay_part))
        .route("/cashier/stays/{admission}/pay", post(counter::pay))
}

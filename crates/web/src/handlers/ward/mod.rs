//! The ward (病区), on a tablet: beds grouped by room, the suggested bed with its reason, admission with one form.

mod admit;
mod beds;
pub(super) mod board;
mod form;
mod leaving;
mod open_stays;
mod stay;
mod wristband;

#[cfg(test)]
mod tests;

use crate::state::AppState;
use axum::{
    Router,
    routing::{get, post},
};

/// The ward's addresses.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/ward", get(board::show))
        .route("/ward/beds/{bed}/ready", post(beds::ready))
        .route("/ward/beds/{bed}/block", post(beds::block))
        .route("/ward/beds/{bed}/unblock", post(beds::unblock))
        .route("/ward/admissions/{admission}", get(stay::show))
        .route("/ward/admissions/{admission}/bed", post(beds::assign))
        .route("/ward/admissions/{admission}/bed-against-rules", post(beds::against_rules))
        .route("/ward/admissions/{admission}/unassign", post(beds::unassign))
        .route("/ward/admissions/{admission}/transfer", post(beds::transfer))
        .route("/ward/admissions/{admission}/accept-transfer", post(beds::accept))
        .route("/ward/admissions/{admission}/decline-transfer", post(beds::decline))
        .route("/ward/admissions/{admission}/withdraw-transfer", post(beds::withdraw))
        .route("/ward/admissions/{admission}/undo-transfer", post(beds::undo_transfer))
        .route("/ward/admissions/{admission}/sex", post(beds::record_sex))
        .route("/ward/admissions/{admission}/arrive", post(admit::arrive))
        .route("/ward/admissions/{admission}/form", post(form::submit))
        .route("/ward/admissions/{admission}/formality", post(admit::formality))
        .route("/ward/admissions/{admission}/undo-formality", post(admit::undo_formality))
        .route("/ward/admissions/{admission}/pay-all", post(admit::pay_all))
        .route("/ward/admissions/{admission}/cancel", post(admit::cancel))
        .route("/ward/admissions/{admission}/deposit", post(admit::deposit))
        .route("/ward/admissions/{admission}/in-bed", post(admit::in_bed))
        .route("/ward/admissions/{admission}/discharge", post(admit::discharge))
        .route("/ward/admissions/{admission}/undo-discharge", post(admit::undo_discharge))
        .route("/ward/open-stays", get(open_stays::show))
        .route("/admin/open-stays", get(open_stays::show))
        .route("/admin/open-stays/{admission}/close", post(open_stays::close))
        .route("/ward/stays/{admission}/wristband", get(wristband::show))
}

//! The table of what can be done: one address for each request of the hospital.

/// Where a request is sent to. What stands in braces is a field of the request; all its other fields are the body's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    /// The request's name in JSON.
    pub(super) request: &'static str,
}

/// A field that is neither in the path nor in the body: from where somebody books follows from who it is.
pub(super) const CHANNEL: &str = "channel";

/// The names in braces of a path.
pub(super) fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
}

impl Command {
    /// The fields that stand in the path.
    pub(super) fn in_path(&self) -> impl Iterator<Item = &'static str> {
        in_path(self.path)
    }

    /// Is this a field of the body?
    pub(super) fn in_body(&self, field: &str) -> bool {
        field != CHANNEL && !self.in_path().any(|name| name == field)
    }
}

macro_rules! commands {
    ($($request:ident $path:literal)*) => {
        /// All of them. A test holds them against the hospital's requests.
        pub(super) const COMMANDS: &[Command] =
            &[$(Command { path: $path, request: stringify!($request) },)*];
    };
}

commands! {
    book                        "/appointments"
    cancel                      "/appointments/{appointment}/cancel"
    move                        "/appointments/{appointment}/move"
    check_in                    "/appointments/{appointment}/check-in"
    undo_check_in               "/appointments/{appointment}/undo-check-in"
    call_next                   "/sessions/{session}/call-next"
    call                        "/appointments/{appointment}/call"
    undo_call                   "/appointments/{appointment}/undo-call"
    pass                        "/appointments/{appointment}/pass"
    start                       "/appointments/{appointment}/start"
    finish                      "/appointments/{appointment}/finish"
    undo_finish                 "/appointments/{appointment}/undo-finish"
    mark_missed                 "/appointments/{appointment}/mark-missed"
    undo_missed                 "/appointments/{appointment}/undo-missed"
    end_session                 "/sessions/{session}/end"
    undo_end_session            "/sessions/{session}/undo-end"
    request_admission           "/appointments/{appointment}/admission"
    request_emergency_admission "/admissions"
    cancel_admission            "/admissions/{admission}/cancel"
    assign_bed                  "/admissions/{admission}/bed"
    unassign_bed                "/admissions/{admission}/unassign-bed"
    arrive                      "/admissions/{admission}/arrive"
    submit_admission_form       "/admissions/{admission}/form"
    do_formality                "/admissions/{admission}/formalities"
    undo_formality              "/admissions/{admission}/undo-formality"
    pay_all_for_now             "/admissions/{admission}/pay-all-for-now"
    choose_coverage             "/admissions/{admission}/coverage"
    occupy_bed                  "/admissions/{admission}/occupy-bed"
    transfer                    "/admissions/{admission}/transfer"
    accept_transfer             "/admissions/{admission}/accept-transfer"
    decline_transfer            "/admissions/{admission}/decline-transfer"
    withdraw_transfer           "/admissions/{admission}/withdraw-transfer"
    undo_transfer               "/admissions/{admission}/undo-transfer"
    record_sex                  "/admissions/{admission}/sex"
    discharge                   "/admissions/{admission}/discharge"
    undo_discharge              "/admissions/{admission}/undo-discharge"
    ready_bed                   "/beds/{bed}/ready"
    charge                      "/admissions/{admission}/charges"
    refund_charge               "/charges/{charge}/refund"
    take_deposit                "/admissions/{admission}/deposits"
    return_deposit              "/deposits/{deposit}/return"
    presettle                   "/admissions/{admission}/presettle"
    confirm_difference          "/settlements/{settlement}/confirm-difference"
    close_registration          "/admissions/{admission}/close-registration"
    consent                     "/settlements/{settlement}/consent"
    settle                      "/settlements/{settlement}/settle"
    pay                         "/settlements/{settlement}/pay"
    register_person             "/persons"
    correct_person              "/persons/{person}/correct"
    erase_person                "/persons/{person}/erase"
    merge_persons               "/merges"
    undo_merge                  "/merges/undo"
    add_coverage                "/persons/{person}/coverages"
    add_relative                "/persons/{person}/relatives"
    open_department             "/departments"
    enrol_clinician             "/departments/{department}/clinicians"
    open_ward                   "/wards"
    adopt_rules                 "/rules"
    publish_session             "/sessions"
    withdraw_session            "/sessions/{session}/withdraw"
    adopt_policy                "/policies"
    add_item                    "/price-list"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::declared::REQUESTS;

    #[test]
    fn every_request_of_the_hospital_has_one_address() {
        let routed: Vec<&str> = COMMANDS.iter().map(|command| command.request).collect();
        let declared: Vec<&str> = REQUESTS.iter().map(|request| request.name.as_str()).collect();
        assert_eq!(routed, declared);
    }
}

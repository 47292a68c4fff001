//! One admission: the one form, the formalities with their minutes, the stay in bed.

use super::board::{MINUTES_PROMISED, long, minutes_between, overruled, room_and_bed};
use crate::{
    handlers::bedside::receipt,
    locale::Localizer,
    session::Member,
    ui::page::Shell,
    ui::{
        act,
        parts::{Chip, Choice, Link, Notice},
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
    Action, Failure, Whose,
    view::{self, AdmissionState, FieldSource, SettlementStage},
};
use model::{
    actor::Role,
    id::{AdmissionId, short_code},
    message::{Message, Value},
    money::Yuan,
    person::CredentialKind,
    scheduling::Formality,
};
use serde::Deserialize;

/// The page.
#[derive(Template)]
#[template(path = "ward/admission.html")]
pub(super) struct AdmissionScreen<'a> {
    pub(super) t: &'a Localizer,
    pub(super) shell: &'a Shell,
    pub(super) nonce: &'a str,
    pub(super) notice: Option<Notice>,
    pub(super) id: String,
    pub(super) head: String,
    pub(super) facts: String,
    pub(super) line: String,
    pub(super) chip: Chip,
    /// What must not be given, once it is known or has been asked for.
    pub(super) allergies: Option<Chip>,
    pub(super) minutes: Option<Minutes>,
    pub(super) part: AdmissionStage,
    /// The sex may be recorded by appearance.
    pub(super) sex_open: bool,
    /// The reader's own ward: steps can be taken. Others can only read.
    pub(super) acts: bool,
    /// The reader's role reads bills.
    pub(super) bill: bool,
    /// The label of the last button; `None` if there is no bed.
    pub(super) in_bed_words: Option<String>,
    /// Not in bed yet, so it can be cancelled.
    pub(super) cancels: bool,
}

/// What a step that went well may say on the page it leads to.
const DONE: [&str; 13] = [
    "ward-done-arrived",
    "ward-done-form",
    "ward-done-formality",
    "ward-done-undo-formality",
    "ward-done-submitted",
    "ward-done-pay-all",
    "ward-done-in-bed",
    "ward-done-transferred",
    "ward-done-transfer-asked",
    "ward-done-transfer-withdrawn",
    "ward-done-sex",
    "ward-done-discharged",
    "ward-done-undo-discharge",
];

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct StayQuery {
    #[serde(default)]
    done: Option<String>,
}

/// The page.
pub(super) async fn show(
    mut staff: Member,
    Path(admission): Path<AdmissionId>,
    Query(query): Query<StayQuery>,
) -> Response {
    let done = act::done(&staff.t, query.done.as_deref(), &DONE, None);
    let notice = staff.said(done);
    page(staff, admission, notice).await
}

/// The page of an admission.
pub(super) fn address(admission: AdmissionId) -> String {
    format!("/ward/admissions/{admission}")
}

/// After a step: leads to the page that says so, or that shows the refusal.
pub(super) fn after(staff: &Member, admission: AdmissionId, outcome: Result<&'static str, Failure>) -> Response {
    match outcome {
        Ok(done) => act::see(&format!("{}?done={done}", address(admission))),
        Err(failure) => {
            let page = address(admission);
            let ways = |t: &Localizer| act::ways_of_stay(t, &failure, admission);
            act::refused_with(&staff.t, &page, &failure, ways).into_response()
        }
    }
}

async fn page(staff: Member, admission: AdmissionId, notice: Option<Notice>) -> Response {
    let t = &staff.t;
    let page = match staff.hospital.read(&staff.actor, read::Admission { admission }).await {
        Ok(page) => page,
        Err(failure) => return staff.cannot_see(&failure, Action::ReadAdmission, Whose::Admission(admission)),
    };
    // The settlement's stage is read from the ward's board.
    let ward = match (page.admission.state, &page.admission.bed) {
        (AdmissionState::InBed, Some(bed)) => {
            match staff.hospital.read(&staff.actor, read::Ward { ward: Some(bed.ward.ward) }).await {
                Ok(ward) => Some(ward),
                // Whoever broke the glass sees the stay, not the ward.
                Err(Failure::Denied) => None,
                Err(failure) => return staff.cannot(&failure),
            }
        }
        _ => None,
    };
    let deposit = match page.admission.state {
        AdmissionState::Arrived => match staff.hospital.read(&staff.actor, read::Bill { admission }).await {
            Ok(bill) => Deposits {
                suggested: bill.suggestion.map(|suggestion| suggestion.amount),
                taken: receipt::held(t, &bill),
            },
            Err(Failure::Denied) => Deposits::default(),
            Err(failure) => return staff.cannot(&failure),
        },
        _ => Deposits::default(),
    };
    let bed = page.admission.bed.as_ref().map(|bed| room_and_bed(t, &bed.room, &bed.number));
    let nurse = staff.actor.role == Role::Nurse;
    let screen = AdmissionScreen {
        t,
        shell: &staff.shell,
        nonce: &staff.nonce,
        notice,
        id: admission.to_string(),
        head: words::full_name(t, &page.admission.patient),
        facts: format!(
            "{} · {}",
            words::person(t, &page.admission.patient),
            words::coverage(t, page.coverage.as_ref())
        ),
        line: line(t, &page),
        chip: words::stay(t, page.admission.state),
        allergies: allergies(t, &page),
        minutes: minutes(t, &page),
        part: stage(t, &page, ward.as_ref(), &deposit),
        sex_open: page.sex_open,
        acts: nurse && page.admission.bed.as_ref().is_none_or(|bed| Some(bed.ward.ward) == staff.actor.ward),
        bill: nurse,
        cancels: nurse
            && matches!(
                page.admission.state,
                AdmissionState::Requested | AdmissionState::BedAssigned | AdmissionState::Arrived
            ),
        in_bed_words: bed.map(|bed| t.say(&Message::new("ward-in-bed").with("bed", bed))),
    };
    act::answer(&screen)
}

/// What can be done at the admission's current state.
pub(super) fn stage(
    t: &Localizer,
    page: &view::StayDetail,
    ward: Option<&view::WardBoard>,
    deposit: &Deposits,
) -> AdmissionStage {
    match page.admission.state {
        AdmissionState::Requested => AdmissionStage::Waiting { documents: Vec::new() },
        AdmissionState::BedAssigned => AdmissionStage::Waiting { documents: documents(t, page) },
        AdmissionState::Arrived => AdmissionStage::Formalities {
            form: form(t, page),
            steps: steps(t, page, deposit),
            all_done: page.admission.formalities.iter().all(|line| line.done_at.is_some()),
        },
        AdmissionState::InBed => {
            let settlement = ward.map_or(SettlementStage::None, |ward| settlement_of(ward, page.admission.admission));
            AdmissionStage::Stay {
                form: form(t, page),
                admission_minutes: t.say(&Message::new("ward-admitted-in").with("minutes", page.minutes.unwrap_or(0))),
                beds: transfer_to(t, page),
                moving: page.moving_to.as_ref().map(|bed| with_bed(t, "ward-transfer-pending", bed)),
                undo: page.undo_to.as_ref().map(|bed| with_bed(t, "ward-undo-transfer", bed)),
                paid: settlement == SettlementStage::Paid,
                settlement: t.text(match settlement {
                    SettlementStage::None => "ward-settlement-none",
                    SettlementStage::Presettled => "ward-settlement-presettled",
                    SettlementStage::Consented => "ward-settlement-consented",
                    SettlementStage::Submitted => "ward-settlement-submitted",
                    SettlementStage::Settled => "ward-settlement-settled",
                    SettlementStage::Paid => "ward-settlement-paid",
                    SettlementStage::TakingBack => "ward-settlement-taking-back",
                }),
            }
        }
        AdmissionState::Discharged => {
            AdmissionStage::Gone { words: t.text("ward-gone"), form: form(t, page), can_undo: true }
        }
        AdmissionState::Cancelled => {
            AdmissionStage::Gone { words: t.text("ward-cancelled"), form: form(t, page), can_undo: false }
        }
    }
}

fn settlement_of(ward: &view::WardBoard, admission: AdmissionId) -> SettlementStage {
    ward.rooms
        .iter()
        .flat_map(|room| &room.beds)
        .filter_map(|bed| bed.occupant.as_ref())
        .find(|occupant| occupant.admission == admission)
        .map_or(SettlementStage::None, |occupant| occupant.settlement)
}

/// The deposits of a stay, for its step.
#[derive(Default)]
pub(super) struct Deposits {
    /// A suggested amount.
    pub(super) suggested: Option<Yuan>,
    /// Those that are held, each with a link to its receipt.
    pub(super) taken: Vec<Link>,
}

/// Minutes since arrival.
pub(super) struct Minutes {
    pub(super) gone: u32,
    /// In hours and days, if it is too long for running minutes; otherwise empty.
    pub(super) long: String,
    pub(super) late: bool,
}

/// The state of the admission, and what can be done.
pub(super) enum AdmissionStage {
    /// Not arrived. Once a bed is reserved: the documents that the nurse may have seen.
    Waiting { documents: Vec<Choice> },
    /// Arrived: form and formalities.
    Formalities { form: Form, steps: Vec<Step>, all_done: bool },
    /// In bed.
    Stay {
        form: Form,
        admission_minutes: String,
        beds: Vec<Choice>,
        /// That a bed of another ward is requested.
        moving: Option<String>,
        /// The bed to which a transfer can be taken back.
        undo: Option<String>,
        paid: bool,
        settlement: String,
    },
    /// Gone.
    Gone { words: String, form: Form, can_undo: bool },
}

/// The one form.
pub(super) struct Form {
    pub(super) known: Vec<KnownField>,
    pub(super) unknown: Vec<OpenField>,
    pub(super) done: bool,
    pub(super) chip: Chip,
}

/// A field whose value is known, and where it comes from.
pub(super) struct KnownField {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) source: String,
}

/// A field that nobody knows yet.
pub(super) struct OpenField {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) max: u16,
    pub(super) required: bool,
    /// What an earlier answer was.
    pub(super) value: String,
    /// An earlier answer says that there are none; `None` if that is no choice.
    pub(super) none: Option<bool>,
}

/// A formality.
pub(super) struct Step {
    pub(super) code: String,
    /// Part of the idempotency key of doing it.
    pub(super) key: String,
    /// Part of the idempotency key of taking it back.
    pub(super) undo_key: String,
    pub(super) name: String,
    pub(super) line: String,
    pub(super) done: bool,
    pub(super) act: StepAct,
    /// What was taken with it: deposits, with links to their receipts.
    pub(super) papers: Vec<Link>,
    pub(super) label: String,
}

/// What can be done with a formality.
pub(super) enum StepAct {
    /// Confirm it.
    Do,
    /// Ask the insurer; or, if it refuses, let the patient pay everything for now.
    Insure,
    /// Print the wristband, then confirm that it is on.
    Wristband,
    /// Take the deposit; with the suggested amount, if there is one.
    Deposit { amount: String },
    /// Take the formality back.
    Undo,
    /// Nothing here: the form or the platform completes it.
    None,
}

/// The form's fields.
pub(super) fn form(t: &Localizer, page: &view::StayDetail) -> Form {
    let done = formality_done(page, Formality::Form);
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for field in &page.fields {
        let label = t.text(&format!("ward-field-{}", field.name.replace('_', "-")));
        match &field.value {
            value if field.open && !done => unknown.push(OpenField {
                name: field.name,
                label,
                max: if matches!(field.name, "contact_phone" | "phone") { 20 } else { 200 },
                required: field.name != "allergies",
                none: (field.name == "allergies").then(|| *value == Some(Value::Text(String::new()))),
                value: value.as_ref().map(|value| t.value(value)).unwrap_or_default(),
            }),
            Some(value) => known.push(KnownField {
                // The hint is for the input.
                label: if field.name == "allergies" { t.text("ward-allergies-field") } else { label },
                value: field_value(t, field.name, value),
                source: t.text(source(field.source)),
            }),
            None => {}
        }
    }
    Form { known, unknown, done, chip: Chip::new("ok", t.text("ward-form-done")) }
}

/// Codes are shown with their meaning, never bare.
fn field_value(t: &Localizer, name: &str, value: &Value) -> String {
    match (name, value) {
        // A day long ago is written with its year.
        ("birth", Value::Date(day)) => day.to_string(),
        ("region", Value::Text(code)) => words::region(t, code),
        ("diagnosis", Value::Text(code)) => words::diagnosis(t, code),
        (_, Value::Text(text)) if text.is_empty() => t.text("ward-field-none"),
        (_, value) => t.value(value),
    }
}

const fn source(source: FieldSource) -> &'static str {
    match source {
        FieldSource::IdentityCard => "ward-source-identity-card",
        FieldSource::Registration => "ward-source-registration",
        FieldSource::Insurer => "ward-source-insurer",
        FieldSource::Clinician => "ward-source-clinician",
        FieldSource::Form => "ward-source-form",
        FieldSource::Nobody => "ward-source-nobody",
    }
}

fn formality_done(page: &view::StayDetail, formality: Formality) -> bool {
    page.admission.formalities.iter().any(|line| line.formality == formality && line.done_at.is_some())
}

/// The formalities in order.
pub(super) fn steps(t: &Localizer, page: &view::StayDetail, deposit: &Deposits) -> Vec<Step> {
    page.admission
        .formalities
        .iter()
        .map(|line| {
            let code = words::code(&line.formality);
            let name = words::formality(t, line.formality);
            let text = match (line.done_at, page.admission.arrived_at) {
                (Some(at), Some(arrived)) => t.say(
                    &Message::new("ward-step-done-after")
                        .with("at", t.clock(at))
                        .with("minutes", minutes_between(arrived, at)),
                ),
                (Some(at), None) => t.say(&Message::new("ward-step-done-at").with("at", t.clock(at))),
                (None, _) => t.text(&format!("ward-step-hint-{code}")),
            };
            let act = match (line.done_at.is_some(), line.formality) {
                (true, _) => StepAct::Undo,
                (false, Formality::Form) => StepAct::None,
                (false, Formality::Insurance) => StepAct::Insure,
                (false, Formality::Wristband) => StepAct::Wristband,
                (false, Formality::Deposit) => {
                    StepAct::Deposit { amount: deposit.suggested.map(|amount| amount.to_string()).unwrap_or_default() }
                }
                (false, _) => StepAct::Do,
            };
            let does = t.text(if line.done_at.is_some() { "undo-do" } else { "ward-step-done" });
            Step {
                key: format!("do-{code}"),
                undo_key: format!("no-{code}"),
                label: t.say(&Message::new("ward-step-label").with("does", does).with("step", name.clone())),
                code,
                name,
                line: text,
                done: line.done_at.is_some(),
                papers: if line.formality == Formality::Deposit { deposit.taken.clone() } else { Vec::new() },
                act,
            }
        })
        .collect()
}

/// Allergies in words: none, which ones, or that nobody has asked yet.
pub(super) fn allergies(t: &Localizer, page: &view::StayDetail) -> Option<Chip> {
    let known = page.fields.iter().find(|field| field.name == "allergies")?;
    match &known.value {
        Some(Value::Text(text)) if text.is_empty() => Some(Chip::new("rest", t.text("ward-allergies-none"))),
        Some(value) => Some(Chip::new("bad", t.say(&Message::new("ward-allergies").with("allergies", t.value(value))))),
        // Before the form it is clear that nobody has asked.
        None if formality_done(page, Formality::Form) => Some(Chip::new("warn", t.text("ward-allergies-unknown"))),
        None => None,
    }
}

/// What the patient may have shown: the known credentials; without any, the wristband.
fn documents(t: &Localizer, page: &view::StayDetail) -> Vec<Choice> {
    let choice = |kind: CredentialKind, words: String| Choice { value: words::code(&kind), words, chosen: false };
    let mut all: Vec<Choice> = Vec::new();
    for shown in &page.admission.patient.credentials {
        let end: String = shown.number.trim_start_matches('*').to_owned();
        let kind = words::credential(t, shown.kind);
        let message = Message::new("ward-document").with("document", kind).with("end", end);
        all.push(choice(shown.kind, t.say(&message)));
    }
    if all.is_empty() {
        all.push(choice(CredentialKind::Wristband, words::credential(t, CredentialKind::Wristband)));
    }
    all
}

/// Minutes since arrival, while they run.
pub(super) fn minutes(t: &Localizer, page: &view::StayDetail) -> Option<Minutes> {
    if page.admission.state != AdmissionState::Arrived {
        return None;
    }
    page.minutes.map(|gone| Minutes { gone, long: long(t, gone), late: gone >= MINUTES_PROMISED })
}

/// The line below the name: bed, diagnosis, needs, urgency.
pub(super) fn line(t: &Localizer, page: &view::StayDetail) -> String {
    let admission = &page.admission;
    let mut parts = Vec::new();
    if let Some(bed) = &admission.bed {
        parts.push(format!("{} {}", t.label(&bed.ward.name), room_and_bed(t, &bed.room, &bed.number)));
    }
    if !admission.diagnosis.is_empty() {
        parts.push(words::diagnosis(t, &admission.diagnosis));
    }
    parts.push(words::urgency(t, admission.urgency));
    parts.extend(words::needs(t, admission.needs));
    parts.extend(overruled(t, &admission.overruled));
    parts.push(t.label(&admission.department.name));
    let number = words::spaced(&short_code(admission.admission.0));
    parts.push(t.say(&Message::new("open-stays-number").with("code", number)));
    parts.join(" · ")
}

/// A text about a bed in full: `心内二病区 7 房 23 床`.
fn with_bed(t: &Localizer, id: &'static str, bed: &view::BedRef) -> String {
    let place = format!("{} {}", t.label(&bed.ward.name), room_and_bed(t, &bed.room, &bed.number));
    t.say(&Message::new(id).with("bed", place))
}

/// Beds for a transfer: those of the reader's ward at once, those of other wards when they accept.
fn transfer_to(t: &Localizer, page: &view::StayDetail) -> Vec<Choice> {
    let own = page.admission.bed.as_ref().map(|bed| bed.ward.ward);
    let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
    let mut beds: Vec<_> = page.transfer_to.iter().collect();
    beds.sort_by_cached_key(|bed| {
        (Some(bed.ward.ward) != own, t.label(&bed.ward.name), number(&bed.room), bed.room.clone(), number(&bed.number))
    });
    beds.into_iter()
        .map(|bed| Choice {
            value: bed.bed.to_string(),
            words: if Some(bed.ward.ward) == own {
                room_and_bed(t, &bed.room, &bed.number)
            } else {
                with_bed(t, "ward-transfer-other", bed)
            },
            chosen: false,
        })
        .collect()
}

//! All projected tables, and what each column says to somebody who has never seen them: on PostgreSQL as comments, and in
//! `docs/tables.md`.

use super::table::{Column, Table};

const fn text(name: &'static str, doc: &'static str) -> Column {
    Column::text(name).says(doc)
}
const fn int(name: &'static str, doc: &'static str) -> Column {
    Column::int(name).says(doc)
}
const fn id(name: &'static str, doc: &'static str) -> Column {
    Column::id(name).says(doc)
}
const fn date(name: &'static str, doc: &'static str) -> Column {
    Column::date(name).says(doc)
}
const fn instant(name: &'static str, doc: &'static str) -> Column {
    Column::instant(name).says(doc)
}
const fn truth(name: &'static str, doc: &'static str) -> Column {
    Column::truth(name).says(doc)
}

/// All projected tables.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "department",
        doc: "Departments of the hospital.",
        key: &[id("id", "The department.")],
        columns: &[
            text("code", "The hospital's code, unique."),
            text("name_zh", "Its name in Chinese."),
            text("name_en", "Its name in English."),
            text("place_zh", "Where it is, in Chinese."),
            text("place_en", "Where it is, in English."),
        ],
        indexes: &[],
    },
    Table {
        name: "clinician",
        doc: "Clinicians; their names are not in these tables.",
        key: &[id("id", "The clinician.")],
        columns: &[
            id("department", "The department (department.id)."),
            id("person", "Who it is (person.id)."),
            text("title", "chief, associate_chief, attending or resident."),
            int("fee_fen", "The fee of a visit in sessions published from now on, in fen."),
        ],
        indexes: &[&["department"]],
    },
    Table {
        name: "device",
        doc: "Devices that sessions can need besides their clinicians.",
        key: &[id("id", "The device.")],
        columns: &[
            id("department", "The department (department.id)."),
            text("code", "The hospital's code, unique."),
            text("name_zh", "Its name in Chinese."),
            text("name_en", "Its name in English."),
            text("kind", "ct, mr, us, dx, ecg, endoscopy, laboratory, infusion_chair or other."),
            text("room_zh", "The room where it stands, in Chinese; null if it is moved about.").optional(),
            text("room_en", "The room where it stands, in English; null if it is moved about.").optional(),
            instant("out_since", "Since when it is out of service; null while it is in service.").optional(),
            text(
                "out_reason",
                "Why it is out of service: patient_wish, wrong_person, mistake, hospital or other; null while it is not.",
            )
            .optional(),
        ],
        indexes: &[&["department"]],
    },
    Table {
        name: "ward",
        doc: "Wards.",
        key: &[id("id", "The ward.")],
        columns: &[
            text("code", "The hospital's code, unique."),
            text("name_zh", "Its name in Chinese."),
            text("name_en", "Its name in English."),
        ],
        indexes: &[],
    },
    Table {
        name: "room",
        doc: "Rooms of the wards.",
        key: &[id("id", "The room.")],
        columns: &[
            id("ward", "The ward (ward.id)."),
            text("number", "The number on the door."),
            text("sex", "Who may lie in it: male, female, or either (never both at once)."),
            truth("oxygen", "It has oxygen at the wall."),
            truth("isolation", "It may be used for isolation."),
        ],
        indexes: &[&["ward"]],
    },
    Table {
        name: "bed",
        doc: "Beds, each as it is now.",
        key: &[id("id", "The bed.")],
        columns: &[
            id("room", "The room (room.id)."),
            text("number", "The number on the wall."),
            text(
                "state",
                "free, reserved (kept for an admission or for a transfer), occupied, or cleaning (until it is said to \
                be clean).",
            ),
            instant("state_since", "Since when it is in that state."),
            text("blocked_reason", "Why it is out of use: broken, disinfection, staff or reserve; null if it is not.")
                .optional(),
            instant("blocked_until", "Until when it is out of use; null if that is not known, or if it is not.")
                .optional(),
        ],
        indexes: &[&["room"]],
    },
    Table {
        name: "session",
        doc: "A clinician's sessions for outpatients.",
        key: &[id("id", "The session.")],
        columns: &[
            id("clinician", "Who holds it (clinician.id)."),
            id("department", "The department (department.id)."),
            id("device", "The device that is used (device.id); null if it needs none.").optional(),
            text("room_zh", "The consulting room as it is now, in Chinese."),
            text("room_en", "The consulting room as it is now, in English."),
            date("date", "The hospital's own day, in its zone."),
            int("from_minute", "Its beginning, in minutes after midnight in the hospital's zone."),
            int("until_minute", "Its end, counted in the same way."),
            int("fee_fen", "The fee of a visit, in fen."),
            truth("withdrawn", "It was taken back; nobody can book it."),
        ],
        indexes: &[&["date", "department"], &["clinician"]],
    },
    Table {
        name: "slot",
        doc: "The windows of a session, each of at most 20 minutes.",
        key: &[id("id", "The window.")],
        columns: &[
            id("session", "The session (session.id)."),
            instant("from_at", "Its beginning."),
            instant("until_at", "Its end."),
            int("capacity", "How many seats it has."),
        ],
        indexes: &[&["session"]],
    },
    Table {
        name: "slot_pool",
        doc: "How many seats of a window were published for each pool.",
        key: &[id("slot", "The window (slot.id)."), text("pool", "The pool of seats: general, on_site or referral.")],
        columns: &[int("seats", "How many.")],
        indexes: &[],
    },
    Table {
        name: "appointment",
        doc: "Appointments of outpatients, cancelled ones too.",
        key: &[id("id", "The appointment.")],
        columns: &[
            id("slot", "The window (slot.id), after a move the new one."),
            id("patient", "For whom (person.id)."),
            id("journey", "The journey that it is part of (journey.id)."),
            text("channel", "How it was booked: online, on_site, follow_up or referral."),
            int("seat", "Which seat of the window, from 0."),
            instant("expected_at", "When the patient can expect to be seen."),
            text(
                "state",
                "booked; arrived (checked in, waits); called; in_consultation; fulfilled (seen); cancelled; no_show \
                (did not come, or did not answer the call); not_seen (came, but the session ended before); displaced (the \
                session was closed, and there is no other window yet).",
            ),
            truth("excused", "It was missed and does not count against its patient; false for all others."),
            instant("booked_at", "When it was booked."),
            text("ticket", "The number of the queue; null before check-in.").optional(),
            instant("checked_in_at", "When the patient checked in; null before that, or when it was taken back.")
                .optional(),
            instant("called_at", "The last call; null before the first one, or when it was taken back.").optional(),
            instant("started_at", "When the consultation began; null before that.").optional(),
            instant("finished_at", "When the consultation ended; null before that, or when the end was taken back.")
                .optional(),
            instant("cancelled_at", "When it was cancelled; null if it was not.").optional(),
            text(
                "cancel_reason",
                "patient_wish, wrong_person, mistake, hospital or other; null if it was not cancelled.",
            )
            .optional(),
            truth(
                "cancelled_by_hospital",
                "Cancelled by the hospital's people and not by the patient; null if it was not cancelled.",
            )
            .optional(),
        ],
        indexes: &[&["slot"], &["patient"], &["state"]],
    },
    Table {
        name: "exemption",
        doc: "Exemptions of people from booking rules.",
        key: &[id("id", "The exemption.")],
        columns: &[
            id("patient", "Who is exempt (person.id)."),
            text("exempt_from", "From which rules: caps, no_shows or both."),
            id("department", "In which department (department.id); null: in the whole hospital.").optional(),
            date("from_date", "The first day, in the hospital's zone."),
            date("until_date", "The last day."),
            text("reason", "Why: patient_wish, wrong_person, mistake, hospital or other."),
            instant("granted_at", "When it was granted."),
            instant("ended_at", "When it was ended before its last day; null if it was not.").optional(),
        ],
        indexes: &[&["patient"]],
    },
    Table {
        name: "admission",
        doc: "Admissions and stays, from the request on.",
        key: &[id("id", "The admission.")],
        columns: &[
            id("patient", "For whom (person.id)."),
            id("journey", "The journey that it is part of (journey.id)."),
            id("department", "The department that asked for it (department.id)."),
            id("appointment", "The consultation from which it comes (appointment.id); null if from none.").optional(),
            text("diagnosis", "An ICD-10 code."),
            text("urgency", "emergency, urgent or elective."),
            int("expected_days", "How many days the patient is expected to stay."),
            text(
                "state",
                "requested; bed_assigned; arrived (at the hospital, not in bed); in_bed; discharged; cancelled.",
            ),
            id("bed", "The bed that is kept or was last lain in (bed.id); null while there is none.").optional(),
            instant("requested_at", "When it was asked for."),
            instant("bed_assigned_at", "When the bed was kept for it; null while none is.").optional(),
            instant("arrived_at", "When the patient arrived to be admitted; null before that.").optional(),
            instant("in_bed_at", "When the patient was in bed; null before that.").optional(),
            instant("discharged_at", "When the patient left; null before that, or when it was taken back.").optional(),
            text(
                "settled",
                "Where the bill was settled when the patient left: bedside, counter, or open (not settled); null \
                before that.",
            )
            .optional(),
            text(
                "overruled",
                "The rules of the room against which its bed was kept, by name, with blanks between: room_sex, \
                sex_unknown, oxygen, isolation, isolated_alone, beside_isolated; null if against none.",
            )
            .optional(),
        ],
        indexes: &[&["patient"], &["state"], &["bed"]],
    },
    Table {
        name: "formality",
        doc: "The formalities of an admission.",
        key: &[
            id("admission", "The admission (admission.id)."),
            text("formality", "identity, form, insurance, deposit, wristband or handover."),
        ],
        columns: &[instant("done_at", "When it was done; null when it was taken back.").optional()],
        indexes: &[],
    },
    Table {
        name: "person",
        doc: "Records of people, without names and numbers.",
        key: &[id("id", "The record.")],
        columns: &[
            text("sex", "male, female or unknown."),
            text("identity", "How somebody is known: known (by a credential), newborn or unidentified."),
            truth("erased", "The person's data were erased."),
            id("alias_of", "The record into which this one was merged (person.id); null if into none.").optional(),
        ],
        indexes: &[],
    },
    Table {
        name: "coverage",
        doc: "Insurances of people.",
        key: &[id("id", "The insurance.")],
        columns: &[
            id("person", "Who is insured (person.id)."),
            text("insurance", "The scheme: 310 (employees), 390 (residents) or none."),
            text("class", "active, retired or resident."),
            text("region", "The place of insurance, by GB/T 2260."),
        ],
        indexes: &[&["person"]],
    },
    Table {
        name: "relative",
        doc: "Who may act for whom.",
        key: &[id("relative", "Who may act (person.id)."), id("person", "For whom (person.id).")],
        columns: &[instant("since", "Since when."), instant("ended_at", "Until when; null while they may.").optional()],
        indexes: &[],
    },
    Table {
        name: "journey",
        doc: "The one thing: everything that belongs together for one patient.",
        key: &[id("id", "The journey.")],
        columns: &[
            id("person", "Whose it is (person.id)."),
            id("department", "Where it began (department.id); null if in none.").optional(),
            instant("opened_at", "When it began."),
            instant("closed_at", "When nothing was left to do; null while it is open.").optional(),
            int("trips", "On how many days the patient came."),
            int("documents", "How many paper documents were asked for."),
            int("typed_twice", "How many known facts were typed again."),
            int(
                "waiting_minutes",
                "Minutes waited for calls, from check-in or from the window's beginning if that is later.",
            ),
            int("procedure_minutes", "Minutes from arriving to be admitted to being in bed."),
        ],
        indexes: &[&["person"]],
    },
    Table {
        name: "journey_step",
        doc: "The steps of a journey; a step that is opened again has its row anew.",
        key: &[
            id("journey", "The journey (journey.id)."),
            text("kind", "booking, consult, tests, admission, stay, settlement, discharge or follow_up."),
            id("subject", "What it is about: an appointment, an admission or a settlement, by its id."),
        ],
        columns: &[
            text("owner", "Who must deal with it: patient, desk, clinician, ward or insurer."),
            instant("due_at", "By when; null if there is no term.").optional(),
            instant("opened_at", "When it was opened."),
            instant("closed_at", "When it was closed; null while it is open.").optional(),
            truth("done", "True: done; false: no longer needed; null while it is open.").optional(),
        ],
        indexes: &[],
    },
    Table {
        name: "policy",
        doc: "Policies of insurance that were adopted.",
        key: &[text("id", "The policy and its version.")],
        columns: &[instant("adopted_at", "When.")],
        indexes: &[],
    },
    Table {
        name: "bill",
        doc: "The bill of each stay.",
        key: &[id("admission", "The stay (admission.id).")],
        columns: &[
            id("patient", "Whose (person.id)."),
            id("journey", "The journey that it is part of (journey.id)."),
            text("policy", "The policy (policy.id); null: the patient pays everything.").optional(),
            text("insurance", "The scheme: 310 (employees), 390 (residents) or none."),
            text("class", "active, retired or resident."),
            int("hospital_level", "The hospital's level, 0 to 3, when the bill was opened."),
            text("hospital_kind", "general, traditional or psychiatric, when the bill was opened."),
            int("admission_no", "Which admission of the year, from 1."),
            date("admitted_on", "The day of admission, in the hospital's zone."),
        ],
        indexes: &[&["patient"]],
    },
    Table {
        name: "charge",
        doc: "Lines of the bills; a refund is a line of its own, with negative amounts.",
        key: &[id("id", "The line.")],
        columns: &[
            id("admission", "The stay (admission.id)."),
            text("item", "The item (price_item.item), or refund."),
            text("name_zh", "Its name in Chinese; empty for a refund."),
            text("name_en", "Its name in English; empty for a refund."),
            text("class", "The catalogue's class: 01, 02 or 03; empty for a refund."),
            text("unit_price", "Yuan for one unit, as a decimal; empty for a refund."),
            text("count", "Units, as a decimal; negative for a refund."),
            date("date", "The day of the charge, in the hospital's zone; null for a refund.").optional(),
            int("amount_fen", "The amount, in fen; the four parts below add up to it."),
            int("ownpay_fen", "Not in scope of the insurance, in fen (fulamt_ownpay_amt)."),
            int("overlmt_fen", "Above the price ceiling, in fen (overlmt_amt)."),
            int("preself_fen", "What the patient pays first, in fen (preselfpay_amt)."),
            int("inscp_fen", "In scope of the insurance, in fen (inscp_scp_amt)."),
            id("refund_of", "The line that is refunded (charge.id); null for any other line.").optional(),
        ],
        indexes: &[&["admission"]],
    },
    Table {
        name: "deposit",
        doc: "Deposits for stays.",
        key: &[id("id", "The deposit.")],
        columns: &[
            id("admission", "The stay (admission.id)."),
            int("amount_fen", "The amount, in fen."),
            text("method", "cash, card or mobile."),
            int("returned_fen", "What was given back of it so far, in fen."),
        ],
        indexes: &[&["admission"]],
    },
    Table {
        name: "settlement",
        doc: "Settlements of bills; of several for a stay, the last by presettled_at that was not taken back counts.",
        key: &[id("id", "The settlement.")],
        columns: &[
            id("admission", "The stay (admission.id)."),
            text(
                "state",
                "presettled (shown to the patient); confirmed (the patient agreed); submitted (the 2304 is under way \
                or its outcome unknown); reopened (refused or reversed); settled (by the insurer); paid (closed); \
                taking_back (the 2305 is under way or its outcome unknown); taken_back. One that another has replaced \
                keeps its state.",
            ),
            text("fingerprint", "A hash of lines and amounts, to which the patient agrees."),
            int("medfee_fen", "All charges, in fen (medfee_sumamt)."),
            int("fund_fen", "Paid by all funds, in fen (fund_pay_sumamt)."),
            int("hifp_fen", "Of that, the basic insurance's pool, in fen (hifp_pay)."),
            int("hifmi_fen", "Of that, residents' serious-illness insurance, in fen (hifmi_pay)."),
            int("hifob_fen", "Of that, employees' large-sum fund, in fen (hifob_pay)."),
            int("maf_fen", "Of that, medical assistance, in fen (maf_pay)."),
            int("acct_fen", "Paid out of the personal account, in fen (acct_pay)."),
            int("cash_fen", "Paid by the patient in the end, in fen (psn_cash_pay)."),
            text("setl_id", "The insurer's number; null until the insurer has settled.").optional(),
            instant("presettled_at", "When it was shown."),
            instant("settled_at", "When the insurer settled; null before that, and for those who pay everything.")
                .optional(),
            int("refund_fen", "Given back out of the deposits, in fen; null until it is paid.").optional(),
            int("arrears_fen", "Taken from the patient besides the deposits, in fen; null until it is paid.")
                .optional(),
            text("paid_place", "Where it was paid: bedside, counter or later (the patient had left); null until then.")
                .optional(),
        ],
        indexes: &[&["admission"], &["state"]],
    },
    Table {
        name: "exchange",
        doc: "Messages to the insurance platform, without what they say.",
        key: &[id("id", "The message.")],
        columns: &[
            text("infno", "The interface's number, such as 2304."),
            text("msgid", "The number that the message carries."),
            id("admission", "The stay (admission.id); null if it is about none.").optional(),
            id("settlement", "The settlement (settlement.id); null if it is about none.").optional(),
            text(
                "state",
                "What was answered: intended (no answer yet); done; refused; not_there (5203 found nothing); unknown (no \
                answer, or one that cannot be: a later 5203 or 2601 of the stay says how it ended). Whether a stay is \
                settled is the settlement's state.",
            ),
            text(
                "refusal",
                "The platform's code for why it refused, or refused if it gave none; null unless the state is \
                refused.",
            )
            .optional(),
            instant("intended_at", "When it was written down to be sent."),
            instant("answered_at", "When the answer came; null without one.").optional(),
        ],
        indexes: &[&["admission"]],
    },
    Table {
        name: "profile",
        doc: "What the hospital was and is; the last row counts.",
        key: &[int("seq", "The number of the event that adopted it.")],
        columns: &[
            text("code", "The national code."),
            text("name_zh", "The name in Chinese."),
            text("name_en", "The name in English."),
            int("level", "0 to 3."),
            text("kind", "general, traditional or psychiatric."),
            text("region", "The place, by GB/T 2260."),
            instant("adopted_at", "When it was adopted."),
        ],
        indexes: &[],
    },
    Table {
        name: "price_item",
        doc: "The price list as it is now.",
        key: &[text("item", "The hospital's code, unique.")],
        columns: &[
            text("name_zh", "The name in Chinese."),
            text("name_en", "The name in English."),
            text("class", "The catalogue's class: 01, 02 or 03."),
            text("unit_price", "Yuan for one unit, as a decimal."),
            text("ceiling", "The price ceiling for one unit, in yuan; null if there is none.").optional(),
            text("preself_rate", "The share that the patient pays first, 0 to 1."),
            text("unit_zh", "What is counted, in Chinese; null if that is not stated.").optional(),
            text("unit_en", "What is counted, in English; null if that is not stated.").optional(),
        ],
        indexes: &[],
    },
    Table {
        name: "ledger_entry",
        doc: "The double-entry ledger: the lines of one event add up to zero.",
        key: &[int("seq", "The number of the event."), int("line", "The line within it, from 0.")],
        columns: &[
            text("account", "revenue, receivable, deposit, fund, personal_account or cash."),
            int("amount_fen", "Debit positive, credit negative, in fen."),
        ],
        indexes: &[],
    },
];

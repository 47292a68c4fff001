//! All projected tables.

use super::table::{Column, Table};

const fn text(name: &'static str) -> Column {
    Column::text(name)
}
const fn int(name: &'static str) -> Column {
    Column::int(name)
}
const fn truth(name: &'static str) -> Column {
    Column::truth(name)
}

/// All projected tables.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "department",
        key: &[text("id")],
        columns: &[text("code"), text("name_zh"), text("name_en"), text("place_zh"), text("place_en")],
    },
    Table {
        name: "clinician",
        key: &[text("id")],
        columns: &[text("department"), text("person"), text("title"), int("fee_fen")],
    },
    Table { name: "ward", key: &[text("id")], columns: &[text("code"), text("name_zh"), text("name_en")] },
    Table {
        name: "room",
        key: &[text("id")],
        columns: &[text("ward"), text("number"), text("sex"), truth("oxygen"), truth("isolation")],
    },
    Table { name: "bed", key: &[text("id")], columns: &[text("room"), text("number")] },
    Table {
        name: "session",
        key: &[text("id")],
        columns: &[
            text("clinician"),
            text("department"),
            text("room_zh"),
            text("room_en"),
            text("date"),
            int("from_minute"),
            int("until_minute"),
            int("fee_fen"),
            truth("withdrawn"),
        ],
    },
    Table {
        name: "slot",
        key: &[text("id")],
        columns: &[text("session"), text("from_at"), text("until_at"), int("capacity")],
    },
    Table { name: "slot_pool", key: &[text("slot"), text("pool")], columns: &[int("seats")] },
    Table {
        name: "appointment",
        key: &[text("id")],
        columns: &[
            text("slot"),
            text("patient"),
            text("journey"),
            text("channel"),
            int("seat"),
            text("expected_at"),
            text("state"),
            text("booked_at"),
            text("ticket"),
            text("checked_in_at"),
            text("called_at"),
            text("started_at"),
            text("finished_at"),
        ],
    },
    Table {
        name: "admission",
        key: &[text("id")],
        columns: &[
            text("patient"),
            text("journey"),
            text("department"),
            text("appointment"),
            text("diagnosis"),
            text("urgency"),
            int("expected_days"),
            text("state"),
            text("bed"),
            text("requested_at"),
            text("arrived_at"),
            text("in_bed_at"),
            text("discharged_at"),
            text("settled"),
        ],
    },
    Table { name: "formality", key: &[text("admission"), text("formality")], columns: &[text("done_at")] },
    Table {
        name: "person",
        key: &[text("id")],
        columns: &[text("sex"), text("identity"), truth("erased"), text("alias_of")],
    },
    Table {
        name: "coverage",
        key: &[text("id")],
        columns: &[text("person"), text("insurance"), text("class"), text("region")],
    },
    Table { name: "relative", key: &[text("relative"), text("person")], columns: &[text("since")] },
    Table {
        name: "journey",
        key: &[text("id")],
        columns: &[
            text("person"),
            text("department"),
            text("opened_at"),
            text("closed_at"),
            int("trips"),
            int("documents"),
            int("typed_twice"),
            int("waiting_minutes"),
            int("procedure_minutes"),
        ],
    },
    Table {
        name: "journey_step",
        key: &[text("journey"), text("kind"), text("subject")],
        columns: &[text("owner"), text("due_at"), text("opened_at"), text("closed_at"), truth("done")],
    },
    Table { name: "policy", key: &[text("id")], columns: &[text("adopted_at")] },
    Table {
        name: "bill",
        key: &[text("admission")],
        columns: &[
            text("patient"),
            text("journey"),
            text("policy"),
            text("insurance"),
            text("class"),
            int("hospital_level"),
            text("hospital_kind"),
            int("admission_no"),
            text("admitted_on"),
        ],
    },
    Table {
        name: "charge",
        key: &[text("id")],
        columns: &[
            text("admission"),
            text("item"),
            text("name_zh"),
            text("name_en"),
            text("class"),
            text("unit_price"),
            text("count"),
            text("date"),
            int("amount_fen"),
            int("ownpay_fen"),
            int("overlmt_fen"),
            int("preself_fen"),
            int("inscp_fen"),
            text("refund_of"),
        ],
    },
    Table {
        name: "deposit",
        key: &[text("id")],
        columns: &[text("admission"), int("amount_fen"), text("method"), truth("returned")],
    },
    Table {
        name: "settlement",
        key: &[text("id")],
        columns: &[
            text("admission"),
            text("state"),
            text("fingerprint"),
            int("medfee_fen"),
            int("fund_fen"),
            int("acct_fen"),
            int("cash_fen"),
            text("setl_id"),
            int("refund_fen"),
            int("arrears_fen"),
        ],
    },
    Table {
        name: "exchange",
        key: &[text("id")],
        columns: &[
            text("infno"),
            text("msgid"),
            text("admission"),
            text("settlement"),
            text("state"),
            text("intended_at"),
            text("answered_at"),
        ],
    },
    Table {
        name: "profile",
        key: &[int("seq")],
        columns: &[
            text("code"),
            text("name_zh"),
            text("name_en"),
            int("level"),
            text("kind"),
            text("region"),
            text("adopted_at"),
        ],
    },
    Table {
        name: "price_item",
        key: &[text("item")],
        columns: &[
            text("name_zh"),
            text("name_en"),
            text("class"),
            text("unit_price"),
            text("ceiling"),
            text("preself_rate"),
            text("unit_zh"),
            text("unit_en"),
        ],
    },
    Table { name: "ledger_entry", key: &[int("seq"), int("line")], columns: &[text("account"), int("amount_fen")] },
];

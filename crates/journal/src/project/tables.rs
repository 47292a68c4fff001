//! All projected tables.

use super::table::{Column, Table};

const fn text(name: &'static str) -> Column {
    Column::text(name)
}
const fn int(name: &'static str) -> Column {
    Column::int(name)
}
const fn id(name: &'static str) -> Column {
    Column::id(name)
}
const fn date(name: &'static str) -> Column {
    Column::date(name)
}
const fn instant(name: &'static str) -> Column {
    Column::instant(name)
}
const fn truth(name: &'static str) -> Column {
    Column::truth(name)
}

/// All projected tables.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "department",
        key: &[id("id")],
        columns: &[text("code"), text("name_zh"), text("name_en"), text("place_zh"), text("place_en")],
        indexes: &[],
    },
    Table {
        name: "clinician",
        key: &[id("id")],
        columns: &[id("department"), id("person"), text("title"), int("fee_fen")],
        indexes: &[&["department"]],
    },
    Table { name: "ward", key: &[id("id")], columns: &[text("code"), text("name_zh"), text("name_en")], indexes: &[] },
    Table {
        name: "room",
        key: &[id("id")],
        columns: &[id("ward"), text("number"), text("sex"), truth("oxygen"), truth("isolation")],
        indexes: &[&["ward"]],
    },
    Table { name: "bed", key: &[id("id")], columns: &[id("room"), text("number")], indexes: &[&["room"]] },
    Table {
        name: "session",
        key: &[id("id")],
        columns: &[
            id("clinician"),
            id("department"),
            text("room_zh"),
            text("room_en"),
            date("date"),
            int("from_minute"),
            int("until_minute"),
            int("fee_fen"),
            truth("withdrawn"),
        ],
        indexes: &[&["date", "department"], &["clinician"]],
    },
    Table {
        name: "slot",
        key: &[id("id")],
        columns: &[id("session"), instant("from_at"), instant("until_at"), int("capacity")],
        indexes: &[&["session"]],
    },
    Table { name: "slot_pool", key: &[id("slot"), text("pool")], columns: &[int("seats")], indexes: &[] },
    Table {
        name: "appointment",
        key: &[id("id")],
        columns: &[
            id("slot"),
            id("patient"),
            id("journey"),
            text("channel"),
            int("seat"),
            instant("expected_at"),
            text("state"),
            instant("booked_at"),
            text("ticket").optional(),
            instant("checked_in_at").optional(),
            instant("called_at").optional(),
            instant("started_at").optional(),
            instant("finished_at").optional(),
        ],
        indexes: &[&["slot"], &["patient"], &["state"]],
    },
    Table {
        name: "admission",
        key: &[id("id")],
        columns: &[
            id("patient"),
            id("journey"),
            id("department"),
            id("appointment").optional(),
            text("diagnosis"),
            text("urgency"),
            int("expected_days"),
            text("state"),
            id("bed").optional(),
            instant("requested_at"),
            instant("arrived_at").optional(),
            instant("in_bed_at").optional(),
            instant("discharged_at").optional(),
            text("settled").optional(),
        ],
        indexes: &[&["patient"], &["state"], &["bed"]],
    },
    Table {
        name: "formality",
        key: &[id("admission"), text("formality")],
        columns: &[instant("done_at").optional()],
        indexes: &[],
    },
    Table {
        name: "person",
        key: &[id("id")],
        columns: &[text("sex"), text("identity"), truth("erased"), id("alias_of").optional()],
        indexes: &[],
    },
    Table {
        name: "coverage",
        key: &[id("id")],
        columns: &[id("person"), text("insurance"), text("class"), text("region")],
        indexes: &[&["person"]],
    },
    Table { name: "relative", key: &[id("relative"), id("person")], columns: &[instant("since")], indexes: &[] },
    Table {
        name: "journey",
        key: &[id("id")],
        columns: &[
            id("person"),
            id("department").optional(),
            instant("opened_at"),
            instant("closed_at").optional(),
            int("trips"),
            int("documents"),
            int("typed_twice"),
            int("waiting_minutes"),
            int("procedure_minutes"),
        ],
        indexes: &[&["person"]],
    },
    Table {
        name: "journey_step",
        key: &[id("journey"), text("kind"), id("subject")],
        columns: &[
            text("owner"),
            instant("due_at").optional(),
            instant("opened_at"),
            instant("closed_at").optional(),
            truth("done").optional(),
        ],
        indexes: &[],
    },
    Table { name: "policy", key: &[text("id")], columns: &[instant("adopted_at")], indexes: &[] },
    Table {
        name: "bill",
        key: &[id("admission")],
        columns: &[
            id("patient"),
            id("journey"),
            text("policy").optional(),
            text("insurance"),
            text("class"),
            int("hospital_level"),
            text("hospital_kind"),
            int("admission_no"),
            date("admitted_on"),
        ],
        indexes: &[&["patient"]],
    },
    Table {
        name: "charge",
        key: &[id("id")],
        columns: &[
            id("admission"),
            text("item"),
            text("name_zh"),
            text("name_en"),
            text("class"),
            text("unit_price"),
            text("count"),
            date("date").optional(),
            int("amount_fen"),
            int("ownpay_fen"),
            int("overlmt_fen"),
            int("preself_fen"),
            int("inscp_fen"),
            id("refund_of").optional(),
        ],
        indexes: &[&["admission"]],
    },
    Table {
        name: "deposit",
        key: &[id("id")],
        columns: &[id("admission"), int("amount_fen"), text("method"), truth("returned")],
        indexes: &[&["admission"]],
    },
    Table {
        name: "settlement",
        key: &[id("id")],
        columns: &[
            id("admission"),
            text("state"),
            text("fingerprint"),
            int("medfee_fen"),
            int("fund_fen"),
            int("acct_fen"),
            int("cash_fen"),
            text("setl_id").optional(),
            int("refund_fen").optional(),
            int("arrears_fen").optional(),
        ],
        indexes: &[&["admission"], &["state"]],
    },
    Table {
        name: "exchange",
        key: &[id("id")],
        columns: &[
            text("infno"),
            text("msgid"),
            id("admission").optional(),
            id("settlement").optional(),
            text("state"),
            instant("intended_at"),
            instant("answered_at").optional(),
        ],
        indexes: &[&["admission"]],
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
            instant("adopted_at"),
        ],
        indexes: &[],
    },
    Table {
        name: "price_item",
        key: &[text("item")],
        columns: &[
            text("name_zh"),
            text("name_en"),
            text("class"),
            text("unit_price"),
            text("ceiling").optional(),
            text("preself_rate"),
            text("unit_zh").optional(),
            text("unit_en").optional(),
        ],
        indexes: &[],
    },
    Table {
        name: "ledger_entry",
        key: &[int("seq"), int("line")],
        columns: &[text("account"), int("amount_fen")],
        indexes: &[],
    },
];

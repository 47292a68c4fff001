//! The insurance policies of the demo's people.

/// A policy's text and the stay that it is for: the published examples have their own policies.
#[derive(Clone, Copy, Debug)]
pub struct DemoPolicy {
    /// Its id, as in the text.
    pub id: &'static str,
    /// The published example that it belongs to; empty = whoever is insured there.
    pub published: &'static str,
    /// TOML.
    pub toml: &'static str,
}

/// All of them: Jinan's employees, Jinan's residents (rates assumed), and the published examples at the bedside.
pub const POLICIES: [DemoPolicy; 5] = [
    DemoPolicy {
        id: "370100-310-inpatient-2024",
        published: "",
        toml: include_str!("../../../crates/settlement/policies/370100-310-inpatient-2024.toml"),
    },
    DemoPolicy { id: "demo-370100-390-inpatient", published: "", toml: include_str!("data/policy-370100-390.toml") },
    DemoPolicy {
        id: "published-W01",
        published: "W01",
        toml: include_str!("../../../crates/settlement/tests/data/W01-policy.toml"),
    },
    DemoPolicy {
        id: "published-W02",
        published: "W02",
        toml: include_str!("../../../crates/settlement/tests/data/W02-policy.toml"),
    },
    DemoPolicy {
        id: "published-W18",
        published: "W18",
        toml: include_str!("../../../crates/settlement/tests/data/W18-policy.toml"),
    },
];

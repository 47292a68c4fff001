//! The classes of those who wait to be called, and what a class is worth.

use serde::{Deserialize, Serialize};

/// Why somebody may be called before others who came on time, most urgent first. That somebody is pregnant, disabled or a
/// soldier is nobody else's business: all of them are one class.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueClass {
    /// 急: cannot wait for their turn.
    Emergency,
    /// 回诊: was seen, and is back with the results of tests.
    AfterTests,
    /// 优先: older people, and those who are pregnant, disabled or in military service.
    Priority,
    /// Everybody else.
    #[default]
    Ordinary,
}

impl QueueClass {
    /// All of them, most urgent first.
    pub const ALL: [Self; 4] = [Self::Emergency, Self::AfterTests, Self::Priority, Self::Ordinary];

    /// Those that a desk may choose when somebody checks in.
    pub const AT_CHECK_IN: [Self; 3] = [Self::Ordinary, Self::Priority, Self::Emergency];
}

/// What the classes of a queue are worth. A class counts as if its window had begun so many minutes earlier, and no more
/// than that: whoever waits is overtaken only by windows that begin at most so much later, so nobody waits for ever. Where
/// no set gives these rules, a class goes first within its own window only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueRules {
    /// From this age on one has priority, 50–120.
    #[cfg_attr(feature = "schema", schema(minimum = 50, maximum = 120))]
    pub older_from_age: u16,
    /// Minutes by which an emergency goes before others, 0–240.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 240))]
    pub emergency_minutes: u16,
    /// The same for those who are back with the results of tests, counted from when they came back.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 240))]
    pub after_tests_minutes: u16,
    /// The same for those who have priority.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 240))]
    pub priority_minutes: u16,
}

impl QueueRules {
    /// By how many minutes a class goes before others.
    pub const fn head_start(&self, class: QueueClass) -> u16 {
        match class {
            QueueClass::Emergency => self.emergency_minutes,
            QueueClass::AfterTests => self.after_tests_minutes,
            QueueClass::Priority => self.priority_minutes,
            QueueClass::Ordinary => 0,
        }
    }
}

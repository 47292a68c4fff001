//! Small parts of pages, ready to be printed.

/// A word with a tone: the state of something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chip {
    /// `ok`, `warn`, `bad`, `info`, `female`, `rest`.
    pub(crate) tone: &'static str,
    /// The word.
    pub(crate) words: String,
}

impl Chip {
    pub(crate) fn new(tone: &'static str, words: impl Into<String>) -> Self {
        Self { tone, words: words.into() }
    }
}

/// One of a list of choices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// The value that the form sends.
    pub(crate) value: String,
    /// The text that is shown.
    pub(crate) words: String,
    /// Chosen already.
    pub(crate) chosen: bool,
}

/// A label with its value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pair {
    /// The label.
    pub(crate) label: String,
    /// How much, when, or who.
    pub(crate) value: String,
}

impl Pair {
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// A link to go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    /// The address.
    pub(crate) href: String,
    /// The text.
    pub(crate) words: String,
    /// Does it lead to this very page?
    pub(crate) current: bool,
}

/// What happened, or why it did not, and where to go on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notice {
    /// `ok`, `warn` or `bad`.
    pub(crate) tone: &'static str,
    /// The message, one sentence.
    pub(crate) head: String,
    /// The rest; may be empty.
    pub(crate) body: String,
    /// Where to go on.
    pub(crate) ways: Vec<Link>,
}

/// An entry in the legend of a chart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    /// The CSS class of the colour.
    pub(crate) class: &'static str,
    /// What it means.
    pub(crate) words: String,
}

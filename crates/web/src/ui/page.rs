//! The frame around every page.

use crate::{
    assets,
    locale::{Locale, Localizer},
    ui::parts::{Chip, Link, Notice},
};

/// What the frame shows: who is reading, in which size and language, and the demo's clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shell {
    /// The secret that every form of this session carries.
    pub(crate) csrf: String,
    /// `phone`, `staff` or `wall`.
    pub(crate) kind: &'static str,
    /// 大字版
    pub(crate) large: bool,
    /// The reader's login, if there is one.
    pub(crate) who: Option<String>,
    /// A patient's login, and until when its session lasts (milliseconds): what the browser keeps is theirs.
    pub(crate) patient: Option<(String, i64)>,
    /// Whether anybody is logged in could not be looked up: the browser forgets nothing for that.
    pub(crate) unsure: bool,
    /// The reader's login has a password, which can be changed.
    pub(crate) has_password: bool,
    /// The reader's role, in words.
    pub(crate) role: String,
    /// The reader's place of work, in words; empty for patients.
    pub(crate) place: String,
    /// The page where the reader's day begins; the login for strangers.
    pub(crate) home: Link,
    /// The state of the connection to the insurance platform, for those who settle over it.
    pub(crate) connection: Option<Chip>,
    /// This page's own address, to come back to.
    pub(crate) here: String,
    /// The answer to the form that led here; a page with its own place for it takes it.
    pub(crate) said: Option<Notice>,
    /// Why nothing is written now; what is shown can still be read.
    pub(crate) stopped: Option<String>,
    /// What the demo's clock shows.
    pub(crate) demo: Option<String>,
    /// Seconds after which an open page reloads itself.
    pub(crate) refresh_seconds: u32,
    /// The minute of the hospital's day in which the page was made, 0–1439: times since a moment are computed from it.
    pub(crate) minute: u16,
}

impl Shell {
    /// The address of a style sheet or script, which contains the hash of its content.
    #[expect(clippy::unused_self, reason = "called by the template as shell.asset(path)")]
    pub(crate) fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// The role and the login; only once if they have the same name.
    pub(crate) fn reader(&self, who: &str) -> String {
        let Self { role, .. } = self;
        if role.to_lowercase().starts_with(&who.to_lowercase()) { role.clone() } else { format!("{role} {who}") }
    }

    /// The other language's tag and its name in itself.
    #[expect(clippy::unused_self, reason = "called by the template as shell.other_language(t)")]
    pub(crate) const fn other_language(&self, t: &Localizer) -> (&'static str, &'static str) {
        match t.locale() {
            Locale::Chinese => ("en", "English"),
            Locale::English => ("zh-CN", "中文"),
        }
    }
}

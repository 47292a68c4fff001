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
    /// The reader's role, in words.
    pub(crate) role: String,
    /// Where the reader's role works, in words; empty for patients.
    pub(crate) place: String,
    /// Where the reader's day begins; to the login for who is not logged in.
    pub(crate) home: Link,
    /// How the connection to the insurance platform is, for those who settle over it.
    pub(crate) line: Option<Chip>,
    /// This page's own address, to come back to.
    pub(crate) here: String,
    /// What a form was answered that led here; a page that has a place of its own for it takes it.
    pub(crate) said: Option<Notice>,
    /// Why nothing is written now: what is shown can be read.
    pub(crate) stopped: Option<String>,
    /// What the demo's clock shows.
    pub(crate) demo: Option<String>,
    /// An open page asks for itself again after so many seconds.
    pub(crate) refresh_seconds: u32,
    /// The minute of the hospital's day in which the page was made, 0–1439: since when it stands is told from it.
    pub(crate) minute: u16,
}

impl Shell {
    /// A style sheet's or script's address, which names its content.
    #[expect(clippy::unused_self, reason = "called by the template as shell.asset(path)")]
    pub(crate) fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// The role and the login, which may be called as the role is; then that once.
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

//! Shares of a session's seats that are kept for some: as a form shows them, as it sends them, and in a line.

use super::publish::minute;
use crate::{locale::Localizer, ui::words};
use hospital::view::PoolView;
use model::{
    message::{Message, Refusal},
    scheduling::{DaysBefore, Pool, PoolShare},
};
use serde::Deserialize;

/// A pool, as a form begins with it. The first part of its fields' names is `name`.
pub(super) struct PoolFields {
    pub(super) name: &'static str,
    pub(super) words: String,
    pub(super) percent: String,
    pub(super) opens_days: String,
    pub(super) opens_at: String,
    pub(super) falls_days: String,
    pub(super) falls_at: String,
    /// Whether its channel takes general seats too, where that is to be said.
    pub(super) borrows: Option<bool>,
}

impl PoolFields {
    /// Both pools, filled with the shares that there are.
    pub(super) fn of(t: &Localizer, shares: &[PoolShare]) -> Vec<Self> {
        let fields = |pool: Pool| {
            let share = shares.iter().find(|share| share.pool == pool);
            let days = |moment: Option<DaysBefore>| moment.map(|moment| moment.days_before.to_string());
            let at = |moment: Option<DaysBefore>| moment.map(|moment| moment.at.to_string());
            let (opens, falls) = (share.and_then(|share| share.opens), share.and_then(|share| share.falls));
            Self {
                name: if pool == Pool::Referral { "referral" } else { "on_site" },
                words: words::pool(t, pool),
                percent: share.map(|share| share.share_percent.to_string()).unwrap_or_default(),
                opens_days: days(opens).unwrap_or_default(),
                opens_at: at(opens).unwrap_or_default(),
                falls_days: days(falls).unwrap_or_default(),
                falls_at: at(falls).unwrap_or_default(),
                borrows: (pool == Pool::Referral).then(|| share.is_some_and(|share| share.borrows)),
            }
        };
        Pool::KEPT.map(fields).into()
    }
}

/// What a form says of pools. Numbers are text here, so that a wrong one comes back as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PoolForm {
    on_site_percent: String,
    on_site_opens_days: String,
    on_site_opens_at: String,
    on_site_falls_days: String,
    on_site_falls_at: String,
    referral_percent: String,
    referral_opens_days: String,
    referral_opens_at: String,
    referral_falls_days: String,
    referral_falls_at: String,
    referral_borrows: String,
}

impl PoolForm {
    /// The shares; a pool without a percentage is none.
    pub(super) fn shares(&self) -> Result<Vec<PoolShare>, Refusal> {
        let on_site = Typed {
            pool: Pool::OnSite,
            percent: &self.on_site_percent,
            opens: (&self.on_site_opens_days, &self.on_site_opens_at),
            falls: (&self.on_site_falls_days, &self.on_site_falls_at),
            borrows: false,
        };
        let referral = Typed {
            pool: Pool::Referral,
            percent: &self.referral_percent,
            opens: (&self.referral_opens_days, &self.referral_opens_at),
            falls: (&self.referral_falls_days, &self.referral_falls_at),
            borrows: !self.referral_borrows.is_empty(),
        };
        [on_site, referral].iter().filter_map(|typed| typed.share().transpose()).collect()
    }
}

/// One pool, as typed.
struct Typed<'a> {
    pool: Pool,
    percent: &'a str,
    opens: (&'a str, &'a str),
    falls: (&'a str, &'a str),
    borrows: bool,
}

impl Typed<'_> {
    fn share(&self) -> Result<Option<PoolShare>, Refusal> {
        if matches!(self.percent.trim(), "" | "0") {
            return Ok(None);
        }
        Ok(Some(PoolShare {
            pool: self.pool,
            share_percent: number("share_percent", self.percent)?,
            opens: moment(self.opens)?,
            falls: moment(self.falls)?,
            borrows: self.borrows,
        }))
    }
}

pub(super) fn number(field: &'static str, text: &str) -> Result<u16, Refusal> {
    text.trim().parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text.trim()))
}

/// Neither is said, or both are.
fn moment((days, at): (&str, &str)) -> Result<Option<DaysBefore>, Refusal> {
    if days.trim().is_empty() && at.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(DaysBefore { days_before: number("days_before", days)?, at: minute("at", at)? }))
}

/// `现场号 20% · 转诊号 30%`; empty without shares.
pub(super) fn shares_line(t: &Localizer, shares: &[PoolShare]) -> String {
    let words = shares.iter().map(|share| format!("{} {}%", words::pool(t, share.pool), share.share_percent));
    words.collect::<Vec<_>>().join(" · ")
}

/// What is left of a published session's pool, and when it falls.
pub(super) fn pool_line(t: &Localizer, pool: &PoolView) -> String {
    let left = format!("{} / {}", pool.left, pool.seats);
    match pool.falls_at {
        Some(at) => t.say(&Message::new("pool-left-until").with("left", left).with("at", at)),
        None if pool.seats == 0 => t.text("pool-fallen"),
        None => t.say(&Message::new("pool-left").with("left", left)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::MinuteOfDay;

    #[test]
    fn a_pool_without_a_percentage_is_none_and_half_a_moment_is_named() {
        let form = PoolForm {
            referral_percent: " 30 ".into(),
            referral_falls_days: "1".into(),
            referral_falls_at: "18:00".into(),
            referral_borrows: "true".into(),
            ..PoolForm::default()
        };
        let falls = Some(DaysBefore { days_before: 1, at: MinuteOfDay(1080) });
        let share = PoolShare { pool: Pool::Referral, share_percent: 30, opens: None, falls, borrows: true };
        assert_eq!(form.shares(), Ok(vec![share]));
        let refused = |form: PoolForm| form.shares().map_err(|refusal| (refusal.code, refusal.field));
        let percent = PoolForm { on_site_percent: "x".into(), ..PoolForm::default() };
        assert_eq!(refused(percent), Err(("field-number", Some("share_percent"))));
        let half = PoolForm { referral_falls_at: String::new(), ..form };
        assert_eq!(refused(half), Err(("field-time", Some("at"))));
    }
}

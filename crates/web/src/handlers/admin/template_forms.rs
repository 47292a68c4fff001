//! The forms of templates and of the calendar.

use super::{
    devices,
    pools::{PoolFields, PoolForm},
    publish::{ends, minute},
    templates::{self, Opened, weeks_id},
    window_seats::seats,
};
use crate::{
    locale::Localizer,
    session::{Member, Post},
    ui::{parts::Choice, words},
};
use axum::{extract::Path, response::Response};
use chrono::Datelike as _;
use hospital::{Request, usecase, view::DeviceRow};
use model::{
    Label,
    id::{DepartmentId, TemplateId},
    message::{Message, Refusal},
    scheduling::{CalendarYear, DayOfWeek, DaysOff, TemplatePlan, Weeks, WindowSeats, WorkedDay},
    time::{BusinessDate, MinuteOfDay},
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The fields of a plan, as a form begins with them.
pub(super) struct PlanFields {
    pub(super) valid_from: String,
    pub(super) valid_until: String,
    pub(super) room: Label,
    pub(super) devices: Vec<Choice>,
    pub(super) weekdays: Vec<Choice>,
    pub(super) weeks: Vec<Choice>,
    pub(super) anchor: String,
    pub(super) from: String,
    pub(super) until: String,
    /// It ends on the day after it begins.
    pub(super) next_day: bool,
    pub(super) slot_minutes: String,
    pub(super) capacity: String,
    pub(super) pools: Vec<PoolFields>,
    pub(super) release_days: String,
    pub(super) release_at: String,
}

impl PlanFields {
    /// What most templates say.
    pub(super) fn fresh(t: &Localizer, devices: &[DeviceRow], valid_from: BusinessDate) -> Self {
        let plan = TemplatePlan {
            valid_from,
            valid_until: None,
            room: Label::default(),
            device: None,
            weekday: DayOfWeek::of(valid_from),
            weeks: Weeks::Every,
            anchor: valid_from,
            from: MinuteOfDay(480),
            until: MinuteOfDay(720),
            slot_minutes: 20,
            capacity: WindowSeats::Each(3),
            pools: Vec::new(),
            release_days: 7,
            release_at: MinuteOfDay(420),
        };
        Self::of(t, (&plan, devices), valid_from)
    }

    /// What a plan says, to be said from a day on.
    pub(super) fn of(t: &Localizer, (plan, devices): (&TemplatePlan, &[DeviceRow]), valid_from: BusinessDate) -> Self {
        let chosen = |value: String, words: String, chosen: bool| Choice { value, words, chosen };
        // A field for a time of day knows no 24:00.
        let clock = |minute: MinuteOfDay| MinuteOfDay(minute.0 % 1440).to_string();
        Self {
            valid_from: valid_from.to_string(),
            valid_until: plan.valid_until.map(|until| until.to_string()).unwrap_or_default(),
            room: plan.room.clone(),
            devices: devices::choices(t, devices, plan.device),
            weekdays: DayOfWeek::ALL
                .iter()
                .map(|day| chosen(word(*day), t.day_of_week(*day), *day == plan.weekday))
                .collect(),
            weeks: Weeks::ALL
                .iter()
                .map(|weeks| chosen(word(*weeks), t.text(weeks_id(*weeks)), *weeks == plan.weeks))
                .collect(),
            anchor: plan.anchor.to_string(),
            from: clock(plan.from),
            until: clock(plan.until),
            next_day: plan.until.0 >= 1440,
            slot_minutes: plan.slot_minutes.to_string(),
            capacity: plan.capacity.to_string(),
            pools: PoolFields::of(t, &plan.pools),
            release_days: plan.release_days.to_string(),
            release_at: clock(plan.release_at),
        }
    }
}

/// The name of a variant, as JSON has it.
pub(super) fn word(of: impl serde::Serialize) -> String {
    let value = serde_json::to_value(of).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The form of a plan. Numbers are text here, so that a wrong one comes back as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PlanForm {
    department: Option<DepartmentId>,
    clinician: String,
    valid_from: String,
    valid_until: String,
    room_zh: String,
    room_en: String,
    device: String,
    weekday: String,
    weeks: String,
    anchor: String,
    from: String,
    until: String,
    /// Sent if it ends on the next day.
    next_day: String,
    slot_minutes: String,
    capacity: String,
    #[serde(flatten)]
    pools: PoolForm,
    release_days: String,
    release_at: String,
    /// The first day of the plan that the form began with, and the template's version then.
    opened: Option<BusinessDate>,
    version: Option<u32>,
}

impl PlanForm {
    fn plan(&self) -> Result<TemplatePlan, Refusal> {
        let number = |field: &'static str, text: &str| {
            text.trim().parse().map_err(|_| Refusal::new("field-number").field(field).with("value", text))
        };
        let choose = |field: &'static str| Refusal::new("field-choose").field(field);
        let from = minute("from", &self.from)?;
        let has_end = !self.valid_until.trim().is_empty();
        Ok(TemplatePlan {
            valid_from: date("valid_from", &self.valid_from)?,
            valid_until: has_end.then(|| date("valid_until", &self.valid_until)).transpose()?,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            device: devices::chosen(&self.device)?,
            weekday: DayOfWeek::ALL
                .into_iter()
                .find(|day| word(day) == self.weekday)
                .ok_or_else(|| choose("weekday"))?,
            weeks: Weeks::ALL.into_iter().find(|weeks| word(weeks) == self.weeks).ok_or_else(|| choose("weeks"))?,
            anchor: date("anchor", &self.anchor)?,
            from,
            until: ends(from, minute("until", &self.until)?, !self.next_day.is_empty())?,
            slot_minutes: number("slot_minutes", &self.slot_minutes)?,
            capacity: seats("capacity", &self.capacity)?,
            pools: self.pools.shares()?,
            release_days: number("release_days", &self.release_days)?,
            release_at: minute("release_at", &self.release_at)?,
        })
    }

    fn created(&self) -> Result<Request, Refusal> {
        let clinician = self.clinician.parse().map_err(|_| Refusal::new("field-choose").field("clinician"))?;
        Ok(Request::CreateTemplate(usecase::CreateTemplate { clinician, plan: self.plan()? }))
    }
}

pub(super) fn date(field: &'static str, text: &str) -> Result<BusinessDate, Refusal> {
    text.trim().parse().map_err(|_| Refusal::new("field-date").field(field).with("value", text))
}

pub(super) async fn create(staff: Member, post: Post<PlanForm>) -> Response {
    let outcome = match post.form.created() {
        Ok(request) => staff.execute(&post.key, request).await.map(|_| "admin-template-created"),
        Err(refusal) => Err(refusal.into()),
    };
    templates::after(&staff, post.form.department, Opened::default(), outcome)
}

pub(super) async fn change(staff: Member, Path(template): Path<TemplateId>, post: Post<PlanForm>) -> Response {
    let outcome = match post.form.plan() {
        Ok(plan) => {
            let version = post.form.version;
            let request = Request::ChangeTemplate(usecase::ChangeTemplate { template, plan, version });
            staff.execute(&post.key, request).await.map(|_| "admin-template-changed")
        }
        Err(refusal) => Err(refusal.into()),
    };
    let opened = Opened { template: Some(template), plan: post.form.opened, year: None };
    templates::after(&staff, post.form.department, opened, outcome)
}

/// The last day, and why.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EndForm {
    department: Option<DepartmentId>,
    /// The first day of the plan that the page showed.
    opened: Option<BusinessDate>,
    until: String,
    reason: String,
}

pub(super) async fn end(staff: Member, Path(template): Path<TemplateId>, post: Post<EndForm>) -> Response {
    let outcome = match date("until", &post.form.until) {
        Ok(until) => {
            let reason = words::reason(&post.form.reason);
            let request = Request::EndTemplate(usecase::EndTemplate { template, until, reason, text: None });
            staff.execute(&post.key, request).await.map(|_| "admin-template-ended")
        }
        Err(refusal) => Err(refusal.into()),
    };
    let opened = Opened { template: Some(template), plan: post.form.opened, year: None };
    templates::after(&staff, post.form.department, opened, outcome)
}

/// The fields of a year's calendar, as a form begins with them: what was adopted, if anything was.
pub(super) struct CalendarFields {
    pub(super) year: String,
    /// The years to choose from.
    pub(super) years: Vec<Choice>,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) off: String,
    pub(super) worked: String,
    pub(super) is_adopted: bool,
}

impl CalendarFields {
    pub(super) fn new(t: &Localizer, year: u16, adopted: Option<&CalendarYear>, today: BusinessDate) -> Self {
        let this = u16::try_from(today.0.year()).unwrap_or(year);
        // A calendar is published some weeks before its year.
        let years: BTreeSet<u16> = (this..=this.saturating_add(2)).chain([year]).collect();
        let off = adopted.iter().flat_map(|adopted| &adopted.off).map(off_line);
        let worked = adopted.iter().flat_map(|adopted| &adopted.worked).map(worked_line);
        Self {
            years: years
                .into_iter()
                .map(|one| Choice { value: one.to_string(), words: one.to_string(), chosen: one == year })
                .collect(),
            title: t.say(&Message::new("admin-calendar-adopt").with("year", year.to_string())),
            year: year.to_string(),
            source: adopted.map(|adopted| adopted.source.clone()).unwrap_or_default(),
            off: off.collect::<Vec<_>>().join("\n"),
            worked: worked.collect::<Vec<_>>().join("\n"),
            is_adopted: adopted.is_some(),
        }
    }
}

/// A line of the form, as [`days_off`] reads it.
fn off_line(off: &DaysOff) -> String {
    let Label { zh, en } = &off.name;
    let name = if zh == en { zh.clone() } else { format!("{zh} / {en}") };
    format!("{} {} {name}", off.from, off.until)
}

/// A line of the form, as [`worked_day`] reads it.
fn worked_line(worked: &WorkedDay) -> String {
    match worked.worked_as {
        Some(day) => format!("{} {}", worked.date, word(day)),
        None => worked.date.to_string(),
    }
}

/// A year's calendar. A line for each holiday, `2026-10-01 2026-10-07 国庆节 / National Day`, and one for each day in
/// exchange, `2026-10-10`, `2026-10-10 friday` or `2026-10-10 周五`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CalendarForm {
    department: Option<DepartmentId>,
    year: String,
    source: String,
    off: String,
    worked: String,
}

impl CalendarForm {
    fn calendar(&self) -> Result<CalendarYear, Refusal> {
        let wrong = || Refusal::new("field-number").field("year").with("value", self.year.as_str());
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let off: Vec<DaysOff> = lines(&self.off).iter().map(|line| days_off(line)).collect::<Result<_, _>>()?;
        // No year is without holidays: an empty list would publish sessions on all of them.
        if off.is_empty() {
            return Refusal::new("calendar-no-days-off").field("off").with("year", self.year.trim()).err();
        }
        Ok(CalendarYear {
            year: self.year.trim().parse().map_err(|_| wrong())?,
            source: self.source.trim().to_owned(),
            off,
            worked: lines(&self.worked).iter().map(|line| worked_day(line)).collect::<Result<_, _>>()?,
        })
    }
}

fn days_off(line: &str) -> Result<DaysOff, Refusal> {
    let wrong = || Refusal::new("calendar-line").field("off").with("value", line);
    let mut words = line.split_whitespace();
    let mut day = || words.next().and_then(|word| word.parse::<BusinessDate>().ok()).ok_or_else(wrong);
    let (from, until) = (day()?, day()?);
    let name = words.collect::<Vec<_>>().join(" ");
    let (zh, en) = name.split_once('/').unwrap_or((name.as_str(), name.as_str()));
    let (zh, en) = (zh.trim(), en.trim());
    if zh.is_empty() || en.is_empty() {
        return Err(wrong());
    }
    Ok(DaysOff { name: Label::new(zh, en), from, until })
}

/// `friday` in any case, `周五`, `星期五`; Sunday is `周日` or `周天`.
fn day_of_week(name: &str) -> Option<DayOfWeek> {
    const CHINESE: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let english = name.to_lowercase();
    let chinese = name.strip_prefix("星期").or_else(|| name.strip_prefix('周'));
    let chinese = if chinese == Some("天") { Some("日") } else { chinese };
    let mut days = DayOfWeek::ALL.into_iter().zip(CHINESE);
    days.find(|(day, own)| word(day) == english || chinese == Some(*own)).map(|(day, _)| day)
}

fn worked_day(line: &str) -> Result<WorkedDay, Refusal> {
    let wrong = || Refusal::new("calendar-line").field("worked").with("value", line);
    let mut words = line.split_whitespace();
    let date = words.next().and_then(|word| word.parse::<BusinessDate>().ok()).ok_or_else(wrong)?;
    let worked_as = match words.next() {
        Some(name) => Some(day_of_week(name).ok_or_else(wrong)?),
        None => None,
    };
    if words.next().is_some() || date.0.year() > 9999 {
        return Err(wrong());
    }
    Ok(WorkedDay { date, worked_as })
}

pub(super) async fn adopt_calendar(staff: Member, post: Post<CalendarForm>) -> Response {
    let outcome = match post.form.calendar() {
        Ok(calendar) => {
            let request = Request::AdoptCalendar(usecase::AdoptCalendar { calendar });
            staff.execute(&post.key, request).await.map(|_| "admin-calendar-adopted")
        }
        Err(refusal) => Err(refusal.into()),
    };
    let opened = Opened { year: post.form.year.trim().parse().ok(), ..Opened::default() };
    templates::after(&staff, post.form.department, opened, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_calendar_is_read_or_named() {
        let day = |text: &str| text.parse::<BusinessDate>().unwrap();
        let off = days_off("2026-10-01  2026-10-07 国庆节 / National Day").unwrap();
        assert_eq!((off.from, off.until), (day("2026-10-01"), day("2026-10-07")));
        assert_eq!(off.name, Label::new("国庆节", "National Day"));
        assert_eq!(days_off("2026-10-01 2026-10-07 国庆节").unwrap().name, Label::new("国庆节", "国庆节"));
        for both in ["国庆节/National Day", "国庆节 /National Day", "国庆节  /  National  Day"] {
            let line = format!("2026-10-01 2026-10-07 {both}");
            assert_eq!(days_off(&line).unwrap().name, Label::new("国庆节", "National Day"), "{both}");
        }
        assert_eq!(off_line(&off), "2026-10-01 2026-10-07 国庆节 / National Day");
        assert_eq!(days_off(&off_line(&off)).unwrap(), off);
        for friday in ["friday", "Friday", "FRIDAY", "周五", "星期五"] {
            let worked = worked_day(&format!("2026-10-10 {friday}")).unwrap();
            assert_eq!(worked, WorkedDay { date: day("2026-10-10"), worked_as: Some(DayOfWeek::Friday) }, "{friday}");
            assert_eq!(worked_line(&worked), "2026-10-10 friday");
        }
        let named = ["周一", "星期二", "周三", "星期四", "周五", "星期六", "周日"];
        assert_eq!(named.map(day_of_week), DayOfWeek::ALL.map(Some));
        assert_eq!(["周天", "星期天"].map(day_of_week), [Some(DayOfWeek::Sunday); 2]);
        assert_eq!(["周八", "周", "星期", "礼拜五", "fri", ""].map(day_of_week), [None; 6]);
        assert_eq!(worked_day("2026-10-10").unwrap().worked_as, None);
        for wrong in ["2026-10-01", "2026-10-01 国庆节", "2026-10-01 2026-10-07", "2026-10-01 2026-10-07 / A", "x"] {
            assert_eq!(days_off(wrong).unwrap_err().code, "calendar-line", "{wrong}");
        }
        for wrong in ["2026-10-10 someday", "2026-13-10", "2026-10-10 friday friday"] {
            assert_eq!(worked_day(wrong).unwrap_err().code, "calendar-line", "{wrong}");
        }
    }
}

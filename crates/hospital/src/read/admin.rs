//! The administrator's pages: weeks, promises, figures. No patient is named.

use super::{Reading, patient::slot_minutes};
use crate::{
    audit,
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{
        AdmissionStep, BrokenGlass, ClinicianWeek, LoginAccess, OpenedBy, OverviewPage, PromiseFigures, SessionLoad,
        SlotHour, StepMinutes, WeekPage,
    },
};
use chrono::Datelike;
use model::{
    actor::Actor,
    id::{DepartmentId, UserId},
    message::{Message, Value},
    time::{BusinessDate, MinuteOfDay},
};
use rust_decimal::Decimal;
use scheduling::view::{
    AdmissionStep as Core, AppointmentState, Calls, DayPromises, Mean, Promises, SessionView, Share,
};
use std::collections::BTreeMap;

/// The trend shows so many days at least.
const TREND_DAYS_MIN: u16 = 7;
/// Nobody asks for more days.
const DAYS_MAX: u16 = 90;
/// A bar of the histogram, minutes.
const BAR_MINUTES: u16 = 60;

impl Hospital {
    /// A department's week: Monday to Sunday around a day. Without a department, the first; without a day, today.
    ///
    /// # Errors
    /// As every read.
    pub async fn week(
        &self,
        actor: &Actor,
        department: Option<DepartmentId>,
        day: Option<BusinessDate>,
    ) -> Result<WeekPage, Failure> {
        self.show(actor, Action::ReadWeek, |reading| {
            reading.may(Action::ReadWeek, &Default::default())?;
            reading.saw_all();
            let departments = reading.departments();
            let first = departments.first().map(|first| first.department);
            let department = reading.found(department.or(first))?;
            reading.found(reading.worlds.scheduling.department(department))?;
            let day = day.unwrap_or_else(|| reading.today());
            let monday = day.plus_days(-i64::from(day.0.weekday().num_days_from_monday()));
            let days: Vec<BusinessDate> = (0..7).map(|after| monday.plus_days(after)).collect();
            let clinicians = reading.worlds.scheduling.clinicians(department);
            Ok(WeekPage {
                now: reading.now,
                department: reading.department(department),
                rows: clinicians
                    .into_iter()
                    .map(|clinician| ClinicianWeek {
                        clinician: clinician.id,
                        name: reading.name(clinician.person),
                        title: clinician.title,
                        fee: clinician.fee,
                        days: days.iter().map(|date| reading.loads(clinician.id, *date)).collect(),
                    })
                    .collect(),
                departments,
                days,
            })
        })
        .await
    }

    /// The glass broken within `days` days, the newest first: each is to be looked into.
    ///
    /// # Errors
    /// As every read.
    pub async fn broken_glass(&self, actor: &Actor, days: u16) -> Result<Vec<BrokenGlass>, Failure> {
        self.show(actor, Action::ReadAudit, |reading| reading.may(Action::ReadAudit, &Default::default())).await?;
        self.audit_log().flush().await;
        let since = self.now() - chrono::Duration::days(i64::from(days));
        let rows = self.journal().reported_access(since).await?;
        let names: BTreeMap<_, _> =
            self.journal().logins().await?.into_iter().map(|login| (login.id, login.name)).collect();
        let row = |row: journal::AccessRow| BrokenGlass {
            at: row.at,
            login: row.user.and_then(|user| names.get(&user)).cloned().unwrap_or_default(),
            role: row.role,
            person: row.person,
            by: match (&row.reason, row.action.as_str()) {
                (Some(_), _) => OpenedBy::Glass,
                (None, "arrive") => OpenedBy::Arrival,
                (None, _) => OpenedBy::Emergency,
            },
            reason: row.reason.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Log-ins, wrong passwords and what was done to logins within `days` days, the newest first; what this node counts and
    /// has not written yet, too.
    ///
    /// # Errors
    /// As every read.
    pub async fn log_ins(&self, actor: &Actor, days: u16) -> Result<Vec<LoginAccess>, Failure> {
        self.show(actor, Action::ReadAudit, |reading| reading.may(Action::ReadAudit, &Default::default())).await?;
        let broken = |error| {
            tracing::error!(%error, "the access log cannot be read");
            Failure::Broken
        };
        self.audit_log().flush().await;
        let since = self.now() - chrono::Duration::days(i64::from(days.min(DAYS_MAX)));
        let mut rows = self.audit_log().wrong_passwords();
        rows.extend(self.journal().login_access(since).await.map_err(broken)?);
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        let names: BTreeMap<_, _> =
            self.journal().logins().await.map_err(broken)?.into_iter().map(|login| (login.id, login.name)).collect();
        Ok(rows.into_iter().map(|row| login_access(row, &names)).collect())
    }

    /// The promises over `days` days, today the last, with what wants a decision.
    ///
    /// # Errors
    /// As every read.
    pub async fn overview(&self, actor: &Actor, days: u16) -> Result<OverviewPage, Failure> {
        let days = days.clamp(1, DAYS_MAX);
        let mut page = self.promises_page(actor, days).await?;
        let clock = self.clock_page(actor).await?;
        if clock.stopped.is_some() {
            page.attention.insert(0, Message::new("attention-clock"));
        }
        let held: u64 = clock.unattended.iter().map(|span| span.count).sum();
        if held > 0 {
            page.attention.push(Message::new("attention-unattended").with("count", held as i64));
        }
        let glass = self.broken_glass(actor, days).await?.len();
        if glass > 0 {
            page.attention.push(Message::new("attention-glass").with("times", glass as i64));
        }
        Ok(page)
    }

    async fn promises_page(&self, actor: &Actor, days: u16) -> Result<OverviewPage, Failure> {
        self.show(actor, Action::ReadPromises, |reading| {
            reading.may(Action::ReadPromises, &Default::default())?;
            let today = reading.today();
            let from = today.plus_days(1 - i64::from(days));
            let since = today.plus_days(1 - i64::from(days.max(TREND_DAYS_MIN)));
            let all = reading.worlds.scheduling.promises(from, today, reading.zone);
            let trend = reading.worlds.scheduling.promises(since, today, reading.zone);
            reading.saw_all();
            Ok(OverviewPage {
                now: reading.now,
                days,
                from,
                until: today,
                promises: figures_of(&all),
                today: trend.days.last().map(figures).unwrap_or_default(),
                trend: trend.days.iter().map(|day| (day.date, figures(day))).collect(),
                steps: steps(&all),
                histogram: reading.histogram(),
                attention: reading.attention(&all),
            })
        })
        .await
    }
}

fn login_access(row: journal::AccessRow, names: &BTreeMap<UserId, String>) -> LoginAccess {
    let name = |id: UserId| names.get(&id).cloned();
    let done = row.subject.as_deref().and_then(|subject| subject.split_once(':'));
    let whose = done.and_then(|(_, id)| id.parse().ok()).filter(|whose| Some(*whose) != row.user);
    let step = match (row.action.as_str(), row.allowed, done) {
        (_, _, Some((step, _))) => step,
        (audit::LOG_IN, true, _) => "log-in",
        (audit::LOG_IN, false, _) => "wrong-password",
        (audit::UNKNOWN, _, _) => "unknown-name",
        (audit::UNCOUNTED, _, _) => "uncounted",
        _ => "denied",
    };
    LoginAccess {
        at: row.at,
        login: row.user.and_then(name),
        step: step.to_owned(),
        whose: whose.and_then(name),
        address: row.address,
        times: row.times.unwrap_or(1),
    }
}

fn share(share: Share) -> Option<Decimal> {
    (share.of > 0).then(|| (Decimal::from(share.count) / Decimal::from(share.of)).round_dp(4))
}

fn minutes(mean: Mean) -> Option<Decimal> {
    (mean.cases > 0).then(|| (Decimal::from(mean.seconds) / Decimal::from(60 * mean.cases)).round_dp(1))
}

fn of(slot_minutes_max: Option<u16>, calls: Calls, not_seen: u64, admission: Mean, bedside: Share) -> PromiseFigures {
    let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    PromiseFigures {
        slot_minutes_max,
        kept_window_share: share(calls.kept_window),
        kept: count(calls.kept_window.count),
        called: count(calls.kept_window.of),
        called_out_of_turn: count(calls.out_of_turn),
        not_seen: count(not_seen),
        kept_unknown: count(calls.unknown),
        admission_minutes_mean: minutes(admission),
        admissions: count(admission.cases),
        bedside_share: share(bedside),
        bedside: count(bedside.count),
        discharges: count(bedside.of),
    }
}

fn figures(day: &DayPromises) -> PromiseFigures {
    of(day.slot_minutes_max, day.calls, day.not_seen, day.admission, day.bedside)
}

fn figures_of(all: &Promises) -> PromiseFigures {
    of(all.slot_minutes_max, all.calls, all.not_seen, all.admission, all.bedside)
}

fn steps(all: &Promises) -> Vec<StepMinutes> {
    let step = |step: Core| match step {
        Core::Bed => AdmissionStep::Bed,
        Core::ToBed => AdmissionStep::Walk,
        Core::Formality(formality) => AdmissionStep::Formality(formality),
    };
    let means = all.steps.iter().filter_map(|mean| Some((step(mean.step), minutes(mean.mean)?, mean.mean.cases)));
    means
        .map(|(step, minutes_mean, cases)| StepMinutes {
            step,
            minutes_mean,
            admissions: u32::try_from(cases).unwrap_or(u32::MAX),
        })
        .collect()
}

const fn step_message(step: AdmissionStep) -> &'static str {
    use model::scheduling::Formality;
    match step {
        AdmissionStep::Bed => "admission-step-bed",
        AdmissionStep::Walk => "admission-step-walk",
        AdmissionStep::Formality(Formality::Identity) => "formality-identity",
        AdmissionStep::Formality(Formality::Form) => "formality-form",
        AdmissionStep::Formality(Formality::Insurance) => "formality-insurance",
        AdmissionStep::Formality(Formality::Deposit) => "formality-deposit",
        AdmissionStep::Formality(Formality::Wristband) => "formality-wristband",
        AdmissionStep::Formality(Formality::Handover) => "formality-handover",
    }
}

impl Reading<'_> {
    fn loads(&self, clinician: model::id::ClinicianId, date: BusinessDate) -> Vec<SessionLoad> {
        let sessions = self.worlds.scheduling.sessions_of_clinician(clinician, date, self.moment());
        sessions.iter().map(|session| self.load(session)).collect()
    }

    fn load(&self, session: &SessionView) -> SessionLoad {
        let visits = self.worlds.scheduling.appointments_of_session(session.id);
        let seen = visits.iter().filter(|visit| visit.state == AppointmentState::Fulfilled).count();
        let begins = self.zone.instant(session.date, session.from);
        SessionLoad {
            session: session.id,
            room: session.room.clone(),
            from: session.from,
            until: session.until,
            slot_minutes: slot_minutes(session),
            booked: session.taken(),
            capacity: session.capacity(),
            seen: seen as u32,
            can_withdraw: session.taken() == 0 && self.now < begins,
            clashes: self.clashes_of(session),
        }
    }

    fn histogram(&self) -> Vec<SlotHour> {
        let today = self.today();
        let bar = |at| MinuteOfDay(self.zone.minute(at).0 / BAR_MINUTES * BAR_MINUTES);
        let mut bars: BTreeMap<MinuteOfDay, SlotHour> = BTreeMap::new();
        let empty = |from| SlotHour { from, seen: 0, booked: 0, free: 0 };
        for session in self.worlds.scheduling.sessions_between(today, today, self.moment()) {
            for slot in &session.slots {
                let from = bar(slot.from);
                bars.entry(from).or_insert_with(|| empty(from)).free += u32::from(slot.left());
            }
            for visit in self.worlds.scheduling.appointments_of_session(session.id) {
                let from = bar(visit.from);
                let bar = bars.entry(from).or_insert_with(|| empty(from));
                match visit.state {
                    AppointmentState::Fulfilled | AppointmentState::InConsultation => bar.seen += 1,
                    AppointmentState::Booked | AppointmentState::Arrived | AppointmentState::Called => bar.booked += 1,
                    AppointmentState::Cancelled | AppointmentState::NoShow | AppointmentState::NotSeen => {}
                }
            }
        }
        // An hour without windows between others keeps its place: the lunch hour is seen.
        if let (Some((&first, _)), Some((&last, _))) = (bars.first_key_value(), bars.last_key_value()) {
            for hour in (first.0..last.0).step_by(usize::from(BAR_MINUTES)).map(MinuteOfDay) {
                bars.entry(hour).or_insert_with(|| empty(hour));
            }
        }
        bars.into_values().collect()
    }

    /// Only what wants a decision.
    fn attention(&self, all: &Promises) -> Vec<Message> {
        let mut attention = Vec::new();
        let late = self.worlds.journey.overdue(self.now).len();
        if late > 0 {
            attention.push(Message::new("attention-overdue").with("steps", late as i64));
        }
        let open = self.worlds.settlement.exchanges_open().count();
        if open > 0 {
            attention.push(Message::new("attention-exchanges").with("exchanges", open as i64));
        }
        let slowest = steps(all).into_iter().max_by_key(|step| step.minutes_mean);
        if let Some(slowest) = slowest.filter(|step| step.minutes_mean > Decimal::TEN) {
            let message = Message::new("attention-slow-step")
                .with("step", Value::Message(step_message(slowest.step).into()))
                .with("minutes", slowest.minutes_mean);
            attention.push(message);
        }
        let waiting = self.worlds.scheduling.admissions_waiting(None);
        let without_bed = waiting.iter().filter(|stay| stay.arrived_at.is_some() && stay.bed.is_none()).count();
        if without_bed > 0 {
            attention.push(Message::new("attention-no-bed").with("people", without_bed as i64));
        }
        let stays = self.open_stays_count();
        if stays > 0 {
            attention.push(Message::new("attention-open-stays").with("count", stays as i64));
        }
        let clashes = self.clashes().len();
        if clashes > 0 {
            attention.push(Message::new("attention-rooms").with("count", clashes as i64));
        }
        attention
    }
}

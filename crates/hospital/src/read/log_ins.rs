//! Who logged in, or tried to.

use super::{DAYS, DAYS_MAX, Read};
use crate::{
    audit,
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{LoginAccess, LoginStep},
};
use model::{actor::Actor, id::UserId};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Log-ins, wrong passwords and what was done to logins.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIns {
    /// Days to look back on, at most 90; 14 if left out.
    pub days: Option<u16>,
}

impl Read for LogIns {
    const PATH: &'static str = "/log-ins";
    const ACTION: Action = Action::ReadAudit;
    type View = Vec<LoginAccess>;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { days } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.may(Action::ReadAudit, &Default::default())).await?;
        let broken = |error| {
            tracing::error!(%error, "the access log cannot be read");
            Failure::Broken
        };
        hospital.audit_log().flush().await;
        let since = hospital.now() - chrono::Duration::days(i64::from(days.unwrap_or(DAYS).min(DAYS_MAX)));
        let mut rows = hospital.audit_log().wrong_passwords();
        rows.extend(hospital.journal().login_access(since).await.map_err(broken)?);
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        let names: BTreeMap<_, _> = hospital
            .journal()
            .logins()
            .await
            .map_err(broken)?
            .into_iter()
            .map(|login| (login.id, login.name))
            .collect();
        Ok(rows.into_iter().map(|row| login_access(row, &names)).collect())
    }
}

/// A step that only a newer program knows is shown as one that should be looked at.
fn login_access(row: journal::AccessRow, names: &BTreeMap<UserId, String>) -> LoginAccess {
    let name = |id: UserId| names.get(&id).cloned();
    let done = row.subject.as_deref().and_then(|subject| subject.split_once(':'));
    let whose = done.and_then(|(_, id)| id.parse().ok()).filter(|whose| Some(*whose) != row.user);
    let step = match (row.action.as_str(), row.allowed, done) {
        (_, _, Some((step, _))) => serde_json::from_value(step.into()).unwrap_or(LoginStep::Denied),
        (audit::LOG_IN, true, _) => LoginStep::LogIn,
        (audit::LOG_IN, false, _) => LoginStep::WrongPassword,
        (audit::UNKNOWN, _, _) => LoginStep::UnknownName,
        (audit::UNCOUNTED, _, _) => LoginStep::Uncounted,
        _ => LoginStep::Denied,
    };
    LoginAccess {
        at: row.at,
        login: row.user.and_then(name),
        step,
        whose: whose.and_then(name),
        address: row.address,
        times: row.times.unwrap_or(1),
    }
}

//! Records that were opened outside the reader's own place.

use super::{DAYS, DAYS_MAX, Read};
use crate::{
    audit,
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{self, OpenedBy},
};
use model::actor::Actor;
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Who broke the glass for whom, with the reasons, and whose record an emergency or an arrival opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokenGlass {
    /// Days to look back on, at most 90; 14 if left out.
    pub days: Option<u16>,
}

impl Read for BrokenGlass {
    const PATH: &'static str = "/broken-glass";
    const ACTION: Action = Action::ReadAudit;
    type View = Vec<view::BrokenGlass>;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { days } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.may(Action::ReadAudit, &Default::default())).await?;
        hospital.audit_log().flush().await;
        let since = hospital.now() - chrono::Duration::days(i64::from(days.unwrap_or(DAYS).min(DAYS_MAX)));
        let rows = hospital.journal().reported_access(since).await?;
        let names: BTreeMap<_, _> =
            hospital.journal().logins().await?.into_iter().map(|login| (login.id, login.name)).collect();
        let row = |row: journal::AccessRow| view::BrokenGlass {
            at: row.at,
            login: row.user.and_then(|user| names.get(&user)).cloned().unwrap_or_default(),
            role: row.role,
            person: row.person,
            by: match &row.reason {
                Some(_) => OpenedBy::BreakGlass,
                None if row.action == audit::name(Action::Arrive) => OpenedBy::Arrival,
                None => OpenedBy::Emergency,
            },
            reason: row.reason.unwrap_or_default(),
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

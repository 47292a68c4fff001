//! 2401, 2402, 2404 and 2405: a stay begins, ends, or one of them is taken back.

use super::{
    SandboxError,
    handle::{Handling, Stop, no},
    people::text,
};
use crate::message::{Admission2401, Admitted, AdmittedResult, Discharge2402, Nothing, UndoneStay};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use sqlx::{Row, sqlite::SqliteRow};

/// A stay as the platform knows it.
#[derive(Debug)]
pub(super) struct Stay {
    pub(super) mdtrt_id: String,
    pub(super) psn_no: String,
    pub(super) insutype: String,
    pub(super) institution: String,
    pub(super) med_type: String,
    pub(super) admitted: NaiveDate,
    pub(super) admission_no: u8,
    pub(super) is_discharged: bool,
}

impl TryFrom<SqliteRow> for Stay {
    type Error = SandboxError;
    fn try_from(row: SqliteRow) -> Result<Self, SandboxError> {
        let admitted: String = row.try_get("admitted")?;
        let admitted: NaiveDateTime = admitted.parse().map_err(|_| SandboxError::Data(admitted.clone()))?;
        let admission_no: i64 = row.try_get("admission_no")?;
        Ok(Self {
            mdtrt_id: row.try_get("mdtrt_id")?,
            psn_no: row.try_get("psn_no")?,
            insutype: row.try_get("insutype")?,
            institution: row.try_get("institution")?,
            med_type: row.try_get("med_type")?,
            admitted: admitted.date(),
            admission_no: u8::try_from(admission_no).unwrap_or(u8::MAX),
            is_discharged: row.try_get::<Option<String>, _>("discharge")?.is_some(),
        })
    }
}

impl Handling<'_> {
    pub(super) async fn admit(&mut self, admission: Admission2401) -> Result<Admitted, Stop> {
        const COVERED: &str = "SELECT EXISTS (SELECT 1 FROM coverage WHERE psn_no = $1 AND insutype = $2)";
        const STAYS: &str = "SELECT count(*) FROM stay";
        const ADMIT: &str = "INSERT INTO stay (mdtrt_id, psn_no, insutype, institution, med_type, admitted, \
            admission_no, msgid) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let info = &admission.mdtrtinfo;
        let (psn_no, insutype) = (info.psn_no.as_str(), info.insutype.as_str());
        let covered = sqlx::query_scalar(COVERED).bind(psn_no).bind(insutype);
        if !covered.fetch_one(&mut *self.connection).await? {
            return no("not-insured", "该险种无有效参保");
        }
        if admission.diseinfo.is_empty() {
            return no("diagnosis-missing", "入院诊断不能为空");
        }
        if self.is_in_bed(psn_no).await? {
            return no("stay-open", "该人员已有在院记录，不能重复办理入院");
        }
        let admitted = info.begntime.0;
        let key = (psn_no, insutype, admitted.year());
        let (to_date, admissions) = super::year::get(self.connection, key).await?;
        let admission_no = admissions.saturating_add(1);
        super::year::set(self.connection, key, &to_date, admission_no).await?;
        let stays: i64 = sqlx::query_scalar(STAYS).fetch_one(&mut *self.connection).await?;
        let mdtrt_id =
            format!("{}{}{:08}", self.request.mdtrtarea_admvs.as_str(), admitted.format("%Y%m%d"), stays + 1);
        let query = sqlx::query(ADMIT).bind(&mdtrt_id).bind(psn_no).bind(insutype);
        let query = query.bind(self.request.fixmedins_code.to_string()).bind(info.med_type.as_str());
        let query = query.bind(admitted.format("%Y-%m-%dT%H:%M:%S").to_string()).bind(i64::from(admission_no));
        query.bind(self.request.msgid.as_str()).execute(&mut *self.connection).await?;
        Ok(Admitted { result: AdmittedResult { mdtrt_id: text("mdtrt_id", &mdtrt_id)? } })
    }

    /// The stay with a number; it must be this person's at this hospital.
    pub(super) async fn stay(&mut self, mdtrt_id: &str, psn_no: &str) -> Result<Stay, Stop> {
        const SQL: &str = "SELECT * FROM stay WHERE mdtrt_id = $1 AND reversed = 0";
        let Some(row) = sqlx::query(SQL).bind(mdtrt_id).fetch_optional(&mut *self.connection).await? else {
            return no("stay-unknown", "就诊ID不存在");
        };
        let stay = Stay::try_from(row)?;
        if stay.psn_no != psn_no || stay.institution != self.request.fixmedins_code.to_string() {
            return no("stay-foreign", "就诊ID与人员或机构不符");
        }
        Ok(stay)
    }

    pub(super) async fn discharge(&mut self, discharge: Discharge2402) -> Result<Nothing, Stop> {
        const SQL: &str = "UPDATE stay SET discharge = $2 WHERE mdtrt_id = $1";
        let info = &discharge.dscginfo;
        let stay = self.stay(info.mdtrt_id.as_str(), info.psn_no.as_str()).await?;
        if stay.is_discharged {
            return no("stay-discharged", "已办理出院");
        }
        if info.endtime.0.date() < stay.admitted {
            return no("discharge-before-admission", "出院时间早于入院时间");
        }
        let query = sqlx::query(SQL).bind(stay.mdtrt_id).bind(self.request.msgid.as_str());
        query.execute(&mut *self.connection).await?;
        Ok(Nothing {})
    }

    /// Is the person in bed somewhere?
    pub(super) async fn is_in_bed(&mut self, psn_no: &str) -> Result<bool, SandboxError> {
        const OPEN: &str =
            "SELECT EXISTS (SELECT 1 FROM stay WHERE psn_no = $1 AND discharge IS NULL AND reversed = 0)";
        Ok(sqlx::query_scalar(OPEN).bind(psn_no).fetch_one(&mut *self.connection).await?)
    }

    /// 2405: only for a stay that has ended and whose settlement, if it had one, was taken back.
    pub(super) async fn undo_discharge(&mut self, undone: UndoneStay) -> Result<Nothing, Stop> {
        const UNDO: &str = "UPDATE stay SET left_by = discharge, discharge = NULL, returned = $2 WHERE mdtrt_id = $1";
        let stay = self.stay(undone.mdtrt_id.as_str(), undone.psn_no.as_str()).await?;
        if !stay.is_discharged {
            return no("stay-not-discharged", "未办理出院，不能撤销出院");
        }
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已结算，请先撤销结算");
        }
        if self.is_in_bed(&stay.psn_no).await? {
            return no("stay-open", "该人员已有在院记录，不能撤销出院");
        }
        let query = sqlx::query(UNDO).bind(&stay.mdtrt_id).bind(self.request.msgid.as_str());
        query.execute(&mut *self.connection).await?;
        Ok(Nothing {})
    }

    /// 2404: only for a stay that has no lines and has not ended.
    pub(super) async fn undo_admission(&mut self, undone: UndoneStay) -> Result<Nothing, Stop> {
        const UNDO: &str = "UPDATE stay SET undone = $2 WHERE mdtrt_id = $1";
        let stay = self.stay(undone.mdtrt_id.as_str(), undone.psn_no.as_str()).await?;
        if stay.is_discharged {
            return no("stay-discharged", "已办理出院，不能撤销入院");
        }
        self.leave(&stay).await?;
        let query = sqlx::query(UNDO).bind(&stay.mdtrt_id).bind(self.request.msgid.as_str());
        query.execute(&mut *self.connection).await?;
        Ok(Nothing {})
    }

    /// Removes a stay as if it had never been: it must have no lines, and no longer counts among the year's stays.
    pub(super) async fn leave(&mut self, stay: &Stay) -> Result<(), Stop> {
        const LINES: &str = "SELECT EXISTS (SELECT 1 FROM line WHERE mdtrt_id = $1)";
        const REVERSE: &str = "UPDATE stay SET reversed = 1 WHERE mdtrt_id = $1";
        if sqlx::query_scalar(LINES).bind(&stay.mdtrt_id).fetch_one(&mut *self.connection).await? {
            return no("stay-has-lines", "已上传费用明细，不能撤销入院");
        }
        self.count_stays(stay, |stays| stays.saturating_sub(1)).await?;
        sqlx::query(REVERSE).bind(&stay.mdtrt_id).execute(&mut *self.connection).await?;
        Ok(())
    }

    /// Changes the number of stays in the year.
    pub(super) async fn count_stays(&mut self, stay: &Stay, change: impl FnOnce(u8) -> u8) -> Result<(), SandboxError> {
        let key = (stay.psn_no.as_str(), stay.insutype.as_str(), stay.admitted.year());
        let (to_date, stays) = super::year::get(self.connection, key).await?;
        super::year::set(self.connection, key, &to_date, change(stays)).await
    }
}

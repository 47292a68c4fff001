//! 2601: undoes what a message did, if it did anything, and makes sure that it cannot do it later.

use super::{
    handle::{Handling, Stop, no},
    settle::Moved,
    stay::Stay,
};
use crate::message::{Nothing, Reversal2601};
use model::interface::Interface;

impl Handling<'_> {
    pub(super) async fn reverse(&mut self, reversal: Reversal2601) -> Result<Nothing, Stop> {
        const SEEN: &str = "SELECT EXISTS (SELECT 1 FROM reversal WHERE omsgid = $1 AND oinfno = $2 AND psn_no = $3)";
        const KEEP: &str = "INSERT INTO reversal (omsgid, oinfno, psn_no) VALUES ($1, $2, $3)";
        let data = &reversal.data;
        let (omsgid, oinfno, psn_no) = (data.omsgid.as_str(), data.oinfno.as_str(), data.psn_no.as_str());
        let query = sqlx::query_scalar(SEEN).bind(omsgid).bind(oinfno).bind(psn_no);
        if query.fetch_one(&mut *self.connection).await? {
            return Ok(Nothing {});
        }
        match oinfno.parse() {
            Ok(Interface::Settlement) => self.reverse_settlement(omsgid, psn_no).await?,
            Ok(Interface::SettlementUndo) => self.reverse_take_back(omsgid, psn_no).await?,
            Ok(Interface::Admission) => self.reverse_admission(omsgid, psn_no).await?,
            Ok(Interface::Discharge) => self.reverse_discharge(omsgid, psn_no).await?,
            Ok(Interface::DischargeUndo) => self.reverse_return(omsgid, psn_no).await?,
            Ok(Interface::AdmissionUndo) => self.reverse_undo(omsgid, psn_no).await?,
            Ok(Interface::Lines) => self.reverse_lines(omsgid, psn_no).await?,
            _ => return no("not-reversible", format!("交易 {oinfno} 不支持冲正")),
        }
        sqlx::query(KEEP).bind(omsgid).bind(oinfno).bind(psn_no).execute(&mut *self.connection).await?;
        Ok(Nothing {})
    }

    pub(super) async fn stay_where(
        &mut self,
        sql: &'static str,
        omsgid: &str,
        psn_no: &str,
    ) -> Result<Option<Stay>, Stop> {
        let row = sqlx::query(sql).bind(omsgid).fetch_optional(&mut *self.connection).await?;
        let stay = row.map(Stay::try_from).transpose()?;
        match stay {
            Some(stay) if stay.psn_no != psn_no => no("person-differs", "原交易不是该人员的"),
            stay => Ok(stay),
        }
    }

    async fn reverse_settlement(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT stay.* FROM settlement JOIN stay USING (mdtrt_id) WHERE settlement.msgid = $1";
        const MOVED: &str = "SELECT year, change, own_paid, family_paid FROM settlement WHERE msgid = $1";
        const REVERSE: &str = "UPDATE settlement SET reversed = 1 WHERE msgid = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        if stay.is_discharged {
            return no("stay-discharged", "已办理出院，不能冲正结算");
        }
        let row = sqlx::query(MOVED).bind(omsgid).fetch_one(&mut *self.connection).await?;
        let moved = Moved::try_from(&row)?;
        self.move_year(&stay, &moved, true).await?;
        sqlx::query(REVERSE).bind(omsgid).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn reverse_admission(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT * FROM stay WHERE msgid = $1 AND reversed = 0";
        match self.stay_where(STAY, omsgid, psn_no).await? {
            Some(stay) => self.leave(&stay).await,
            None => Ok(()),
        }
    }

    async fn reverse_undo(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT * FROM stay WHERE undone = $1";
        const REVERSE: &str = "UPDATE stay SET reversed = 0, undone = NULL WHERE mdtrt_id = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        if self.is_in_bed(psn_no).await? {
            return no("stay-open", "该人员已有在院记录，不能冲正入院撤销");
        }
        self.count_stays(&stay, |stays| stays.saturating_add(1)).await?;
        sqlx::query(REVERSE).bind(&stay.mdtrt_id).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn reverse_discharge(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT * FROM stay WHERE discharge = $1";
        const REVERSE: &str = "UPDATE stay SET discharge = NULL WHERE mdtrt_id = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        sqlx::query(REVERSE).bind(stay.mdtrt_id).execute(&mut *self.connection).await?;
        Ok(())
    }

    /// 2601 of a 2405: the stay has ended again, unless it has anyway.
    async fn reverse_return(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT * FROM stay WHERE returned = $1 AND discharge IS NULL";
        const REVERSE: &str =
            "UPDATE stay SET discharge = left_by, left_by = NULL, returned = NULL WHERE mdtrt_id = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        sqlx::query(REVERSE).bind(stay.mdtrt_id).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn reverse_lines(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT stay.* FROM line JOIN stay USING (mdtrt_id) WHERE line.msgid = $1 LIMIT 1";
        const REFUNDED: &str = "SELECT EXISTS (SELECT 1 FROM line AS refund JOIN line AS whole \
            ON whole.mdtrt_id = refund.mdtrt_id AND whole.feedetl_sn = refund.original \
            WHERE whole.msgid = $1 AND refund.msgid <> $1)";
        const REVERSE: &str = "DELETE FROM line WHERE msgid = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已结算，不能冲正费用明细");
        }
        if sqlx::query_scalar(REFUNDED).bind(omsgid).fetch_one(&mut *self.connection).await? {
            return no("lines-refunded", "费用明细已退费，不能冲正");
        }
        sqlx::query(REVERSE).bind(omsgid).execute(&mut *self.connection).await?;
        Ok(())
    }
}

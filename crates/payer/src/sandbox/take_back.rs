//! 2305: a settlement is taken back, and what a 2601 does to that.

use super::{
    SandboxError,
    handle::{Handling, Stop, no},
    lines::amount,
    settle::Moved,
    stay::Stay,
};
use crate::{
    field::Time,
    message::{Settled, SettlementUndoData, TakenBack, Undoing},
};
use model::money::Yuan;
use sqlx::Row;

impl Handling<'_> {
    /// Takes a settlement back: accumulators and accounts are as before it, and the lines stay. Only the last one of a
    /// person's year: what was settled after it counts what it used.
    pub(super) async fn take_back(&mut self, data: SettlementUndoData) -> Result<TakenBack, Stop> {
        const FOUND: &str = "SELECT year, change, own_paid, family_paid, answer, reversed FROM settlement \
            WHERE setl_id = $1 AND mdtrt_id = $2";
        const UNDO: &str = "UPDATE settlement SET reversed = 1, undone = $2 WHERE setl_id = $1";
        let stay = self.stay(data.mdtrt_id.as_str(), data.psn_no.as_str()).await?;
        let setl_id = data.setl_id.as_str();
        let query = sqlx::query(FOUND).bind(setl_id).bind(&stay.mdtrt_id);
        let Some(row) = query.fetch_optional(&mut *self.connection).await? else {
            return no("settlement-unknown", "结算ID不存在");
        };
        let is_undone: bool = row.try_get("reversed")?;
        if is_undone {
            return no("settlement-undone", "该结算已撤销，不能重复撤销");
        }
        let (moved, answer): (Moved, String) = (Moved::try_from(&row)?, row.try_get("answer")?);
        if self.is_built_upon(&stay, moved.year, setl_id).await? {
            return no("later-settlement", "该人员本年度其后已有结算，请先撤销其后的结算");
        }
        self.move_year(&stay, &moved, true).await?;
        let query = sqlx::query(UNDO).bind(setl_id).bind(self.request.msgid.as_str());
        query.execute(&mut *self.connection).await?;
        let settled: Settled = serde_json::from_str(&answer)?;
        let Some(info) = &settled.setlinfo else {
            return Err(SandboxError::Data(format!("the settlement {setl_id} has no amounts")).into());
        };
        let balance = Yuan::from_fen(self.coverage(&stay).await?.try_get("balance")?);
        let (msgid, at) = (self.request.msgid.clone(), Time(self.now));
        let undoing = Undoing { setl_id: data.setl_id, msgid, at, balance: amount("balc", balance)? };
        Ok(TakenBack::of(info, &settled.setldetail, undoing))
    }

    /// Has anything been settled after this settlement in the same year, so that it counts what this one used?
    async fn is_built_upon(&mut self, stay: &Stay, year: i32, setl_id: &str) -> Result<bool, SandboxError> {
        const LATER: &str = "SELECT EXISTS (SELECT 1 FROM settlement JOIN stay USING (mdtrt_id) \
            WHERE stay.psn_no = $1 AND stay.insutype = $2 AND settlement.year = $3 AND settlement.reversed = 0 \
            AND settlement.rowid > (SELECT rowid FROM settlement WHERE setl_id = $4))";
        let query = sqlx::query_scalar(LATER).bind(&stay.psn_no).bind(&stay.insutype).bind(year).bind(setl_id);
        Ok(query.fetch_one(&mut *self.connection).await?)
    }

    /// 2601 of a 2305: the settlement holds again, if it was taken back by that message.
    pub(super) async fn reverse_take_back(&mut self, omsgid: &str, psn_no: &str) -> Result<(), Stop> {
        const STAY: &str = "SELECT stay.* FROM settlement JOIN stay USING (mdtrt_id) WHERE settlement.undone = $1";
        const MOVED: &str = "SELECT setl_id, year, change, own_paid, family_paid FROM settlement WHERE undone = $1";
        const REVERSE: &str = "UPDATE settlement SET reversed = 0, undone = NULL WHERE undone = $1";
        let Some(stay) = self.stay_where(STAY, omsgid, psn_no).await? else { return Ok(()) };
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已重新结算，不能冲正结算撤销");
        }
        let row = sqlx::query(MOVED).bind(omsgid).fetch_one(&mut *self.connection).await?;
        let (moved, setl_id): (Moved, String) = (Moved::try_from(&row)?, row.try_get("setl_id")?);
        if self.is_built_upon(&stay, moved.year, &setl_id).await? {
            return no("later-settlement", "该人员本年度其后已有结算，不能冲正结算撤销");
        }
        self.move_year(&stay, &moved, false).await?;
        sqlx::query(REVERSE).bind(omsgid).execute(&mut *self.connection).await?;
        Ok(())
    }
}

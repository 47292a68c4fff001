//! 2301 and 2302: charge lines are uploaded and taken back. They are split by policy and catalogue. `feedetl_sn` is
//! unique within a stay: the same line again gets the same answer, another one under its number is refused.

use super::{
    CatalogueItem, Fault, SandboxError,
    handle::{Handling, Stop, no},
    people::text,
    stay::Stay,
};
use crate::{
    field::{Amount, Number},
    message::{Line, LineResult, Lines2301, LinesUndo2302, Nothing, UndoneLine, Uploaded},
};
use model::{money::Yuan, settlement::ChargeClass, settlement::LineSplit};
use rust_decimal::Decimal;
use settlement::{
    line::{Charged, Priced},
    policy::Policy,
};
use sqlx::Row;
use std::collections::BTreeMap;

/// The specification's amount for "no ceiling".
const NO_CEILING: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);

/// A line that the platform has.
#[derive(Clone, Debug)]
struct Kept {
    original: Option<String>,
    sent: String,
    result: LineResult,
}

/// The lines of a stay by `feedetl_sn`, and those that this message adds.
#[derive(Debug, Default)]
struct Lines {
    kept: BTreeMap<String, Kept>,
    added: Vec<String>,
}

impl Handling<'_> {
    pub(super) async fn upload(&mut self, lines: Lines2301) -> Result<Uploaded, Stop> {
        let Some(first) = lines.feedetail.first() else { return no("lines-missing", "费用明细不能为空") };
        if lines.feedetail.len() > Lines2301::LINES_MAX {
            return no("lines-max", format!("每次最多上传 {} 条费用明细", Lines2301::LINES_MAX));
        }
        let stay = self.stay(first.mdtrt_id.as_str(), first.psn_no.as_str()).await?;
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已结算，不能再上传费用明细");
        }
        if stay.is_discharged {
            return no("stay-discharged", "已办理出院，请先撤销出院");
        }
        let policy = self.policy_of(&stay, self.now.date()).await?;
        let taken = match self.fault {
            Some(Fault::Partly { lines }) => *lines,
            _ => usize::MAX,
        };
        let mut known = self.lines(&stay).await?;
        let mut result = Vec::with_capacity(lines.feedetail.len());
        for line in lines.feedetail.iter().take(taken) {
            if line.mdtrt_id != first.mdtrt_id || line.psn_no != first.psn_no {
                return no("lines-mixed", "一次只能上传同一次就诊的费用明细");
            }
            result.push(self.take(&mut known, &policy, line)?);
        }
        self.keep(&stay, &known).await?;
        Ok(Uploaded { result })
    }

    /// 2302: deletes lines, single ones or all of a stay; never after the stay was settled.
    pub(super) async fn take_lines_back(&mut self, undone: LinesUndo2302) -> Result<Nothing, Stop> {
        const ALL: &str = "DELETE FROM line WHERE mdtrt_id = $1";
        const ONE: &str = "DELETE FROM line WHERE mdtrt_id = $1 AND (feedetl_sn = $2 OR original = $2)";
        for UndoneLine { feedetl_sn, mdtrt_id, psn_no } in &undone.data {
            let stay = self.stay(mdtrt_id.as_str(), psn_no.as_str()).await?;
            if self.is_settled(&stay).await? {
                return no("stay-settled", "已结算，不能撤销费用明细");
            }
            let number = feedetl_sn.as_str();
            let query = match number {
                UndoneLine::ALL => sqlx::query(ALL).bind(&stay.mdtrt_id),
                _ => sqlx::query(ONE).bind(&stay.mdtrt_id).bind(number),
            };
            query.execute(&mut *self.connection).await?;
        }
        Ok(Nothing {})
    }

    async fn lines(&mut self, stay: &Stay) -> Result<Lines, SandboxError> {
        const LINES: &str = "SELECT feedetl_sn, original, sent, result FROM line WHERE mdtrt_id = $1";
        let rows = sqlx::query(LINES).bind(&stay.mdtrt_id).fetch_all(&mut *self.connection).await?;
        let kept = rows.into_iter().map(|row| {
            let result = serde_json::from_str(row.try_get("result")?)?;
            let kept = Kept { original: row.try_get("original")?, sent: row.try_get("sent")?, result };
            Ok((row.try_get("feedetl_sn")?, kept))
        });
        Ok(Lines { kept: kept.collect::<Result<_, SandboxError>>()?, added: Vec::new() })
    }

    /// Stores the added lines, all in one statement.
    async fn keep(&mut self, stay: &Stay, lines: &Lines) -> Result<(), SandboxError> {
        const KEEP: &str = "INSERT INTO line (mdtrt_id, feedetl_sn, original, msgid, sent, result) \
            SELECT $1, value ->> 0, value ->> 1, $2, value ->> 2, value ->> 3 FROM json_each($3)";
        let mut rows = Vec::with_capacity(lines.added.len());
        for number in &lines.added {
            if let Some(kept) = lines.kept.get(number) {
                rows.push((number, &kept.original, &kept.sent, serde_json::to_string(&kept.result)?));
            }
        }
        let query = sqlx::query(KEEP).bind(&stay.mdtrt_id).bind(self.request.msgid.as_str());
        query.bind(serde_json::to_string(&rows)?).execute(&mut *self.connection).await?;
        Ok(())
    }

    fn take(&self, lines: &mut Lines, policy: &Policy, line: &Line) -> Result<LineResult, Stop> {
        let number = line.feedetl_sn.as_str();
        let sent = serde_json::to_string(line)?;
        if let Some(kept) = lines.kept.get(number) {
            if kept.sent != sent {
                return no("line-twice", format!("费用明细流水号 {number} 已用于另一条明细"));
            }
            return Ok(kept.result.clone());
        }
        let original = line.init_feedetl_sn.as_ref().map(|original| original.as_str().to_owned());
        let result = match &original {
            None => self.split(policy, line)?,
            Some(original) => lines.refund(line, original)?,
        };
        lines.kept.insert(number.to_owned(), Kept { original, sent, result: result.clone() });
        lines.added.push(number.to_owned());
        Ok(result)
    }

    fn split(&self, policy: &Policy, line: &Line) -> Result<LineResult, Stop> {
        let (count, price) = (line.cnt.decimal(), line.pric.decimal());
        let amount = line.det_item_fee_sumamt.yuan();
        if count <= Decimal::ZERO || price.is_sign_negative() {
            return no("line-count", "数量须大于零；退费请填写原费用流水号");
        }
        if amount != settlement::line::amount(price, count) {
            return no("line-amount", "明细金额不等于单价乘以数量");
        }
        let (priced, memo) = match self.sandbox.item(line.med_list_codg.as_str()) {
            None => {
                let priced = Priced { class: ChargeClass::C, count, ceiling: None, preself_rate: Decimal::ZERO };
                (priced, Some(text("memo", "目录外项目，全自费")?))
            }
            Some(item) => {
                let CatalogueItem { class, ceiling, preself_rate, .. } = item;
                (Priced { class, count, ceiling, preself_rate }, None)
            }
        };
        let split = settlement::line::split(Some(policy), priced, amount);
        Ok(LineResult { memo, ..result_of(line, &priced, &split)? })
    }

    /// The sum of all lines of a stay.
    pub(super) async fn total(&mut self, stay: &Stay) -> Result<LineSplit, SandboxError> {
        let query = sqlx::query_scalar("SELECT result FROM line WHERE mdtrt_id = $1").bind(&stay.mdtrt_id);
        let results: Vec<String> = query.fetch_all(&mut *self.connection).await?;
        results.iter().try_fold(LineSplit::default(), |total, result| {
            let result: LineResult = serde_json::from_str(result)?;
            Ok(settlement::line::plus(&total, &parts(&result)))
        })
    }
}

impl Lines {
    /// A refund takes back exactly its original's split, and no more than is left of it (F13).
    fn refund(&self, line: &Line, original: &str) -> Result<LineResult, Stop> {
        let Some(whole) = self.kept.get(original).filter(|kept| kept.original.is_none()) else {
            return no("refund-original", format!("原费用流水号 {original} 不存在"));
        };
        let whole = &whole.result;
        let split = parts(whole);
        let (mut count_left, mut split_left) = (whole.cnt.decimal(), split);
        for refunded in self.kept.values().filter(|kept| kept.original.as_deref() == Some(original)) {
            count_left += refunded.result.cnt.decimal();
            split_left = settlement::line::plus(&split_left, &parts(&refunded.result));
        }
        let count = -line.cnt.decimal();
        if count <= Decimal::ZERO || count > count_left {
            return no("refund-count", format!("退费数量 {count} 超过可退数量 {count_left}"));
        }
        let charged =
            Charged { unit_price: whole.pric.decimal(), count: whole.cnt.decimal(), split, count_left, split_left };
        let (amount, back) = settlement::line::refund(&charged, count);
        if line.det_item_fee_sumamt.yuan() != -amount {
            return no("refund-amount", format!("退费金额应为 {}", -amount));
        }
        let result = LineResult {
            feedetl_sn: line.feedetl_sn.clone(),
            det_item_fee_sumamt: line.det_item_fee_sumamt,
            cnt: line.cnt,
            memo: None,
            ..whole.clone()
        };
        Ok(with_split(result, &settlement::line::negative(&back))?)
    }
}

fn parts(result: &LineResult) -> LineSplit {
    LineSplit {
        fulamt_ownpay_amt: result.fulamt_ownpay_amt.yuan(),
        overlmt_amt: result.overlmt_amt.yuan(),
        preselfpay_amt: result.preselfpay_amt.yuan(),
        inscp_scp_amt: result.inscp_scp_amt.yuan(),
    }
}

/// An amount that the sandbox computed.
pub(super) fn amount(field: &'static str, yuan: Yuan) -> Result<Amount, SandboxError> {
    Amount::new(field, yuan).map_err(|error| SandboxError::Data(error.to_string()))
}

fn with_split(result: LineResult, split: &LineSplit) -> Result<LineResult, SandboxError> {
    Ok(LineResult {
        fulamt_ownpay_amt: amount("fulamt_ownpay_amt", split.fulamt_ownpay_amt)?,
        overlmt_amt: amount("overlmt_amt", split.overlmt_amt)?,
        preselfpay_amt: amount("preselfpay_amt", split.preselfpay_amt)?,
        inscp_scp_amt: amount("inscp_scp_amt", split.inscp_scp_amt)?,
        ..result
    })
}

fn result_of(line: &Line, priced: &Priced, split: &LineSplit) -> Result<LineResult, SandboxError> {
    let data = |error: crate::FieldError| SandboxError::Data(error.to_string());
    let rate = if priced.class == ChargeClass::C { Decimal::ONE } else { priced.preself_rate };
    let result = LineResult {
        feedetl_sn: line.feedetl_sn.clone(),
        det_item_fee_sumamt: line.det_item_fee_sumamt,
        cnt: line.cnt,
        pric: line.pric,
        pric_uplmt_amt: Number::new("pric_uplmt_amt", priced.ceiling.unwrap_or(NO_CEILING)).map_err(data)?,
        selfpay_prop: Number::new("selfpay_prop", rate.round_dp(4)).map_err(data)?,
        fulamt_ownpay_amt: Amount::default(),
        overlmt_amt: Amount::default(),
        preselfpay_amt: Amount::default(),
        inscp_scp_amt: Amount::default(),
        chrgitm_lv: text("chrgitm_lv", super::enrol::class_code(priced.class))?,
        med_chrgitm_type: text("med_chrgitm_type", "14")?,
        lmt_used_flag: text("lmt_used_flag", "0")?,
        memo: None,
    };
    with_split(result, split)
}

//! 2301: charge lines are split by policy and catalogue. `feedetl_sn` is unique in a stay: the same line again is answered
//! again, another one under its number is refused.

use super::{
    Fault, SandboxError,
    handle::{Handling, Stop, no},
    people::text,
    stay::Stay,
};
use crate::{
    field::{Amount, Number},
    message::{Line, LineResult, Lines2301, Uploaded},
};
use model::{money::Yuan, settlement::ChargeClass, settlement::LineSplit};
use rust_decimal::Decimal;
use settlement::{
    line::{Charged, Priced},
    policy::Policy,
};
use sqlx::{Row, sqlite::SqliteRow};

/// The specification's word for "no ceiling".
const NO_CEILING: Decimal = Decimal::from_parts(999_999, 0, 0, false, 0);

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
        let policy = self.policy_of(&stay, self.now.date()).await?;
        let taken = match self.fault {
            Some(Fault::Partly { lines }) => *lines,
            _ => usize::MAX,
        };
        let mut result = Vec::with_capacity(lines.feedetail.len());
        for line in lines.feedetail.iter().take(taken) {
            if line.mdtrt_id != first.mdtrt_id || line.psn_no != first.psn_no {
                return no("lines-mixed", "一次只能上传同一次就诊的费用明细");
            }
            result.push(self.upload_line(&stay, &policy, line).await?);
        }
        Ok(Uploaded { result })
    }

    async fn upload_line(&mut self, stay: &Stay, policy: &Policy, line: &Line) -> Result<LineResult, Stop> {
        const SEEN: &str = "SELECT sent, result FROM line WHERE mdtrt_id = $1 AND feedetl_sn = $2";
        const KEEP: &str = "INSERT INTO line (mdtrt_id, feedetl_sn, original, msgid, sent, result) \
            VALUES ($1, $2, $3, $4, $5, $6)";
        let number = line.feedetl_sn.as_str();
        let sent = serde_json::to_string(line)?;
        let query = sqlx::query(SEEN).bind(&stay.mdtrt_id).bind(number);
        if let Some(row) = query.fetch_optional(&mut *self.connection).await? {
            if row.try_get::<String, _>("sent")? != sent {
                return no("line-twice", format!("费用明细流水号 {number} 已用于另一条明细"));
            }
            return Ok(serde_json::from_str(&row.try_get::<String, _>("result")?)?);
        }
        let result = match &line.init_feedetl_sn {
            None => self.split(policy, line).await?,
            Some(original) => self.refund(stay, line, original.as_str()).await?,
        };
        let query = sqlx::query(KEEP).bind(&stay.mdtrt_id).bind(number);
        let query = query.bind(line.init_feedetl_sn.as_ref().map(crate::Text::as_str));
        let query = query.bind(self.request.msgid.as_str()).bind(sent).bind(serde_json::to_string(&result)?);
        query.execute(&mut *self.connection).await?;
        Ok(result)
    }

    async fn split(&mut self, policy: &Policy, line: &Line) -> Result<LineResult, Stop> {
        const ITEM: &str = "SELECT class, ceiling, preself_rate FROM catalogue WHERE code = $1";
        let (count, price) = (line.cnt.decimal(), line.pric.decimal());
        let amount = line.det_item_fee_sumamt.yuan();
        if count <= Decimal::ZERO || price.is_sign_negative() {
            return no("line-count", "数量须大于零；退费请填写原费用流水号");
        }
        if amount != settlement::line::amount(price, count) {
            return no("line-amount", "明细金额不等于单价乘以数量");
        }
        let row = sqlx::query(ITEM).bind(line.med_list_codg.as_str()).fetch_optional(&mut *self.connection).await?;
        let decimal = |text: &str| text.parse::<Decimal>().map_err(|_| SandboxError::Data(text.to_owned()));
        let (priced, memo) = match row {
            None => {
                let priced = Priced { class: ChargeClass::C, count, ceiling: None, preself_rate: Decimal::ZERO };
                (priced, Some(text("memo", "目录外项目，全自费")?))
            }
            Some(row) => {
                let class = match row.try_get("class")? {
                    "01" => ChargeClass::A,
                    "02" => ChargeClass::B,
                    _ => ChargeClass::C,
                };
                let ceiling: Option<String> = row.try_get("ceiling")?;
                let ceiling = ceiling.as_deref().map(decimal).transpose()?;
                (Priced { class, count, ceiling, preself_rate: decimal(row.try_get("preself_rate")?)? }, None)
            }
        };
        let split = settlement::line::split(Some(policy), priced, amount);
        Ok(LineResult { memo, ..result_of(line, &priced, &split)? })
    }

    /// A refund takes back its original's own split exactly, and no more than is left of it (F13).
    async fn refund(&mut self, stay: &Stay, line: &Line, original: &str) -> Result<LineResult, Stop> {
        const LINES: &str = "SELECT feedetl_sn, result FROM line \
            WHERE mdtrt_id = $1 AND (feedetl_sn = $2 OR original = $2) ORDER BY original IS NOT NULL";
        let query = sqlx::query(LINES).bind(&stay.mdtrt_id).bind(original);
        let mut rows = query.fetch_all(&mut *self.connection).await?.into_iter();
        let is_original = |row: &SqliteRow| row.try_get::<&str, _>("feedetl_sn").is_ok_and(|number| number == original);
        let Some(row) = rows.next().filter(is_original) else {
            return no("refund-original", format!("原费用流水号 {original} 不存在"));
        };
        let whole: LineResult = serde_json::from_str(&row.try_get::<String, _>("result")?)?;
        let split = parts(&whole);
        let (mut count_left, mut split_left) = (whole.cnt.decimal(), split);
        for row in rows {
            let refunded: LineResult = serde_json::from_str(&row.try_get::<String, _>("result")?)?;
            count_left += refunded.cnt.decimal();
            split_left = settlement::line::plus(&split_left, &parts(&refunded));
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
        let back = settlement::line::negative(&back);
        let base = LineResult { det_item_fee_sumamt: line.det_item_fee_sumamt, cnt: line.cnt, memo: None, ..whole };
        Ok(with_split(LineResult { feedetl_sn: line.feedetl_sn.clone(), ..base }, &back)?)
    }

    /// What all lines of a stay add up to.
    pub(super) async fn total(&mut self, stay: &Stay) -> Result<LineSplit, SandboxError> {
        let query = sqlx::query_scalar("SELECT result FROM line WHERE mdtrt_id = $1").bind(&stay.mdtrt_id);
        let results: Vec<String> = query.fetch_all(&mut *self.connection).await?;
        results.iter().try_fold(LineSplit::default(), |total, result| {
            let result: LineResult = serde_json::from_str(result)?;
            Ok(settlement::line::plus(&total, &parts(&result)))
        })
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

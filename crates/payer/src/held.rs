//! Every answer is checked against what was asked (decisions.md D16): the person and stay that it is about, the lines
//! and the total that it names, and what no settlement can have. An answer that does not fit says nothing about the
//! request.

use crate::{
    answer::AnswerError,
    envelope::Request,
    message::{
        Lines2301, Person1101, Query5203, Settlement2304, SettlementInfo, SettlementUndo2305, Trial2303,
        UndoneSettlement, Uploaded,
    },
};
use model::{money::Yuan, settlement::Misfit};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Fields that name a person, a stay or a scheme: where a request and its answer both have one, the values must agree.
const NAMING: [&str; 4] = ["psn_no", "mdtrt_id", "insutype", "med_type"];
/// Funds and parts, none of which may be below zero; because the identities add up, none can then exceed the total.
type AmountOf = fn(&SettlementInfo) -> Yuan;
const AMOUNTS: [(&str, AmountOf); 19] = [
    ("medfee_sumamt", |info| info.medfee_sumamt.yuan()),
    ("fulamt_ownpay_amt", |info| info.fulamt_ownpay_amt.yuan()),
    ("overlmt_selfpay", |info| info.overlmt_selfpay.yuan()),
    ("preselfpay_amt", |info| info.preselfpay_amt.yuan()),
    ("inscp_scp_amt", |info| info.inscp_scp_amt.yuan()),
    ("act_pay_dedc", |info| info.act_pay_dedc.yuan()),
    ("hifp_pay", |info| info.hifp_pay.yuan()),
    ("cvlserv_pay", |info| info.cvlserv_pay.yuan()),
    ("hifes_pay", |info| info.hifes_pay.yuan()),
    ("hifmi_pay", |info| info.hifmi_pay.yuan()),
    ("hifob_pay", |info| info.hifob_pay.yuan()),
    ("maf_pay", |info| info.maf_pay.yuan()),
    ("hosp_part_amt", |info| info.hosp_part_amt.yuan()),
    ("oth_pay", |info| info.oth_pay.yuan()),
    ("fund_pay_sumamt", |info| info.fund_pay_sumamt.yuan()),
    ("psn_part_amt", |info| info.psn_part_amt.yuan()),
    ("acct_pay", |info| info.acct_pay.yuan()),
    ("acct_mulaid_pay", |info| info.acct_mulaid_pay.yuan()),
    ("psn_cash_pay", |info| info.psn_cash_pay.yuan()),
];

/// The input of a request; its bytes are our own.
///
/// # Errors
/// When the bytes are not a request of that transaction.
pub(crate) fn asked<T: DeserializeOwned>(request: &[u8]) -> Result<T, AnswerError> {
    let request: Request = serde_json::from_slice(request)?;
    Ok(serde_json::from_str(request.input.get())?)
}

/// The fields in which the answer names somebody or something else than the request.
pub(crate) fn names(request: &[u8], output: Option<&str>) -> Result<Vec<Misfit>, AnswerError> {
    let Some(output) = output else { return Ok(Vec::new()) };
    let (mut asked_for, mut said) = (BTreeMap::new(), BTreeMap::new());
    collect(&asked(request)?, &mut asked_for);
    collect(&serde_json::from_str(output)?, &mut said);
    let differs = |(name, values): &(&'static str, BTreeSet<String>)| {
        asked_for.get(name).is_some_and(|asked: &BTreeSet<String>| !values.is_subset(asked))
    };
    Ok(said.into_iter().filter(differs).map(|(name, _)| Misfit::of(name)).collect())
}

fn collect(value: &Value, found: &mut BTreeMap<&'static str, BTreeSet<String>>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (NAMING.iter().find(|name| *name == key), value) {
                    (Some(name), Value::String(text)) => {
                        found.entry(name).or_default().insert(text.clone());
                    }
                    (Some(name), Value::Number(number)) => {
                        found.entry(name).or_default().insert(number.to_string());
                    }
                    (_, value) => collect(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Checks that a person who was asked for by a document's number has that number.
pub(crate) fn person(asked: &Person1101, certno: &str) -> Vec<Misfit> {
    let data = &asked.data;
    let number = match data.mdtrt_cert_type.as_str() {
        "02" => Some(&data.mdtrt_cert_no),
        _ => data.certno.as_ref(),
    };
    let other = number.is_some_and(|number| !number.as_str().eq_ignore_ascii_case(certno));
    if other { vec![Misfit::of("certno")] } else { Vec::new() }
}

/// Checks the lines that a 2301 returns: each was sent, none comes twice, amount, count and price are those that were
/// sent, and the parts have the sign of the amount.
pub(crate) fn lines(asked: &Lines2301, said: &Uploaded) -> Vec<Misfit> {
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for result in &said.result {
        let number = result.feedetl_sn.as_str();
        let line = asked.feedetail.iter().find(|line| line.feedetl_sn == result.feedetl_sn);
        let Some(line) = line.filter(|_| seen.insert(number)) else {
            found.push(Misfit::of("feedetl_sn"));
            continue;
        };
        let amount = result.det_item_fee_sumamt.yuan();
        found.extend(other_amount("det_item_fee_sumamt", line.det_item_fee_sumamt.yuan(), amount));
        if result.cnt != line.cnt {
            found.push(Misfit::of("cnt"));
        }
        if result.pric != line.pric {
            found.push(Misfit::of("pric"));
        }
        for (field, part) in [
            ("fulamt_ownpay_amt", result.fulamt_ownpay_amt.yuan()),
            ("overlmt_amt", result.overlmt_amt.yuan()),
            ("preselfpay_amt", result.preselfpay_amt.yuan()),
            ("inscp_scp_amt", result.inscp_scp_amt.yuan()),
        ] {
            let fits = if amount < Yuan::ZERO { part <= Yuan::ZERO } else { part >= Yuan::ZERO };
            if !fits {
                found.push(Misfit::amount(field, None, part));
            }
        }
    }
    found
}

/// Checks that a trial has the total that was asked about.
pub(crate) fn trial(asked: &Trial2303, said: &SettlementInfo) -> Vec<Misfit> {
    of_total(asked.data.medfee_sumamt.yuan(), said)
}

/// Checks that a settlement has the total that was asked for.
pub(crate) fn settlement(asked: &Settlement2304, said: &SettlementInfo) -> Vec<Misfit> {
    of_total(asked.data.medfee_sumamt.yuan(), said)
}

/// Checks that what was taken back is the settlement that was named. The decider compares its amounts with those that
/// were settled, which the request does not contain.
pub(crate) fn taken_back(asked: &SettlementUndo2305, said: &UndoneSettlement) -> Vec<Misfit> {
    if asked.data.setl_id == said.setl_id { Vec::new() } else { vec![Misfit::of("setl_id")] }
}

/// Checks that a settlement that was found is the one asked about, if one was named. The decider compares its total
/// with the bill.
pub(crate) fn query(asked: &Query5203, said: &SettlementInfo) -> Vec<Misfit> {
    let mut found = bounds(said);
    if asked.data.setl_id.is_some() && asked.data.setl_id != said.setl_id {
        found.push(Misfit::of("setl_id"));
    }
    found
}

fn of_total(asked: Yuan, said: &SettlementInfo) -> Vec<Misfit> {
    let mut found = bounds(said);
    found.extend(other_amount("medfee_sumamt", asked, said.medfee_sumamt.yuan()));
    found
}

fn other_amount(field: &str, asked: Yuan, said: Yuan) -> Option<Misfit> {
    (said != asked).then(|| Misfit::amount(field, Some(asked), said))
}

/// Checks that nobody pays less than nothing, and that the deductible does not exceed what it is taken from.
fn bounds(said: &SettlementInfo) -> Vec<Misfit> {
    let amounts = AMOUNTS.iter().map(|(field, amount)| (*field, amount(said)));
    let mut found: Vec<Misfit> = amounts
        .filter(|(_, amount)| *amount < Yuan::ZERO)
        .map(|(field, amount)| Misfit::amount(field, None, amount))
        .collect();
    let (deductible, scope) = (said.act_pay_dedc.yuan(), said.inscp_scp_amt.yuan());
    if deductible > scope {
        found.push(Misfit::amount("act_pay_dedc", Some(scope), deductible));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        field::{Amount, Text},
        message::LineResult,
    };
    use serde_json::json;

    /// A line of 20 yuan, as it is sent and as it comes back.
    fn of_two() -> (Lines2301, LineResult) {
        let sent = json!({ "feedetail": [{
            "feedetl_sn": "L1", "mdtrt_id": "M1", "psn_no": "P1", "med_type": "21",
            "fee_ocur_time": "2026-11-26 08:00:00", "med_list_codg": "A1", "medins_list_codg": "A1",
            "det_item_fee_sumamt": 20, "cnt": 2, "pric": 10, "bilg_dept_codg": "D", "bilg_dept_name": "D",
            "bilg_dr_codg": "D1", "bilg_dr_name": "D1",
        }] });
        let said = json!({
            "feedetl_sn": "L1", "det_item_fee_sumamt": 20, "cnt": 2, "pric": 10, "pric_uplmt_amt": 999_999,
            "inscp_scp_amt": 20, "chrgitm_lv": "01", "med_chrgitm_type": "14", "lmt_used_flag": "0",
        });
        (serde_json::from_str(&sent.to_string()).unwrap(), serde_json::from_str(&said.to_string()).unwrap())
    }

    #[test]
    fn a_line_comes_back_once_as_it_was_sent_or_not_at_all() {
        let (sent, line) = of_two();
        let misfits = |result: Vec<LineResult>| -> Vec<String> {
            lines(&sent, &Uploaded { result }).into_iter().map(|misfit| misfit.field).collect()
        };
        assert_eq!(misfits(vec![line.clone()]), [""; 0]);
        assert_eq!(misfits(vec![]), [""; 0], "a platform may take fewer");
        assert_eq!(misfits(vec![line.clone(), line.clone()]), ["feedetl_sn"], "twice");
        let other = LineResult { feedetl_sn: Text::new("feedetl_sn", "L2").unwrap(), ..line.clone() };
        assert_eq!(misfits(vec![other]), ["feedetl_sn"]);
        let amount = |fen| Amount::new("amount", Yuan::from_fen(fen)).unwrap();
        let parts = LineResult { inscp_scp_amt: amount(2_500), overlmt_amt: amount(-500), ..line };
        assert_eq!(misfits(vec![parts]), ["overlmt_amt"], "a part below nothing");
    }
}

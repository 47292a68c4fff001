//! 2303, 2304, 5203: who pays what, by policy.

use super::{
    SandboxError,
    handle::{Handling, Stop, no},
    lines::amount,
    people::text,
    stay::Stay,
};
use crate::{
    field::{Number, Time},
    message::{FundShare, Query5203, SettleData, Settled, SettlementInfo, class_of},
};
use chrono::{Datelike, NaiveDate};
use model::{
    money::Yuan,
    settlement::{Amounts, LineSplit, YearToDate},
};
use rust_decimal::Decimal;
use serde::Serialize;
use settlement::{
    adjudicate::{Adjudication, Case, Costs, Days, HospitalFacts, Particulars, PersonFacts, adjudicate},
    parts::Payer,
    policy::{CrossYear, HospitalKind, Policy},
};
use sqlx::{Row, sqlite::SqliteRow};
use std::sync::{Arc, PoisonError};

/// A settlement as the platform stores it; for reconciliation, and for tests that count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementRow {
    /// 结算ID
    pub setl_id: String,
    /// 就诊ID
    pub mdtrt_id: String,
    /// The message that settled.
    pub msgid: String,
    /// Taken back, by 2305 or 2601.
    pub reversed: bool,
}

/// An adjudication and what it changes.
struct Computed {
    adjudication: Adjudication,
    year: i32,
    change: YearToDate,
    balance: Yuan,
}

impl Handling<'_> {
    /// The policy of a stay: the one that its coverage names, otherwise the one of place, scheme and day.
    pub(super) async fn policy_of(&mut self, stay: &Stay, day: NaiveDate) -> Result<Arc<Policy>, Stop> {
        let coverage = self.coverage(stay).await?;
        let (region, named): (String, Option<String>) = (coverage.try_get("region")?, coverage.try_get("policy")?);
        let insurance = crate::message::insurance_of(&stay.insutype);
        let policies = self.sandbox.shared.policies.read().unwrap_or_else(PoisonError::into_inner);
        let found = match named {
            Some(id) => policies.get(&id),
            None => policies.values().find(|policy| {
                Some(policy.insurance) == insurance
                    && policy.is_of_stays()
                    && policy.region == region
                    && policy.in_force(day)
            }),
        };
        match found {
            Some(policy) => Ok(Arc::clone(policy)),
            None => no("policy-missing", "没有适用的待遇政策"),
        }
    }

    pub(super) async fn coverage(&mut self, stay: &Stay) -> Result<SqliteRow, Stop> {
        const SQL: &str = "SELECT * FROM coverage WHERE psn_no = $1 AND insutype = $2";
        let query = sqlx::query(SQL).bind(&stay.psn_no).bind(&stay.insutype);
        match query.fetch_optional(&mut *self.connection).await? {
            Some(row) => Ok(row),
            None => no("not-insured", "该险种无有效参保"),
        }
    }

    /// Is there a settlement of the stay in force?
    pub(super) async fn is_settled(&mut self, stay: &Stay) -> Result<bool, SandboxError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM settlement WHERE mdtrt_id = $1 AND reversed = 0)";
        Ok(sqlx::query_scalar(SQL).bind(&stay.mdtrt_id).fetch_one(&mut *self.connection).await?)
    }

    async fn compute(&mut self, stay: &Stay, data: &SettleData) -> Result<Computed, Stop> {
        const HOSPITAL: &str = "SELECT level, kind FROM institution WHERE code = $1";
        if stay.is_discharged {
            return no("stay-discharged", "已办理出院，请先撤销出院");
        }
        if data.insutype.as_str() != stay.insutype {
            return no("scheme-differs", "险种与入院登记不符");
        }
        let discharged = data.discharged.0;
        if discharged < stay.admitted {
            return no("discharge-before-admission", "出院时间早于入院时间");
        }
        let total = self.total(stay).await?;
        if data.medfee_sumamt.yuan() != settlement::line::sum(&total) {
            return no(
                "line-total",
                format!(
                    "费用总额 {} 不等于已上传明细合计 {}",
                    data.medfee_sumamt.yuan(),
                    settlement::line::sum(&total)
                ),
            );
        }
        let stated = LineSplit {
            fulamt_ownpay_amt: data.fulamt_ownpay_amt.yuan(),
            overlmt_amt: data.overlmt_selfpay.yuan(),
            preselfpay_amt: data.preselfpay_amt.yuan(),
            inscp_scp_amt: data.inscp_scp_amt.yuan(),
        };
        if stated != total {
            return no("line-parts", "全自费、超限价、先行自付、符合范围金额与已上传明细不符");
        }
        let policy = self.policy_of(stay, discharged).await?;
        let settled = self.now.date();
        let year = match policy.cross_year.value {
            CrossYear::AdmissionDate => stay.admitted,
            CrossYear::DischargeDate | CrossYear::ChargeDate => discharged,
            CrossYear::SettlementDate => settled,
        };
        let key = (stay.psn_no.as_str(), stay.insutype.as_str(), year.year());
        let (year_to_date, admissions) = super::year::get(self.connection, key).await?;
        let admission_no = self.number_in(stay, year.year(), admissions).await?;
        let row = sqlx::query(HOSPITAL).bind(&stay.institution).fetch_one(&mut *self.connection).await?;
        let kind = match row.try_get("kind")? {
            "traditional" => HospitalKind::Traditional,
            "psychiatric" => HospitalKind::Psychiatric,
            _ => HospitalKind::General,
        };
        let level = u8::try_from(row.try_get::<i64, _>("level")?).unwrap_or_default();
        let coverage = self.coverage(stay).await?;
        let psn_type: String = coverage.try_get("psn_type")?;
        let Some(class) = class_of(&psn_type) else { return no("class-unknown", "人员类别不支持") };
        let balance = Yuan::from_fen(coverage.try_get("balance")?);
        let uses_account = data.acct_used_flag.as_str() == "1";
        let usable = |yuan: Yuan| if uses_account { yuan } else { Yuan::ZERO };
        let case = Case {
            person: PersonFacts {
                class,
                remote: coverage.try_get("remote")?,
                assistance: coverage.try_get("assistance")?,
            },
            hospital: HospitalFacts { level, kind },
            admission_no,
            days: Days { admitted: Some(stay.admitted), discharged: Some(discharged), settled: Some(settled) },
            costs: Costs::Totals(total),
            year_to_date,
            account_balance: usable(balance),
            family_balance: usable(Yuan::from_fen(coverage.try_get("family_balance")?)),
            deposits: Yuan::ZERO,
            particulars: Particulars::default(),
        };
        let adjudication = match adjudicate(&policy, &case) {
            Ok(adjudication) => adjudication,
            Err(refusal) => return no("policy-refuses", refusal.to_string()),
        };
        let change = adjudication.year_after(&YearToDate::default());
        Ok(Computed { adjudication, year: year.year(), change, balance })
    }

    /// Which stay of a year it is. In another year than that of its admission, where it is not counted before it is
    /// settled, it comes before those that were admitted after it.
    async fn number_in(&mut self, stay: &Stay, year: i32, admissions: u8) -> Result<u8, SandboxError> {
        const LATER: &str = "SELECT count(*) FROM stay AS later WHERE psn_no = $1 AND insutype = $2 AND reversed = 0 \
            AND later.rowid > (SELECT rowid FROM stay WHERE mdtrt_id = $3) AND coalesce((SELECT year FROM settlement \
            WHERE settlement.mdtrt_id = later.mdtrt_id AND settlement.reversed = 0), \
            CAST(substr(admitted, 1, 4) AS INTEGER)) = $4";
        if year == stay.admitted.year() {
            return Ok(stay.admission_no);
        }
        let query = sqlx::query_scalar(LATER).bind(&stay.psn_no).bind(&stay.insutype).bind(&stay.mdtrt_id).bind(year);
        let later: i64 = query.fetch_one(&mut *self.connection).await?;
        let earlier = u8::try_from((i64::from(admissions) - later).max(0)).unwrap_or(u8::MAX);
        Ok(earlier.saturating_add(1))
    }

    /// A trial: computes, and stores nothing.
    pub(super) async fn trial(&mut self, data: SettleData) -> Result<Settled, Stop> {
        let stay = self.stay(data.mdtrt_id.as_str(), data.psn_no.as_str()).await?;
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已结算，不能再预结算");
        }
        let computed = self.compute(&stay, &data).await?;
        self.settled(&stay, &computed, None).await
    }

    /// Settles, once.
    pub(super) async fn settle(&mut self, data: SettleData) -> Result<Settled, Stop> {
        const COUNT: &str = "SELECT count(*) FROM settlement";
        const SETTLE: &str = "INSERT INTO settlement (setl_id, mdtrt_id, msgid, year, change, own_paid, family_paid, \
            answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let stay = self.stay(data.mdtrt_id.as_str(), data.psn_no.as_str()).await?;
        if self.is_settled(&stay).await? {
            return no("stay-settled", "已结算，不能重复结算");
        }
        let computed = self.compute(&stay, &data).await?;
        let number: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut *self.connection).await?;
        let setl_id = format!("{}{:08}", stay.mdtrt_id, number + 1);
        let settled = self.settled(&stay, &computed, Some(&setl_id)).await?;
        let amounts = &computed.adjudication.amounts;
        let own = own_paid(amounts, computed.balance);
        let family = accounts_paid(amounts) - own;
        let query = sqlx::query(SETTLE).bind(&setl_id).bind(&stay.mdtrt_id).bind(self.request.msgid.as_str());
        let query = query.bind(computed.year).bind(serde_json::to_string(&computed.change)?);
        let query = query.bind(own.fen()).bind(family.fen()).bind(serde_json::to_string(&settled)?);
        query.execute(&mut *self.connection).await?;
        let moved = Moved { year: computed.year, change: computed.change, own, family };
        self.move_year(&stay, &moved, false).await?;
        Ok(settled)
    }

    /// Applies a settlement to the year's accumulators and the accounts, or undoes it.
    pub(super) async fn move_year(&mut self, stay: &Stay, moved: &Moved, back: bool) -> Result<(), SandboxError> {
        const ACCOUNTS: &str = "UPDATE coverage SET balance = balance - $3, family_balance = family_balance - $4 \
            WHERE psn_no = $1 AND insutype = $2";
        let key = (stay.psn_no.as_str(), stay.insutype.as_str(), moved.year);
        let (to_date, admissions) = super::year::get(self.connection, key).await?;
        let to_date = super::year::moved(&to_date, &moved.change, back);
        let crosses = moved.year != stay.admitted.year();
        let count = |stays: u8, more: bool| if more { stays.saturating_add(1) } else { stays.saturating_sub(1) };
        let admissions = if crosses { count(admissions, !back) } else { admissions };
        super::year::set(self.connection, key, &to_date, admissions).await?;
        if crosses {
            // A stay counts in one year only.
            self.count_stays(stay, |stays| count(stays, back)).await?;
        }
        let sign = |yuan: Yuan| if back { -yuan } else { yuan }.fen();
        let query = sqlx::query(ACCOUNTS).bind(&stay.psn_no).bind(&stay.insutype);
        query.bind(sign(moved.own)).bind(sign(moved.family)).execute(&mut *self.connection).await?;
        Ok(())
    }

    /// Finds the settlement of a stay that is in force.
    pub(super) async fn query(&mut self, query: Query5203) -> Result<Settled, Stop> {
        const SQL: &str = "SELECT answer FROM settlement WHERE mdtrt_id = $1 AND reversed = 0";
        let stay = self.stay(query.data.mdtrt_id.as_str(), query.data.psn_no.as_str()).await?;
        let query = sqlx::query_scalar(SQL).bind(&stay.mdtrt_id);
        let answer: Option<String> = query.fetch_optional(&mut *self.connection).await?;
        Ok(answer.map(|answer| serde_json::from_str(&answer)).transpose()?.unwrap_or_default())
    }

    async fn settled(&mut self, stay: &Stay, computed: &Computed, setl_id: Option<&str>) -> Result<Settled, Stop> {
        let base = self.base_of(&stay.psn_no).await?;
        let coverage = self.coverage(stay).await?;
        let psn_type: String = coverage.try_get("psn_type")?;
        let Adjudication { amounts: a, burden, .. } = &computed.adjudication;
        let above = a.inscp_scp_amt - a.act_pay_dedc;
        let share = if above.is_zero() { Decimal::ZERO } else { a.hifp_pay.decimal() / above.decimal() };
        let left = computed.balance - own_paid(a, computed.balance);
        let setlinfo = SettlementInfo {
            mdtrt_id: text("mdtrt_id", &stay.mdtrt_id)?,
            setl_id: setl_id.map(|id| text("setl_id", id)).transpose()?,
            psn_no: base.psn_no,
            psn_name: base.psn_name,
            psn_cert_type: base.psn_cert_type,
            certno: base.certno,
            insutype: Some(text("insutype", &stay.insutype)?),
            psn_type: text("psn_type", &psn_type)?,
            cvlserv_flag: text("cvlserv_flag", "0")?,
            setl_time: Some(Time(self.now)),
            med_type: text("med_type", &stay.med_type)?,
            medfee_sumamt: amount("medfee_sumamt", a.medfee_sumamt)?,
            fulamt_ownpay_amt: amount("fulamt_ownpay_amt", a.fulamt_ownpay_amt)?,
            overlmt_selfpay: amount("overlmt_selfpay", a.overlmt_selfpay)?,
            preselfpay_amt: amount("preselfpay_amt", a.preselfpay_amt)?,
            inscp_scp_amt: amount("inscp_scp_amt", a.inscp_scp_amt)?,
            act_pay_dedc: amount("act_pay_dedc", a.act_pay_dedc)?,
            hifp_pay: amount("hifp_pay", a.hifp_pay)?,
            pool_prop_selfpay: Number::new("pool_prop_selfpay", share.round_dp(4))
                .map_err(|error| SandboxError::Data(error.to_string()))?,
            cvlserv_pay: amount("cvlserv_pay", burden.paid_by(Payer::CivilServants))?,
            hifes_pay: amount("hifes_pay", burden.paid_by(Payer::Enterprise))?,
            hifmi_pay: amount("hifmi_pay", a.hifmi_pay)?,
            hifob_pay: amount("hifob_pay", a.hifob_pay)?,
            maf_pay: amount("maf_pay", a.maf_pay)?,
            hosp_part_amt: amount("hosp_part_amt", Yuan::ZERO)?,
            oth_pay: amount("oth_pay", burden.paid_by(Payer::Commercial))?,
            fund_pay_sumamt: amount("fund_pay_sumamt", a.fund_pay_sumamt)?,
            psn_part_amt: amount("psn_part_amt", a.psn_part_amt)?,
            acct_pay: amount("acct_pay", a.acct_pay)?,
            psn_cash_pay: amount("psn_cash_pay", a.psn_cash_pay)?,
            balc: amount("balc", left)?,
            acct_mulaid_pay: amount("acct_mulaid_pay", a.acct_mulaid_pay)?,
            medins_setl_id: self.request.msgid.clone(),
            clr_optins: Some(self.request.mdtrtarea_admvs.clone()),
            clr_way: Some(text("clr_way", "1")?),
            clr_type: text("clr_type", "21")?,
        };
        let setldetail = shares(&computed.adjudication, &stay.insutype, own_paid(a, computed.balance))?;
        Ok(Settled { setlinfo: Some(setlinfo), setldetail })
    }
}

/// What a settlement changed.
pub(super) struct Moved {
    pub(super) year: i32,
    pub(super) change: YearToDate,
    pub(super) own: Yuan,
    pub(super) family: Yuan,
}

impl TryFrom<&SqliteRow> for Moved {
    type Error = SandboxError;

    fn try_from(row: &SqliteRow) -> Result<Self, SandboxError> {
        Ok(Self {
            year: row.try_get("year")?,
            change: serde_json::from_str(row.try_get("change")?)?,
            own: Yuan::from_fen(row.try_get("own_paid")?),
            family: Yuan::from_fen(row.try_get("family_paid")?),
        })
    }
}

/// What the accounts pay, the person's own and the family's: the person's share that is not paid in cash.
fn accounts_paid(amounts: &Amounts) -> Yuan {
    amounts.psn_part_amt - amounts.psn_cash_pay
}

/// What the person's own account pays: it is used first, as far as it reaches.
fn own_paid(amounts: &Amounts, balance: Yuan) -> Yuan {
    accounts_paid(amounts).min(balance)
}

fn shares(found: &Adjudication, insutype: &str, own: Yuan) -> Result<Vec<FundShare>, SandboxError> {
    let Adjudication { amounts, burden, .. } = found;
    let pool = if insutype == "310" {
        ("310100", "职工基本医疗保险统筹基金")
    } else {
        ("390100", "城乡居民基本医疗保险基金")
    };
    let rows = [
        (pool, amounts.hifp_pay),
        (("330100", "大额医疗费用补助基金"), amounts.hifob_pay),
        (("390200", "城乡居民大病医疗保险基金"), amounts.hifmi_pay),
        (("610100", "医疗救助基金"), amounts.maf_pay),
        (("320100", "公务员医疗补助基金"), burden.paid_by(Payer::CivilServants)),
        (("370100", "企业补充医疗保险基金"), burden.paid_by(Payer::Enterprise)),
        (("999996", "其他基金"), burden.paid_by(Payer::Commercial)),
        (("310200", "职工基本医疗保险个人账户基金"), own),
        (("390500", "居民家庭账户"), accounts_paid(amounts) - own),
    ];
    let share = |((code, name), paid): ((&str, &str), Yuan)| {
        Ok(FundShare {
            fund_pay_type: text("fund_pay_type", code)?,
            inscp_scp_amt: amount("inscp_scp_amt", amounts.inscp_scp_amt)?,
            crt_payb_lmt_amt: amount("crt_payb_lmt_amt", paid)?,
            fund_payamt: amount("fund_payamt", paid)?,
            fund_pay_type_name: Some(text("fund_pay_type_name", name)?),
            setl_proc_info: None,
        })
    };
    rows.into_iter().filter(|(_, paid)| !paid.is_zero()).map(share).collect()
}

impl super::Sandbox {
    /// All settlements in order, including those that were taken back.
    ///
    /// # Errors
    /// When the sandbox's database cannot be read.
    pub async fn settlements(&self) -> Result<Vec<SettlementRow>, SandboxError> {
        const SQL: &str = "SELECT setl_id, mdtrt_id, msgid, reversed FROM settlement ORDER BY rowid";
        let row = |row: SqliteRow| {
            Ok(SettlementRow {
                setl_id: row.try_get("setl_id")?,
                mdtrt_id: row.try_get("mdtrt_id")?,
                msgid: row.try_get("msgid")?,
                reversed: row.try_get("reversed")?,
            })
        };
        sqlx::query(SQL).fetch_all(self.pool()).await?.into_iter().map(row).collect()
    }

    /// The numbers of the stays that are neither ended nor taken back, in order; for tests that count.
    ///
    /// # Errors
    /// When the sandbox's database cannot be read.
    pub async fn open_stays(&self) -> Result<Vec<String>, SandboxError> {
        const SQL: &str = "SELECT mdtrt_id FROM stay WHERE discharge IS NULL AND reversed = 0 ORDER BY mdtrt_id";
        Ok(sqlx::query_scalar(SQL).fetch_all(self.pool()).await?)
    }

    /// The insurance office closes a stay by hand, as it does at a hospital's written request.
    ///
    /// # Errors
    /// When the sandbox's database cannot be written.
    pub async fn close_stay(&self, mdtrt_id: &str) -> Result<(), SandboxError> {
        sqlx::query("UPDATE stay SET reversed = 1 WHERE mdtrt_id = ?").bind(mdtrt_id).execute(self.pool()).await?;
        Ok(())
    }
}

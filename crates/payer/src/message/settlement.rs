//! 2303 住院预结算, 2304 住院结算, 5203 结算信息查询: who pays what.

use super::Transaction;
use crate::{
    answer::AnswerError,
    check::Stated,
    field::{Amount, Day, Number, Text, Time},
};
use model::{
    interface::Interface,
    message_id::MessageId,
    money::Yuan,
    settlement::{Amounts, Misfit, Outcome},
};
use serde::{Deserialize, Serialize};

/// 2303: a trial, which stores nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial2303 {
    /// What is to be settled.
    pub data: TrialData,
}

/// What is to be settled, for a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialData {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 就诊凭证类型
    pub mdtrt_cert_type: Text<3>,
    /// 就诊凭证编号
    pub mdtrt_cert_no: Text<50>,
    /// 医疗费总额
    pub medfee_sumamt: Amount,
    /// 个人结算方式: 01 by item
    pub psn_setlway: Text<6>,
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 个人账户使用标志: 0 not used, 1 used
    pub acct_used_flag: Text<1>,
    /// 险种类型
    pub insutype: Text<6>,
    /// 中途结算标志: 0 no
    pub mid_setl_flag: Text<3>,
    /// 全自费金额
    pub fulamt_ownpay_amt: Amount,
    /// 超限价金额
    pub overlmt_selfpay: Amount,
    /// 先行自付金额
    pub preselfpay_amt: Amount,
    /// 符合政策范围金额
    pub inscp_scp_amt: Amount,
    /// 出院时间 (日期型)
    #[serde(rename = "dscgTime")]
    pub discharged: Day,
}

/// 2304: the settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement2304 {
    /// What is settled.
    pub data: SettleData,
}

/// What is settled: the same facts as in a trial, in the order that 2304 has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleData {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 就诊凭证类型
    pub mdtrt_cert_type: Text<3>,
    /// 就诊凭证编号
    pub mdtrt_cert_no: Text<50>,
    /// 医疗费总额
    pub medfee_sumamt: Amount,
    /// 个人结算方式
    pub psn_setlway: Text<6>,
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 险种类型
    pub insutype: Text<6>,
    /// 个人账户使用标志
    pub acct_used_flag: Text<1>,
    /// 中途结算标志
    pub mid_setl_flag: Text<3>,
    /// 全自费金额
    pub fulamt_ownpay_amt: Amount,
    /// 超限价金额
    pub overlmt_selfpay: Amount,
    /// 先行自付金额
    pub preselfpay_amt: Amount,
    /// 符合政策范围金额
    pub inscp_scp_amt: Amount,
    /// 出院时间 (日期型)
    #[serde(rename = "dscgTime")]
    pub discharged: Day,
}

impl From<TrialData> for SettleData {
    fn from(trial: TrialData) -> Self {
        Self {
            psn_no: trial.psn_no,
            mdtrt_cert_type: trial.mdtrt_cert_type,
            mdtrt_cert_no: trial.mdtrt_cert_no,
            medfee_sumamt: trial.medfee_sumamt,
            psn_setlway: trial.psn_setlway,
            mdtrt_id: trial.mdtrt_id,
            insutype: trial.insutype,
            acct_used_flag: trial.acct_used_flag,
            mid_setl_flag: trial.mid_setl_flag,
            fulamt_ownpay_amt: trial.fulamt_ownpay_amt,
            overlmt_selfpay: trial.overlmt_selfpay,
            preselfpay_amt: trial.preselfpay_amt,
            inscp_scp_amt: trial.inscp_scp_amt,
            discharged: trial.discharged,
        }
    }
}

/// 5203: is there a settlement of this stay?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query5203 {
    /// The stay asked about.
    pub data: QueryData,
}

/// The stay asked about, and the settlement if it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryData {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 结算ID, when it is known
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setl_id: Option<Text<30>>,
    /// 就诊ID
    pub mdtrt_id: Text<30>,
}

/// The output of 2303, 2304 and 5203. 5203 returns nothing where nothing was settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The amounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setlinfo: Option<SettlementInfo>,
    /// The shares of the funds.
    #[serde(default)]
    pub setldetail: Vec<FundShare>,
}

/// 结算信息. A trial has no `setl_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementInfo {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 结算ID
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setl_id: Option<Text<30>>,
    /// 人员编号
    pub psn_no: Text<30>,
    /// 人员姓名
    pub psn_name: Text<50>,
    /// 人员证件类型
    pub psn_cert_type: Text<6>,
    /// 证件号码
    pub certno: Text<50>,
    /// 险种类型
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insutype: Option<Text<6>>,
    /// 人员类别
    pub psn_type: Text<6>,
    /// 公务员标志
    pub cvlserv_flag: Text<3>,
    /// 结算时间
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setl_time: Option<Time>,
    /// 医疗类别
    pub med_type: Text<6>,
    /// 医疗费总额
    pub medfee_sumamt: Amount,
    /// 全自费金额
    pub fulamt_ownpay_amt: Amount,
    /// 超限价自费费用
    pub overlmt_selfpay: Amount,
    /// 先行自付金额
    pub preselfpay_amt: Amount,
    /// 符合政策范围金额
    pub inscp_scp_amt: Amount,
    /// 实际支付起付线
    #[serde(default)]
    pub act_pay_dedc: Amount,
    /// 基本医疗保险统筹基金支出
    pub hifp_pay: Amount,
    /// 基本医疗保险统筹基金支付比例
    pub pool_prop_selfpay: Number<5, 4>,
    /// 公务员医疗补助资金支出
    #[serde(default)]
    pub cvlserv_pay: Amount,
    /// 企业补充医疗保险基金支出
    #[serde(default)]
    pub hifes_pay: Amount,
    /// 居民大病保险资金支出
    #[serde(default)]
    pub hifmi_pay: Amount,
    /// 职工大额医疗费用补助基金支出
    #[serde(default)]
    pub hifob_pay: Amount,
    /// 医疗救助基金支出
    #[serde(default)]
    pub maf_pay: Amount,
    /// 医院负担金额
    #[serde(default)]
    pub hosp_part_amt: Amount,
    /// 其他支出
    #[serde(default)]
    pub oth_pay: Amount,
    /// 基金支付总额
    pub fund_pay_sumamt: Amount,
    /// 个人负担总金额
    #[serde(default)]
    pub psn_part_amt: Amount,
    /// 个人账户支出
    pub acct_pay: Amount,
    /// 个人现金支出
    pub psn_cash_pay: Amount,
    /// 余额
    #[serde(default)]
    pub balc: Amount,
    /// 个人账户共济支付金额
    #[serde(default)]
    pub acct_mulaid_pay: Amount,
    /// 医药机构结算ID: the `msgid` of the request that settled
    pub medins_setl_id: MessageId,
    /// 清算经办机构
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clr_optins: Option<Text<6>>,
    /// 清算方式
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clr_way: Option<Text<6>>,
    /// 清算类别: 21 inpatient
    pub clr_type: Text<6>,
}

/// 结算基金分项信息: the share of one fund. A code that is not on the list is kept unchanged (F22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundShare {
    /// 基金支付类型
    pub fund_pay_type: Text<6>,
    /// 符合政策范围金额
    #[serde(default)]
    pub inscp_scp_amt: Amount,
    /// 本次可支付限额金额
    #[serde(default)]
    pub crt_payb_lmt_amt: Amount,
    /// 基金支付金额
    pub fund_payamt: Amount,
    /// 基金支付类型名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fund_pay_type_name: Option<Text<100>>,
    /// 结算过程信息
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setl_proc_info: Option<Text<500>>,
}

impl SettlementInfo {
    /// The amounts in the form that decisions use.
    pub fn amounts(&self) -> Amounts {
        Amounts {
            medfee_sumamt: self.medfee_sumamt.yuan(),
            fulamt_ownpay_amt: self.fulamt_ownpay_amt.yuan(),
            overlmt_selfpay: self.overlmt_selfpay.yuan(),
            preselfpay_amt: self.preselfpay_amt.yuan(),
            inscp_scp_amt: self.inscp_scp_amt.yuan(),
            act_pay_dedc: self.act_pay_dedc.yuan(),
            hifp_pay: self.hifp_pay.yuan(),
            hifmi_pay: self.hifmi_pay.yuan(),
            hifob_pay: self.hifob_pay.yuan(),
            maf_pay: self.maf_pay.yuan(),
            fund_pay_sumamt: self.fund_pay_sumamt.yuan(),
            acct_pay: self.acct_pay.yuan(),
            acct_mulaid_pay: self.acct_mulaid_pay.yuan(),
            psn_cash_pay: self.psn_cash_pay.yuan(),
            psn_part_amt: self.psn_part_amt.yuan(),
        }
    }

    /// What the funds pay that has no field in [`Amounts`]: civil servants, enterprise supplement, others.
    pub fn other_funds(&self) -> Yuan {
        self.cvlserv_pay.yuan() + self.hifes_pay.yuan() + self.oth_pay.yuan()
    }

    fn stated(&self) -> Stated {
        Stated { amounts: self.amounts(), other_funds: self.other_funds(), hosp_part: self.hosp_part_amt.yuan() }
    }
}

impl Settled {
    /// What a decision needs of the answer. If its amounts contradict each other, it cannot be acted upon.
    ///
    /// # Errors
    /// The identities that do not hold, or a number that cannot be one.
    pub(crate) fn outcome(&self, trial: bool) -> Result<Outcome, AnswerError> {
        let Some(info) = &self.setlinfo else { return Ok(Outcome::NotThere) };
        let findings = crate::check::settlement(&info.stated(), &self.setldetail);
        if !findings.is_empty() {
            return Err(AnswerError::Contradiction(findings));
        }
        let amounts = info.amounts();
        Ok(match &info.setl_id {
            Some(setl_id) if !trial => Outcome::Settled {
                setl_id: setl_id.as_str().parse().map_err(|_| AnswerError::Unfit(vec![Misfit::of("setl_id")]))?,
                medins_setl_id: info.medins_setl_id.clone(),
                amounts,
            },
            _ if trial => Outcome::Trial { amounts },
            _ => Outcome::NotThere,
        })
    }
}

impl Transaction for Trial2303 {
    const INFNO: Interface = Interface::Trial;
    type Output = Settled;
}

impl Transaction for Settlement2304 {
    const INFNO: Interface = Interface::Settlement;
    type Output = Settled;
}

impl Transaction for Query5203 {
    const INFNO: Interface = Interface::Query;
    type Output = Settled;
}

//! 2305 住院结算撤销: a settlement is taken back. Its answer states the amounts of the settlement, each with its sign
//! reversed.

use super::{FundShare, SettlementInfo, Transaction};
use crate::{
    answer::AnswerError,
    check::Stated,
    field::{Amount, Number, Text, Time},
};
use model::{
    interface::Interface,
    message_id::MessageId,
    settlement::{Amounts, Misfit, Outcome},
};
use serde::{Deserialize, Serialize};

/// 2305
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementUndo2305 {
    /// The settlement that is taken back.
    pub data: SettlementUndoData,
}

/// The settlement that is taken back, by its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementUndoData {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 结算ID
    pub setl_id: Text<30>,
    /// 人员编号
    pub psn_no: Text<30>,
}

/// The output of 2305.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBack {
    /// The amounts, negative.
    pub setlinfo: UndoneSettlement,
    /// The shares of the funds, negative.
    #[serde(default)]
    pub setldetail: Vec<FundShare>,
}

/// 结算信息 of what was taken back; no person is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneSettlement {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 结算ID
    pub setl_id: Text<30>,
    /// 清算经办机构
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clr_optins: Option<Text<6>>,
    /// 结算时间
    pub setl_time: Time,
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
    /// 基本医疗保险统筹基金支付比例: the rate, which has no sign
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
    /// 医院负担金额
    #[serde(default)]
    pub hosp_part_amt: Amount,
    /// 余额: what is in the account again
    #[serde(default)]
    pub balc: Amount,
    /// 个人账户共济支付金额
    #[serde(default)]
    pub acct_mulaid_pay: Amount,
    /// 医药机构结算ID: the `msgid` of the request that took it back
    pub medins_setl_id: MessageId,
}

impl UndoneSettlement {
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

    fn stated(&self) -> Stated {
        Stated {
            amounts: self.amounts(),
            other_funds: self.cvlserv_pay.yuan() + self.hifes_pay.yuan() + self.oth_pay.yuan(),
            hosp_part: self.hosp_part_amt.yuan(),
        }
    }
}

/// How a platform takes a settlement back.
#[derive(Clone, Debug)]
pub(crate) struct Undoing {
    /// 结算ID
    pub(crate) setl_id: Text<30>,
    /// The message that asks for it.
    pub(crate) msgid: MessageId,
    /// When.
    pub(crate) at: Time,
    /// What is in the account again.
    pub(crate) balance: Amount,
}

impl TakenBack {
    /// What takes this settlement back.
    pub(crate) fn of(info: &SettlementInfo, shares: &[FundShare], undoing: Undoing) -> Self {
        let setlinfo = UndoneSettlement {
            mdtrt_id: info.mdtrt_id.clone(),
            setl_id: undoing.setl_id,
            clr_optins: info.clr_optins.clone(),
            setl_time: undoing.at,
            medfee_sumamt: info.medfee_sumamt.negative(),
            fulamt_ownpay_amt: info.fulamt_ownpay_amt.negative(),
            overlmt_selfpay: info.overlmt_selfpay.negative(),
            preselfpay_amt: info.preselfpay_amt.negative(),
            inscp_scp_amt: info.inscp_scp_amt.negative(),
            act_pay_dedc: info.act_pay_dedc.negative(),
            hifp_pay: info.hifp_pay.negative(),
            pool_prop_selfpay: info.pool_prop_selfpay,
            cvlserv_pay: info.cvlserv_pay.negative(),
            hifes_pay: info.hifes_pay.negative(),
            hifmi_pay: info.hifmi_pay.negative(),
            hifob_pay: info.hifob_pay.negative(),
            maf_pay: info.maf_pay.negative(),
            oth_pay: info.oth_pay.negative(),
            fund_pay_sumamt: info.fund_pay_sumamt.negative(),
            psn_part_amt: info.psn_part_amt.negative(),
            acct_pay: info.acct_pay.negative(),
            psn_cash_pay: info.psn_cash_pay.negative(),
            hosp_part_amt: info.hosp_part_amt.negative(),
            balc: undoing.balance,
            acct_mulaid_pay: info.acct_mulaid_pay.negative(),
            medins_setl_id: undoing.msgid,
        };
        let negative = |share: &FundShare| FundShare {
            inscp_scp_amt: share.inscp_scp_amt.negative(),
            crt_payb_lmt_amt: share.crt_payb_lmt_amt.negative(),
            fund_payamt: share.fund_payamt.negative(),
            ..share.clone()
        };
        Self { setlinfo, setldetail: shares.iter().map(negative).collect() }
    }

    /// What a decision needs of the answer. If its amounts contradict each other, it cannot be acted upon.
    ///
    /// # Errors
    /// The identities that do not hold, or a number that cannot be one.
    pub(crate) fn outcome(&self) -> Result<Outcome, AnswerError> {
        let findings = crate::check::settlement(&self.setlinfo.stated(), &self.setldetail);
        if !findings.is_empty() {
            return Err(AnswerError::Contradiction(findings));
        }
        let unfit = |_| AnswerError::Unfit(vec![Misfit::of("setl_id")]);
        let setl_id = self.setlinfo.setl_id.as_str().parse().map_err(unfit)?;
        Ok(Outcome::TakenBack { setl_id, amounts: self.setlinfo.amounts() })
    }
}

impl Transaction for SettlementUndo2305 {
    const INFNO: Interface = Interface::SettlementUndo;
    type Output = TakenBack;
}

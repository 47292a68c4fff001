//! Who pays the rest: personal account, family account, cash, deposits.

use super::{
    Run,
    explain::{Explanation, difference},
};
use crate::policy::{AccountPays, FamilyAccount};
use model::{message::Message, money::Yuan};

impl Run<'_> {
    pub(super) fn account(&mut self) {
        let rules = &self.policy.account;
        let case = self.case;
        let amounts = &mut self.amounts;
        let funds = amounts.hifp_pay + amounts.hifob_pay + amounts.hifmi_pay + amounts.maf_pay;
        let personal = amounts.medfee_sumamt - funds;
        let limit = match rules.pays.value {
            AccountPays::Everything => personal,
            AccountPays::NotOwnPay => personal - amounts.fulamt_ownpay_amt,
            AccountPays::InScope => amounts.inscp_scp_amt - funds,
        };
        let limit = limit.max(Yuan::ZERO);
        let own = case.account_balance.min(limit);
        let family = case.family_balance.min(limit - own);
        amounts.acct_mulaid_pay = family;
        amounts.acct_pay = match rules.family.value {
            FamilyAccount::Inside => own + family,
            FamilyAccount::Separate => own,
        };
        amounts.fund_pay_sumamt = if rules.in_fund.value { funds + own + family } else { funds };
        amounts.psn_part_amt = personal;
        amounts.psn_cash_pay = personal - own - family;
        let (cash, total) = (amounts.psn_cash_pay, amounts.medfee_sumamt);
        let fund_row = Message::new("arithmetic-funds")
            .with("pool", amounts.hifp_pay)
            .with("second", amounts.hifob_pay)
            .with("serious", amounts.hifmi_pay)
            .with("assistance", amounts.maf_pay)
            .with("result", funds);
        let fund = amounts.fund_pay_sumamt;
        let personal_row = Message::new("arithmetic-personal").with("total", total).with("funds", funds);
        let personal_row = personal_row.with("result", personal);
        let grounds = vec![rules.in_fund.ground()];
        self.explanation.step("fund_pay_sumamt", Message::new("step-funds"), vec![fund_row], fund, grounds);
        let rule = Message::new("step-personal");
        self.explanation.step("psn_part_amt", rule, vec![personal_row], personal, Vec::new());
        if !(case.account_balance + case.family_balance).is_zero() && !personal.is_zero() {
            self.reach(&rules.pays);
            if !(own + family).is_zero() {
                self.reach(&rules.in_fund);
            }
            let mut grounds = vec![rules.pays.ground()];
            if !family.is_zero() {
                self.reach(&rules.family);
                grounds.push(rules.family.ground());
            }
            let rule = Message::new("step-account")
                .with("balance", case.account_balance)
                .with("family_balance", case.family_balance)
                .with("limit", limit);
            let rows = vec![Message::new("arithmetic-account").with("own", own).with("family", family)];
            self.explanation.step("acct_pay", rule, rows, own + family, grounds);
        }
        let row = Message::new("arithmetic-cash").with("personal", personal).with("account", own + family);
        let rows = vec![row.with("result", cash)];
        self.explanation.step("psn_cash_pay", Message::new("step-cash"), rows, cash, Vec::new());
    }
}

/// What is left of the deposits, or still owed.
pub(super) fn deposits(explanation: &mut Explanation, deposits: Yuan, cash: Yuan, refund: Yuan, arrears: Yuan) {
    if deposits.is_zero() {
        return;
    }
    let rule = Message::new("step-deposits").with("deposits", deposits).with("cash", cash);
    let (field, row, result) = if arrears.is_zero() {
        ("deposit_refund", difference(deposits, cash, refund), refund)
    } else {
        ("arrears", difference(cash, deposits, arrears), arrears)
    };
    explanation.step(field, rule, vec![row], result, Vec::new());
}

//! Who pays the rest: personal account, family account, cash, deposits.

use super::{
    Run,
    explain::{Explanation, difference},
};
use crate::{
    parts::Payer,
    policy::{AccountPays, FamilyAccount, Part},
};
use model::{message::Message, money::Yuan};

/// The parts of which an account may pay what is left.
const fn parts(pays: AccountPays) -> &'static [Part] {
    use Part::{Coinsurance, Deductible, FirstSelfPay, OverCap, OverCeiling};
    match pays {
        AccountPays::Everything => Part::ALL,
        AccountPays::NotOwnPay => &[Deductible, Coinsurance, OverCap, FirstSelfPay, OverCeiling],
        AccountPays::InScope => &[Deductible, Coinsurance, OverCap],
    }
}

impl Run<'_> {
    pub(super) fn account(&mut self) {
        let rules = &self.policy.account;
        let case = self.case;
        let burden = &self.burden;
        let balances = case.account_balance + case.family_balance;
        // Nobody could take more than this from the accounts.
        let pays =
            self.choices.decide_by(&rules.pays, AccountPays::ALL, |pays| burden.left_of(parts(pays)).min(balances));
        let limit = burden.left_of(parts(pays));
        let own = case.account_balance.min(limit);
        let family = case.family_balance.min(limit - own);
        self.burden.pay(Payer::Account, own, parts(pays));
        self.burden.pay(Payer::Family, family, parts(pays));
        let amounts = &mut self.amounts;
        let supplements: Yuan = Payer::SUPPLEMENTS.into_iter().map(|payer| self.burden.paid_by(payer)).sum();
        let funds = amounts.hifp_pay + amounts.hifob_pay + amounts.hifmi_pay + amounts.maf_pay + supplements;
        let personal = amounts.medfee_sumamt - funds;
        amounts.acct_mulaid_pay = family;
        amounts.acct_pay = self.choices.decide(&rules.family, FamilyAccount::ALL, |shown| match shown {
            FamilyAccount::Inside => own + family,
            FamilyAccount::Separate => own,
        });
        amounts.fund_pay_sumamt = self
            .choices
            .decide(&rules.in_fund, &[false, true], |inside| if inside { funds + own + family } else { funds });
        amounts.psn_part_amt = personal;
        amounts.psn_cash_pay = personal - own - family;
        if self.explanation.is_some() {
            self.explain_account((funds, supplements), (own, family), limit);
        }
    }

    fn explain_account(&mut self, (funds, supplements): (Yuan, Yuan), (own, family): (Yuan, Yuan), limit: Yuan) {
        let rules = &self.policy.account;
        let (amounts, case) = (&self.amounts, self.case);
        let Some(explanation) = &mut self.explanation else { return };
        let (cash, total, personal) = (amounts.psn_cash_pay, amounts.medfee_sumamt, amounts.psn_part_amt);
        let id = if supplements.is_zero() { "arithmetic-funds" } else { "arithmetic-funds-supplements" };
        let fund_row = Message::new(id)
            .with("pool", amounts.hifp_pay)
            .with("second", amounts.hifob_pay)
            .with("serious", amounts.hifmi_pay)
            .with("assistance", amounts.maf_pay)
            .with("result", funds);
        let fund_row = if supplements.is_zero() { fund_row } else { fund_row.with("supplements", supplements) };
        let fund = amounts.fund_pay_sumamt;
        let personal_row = Message::new("arithmetic-personal").with("total", total).with("funds", funds);
        let personal_row = personal_row.with("result", personal);
        let grounds = vec![rules.in_fund.ground()];
        explanation.step("fund_pay_sumamt", Message::new("step-funds"), vec![fund_row], fund, grounds);
        let rule = Message::new("step-personal");
        explanation.step("psn_part_amt", rule, vec![personal_row], personal, Vec::new());
        if !(case.account_balance + case.family_balance).is_zero() && !personal.is_zero() {
            let mut grounds = vec![rules.pays.ground()];
            if !family.is_zero() {
                grounds.push(rules.family.ground());
            }
            let rule = Message::new("step-account")
                .with("balance", case.account_balance)
                .with("family_balance", case.family_balance)
                .with("limit", limit);
            let rows = vec![Message::new("arithmetic-account").with("own", own).with("family", family)];
            explanation.step("acct_pay", rule, rows, own + family, grounds);
        }
        let row = Message::new("arithmetic-cash").with("personal", personal).with("account", own + family);
        let rows = vec![row.with("result", cash)];
        explanation.step("psn_cash_pay", Message::new("step-cash"), rows, cash, Vec::new());
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

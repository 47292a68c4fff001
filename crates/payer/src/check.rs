//! Sums that must hold in the platform's answers (identities I1–I6). Amounts that contradict each other are not acted
//! upon: the exchange stays unknown, and somebody has to look at it.

use crate::message::FundShare;
use model::{money::Yuan, settlement::Amounts};
use std::fmt;

/// Kinds of fund (`fund_pay_type`) that are money from accounts: the person's own and the family's.
const ACCOUNT_FUNDS: [&str; 2] = ["310200", "390500"];

/// An identity that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `I1` to `I6`.
    pub identity: &'static str,
    /// The amount that the field states.
    pub stated: Yuan,
    /// What the other fields add up to.
    pub computed: Yuan,
}

impl Finding {
    /// `Ok` when both are the same.
    pub(crate) fn equal(identity: &'static str, stated: Yuan, computed: Yuan) -> Result<(), Self> {
        if stated == computed { Ok(()) } else { Err(Self { identity, stated, computed }) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} stated, {} computed", self.identity, self.stated, self.computed)
    }
}

/// What a settlement states, or one that is taken back, whose amounts are negative.
#[derive(Clone, Copy, Debug)]
pub struct Stated {
    /// The amounts in the form that decisions use.
    pub amounts: Amounts,
    /// What the funds pay that has no field in [`Amounts`].
    pub other_funds: Yuan,
    /// What the hospital bears.
    pub hosp_part: Yuan,
}

/// Checks the amounts of a settlement: I2 (what a bill is divided into), I3 (who pays it), I4 (what the person pays),
/// I5 and I6 (what the funds pay).
///
/// Regions differ in whether `acct_pay` includes the family account (I4) and whether `fund_pay_sumamt` includes the
/// accounts (I3, I5); either reading is accepted, but one of them must hold throughout. If only I6 fails, that is
/// logged and the answer is accepted, because funds differ by region (F22).
pub fn settlement(stated: &Stated, shares: &[FundShare]) -> Vec<Finding> {
    let a = &stated.amounts;
    let funds = a.hifp_pay + a.hifmi_pay + a.hifob_pay + a.maf_pay + stated.other_funds;
    let parts = a.fulamt_ownpay_amt + a.overlmt_selfpay + a.preselfpay_amt + a.inscp_scp_amt;
    let accounts =
        if a.psn_part_amt == a.acct_pay + a.psn_cash_pay { a.acct_pay } else { a.acct_pay + a.acct_mulaid_pay };
    let with_accounts = a.fund_pay_sumamt == funds + a.acct_pay || a.fund_pay_sumamt == funds + accounts;
    let stated_funds = if with_accounts { funds } else { a.fund_pay_sumamt };
    let findings = [
        Finding::equal("I2", a.medfee_sumamt, parts),
        Finding::equal("I3", a.medfee_sumamt, stated_funds + a.psn_part_amt + stated.hosp_part),
        Finding::equal("I4", a.psn_part_amt, accounts + a.psn_cash_pay),
        Finding::equal("I5", stated_funds, funds),
    ];
    if !shares.is_empty() {
        let is_fund = |share: &&FundShare| !ACCOUNT_FUNDS.contains(&share.fund_pay_type.as_str());
        let sum = shares.iter().filter(is_fund).map(|share| share.fund_payamt.yuan()).sum();
        if let Err(finding) = Finding::equal("I6", funds, sum) {
            tracing::warn!(%finding, "the platform's shares by fund do not add up to what the funds pay");
        }
    }
    findings.into_iter().filter_map(Result::err).collect()
}

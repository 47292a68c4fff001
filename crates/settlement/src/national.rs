//! Amounts under their names in the national interface.

use model::{money::Yuan, settlement::Amounts};

/// All amounts with their national names, in the order of the bill.
pub fn fields(amounts: &Amounts) -> [(&'static str, Yuan); 15] {
    [
        ("medfee_sumamt", amounts.medfee_sumamt),
        ("fulamt_ownpay_amt", amounts.fulamt_ownpay_amt),
        ("overlmt_selfpay", amounts.overlmt_selfpay),
        ("preselfpay_amt", amounts.preselfpay_amt),
        ("inscp_scp_amt", amounts.inscp_scp_amt),
        ("act_pay_dedc", amounts.act_pay_dedc),
        ("hifp_pay", amounts.hifp_pay),
        ("hifmi_pay", amounts.hifmi_pay),
        ("hifob_pay", amounts.hifob_pay),
        ("maf_pay", amounts.maf_pay),
        ("fund_pay_sumamt", amounts.fund_pay_sumamt),
        ("acct_pay", amounts.acct_pay),
        ("acct_mulaid_pay", amounts.acct_mulaid_pay),
        ("psn_cash_pay", amounts.psn_cash_pay),
        ("psn_part_amt", amounts.psn_part_amt),
    ]
}

//! What `docs/policies.md` shows works as described.

use settlement::case::run;
use std::{fs, path::PathBuf};

fn blocks() -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/policies.md");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_documented_files_are_read_and_give_what_the_rules_say() {
    let blocks = blocks();
    let block = |begins: &str| blocks.iter().find(|block| block.starts_with(begins)).expect(begins).clone();
    let policy = block("id = \"example-310-2025\"");
    let with_lines = block("admission_no");
    let head = with_lines.split("[[line]]").next().expect("a head").to_owned();
    let with_totals = head + &block("[totals]");
    for (case, expected) in [
        // 560.00 in scope; of 1,200.00 (02): 200.00 over the ceiling, 100.00 first self-pay; (1,460 − 800) × 86 %.
        (with_lines, ["1760.00", "200.00", "100.00", "1460.00", "567.60", "300.00", "892.40", "4107.60"]),
        // (9,500 − 800) × 86 %.
        (with_totals, ["10000.00", "0.00", "500.00", "9500.00", "7482.00", "300.00", "2218.00", "2782.00"]),
    ] {
        let outcome = run(&policy, &case).unwrap_or_else(|problems| panic!("{problems:?}"));
        let names = [
            "medfee_sumamt",
            "overlmt_selfpay",
            "preselfpay_amt",
            "inscp_scp_amt",
            "fund_pay_sumamt",
            "acct_pay",
            "psn_cash_pay",
            "deposit_refund",
        ];
        let amounts = names.map(|name| outcome.amount(name).unwrap_or_default().to_string());
        assert_eq!(amounts, expected);
        assert!(!outcome.adjudication.confirmed_possible, "what the account pays is not stated there");
    }
}

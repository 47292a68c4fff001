//! A limit for everything, so that no file and no bill is too large to be read in one go, and no product overflows.

use model::money::Yuan;
use rust_decimal::Decimal;

/// The largest amount of a line, bill, deposit or policy value: 100,000,000.00 yuan.
pub const AMOUNT_MAX: Yuan = Yuan::from_fen(10_000_000_000);
/// The largest unit price (yuan) or count: 100,000,000.
pub const QUANTITY_MAX: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
/// Bytes of a policy file.
pub const POLICY_BYTES_MAX: usize = 4 << 20;
/// Bytes of a case file: more than [`LINES_MAX`] lines in which everything is given, with long names, need.
pub const CASE_BYTES_MAX: usize = 64 << 20;
/// Lines of a case, and tables in one array of a file: twice the longest real bill that was heard of.
pub const LINES_MAX: usize = 200_000;
/// Lines and refunds of a bill in a running hospital.
pub const BILL_LINES_MAX: usize = 20_000;
/// Entries of a list of values in a file.
pub const LIST_MAX: usize = 100;
/// Days between the day of a charge and the day on which it is recorded: ten years.
pub const CHARGE_DAYS_MAX: i64 = 3_653;
/// Deposits of a stay.
pub const DEPOSITS_MAX: usize = 200;
/// Parts in which a settlement is paid before the last one.
pub const PAYMENTS_MAX: usize = 200;
/// Exchanges of a stay with the platform.
pub const EXCHANGES_MAX: usize = 2_000;
/// Seconds between an exchange's deadline and the first query that may conclude that it never arrived.
pub const GRACE_SECONDS: i64 = 10;

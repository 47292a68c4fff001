//! A stay's bill in every stage, for the tests of these pages.

use crate::ui::samples::{HOSTILE, at, card, day, department, id, ward_ref};
use hospital::view::*;
use model::{
    Label,
    id::{AdmissionId, BedId, ChargeId, CoverageId, DepositId, SettlementId},
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message::Message,
    money::Yuan,
    person::Sex,
    settlement::{Amounts, ChargeClass, LineSplit, PayMethod, PayPlace},
};
use rust_decimal::Decimal;
use settlement::{
    explanation::{Explanation, SplitPart, SplitRow, SplitStep},
    policy::Cited,
};

fn yuan(fen: i64) -> Yuan {
    Yuan::from_fen(fen)
}

/// The picture's amounts, which return 2,568.86 of 5,000.00.
pub(super) fn amounts() -> Amounts {
    Amounts {
        medfee_sumamt: yuan(2_248_798),
        fund_pay_sumamt: yuan(1_739_038),
        acct_pay: yuan(266_646),
        psn_cash_pay: yuan(243_114),
        psn_part_amt: yuan(509_760),
        fulamt_ownpay_amt: yuan(120_400),
        ..Amounts::default()
    }
}

/// The picture's five steps.
fn explanation() -> Explanation {
    let row = |id: &'static str, fen: i64| SplitRow { message: Message::new(id), amount: Some(yuan(fen)) };
    let step = |part, fen: i64, rows| SplitStep { part, rows, amount: yuan(fen) };
    Explanation {
        steps: vec![
            step(SplitPart::Deposits, 500_000, Vec::new()),
            step(
                SplitPart::OutOfScope,
                -254_800,
                vec![row("split-row-own", 120_400), row("split-row-first", 128_640), row("split-row-over", 5_760)],
            ),
            step(SplitPart::Deductible, -50_000, Vec::new()),
            step(SplitPart::Share, -204_960, Vec::new()),
            step(SplitPart::Account, 266_646, Vec::new()),
        ],
        balance: yuan(256_886),
        differences: Vec::new(),
        causes: Vec::new(),
        sources: vec![Cited {
            document: Label::new("济南市职工医保 2024", "Jinan employees 2024"),
            article: Some(Label::new("第 3 条", "article 3")),
            date: chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
        }],
    }
}

fn line(number: u128, name: &str, refund_of: Option<u128>) -> BillLine {
    let sign = if refund_of.is_some() { -1 } else { 1 };
    BillLine {
        charge: ChargeId(id(number)),
        refund_of: refund_of.map(|line| ChargeId(id(line))),
        item: "X001".parse().unwrap(),
        name: Label::new(name, name),
        unit: Some(Label::new("盒", "box")),
        class: ChargeClass::B,
        unit_price: Decimal::new(432, 1),
        count: Decimal::from(2 * sign),
        amount: yuan(8_640 * sign),
        split: LineSplit {
            preselfpay_amt: yuan(864 * sign),
            inscp_scp_amt: yuan(7_776 * sign),
            ..LineSplit::default()
        },
        date: day(),
        left: if refund_of.is_some() { Decimal::ZERO } else { Decimal::TWO },
        uploaded: true,
        differs: false,
    }
}

/// A bill at a stage.
pub(super) fn bill(stage: SettlementStage) -> BillDetail {
    let open = stage < SettlementStage::Submitted;
    let settled = stage >= SettlementStage::Settled;
    BillDetail {
        now: at(10, 0),
        stay: BillStay {
            admission: AdmissionId(id(800)),
            patient: card(801, HOSTILE, Sex::Female, 68),
            state: AdmissionState::InBed,
            bed: Some(BedRef { bed: BedId(id(212)), number: "12".into(), room: "4".into(), ward: ward_ref() }),
            department: department(),
            diagnosis: "I25.1".into(),
            coverage: Some(CoverageSummary {
                insurance: InsuranceType::Employee,
                class: PersonClass::Retired,
                region: "370100".into(),
            }),
            admitted_on: day().plus_days(-6),
            day: 7,
            discharged_at: None,
            mdtrt_id: Some("370100A1".parse().unwrap()),
        },
        policy: Some(PolicyRef {
            policy: "370100-310-inpatient-2024".parse().unwrap(),
            title: Label::new("济南市职工医保 2024", "Jinan employees 2024"),
        }),
        stage,
        amounts_are: match stage {
            SettlementStage::None => AmountsAre::Estimate,
            _ if settled => AmountsAre::Final,
            _ => AmountsAre::Trial,
        },
        amounts: amounts(),
        deposits_held: yuan(500_000),
        deposit_refund: yuan(256_886),
        refunds: vec![RefundWay { method: PayMethod::Mobile, amount: yuan(256_886) }],
        arrears: Yuan::ZERO,
        paid_in_part: Yuan::ZERO,
        estimate: amounts(),
        explanation: explanation(),
        difference_confirmed_at: None,
        stakes: Vec::new(),
        doubts: Vec::new(),
        estimate_only: false,
        lines: vec![
            line(810, "阿司匹林肠溶片", None),
            line(811, HOSTILE, None),
            line(812, "阿司匹林肠溶片", Some(810)),
        ],
        deposits: vec![DepositLine {
            deposit: DepositId(id(820)),
            amount: yuan(500_000),
            method: PayMethod::Mobile,
            at: at(8, 0),
            returned: yuan(0),
            returned_at: None,
            returnable: yuan(500_000),
            counts: yuan(500_000),
        }],
        suggestion: Some(DepositSuggestion { amount: yuan(240_000), cases: 12 }),
        items: vec![PriceLine {
            item: "X001".parse().unwrap(),
            name: Label::new("阿司匹林肠溶片", "Aspirin"),
            unit: Some(Label::new("盒", "box")),
            class: ChargeClass::B,
            unit_price: Decimal::new(432, 1),
        }],
        checks: vec![
            BillCheck { message: Message::new("bedside-checks"), passed: true, way: None },
            BillCheck {
                message: Message::new("bedside-unknown"),
                passed: stage != SettlementStage::None,
                way: (stage == SettlementStage::None).then(|| Message::new("bedside-network")),
            },
        ],
        ready: stage != SettlementStage::None,
        exchange: (stage == SettlementStage::Submitted).then(|| ExchangeNotice {
            infno: Interface::Settlement,
            message: Message::new("bedside-unknown"),
            unknown: true,
            since: at(9, 59),
        }),
        settlement: (stage != SettlementStage::None).then(|| SettlementSummary {
            settlement: SettlementId(id(830)),
            number: 1,
            fingerprint: "0123456789abcdef".repeat(4),
            consent_at: (stage >= SettlementStage::Consented).then(|| at(9, 58)),
            on_screen: true,
            setl_id: settled.then(|| "S20261126001".parse().unwrap()),
            settled_at: settled.then(|| at(9, 59)),
            payments: Vec::new(),
            receipt: (stage >= SettlementStage::Paid).then(|| "2026-000017".into()),
            paid: (stage >= SettlementStage::Paid).then(|| (at(10, 0), PayMethod::Mobile)),
            paid_place: (stage >= SettlementStage::Paid).then_some(PayPlace::Bedside),
        }),
        take_back_failed: None,
        taken_back: None,
        open,
        cancelled: false,
        insurance: BillInsurance {
            choices: vec![CoverageChoice {
                coverage: CoverageId(id(840)),
                card: CoverageSummary {
                    insurance: InsuranceType::Resident,
                    class: PersonClass::Resident,
                    region: "370100".into(),
                },
                in_force: false,
            }],
            pays_all: false,
            withdrawing: open,
            open,
        },
    }
}

/// The statement of a bill, signed on the screen.
pub(super) fn statement(bill: &BillDetail) -> BillStatement {
    BillStatement { bill: bill.clone(), signature: Some("M10 20 990 940 M500 600".into()) }
}

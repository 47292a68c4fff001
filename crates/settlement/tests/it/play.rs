//! A small hospital with a few bills, for tests to play with.

use chrono::{Duration, TimeZone, Utc};
use model::{
    Label, SideRef,
    decide::{Context, Decider, Stamp},
    id::{AdmissionId, ChargeId, DepositId, ExchangeId, JourneyId, PersonId, SettlementId},
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    message_id::MessageId,
    money::Yuan,
    settlement::{
        Amounts, BillOpened, ChargeClass, Command, Event, ExchangeIntended, HospitalKind, LineSplit, Outcome,
        PolicyAdopted, YearToDate, command,
    },
    time::{Instant, Zone},
};
use rust_decimal::Decimal;
use settlement::{World, policy::JINAN_EMPLOYEE_INPATIENT_2024};
use uuid::Uuid;

pub(crate) const POLICY: &str = "370100-310-inpatient-2024";

pub(crate) fn id(kind: u128, number: u32) -> Uuid {
    Uuid::from_u128((kind << 64) | u128::from(number))
}
pub(crate) fn admission(number: u32) -> AdmissionId {
    AdmissionId(id(1, number))
}
pub(crate) fn charge(number: u32) -> ChargeId {
    ChargeId(id(2, number))
}
pub(crate) fn deposit(number: u32) -> DepositId {
    DepositId(id(3, number))
}
pub(crate) fn settlement(number: u32) -> SettlementId {
    SettlementId(id(4, number))
}
pub(crate) fn exchange(number: u32) -> ExchangeId {
    ExchangeId(id(5, number))
}
pub(crate) fn side(number: u32) -> SideRef {
    SideRef { id: id(6, number), hash: format!("{number:064x}") }
}
pub(crate) fn msgid(number: u32) -> MessageId {
    format!("H3701000000120241124120000{number:04}").parse().expect("a message id")
}
pub(crate) fn yuan(text: &str) -> Yuan {
    text.parse().expect("an amount")
}

/// A world with a clock and its log.
#[derive(Clone)]
pub(crate) struct Harness {
    pub(crate) world: World,
    pub(crate) now: Instant,
    pub(crate) log: Vec<(Event, Stamp)>,
}

impl Harness {
    /// With the Jinan policy and two bills: admission 0 is insured; admission 1 pays everything.
    pub(crate) fn new() -> Self {
        let now = Utc.with_ymd_and_hms(2024, 11, 24, 4, 0, 0).single().expect("a time");
        let mut harness = Self { world: World::default(), now, log: Vec::new() };
        let toml = JINAN_EMPLOYEE_INPATIENT_2024.to_owned();
        harness.must(Command::AdoptPolicy(PolicyAdopted { policy: POLICY.parse().unwrap(), toml }));
        harness.must(Command::OpenBill(bill(0, Some(POLICY))));
        harness.must(Command::OpenBill(bill(1, None)));
        harness
    }

    pub(crate) fn context(&self) -> Context {
        Context { now: self.now, seq: self.log.len() as u64 + 1, seed: 1, zone: Zone::SHANGHAI }
    }

    /// Decides and applies.
    pub(crate) fn ask(&mut self, command: impl Into<Command>) -> Result<Vec<Event>, Refusal> {
        let events = self.world.decide(&command.into(), &self.context())?;
        for event in &events {
            let stamp = Stamp { seq: self.log.len() as u64 + 1, at: self.now };
            self.world.apply(event, stamp);
            self.log.push((event.clone(), stamp));
        }
        Ok(events)
    }

    pub(crate) fn must(&mut self, command: impl Into<Command>) -> Vec<Event> {
        let command = command.into();
        self.ask(command.clone()).unwrap_or_else(|refusal| panic!("{refusal} for {command:?}"))
    }

    pub(crate) fn refused(&mut self, command: impl Into<Command>) -> &'static str {
        let before = self.world.clone();
        let command = command.into();
        let refusal = self.ask(command.clone()).expect_err(&format!("{command:?}"));
        assert!(before == self.world, "a refusal changes nothing");
        refusal.code
    }

    pub(crate) fn wait(&mut self, seconds: i64) {
        self.now += Duration::seconds(seconds);
    }

    pub(crate) fn send(&mut self, number: u32, infno: Interface, about: Option<u32>) -> Result<Vec<Event>, Refusal> {
        let asked = self.intent(number, infno, about);
        self.ask(Command::IntendExchange(asked))
    }

    pub(crate) fn intent(&self, number: u32, infno: Interface, about: Option<u32>) -> ExchangeIntended {
        let settlement = self.world.current_settlement(admission(0)).map(|row| row.settlement);
        ExchangeIntended {
            exchange: exchange(number),
            infno,
            msgid: msgid(number),
            admission: Some(admission(0)),
            settlement: settlement.filter(|_| matches!(infno, Interface::Settlement | Interface::SettlementUndo)),
            about: about.map(exchange),
            charges: if infno == Interface::Lines { self.world.to_upload(admission(0)) } else { Vec::new() },
            body: side(number),
            deadline: self.now + Duration::seconds(30),
        }
    }

    pub(crate) fn answer(&mut self, number: u32, outcome: Outcome) -> Result<Vec<Event>, Refusal> {
        let body = side(10_000 + number);
        self.ask(command::RecordAnswer { exchange: exchange(number), outcome, body })
    }

    pub(crate) fn silence(&mut self, number: u32) {
        self.must(command::RecordSilence { exchange: exchange(number) });
    }

    /// What the platform computes; here it computes as we do.
    pub(crate) fn platform_amounts(&self) -> Amounts {
        let day = Zone::SHANGHAI.date(self.now);
        self.world.estimate(admission(0), day).expect("an estimate").amounts
    }

    pub(crate) fn settled(&self, msgid_of: u32) -> Outcome {
        Outcome::Settled {
            setl_id: "S0001".parse().unwrap(),
            medins_setl_id: msgid(msgid_of),
            amounts: self.world.current_settlement(admission(0)).map(|row| row.trial).unwrap_or_default(),
        }
    }

    /// The platform has taken back what it settled.
    pub(crate) fn taken_back(&self) -> Outcome {
        let current = self.world.current_settlement(admission(0)).and_then(|row| row.settled.as_ref());
        let (setl_id, amounts) = current.expect("settled");
        Outcome::TakenBack { setl_id: setl_id.clone(), amounts: negative(amounts) }
    }

    /// 2401, some charges and a deposit, 2301, 2303, presettled and agreed to: exchanges 1–3, settlement 0.
    pub(crate) fn until_consent(&mut self) {
        self.send(1, Interface::Admission, None).expect("2401");
        self.answer(1, Outcome::Admitted { mdtrt_id: "M1".parse().unwrap() }).expect("admitted");
        self.must(charge_of(0, 0, "1000", "12", None));
        self.must(charge_of(1, 0, "123.456789", "3.5", Some("100")));
        let (deposit, admission, amount) = (deposit(0), admission(0), yuan("5000"));
        let method = model::settlement::PayMethod::Mobile;
        self.must(command::TakeDeposit { deposit, admission, amount, method });
        self.upload(2);
        self.trial(3);
        self.must(command::Presettle { settlement: settlement(0), admission });
        self.consent(0);
    }

    pub(crate) fn upload(&mut self, number: u32) {
        let lines: Vec<(ChargeId, LineSplit)> =
            self.world.to_upload(admission(0)).into_iter().map(|id| (id, self.split_of(id))).collect();
        self.send(number, Interface::Lines, None).expect("2301");
        self.answer(number, Outcome::Uploaded { lines }).expect("uploaded");
    }

    pub(crate) fn split_of(&self, id: ChargeId) -> LineSplit {
        match (self.world.line(id), self.world.refund(id)) {
            (Some((_, line)), _) => line.split,
            (_, Some((_, refund))) => settlement::line::negative(&refund.split),
            _ => LineSplit::default(),
        }
    }

    pub(crate) fn trial(&mut self, number: u32) {
        self.send(number, Interface::Trial, None).expect("2303");
        let amounts = self.platform_amounts();
        self.answer(number, Outcome::Trial { amounts }).expect("a trial");
    }

    pub(crate) fn consent(&mut self, number: u32) {
        let fingerprint = self.world.settlement(settlement(number)).expect("a settlement").fingerprint.clone();
        let means = model::settlement::ConsentMeans::Print;
        self.must(command::Consent { settlement: settlement(number), fingerprint, means });
    }
}

/// Each amount with its sign reversed.
pub(crate) fn negative(amounts: &Amounts) -> Amounts {
    Amounts {
        medfee_sumamt: -amounts.medfee_sumamt,
        fulamt_ownpay_amt: -amounts.fulamt_ownpay_amt,
        overlmt_selfpay: -amounts.overlmt_selfpay,
        preselfpay_amt: -amounts.preselfpay_amt,
        inscp_scp_amt: -amounts.inscp_scp_amt,
        act_pay_dedc: -amounts.act_pay_dedc,
        hifp_pay: -amounts.hifp_pay,
        hifmi_pay: -amounts.hifmi_pay,
        hifob_pay: -amounts.hifob_pay,
        maf_pay: -amounts.maf_pay,
        fund_pay_sumamt: -amounts.fund_pay_sumamt,
        acct_pay: -amounts.acct_pay,
        acct_mulaid_pay: -amounts.acct_mulaid_pay,
        psn_cash_pay: -amounts.psn_cash_pay,
        psn_part_amt: -amounts.psn_part_amt,
    }
}

pub(crate) fn bill(number: u32, policy: Option<&str>) -> BillOpened {
    BillOpened {
        admission: admission(number),
        patient: PersonId(id(7, number)),
        journey: JourneyId(id(8, number)),
        policy: policy.map(|policy| policy.parse().unwrap()),
        insurance: if policy.is_some() { InsuranceType::Employee } else { InsuranceType::SelfPay },
        class: PersonClass::Active,
        hospital_level: 3,
        hospital_kind: HospitalKind::General,
        admission_no: 1,
        admitted_on: "2024-11-20".parse().expect("a date"),
        year_to_date: YearToDate::default(),
        account_balance: yuan("300"),
    }
}

pub(crate) fn charge_of(number: u32, bill: u32, price: &str, count: &str, ceiling: Option<&str>) -> command::Charge {
    let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
    command::Charge {
        charge: charge(number),
        admission: admission(bill),
        item: "X001".parse().unwrap(),
        name: Label::new("项目", "item"),
        class: if ceiling.is_some() { ChargeClass::B } else { ChargeClass::A },
        unit_price: decimal(price),
        count: decimal(count),
        ceiling: ceiling.map(decimal),
        preself_rate: if ceiling.is_some() { decimal("0.1") } else { Decimal::ZERO },
        date: "2024-11-24".parse().expect("a date"),
    }
}

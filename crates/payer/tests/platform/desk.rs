//! A desk that talks to a sandbox: it builds messages one after another as a hospital's journal would.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use model::{
    Label,
    id::ChargeId,
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message_id::MessageId,
    money::Yuan,
    person::{CredentialKind, Sex},
    settlement::{Amounts, ChargeClass, HospitalKind, LineSplit, Outcome, Profile, YearToDate},
};
use payer::{
    Answer, HttpPlatform, Message, Platform as _, Sender, Session, Silence, Text,
    field::{Amount, Day, Number, Time},
    message::{
        Admission2401, AdmissionInfo, Certificate, Diagnosis, Discharge2402, DischargeInfo, DischargeUndo2405, Line,
        Lines2301, Person1101, Query5203, QueryData, Reversal2601, ReversalData, Settlement2304, SettlementUndo2305,
        SettlementUndoData, SignIn9001, SignInData, Transaction, Trial2303, TrialData, UndoneStay,
    },
    sandbox::{CatalogueItem, Coverage, Institution, Person, Sandbox, Switch},
    short,
};
use rust_decimal::Decimal;
use settlement::policy::JINAN_EMPLOYEE_INPATIENT_2024;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use uuid::Uuid;

/// An invented person's number at the platform.
pub(crate) const PSN_NO: &str = "37010000000000000000000001";
/// An invented person's resident identity number.
pub(crate) const RESIDENT_ID: &str = "37010019640310002X";
const INSTITUTION: &str = "H37010000001";
const WITHIN: Duration = Duration::from_millis(400);

pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) url: String,
    pub(crate) clock: Arc<Mutex<NaiveDateTime>>,
    platform: HttpPlatform,
    sender: Sender,
    sign_no: Option<String>,
    last: Option<MessageId>,
    folder: tempfile::TempDir,
}

pub(crate) fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new("field", text).unwrap()
}

fn amount(yuan: Yuan) -> Amount {
    Amount::new("amount", yuan).unwrap()
}

pub(crate) fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new("2026-11-24T09:00:00".parse().unwrap()));
        let shown = Arc::clone(&clock);
        let path = folder.path().join("platform.db");
        let sandbox = Sandbox::open(&path, Arc::new(move || *shown.lock().unwrap())).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let hospital = Profile {
            name: Label::new("泉城示例医院", "Example Hospital"),
            code: INSTITUTION.parse().unwrap(),
            level: 3,
            kind: HospitalKind::General,
            region: "370100".into(),
        };
        let Profile { ref code, level, kind, .. } = hospital;
        sandbox.enrol_institution(&Institution { code: code.clone(), level, kind }).await.unwrap();
        sandbox.load_policies(&[JINAN_EMPLOYEE_INPATIENT_2024]).await.unwrap();
        let item = |code: &str, class, rate| CatalogueItem {
            code: code.to_owned(),
            class,
            ceiling: None,
            preself_rate: Decimal::new(rate, 2),
        };
        sandbox.enrol_items(&[item("A1", ChargeClass::A, 0), item("B1", ChargeClass::B, 10)]).await.unwrap();
        sandbox.enrol(&[person()]).await.unwrap();
        let platform = HttpPlatform::new(url.clone(), WITHIN).unwrap();
        let sender = Sender::new(&hospital, &Text::new("receiver", "SANDBOX").unwrap()).unwrap();
        let mut desk = Self { sandbox, url, clock, platform, sender, sign_no: None, last: None, folder };
        desk.sign_in().await;
        desk
    }

    /// The same platform after a restart: a new server on the same file.
    pub(crate) async fn reopened(&self) -> Sandbox {
        let shown = Arc::clone(&self.clock);
        let path = self.folder.path().join("platform.db");
        Sandbox::open(&path, Arc::new(move || *shown.lock().unwrap())).await.unwrap()
    }

    pub(crate) fn now(&self) -> NaiveDateTime {
        *self.clock.lock().unwrap()
    }

    pub(crate) fn step(&self, by: TimeDelta) {
        *self.clock.lock().unwrap() += by;
    }

    pub(crate) fn build<T: Transaction>(&mut self, transaction: &T) -> Message {
        let session = Session { sign_no: self.sign_no.as_deref(), insured_place: Some("370100") };
        let message = Message::build(&self.sender, session, transaction, self.now(), self.last.as_ref()).unwrap();
        self.last = Some(message.msgid().clone());
        message
    }

    pub(crate) async fn send(&self, message: &Message, charges: &[ChargeId]) -> Result<Outcome, Silence> {
        let answer = self.platform.send(message.bytes().to_vec()).await?;
        Ok(Answer::parse(&answer).unwrap().outcome(message.infno(), charges).unwrap())
    }

    pub(crate) async fn ask<T: Transaction>(&mut self, transaction: &T) -> Result<Outcome, Silence> {
        let message = self.build(transaction);
        self.send(&message, &[]).await
    }

    pub(crate) async fn answer(&self, message: &Message) -> Answer {
        Answer::parse(&self.platform.send(message.bytes().to_vec()).await.unwrap()).unwrap()
    }

    pub(crate) async fn sign_in(&mut self) {
        let transaction = sign_in();
        let message = self.build(&transaction);
        let signed = self.answer(&message).await.output::<SignIn9001>().unwrap();
        self.sign_no = Some(signed.signinoutb.sign_no.as_str().to_owned());
    }

    /// Switches a fault on, the way another program would do it.
    pub(crate) async fn switch(&self, infno: Interface, switch: &Switch) {
        let url = format!("{}admin/faults/{infno}", self.url);
        let response = reqwest::Client::new().put(url).json(switch).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 204);
    }

    pub(crate) async fn admit(&mut self) -> String {
        let transaction = admission(self.now());
        match self.ask(&transaction).await.unwrap() {
            Outcome::Admitted { mdtrt_id } => mdtrt_id.to_string(),
            other => panic!("{other:?}"),
        }
    }

    /// Uploads lines and returns their splits.
    pub(crate) async fn upload(&mut self, lines: &[(ChargeId, Line)]) -> Outcome {
        let charges: Vec<ChargeId> = lines.iter().map(|(charge, _)| *charge).collect();
        let lines = Lines2301::new(lines.iter().map(|(_, line)| line.clone()).collect()).unwrap();
        let message = self.build(&lines);
        self.send(&message, &charges).await.unwrap()
    }

    /// A stay with 50,000 yuan in scope, ready to be settled.
    pub(crate) async fn stay(&mut self) -> String {
        let mdtrt_id = self.admit().await;
        let line = self.line(&mdtrt_id, 1, "A1", "1000", "50");
        assert!(matches!(self.upload(&[line]).await, Outcome::Uploaded { lines } if lines.len() == 1));
        mdtrt_id
    }

    pub(crate) fn line(&self, mdtrt_id: &str, number: u128, item: &str, price: &str, count: &str) -> (ChargeId, Line) {
        let (price, count): (Decimal, Decimal) = (price.parse().unwrap(), count.parse().unwrap());
        let charge = ChargeId(Uuid::from_u128(number));
        let line = Line {
            feedetl_sn: text(&short(charge.0)),
            init_feedetl_sn: None,
            mdtrt_id: text(mdtrt_id),
            psn_no: text(PSN_NO),
            med_type: text("21"),
            fee_ocur_time: Time(self.now()),
            med_list_codg: text(item),
            medins_list_codg: text(item),
            det_item_fee_sumamt: amount(settlement::line::amount(price, count.abs())),
            cnt: Number::new("cnt", count).unwrap(),
            pric: Number::new("pric", price).unwrap(),
            bilg_dept_codg: text("A03"),
            bilg_dept_name: text("消化内科"),
            bilg_dr_codg: text("D0001"),
            bilg_dr_name: text("测试医生"),
        };
        (charge, line)
    }

    pub(crate) fn refund_line(
        &self,
        original: &(ChargeId, Line),
        number: u128,
        count: &str,
        back: &str,
    ) -> (ChargeId, Line) {
        let (charge, line) = self.line(original.1.mdtrt_id.as_str(), number, "A1", "1", "1");
        let line = Line {
            init_feedetl_sn: Some(original.1.feedetl_sn.clone()),
            det_item_fee_sumamt: amount(-yuan(back)),
            cnt: Number::new("cnt", -count.parse::<Decimal>().unwrap()).unwrap(),
            pric: original.1.pric,
            med_list_codg: original.1.med_list_codg.clone(),
            ..line
        };
        (charge, line)
    }
}

pub(crate) fn person() -> Person {
    let coverage = Coverage {
        insurance: InsuranceType::Employee,
        class: PersonClass::Active,
        region: "370100".to_owned(),
        balance: yuan("2000"),
        family_balance: Yuan::ZERO,
        policy: None,
        assistance: false,
        remote: false,
        admissions: 0,
        year_to_date: YearToDate::default(),
    };
    Person {
        psn_no: PSN_NO.to_owned(),
        name: "测试甲".to_owned(),
        certno: RESIDENT_ID.to_owned(),
        sex: Sex::Female,
        birth: NaiveDate::from_ymd_opt(1964, 3, 10),
        credentials: vec![
            (CredentialKind::ResidentId, RESIDENT_ID.to_owned()),
            (CredentialKind::InsuranceCode, "TOKEN-0000001".to_owned()),
            (CredentialKind::SocialSecurityCard, "SSC00000001".to_owned()),
        ],
        coverage: vec![coverage],
    }
}

pub(crate) fn sign_in() -> SignIn9001 {
    SignIn9001 {
        sign_in: SignInData { opter_no: text("onething"), mac: text("00-00-00-00-00-00"), ip: text("127.0.0.1") },
    }
}

pub(crate) fn by(kind: CredentialKind, number: &str) -> Person1101 {
    Person1101::by(&Certificate::new(kind, number).unwrap(), None).unwrap()
}

fn diagnosis(now: NaiveDateTime) -> Diagnosis {
    Diagnosis {
        diag_type: text("1"),
        maindiag_flag: text("1"),
        diag_srt_no: 1,
        diag_code: text("K80.1"),
        diag_name: text("胆囊结石伴慢性胆囊炎"),
        adm_cond: None,
        diag_dept: text("消化内科"),
        dise_dor_no: text("D0001"),
        dise_dor_name: text("测试医生"),
        diag_time: Time(now),
    }
}

pub(crate) fn admission(now: NaiveDateTime) -> Admission2401 {
    Admission2401 {
        mdtrtinfo: AdmissionInfo {
            psn_no: text(PSN_NO),
            insutype: text("310"),
            coner_name: Some(text("测试乙")),
            tel: Some(text("13000000000")),
            begntime: Time(now),
            mdtrt_cert_type: text("02"),
            mdtrt_cert_no: text(RESIDENT_ID),
            med_type: text("21"),
            ipt_no: text("ZY00000001"),
            medrcdno: None,
            atddr_no: text("D0001"),
            chfpdr_name: text("测试医生"),
            adm_diag_dscr: text("胆囊结石伴慢性胆囊炎"),
            adm_dept_codg: text("A03"),
            adm_dept_name: text("消化内科"),
            adm_bed: text("3-12"),
            dscg_maindiag_code: text("K80.1"),
            dscg_maindiag_name: text("胆囊结石伴慢性胆囊炎"),
        },
        diseinfo: vec![diagnosis(now)],
    }
}

pub(crate) fn discharge(mdtrt_id: &str, now: NaiveDateTime) -> Discharge2402 {
    Discharge2402 {
        dscginfo: DischargeInfo {
            mdtrt_id: text(mdtrt_id),
            psn_no: text(PSN_NO),
            insutype: text("310"),
            endtime: Time(now),
            dscg_dept_codg: text("A03"),
            dscg_dept_name: text("消化内科"),
            dscg_bed: Some(text("3-12")),
            dscg_way: text("1"),
        },
        diseinfo: vec![diagnosis(now)],
    }
}

pub(crate) fn trial(mdtrt_id: &str, now: NaiveDateTime, total: &LineSplit, uses_account: bool) -> Trial2303 {
    Trial2303 {
        data: TrialData {
            psn_no: text(PSN_NO),
            mdtrt_cert_type: text("02"),
            mdtrt_cert_no: text(RESIDENT_ID),
            medfee_sumamt: amount(settlement::line::sum(total)),
            psn_setlway: text("01"),
            mdtrt_id: text(mdtrt_id),
            acct_used_flag: text(if uses_account { "1" } else { "0" }),
            insutype: text("310"),
            mid_setl_flag: text("0"),
            fulamt_ownpay_amt: amount(total.fulamt_ownpay_amt),
            overlmt_selfpay: amount(total.overlmt_amt),
            preselfpay_amt: amount(total.preselfpay_amt),
            inscp_scp_amt: amount(total.inscp_scp_amt),
            discharged: Day(now.date()),
        },
    }
}

pub(crate) fn settlement(mdtrt_id: &str, now: NaiveDateTime, total: &LineSplit, uses_account: bool) -> Settlement2304 {
    Settlement2304 { data: trial(mdtrt_id, now, total, uses_account).data.into() }
}

pub(crate) fn query(mdtrt_id: &str) -> Query5203 {
    Query5203 { data: QueryData { psn_no: text(PSN_NO), setl_id: None, mdtrt_id: text(mdtrt_id) } }
}

pub(crate) fn undo_discharge(mdtrt_id: &str) -> DischargeUndo2405 {
    DischargeUndo2405 { data: UndoneStay { mdtrt_id: text(mdtrt_id), psn_no: text(PSN_NO) } }
}

pub(crate) fn take_back(mdtrt_id: &str, setl_id: &str) -> SettlementUndo2305 {
    let (mdtrt_id, setl_id, psn_no) = (text(mdtrt_id), text(setl_id), text(PSN_NO));
    SettlementUndo2305 { data: SettlementUndoData { mdtrt_id, setl_id, psn_no } }
}

pub(crate) fn reversal(of: &Message) -> Reversal2601 {
    Reversal2601 {
        data: ReversalData { psn_no: text(PSN_NO), omsgid: of.msgid().clone(), oinfno: text(of.infno().number()) },
    }
}

/// 50,000 yuan, all in scope.
pub(crate) fn fifty_thousand() -> LineSplit {
    LineSplit { inscp_scp_amt: yuan("50000"), ..LineSplit::default() }
}

pub(crate) fn settled(outcome: &Outcome) -> (&MessageId, &Amounts) {
    match outcome {
        Outcome::Settled { medins_setl_id, amounts, .. } => (medins_setl_id, amounts),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn refused(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Refused { code } => code,
        other => panic!("{other:?}"),
    }
}

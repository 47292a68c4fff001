//! A stay's bill at the bedside.

use super::{Read, Reading};
use crate::{
    billing,
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{
        AmountsAre, BillCheck, BillDetail, BillInsurance, BillLine, BillStatement, BillStay, CoverageChoice,
        CoverageSummary, DepositLine, DepositSuggestion, ExchangeNotice, PartPayment, PolicyRef, PriceLine, RefundWay,
        SettlementStage, SettlementSummary, TakenBackSummary,
    },
};
use model::{
    actor::Actor,
    code::ItemCode,
    id::{AdmissionId, DepositId},
    journey::InsuranceType,
    message::Message,
    money::Yuan,
    settlement::{ConsentMeans, PayMethod},
};
use rust_decimal::Decimal;
use scheduling::read::{AdmissionState, AdmissionView};
use serde::Deserialize;
use settlement::{self, ExchangeState, Settlement, explanation::Explanation};
use utoipa::ToSchema;

/// A stay's bill: who pays what and why, lines, deposits, what stands in the way.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// The admission whose bill it is, by its id.
    pub admission: AdmissionId,
}

impl Read for Bill {
    const PATH: &'static str = "/admissions/{admission}/bill";
    const ACTION: Action = Action::ReadBill;
    type View = BillDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { admission } = self;
        hospital.reading(actor, Self::ACTION, |reading| reading.bill_of(admission)).await
    }
}

impl Hospital {
    /// The statement of a stay: its bill, and the signature that was given.
    ///
    /// # Errors
    /// As for every read.
    pub async fn statement(&self, actor: &Actor, admission: AdmissionId) -> Result<BillStatement, Failure> {
        let build = |reading: &Reading<'_>| {
            let bill = reading.bill_of(admission)?;
            let settlement = reading.worlds.settlement.current_settlement(admission);
            let signed = settlement.and_then(|row| match &row.consent.as_ref()?.means {
                ConsentMeans::Signature(strokes) => Some(strokes.id),
                ConsentMeans::Print => None,
            });
            Ok((bill, signed))
        };
        let (bill, signed) = self.reading(actor, Action::ReadBill, build).await?;
        let strokes = match signed {
            Some(row) => self.journal().open_side(row).await?,
            None => None,
        };
        let signature = strokes.and_then(|strokes| String::from_utf8(strokes).ok());
        Ok(BillStatement { bill, signature })
    }
}

impl Reading<'_> {
    /// The bill, if the reader may see it.
    fn bill_of(&self, admission: AdmissionId) -> Result<BillDetail, Failure> {
        let found = self.worlds.scheduling.admission(admission);
        match &found {
            Some(found) => self.may_of_stay(Action::ReadBill, found)?,
            None => self.may(Action::ReadBill, &Default::default())?,
        }
        let stay = self.found(found)?;
        self.about("bill", admission);
        let bill = self.found(self.worlds.settlement.bill(admission))?;
        self.bill_detail(&stay, bill)
    }

    fn bill_detail(&self, stay: &AdmissionView, bill: &settlement::Bill) -> Result<BillDetail, Failure> {
        self.saw(stay.touched);
        self.saw(bill.seq);
        let world = &self.worlds.settlement;
        let settlement = world.current_settlement(stay.id);
        let stage = billing::stage(self.worlds, stay.id);
        // Our own arithmetic is as of the day of the trial, or of today.
        let day = settlement.map_or_else(|| self.today(), |row| self.zone.date(row.at));
        let ours = world.estimate(stay.id, day)?;
        let explanation = world.explanation(stay.id, day)?;
        let (amounts, amounts_are) = match settlement {
            Some(row) if row.settled.is_some() || row.paid.is_some() => (*row.amounts(), AmountsAre::Final),
            Some(row) => (row.trial, AmountsAre::Trial),
            None => (ours.amounts, AmountsAre::Estimate),
        };
        let deposits_held = world.deposits_against(stay.id);
        let paid_in_part = settlement.map_or(Yuan::ZERO, Settlement::paid_in_part);
        let left = deposits_held + paid_in_part - amounts.psn_cash_pay;
        let refunds = match settlement.filter(|row| row.paid.is_some()) {
            Some(row) => row.refunds.clone(),
            None => world.deposit_refunds(stay.id, left.max(Yuan::ZERO)),
        };
        let over = stay.state.is_over();
        let open = stage < SettlementStage::Submitted && !over;
        let mut checks = self.bill_checks(stay);
        checks.extend(settlement.filter(|_| open).and_then(|row| difference_check(row, &explanation)));
        Ok(BillDetail {
            now: self.now,
            stay: self.bill_stay(stay, bill),
            policy: bill
                .policy
                .as_ref()
                .and_then(|id| world.policy(id))
                .map(|policy| PolicyRef { policy: policy.id.clone(), title: policy.title.clone() }),
            stage,
            amounts_are,
            amounts,
            deposits_held,
            deposit_refund: left.max(Yuan::ZERO),
            refunds: by_way(refunds.iter().map(|refund| (refund.method, refund.amount))),
            arrears: (-left).max(Yuan::ZERO),
            paid_in_part,
            estimate: settlement.map_or(ours.amounts, |row| row.estimate),
            explanation,
            difference_confirmed_at: settlement.and_then(|row| row.confirmed.as_ref().map(|(at, _)| *at)),
            stakes: settlement.map_or_else(|| world.stakes(stay.id, day), |_| Vec::new()),
            doubts: match amounts_are {
                AmountsAre::Estimate => {
                    let doubts = ours.notes.into_iter().filter(|note| note.ground.is_none());
                    doubts.map(|note| note.message).collect()
                }
                AmountsAre::Trial | AmountsAre::Final => Vec::new(),
            },
            estimate_only: !ours.confirmed_possible,
            lines: self.bill_lines(stay.id),
            deposits: self.bill_deposits(stay.id),
            suggestion: if open { self.suggestion(stay) } else { None },
            items: if open { self.price_lines() } else { Vec::new() },
            ready: checks.iter().all(|check| check.passed),
            checks,
            exchange: self.exchange_notice(stay.id),
            settlement: settlement.map(settlement_summary),
            take_back_failed: self.take_back_failed(stay.id),
            taken_back: world.last_taken_back(stay.id).and_then(taken_back_summary),
            open,
            cancelled: stay.state == AdmissionState::Cancelled,
            insurance: self.bill_insurance(stay, bill, stage),
        })
    }

    fn bill_insurance(&self, stay: &AdmissionView, bill: &settlement::Bill, stage: SettlementStage) -> BillInsurance {
        let choices = billing::fitting(self.worlds, bill).into_iter().map(|row| {
            self.saw(row.seq);
            CoverageChoice {
                coverage: row.id,
                card: CoverageSummary { insurance: row.insurance, class: row.class, region: row.region.clone() },
                in_force: billing::is_in_force(self.worlds, bill, row),
            }
        });
        BillInsurance {
            choices: choices.collect(),
            pays_all: bill.pays_all,
            withdrawing: bill.withdrawing,
            open: stage < SettlementStage::Submitted && stay.state != AdmissionState::Cancelled,
        }
    }

    /// The insurance that a stay is under: that of its bill, once it has one, whatever else the patient has; before
    /// that, the one in force.
    pub(super) fn stay_coverage(&self, stay: &AdmissionView) -> Option<CoverageSummary> {
        match self.worlds.settlement.bill(stay.id) {
            Some(bill) => {
                self.saw(bill.seq);
                Some(self.bill_coverage(bill))
            }
            None => self.coverage(stay.patient),
        }
    }

    /// The insurance that a bill is under: the one by which its lines are split, whatever else the patient has.
    fn bill_coverage(&self, bill: &settlement::Bill) -> CoverageSummary {
        match bill.policy.as_ref().and_then(|id| self.worlds.settlement.policy(id)) {
            Some(policy) => {
                CoverageSummary { insurance: bill.insurance, class: bill.class, region: policy.region.clone() }
            }
            None => CoverageSummary { insurance: InsuranceType::SelfPay, class: bill.class, region: String::new() },
        }
    }

    /// Looks at other bills too, so it has seen whatever there is.
    fn suggestion(&self, stay: &AdmissionView) -> Option<DepositSuggestion> {
        self.saw_all();
        billing::suggest_deposit(self.worlds, stay)
    }

    fn bill_stay(&self, stay: &AdmissionView, bill: &settlement::Bill) -> BillStay {
        let until = stay.discharged_at.unwrap_or(self.now);
        let day = (self.zone.date(until).0 - bill.admitted_on.0).num_days() + 1;
        BillStay {
            admission: stay.id,
            patient: self.patient(stay.patient),
            state: stay.state,
            bed: stay.bed.as_ref().map(|bed| self.bed_ref(bed)),
            department: self.department(stay.department),
            diagnosis: stay.diagnosis.clone(),
            coverage: Some(self.bill_coverage(bill)),
            admitted_on: bill.admitted_on,
            day: u32::try_from(day).unwrap_or(1),
            discharged_at: stay.discharged_at,
            mdtrt_id: bill.mdtrt_id.clone(),
        }
    }

    fn bill_lines(&self, admission: AdmissionId) -> Vec<BillLine> {
        let world = &self.worlds.settlement;
        let unit = |item: &ItemCode| world.item(item).and_then(|row| row.unit.clone());
        let lines = world.lines(admission).map(|line| BillLine {
            charge: line.charge,
            refund_of: None,
            item: line.item.clone(),
            name: line.name.clone(),
            unit: unit(&line.item),
            class: line.class,
            unit_price: line.unit_price,
            count: line.count,
            amount: line.amount,
            split: line.split,
            date: line.date,
            left: line.count_left(),
            uploaded: line.uploaded.is_some(),
            differs: line.differs(),
        });
        let refunds = world.refunds(admission).filter_map(|refund| {
            let (_, line) = world.line(refund.charge)?;
            Some(BillLine {
                charge: refund.refund,
                refund_of: Some(refund.charge),
                item: line.item.clone(),
                name: line.name.clone(),
                unit: unit(&line.item),
                class: line.class,
                unit_price: line.unit_price,
                count: -refund.count,
                amount: -refund.amount,
                split: settlement::line::negative(&refund.split),
                date: self.zone.date(refund.at),
                left: Decimal::ZERO,
                uploaded: refund.uploaded.is_some(),
                differs: refund.differs(),
            })
        });
        let mut all: Vec<BillLine> = lines.chain(refunds).collect();
        all.sort_by_key(|line| line.date);
        all
    }

    fn bill_deposits(&self, admission: AdmissionId) -> Vec<DepositLine> {
        let world = &self.worlds.settlement;
        let refunds = world.current_settlement(admission).map(|row| row.refunds.as_slice()).unwrap_or_default();
        let went_back = |deposit: DepositId| -> Yuan {
            refunds.iter().filter(|refund| refund.deposit == deposit).map(|refund| refund.amount).sum()
        };
        let deposits = world.deposits(admission);
        deposits
            .map(|row| DepositLine {
                deposit: row.deposit,
                amount: row.amount,
                method: row.method,
                at: row.at,
                returned: row.returned,
                returned_at: row.returned_at,
                returnable: world.most_returnable(row),
                counts: row.left() + went_back(row.deposit),
            })
            .collect()
    }

    fn price_lines(&self) -> Vec<PriceLine> {
        let items = self.worlds.settlement.items();
        items
            .map(|row| {
                self.saw(row.seq);
                PriceLine {
                    item: row.item.clone(),
                    name: row.name.clone(),
                    unit: row.unit.clone(),
                    class: row.class,
                    unit_price: row.unit_price,
                }
            })
            .collect()
    }

    /// The stay first, then the lines and the platform.
    fn bill_checks(&self, stay: &AdmissionView) -> Vec<BillCheck> {
        let in_bed = stay.state.has_been_in_bed();
        let stay_check = BillCheck {
            message: Message::new("check-in-bed"),
            passed: in_bed,
            way: (!in_bed).then(|| Message::new("way-in-bed")),
        };
        let money = self.worlds.settlement.obstacles(stay.id).into_iter();
        let money = money.map(|check| BillCheck { message: check.message, passed: check.passed, way: check.way });
        std::iter::once(stay_check).chain(money).collect()
    }

    /// What became of the last 2305 for the settlement that counts, if it changed nothing.
    fn take_back_failed(&self, admission: AdmissionId) -> Option<Message> {
        let last = self.worlds.settlement.last_take_back(admission)?;
        let message = match last.state {
            ExchangeState::Answered => Message::new("take-back-refused").with("code", last.refusal()?),
            ExchangeState::Reversed => Message::new("take-back-not-done"),
            ExchangeState::Intended | ExchangeState::Unknown => return None,
        };
        Some(message.with("at", last.at))
    }

    /// What goes on with the platform: an answer that was set aside, else an exchange of the stay whose outcome is
    /// unknown, else one that is under way.
    fn exchange_notice(&self, admission: AdmissionId) -> Option<ExchangeNotice> {
        let world = &self.worlds.settlement;
        let mut open: Vec<_> =
            world.exchanges_open().filter(|exchange| exchange.admission == Some(admission)).collect();
        if let Some(unfit) = world.set_aside(admission).last() {
            let unknown = open.iter().any(|row| row.state == ExchangeState::Unknown);
            return Some(ExchangeNotice { infno: unfit.infno, message: unfit_notice(unfit), unknown, since: unfit.at });
        }
        // An unknown outcome matters more than a query that is under way because of it.
        open.sort_by_key(|exchange| (exchange.state != ExchangeState::Unknown, exchange.at));
        let exchange = open.first()?;
        let unknown = exchange.state == ExchangeState::Unknown;
        let message = match world.foreign_settlement(admission) {
            Some(msgid) if unknown => Message::new("exchange-notice-foreign").with("msgid", msgid.as_str()),
            _ if unknown => Message::new("exchange-notice-unknown"),
            _ => Message::new("exchange-notice-running"),
        };
        let message = message.with("infno", exchange.infno).with("since", exchange.at);
        Some(ExchangeNotice { infno: exchange.infno, message, unknown, since: exchange.at })
    }
}

/// What does not fit in an answer of the platform that was set aside.
pub(super) fn unfit_notice(row: &settlement::Exchange) -> Message {
    let first = row.misfits.first();
    let message = match first.and_then(|misfit| misfit.said.map(|said| (misfit.asked, said))) {
        Some((Some(asked), said)) => {
            Message::new("exchange-notice-unfit-amount").with("asked", asked).with("said", said)
        }
        Some((None, said)) => Message::new("exchange-notice-unfit-bound").with("said", said),
        None => Message::new("exchange-notice-unfit"),
    };
    let field = first.map_or("answer", |misfit| misfit.field.as_str());
    message.with("infno", row.infno).with("since", row.at).with("name", field)
}

/// A difference that nobody can explain is looked into before the bill is signed.
fn difference_check(row: &Settlement, explanation: &Explanation) -> Option<BillCheck> {
    let passed = row.confirmed.is_some();
    explanation.is_unexplained().then(|| BillCheck {
        message: Message::new("check-difference").with("count", explanation.differences.len() as i64),
        passed,
        way: (!passed).then(|| Message::new("way-difference")),
    })
}

/// How much goes by each way of paying, in the order in which the ways are named first.
fn by_way(amounts: impl Iterator<Item = (PayMethod, Yuan)>) -> Vec<RefundWay> {
    let mut ways: Vec<RefundWay> = Vec::new();
    for (method, amount) in amounts {
        match ways.iter_mut().find(|way| way.method == method) {
            Some(way) => way.amount += amount,
            None => ways.push(RefundWay { method, amount }),
        }
    }
    ways
}

fn taken_back_summary(row: &Settlement) -> Option<TakenBackSummary> {
    let back = row.taken_back?;
    Some(TakenBackSummary {
        settlement: row.settlement,
        at: back.at,
        deposits: back.deposits,
        refund: back.refund,
        ways: by_way(row.goes_back().iter().map(|one| (one.method, one.amount))),
        receipts: row.receipt.zip(back.red).map(|(first, red)| (first.to_string(), red.to_string())),
    })
}

fn settlement_summary(row: &Settlement) -> SettlementSummary {
    SettlementSummary {
        settlement: row.settlement,
        number: row.number,
        fingerprint: row.fingerprint.clone(),
        consent_at: row.consent.as_ref().map(|consent| consent.at),
        on_screen: row.consent.as_ref().is_some_and(|consent| matches!(consent.means, ConsentMeans::Signature(_))),
        setl_id: row.settled.as_ref().map(|(setl_id, _)| setl_id.clone()),
        settled_at: row.settled_at,
        payments: row
            .payments
            .iter()
            .map(|paid| PartPayment { amount: paid.amount, method: paid.method, place: paid.place, at: paid.at })
            .collect(),
        receipt: row.receipt.map(|receipt| receipt.to_string()),
        paid: row.paid.map(|paid| (paid.at, paid.method)),
        paid_place: row.paid.map(|paid| paid.place),
    }
}

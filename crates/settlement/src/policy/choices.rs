//! What a convention can be: the words of a file.

use crate::file::choice;
use rust_decimal::RoundingStrategy;

choice! {
    /// How an amount with more than two decimals becomes fen.
    RoundingMode {
        /// 0.085 → 0.09
        HalfUp = "half_up",
        /// 0.085 → 0.08, 0.095 → 0.10
        HalfEven = "half_even",
        /// 0.089 → 0.08
        Down = "down",
    }

    /// What is rounded.
    RoundingPlace {
        /// Each band's payment.
        Band = "band",
        /// The sum over the bands.
        Total = "total",
    }

    /// Which part of a line comes off first.
    LineOrder {
        /// What is over the price ceiling, then the rate on the rest.
        CeilingFirst = "ceiling_first",
        /// The rate on the whole line, then what is still over the ceiling.
        RateFirst = "rate_first",
    }

    /// The year in which a stay over 31 December counts.
    CrossYear {
        /// That of admission.
        AdmissionDate = "admission_date",
        /// That of discharge.
        DischargeDate = "discharge_date",
        /// That of settlement.
        SettlementDate = "settlement_date",
        /// Each charge in its own year. Without the sums of both years and the day of each charge it is only estimated.
        ChargeDate = "charge_date",
    }

    /// Treatment away from the insured place without referral (异地).
    RemoteRule {
        /// As at home.
        None = "none",
        /// The patient first pays a share of what is in scope.
        BaseLess = "base_less",
        /// Every rate is reduced by some points.
        RateLess = "rate_less",
    }

    /// The family's account (共济) in the national fields.
    FamilyAccount {
        /// Also counted in `acct_pay`.
        Inside = "inside",
        /// Only in `acct_mulaid_pay`.
        Separate = "separate",
    }

    /// What the personal account may pay.
    AccountPays {
        /// Everything that the patient bears.
        Everything = "everything",
        /// Everything but `fulamt_ownpay_amt`.
        NotOwnPay = "not_own_pay",
        /// Only what is in scope.
        InScope = "in_scope",
    }

    /// Where band edges are measured.
    BandEdges {
        /// On the cost from zero; the deductible lies inside the first band.
        FromZero = "from_zero",
        /// On the cost above the deductible (or above a tier's threshold).
        AboveDeductible = "above_deductible",
    }

    /// When something starts again.
    Period {
        /// With each stay.
        Stay = "stay",
        /// With each year.
        Year = "year",
    }

    /// Which costs of earlier stays move the year's position in the bands.
    YearPosition {
        /// Those in scope, deductibles included.
        InScope = "in_scope",
        /// Those in scope above the deductibles.
        AboveDeductible = "above_deductible",
    }

    /// How the deductible changes with the nth admission of the year.
    Repeat {
        /// The nth amount of the list; the last one repeats.
        Listed = "listed",
        /// The first amount each time.
        EachTime = "each_time",
        /// The first amount once a year, across stays.
        OnceAYear = "once_a_year",
    }

    /// The deductible of a stay that continues another, after a transfer or an interim settlement.
    Continued {
        /// The difference to what the earlier part has paid, if it is more.
        Difference = "difference",
        /// Once more.
        Full = "full",
    }

    /// In what way a stay continues an earlier part.
    Continues {
        /// The patient came from another hospital (转院).
        Transfer = "transfer",
        /// The earlier part was settled while the stay went on (中途结算).
        Interim = "interim",
        /// The earlier part counts in the year before, because each charge counts in its own (跨年).
        NewYear = "new_year",
    }

    /// What is capped (封顶).
    CapKind {
        /// Nothing.
        None = "none",
        /// The cost that enters the layer.
        Cost = "cost",
        /// The payment.
        Payment = "payment",
        /// The last band ends there.
        NoBandAbove = "no_band_above",
    }

    /// Whether a cap on the cost counts the deductible.
    CapDeductible {
        /// The deductible is part of the capped cost.
        Included = "included",
        /// The cap counts only what is above the deductible.
        Above = "above",
    }

    /// A part of the bill that falls on the patient.
    Part {
        /// The deductible.
        Deductible = "deductible",
        /// The patient's share within the bands.
        Coinsurance = "coinsurance",
        /// What is above the cap or the last band.
        OverCap = "over_cap",
        /// 先行自付
        FirstSelfPay = "first_self_pay",
        /// 超限价自费
        OverCeiling = "over_ceiling",
        /// 全自费
        OwnPay = "own_pay",
    }

    /// Who pays, from the pool to what people buy themselves; after the pool, in an order that the policy states.
    Layer {
        /// The pool (统筹).
        Pool = "pool",
        /// The large-sum fund of employees (大额).
        SecondTier = "second_tier",
        /// Serious-illness insurance of residents (大病).
        SeriousIllness = "serious_illness",
        /// Medical assistance (医疗救助).
        Assistance = "assistance",
        /// Assistance once more for what is still a heavy burden (倾斜救助, 再救助).
        AssistanceAgain = "assistance_again",
        /// The supplement of civil servants (公务员医疗补助).
        CivilServants = "civil_servants",
        /// The supplement of an enterprise (企业补充医疗保险).
        Enterprise = "enterprise",
        /// A commercial top-up (惠民保).
        Commercial = "commercial",
    }

    /// What counts as over a cap on the payment.
    CapOver {
        /// The payment that the cap cuts.
        PaymentCut = "payment_cut",
        /// The cost above the one at which the payment reaches the cap.
        CostAbove = "cost_above",
    }
}

impl Layer {
    /// The message that names it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Pool => "layer-pool",
            Self::SecondTier => "layer-second-tier",
            Self::SeriousIllness => "layer-serious-illness",
            Self::Assistance => "layer-assistance",
            Self::AssistanceAgain => "layer-assistance-again",
            Self::CivilServants => "layer-civil-servants",
            Self::Enterprise => "layer-enterprise",
            Self::Commercial => "layer-commercial",
        }
    }
}

impl RoundingMode {
    /// The decimal library's name for it.
    pub const fn strategy(self) -> RoundingStrategy {
        match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::Down => RoundingStrategy::ToZero,
        }
    }
}

//! The interfaces of the national insurance platform (国家医疗保障信息平台) that a stay needs.

use crate::message::Value;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a message does to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It asks, and changes nothing there.
    Asks,
    /// It tells, and changes something there.
    Tells,
}

/// A number that is not that of an [`Interface`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("transaction {0} is not known")]
pub struct UnknownInterface(pub String);

macro_rules! interfaces {
    ($($(#[$doc:meta])* $name:ident = $number:literal $direction:ident,)*) => {
        /// An interface (交易); in JSON and in snapshots its four digits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Interface {
            $($(#[$doc])* $name,)*
        }

        impl Interface {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its number (infno).
            pub const fn number(self) -> &'static str {
                match self { $(Self::$name => $number,)* }
            }

            /// Does it ask or tell?
            pub const fn direction(self) -> Direction {
                match self { $(Self::$name => Direction::$direction,)* }
            }
        }
    };
}

interfaces! {
    /// 人员信息获取: who somebody is, and how they are insured.
    Person = "1101" Asks,
    /// 住院费用明细上传: lines of a bill are uploaded, each under a number of its own.
    Lines = "2301" Tells,
    /// 住院费用明细撤销: lines are deleted.
    LinesUndo = "2302" Tells,
    /// 住院预结算: what a settlement would be.
    Trial = "2303" Asks,
    /// 住院结算: money moves.
    Settlement = "2304" Tells,
    /// 住院结算撤销: a settlement is taken back.
    SettlementUndo = "2305" Tells,
    /// 入院办理: the stay is registered.
    Admission = "2401" Tells,
    /// 出院办理: the stay is over.
    Discharge = "2402" Tells,
    /// 入院撤销: the registration is taken back.
    AdmissionUndo = "2404" Tells,
    /// 出院撤销: the stay goes on, or is settled anew.
    DischargeUndo = "2405" Tells,
    /// 冲正交易: whatever a message of unknown outcome may have done is taken back.
    Reversal = "2601" Tells,
    /// 结算信息查询: what became of a settlement.
    Query = "5203" Asks,
    /// 签到: the day's sign-in.
    SignIn = "9001" Tells,
}

impl FromStr for Interface {
    type Err = UnknownInterface;

    fn from_str(number: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|interface| interface.number() == number);
        found.copied().ok_or_else(|| UnknownInterface(number.to_owned()))
    }
}

impl TryFrom<String> for Interface {
    type Error = UnknownInterface;

    fn try_from(number: String) -> Result<Self, Self::Error> {
        number.parse()
    }
}

impl From<Interface> for &'static str {
    fn from(interface: Interface) -> Self {
        interface.number()
    }
}

impl From<Interface> for Value {
    fn from(interface: Interface) -> Self {
        Self::Text(interface.number().to_owned())
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Interface;

    #[test]
    fn an_interface_is_written_as_its_number() {
        let numbers = [
            (Interface::Person, "1101"),
            (Interface::Lines, "2301"),
            (Interface::LinesUndo, "2302"),
            (Interface::Trial, "2303"),
            (Interface::Settlement, "2304"),
            (Interface::SettlementUndo, "2305"),
            (Interface::Admission, "2401"),
            (Interface::Discharge, "2402"),
            (Interface::AdmissionUndo, "2404"),
            (Interface::DischargeUndo, "2405"),
            (Interface::Reversal, "2601"),
            (Interface::Query, "5203"),
            (Interface::SignIn, "9001"),
        ];
        assert_eq!(numbers.map(|(interface, _)| interface), Interface::ALL);
        for (interface, number) in numbers {
            assert_eq!((interface.number(), interface.to_string()), (number, number.to_owned()));
            let json = format!("\"{number}\"");
            assert_eq!(serde_json::to_string(&interface).unwrap(), json);
            assert_eq!(serde_json::from_str::<Interface>(&json).unwrap(), interface);
        }
        assert_eq!(
            serde_json::from_str::<Interface>("\"2306\"").unwrap_err().to_string(),
            "transaction 2306 is not known"
        );
    }
}

//! 9001 签到: gives the `sign_no` that every later envelope carries.

use super::Transaction;
use crate::field::{Text, Time};
use model::interface::Interface;
use serde::{Deserialize, Serialize};

/// 9001
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn9001 {
    /// The operator and machine that sign in.
    #[serde(rename = "signIn")]
    pub sign_in: SignInData,
}

/// The operator and machine that sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInData {
    /// 操作员编号
    pub opter_no: Text<20>,
    /// The address of the machine's network card.
    pub mac: Text<20>,
    /// The machine's IP address.
    pub ip: Text<20>,
}

/// The output of 9001.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Its one row.
    pub signinoutb: SignedInData,
}

/// The sign-in's time and number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedInData {
    /// 签到时间
    pub sign_time: Time,
    /// 签到编号
    pub sign_no: Text<30>,
}

impl Transaction for SignIn9001 {
    const INFNO: Interface = Interface::SignIn;
    type Output = SignedIn;
}

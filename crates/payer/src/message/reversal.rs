//! 2601 冲正交易: reverses an exchange whose outcome is unknown. Idempotent by (`psn_no`, `omsgid`, `oinfno`).

use super::{Nothing, Transaction};
use crate::field::Text;
use model::{interface::Interface, message_id::MessageId};
use serde::{Deserialize, Serialize};

/// 2601
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reversal2601 {
    /// The exchange that is reversed.
    pub data: ReversalData,
}

/// The exchange that is reversed, by the original message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReversalData {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 原发送方报文ID
    pub omsgid: MessageId,
    /// 原交易编号
    pub oinfno: Text<4>,
}

impl Transaction for Reversal2601 {
    const INFNO: Interface = Interface::Reversal;
    type Output = Nothing;
}

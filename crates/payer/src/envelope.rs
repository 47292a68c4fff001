//! The envelope around every transaction, and the one object that builds it.
//!
//! A [`Message`] holds the very bytes that are sent; what is journalled and what is sent come from the same object, so
//! they cannot differ (F27).

use crate::{
    field::{FieldError, Text, Time},
    message::Transaction,
};
use chrono::NaiveDateTime;
use model::{code::InstitutionCode, interface::Interface, message_id::MessageId, settlement::Profile};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The most characters that `input` and `output` may have.
pub const INPUT_CHARS_MAX: usize = 40_000;

/// 经办人类别 (`opter_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OperatorKind {
    /// 经办人: somebody at a desk or a bedside.
    #[serde(rename = "1")]
    Operator,
    /// 自助终端
    #[serde(rename = "2")]
    Kiosk,
    /// 移动终端
    #[serde(rename = "3")]
    Mobile,
}

/// The sender: the parts of the envelope that are the same in all messages of a hospital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// 定点医药机构编号
    pub institution: InstitutionCode,
    /// 定点医药机构名称
    pub institution_name: Text<200>,
    /// 就医地医保区划, GB/T 2260.
    pub area: Text<6>,
    /// 接收方系统代码, set by the region.
    pub receiver: Text<10>,
    /// 经办人类别
    pub operator_kind: OperatorKind,
    /// 经办人
    pub operator: Text<30>,
    /// 经办人姓名
    pub operator_name: Text<50>,
}

impl Sender {
    /// A hospital as its profile describes it, sending to the receiver that the region has set.
    ///
    /// # Errors
    /// When a value does not fit its field.
    pub fn new(profile: &Profile, receiver: &Text<10>) -> Result<Self, FieldError> {
        Ok(Self {
            institution: profile.code.clone(),
            institution_name: Text::new("fixmedins_name", &*profile.name.zh)?,
            area: Text::new("mdtrtarea_admvs", &*profile.region)?,
            receiver: receiver.clone(),
            operator_kind: OperatorKind::Operator,
            operator: Text::new("opter", "onething")?,
            operator_name: Text::new("opter_name", "onething")?,
        })
    }
}

/// The request envelope, with the national names in the national order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// 交易编号
    pub infno: Text<6>,
    /// 发送方报文ID
    pub msgid: MessageId,
    /// 就医地医保区划 (the specification spells it without d)
    pub mdtrtarea_admvs: Text<6>,
    /// 参保地医保区划, from 1101; required where `input` has a `psn_no`. Empty = none.
    #[serde(default)]
    pub insuplc_admdvs: String,
    /// 接收方系统代码
    pub recer_sys_code: Text<10>,
    /// 设备编号
    #[serde(default)]
    pub dev_no: String,
    /// 设备安全信息
    #[serde(default)]
    pub dev_safe_info: String,
    /// 数字签名信息
    #[serde(default)]
    pub cainfo: String,
    /// 签名类型
    #[serde(default)]
    pub signtype: String,
    /// 接口版本号
    pub infver: Text<6>,
    /// 经办人类别
    pub opter_type: OperatorKind,
    /// 经办人
    pub opter: Text<30>,
    /// 经办人姓名
    pub opter_name: Text<50>,
    /// 交易时间
    pub inf_time: Time,
    /// 定点医药机构编号
    pub fixmedins_code: InstitutionCode,
    /// 定点医药机构名称
    pub fixmedins_name: Text<200>,
    /// 交易签到流水号, from 9001. Empty = none.
    #[serde(default)]
    pub sign_no: String,
    /// 加密方式: empty or SM4; this client sends plain JSON over an encrypted connection.
    #[serde(default)]
    pub enc_type: String,
    /// 交易输入
    pub input: Box<RawValue>,
}

/// The parts of the envelope that the sign-in and the insured person add.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session<'a> {
    /// `sign_no` of the last 9001; `None` only for 9001 itself.
    pub sign_no: Option<&'a str>,
    /// Insured place of the person that the message is about.
    pub insured_place: Option<&'a str>,
}

/// A message ready to be journalled and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    infno: Interface,
    msgid: MessageId,
    bytes: Vec<u8>,
}

/// Why a message cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A value does not fit its field.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The input is larger than the platform takes.
    #[error("input of {chars} characters, at most {INPUT_CHARS_MAX}")]
    TooLarge {
        /// Characters of the input.
        chars: usize,
    },
    /// The serializer refused.
    #[error("the message cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl Message {
    /// Builds the envelope and bytes of a transaction. `now` is the hospital's wall clock, `last` the highest id ever
    /// made for the institution (from the journal); the message's time is the one in its id, so the two agree (F25).
    ///
    /// # Errors
    /// When a value does not fit its field, or the input is too large.
    pub fn build<T: Transaction>(
        sender: &Sender,
        session: Session<'_>,
        transaction: &T,
        now: NaiveDateTime,
        last: Option<&MessageId>,
    ) -> Result<Self, BuildError> {
        let input = serde_json::value::to_raw_value(transaction)?;
        let chars = input.get().chars().count();
        if chars > INPUT_CHARS_MAX {
            return Err(BuildError::TooLarge { chars });
        }
        let msgid = MessageId::next(&sender.institution, now, last);
        let optional = |field, text: Option<&str>| {
            let fits = Text::<30>::maybe(field, text.unwrap_or_default())?;
            Ok::<_, FieldError>(fits.map_or_else(String::new, |text| text.as_str().to_owned()))
        };
        let request = Request {
            infno: Text::new("infno", T::INFNO.number())?,
            msgid: msgid.clone(),
            mdtrtarea_admvs: sender.area.clone(),
            insuplc_admdvs: optional("insuplc_admdvs", session.insured_place)?,
            recer_sys_code: sender.receiver.clone(),
            dev_no: String::new(),
            dev_safe_info: String::new(),
            cainfo: String::new(),
            signtype: String::new(),
            infver: Text::new("infver", "V1.0")?,
            opter_type: sender.operator_kind,
            opter: sender.operator.clone(),
            opter_name: sender.operator_name.clone(),
            inf_time: Time(msgid.time()),
            fixmedins_code: sender.institution.clone(),
            fixmedins_name: sender.institution_name.clone(),
            sign_no: optional("sign_no", session.sign_no)?,
            enc_type: String::new(),
            input,
        };
        Ok(Self { infno: T::INFNO, msgid, bytes: serde_json::to_vec(&request)? })
    }

    /// Its interface.
    pub const fn infno(&self) -> Interface {
        self.infno
    }

    /// Its id.
    pub const fn msgid(&self) -> &MessageId {
        &self.msgid
    }

    /// The bytes that are journalled and sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The result of a message, in the response envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// 0: done.
    Done,
    /// Anything else (the specification says −1): refused.
    Refused,
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i8(if *self == Self::Done { 0 } else { -1 })
    }
}

impl<'de> Deserialize<'de> for Code {
    /// Some platforms write a number, others a string.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        match raw.trim_matches('"').parse::<i32>() {
            Ok(0) => Ok(Self::Done),
            Ok(_) => Ok(Self::Refused),
            Err(_) => Err(serde::de::Error::custom("infcode is no number")),
        }
    }
}

/// The response envelope.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Response {
    /// 交易状态码
    pub infcode: Code,
    /// 接收方报文ID
    #[serde(default)]
    pub inf_refmsgid: String,
    /// 接收报文时间, `yyyyMMddHHmmssSSS`
    #[serde(default)]
    pub refmsg_time: String,
    /// 响应报文时间, `yyyyMMddHHmmssSSS`
    #[serde(default)]
    pub respond_time: String,
    /// 错误信息; may name a person, so it never enters an event.
    #[serde(default)]
    pub err_msg: Option<String>,
    /// 警告信息
    #[serde(default)]
    pub warn_msg: Option<String>,
    /// 交易输出
    #[serde(default)]
    pub output: Option<Box<RawValue>>,
}

impl Response {
    /// An answer as a platform writes it at `now` on its wall clock; with `Err` it is a refusal in these words.
    #[must_use]
    pub fn new(reference: &str, now: NaiveDateTime, said: Result<Box<RawValue>, String>) -> Self {
        let stamp = now.format("%Y%m%d%H%M%S%3f").to_string();
        let (infcode, err_msg, output) = match said {
            Ok(output) => (Code::Done, None, Some(output)),
            Err(words) => (Code::Refused, Some(words.chars().take(200).collect()), None),
        };
        let inf_refmsgid = reference.to_owned();
        Self { infcode, inf_refmsgid, refmsg_time: stamp.clone(), respond_time: stamp, err_msg, warn_msg: None, output }
    }
}

//! 1101 人员基本信息获取: who a person is, by any of the four credentials, and which insurance they have.

use super::Transaction;
use crate::field::{Amount, Day, FieldError, Number, Text};
use model::{
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    person::CredentialKind,
    settlement::Outcome,
};
use serde::{Deserialize, Serialize};

/// 1101
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person1101 {
    /// The person asked about.
    pub data: PersonQuery,
}

/// The person asked about, by a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonQuery {
    /// 就诊凭证类型
    pub mdtrt_cert_type: Text<3>,
    /// 就诊凭证编号
    pub mdtrt_cert_no: Text<50>,
    /// 卡识别码; only with a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_sn: Option<Text<32>>,
    /// 人员证件类型
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psn_cert_type: Option<Text<6>>,
    /// 证件号码
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certno: Option<Text<50>>,
    /// 人员姓名
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psn_name: Option<Text<50>>,
}

/// A credential as the platform takes it (`mdtrt_cert_type`, `mdtrt_cert_no`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// 01 code or face token, 02 identity card, 03 social-security card, 99 passport or permit.
    pub kind: Text<3>,
    /// The token or number.
    pub number: Text<50>,
    /// `psn_cert_type` of a passport (08) or permit (04).
    pub person_kind: Option<Text<6>>,
}

/// Why a credential cannot be presented to the platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Visit codes and wristbands are the hospital's own.
    #[error("this kind of credential means nothing to the insurance platform")]
    NotThePlatforms,
    /// The number does not fit its field.
    #[error(transparent)]
    Field(#[from] FieldError),
}

impl Certificate {
    /// From one of the four credentials, a passport or a permit. Types 01–03 are from the national code list; 99 with
    /// `psn_cert_type` is this product's choice for the others, to be set by region.
    ///
    /// # Errors
    /// For the hospital's own codes, and for a number that does not fit.
    pub fn new(kind: CredentialKind, number: &str) -> Result<Self, CertificateError> {
        let (code, person_kind) = match kind {
            CredentialKind::InsuranceCode | CredentialKind::FaceToken => ("01", None),
            CredentialKind::ResidentId => ("02", None),
            CredentialKind::SocialSecurityCard => ("03", None),
            CredentialKind::Permit => ("99", Some("04")),
            CredentialKind::Passport => ("99", Some("08")),
            CredentialKind::VisitCode | CredentialKind::Wristband => return Err(CertificateError::NotThePlatforms),
        };
        Ok(Self {
            kind: Text::new("mdtrt_cert_type", code)?,
            number: Text::new("mdtrt_cert_no", number)?,
            person_kind: person_kind.map(|code| Text::new("psn_cert_type", code)).transpose()?,
        })
    }
}

impl Person1101 {
    /// Asks for a person by a credential. `card_sn` comes from a card reader.
    ///
    /// # Errors
    /// When `card_sn` does not fit its field.
    pub fn by(certificate: &Certificate, card_sn: Option<&str>) -> Result<Self, FieldError> {
        let certno = certificate.person_kind.as_ref().map(|_| certificate.number.clone());
        Ok(Self {
            data: PersonQuery {
                mdtrt_cert_type: certificate.kind.clone(),
                mdtrt_cert_no: certificate.number.clone(),
                card_sn: Text::maybe("card_sn", card_sn.unwrap_or_default())?,
                psn_cert_type: certificate.person_kind.clone(),
                certno,
                psn_name: None,
            },
        })
    }
}

/// The output of 1101.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Who the person is.
    pub baseinfo: BaseInfo,
    /// The person's insurance.
    #[serde(default)]
    pub insuinfo: Vec<InsuranceInfo>,
}

/// Who a person is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseInfo {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 人员证件类型
    pub psn_cert_type: Text<6>,
    /// 证件号码
    pub certno: Text<50>,
    /// 人员姓名
    pub psn_name: Text<50>,
    /// 性别: 1 male, 2 female, 9 unknown
    pub gend: Text<6>,
    /// 出生日期
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brdy: Option<Day>,
    /// 年龄
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<Number<4, 1>>,
}

/// One insurance of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuranceInfo {
    /// 余额
    #[serde(default)]
    pub balc: Amount,
    /// 险种类型
    pub insutype: Text<6>,
    /// 人员类别
    pub psn_type: Text<6>,
    /// 人员参保状态: 1 insured, 2 paused, 4 ended
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psn_insu_stas: Option<Text<6>>,
    /// 公务员标志
    pub cvlserv_flag: Text<3>,
    /// 参保地医保区划
    pub insuplc_admdvs: Text<6>,
    /// 单位名称
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emp_name: Option<Text<200>>,
}

impl Transaction for Person1101 {
    const INFNO: Interface = Interface::Person;
    type Output = Found;
}

/// The code of a scheme (`insutype`); `None` for somebody who pays everything.
pub(crate) const fn insutype(insurance: InsuranceType) -> Option<&'static str> {
    match insurance {
        InsuranceType::Employee => Some("310"),
        InsuranceType::Resident => Some("390"),
        InsuranceType::SelfPay => None,
    }
}

/// The scheme with a code; `None` for one that this product does not settle under.
pub(crate) fn insurance_of(insutype: &str) -> Option<InsuranceType> {
    match insutype {
        "310" => Some(InsuranceType::Employee),
        "390" => Some(InsuranceType::Resident),
        _ => None,
    }
}

/// The class that the first digits of a `psn_type` stand for: 11 active, 12 retired, 14–16 residents, 13 (离休) as
/// retired.
pub(crate) fn class_of(psn_type: &str) -> Option<PersonClass> {
    match psn_type.get(..2)? {
        "11" => Some(PersonClass::Active),
        "12" | "13" => Some(PersonClass::Retired),
        "14" | "15" | "16" => Some(PersonClass::Resident),
        _ => None,
    }
}

/// The `psn_type` that the sandbox gives to a class.
pub(crate) const fn psn_type(class: PersonClass) -> &'static str {
    match class {
        PersonClass::Active => "1101",
        PersonClass::Retired => "1201",
        PersonClass::Resident => "1501",
    }
}

impl Found {
    /// Insurance that is in force and known to this product.
    fn in_force(&self) -> impl Iterator<Item = &InsuranceInfo> {
        self.insuinfo.iter().filter(|row| {
            row.psn_insu_stas.as_ref().is_none_or(|state| state.as_str() == "1")
                && insurance_of(row.insutype.as_str()).is_some()
                && class_of(row.psn_type.as_str()).is_some()
        })
    }

    /// The insurance in force, employees' before residents'; `None` if there is none.
    pub fn insurance(&self) -> Option<&InsuranceInfo> {
        self.in_force().min_by_key(|row| row.insutype.as_str())
    }

    /// The insurance in force under a scheme, if any.
    pub fn insured_under(&self, scheme: InsuranceType) -> Option<&InsuranceInfo> {
        self.in_force().find(|row| insurance_of(row.insutype.as_str()) == Some(scheme))
    }

    /// What a decision needs of the answer.
    pub(crate) fn outcome(&self) -> Outcome {
        let insured = self.insurance().and_then(|row| {
            Some(Outcome::Insured {
                insurance: insurance_of(row.insutype.as_str())?,
                class: class_of(row.psn_type.as_str())?,
                region: row.insuplc_admdvs.as_str().to_owned(),
                balance: row.balc.yuan().max(Yuan::ZERO),
            })
        });
        insured.unwrap_or_else(|| Outcome::Refused { code: "not-insured".to_owned() })
    }
}

//! What the sandbox platform knows: hospitals, policies, the catalogue and insured people.

use super::{Sandbox, SandboxError};
use crate::message::{Certificate, insutype, psn_type};
use chrono::{Datelike, NaiveDate};
use model::{
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    settlement::{ChargeClass, YearToDate},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use settlement::policy::{HospitalKind, Policy};
use sqlx::{Row, SqliteConnection};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLockWriteGuard},
};

/// A hospital that may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// 定点医药机构编号
    pub code: model::code::InstitutionCode,
    /// 0 = community and township, 1–3.
    pub level: u8,
    /// General, traditional, psychiatric.
    pub kind: HospitalKind,
}

/// An item of the insurance catalogue. The patient pays for whatever is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueItem {
    /// 医疗目录编码
    pub code: String,
    /// 收费项目等级
    pub class: ChargeClass,
    /// Price ceiling per unit, yuan.
    #[serde(default)]
    pub ceiling: Option<Decimal>,
    /// Rate that the patient pays first, 0–1.
    #[serde(default)]
    pub preself_rate: Decimal,
}

/// An insured person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// 人员编号
    pub psn_no: String,
    /// 人员姓名
    pub name: String,
    /// Resident identity number, or the number of another document.
    pub certno: String,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    #[serde(default)]
    pub birth: Option<NaiveDate>,
    /// The credentials that the person may present.
    pub credentials: Vec<(CredentialKind, String)>,
    /// The person's insurance.
    #[serde(default)]
    pub coverage: Vec<Coverage>,
}

/// One insurance of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The scheme.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// Insured place, GB/T 2260.
    pub region: String,
    /// Balance of the person's own account.
    #[serde(default)]
    pub balance: Yuan,
    /// Balance of the family account.
    #[serde(default)]
    pub family_balance: Yuan,
    /// The policy that applies; `None`: the one of place, scheme and day.
    #[serde(default)]
    pub policy: Option<String>,
    /// Entitled to medical assistance.
    #[serde(default)]
    pub assistance: bool,
    /// Treated away from the insured place without a referral.
    #[serde(default)]
    pub remote: bool,
    /// Earlier admissions in this year.
    #[serde(default)]
    pub admissions: u8,
    /// The sums of this year's earlier settlements.
    #[serde(default)]
    pub year_to_date: YearToDate,
}

impl Sandbox {
    /// Lets a hospital sign in, or changes what is known about it.
    ///
    /// # Errors
    /// When the sandbox's database cannot be written.
    pub async fn enrol_institution(&self, institution: &Institution) -> Result<(), SandboxError> {
        const SQL: &str = "INSERT INTO institution (code, level, kind) VALUES ($1, $2, $3) \
            ON CONFLICT (code) DO UPDATE SET level = excluded.level, kind = excluded.kind";
        let code = institution.code.to_string();
        let query = sqlx::query(SQL).bind(code).bind(i64::from(institution.level)).bind(institution.kind.word());
        query.execute(self.pool()).await?;
        Ok(())
    }

    /// Loads policies from TOML texts.
    ///
    /// # Errors
    /// [`SandboxError::Policy`] with the first problem; no policy is then loaded.
    pub async fn load_policies(&self, texts: &[&str]) -> Result<(), SandboxError> {
        const SQL: &str = "INSERT INTO policy (id, toml) VALUES ($1, $2) \
            ON CONFLICT (id) DO UPDATE SET toml = excluded.toml";
        let mut transaction = self.pool().begin().await?;
        for text in texts {
            let policy = Policy::parse(text).map_err(|problems| {
                let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
                SandboxError::Policy(words.join("; "))
            })?;
            sqlx::query(SQL).bind(policy.id.as_str()).bind(*text).execute(&mut *transaction).await?;
            self.remember(policy);
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Adds items to the catalogue, or changes them.
    ///
    /// # Errors
    /// When the sandbox's database cannot be written.
    pub async fn enrol_items(&self, items: &[CatalogueItem]) -> Result<(), SandboxError> {
        const SQL: &str = "INSERT INTO catalogue (code, class, ceiling, preself_rate) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (code) DO UPDATE SET class = excluded.class, ceiling = excluded.ceiling, \
            preself_rate = excluded.preself_rate";
        let mut transaction = self.pool().begin().await?;
        for item in items {
            let class = class_code(item.class);
            let ceiling = item.ceiling.map(|ceiling| ceiling.to_string());
            let query = sqlx::query(SQL).bind(&item.code).bind(class).bind(ceiling).bind(item.preself_rate.to_string());
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        self.catalogue().extend(items.iter().map(|item| (item.code.clone(), item.clone())));
        Ok(())
    }

    fn catalogue(&self) -> RwLockWriteGuard<'_, BTreeMap<String, CatalogueItem>> {
        self.shared.catalogue.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the catalogue into memory.
    pub(super) async fn load_items(&self) -> Result<(), SandboxError> {
        const SQL: &str = "SELECT code, class, ceiling, preself_rate FROM catalogue";
        let decimal = |text: &str| text.parse::<Decimal>().map_err(|_| SandboxError::Data(text.to_owned()));
        let mut items = BTreeMap::new();
        for row in sqlx::query(SQL).fetch_all(self.pool()).await? {
            let class = match row.try_get("class")? {
                "01" => ChargeClass::A,
                "02" => ChargeClass::B,
                _ => ChargeClass::C,
            };
            let ceiling = row.try_get::<Option<String>, _>("ceiling")?.as_deref().map(decimal).transpose()?;
            let preself_rate = decimal(row.try_get("preself_rate")?)?;
            let code: String = row.try_get("code")?;
            items.insert(code.clone(), CatalogueItem { code, class, ceiling, preself_rate });
        }
        *self.catalogue() = items;
        Ok(())
    }

    /// An item of the catalogue.
    pub(super) fn item(&self, code: &str) -> Option<CatalogueItem> {
        self.shared.catalogue.read().unwrap_or_else(PoisonError::into_inner).get(code).cloned()
    }

    /// Enrols insured people, or changes what is known about them.
    ///
    /// # Errors
    /// [`SandboxError::Certificate`] for a credential that a platform does not know.
    pub async fn enrol(&self, people: &[Person]) -> Result<(), SandboxError> {
        let year = self.now().year();
        let mut transaction = self.pool().begin().await?;
        for person in people {
            person.store(&mut transaction, year).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The `chrgitm_lv` of a class.
pub(super) const fn class_code(class: ChargeClass) -> &'static str {
    match class {
        ChargeClass::A => "01",
        ChargeClass::B => "02",
        ChargeClass::C => "03",
    }
}

impl Person {
    async fn store(&self, connection: &mut SqliteConnection, year: i32) -> Result<(), SandboxError> {
        const PERSON: &str = "INSERT INTO person (psn_no, psn_name, psn_cert_type, certno, gend, brdy) \
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (psn_no) DO UPDATE SET psn_name = excluded.psn_name, \
            psn_cert_type = excluded.psn_cert_type, certno = excluded.certno, gend = excluded.gend, brdy = excluded.brdy";
        const CERTIFICATE: &str = "INSERT INTO certificate (kind, number, psn_no) VALUES ($1, $2, $3) \
            ON CONFLICT (kind, number) DO UPDATE SET psn_no = excluded.psn_no";
        let gend = match self.sex {
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unknown => "9",
        };
        let is_resident_id = model::credential::check_resident_id(&self.certno).is_ok();
        let query = sqlx::query(PERSON).bind(&self.psn_no).bind(&self.name);
        let query = query.bind(if is_resident_id { "01" } else { "99" }).bind(&self.certno).bind(gend);
        query.bind(self.birth.map(|birth| birth.to_string())).execute(&mut *connection).await?;
        for (kind, number) in &self.credentials {
            let certificate = Certificate::new(*kind, number)?;
            let query = sqlx::query(CERTIFICATE).bind(certificate.kind.as_str()).bind(certificate.number.as_str());
            query.bind(&self.psn_no).execute(&mut *connection).await?;
        }
        for coverage in &self.coverage {
            coverage.store(&self.psn_no, connection, year).await?;
        }
        Ok(())
    }
}

impl Coverage {
    async fn store(&self, psn_no: &str, connection: &mut SqliteConnection, year: i32) -> Result<(), SandboxError> {
        const COVERAGE: &str = "INSERT INTO coverage (psn_no, insutype, psn_type, region, policy, assistance, remote, \
            balance, family_balance) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (psn_no, insutype) \
            DO UPDATE SET psn_type = excluded.psn_type, region = excluded.region, policy = excluded.policy, \
            assistance = excluded.assistance, remote = excluded.remote, balance = excluded.balance, \
            family_balance = excluded.family_balance";
        let Some(code) = insutype(self.insurance) else { return Ok(()) };
        let query = sqlx::query(COVERAGE).bind(psn_no).bind(code).bind(psn_type(self.class)).bind(&self.region);
        let query = query.bind(self.policy.as_deref()).bind(self.assistance).bind(self.remote);
        query.bind(self.balance.fen()).bind(self.family_balance.fen()).execute(&mut *connection).await?;
        super::year::set(connection, (psn_no, code, year), &self.year_to_date, self.admissions).await
    }
}

//! 9001 and 1101: who signs in, and who is insured.

use super::handle::{Handling, Stop, no};
use crate::{
    field::{Amount, Day, Text, Time},
    message::{BaseInfo, Found, InsuranceInfo, Person1101, SignedIn, SignedInData},
};
use chrono::NaiveDate;
use model::money::Yuan;
use sqlx::{Row, sqlite::SqliteRow};

use super::SandboxError;

/// A text from the sandbox's own file, as a field.
pub(super) fn field<const MAX: usize>(row: &SqliteRow, column: &'static str) -> Result<Text<MAX>, SandboxError> {
    Text::new(column, row.try_get::<String, _>(column)?).map_err(|error| SandboxError::Data(error.to_string()))
}

/// A text that the sandbox made itself, as a field.
pub(super) fn text<const MAX: usize>(column: &'static str, text: &str) -> Result<Text<MAX>, SandboxError> {
    Text::new(column, text).map_err(|error| SandboxError::Data(error.to_string()))
}

impl Handling<'_> {
    /// Signs in; a sign-in is valid for one day.
    pub(super) async fn sign_in(&mut self) -> Result<SignedIn, Stop> {
        const KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM institution WHERE code = $1)";
        const SIGN: &str = "INSERT INTO sign_in (sign_no, institution, day) VALUES ($1, $2, $3)";
        let institution = self.request.fixmedins_code.to_string();
        let known: bool = sqlx::query_scalar(KNOWN).bind(&institution).fetch_one(&mut *self.connection).await?;
        if !known {
            return no("institution-unknown", "定点医药机构未登记");
        }
        let sign_no = format!("S{}", self.request.msgid.as_str().chars().skip(12).collect::<String>());
        let query = sqlx::query(SIGN).bind(&sign_no).bind(institution).bind(self.now.date().to_string());
        query.execute(&mut *self.connection).await?;
        let sign_no = text("sign_no", &sign_no)?;
        Ok(SignedIn { signinoutb: SignedInData { sign_time: Time(self.now), sign_no } })
    }

    pub(super) async fn is_signed_in(&mut self) -> Result<bool, SandboxError> {
        const SQL: &str = "SELECT EXISTS (SELECT 1 FROM sign_in WHERE sign_no = $1 AND institution = $2 AND day = $3)";
        let query = sqlx::query_scalar(SQL).bind(&self.request.sign_no);
        let query = query.bind(self.request.fixmedins_code.to_string()).bind(self.now.date().to_string());
        Ok(query.fetch_one(&mut *self.connection).await?)
    }

    pub(super) async fn person(&mut self, query: Person1101) -> Result<Found, Stop> {
        const PERSON: &str = "SELECT person.* FROM certificate JOIN person USING (psn_no) \
            WHERE certificate.kind = $1 AND certificate.number = $2";
        const COVERAGE: &str = "SELECT * FROM coverage WHERE psn_no = $1 ORDER BY insutype";
        let data = &query.data;
        let query = sqlx::query(PERSON).bind(data.mdtrt_cert_type.as_str()).bind(data.mdtrt_cert_no.as_str());
        let Some(row) = query.fetch_optional(&mut *self.connection).await? else {
            return no("person-unknown", "未查询到参保人员");
        };
        let baseinfo = base(&row)?;
        let rows = sqlx::query(COVERAGE).bind(baseinfo.psn_no.as_str()).fetch_all(&mut *self.connection).await?;
        let insuinfo = rows.iter().map(insurance).collect::<Result<_, SandboxError>>()?;
        Ok(Found { baseinfo, insuinfo })
    }

    /// The person with a number.
    pub(super) async fn base_of(&mut self, psn_no: &str) -> Result<BaseInfo, Stop> {
        let query = sqlx::query("SELECT * FROM person WHERE psn_no = $1").bind(psn_no);
        match query.fetch_optional(&mut *self.connection).await? {
            Some(row) => Ok(base(&row)?),
            None => no("person-unknown", "人员编号不存在"),
        }
    }
}

fn base(row: &SqliteRow) -> Result<BaseInfo, SandboxError> {
    let birth: Option<String> = row.try_get("brdy")?;
    let birth = birth.map(|text| text.parse::<NaiveDate>().map_err(|error| SandboxError::Data(error.to_string())));
    Ok(BaseInfo {
        psn_no: field(row, "psn_no")?,
        psn_cert_type: field(row, "psn_cert_type")?,
        certno: field(row, "certno")?,
        psn_name: field(row, "psn_name")?,
        gend: field(row, "gend")?,
        brdy: birth.transpose()?.map(Day),
        age: None,
    })
}

fn insurance(row: &SqliteRow) -> Result<InsuranceInfo, SandboxError> {
    let balance = Yuan::from_fen(row.try_get("balance")?);
    Ok(InsuranceInfo {
        balc: Amount::new("balc", balance).map_err(|error| SandboxError::Data(error.to_string()))?,
        insutype: field(row, "insutype")?,
        psn_type: field(row, "psn_type")?,
        psn_insu_stas: Some(text("psn_insu_stas", "1")?),
        cvlserv_flag: text("cvlserv_flag", "0")?,
        insuplc_admdvs: field(row, "region")?,
        emp_name: None,
    })
}

//! 2401 入院办理, 2402 出院办理 and 2404 入院撤销.

use super::{Nothing, Transaction};
use crate::field::{Text, Time};
use model::interface::Interface;
use serde::{Deserialize, Serialize};

/// 2401
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission2401 {
    /// The stay as it begins.
    pub mdtrtinfo: AdmissionInfo,
    /// Its diagnoses.
    pub diseinfo: Vec<Diagnosis>,
}

/// The stay at its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionInfo {
    /// 人员编号
    pub psn_no: Text<30>,
    /// 险种类型
    pub insutype: Text<6>,
    /// 联系人姓名
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coner_name: Option<Text<50>>,
    /// 联系电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tel: Option<Text<50>>,
    /// 开始时间
    pub begntime: Time,
    /// 就诊凭证类型
    pub mdtrt_cert_type: Text<3>,
    /// 就诊凭证编号
    pub mdtrt_cert_no: Text<50>,
    /// 医疗类别: 21 ordinary stay
    pub med_type: Text<6>,
    /// 住院号
    pub ipt_no: Text<30>,
    /// 病历号
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medrcdno: Option<Text<30>>,
    /// 主治医生编码
    pub atddr_no: Text<30>,
    /// 主诊医师姓名
    pub chfpdr_name: Text<50>,
    /// 入院诊断描述
    pub adm_diag_dscr: Text<200>,
    /// 入院科室编码
    pub adm_dept_codg: Text<30>,
    /// 入院科室名称
    pub adm_dept_name: Text<100>,
    /// 入院床位
    pub adm_bed: Text<30>,
    /// 住院主诊断代码
    pub dscg_maindiag_code: Text<20>,
    /// 住院主诊断名称
    pub dscg_maindiag_name: Text<300>,
}

/// A diagnosis (`diseinfo`; its fields as read in an open client).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// 诊断类别: 1 western medicine
    pub diag_type: Text<3>,
    /// 主诊断标志: 1 main
    pub maindiag_flag: Text<3>,
    /// 诊断排序号, from 1
    pub diag_srt_no: u16,
    /// 诊断代码
    pub diag_code: Text<20>,
    /// 诊断名称
    pub diag_name: Text<100>,
    /// 入院病情
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adm_cond: Option<Text<500>>,
    /// 诊断科室
    pub diag_dept: Text<50>,
    /// 诊断医生编码
    pub dise_dor_no: Text<30>,
    /// 诊断医生姓名
    pub dise_dor_name: Text<50>,
    /// 诊断时间
    pub diag_time: Time,
}

/// The output of 2401.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Its one row.
    pub result: AdmittedResult,
}

/// The stay's number at the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmittedResult {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
}

impl Transaction for Admission2401 {
    const INFNO: Interface = Interface::Admission;
    type Output = Admitted;
}

/// 2402
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discharge2402 {
    /// The stay as it ends.
    pub dscginfo: DischargeInfo,
    /// Its diagnoses.
    pub diseinfo: Vec<Diagnosis>,
}

/// The stay at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DischargeInfo {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 人员编号
    pub psn_no: Text<30>,
    /// 险种类型
    pub insutype: Text<6>,
    /// 结束时间
    pub endtime: Time,
    /// 出院科室编码
    pub dscg_dept_codg: Text<30>,
    /// 出院科室名称
    pub dscg_dept_name: Text<100>,
    /// 出院床位
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dscg_bed: Option<Text<30>>,
    /// 离院方式: 1 on the doctor's order
    pub dscg_way: Text<3>,
}

impl Transaction for Discharge2402 {
    const INFNO: Interface = Interface::Discharge;
    type Output = Nothing;
}

/// 2404: takes back an admission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionUndo2404 {
    /// The stay whose admission is taken back.
    pub data: UndoneStay,
}

/// 2405: takes back the end of a stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DischargeUndo2405 {
    /// The stay whose end is taken back.
    pub data: UndoneStay,
}

/// The stay whose admission, or end, is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoneStay {
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 人员编号
    pub psn_no: Text<30>,
}

impl Transaction for DischargeUndo2405 {
    const INFNO: Interface = Interface::DischargeUndo;
    type Output = Nothing;
}

impl Transaction for AdmissionUndo2404 {
    const INFNO: Interface = Interface::AdmissionUndo;
    type Output = Nothing;
}

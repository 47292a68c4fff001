//! 2301 住院费用明细上传: uploads charge lines and returns the split of each; 2302 住院费用明细撤销: takes lines back.

use super::{Nothing, Transaction};
use crate::{
    check::Finding,
    field::{Amount, FieldError, Number, Text, Time},
};
use model::{interface::Interface, settlement::LineSplit};
use serde::{Deserialize, Serialize};

/// 2301
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines2301 {
    /// The lines, at most [`Lines2301::LINES_MAX`].
    pub feedetail: Vec<Line>,
}

impl Lines2301 {
    /// The most lines in one message, so that its input stays within 40,000 characters.
    pub const LINES_MAX: usize = 40;

    /// A message with these lines.
    ///
    /// # Errors
    /// When there are too many for one message.
    pub fn new(feedetail: Vec<Line>) -> Result<Self, FieldError> {
        if feedetail.len() > Self::LINES_MAX {
            return Err(FieldError::Rows { field: "feedetail", count: feedetail.len(), max: Self::LINES_MAX });
        }
        Ok(Self { feedetail })
    }
}

/// One charge line. A refund is a line of its own, with a negative count and amount, that names its original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// 费用明细流水号, unique in one stay
    pub feedetl_sn: Text<30>,
    /// 原费用流水号, only of a refund
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init_feedetl_sn: Option<Text<30>>,
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 人员编号
    pub psn_no: Text<30>,
    /// 医疗类别
    pub med_type: Text<6>,
    /// 费用发生时间
    pub fee_ocur_time: Time,
    /// 医疗目录编码
    pub med_list_codg: Text<50>,
    /// 医药机构目录编码
    pub medins_list_codg: Text<150>,
    /// 明细项目费用总额
    pub det_item_fee_sumamt: Amount,
    /// 数量
    pub cnt: Number<16, 4>,
    /// 单价
    pub pric: Number<16, 6>,
    /// 开单科室编码
    pub bilg_dept_codg: Text<30>,
    /// 开单科室名称
    pub bilg_dept_name: Text<100>,
    /// 开单医生编码
    pub bilg_dr_codg: Text<30>,
    /// 开单医师姓名
    pub bilg_dr_name: Text<50>,
}

/// The output of 2301: the lines that were accepted, which may be fewer than those sent (F12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// The splits, one for each accepted line.
    pub result: Vec<LineResult>,
}

/// A line as the platform split it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineResult {
    /// 费用明细流水号
    pub feedetl_sn: Text<30>,
    /// 明细项目费用总额
    pub det_item_fee_sumamt: Amount,
    /// 数量
    pub cnt: Number<16, 4>,
    /// 单价
    pub pric: Number<16, 6>,
    /// 定价上限金额; none = 999999
    pub pric_uplmt_amt: Number<16, 6>,
    /// 自付比例
    #[serde(default)]
    pub selfpay_prop: Number<5, 4>,
    /// 全自费金额
    #[serde(default)]
    pub fulamt_ownpay_amt: Amount,
    /// 超限价金额
    #[serde(default)]
    pub overlmt_amt: Amount,
    /// 先行自付金额
    #[serde(default)]
    pub preselfpay_amt: Amount,
    /// 符合政策范围金额
    #[serde(default)]
    pub inscp_scp_amt: Amount,
    /// 收费项目等级
    pub chrgitm_lv: Text<3>,
    /// 医疗收费项目类别
    pub med_chrgitm_type: Text<6>,
    /// 限制使用标志
    pub lmt_used_flag: Text<3>,
    /// 备注; here a platform says why a line could not be split
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<Text<500>>,
}

impl LineResult {
    /// The split of the line; its parts must add up to the line's amount (identity I1).
    ///
    /// # Errors
    /// I1, if it does not hold.
    pub fn split(&self) -> Result<LineSplit, Finding> {
        let split = LineSplit {
            fulamt_ownpay_amt: self.fulamt_ownpay_amt.yuan(),
            overlmt_amt: self.overlmt_amt.yuan(),
            preselfpay_amt: self.preselfpay_amt.yuan(),
            inscp_scp_amt: self.inscp_scp_amt.yuan(),
        };
        let sum = settlement::line::sum(&split);
        Finding::equal("I1", self.det_item_fee_sumamt.yuan(), sum)?;
        Ok(split)
    }
}

impl Transaction for Lines2301 {
    const INFNO: Interface = Interface::Lines;
    type Output = Uploaded;
}

/// 2302
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinesUndo2302 {
    /// The lines that are taken back.
    pub data: Vec<UndoneLine>,
}

/// One line that is taken back, or all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoneLine {
    /// 费用明细流水号; [`UndoneLine::ALL`]: all lines that are not settled
    pub feedetl_sn: Text<30>,
    /// 就诊ID
    pub mdtrt_id: Text<30>,
    /// 人员编号
    pub psn_no: Text<30>,
}

impl UndoneLine {
    /// The `feedetl_sn` that stands for all lines of a stay.
    pub const ALL: &'static str = "0000";
}

impl Transaction for LinesUndo2302 {
    const INFNO: Interface = Interface::LinesUndo;
    type Output = Nothing;
}

//! Devices (设备): what a session may need besides its clinician.

use serde::{Deserialize, Serialize};

/// What kind of device it is; where DICOM has a name for it, that one.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// Computed tomography (CT).
    Ct,
    /// Magnetic resonance (磁共振).
    Mr,
    /// Ultrasound (超声).
    Us,
    /// X-ray (数字 X 线摄影).
    Dx,
    /// Electrocardiograph (心电图).
    Ecg,
    /// Endoscope (内镜).
    Endoscopy,
    /// A place where samples are taken, or an analyser (检验).
    Laboratory,
    /// A chair for infusions (输液椅).
    InfusionChair,
    /// Anything else.
    Other,
}

impl DeviceKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Ct,
        Self::Mr,
        Self::Us,
        Self::Dx,
        Self::Ecg,
        Self::Endoscopy,
        Self::Laboratory,
        Self::InfusionChair,
        Self::Other,
    ];
}

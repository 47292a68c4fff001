//! Fault switches: what goes wrong between a hospital and the platform, on demand.

use super::SandboxError;
use model::interface::Interface;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// What goes wrong with the next message of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The request never arrives, and no answer comes.
    RequestLost {},
    /// The platform does what was asked, but the answer never comes.
    ReplyLost {},
    /// The request arrives late, even if the sender has given up waiting.
    RequestLate {
        /// Milliseconds of real time.
        millis: u64,
    },
    /// The platform does what was asked at once, but the answer comes late.
    ReplyLate {
        /// Milliseconds of real time.
        millis: u64,
    },
    /// The connection breaks before the platform does what was asked.
    Reset {},
    /// The connection breaks after the platform did what was asked.
    ResetAfter {},
    /// The message arrives twice, and the second answer is sent.
    Twice {},
    /// The platform refuses with these words.
    Refuse {
        /// `err_msg`
        message: String,
    },
    /// The platform does what was asked and refuses a copy of it with these words; the refusal is the answer that is
    /// sent.
    RefusedThough {
        /// `err_msg`
        message: String,
    },
    /// Only the first lines of a 2301 are accepted (F12).
    Partly {
        /// How many lines.
        lines: usize,
    },
    /// The answer is not JSON.
    Garbage {},
    /// The platform does what was asked, and its answer states something else: well-formed, but wrong.
    Lie {
        /// What it states, by position in `output` (a JSON pointer, RFC 6901); a member that is missing is added to its
        /// object.
        says: BTreeMap<String, Value>,
    },
}

#[derive(Debug)]
struct Armed {
    fault: Fault,
    left: u32,
}

/// Changes what an answer states; a refusal stays as it is.
///
/// # Errors
/// When the sandbox's own answer is not JSON, or a pointer leads to where nothing can be.
pub(super) fn lie(answer: &[u8], says: &BTreeMap<String, Value>) -> Result<Vec<u8>, SandboxError> {
    let mut answer: Value = serde_json::from_slice(answer)?;
    if let Some(output) = answer.get_mut("output").filter(|output| !output.is_null()) {
        for (pointer, value) in says {
            let place = pointer.rsplit_once('/').and_then(|(parent, last)| Some((output.pointer_mut(parent)?, last)));
            let Some((Value::Object(fields), last)) = place else {
                return Err(SandboxError::Data(format!("nothing can stand at {pointer}")));
            };
            fields.insert(last.to_owned(), value.clone());
        }
    }
    Ok(serde_json::to_vec(&answer)?)
}

/// The switches of a sandbox.
#[derive(Debug, Default)]
pub(super) struct Faults {
    by_transaction: Mutex<BTreeMap<Interface, Armed>>,
}

impl Faults {
    pub(super) fn arm(&self, infno: Interface, fault: Fault, times: u32) {
        let mut armed = self.by_transaction.lock().unwrap_or_else(PoisonError::into_inner);
        armed.insert(infno, Armed { fault, left: times });
    }

    pub(super) fn disarm(&self, infno: Interface) {
        self.by_transaction.lock().unwrap_or_else(PoisonError::into_inner).remove(&infno);
    }

    /// The fault that strikes now; counts it down.
    pub(super) fn strike(&self, infno: Interface) -> Option<Fault> {
        let mut armed = self.by_transaction.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = armed.get_mut(&infno)?;
        entry.left = entry.left.saturating_sub(1);
        let fault = entry.fault.clone();
        if entry.left == 0 {
            armed.remove(&infno);
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// serde accepts any members for unit variants of tagged enums; these variants have braces instead.
    #[test]
    fn a_fault_with_a_member_too_many_is_refused() {
        for kind in ["request_lost", "reply_lost", "reset", "reset_after", "twice", "garbage"] {
            assert!(serde_json::from_value::<Fault>(json!({ "kind": kind })).is_ok(), "{kind}");
            let more = serde_json::from_value::<Fault>(json!({ "kind": kind, "millis": 5 }));
            assert!(more.is_err(), "{kind}");
        }
    }
}

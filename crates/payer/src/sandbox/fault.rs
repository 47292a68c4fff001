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
    /// The request never arrives; no answer ever comes.
    RequestLost {},
    /// The platform does it; the answer never comes.
    ReplyLost {},
    /// The request arrives late, whoever may have given up waiting.
    RequestLate {
        /// Milliseconds of real time.
        millis: u64,
    },
    /// The platform does it at once; the answer comes late.
    ReplyLate {
        /// Milliseconds of real time.
        millis: u64,
    },
    /// The connection breaks before the platform does it.
    Reset {},
    /// The connection breaks after the platform did it.
    ResetAfter {},
    /// The message arrives twice; the second answer is the one that comes.
    Twice {},
    /// The platform refuses, with these words.
    Refuse {
        /// `err_msg`
        message: String,
    },
    /// The platform does it, and refuses a copy of it with these words; the refusal is the answer that comes.
    RefusedThough {
        /// `err_msg`
        message: String,
    },
    /// Of a 2301 only the first lines are taken (F12).
    Partly {
        /// How many.
        lines: usize,
    },
    /// The answer is no JSON.
    Garbage {},
    /// The platform does it, and its answer says something else: well-formed, and wrong.
    Lie {
        /// What it says, by place in `output` (a JSON pointer, RFC 6901); what is not there is added to its object.
        says: BTreeMap<String, Value>,
    },
}

#[derive(Debug)]
struct Armed {
    fault: Fault,
    left: u32,
}

/// An answer that says something else; a refusal stays as it is.
///
/// # Errors
/// An answer of the sandbox's own that is no JSON, or a pointer to where nothing can be.
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

    /// The fault that strikes now, counted down.
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

    /// serde lets unit variants of tagged enums have any members.
    #[test]
    fn a_fault_with_a_member_too_many_is_refused() {
        for kind in ["request_lost", "reply_lost", "reset", "reset_after", "twice", "garbage"] {
            assert!(serde_json::from_value::<Fault>(json!({ "kind": kind })).is_ok(), "{kind}");
            let more = serde_json::from_value::<Fault>(json!({ "kind": kind, "millis": 5 }));
            assert!(more.is_err(), "{kind}");
        }
    }
}

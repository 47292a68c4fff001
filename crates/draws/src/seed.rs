//! The 256 random bits from which the order follows.

use crate::fingerprint::{Commitment, from_hex};
use std::fmt;

/// A seed: 32 bytes from a generator that is fit for keys. Until the draw is opened nobody may see it: whoever knows it
/// knows the order of every list. It must not be derived from anything else, and each draw needs one of its own.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// From random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From 64 hexadecimal digits in lower case; `None` if it is anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }

    /// What is published before the list opens.
    pub fn commitment(&self) -> Commitment {
        Commitment::of(&self.0)
    }

    /// The bytes, to be sealed until the draw is opened.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What is published when the draw is opened: 64 hexadecimal digits in lower case.
    pub fn opened(&self) -> String {
        hex::encode(self.0)
    }
}

/// Never the bytes: what is debugged ends in logs.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

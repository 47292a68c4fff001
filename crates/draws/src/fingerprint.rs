//! SHA-256 as people see it: 64 hexadecimal digits to compare, 12 letters to read aloud.

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// Crockford's base 32: no I, L, O and U, which look or sound like others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

macro_rules! fingerprints {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The SHA-256 of these bytes.
            pub fn of(bytes: &[u8]) -> Self {
                Self(Sha256::digest(bytes).into())
            }

            /// From 64 hexadecimal digits in lower case; `None` if it is anything else.
            pub fn from_hex(text: &str) -> Option<Self> {
                from_hex(text).map(Self)
            }

            /// 64 hexadecimal digits in lower case.
            pub fn hex(&self) -> String {
                hex::encode(self.0)
            }

            /// The first 60 bits as `N5JD-579K-T2ZA`, only for reading aloud: somebody with enough computers can find
            /// another input with the same 60 bits, so what is to be trusted is compared in full.
            pub fn short(&self) -> String {
                short(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.hex())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

fingerprints! {
    /// The SHA-256 of a seed's 32 bytes (种子指纹). Published before the list opens, it binds the hospital to the seed
    /// and says nothing about it.
    Commitment,
    /// The SHA-256 of a closed list (名单封存码); see [`ClosedList::canonical`](crate::ClosedList::canonical).
    ListHash,
}

/// 32 bytes from 64 hexadecimal digits in lower case: of several forms of the same bytes only one is taken.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let lower = text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    (lower && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(bytes)
}

/// The first 60 bits, most significant first, five a letter.
fn short(bytes: &[u8; 32]) -> String {
    let first = bytes.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter = |place: u32| char::from(LETTERS[(first >> (59 - 5 * place) & 31) as usize]);
    let group = |group: u32| (4 * group..4 * group + 4).map(letter).collect::<String>();
    format!("{}-{}-{}", group(0), group(1), group(2))
}

//! Ids within the 30 characters that the national fields allow: 26 characters of a 32-letter alphabet hold a whole
//! UUID.

use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An id in 26 characters (Crockford's base 32, most significant first).
pub fn short(id: Uuid) -> String {
    let bits = id.as_u128();
    (0..26).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect()
}

/// The id from the 26 characters that [`short`] made.
pub fn long(text: &str) -> Option<Uuid> {
    if text.len() != 26 {
        return None;
    }
    let mut bits = 0u128;
    for byte in text.bytes() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte)? as u128;
        bits = bits.checked_mul(32)?.checked_add(digit)?;
    }
    Some(Uuid::from_u128(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_whole() {
        for bits in [0, 1, u128::MAX, 0x0192_f3aa_0000_7000_8000_1234_5678_9abc] {
            let id = Uuid::from_u128(bits);
            assert_eq!(short(id).len(), 26);
            assert_eq!(long(&short(id)), Some(id));
        }
        assert_eq!(long("Z7ZZZZZZZZZZZZZZZZZZZZZZZZ"), None);
        assert_eq!(long("0"), None);
    }
}

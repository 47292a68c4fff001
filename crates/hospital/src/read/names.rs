//! How names and numbers are shown to others.

/// `林*英`; the second of two characters is hidden; there are never more than three stars.
pub(crate) fn mask_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [first] | [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len().min(3))),
    }
}

/// `138****5678`: the first three and the last four; with fewer than eight digits, all stars except the last two.
pub(crate) fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    let (head, tail) = if digits.len() >= 8 { (3, 4) } else { (0, digits.len().min(2)) };
    let stars = digits.len() - head - tail;
    digits[..head].iter().chain(std::iter::repeat_n(&'*', stars)).chain(&digits[digits.len() - tail..]).collect()
}

/// All stars except the last four characters; a passport's country is shown.
pub(crate) fn mask_number(number: &str) -> String {
    if let Some((country, rest)) = number.split_once('-').filter(|(country, _)| country.len() == 3) {
        return format!("{country}-{}", mask_number(rest));
    }
    let letters: Vec<char> = number.chars().collect();
    let stars = letters.len().saturating_sub(4);
    std::iter::repeat_n(&'*', stars).chain(&letters[stars..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_see_stars() {
        for (name, masked) in
            [("林秀英", "林*英"), ("李白", "李*"), ("欧阳小明", "欧**明"), ("", ""), ("A Long Name", "A***e")]
        {
            assert_eq!(mask_name(name), masked);
        }
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("12345"), "***45");
        assert_eq!(mask_number("11010519491231002X"), "**************002X");
        assert_eq!(mask_number("KOR-M12345678"), "KOR-*****5678");
    }
}

//! The seats of a session's windows, as they are typed and shown.

use model::{message::Refusal, scheduling::WindowSeats};

/// The longest text that is read: 324 windows with two digits each, and what separates them.
const TYPED_MAX: usize = 2_000;

/// Reads `3`, or the seats of each window, `4,3,3,2`; spaces and the commas of both languages separate them.
pub(super) fn seats(field: &'static str, text: &str) -> Result<WindowSeats, Refusal> {
    let wrong = || Refusal::new("field-seats").field(field).with("value", text.chars().take(80).collect::<String>());
    if text.len() > TYPED_MAX {
        return Err(wrong());
    }
    let separates = |letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、');
    let numbers = text.split(separates).filter(|word| !word.is_empty()).map(str::parse);
    let numbers: Vec<u16> = numbers.collect::<Result<_, _>>().map_err(|_| wrong())?;
    match numbers[..] {
        [] => Err(wrong()),
        [one] => Ok(WindowSeats::Each(one)),
        _ => Ok(WindowSeats::Windows(numbers)),
    }
}

/// `4, 3×10, 2`
pub(super) fn runs(seats: &[u16]) -> String {
    let mut runs: Vec<(u16, usize)> = Vec::new();
    for one in seats {
        match runs.last_mut() {
            Some((same, count)) if same == one => *count += 1,
            _ => runs.push((*one, 1)),
        }
    }
    let word = |(seats, count): &(u16, usize)| if *count > 1 { format!("{seats}×{count}") } else { seats.to_string() };
    runs.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_or_a_list_is_read_and_shown() {
        let read = |text: &str| seats("capacity", text);
        assert_eq!(read(" 3 ").unwrap(), WindowSeats::Each(3));
        for list in ["4,3,0", "4 3 0", "4，3、0", "4, 3,\n0,"] {
            assert_eq!(read(list).unwrap(), WindowSeats::Windows(vec![4, 3, 0]), "{list}");
        }
        for wrong in ["", " ,", "x", "3.5", "-1", "4,x,3", "70000", &"1,".repeat(1_001)] {
            let refusal = read(wrong).unwrap_err();
            assert_eq!((refusal.code, refusal.field), ("field-seats", Some("capacity")), "{wrong}");
        }
        assert_eq!(runs(&[4, 3, 3, 3, 2]), "4, 3×3, 2");
        assert_eq!((runs(&[3, 3]), runs(&[])), ("3×2".to_owned(), String::new()));
    }
}

//! What is wrong with a file is refused with its line, the field, the value and the rule.

use beds::{house::House, pas, solution};
use model::message::{Refusal, Value};

/// Two rooms, three beds, and three patients, one of them with two parts.
const GOOD: &str = "\
ARTICLE BENCHMARK DATA SET
Rooms: 2
Roomproperties: 2
Beds: 3
Departments: 1
Specialisms: 2
Patients: 3
Planning horizon: 7

SPECIALISMS:
1 Heart
2 Lung

DEPARTMENTS:
1 Inner ward 0 90 | 1 1 2 2

ROOMPROPERTIES:
1 telemetry
2 oxygen

ROOMS:
1 A | 1 | 1 | D | 1 1 2 2 | 1 0
2 B | 2 | 1 | N | 1 1 | 0 1

BEDS:
1 1
2 2
3 2

PATIENTS:
1 Ann Lee 60 F | 0 3 | 1 1 3 | 2 | 1 0 | 0 0
2 Bo 61 M | 2 9 | 2 1 3 2 4 | 0 | 0 1 | 1 1
3 Cy 5 M | 4 4 | 1 2 0 | 1 | 0 0 | 0 0

END.
";

/// Code, line, field and value.
fn told(refusal: &Refusal) -> (&'static str, i64, String, String) {
    let text = |name: &str| match refusal.args.iter().find(|(key, _)| key == name) {
        Some((_, Value::Text(text))) => text.clone(),
        Some((_, Value::Count(count))) => count.to_string(),
        other => panic!("{name}: {other:?}"),
    };
    (refusal.code, text("line").parse().unwrap(), text("field"), text("value"))
}

fn house() -> House {
    pas::read(GOOD).unwrap()
}

#[test]
fn the_good_file_is_read() {
    let house = house();
    let nights: Vec<_> = house.stays.iter().map(|stay| (stay.patient, stay.part, stay.first, stay.end)).collect();
    // The second part of patient 2 is cut at the last night; patient 3 stays no night.
    assert_eq!(nights, [(1, 0, 0, 3), (2, 0, 2, 5), (2, 1, 5, 7)]);
    // What is required is not preferred as well.
    assert_eq!((house.stays[1].required, house.stays[1].preferred), (0b10, 0b01));
    assert_eq!((house.stays[1].capacity_max, house.stays[0].capacity_max), (None, Some(2)));
    assert_eq!(house.departments[0].age_max, Some(90));
    assert_eq!(house.departments[0].age_min, None);
    assert_eq!((house.rooms[0].properties, house.rooms[1].properties), (0b01, 0b10));
    assert_eq!(house.rooms[1].beds, [2, 3]);
    assert_eq!(house, pas::read(&GOOD.replace('\n', " \r\n")).unwrap());
}

#[test]
fn each_mistake_is_named() {
    let cases = [
        ("ARTICLE BENCHMARK DATA SET\n", "", "beds-section-missing", 1, "ARTICLE BENCHMARK DATA SET", "Rooms: 2"),
        ("Beds: 3\n", "", "beds-section-missing", 4, "Beds", "Departments: 1"),
        ("Beds: 3", "Beds: three", "beds-number", 4, "Beds", "three"),
        ("Beds: 3", "Beds: -3", "beds-number", 4, "Beds", "-3"),
        ("Beds: 3", "Beds: 99999999999", "beds-number", 4, "Beds", "99999999999"),
        ("horizon: 7", "horizon: 367", "beds-number", 8, "Planning horizon", "367"),
        ("horizon: 7", "horizon: 0", "beds-number", 8, "Planning horizon", "0"),
        ("Roomproperties: 2", "Roomproperties: 65", "beds-number", 3, "Roomproperties", "65"),
        ("Rooms: 2", "Rooms: 3", "beds-count", 21, "ROOMS", "2"),
        ("Patients: 3", "Patients: 2", "beds-count", 30, "PATIENTS", "3"),
        ("SPECIALISMS:\n", "", "beds-section-missing", 10, "SPECIALISMS", "1 Heart"),
        ("BEDS:\n1 1\n2 2\n3 2\n", "", "beds-section-missing", 26, "BEDS", "PATIENTS:"),
        ("END.\n", "", "beds-section-missing", 33, "END.", ""),
        ("END.\n", "END.\n4 D\n", "beds-after-the-end", 36, "END.", "4 D"),
        ("2 Lung", "1 Lung", "beds-id-twice", 12, "specialism", "1"),
        ("2 Lung", "x Lung", "beds-number", 12, "specialism", "x"),
        ("0 90 | 1 1 2 2", "0 90 | 1 1 2 3", "beds-unknown-id", 15, "specialism", "3"),
        ("0 90 | 1 1 2 2", "0 90 | 1 1 2 1", "beds-id-twice", 15, "specialism", "1"),
        ("0 90 | 1 1 2 2", "0 90 | 1 1 2", "beds-columns", 15, "specialisms", "3"),
        ("0 90 |", "0 201 |", "beds-number", 15, "maximum age", "201"),
        ("1 A | 1 | 1 | D", "1 A | 1 | 4 | D", "beds-unknown-id", 22, "department", "4"),
        ("1 A | 1 | 1 | D", "1 A | 1 | 1 | X", "beds-word", 22, "sex of the room", "X"),
        ("1 A | 1 | 1 | D", "1 A | 0 | 1 | D", "beds-number", 22, "capacity", "0"),
        ("1 A | 1 | 1 | D", "1 A | 1 | 1", "beds-columns", 22, "groups", "5"),
        ("2 2 | 1 0\n", "2 2 | 1\n", "beds-columns", 22, "properties of the room", "1"),
        ("2 2 | 1 0\n", "2 2 | 1 2\n", "beds-number", 22, "properties of the room", "2"),
        ("2 B | 2", "1 B | 2", "beds-id-twice", 23, "room", "1"),
        ("3 2\n\n", "3 9\n\n", "beds-unknown-id", 28, "room", "9"),
        ("3 2\n\n", "2 2\n\n", "beds-id-twice", 28, "bed", "2"),
        ("3 2\n\n", "3\n\n", "beds-word-missing", 28, "room", ""),
        ("60 F | 0 3", "60 X | 0 3", "beds-word", 31, "sex", "X"),
        ("60 F | 0 3", "sixty F | 0 3", "beds-number", 31, "age", "sixty"),
        ("1 Ann Lee 60 F", "1 F", "beds-word-missing", 31, "age", ""),
        ("60 F | 0 3 | 1 1 3", "60 F | 3 0 | 1 1 3", "beds-stay-ends-first", 31, "last night", "0"),
        ("60 F | 0 3 | 1 1 3", "60 F | 0 4 | 1 1 3", "beds-stay-parts", 31, "parts", "3"),
        ("60 F | 0 3 | 1 1 3", "60 F | 0 3 | 2 1 3", "beds-columns", 31, "parts", "3"),
        ("60 F | 0 3 | 1 1 3", "60 F | 0 3 | 0", "beds-number", 31, "number of parts", "0"),
        ("60 F | 0 3 | 1 1 3", "60 F | 0 3 | 1 7 3", "beds-unknown-id", 31, "specialism", "7"),
        ("60 F | 0 3 | 1 1 3", "60 F | 0 733 | 1 1 733", "beds-number", 31, "last night", "733"),
        ("| 2 | 1 0 | 0 0", "| 2 | 1 | 0 0", "beds-columns", 31, "required properties", "1"),
        ("| 2 | 1 0 | 0 0", "| 2 | 1 0 | 0 0 0", "beds-columns", 31, "preferred properties", "3"),
        ("| 2 | 1 0 | 0 0", "| 2 | 1 0", "beds-columns", 31, "groups", "5"),
        ("2 Bo 61", "1 Bo 61", "beds-id-twice", 32, "patient", "1"),
    ];
    for (from, to, code, line, field, value) in cases {
        assert_eq!(GOOD.matches(from).count(), 1, "{from}");
        let refusal = pas::read(&GOOD.replace(from, to)).expect_err(to);
        assert_eq!(told(&refusal), (code, line, field.to_owned(), value.to_owned()), "{from} → {to}");
    }
    assert_eq!(told(&pas::read("").unwrap_err()).0, "beds-section-missing");
    assert_eq!(pas::read(&" ".repeat((32 << 20) + 1)).unwrap_err().code, "beds-file-too-large");
}

#[test]
fn a_cut_file_is_refused_wherever_it_is_cut() {
    for (end, _) in GOOD.char_indices().filter(|(end, _)| *end < GOOD.len() - 1) {
        assert!(pas::read(&GOOD[..end]).is_err(), "{end}");
    }
}

#[test]
fn each_mistake_of_a_solution_is_named() {
    let house = house();
    let good = "1 0 1\n2 0 2\n2 1 -\n";
    assert_eq!(solution::read(good, &house), Ok(vec![Some(1), Some(2), None]));
    // In any order, and with empty lines.
    assert_eq!(solution::read("\n2 1 -\n1 0 1\n\n2 0 2", &house), Ok(vec![Some(1), Some(2), None]));
    for (from, to, code, line, field, value) in [
        ("2 0 2", "2 0", "beds-columns", 2, "line", "2"),
        ("2 0 2", "2 0 2 2", "beds-columns", 2, "line", "4"),
        ("2 0 2", "2 0 two", "beds-number", 2, "bed", "two"),
        ("2 0 2", "2 x 2", "beds-number", 2, "part", "x"),
        ("2 0 2", "-1 0 2", "beds-number", 2, "patient", "-1"),
        ("2 0 2", "2 0 9", "beds-unknown-id", 2, "bed", "9"),
        ("2 0 2", "2 5 2", "beds-unknown-id", 2, "patient and part", "2 5"),
        // Patient 3 stays no night.
        ("2 0 2", "3 0 2", "beds-unknown-id", 2, "patient and part", "3 0"),
        ("2 0 2", "1 0 2", "beds-id-twice", 2, "patient and part", "1 0"),
        ("2 1 -\n", "", "beds-part-missing", 2, "patient and part", "2 1"),
    ] {
        let refusal = solution::read(&good.replace(from, to), &house).expect_err(to);
        assert_eq!(told(&refusal), (code, line, field.to_owned(), value.to_owned()), "{from} → {to}");
    }
}

//! Every text exists in both languages with the same arguments, and so does every text that is asked for.

use crate::{
    locale::{Locale, Localizer},
    ui::words,
};
use model::{
    message::{Message, Refusal, Value},
    money::Yuan,
    person::Infant,
    time::{BusinessDate, Instant, Zone},
};
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The texts of a language: id → the names of its arguments.
fn texts(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    let mut id = None;
    for file in files(&here().join("locales").join(locale.tag()), &["ftl"]) {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let begins = line.chars().next().is_some_and(|letter| letter.is_ascii_lowercase());
            if let Some((name, _)) = line.split_once(" =").filter(|_| begins) {
                assert!(all.insert(name.to_owned(), BTreeSet::new()).is_none(), "{name} is there twice");
                id = Some(name.to_owned());
            }
            let Some(id) = &id else { continue };
            for part in line.split('$').skip(1) {
                let name: String =
                    part.chars().take_while(|letter| letter.is_alphanumeric() || "_-".contains(*letter)).collect();
                all.get_mut(id).unwrap().insert(name);
            }
        }
    }
    all
}

fn files(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path, kinds));
        } else if path.extension().is_some_and(|kind| kinds.iter().any(|wanted| kind == *wanted)) {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// What is in quotation marks after each of several beginnings.
fn asked(text: &str, beginnings: &[&str]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for beginning in beginnings {
        for part in text.split(beginning).skip(1) {
            let part = part.trim_start();
            let Some((id, _)) = part.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            if !id.contains(['{', ' ']) && !id.is_empty() {
                all.insert(id.to_owned());
            }
        }
    }
    all
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_arguments() {
    let [chinese, english] = Locale::ALL.map(texts);
    let differing: Vec<_> = chinese
        .keys()
        .chain(english.keys())
        .filter(|id| chinese.get(*id) != english.get(*id))
        .map(|id| (id, chinese.get(id), english.get(id)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let known = texts(Locale::Chinese);
    let mut missing = Vec::new();
    let crates = here().parent().unwrap();
    let sources =
        ["hospital", "beds", "draws", "schedules", "scheduling", "settlement", "journey", "payer", "web", "onething"];
    for folder in sources.map(|name| crates.join(name).join("src")).into_iter().chain([here().join("templates")]) {
        for file in files(&folder, &["rs", "html"]) {
            let name = file.file_name().unwrap().to_str().unwrap();
            if name == "tests.rs" || file.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let messages = asked(text, &["Message::new(", "t.text(", "Value::Message("]);
            let refusals = asked(text, &["Refusal::new("]).into_iter().map(|code| format!("refusal-{code}"));
            let lacking = messages.into_iter().chain(refusals).filter(|id| !known.contains_key(id));
            missing.extend(lacking.map(|id| (id, file.display().to_string())));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The arguments of each refusal are in the function that makes it: `field` by `.field(`, the others by their names.
#[test]
fn every_refusal_has_what_its_text_says() {
    let known = texts(Locale::Chinese);
    let crates = here().parent().unwrap();
    let begins = |line: &str| {
        let line = line.trim_start();
        let line = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "]
            .iter()
            .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
        line.starts_with("fn ")
    };
    let (mut seen, mut lacking) = (0, Vec::new());
    for folder in ["model", "hospital", "scheduling", "settlement", "journey", "payer", "web", "onething"] {
        let source = files(&crates.join(folder).join("src"), &["rs"]);
        let of_a_test = |file: &&PathBuf| file.iter().any(|part| part == "tests" || part == "tests.rs");
        for file in source.iter().filter(|file| !of_a_test(file)) {
            let text = fs::read_to_string(file).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let mut functions = vec![String::new()];
            for line in text.lines() {
                if begins(line) {
                    functions.push(String::new());
                }
                functions.last_mut().unwrap().push_str(line);
            }
            for function in &functions {
                for code in asked(function, &["Refusal::new(", "refuse(", "refusal("]) {
                    let Some(arguments) = known.get(&format!("refusal-{code}")) else { continue };
                    seen += 1;
                    let has = |name: &String| match name.as_str() {
                        "field" => function.contains(".field("),
                        name => function.contains(&format!("\"{name}\"")),
                    };
                    let without = arguments.iter().filter(|name| !has(name));
                    lacking.extend(without.map(|name| format!("{code} lacks {name} in {}", file.display())));
                }
            }
        }
    }
    assert!(seen > 300, "{seen}");
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// Ids in a table of a source (`"area-…"`) exist too.
#[test]
fn every_text_of_the_patients_pages_is_there() {
    let known = texts(Locale::Chinese);
    let areas = ["patient-", "login-", "problem-", "screen-", "help-", "components-", "demo-"];
    let of_a_test = |file: &PathBuf| file.components().any(|part| part.as_os_str() == "tests");
    for file in files(&here().join("src"), &["rs"]).into_iter().filter(|file| !of_a_test(file)) {
        let text = fs::read_to_string(&file).unwrap();
        for id in text.split('"').filter(|part| areas.iter().any(|area| part.starts_with(area))) {
            let plain = id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
            // A beginning to which an ending is added.
            if !plain || id.ends_with('-') {
                continue;
            }
            assert!(known.contains_key(id), "{id} in {}", file.display());
        }
    }
}

#[test]
fn each_problem_has_its_way_on() {
    let known = texts(Locale::Chinese);
    let heads = known.keys().filter(|id| id.starts_with("problem-"));
    for id in
        heads.filter(|id| !id.ends_with("-body") && !["problem-home", "problem-denied-patient"].contains(&id.as_str()))
    {
        assert!(known.contains_key(&format!("{id}-body")), "{id} says no way on");
    }
}

/// A code tells a nurse nothing: all diagnoses of the demo's patients have names.
#[test]
fn every_diagnosis_of_the_demo_has_its_name() {
    let path = here().join("../../simulator/src/demo/data/departments.toml");
    let data = fs::read_to_string(path).unwrap();
    let codes: Vec<&str> = asked_codes(&data).collect();
    assert!(codes.len() > 40, "{codes:?}");
    for t in Locale::ALL.map(|locale| Localizer::new(locale, Zone::SHANGHAI)) {
        for code in &codes {
            assert_ne!(words::diagnosis(&t, code), **code, "{code} in {:?}", t.locale());
        }
    }
}

/// The ICD-10 codes of a file: a letter, two digits, a dot.
fn asked_codes(data: &str) -> impl Iterator<Item = &str> {
    data.split("code = \"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|code| code.contains('.'))
}

#[test]
fn figures_are_written_as_their_readers_write_them() {
    let at: Instant = "2026-11-26T01:06:00Z".parse().unwrap();
    let until: Instant = "2026-11-26T01:20:00Z".parse().unwrap();
    let day: BusinessDate = Zone::SHANGHAI.date(at);
    let [chinese, english] = Locale::ALL.map(|locale| Localizer::new(locale, Zone::SHANGHAI).on(at));
    assert_eq!(chinese.yuan(Yuan::from_fen(256_886)), "2,568.86\u{a0}元");
    assert_eq!(english.yuan(Yuan::from_fen(256_886)), "¥2,568.86");
    assert_eq!(english.yuan(Yuan::from_fen(-5)), "−¥0.05");
    assert_eq!(chinese.figure(Yuan::from_fen(123_456_789_012)), "1,234,567,890.12");
    assert_eq!((chinese.day(day), english.day(day)), ("11月26日 周四".to_owned(), "Thu 26 Nov".to_owned()));
    assert_eq!(chinese.window(at, until), "09:06–09:20");
    assert_eq!(english.day_and_clock(at), "26 Nov 09:06");
    assert_eq!(chinese.day_and_window(at, until), "11月26日 周四 09:06–09:20");
    assert_eq!(chinese.window_beside(day, at, until), "09:06–09:20");
    // 16:20 in London is 00:20 of the next day in Shanghai: a window of the night session of the 26th.
    let (late, later): (Instant, Instant) =
        ("2026-11-26T16:20:00Z".parse().unwrap(), "2026-11-26T16:40:00Z".parse().unwrap());
    assert_eq!(chinese.day_and_window(late, later), "11月27日 周五 00:20–00:40");
    assert_eq!(english.day_and_window(late, later), "Fri 27 Nov 00:20–00:40");
    assert_eq!(chinese.window_beside(day, late, later), "27日 00:20–00:40");
    assert_eq!(english.window_beside(day, late, later), "27 Nov 00:20–00:40");
    assert_eq!((english.is_today(at), english.is_today(late)), (true, false));
    assert_eq!(chinese.rate(Decimal::new(925, 3)), "92.5%");
    assert_eq!(chinese.rate(Decimal::new(85, 2)), "85%");
    assert_eq!((chinese.half("通常如此 / as usual"), english.half("通常如此 / as usual")), ("通常如此", "as usual"));
    assert_eq!(english.half("only one"), "only one");
}

#[test]
fn a_date_of_another_year_has_its_year_and_a_small_child_is_days_or_months_old() {
    let now: Instant = "2026-11-26T01:06:00Z".parse().unwrap();
    let before: Instant = "2025-12-31T15:59:00Z".parse().unwrap();
    let last_year = Zone::SHANGHAI.date(before);
    for locale in Locale::ALL {
        let t = Localizer::new(locale, Zone::SHANGHAI).on(now);
        let said = |value: Value| t.value(&value);
        let dates = [t.day(last_year), t.short_date(last_year), t.full_date(last_year), t.day_and_clock(before)];
        for date in dates.into_iter().chain([said(Value::Date(last_year.0)), said(Value::At(before))]) {
            assert!(date.contains("2025"), "{date}");
        }
        let today = Zone::SHANGHAI.date(now);
        for date in [t.day(today), t.short_date(today), t.day_and_clock(now), said(Value::At(now))] {
            assert!(!date.contains("2026"), "this year is plain: {date}");
        }
        assert!(t.full_date(today).contains("2026"), "a birth has its year also in the first");
        let unknown = Localizer::new(locale, Zone::SHANGHAI);
        assert!(unknown.day(today).contains("2026"), "who does not know the day says the year");
    }
    let [zh, en] = Locale::ALL.map(|locale| Localizer::new(locale, Zone::SHANGHAI));
    let ages = [(0, Some(Infant::Days(0))), (0, Some(Infant::Days(5))), (1, Some(Infant::Months(14))), (68, None)];
    assert_eq!(ages.map(|(years, infant)| zh.age(years, infant)), ["今天出生", "出生 5 天", "14 个月", "68 岁"]);
    assert_eq!(ages.map(|(years, infant)| en.age(years, infant)), ["born today", "5 days", "14 months", "68"]);
}

/// Words are broken only if they are longer than a line: "anywhere" would let a column be narrower than its words.
#[test]
fn no_style_sheet_breaks_words_but_of_codes() {
    for entry in fs::read_dir(here().join("assets/css")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for rule in text.split('}') {
            let breaks = ["overflow-wrap: anywhere", "word-break: break-all"].iter().any(|way| rule.contains(way));
            let code = ["code", ".known dd", ".lines tbody th"].iter().any(|selector| rule.contains(selector));
            assert!(!breaks || code, "{}: {}", path.display(), rule.trim());
        }
    }
}

#[test]
fn a_refusal_names_its_field_in_the_readers_language() {
    let refusal = Refusal::new("field-number").field("amount").with("value", Value::Text("x".to_owned()));
    let chinese = Localizer::new(Locale::Chinese, Zone::SHANGHAI);
    let said = chinese.refusal(&refusal);
    assert!(said.contains(&chinese.field("amount")) && said.contains('x'), "{said}");
    assert_ne!(chinese.field("amount"), "amount");
    let english = Localizer::new(Locale::English, Zone::SHANGHAI);
    assert!(english.refusal(&refusal).starts_with("Amount"), "a sentence begins with a capital letter");
}

/// What nobody typed is not quoted, and nobody asks on which weekday somebody was born.
#[test]
fn a_refusal_quotes_nothing_empty_and_a_birth_date_has_no_weekday() {
    for (locale, empty, weekday) in [(Locale::Chinese, "还没有填", "周"), (Locale::English, "is empty", "Wed")] {
        let t = Localizer::new(locale, Zone::SHANGHAI);
        for code in ["field-number", "diagnosis-code"] {
            let said = t.refusal(&Refusal::new(code).field("diagnosis").with("value", " "));
            assert!(said.contains(empty) && !said.contains(['“', '”']), "{said}");
        }
        let date = |day: &str| day.parse::<chrono::NaiveDate>().unwrap();
        let refusal =
            Refusal::new("birth-impossible").with("birth", date("1800-01-01")).with("today", date("2026-11-26"));
        let said = t.refusal(&refusal);
        assert!(said.contains("1800") && !said.contains(&format!("1800 {weekday}")), "{said}");
        assert!(!said.contains("Wed 1 Jan") && !said.contains("1月1日 周"), "{said}");
    }
}

#[test]
fn a_window_with_too_few_seats_says_its_day_once() {
    let at = |time: &str| format!("2026-11-30T{time}:00+08:00").parse::<model::time::Instant>().unwrap();
    let (from, until) = (at("08:00"), at("08:20"));
    let refusal = Refusal::new("window-claimed").with("from", from).with("until", until);
    let refusal = refusal.with("value", 1u16).with("claimed", 3u16);
    for locale in Locale::ALL {
        let t = Localizer::new(locale, Zone::SHANGHAI);
        let said = t.refusal(&refusal);
        assert!(said.contains(&t.day_and_clock(from)) && said.contains('1') && said.contains('3'), "{said}");
        assert!(!said.contains(&t.day_and_clock(until)), "{said}");
    }
}

#[test]
fn one_person_is_one_person() {
    let english = Localizer::new(Locale::English, Zone::SHANGHAI);
    let people = |count: u32| english.say(&Message::new("patient-people").with("count", count));
    assert_eq!([0, 1, 2].map(people), ["nobody", "1 person", "2 people"]);
}

#[test]
fn a_browser_is_answered_in_the_language_that_it_asks_for_first() {
    assert_eq!(Locale::of_accept_language("en-GB,en;q=0.9,zh;q=0.8"), Some(Locale::English));
    assert_eq!(Locale::of_accept_language("fr, zh-CN;q=0.9"), Some(Locale::Chinese));
    assert_eq!(Locale::of_accept_language("fr"), None);
}

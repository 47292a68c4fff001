//! Rules of the tree that no compiler checks. They are described in `docs/architecture.md` and enforced here.

use crate::command::{Error, cargo, output, read, root};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// A file that is longer than this is about two things.
const LINES_MAX: usize = 700;

/// How long a line of a template may be: as long as one of a source file.
const TEMPLATE_COLUMNS_MAX: usize = 120;

/// Which of our crates a crate may use (`model ← pure crates ← journal, payer ← hospital ← web ← onething`).
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("beds", &["model"]),
    ("draws", &["model"]),
    ("rebooking", &["model"]),
    ("itineraries", &[]),
    ("schedules", &["model"]),
    ("scheduling", &["model", "beds", "draws"]),
    ("settlement", &["model"]),
    ("journey", &["model"]),
    ("journal", &["model"]),
    ("payer", &["model", "settlement"]),
    (
        "hospital",
        &[
            "model",
            "draws",
            "scheduling",
            "settlement",
            "journey",
            "journal",
            "payer",
            "rebooking",
            "schedules",
            "itineraries",
        ],
    ),
    ("simulator", &["model", "scheduling", "settlement"]),
    ("web", &["model", "draws", "scheduling", "settlement", "hospital"]),
    (
        "onething",
        &[
            "beds",
            "draws",
            "model",
            "schedules",
            "scheduling",
            "settlement",
            "journal",
            "payer",
            "hospital",
            "web",
            "simulator",
        ],
    ),
    ("testkit", &["model"]),
    ("tests", &[]),
    ("xtask", &[]),
];

/// The crates that do no I/O, and what would let them do it.
const PURE: &[&str] =
    &["model", "draws", "itineraries", "rebooking", "schedules", "scheduling", "settlement", "journey"];
const IMPURE_CRATES: &[&str] = &["tokio", "sqlx", "axum", "reqwest", "hyper", "mio", "socket2", "tracing-subscriber"];
const IMPURE_PATHS: &[&str] = &["std::fs", "std::net", "std::env", "std::process", "std::thread", "Instant::now"];

/// The folder of a crate with I/O that does none, and the part of it that does.
const PURE_BUT: (&str, &str) = ("simulator/src/", "simulator/src/load/");

/// Where SQL may be used. The checker of the fault tests and the comparison of the tables with the worlds share no code
/// with what they check, and the tests of bad input and of the server damage databases as somebody would by hand.
const SQL_HOMES: &[&str] = &[
    "crates/journal/",
    "crates/payer/src/sandbox",
    "crates/hospital/src/tests/cells/stored.rs",
    "tests/tests/faults/checker.rs",
    "tests/tests/bad_input.rs",
    "tests/tests/server.rs",
];

/// Figures are counted here and nowhere else: those of a hospital with its label, and those of the process.
const FIGURES: &[&str] = &["crates/hospital/src/figures.rs", "crates/onething/src/server/count.rs"];
const COUNTING: &[&str] = &["counter!(", "gauge!(", "histogram!("];

/// What all hospitals of a process share, though it can change: the recorder of figures, a hash that no password fits, and
/// what a test counts.
const SHARED: &[&str] =
    &["crates/web/src/metrics.rs", "crates/hospital/src/accounts/password.rs", "crates/web/src/api/json.rs"];
/// What makes a static one that can change.
const CHANGING: &[&str] = &["Mutex<", "RwLock<", "Atomic", "Cell<", "OnceLock<", "Notify", "Semaphore"];
/// Where several hospitals run.
const SEVERAL: &[&str] = &["hospital", "journal", "payer", "web", "onething"];

/// The files that may know the handle through which everybody asks and reads. The parts below it are passed what they
/// need.
const HANDLE: (&str, &[&str]) = (
    "crates/hospital/src/",
    &[
        "accounts/register.rs",
        "attended.rs",
        "bulk.rs",
        "family.rs",
        "hospital.rs",
        "keep.rs",
        "kiosk.rs",
        "messages/",
        "read/",
        "shares.rs",
        "start.rs",
        "tables.rs",
        "tests/",
        "watch.rs",
    ],
);

/// Checks all rules and names every breach.
pub(crate) fn run() -> Result<(), Error> {
    let mut breaches = Vec::new();
    dependencies(&mut breaches)?;
    sources(&mut breaches)?;
    map(&mut breaches)?;
    decisions(&mut breaches)?;
    lines_of_prose(&mut breaches)?;
    lines_of_templates(&mut breaches)?;
    if breaches.is_empty() { Ok(()) } else { Err(Error::Words(format!("\n  {}", breaches.join("\n  ")))) }
}

/// Dependencies point one way, and the pure crates cannot do I/O even through others.
fn dependencies(breaches: &mut Vec<String>) -> Result<(), Error> {
    let text = output(&mut cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Json = serde_json::from_str(&text).map_err(|error| Error::Words(error.to_string()))?;
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(allowed) = rules.get(name) else {
            breaches.push(format!("crate {name} is not on the map: add it to MAY_USE and docs/architecture.md"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let normal = dependency["kind"].is_null();
            if normal && rules.contains_key(used) && !allowed.contains(&used) {
                breaches.push(format!("crate {name} may not depend on {used}"));
            }
        }
    }
    for name in PURE {
        let tree = output(&mut cargo(&["tree", "-p", name, "-e", "normal", "--prefix", "none", "--format", "{p}"]))?;
        let used: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        for impure in IMPURE_CRATES.iter().filter(|impure| used.contains(**impure)) {
            breaches.push(format!("crate {name} does no I/O, but depends on {impure}"));
        }
    }
    Ok(())
}

/// What no source file may contain, and how long a file may be.
fn sources(breaches: &mut Vec<String>) -> Result<(), Error> {
    let root = root();
    for path in rust_files(&root)? {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if name.starts_with("crates/xtask/") {
            continue;
        }
        let text = read(&path)?;
        let lines = text.lines().count();
        if lines > LINES_MAX {
            breaches.push(format!("{name} has {lines} lines (at most {LINES_MAX}): it holds more than one thing"));
        }
        if text.contains("sqlx::") && !SQL_HOMES.iter().any(|home| name.starts_with(home)) {
            breaches.push(format!("{name} uses SQL; it stands only in {}", SQL_HOMES.join(" and ")));
        }
        let (folder, but) = PURE_BUT;
        let pure = name.starts_with(folder) && !name.starts_with(but);
        if pure || PURE.iter().any(|pure| name.starts_with(&format!("crates/{pure}/src/"))) {
            for path in IMPURE_CRATES.iter().filter(|used| pure && text.contains(&format!("{used}::"))) {
                breaches.push(format!("{name} does no I/O, but uses {path}"));
            }
            for path in IMPURE_PATHS.iter().filter(|path| text.contains(**path)) {
                breaches.push(format!("{name} does no I/O, but uses {path}"));
            }
        }
        let (folder, knowing) = HANDLE;
        let knows = |inside: &str| inside == "lib.rs" || knowing.iter().any(|known| inside.starts_with(known));
        if name.strip_prefix(folder).is_some_and(|inside| !knows(inside)) && text.contains("hospital::Hospital") {
            breaches.push(format!("{name} is part of the handle `Hospital`, which is no part of it"));
        }
        breaches.extend(of_the_process(&name, &text));
        let opens = text.trim_start_matches("#![recursion_limit = \"256\"]").trim_start();
        if (name.ends_with("/lib.rs") || name.ends_with("/main.rs")) && !opens.starts_with("//!") {
            breaches.push(format!("{name} does not say what the crate is for (`//!`)"));
        }
    }
    Ok(())
}

/// What a file has for the whole process, though a process may run several hospitals.
fn of_the_process(name: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let runs = |folder: &&str| name.starts_with(&format!("crates/{folder}/src/"));
    if !SEVERAL.iter().any(runs) || name.contains("/tests/") || name.ends_with("/tests.rs") {
        return breaches;
    }
    if !FIGURES.contains(&name) && COUNTING.iter().any(|counting| text.contains(counting)) {
        breaches.push(format!("{name} counts for the whole process; figures of a hospital go through its `Figures`"));
    }
    let changing = |line: &str| is_static(line) && CHANGING.iter().any(|kind| line.contains(kind));
    if !SHARED.contains(&name) && text.lines().any(changing) {
        breaches.push(format!("{name} has a static that can change: all hospitals of a process would share it"));
    }
    breaches
}

/// Whether a line declares a static.
fn is_static(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.strip_prefix("pub").map_or(line, |rest| rest.split_once(' ').map_or("", |(_, rest)| rest));
    rest.starts_with("static ")
}

/// The map names every crate.
fn map(breaches: &mut Vec<String>) -> Result<(), Error> {
    let map = read(&root().join("docs/architecture.md"))?;
    for (name, _) in MAY_USE {
        if !map.contains(&format!("`{name}`")) && !map.contains(&format!("`{name}/`")) {
            breaches.push(format!("docs/architecture.md does not name `{name}`"));
        }
    }
    Ok(())
}

/// Every decision that a comment or a page names is in `docs/decisions.md`. An issue is in no page, so none is named.
fn decisions(breaches: &mut Vec<String>) -> Result<(), Error> {
    let root = root();
    let text = read(&root.join("docs/decisions.md"))?;
    let entry =
        |line: &str| line.strip_prefix("### ").or(line.strip_prefix("| ")).and_then(|rest| numbers(rest).next());
    let known: BTreeSet<String> = text.lines().filter_map(entry).collect();
    for path in files(&root, &["crates", "simulator", "tests", "docs"], &["rs", "toml", "css", "js", "md"])? {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let prose = name.ends_with(".md");
        for (index, line) in read(&path)?.lines().enumerate() {
            let said = if prose { line } else { comment(line) };
            for number in numbers(said).filter(|number| !known.contains(number)) {
                breaches.push(format!("{name}:{}: {number} does not stand in docs/decisions.md", index + 1));
            }
            if names_issue(said) {
                breaches.push(format!("{name}:{}: an issue stands in no document: say what is meant", index + 1));
            }
        }
    }
    Ok(())
}

/// The part of a line that is a comment.
fn comment(line: &str) -> &str {
    let at = [line.find("//"), line.find("/*"), line.trim_start().starts_with('#').then_some(0)];
    at.into_iter().flatten().min().map_or("", |at| &line[at..])
}

/// The numbers of decisions in a text: `D3`, `F12`, and both ends of `I1–I6`. `I10.x` and `D1-a` are something else.
fn numbers(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
    words.map(|word| word.trim_matches(['.', '-'])).filter(|word| is_number(word)).map(str::to_owned)
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['D', 'F', 'I']).unwrap_or_default();
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text names an issue by its number.
fn names_issue(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let word = pair[0].trim_start_matches(OPENING);
        let number = pair[1].trim_start_matches('#').starts_with(|c: char| c.is_ascii_digit());
        number && ["issue", "issues"].iter().any(|issue| word.eq_ignore_ascii_case(issue))
    })
}

/// Markdown has one sentence a line, so that a change shows which sentence it changed.
fn lines_of_prose(breaches: &mut Vec<String>) -> Result<(), Error> {
    let root = root();
    let mut pages = files(&root, &["crates", "simulator", "tests", "docs"], &["md"])?;
    pages.push(root.join("README.md"));
    for path in pages {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let text = read(&path)?;
        let mut code = false;
        // Whether the previous line is prose whose sentence continues.
        let mut open = false;
        for (index, line) in text.lines().enumerate() {
            let words = line.trim_start();
            code ^= words.starts_with("```");
            let item = words.split_once(' ').is_some_and(|(mark, _)| is_mark(mark));
            if open && !item && !words.is_empty() && !words.starts_with("```") {
                breaches.push(format!("{name}:{index}: a sentence goes on in the next line"));
            }
            let prose = !code && !words.starts_with(['|', '#', '<', '!', '`']) && !words.is_empty();
            if prose && holds_two(words) {
                breaches.push(format!("{name}:{}: more than one sentence in a line", index + 1));
            }
            open = prose && !words.trim_end_matches(CLOSING).ends_with(['.', '!', '?', '。', ':', ';']);
        }
    }
    Ok(())
}

/// What may follow the mark that ends a sentence, and what may precede the word that begins one.
const CLOSING: &[char] = &['"', '”', ')', '*', '_', '`'];
const OPENING: &[char] = &['"', '“', '(', '*', '_', '['];

/// The mark of an item of a list.
fn is_mark(word: &str) -> bool {
    matches!(word, "-" | "*") || word.strip_suffix('.').is_some_and(|digits| digits.parse::<u8>().is_ok())
}

/// Whether a sentence ends within the line. Text in parentheses and code may hold several.
fn holds_two(line: &str) -> bool {
    line.match_indices(' ').any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + 1..]);
        let ends = before.trim_end_matches(CLOSING).ends_with(['.', '!', '?'])
            && !["e.g.", "i.e.", "No."].iter().any(|short| before.ends_with(short))
            && !is_mark(before);
        let begins = after.trim_start_matches(OPENING).starts_with(|c: char| {
            c == '`' || c.is_ascii_digit() || c.is_uppercase() || ('\u{4e00}'..='\u{9fff}').contains(&c)
        });
        let count = |mark| before.matches(mark).count();
        ends && begins && count('`') % 2 == 0 && count('(') <= count(')')
    })
}

/// No tool breaks the lines of templates, as `rustfmt` does those of source files.
fn lines_of_templates(breaches: &mut Vec<String>) -> Result<(), Error> {
    let root = root();
    for path in files(&root, &["crates/web/templates"], &["html"])? {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        for number in too_long(&read(&path)?) {
            breaches.push(format!("{name}:{number}: longer than {TEMPLATE_COLUMNS_MAX} characters"));
        }
    }
    Ok(())
}

/// The numbers of the lines of a template that are too long.
fn too_long(text: &str) -> Vec<usize> {
    let numbered = (1..).zip(text.lines());
    numbered.filter(|(_, line)| line.chars().count() > TEMPLATE_COLUMNS_MAX).map(|(number, _)| number).collect()
}

fn rust_files(root: &Path) -> Result<Vec<PathBuf>, Error> {
    files(root, &["crates", "simulator", "tests"], &["rs"])
}

/// All files in these folders with these endings, sorted by name.
fn files(root: &Path, folders: &[&str], endings: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let failed = |source| Error::File { path: folder.clone(), source };
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| endings.iter().any(|ending| extension == *ending)) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{comment, holds_two, names_issue, numbers, of_the_process, too_long};

    fn found(text: &str) -> Vec<String> {
        numbers(text).collect()
    }

    #[test]
    fn a_decision_is_a_letter_and_one_or_two_digits_and_no_diagnosis() {
        assert_eq!(found("held (decisions.md D3, F12); identities I1–I6."), ["D3", "F12", "I1", "I6"]);
        assert_eq!(found("an `A00`, `I10.x00x002` or I25.103. DF1, D123, F, D1a"), [""; 0]);
    }

    #[test]
    fn a_hospital_shares_no_figure_and_no_state_with_another() {
        let breaches = |name: &str, text: &str| of_the_process(name, text).len();
        let (count, state) =
            ("    metrics::counter!(\"commits\").increment(1);", "pub(crate) static A: Mutex<u8> = x;");
        for text in
            [count, state, "    use metrics::gauge;\n    gauge!(\"x\");", "static CACHE: LazyLock<RwLock<Names>> ="]
        {
            assert_eq!(breaches("crates/hospital/src/writer/commit.rs", text), 1, "{text}");
        }
        assert_eq!(breaches("crates/hospital/src/figures.rs", count), 0);
        assert_eq!(breaches("crates/web/src/metrics.rs", state), 0);
        assert_eq!(breaches("crates/hospital/src/tests/booking.rs", state), 0);
        assert_eq!(breaches("simulator/src/lib.rs", state), 0);
        for text in ["static WORDS: LazyLock<Vec<&str>> =", "fn f(x: &'static Mutex<u8>) {}"] {
            assert_eq!(breaches("crates/web/src/locale.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn only_comments_name_decisions() {
        assert_eq!(found(comment(r#"    code: "D9".into(), // see D4"#)), ["D4"]);
        assert_eq!(found(comment(r#"    code: "D9".into(),"#)), [""; 0]);
        assert_eq!(found(comment("# retention (D8)")), ["D8"]);
    }

    #[test]
    fn a_comment_says_what_is_meant_and_names_no_issue() {
        for named in ["Issue 3.", "entry 7 of issue 12", "(issue #4) holds", "issues 5 and 6"] {
            assert!(names_issue(named), "{named}");
        }
        for other in ["They issue two tickets.", "the last issue. 12 of them", "tissue 3", "reissue 5 tickets"] {
            assert!(!names_issue(other), "{other}");
        }
        assert!(!names_issue(comment(r#"    .message("issue 3")"#)));
    }

    #[test]
    fn a_line_of_prose_is_one_sentence() {
        for two in ["It ends. So it begins.", "- **It ends.** `so` begins", "(It ends.) *So* it begins"] {
            assert!(holds_two(two), "{two}");
        }
        for one in
            ["1. It is one", "one (It ends. It begins.) of them", "`ends. Begins`", "e.g. This, at 1.5 s", "§ 3 a. m."]
        {
            assert!(!holds_two(one), "{one}");
        }
    }

    #[test]
    fn a_line_of_a_template_has_120_characters_in_any_script() {
        let (fits, longer) = ("号".repeat(120), format!("<p>{}</p>", "x".repeat(114)));
        assert_eq!(too_long(&format!("{fits}\n{longer}\n  <br>\n{longer}")), [2, 4]);
    }
}

//! Policy files that are named on the command line, and which of them holds for a case.

use crate::{ending::Ending, files};
use model::message::Message;
use settlement::{Policy, Problem, limits::POLICY_BYTES_MAX};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};
use web::locale::Localizer;

/// The policies of a command.
#[derive(Debug)]
pub(crate) struct Policies(Vec<(PathBuf, Policy)>);

impl Policies {
    /// Reads the files.
    ///
    /// # Errors
    /// Every problem of every file; or two of them have the same id.
    pub(crate) fn read(t: &Localizer, files: &[PathBuf]) -> Result<Self, Vec<String>> {
        let (mut all, mut wrong): (Vec<(PathBuf, Policy)>, _) = (Vec::new(), Vec::new());
        for file in files {
            match one(t, file) {
                Ok(policy) if all.iter().any(|(_, other)| other.id == policy.id) => {
                    let message = Message::new("cli-policy-twice").with("id", policy.id.as_str());
                    wrong.push(format!("{}: {}", file.display(), t.say(&message)));
                }
                Ok(policy) => all.push((file.clone(), policy)),
                Err(lines) => wrong.extend(lines),
            }
        }
        if wrong.is_empty() { Ok(Self(all)) } else { Err(wrong) }
    }

    /// The one that a case names, by its id or its file; if it names none, the only one there is.
    ///
    /// # Errors
    /// It names another one, or none of several.
    pub(crate) fn of(&self, named: Option<&str>) -> Result<&Policy, Problem> {
        let is_named = |(file, policy): &&(PathBuf, Policy), name: &str| {
            policy.id.as_str() == name || file == Path::new(name) || file.file_name() == Some(OsStr::new(name))
        };
        let choices = || self.0.iter().map(|(_, policy)| policy.id.as_str()).collect::<Vec<_>>().join(", ");
        match (named, &self.0[..]) {
            (None, [(_, only)]) => Ok(only),
            (None, _) => Err(Problem::new("case-policy-missing", "policy").with("choices", choices())),
            (Some(name), all) => {
                let mut found = all.iter().filter(|one| is_named(one, name));
                // Two files of one name in different folders are told apart by nothing that the case says.
                match (found.next(), found.next()) {
                    (Some((_, policy)), None) => Ok(policy),
                    _ => Err(Problem::new("case-policy-unknown", "policy").value(name).with("choices", choices())),
                }
            }
        }
    }
}

/// Reads one file.
///
/// # Errors
/// Every problem in it, with the file's name.
pub(crate) fn one(t: &Localizer, file: &Path) -> Result<Policy, Vec<String>> {
    let text = files::read(t, file, POLICY_BYTES_MAX).map_err(|ending| match ending {
        Ending::Cannot(reason) => vec![reason],
        Ending::No => Vec::new(),
    })?;
    Policy::parse(&text).map_err(|problems| said(t, file, &problems))
}

/// The problems of a file in words.
pub(crate) fn said(t: &Localizer, file: &Path, problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}: {}", file.display(), t.say(&problem.message()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use settlement::policy::JINAN_EMPLOYEE_INPATIENT_2024 as JINAN;
    use web::locale::Locale;

    #[test]
    fn a_case_names_its_policy_by_id_or_file() {
        let folder = tempfile::tempdir().unwrap();
        let t = Localizer::new(Locale::English, model::time::Zone::SHANGHAI);
        let file = |name: &str, id: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, JINAN.replacen("370100-310-inpatient-2024", id, 1)).unwrap();
            path
        };
        let (old, new) = (file("old.toml", "p-2024"), file("new.toml", "p-2025"));
        let both = Policies::read(&t, &[old.clone(), new.clone()]).unwrap();
        for name in ["p-2025", "new.toml", new.to_str().unwrap()] {
            assert_eq!(both.of(Some(name)).unwrap().id.as_str(), "p-2025", "{name}");
        }
        assert_eq!(both.of(Some("p-2026")).unwrap_err().code, "case-policy-unknown");
        assert_eq!(both.of(None).unwrap_err().code, "case-policy-missing");
        std::fs::create_dir(folder.path().join("b")).unwrap();
        let same_name = Policies::read(&t, &[new, file("b/new.toml", "p-2026")]).unwrap();
        assert_eq!(same_name.of(Some("new.toml")).unwrap_err().code, "case-policy-unknown");
        assert_eq!(same_name.of(Some("p-2026")).unwrap().id.as_str(), "p-2026");
        let one = Policies::read(&t, std::slice::from_ref(&old)).unwrap();
        assert_eq!(one.of(None).unwrap().id.as_str(), "p-2024");
        assert_eq!(one.of(Some("p-2025")).unwrap_err().code, "case-policy-unknown");
        let twice = Policies::read(&t, &[old, file("copy.toml", "p-2024")]).unwrap_err();
        assert!(twice.len() == 1 && twice[0].contains("copy.toml") && twice[0].contains("p-2024"), "{twice:?}");
    }
}

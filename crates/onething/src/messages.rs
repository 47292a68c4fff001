//! Where messages to patients go: into a file, which another program reads and sends, or, in the demo, to the console.
//!
//! A message is one line of JSON: `id` (always the same for the same message: what is there already may be dropped),
//! `phone`, `text`, `at`.

use hospital::messages::{Gateway, NotSent, Outgoing, Sending};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};
use web::locale::{Locale, Localizer};

/// The file in a folder.
const FILE: &str = "messages.jsonl";
/// The file gets no further message at this length: nobody takes them away. A line has some 300 bytes.
const FILE_MAX: u64 = 64 << 20;

/// Where messages go, as the command line and the configuration say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Way {
    /// Nowhere: they are on the person's page only.
    #[default]
    None,
    /// To the standard output, with names masked and numbers whole.
    Console,
    /// Into a file, or into `messages.jsonl` in a folder.
    File(PathBuf),
}

impl FromStr for Way {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            None if text == "console" => Ok(Self::Console),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err(format!("`{text}` is not `none`, `console` or `file:` and a file or folder")),
        }
    }
}

impl TryFrom<String> for Way {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Console => f.write_str("console"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

impl Way {
    /// What sends them; a file is made, so that a start fails where it cannot be written.
    ///
    /// # Errors
    /// If the file cannot be made or written.
    pub(crate) fn gateway(&self) -> io::Result<Option<Arc<dyn Gateway>>> {
        match self {
            Self::None => Ok(None),
            Self::Console => Ok(Some(Arc::new(Console))),
            Self::File(path) => {
                let path = file_in(path);
                drop(opened(&path)?);
                Ok(Some(Arc::new(InFile { path })))
            }
        }
    }
}

/// A folder's own file, or the file itself.
pub(crate) fn file_in(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(FILE) } else { path.to_owned() }
}

/// Opened anew for each message, so that whoever reads the file may move it away. For its owner only, also if it was made
/// by somebody else's hand.
fn opened(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().create(true).read(true).append(true).mode(0o600).open(path)?;
    let mut of_owner = file.metadata()?.permissions();
    if of_owner.mode() & 0o077 != 0 {
        of_owner.set_mode(of_owner.mode() & !0o077);
        file.set_permissions(of_owner)?;
    }
    Ok(file)
}

/// Writes a line behind what is there, and waits until it is on the disk. A line that was cut short, because the disk was
/// full or the machine stopped, is ended first: it is not read as the beginning of this one.
fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = opened(path)?;
    let length = file.metadata()?.len();
    if length >= FILE_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut last = [b'\n'];
    if length > 0 {
        file.read_exact_at(&mut last, length - 1)?;
    }
    let end_of_cut = if last == [b'\n'] { "" } else { "\n" };
    // In one piece: other nodes may write to it too.
    file.write_all(format!("{end_of_cut}{line}").as_bytes())?;
    file.sync_data()
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    phone: &'a str,
    text: String,
    at: String,
}

/// A message as a line, with its end.
fn line(message: &Outgoing) -> Option<String> {
    let t = Localizer::new(Locale::of_tag(&message.locale), message.zone).on(message.at);
    let line = Line {
        id: &message.id,
        phone: &message.phone,
        text: web::messages::said(&t, &message.says),
        at: message.at.to_rfc3339(),
    };
    serde_json::to_string(&line).ok().map(|line| line + "\n")
}

/// Writes to the standard output.
#[derive(Debug)]
struct Console;

impl Gateway for Console {
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a> {
        let line = line(message);
        Box::pin(async move {
            let line = line.ok_or(NotSent::Never)?;
            io::stdout().lock().write_all(line.as_bytes()).map_err(|_| NotSent::NotNow)
        })
    }
}

/// Appends to a file, and waits until the line is on the disk.
#[derive(Debug)]
struct InFile {
    path: PathBuf,
}

impl Gateway for InFile {
    fn send<'a>(&'a self, message: &'a Outgoing) -> Sending<'a> {
        let line = line(message);
        let path = self.path.clone();
        Box::pin(async move {
            let line = line.ok_or(NotSent::Never)?;
            match tokio::task::spawn_blocking(move || append(&path, &line)).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the file of messages cannot be written");
                    Err(NotSent::NotNow)
                }
                Err(_) => Err(NotSent::NotNow),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hospital::messages::{Notice, Says, Visit};
    use model::{
        Label,
        id::{AppointmentId, JourneyId},
        time::Zone,
    };
    use uuid::Uuid;

    fn message(locale: &str) -> Outgoing {
        let visit = Visit {
            journey: JourneyId(Uuid::from_u128(1)),
            appointment: AppointmentId(Uuid::from_u128(2)),
            from: "2026-11-26T01:00:00Z".parse().unwrap(),
            until: "2026-11-26T01:20:00Z".parse().unwrap(),
            room: Label::new("3 诊室", "Room 3"),
            device: None,
        };
        Outgoing {
            id: "0123".into(),
            phone: "10012345678".into(),
            says: Says::Notice { name: "林*英".into(), notice: Notice::Cancelled { asked: false, visit } },
            locale: locale.into(),
            zone: Zone::SHANGHAI,
            at: "2026-11-25T00:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn ways_are_read_as_they_are_written() {
        for text in ["none", "console", "file:/var/spool/onething"] {
            assert_eq!(text.parse::<Way>().unwrap().to_string(), text);
        }
        for wrong in ["", "file:", "file", "sms:1", "None"] {
            assert!(wrong.parse::<Way>().unwrap_err().contains("file:"), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_message_is_a_line_of_a_file_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let gateway = Way::File(folder.path().to_owned()).gateway().unwrap().unwrap();
        for locale in ["zh-CN", "en"] {
            gateway.send(&message(locale)).await.unwrap();
        }
        let file = folder.path().join("messages.jsonl");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let texts: Vec<&str> = lines.iter().map(|line| line["text"].as_str().unwrap()).collect();
        assert_eq!(
            texts,
            [
                "林*英：很抱歉，11月26日 周四 09:00–09:20 的就诊由医院取消，请另选时间。",
                "林*英: we are sorry, the hospital cancelled your appointment of Thu 26 Nov 09:00–09:20. Please choose \
                another time."
            ]
        );
        assert_eq!(
            (lines[0]["id"].as_str(), lines[0]["phone"].as_str(), lines[0]["at"].as_str()),
            (Some("0123"), Some("10012345678"), Some("2026-11-25T00:00:00+00:00"))
        );
        // A line that was cut short is no part of the next, and the file is its owner's again.
        std::fs::write(&file, format!("{}{{\"id\":\"01", &text)).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        gateway.send(&message("en")).await.unwrap();
        let longer = std::fs::read_to_string(&file).unwrap();
        assert_eq!(longer.lines().collect::<Vec<_>>()[2..], ["{\"id\":\"01", text.lines().next_back().unwrap()]);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        // It was moved away by whoever reads it.
        std::fs::remove_file(&file).unwrap();
        gateway.send(&message("en")).await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);
        // Nobody takes them away.
        std::fs::File::options().write(true).open(&file).unwrap().set_len(FILE_MAX).unwrap();
        assert_eq!(gateway.send(&message("en")).await, Err(NotSent::NotNow));
        assert_eq!(std::fs::metadata(&file).unwrap().len(), FILE_MAX);
        std::fs::remove_dir_all(folder.path()).unwrap();
        assert_eq!(gateway.send(&message("en")).await, Err(NotSent::NotNow));
        assert!(Way::File(file).gateway().is_err());
    }
}

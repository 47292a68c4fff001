//! The configuration file: what the hospital's IT decides. What the hospital decides is journalled, not configured.

use crate::{ending::Ending, messages::Way, server::Bounds};
use chrono::{NaiveDateTime, NaiveTime, Timelike as _};
use hospital::{
    exchange::{Closed, Patience, Settings},
    usecase,
};
use ipnet::IpNet;
use journal::Grain;
use model::{
    Label,
    id::HospitalId,
    settlement::HospitalKind,
    time::{BusinessDate, MinuteOfDay, Zone},
};
use payer::Text;
use serde::Deserialize;
use std::{net::SocketAddr, num::NonZeroU32, path::Path, time::Duration};

/// The file. Every value has a default, so that a hospital can be tried without one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) hospital: HospitalConfig,
    pub(crate) payer: PayerConfig,
    pub(crate) server: Bounds,
    pub(crate) metrics: MetricsConfig,
    pub(crate) pages: PagesConfig,
    /// `[logins]`
    pub(crate) logins: hospital::accounts::Settings,
    /// `[messages]`
    pub(crate) messages: MessagesConfig,
    /// `[presence]`
    pub(crate) presence: PresenceConfig,
}

/// `[presence]`: who is known to be in the building.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PresenceConfig {
    /// The hospital's own networks, such as `10.20.0.0/16`: screens there show the code with which patients check in on
    /// their phones, kiosks work there, and phones there need no code. Without any, patients check in at the desk. Never a
    /// proxy's address: then everybody would be inside.
    pub(crate) networks: Vec<IpNet>,
    /// Seconds after which a kiosk that shows a ticket goes back to its start; 15 if it is not set.
    pub(crate) kiosk_seconds: Option<NonZeroU32>,
}

/// `[messages]`: what patients are told.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MessagesConfig {
    /// Where they go besides the patients' pages: `none`, or `file:` and a file or folder.
    pub(crate) gateway: Way,
}

/// `[metrics]`: figures for Prometheus, on a listener of their own.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// Where to listen, for example `127.0.0.1:9100`; nothing is counted if it is not set.
    pub(crate) listen: Option<SocketAddr>,
}

/// `[pages]`
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PagesConfig {
    /// Seconds after which an open page reloads itself, whatever it was told meanwhile.
    pub(crate) refresh_seconds: NonZeroU32,
}

impl Default for PagesConfig {
    fn default() -> Self {
        Self { refresh_seconds: web::REFRESH_SECONDS }
    }
}

/// `[hospital]`
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HospitalConfig {
    /// The hospital's number in this database.
    id: i64,
    /// IANA name of its zone.
    zone: String,
    /// The seed of random draws.
    pub(crate) seed: u64,
    /// This process's name in the access log.
    pub(crate) node: String,
    /// What a row of the journal holds: all events of a `command`, or one `event` each, while a node of a release before
    /// schema 27 still runs.
    pub(crate) row_of: Grain,
}

impl Default for HospitalConfig {
    fn default() -> Self {
        Self { id: 1, zone: Zone::SHANGHAI.to_string(), seed: 1, node: "local".to_owned(), row_of: Grain::default() }
    }
}

impl HospitalConfig {
    pub(crate) const fn id(&self) -> HospitalId {
        HospitalId(self.id)
    }

    pub(crate) fn zone(&self) -> Result<Zone, Ending> {
        self.zone
            .parse()
            .map_err(|_| Ending::cannot(format!("configuration: hospital.zone is `{}`, not an IANA zone", self.zone)))
    }
}

/// `[payer]`: the connection to the insurance platform.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PayerConfig {
    /// Where messages are posted.
    pub(crate) url: String,
    /// Of a hospital from before its profile was journalled: 定点医药机构编号, 12 characters. Read once, as long as there
    /// is no profile; from then on an administrator changes the profile, and these three count no more.
    institution: Option<String>,
    /// Of the same: 定点医药机构名称
    institution_name: Option<String>,
    /// Of the same: 就医地医保区划, 6 digits.
    area: Option<String>,
    /// 接收方系统代码
    receiver: String,
    /// Seconds after which an outstanding answer counts as none.
    answer_seconds: u64,
    /// When the platform is closed: `{ from = "23:30", to = "06:00" }` each day, or
    /// `{ from = "2026-12-31T18:00", to = "2027-01-01T08:00" }` once; the hospital's wall clock.
    closed: Vec<ClosedConfig>,
    /// After how many messages in a row without an answer the platform is left alone for a while.
    silences: NonZeroU32,
    /// How long at first, in seconds; each try without an answer doubles it, up to a minute or to this if it is more.
    pause_seconds: NonZeroU32,
}

/// A time at which the platform is closed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosedConfig {
    from: String,
    to: String,
}

impl ClosedConfig {
    fn closed(&self, zone: Zone) -> Result<Closed, Ending> {
        let unfit = |rule: &str| {
            Ending::cannot(format!("configuration: payer.closed: from `{}` to `{}`: {rule}", self.from, self.to))
        };
        let minute = |time: NaiveTime| MinuteOfDay((time.hour() * 60 + time.minute()) as u16);
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").map(minute);
        let day = |text: &str| {
            let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")?;
            Ok::<_, chrono::ParseError>(zone.instant(BusinessDate(local.date()), minute(local.time())))
        };
        let closed = match (time(&self.from), time(&self.to), day(&self.from), day(&self.to)) {
            (Ok(from), Ok(to), ..) => Closed::Daily { from, to },
            (_, _, Ok(from), Ok(to)) => Closed::Once { from, to },
            _ => return Err(unfit("both are a time of day (`23:30`), or both a day with a time (`2026-12-31T18:00`)")),
        };
        match closed {
            Closed::Daily { from, to } if from == to => Err(unfit("a platform is not closed all day long")),
            Closed::Once { from, to } if to <= from => Err(unfit("it opens after it closes")),
            Closed::Daily { .. } | Closed::Once { .. } => Ok(closed),
        }
    }
}

impl Default for PayerConfig {
    fn default() -> Self {
        Self {
            url: "http://127.0.0.1:8090/".to_owned(),
            institution: None,
            institution_name: None,
            area: None,
            receiver: "ONETHING".to_owned(),
            answer_seconds: 8,
            closed: Vec::new(),
            silences: NonZeroU32::MIN.saturating_add(4),
            pause_seconds: NonZeroU32::MIN.saturating_add(4),
        }
    }
}

impl PayerConfig {
    /// How the hospital talks to the platform.
    pub(crate) fn settings(&self, zone: Zone) -> Result<Settings, Ending> {
        let receiver = Text::new("receiver", &*self.receiver)
            .map_err(|error| Ending::cannot(format!("configuration: payer: {error}")))?;
        let closed = self.closed.iter().map(|closed| closed.closed(zone)).collect::<Result<_, _>>()?;
        let pause = Duration::from_secs(self.pause_seconds.get().into());
        let pause_max = pause.max(Patience::default().pause_max);
        let patience = Patience { silences: self.silences.get(), pause, pause_max };
        Ok(Settings { within: Duration::from_secs(self.answer_seconds), closed, patience, ..Settings::new(receiver) })
    }

    /// The profile of a hospital that has none yet, as far as the configuration of an earlier release said it: then it
    /// was a general one of level 3. `None` where no institution is named.
    pub(crate) fn profile(&self) -> Option<usecase::AdoptProfile> {
        let code = self.institution.clone()?;
        let name = self.institution_name.clone().unwrap_or_else(|| code.clone());
        Some(usecase::AdoptProfile {
            name: Label::new(name.clone(), name),
            code,
            level: 3,
            kind: HospitalKind::General,
            region: self.area.clone().unwrap_or_else(|| "370100".to_owned()),
        })
    }
}

impl Config {
    /// The defaults for a hospital of this number.
    pub(crate) fn of(id: HospitalId) -> Self {
        Self { hospital: HospitalConfig { id: id.0, ..HospitalConfig::default() }, ..Self::default() }
    }

    /// Reads a file; the defaults if none is given.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Ending> {
        let Some(file) = file else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(file)
            .map_err(|error| Ending::cannot(format!("configuration {}: {error}", file.display())))?;
        toml::from_str(&text).map_err(|error| Ending::cannot(format!("configuration {}:\n{error}", file.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named() {
        let error = toml::from_str::<Config>("[hospital]\nzoen = \"Asia/Shanghai\"\n").unwrap_err();
        assert!(error.to_string().contains("zoen"), "{error}");
    }

    #[test]
    fn how_wrong_passwords_wait_is_configured() {
        let text = "[server]\nx_forwarded_for = true\n[logins.limits]\nname_tries = 2\nloopback_exempt = false\n";
        let config: Config = toml::from_str(text).unwrap();
        assert!(config.server.x_forwarded_for);
        let limits = &config.logins.limits;
        assert_eq!((limits.name_tries, limits.loopback_exempt, limits.spread_seconds_max), (2, false, 5));
    }

    #[test]
    fn bounds_are_configured_and_never_zero() {
        let text = "[server]\nhead_seconds = 1\nproxies = [\"10.0.0.0/8\", \"fd00::/8\"]\n[metrics]\nlisten = \"127.0.0.1:9100\"\n";
        let config: Config = toml::from_str(text).unwrap();
        assert_eq!((config.server.proxies.len(), config.server.tls), (2, false));
        assert!(toml::from_str::<Config>("[server]\nbody_seconds = 0\n").is_err());
        let config: Config = toml::from_str("[pages]\nrefresh_seconds = 5\n").unwrap();
        assert_eq!((config.pages.refresh_seconds.get(), Config::default().pages.refresh_seconds.get()), (5, 20));
        assert!(toml::from_str::<Config>("[pages]\nrefresh_seconds = 0\n").is_err());
    }

    #[test]
    fn nobody_is_inside_unless_networks_say_so() {
        assert!(Config::default().presence.networks.is_empty());
        let config: Config = toml::from_str("[presence]\nnetworks = [\"10.20.0.0/16\", \"fd00:20::/32\"]\n").unwrap();
        assert_eq!(config.presence.networks.len(), 2);
        assert!(toml::from_str::<Config>("[presence]\nnetworks = [\"10.20.0.0/33\"]\n").is_err());
        let config: Config = toml::from_str("[presence]\nkiosk_seconds = 40\n").unwrap();
        assert_eq!(config.presence.kiosk_seconds.map(NonZeroU32::get), Some(40));
        assert_eq!(Config::default().presence.kiosk_seconds, None);
        assert!(toml::from_str::<Config>("[presence]\nkiosk_seconds = 0\n").is_err());
    }

    #[test]
    fn where_messages_go_is_configured() {
        let config: Config = toml::from_str("[messages]\ngateway = \"file:/var/spool/onething\"\n").unwrap();
        assert_eq!(config.messages.gateway, Way::File("/var/spool/onething".into()));
        assert_eq!(Config::default().messages.gateway, Way::None);
        let error = toml::from_str::<Config>("[messages]\ngateway = \"sms\"\n").unwrap_err();
        assert!(error.to_string().contains("`sms`"), "{error}");
    }

    #[test]
    fn the_defaults_can_be_used() {
        let config = Config::default();
        assert_eq!(config.payer.settings(Zone::SHANGHAI).unwrap().patience, Patience::default());
        assert!(config.hospital.zone().is_ok());
    }

    #[test]
    fn a_zone_that_is_none_is_refused() {
        let config: Config = toml::from_str("[hospital]\nzone = \"Mars/Base\"\n").unwrap();
        assert!(matches!(config.hospital.zone(), Err(Ending::Cannot(reason)) if reason.contains("Mars/Base")));
    }

    #[test]
    fn when_the_platform_is_closed_is_configured() {
        let settings = |closed: &str| {
            let text = format!("[payer]\nsilences = 3\npause_seconds = 90\nclosed = [{closed}]\n");
            toml::from_str::<Config>(&text).unwrap().payer.settings(Zone::SHANGHAI)
        };
        let both = "{ from = \"23:30\", to = \"06:00\" }, { from = \"2026-12-31T18:00\", to = \"2027-01-01T08:00\" }";
        let read = settings(both).unwrap();
        let year = ["2026-12-31T18:00:00+08:00", "2027-01-01T08:00:00+08:00"].map(|at| at.parse().unwrap());
        let night = Closed::Daily { from: MinuteOfDay(1410), to: MinuteOfDay(360) };
        assert_eq!(read.closed, [night, Closed::Once { from: year[0], to: year[1] }]);
        assert_eq!((read.patience.silences, read.patience.pause_max), (3, Duration::from_secs(90)));
        for (closed, named) in [
            ("{ from = \"23:30\", to = \"24:30\" }", "24:30"),
            ("{ from = \"23:30\", to = \"2027-01-01T08:00\" }", "both are"),
            ("{ from = \"06:00\", to = \"06:00\" }", "all day long"),
            ("{ from = \"2027-01-01T08:00\", to = \"2026-12-31T18:00\" }", "opens after"),
        ] {
            assert!(matches!(settings(closed), Err(Ending::Cannot(reason)) if reason.contains(named)), "{closed}");
        }
    }
}

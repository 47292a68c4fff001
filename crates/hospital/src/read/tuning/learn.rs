//! What a department's visits say: how long those who come are in the room, and how many do not come. `docs/schedules.md`
//! says how it is learnt.

use super::{decimal, gather::Gathered};
use crate::view::{LearntGroup, LearntLead, LearntRate, LearntTimes, LearntType, VisitType};
use model::{id::ClinicianId, time::Zone};
use rust_decimal::Decimal;
use schedules::{
    Problem, Setting,
    learn::{Group, Learnt, Observation, Observations, Rate, Times, Which, learn},
    limits::learning::LEAD_DAYS,
};

/// Whoever is said to have been inside for longer was forgotten there.
const SECONDS_MAX: u32 = 4 * 3600;

/// From how many services in the department calls are proposed.
pub(super) const SERVICES_MIN: u64 = 30;

/// What was learnt for one clinician.
pub(super) struct Picture {
    all: Group,
    /// The clinician's; of a clinician who has not seen anybody, nothing.
    own: Option<Group>,
    types: Vec<(VisitType, Group)>,
    lead: Vec<schedules::learn::Band>,
    /// Visits of a service time that cannot be right.
    pub(super) left_out: u32,
}

impl VisitType {
    const fn path(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Again => "again",
        }
    }
}

impl Picture {
    /// Learns from all visits; clinicians are drawn towards their department, the types of visits towards the clinician.
    ///
    /// # Errors
    /// As [`learn`].
    pub(super) fn of(gathered: &Gathered, clinician: ClinicianId, zone: Zone) -> Result<Self, Problem> {
        let mut observed = Observations::default();
        let mut left_out = 0;
        for seen in &gathered.seen {
            let kind = if seen.is_first { VisitType::First } else { VisitType::Again };
            let whose = seen.visit.clinician.to_string();
            // Beyond the most groups that are kept apart, a visit counts for the department alone.
            let group = observed.group(&[&whose, kind.path()]).or_else(|_| observed.group(&[]))?;
            let booked = zone.date(seen.visit.booked_at);
            let ahead = seen.date.0.signed_duration_since(booked.0).num_days();
            let is_right = |seconds: &u32| *seconds <= SECONDS_MAX;
            left_out += u32::from(seen.visit.seconds.is_some_and(|seconds| !is_right(&seconds)));
            observed.push(Observation {
                lead_days: u16::try_from(ahead).ok().filter(|days| LEAD_DAYS.contains(days)),
                shown: Some(seen.visit.shown),
                service_seconds: seen.visit.seconds.filter(is_right),
                ..Observation::of(group)
            })?;
        }
        let learnt = learn(&observed, Which::All)?;
        let whose = clinician.to_string();
        let group = |path: &[&str]| found(&learnt, path);
        let types = [VisitType::First, VisitType::Again];
        let types = types.into_iter().filter_map(|kind| Some((kind, group(&[&whose, kind.path()])?)));
        Ok(Self {
            all: group(&[]).unwrap_or(Group { path: Vec::new(), no_show: None, service: None }),
            own: group(&[&whose]),
            types: types.collect(),
            lead: learnt.lead_days,
            left_out,
        })
    }

    /// How many services are known in the department.
    pub(super) fn services(&self) -> u64 {
        self.all.service.as_ref().map_or(0, |times| times.n)
    }

    /// What calls are proposed with: the clinician's; of one of whom nothing is known, the department's.
    fn used(&self) -> &Group {
        self.own.as_ref().unwrap_or(&self.all)
    }

    /// A session of such patients; nothing is known of too few.
    ///
    /// # Errors
    /// As [`Setting::new`].
    pub(super) fn setting(&self, slot_minutes: u16) -> Result<Option<Setting>, Problem> {
        self.used().setting(slot_minutes.into())
    }

    pub(super) fn own(&self) -> LearntGroup {
        let nothing = Group { path: Vec::new(), no_show: None, service: None };
        // Whoever has seen nobody has nothing of their own in what is given to them.
        shown(self.own.as_ref().unwrap_or(&nothing))
    }

    pub(super) fn department(&self) -> LearntGroup {
        shown(&self.all)
    }

    pub(super) fn types(&self) -> Vec<LearntType> {
        self.types.iter().map(|(visit, group)| LearntType { visit: *visit, learnt: shown(group) }).collect()
    }

    pub(super) fn lead(&self) -> Vec<LearntLead> {
        let band = |band: &schedules::learn::Band| LearntLead {
            days_from: band.from,
            days_to: band.to,
            no_show: rate(&band.no_show),
        };
        self.lead.iter().map(band).collect()
    }

    /// The share of those who are in the room for 0, 1, 2, … minutes.
    pub(super) fn minutes(&self) -> Vec<Decimal> {
        let times = self.used().service.as_ref();
        times.map(|times| times.pmf.probabilities().iter().copied().map(decimal).collect()).unwrap_or_default()
    }
}

fn found(learnt: &Learnt, path: &[&str]) -> Option<Group> {
    let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
    learnt.group(&path).cloned()
}

fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn shown(group: &Group) -> LearntGroup {
    LearntGroup { times: group.service.as_ref().map(times), no_show: group.no_show.as_ref().map(rate) }
}

fn times(times: &Times) -> LearntTimes {
    LearntTimes {
        visits: count(times.n),
        mean: decimal(times.mean),
        low: decimal(times.low),
        high: decimal(times.high),
        own_share: decimal(times.weight),
    }
}

fn rate(rate: &Rate) -> LearntRate {
    LearntRate {
        visits: count(rate.n),
        missed: count(rate.no_shows),
        rate: decimal(rate.rate),
        low: decimal(rate.low),
        high: decimal(rate.high),
        own_share: decimal(rate.weight),
    }
}

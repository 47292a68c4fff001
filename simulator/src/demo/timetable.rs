//! The weekly plan: which sessions a day has.

use super::{Blueprint, Clinician, Department, calendar::day_of_week};
use chrono::Weekday;
use model::{
    Label,
    scheduling::{TemplatePlan, Weeks},
    time::{BusinessDate, MinuteOfDay},
};
use serde::{Deserialize, Deserializer, de::Error};

/// A day's sessions are published this many days before it, as far ahead as one may book.
pub const RELEASE_DAYS: u16 = 14;

/// At this minute of the day: three past midnight, when the simulator looks for a new day.
pub const RELEASE_AT: MinuteOfDay = MinuteOfDay(3);

/// Minutes of a window.
pub const SLOT_MINUTES: u16 = 20;

/// Half a day of the week with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half {
    /// The day.
    pub weekday: Weekday,
    /// In the afternoon, else in the morning.
    pub afternoon: bool,
}

impl Half {
    /// First and end minute: 08:00–12:00 or 13:30–16:50.
    pub const fn minutes(self) -> (MinuteOfDay, MinuteOfDay) {
        if self.afternoon {
            (MinuteOfDay(13 * 60 + 30), MinuteOfDay(16 * 60 + 50))
        } else {
            (MinuteOfDay(8 * 60), MinuteOfDay(12 * 60))
        }
    }
}

impl Clinician {
    /// What the hospital's templates say of this post from a day on, in the order of its half days.
    pub fn templates(&self, valid_from: BusinessDate) -> impl Iterator<Item = TemplatePlan> {
        self.halves.iter().map(move |half| {
            let (from, until) = half.minutes();
            TemplatePlan {
                valid_from,
                valid_until: None,
                room: self.consulting_room(),
                device: None,
                weekday: day_of_week(half.weekday),
                weeks: Weeks::Every,
                anchor: valid_from,
                from,
                until,
                slot_minutes: SLOT_MINUTES,
                capacity: self.capacity.into(),
                pools: self.pools.clone(),
                release_days: RELEASE_DAYS,
                release_at: RELEASE_AT,
            }
        })
    }

    /// The room in which the clinician sees patients.
    #[must_use]
    pub fn consulting_room(&self) -> Label {
        Label::new(format!("{} 诊室", self.room), format!("Room {}", self.room))
    }
}

/// Reads `Mon a, Thu p`.
pub(super) fn halves<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Half>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let half = |word: &str| {
        let (day, part) = word.trim().split_once(' ')?;
        let afternoon = match part {
            "a" => false,
            "p" => true,
            _ => return None,
        };
        Some(Half { weekday: day.parse().ok()?, afternoon })
    };
    text.split(',').map(|word| half(word).ok_or_else(|| D::Error::custom(format!("not a half day: {word}")))).collect()
}

/// A session as the plan has it.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// The department.
    pub department: &'a Department,
    /// The place of the post among [`Blueprint::posts`].
    pub post: usize,
    /// The post.
    pub clinician: &'a Clinician,
    /// The consulting room.
    pub room: Label,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute.
    pub until: MinuteOfDay,
}

impl Blueprint {
    /// The sessions of a date, in the order of posts and hours; none on a day off.
    pub fn sessions(&self, date: BusinessDate) -> Vec<Planned<'_>> {
        let Some(weekday) = self.calendar.plan(date) else { return Vec::new() };
        let mut sessions = Vec::new();
        for (post, (department, clinician)) in self.posts().enumerate() {
            for half in clinician.halves.iter().filter(|half| half.weekday == weekday) {
                let (from, until) = half.minutes();
                let room = clinician.consulting_room();
                sessions.push(Planned { department, post, clinician, room, from, until });
            }
        }
        sessions
    }
}

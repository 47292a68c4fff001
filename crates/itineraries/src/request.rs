//! What is asked: several steps with their preparations, what holds between them, and when the person cannot come.

use crate::ids::{Day, Effect, GroupId, Minute, OfferId, ResourceId, StepId};

/// Several steps that a person needs, as one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The steps, in any order.
    pub steps: Vec<Step>,
    /// What holds between them.
    pub rules: Vec<Rule>,
    /// No window may begin before this.
    pub not_before: Option<Minute>,
    /// Everything has to be done by this.
    pub by: Option<Minute>,
    /// Days on which the person cannot come; an offer's own day counts, also for what is after midnight.
    pub impossible_days: Vec<Day>,
    /// What the person has to do at other times.
    pub engagements: Vec<Engagement>,
    /// When the person learns how to prepare, and can begin with it.
    pub told: Minute,
}

impl Request {
    /// Steps in any order, with nothing else that holds.
    pub const fn new(told: Minute, steps: Vec<Step>) -> Self {
        Self {
            steps,
            rules: Vec::new(),
            not_before: None,
            by: None,
            impossible_days: Vec::new(),
            engagements: Vec::new(),
            told,
        }
    }
}

/// One step: a consultation, an examination, a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name; no two steps of a request have the same.
    pub id: StepId,
    /// Which offers will do: those that one of these names.
    pub accepts: Vec<Accepted>,
    /// How the person prepares for it.
    pub preparations: Vec<Preparation>,
    /// What it leaves in the person.
    pub leaves: Vec<Effect>,
    /// Its window may not begin before this.
    pub not_before: Option<Minute>,
    /// It has to be done by this.
    pub by: Option<Minute>,
    /// Between which minutes of its day its window begins, both included: nobody fasts until the evening.
    pub begins_between: Option<(u32, u32)>,
}

impl Step {
    /// A step that needs no preparation and leaves nothing.
    pub const fn new(id: StepId, accepts: Vec<Accepted>) -> Self {
        Self {
            id,
            accepts,
            preparations: Vec::new(),
            leaves: Vec::new(),
            not_before: None,
            by: None,
            begins_between: None,
        }
    }
}

/// Offers that will do for a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Accepted {
    /// All of a group.
    Group(GroupId),
    /// All of one resource.
    Resource(ResourceId),
    /// This one, which is already settled.
    Offer(OfferId),
}

/// How somebody prepares for a step. One of no length is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preparation {
    /// Nothing of this for so long before it: nothing eaten, no contrast agent, the bladder not emptied. A step that
    /// leaves it, or that is prepared with it, is done so long before, or comes later.
    Without {
        /// What there may not be.
        effect: Effect,
        /// For how many minutes before the window begins.
        minutes: u32,
        /// Only the person can see to it, who does so from when it is said ([`Request::told`]): fasting. Otherwise what
        /// leaves it is known from steps and engagements: contrast agent.
        by_person: bool,
    },
    /// The person does this for so long before it: drinks, for a full bladder. That begins when the person has been
    /// told, and after each earlier step that has to be without it.
    With {
        /// What the person does.
        effect: Effect,
        /// For how many minutes before the window begins.
        minutes: u32,
    },
}

impl Preparation {
    /// What is done or left.
    pub const fn effect(self) -> Effect {
        match self {
            Self::Without { effect, .. } | Self::With { effect, .. } => effect,
        }
    }

    /// Whether it is done, not left.
    pub const fn is_done(self) -> bool {
        match self {
            Self::Without { .. } => false,
            Self::With { .. } => true,
        }
    }

    /// How many minutes before the window it begins.
    pub const fn minutes(self) -> u32 {
        match self {
            Self::Without { minutes, .. } | Self::With { minutes, .. } => minutes,
        }
    }
}

/// What holds between steps. Gaps are from when a step is done until the window of the other begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One comes after the other.
    After {
        /// What comes first.
        first: StepId,
        /// What comes later.
        then: StepId,
        /// At least so many minutes later: its result has to be there, or the person has to rest.
        least: u32,
        /// At most so many minutes later.
        most: Option<u32>,
    },
    /// All of them on one day.
    SameDay(Vec<StepId>),
    /// Both with the same resource: the same clinician hears the results.
    SameResource(StepId, StepId),
}

/// What a person has to do at another time: an appointment that was made before, work. It counts as no trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// When it begins.
    pub from: Minute,
    /// When it ends.
    pub until: Minute,
    /// How many minutes the way there takes, and the way back.
    pub way: u32,
    /// How the person prepares for it: the steps may not spoil that.
    pub preparations: Vec<Preparation>,
    /// What it leaves in the person.
    pub leaves: Vec<Effect>,
}

impl Engagement {
    /// One for which nothing is prepared and that leaves nothing. One of no length, with no way, is something that was
    /// done at that minute.
    pub const fn new(from: Minute, until: Minute) -> Self {
        Self { from, until, way: 0, preparations: Vec::new(), leaves: Vec::new() }
    }
}

//! What a hospital's own visits say of the patients who come: how many do not, and how long the others are in the room.
//!
//! ```text
//! Observations ─ learn() ─→ Learnt ─ setting() ─→ Setting ─ propose() ─→ Proposal
//!      └── those held out, in their order ─ sessions() ─→ replay() / compare() ─→ Comparison
//! ```
//!
//! Groups are paths of names: nothing for all, `[type]`, `[type, clinician]`. A group with few visits says little of
//! itself, so it is drawn towards the group that it is part of, with the weight n / (n + k) for its own n visits:
//!
//! * [`rate`]: no-shows, beta-binomial. k comes from how much the groups beside each other differ beyond chance (moments
//!   of Kleinman, Proportions with extraneous variance, Journal of the American Statistical Association 68, 1973,
//!   46–54), as in Casella, An introduction to empirical Bayes data analysis, The American Statistician 39, 1985, 83–87.
//! * [`times`]: service times. k is that of Bühlmann and Straub (Glaubwürdigkeit für Schadensätze, Mitteilungen der
//!   Vereinigung schweizerischer Versicherungsmathematiker 70, 1970, 111–133), the variance within groups divided by
//!   that between their means; all of the distribution is drawn with the mean's weight.
//!
//! Where the groups do not differ by more than chance, k has no bound and each of them is given what holds for all.
//! Every figure has its n and an interval of 95 %. The order of the observations changes no bit of a result.

mod bands;
mod compare;
mod groups;
mod observations;
mod propose;
mod rate;
mod replay;
mod sessions;
mod special;
mod tally;
mod times;

pub use bands::{AGE_BANDS, Band, LEAD_BANDS};
pub use compare::{Comparison, Figures, Interval, compare};
pub use groups::{Group, Learnt, Which, learn};
pub use observations::{GroupId, Observation, Observations};
pub use propose::{Proposal, even, propose};
pub use rate::Rate;
pub use replay::{Replayed, replay};
pub use sessions::{Sessions, sessions};
pub use times::Times;

/// What an interval leaves out at each of its ends: together they hold 95 %.
pub(crate) const TAIL: f64 = 0.025;

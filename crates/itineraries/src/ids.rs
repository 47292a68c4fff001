//! Points in time and the names of things. What they stand for is the caller's.

/// A point in time: minutes since the midnight at which [`Day`] 0 begins, negative before it; see
/// [`MINUTE`](crate::limits::MINUTE).
///
/// Every day has 1,440 of them. Where clocks change, the night of the change is an hour too long or too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i32);

/// A day on which somebody comes, counted from one that the caller chooses; see [`DAY`](crate::limits::DAY).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Its midnight. Days beyond the [limits](crate::limits::DAY) get the last minute that there is.
    pub const fn begins(self) -> Minute {
        Minute(self.0.saturating_mul(1440))
    }

    /// A minute of this day, counted from its midnight; 1,440 and more are in the night after it.
    pub const fn minute(self, minute: u32) -> Minute {
        Minute(self.begins().0.saturating_add_unsigned(minute))
    }
}

macro_rules! names {
    ($($(#[doc = $doc:literal])+ $name:ident($number:ty);)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $number);
    )+};
}

names! {
    /// One step of a request.
    StepId(u32);
    /// One offer. Of chains that are equal in everything else, the one with the smaller ids is taken.
    OfferId(u64);
    /// Who or what a window belongs to: a clinician, a device.
    ResourceId(u32);
    /// Resources of which any will do: the clinicians of a department, the devices for one examination.
    GroupId(u32);
    /// Where somebody has to be. Walking takes time between places, and none within one.
    Place(u32);
    /// What a step, or preparing for it, leaves in a person for some time: food, contrast agent, an empty bladder.
    Effect(u16);
}

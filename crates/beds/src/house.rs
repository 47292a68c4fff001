//! A house as the search sees it: departments, rooms with their beds, and stays. Everything is named by its place in
//! its list; nothing here knows where it was read.

/// What a room has and what a stay needs: bit `k` is the property of column `k`.
pub type Properties = u64;

/// A house and the stays that want a bed in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    /// How many nights are planned; nights are counted from 0.
    pub nights: usize,
    /// Departments.
    pub departments: Vec<Department>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Stays; a patient who changes the specialism has several, one after the other.
    pub stays: Vec<Stay>,
}

/// A specialism that a department or a room treats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treats {
    /// The specialism's place in its list.
    pub specialism: usize,
    /// 1 is the best.
    pub priority: u32,
}

/// A department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// The youngest age that it takes, if it has a limit.
    pub age_min: Option<u32>,
    /// The oldest age that it takes, if it has a limit.
    pub age_max: Option<u32>,
    /// What it treats.
    pub treats: Vec<Treats>,
}

/// Who may lie in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomSex {
    /// One sex a night, whichever it is.
    SameEachNight,
    /// Men only.
    Men,
    /// Women only.
    Women,
    /// Anybody beside anybody.
    Any,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its department's place in the list.
    pub department: usize,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// The size by which patients choose it; it may differ from the beds that can be used.
    pub capacity: u32,
    /// What it treats.
    pub treats: Vec<Treats>,
    /// What it has.
    pub properties: Properties,
    /// How many people are in it, or will be, who keep their beds whatever is planned.
    pub occupied: u32,
    /// The ids of its beds.
    pub beds: Vec<u32>,
}

/// A patient's sex, as far as a room's rule is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// A woman.
    Woman,
    /// A man.
    Man,
}

/// One part of an admission: it gets one bed for all its nights, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The patient's id.
    pub patient: u32,
    /// The part's number within the patient's admission, from 0.
    pub part: u32,
    /// The patient's sex.
    pub sex: Sex,
    /// The patient's age.
    pub age: u32,
    /// The first night.
    pub first: usize,
    /// The night after the last one.
    pub end: usize,
    /// What it is for, if that is known.
    pub specialism: Option<usize>,
    /// The largest room that the patient wants, if that matters.
    pub capacity_max: Option<u32>,
    /// What the room must have.
    pub required: Properties,
    /// What the patient would like it to have besides.
    pub preferred: Properties,
    /// The patient must be alone in the room.
    pub alone: bool,
}

impl Stay {
    /// How many nights it has.
    pub const fn nights(&self) -> usize {
        self.end - self.first
    }
}

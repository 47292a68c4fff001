//! The rules of a house, as data: what each costs a night, and whether it may be broken at all.

use crate::house::{House, Properties, Room, RoomSex, Sex, Stay, Treats};

/// What breaking a rule costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It is never broken: rather has a stay no bed.
    Never,
    /// So much a night.
    Soft(u32),
}

/// Each rule with its weight. The default is the table of the PAS benchmark.
///
/// Two rules have no weight because a bed without them would be none: two people are never in one bed, and men and
/// women never in the same night in a room that is for one sex a night. Rules about who is in a room already ask only
/// about those who keep their beds, [`Room::occupied`]; the benchmark has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A woman in a room for men, or a man in a room for women.
    pub room_sex: Weight,
    /// Younger than the department's youngest or older than its oldest.
    pub age: Weight,
    /// Each property that the stay needs and the room lacks.
    pub required_property: Weight,
    /// The room is larger than the patient wants.
    pub room_size: Weight,
    /// The department does not treat the stay's specialism.
    pub department_specialism: Weight,
    /// The room does not treat the stay's specialism.
    pub room_specialism: Weight,
    /// Each step by which the room's priority for the specialism is worse than the best.
    pub room_priority: Weight,
    /// Each property that the patient prefers and the room lacks.
    pub preferred_property: Weight,
    /// Each other person in a room in which the patient must be alone.
    pub isolation: Weight,
    /// Each other bed of that room, which nobody can have then, if that counts.
    pub closed_bed: Option<Weight>,
    /// The room was empty, so that it is no longer free for either sex or for somebody alone, if that counts.
    pub opened_room: Option<Weight>,
    /// Properties that should be left to those who need them: each that the room has and the stay neither needs nor
    /// prefers.
    pub spared_properties: Vec<(Properties, Weight)>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            room_sex: Weight::Never,
            age: Weight::Never,
            required_property: Weight::Never,
            room_size: Weight::Soft(8),
            department_specialism: Weight::Soft(10),
            room_specialism: Weight::Soft(20),
            room_priority: Weight::Soft(10),
            preferred_property: Weight::Soft(20),
            isolation: Weight::Never,
            closed_bed: None,
            opened_room: None,
            spared_properties: Vec::new(),
        }
    }
}

/// A rule that a stay in a room would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// [`Rules::room_sex`].
    RoomSex,
    /// [`Rules::age`].
    Age,
    /// [`Rules::required_property`].
    RequiredProperty,
    /// [`Rules::room_size`].
    RoomSize,
    /// [`Rules::department_specialism`].
    DepartmentSpecialism,
    /// [`Rules::room_specialism`].
    RoomSpecialism,
    /// [`Rules::room_priority`].
    RoomPriority,
    /// [`Rules::preferred_property`].
    PreferredProperty,
    /// [`Rules::isolation`].
    Isolation,
    /// [`Rules::closed_bed`].
    ClosedBed,
    /// [`Rules::opened_room`].
    OpenedRoom,
    /// [`Rules::spared_properties`], and which of them.
    SparedProperty(Properties),
}

/// A broken rule: how often it is broken, and what that costs in all the nights of the stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub rule: Rule,
    /// How often: missing properties, steps of priority; otherwise 1.
    pub times: u32,
    /// What it costs; nothing if it is never broken.
    pub cost: Option<u32>,
}

impl Rules {
    /// The rules that this stay in this room breaks, whoever else is there: the reasons for and against a suggestion.
    pub fn broken(&self, house: &House, stay: &Stay, room: &Room) -> Vec<Broken> {
        let nights = u32::try_from(stay.nights()).unwrap_or(u32::MAX);
        let mut broken = Vec::new();
        self.each(house, stay, room, |rule, weight, times| {
            let cost = match weight {
                Weight::Never => None,
                Weight::Soft(night) => Some(night.saturating_mul(times).saturating_mul(nights)),
            };
            broken.push(Broken { rule, times, cost });
        });
        broken
    }

    /// What this stay costs in this room, whoever else is there; nothing if it may not be there.
    pub fn cost(&self, house: &House, stay: &Stay, room: &Room) -> Option<u32> {
        let mut night = Some(0_u32);
        self.each(house, stay, room, |_, weight, times| {
            night = match weight {
                Weight::Never => None,
                Weight::Soft(cost) => night.map(|sum| sum.saturating_add(cost.saturating_mul(times))),
            };
        });
        let nights = u32::try_from(stay.nights()).unwrap_or(u32::MAX);
        night.map(|night| night.saturating_mul(nights).min(COST_MAX))
    }

    fn each(&self, house: &House, stay: &Stay, room: &Room, mut found: impl FnMut(Rule, Weight, u32)) {
        let mut broken = |rule, weight, times| {
            if times > 0 {
                found(rule, weight, times);
            }
        };
        let department = &house.departments[room.department];
        let other_sex = match room.sex {
            RoomSex::Men => stay.sex == Sex::Woman,
            RoomSex::Women => stay.sex == Sex::Man,
            RoomSex::SameEachNight | RoomSex::Any => false,
        };
        broken(Rule::RoomSex, self.room_sex, other_sex.into());
        let too_young = department.age_min.is_some_and(|least| stay.age < least);
        let too_old = department.age_max.is_some_and(|most| stay.age > most);
        broken(Rule::Age, self.age, u32::from(too_young) + u32::from(too_old));
        broken(Rule::RequiredProperty, self.required_property, (stay.required & !room.properties).count_ones());
        let larger = stay.capacity_max.is_some_and(|most| room.capacity > most);
        broken(Rule::RoomSize, self.room_size, larger.into());
        if let Some(specialism) = stay.specialism {
            let entry = |treats: &[Treats]| treats.iter().find(|entry| entry.specialism == specialism).copied();
            let department = entry(&department.treats).is_none();
            broken(Rule::DepartmentSpecialism, self.department_specialism, department.into());
            match entry(&room.treats) {
                None => broken(Rule::RoomSpecialism, self.room_specialism, 1),
                Some(entry) => broken(Rule::RoomPriority, self.room_priority, entry.priority.saturating_sub(1)),
            }
        }
        broken(Rule::PreferredProperty, self.preferred_property, (stay.preferred & !room.properties).count_ones());
        broken(Rule::Isolation, self.isolation, if stay.alone { room.occupied } else { 0 });
        if let Some(weight) = self.closed_bed.filter(|_| stay.alone) {
            let others = room.beds.len().saturating_sub(1);
            broken(Rule::ClosedBed, weight, u32::try_from(others).unwrap_or(u32::MAX));
        }
        if let Some(weight) = self.opened_room {
            broken(Rule::OpenedRoom, weight, (room.occupied == 0).into());
        }
        for (properties, weight) in &self.spared_properties {
            let spared = room.properties & properties & !stay.required & !stay.preferred;
            broken(Rule::SparedProperty(*properties), *weight, spared.count_ones());
        }
    }
}

/// The most that one stay can cost, so that sums of them cannot overflow.
pub const COST_MAX: u32 = 1 << 24;

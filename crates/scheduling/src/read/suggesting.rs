//! Which free bed suits whom. The wards as they are become a house of the solver's model (`beds`), and the solver's own
//! rules say what a room costs: what the benchmark proves is what a ward gets.
//!
//! Who may lie beside whom is asked of `World::may_have` first, as for every bed that is given; the model is asked about
//! rooms that are allowed, and its rules about the sexes have nothing left to say.

use super::{BedPlace, BedState, BedSuggestion};
use crate::{
    World,
    component::{Admission, Bed, Occupancy, Room, Stay, Ward},
};
use beds::{
    house::{self, Department, House, Properties, RoomSex as Mixed, Sex as Known, Treats},
    rules::{Rule, Rules, Weight},
};
use model::{
    id::{AdmissionId, WardId},
    message::Message,
    person::Sex,
    scheduling::{BedRule, BedRules, RoomSex},
};

/// The properties of rooms.
const OXYGEN: Properties = 1;
const ISOLATION: Properties = 1 << 1;

/// The solver's rules with the weights of the hospital. A department's place in its ward's list is the priority of its
/// patients there.
fn rules(weights: &BedRules) -> Rules {
    let soft = |weight: u16| Weight::Soft(u32::from(weight));
    Rules {
        room_specialism: soft(weights.other_ward),
        room_priority: soft(weights.later_ward),
        // The ward is asked, which is said of the room.
        department_specialism: Weight::Soft(0),
        opened_room: Some(soft(weights.opened_room)),
        closed_bed: Some(soft(weights.closed_bed)),
        spared_properties: vec![(OXYGEN, soft(weights.takes_oxygen)), (ISOLATION, soft(weights.takes_isolation))],
        ..Rules::default()
    }
}

/// What a room has, or what somebody needs of one.
const fn properties(oxygen: bool, isolation: bool) -> Properties {
    (if oxygen { OXYGEN } else { 0 }) | (if isolation { ISOLATION } else { 0 })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A stay of one night for a department: rooms are compared for the same stay, so that its length changes nothing.
fn a_night(admission: &Admission, stay: &Stay) -> house::Stay {
    let needs = admission.needs;
    house::Stay {
        patient: 0,
        part: 0,
        // Rooms are for anybody in this house: the sexes were asked before, also one that is not recorded.
        sex: if stay.sex == Sex::Male { Known::Man } else { Known::Woman },
        age: 0,
        first: 0,
        end: 1,
        specialism: Some(0),
        capacity_max: None,
        required: properties(needs.oxygen, needs.isolation),
        preferred: 0,
        alone: needs.isolation,
    }
}

/// A room of a ward, with how many others are in it, for the patients of one department: specialism 0.
fn house_of(admission: &Admission, ward: &Ward, room: &Room, others: usize) -> House {
    let place = ward.departments.iter().position(|department| *department == admission.department);
    let priority = place.map(|place| if place == 0 { 1 } else { 2 });
    let treats: Vec<Treats> = priority.map(|priority| Treats { specialism: 0, priority }).into_iter().collect();
    let there = house::Room {
        department: 0,
        sex: Mixed::Any,
        capacity: count(room.beds.len()),
        treats: treats.clone(),
        properties: properties(room.oxygen, room.isolation),
        occupied: count(others),
        beds: (0..count(room.beds.len())).collect(),
    };
    let department = Department { treats, ..Department::default() };
    House { nights: 1, departments: vec![department], rooms: vec![there], stays: Vec::new() }
}

/// The rules that decided, strongest first: those that the room keeps, and what it costs.
fn reasons(weights: &BedRules, admission: &Admission, (room, others): (&Room, usize), broken: &[Rule]) -> Vec<Message> {
    let is_broken = |rule: Rule| broken.contains(&rule);
    let mut reasons: Vec<(u16, Message)> = Vec::new();
    let mut say = |weight, message| reasons.push((weight, message));
    if is_broken(Rule::RoomSpecialism) {
        say(0, Message::new("bed-reason-other-ward"));
    } else if is_broken(Rule::RoomPriority) {
        say(weights.other_ward.saturating_sub(weights.later_ward), Message::new("bed-reason-friendly-ward"));
    } else {
        say(weights.other_ward, Message::new("bed-reason-own-ward"));
    }
    if !is_broken(Rule::OpenedRoom) {
        // Using the last bed of a room that is in use keeps whole rooms free for either sex and for isolation.
        let free_after = room.beds.len().saturating_sub(others + 1);
        say(weights.opened_room, Message::new("bed-reason-fills-room").with("free", free_after as i64));
    } else if room.sex == RoomSex::Either && !admission.needs.isolation {
        say(0, Message::new("bed-reason-opens-room"));
    }
    if admission.needs.oxygen {
        say(0, Message::new("bed-reason-oxygen"));
    } else if !is_broken(Rule::SparedProperty(OXYGEN)) {
        say(weights.takes_oxygen, Message::new("bed-reason-spares-oxygen"));
    }
    if admission.needs.isolation {
        let closed = room.beds.len().saturating_sub(1);
        let reason = Message::new("bed-reason-isolation").with("blocked", closed as i64);
        say(weights.closed_bed.saturating_mul(u16::try_from(closed).unwrap_or(u16::MAX)), reason);
    } else if !is_broken(Rule::SparedProperty(ISOLATION)) {
        say(weights.takes_isolation, Message::new("bed-reason-spares-isolation"));
    }
    reasons.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    reasons.into_iter().map(|(_, message)| message).collect()
}

impl World {
    /// The best free beds for an admission in the whole hospital (全院一张床), best first, each with its reasons.
    /// `AssignBed` would accept every one of them (or `Transfer`, for somebody who already lies in one).
    pub fn suggest_beds(&self, id: AdmissionId, count: usize) -> Vec<BedSuggestion> {
        let (Some(admission), Some(stay)) = (self.get::<Admission>(id.0), self.get::<Stay>(id.0)) else {
            return Vec::new();
        };
        let rules = rules(self.bed_rules());
        let mut suggestions = Vec::new();
        self.each::<(&Bed, &Occupancy)>(|(bed, occupancy)| {
            if occupancy.state == BedState::Free && self.may_have(admission, stay, bed).is_ok() {
                suggestions.extend(self.suggestion((admission, stay), bed, &rules));
            }
        });
        suggestions.sort_by(|one, other| {
            let key = |suggestion: &BedSuggestion| (-suggestion.score, suggestion.place.bed);
            key(one).cmp(&key(other))
        });
        suggestions.truncate(count);
        suggestions
    }

    /// The free beds of a ward that could be kept for an admission only against rules, which are named; by room.
    pub fn beds_against_rules(&self, id: AdmissionId, ward: WardId) -> Vec<(BedPlace, Vec<BedRule>)> {
        let (Some(admission), Some(stay)) = (self.get::<Admission>(id.0), self.get::<Stay>(id.0)) else {
            return Vec::new();
        };
        let rooms = self.get::<Ward>(ward.0).into_iter().flat_map(|ward| &ward.rooms);
        let mut against = Vec::new();
        for room in rooms.filter_map(|room| self.get::<Room>(room.0)) {
            let rules: Vec<BedRule> =
                self.broken_rules(admission, stay, room).into_iter().map(|(rule, _)| rule).collect();
            let beds = room.beds.iter().filter_map(|bed| self.get::<Bed>(bed.0));
            let open = beds.filter(|bed| !rules.is_empty() && self.bed_takes(stay, bed).is_ok());
            against.extend(open.filter_map(|bed| Some((self.place(bed.id)?, rules.clone()))));
        }
        against
    }

    fn suggestion(&self, (admission, stay): (&Admission, &Stay), bed: &Bed, rules: &Rules) -> Option<BedSuggestion> {
        let (ward, room) = (self.get::<Ward>(bed.ward.0)?, self.get::<Room>(bed.room.0)?);
        let others = self.company(room, Some(admission.id)).people.saturating_sub(1);
        let (house, night) = (house_of(admission, ward, room, others), a_night(admission, stay));
        let there = house.rooms.first()?;
        let cost = rules.cost(&house, &night, there)?;
        let broken: Vec<Rule> = rules.broken(&house, &night, there).into_iter().map(|broken| broken.rule).collect();
        let touched = room.beds.iter().filter_map(|bed| self.get::<Occupancy>(bed.0)).map(|bed| bed.touched).max();
        Some(BedSuggestion {
            place: self.place(bed.id)?,
            score: i32::try_from(cost).map_or(-i32::MAX, |cost| -cost),
            reasons: reasons(self.bed_rules(), admission, (room, others), &broken),
            touched: touched.unwrap_or(0).max(ward.touched),
        })
    }
}

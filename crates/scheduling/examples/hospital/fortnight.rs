//! A hospital in which a fortnight is booked.

use super::hospital::Hospital;
use model::{
    decide::Decider,
    id::{PersonId, SlotId},
    time::BusinessDate,
};
use scheduling::DepartmentDays;

const CLINICIANS: usize = 15;
const DAYS: u16 = 14;
const WINDOWS: u16 = 12;
/// People in each window; there are three times as many seats.
const BOOKED: u16 = 4;

/// So many departments of 15 clinicians, each with a session on every one of 14 days, and the fortnight of the first of
/// them. Four people are in each window (10,080 in a department); every tenth of them has a seat in another department
/// on the same day too.
pub(crate) fn fortnight(date: BusinessDate, departments: usize) -> Result<(Hospital, DepartmentDays), String> {
    let mut hospital = Hospital::open(date)?;
    let mut slots: Vec<Vec<SlotId>> = Vec::new();
    let mut first = None;
    for _ in 0..departments {
        let department = hospital.department()?;
        first.get_or_insert(department);
        let mut all = Vec::new();
        for _ in 0..CLINICIANS {
            let clinician = hospital.clinician(department)?;
            for day in 1..=DAYS {
                let date = date.plus_days(i64::from(day));
                all.extend(hospital.session(clinician, date, (WINDOWS, 3 * BOOKED))?);
            }
        }
        slots.push(all);
    }
    let windows = usize::from(WINDOWS);
    let count = CLINICIANS * usize::from(DAYS) * windows;
    for number in 0..usize::from(BOOKED) * count {
        // Scattered: whoever books next to one another does not sit next to one another.
        let slot = number.wrapping_mul(7_919) % count;
        for department in 0..departments {
            let patient = PersonId(hospital.ids.next());
            let booking = hospital.booking(slots[department][slot], patient);
            hospital.play(&booking)?;
            if (number + number / count + department).is_multiple_of(10) {
                let other = (department + 1 + number / 10 % (departments - 1)) % departments;
                let window = (slot + windows / 2) % windows;
                let booking = hospital.booking(slots[other][slot / windows * windows + window], patient);
                hospital.play(&booking)?;
            }
        }
        hospital.world.durable();
    }
    let department = first.ok_or("no department")?;
    let (from, until) = (date.plus_days(1), date.plus_days(i64::from(DAYS)));
    Ok((hospital, DepartmentDays { department, from, until }))
}

//! Exemptions (豁免): an administrator exempts a person from caps, from the ladder of those who did not come, or from both, in
//! the hospital or in one department, from a day until a day.
//!
//! As with every rule, the day on which one asks decides, not the day of the window; and in a department every cap is lifted
//! for its windows, also those that count over the whole hospital. The windows themselves count elsewhere as any other. Once
//! it is over, nobody is thrown out, as when rules become stricter.

use crate::{
    World,
    component::{Exemption, ExemptionState},
};
use model::{
    id::{DepartmentId, PersonId},
    scheduling::ExemptFrom,
    time::BusinessDate,
};

impl World {
    /// Is a person exempt from these rules on a day, under whichever record: in a department, or, where none is named, in the
    /// whole hospital?
    pub(crate) fn is_exempt(
        &self,
        person: PersonId,
        rules: ExemptFrom,
        department: Option<DepartmentId>,
        date: BusinessDate,
    ) -> bool {
        self.exemptions_in(person).any(|(exemption, _)| {
            exemption.exempt_from.includes(rules)
                && (exemption.from..=exemption.until).contains(&date)
                && (exemption.department.is_none() || exemption.department == department)
        })
    }

    /// The exemptions of a person that nobody has ended, under whichever record.
    pub(crate) fn exemptions_in(&self, person: PersonId) -> impl Iterator<Item = (&Exemption, &ExemptionState)> {
        let all = self.index().exemptions_of(person);
        let all = all.filter_map(|id| Some((self.get::<Exemption>(id.0)?, self.get::<ExemptionState>(id.0)?)));
        all.filter(|(_, state)| state.ended.is_none())
    }
}

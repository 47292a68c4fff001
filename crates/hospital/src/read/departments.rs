//! The departments, with what can be booked today.

use super::{Read, people::department_ref};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{DepartmentList, DepartmentOffer},
};
use model::actor::Actor;
use scheduling::read::DepartmentView;
use serde::Deserialize;
use utoipa::ToSchema;

/// Departments, each with the seats left today and the next day with a seat; and the reader's family.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Departments {}

impl Read for Departments {
    const PATH: &'static str = "/departments";
    const ACTION: Action = Action::ReadSlots;
    type View = DepartmentList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Action::ReadSlots, &Default::default())?;
                let card = |view: DepartmentView| {
                    let days = reading.days_ahead(view.id, None);
                    let strip = reading.worlds.scheduling.days(view.id, reading.today(), days, reading.moment());
                    strip.iter().for_each(|day| reading.saw(day.touched.max(view.touched)));
                    DepartmentOffer {
                        left_today: strip.first().map_or(0, |day| day.seats_left),
                        next_day: strip.iter().find(|day| day.seats_left > 0).map(|day| day.date),
                        department: department_ref(view),
                    }
                };
                Ok(DepartmentList {
                    now: reading.now,
                    departments: reading.worlds.scheduling.departments().into_iter().map(card).collect(),
                    family: reading.family(),
                })
            })
            .await
    }
}

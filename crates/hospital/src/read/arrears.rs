//! What a cashier looks for: a stay whose patient stands at the counter, and who owes.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    scope::Resource,
    usecase::Action,
    view::{Arrear, ArrearsList, CounterStay, SearchKind},
};
use model::{
    actor::Actor,
    id::{AdmissionId, short_code},
    money::Yuan,
    time::Instant,
};
use scheduling::read::AdmissionView;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How many stays a cashier is shown at most.
const STAYS_MAX: usize = 10;

/// Settled bills on which something is still owed, the oldest first, with the department and since when. For a desk of
/// a department, those of the department; otherwise all.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrears {
    /// Which page, from 1; without it, the first. Beyond the last, the last.
    pub page: Option<u32>,
}

impl Read for Arrears {
    const PATH: &'static str = "/arrears";
    const ACTION: Action = Action::ReadArrears;
    type View = ArrearsList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let asked = self.page.unwrap_or(1);
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may_at_counter()?;
                reading.saw_all();
                let mut owing = reading.owing();
                owing.sort_unstable_by_key(|(since, admission, _)| (*since, *admission));
                let count = u32::try_from(owing.len()).unwrap_or(u32::MAX);
                let rows_max = u32::try_from(ArrearsList::ROWS_MAX).unwrap_or(u32::MAX);
                let pages = count.div_ceil(rows_max).max(1);
                let page = asked.clamp(1, pages);
                let first = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(ArrearsList::ROWS_MAX);
                let shown = owing.iter().skip(first).take(ArrearsList::ROWS_MAX);
                let rows = shown.filter_map(|(since, admission, owed)| reading.arrear(*since, *admission, *owed));
                Ok(ArrearsList {
                    now: reading.now,
                    rows: rows.collect(),
                    page,
                    pages,
                    count,
                    owed: owing.iter().map(|(_, _, owed)| *owed).sum(),
                })
            })
            .await
    }
}

impl Hospital {
    /// The stays of whoever stands at the counter: by a credential, the code of a visit or of a stay, or a bed. A name
    /// or a phone number finds nobody, because others know these too.
    ///
    /// # Errors
    /// As for every read; the refusal of a text that is empty or too long.
    pub async fn counter_stays(&self, actor: &Actor, text: &str) -> Result<Vec<CounterStay>, Failure> {
        let wanted = self.looked_for(actor, text).await?;
        self.reading(actor, Action::ReadArrears, |reading| {
            reading.may_at_counter()?;
            reading.saw_all();
            let (kind, people) = reading.find(&wanted);
            let mut stays: Vec<AdmissionView> = match kind {
                SearchKind::VisitCode | SearchKind::Credential => {
                    people.into_iter().flat_map(|person| reading.stays_of(person)).collect()
                }
                SearchKind::Phone | SearchKind::Name => Vec::new(),
            };
            stays.extend(reading.in_bed(text));
            let mut seen = BTreeSet::new();
            let stays = stays.into_iter().filter(|stay| seen.insert(stay.id));
            Ok(stays.filter_map(|stay| reading.counter_stay(&stay)).take(STAYS_MAX).collect())
        })
        .await
    }
}

impl Reading<'_> {
    /// May the reader see who owes, at the own desk?
    fn may_at_counter(&self) -> Result<(), Failure> {
        let own = self.actor.department.map(|department| self.scope().of_department(department));
        self.may(Action::ReadArrears, &own.unwrap_or_default())
    }

    /// The settled bills on which something is owed and which the reader may see: since when, which, how much.
    fn owing(&self) -> Vec<(Instant, AdmissionId, Yuan)> {
        let world = &self.worlds.settlement;
        let owing = world.bills().filter_map(|bill| {
            let owed = world.owed(bill.admission);
            if owed.is_zero() {
                return None;
            }
            let since = world.current_settlement(bill.admission)?.settled_at?;
            let theirs: Resource = self.scope().of_admission(bill.admission);
            self.may(Action::ReadArrears, &theirs).is_ok().then_some((since, bill.admission, owed))
        });
        owing.collect()
    }

    fn arrear(&self, since: Instant, admission: AdmissionId, owed: Yuan) -> Option<Arrear> {
        let stay = self.worlds.scheduling.admission(admission)?;
        Some(Arrear {
            admission,
            code: short_code(admission.0),
            patient: self.patient(stay.patient),
            department: self.department(stay.department),
            state: stay.state,
            since,
            owed,
        })
    }

    /// Who lies in a bed: `12`, or with the code or the name of the ward before it, `W1 12`.
    fn in_bed(&self, text: &str) -> Vec<AdmissionView> {
        let text = text.trim();
        let (ward, number) = text.rsplit_once(char::is_whitespace).map_or(("", text), |(ward, bed)| (ward.trim(), bed));
        let wards = self.worlds.scheduling.wards(self.moment()).into_iter();
        let meant = wards
            .filter(|one| ward.is_empty() || [&one.code, &one.name.zh, &one.name.en].iter().any(|name| *name == ward));
        let beds = meant.flat_map(|ward| ward.rooms).flat_map(|room| room.beds);
        beds.filter(|bed| bed.place.number == number).filter_map(|bed| bed.occupant).collect()
    }

    /// A stay with a bill that the reader may see.
    fn counter_stay(&self, stay: &AdmissionView) -> Option<CounterStay> {
        let bill = self.worlds.settlement.bill(stay.id)?;
        self.may_of_stay(Action::ReadBill, stay).ok()?;
        Some(CounterStay {
            admission: stay.id,
            patient: self.patient(stay.patient),
            department: self.department(stay.department),
            state: stay.state,
            bed: stay.bed.as_ref().map(|bed| self.bed_ref(bed)),
            owed: self.worlds.settlement.owed(bill.admission),
        })
    }
}

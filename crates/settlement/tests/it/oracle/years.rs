//! A stay over 31 December, as `docs/policies.md` says in which year it counts.

use super::{
    layers::Sums,
    rules::{Bill, Found, Rules},
};

impl Rules {
    /// What a bill gives if the sums of both years are known.
    pub(super) fn over_years(&self, bill: &Bill) -> Found {
        let Some((nth, year, layers)) = &bill.next else { return self.adjudicate(bill) };
        let next = Bill { nth: *nth, year: *year, layers: layers.clone(), ..bill.clone() };
        match self.cross_year {
            "admission_date" => self.adjudicate(bill),
            "charge_date" => self.each_in_its_own(bill, next),
            _ => self.adjudicate(&next),
        }
    }

    fn each_in_its_own(&self, bill: &Bill, next: Bill) -> Found {
        let lines = |late: bool| bill.lines.iter().filter(|line| line.late == late).cloned().collect::<Vec<_>>();
        let one = self.adjudicate(&Bill { lines: lines(false), ..bill.clone() });
        let [.., deductible, pool, _, _, _, shown, family, _, _] = one.amounts;
        let own = shown - if self.family == "inside" { family } else { 0 };
        let earlier = bill.earlier.filter(|(kind, _)| *kind != "transfer").map_or([0; 3], |(_, sums)| sums);
        let so_far = [one.amounts[4], deductible, pool];
        let sums = [0, 1, 2].map(|place| earlier[place] + so_far[place]);
        let two = self.adjudicate(&Bill {
            lines: lines(true),
            earlier: Some(("new_year", sums)),
            account: next.account - own,
            family: next.family - family,
            ..next
        });
        let mut layers: Sums = one.layers;
        for (name, (base, paid)) in two.layers {
            let sum = layers.entry(name).or_default();
            *sum = (sum.0 + base, sum.1 + paid);
        }
        Found {
            amounts: std::array::from_fn(|place| one.amounts[place] + two.amounts[place]),
            left: std::array::from_fn(|place| one.left[place] + two.left[place]),
            layers,
        }
    }
}

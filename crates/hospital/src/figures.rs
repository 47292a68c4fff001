//! What is counted of one hospital. Several may run in a process, so each figure says whose it is (label `hospital`); `tidy`
//! lets no other file of this crate, or of one above it, count anything of a hospital.

use metrics::{Counter, Gauge, Histogram, Label, SharedString};
use model::id::HospitalId;
use std::sync::Arc;

/// Values of the other labels of a figure.
pub type Labels<'a> = &'a [(&'static str, &'a str)];

/// Counts for one hospital. A cheap clone.
#[derive(Clone, Debug)]
pub struct Figures {
    hospital: SharedString,
}

impl Figures {
    /// Those of a hospital: the label's value is its id, which every command of the program takes as `--hospital`.
    pub(crate) fn of(hospital: HospitalId) -> Self {
        Self { hospital: Arc::<str>::from(hospital.to_string()).into() }
    }

    /// What only grows.
    pub fn counter(&self, name: &'static str, labels: Labels<'_>) -> Counter {
        metrics::counter!(name, self.labels(labels))
    }

    /// What is so now.
    pub fn gauge(&self, name: &'static str, labels: Labels<'_>) -> Gauge {
        metrics::gauge!(name, self.labels(labels))
    }

    /// What is counted by how much it was.
    pub fn histogram(&self, name: &'static str, labels: Labels<'_>) -> Histogram {
        metrics::histogram!(name, self.labels(labels))
    }

    fn labels(&self, others: Labels<'_>) -> Vec<Label> {
        let hospital = Label::new("hospital", self.hospital.clone());
        let others = others.iter().map(|(name, value)| Label::new(*name, (*value).to_owned()));
        [hospital].into_iter().chain(others).collect()
    }
}

//! What a person types, and what comes back. What can be asked is in [`usecase`](crate::usecase).

mod answer;
mod parts;

pub use answer::Answer;
pub use parts::{ConsentGiven, FormAnswers, NewRoom, PersonDetails, PriceListItem, TypedCredential};

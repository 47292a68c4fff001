//! Inputs as people type them.

use crate::{
    problem::{Problem, Rule},
    service::{Pmf, Service},
    setting::Calls,
};
use std::str::FromStr;

/// A number.
///
/// # Errors
/// The field with its value, if that is no number, or not a finite one.
pub fn number(field: &str, text: &str) -> Result<f64, Problem> {
    let number: Option<f64> = text.trim().parse().ok();
    number.filter(|number| number.is_finite()).ok_or_else(|| Problem::new(field, text, Rule::Number))
}

/// A whole number from 0 on.
///
/// # Errors
/// The field with its value, if that is none (or one of more than 32 bits).
pub fn whole<T: FromStr>(field: &str, text: &str) -> Result<T, Problem> {
    text.trim().parse().map_err(|_| Problem::new(field, text, Rule::Whole))
}

/// Calls per slot: `2,1,1,0`.
///
/// # Errors
/// `calls[3]` (counted from 1) that is no whole number from 0 on, or as [`Calls::new`].
pub fn calls(text: &str) -> Result<Calls, Problem> {
    let called = |(number, part): (usize, &str)| whole(&format!("calls[{number}]"), part);
    Calls::new((1..).zip(text.split(',')).map(called).collect::<Result<_, _>>()?)
}

/// How a service is typed.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceText {
    /// `exp:10` or `lognormal:6,0.6`.
    Known(Service),
    /// `pmf:FILE`, to be read with [`pmf`].
    File(String),
}

/// A service: `exp:MEAN`, `lognormal:MEAN,CV` or `pmf:FILE`.
///
/// # Errors
/// `service` that has none of these forms, or as [`Service::exponential`] and [`Service::lognormal`].
pub fn service(text: &str) -> Result<ServiceText, Problem> {
    let unknown = || Problem::new("service", text, Rule::Service);
    let parameter = |text: &str| number("service", text);
    match text.split_once(':') {
        Some(("exp", mean)) => Service::exponential(parameter(mean)?).map(ServiceText::Known),
        Some(("lognormal", both)) => {
            let (mean, cv) = both.split_once(',').ok_or_else(unknown)?;
            Service::lognormal(parameter(mean)?, parameter(cv)?).map(ServiceText::Known)
        }
        Some(("pmf", file)) if !file.is_empty() => Ok(ServiceText::File(file.to_owned())),
        _ => Err(unknown()),
    }
}

/// A distribution in minutes. Each line holds a minute and its probability (`3 0.2`), or each line holds only the
/// probability of 0, 1, 2, … minutes. Commas and tabs separate as well as spaces; empty lines and what follows a `#` do
/// not count.
///
/// # Errors
/// `service[7]` (the line, counted from 1) with what is wrong there, or as [`Pmf::new`].
pub fn pmf(text: &str) -> Result<Pmf, Problem> {
    let longest = crate::limits::SERVICE_MINUTES_MAX;
    let mut probabilities: Vec<Option<f64>> = Vec::new();
    let mut columns = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let field = format!("service[{number}]");
        let parts: Vec<&str> = line
            .split(|letter: char| letter == ',' || letter.is_whitespace())
            .filter(|part| !part.is_empty())
            .collect();
        let (minutes, probability) = match parts[..] {
            [probability] => (probabilities.len(), probability),
            [minutes, probability] => (whole(&field, minutes)?, probability),
            _ => return Err(Problem::new(field, line, Rule::Columns)),
        };
        if *columns.get_or_insert(parts.len()) != parts.len() {
            return Err(Problem::new(field, line, Rule::Columns));
        }
        if minutes > longest {
            return Err(Problem::new(field, minutes, Rule::Between(0.0, longest as f64)));
        }
        let probability = crate::problem::within(&field, self::number(&field, probability)?, 0.0, 1.0)?;
        if probabilities.len() <= minutes {
            probabilities.resize(minutes + 1, None);
        }
        if probabilities[minutes].replace(probability).is_some() {
            return Err(Problem::new(field, minutes, Rule::Once));
        }
    }
    Pmf::new(probabilities.into_iter().map(Option::unwrap_or_default).collect())
}

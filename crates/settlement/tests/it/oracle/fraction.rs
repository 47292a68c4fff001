//! Exact fractions.

use std::{
    cmp::Ordering,
    ops::{Add, Mul, Sub},
};

/// A number of fen that need not be whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    over: i128,
    under: i128,
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs().max(1) } else { gcd(b, a % b) }
}

impl Fraction {
    pub(super) fn new(over: i128, under: i128) -> Self {
        let common = gcd(over, under);
        Self { over: over / common, under: under / common }
    }

    pub(super) fn whole(number: i128) -> Self {
        Self { over: number, under: 1 }
    }

    pub(super) fn floor(self) -> i128 {
        self.over.div_euclid(self.under)
    }

    /// What is above the whole number below it.
    pub(super) fn rest(self) -> Self {
        self - Self::whole(self.floor())
    }

    /// To a whole number; the value is not negative.
    pub(super) fn rounded(self, mode: &str) -> i128 {
        let half = Self::new(1, 2);
        let up = match mode {
            "half_up" => self.rest() >= half,
            "half_even" => self.rest() > half || self.rest() == half && self.floor() % 2 == 1,
            _ => false,
        };
        self.floor() + i128::from(up)
    }
}

impl Add for Fraction {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }
}

impl Sub for Fraction {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.over * other.under - other.over * self.under, self.under * other.under)
    }
}

impl Mul for Fraction {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.over * other.over, self.under * other.under)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}

//! The normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// The probability that a standard normal variable is at most `x`, with an error of less than 1e-14.
pub(crate) fn below(x: f64) -> f64 {
    let z = x.abs() / SQRT_2;
    let beyond = if z < 2.5 { 1.0 - series(z) } else { fraction(z) } / 2.0;
    if x > 0.0 { 1.0 - beyond } else { beyond }
}

/// The error function by its series, whose terms are all positive (Abramowitz and Stegun 7.1.6).
fn series(z: f64) -> f64 {
    let mut term = z;
    let mut sum = z;
    let mut n = 0.0;
    while term > sum * 1e-17 {
        n += 1.0;
        term *= 2.0 * z * z / (2.0 * n + 1.0);
        sum += term;
    }
    sum * 2.0 * (-z * z).exp() / PI.sqrt()
}

/// What is missing to 1 by its continued fraction (Abramowitz and Stegun 7.1.14), evaluated from within.
fn fraction(z: f64) -> f64 {
    let inner = (1..=60).rev().fold(z, |inner, n| z + f64::from(n) / 2.0 / inner);
    (-z * z).exp() / PI.sqrt() / inner
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the tables (Abramowitz and Stegun 26.1 and 26.2).
    #[test]
    fn the_tables_values() {
        let table = [
            (0.0, 0.5),
            (0.5, 0.691_462_461_274_013),
            (1.0, 0.841_344_746_068_543),
            (2.0, 0.977_249_868_051_821),
            (3.0, 0.998_650_101_968_370),
            (3.5, 0.999_767_370_920_964),
            (4.0, 0.999_968_328_758_167),
        ];
        for (x, expected) in table {
            assert!((below(x) - expected).abs() < 1e-14, "{x}: {}", below(x));
            assert!((below(-x) - (1.0 - expected)).abs() < 1e-14, "-{x}: {}", below(-x));
        }
        assert!(below(f64::NEG_INFINITY).abs() < 1e-300 && (below(40.0) - 1.0).abs() < 1e-15);
    }
}

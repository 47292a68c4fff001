//! Quantiles of the beta distribution and of Student's t, which intervals need.

use std::f64::consts::PI;

/// Coefficients of Lanczos's approximation with g = 7 (Godfrey 2001); the gamma function has 15 digits with them.
const LANCZOS: [f64; 9] = [
    0.999_999_999_999_809_9,
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// The most steps of the continued fraction. It needs some √max(a, b) of them; shapes are a million at most here.
const STEPS_MAX: u32 = 20_000;

/// The logarithm of the gamma function of a number above 0.
fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let x = x - 1.0;
    let sum = (1_u32..).zip(&LANCZOS[1..]).fold(LANCZOS[0], |sum, (i, c)| sum + c / (x + f64::from(i)));
    let t = x + 7.5;
    0.5 * (2.0 * PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The probability that a beta variable with the shapes `a` and `b` (above 0) is at most `x` (from 0 to 1).
pub(super) fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    // The fraction converges quickly on this side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by the method of Lentz.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for step in 1..STEPS_MAX {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// The number that a beta variable is at most with the probability `p`, by halving: to 15 digits, or to 60
/// places behind the point.
pub(super) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        if high - low <= high * 1e-15 {
            break;
        }
        let middle = (low + high) / 2.0;
        if beta_below(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// The number that Student's t with so many degrees of freedom (above 0) exceeds with the probability `tail` (below ½).
pub(super) fn student_beyond(degrees: f64, tail: f64) -> f64 {
    // ν / (ν + t²) is a beta variable with the shapes ν/2 and ½.
    let share = beta_quantile(degrees / 2.0, 0.5, 2.0 * tail);
    (degrees * (1.0 - share) / share).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
    }

    /// n!, and Γ(½) = √π.
    #[test]
    fn gamma_of_what_is_known() {
        near(ln_gamma(1.0), 0.0, 1e-14);
        near(ln_gamma(11.0), 3_628_800_f64.ln(), 1e-13);
        near(ln_gamma(0.5), PI.sqrt().ln(), 1e-14);
        // Γ(¼) = 3.625609908221908…
        near(ln_gamma(0.25), 3.625_609_908_221_908_f64.ln(), 1e-13);
        // Stirling's series of ln 99999!, whose next term is 1 / (360 x³).
        let x = 1e5_f64;
        near(ln_gamma(x), (x - 0.5) * x.ln() - x + (2.0 * PI).ln() / 2.0 + 1.0 / 12.0 / x, 1e-8);
    }

    /// With whole shapes it is a binomial sum: I_x(a, b) = P(at least a of a + b − 1 succeed).
    #[test]
    fn whole_shapes_are_a_binomial_sum() {
        for (a, b) in [(1_u32, 1_u32), (2, 3), (5, 1), (7, 12), (30, 4)] {
            for x in [0.03, 0.25, 0.5, 0.77, 0.99_f64] {
                let n = a + b - 1;
                let mut term = (1.0 - x).powi(n.cast_signed());
                let mut sum = 0.0;
                for k in 0..=n {
                    if k >= a {
                        sum += term;
                    }
                    term *= f64::from(n - k) / f64::from(k + 1) * x / (1.0 - x);
                }
                near(beta_below(a.into(), b.into(), x), sum, 1e-13);
            }
        }
        // The arcsine distribution: 2/π · arcsin √x.
        near(beta_below(0.5, 0.5, 0.2), 2.0 / PI * 0.2_f64.sqrt().asin(), 1e-14);
        near(beta_below(2.0, 2.0, -1.0), 0.0, 0.0);
        near(beta_below(2.0, 2.0, 2.0), 1.0, 0.0);
    }

    /// Tables of Student's t (two-sided 95 %), and Cauchy's distribution for one degree.
    #[test]
    fn the_tables_of_student() {
        for (degrees, t) in [(1.0, 12.706_204_74), (2.0, 4.302_652_73), (5.0, 2.570_581_84), (30.0, 2.042_272_46)] {
            near(student_beyond(degrees, 0.025), t, 1e-7);
        }
        near(student_beyond(1.0, 0.05), 6.313_751_51, 1e-7);
        near(student_beyond(1e6, 0.025), 1.959_966_0, 1e-5);
    }

    #[test]
    fn quantiles_lead_back() {
        for (a, b) in [(0.5, 10.5), (3.0, 3.0), (22_319.5, 88_208.5), (0.1, 2.0)] {
            for p in [0.025, 0.5, 0.975] {
                let x = beta_quantile(a, b, p);
                near(beta_below(a, b, x), p, 1e-9);
            }
        }
    }
}

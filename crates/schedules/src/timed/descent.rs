//! The minimum of a smooth function.

/// The most steps; a few dozen are usual.
const STEPS_MAX: usize = 2000;
/// A slope that is none.
const FLAT: f64 = 1e-12;

/// Where a function is least, by the method of Broyden, Fletcher, Goldfarb and Shanno from a starting point. The function
/// gives its value and its derivatives.
pub(crate) fn minimum(start: Vec<f64>, function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    let size = start.len();
    let mut at = start;
    let (mut value, mut slopes) = function(&at);
    let mut inverse = identity(size);
    for _ in 0..STEPS_MAX {
        if slopes.iter().all(|slope| slope.abs() < FLAT) {
            break;
        }
        let mut direction: Vec<f64> = inverse.iter().map(|row| -product(row, &slopes)).collect();
        if product(&direction, &slopes) >= 0.0 {
            inverse = identity(size);
            direction = slopes.iter().map(|slope| -slope).collect();
        }
        let Some((step, next, next_value, next_slopes)) = search(&at, value, &slopes, &direction, &function) else {
            break;
        };
        let moved: Vec<f64> = direction.iter().map(|along| step * along).collect();
        let turned: Vec<f64> = next_slopes.iter().zip(&slopes).map(|(next, now)| next - now).collect();
        update(&mut inverse, &moved, &turned);
        (at, value, slopes) = (next, next_value, next_slopes);
    }
    at
}

/// The longest of the steps 1, ½, ¼, … that goes down as far as the slope promises in part; `None` where rounding hides
/// every difference.
fn search(
    at: &[f64],
    value: f64,
    slopes: &[f64],
    direction: &[f64],
    function: &impl Fn(&[f64]) -> (f64, Vec<f64>),
) -> Option<(f64, Vec<f64>, f64, Vec<f64>)> {
    let promised = product(direction, slopes);
    (0..60).find_map(|halvings| {
        let step = 0.5_f64.powi(halvings);
        let next: Vec<f64> = at.iter().zip(direction).map(|(at, along)| at + step * along).collect();
        let (next_value, next_slopes) = function(&next);
        let level = product(&next_slopes, &next_slopes) < product(slopes, slopes) && next_value <= value + 1e-14;
        (next_value < value + 1e-4 * step * promised || level).then_some((step, next, next_value, next_slopes))
    })
}

/// The inverse of the second derivatives, as the last step has shown it to be.
fn update(inverse: &mut [Vec<f64>], moved: &[f64], turned: &[f64]) {
    let curvature = product(moved, turned);
    if curvature <= 1e-300 {
        return;
    }
    let along: Vec<f64> = inverse.iter().map(|row| product(row, turned)).collect();
    let factor = (1.0 + product(turned, &along) / curvature) / curvature;
    for (row, (moved_row, along_row)) in inverse.iter_mut().zip(moved.iter().zip(&along)) {
        for (entry, (moved, along)) in row.iter_mut().zip(moved.iter().zip(&along)) {
            *entry += factor * moved_row * moved - (along_row * moved + moved_row * along) / curvature;
        }
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn identity(size: usize) -> Vec<Vec<f64>> {
    (0..size).map(|row| (0..size).map(|column| if row == column { 1.0 } else { 0.0 }).collect()).collect()
}

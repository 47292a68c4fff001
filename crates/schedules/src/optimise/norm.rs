//! Minimising a submodular function: the point of its base polytope that is nearest to the origin.
//!
//! By Edmonds, the vertices are the marginals of all orders; by Fujishige, the least value of the function is the sum of
//! the negative coordinates of the nearest point, and the same sum of any other point is a lower bound; Wolfe's algorithm
//! finds the point (Fujishige, Submodular Functions and Optimization, 7.1).

/// A submodular function of the subsets of `0..size`, which is 0 for the empty set.
pub(crate) trait Greedy {
    /// The number of elements.
    fn size(&self) -> usize;

    /// By how much each element changes the value when they are added in this order.
    fn marginals(&mut self, order: &[usize]) -> Vec<f64>;

    /// A value below zero has been seen, which is all that is asked.
    fn is_decided(&self) -> bool;
}

/// Weights below this are no part of a point.
const NOTHING: f64 = 1e-12;
/// The most steps for each element; a few are usual.
const STEPS_MAX: usize = 200;

/// A lower bound of the function, no further below its least value than `tolerance`, unless a value below zero was seen
/// (or, which no case is known to do, [`STEPS_MAX`] did not suffice).
pub(crate) fn nearest(function: &mut impl Greedy, tolerance: f64) -> f64 {
    let size = function.size();
    if size == 0 {
        return 0.0;
    }
    let order: Vec<usize> = (0..size).collect();
    let mut corral = Corral { points: vec![function.marginals(&order)], weights: vec![1.0] };
    let mut bound = f64::NEG_INFINITY;
    for _ in 0..STEPS_MAX * size {
        let point = corral.point();
        bound = bound.max(point.iter().map(|coordinate| coordinate.min(0.0)).sum());
        if bound >= -tolerance || function.is_decided() {
            break;
        }
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|a, b| point[*a].total_cmp(&point[*b]));
        let vertex = function.marginals(&order);
        corral.add(vertex);
    }
    bound
}

/// Vertices whose convex combination is the present point.
struct Corral {
    points: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

impl Corral {
    fn point(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.points[0].len()];
        for (point, weight) in self.points.iter().zip(&self.weights) {
            crate::chain::add(&mut sum, *weight, point);
        }
        sum
    }

    /// Goes to the nearest point of the hull of the vertices and one more, dropping those that are not needed.
    fn add(&mut self, vertex: Vec<f64>) {
        self.points.push(vertex);
        self.weights.push(0.0);
        while self.points.len() > 1 {
            let Some(wanted) = self.affine() else {
                // The new vertex lies in the plane of the others: the one that counts least gives way.
                self.drop_least();
                continue;
            };
            if wanted.iter().all(|weight| *weight > -NOTHING) {
                self.weights = wanted;
                break;
            }
            let steps = self.weights.iter().zip(&wanted).filter(|(_, wanted)| **wanted <= -NOTHING);
            let step = steps.map(|(now, wanted)| now / (now - wanted)).fold(1.0, f64::min);
            for (now, wanted) in self.weights.iter_mut().zip(&wanted) {
                *now += step * (wanted - *now);
            }
            self.drop_least();
        }
        let sum: f64 = self.weights.iter().sum();
        self.weights.iter_mut().for_each(|weight| *weight /= sum);
    }

    fn drop_least(&mut self) {
        let least = (0..self.weights.len()).min_by(|a, b| self.weights[*a].total_cmp(&self.weights[*b]));
        if let Some(least) = least {
            self.points.remove(least);
            self.weights.remove(least);
        }
    }

    /// The weights (some may be negative) of the nearest point of the plane through all vertices, by the normal
    /// equations `(1·1ᵀ + PᵀP) w = 1`; `None` if the vertices are not affinely independent.
    fn affine(&self) -> Option<Vec<f64>> {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let row = |a: &Vec<f64>| self.points.iter().map(|b| 1.0 + product(a, b)).chain([1.0]).collect();
        let weights = solve(self.points.iter().map(row).collect())?;
        let sum: f64 = weights.iter().sum();
        Some(weights.into_iter().map(|weight| weight / sum).collect())
    }
}

/// Solves linear equations, each of which ends with its right side; `None` if they are singular but for rounding.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = rows.len();
    let scale = rows.iter().flatten().fold(0.0_f64, |scale, number| scale.max(number.abs()));
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() <= scale * 1e-15 {
            return None;
        }
        let (done, below) = rows.split_at_mut(column + 1);
        for row in below {
            let factor = row[column] / done[column][column];
            crate::chain::add(&mut row[column..], -factor, &done[column][column..]);
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (rows[row][size] - known) / rows[row][row];
    }
    Some(solution)
}

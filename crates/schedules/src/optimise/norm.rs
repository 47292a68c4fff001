//! Minimising a submodular function: the point of its base polytope that is nearest to the origin.
//!
//! By Edmonds, the vertices are the marginals of all orders; by Fujishige, the least value of the function is the sum of
//! the negative coordinates of the nearest point, and the same sum of any other point is a lower bound; Wolfe's algorithm
//! finds the point (Fujishige, Submodular Functions and Optimization, 7.1).

use crate::chain::add;

/// A submodular function of the subsets of `0..size`, which is 0 for the empty set.
pub(crate) trait Greedy {
    /// The number of elements.
    fn size(&self) -> usize;

    /// By how much each element changes the value when they are added in this order.
    fn marginals(&mut self, order: &[usize]) -> Vec<f64>;

    /// A value below zero has been seen, which is all that is asked.
    fn is_decided(&self) -> bool;
}

/// The part of a direction that is left over, if it is made of the others but for rounding.
const DEPENDENT: f64 = 1e-13;
/// Weights below this are no part of a point.
const NOTHING: f64 = 1e-12;
/// The most steps for each element; a few are usual.
const STEPS_MAX: usize = 200;
/// After so many steps that come no nearer, rounding is all that still moves the point.
const STALLED: u32 = 20;

/// A lower bound of the function. If no value below zero was seen, it is no further below zero than `tolerance`, or than
/// rounding allows to come near: where nothing comes nearer any more, the search ends too.
pub(crate) fn nearest(function: &mut impl Greedy, tolerance: f64) -> f64 {
    let size = function.size();
    if size == 0 {
        return 0.0;
    }
    let order: Vec<usize> = (0..size).collect();
    let mut corral = Corral { points: vec![function.marginals(&order)], weights: vec![1.0] };
    let mut bound = f64::NEG_INFINITY;
    let (mut least, mut stalled) = (f64::INFINITY, 0);
    for _ in 0..STEPS_MAX * size {
        let point = corral.point();
        bound = bound.max(point.iter().map(|coordinate| coordinate.min(0.0)).sum());
        let distance = length(&point);
        stalled = if distance < least { 0 } else { stalled + 1 };
        least = least.min(distance);
        if bound >= -tolerance || function.is_decided() || stalled == STALLED {
            break;
        }
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|a, b| point[*a].total_cmp(&point[*b]));
        let vertex = function.marginals(&order);
        if !corral.add(vertex) {
            break;
        }
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
            add(&mut sum, *weight, point);
        }
        sum
    }

    /// Goes to the nearest point of the hull of the vertices and one more, dropping those that are not needed; `false` if
    /// the new one lies in the plane of the others, whose nearest point is known already.
    fn add(&mut self, vertex: Vec<f64>) -> bool {
        self.points.push(vertex);
        self.weights.push(0.0);
        if self.affine().is_none() {
            self.points.pop();
            self.weights.pop();
            return false;
        }
        while self.points.len() > 1 {
            let Some(wanted) = self.affine() else {
                // Rounding has put them into one plane: the one that counts least gives way.
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
        true
    }

    fn drop_least(&mut self) {
        let least = (0..self.weights.len()).min_by(|a, b| self.weights[*a].total_cmp(&self.weights[*b]));
        if let Some(least) = least {
            self.points.remove(least);
            self.weights.remove(least);
        }
    }

    /// The weights (some may be negative) of the nearest point of the plane through all vertices; `None` if the vertices
    /// are not affinely independent. The directions from the first vertex to the others are made orthogonal, which loses
    /// less to rounding than equations of their products.
    fn affine(&self) -> Option<Vec<f64>> {
        let (first, others) = self.points.split_first()?;
        let mut directions: Vec<Vec<f64>> = Vec::with_capacity(others.len());
        // By columns: how much of each orthogonal direction is in the direction of a vertex.
        let mut parts: Vec<Vec<f64>> = Vec::with_capacity(others.len());
        for other in others {
            let mut rest: Vec<f64> = other.iter().zip(first).map(|(other, first)| other - first).collect();
            let whole = length(&rest);
            let mut part = vec![0.0; directions.len()];
            // Twice, for what rounding leaves the first time.
            for _ in 0..2 {
                for (direction, part) in directions.iter().zip(&mut part) {
                    let along = product(direction, &rest);
                    add(&mut rest, -along, direction);
                    *part += along;
                }
            }
            let left = length(&rest);
            if left <= whole * DEPENDENT {
                return None;
            }
            rest.iter_mut().for_each(|coordinate| *coordinate /= left);
            part.push(left);
            directions.push(rest);
            parts.push(part);
        }
        let mut weights: Vec<f64> = directions.iter().map(|direction| -product(direction, first)).collect();
        for column in (0..weights.len()).rev() {
            weights[column] /= parts[column][column];
            let weight = weights[column];
            add(&mut weights[..column], -weight, &parts[column][..column]);
        }
        weights.insert(0, 1.0 - weights.iter().sum::<f64>());
        Some(weights)
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn length(a: &[f64]) -> f64 {
    product(a, a).sqrt()
}

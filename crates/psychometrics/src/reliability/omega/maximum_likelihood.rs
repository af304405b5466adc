//! The fit of one factor: Newton's method on all loadings and uniquenesses.
//!
//! Where the second derivatives do not lead downhill, Fisher scoring takes over,
//! damped more and more. Steps are halved until the fit improves; a uniqueness that would fall below
//! its floor is held there while the fit pushes it down. Never contains what
//! the model is used for.

use crate::linear::{dot, solve_positive_definite};
use crate::undefined::{Reason, Undefined};

/// The smallest uniqueness of a question: what would fit better below it has no
/// proper solution (a Heywood case).
pub const UNIQUENESS_FLOOR: f64 = 0.005;

const STEPS: usize = 500;
const GRADIENT_TOLERANCE: f64 = 1e-10;
/// A gradient this small is rounding, where no step improves the fit any more.
const GRADIENT_ROUNDING: f64 = 1e-6;

/// A one-factor model of correlations.
#[derive(Debug, Clone, PartialEq)]
pub struct OneFactor {
    /// Loading of each question: its correlation with the factor.
    pub loadings: Vec<f64>,
    /// Uniqueness of each question: the share of variance the factor leaves.
    pub uniquenesses: Vec<f64>,
    /// Whether a uniqueness stopped at [`UNIQUENESS_FLOOR`]: the solution is
    /// improper, and its omega an upper limit at best.
    pub at_floor: bool,
}

/// The point of the search: loadings, uniquenesses, and what follows from them.
struct Point {
    loadings: Vec<f64>,
    uniquenesses: Vec<f64>,
    /// λ/θ.
    ratios: Vec<f64>,
    /// R·λ/θ.
    shared: Vec<f64>,
    /// 1 + Σλ²/θ.
    scale: f64,
    /// ln|Σ| + tr(RΣ⁻¹).
    misfit: f64,
}

impl Point {
    fn at(correlations: &[f64], loadings: Vec<f64>, uniquenesses: Vec<f64>) -> Self {
        let size = loadings.len();
        let pairs = loadings.iter().zip(&uniquenesses);
        let ratios: Vec<f64> = pairs.map(|(l, theta)| l / theta).collect();
        let scale = 1.0 + dot(&loadings, &ratios);
        let rows = correlations.chunks_exact(size);
        let shared: Vec<f64> = rows.map(|row| dot(row, &ratios)).collect();
        // Σ⁻¹ = Θ⁻¹ − wwᵀ/(1+q) with w = λ/θ and q = Σλ²/θ.
        let log_determinant = uniquenesses.iter().map(|theta| theta.ln()).sum::<f64>() + scale.ln();
        let trace = uniquenesses.iter().map(|theta| 1.0 / theta).sum::<f64>();
        let misfit = log_determinant + trace - dot(&ratios, &shared) / scale;
        Self {
            loadings,
            uniquenesses,
            ratios,
            shared,
            scale,
            misfit,
        }
    }

    fn size(&self) -> usize {
        self.loadings.len()
    }

    /// Σ⁻¹ at row i, column j.
    fn precision(&self, i: usize, j: usize) -> f64 {
        let own = if i == j {
            1.0 / self.uniquenesses[i]
        } else {
            0.0
        };
        own - self.ratios[i] * self.ratios[j] / self.scale
    }

    /// Half the gradient of the misfit: `(Σ⁻¹ − Σ⁻¹RΣ⁻¹)λ` for the loadings,
    /// then half the diagonal of the same matrix for the uniquenesses.
    fn gradient(&self) -> Vec<f64> {
        let square = dot(&self.ratios, &self.shared);
        // Σ⁻¹λ = w/(1+q), so RΣ⁻¹λ is the shared vector over the scale.
        let loading = (0..self.size()).map(|i| {
            let own = self.shared[i] / self.uniquenesses[i];
            let explained = (own - self.ratios[i] * square / self.scale) / self.scale;
            self.ratios[i] / self.scale - explained
        });
        let uniqueness = (0..self.size()).map(|i| {
            let (theta, w) = (self.uniquenesses[i], self.ratios[i]);
            let explained = 1.0 / (theta * theta) - 2.0 * self.shared[i] * w / (theta * self.scale)
                + w * w * square / (self.scale * self.scale);
            0.5 * (self.precision(i, i) - explained)
        });
        loading.chain(uniqueness).collect()
    }

    /// Σ⁻¹RΣ⁻¹ at row i, column j.
    fn explained(&self, correlations: &[f64], i: usize, j: usize) -> f64 {
        let own = |i: usize| self.shared[i] / self.uniquenesses[i];
        let (w_i, w_j) = (self.ratios[i], self.ratios[j]);
        correlations[i * self.size() + j] / (self.uniquenesses[i] * self.uniquenesses[j])
            - (own(i) * w_j + w_i * own(j)) / self.scale
            + w_i * w_j * dot(&self.ratios, &self.shared) / (self.scale * self.scale)
    }

    /// Half the expected second derivative of the misfit for parameters a and b:
    /// `½tr(VΣₐVΣ_b)` with V = Σ⁻¹.
    fn information(&self, a: usize, b: usize) -> f64 {
        let size = self.size();
        let (i, j) = (a % size, b % size);
        let v = self.precision(i, j);
        // u = Vλ and c = λᵀVλ.
        let (u_i, u_j) = (self.ratios[i] / self.scale, self.ratios[j] / self.scale);
        let c = 1.0 - 1.0 / self.scale;
        match (a < size, b < size) {
            (true, true) => u_i * u_j + c * v,
            (true, false) => v * u_j,
            (false, true) => v * u_i,
            (false, false) => 0.5 * v * v,
        }
    }

    /// Half the second derivative of the misfit: `tr(ΣₐVΣ_bW) − ½tr(VΣₐVΣ_b) +
    /// ½tr((V−W)Σₐ_b)` with V = Σ⁻¹ and W = VRV.
    fn curvature(&self, correlations: &[f64], a: usize, b: usize) -> f64 {
        let size = self.size();
        let (i, j) = (a % size, b % size);
        let (v, w) = (self.precision(i, j), self.explained(correlations, i, j));
        let (u_i, u_j) = (self.ratios[i] / self.scale, self.ratios[j] / self.scale);
        let c = 1.0 - 1.0 / self.scale;
        // y = Wλ and d = λᵀWλ.
        let square = dot(&self.ratios, &self.shared);
        let y = |i: usize| {
            (self.shared[i] / self.uniquenesses[i] - self.ratios[i] * square / self.scale)
                / self.scale
        };
        let d = square / (self.scale * self.scale);
        let double = match (a < size, b < size) {
            (true, true) => u_j * y(i) + u_i * y(j) + c * w + d * v + v - w,
            (true, false) => u_j * w + v * y(j),
            (false, true) => u_i * w + v * y(i),
            (false, false) => v * w,
        };
        double - self.information(a, b)
    }

    /// Whether a parameter is a uniqueness at its floor that would go lower.
    fn held(&self, parameter: usize, gradient: &[f64]) -> bool {
        parameter >= self.size()
            && self.uniquenesses[parameter - self.size()] <= UNIQUENESS_FLOOR
            && gradient[parameter] > 0.0
    }

    fn moved(&self, correlations: &[f64], free: &[usize], step: &[f64], factor: f64) -> Self {
        let (mut loadings, mut uniquenesses) = (self.loadings.clone(), self.uniquenesses.clone());
        for (&parameter, change) in free.iter().zip(step) {
            match parameter.checked_sub(self.size()) {
                None => loadings[parameter] += factor * change,
                Some(i) => {
                    uniquenesses[i] = (uniquenesses[i] + factor * change).max(UNIQUENESS_FLOOR);
                }
            }
        }
        Self::at(correlations, loadings, uniquenesses)
    }
}

/// Fits one factor to a matrix of correlations, given row by row.
pub(super) fn fit(correlations: &[f64], size: usize) -> Result<OneFactor, Undefined> {
    let (loadings, uniquenesses) = start(correlations, size);
    let mut point = Point::at(correlations, loadings, uniquenesses);
    let mut steepest = f64::INFINITY;
    for _ in 0..STEPS {
        let gradient = point.gradient();
        let free: Vec<usize> = (0..2 * size)
            .filter(|&p| !point.held(p, &gradient))
            .collect();
        steepest = free.iter().map(|&p| gradient[p].abs()).fold(0.0, f64::max);
        if steepest <= GRADIENT_TOLERANCE {
            break;
        }
        match improved(&point, correlations, &free, &gradient) {
            Some(next) => point = next,
            None => break,
        }
    }
    if steepest <= GRADIENT_ROUNDING {
        Ok(finished(point))
    } else {
        Err(Reason::NotConverged.into())
    }
}

/// The first halved step that does not worsen the fit: Newton's, else Fisher's
/// with more and more damping where the information is close to singular.
fn improved(
    point: &Point,
    correlations: &[f64],
    free: &[usize],
    gradient: &[f64],
) -> Option<Point> {
    let newton = symmetric(free, |a, b| point.curvature(correlations, a, b));
    let scoring = symmetric(free, |a, b| point.information(a, b));
    let damped = [0.0, 1e-6, 1e-3, 1.0, 1e3].map(|damping| {
        let mut matrix = scoring.clone();
        let diagonal = matrix.iter_mut().step_by(free.len() + 1);
        diagonal.for_each(|cell| *cell *= 1.0 + damping);
        matrix
    });
    // The misfit is a small difference of terms as large as the number of questions: a worsening below their rounding is
    // none. Otherwise steps too small to matter would be taken for ever.
    let rounding = 1e-14 * (point.size() as f64 + point.misfit.abs());
    for matrix in std::iter::once(newton).chain(damped) {
        let negative = free.iter().map(|&p| -gradient[p]).collect();
        let Some(step) = solve_positive_definite(matrix, negative) else {
            continue;
        };
        let mut factor = 1.0;
        while factor > 1e-4 {
            let next = point.moved(correlations, free, &step, factor);
            if next.misfit <= point.misfit + rounding {
                return Some(next);
            }
            factor *= 0.5;
        }
    }
    None
}

/// The lower triangle of a matrix over the free parameters, row by row.
fn symmetric(free: &[usize], cell: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut matrix = vec![0.0; free.len() * free.len()];
    for (row, &a) in matrix.chunks_exact_mut(free.len()).zip(free) {
        for (value, &b) in row.iter_mut().zip(free) {
            if b <= a {
                *value = cell(a, b);
            }
        }
    }
    matrix
}

/// The first principal component as loadings, kept away from the limits.
fn start(correlations: &[f64], size: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = || correlations.chunks_exact(size);
    let strength = |row: &&[f64]| row.iter().map(|r| r.abs()).sum::<f64>();
    let strongest = rows().max_by(|a, b| strength(a).total_cmp(&strength(b)));
    let mut component = strongest.unwrap_or_default().to_vec();
    let mut eigenvalue = 1.0;
    for _ in 0..50 {
        let next: Vec<f64> = rows().map(|row| dot(row, &component)).collect();
        let length = dot(&next, &next).sqrt();
        eigenvalue = length / dot(&component, &component).sqrt();
        component = next.iter().map(|x| x / length).collect();
    }
    let loading = |x: &f64| (x * eigenvalue.sqrt()).clamp(-0.95, 0.95);
    let loadings: Vec<f64> = component.iter().map(loading).collect();
    let uniquenesses = loadings.iter().map(|l| 1.0 - l * l).collect();
    (loadings, uniquenesses)
}

fn finished(point: Point) -> OneFactor {
    let sign = if point.loadings.iter().sum::<f64>() < 0.0 {
        -1.0
    } else {
        1.0
    };
    OneFactor {
        loadings: point.loadings.iter().map(|l| sign * l).collect(),
        at_floor: point
            .uniquenesses
            .iter()
            .any(|&theta| theta <= UNIQUENESS_FLOOR),
        uniquenesses: point.uniquenesses,
    }
}

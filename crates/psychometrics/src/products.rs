//! Sums of products: weighted sums, and those between all pairs of columns, the
//! hot loop of the crate.
//!
//! Every cell is summed in the order of the rows, so the result does not depend
//! on how the rows were cut into blocks. Columns are worked on in tiles of four
//! by four, which the compiler keeps in registers. Never contains means.

use crate::wide::{Loop, wide};

const TILE: usize = 4;
/// Rows worked on at once: 64 rows of 40 columns stay in the nearest cache.
pub(crate) const BLOCK: usize = 64;

/// `Σ w_i·x_i`, always summed in the same order: every fourth product by itself,
/// so that no addition waits for the one before.
#[inline(always)]
pub(crate) fn weighted_sum(values: &[f64], weights: &[f64]) -> f64 {
    let mut lanes = [0.0; TILE];
    let (values, last_values) = values.as_chunks::<TILE>();
    let (weights, last_weights) = weights.as_chunks::<TILE>();
    for (values, weights) in values.iter().zip(weights) {
        for (sum, (value, weight)) in lanes.iter_mut().zip(values.iter().zip(weights)) {
            *sum += value * weight;
        }
    }
    let last = last_values.iter().zip(last_weights);
    let last: f64 = last.map(|(value, weight)| value * weight).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + last
}

/// Sums `Σ x·xᵀ` over the rows added so far.
#[derive(Debug, Clone)]
pub(crate) struct Products {
    size: usize,
    /// Tiles of the upper triangle, row of tiles by row of tiles.
    tiles: Vec<Tile>,
    /// Rows waiting: panel after panel of four columns, rows within a panel.
    panels: Vec<Row>,
    waiting: usize,
}

impl Products {
    /// No rows of `size` columns.
    pub fn new(size: usize) -> Self {
        let panels = size.div_ceil(TILE);
        Self {
            size,
            tiles: vec![[[0.0; TILE]; TILE]; panels * (panels + 1) / 2],
            panels: vec![[0.0; TILE]; panels * BLOCK],
            waiting: 0,
        }
    }

    /// Adds one row of `size` values.
    #[inline(always)]
    pub fn add(&mut self, row: &[f64]) {
        let (whole, last) = row.as_chunks::<TILE>();
        let mut panels = self.panels.chunks_exact_mut(BLOCK);
        for (values, panel) in whole.iter().zip(&mut panels) {
            panel[self.waiting] = *values;
        }
        if let Some(panel) = panels.next() {
            panel[self.waiting][..last.len()].copy_from_slice(last);
        }
        self.waiting += 1;
        if self.waiting == BLOCK {
            self.settle();
        }
    }

    /// Works off the rows that are waiting.
    fn settle(&mut self) {
        wide(Settling(self));
    }

    /// The full symmetric matrix, row by row.
    pub fn into_matrix(mut self) -> Vec<f64> {
        self.settle();
        let panels = self.size.div_ceil(TILE);
        let mut cells = vec![0.0; self.size * self.size];
        for i in 0..self.size {
            for j in i..self.size {
                let (a, b) = (i / TILE, j / TILE);
                // Rows of tiles before row a hold panels, panels − 1, … tiles.
                let tile = self.tiles[a * panels - a * a.saturating_sub(1) / 2 + b - a];
                cells[i * self.size + j] = tile[i % TILE][j % TILE];
                cells[j * self.size + i] = tile[i % TILE][j % TILE];
            }
        }
        cells
    }
}

/// Works off the rows that are waiting.
struct Settling<'a>(&'a mut Products);

impl Loop for Settling<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Products {
            tiles,
            panels,
            waiting,
            ..
        } = self.0;
        let rows = *waiting;
        let (count, mut tiles) = (panels.len() / BLOCK, &mut tiles[..]);
        for first in 0..count {
            let from_diagonal = &panels[first * BLOCK..];
            let (row, later) = std::mem::take(&mut tiles).split_at_mut(count - first);
            tiles = later;
            let a = &from_diagonal[..rows];
            for (b, tiles) in from_diagonal.chunks(2 * BLOCK).zip(row.chunks_mut(2)) {
                match tiles {
                    [left, right] => {
                        let both = b[..rows].iter().zip(&b[BLOCK..BLOCK + rows]);
                        add_both(a, both, left, right);
                    }
                    [last] => add_products(a, &b[..rows], last),
                    _ => {}
                }
            }
        }
        *waiting = 0;
    }
}

type Row = [f64; TILE];
type Tile = [Row; TILE];

/// Two tiles at once: while one addition is under way, another can begin.
#[inline(always)]
fn add_both<'a>(
    a: &[Row],
    b: impl Iterator<Item = (&'a Row, &'a Row)>,
    left: &mut Tile,
    right: &mut Tile,
) {
    let (mut left_sums, mut right_sums) = (*left, *right);
    for (a, (left, right)) in a.iter().zip(b) {
        add_row(a, left, &mut left_sums);
        add_row(a, right, &mut right_sums);
    }
    (*left, *right) = (left_sums, right_sums);
}

#[inline(always)]
fn add_products(a: &[Row], b: &[Row], tile: &mut Tile) {
    let mut sums = *tile;
    for (a, b) in a.iter().zip(b) {
        add_row(a, b, &mut sums);
    }
    *tile = sums;
}

#[inline(always)]
fn add_row(a: &Row, b: &Row, sums: &mut Tile) {
    for (sums, a) in sums.iter_mut().zip(a) {
        for (sum, b) in sums.iter_mut().zip(b) {
            *sum += a * b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;

    #[test]
    fn every_cell_is_the_sum_in_the_order_of_rows() {
        for (rows, size) in [(1, 1), (3, 5), (64, 4), (65, 9), (200, 13)] {
            let mut normal = NormalStream::seeded(rows as u64);
            let data: Vec<Vec<f64>> = (0..rows)
                .map(|_| (0..size).map(|_| normal.draw()).collect())
                .collect();
            let mut products = Products::new(size);
            data.iter().for_each(|row| products.add(row));
            let cells = products.into_matrix();
            for i in 0..size {
                for j in 0..size {
                    let expected = data.iter().fold(0.0, |sum, row| sum + row[i] * row[j]);
                    assert_eq!(cells[i * size + j], expected, "{rows} {size} {i} {j}");
                }
            }
        }
    }
}

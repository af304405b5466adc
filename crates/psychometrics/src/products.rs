//! Sums of products between all pairs of columns, the hot loop of the crate.
//!
//! Every cell is summed in the order of the rows, so the result does not depend
//! on how the rows were cut into blocks. Columns are worked on in tiles of four
//! by four, which the compiler keeps in registers. Never contains means.

const TILE: usize = 4;
/// Rows worked on at once: 64 rows of 40 columns stay in the nearest cache.
pub(crate) const BLOCK: usize = 64;

/// Sums `Σ x·xᵀ` over the rows added so far.
#[derive(Debug, Clone)]
pub(crate) struct Products {
    size: usize,
    /// Tiles of the upper triangle, row of tiles by row of tiles.
    tiles: Vec<[[f64; TILE]; TILE]>,
    /// Rows waiting: panel after panel of four columns, rows within a panel.
    panels: Vec<[f64; TILE]>,
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
    pub fn add(&mut self, row: &[f64]) {
        for (panel, values) in self.panels.chunks_exact_mut(BLOCK).zip(row.chunks(TILE)) {
            panel[self.waiting][..values.len()].copy_from_slice(values);
        }
        self.waiting += 1;
        if self.waiting == BLOCK {
            self.settle();
        }
    }

    /// Works off the rows that are waiting.
    fn settle(&mut self) {
        let mut tiles = self.tiles.iter_mut();
        let mut left = self.panels.chunks_exact(BLOCK);
        while let Some(a) = left.next() {
            let from_diagonal = std::iter::once(a).chain(left.clone());
            for (b, tile) in from_diagonal.zip(&mut tiles) {
                add_products(&a[..self.waiting], &b[..self.waiting], tile);
            }
        }
        self.waiting = 0;
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

fn add_products(a: &[[f64; TILE]], b: &[[f64; TILE]], tile: &mut [[f64; TILE]; TILE]) {
    let mut sums = *tile;
    for (a, b) in a.iter().zip(b) {
        for (sums, a) in sums.iter_mut().zip(a) {
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    *tile = sums;
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

//! Published data sets, small enough to be in a test.
//!
//! Never compiled into the library.

use crate::moments::CovarianceMatrix;
use crate::table::Table;

/// Section 6 of the Law School Admission Test: how often each pattern of
/// right and wrong answers to five questions occurred among 1,000 persons.
const LSAT6: [(u8, usize); 30] = [
    (0b00000, 3),
    (0b00001, 6),
    (0b00010, 2),
    (0b00011, 11),
    (0b00100, 1),
    (0b00101, 1),
    (0b00110, 3),
    (0b00111, 4),
    (0b01000, 1),
    (0b01001, 8),
    (0b01011, 16),
    (0b01101, 3),
    (0b01110, 2),
    (0b01111, 15),
    (0b10000, 10),
    (0b10001, 29),
    (0b10010, 14),
    (0b10011, 81),
    (0b10100, 3),
    (0b10101, 28),
    (0b10110, 15),
    (0b10111, 80),
    (0b11000, 16),
    (0b11001, 56),
    (0b11010, 21),
    (0b11011, 173),
    (0b11100, 11),
    (0b11101, 61),
    (0b11110, 28),
    (0b11111, 298),
];

/// The answers behind [`LSAT6`], a row for each person.
pub(crate) fn lsat6() -> Table {
    let rows = LSAT6.iter().flat_map(|&(pattern, count)| {
        let answers: [f64; 5] = std::array::from_fn(|q| f64::from(pattern >> (4 - q) & 1));
        std::iter::repeat_n(answers, count)
    });
    Table::from_rows(rows).expect("valid")
}

/// Five agreeableness questions, 2,709 persons, the first one reversed:
/// sums and sums of products.
pub(crate) fn agreeableness() -> CovarianceMatrix {
    let n = 2709.0;
    let sums = [12428.0, 12996.0, 12459.0, 12684.0, 12329.0];
    let products = [
        [62358.0, 61150.0, 58489.0, 59029.0, 57438.0],
        [61150.0, 66094.0, 61793.0, 62437.0, 60705.0],
        [58489.0, 61793.0, 61909.0, 60237.0, 58954.0],
        [59029.0, 62437.0, 60237.0, 65372.0, 59284.0],
        [57438.0, 60705.0, 58954.0, 59284.0, 60421.0],
    ];
    let rows: [[f64; 5]; 5] = std::array::from_fn(|i| {
        std::array::from_fn(|j| (products[i][j] - sums[i] * sums[j] / n) / (n - 1.0))
    });
    CovarianceMatrix::from_rows(2709, rows).expect("valid")
}

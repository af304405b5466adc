//! Pairwise concordance within one question, the scorer of ratings and of rank orders:
//! over option pairs with `|k_a − k_b| ≥ 0.5`, `s = Σ w_ab·(1[X_a > X_b] + ½·1[X_a = X_b]) / Σ w_ab`, where
//! `w_ab = |k_a − k_b|`, `k_a > k_b` and X is the rating or the reversed rank. Gap-weighted Kendall: reversing an
//! answer turns s into 1 − s, equal ratings throughout score ½, and ½ is chance.

use super::Question;

/// Pairs whose expert values differ by less are too close for the experts to order.
const SMALLEST_GAP: f64 = 0.5;
/// Key values such as 4.1 and 3.6 differ by half a point although their difference in binary is a little less.
const GAP_TOLERANCE: f64 = 1e-9;

/// A pair that counts: the better option's index, the worse one's, and the weight of ordering them rightly.
#[derive(Debug, Clone, Copy)]
struct Pair {
    better: usize,
    worse: usize,
    weight: f64,
}

/// The pairs of one question that count, in option order.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    pairs: Vec<Pair>,
    total: f64,
}

impl Pairs {
    /// `None` when no two options lie far enough apart.
    pub(super) fn of(question: &Question) -> Option<Self> {
        let values: Vec<f64> = question.options.iter().map(|option| option.value).collect();
        let mut pairs = Vec::new();
        for (a, &value_a) in values.iter().enumerate() {
            for (b, &value_b) in values.iter().enumerate().skip(a + 1) {
                let weight = (value_a - value_b).abs();
                if weight >= SMALLEST_GAP - GAP_TOLERANCE {
                    let (better, worse) = if value_a > value_b { (a, b) } else { (b, a) };
                    pairs.push(Pair {
                        better,
                        worse,
                        weight,
                    });
                }
            }
        }
        let total = pairs.iter().map(|pair| pair.weight).sum::<f64>();
        (total > 0.0).then_some(Self { pairs, total })
    }

    /// s in 0..=1 for `preference`, one number an option in option order, higher for better.
    pub(super) fn score(&self, preference: &[u8]) -> f64 {
        let agreed: f64 = self
            .pairs
            .iter()
            .map(
                |pair| match preference[pair.better].cmp(&preference[pair.worse]) {
                    std::cmp::Ordering::Greater => pair.weight,
                    std::cmp::Ordering::Equal => 0.5 * pair.weight,
                    std::cmp::Ordering::Less => 0.0,
                },
            )
            .sum();
        agreed / self.total
    }
}

/// Whether options may be level with each other: ratings may, places may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ties {
    Allowed,
    Excluded,
}

/// Shows `visit` every ordering of `count` options: a level per option, 0 to the largest, each level used.
/// Concordance depends on nothing else, so 541 orderings stand for the 16,807 ratings of five options.
pub(super) fn orderings(count: usize, ties: Ties, visit: &mut dyn FnMut(&[u8])) {
    place_next(&mut Vec::with_capacity(count), count, ties, visit);
}

/// Adds one option in every way, on the level of an earlier one or on a new level between, below or above them, and
/// goes on until all are placed. Leaves `levels` as it was.
fn place_next(levels: &mut Vec<u8>, count: usize, ties: Ties, visit: &mut dyn FnMut(&[u8])) {
    if levels.len() == count {
        return visit(levels);
    }
    let used = level_count(levels);
    if ties == Ties::Allowed {
        for level in 0..used {
            levels.push(level);
            place_next(levels, count, ties, visit);
            levels.pop();
        }
    }
    for new in 0..=used {
        levels
            .iter_mut()
            .filter(|level| **level >= new)
            .for_each(|level| *level += 1);
        levels.push(new);
        place_next(levels, count, ties, visit);
        levels.pop();
        levels
            .iter_mut()
            .filter(|level| **level > new)
            .for_each(|level| *level -= 1);
    }
}

/// How many levels an ordering uses.
pub(super) fn level_count(levels: &[u8]) -> u8 {
    levels.iter().max().map_or(0, |highest| highest + 1)
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::question;
    use super::*;

    #[test]
    fn orderings_are_complete_and_distinct() {
        let numbers = [
            (1, 1, 1),
            (2, 3, 2),
            (3, 13, 6),
            (4, 75, 24),
            (5, 541, 120),
            (6, 4683, 720),
        ];
        for (count, weak, strict) in numbers {
            for (ties, expected) in [(Ties::Allowed, weak), (Ties::Excluded, strict)] {
                let mut seen = std::collections::BTreeSet::new();
                let mut visits = 0;
                orderings(count, ties, &mut |levels| {
                    visits += 1;
                    seen.insert(levels.to_vec());
                });
                assert_eq!((visits, seen.len()), (expected, expected));
            }
        }
    }

    #[test]
    fn close_pairs_do_not_count() {
        let pairs = Pairs::of(&question(&[6.0, 5.6, 1.0])).expect("two pairs count");
        assert_eq!(pairs.score(&[1, 2, 0]), 1.0);
        assert_eq!(pairs.score(&[2, 1, 0]), 1.0);
        assert!(Pairs::of(&question(&[4.0, 4.4, 4.2])).is_none());
        assert!(
            Pairs::of(&question(&[4.1, 3.6])).is_some(),
            "half a point counts"
        );
    }

    #[test]
    fn key_reversal_and_straight_line() {
        let pairs = Pairs::of(&question(&[6.2, 1.8, 4.5, 3.1, 5.6])).expect("scorable");
        assert_eq!(pairs.score(&[5, 1, 3, 2, 4]), 1.0);
        assert_eq!(pairs.score(&[1, 5, 3, 4, 2]), 0.0);
        assert_eq!(pairs.score(&[4, 4, 4, 4, 4]), 0.5);
    }
}

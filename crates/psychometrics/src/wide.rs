//! Hot loops compiled twice, so that machines with wider registers use them.
//!
//! Only registers differ: every number is computed by the same operations in the
//! same order, no multiplication is fused with an addition, and the bits of a
//! result do not depend on the machine. Never contains a formula.

/// A hot loop.
pub(crate) trait Loop {
    /// What it returns.
    type Output;

    /// Runs it. Marked `#[inline(always)]`, as is what it calls: only what is
    /// inlined is compiled for the wider registers.
    fn run(self) -> Self::Output;
}

/// Runs a loop, with registers of four numbers where the machine has them.
#[inline(always)]
pub(crate) fn wide<L: Loop>(work: L) -> L::Output {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(
            unsafe_code,
            reason = "the one way to call a function compiled for more than every machine has"
        )]
        // SAFETY: the machine has what `with_avx2` is compiled for, as was just asked.
        return unsafe { with_avx2(work) };
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<L: Loop>(work: L) -> L::Output {
    work.run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::weighted_sum;

    struct Sum<'a>(&'a [f64], &'a [f64]);

    impl Loop for Sum<'_> {
        type Output = f64;

        #[inline(always)]
        fn run(self) -> f64 {
            weighted_sum(self.0, self.1)
        }
    }

    #[test]
    fn the_bits_are_the_same() {
        let x: Vec<f64> = (1..400).map(|i| 1.0 / f64::from(i)).collect();
        let y: Vec<f64> = (1..400).map(|i| f64::from(i).sqrt()).collect();
        assert_eq!(wide(Sum(&x, &y)).to_bits(), weighted_sum(&x, &y).to_bits());
    }
}

//! The stable seeded draw: an order that depends on the seed and the attempt alone, so that it is the same whatever
//! else is in the list, and has nothing to do with names, scores or arrival.

use crate::ids::AttemptId;
use sha2::{Digest, Sha256};

/// The attempt's lot: the first 8 bytes of SHA-256 over the seed (big-endian) and the attempt's id.
pub(crate) fn lot(seed: u64, attempt: AttemptId) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    hash.update(attempt.0.as_bytes());
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |lot, &byte| lot << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_lot_is_fixed_by_seed_and_attempt() {
        let attempt = |n| AttemptId(Uuid::from_u128(n));
        assert_eq!(lot(7, attempt(1)), lot(7, attempt(1)));
        assert_ne!(lot(7, attempt(1)), lot(8, attempt(1)));
        assert_ne!(lot(7, attempt(1)), lot(7, attempt(2)));
    }
}

//! Link tokens: HMAC-SHA256 over purpose, id and generation, derived from the instance secret,
//! never stored. Raising the generation in the database kills every earlier link of that purpose.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a token is good for; a token of one purpose is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The link in an invitation mail.
    Invitation,
    /// The cookie a candidate's browser holds after opening the link.
    CandidateCookie,
    /// An expiring link to a report.
    Report,
    PasswordReset,
    /// The contact person's link to one request for an adjustment.
    Adjustment,
    /// The link in a mail to an expert of a panel.
    Expert,
    /// The cookie an expert's browser holds after opening the link.
    ExpertCookie,
}

impl Purpose {
    pub const ALL: [Self; 7] = [
        Self::Invitation,
        Self::CandidateCookie,
        Self::Report,
        Self::PasswordReset,
        Self::Adjustment,
        Self::Expert,
        Self::ExpertCookie,
    ];

    fn label(self) -> &'static [u8] {
        match self {
            Self::Invitation => b"invitation",
            Self::CandidateCookie => b"candidate-cookie",
            Self::Report => b"report",
            Self::PasswordReset => b"password-reset",
            Self::Adjustment => b"adjustment",
            Self::Expert => b"expert",
            Self::ExpertCookie => b"expert-cookie",
        }
    }
}

/// The instance secret: 32 bytes, the same on every server of one instance.
#[derive(Clone)]
pub struct InstanceSecret([u8; 32]);

impl std::fmt::Debug for InstanceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstanceSecret(redacted)")
    }
}

impl InstanceSecret {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 64 hexadecimal digits, 256 bits.
    pub fn token(&self, purpose: Purpose, id: &str, generation: i64) -> String {
        hex(&self.mac(purpose, id, generation).finalize().into_bytes())
    }

    /// Constant-time comparison with the token for this purpose, id and generation.
    pub fn verify(&self, purpose: Purpose, id: &str, generation: i64, token: &str) -> bool {
        unhex(token).is_some_and(|bytes| {
            self.mac(purpose, id, generation)
                .verify_slice(&bytes)
                .is_ok()
        })
    }

    /// HMAC's key as long as a block of SHA-256: a shorter one is filled up with zeros.
    fn block(&self) -> [u8; 64] {
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        block
    }

    fn mac(&self, purpose: Purpose, id: &str, generation: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(&self.block().into());
        for part in [
            purpose.label(),
            id.as_bytes(),
            generation.to_string().as_bytes(),
        ] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| {
            text.get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_purpose_id_and_generation_only() {
        let secret = InstanceSecret::new([7; 32]);
        for made in Purpose::ALL {
            let token = secret.token(made, "id", 1);
            assert_eq!(token.len(), 64);
            for used in Purpose::ALL {
                assert_eq!(secret.verify(used, "id", 1, &token), made == used);
            }
            assert!(!secret.verify(made, "id", 2, &token));
            assert!(!secret.verify(made, "other", 1, &token));
            assert!(!InstanceSecret::new([8; 32]).verify(made, "id", 1, &token));
        }
        assert!(!secret.verify(Purpose::Report, "id", 1, ""));
        assert!(!secret.verify(Purpose::Report, "id", 1, &"é".repeat(32)));
    }

    #[test]
    fn a_token_is_the_hmac_of_its_parts_with_their_lengths() {
        assert_eq!(
            InstanceSecret::new([7; 32]).token(Purpose::Invitation, "id", 1),
            "d81edbf449a023a9f9ff87432599f3595bd785ebc6e63650b80cd6c7cd6bc2e6"
        );
    }
}

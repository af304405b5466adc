//! What counts as an e-mail address: the plain shape that mail servers accept, not all that the standard allows.

/// The longest address (RFC 5321 with its erratum).
const LENGTH: usize = 254;

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("There is no e-mail address here.")]
    Missing,
    #[error("The address is longer than {LENGTH} characters.")]
    TooLong,
    #[error("The address holds a line break or another control character.")]
    Control,
    #[error("The address holds a space.")]
    Space,
    #[error("An address has exactly one @.")]
    At,
    #[error("The part before the @ is not usable.")]
    Local,
    #[error("The part after the @ is not a domain such as example.org.")]
    Domain,
}

/// The address without spaces around it, its domain in lower case.
///
/// # Errors
/// [`EmailError`] for the first thing that is not right.
pub fn normalise(text: &str) -> Result<String, EmailError> {
    // Only spaces: a line break at the end is refused, not trimmed away.
    let text = text.trim_matches([' ', '\u{a0}']);
    if text.is_empty() {
        return Err(EmailError::Missing);
    }
    if text.len() > LENGTH {
        return Err(EmailError::TooLong);
    }
    if text.contains(char::is_control) {
        return Err(EmailError::Control);
    }
    if text.contains(char::is_whitespace) {
        return Err(EmailError::Space);
    }
    let mut parts = text.split('@');
    let (Some(local), Some(domain), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(EmailError::At);
    };
    if !is_local(local) {
        return Err(EmailError::Local);
    }
    if !is_domain(domain) {
        return Err(EmailError::Domain);
    }
    Ok(format!("{local}@{}", domain.to_lowercase()))
}

/// Letters, digits and the signs that need no quotes; dots only between.
fn is_local(local: &str) -> bool {
    let sign = |c: char| "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= 64
        && local.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || sign(c))
        })
}

fn is_domain(domain: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.eq_ignore_ascii_case("localhost")
        || (domain.contains('.') && domain.split('.').all(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usable_addresses_come_out_with_a_lower_case_domain() {
        for (text, email) in [
            (" Ada.Lovelace@Example.ORG ", "Ada.Lovelace@example.org"),
            ("a+b@localhost", "a+b@localhost"),
            ("o'neil@bücher.example", "o'neil@bücher.example"),
        ] {
            assert_eq!(normalise(text).as_deref(), Ok(email));
        }
    }

    #[test]
    fn others_are_refused_with_the_reason() {
        for (text, error) in [
            ("  ", EmailError::Missing),
            ("ada", EmailError::At),
            ("a@b@c.org", EmailError::At),
            ("a b@c.org", EmailError::Space),
            ("a@c.org\r\nBcc: x@y.org", EmailError::Control),
            ("a@c.org\n", EmailError::Control),
            ("@c.org", EmailError::Local),
            ("a..b@c.org", EmailError::Local),
            ("<a@c.org", EmailError::Local),
            ("a@nodot", EmailError::Domain),
            ("a@-x.org", EmailError::Domain),
            ("a@c.org>", EmailError::Domain),
        ] {
            assert_eq!(normalise(text), Err(error), "{text:?}");
        }
        assert_eq!(
            normalise(&format!("a@{}.org", "b".repeat(300))),
            Err(EmailError::TooLong)
        );
    }
}

//! One message for the next page, kept in a short-lived cookie between the redirect and the page that shows it.

use crate::failure::{encode, see_other};
use crate::shell::Flash;
use crate::ui::Tone;
use axum::response::Response;
use http::{HeaderValue, header};

pub const FLASH_COOKIE: &str = "attune_flash";
/// Sets the cookie's life to zero.
pub const CLEARED: &str = "attune_flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";
/// Longer messages are cut: a cookie is small.
const LONGEST: usize = 400;

/// 303 to a path of this site, with a sentence for the page there.
pub fn see_other_saying(path: &str, tone: Tone, text: &str) -> Response {
    let mut response = see_other(path);
    let short: String = text.chars().take(LONGEST).collect();
    let tone = match tone {
        Tone::Good => "good",
        Tone::Care => "care",
        Tone::Bad => "bad",
        Tone::Info => "info",
    };
    let cookie = format!(
        "{FLASH_COOKIE}={tone}:{}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
        encode(&short)
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Reads the cookie's value; anything malformed is no message.
pub fn parse(value: &str) -> Option<Flash> {
    let (tone, text) = value.split_once(':')?;
    let tone = match tone {
        "good" => Tone::Good,
        "care" => Tone::Care,
        "bad" => Tone::Bad,
        _ => Tone::Info,
    };
    let text = decode(text)?;
    (!text.is_empty()).then_some(Flash { tone, text })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_cookie() {
        let response = see_other_saying("/x", Tone::Good, "48 invitations; “sent”, 100 %");
        let cookie = response.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .to_owned();
        let value = cookie.split(';').next().unwrap().split_once('=').unwrap().1;
        let flash = parse(value).unwrap();
        assert_eq!(flash.text, "48 invitations; “sent”, 100 %");
        assert_eq!(flash.tone, Tone::Good);
        assert!(parse("good:%zz").is_none());
        assert!(parse("").is_none());
    }
}

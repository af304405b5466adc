//! What the style sheets promise: enough contrast in both themes, directions that turn with the script, colours only in
//! tokens, and no selector that needs an inline style.

use std::{fs, path::Path};

fn style() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("style")
}

fn sheets() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["", "shared", "staff"] {
        for entry in fs::read_dir(style().join(folder)).expect("the style folder") {
            let path = entry.expect("a readable entry").path();
            if path.extension().is_some_and(|extension| extension == "css") {
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                found.push((
                    name,
                    without_comments(&fs::read_to_string(&path).expect("UTF-8")),
                ));
            }
        }
    }
    assert!(found.len() > 10, "the style sheets were not found");
    found
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Red, green and blue of `#rgb` or `#rrggbb`, each in 0..=255.
fn rgb(hex: &str) -> [f64; 3] {
    let digits: Vec<u32> = hex
        .trim()
        .trim_start_matches('#')
        .chars()
        .map(|c| c.to_digit(16).expect("hex"))
        .collect();
    match digits.as_slice() {
        [r, g, b] => [r * 17, g * 17, b * 17].map(f64::from),
        [a, b, c, d, e, f] => [a * 16 + b, c * 16 + d, e * 16 + f].map(f64::from),
        _ => panic!("{hex} is not a colour"),
    }
}

/// Relative luminance, in [0, 1] (WCAG 2.2).
fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let share = channel / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Contrast ratio, from 1 to 21 (WCAG 2.2).
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The light and the dark value of a token, written as `--name: light-dark(a, b)` in the sheet.
fn token(css: &str, name: &str) -> [[f64; 3]; 2] {
    let start = format!("{name}: light-dark(");
    let (_, rest) = css
        .split_once(&start)
        .unwrap_or_else(|| panic!("{name} is not there"));
    let (both, _) = rest.split_once(')').expect("a closed value");
    let (light, dark) = both.split_once(',').expect("two values");
    [rgb(light), rgb(dark)]
}

#[test]
fn words_and_edges_stand_out_in_both_themes() {
    let css = fs::read_to_string(style().join("tokens.css")).expect("the tokens");
    let grounds = [
        "--paper",
        "--card",
        "--wash",
        "--accent-wash",
        "--care",
        "--bad-wash",
    ];
    let mut pairs: Vec<(&str, &str, f64)> = grounds
        .iter()
        .map(|ground| ("--ink", *ground, 7.0))
        .collect();
    for words in ["--quiet", "--accent", "--good", "--warn", "--bad"] {
        pairs.extend(["--paper", "--card"].map(|ground| (words, ground, 4.5)));
    }
    pairs.extend([
        ("--quiet", "--wash", 4.5),
        ("--accent", "--accent-wash", 4.5),
        ("--on-accent", "--accent", 4.5),
    ]);
    pairs.extend([
        ("--edge", "--card", 3.0),
        ("--edge", "--paper", 3.0),
        ("--warn", "--care", 3.0),
    ]);
    for (one, other, least) in pairs {
        let (one_is, other_is) = (token(&css, one), token(&css, other));
        for (theme, at) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(one_is[at], other_is[at]);
            assert!(
                ratio >= least,
                "{one} on {other} in {theme} has {ratio:.2}, needs {least}"
            );
        }
    }
}

#[test]
fn words_stand_out_on_every_band() {
    let tokens = fs::read_to_string(style().join("tokens.css")).expect("the tokens");
    let bands = fs::read_to_string(style().join("staff/band.css")).expect("the bands");
    let ink = token(&tokens, "--ink");
    let mut seen = 0;
    for tint in bands
        .match_indices("--tint: light-dark(")
        .map(|(at, _)| token(&bands[at..], "--tint"))
    {
        for (theme, at) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(ink[at], tint[at]);
            assert!(ratio >= 7.0, "words on a band in {theme} have {ratio:.2}");
        }
        seen += 1;
    }
    assert_eq!(seen, 4, "every band was looked at");
}

#[test]
fn directions_turn_with_the_script() {
    for (name, css) in sheets() {
        for physical in [
            "left",
            "right",
            "margin-top",
            "margin-bottom",
            "padding-top",
            "padding-bottom",
        ] {
            let at = css.find(physical);
            assert!(
                at.is_none(),
                "{name} says '{physical}': use the logical property"
            );
        }
    }
}

#[test]
fn colours_are_tokens() {
    for (name, css) in sheets() {
        if matches!(name.as_str(), "tokens.css" | "band.css") {
            continue;
        }
        for (at, _) in css.match_indices('#') {
            let digits = css[at + 1..]
                .chars()
                .take_while(char::is_ascii_hexdigit)
                .count();
            assert!(
                digits < 3,
                "{name} has a colour of its own: {}",
                &css[at..at + 1 + digits]
            );
        }
    }
}

#[test]
fn braces_are_balanced_and_every_sheet_is_layered() {
    for (name, css) in sheets() {
        assert_eq!(css.matches('{').count(), css.matches('}').count(), "{name}");
        assert!(css.contains("@layer "), "{name} is in no layer");
    }
}

#[test]
fn browsers_without_light_dark_get_the_light_colours() {
    let css = fs::read_to_string(style().join("tokens.css")).expect("the tokens");
    let (_, fallback) = css.split_once("@supports not").expect("a fallback");
    let (fallback, _) = fallback.split_once("[data-theme").expect("its end");
    let names = css.lines().filter_map(|line| {
        line.trim()
            .strip_prefix("--")?
            .split_once(": light-dark(")
            .map(|(name, _)| name)
    });
    for name in names {
        let (_, value) = fallback
            .split_once(&format!("--{name}: "))
            .unwrap_or_else(|| panic!("{name} has no fallback"));
        let (value, _) = value.split_once(';').expect("a value");
        assert_eq!(rgb(value), token(&css, &format!("--{name}"))[0], "{name}");
    }
}

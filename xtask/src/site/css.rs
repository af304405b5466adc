//! Style sheets: joined in a fixed order and freed of what only people read.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// Joins files of the style folder in the given order, then all of a folder in the order of their names.
pub fn read(style: &Path, first: &[&str], folder: Option<&str>) -> Result<String> {
    let mut paths: Vec<_> = first.iter().map(|name| style.join(name)).collect();
    if let Some(folder) = folder {
        let folder = style.join(folder);
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        let mut rest = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        rest.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
        rest.sort();
        paths.extend(rest);
    }
    let texts = paths.iter().map(|path| {
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
    });
    Ok(texts.collect::<Result<Vec<_>>>()?.join("\n"))
}

/// Removes comments, line breaks and the spaces that separate nothing. Quoted text stays as it is.
///
/// It keeps every space that may matter: before `(` (`and (`), around `+` and `-` (`calc`), and before `:` (a descendant).
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
        } else if next == '"' || next == '\'' {
            put_space(&mut out, &mut space);
            let end = quoted_end(rest, next);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_whitespace() {
            space = true;
            rest = &rest[next.len_utf8()..];
        } else {
            if matches!(next, '{' | '}' | ';' | ',' | '>') {
                space = false;
            }
            if next == '}' && out.ends_with(';') {
                out.pop();
            }
            put_space(&mut out, &mut space);
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// Writes a pending space unless it would follow a character that separates anyway.
fn put_space(out: &mut String, pending: &mut bool) {
    if std::mem::take(pending)
        && !out.is_empty()
        && !out.ends_with(['{', '}', ';', ',', '>', ':', '('])
    {
        out.push(' ');
    }
}

/// The end of the quoted text at the start of `text`, after the closing quote.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_people_read_goes() {
        let css = "/* the page */\nbody {\n  margin: 0;\n  color: red;\n}\n\n.a > .b, .c {\n  padding: 1px 2px;\n}\n";
        assert_eq!(
            minify(css),
            "body{margin:0;color:red}.a>.b,.c{padding:1px 2px}"
        );
    }

    #[test]
    fn spaces_that_matter_stay() {
        for css in [
            "@media (min-width:60rem) and (hover){a{width:calc(1px + 2px)}}",
            ".a .b :focus{margin:0 auto}",
            "a::before{content:\"/* { x } */  y\"}",
            "a::after{content:'it\\'s  '}",
        ] {
            assert_eq!(minify(css), css);
        }
    }

    #[test]
    fn an_open_comment_or_quote_ends_the_sheet_without_harm() {
        assert_eq!(minify("a{b:c} /* open"), "a{b:c}");
        assert_eq!(minify("a{content:\"open"), "a{content:\"open");
    }
}

//! What the sources of the pages must not contain, because Leptos would not escape it.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the source folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// Inside these elements Leptos 0.8 writes text as it is: each may stand in one file, which escapes it or holds none.
#[test]
fn elements_whose_text_is_not_escaped_stand_in_one_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 10, "the sources were not found");
    let allowed = [
        ("<textarea", "ui/field.rs"),
        ("<script", "shell/document.rs"),
    ];
    for file in files {
        let name = file
            .strip_prefix(&root)
            .expect("below the root")
            .to_string_lossy()
            .replace('\\', "/");
        let text = fs::read_to_string(&file).expect("UTF-8");
        let markup = text.split("#[cfg(test)]").next().unwrap_or_default();
        for element in ["<textarea", "<script", "<style", "<noscript"] {
            let fine = name.ends_with("tests.rs") || allowed.contains(&(element, name.as_str()));
            assert!(
                fine || !markup.contains(element),
                "{name} contains {element}: use ui::TextArea or a file of its own"
            );
        }
    }
}

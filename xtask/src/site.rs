//! `cargo xtask site`: the files browsers fetch, in `target/site`.
//!
//! Each file is named by its content, lies beside its brotli and gzip forms where those are smaller, and is listed in
//! `manifest.json` (logical name to file name). The server embeds the folder.
//!
//! A style sheet or a picture needs no edit here: see `app/style/` and `app/static/`. A bundle is a line in [`BUNDLES`].

mod css;
mod publish;
mod wasm;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use publish::{Published, fingerprint};

use crate::{
    Command,
    workspace::{Workspace, only, step},
};

pub const COMMAND: Command = Command {
    name: "site",
    summary: "Build style sheets and islands into target/site",
    help: "
Builds the islands of both frontends to wasm, joins the style sheets, names every file by its content,
compresses them and writes target/site with its manifest. Does nothing if nothing changed.

  --force   write everything anew
  --sizes   print the size of every file, plain and compressed",
    run: |workspace, arguments| {
        only(arguments, &["--force", "--sizes"])?;
        let asked = |option: &str| arguments.iter().any(|argument| argument == option);
        make(workspace, asked("--force"))?;
        if asked("--sizes") {
            publish::print_sizes(&folder(workspace))?;
        }
        Ok(())
    },
};

/// Logical name and cargo package of each islands bundle.
const BUNDLES: [(&str, &str); 2] = [
    ("candidate", "frontend-candidate"),
    ("staff", "frontend-staff"),
];

/// Raised by hand when the way files are made changes, so that old ones are made anew.
const RECIPE: &str = "1";

/// The folder the server embeds: always below the checkout, wherever cargo builds.
fn folder(workspace: &Workspace) -> std::path::PathBuf {
    workspace.root.join("target/site")
}

/// Brings `target/site` up to date.
///
/// cargo knows whether the wasm is fresh; what follows from it is skipped when its input is the one of the last time.
pub fn make(workspace: &Workspace, force: bool) -> Result<()> {
    wasm::ensure_target()?;
    let mut sources = style_sheets(&workspace.root)?;
    sources.extend(pictures(&workspace.root.join("app/static"))?);
    let mut modules = BTreeMap::new();
    for (name, package) in BUNDLES {
        let module = step(&format!("Building the islands ({name})"), || {
            wasm::compile(workspace, package)
        })?;
        modules.insert(name, module);
    }

    let folder = folder(workspace);
    let stamp_file = workspace.root.join("target/site.stamp");
    let inputs = sources
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let stamp = fingerprint(
        inputs.chain(
            modules
                .iter()
                .map(|(name, bytes)| (*name, bytes.as_slice())),
        ),
        RECIPE,
    );
    let fresh = fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp)
        && publish::is_complete(&folder);
    if fresh && !force {
        eprintln!("  The site is up to date.");
        return Ok(());
    }

    let mut published = Published::new(&folder)?;
    for (name, bytes) in sources {
        published.add(&name, bytes)?;
    }
    for (name, module) in modules {
        let bundle = step(&format!("Binding and compressing ({name})"), || {
            let bundle = wasm::bind(name, module)?;
            published.add(&format!("{name}.js"), bundle.script.into_bytes())?;
            published.add(&format!("{name}.wasm"), bundle.wasm)
        });
        bundle.with_context(|| format!("the bundle {name}"))?;
    }
    published.finish()?;
    fs::write(&stamp_file, stamp)
        .with_context(|| format!("{} cannot be written", stamp_file.display()))
}

/// The two style sheets: what candidates need, and everything.
fn style_sheets(root: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let style = root.join("app/style");
    let shared = css::read(
        &style,
        &["tokens.css", "base.css", "layout.css"],
        Some("shared"),
    )?;
    let staff = css::read(&style, &[], Some("staff"))?;
    let candidate = css::minify(&shared);
    let all = css::minify(&format!("{shared}\n{staff}"));
    Ok(vec![
        ("candidate.css".to_owned(), candidate.into_bytes()),
        ("staff.css".to_owned(), all.into_bytes()),
    ])
}

/// The files that are published as they are.
fn pictures(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push((
                entry.file_name().to_string_lossy().into_owned(),
                fs::read(entry.path())?,
            ));
        }
    }
    files.sort();
    Ok(files)
}

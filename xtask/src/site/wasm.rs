//! Islands: from a frontend crate to a wasm module and the script that loads it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{Workspace, run};

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";

/// What a browser loads for one bundle.
pub struct Bundle {
    /// The JavaScript module.
    pub script: String,
    /// The wasm module.
    pub wasm: Vec<u8>,
}

/// Adds the wasm target with rustup where it is missing.
pub fn ensure_target() -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .context("rustc could not be run")?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if Path::new(&sysroot)
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir()
    {
        return Ok(());
    }
    eprintln!("  Adding the target {TARGET} with rustup ...");
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            bail!("rustup target add {TARGET} failed ({status}); is there a network connection?")
        }
        Err(_) => bail!(
            "Rust's target {TARGET} is missing and there is no rustup to add it; install it with your Rust"
        ),
    }
}

/// Builds a frontend crate on its own (never together with the server's half of `app`) and reads the module.
pub fn compile(workspace: &Workspace, package: &str) -> Result<Vec<u8>> {
    let mut cargo = workspace.cargo(&[
        "build",
        "--quiet",
        "--package",
        package,
        "--profile",
        PROFILE,
        "--target",
        TARGET,
    ]);
    run(&format!("Building {package}"), &mut cargo)?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    let path = workspace.target.join(TARGET).join(PROFILE).join(file);
    fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Turns cargo's module into one a browser can load, with its script.
pub fn bind(name: &str, module: Vec<u8>) -> Result<Bundle> {
    let mut output = Bindgen::new()
        .input_bytes(name, module)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    let snippets = output
        .snippets()
        .iter()
        .filter(|(_, scripts)| !scripts.is_empty())
        .map(|(owner, _)| owner);
    let extra: Vec<_> = snippets.chain(output.local_modules().keys()).collect();
    ensure!(
        extra.is_empty(),
        "the bundle wants scripts of its own ({extra:?}): an island uses web-sys instead"
    );
    Ok(Bundle {
        script: shorten(output.js()),
        wasm: output.wasm_mut().emit_wasm(),
    })
}

/// Removes indentation and comment lines from the generated script, whose comments stand on lines of their own.
fn shorten(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let script = "/* @ts-self-types */\n\n/**\n * Adds.\n * @returns {number}\n */\nexport function f(a) {\n    // why\n    return a * b; // kept\n}\n";
        assert_eq!(
            shorten(script),
            "export function f(a) {\nreturn a * b; // kept\n}\n"
        );
    }

    #[test]
    fn a_file_that_is_no_module_is_refused_with_a_reason() {
        let refused = bind("broken", b"not wasm".to_vec());
        assert!(
            format!("{:#}", refused.err().expect("refused"))
                .contains("wasm-bindgen refused the module")
        );
    }
}

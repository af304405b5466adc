//! Where things are, and how cargo is called.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};

/// The folders of this checkout.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder that holds the root `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo builds.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that every way of moving the target folder is respected.
    pub fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let output = Command::new(cargo())
            .args([
                "metadata",
                "--no-deps",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(&manifest)
            .output()
            .context("cargo could not be run")?;
        ensure!(
            output.status.success(),
            "cargo metadata failed:\n{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        let metadata: serde_json::Value =
            serde_json::from_slice(&output.stdout).context("cargo metadata is not JSON")?;
        let folder = |key: &str| {
            let path = metadata[key]
                .as_str()
                .with_context(|| format!("cargo metadata has no {key}"))?;
            Ok::<_, anyhow::Error>(PathBuf::from(path))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
        })
    }

    /// A cargo command in the root folder, without what `cargo run` told xtask about xtask: some build scripts look at
    /// it, and would build all over again when somebody calls cargo without xtask.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.args(arguments).current_dir(&self.root);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// The cargo that runs xtask.
fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Runs a command to its end; its failure is an error that names the work.
pub fn run(work: &str, command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{work}: {:?} could not be run", command.get_program()))?;
    if !status.success() {
        bail!("{work} failed ({status})");
    }
    Ok(())
}

/// Says what is being done, does it, and says how long it took if it took long.
pub fn step<T>(work: &str, action: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("  {work} ...");
    let start = Instant::now();
    let done = action()?;
    let seconds = start.elapsed().as_secs_f64();
    if seconds >= 2.0 {
        eprintln!("  {work}: {seconds:.0} s");
    }
    Ok(done)
}

/// Refuses arguments a command does not know.
pub fn only(arguments: &[String], known: &[&str]) -> Result<()> {
    match arguments
        .iter()
        .find(|argument| !known.contains(&argument.as_str()))
    {
        None => Ok(()),
        Some(unknown) if known.is_empty() => {
            bail!("'{unknown}' is not known here: this command takes no options")
        }
        Some(unknown) => bail!(
            "'{unknown}' is not known here; known are: {}",
            known.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_folder_above_xtask() {
        let workspace = Workspace::find().expect("cargo answers");
        assert!(workspace.root.join("xtask/Cargo.toml").is_file());
    }

    #[test]
    fn unknown_options_are_named() {
        let asked = ["--fast".to_owned()];
        assert!(only(&asked, &["--fast"]).is_ok());
        let refused = only(&asked, &["--force"]).expect_err("an unknown option");
        assert!(
            refused.to_string().contains("'--fast'") && refused.to_string().contains("--force")
        );
    }

    #[test]
    fn a_failing_command_names_the_work() {
        let workspace = Workspace::find().expect("cargo answers");
        let failed = run(
            "The test work",
            workspace
                .cargo(&["--no-such-option"])
                .stderr(std::process::Stdio::null()),
        );
        assert!(
            failed
                .expect_err("cargo refuses")
                .to_string()
                .starts_with("The test work failed")
        );
    }
}

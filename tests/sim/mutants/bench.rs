//! The copy of the core that is broken, built and played.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::catalogue::Mutant;

/// A mutant that survives so many worlds is missed.
const WORLDS: &str = "30000";

/// What is copied from the workspace.
const COPIED: [&str; 3] = ["Cargo.lock", "crates/core", "tests/sim"];

/// A workspace of its own with the core and the simulation.
pub(crate) struct Bench {
    root: PathBuf,
}

/// What became of a mutant.
pub(crate) enum Outcome {
    /// A rule was broken: after how many worlds, and which.
    Caught {
        worlds: u64,
        what: String,
    },
    Missed,
}

impl Bench {
    /// Copies what is needed.
    pub(crate) fn set_up() -> Result<Self, String> {
        let root = PathBuf::from("target/mutants");
        for path in COPIED {
            let copy = root.join(path);
            if copy.is_dir() {
                fs::remove_dir_all(&copy)
                    .map_err(|error| format!("{}: {error}", copy.display()))?;
            }
            copy_all(Path::new(path), &copy)?;
        }
        let manifest = read(Path::new("Cargo.toml"))?;
        write(&root.join("Cargo.toml"), &reduced(&manifest))?;
        Ok(Self { root })
    }

    /// A core that nobody has broken must pass, or a defect proves nothing.
    pub(crate) fn check_unbroken(&self) -> Result<(), String> {
        self.build()?;
        match self.play()? {
            Outcome::Missed => Ok(()),
            Outcome::Caught { what, .. } => Err(format!("broken without a defect: {what}")),
        }
    }

    /// Applies the mutant, plays worlds until one fails, and takes it back.
    pub(crate) fn try_mutant(&self, mutant: &Mutant) -> Result<Outcome, String> {
        let path = self.root.join("crates/core/src").join(mutant.file);
        let original = read(&path)?;
        if original.matches(mutant.from).count() != 1 {
            return Err(format!(
                "{}: the text to replace is not there once",
                mutant.name
            ));
        }
        write(&path, &original.replace(mutant.from, mutant.to))?;
        let outcome = self.build().and_then(|()| self.play());
        write(&path, &original)?;
        outcome.map_err(|what| format!("{}: {what}", mutant.name))
    }

    fn build(&self) -> Result<(), String> {
        let output = self.run(Command::new("cargo").args([
            "build",
            "--release",
            "--offline",
            "--quiet",
            "--package",
            "everwire-sim",
            "--bin",
            "everwire-sim",
        ]))?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn play(&self) -> Result<Outcome, String> {
        let program = fs::canonicalize(self.root.join("build/release/everwire-sim"));
        let program = program.map_err(|error| error.to_string())?;
        let output = self.run(Command::new(program).args(["--brief", "--seeds", WORLDS]))?;
        let text = String::from_utf8_lossy(&output.stdout);
        // That something was not covered any more is no rule that was broken.
        if output.status.success() || text.contains("never seen: ") {
            return Ok(Outcome::Missed);
        }
        let words = text.trim().strip_prefix("broken after ");
        let Some((worlds, what)) = words.and_then(|rest| rest.split_once(" worlds: ")) else {
            return Err(format!("neither played nor broken: {text}"));
        };
        let what = what.splitn(2, ": ").last().unwrap_or_default();
        let what: String = what.chars().take(80).collect();
        Ok(Outcome::Caught {
            worlds: worlds.parse::<u64>().map_err(|error| error.to_string())? + 1,
            what: what.replace('|', "/"),
        })
    }

    fn run(&self, command: &mut Command) -> Result<Output, String> {
        let command = command.current_dir(&self.root);
        let command = command.env("CARGO_TARGET_DIR", "build");
        command.output().map_err(|error| error.to_string())
    }
}

/// The workspace's manifest without the members that are not copied.
fn reduced(manifest: &str) -> String {
    let mut lines = Vec::new();
    for line in manifest.lines().take_while(|line| *line != "[package]") {
        let is_left_out = ["members", "default-members", "exclude", "everwire-server"];
        if !is_left_out.iter().any(|name| line.starts_with(name)) {
            lines.push(line);
        }
        if line == "[workspace]" {
            lines.push("members = [\"crates/core\", \"tests/sim\"]");
        }
    }
    lines.push("[profile.release]\nopt-level = 1\nincremental = true");
    lines.join("\n")
}

fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    if from.is_file() {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        return fs::copy(from, to).map(|_| ()).map_err(failed);
    }
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

//! The project's own files, as text, for the tests of its architecture.

use std::path::{Path, PathBuf};

/// One file of the project.
pub struct Source {
    /// Its path from the root of the project, with `/`.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

impl Source {
    /// The file without its comments and without its unit tests, which rustfmt leaves at the end.
    pub fn code(&self) -> String {
        let text = self.text.split("\n#[cfg(test)]\nmod ").next().unwrap();
        text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
    }

    /// The words of [`Self::code`]: runs of letters, digits and `_`.
    pub fn has_word(&self, word: &str) -> bool {
        self.code().split(|c: char| !c.is_alphanumeric() && c != '_').any(|one| one == word)
    }
}

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folders` whose name ends with `.extension`, in order of path. A missing folder has none.
pub fn files(folders: &[&str], extension: &str) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), extension, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, extension: &str, found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|one| one == extension) {
            let text = std::fs::read_to_string(&path).unwrap();
            let relative = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path: relative, text });
        }
    }
}

/// Fails with every broken place at once, one a line.
pub fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

//! Files that come in and go out: read with a French reason when they cannot be, written whole or not at all.

use crate::refusal::{Failure, file_unreadable};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The name of a file and its bytes.
///
/// # Errors
/// `file_unreadable`.
pub(super) fn read_file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes = std::fs::read(path).map_err(|error| file_unreadable(path, &error))?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok((name, bytes))
}

/// Writes a file whole or not at all: a process that is killed never leaves half a file under its name.
///
/// # Errors
/// `file_unreadable`.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = beside(path);
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        file_unreadable(path, &error).into()
    })
}

/// A name in the same folder, so that the renaming stays on one disk; its own for each process.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("virements.xml");
        write_file(&path, b"ancien").unwrap();
        write_file(&path, b"nouveau").unwrap();
        assert_eq!(read_file(&path).unwrap(), ("virements.xml".to_owned(), b"nouveau".to_vec()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = write_file(&folder.path().join("absent/virements.xml"), b"x").unwrap_err();
        assert_eq!(nowhere.code(), Some("file_unreadable"));
        assert!(nowhere.to_string().contains("n'existe pas"), "{nowhere}");
    }
}

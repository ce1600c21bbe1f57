//! The file of keys that seal the secrets of telephones: outside the database, read by its owner alone, never half written.

use crate::access::{KeyRing, sealed_secrets};
use crate::refusal::{
    Failure, KEY_FILE_MALFORMED, KEY_FILE_MISSING, KEY_FILE_NEEDED, KEY_FILE_OPEN, KEY_FILE_UNWRITABLE, Refusal, file_unreadable,
};
use crate::store::{Db, file_of};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Where the keys of a database are: where it was said, else beside its file.
///
/// # Errors
/// `key_file_needed` for a database that is no file.
pub(super) fn place(url: &str, said: Option<&Path>) -> Result<PathBuf, Refusal> {
    if let Some(path) = said {
        return Ok(path.to_owned());
    }
    let mut beside = file_of(url).ok_or_else(|| KEY_FILE_NEEDED.because(""))?.into_os_string();
    beside.push(".key");
    Ok(beside.into())
}

/// The keys for a server: made at the first start, never in the place of those that are lost.
///
/// # Errors
/// `key_file_missing`; those of [`read`] and [`make`].
pub(super) async fn for_serving(db: &Db, path: &Path) -> Result<KeyRing, Failure> {
    if let Some(ring) = read(path)? {
        return Ok(ring);
    }
    if is_needed(db).await? {
        return Err(KEY_FILE_MISSING.because("").at(path.display().to_string()).into());
    }
    make(path)
}

/// True when the database holds what only some key opens.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(super) async fn is_needed(db: &Db) -> Result<bool, Failure> {
    let mut tx = db.read().await?;
    Ok(sealed_secrets(&mut tx).await?.iter().any(|one| one.key.is_some()))
}

/// The keys of a file; none when it is not there.
///
/// # Errors
/// `file_unreadable`, `key_file_open`, `key_file_malformed`.
pub(super) fn read(path: &Path) -> Result<Option<KeyRing>, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(file_unreadable(path, &error).into()),
    };
    let place = || path.display().to_string();
    if is_open(path).map_err(|error| file_unreadable(path, &error))? {
        return Err(KEY_FILE_OPEN.because("").at(place()).into());
    }
    let text = String::from_utf8(bytes).map_err(|_| KEY_FILE_MALFORMED.because("").at(place()))?;
    Ok(Some(KeyRing::read(&text).map_err(|refusal| refusal.at(place()))?))
}

/// Makes a file of one new key. Of two first starts, one makes it and the other reads it.
///
/// # Errors
/// `key_file_unwritable`; those of [`read`].
pub(super) fn make(path: &Path) -> Result<KeyRing, Failure> {
    let ring = KeyRing::fresh()?;
    let beside = written_beside(path, &ring)?;
    // A link is made whole or not at all, and never over a file that is there.
    let linked = std::fs::hard_link(&beside, path);
    let _ = std::fs::remove_file(&beside);
    match linked {
        Ok(()) => {
            settle(path)?;
            Ok(ring)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path)?.ok_or_else(|| unwritable(path, &error).into()),
        Err(error) => Err(unwritable(path, &error).into()),
    }
}

/// Writes a ring that grew over the one before, whole or not at all.
///
/// # Errors
/// `key_file_unwritable`.
pub(super) fn replace(path: &Path, ring: &KeyRing) -> Result<(), Failure> {
    // The file itself, behind a link that a house may have made to what it saves.
    let path = &std::fs::canonicalize(path).map_err(|error| unwritable(path, &error))?;
    let beside = written_beside(path, ring)?;
    same_hands(path, &beside).and_then(|()| std::fs::rename(&beside, path)).map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritable(path, &error)
    })?;
    settle(path)
}

/// Gives the new file the owner, the group and the rights of the old one: who read the keys goes on reading them.
#[cfg(unix)]
fn same_hands(old: &Path, new: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (was, is) = (std::fs::metadata(old)?, std::fs::metadata(new)?);
    if (was.uid(), was.gid()) != (is.uid(), is.gid()) {
        chown(new, Some(was.uid()), Some(was.gid()))?;
    }
    std::fs::set_permissions(new, was.permissions())
}

#[cfg(not(unix))]
const fn same_hands(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The ring in a new file of the same folder, for its owner alone, on the disk.
fn written_beside(path: &Path, ring: &KeyRing) -> Result<PathBuf, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.with_file_name(format!(".{name}.{}.part", crate::ids::new_id()));
    let write = || -> std::io::Result<()> {
        let mut file = private().write(true).create_new(true).open(&beside)?;
        file.write_all(ring.text().as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritable(path, &error)
    })?;
    Ok(beside)
}

/// Puts the name on the disk too: after a power cut the file is there.
fn settle(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let settled = File::open(folder).and_then(|folder| folder.sync_all());
    settled.map_err(|error| unwritable(path, &error).into())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Refusal {
    KEY_FILE_UNWRITABLE.because(format!("({error})")).at(path.display().to_string())
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

/// True when users of the machine who are neither the owner nor of the file's group may read or write it.
#[cfg(unix)]
pub(super) fn is_open(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
pub(super) const fn is_open(_: &Path) -> std::io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn code<T: std::fmt::Debug>(answer: Result<T, Failure>) -> &'static str {
        answer.unwrap_err().code().unwrap()
    }

    #[test]
    fn a_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quitus.db.key");
        assert!(read(&path).unwrap().is_none());
        let made = make(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        let again = make(&path).unwrap();
        assert_eq!(again.text(), made.text(), "the second start takes the first one's key");
        let mut grown = read(&path).unwrap().unwrap();
        grown.add().unwrap();
        replace(&path, &grown).unwrap();
        assert_eq!((mode(&path), read(&path).unwrap().unwrap().ids().count()), (0o600, 2));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing stays beside it");
    }

    #[test]
    fn a_key_more_goes_into_the_file_itself_with_its_rights() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("saved.key"), folder.path().join("quitus.db.key"));
        let mut ring = make(&file).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        ring.add().unwrap();
        replace(&link, &ring).unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((mode(&file), read(&file).unwrap().unwrap().ids().count()), (0o640, 2));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quitus.db.key");
        make(&path).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(code(read(&path)), "key_file_open");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(read(&path).unwrap().is_some(), "a group of its own may read it");
        std::fs::write(&path, "pas une clé").unwrap();
        assert_eq!(code(read(&path)), "key_file_malformed");
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert_eq!(code(read(&path)), "key_file_malformed");
        assert_eq!(code(read(folder.path())), "file_unreadable");
        assert_eq!(code(make(&folder.path().join("absent/quitus.key"))), "key_file_unwritable");
    }

    #[test]
    fn the_keys_are_beside_a_file_and_said_for_a_server() {
        assert_eq!(place("sqlite:donnees/quitus.db?patience=3", None).unwrap(), Path::new("donnees/quitus.db.key"));
        assert_eq!(place("postgres://h/b", Some(Path::new("/etc/quitus/cles"))).unwrap(), Path::new("/etc/quitus/cles"));
        for nowhere in ["postgres://h/b", "sqlite::memory:"] {
            assert_eq!(place(nowhere, None).unwrap_err().code.name, "key_file_needed", "{nowhere}");
        }
    }
}

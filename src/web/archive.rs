//! Several files as one: a ZIP archive whose files stand as they are, uncompressed (APPNOTE.TXT 6.3.10), so that what is taken out of
//! it is what was sealed, byte for byte.

use crate::refusal::Failure;

/// Bit 11 of the flags: names are UTF-8.
const NAMES_IN_UTF8: u16 = 1 << 11;
/// The first version of the format that readers must know.
const VERSION: u16 = 20;
/// 1 January 1980, the first day of the format: the day of a file is in the file itself.
const DAY: u16 = 0x21;

/// The archive of these files, by name.
///
/// # Errors
/// Broken past 4 GiB or 65 535 files, which the format does not hold.
pub fn zip(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Failure> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let place = length(archive.len())?;
        let entry = entry(name, bytes)?;
        archive.extend(0x0403_4b50_u32.to_le_bytes());
        archive.extend(&entry);
        archive.extend(name.as_bytes());
        archive.extend(bytes);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        directory.extend(&entry);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (begins, size) = (length(archive.len())?, length(directory.len())?);
    let count = u16::try_from(files.len()).map_err(|_| too_large())?;
    archive.extend(directory);
    archive.extend(0x0605_4b50_u32.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    archive.extend(size.to_le_bytes());
    archive.extend(begins.to_le_bytes());
    archive.extend([0; 2]);
    Ok(archive)
}

/// What both headers of a file say of it.
fn entry(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let size = length(bytes.len())?;
    let mut entry = Vec::new();
    // Version, flags, stored, no time, the first day.
    for value in [VERSION, NAMES_IN_UTF8, 0, 0, DAY] {
        entry.extend(value.to_le_bytes());
    }
    entry.extend(crc(bytes).to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.extend(u16::try_from(name.len()).map_err(|_| too_large())?.to_le_bytes());
    entry.extend([0; 2]);
    Ok(entry)
}

fn length(length: usize) -> Result<u32, Failure> {
    u32::try_from(length).map_err(|_| too_large())
}

fn too_large() -> Failure {
    Failure::Broken("l'archive dépasse ce que son format peut tenir.".into())
}

/// CRC-32 of ISO 3309, as ZIP wants it.
fn crc(bytes: &[u8]) -> u32 {
    let turned = |crc: u32| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1));
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| turned(crc));
    !bytes.iter().fold(!0, byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn headers_stand_where_the_directory_says() {
        let files = [("a.xml".to_owned(), b"un".to_vec()), ("\u{e9}t\u{e9}.xml".to_owned(), b"deux".to_vec())];
        let archive = zip(&files).unwrap();
        let at = |place: usize| u32::from_le_bytes(archive[place..place + 4].try_into().unwrap());
        let end = archive.len() - 22;
        assert_eq!(at(end), 0x0605_4b50);
        let directory = usize::try_from(at(end + 16)).unwrap();
        assert_eq!(at(directory), 0x0201_4b50);
        assert_eq!(directory + usize::try_from(at(end + 12)).unwrap(), end);
        let second = directory + 46 + "a.xml".len();
        let place = usize::try_from(at(second + 42)).unwrap();
        assert_eq!(at(place), 0x0403_4b50);
        let data = place + 30 + files[1].0.len();
        assert_eq!(&archive[data..data + 4], b"deux");
    }
}

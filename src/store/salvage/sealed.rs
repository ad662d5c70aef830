//! The pages of a locked study, unlocked. SQLCipher seals each page and gives out none whose seal is
//! broken; one wrong bit breaks it. So the pages go into a file made for that, under the same key: those
//! whose seal is broken get a new one. Unlocked, all but the 32 bytes around a wrong bit are as they were.
//!
//! Format: SQLCipher 4 with its defaults, <https://www.zetetic.net/sqlcipher/design/>.

use super::pages::{Pages, SIZE};
use crate::store::open::{draft_path, sibling, unlock};
use crate::store::{APPLICATION_ID, Error, Passphrase, backups, look_into};
use rusqlite::OpenFlags;
use sha2::{Digest as _, Sha512};
use std::collections::BTreeSet;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How much at the end of a page is the cipher's: 16 bytes that every page is locked with anew, and its
/// seal.
const RESERVE: usize = 80;
const SEAL: usize = 64;

/// The file begins with so many bytes that are no secret: the first page is locked behind them.
const SALT: usize = 16;

/// Every file of SQLite begins so.
const MAGIC: &[u8; SALT] = b"SQLite format 3\0";

/// Unlocks what is there. Nothing that can be read is written to the disk.
///
/// # Errors
/// [`Error::LockedOut`] when no seal fits this passphrase: it is the wrong one, or the beginning of the
/// file is lost.
pub(super) fn unlocked(
    pages: &Pages,
    damaged: &Path,
    new: &Path,
    key: &Passphrase,
) -> Result<Pages, Error> {
    if !cfg!(feature = "encryption") {
        return Err(Error::NoEncryption);
    }
    let draft = draft_path(new);
    let files = ["-damaged", "-unlocked"].map(|name| sibling(&draft, name));
    let done = unlocked_by(pages, damaged, &files, key);
    for file in &files {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            std::fs::remove_file(sibling(file, suffix)).ok();
        }
    }
    done
}

fn unlocked_by(
    pages: &Pages,
    damaged: &Path,
    [first, carrier]: &[PathBuf; 2],
    key: &Passphrase,
) -> Result<Pages, Error> {
    let locked_out =
        || Error::LockedOut { backups: opened_by(damaged, key), path: damaged.to_owned() };
    let io = |source| Error::Io {
        doing: "unlocking the damaged study",
        source,
        path: damaged.to_owned(),
    };
    let page = pages.get(1).ok_or_else(locked_out)?;
    let salt = *page.first_chunk::<SALT>().ok_or_else(locked_out)?;
    // A passphrase that can be written in several ways finds by the first page which of them it is.
    std::fs::write(first, page).map_err(io)?;
    drop(unlock(first, Some(key), OpenFlags::SQLITE_OPEN_READ_WRITE)?);
    let lock = Lock::new(key, salt);
    let count = pages.count();
    let broken: BTreeSet<u32> = (1..=count)
        .filter(|number| pages.get(*number).is_none_or(|page| !lock.fits(page, *number)))
        .collect();
    if broken.len() == count as usize {
        return Err(locked_out());
    }
    let raw = lock.as_passphrase().ok_or_else(locked_out)?;
    make_carrier(carrier, &raw, count as usize + 1)?;
    fill_carrier(carrier, pages, &lock).map_err(io)?;
    let bytes = {
        let mut connection = unlock(carrier, Some(&raw), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let all = connection.serialize("main")?;
        all.get(..(count as usize + 1) * SIZE).map(<[u8]>::to_vec)
    };
    let mut bytes = bytes.ok_or_else(|| io(std::io::ErrorKind::UnexpectedEof.into()))?;
    // The first page went into the last place. There SQLCipher takes the salt for a part of it: the bytes
    // behind it come out mixed with the salt instead of with what the page was locked with.
    let mut head = bytes.split_off(count as usize * SIZE);
    let mixed = salt.iter().zip(page.get(SIZE - RESERVE..).unwrap_or_default());
    for (byte, (salt, lock)) in head.iter_mut().skip(SALT).zip(mixed) {
        *byte ^= salt ^ lock;
    }
    head[..SALT].copy_from_slice(MAGIC);
    let application =
        head.get(68..72).and_then(|four| four.try_into().ok()).map(i32::from_be_bytes);
    if !broken.contains(&1) && application != Some(APPLICATION_ID) {
        let what = "it is a locked file of another program".to_owned();
        return Err(Error::Foreign { what, path: damaged.to_owned() });
    }
    bytes[..SIZE].copy_from_slice(&head);
    Ok(Pages::unlocked(bytes, SIZE - RESERVE, broken))
}

/// Makes a locked file with room for so many pages behind its first one.
fn make_carrier(path: &Path, key: &Passphrase, pages: usize) -> Result<(), Error> {
    /// What SQLite takes in one row without trouble.
    const ROW: usize = 1 << 26;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = unlock(path, Some(key), flags)?;
    connection.pragma_update(None, "journal_mode", "off")?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.execute_batch("CREATE TABLE room (bytes BLOB)")?;
    let mut left = pages * SIZE;
    while left > 0 {
        let row = left.min(ROW);
        connection.execute("INSERT INTO room VALUES (zeroblob(?1))", [row as i64])?;
        left -= row;
    }
    connection.close().map_err(|(_, error)| Error::from(error))
}

/// Writes the pages over those of the carrier, each with a seal that fits; the first one, which every file
/// must have of its own, behind all others.
fn fill_carrier(path: &Path, pages: &Pages, lock: &Lock) -> std::io::Result<()> {
    let mut file = std::fs::File::options().write(true).open(path)?;
    file.seek(SeekFrom::Start(SIZE as u64))?;
    for (number, place) in (2..=pages.count()).chain([1]).zip(2..) {
        let mut page = pages.get(number).map_or_else(|| vec![0; SIZE], <[u8]>::to_vec);
        // An empty page is left empty: SQLCipher reads it as that.
        if page.iter().any(|byte| *byte != 0) {
            let seal = lock.seal(&page, place);
            page.truncate(SIZE - SEAL);
            page.extend(seal);
        }
        file.write_all(&page)?;
    }
    file.flush()
}

/// The newest backups that are locked with this passphrase. Only some are tried: each costs a quarter of
/// a second.
fn opened_by(damaged: &Path, key: &Passphrase) -> Vec<PathBuf> {
    const TRIED: usize = 8;
    let newest = backups(damaged).into_iter().map(|backup| backup.path).take(TRIED);
    let opens = |path: &PathBuf| {
        let locked = matches!(look_into(path, None), Err(Error::NeedsPassphrase(_)));
        locked && look_into(path, Some(key)).is_ok()
    };
    newest.filter(opens).take(3).collect()
}

/// What SQLCipher makes of a passphrase.
struct Lock {
    salt: [u8; SALT],
    key: Zeroizing<[u8; 32]>,
    mac: Hmac,
}

impl Lock {
    fn new(key: &Passphrase, salt: [u8; SALT]) -> Self {
        let derived = pbkdf2(key.reveal().as_bytes(), &salt, 256_000);
        let mut raw = Zeroizing::new([0; 32]);
        raw.copy_from_slice(&derived[..32]);
        // The key of the seals is made from that of the pages.
        let mac = pbkdf2(&*raw, &salt.map(|byte| byte ^ 0x3a), 2);
        Self { salt, mac: Hmac::new(&mac[..32]), key: raw }
    }

    /// The seal of a page in a place of a file: over what is locked, what it is locked with, and its number.
    fn seal(&self, page: &[u8], number: u32) -> [u8; SEAL] {
        let from = if number == 1 { SALT } else { 0 };
        let locked = page.get(from..SIZE - SEAL).unwrap_or_default();
        self.mac.of(&[locked, &number.to_le_bytes()])
    }

    fn fits(&self, page: &[u8], number: u32) -> bool {
        page.get(SIZE - SEAL..) == Some(self.seal(page, number).as_slice())
    }

    /// The key itself, written as SQLCipher takes keys: with the passphrase every opening would take a
    /// quarter of a second.
    fn as_passphrase(&self) -> Option<Passphrase> {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(100);
        text.push_str("x'");
        for byte in self.key.iter().chain(&self.salt) {
            write!(text, "{byte:02x}").ok();
        }
        text.push('\'');
        Passphrase::new(text)
    }
}

/// HMAC (RFC 2104) with SHA-512 under one key. Its two halves begin alike each time.
struct Hmac {
    inner: Sha512,
    outer: Sha512,
}

impl Hmac {
    fn new(key: &[u8]) -> Self {
        const BLOCK: usize = 128;
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        if key.len() > BLOCK {
            block[..64].copy_from_slice(&Sha512::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        Self {
            inner: Sha512::new_with_prefix(block.map(|byte| byte ^ 0x36)),
            outer: Sha512::new_with_prefix(block.map(|byte| byte ^ 0x5c)),
        }
    }

    fn of(&self, parts: &[&[u8]]) -> [u8; 64] {
        let mut hash = self.inner.clone();
        for part in parts {
            hash.update(part);
        }
        self.outer.clone().chain_update(hash.finalize()).finalize().into()
    }
}

/// The first 64 bytes of PBKDF2 (RFC 8018) with HMAC-SHA-512.
fn pbkdf2(password: &[u8], salt: &[u8], rounds: u32) -> Zeroizing<[u8; 64]> {
    let hmac = Hmac::new(password);
    let mut last = hmac.of(&[salt, &1_u32.to_be_bytes()]);
    let mut sum = Zeroizing::new(last);
    for _ in 1..rounds {
        last = hmac.of(&[&last]);
        sum.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_as_others_make_them() {
        let begins = |bytes: &[u8]| u128::from_be_bytes(*bytes.first_chunk().unwrap());
        // RFC 4231, test case 2, and two lines of Python's hashlib.
        let mac = Hmac::new(b"Jefe").of(&[b"what do ya want ", b"for nothing?"]);
        assert_eq!(begins(&mac), 0x164b_7a7b_fcf8_19e2_e395_fbe7_3b56_e0a3);
        let short = pbkdf2(b"waiting", b"salt", 2);
        assert_eq!(begins(&*short), 0x8856_53eb_28de_3749_dfb4_1c4b_7292_4bb2);
        let long = pbkdf2(&[7; 200], b"salt", 1);
        assert_eq!(begins(&*long), 0x20a6_f44b_c466_0745_b415_4cb4_3d53_493f);
    }
}

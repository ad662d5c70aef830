//! Numbers, letters and counts on pages, whole and damaged.

use super::*;
use std::collections::BTreeSet;

/// A table of 40 rows on the second page, as the bytes of a file.
fn table() -> Vec<u8> {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
             INSERT INTO t SELECT i, 'row ' || i FROM n;",
        )
        .unwrap();
    connection.serialize("main").unwrap().to_vec()
}

#[test]
fn cells_are_read_past_a_wrong_count_of_them() {
    let check = |at: usize, xor: u8, odd: u64, more: usize| {
        let mut bytes = table();
        bytes[4096 + at] ^= xor;
        let pages = Pages::unlocked(bytes, 4096, BTreeSet::new());
        let mut reader = Reader::default();
        let Some(Page::Leaf(rows)) = reader.read(&pages, 2) else { panic!("no page of rows") };
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, (1..=40).collect::<Vec<i64>>(), "byte {at} by {xor}");
        assert_eq!((reader.odd, reader.damaged), (odd, 0), "byte {at} by {xor}");
        let extra = rows.iter().filter(|row| row.extra).count();
        assert_eq!((extra, reader.longer), (more, u64::from(more > 0)), "byte {at} by {xor}");
        assert!(is_tree(&pages, 2));
    };
    check(4, 0, 0, 0);
    // 32 instead of 40, none, 120, and more than a page can hold.
    check(4, 0x08, 0, 8);
    check(4, 0x28, 0, 40);
    check(4, 0x50, 1, 0);
    check(3, 0x40, 1, 0);
    // A pointer that points at nothing costs one row, wherever it stands.
    let mut bytes = table();
    bytes[4096 + 8 + 2 * 10..][..2].fill(0);
    let mut reader = Reader::default();
    let pages = Pages::unlocked(bytes, 4096, BTreeSet::new());
    let Some(Page::Leaf(rows)) = reader.read(&pages, 2) else { panic!("no page of rows") };
    assert_eq!((rows.len(), reader.odd, reader.damaged), (39, 0, 1));
}

#[test]
fn numbers_of_all_lengths_are_read() {
    let check = |bytes: &[u8], expected: Option<(u64, usize)>| {
        assert_eq!(varint(bytes, 0), expected, "{bytes:?}");
    };
    check(&[0x05], Some((5, 1)));
    check(&[0x81, 0x00], Some((128, 2)));
    check(&[0xff; 9], Some((u64::MAX, 9)));
    check(&[0x81], None);
    check(&[], None);
    assert_eq!((integer(&[0xff]), integer(&[0x01, 0x00]), integer(&[])), (-1, 256, 0));
}

#[test]
fn damaged_text_keeps_its_positions() {
    let check = |bytes: &[u8], expected: &str, mended: bool| {
        assert_eq!(text(bytes), (expected.to_owned(), mended));
    };
    check("Zofía\n".as_bytes(), "Zofía\n", false);
    check(b"a\0\x01b\xffc", "a??b?c", true);
    check(b"a\xc3", "a?", true);
}

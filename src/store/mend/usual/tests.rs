//! One value that cannot be, in rows of many kinds: the rest of the row stays.

use super::*;

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

/// Puts values into a row of a table and gives back those that were replaced.
fn replaced(table: &str, row: &[(&str, Value)]) -> Option<Vec<(String, Value)>> {
    let model = model().unwrap();
    let columns = columns(&model, table).unwrap();
    let mut values = padded(&columns, &[]);
    for (name, value) in row {
        let at = columns.iter().position(|column| column.name == *name).unwrap();
        values[at] = value.clone();
    }
    let new = if takes(&model, table, &columns, (7, &values)).unwrap() {
        values.clone()
    } else {
        fitted(&model, table, &columns, (7, &values)).unwrap()?
    };
    let pairs = columns.iter().zip(values.iter().zip(&new));
    let changed = pairs.filter(|(_, (old, new))| old != new);
    Some(changed.map(|(column, (_, new))| (column.name.clone(), new.clone())).collect())
}

#[test]
fn one_bad_value_costs_that_value() {
    let check = |table: &str, rest: &[(&str, Value)], bad: &[(&str, Value, Value)]| {
        let row: Vec<(&str, Value)> = rest.to_vec();
        assert_eq!(replaced(table, &row), Some(Vec::new()), "{table}");
        let row = row.into_iter().chain(bad.iter().map(|(name, bad, _)| (*name, bad.clone())));
        let expected = bad.iter().map(|(name, _, new)| ((*name).to_owned(), new.clone()));
        let expected: Vec<(String, Value)> = expected.collect();
        assert_eq!(replaced(table, &row.collect::<Vec<_>>()), Some(expected), "{table}");
    };
    let one = Value::Integer(1);
    let memo = [
        ("guid", text("g")),
        ("kind", text("method")),
        ("text", text("a thought")),
        ("coder_id", one.clone()),
        ("created_at", text("2026")),
    ];
    check("memos", &memo, &[("kind", text("xyz"), text("note"))]);
    check("memos", &memo, &[("text", Value::Blob(b"a thought".to_vec()), text("a thought"))]);
    // Two at once.
    check(
        "memos",
        &memo,
        &[("kind", text(""), text("note")), ("created_at", Value::Null, text(ONCE))],
    );
    let code = [
        ("guid", text("g")),
        ("position", one.clone()),
        ("name", text("delay")),
        ("created_at", text("2026")),
    ];
    check("codes", &code, &[("name", text("Time/delay"), text("Time-delay"))]);
    check("codes", &code, &[("name", text(" "), text("code 7 (name lost)"))]);
    check("codes", &code, &[("parent_id", Value::Integer(7), Value::Null)]);
    let attribute =
        [("guid", text("g")), ("name", text("role")), ("kind", text("list")), ("position", one)];
    check("attributes", &attribute, &[("kind", text("lisp"), text("text"))]);
    let theme = [
        ("guid", text("g")),
        ("position", Value::Integer(2)),
        ("statement", text("Waiting is not living.")),
        ("state", text("kept")),
        ("created_at", text("2026")),
    ];
    check("themes", &theme, &[("state", text("kepd"), text("candidate"))]);
    let mut merged = theme.to_vec();
    merged[3].1 = text("merged");
    merged.push(("merged_into", Value::Integer(3)));
    check("themes", &merged, &[("state", text("murged"), text("merged"))]);
    let coding = [
        ("guid", text("g")),
        ("document_id", Value::Integer(1)),
        ("start", Value::Integer(5)),
        ("end", Value::Integer(9)),
        ("code_id", Value::Integer(1)),
        ("coder_id", Value::Integer(1)),
        ("created_at", text("2026")),
    ];
    let far = Value::Integer(BEHIND + 7);
    let farther = Value::Integer(BEHIND + 8);
    check(
        "codings",
        &coding,
        &[("start", Value::Integer(-1), far), ("end", Value::Integer(9), farther)],
    );
    let document = [
        ("guid", text("g")),
        ("name", text("P01")),
        ("text", text("It’s a wait.")),
        ("text_sha256", text(&text_hash("It’s a wait."))),
        ("file_name", text("p01.docx")),
        ("format", text("docx")),
        ("encoding", text("utf-8")),
        ("file_bytes", Value::Integer(9)),
        ("file_sha256", text("f")),
        ("receipt", text("[1]")),
        ("imported_at", text("2026")),
    ];
    check("documents", &document, &[("receipt", text("{["), text("[]"))]);
    check("documents", &document, &[("name", text(""), text("document 7 (name lost)"))]);
    check("documents", &document, &[("file_bytes", Value::Integer(-9), Value::Integer(0))]);
    check("documents", &document, &[("reading", text("}"), text("{}"))]);
}

#[test]
fn what_is_nothing_but_a_link_is_not_made_up() {
    let link = [("theme_id", Value::Integer(1)), ("code_id", Value::Null)];
    assert_eq!(replaced("theme_codes", &link), None);
    let value = [
        ("participant_id", Value::Integer(1)),
        ("attribute_id", Value::Integer(1)),
        ("value", text("")),
    ];
    assert_eq!(replaced("attribute_values", &value), None);
}

#[test]
fn rows_are_mended_where_they_stand() {
    let study = model().unwrap();
    study
        .execute_batch(
            "PRAGMA ignore_check_constraints = on;
             INSERT INTO coders (id, guid, name) VALUES (1, 'c', 'ana');
             INSERT INTO memos (id, guid, kind, text, coder_id, created_at)
             VALUES (1, 'a', 'note', 'one', 1, ''), (2, 'b', 'nite', 'two', 1, '');
             INSERT INTO attributes (id, guid, name, kind, position)
             VALUES (1, 'd', 'role', '', 1);
             PRAGMA ignore_check_constraints = off;",
        )
        .unwrap();
    let mut told = Vec::new();
    rows(&study, &mut told).unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(
        &"memos: in 1 row the kind could not stay as it was: now it is \"note\"".to_owned()
    ));
    told.clear();
    rows(&study, &mut told).unwrap();
    assert_eq!(told, Vec::<String>::new());
    let sql = "SELECT group_concat(kind || ' ' || text, ', ') FROM memos";
    let memos: String = study.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(memos, "note one, note two");
}

/// Of many rows in one table that break a rule those of another one are none the less.
#[test]
fn rows_are_mended_however_many_they_are() {
    let study = model().unwrap();
    study
        .execute_batch(
            "PRAGMA ignore_check_constraints = on;
             INSERT INTO coders (id, guid, name) VALUES (1, 'c', 'ana');
             WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 150)
             INSERT INTO memos (id, guid, kind, text, coder_id, created_at)
             SELECT id, 'm' || id, 'nite', 'words', 1, '' FROM n;
             WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 150)
             INSERT INTO attributes (id, guid, name, kind, position)
             SELECT id, 'a' || id, 'role ' || id, '', id FROM n;
             PRAGMA ignore_check_constraints = off;",
        )
        .unwrap();
    let mut told = Vec::new();
    rows(&study, &mut told).unwrap();
    assert_eq!(told.len(), 2, "{told:?}");
    for table in ["memos", "attributes"] {
        let told = told.iter().any(|line| line.starts_with(&format!("{table}: in 150 rows")));
        assert!(told, "{table}");
    }
    told.clear();
    rows(&study, &mut told).unwrap();
    assert_eq!(told, Vec::<String>::new());
}

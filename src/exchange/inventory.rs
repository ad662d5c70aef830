//! "What is in this file", to be read: by a data protection officer who has 72 hours.

use super::sheet::{Cell, Column, Row, Sheet};
use crate::analysis::inventory::Holdings;
use crate::model::{Around, Retention, days_between};
use serde_json::{Map, Value, json};

/// Days before the end of retention from which on it is said.
pub const REMIND: i64 = 30;

/// What is said of such studies in any case.
pub const SPECIAL: &str = "Interviews about trafficked children hold special category data (health, \
                           ethnic origin, sex life) and data about criminal offences of third persons \
                           who never consented: children, families, colleagues. Pseudonymised is \
                           personal data still (UK GDPR Art. 4(5), 9, 10).";

/// Until when a study is kept, in a sentence.
pub fn retention_in_words(retention: &Retention, today: &str) -> String {
    let rule = match retention.rule.trim() {
        "" => String::new(),
        rule => format!(" ({})", rule.trim_end_matches('.')),
    };
    match days_between(today, &retention.until) {
        None if rule.is_empty() => {
            "No day is set on which the study is to be destroyed.".to_owned()
        }
        None => format!("No day is set on which the study is to be destroyed{rule}."),
        Some(days) if days < 0 => format!(
            "The study was to be kept until {}{rule}: {} ago.",
            retention.until,
            in_days(-days)
        ),
        Some(0) => format!("The study is to be kept until today, {}{rule}.", retention.until),
        Some(days) => {
            format!(
                "The study is to be kept until {}{rule}: {} from today.",
                retention.until,
                in_days(days)
            )
        }
    }
}

fn in_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The same, where its end is near or over: what the window says on opening.
pub fn reminder(retention: &Retention, today: &str) -> Option<String> {
    days_between(today, &retention.until)
        .filter(|days| *days <= REMIND)
        .map(|_| retention_in_words(retention, today))
}

/// A line of the table: its part, what, how much.
type Line = (&'static str, String, String);

fn lines(holdings: &Holdings, around: &Around) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut put = |part, what: &str, how: String| lines.push((part, what.to_owned(), how));
    let yes = |yes| if yes { "yes" } else { "no" }.to_owned();
    put("File", "Study", around.study.clone());
    put("File", "Place", around.path.clone());
    put("File", "Size in bytes", around.bytes.to_string());
    put("File", "Locked with a passphrase", yes(around.encrypted));
    put("File", "Made", around.dates.0.clone());
    put("File", "Changed last", around.dates.1.clone());
    put("File", "Kept until", retention_in_words(&around.retention, &around.day));
    put("People", "Participants, by pseudonym", holdings.participants.to_string());
    for (role, n) in &holdings.roles {
        put("People", &format!("  {role}"), n.to_string());
    }
    if holdings.unassigned > 0 {
        put("People", "Speakers nobody is mapped to", holdings.unassigned.to_string());
    }
    put("People", "Coders", holdings.coders.to_string());
    put("People", "Others", "people spoken about are not counted; see the remark".to_owned());
    for (name, known) in &holdings.attributes {
        put("Known of participants", name, format!("{known} of {}", holdings.participants));
    }
    for (name, n) in [
        ("Transcripts", holdings.documents as u64),
        ("Words in them", holdings.words),
        ("Turns", holdings.turns as u64),
        ("Older texts of corrected transcripts", around.revisions),
        ("Codes", holdings.codes as u64),
        ("Codings", holdings.codings as u64),
        ("Comments on codings", holdings.comments as u64),
        ("Codings that lost their words", holdings.orphans as u64),
        ("Memos", holdings.memos as u64),
        ("Themes", holdings.themes as u64),
        ("Summaries of the framework matrix", holdings.cells as u64),
    ] {
        put("Kinds of data", name, n.to_string());
    }
    if !holdings.held.0.is_empty() {
        let held = format!("{} to {}", holdings.held.0, holdings.held.1);
        put("Kinds of data", "Interviews held", held);
    }
    for (scope, [agreed, refused, unknown]) in &holdings.consent {
        put("Consent", scope, format!("{agreed} yes, {refused} no, {unknown} not recorded"));
    }
    if around.identifiers.is_empty() {
        put("Identifiers found", "None by the scan", String::new());
    }
    for (label, severity, n) in &around.identifiers {
        put("Identifiers found", &format!("{label} ({severity})"), n.to_string());
    }
    if around.copies.is_empty() {
        put("Copies", "None beside the study", String::new());
    }
    for (kind, path, bytes) in &around.copies {
        put("Copies", kind, format!("{path} ({bytes} bytes)"));
    }
    if around.exports.is_empty() {
        put("Files written", "None is in the log", String::new());
    }
    for file in &around.exports {
        let day = file.at.get(..10).unwrap_or(&file.at);
        put("Files written", &format!("{day} {}", file.what), file.path.clone());
    }
    lines
}

/// The table, with what has to be said under it.
pub fn inventory_sheet(holdings: &Holdings, around: &Around) -> Sheet {
    let mut last = "";
    let rows = lines(holdings, around).into_iter().map(|(part, what, how)| {
        let head = if part == last { Cell::Blank } else { Cell::Text(part.to_owned()) };
        last = part;
        let how = Cell::words((!how.is_empty()).then_some(how));
        Row { depth: 0, cells: vec![head, Cell::Text(what), how] }
    });
    let rows: Vec<Row> = rows.collect();
    Sheet {
        title: format!("{}: what is in this file", around.study.trim()),
        subtitle: vec![format!("{}.", around.day)],
        columns: ["Part", "What", "How much"].map(Column::text).into(),
        rows,
        notes: vec![
            SPECIAL.to_owned(),
            "Identifiers: what a scan for patterns finds; it finds patterns, not identities.".to_owned(),
            "No words of transcripts, memos or attribute values stand in this list; roles are counted."
                .to_owned(),
        ],
        ..Sheet::default()
    }
}

/// The same by the contract of the command line.
pub fn inventory_json(holdings: &Holdings, around: &Around) -> Value {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let map = |pairs: &[(String, usize)]| -> Map<String, Value> {
        pairs.iter().map(|(name, n)| (name.clone(), json!(n))).collect()
    };
    let consent: Map<String, Value> = holdings
        .consent
        .iter()
        .map(|(scope, [agreed, refused, unknown])| {
            ((*scope).to_owned(), json!({"yes": agreed, "no": refused, "not_recorded": unknown}))
        })
        .collect();
    json!({
        "day": around.day,
        "study": around.study,
        "path": around.path,
        "bytes": around.bytes,
        "encrypted": around.encrypted,
        "made": text(&around.dates.0),
        "changed": text(&around.dates.1),
        "retention": {
            "until": text(&around.retention.until),
            "rule": text(&around.retention.rule),
        },
        "participants": holdings.participants,
        "roles": map(&holdings.roles),
        "unassigned_speakers": holdings.unassigned,
        "coders": holdings.coders,
        "attributes": map(&holdings.attributes),
        "documents": holdings.documents,
        "words": holdings.words,
        "turns": holdings.turns,
        "revisions": around.revisions,
        "codes": holdings.codes,
        "codings": holdings.codings,
        "comments": holdings.comments,
        "orphans": holdings.orphans,
        "memos": holdings.memos,
        "themes": holdings.themes,
        "framework_cells": holdings.cells,
        "interviews_held": [text(&holdings.held.0), text(&holdings.held.1)],
        "consent": consent,
        "identifiers": around.identifiers.iter().map(|(label, severity, n)| {
            json!({"label": label, "severity": severity, "count": n})
        }).collect::<Vec<_>>(),
        "copies": around.copies.iter().map(|(kind, path, bytes)| {
            json!({"kind": kind, "path": path, "bytes": bytes})
        }).collect::<Vec<_>>(),
        "exports": around.exports.iter().map(|file| {
            json!({"when": file.at, "what": file.what, "path": file.path})
        }).collect::<Vec<_>>(),
        "special_category": SPECIAL,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_retention_is_said_a_month_before_and_after() {
        let check = |until: &str, expected: Option<&str>| {
            let retention = Retention { until: until.to_owned(), rule: "ten years.".to_owned() };
            assert_eq!(reminder(&retention, "2026-11-29").as_deref(), expected, "{until}");
        };
        check("", None);
        check("2026-12-30", None);
        check(
            "2026-12-29",
            Some("The study is to be kept until 2026-12-29 (ten years): 30 days from today."),
        );
        check("2026-11-29", Some("The study is to be kept until today, 2026-11-29 (ten years)."));
        check(
            "2026-11-28",
            Some("The study was to be kept until 2026-11-28 (ten years): 1 day ago."),
        );
    }
}

//! COREQ (Tong, Sainsbury & Craig 2007) and SRQR (O'Brien et al. 2014), as far as the study itself holds
//! evidence: item, what it asks, the evidence, and an empty column for the page (methods §4.1).

use super::super::sheet::{Cell, Column, Row, Sheet, counted};
use super::{BOTH, Making, PackError};
use crate::analysis::{role_attribute, theme_counts};
use crate::model::{Approach, Corpus, MemoKind, MemoOn, ParticipantId, Voice};
use std::collections::{BTreeMap, BTreeSet};

/// What the study says for an item; without evidence an item is left out.
struct Evidence {
    coreq: &'static str,
    srqr: &'static str,
    asks: &'static str,
    found: String,
}

pub(super) fn make(making: &mut Making<'_>) -> Result<(), PackError> {
    let found = evidence(making);
    let sheet = |list: &str, item: fn(&Evidence) -> &'static str, source: &str| {
        let mut rows: Vec<Row> = Vec::new();
        for one in found.iter().filter(|one| !item(one).is_empty()) {
            rows.push(Row {
                depth: 0,
                cells: vec![
                    Cell::Text(item(one).to_owned()),
                    Cell::Text(one.asks.to_owned()),
                    Cell::Text(one.found.clone()),
                    Cell::Blank,
                ],
            });
        }
        Sheet {
            title: format!("{}: {list}", making.corpus().study.trim()),
            columns: ["Item", "What it asks", "Evidence in the study", "Page"].map(Column::text).into(),
            rows,
            notes: vec![
                source.to_owned(),
                "Only items for which the study file holds evidence; the others, and every page, are \
                 the author’s to fill in."
                    .to_owned(),
            ],
            ..Sheet::default()
        }
    };
    let coreq = sheet(
        "COREQ",
        |one| one.coreq,
        "Tong, Sainsbury & Craig (2007), Consolidated criteria for reporting qualitative research.",
    );
    let srqr = sheet(
        "SRQR",
        |one| one.srqr,
        "O’Brien et al. (2014), Standards for reporting qualitative research.",
    );
    making.table("8-coreq", "The COREQ checklist with evidence", "", (coreq, &BOTH))?;
    making.table("8-srqr", "The SRQR checklist with evidence", "", (srqr, &BOTH))
}

/// Who speaks in which documents.
fn interviews(corpus: &Corpus) -> BTreeMap<ParticipantId, BTreeSet<usize>> {
    let mut found: BTreeMap<ParticipantId, BTreeSet<usize>> = BTreeMap::new();
    for (at, document) in corpus.documents.iter().enumerate() {
        for piece in document.pieces.iter() {
            if let Voice::Participant(id) = piece.voice {
                found.entry(id).or_default().insert(at);
            }
        }
    }
    found
}

#[expect(clippy::too_many_lines, reason = "one paragraph for each item")]
fn evidence(making: &Making<'_>) -> Vec<Evidence> {
    let corpus = making.corpus();
    let mut list = Vec::new();
    let mut add = |coreq, srqr, asks, found: String| {
        list.push(Evidence { coreq, srqr, asks, found });
    };
    let journal = corpus.memos.iter().filter(|memo| memo.kind == MemoKind::Journal).count();
    if journal > 0 {
        let entries = counted(journal, "entry", "entries");
        add(
            "8",
            "S6",
            "Interviewer characteristics, reflexivity",
            format!("Reflexive journal of {entries} (not part of this pack)."),
        );
    }
    if corpus.approach != Approach::None {
        add(
            "9",
            "S5",
            "Methodological orientation",
            format!("Declared approach: {}.", corpus.approach.label()),
        );
    }
    let speaking = interviews(corpus);
    let analysed =
        corpus.participants.iter().filter(|p| p.excluded.is_none() && speaking.contains_key(&p.id));
    let analysed = analysed.count();
    let excluded = making.input.corpus.participants.iter().filter(|p| p.excluded.is_some()).count();
    let out = if excluded == 0 {
        String::new()
    } else {
        format!(
            " {} excluded from analysis.",
            counted(excluded, "participant is", "participants are")
        )
    };
    add(
        "12",
        "S8",
        "Sample size",
        format!(
            "{} in {}.{out}",
            counted(analysed, "participant", "participants"),
            counted(corpus.documents.len(), "document", "documents")
        ),
    );
    if let Some(role) = role_attribute(corpus) {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for person in corpus
            .participants
            .iter()
            .filter(|p| p.excluded.is_none() && speaking.contains_key(&p.id))
        {
            let value = person
                .values
                .get(&role)
                .map(|value| value.trim())
                .filter(|value| !value.is_empty());
            *sizes.entry(value.unwrap_or("not known")).or_default() += 1;
        }
        let told: Vec<String> = sizes.iter().map(|(role, n)| format!("{role} {n}")).collect();
        add(
            "16",
            "S12",
            "Description of the sample",
            format!(
                "By role: {}. Attributes held: {}.",
                told.join(", "),
                making.input.corpus.attributes.len()
            ),
        );
    }
    let again = speaking.values().filter(|documents| documents.len() > 1).count();
    add(
        "18",
        "S10",
        "Repeat interviews",
        match again {
            0 => "None: every participant speaks in one document.".to_owned(),
            n => format!(
                "{} in more than one document.",
                counted(n, "participant speaks", "participants speak")
            ),
        },
    );
    let notes = corpus.memos.iter().filter(|memo| matches!(memo.on, MemoOn::Document(_))).count();
    if notes > 0 {
        add(
            "20",
            "S10",
            "Field notes",
            format!("{} on documents.", counted(notes, "memo", "memos")),
        );
    }
    let words: u64 = corpus
        .documents
        .iter()
        .flat_map(|document| document.pieces.iter())
        .filter(|piece| matches!(piece.voice, Voice::Participant(_)))
        .map(|piece| u64::from(piece.words))
        .sum();
    let each = words / corpus.documents.len().max(1) as u64;
    add(
        "21",
        "S10",
        "Duration",
        format!("{words} words of participants, {each} in a document on average."),
    );
    add("22", "S8, S14", "Data saturation", match corpus.approach.on_saturation() {
        Some(why) => format!("Not used. {why}"),
        None => "New codes by interview: 5-new-codes-by-interview. It says no new codes, never saturation achieved.".to_owned(),
    });
    let mut coders: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for (at, document) in corpus.documents.iter().enumerate() {
        for coding in &document.codings {
            coders.entry(coding.coder).or_default().insert(at);
        }
    }
    let told: Vec<String> = coders
        .values()
        .map(|documents| counted(documents.len(), "document", "documents"))
        .collect();
    add(
        "24",
        "S14",
        "Number of coders",
        format!("{}: {}.", counted(coders.len(), "coder", "coders"), told.join(", ")),
    );
    let tree = &corpus.codes;
    let top = tree.codes().iter().filter(|code| code.parent.is_none()).count();
    let levels = (0..tree.len()).map(|place| usize::from(tree.depth(place)) + 1).max().unwrap_or(0);
    add(
        "25",
        "S14",
        "Description of the coding tree",
        format!(
            "{}, {top} at the top, {}: 1-codebook. {} kept: 1-codebook-versions.",
            counted(tree.len(), "code", "codes"),
            counted(levels, "level", "levels"),
            counted(corpus.versions.len(), "version", "versions")
        ),
    );
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for code in tree.codes() {
        let origin = code.fields.origin.trim();
        *origins.entry(if origin.is_empty() { "not said" } else { origin }).or_default() += 1;
    }
    let told: Vec<String> = origins.iter().map(|(origin, n)| format!("{origin} {n}")).collect();
    let living = corpus.themes.iter().filter(|theme| theme.state.is_living()).count();
    add(
        "26",
        "S14",
        "Derivation of themes",
        format!(
            "{}: 4-themes. Origin of codes: {}. Steps: 6-audit-trail.",
            counted(living, "theme", "themes"),
            told.join(", ")
        ),
    );
    add(
        "27",
        "S13",
        "Software",
        format!(
            "Postil {}; settings and hash of the study file: 7-software.txt.",
            env!("CARGO_PKG_VERSION")
        ),
    );
    add("29", "S17", "Quotations presented and identified", "3-excerpts-by-code, each with participant, role and ¶; who is quoted how often: 3-who-is-quoted.".to_owned());
    let counts = theme_counts(corpus, &making.input.spec.coder);
    if !counts.is_empty() {
        let excerpts: usize = counts.iter().map(|count| count.excerpts).sum();
        let against: usize = counts.iter().map(|count| count.contradicting).sum();
        add(
            "30",
            "S17",
            "Data and findings consistent",
            format!(
                "{} under themes, {against} of them marked as contradicting.",
                counted(excerpts, "excerpt", "excerpts")
            ),
        );
        add(
            "31, 32",
            "S16",
            "Clarity of major and minor themes",
            "Statement, central concept and boundary of each theme: 4-themes.".to_owned(),
        );
    }
    add(
        "",
        "S15",
        "Trustworthiness",
        format!(
            "Audit trail of {}: 6-audit-trail. Agreement of coders: not made.",
            counted(making.input.history.len(), "step", "steps")
        ),
    );
    list
}

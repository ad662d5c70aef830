//! Every command as an act: a kind and three numbers that choose among what there is.

use postil::model::{
    Approach, AttributeKind, CellState, CellText, CharSpan, CodeFields, CodingLine, Condition,
    ConsentChange, ConsentScope, Corpus, Filter, Flag, Flags, FrameworkColumn, MemoKind, MemoOn,
    NewCode, NewDocument, NewTurn, Origin, PeopleTable, Pseudonym, Reading, Relation, Retention,
    Span, SpeakerChoice, ThemeFields, ThemeState, Voice,
};
use postil::study::{CodeTarget, Command, TurnsTo, find_names};
use std::sync::atomic::AtomicBool;

/// One act: which kind, and three numbers that choose among what there is.
pub(crate) type Act = (u8, u16, u16, u16);

/// Number of kinds of act in [`command`].
pub(crate) const KINDS: u8 = 70;

fn pick<T: Clone>(list: impl Iterator<Item = T>, n: u16) -> Option<T> {
    let all: Vec<T> = list.collect();
    (!all.is_empty()).then(|| all[usize::from(n) % all.len()].clone())
}

pub(crate) fn transcript(n: u16) -> NewDocument {
    let text = format!("INT: Number {n}?\nP{}: We waited — née {n} weeks. Then nothing.\n", n % 4);
    let second = text.find("\nP").unwrap() as u32 + 1;
    let turn = |start: u32, body: u32, end: u32, label: &str| NewTurn {
        start,
        body,
        end,
        speaker: Some(label.to_owned()),
        at_ms: None,
    };
    NewDocument {
        name: format!("Interview {}", n % 7),
        turns: vec![
            turn(0, 5, second - 1, "INT"),
            turn(second, second + 4, text.len() as u32 - 1, &format!("P{}", n % 4)),
        ],
        text,
        marks: Vec::new(),
        times: Vec::new(),
        reading: Reading::default(),
        origin: Origin {
            file_name: format!("{n}.txt"),
            format: "txt".to_owned(),
            encoding: "UTF-8".to_owned(),
            bytes: 1,
            sha256: n.to_string(),
        },
        receipt: Vec::new(),
    }
}

/// The command an act stands for in this study; `None` when there is nothing it could act on.
#[expect(clippy::too_many_lines, reason = "one arm for each command")]
pub(crate) fn command(corpus: &Corpus, (kind, a, b, c): Act) -> Option<Command> {
    let document = || pick(corpus.documents.iter().map(|d| d.id), a);
    let person = |n| pick(corpus.participants.iter().map(|p| p.id), n);
    let attribute = |n| pick(corpus.attributes.iter().map(|x| x.id), n);
    let code = |n| pick(corpus.codes.codes().iter().map(|x| x.id), n);
    let coding =
        |n| pick(corpus.documents.iter().flat_map(|d| d.codings.iter().map(|coding| coding.id)), n);
    let speaker = |n| {
        pick(corpus.documents.iter().flat_map(|d| d.speakers.iter().map(|speaker| speaker.id)), n)
    };
    let memo = || pick(corpus.memos.iter().map(|memo| memo.id), a);
    let theme = |n| pick(corpus.themes.iter().map(|theme| theme.id), n);
    let orphan = || pick(corpus.orphans.iter().map(|orphan| orphan.id), a);
    let name = |what: &str, n: u16| format!("{what} {}", n % 5);
    let statement = |n: u16| ThemeFields {
        statement: name("theme", n),
        concept: format!("“{n}”"),
        boundary: String::new(),
    };
    let fields = |n: u16| CodeFields {
        name: name("code", n),
        definition: format!("‘{n}’"),
        ..CodeFields::default()
    };
    let span = |n: u16, m: u16| Span::new(u32::from(n % 30), u32::from(n % 30 + 1 + m % 20));
    let kind_of = |n: u16| AttributeKind::ALL[usize::from(n) % AttributeKind::ALL.len()];
    Some(match kind {
        0 => Command::RenameStudy { name: name("study", a) },
        1 => {
            Command::ImportDocuments { documents: vec![transcript(a), transcript(b)], people: None }
        }
        2 => Command::RenameDocument { document: document()?, name: name("Interview", b) },
        3 => Command::RemoveDocument { document: document()? },
        4 => Command::MapSpeakers {
            speakers: vec![speaker(a)?, speaker(b)?],
            voice: match c % 3 {
                0 => Voice::Interviewer,
                1 => Voice::Unassigned,
                _ => Voice::Participant(person(b)?),
            },
        },
        5 => Command::ImportParticipants {
            table: PeopleTable {
                attributes: vec![("role".to_owned(), kind_of(a))],
                rows: vec![
                    (2, format!("P{}", a % 4), vec![Some(name("role", b))]),
                    (3, format!("P{}", b % 4), vec![None]),
                ],
                ..PeopleTable::default()
            },
            blank_clears: c.is_multiple_of(2),
        },
        6 => Command::AddParticipant { name: format!("P{}", a % 6) },
        7 => Command::RenameParticipant { participant: person(a)?, name: format!("P{}", b % 6) },
        8 => Command::RemoveParticipant { participant: person(a)? },
        9 => Command::AddAttribute { name: name("attribute", a), kind: kind_of(b) },
        10 => Command::SetAttribute {
            attribute: attribute(a)?,
            name: name("attribute", b),
            kind: kind_of(c),
        },
        11 => Command::RemoveAttribute { attribute: attribute(a)? },
        12 => Command::SetValue {
            participant: person(a)?,
            attribute: attribute(b)?,
            value: if c.is_multiple_of(3) { String::new() } else { c.to_string() },
        },
        13 => {
            Command::AddCode { parent: code(a).filter(|_| b.is_multiple_of(2)), fields: fields(c) }
        }
        14 => Command::EditCode { code: code(a)?, fields: fields(b) },
        15 => {
            let parent = code(b).filter(|_| c % 3 > 0);
            let siblings = corpus.codes.codes().iter().filter(|code| code.parent == parent);
            let before = pick(siblings.map(|code| code.id), c).filter(|_| c.is_multiple_of(2));
            Command::MoveCodes { codes: vec![code(a)?, code(c)?], parent, before }
        }
        16 => Command::RemoveCodes { codes: vec![code(a)?] },
        17 => Command::ImportCodebook {
            codes: vec![NewCode {
                path: vec![name("code", a), name("code", b)],
                fields: fields(c),
                retired: b.is_multiple_of(3).then_some(a.is_multiple_of(2)),
                line: 2,
            }],
        },
        18 => Command::ApplyCode {
            document: document()?,
            span: span(b, c)?,
            code: match code(c).filter(|_| b.is_multiple_of(2)) {
                Some(id) => CodeTarget::Id(id),
                None => CodeTarget::Path(vec![name("code", b), name("code", c)]),
            },
        },
        19 => Command::Recode { coding: coding(a)?, code: CodeTarget::Id(code(b)?) },
        20 => Command::Comment {
            coding: coding(a)?,
            memo: if b.is_multiple_of(2) { String::new() } else { format!("note\n{c} ü") },
        },
        21 => Command::RemoveCodings { codings: vec![coding(a)?] },
        22 => Command::ImportCodings {
            lines: (0..6)
                .map(|n| CodingLine {
                    line: n + 2,
                    document: name("Interview", a.wrapping_add(n as u16)),
                    chars: CharSpan { start: u64::from(b % 20) + n, end: u64::from(c % 40) + n },
                    code: name("code", c.wrapping_add(n as u16)),
                    coder: n.is_multiple_of(2).then(|| name("coder", b)),
                    memo: String::new(),
                    guid: None,
                })
                .collect(),
            new_codes: a.is_multiple_of(2),
        },
        23 => Command::AddMemo {
            kind: MemoKind::ALL[usize::from(a) % MemoKind::ALL.len()],
            on: match b % 6 {
                0 => MemoOn::Study,
                1 => MemoOn::Document(document()?),
                2 => MemoOn::Participant(person(c)?),
                3 => MemoOn::Code(code(c)?),
                4 => MemoOn::Theme(theme(c)?),
                _ => MemoOn::Coding(coding(c)?),
            },
            title: String::new(),
            text: format!("memo {c}"),
            links: coding(a).into_iter().chain(coding(c)).collect(),
        },
        24 => match memo() {
            Some(memo) if b.is_multiple_of(2) => Command::RemoveMemo { memo },
            Some(memo) => Command::EditMemo {
                memo,
                kind: MemoKind::ALL[usize::from(c) % MemoKind::ALL.len()],
                on: code(c).filter(|_| c.is_multiple_of(3)).map_or(MemoOn::Study, MemoOn::Code),
                title: "t".to_owned(),
                text: (c % 4).to_string(),
                links: coding(c).into_iter().chain(coding(b)).collect(),
            },
            None => return None,
        },
        25 => Command::AssignSpeakers {
            speakers: vec![
                (speaker(a)?, Voice::Interviewer),
                (speaker(b)?, person(c).map_or(Voice::Unassigned, Voice::Participant)),
            ],
        },
        26 => {
            Command::RetireCodes { codes: vec![code(a)?, code(b)?], retired: c.is_multiple_of(2) }
        }
        27 => Command::MergeCodes { codes: vec![code(a)?, code(b)?], into: code(c)? },
        28 => {
            let split = code(a)?;
            let documents = corpus.documents.iter().flat_map(|document| &document.codings);
            let its: Vec<_> = documents.filter(|x| x.code == split).map(|x| x.id).collect();
            let (first, second) = its.split_at(its.len() / 2);
            let part = |n| CodeTarget::Path(vec![name("code", n), name("part", n)]);
            let parts =
                vec![(part(b), first.to_vec()), (CodeTarget::Id(code(c)?), second.to_vec())];
            Command::SplitCode { code: split, parts, retire: b.is_multiple_of(2) }
        }
        29 => Command::KeepVersion { note: name("note", a) },
        30 => Command::CheckedWith { documents: vec![document()?] },
        31 => Command::ApplyCodes {
            document: document()?,
            spans: vec![span(b, c)?, span(c, a)?],
            codes: vec![
                CodeTarget::Path(vec![name("code", b), name("code", c)]),
                CodeTarget::Path(vec![name("code", a)]),
            ],
            flags: Flag::ALL.into_iter().filter(|flag| (c >> *flag as u16) % 2 == 1).collect(),
            memo: if a.is_multiple_of(2) { String::new() } else { format!("why {a}") },
        },
        32 => Command::ApplyInVivo {
            document: document()?,
            span: span(b, c)?,
            flags: Flags::default(),
        },
        33 => Command::SetSpan { coding: coding(a)?, span: span(b, c)? },
        34 => Command::RecodeCodings {
            codings: vec![coding(a)?, coding(b)?, coding(c)?],
            code: CodeTarget::Id(code(c)?),
        },
        35 => Command::FlagCodings {
            codings: vec![coding(a)?, coding(b)?],
            flag: Flag::ALL[usize::from(c) % Flag::ALL.len()],
            on: !a.is_multiple_of(4),
        },
        36 => Command::AddTheme {
            fields: statement(a),
            codes: code(b).into_iter().chain(code(c)).collect(),
        },
        37 => Command::EditTheme { theme: theme(a)?, fields: statement(b) },
        38 => Command::SetThemeState {
            theme: theme(a)?,
            state: ThemeState::ALL[usize::from(b) % ThemeState::ALL.len()],
            reason: format!("because {}", c % 3),
            into: theme(c),
        },
        39 => Command::MergeThemes {
            theme: theme(a)?,
            into: theme(b)?,
            reason: format!("because {c}"),
        },
        40 => Command::PlaceCodes {
            theme: theme(a)?,
            codes: vec![code(b)?, code(c)?],
            on: !c.is_multiple_of(3),
        },
        41 => {
            let filled = corpus.themes.iter().filter(|theme| !theme.codes.is_empty());
            let from = pick(filled.map(|theme| theme.id), a)?;
            let codes = corpus.theme(from)?.codes.iter().copied().chain(code(c)).collect();
            Command::MoveToTheme { codes, from, to: theme(b)? }
        }
        42 => Command::OrderThemes { themes: vec![theme(a)?] },
        43 => Command::RemoveTheme { theme: theme(a)? },
        44 => {
            // A stretch of the text goes, or is written in another way.
            let found = corpus.documents.get(usize::from(a) % corpus.documents.len().max(1))?;
            let chars: Vec<char> = found.text.chars().collect();
            let from = usize::from(b) % chars.len();
            let to = (from + usize::from(c % 24)).min(chars.len());
            let words = ["", "née", "\nP1: So ", "INT"][usize::from(c) % 4];
            let (head, tail) = (chars[..from].iter().copied(), chars[to..].iter().copied());
            let text = head.chain(words.chars()).chain(tail).collect();
            Command::CorrectText { document: found.id, text }
        }
        45 => Command::RestoreText { document: document()?, number: u32::from(b % 3) + 1 },
        46 => Command::PutBack { places: vec![(orphan()?, span(b, c)?)] },
        47 => Command::DropOrphans { orphans: vec![orphan()?] },
        48 => Command::SetValues {
            cells: vec![
                (person(a)?, attribute(b)?, (c % 5).to_string()),
                (person(b)?, attribute(c)?, String::new()),
                (person(c)?, attribute(a)?, name("role", b)),
            ],
        },
        49 => Command::RecodeValues {
            attribute: attribute(a)?,
            from: vec![name("role", b), name("role", c), String::new()],
            to: name("role", a),
        },
        50 => Command::MoveAttribute {
            attribute: attribute(a)?,
            before: attribute(b).filter(|_| !c.is_multiple_of(3)),
        },
        51 => Command::ExcludeParticipants {
            participants: vec![person(a)?, person(b)?],
            why: (!c.is_multiple_of(3)).then(|| (c % 2).to_string()),
        },
        52 => {
            // The same words in every document, as find and replace does it.
            let wanted = ["waited", "Number", " — ", "P1: "][usize::from(a) % 4];
            let words = ["", "sat", "waited long", "né"][usize::from(b) % 4].to_owned();
            let span = |(at, _)| Span::from_range(at..at + wanted.len());
            let texts = corpus.documents.iter().map(|d| {
                let spans = d.text.match_indices(wanted).filter_map(span);
                (d.id, spans.map(|span| (span, words.clone())).collect())
            });
            Command::CorrectTexts { texts: texts.collect() }
        }
        53 => Command::KeepFindings {
            findings: vec![
                (document(), name("pattern", b), name("words", c)),
                (None, name("pattern", c), name("P", a)),
            ],
        },
        54 => Command::ForgetKept { findings: vec![corpus.kept.first()?.id] },
        55 => {
            let first = ["P1", "weeks", "INT", "code 1"][usize::from(a) % 4];
            let second = ["waited", "née", "Interview", "memo"][usize::from(b) % 4];
            let line = |(original, replacement): (&str, &str)| Pseudonym {
                original: original.to_owned(),
                replacement: replacement.to_owned(),
                ..Pseudonym::default()
            };
            let list: Vec<_> = [(first, "[it]"), (second, "[née]")].map(line).into();
            let places = find_names(corpus, &list, &AtomicBool::new(false))?;
            Command::ApplyPseudonyms { list, places, elsewhere: c.is_multiple_of(2) }
        }
        56 => {
            let speakers = &pick(corpus.documents.iter(), a)?.speakers;
            let speaker = |n| pick(speakers.iter().map(|speaker| speaker.id), n);
            Command::JoinSpeakers { pairs: vec![(speaker(b)?, speaker(c)?)] }
        }
        57 => Command::GiveTurns {
            document: document()?,
            numbers: vec![u32::from(b % 2) + 1],
            to: match c % 3 {
                0 => TurnsTo::Nobody,
                1 => TurnsTo::Label(name("P", c)),
                _ => TurnsTo::Label("INT".to_owned()),
            },
        },
        58 => Command::RenameSpeaker { speaker: speaker(a)?, label: name("P", b) },
        59 => Command::FindSpeakers {
            documents: vec![document()?],
            reading: Reading {
                leave: (b % 3 == 0).then(|| name("P", b).replace(' ', "")).into_iter().collect(),
                take: vec!["P1".to_owned()],
                voices: vec![("INT".to_owned(), SpeakerChoice::Participant(name("person", c)))],
                ..Reading::default()
            },
        },
        60 => Command::DeclareApproach {
            approach: Approach::ALL[usize::from(a) % Approach::ALL.len()],
        },
        61 => Command::SetHeldOn {
            days: vec![(
                document()?,
                if b.is_multiple_of(3) {
                    String::new()
                } else {
                    format!("2026-03-{:02}", 1 + b % 28)
                },
            )],
        },
        62 => Command::SaveFilter {
            name: name("Filter", a),
            filter: Filter {
                codes: code(b).into_iter().collect(),
                condition: Some(Condition::Not(Box::new(Condition::Near(
                    Relation::WithinTurns(u32::from(c)),
                    code(c)?,
                )))),
                ..Filter::default()
            },
        },
        63 => Command::RenameFilter {
            filter: pick(corpus.filters.iter().map(|saved| saved.id), a)?,
            name: name("filter", b),
        },
        64 => {
            Command::RemoveFilter { filter: pick(corpus.filters.iter().map(|saved| saved.id), a)? }
        }
        65 => {
            let column = match theme(c) {
                Some(theme) if b.is_multiple_of(3) => FrameworkColumn::Theme(theme),
                _ => FrameworkColumn::Code(code(b)?),
            };
            let state = CellState::ALL.get(usize::from(c) % 5).copied();
            let drafted = matches!(state, Some(CellState::Drafted | CellState::Reviewed));
            let text = CellText {
                state,
                summary: if drafted { format!("waits {c}") } else { String::new() },
                links: coding(c)
                    .and_then(|id| corpus.documents.iter().find_map(|d| d.coding(id)))
                    .map(|coding| coding.guid)
                    .into_iter()
                    .collect(),
                seen: c.to_string(),
            };
            Command::SetCells { cells: vec![(person(a)?, column, text)] }
        }
        66 => {
            // What a search for a word gives: every document, some places of it overlapping others.
            let places = corpus.documents.iter().map(|d| {
                let spans = d.text.match_indices(["waited", "e", "—"][usize::from(a) % 3]);
                let long = a.wrapping_add(b) % 9 + 1;
                let span = |(at, _)| Span::new(at as u32, at as u32 + u32::from(long));
                let fits = |span: &Span| span.of(&d.text).is_some_and(|s| !s.trim().is_empty());
                (d.id, spans.filter_map(span).filter(fits).collect())
            });
            Command::ApplyEverywhere {
                passages: places.collect(),
                code: match code(c).filter(|_| b.is_multiple_of(2)) {
                    Some(id) => CodeTarget::Id(id),
                    None => CodeTarget::Path(vec![name("code", b), name("code", c)]),
                },
            }
        }
        67 => {
            let lost = pick(corpus.evidence_lost.iter(), a)?;
            Command::TickEvidence { evidence: vec![lost.id], done: !lost.done }
        }
        68 => Command::SetConsent {
            people: vec![
                (
                    person(a)?,
                    ConsentChange::scope(
                        ConsentScope::ALL[usize::from(b) % 3],
                        (!c.is_multiple_of(3)).then_some(c.is_multiple_of(2)),
                    ),
                ),
                (
                    person(b)?,
                    ConsentChange {
                        form: Some(format!("v{}", c % 3)),
                        withdraw_until: Some(if a.is_multiple_of(2) {
                            String::new()
                        } else {
                            format!("2026-12-{:02}", 1 + c % 28)
                        }),
                        ..ConsentChange::default()
                    },
                ),
            ],
        },
        69 => Command::SetRetention {
            retention: Retention {
                until: if a.is_multiple_of(3) {
                    String::new()
                } else {
                    format!("2036-01-{:02}", 1 + b % 28)
                },
                rule: format!("rule {}", c % 3),
            },
        },
        _ => return None,
    })
}

/// A new command must be given an act above: this match has no `_`.
pub(crate) fn kind_of(command: &Command) -> u8 {
    match command {
        Command::RenameStudy { .. } => 0,
        Command::ImportDocuments { .. } => 1,
        Command::RenameDocument { .. } => 2,
        Command::RemoveDocument { .. } => 3,
        Command::MapSpeakers { .. } => 4,
        Command::ImportParticipants { .. } => 5,
        Command::AddParticipant { .. } => 6,
        Command::RenameParticipant { .. } => 7,
        Command::RemoveParticipant { .. } => 8,
        Command::AddAttribute { .. } => 9,
        Command::SetAttribute { .. } => 10,
        Command::RemoveAttribute { .. } => 11,
        Command::SetValue { .. } => 12,
        Command::AddCode { .. } => 13,
        Command::EditCode { .. } => 14,
        Command::MoveCodes { .. } => 15,
        Command::RemoveCodes { .. } => 16,
        Command::ImportCodebook { .. } => 17,
        Command::ApplyCode { .. } => 18,
        Command::Recode { .. } => 19,
        Command::Comment { .. } => 20,
        Command::RemoveCodings { .. } => 21,
        Command::ImportCodings { .. } => 22,
        Command::AddMemo { .. } => 23,
        Command::EditMemo { .. } | Command::RemoveMemo { .. } => 24,
        Command::AssignSpeakers { .. } => 25,
        Command::RetireCodes { .. } => 26,
        Command::MergeCodes { .. } => 27,
        Command::SplitCode { .. } => 28,
        Command::KeepVersion { .. } => 29,
        Command::CheckedWith { .. } => 30,
        Command::ApplyCodes { .. } => 31,
        Command::ApplyInVivo { .. } => 32,
        Command::SetSpan { .. } => 33,
        Command::RecodeCodings { .. } => 34,
        Command::FlagCodings { .. } => 35,
        Command::AddTheme { .. } => 36,
        Command::EditTheme { .. } => 37,
        Command::SetThemeState { .. } => 38,
        Command::MergeThemes { .. } => 39,
        Command::PlaceCodes { .. } => 40,
        Command::MoveToTheme { .. } => 41,
        Command::OrderThemes { .. } => 42,
        Command::RemoveTheme { .. } => 43,
        Command::CorrectText { .. } => 44,
        Command::RestoreText { .. } => 45,
        Command::PutBack { .. } => 46,
        Command::DropOrphans { .. } => 47,
        Command::SetValues { .. } => 48,
        Command::RecodeValues { .. } => 49,
        Command::MoveAttribute { .. } => 50,
        Command::ExcludeParticipants { .. } => 51,
        Command::CorrectTexts { .. } => 52,
        Command::KeepFindings { .. } => 53,
        Command::ForgetKept { .. } => 54,
        Command::ApplyPseudonyms { .. } => 55,
        Command::JoinSpeakers { .. } => 56,
        Command::GiveTurns { .. } => 57,
        Command::RenameSpeaker { .. } => 58,
        Command::FindSpeakers { .. } => 59,
        Command::DeclareApproach { .. } => 60,
        Command::SetHeldOn { .. } => 61,
        Command::SaveFilter { .. } => 62,
        Command::RenameFilter { .. } => 63,
        Command::RemoveFilter { .. } => 64,
        Command::SetCells { .. } => 65,
        Command::ApplyEverywhere { .. } => 66,
        Command::TickEvidence { .. } => 67,
        Command::SetConsent { .. } => 68,
        Command::SetRetention { .. } => 69,
    }
}

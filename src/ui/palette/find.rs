//! What the palette finds: gathered from the study, ranked by what was typed.

use crate::model::{CodeId, DocumentId, MemoId, ParticipantId, ThemeId};
use crate::text::fold::fold;
use crate::ui::action::{Action, Standing};
use crate::ui::icons::Icon;
use crate::ui::outbox::Page;
use crate::ui::view::View;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// No more than this are listed: whoever needs more types another letter.
const MOST: usize = 60;

/// Something that can be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    Action(Action),
    Document(DocumentId),
    Participant(ParticipantId),
    Code(CodeId),
    Theme(ThemeId),
    Memo(MemoId),
}

impl Target {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Action(_) => "action",
            Self::Document(_) => "document",
            Self::Participant(_) => "participant",
            Self::Code(_) => "code",
            Self::Theme(_) => "theme",
            Self::Memo(_) => "memo",
        }
    }

    pub(super) fn icon(self) -> Option<Icon> {
        Some(match self {
            Self::Action(Action::Read) => Icon::Read,
            Self::Action(Action::Excerpts) => Icon::Excerpts,
            Self::Action(Action::Search) => Icon::Search,
            Self::Action(Action::Tables) => Icon::Tables,
            Self::Action(Action::Charts) => Icon::Charts,
            Self::Action(Action::Undo) => Icon::Undo,
            Self::Action(Action::Redo) => Icon::Redo,
            Self::Action(Action::Themes) | Self::Theme(_) => Icon::Themes,
            Self::Action(Action::Memos) | Self::Memo(_) => Icon::Memo,
            Self::Action(Action::People) | Self::Participant(_) => Icon::People,
            Self::Document(_) => Icon::Document,
            Self::Action(_) | Self::Code(_) => return None,
        })
    }
}

/// A line as it can be found.
pub(super) struct Entry {
    pub(super) target: Target,
    pub(super) name: String,
    /// What is found as well: a code's whole path.
    pub(super) path: String,
    /// Small, beside the name: what stands over it, what it is on.
    pub(super) beside: String,
    /// Small, at the right: its key, or what kind of thing it is.
    pub(super) right: String,
    /// Why it cannot be done now.
    pub(super) why: Option<&'static str>,
}

/// A line as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Heading(&'static str),
    /// Index of the entry, and the letters of its name that were typed.
    Entry(usize, Vec<u32>),
}

/// Ranks `names` by how well they fit what was typed, best first; all of them in order when nothing
/// was. Returns indexes.
pub(in crate::ui) fn rank<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return names.enumerate().map(|(index, _)| index).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let mut found: Vec<(u32, usize, usize)> = names
        .enumerate()
        .filter_map(|(index, name)| {
            let score = pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?;
            // Among equals the shorter name is the closer one.
            Some((score, name.len(), index))
        })
        .collect();
    found.sort_by_key(|&(score, length, index)| (std::cmp::Reverse(score), length, index));
    found.into_iter().map(|(_, _, index)| index).collect()
}

/// With nothing typed: what was used lately, what belongs to this page, then every action.
pub(super) fn offered(entries: &[Entry], recent: &[Target], page: Page) -> Vec<Line> {
    let at = |target: Target| entries.iter().position(|entry| entry.target == target);
    let here: &[Action] = match page {
        Page::Read => &[Action::NewMemo, Action::NewCode, Action::ImportTranscripts],
        Page::Excerpts => &[Action::ExportExcerpts, Action::NewMemo],
        Page::Search => &[Action::ExportHits, Action::NewMemo],
        Page::Tables => &[Action::ExportTable, Action::CopyTable, Action::ExportFrequencies],
        Page::Charts => &[Action::ExportChart, Action::ExportTable],
        Page::Themes => &[Action::NewTheme, Action::ExportTheme, Action::ExportThemes],
        Page::Framework => &[Action::ExportFramework, Action::NewMemo],
        Page::People => &[Action::ImportParticipants],
        Page::Privacy => &[Action::FindIdentifiers, Action::Pseudonyms],
        Page::Import => &[Action::ImportTranscripts, Action::ImportFolder],
    };
    let mut seen: Vec<usize> = Vec::new();
    let mut lines = Vec::new();
    let mut section = |title, wanted: Vec<usize>| {
        let fresh: Vec<usize> = wanted.into_iter().filter(|at| !seen.contains(at)).collect();
        if !fresh.is_empty() {
            lines.push(Line::Heading(title));
            seen.extend(&fresh);
            lines.extend(fresh.into_iter().map(|at| Line::Entry(at, Vec::new())));
        }
    };
    section("Used lately", recent.iter().filter_map(|target| at(*target)).collect());
    let ready = |at: &usize| entries.get(*at).is_some_and(|entry| entry.why.is_none());
    let each = here.iter().filter_map(|action| at(Target::Action(*action)));
    section("Here", each.filter(ready).collect());
    let action = |entry: &Entry| matches!(entry.target, Target::Action(_)) && entry.why.is_none();
    let all = entries.iter().enumerate().filter(|(_, entry)| action(entry));
    section("All actions", all.map(|(at, _)| at).collect());
    lines
}

/// What fits best first. A name beats a path, its beginning beats its middle, and what can be done
/// beats what cannot.
pub(super) fn found(entries: &[Entry], typed: &str) -> Vec<Line> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut letters = Vec::new();
    let wanted = typed.to_lowercase();
    let mut found: Vec<(i64, usize, usize, Vec<u32>)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut marks = Vec::new();
        let name = Utf32Str::new(&entry.name, &mut letters);
        // Letters here and there make a name, not a sentence: those are searched by whole words.
        let sentence = matches!(entry.target, Target::Memo(_)) && !holds(&entry.name, typed);
        let by_name = if sentence { None } else { pattern.indices(name, &mut matcher, &mut marks) };
        let by_path = || match entry.target {
            Target::Code(_) => {
                let path = Utf32Str::new(&entry.path, &mut letters);
                pattern.score(path, &mut matcher).map(i64::from)
            }
            _ => holds(&entry.path, typed).then_some(0),
        };
        let Some(mut score) = by_name.map(|score| i64::from(score) + 24).or_else(by_path) else {
            continue;
        };
        if by_name.is_none() {
            marks.clear();
        }
        let lower = entry.name.to_lowercase();
        if lower == wanted {
            score += 200;
        } else if lower.starts_with(&wanted) {
            score += 60;
        } else if lower.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&wanted))
        {
            score += 30;
        }
        if entry.why.is_some() {
            score -= 100;
        }
        if matches!(entry.target, Target::Memo(_)) {
            // The first words of a memo are many: names of things come before them.
            score -= 20;
        }
        marks.sort_unstable();
        marks.dedup();
        found.push((score, entry.name.len(), at, marks));
    }
    found.sort_by_key(|(score, length, at, _)| (std::cmp::Reverse(*score), *length, *at));
    found.truncate(MOST);
    found.into_iter().map(|(_, _, at, marks)| Line::Entry(at, marks)).collect()
}

/// Whether every typed word begins a word of the sentence.
fn holds(sentence: &str, typed: &str) -> bool {
    let (sentence, typed) = (fold(sentence), fold(typed));
    let words = || sentence.split(|c: char| !c.is_alphanumeric());
    typed.split_whitespace().all(|typed| words().any(|word| word.starts_with(typed)))
}

pub(super) fn entries(view: &View<'_>, now: Standing) -> Vec<Entry> {
    let corpus = view.corpus;
    let entry = |target: Target, name: String| Entry {
        target,
        name,
        path: String::new(),
        beside: String::new(),
        right: target.kind().to_owned(),
        why: None,
    };
    let mut all: Vec<Entry> = Vec::new();
    for action in Action::all() {
        let (label, tooltip) = action.texts();
        let key = action.shortcut().map(|key| key.format(&egui::ModifierNames::NAMES, false));
        all.push(Entry {
            path: tooltip.to_owned(),
            right: key.unwrap_or_default(),
            why: action.why_not(now),
            ..entry(Target::Action(action), label.to_owned())
        });
    }
    for document in &corpus.documents {
        all.push(entry(Target::Document(document.id), document.name.clone()));
    }
    for person in corpus.participants.iter() {
        let role = view.role.and_then(|role| person.values.get(&role)).cloned();
        all.push(Entry {
            beside: role.unwrap_or_default(),
            ..entry(Target::Participant(person.id), person.name.clone())
        });
    }
    let mut above: Vec<&str> = Vec::new();
    for (place, code) in corpus.codes.codes().iter().enumerate() {
        above.truncate(usize::from(corpus.codes.depth(place)));
        let over = above.join(" / ");
        above.push(&code.fields.name);
        all.push(Entry {
            path: above.join("/"),
            beside: over,
            ..entry(Target::Code(code.id), code.fields.name.clone())
        });
    }
    for theme in corpus.themes.iter() {
        all.push(Entry {
            beside: theme.state.name().to_owned(),
            path: theme.fields.concept.clone(),
            ..entry(Target::Theme(theme.id), theme.fields.statement.clone())
        });
    }
    for memo in corpus.memos.iter().rev() {
        let title = memo.title.trim();
        let words = if title.is_empty() { memo.text.trim() } else { title };
        let name: String = words.lines().next().unwrap_or_default().chars().take(90).collect();
        all.push(Entry {
            beside: memo.created_at.get(..10).unwrap_or_default().to_owned(),
            ..entry(Target::Memo(memo.id), name)
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_the_name() {
        let names = ["Time/delay", "Time/stalled proceedings", "Harm/emotional toll", "delay"];
        let check = |typed: &str, expected: &[usize]| {
            assert_eq!(rank(typed, names.iter().copied()), expected, "{typed}");
        };
        check("", &[0, 1, 2, 3]);
        check("delay", &[3, 0]);
        check("stpr", &[1]);
        check("toll", &[2]);
        check("xyz", &[]);
    }

    fn entry(target: Target, name: &str, path: &str, why: Option<&'static str>) -> Entry {
        let (name, path) = (name.to_owned(), path.to_owned());
        Entry { target, name, path, beside: String::new(), right: String::new(), why }
    }

    fn some() -> Vec<Entry> {
        vec![
            entry(Target::Action(Action::Undo), "Undo", "Take back", Some("nothing to undo")),
            entry(Target::Action(Action::Tables), "Tables", "Codes by groups", None),
            entry(Target::Code(CodeId(1)), "Time", "Time", None),
            entry(Target::Code(CodeId(2)), "Delay", "Time/Delay", None),
            entry(Target::Document(DocumentId(1)), "Interview about time", "", None),
            entry(Target::Memo(MemoId(1)), "Is time the agent?", "", None),
            entry(Target::Theme(ThemeId(1)), "Undoing time", "", None),
        ]
    }

    #[test]
    fn names_come_before_paths_and_what_can_be_done_before_what_cannot() {
        let entries = some();
        let check = |typed: &str, expected: &[&str]| {
            let got: Vec<&str> = found(&entries, typed)
                .iter()
                .filter_map(|line| match line {
                    Line::Entry(at, _) => Some(entries[*at].name.as_str()),
                    Line::Heading(_) => None,
                })
                .collect();
            assert_eq!(got, expected, "{typed}");
        };
        check(
            "time",
            &["Time", "Undoing time", "Interview about time", "Is time the agent?", "Delay"],
        );
        check("delay", &["Delay"]);
        check("undo", &["Undo", "Undoing time"]);
        check("und", &["Undoing time", "Undo"]);
        check("tbl", &["Tables"]);
        check("nothing", &[]);
    }

    #[test]
    fn with_nothing_typed_what_was_used_comes_first_and_each_thing_once() {
        let entries = some();
        let recent = [Target::Code(CodeId(2)), Target::Action(Action::Tables)];
        let lines = offered(&entries, &recent, Page::Read);
        let expected =
            [Line::Heading("Used lately"), Line::Entry(3, vec![]), Line::Entry(1, vec![])];
        assert_eq!(lines, expected, "what cannot be done now is not offered unasked");
    }
}

//! Themes: every passage behind a theme, by participant.
//!
//! A theme holds codes, each with everything under it. A passage that carries several of them is one
//! passage with several codes: what is counted are distinct spans, never the sum over codes. For all
//! coders together, one code's overlapping codings are one reference first (see [`references`]).
//!
//! [`references`]: super::references

use super::attribution::Standing;
use super::excerpts::ExcerptRef;
use super::filter::Scope;
use super::references::Collector;
use crate::model::{
    CodeId, CoderChoice, Corpus, Filter, Flag, Flags, ParticipantId, Span, Theme, ThemeId,
};
use std::collections::BTreeSet;

/// One passage of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Index of the document.
    pub document: u32,
    /// Bytes; the union where several coders' codings of one code count as one.
    pub span: Span,
    /// The codes on it, each with its references, in the order of the codebook.
    pub codes: Vec<(CodeId, ExcerptRef)>,
    /// What anybody thinks of it, under any of these codes.
    pub flags: Flags,
    /// Those for whom it counts, in the order in which they speak.
    pub participants: Vec<ParticipantId>,
    /// Why it counts, or does not.
    pub standing: Standing,
}

impl Passage {
    /// The reference by which it is read and cited: that of its first code.
    pub fn reference(&self) -> Option<ExcerptRef> {
        self.codes.first().map(|(_, reference)| *reference)
    }
}

/// The passages of one participant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voices {
    /// Who; `None` for passages that count for nobody.
    pub participant: Option<ParticipantId>,
    /// Indexes into [`ThemeExcerpts::passages`], in the order of the transcripts.
    pub passages: Vec<u32>,
}

/// How much stands behind a theme.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ThemeCounts {
    /// Distinct passages, those that count for nobody included.
    pub excerpts: usize,
    /// Participants from whom at least one comes.
    pub participants: usize,
    /// Participants of the study, but for those excluded from analysis.
    pub of: usize,
    /// Passages that are left out because they are of participants excluded from analysis.
    pub left_out: usize,
    /// Passages marked as contradicting.
    pub contradicting: usize,
    /// Participants from whom at least one of those comes.
    pub contradicting_participants: usize,
    /// Passages marked as key quotes.
    pub key: usize,
    /// Passages marked as uncertain.
    pub uncertain: usize,
}

/// The answer of [`theme_excerpts()`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThemeExcerpts {
    /// By document, then by position: each distinct span once.
    pub passages: Vec<Passage>,
    /// The same by participant, in the order of the study. What two say stands under both; what counts
    /// for nobody stands at the end.
    pub voices: Vec<Voices>,
    /// How much that is.
    pub counts: ThemeCounts,
}

/// Every passage of a theme, by participant.
pub fn theme_excerpts(corpus: &Corpus, theme: &Theme, coder: &CoderChoice) -> ThemeExcerpts {
    let mut left_out = 0;
    let passages = passages(corpus, theme, coder, &mut left_out);
    let voices = voices(corpus, &passages);
    let counts = count(corpus, &passages, left_out);
    ThemeExcerpts { passages, voices, counts }
}

/// How much stands behind each theme, in their order.
pub fn theme_counts(corpus: &Corpus, coder: &CoderChoice) -> Vec<ThemeCounts> {
    let each = corpus.themes.iter().map(|theme| {
        let mut left_out = 0;
        let passages = passages(corpus, theme, coder, &mut left_out);
        count(corpus, &passages, left_out)
    });
    each.collect()
}

/// For each code of the codebook, by place: the living themes (candidate or kept) it serves, by
/// itself or under a code above it.
pub fn placed(corpus: &Corpus) -> Vec<Vec<ThemeId>> {
    let tree = &corpus.codes;
    let mut served = vec![Vec::new(); tree.len()];
    for theme in corpus.themes.iter().filter(|theme| theme.state.is_living()) {
        for place in theme.codes.iter().filter_map(|code| tree.place(*code)) {
            for slot in served.get_mut(tree.subtree(place)).unwrap_or_default() {
                if slot.last() != Some(&theme.id) {
                    slot.push(theme.id);
                }
            }
        }
    }
    served
}

/// The passages of a theme. `left_out` grows by those of participants who are excluded from analysis.
fn passages(
    corpus: &Corpus,
    theme: &Theme,
    coder: &CoderChoice,
    left_out: &mut usize,
) -> Vec<Passage> {
    if theme.codes.is_empty() {
        return Vec::new();
    }
    let filter = Filter { codes: theme.codes.clone(), coder: coder.clone(), ..Filter::default() };
    let scope = Scope::new(corpus, &filter);
    let mut collector = Collector::default();
    let mut found: Vec<Passage> = Vec::new();
    for (index, document) in corpus.documents.iter().enumerate() {
        collector.read(document, &scope);
        let mut here: Vec<_> = collector
            .found
            .iter()
            .filter(|reference| scope.has_code(reference.place as usize))
            .collect();
        // Longest first, as everywhere; one span's codes in the order of the codebook.
        here.sort_by_key(|r| (r.span.start(), std::cmp::Reverse(r.span.end()), r.place, r.first));
        for same in here.chunk_by(|a, b| a.span == b.span) {
            let Some(first) = same.first() else { continue };
            if scope.leaves_out(document, first.span) {
                *left_out += 1;
                continue;
            }
            let attribution = scope.attribution(document, first.span);
            let mut passage = Passage {
                document: index as u32,
                span: first.span,
                codes: Vec::with_capacity(same.len()),
                flags: Flags::default(),
                standing: attribution.standing(),
                participants: attribution.participants,
            };
            passage.participants.retain(|id| scope.people.get(id.0).is_some());
            for reference in same {
                let Some(code) = corpus.codes.codes().get(reference.place as usize) else {
                    continue;
                };
                let listed = ExcerptRef {
                    document: index as u32,
                    coding: reference.first,
                    span: reference.span,
                    folded: reference.codings > 1,
                };
                passage.flags = listed
                    .codings(corpus)
                    .iter()
                    .fold(passage.flags, |flags, coding| flags.or(coding.flags));
                // One coder's same code twice on the same words is one code.
                if passage.codes.last().is_none_or(|(known, _)| *known != code.id) {
                    passage.codes.push((code.id, listed));
                }
            }
            found.push(passage);
        }
    }
    found
}

fn voices(corpus: &Corpus, passages: &[Passage]) -> Vec<Voices> {
    let places = super::lookup::Dense::new(corpus.participants.iter().map(|person| person.id.0));
    let mut each: Vec<Vec<u32>> = vec![Vec::new(); corpus.participants.len() + 1];
    for (at, passage) in (0_u32..).zip(passages) {
        let mut heard = false;
        for index in passage.participants.iter().filter_map(|id| places.get(id.0)) {
            if let Some(list) = each.get_mut(index) {
                list.push(at);
                heard = true;
            }
        }
        if let Some(nobody) = each.last_mut().filter(|_| !heard) {
            nobody.push(at);
        }
    }
    let who = corpus.participants.iter().map(|person| Some(person.id)).chain([None]);
    who.zip(each)
        .filter(|(_, passages)| !passages.is_empty())
        .map(|(participant, passages)| Voices { participant, passages })
        .collect()
}

fn count(corpus: &Corpus, passages: &[Passage], left_out: usize) -> ThemeCounts {
    let with = |flag| passages.iter().filter(move |passage| passage.flags.has(flag));
    let people = |passages: &mut dyn Iterator<Item = &Passage>| {
        passages.flat_map(|passage| passage.participants.iter()).collect::<BTreeSet<_>>().len()
    };
    ThemeCounts {
        excerpts: passages.len(),
        participants: people(&mut passages.iter()),
        of: corpus.participants.iter().filter(|person| person.excluded.is_none()).count(),
        left_out,
        contradicting: with(Flag::Contradicting).count(),
        contradicting_participants: people(&mut with(Flag::Contradicting)),
        key: with(Flag::Key).count(),
        uncertain: with(Flag::Uncertain).count(),
    }
}

//! Corrections of texts on their way to the study: what each does to codings is worked out first, away
//! from the screen. Where no coding's words change it is stored at once; else they are listed.

use super::desk::News;
use super::theme::Theme;
use super::work;
use crate::model::{Corpus, CorpusDocument, DocumentId, Orphan, Span, Voice};
use crate::study::{Command, CorrectionPlan, Error, Study, plan_correction, plan_replacements};
use crate::text::compare::{Fate, Run};
use egui::text::LayoutJob;
use egui::{FontId, Stroke, TextFormat};
use std::sync::Arc;

/// What is to happen to texts.
#[derive(Clone, PartialEq, Debug)]
pub enum Correction {
    /// A document gets this text.
    Text(DocumentId, String),
    /// Words are replaced: in each document these places.
    Words(Vec<(DocumentId, Vec<(Span, String)>)>),
    /// A document gets an older text back.
    Restore(DocumentId, u32),
}

impl Correction {
    /// What does it.
    pub(super) fn command(&self) -> Command {
        match self.clone() {
            Self::Text(document, text) => Command::CorrectText { document, text },
            Self::Words(texts) => Command::CorrectTexts { texts },
            Self::Restore(document, number) => Command::RestoreText { document, number },
        }
    }

    fn plans(&self, study: &Study) -> Result<Vec<CorrectionPlan>, Error> {
        let corpus = study.corpus();
        match self {
            Self::Text(document, text) => Ok(vec![plan_correction(corpus, *document, text)?]),
            Self::Words(texts) => texts
                .iter()
                .map(|(document, words)| plan_replacements(corpus, *document, words))
                .collect(),
            Self::Restore(document, number) => match study.revision_text(*document, *number)? {
                Some(text) => Ok(vec![plan_correction(corpus, *document, &text)?]),
                // The command says that it is gone.
                None => Ok(Vec::new()),
            },
        }
    }
}

/// A correction and the codings whose words it changes.
#[derive(Debug)]
pub(super) struct Touches {
    pub(super) correction: Correction,
    pub(super) plans: Vec<CorrectionPlan>,
    /// The study it was worked out for.
    pub(super) corpus: Arc<Corpus>,
}

/// Stores a correction, or lists what it changes.
pub(super) fn weigh(study: Option<Study>, correction: Correction) -> (Option<Study>, Vec<News>) {
    let Some(mut study) = study else { return (None, Vec::new()) };
    let news = match correction.plans(&study) {
        Err(error) => vec![News::Complained(error.to_string())],
        Ok(plans) if plans.iter().any(|plan| !plan.changed.is_empty()) => {
            let corpus = Arc::clone(study.corpus());
            vec![News::Touches(Touches { correction, plans, corpus })]
        }
        Ok(_) => stored(&mut study, correction.command()),
    };
    (Some(study), news)
}

/// Does a command about texts; what it tells offers Undo.
pub(super) fn store(study: Option<Study>, command: Command) -> (Option<Study>, Vec<News>) {
    let Some(mut study) = study else { return (None, Vec::new()) };
    let news = stored(&mut study, command);
    (Some(study), news)
}

fn stored(study: &mut Study, command: Command) -> Vec<News> {
    let told = work::told(study.run(command));
    if told.is_empty() {
        return vec![News::Told("The text is as it was".to_owned())];
    }
    let each = told.into_iter().map(|news| match news {
        News::Told(text) => News::Stored(text),
        other => other,
    });
    each.collect()
}

/// `P03 ¶14`: who speaks there, or the document, and the turn.
pub(super) fn place(corpus: &Corpus, document: &CorpusDocument, span: Span) -> String {
    let speaker = document.pieces_in(span).iter().find_map(|piece| match piece.voice {
        Voice::Participant(id) => corpus.participant(id).map(|person| person.name.as_str()),
        _ => None,
    });
    let name = speaker.unwrap_or(&document.name);
    document
        .turn_at(span.start())
        .map_or_else(|| name.to_owned(), |turn| format!("{name} ¶{}", turn + 1))
}

/// The orphans of a document.
pub(super) fn orphans(corpus: &Corpus, document: DocumentId) -> &[Orphan] {
    let all = &corpus.orphans;
    let first = all.partition_point(|orphan| orphan.document < document);
    let last = all.partition_point(|orphan| orphan.document <= document);
    all.get(first..last).unwrap_or_default()
}

/// Old and new words in one line or passage: what is gone is struck through, what is new underlined.
/// Colour is not the only sign.
pub(super) fn marked(theme: &Theme, runs: &[Run], font: &FontId, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    for (fate, words) in runs {
        let format = match fate {
            Fate::Same => TextFormat::simple(font.clone(), theme.ink),
            Fate::Gone => TextFormat {
                strikethrough: Stroke::new(1.0, theme.error),
                ..TextFormat::simple(font.clone(), theme.error)
            },
            Fate::New => TextFormat {
                underline: Stroke::new(1.0, theme.success),
                ..TextFormat::simple(font.clone(), theme.success)
            },
        };
        job.append(words, 0.0, format);
    }
    job
}

/// As [`marked`], on one line that is cut where there is no more room.
pub(super) fn marked_line(theme: &Theme, runs: &[Run], font: &FontId, width: f32) -> LayoutJob {
    let flat: Vec<Run> =
        runs.iter().map(|(fate, words)| (*fate, words.replace('\n', " "))).collect();
    let mut job = marked(theme, &flat, font, width);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    job.break_on_newline = false;
    job
}

/// The same for a screen reader.
pub(super) fn said(runs: &[Run]) -> String {
    let each = runs.iter().map(|(fate, words)| match fate {
        Fate::Same => words.clone(),
        Fate::Gone => format!("[gone: {words}]"),
        Fate::New => format!("[new: {words}]"),
    });
    each.collect()
}

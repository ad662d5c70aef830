//! What is held back of a file on its way out, and what is noted of it in the study.

use super::super::desk::News;
use super::super::outbox::{Export, Noted, Request};
use super::write;
use crate::analysis::consent::{counted_people, hold_back, note, people_in, people_of, veiled};
use crate::analysis::figures::Asked;
use crate::analysis::{Together, excerpts, together};
use crate::exchange::consent::consent_sheet;
use crate::exchange::exports::exports_sheet;
use crate::exchange::formats::{Format, sheet_bytes};
use crate::exchange::imprint::{Imprint, today};
use crate::exchange::inventory::{inventory_json, inventory_sheet};
use crate::exchange::people::people_list;
use crate::exchange::receipt::Receipt;
use crate::model::{Corpus, DocumentId, Filter, Guid, Profile};
use crate::ui::parts::capital;
use std::path::Path;
use std::sync::Arc;

/// For whom a file is made; `None` where nothing is said of that.
pub(in crate::ui) fn profile(what: &Export) -> Option<Profile> {
    match what {
        Export::Dressed(_, manner) => manner.spec.profile,
        Export::Pack(spec, _) => Some(spec.profile),
        Export::Crosstab(_, protection) | Export::Frequencies(_, protection) => protection.profile,
        Export::Chart(out) => out.protection.profile,
        _ => None,
    }
}

/// What it is, in the word of the command that makes the same; nothing for what is not noted.
fn command(what: &Export) -> Option<&'static str> {
    Some(match what {
        Export::Excerpts(..) | Export::Dressed(..) => "excerpts",
        Export::Pack(..) => "pack",
        Export::Hits(_) => "search",
        Export::Words(_) => "words",
        Export::Crosstab(..) => "crosstab",
        Export::Frequencies(..) => "frequencies",
        Export::Together(_) => "cooccurrence",
        Export::Matrix(_) => "matrix",
        Export::Coverage(..) => "coverage",
        Export::Saturation(_) => "saturation",
        Export::Tests(_) => "tests",
        Export::Chart(_) => "chart",
        Export::Codebook => "codebook",
        Export::Codings => "codings",
        Export::Themes(_) | Export::Theme(..) => "themes",
        Export::Memos => "memos",
        Export::Framework(_) => "framework",
        Export::Anonymised(_) => "pseudonyms",
        Export::People => "participants",
        Export::Consent => "consent",
        Export::Log(_) => "exports",
        Export::Inventory(_) => "inventory",
        Export::Receipt(..) | Export::Withdrawal(_) => return None,
    })
}

/// Whose words or numbers are in it.
fn people(corpus: &Corpus, what: &Export) -> Vec<Guid> {
    let listed = |filter: &Filter, pair: &Option<Together>| {
        let list = match pair {
            Some(pair) => together(corpus, pair, filter),
            None => excerpts(corpus, filter),
        };
        people_of(corpus, &list)
    };
    let counted = |filter: &Filter| counted_people(corpus, filter);
    match what {
        Export::Excerpts(filter, pair) => listed(filter, pair),
        Export::Dressed(of, _) => people(corpus, of),
        Export::Pack(spec, _) => {
            counted(&Filter { coder: spec.coder.clone(), ..Filter::default() })
        }
        Export::Hits(wanted) => people_in(corpus, wanted.find(corpus).participants),
        Export::Crosstab(spec, _) => counted(&spec.filter),
        Export::Frequencies(filter, _) | Export::Coverage(_, filter) => counted(filter),
        Export::Words(spec) => counted(&spec.filter),
        Export::Together(spec) => counted(&spec.filter),
        Export::Matrix(spec) => counted(&spec.filter),
        Export::Saturation(spec) => counted(&spec.filter),
        Export::Tests(spec) => counted(&spec.filter),
        Export::Chart(out) => counted(match &out.asked {
            Asked::Portrait(filter) | Asked::OverTime { filter, .. } => filter,
            Asked::Curve(spec) => &spec.filter,
            Asked::Together(spec, ..) => &spec.filter,
            Asked::Groups(spec, _) | Asked::Heat(spec) => &spec.filter,
        }),
        Export::Framework(spec) => counted(&spec.filter),
        Export::Codings | Export::Themes(_) | Export::Theme(..) | Export::Memos => {
            counted(&Filter { include_excluded: true, ..Filter::default() })
        }
        Export::People | Export::Consent => {
            corpus.participants.iter().map(|person| person.guid).collect()
        }
        Export::Codebook
        | Export::Anonymised(_)
        | Export::Receipt(..)
        | Export::Withdrawal(_)
        | Export::Log(_)
        | Export::Inventory(_) => Vec::new(),
    }
}

/// Writes a file from the corpus; the study itself is not needed. What is written is noted in it next.
pub(in crate::ui) fn export(corpus: &Arc<Corpus>, what: &Export, path: &Path) -> News {
    let profile = profile(what);
    let shown = veiled(corpus, profile);
    if let Err(why) = write(&shown, what, path) {
        return News::Complained(why);
    }
    let text = format!("Written: {}", path.display());
    if let Export::Receipt(document, facts) = what {
        let held = receipt(&shown, *document, facts).1;
        return News::Told(held.map_or(text.clone(), |held| format!("{text}. {}", capital(&held))));
    }
    let Some(command) = command(what) else { return News::Told(text) };
    let left_out = note(&shown).filter(|_| tells(what));
    let text = left_out.map_or(text.clone(), |note| format!("{text}. {note}"));
    News::Asked(Box::new(Request::Noted(Box::new(Noted {
        what: command,
        path: path.to_owned(),
        profile,
        participants: people(&shown, what),
        text,
    }))))
}

/// A receipt as it may leave a study whose words are held back already, and what is said of that.
pub(in crate::ui) fn receipt(
    shown: &Corpus,
    document: DocumentId,
    receipt: &Receipt,
) -> (Receipt, Option<String>) {
    let mut receipt = receipt.clone();
    let Some(of) = shown.document(document) else {
        // Nothing tells any more whose words they were.
        receipt.notes.clear();
        receipt.decisions.clear();
        let why = "left out: its notes, because the document is not in the study any more";
        return (receipt, Some(why.to_owned()));
    };
    let held = hold_back(shown, of, &mut receipt.notes, &mut receipt.decisions);
    (receipt, held)
}

/// What is known of the study itself: participants, consent, the log of files, the inventory.
pub(super) fn about_the_study(
    corpus: &Corpus,
    what: &Export,
    format: Format,
) -> Result<Vec<u8>, String> {
    let sheet = match what {
        Export::Inventory(all) if format == Format::Json => {
            return serde_json::to_vec_pretty(&inventory_json(&all.0, &all.1))
                .map_err(|error| error.to_string());
        }
        Export::Inventory(all) => inventory_sheet(&all.0, &all.1),
        Export::Log(written) => exports_sheet(corpus, written),
        Export::People => {
            let all: Vec<_> = corpus.participants.iter().collect();
            let (sheet, value) = people_list(corpus, &all);
            // Read in again as it is: nothing stands under it.
            return match format {
                Format::Json => {
                    serde_json::to_vec_pretty(&value).map_err(|error| error.to_string())
                }
                _ => sheet_bytes(&sheet, format).map_err(|error| error.to_string()),
            };
        }
        _ => consent_sheet(corpus, &today()),
    };
    let imprint = Imprint::new(corpus, &today());
    sheet_bytes(&imprint.under(sheet), format).map_err(|error| error.to_string())
}

/// Whether people's words can stand in it.
fn tells(what: &Export) -> bool {
    matches!(
        what,
        Export::Excerpts(..)
            | Export::Dressed(..)
            | Export::Hits(_)
            | Export::Words(_)
            | Export::Theme(..)
            | Export::Memos
            | Export::Framework(_)
            | Export::Codebook
            | Export::Codings
    )
}

#[cfg(test)]
mod tests;

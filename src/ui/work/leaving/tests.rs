//! No export of the window has the words of somebody who did not consent to be quoted in it.

use super::*;
use crate::analysis::disclosure::{DisguiseSpec, Protection};
use crate::analysis::exploratory::ComparisonSpec;
use crate::analysis::figures::Look;
use crate::analysis::framework::FrameworkSpec;
use crate::analysis::inventory::holdings;
use crate::analysis::search::Order;
use crate::analysis::{CoverageBy, CrosstabSpec, SaturationSpec, SearchSpec, Unit as Shared};
use crate::exchange::figures::Palette;
use crate::model::{
    Around, CellState, CellText, CoderChoice, CoderId, Consent, FrameworkCell, FrameworkColumn,
    Memo, MemoId, MemoKind, MemoOn, ParticipantId, Speech, Theme, ThemeFields, ThemeId, ThemeState,
};
use crate::text::folded::Letters;
use crate::text::query::{Query, Unit};
use crate::ui::outbox::{ChartOut, Manner};
use crate::ui::search::Wanted;
use crate::ui::testing::small;

/// What only P01 says.
const WORDS: [&str; 4] = ["months", "letter came", "cold in that", "called us back"];
const QUOTE: &str = "We waited for months. Then a letter came. It was cold in that house.";

fn study() -> Arc<Corpus> {
    let mut corpus = small();
    let people = corpus.participants.iter().cloned().map(|mut person| {
        let quotation = Some(person.id != ParticipantId(1));
        person.consent = Consent { quotation, ..Consent::default() };
        person
    });
    corpus.participants = people.collect();
    let codings = corpus.documents[0].codings.iter().map(|coding| coding.id).collect();
    corpus.memos = Arc::from([Memo {
        id: MemoId(1),
        guid: Guid::new(),
        kind: MemoKind::Note,
        on: MemoOn::Study,
        title: String::new(),
        text: format!("As P01 says: {QUOTE}"),
        coder: CoderId(1),
        created_at: "2026-11-29T10:00:00.000Z".to_owned(),
        edited_at: String::new(),
        links: codings,
    }]);
    corpus.themes = Arc::from([Theme {
        id: ThemeId(1),
        guid: Guid::new(),
        fields: ThemeFields {
            statement: "Waiting".to_owned(),
            concept: QUOTE.to_owned(),
            boundary: String::new(),
        },
        state: ThemeState::Kept,
        reason: String::new(),
        into: None,
        codes: corpus.codes.codes().iter().map(|code| code.id).collect(),
        created_at: String::new(),
    }]);
    corpus.framework = Arc::from([FrameworkCell {
        id: crate::model::CellId(1),
        guid: Guid::new(),
        participant: ParticipantId(1),
        column: FrameworkColumn::Theme(ThemeId(1)),
        text: CellText {
            state: Some(CellState::Drafted),
            summary: QUOTE.to_owned(),
            ..CellText::default()
        },
        coder: CoderId(1),
        edited_at: String::new(),
    }]);
    Arc::new(corpus)
}

/// A number for each kind: a new one must be added to the list below.
fn kind(what: &Export) -> usize {
    match what {
        Export::Excerpts(..) => 0,
        Export::Dressed(..) => 1,
        // It takes the study along; the command line's test goes through it.
        Export::Pack(..) => 2,
        Export::Hits(_) => 3,
        Export::Crosstab(..) => 4,
        Export::Frequencies(..) => 5,
        Export::Together(_) => 6,
        Export::Matrix(_) => 7,
        Export::Coverage(..) => 8,
        Export::Saturation(_) => 9,
        Export::Tests(_) => 10,
        Export::Chart(_) => 11,
        Export::Codebook => 12,
        Export::Codings => 13,
        Export::Themes(_) => 14,
        Export::Theme(..) => 15,
        Export::Memos => 16,
        Export::Framework(_) => 17,
        Export::Consent => 18,
        Export::Log(_) => 19,
        Export::Inventory(_) => 20,
        Export::Anonymised(_) => 21,
        // Made of nothing that was said.
        Export::Receipt(..) => 22,
        Export::Words(_) => 23,
        // Of somebody who is gone: counts alone.
        Export::Withdrawal(_) => 24,
        Export::People => 25,
    }
}

fn all(corpus: &Corpus) -> Vec<Export> {
    let every = Filter::default();
    let by = corpus.attributes[0].id;
    let crosstab = CrosstabSpec { by: vec![by], ..CrosstabSpec::default() };
    let pair = Together {
        unit: Shared::Document,
        roll_up: true,
        a: corpus.codes.codes()[1].id,
        b: corpus.codes.codes()[2].id,
    };
    let hits = |text: &str, speech| {
        let query = Query::parse(text, Letters::Plain).unwrap();
        let filter = Filter { speech, ..Filter::default() };
        let spec =
            SearchSpec { query, unit: Unit::Turn, filter, without: Vec::new(), limit: usize::MAX };
        Export::Hits(Box::new(Wanted::new(spec, Order::default())))
    };
    let dressed = |profile: Option<Profile>, role_only| {
        let spec = DisguiseSpec { profile, role_only, seed: 3, ..DisguiseSpec::default() };
        let manner = Manner { spec, citation: None };
        Export::Dressed(Box::new(Export::Excerpts(every.clone(), None)), Box::new(manner))
    };
    let chart = |asked| {
        let look = Look { width: 680.0, hide_empty: false, tops: false };
        let name = "chart";
        let protection = Protection::default();
        Export::Chart(Box::new(ChartOut {
            asked,
            look,
            protection,
            palette: Palette::default(),
            name,
        }))
    };
    let framework = FrameworkSpec {
        columns: vec![FrameworkColumn::Theme(ThemeId(1))],
        group: None,
        filter: every.clone(),
    };
    vec![
        Export::Excerpts(every.clone(), None),
        Export::Excerpts(every.clone(), Some(pair)),
        dressed(None, true),
        dressed(Some(Profile::Supervisor), false),
        dressed(Some(Profile::Public), false),
        hits("we OR a OR the OR it", Speech::Participants),
        hits("we OR a OR the OR it OR about", Speech::Any),
        Export::Crosstab(crosstab.clone(), Protection::default()),
        Export::Frequencies(every.clone(), Protection::default()),
        Export::Words(Box::default()),
        Export::Together(crate::analysis::CooccurrenceSpec::default()),
        Export::Matrix(crate::analysis::MatrixSpec::default()),
        Export::Coverage(CoverageBy::Participant, every.clone()),
        Export::Saturation(Box::default()),
        Export::Tests(Box::new(ComparisonSpec::new(by))),
        chart(Asked::Portrait(every.clone())),
        chart(Asked::Heat(crosstab)),
        chart(Asked::Curve(SaturationSpec::default())),
        Export::Codebook,
        Export::Codings,
        Export::Themes(CoderChoice::All),
        Export::Theme(ThemeId(1), CoderChoice::All),
        Export::Memos,
        Export::Framework(Box::new(framework)),
        Export::Consent,
        Export::People,
        Export::Log(Vec::new()),
        Export::Inventory(Arc::new((holdings(corpus), Around::default()))),
        Export::Anonymised(Vec::new()),
    ]
}

/// All of a file that is no archive: Word and Excel take their words from the same lists, and the
/// command line's test unpacks them.
fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

#[test]
fn every_export_of_the_window_holds_their_words_back() {
    let corpus = study();
    let folder = tempfile::tempdir().unwrap();
    let exports = all(&corpus);
    let kinds: std::collections::BTreeSet<usize> = exports.iter().map(kind).collect();
    let expected: std::collections::BTreeSet<usize> =
        (0..26).filter(|at| ![2, 22, 24].contains(at)).collect();
    assert_eq!(kinds, expected);
    let mut told = 0;
    for (at, what) in exports.iter().enumerate() {
        let endings: &[&str] = match what {
            Export::Chart(_) => &["svg"],
            Export::Codings => &["csv"],
            Export::Codebook => &["csv", "json", "txt"],
            _ => &["csv", "tsv", "html", "md", "tex", "json", "txt"],
        };
        for ending in endings {
            let path = folder.path().join(format!("{at}.{ending}"));
            let news = export(&corpus, what, &path);
            let News::Asked(request) = news else { panic!("{what:?}: {news:?}") };
            let Request::Noted(noted) = *request else { panic!("{what:?}") };
            assert_eq!(noted.path, path);
            told += usize::from(noted.text.contains("Left out: the words of 1 participant"));
            let text = read(&path);
            for word in WORDS {
                assert!(!text.contains(word), "{word} in {ending} of {what:?}");
            }
        }
    }
    assert!(told > 20, "{told}");
}

#[test]
fn where_nobody_said_no_they_are_in_it() {
    let mut corpus = Corpus::clone(&study());
    let people = corpus.participants.iter().cloned().map(|mut person| {
        person.consent = Consent::default();
        person
    });
    corpus.participants = people.collect();
    let corpus = Arc::new(corpus);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    for what in all(&corpus) {
        let holds = matches!(
            what,
            Export::Excerpts(..) | Export::Hits(_) | Export::Theme(..) | Export::Memos
        );
        if holds {
            export(&corpus, &what, &path);
            assert!(read(&path).contains("months"), "the test would find it: {what:?}");
        }
    }
}

#[test]
fn the_list_of_participants_can_be_read_in_again() {
    let corpus = study();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    export(&corpus, &Export::People, &path);
    let text = read(&path);
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].starts_with("Participant,"), "{text}");
    assert_eq!(lines.len(), corpus.participants.len() + 1, "nothing stands under it: {text}");
    let all: Vec<_> = corpus.participants.iter().map(|person| person.guid).collect();
    assert_eq!(people(&corpus, &Export::People), all);
}

#[test]
fn only_those_who_are_in_a_list_are_noted() {
    let corpus = study();
    let guid = |id: i64| corpus.participant(ParticipantId(id)).unwrap().guid;
    let shown = veiled(&corpus, None);
    let list = Export::Excerpts(Filter::default(), None);
    assert_eq!(people(&shown, &list), [guid(2), guid(3)], "P01 is held back");
    let table = Export::Frequencies(Filter::default(), Protection::default());
    assert_eq!(people(&shown, &table), [guid(1), guid(2), guid(3)], "numbers count them all");
}

//! Questions to a study file that exists: `POSTIL_BENCH_STUDY=FILE cargo bench -- kept`. Without the
//! variable there is nothing to measure.

use divan::{Bencher, black_box};
use postil::analysis::search::{Contexts, Width};
use postil::analysis::{
    self, CooccurrenceSpec, CoverageBy, CrosstabSpec, MatrixBy, MatrixSpec, SearchSpec, Unit,
};
use postil::exchange::excerpt_files::{Dress, write_excerpts};
use postil::exchange::formats::Format;
use postil::model::{CodeId, CoderChoice, Corpus, Filter, Speech};
use postil::study::Study;
use postil::text::folded::Letters;
use postil::text::query::{Query, Unit as Within};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

fn file() -> Option<PathBuf> {
    std::env::var_os("POSTIL_BENCH_STUDY").map(PathBuf::from)
}

fn study() -> Option<&'static Arc<Corpus>> {
    static CORPUS: OnceLock<Option<Arc<Corpus>>> = OnceLock::new();
    let open = || Some(Arc::clone(Study::open(&file()?, None).expect("a study").corpus()));
    CORPUS.get_or_init(open).as_ref()
}

/// The code with most codings, whoever made them.
fn most_used(corpus: &Corpus) -> CodeId {
    let mut uses = std::collections::HashMap::new();
    for coding in corpus.documents.iter().flat_map(|document| &document.codings) {
        *uses.entry(coding.code).or_insert(0_u64) += 1;
    }
    uses.into_iter().max_by_key(|(_, uses)| *uses).map(|(code, _)| code).expect("a coding")
}

fn ask<T>(bencher: Bencher<'_, '_>, question: impl Fn(&Corpus) -> T) {
    let Some(corpus) = study() else { return };
    bencher.bench_local(|| question(black_box(corpus)));
}

/// What the coder with most codings made.
fn one_coder(corpus: &Corpus) -> Filter {
    let codings = corpus.documents.iter().flat_map(|document| &document.codings);
    let of = |coder| codings.clone().filter(|coding| coding.coder == coder).count();
    let most = corpus.coders.iter().map(|coder| coder.id).max_by_key(|&coder| of(coder));
    Filter { coder: CoderChoice::One(most.expect("a coder")), ..Filter::default() }
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn open(bencher: Bencher<'_, '_>) {
    let Some(file) = file() else { return };
    bencher.bench_local(|| Study::open(&file, None).expect("a study"));
}

#[divan::bench(args = ["all", "one"], sample_count = 15, sample_size = 1)]
fn crosstab_by_role(bencher: Bencher<'_, '_>, coder: &str) {
    let Some(corpus) = study() else { return };
    let filter = if coder == "all" { Filter::default() } else { one_coder(corpus) };
    ask(bencher, |corpus| {
        let filter = filter.clone();
        let by = corpus.attributes.iter().find(|a| a.name == "role").map(|a| a.id);
        let spec = CrosstabSpec { by: by.into_iter().collect(), filter, ..CrosstabSpec::default() };
        analysis::crosstab(corpus, &spec)
    });
}

#[divan::bench(sample_count = 15, sample_size = 1)]
fn frequencies(bencher: Bencher<'_, '_>) {
    ask(bencher, |corpus| analysis::frequencies(corpus, &Filter::default()));
}

#[divan::bench(args = ["document", "participant"], sample_count = 5, sample_size = 1)]
fn matrix(bencher: Bencher<'_, '_>, by: &str) {
    let by = MatrixBy::from_name(by).expect("rows");
    ask(bencher, |corpus| analysis::matrix(corpus, &MatrixSpec { by, ..MatrixSpec::default() }));
}

#[divan::bench(args = ["overlap", "turn", "document"], sample_count = 5, sample_size = 1)]
fn cooccurrence(bencher: Bencher<'_, '_>, unit: &str) {
    let unit = Unit::from_name(unit).expect("a unit");
    ask(bencher, |corpus| {
        let spec = CooccurrenceSpec { unit, ..CooccurrenceSpec::default() };
        analysis::cooccurrence(corpus, &spec)
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn coverage(bencher: Bencher<'_, '_>) {
    ask(bencher, |corpus| analysis::coverage(corpus, CoverageBy::Participant, &Filter::default()));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn saturation(bencher: Bencher<'_, '_>) {
    ask(bencher, |corpus| analysis::saturation(corpus, &analysis::SaturationSpec::default()));
}

#[divan::bench(sample_count = 15, sample_size = 1)]
fn excerpts_of_the_most_used_code(bencher: Bencher<'_, '_>) {
    let Some(corpus) = study() else { return };
    let filter = Filter { codes: vec![most_used(corpus)], ..Filter::default() };
    ask(bencher, |corpus| analysis::excerpts(corpus, &filter));
}

/// All excerpts, as they go into a file, without the disk.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn all_excerpts_as_csv(bencher: Bencher<'_, '_>) {
    let Some(corpus) = study() else { return };
    let filter = Filter::default();
    let excerpts = analysis::excerpts(corpus, &filter);
    let dress = Dress::default();
    ask(bencher, |corpus| {
        let mut sink = std::io::sink();
        write_excerpts(corpus, &filter, &excerpts, dress, Format::Csv, &mut sink).is_ok()
    });
}

fn search(bencher: Bencher<'_, '_>, query: Query) {
    let filter = Filter { speech: Speech::Any, ..Filter::default() };
    let spec =
        SearchSpec { query, unit: Within::Turn, filter, without: Vec::new(), limit: 1_000_000 };
    ask(bencher, |corpus| {
        let found = analysis::search::search(corpus, &spec);
        let mut contexts = Contexts::quick(corpus, Width::Words(8));
        contexts.prepare(&found.hits[..found.hits.len().min(200)]);
        found.hits.len()
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn phrase(bencher: Bencher<'_, '_>) {
    search(bencher, Query::parse("\"felt out of place\"", Letters::Plain).expect("a query"));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn pattern(bencher: Bencher<'_, '_>) {
    let query = Query::pattern(r"\b(support|help)(ed|ing|s)?\s+(me|us|them)\b", Letters::Plain);
    search(bencher, query.expect("a pattern"));
}

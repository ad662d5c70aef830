//! A small study searched by hand.

use super::*;
use crate::analysis::testing::Builder;
use crate::model::AttributeKind;
use crate::text::folded::Letters;

fn study() -> Corpus {
    Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["nurse"])
        .participant("P2", &["doctor"])
        .participant("P3", &["nurse"])
        .excluded("pilot")
        .code("Time/delay")
        .code("Harm")
        .document(
            "D1",
            "About waiting\nINT: Did you wait?\nP1: We waited [0:12] long. The child’s letter came \
             late.\nP2: Wait. I wait for the letter!\nS9: I wait too.\n",
        )
        .document("D2", "P1: No letter. We wait.\nP3: I wait, née.\n")
        .coding("D1", "delay", "We waited [0:12] long.", "ana")
        .coding("D1", "Harm", "wait for the letter", "ana")
        .coding("D2", "Harm", "letter. We", "ben")
        .build()
}

fn ask(corpus: &Corpus, written: &str, change: impl FnOnce(&mut SearchSpec)) -> Hits {
    let mut spec = SearchSpec {
        query: Query::parse(written, Letters::Plain).unwrap(),
        unit: Unit::Turn,
        filter: Filter { speech: Speech::Participants, ..Filter::default() },
        without: Vec::new(),
        limit: usize::MAX,
    };
    change(&mut spec);
    search(corpus, &spec)
}

fn told(corpus: &Corpus, hits: &Hits) -> Vec<String> {
    let one = |hit: &Hit| {
        let document = &corpus.documents[hit.document as usize];
        format!("{} ¶{} {}", document.name, hit.turn, hit.span.of(&document.text).unwrap())
    };
    hits.hits.iter().map(one).collect()
}

#[test]
fn a_search_is_given_up_when_nobody_waits_for_it() {
    let corpus = Builder::new().participant("P1", &[]).document("D1", "P1: We waited.").build();
    let query = Query::parse("waited", Letters::Plain).unwrap();
    let (filter, without) = (Filter::default(), Vec::new());
    let spec = SearchSpec { query, unit: Unit::Turn, filter, without, limit: usize::MAX };
    let found = search_until(&corpus, &spec, &AtomicBool::new(false));
    assert_eq!(found.map(|hits| hits.total), Some(1));
    assert_eq!(search_until(&corpus, &spec, &AtomicBool::new(true)), None);
}

#[test]
fn only_the_speech_that_is_asked_for_is_searched() {
    let corpus = study();
    let check = |written: &str, change: &dyn Fn(&mut SearchSpec), expected: &[&str]| {
        let hits = ask(&corpus, written, change);
        assert_eq!(told(&corpus, &hits), expected, "{written}");
        assert_eq!(hits.total as usize, expected.len());
    };
    let plain = &|_: &mut SearchSpec| {};
    check("wait*", plain, &["D1 ¶3 waited", "D1 ¶4 Wait", "D1 ¶4 wait", "D2 ¶1 wait"]);
    // A time stamp inside a turn stands between the words it interrupts.
    check("\"waited long\"", plain, &["D1 ¶3 waited [0:12] long"]);
    check("child letter", plain, &["D1 ¶3 child", "D1 ¶3 letter"]);
    check("P1", plain, &[]);
    let all = &|spec: &mut SearchSpec| spec.filter.speech = Speech::Any;
    check("wait", all, &["D1 ¶2 wait", "D1 ¶4 Wait", "D1 ¶4 wait", "D1 ¶5 wait", "D2 ¶1 wait"]);
    check("waiting OR P1", all, &["D1 ¶1 waiting", "D1 ¶3 P1", "D2 ¶1 P1"]);
    let unassigned = &|spec: &mut SearchSpec| spec.filter.speech = Speech::Unassigned;
    check("wait*", unassigned, &["D1 ¶1 waiting", "D1 ¶5 wait"]);
    let person =
        |id| move |spec: &mut SearchSpec| spec.filter.participants = vec![ParticipantId(id)];
    check("wait", &person(2), &["D1 ¶4 Wait", "D1 ¶4 wait"]);
    check("wait", &person(3), &[]);
    let excluded = &|spec: &mut SearchSpec| spec.filter.include_excluded = true;
    check("wait nee", excluded, &["D2 ¶2 wait", "D2 ¶2 née"]);
    let hits = ask(&corpus, "wait", |_| {});
    assert_eq!(hits.unassigned, 5);
    assert_eq!(hits.excluded, ["P3"]);
    assert_eq!((hits.documents, hits.participants.len()), (2, 2));
}

#[test]
fn codes_say_where_a_hit_may_lie() {
    let corpus = study();
    let [delay, harm] = [corpus.codes.find("delay")[0], corpus.codes.find("Harm")[0]];
    let time = corpus.codes.find("Time")[0];
    let check = |written: &str, change: &dyn Fn(&mut SearchSpec), expected: &[&str]| {
        assert_eq!(told(&corpus, &ask(&corpus, written, change)), expected, "{written}");
    };
    check("wait*", &|spec| spec.filter.codes = vec![time], &["D1 ¶3 waited"]);
    check("letter", &|spec| spec.filter.codes = vec![harm], &["D1 ¶4 letter", "D2 ¶1 letter"]);
    // Half under the code is not under it.
    check("\"no letter\"", &|spec| spec.filter.codes = vec![harm], &[]);
    check("\"no letter\"", &|spec| spec.without = vec![harm], &[]);
    check("wait*", &|spec| spec.without = vec![delay, harm], &["D1 ¶4 Wait", "D2 ¶1 wait"]);
    let ana = corpus.coders[0].id;
    check(
        "letter",
        &|spec| {
            spec.filter.codes = vec![harm];
            spec.filter.coder = CoderChoice::One(ana);
        },
        &["D1 ¶4 letter"],
    );
}

#[test]
fn hits_stand_in_context_with_their_citation() {
    let corpus = study();
    let mut hits = ask(&corpus, "letter", |_| {}).hits;
    let lines = |hits: &[Hit]| -> Vec<String> {
        let mut contexts = Contexts::new(&corpus, Width::Words(2));
        contexts.prepare(hits);
        let one = |hit: &Hit| {
            let hit = contexts.read(hit).unwrap();
            let text: Vec<char> =
                corpus.document_named(&hit.document).unwrap().text.chars().collect();
            let words: String =
                text[hit.chars.start as usize..hit.chars.end as usize].iter().collect();
            assert_eq!(words, hit.text);
            format!("{}|{}|{} {}", hit.before, hit.text, hit.after, hit.citation)
        };
        hits.iter().map(one).collect()
    };
    let [first, second, third] = [
        "The child’s |letter| came late. (D1, P1, nurse, ¶3)",
        "for the |letter|! (D1, P2, doctor, ¶4)",
        " No |letter|. We (D2, P1, nurse, ¶1)",
    ];
    assert_eq!(lines(&hits), [first, second, third]);
    sort(&corpus, &mut hits, Order::Left);
    assert_eq!(lines(&hits), [first, third, second]);
    sort(&corpus, &mut hits, Order::Right);
    assert_eq!(lines(&hits), [second, first, third]);
    sort(&corpus, &mut hits, Order::Text);
    assert_eq!(lines(&hits), [second, first, third]);
}

#[test]
fn a_hit_is_widened_to_its_sentence_or_turn() {
    let corpus = study();
    let document = &corpus.documents[0];
    let check = |words: &str, sentence: &str, turn: &str| {
        let at = document.text.find(words).unwrap();
        let span = Span::from_range(at..at + words.len()).unwrap();
        let of = |span: Span| span.of(&document.text).unwrap();
        assert_eq!(of(whole_sentences(document, span)), sentence, "{words}");
        assert_eq!(of(whole_turn(document, span)), turn, "{words}");
    };
    let turn = "We waited [0:12] long. The child’s letter came late.";
    check("letter", "The child’s letter came late.", turn);
    check("We", "We waited [0:12] long.", turn);
    check("long. The", turn, turn);
    check("Wait", "Wait.", "Wait. I wait for the letter!");
    check("P2", "P2", "P2");
    check("letter!", "I wait for the letter!", "Wait. I wait for the letter!");
}

#[test]
fn there_may_be_more_hits_than_are_kept() {
    let corpus = study();
    let hits = ask(&corpus, "wait*", |spec| spec.limit = 2);
    assert_eq!((hits.hits.len(), hits.total), (2, 4));
    assert_eq!(ask(&corpus, "wait*", |spec| spec.limit = 0).total, 4);
}

//! Citations by a template of the researcher's own: `({document}, {role}, ll. {lines})`.
//!
//! Fields are `document`, `participant`, `role`, `turn` (the ¶ number), `lines` (frozen line numbers),
//! `code`, and every attribute by its name. A field that has nothing to say leaves out the words in
//! front of it, so that nobody is cited as `(P07, , ¶3)`.

use super::citation::role_attribute;
use super::excerpt::Excerpt;
use super::groups::value_of;
use crate::model::{AttributeId, Corpus, Participant, Refusal};

/// What stands at one place of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Words(String),
    Document,
    Participant,
    Turn,
    Lines,
    Code,
    Attribute(AttributeId),
}

/// A template that was read for one study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template(Vec<Piece>);

/// Templates with names (methods §4.3).
const NAMED: [(&str, &str); 4] = [
    ("lines", "({participant}, {role}, ll. {lines})"),
    ("turn", "({participant}, {role}, ¶{turn})"),
    ("group", "({document}, {participant}, {role}, ¶{turn})"),
    ("role", "({role})"),
];

impl Template {
    /// Reads a template, or the name of one: `lines`, `turn`, `group`, `role`.
    ///
    /// # Errors
    /// When a brace is left open or a field is none of the study's.
    pub fn read(corpus: &Corpus, text: &str) -> Result<Self, Refusal> {
        let named = NAMED.iter().find(|(name, _)| *name == text.trim());
        let mut rest = named.map_or(text, |(_, template)| template);
        if rest.trim().is_empty() {
            return Err(Refusal::new("the citation is empty").instead(advice(corpus)));
        }
        let mut pieces = Vec::new();
        while let Some(open) = rest.find('{') {
            let (words, field) = (&rest[..open], &rest[open + 1..]);
            if !words.is_empty() {
                pieces.push(Piece::Words(words.to_owned()));
            }
            let Some(close) = field.find('}') else {
                return Err(
                    Refusal::new("a { in the citation is not closed").instead(advice(corpus))
                );
            };
            pieces.push(piece(corpus, &field[..close])?);
            rest = &field[close + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// True when excerpts must be read with their line numbers.
    pub fn needs_lines(&self) -> bool {
        self.0.contains(&Piece::Lines)
    }

    /// The citation of an excerpt.
    pub fn cite(&self, corpus: &Corpus, excerpt: &Excerpt) -> String {
        let (mut cited, mut words) = (String::new(), "");
        for piece in &self.0 {
            let said = match piece {
                Piece::Words(text) => {
                    words = text;
                    continue;
                }
                Piece::Document => excerpt.document_name.clone(),
                Piece::Participant => excerpt.participant_names(corpus).unwrap_or_default(),
                Piece::Turn => range(excerpt.turns),
                Piece::Lines => excerpt.lines.map(range).unwrap_or_default(),
                Piece::Code => excerpt.code_name.clone(),
                Piece::Attribute(id) => values(corpus, excerpt, *id),
            };
            let lead = std::mem::take(&mut words);
            if said.is_empty() {
                // A bracket that opens stays: the one that closes it does.
                let kept = lead.rfind(is_open).map_or("", |at| {
                    &lead[..at + lead[at..].chars().next().map_or(0, char::len_utf8)]
                });
                push(&mut cited, kept);
            } else {
                push(&mut cited, lead);
                cited.push_str(&said);
            }
        }
        push(&mut cited, words);
        cited
    }
}

fn piece(corpus: &Corpus, field: &str) -> Result<Piece, Refusal> {
    Ok(match field.trim().to_lowercase().as_str() {
        "document" => Piece::Document,
        "participant" => Piece::Participant,
        "turn" => Piece::Turn,
        "lines" => Piece::Lines,
        "code" => Piece::Code,
        name => {
            let attribute = corpus.attribute_named(name).map(|attribute| attribute.id);
            let role = || role_attribute(corpus).filter(|_| name == "role");
            attribute.or_else(role).map(Piece::Attribute).ok_or_else(|| {
                Refusal::new(format!("the citation has no field {{{}}}", field.trim()))
                    .instead(advice(corpus))
            })?
        }
    })
}

/// What a template can be made of.
fn advice(corpus: &Corpus) -> String {
    let mut fields: Vec<String> =
        ["document", "participant", "role", "turn", "lines", "code"].map(str::to_owned).into();
    for attribute in corpus.attributes.iter() {
        if !fields.contains(&attribute.name.to_lowercase()) {
            fields.push(attribute.name.clone());
        }
    }
    let fields: Vec<String> = fields.iter().map(|field| format!("{{{field}}}")).collect();
    let names: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
    format!("the fields are {}; or take one of {}", fields.join(" "), names.join(", "))
}

fn is_open(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '“' | '‘' | '"')
}

fn push(cited: &mut String, words: &str) {
    // After a bracket that opens there is nothing to be divided from what follows.
    let first = cited.is_empty() || cited.ends_with(is_open);
    let words = if first { words.trim_start_matches([',', ';', ':', ' ']) } else { words };
    cited.push_str(words);
}

/// "34", "34-36".
fn range((first, last): (u32, u32)) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn values(corpus: &Corpus, excerpt: &Excerpt, id: AttributeId) -> String {
    let people = excerpt.participants.iter().filter_map(|id| corpus.participant(*id));
    let value = |person: &Participant| value_of(person, id).map(str::to_owned);
    let mut values: Vec<String> = Vec::new();
    for value in people.filter_map(value) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::Builder;
    use crate::analysis::{Reader, excerpts};
    use crate::model::{AttributeKind, Filter};

    fn corpus() -> Corpus {
        Builder::new()
            .attribute("role", AttributeKind::List)
            .attribute("Years at work", AttributeKind::Number)
            .participant("P01", &["LA worker", "4"])
            .participant("P02", &["", ""])
            .code("delay")
            .document("D1", "INT: Yes?\nP01: Months.\nP02: Years.\n")
            .coding("D1", "delay", "Months", "A")
            .coding("D1", "delay", "Years", "A")
            .coding("D1", "delay", "Yes", "A")
            .build()
    }

    #[test]
    fn fields_are_filled_and_what_is_empty_takes_its_words_along() {
        let corpus = corpus();
        let mut reader = Reader::new(&corpus);
        let list = excerpts(&corpus, &Filter::default());
        let mut read = |text: &str| -> Vec<String> {
            let template = Template::read(&corpus, text).unwrap();
            let each = list.iter().filter_map(|at| reader.read(at));
            each.map(|excerpt| template.cite(&corpus, &excerpt)).collect()
        };
        assert_eq!(read("lines"), ["(ll. 1)", "(P01, LA worker, ll. 2)", "(P02, ll. 3)"]);
        assert_eq!(read("role"), ["()", "(LA worker)", "()"]);
        assert_eq!(
            read("[{document} ¶{turn}, {years at work} y]"),
            ["[D1 ¶1 y]", "[D1 ¶2, 4 y]", "[D1 ¶3 y]"]
        );
    }

    #[test]
    fn an_unknown_field_is_named_with_those_there_are() {
        let corpus = corpus();
        let refused = |text: &str| Template::read(&corpus, text).unwrap_err().to_string();
        let told = refused("({name})");
        assert!(told.starts_with("the citation has no field {name}; the fields are {document} "));
        assert!(told.contains("{Years at work}"), "{told}");
        assert!(refused("({role").starts_with("a { in the citation is not closed"));
        assert!(refused("  ").starts_with("the citation is empty"));
    }
}

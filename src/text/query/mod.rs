//! What is looked for in texts: words, phrases, beginnings of words, words near each other, or a
//! pattern; and where it stands.
//!
//! A query is read once ([`Query::parse`], [`Query::pattern`]) and asked of many texts. It knows no
//! study: it is given a text made ready ([`Folded`](super::folded::Folded)), the stretches of it a hit may lie in, and the
//! unit in which words must stand together. One way of finding serves the search of a study, the find
//! bar of a transcript and the contexts behind a list of words.
//!
//! | written | finds |
//! | --- | --- |
//! | `waiting room` | every *waiting* and every *room* where both stand in one unit |
//! | `wait` | the whole word *wait*, with a possessive *’s* too; not *waiting* |
//! | `traffick*` | words that begin so |
//! | `"home office"` | the words in this order; any white space between them |
//! | `=she` | the token *she* alone, not *she’s* |
//! | `wait OR delay`, `wait \| delay` | either; joins its neighbours only: `wait OR delay court` |
//! | `-court`, `NOT court` | units without it |
//! | `wait NEAR/5 court` | both within five words of each other, as one hit |
//! | `( … )` | what belongs together |

mod find;
mod near;
mod parse;
mod pattern;
#[cfg(test)]
mod tests;

use super::folded::Letters;
use super::tokens::{small, tokens};
use crate::model::Refusal;
use regex::{Regex, RegexBuilder};

/// Bytes a compiled pattern takes at most, and those of its tables.
const SIZE: usize = 1 << 20;

/// What must stand together for several words to be a find.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Unit {
    /// One sentence of one turn.
    Sentence,
    /// One turn.
    #[default]
    Turn,
    /// The document.
    Document,
}

impl Unit {
    /// All units, the smallest first.
    pub const ALL: [Self; 3] = [Self::Sentence, Self::Turn, Self::Document];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Turn => "turn",
            Self::Document => "document",
        }
    }

    /// The inverse of [`Unit::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// How a find must stand among the letters around it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Edges {
    /// Anywhere, inside words too.
    Anywhere,
    /// Whole words; a possessive `'s` may follow.
    Word,
    /// At the beginning of a word; the find goes on to its end.
    Beginning,
    /// One token. Where case does not matter: in lower case exactly this one, which is narrower than
    /// what a pattern takes for the same letters.
    Token(Option<String>),
    /// A pattern of the researcher's own: within one stretch, white space at its ends taken off.
    Pattern,
}

/// One thing to look for.
#[derive(Clone, Debug)]
struct Term {
    regex: Regex,
    edges: Edges,
}

/// How terms go together.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Node {
    /// A term, by its number.
    Term(usize),
    /// All of them in one unit.
    All(Vec<Node>),
    /// At least one of them.
    Any(Vec<Node>),
    /// Nowhere in the unit.
    Not(Box<Node>),
    /// All of them in one turn, at most so many words from the first to the last.
    Near(u32, Vec<Node>),
}

/// What is looked for. See the head of this file for how it is written.
#[derive(Clone, Debug)]
pub struct Query {
    letters: Letters,
    terms: Vec<Term>,
    root: Node,
}

impl Query {
    /// Reads a query as a person writes it.
    ///
    /// # Errors
    /// A refusal that says what is wrong and at which character.
    pub fn parse(written: &str, letters: Letters) -> Result<Self, Refusal> {
        parse::parse(written, letters)
    }

    /// Reads a regular expression. It is matched within one turn: `^` and `$` are ends of its lines.
    ///
    /// # Errors
    /// A refusal that says what is wrong and at which character.
    pub fn pattern(written: &str, letters: Letters) -> Result<Self, Refusal> {
        let regex = pattern::compile(written, letters)?;
        let terms = vec![Term { regex, edges: Edges::Pattern }];
        Ok(Self { letters, terms, root: Node::Term(0) })
    }

    /// These letters wherever they stand, inside words too; `None` for white space alone.
    pub fn anywhere(written: &str, letters: Letters) -> Option<Self> {
        let term = Term::new(written, letters, Edges::Anywhere).ok()?;
        Some(Self { letters, terms: vec![term], root: Node::Term(0) })
    }

    /// One token exactly as a list of words counts it; `None` where it is none.
    pub fn token(word: &str, letters: Letters) -> Option<Self> {
        let term = Term::token(word, letters).ok()?;
        Some(Self { letters, terms: vec![term], root: Node::Term(0) })
    }

    /// Which letters are the same: the text must be folded so.
    pub fn letters(&self) -> Letters {
        self.letters
    }

    /// The same, with all its words within so many words of each other.
    ///
    /// # Errors
    /// When there are no several words to stand near each other.
    pub fn within(mut self, words: u32) -> Result<Self, Refusal> {
        let Node::All(parts) = self.root else {
            return Err(Refusal::new("there is only one thing to look for, near nothing")
                .instead("write two words or phrases at least"));
        };
        let (not, wanted): (Vec<Node>, Vec<Node>) =
            parts.into_iter().partition(|part| matches!(part, Node::Not(_)));
        let near = near(words, wanted)?;
        self.root = if not.is_empty() {
            near
        } else {
            Node::All(std::iter::once(near).chain(not).collect())
        };
        Ok(self)
    }
}

/// The most things that can stand near each other.
const MOST_NEAR: usize = 6;
/// The most words between them.
const FARTHEST: u32 = 1000;

fn near(words: u32, parts: Vec<Node>) -> Result<Node, Refusal> {
    fn fits(part: &Node) -> bool {
        match part {
            Node::Term(_) => true,
            Node::Any(parts) | Node::Near(_, parts) => parts.iter().all(fits),
            Node::All(_) | Node::Not(_) => false,
        }
    }
    if words == 0 || words > FARTHEST {
        return Err(Refusal::new(format!(
            "words are near each other within 1 to {FARTHEST} words"
        )));
    }
    if parts.len() < 2 {
        return Err(Refusal::new("there is only one thing to look for, near nothing")
            .instead("write two words or phrases at least"));
    }
    if parts.len() > MOST_NEAR {
        return Err(Refusal::new(format!(
            "{MOST_NEAR} words or phrases can be looked for near each other, not {}",
            parts.len()
        )));
    }
    if !parts.iter().all(fits) {
        return Err(Refusal::new("only words, phrases and alternatives can be near each other")
            .instead("write for example (wait OR delay) NEAR/5 court"));
    }
    Ok(Node::Near(words, parts))
}

impl Term {
    /// Words as they are written, with any white space between them. A `*` behind a word means: it may
    /// go on.
    fn new(written: &str, letters: Letters, edges: Edges) -> Result<Self, Refusal> {
        let star = !matches!(edges, Edges::Anywhere | Edges::Token(_));
        let mut pattern = String::new();
        let mut edges = edges;
        let mut words = written.split_whitespace().peekable();
        let space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let anywhere = edges == Edges::Anywhere && words.peek().is_some();
        if anywhere && space(written.chars().next()) {
            pattern.push_str(r"\s+");
        }
        let mut ink = false;
        while let Some(word) = words.next() {
            let (word, open) = match word.strip_suffix('*').filter(|_| star) {
                Some(word) => (word, true),
                None => (word, false),
            };
            let folded = letters.of(word);
            ink |= !folded.trim().is_empty();
            // A sign may be written with a space of its own kind.
            for (at, part) in folded.split_whitespace().enumerate() {
                pattern.push_str(if at > 0 { r"\s+" } else { "" });
                pattern.push_str(&regex::escape(part));
            }
            match (open, words.peek()) {
                (true, Some(_)) => pattern.push_str(r"[\w']*\s+"),
                (true, None) => edges = Edges::Beginning,
                (false, Some(_)) => pattern.push_str(r"\s+"),
                (false, None) => {}
            }
        }
        if anywhere && space(written.chars().next_back()) {
            pattern.push_str(r"\s+");
        }
        if !ink {
            return Err(Refusal::new("there is nothing to look for"));
        }
        let regex = RegexBuilder::new(&pattern)
            .case_insensitive(letters.ignore_case())
            .size_limit(SIZE)
            .build()
            .map_err(|error| {
                Refusal::new(format!("this is too long to look for ({error})"))
                    .instead("look for fewer words")
            })?;
        Ok(Self { regex, edges })
    }

    /// One token.
    fn token(word: &str, letters: Letters) -> Result<Self, Refusal> {
        let folded = letters.of(word);
        if tokens(&folded).next() != Some(0..folded.len()) {
            return Err(Refusal::new(format!("{word} is not one word"))
                .instead("put several words into quotation marks"));
        }
        let small = letters.ignore_case().then(|| folded.chars().map(small).collect());
        Self::new(word, letters, Edges::Token(small))
    }
}

//! A query as a person writes it.

use super::{Edges, Letters, Node, Query, Refusal, Term, near};

/// The longest query, in characters.
const LONGEST: usize = 2_000;
/// The most words and phrases in one.
const MOST_TERMS: usize = 64;
/// The most brackets inside each other.
const DEEPEST: usize = 16;
/// How far `NEAR` without a number reaches.
const USUAL: u32 = 10;

/// A piece of a query and the character it begins at, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Piece {
    at: usize,
    what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum What {
    Open,
    Close,
    Or,
    Not,
    Near(u32),
    Word(String),
    Phrase(String),
}

pub(super) fn parse(written: &str, letters: Letters) -> Result<Query, Refusal> {
    if written.chars().nth(LONGEST).is_some() {
        return Err(Refusal::new(format!("a query can have {LONGEST} characters at most")));
    }
    let pieces = pieces(written)?;
    let mut parser = Parser { pieces: &pieces, at: 0, depth: 0, letters, terms: Vec::new() };
    let root = parser.all()?;
    if let Some(piece) = parser.pieces.get(parser.at) {
        return Err(wrong(piece.at, "a bracket is closed that was not opened"));
    }
    if !finds(&root) {
        return Err(Refusal::new("this says only what is not to be there")
            .instead("say what to look for too: wait -court"));
    }
    Ok(Query { letters, terms: parser.terms, root })
}

fn wrong(at: usize, why: &str) -> Refusal {
    Refusal::new(format!("{why} (character {at})"))
}

/// True for what has places of its own: everything but what is not to be there.
fn finds(node: &Node) -> bool {
    match node {
        Node::Term(_) | Node::Near(..) => true,
        Node::Not(_) => false,
        Node::All(parts) => parts.iter().any(finds),
        Node::Any(parts) => parts.iter().all(finds),
    }
}

fn closes(open: char, c: char) -> bool {
    match open {
        '"' => c == '"',
        _ => matches!(c, '”' | '“' | '"'),
    }
}

fn pieces(written: &str) -> Result<Vec<Piece>, Refusal> {
    let chars: Vec<char> = written.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let place = at + 1;
        let next = chars.get(at + 1);
        let mut push = |what: What| pieces.push(Piece { at: place, what });
        match c {
            c if c.is_whitespace() => at += 1,
            '(' | ')' | '|' => {
                push(match c {
                    '(' => What::Open,
                    ')' => What::Close,
                    _ => What::Or,
                });
                at += 1;
            }
            '"' | '“' | '”' | '„' => {
                let rest = chars.get(at + 1..).unwrap_or_default();
                let Some(length) = rest.iter().position(|&other| closes(c, other)) else {
                    return Err(wrong(place, "a quotation mark is not closed"));
                };
                push(What::Phrase(rest[..length].iter().collect()));
                at += length + 2;
            }
            '-' if next.is_some_and(|c| !c.is_whitespace() && !matches!(c, ')' | '|' | '-')) => {
                push(What::Not);
                at += 1;
            }
            _ => {
                let rest = chars.get(at..).unwrap_or_default();
                let ends = |c: &char| c.is_whitespace() || "()|\"“”„".contains(*c);
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                let word: String = rest[..length].iter().collect();
                match word.as_str() {
                    "OR" => push(What::Or),
                    "NOT" => push(What::Not),
                    // Words stand together anyway.
                    "AND" => {}
                    _ => match reach(&word, place)? {
                        Some(words) => push(What::Near(words)),
                        None => push(What::Word(word)),
                    },
                }
                at += length;
            }
        }
    }
    Ok(pieces)
}

/// `NEAR/5`, `near/5` or `NEAR`: how far.
fn reach(word: &str, place: usize) -> Result<Option<u32>, Refusal> {
    if word == "NEAR" {
        return Ok(Some(USUAL));
    }
    let Some((name, number)) = word.split_once('/') else { return Ok(None) };
    if !name.eq_ignore_ascii_case("near") {
        return Ok(None);
    }
    let words = number.parse().ok();
    words.map(Some).ok_or_else(|| wrong(place, "write near/5 for within five words"))
}

struct Parser<'p> {
    pieces: &'p [Piece],
    at: usize,
    depth: usize,
    letters: Letters,
    terms: Vec<Term>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&What> {
        self.pieces.get(self.at).map(|piece| &piece.what)
    }

    /// Where the next piece stands, or the last one.
    fn place(&self) -> usize {
        self.pieces.get(self.at).or(self.pieces.last()).map_or(1, |piece| piece.at)
    }

    fn all(&mut self) -> Result<Node, Refusal> {
        let mut parts = vec![self.any()?];
        while self.peek().is_some_and(|what| *what != What::Close) {
            parts.push(self.any()?);
        }
        Ok(joined(parts, Node::All))
    }

    fn any(&mut self) -> Result<Node, Refusal> {
        let mut parts = vec![self.near()?];
        while self.peek() == Some(&What::Or) {
            self.at += 1;
            parts.push(self.near()?);
        }
        if parts.len() > 1 && !parts.iter().all(finds) {
            return Err(wrong(
                self.place(),
                "OR joins what is looked for, not what is not to be there",
            )
            .instead("write (wait OR delay) -court"));
        }
        Ok(joined(parts, Node::Any))
    }

    fn near(&mut self) -> Result<Node, Refusal> {
        let mut node = self.one()?;
        while let Some(&What::Near(words)) = self.peek() {
            let place = self.place();
            self.at += 1;
            let other = self.one()?;
            node = near(words, vec![node, other]).map_err(|refusal| Refusal {
                why: format!("{} (character {place})", refusal.why),
                ..refusal
            })?;
        }
        Ok(node)
    }

    fn one(&mut self) -> Result<Node, Refusal> {
        let place = self.place();
        if self.pieces.is_empty() {
            return Err(Refusal::new("there is nothing to look for"));
        }
        let Some(piece) = self.pieces.get(self.at) else {
            return Err(wrong(place, "a word is missing after this"));
        };
        self.at += 1;
        match &piece.what {
            What::Not | What::Open if self.depth >= DEEPEST => {
                Err(wrong(place, "there are too many brackets inside each other"))
            }
            What::Not => {
                self.depth += 1;
                let node = self.one()?;
                self.depth -= 1;
                if !finds(&node) {
                    return Err(wrong(place, "twice not is too much"));
                }
                Ok(Node::Not(Box::new(node)))
            }
            What::Open => {
                self.depth += 1;
                let node = self.all()?;
                self.depth -= 1;
                if self.peek() != Some(&What::Close) {
                    return Err(wrong(place, "a bracket is not closed"));
                }
                self.at += 1;
                Ok(node)
            }
            What::Word(word) => {
                let term = self.word(word, place)?;
                self.term(term, place)
            }
            What::Phrase(words) => {
                let term = self.words(words, place)?;
                self.term(term, place)
            }
            What::Or | What::Near(_) => Err(wrong(place, "a word is missing before this")),
            What::Close => Err(wrong(place, "a word is missing before this bracket")),
        }
    }

    fn word(&self, word: &str, place: usize) -> Result<Term, Refusal> {
        if let Some(token) = word.strip_prefix('=').filter(|token| !token.is_empty()) {
            return Term::token(token, self.letters).map_err(|refusal| Refusal {
                why: format!("{} (character {place})", refusal.why),
                ..refusal
            });
        }
        self.words(word, place)
    }

    fn words(&self, words: &str, place: usize) -> Result<Term, Refusal> {
        for word in words.split_whitespace() {
            let stem = word.strip_suffix('*').unwrap_or(word);
            if stem.is_empty() || stem.contains('*') {
                return Err(wrong(
                    place,
                    "a star stands for the rest of a word, behind its beginning",
                )
                .instead("write traffick*, or use a regular expression"));
            }
        }
        Term::new(words, self.letters, Edges::Word).map_err(|refusal| wrong(place, &refusal.why))
    }

    fn term(&mut self, term: Term, place: usize) -> Result<Node, Refusal> {
        if self.terms.len() >= MOST_TERMS {
            return Err(wrong(place, &format!("{MOST_TERMS} words are the most in one query")));
        }
        self.terms.push(term);
        Ok(Node::Term(self.terms.len() - 1))
    }
}

fn joined(mut parts: Vec<Node>, several: impl FnOnce(Vec<Node>) -> Node) -> Node {
    if parts.len() > 1 {
        return several(parts);
    }
    parts.pop().unwrap_or(Node::All(Vec::new()))
}

//! From a sentence to a condition.

use super::DEEPEST;
use crate::model::{CodeId, Condition, Corpus, Flag, Refusal, Relation};

/// Why a sentence cannot be read, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Byte of the sentence where it goes wrong; its length when something is missing at the end.
    pub at: usize,
    /// Why.
    pub refusal: Refusal,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.refusal.fmt(f)
    }
}

impl std::error::Error for Fault {}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    Open,
    Close,
    /// Bare words, and whether they are quoted: quoted ones are names, never words of the language.
    Word(String, bool),
}

/// Reads a sentence. Codes and coders are looked up in the study.
///
/// # Errors
/// With the place where it goes wrong, and what could stand there.
pub fn parse(corpus: &Corpus, sentence: &str) -> Result<Condition, Fault> {
    let tokens = tokens(sentence)?;
    let mut reader = Reader { corpus, tokens, at: 0, end: sentence.len(), deep: 0 };
    let condition = reader.any()?;
    match reader.next() {
        None => Ok(condition),
        Some((at, Token::Close)) => Err(fault(at, "this bracket closes nothing", "")),
        Some((at, _)) => Err(fault(at, "something is missing before this", "write and or or")),
    }
}

fn fault(at: usize, why: impl Into<String>, instead: &str) -> Fault {
    let refusal = Refusal::new(why);
    Fault { at, refusal: if instead.is_empty() { refusal } else { refusal.instead(instead) } }
}

fn tokens(sentence: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let mut found = Vec::new();
    let mut rest = sentence.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '"' | '“' | '”' => {
                let close = if c == '"' { &['"'][..] } else { &['”', '“'][..] };
                let mut name = String::new();
                loop {
                    match rest.next() {
                        None => return Err(fault(at, "this quotation does not end", "")),
                        // A doubled quote is one quote.
                        Some((_, q)) if close.contains(&q) => match rest.peek() {
                            Some((_, '"')) if q == '"' => {
                                rest.next();
                                name.push('"');
                            }
                            _ => break,
                        },
                        Some((_, inner)) => name.push(inner),
                    }
                }
                Token::Word(name, true)
            }
            first => {
                let mut word = String::from(first);
                while let Some((_, c)) =
                    rest.next_if(|(_, c)| !c.is_whitespace() && !"()\"“”".contains(*c))
                {
                    word.push(c);
                }
                Token::Word(word, false)
            }
        };
        found.push((at, token));
    }
    Ok(found)
}

struct Reader<'c> {
    corpus: &'c Corpus,
    tokens: Vec<(usize, Token)>,
    at: usize,
    end: usize,
    deep: usize,
}

/// What can stand where a condition begins.
const BEGINNINGS: &str = "write is, overlaps, inside, around, within, follows, precedes, key, \
                          contradicting, uncertain, has memo, by, since or until";

impl Reader<'_> {
    fn next(&mut self) -> Option<(usize, Token)> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Takes a word of the language when it comes next.
    fn takes(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((_, Token::Word(next, false)))
            if next.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Condition, Fault> {
        let mut list = vec![self.all()?];
        while self.takes("or") {
            list.push(self.all()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::Any(list) })
    }

    fn all(&mut self) -> Result<Condition, Fault> {
        let mut list = vec![self.one()?];
        while self.takes("and") {
            list.push(self.one()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::All(list) })
    }

    fn one(&mut self) -> Result<Condition, Fault> {
        let here = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
        self.deep += 1;
        if self.deep > DEEPEST {
            return Err(fault(here, format!("it is more than {DEEPEST} brackets deep"), ""));
        }
        let read = match self.next() {
            None => Err(fault(here, "a condition is missing", BEGINNINGS)),
            Some((at, Token::Open)) => {
                let inner = self.any()?;
                match self.next() {
                    Some((_, Token::Close)) => Ok(inner),
                    _ => Err(fault(at, "this bracket is not closed", "")),
                }
            }
            Some((at, Token::Close)) => Err(fault(at, "a condition is missing", BEGINNINGS)),
            Some((at, Token::Word(word, quoted))) => self.what(at, &word, quoted),
        };
        self.deep -= 1;
        read
    }

    fn what(&mut self, at: usize, word: &str, quoted: bool) -> Result<Condition, Fault> {
        let known = if quoted { String::new() } else { word.to_lowercase() };
        Ok(match known.as_str() {
            "not" => Condition::Not(Box::new(self.one()?)),
            "is" => Condition::Is(self.code()?),
            "overlaps" => Condition::Near(Relation::Overlaps, self.code()?),
            "inside" => Condition::Near(Relation::Inside, self.code()?),
            "around" => Condition::Near(Relation::Around, self.code()?),
            "follows" => {
                let code = self.code()?;
                Condition::Near(Relation::Follows(self.turns()?), code)
            }
            "precedes" => {
                let code = self.code()?;
                Condition::Near(Relation::Precedes(self.turns()?), code)
            }
            "within" => {
                let number = self.number()?;
                let relation = match self.next() {
                    Some((_, Token::Word(unit, false)))
                        if matches!(unit.to_lowercase().as_str(), "turn" | "turns") =>
                    {
                        Relation::WithinTurns(number)
                    }
                    Some((_, Token::Word(unit, false)))
                        if matches!(unit.to_lowercase().as_str(), "word" | "words") =>
                    {
                        Relation::WithinWords(number)
                    }
                    other => {
                        let at = other.map_or(self.end, |(at, _)| at);
                        return Err(fault(at, "turns or words of what?", "write turns or words"));
                    }
                };
                if !self.takes("of") {
                    let at = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
                    return Err(fault(at, "of is missing", "write within 2 turns of CODE"));
                }
                Condition::Near(relation, self.code()?)
            }
            "key" => {
                self.takes("quote");
                Condition::Marked(Flag::Key)
            }
            "contradicting" => Condition::Marked(Flag::Contradicting),
            "uncertain" => Condition::Marked(Flag::Uncertain),
            "has" => {
                if !self.takes("memo") {
                    let at = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
                    return Err(fault(at, "memo is missing", "write has memo"));
                }
                Condition::HasMemo
            }
            "by" => {
                let (at, name) = self.name("a coder")?;
                let coder = self.corpus.coder_named(&name).ok_or_else(|| {
                    let names = self.corpus.coders.iter().map(|coder| coder.name.as_str());
                    let names: Vec<&str> = names.take(8).collect();
                    let advice = format!("the coders are {}", names.join(", "));
                    fault(at, format!("there is no coder {name}"), &advice)
                })?;
                Condition::By(coder.id)
            }
            "since" => Condition::Since(self.day()?),
            "until" => Condition::Until(self.day()?),
            _ => return Err(fault(at, format!("{word} begins no condition"), BEGINNINGS)),
        })
    }

    /// "within 3 turns", or one turn where nothing is said.
    fn turns(&mut self) -> Result<u32, Fault> {
        if !self.takes("within") {
            return Ok(1);
        }
        let number = self.number()?;
        if self.takes("turns") || self.takes("turn") {
            return Ok(number);
        }
        let at = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
        Err(fault(at, "turns is missing", "write within 3 turns"))
    }

    fn name(&mut self, what: &str) -> Result<(usize, String), Fault> {
        match self.next() {
            Some((at, Token::Word(name, _))) => Ok((at, name)),
            other => {
                let at = other.map_or(self.end, |(at, _)| at);
                Err(fault(at, format!("{what} is missing"), ""))
            }
        }
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let (at, word) = self.name("a number")?;
        // Whatever is wrong with it: it is no number.
        word.parse()
            .ok()
            .ok_or_else(|| fault(at, format!("{word} is no number"), "write one like 2"))
    }

    fn day(&mut self) -> Result<String, Fault> {
        let (at, word) = self.name("a day")?;
        match word.parse::<jiff::civil::Date>() {
            Ok(day) => Ok(day.to_string()),
            Err(_) => Err(fault(at, format!("{word} is no day"), "write it like 2026-03-31")),
        }
    }

    fn code(&mut self) -> Result<CodeId, Fault> {
        let (at, name) = self.name("a code")?;
        match self.corpus.codes.find(&name).as_slice() {
            [one] => Ok(*one),
            [] => Err(fault(at, format!("there is no code {name}"), "")),
            several => {
                let paths = several.iter().take(6).map(|id| self.corpus.codes.path(*id));
                let paths: Vec<String> = paths.collect();
                let advice = format!("write its path: {}", paths.join(" or "));
                Err(fault(at, format!("several codes are called {name}"), &advice))
            }
        }
    }
}

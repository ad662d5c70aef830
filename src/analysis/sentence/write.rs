//! From a condition to a sentence.

use super::WORDS;
use crate::model::{CodeId, Condition, Corpus, Relation};

/// Writes a condition so that it reads like a sentence and can be read again.
pub fn write(corpus: &Corpus, condition: &Condition) -> String {
    let mut out = String::new();
    put(corpus, condition, 0, &mut out);
    out
}

/// How close a condition binds: inside a closer one it stands in brackets.
fn rank(condition: &Condition) -> u8 {
    match condition {
        Condition::Any(_) => 1,
        Condition::All(_) => 2,
        _ => 3,
    }
}

fn put(corpus: &Corpus, condition: &Condition, above: u8, out: &mut String) {
    let brackets = rank(condition) <= above;
    if brackets {
        out.push('(');
    }
    match condition {
        Condition::Any(list) => joined(corpus, list, " or ", 1, out),
        Condition::All(list) => joined(corpus, list, " and ", 2, out),
        Condition::Not(inner) => {
            out.push_str("not ");
            put(corpus, inner, 2, out);
        }
        single => out.push_str(&simple(corpus, single)),
    }
    if brackets {
        out.push(')');
    }
}

fn joined(corpus: &Corpus, list: &[Condition], between: &str, rank: u8, out: &mut String) {
    for (at, inner) in list.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        put(corpus, inner, rank, out);
    }
}

fn simple(corpus: &Corpus, condition: &Condition) -> String {
    let code = |id: &CodeId| name_of_code(corpus, *id);
    match condition {
        Condition::Is(id) => format!("is {}", code(id)),
        Condition::Near(relation, id) => near(*relation, &code(id)),
        Condition::Marked(flag) => match flag {
            crate::model::Flag::Key => "key".to_owned(),
            other => other.name().to_owned(),
        },
        Condition::HasMemo => "has memo".to_owned(),
        Condition::By(coder) => {
            let name = corpus.coder(*coder).map_or("(unknown)", |coder| coder.name.as_str());
            format!("by {}", quoted(name))
        }
        Condition::Since(day) => format!("since {day}"),
        Condition::Until(day) => format!("until {day}"),
        Condition::Not(_) | Condition::All(_) | Condition::Any(_) => String::new(),
    }
}

fn near(relation: Relation, code: &str) -> String {
    let turns = |n: u32| if n == 1 { "1 turn".to_owned() } else { format!("{n} turns") };
    match relation {
        Relation::Overlaps => format!("overlaps {code}"),
        Relation::Inside => format!("inside {code}"),
        Relation::Around => format!("around {code}"),
        Relation::WithinTurns(n) => format!("within {} of {code}", turns(n)),
        Relation::WithinWords(1) => format!("within 1 word of {code}"),
        Relation::WithinWords(n) => format!("within {n} words of {code}"),
        Relation::Follows(n) => format!("follows {code} within {}", turns(n)),
        Relation::Precedes(n) => format!("precedes {code} within {}", turns(n)),
    }
}

/// The shortest name that means this code and no other.
fn name_of_code(corpus: &Corpus, id: CodeId) -> String {
    let tree = &corpus.codes;
    let Some(code) = tree.codes().iter().find(|code| code.id == id) else {
        return quoted("(removed)");
    };
    // Drawn in every frame: names are compared, no paths are built.
    let name = code.fields.name.to_lowercase();
    let same = tree.codes().iter().filter(|other| other.fields.name.to_lowercase() == name);
    if same.count() == 1 { quoted(&code.fields.name) } else { quoted(&tree.path(id)) }
}

/// In quotes where it would not be read as one name.
fn quoted(name: &str) -> String {
    let plain = !name.is_empty()
        && !WORDS.contains(&name.to_lowercase().as_str())
        && !name.chars().any(|c| c.is_whitespace() || "()\"“”".contains(c));
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

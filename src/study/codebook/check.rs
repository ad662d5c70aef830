//! What a code may be called and look like. The form asks the same questions before it sends.

use super::super::{Error, names};
use crate::model::{CODE_LEVELS, CodeFields, CodeId, CodeTree, Refusal, name_key};

/// Letters that mean something else in the reading view: `i` makes a code of the words themselves.
pub const RESERVED_KEYS: [char; 1] = ['i'];

/// Why a code cannot hang so deep.
pub(super) fn too_deep() -> Refusal {
    Refusal::new(format!("it is more than {CODE_LEVELS} levels deep")).instead("hang it further up")
}

/// How many levels there are down to a code; none above the top.
fn levels(tree: &CodeTree, code: Option<CodeId>) -> usize {
    let place = code.and_then(|code| tree.place(code));
    place.map_or(0, |place| usize::from(tree.depth(place)) + 1)
}

/// Why the code at `place` cannot hang under `parent` with all that is under it. Where it is as deep as
/// that already it stays.
pub(super) fn depth_fault(
    tree: &CodeTree,
    place: usize,
    parent: Option<CodeId>,
) -> Option<Refusal> {
    let above = usize::from(tree.depth(place));
    let deepest = tree.subtree(place).map(|at| usize::from(tree.depth(at))).max().unwrap_or(above);
    let comes_to = levels(tree, parent) + deepest - above + 1;
    (comes_to > CODE_LEVELS && comes_to > deepest + 1).then(too_deep)
}

/// The part of a code that is not as it may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Its name.
    Name,
    /// Its colour.
    Color,
    /// Its letters.
    Badge,
    /// The key that applies it.
    Key,
}

/// Why a code (`None`: a new one) cannot be like this under `parent`; `None` when it can.
pub fn fault(
    tree: &CodeTree,
    code: Option<CodeId>,
    parent: Option<CodeId>,
    fields: &CodeFields,
) -> Option<(Part, Refusal)> {
    if let Some(refusal) = name_fault(tree, code, parent, &fields.name) {
        return Some((Part::Name, refusal));
    }
    let mut fields = fields.clone();
    if let Err(fault) = clean_looks(&mut fields) {
        return Some(fault);
    }
    key_fault(tree, code, &fields.key).map(|refusal| (Part::Key, refusal))
}

/// Why a code cannot have this name under `parent`, or a new one cannot hang there.
pub fn name_fault(
    tree: &CodeTree,
    code: Option<CodeId>,
    parent: Option<CodeId>,
    name: &str,
) -> Option<Refusal> {
    let name = match clean_name(name) {
        Ok(name) => name_key(&name),
        Err(refusal) => return Some(refusal),
    };
    let twin = tree.codes().iter().find(|other| {
        other.parent == parent && Some(other.id) != code && name_key(&other.fields.name) == name
    });
    if let Some(twin) = twin {
        return Some(Refusal::new(format!("there is a code {} already", tree.path(twin.id))));
    }
    // A code that is there keeps its place when it gets another name.
    (code.is_none() && levels(tree, parent) >= CODE_LEVELS).then(too_deep)
}

/// Why a code cannot have this key: it belongs to another one.
pub(super) fn key_fault(tree: &CodeTree, code: Option<CodeId>, key: &str) -> Option<Refusal> {
    let taken = |other: &&crate::model::Code| other.fields.key == key && Some(other.id) != code;
    let other = tree.codes().iter().filter(|_| !key.is_empty()).find(taken)?;
    let why = format!("the key {key} applies {} already", other.fields.name);
    Some(Refusal::new(why).instead("choose another key, or take it from that code first"))
}

fn clean_name(name: &str) -> Result<String, Refusal> {
    let name = match names::check("code", name) {
        Ok(name) => name,
        Err(Error::Refused(refusal)) => return Err(refusal),
        Err(error) => return Err(Refusal::new(error.to_string())),
    };
    if name.contains('/') {
        return Err(Refusal::new("a code's name cannot hold a slash")
            .instead("a slash stands between a code and the one above it"));
    }
    Ok(name)
}

pub(super) fn check_name(name: &str) -> Result<String, Error> {
    Ok(clean_name(name)?)
}

/// The fields as they are stored.
pub(super) fn check_fields(mut fields: CodeFields) -> Result<CodeFields, Error> {
    fields.name = check_name(&fields.name)?;
    for text in [
        &mut fields.definition,
        &mut fields.include,
        &mut fields.exclude,
        &mut fields.example,
        &mut fields.origin,
    ] {
        *text = names::clean(text);
    }
    clean_looks(&mut fields).map_err(|(_, refusal)| refusal)?;
    Ok(fields)
}

/// Colour, letters and key as they are stored.
fn clean_looks(fields: &mut CodeFields) -> Result<(), (Part, Refusal)> {
    let color = fields.color.trim().to_lowercase();
    let fits = color
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !color.is_empty() && !fits {
        let refusal = Refusal::new(format!("{color} is no color"))
            .instead("write it as #rrggbb, or leave it empty");
        return Err((Part::Color, refusal));
    }
    fields.color = color;
    fields.badge = fields.badge.trim().to_owned();
    if fields.badge.chars().count() > 3 || fields.badge.chars().any(char::is_control) {
        let refusal = Refusal::new(format!("{} is too long for a badge", fields.badge))
            .instead("use one to three letters, or leave it empty");
        return Err((Part::Badge, refusal));
    }
    fields.key = fields.key.trim().to_lowercase();
    let mut letters = fields.key.chars();
    let fits = match (letters.next(), letters.next()) {
        (None, _) => true,
        (Some(letter), None) => letter.is_alphabetic() && !RESERVED_KEYS.contains(&letter),
        _ => false,
    };
    if !fits {
        let refusal = Refusal::new(format!("{} cannot be the key of a code", fields.key))
            .instead("use one letter other than i, or leave it empty");
        return Err((Part::Key, refusal));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Code;

    #[test]
    fn what_is_wrong_is_said_of_the_part_that_is() {
        let code = |id, parent: Option<i64>, name: &str, key: &str| {
            let fields =
                CodeFields { name: name.to_owned(), key: key.to_owned(), ..CodeFields::default() };
            Code::new(CodeId(id), parent.map(CodeId), fields)
        };
        let tree = CodeTree::new(vec![
            code(1, None, "Time", ""),
            code(2, Some(1), "delay", "d"),
            code(3, Some(1), "limbo", ""),
        ]);
        let check = |id, parent: Option<i64>, texts: [&str; 4], expected: Option<(Part, &str)>| {
            let [name, color, badge, key] = texts.map(str::to_owned);
            let fields = CodeFields { name, color, badge, key, ..CodeFields::default() };
            let found = fault(&tree, Some(CodeId(id)), parent.map(CodeId), &fields);
            let found = found.map(|(part, refusal)| (part, refusal.to_string()));
            let told = found.as_ref().map(|(part, why)| (*part, why.as_str()));
            match (told, expected) {
                (Some((part, why)), Some((wanted, start))) => {
                    assert_eq!(part, wanted, "{why}");
                    assert!(why.starts_with(start), "{why}");
                }
                (told, expected) => assert_eq!(told, expected),
            }
        };
        check(3, Some(1), ["limbo", "", "", ""], None);
        check(3, Some(1), ["LIMBO ", "#0072B2", "LI", "L"], None);
        check(3, Some(1), [" ", "", "", ""], Some((Part::Name, "a code needs a name")));
        check(3, Some(1), ["a/b", "", "", ""], Some((Part::Name, "a code's name cannot")));
        check(3, Some(1), ["Delay", "", "", ""], Some((Part::Name, "there is a code Time/delay")));
        check(3, None, ["Delay", "", "", ""], None);
        check(3, None, ["x", "red", "", ""], Some((Part::Color, "red is no color")));
        check(3, None, ["x", "", "ABCD", ""], Some((Part::Badge, "ABCD is too long")));
        check(3, None, ["x", "", "", "D"], Some((Part::Key, "the key d applies delay already")));
        check(2, None, ["x", "", "", "D"], None);
        check(3, None, ["x", "", "", "i"], Some((Part::Key, "i cannot be the key")));
        check(3, None, ["x", "", "", "7"], Some((Part::Key, "7 cannot be the key")));
        check(3, None, ["x", "", "", "ab"], Some((Part::Key, "ab cannot be the key")));
    }
}

//! The codebook: add, change, move, remove, import.

use super::{Act, Acted, CodeTarget, Error, Report, names};
use crate::model::{Code, CodeFields, CodeId, LineError, NewCode, Refusal};
use std::collections::HashMap;

/// Letters that mean something else in the reading view: `i` makes a code of the words themselves.
pub const RESERVED_KEYS: [char; 1] = ['i'];

/// Codes by parent and lower-case name, as they are at the moment of a step.
pub(super) struct Shelf {
    by_place: HashMap<(Option<CodeId>, String), CodeId>,
}

impl Shelf {
    pub(super) fn new(act: &Act<'_>) -> Self {
        let codes = act.corpus.codes.codes();
        Self {
            by_place: codes
                .iter()
                .map(|code| ((code.parent, code.fields.name.to_lowercase()), code.id))
                .collect(),
        }
    }

    fn get(&self, parent: Option<CodeId>, name: &str) -> Option<CodeId> {
        self.by_place.get(&(parent, name.to_lowercase())).copied()
    }

    /// The code at a path from the top, made with everything above it where it is missing. The second
    /// value is true when the last one was made.
    pub(super) fn make(
        &mut self,
        act: &Act<'_>,
        path: &[String],
        origin: &str,
    ) -> Result<(CodeId, bool), Error> {
        let mut parent = None;
        let mut made = false;
        for name in path {
            let name = check_name(name)?;
            let id = match self.get(parent, &name) {
                Some(id) => {
                    made = false;
                    id
                }
                None => {
                    let fields =
                        CodeFields { name, origin: origin.to_owned(), ..CodeFields::default() };
                    let code = act.tx.add_code(parent, &fields, act.at)?;
                    made = true;
                    self.put(&code)
                }
            };
            parent = Some(id);
        }
        parent.map(|id| (id, made)).ok_or_else(|| Refusal::new("a code needs a name").into())
    }

    fn put(&mut self, code: &Code) -> CodeId {
        self.by_place.insert((code.parent, code.fields.name.to_lowercase()), code.id);
        code.id
    }
}

fn check_name(name: &str) -> Result<String, Error> {
    let name = names::check("code", name)?;
    if name.contains('/') {
        return Err(Refusal::new("a code's name cannot hold a slash")
            .instead("a slash stands between a code and the one above it")
            .into());
    }
    Ok(name)
}

fn check_fields(mut fields: CodeFields) -> Result<CodeFields, Error> {
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
    let color = fields.color.trim().to_lowercase();
    let fits = color
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !color.is_empty() && !fits {
        return Err(Refusal::new(format!("{color} is no color"))
            .instead("write it as #rrggbb, or leave it empty")
            .into());
    }
    fields.color = color;
    fields.badge = fields.badge.trim().to_owned();
    if fields.badge.chars().count() > 3 || fields.badge.chars().any(char::is_control) {
        return Err(Refusal::new(format!("{} is too long for a badge", fields.badge))
            .instead("use one to three letters, or leave it empty")
            .into());
    }
    fields.key = fields.key.trim().to_lowercase();
    let mut letters = fields.key.chars();
    let fits = match (letters.next(), letters.next()) {
        (None, _) => true,
        (Some(letter), None) => letter.is_alphabetic() && !RESERVED_KEYS.contains(&letter),
        _ => false,
    };
    if !fits {
        return Err(Refusal::new(format!("{} cannot be the key of a code", fields.key))
            .instead("use one letter other than i, or leave it empty")
            .into());
    }
    Ok(fields)
}

/// A key belongs to one code.
fn free_key(act: &Act<'_>, key: &str, but: Option<CodeId>) -> Result<(), Error> {
    let other = act
        .corpus
        .codes
        .codes()
        .iter()
        .find(|code| !key.is_empty() && code.fields.key == key && Some(code.id) != but);
    match other {
        Some(other) => {
            Err(Refusal::new(format!("the key {key} applies {} already", other.fields.name))
                .instead("choose another key, or take it from that code first")
                .into())
        }
        None => Ok(()),
    }
}

fn free(
    act: &Act<'_>,
    parent: Option<CodeId>,
    name: &str,
    but: Option<CodeId>,
) -> Result<(), Error> {
    match Shelf::new(act).get(parent, name) {
        Some(other) if Some(other) != but => {
            let twin = act.corpus.codes.path(other);
            Err(Refusal::new(format!("there is a code {twin} already")).into())
        }
        _ => Ok(()),
    }
}

/// The code that is meant, made where it is missing.
pub(super) fn resolve(act: &Act<'_>, target: &CodeTarget) -> Result<(CodeId, String), Error> {
    match target {
        CodeTarget::Id(id) => Ok((*id, act.code_name(*id)?.to_owned())),
        CodeTarget::Path(path) => {
            let (id, _) = Shelf::new(act).make(act, path, "inductive")?;
            let name = path.last().map(|name| name.trim().to_owned()).unwrap_or_default();
            Ok((id, name))
        }
    }
}

pub(super) fn add(act: &Act<'_>, parent: Option<CodeId>, fields: CodeFields) -> Acted {
    let fields = check_fields(fields)?;
    if let Some(parent) = parent {
        act.code_name(parent)?;
    }
    free(act, parent, &fields.name, None)?;
    free_key(act, &fields.key, None)?;
    let code = act.tx.add_code(parent, &fields, act.at)?;
    Ok((Report::Code(code.id), format!("Add code {}", fields.name)))
}

pub(super) fn edit(act: &Act<'_>, id: CodeId, fields: CodeFields) -> Acted {
    let fields = check_fields(fields)?;
    let old = act.corpus.codes.get(id).ok_or_else(|| names::gone("code"))?;
    free(act, old.parent, &fields.name, Some(id))?;
    free_key(act, &fields.key, Some(id))?;
    act.tx.set_code(id, &fields)?;
    let label = if old.fields.name == fields.name {
        format!("Edit code {}", fields.name)
    } else {
        format!("Rename code {} to {}", old.fields.name, fields.name)
    };
    Ok((Report::Code(id), label))
}

pub(super) fn move_to(act: &Act<'_>, id: CodeId, parent: Option<CodeId>) -> Acted {
    let tree = &act.corpus.codes;
    let name = act.code_name(id)?;
    let place = tree.place(id).ok_or_else(|| names::gone("code"))?;
    let under = match parent {
        None => "the top".to_owned(),
        Some(parent) => {
            let at = tree.place(parent).ok_or_else(|| names::gone("code"))?;
            if tree.subtree(place).contains(&at) {
                return Err(Refusal::new(format!("{name} cannot hang under itself")).into());
            }
            tree.path(parent)
        }
    };
    if tree.get(id).is_some_and(|code| code.parent == parent) {
        return Ok((Report::Code(id), String::new()));
    }
    free(act, parent, name, Some(id))?;
    act.tx.move_code(id, parent)?;
    Ok((Report::Code(id), format!("Move code {name} to {under}")))
}

pub(super) fn remove(act: &Act<'_>, id: CodeId) -> Acted {
    let tree = &act.corpus.codes;
    let name = act.code_name(id)?.to_owned();
    let place = tree.place(id).ok_or_else(|| names::gone("code"))?;
    let subtree = tree.codes().get(tree.subtree(place)).unwrap_or_default();
    let mut codings = 0;
    // The lowest first: a code cannot go while others hang under it.
    for code in subtree.iter().rev() {
        codings += act.tx.remove_code(code.id)?;
    }
    let mut label = format!("Remove code {name}");
    if subtree.len() > 1 {
        label += &format!(" and {} under it", names::count(subtree.len() - 1, "code"));
    }
    if codings > 0 {
        label += &format!(" with {}", names::count(codings, "coding"));
    }
    Ok((Report::Plain, label))
}

/// Which code each key belongs to while a codebook comes in.
struct Keys(HashMap<String, CodeId>);

impl Keys {
    fn new(act: &Act<'_>) -> Self {
        let with_key = act.corpus.codes.codes().iter().filter(|code| !code.fields.key.is_empty());
        Self(with_key.map(|code| (code.fields.key.clone(), code.id)).collect())
    }

    fn claim(&mut self, key: &str, code: CodeId) -> Result<(), String> {
        if key.is_empty() {
            return Ok(());
        }
        match self.0.insert(key.to_owned(), code) {
            Some(other) if other != code => {
                self.0.insert(key.to_owned(), other);
                Err(format!("the key {key} belongs to another code"))
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn import(act: &Act<'_>, codes: &[NewCode]) -> Acted {
    let mut shelf = Shelf::new(act);
    let mut taken_keys = Keys::new(act);
    let (mut taken, mut known) = (0, 0);
    let mut refused = Vec::new();
    for code in codes {
        let mut fields = code.fields.clone();
        fields.name = code.path.last().cloned().unwrap_or_default();
        let fields = match check_fields(fields) {
            Ok(fields) => fields,
            Err(error) => {
                refused.push(LineError::new(code.line, error.to_string()));
                continue;
            }
        };
        let (id, made) = match shelf.make(act, &code.path, "") {
            Ok(found) => found,
            Err(Error::Refused(refusal)) => {
                refused.push(LineError::new(code.line, refusal.to_string()));
                continue;
            }
            Err(error) => return Err(error),
        };
        // What the file says fills in or replaces; what it leaves empty stays.
        let old = act.corpus.codes.get(id).map(|code| code.fields.clone());
        let before = old
            .clone()
            .unwrap_or_else(|| CodeFields { name: fields.name.clone(), ..CodeFields::default() });
        let pick =
            |new: &str, old: &str| if new.is_empty() { old.to_owned() } else { new.to_owned() };
        let merged = CodeFields {
            name: before.name.clone(),
            definition: pick(&fields.definition, &before.definition),
            include: pick(&fields.include, &before.include),
            exclude: pick(&fields.exclude, &before.exclude),
            example: pick(&fields.example, &before.example),
            origin: pick(&fields.origin, &before.origin),
            color: pick(&fields.color, &before.color),
            badge: pick(&fields.badge, &before.badge),
            key: pick(&fields.key, &before.key),
        };
        if let Err(error) = taken_keys.claim(&merged.key, id) {
            refused.push(LineError::new(code.line, error));
            continue;
        }
        let differs = merged != before;
        if differs {
            act.tx.set_code(id, &merged)?;
        }
        if made || differs {
            taken += 1;
        } else {
            known += 1;
        }
    }
    let label = format!("Import codebook, {}", names::count(taken, "code"));
    Ok((Report::Lines { taken, known, refused }, label))
}

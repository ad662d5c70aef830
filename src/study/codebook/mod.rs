//! The codebook: codes are added and changed here; one file each moves them about, merges, splits,
//! keeps versions, and takes a codebook in.

mod check;
mod import;
mod join;
mod merge;
mod places;
mod split;
mod versions;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use check::{Part, RESERVED_KEYS, fault, name_fault};
pub use join::Join;
pub use merge::{Fold, MergePlan, plan_merge};
pub use versions::{Drift, Since, differs};

pub(super) use import::import;
pub(super) use join::{carry_out, comments};
pub(super) use merge::merge;
pub(super) use places::{move_to, remove, retire};
pub(super) use split::split;
pub(super) use versions::{checked, keep, mark_coded};

use self::check::{check_fields, check_name, key_fault, too_deep};
use super::{Act, Acted, CodeTarget, Error, Report, names};
use crate::model::{CODE_LEVELS, Code, CodeFields, CodeId, Refusal, name_key};
use std::collections::HashMap;

/// Codes by parent and key of the name, as they are at the moment of a step.
pub(super) struct Shelf {
    by_place: HashMap<(Option<CodeId>, String), CodeId>,
}

impl Shelf {
    pub(super) fn new(act: &Act<'_>) -> Self {
        let codes = act.corpus.codes.codes();
        Self {
            by_place: codes
                .iter()
                .map(|code| ((code.parent, name_key(&code.fields.name)), code.id))
                .collect(),
        }
    }

    fn get(&self, parent: Option<CodeId>, name: &str) -> Option<CodeId> {
        self.by_place.get(&(parent, name_key(name))).copied()
    }

    /// The code at a path from the top, made with everything above it where it is missing. The second
    /// value is true when the last one was made. Nothing is made of a path that is refused.
    pub(super) fn make(
        &mut self,
        act: &Act<'_>,
        path: &[String],
        origin: &str,
    ) -> Result<(CodeId, bool), Error> {
        let names = path.iter().map(|name| check_name(name)).collect::<Result<Vec<_>, _>>()?;
        let (mut parent, mut known) = (None, 0);
        while let Some(id) = names.get(known).and_then(|name| self.get(parent, name)) {
            parent = Some(id);
            known += 1;
        }
        let made = known < names.len();
        if made && names.len() > CODE_LEVELS {
            return Err(too_deep().into());
        }
        for name in names.into_iter().skip(known) {
            let fields = CodeFields { name, origin: origin.to_owned(), ..CodeFields::default() };
            let code = act.tx.add_code(parent, &fields, act.at)?;
            parent = Some(self.put(&code));
        }
        parent.map(|id| (id, made)).ok_or_else(|| Refusal::new("a code needs a name").into())
    }

    fn put(&mut self, code: &Code) -> CodeId {
        self.by_place.insert((code.parent, name_key(&code.fields.name)), code.id);
        code.id
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

/// Nobody else has this name at this place, or this key.
fn free(
    act: &Act<'_>,
    parent: Option<CodeId>,
    fields: &CodeFields,
    but: Option<CodeId>,
) -> Result<(), Error> {
    let tree = &act.corpus.codes;
    let fault = name_fault(tree, but, parent, &fields.name);
    match fault.or_else(|| key_fault(tree, but, &fields.key)) {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

pub(super) fn add(act: &Act<'_>, parent: Option<CodeId>, fields: CodeFields) -> Acted {
    let fields = check_fields(fields)?;
    if let Some(parent) = parent {
        act.code_name(parent)?;
    }
    free(act, parent, &fields, None)?;
    let code = act.tx.add_code(parent, &fields, act.at)?;
    Ok((Report::Code(code.id), format!("Add code {}", fields.name)))
}

pub(super) fn edit(act: &Act<'_>, id: CodeId, fields: CodeFields) -> Acted {
    let fields = check_fields(fields)?;
    let old = act.corpus.codes.get(id).ok_or_else(|| names::gone("code"))?;
    free(act, old.parent, &fields, Some(id))?;
    act.tx.set_code(id, &fields)?;
    let label = if old.fields.name == fields.name {
        format!("Edit code {}", fields.name)
    } else {
        format!("Rename code {} to {}", old.fields.name, fields.name)
    };
    Ok((Report::Code(id), label))
}

//! A codebook from elsewhere: codes are made, and what is written about those that are there is filled in.

use super::super::{Act, Acted, Error, Report, names};
use super::{Shelf, check_fields};
use crate::model::{CodeFields, CodeId, LineError, NewCode};
use std::collections::HashMap;

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

pub(in crate::study) fn import(act: &Act<'_>, codes: &[NewCode]) -> Acted {
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
        let mut differs = merged != before;
        if differs {
            act.tx.set_code(id, &merged)?;
        }
        let was = act.corpus.codes.get(id).is_some_and(|code| code.retired);
        if let Some(retired) = code.retired.filter(|retired| *retired != was) {
            act.tx.retire_code(id, retired)?;
            differs = true;
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

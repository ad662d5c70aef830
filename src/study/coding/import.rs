//! Codings made elsewhere, line by line. They are taken as they are: what overlaps there overlaps here.

use crate::model::{CodeId, CoderId, CodingLine, CorpusDocument, LineError, name_key};
use crate::study::codebook::Shelf;
use crate::study::{Act, Acted, Error, Report, names};
use crate::text::positions::CharMap;
use std::collections::HashMap;
use std::sync::Arc;

/// Looks up what lines of a file name, remembering what was found: a file may have a million lines.
struct Lookup<'a> {
    act: &'a Act<'a>,
    documents: HashMap<String, Option<Arc<CorpusDocument>>>,
    codes: HashMap<String, Result<CodeId, String>>,
    coders: HashMap<String, CoderId>,
    shelf: Shelf,
    new_codes: bool,
}

impl Lookup<'_> {
    fn document(&mut self, name: &str) -> Option<Arc<CorpusDocument>> {
        if let Some(found) = self.documents.get(name) {
            return found.clone();
        }
        let found = self.act.corpus.document_named(name).cloned();
        self.documents.insert(name.to_owned(), found.clone());
        found
    }

    fn code(&mut self, name: &str) -> Result<Result<CodeId, String>, Error> {
        if let Some(found) = self.codes.get(name) {
            return Ok(found.clone());
        }
        let found = match self.act.corpus.codes.find(name).as_slice() {
            [one] => Ok(*one),
            [] if self.new_codes => {
                let path: Vec<String> =
                    name.split('/').map(|part| part.trim().to_owned()).collect();
                match self.shelf.make(self.act, &path, "imported") {
                    Ok((id, _)) => Ok(id),
                    Err(Error::Refused(refusal)) => Err(refusal.to_string()),
                    Err(error) => return Err(error),
                }
            }
            [] => Err(format!("there is no code {name}")),
            several => {
                let paths: Vec<String> =
                    several.iter().map(|id| self.act.corpus.codes.path(*id)).collect();
                Err(format!("{name} can mean {}; write the path", paths.join(" or ")))
            }
        };
        self.codes.insert(name.to_owned(), found.clone());
        Ok(found)
    }

    fn coder(&mut self, name: &str) -> Result<CoderId, Error> {
        let key = name_key(name);
        if let Some(found) = self.coders.get(&key) {
            return Ok(*found);
        }
        // The tables know case of ASCII alone.
        let id = match self.act.corpus.coder_named(name) {
            Some(coder) => coder.id,
            None => self.act.tx.coder(&names::check("coder", name)?)?,
        };
        self.coders.insert(key, id);
        Ok(id)
    }
}

pub(in crate::study) fn import(act: &Act<'_>, lines: Vec<CodingLine>, new_codes: bool) -> Acted {
    let mut lookup = Lookup {
        act,
        documents: HashMap::new(),
        codes: HashMap::new(),
        coders: HashMap::new(),
        shelf: Shelf::new(act),
        new_codes,
    };
    let mut refused = Vec::new();
    let (mut taken, mut known) = (0, 0);
    // Lines of one document usually stand together: its map of positions is made once for each run.
    let mut lines = lines.into_iter().peekable();
    while let Some(first) = lines.peek() {
        let name = first.document.clone();
        let document = lookup.document(&name);
        let map = document.as_ref().map(|document| CharMap::new(&document.text));
        while let Some(line) = lines.next_if(|line| line.document == name) {
            let mut refuse = |why: String| refused.push(LineError::new(line.line, why));
            let (Some(document), Some(map)) = (&document, &map) else {
                refuse(format!("there is no document {name}"));
                continue;
            };
            let span = match map.span(line.chars) {
                Ok(span) => span,
                Err(error) => {
                    refuse(error.to_string());
                    continue;
                }
            };
            // Before its code is looked for: that may be another one since then.
            if let Some(guid) = line.guid
                && act.tx.has_coding(guid)?
            {
                known += 1;
                continue;
            }
            let code = match lookup.code(&line.code)? {
                Ok(code) => code,
                Err(why) => {
                    refuse(why);
                    continue;
                }
            };
            let coder = lookup.coder(line.coder.as_deref().unwrap_or(act.coder))?;
            let guid = line.guid.unwrap_or_default();
            let memo = names::clean(&line.memo);
            let added = act.tx.add_coding(document.id, span, code, coder, &memo, guid, act.at)?;
            if added.is_some() {
                taken += 1;
            } else {
                known += 1;
            }
        }
    }
    let label = format!("Import {}", names::count(taken, "coding"));
    Ok((Report::Lines { taken, known, refused }, label))
}

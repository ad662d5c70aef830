//! Rows -> the lists of a corpus: everything but its documents.

use super::consent::consent;
use super::load::guid;
use super::{Error, Store, Tracked};
use crate::model::{
    Approach, Attribute, AttributeId, AttributeKind, Code, CodeFields, CodeId, CodeTree,
    CodebookVersion, Coder, CoderId, CodingId, Corpus, DocumentId, Memo, MemoId, MemoKind, MemoOn,
    Participant, ParticipantId, Theme, ThemeFields, ThemeId, ThemeState, VersionId,
};
use crate::text::order::natural;
use rusqlite::Row;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Store {
    /// Reads the lists into `corpus` of which `touched` says that their table has changed.
    pub fn load_lists(
        &self,
        corpus: &mut Corpus,
        touched: impl Fn(Tracked) -> bool,
    ) -> Result<(), Error> {
        if touched(Tracked::Study) {
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?));
            let rows = self.rows("SELECT name, approach FROM study", [], row)?;
            let Some((name, approach)) = rows.into_iter().next() else {
                let what = "it does not say which study it is".to_owned();
                return Err(Error::Damaged { what, path: self.path.clone() });
            };
            corpus.study = name;
            corpus.approach = Approach::from_name(&approach).unwrap_or_default();
            corpus.retention = self.load_retention()?;
        }
        if touched(Tracked::Participants) || touched(Tracked::Values) {
            corpus.participants = self.load_participants()?.into();
        }
        if touched(Tracked::Attributes) {
            corpus.attributes = self.load_attributes()?.into();
        }
        if touched(Tracked::Coders) {
            corpus.coders = self
                .rows("SELECT id, guid, name FROM coders ORDER BY id", [], |row| {
                    Ok(Coder { id: CoderId(row.get(0)?), guid: guid(row, 1)?, name: row.get(2)? })
                })?
                .into();
        }
        if touched(Tracked::Codes) {
            corpus.codes = Arc::new(CodeTree::new(self.load_codes()?));
        }
        if touched(Tracked::Memos) || touched(Tracked::Links) {
            corpus.memos = self.load_memos()?.into();
        }
        if touched(Tracked::Themes) || touched(Tracked::ThemeCodes) {
            corpus.themes = self.load_themes()?.into();
        }
        if touched(Tracked::Versions) {
            corpus.versions = self.load_versions()?.into();
        }
        if touched(Tracked::Orphans) {
            corpus.orphans = self.load_orphans()?.into();
        }
        if touched(Tracked::KeptFindings) {
            corpus.kept = self.load_kept()?.into();
        }
        if touched(Tracked::SavedFilters) {
            corpus.filters = self.load_filters()?.into();
        }
        if touched(Tracked::FrameworkCells) {
            corpus.framework = self.load_framework()?.into();
        }
        if touched(Tracked::EvidenceLost) {
            corpus.withdrawals = self.load_withdrawals()?.into();
            corpus.evidence_lost = self.load_evidence()?.into();
        }
        if touched(Tracked::CodedWith) {
            let rows = self.rows("SELECT document_id, version_id FROM coded_with", [], |row| {
                Ok((DocumentId(row.get(0)?), VersionId(row.get(1)?)))
            })?;
            corpus.coded_with = Arc::new(rows.into_iter().collect());
        }
        Ok(())
    }

    fn load_attributes(&self) -> Result<Vec<Attribute>, Error> {
        self.rows("SELECT id, guid, name, kind FROM attributes ORDER BY position, id", [], |row| {
            let kind: String = row.get(3)?;
            Ok(Attribute {
                id: AttributeId(row.get(0)?),
                guid: guid(row, 1)?,
                name: row.get(2)?,
                kind: AttributeKind::from_name(&kind).unwrap_or(AttributeKind::Text),
            })
        })
    }

    fn load_codes(&self) -> Result<Vec<Code>, Error> {
        self.rows(
            "SELECT id, guid, parent_id, name, definition, include, exclude, example, origin, color,
                badge, shortcut, retired, created_at
             FROM codes ORDER BY position, id",
            [],
            |row| {
                Ok(Code {
                    id: CodeId(row.get(0)?),
                    guid: guid(row, 1)?,
                    parent: row.get::<_, Option<i64>>(2)?.map(CodeId),
                    fields: CodeFields {
                        name: row.get(3)?,
                        definition: row.get(4)?,
                        include: row.get(5)?,
                        exclude: row.get(6)?,
                        example: row.get(7)?,
                        origin: row.get(8)?,
                        color: row.get(9)?,
                        badge: row.get(10)?,
                        key: row.get(11)?,
                    },
                    retired: row.get(12)?,
                    created_at: row.get(13)?,
                })
            },
        )
    }

    fn load_memos(&self) -> Result<Vec<Memo>, Error> {
        let mut links: BTreeMap<i64, Vec<CodingId>> = BTreeMap::new();
        for (memo, coding) in
            self.rows("SELECT memo_id, coding_id FROM memo_links ORDER BY id", [], |row| {
                Ok((row.get::<_, i64>(0)?, CodingId(row.get(1)?)))
            })?
        {
            links.entry(memo).or_default().push(coding);
        }
        let mut memos = self.rows(
            "SELECT id, guid, kind, title, text, document_id, participant_id, code_id, coding_id,
                theme_id, coder_id, created_at, edited_at FROM memos ORDER BY created_at, id",
            [],
            memo,
        )?;
        for memo in &mut memos {
            memo.links = links.remove(&memo.id.0).unwrap_or_default();
        }
        Ok(memos)
    }

    fn load_themes(&self) -> Result<Vec<Theme>, Error> {
        let mut codes: BTreeMap<i64, Vec<CodeId>> = BTreeMap::new();
        for (theme, code) in
            self.rows("SELECT theme_id, code_id FROM theme_codes ORDER BY id", [], |row| {
                Ok((row.get::<_, i64>(0)?, CodeId(row.get(1)?)))
            })?
        {
            codes.entry(theme).or_default().push(code);
        }
        self.rows(
            "SELECT id, guid, statement, concept, boundary, state, reason, merged_into, created_at
             FROM themes ORDER BY position, id",
            [],
            |row| {
                let id: i64 = row.get(0)?;
                let state: String = row.get(5)?;
                Ok(Theme {
                    id: ThemeId(id),
                    guid: guid(row, 1)?,
                    fields: ThemeFields {
                        statement: row.get(2)?,
                        concept: row.get(3)?,
                        boundary: row.get(4)?,
                    },
                    state: ThemeState::from_name(&state).unwrap_or_default(),
                    reason: row.get(6)?,
                    into: row.get::<_, Option<i64>>(7)?.map(ThemeId),
                    codes: codes.remove(&id).unwrap_or_default(),
                    created_at: row.get(8)?,
                })
            },
        )
    }

    pub(super) fn load_versions(&self) -> Result<Vec<CodebookVersion>, Error> {
        let rows = self.rows(
            "SELECT id, guid, number, note, coder_id, created_at, codes
             FROM codebook_versions ORDER BY number",
            [],
            |row| {
                let version = CodebookVersion {
                    id: VersionId(row.get(0)?),
                    guid: guid(row, 1)?,
                    number: row.get(2)?,
                    note: row.get(3)?,
                    coder: CoderId(row.get(4)?),
                    created_at: row.get(5)?,
                    codes: Arc::default(),
                    readable: false,
                };
                Ok((version, row.get::<_, String>(6).unwrap_or_default()))
            },
        )?;
        let each = rows.into_iter().map(|(version, codes)| {
            // One that is damaged must not keep the study from being opened.
            match serde_json::from_str(&codes) {
                Ok(codes) => CodebookVersion { codes: Arc::new(codes), readable: true, ..version },
                Err(_) => version,
            }
        });
        Ok(each.collect())
    }

    fn load_participants(&self) -> Result<Vec<Participant>, Error> {
        let mut values: BTreeMap<i64, BTreeMap<AttributeId, String>> = BTreeMap::new();
        for (participant, attribute, value) in self.rows(
            "SELECT participant_id, attribute_id, value FROM attribute_values",
            [],
            |row| Ok((row.get::<_, i64>(0)?, AttributeId(row.get(1)?), row.get::<_, String>(2)?)),
        )? {
            values.entry(participant).or_default().insert(attribute, value);
        }
        let mut participants = self.rows(
            "SELECT id, guid, name, excluded, excluded_why, quotation, archiving, recontact,
                consent_form, withdraw_until FROM participants",
            [],
            |row| {
                let id: i64 = row.get(0)?;
                Ok(Participant {
                    id: ParticipantId(id),
                    guid: guid(row, 1)?,
                    name: row.get(2)?,
                    values: values.remove(&id).unwrap_or_default(),
                    excluded: if row.get(3)? { Some(row.get(4)?) } else { None },
                    consent: consent(row, 5)?,
                })
            },
        )?;
        participants.sort_by(|a, b| natural(&a.name, &b.name));
        Ok(participants)
    }
}

fn memo(row: &Row<'_>) -> rusqlite::Result<Memo> {
    let kind: String = row.get(2)?;
    let id = |column| row.get::<_, Option<i64>>(column);
    let on = match (id(5)?, id(6)?, id(7)?, id(8)?, id(9)?) {
        (Some(document), ..) => MemoOn::Document(DocumentId(document)),
        (_, Some(participant), ..) => MemoOn::Participant(ParticipantId(participant)),
        (_, _, Some(code), ..) => MemoOn::Code(CodeId(code)),
        (_, _, _, Some(coding), _) => MemoOn::Coding(CodingId(coding)),
        (_, _, _, _, Some(theme)) => MemoOn::Theme(ThemeId(theme)),
        _ => MemoOn::Study,
    };
    Ok(Memo {
        id: MemoId(row.get(0)?),
        guid: guid(row, 1)?,
        kind: MemoKind::from_name(&kind).unwrap_or(MemoKind::Note),
        on,
        title: row.get(3)?,
        text: row.get(4)?,
        coder: CoderId(row.get(10)?),
        created_at: row.get(11)?,
        edited_at: row.get(12)?,
        links: Vec::new(),
    })
}

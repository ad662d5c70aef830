//! The codes used last: under the digits, and first in the picker.

use crate::model::{CodeId, CodeTree, CodingId, CorpusDocument};
use crate::ui::view::View;
use std::collections::HashMap;

/// As many as there are digits.
const MOST: usize = 9;

/// The newest first.
#[derive(Default)]
pub(super) struct Recents {
    list: Vec<CodeId>,
    /// The study was looked through.
    read: bool,
    /// The revision looked at last, and the newest coding then.
    seen: (u64, Option<CodingId>),
}

impl Recents {
    /// Notices what was coded since the last time. The whole study is looked through once; after that
    /// only the document on the screen.
    pub(super) fn sync(&mut self, view: &View<'_>, document: &CorpusDocument) {
        if self.read && self.seen.0 == view.revision {
            return;
        }
        let Some(coder) = view.coder else { return };
        let newest = self.seen.1;
        let mut last: HashMap<CodeId, CodingId> = HashMap::new();
        let mut look = |document: &CorpusDocument| {
            for coding in &document.codings {
                if coding.coder == coder && newest.is_none_or(|newest| coding.id > newest) {
                    let known = last.entry(coding.code).or_insert(coding.id);
                    *known = (*known).max(coding.id);
                }
            }
        };
        if self.read {
            look(document);
        } else {
            view.corpus.documents.iter().for_each(|document| look(document));
        }
        let mut order: Vec<(CodingId, CodeId)> =
            last.into_iter().map(|(code, coding)| (coding, code)).collect();
        order.sort_unstable();
        for (coding, code) in order {
            self.seen.1 = self.seen.1.max(Some(coding));
            self.used(code);
        }
        self.read = true;
        self.seen.0 = view.revision;
    }

    /// A code was used.
    pub(super) fn used(&mut self, code: CodeId) {
        self.list.retain(|known| *known != code);
        self.list.insert(0, code);
        // Some more than there are digits: codes may be removed or retired.
        self.list.truncate(MOST * 4);
    }

    /// Those that can be applied, the newest first: the first is under 1.
    pub(super) fn offered(&self, tree: &CodeTree) -> Vec<CodeId> {
        let offered = |code: &&CodeId| tree.get(**code).is_some_and(|code| !code.retired);
        self.list.iter().filter(offered).copied().take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::{Picture, small};
    use std::sync::Arc;

    #[test]
    fn what_was_used_last_comes_first_and_what_is_gone_does_not_come() {
        let mut picture = Picture::new(small(), false);
        let mut recents = Recents::default();
        let names = |recents: &Recents, picture: &Picture| -> Vec<String> {
            let tree = &picture.corpus.codes;
            recents.offered(tree).iter().map(|code| tree.path(*code)).collect()
        };
        picture.draw(|view, _| recents.sync(view, &view.corpus.documents[0]));
        assert_eq!(names(&recents, &picture), ["Home", "Time", "Time/Delay"]);
        let mut corpus = (*picture.corpus).clone();
        let document = Arc::make_mut(&mut corpus.documents[1]);
        let mut again = document.codings[0].clone();
        again.id = CodingId(900);
        document.codings.push(again);
        picture.corpus = Arc::new(corpus);
        picture.revision += 1;
        picture.draw(|view, _| recents.sync(view, &view.corpus.documents[1]));
        assert_eq!(names(&recents, &picture), ["Time/Delay", "Home", "Time"]);
        recents.used(CodeId(77));
        assert_eq!(names(&recents, &picture).len(), 3, "a code that is gone");
    }
}

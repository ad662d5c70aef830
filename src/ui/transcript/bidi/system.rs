//! The fonts of the system, listed on a thread of their own: that takes up to a second.

use crate::ui::fonts;
use egui::{Context, FontData};
use parley::FontContext;
use parley::fontique::{
    Attributes, Collection, CollectionOptions, FamilyId, GenericFamily, QueryFamily, QueryStatus,
    Script,
};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Where the list of the system's fonts is.
#[derive(Default)]
pub(super) struct System {
    state: State,
    changes: u32,
}

#[derive(Default)]
enum State {
    #[default]
    NotAsked,
    Awaited(Receiver<Collection>),
    /// Here, or not to be had.
    Settled,
}

impl System {
    /// Asks for the fonts, once, where they are allowed; gives them once, when they are there.
    pub(super) fn poll(&mut self, ctx: &Context) -> Option<Collection> {
        match &self.state {
            State::NotAsked => {
                self.state = ask(ctx).map_or(State::Settled, State::Awaited);
                None
            }
            State::Awaited(news) => match news.try_recv() {
                Ok(collection) => {
                    self.state = State::Settled;
                    self.changes += 1;
                    Some(collection)
                }
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => {
                    self.state = State::Settled;
                    None
                }
            },
            State::Settled => None,
        }
    }

    /// True while the list is being made.
    pub(super) fn is_awaited(&self) -> bool {
        matches!(self.state, State::Awaited(_))
    }

    /// Grows when fonts have come.
    pub(super) fn changes(&self) -> u32 {
        self.changes
    }
}

fn ask(ctx: &Context) -> Option<Receiver<Collection>> {
    if !fonts::is_system_allowed(ctx) {
        return None;
    }
    let (send, receive) = channel();
    let ctx = ctx.clone();
    let list = move || {
        let options = CollectionOptions { shared: false, system_fonts: true };
        send.send(Collection::new(options)).ok();
        ctx.request_repaint();
    };
    let thread = std::thread::Builder::new().name("postil-fonts".to_owned()).spawn(list);
    thread.is_ok().then_some(receive)
}

/// The font the system writes its own windows in, or else its sans.
pub(super) fn own_face(fonts: &mut FontContext) -> Option<FontData> {
    let mut query = fonts.collection.query(&mut fonts.source_cache);
    let families = [GenericFamily::SystemUi, GenericFamily::UiSansSerif, GenericFamily::SansSerif];
    query.set_families(families.map(QueryFamily::Generic));
    query.set_attributes(Attributes::default());
    let mut found = None;
    query.matches_with(|font| {
        // It has to hold at least plain letters.
        if font.charmap().and_then(|map| map.map('a')).is_none_or(|glyph| glyph == 0) {
            return QueryStatus::Continue;
        }
        found = Some((font.blob.clone(), font.index));
        QueryStatus::Stop
    });
    let (blob, index) = found?;
    Some(FontData::from_blob(blob.into_raw_parts().0, index))
}

/// Scripts, letters of the languages written in them, and fonts that are known to have them all.
const COMPLETE: [(Script, &str, [&str; 8]); 2] = [
    (
        Script::from_bytes(*b"Arab"),
        "ابتثحعقليؤئأإةپچگکیہےٹڈڑںھ",
        [
            "Noto Naskh Arabic",
            "Noto Sans Arabic",
            "Segoe UI",
            "Geeza Pro",
            "Amiri",
            "Arial",
            "Times New Roman",
            "Noto Nastaliq Urdu",
        ],
    ),
    (
        Script::from_bytes(*b"Hebr"),
        "אבגדהוםןףךץ",
        [
            "Noto Serif Hebrew",
            "Noto Sans Hebrew",
            "Segoe UI",
            "Arial Hebrew",
            "Arial",
            "Times New Roman",
            "SBL Hebrew",
            "David",
        ],
    ),
];

/// Puts a font for reading that has a whole script before what the system names for it: that is one
/// font, which may lack the letters of Urdu or Persian, and letters of two fonts do not join.
pub(super) fn prefer_complete(fonts: &mut FontContext) {
    for (script, letters, names) in COMPLETE {
        let collection = &mut fonts.collection;
        let mut families: Vec<FamilyId> =
            names.iter().filter_map(|name| collection.family_id(name)).collect();
        families.extend(collection.fallback_families(script));
        families.extend(collection.generic_families(GenericFamily::SansSerif));
        let found = families.iter().position(|&family| has_all(fonts, family, letters));
        if let Some(at) = found {
            let whole = families.remove(at);
            families.insert(0, whole);
        }
        fonts.collection.set_fallbacks(script, families.into_iter());
    }
}

fn has_all(fonts: &mut FontContext, family: FamilyId, letters: &str) -> bool {
    let mut query = fonts.collection.query(&mut fonts.source_cache);
    query.set_families([QueryFamily::Id(family)]);
    query.set_attributes(Attributes::default());
    let mut all = false;
    query.matches_with(|font| {
        let map = font.charmap();
        all = map.is_some_and(|map| letters.chars().all(|c| map.map(c).is_some_and(|id| id != 0)));
        QueryStatus::Stop
    });
    all
}

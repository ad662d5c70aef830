//! Colours, badges and names of all codes, made once per codebook and light.

use crate::model::{CodeId, CodeTree};
use crate::ui::theme::{CodeColors, Theme};
use crate::ui::widgets::letters;
use std::sync::Arc;

/// How a code is shown.
pub(super) struct Look {
    /// Its colours.
    pub colors: CodeColors,
    /// Its letters.
    pub badge: String,
    /// Its name.
    pub name: String,
}

/// The looks of all codes.
#[derive(Default)]
pub(super) struct Palette {
    of: Option<(Arc<CodeTree>, Theme)>,
    looks: Vec<Look>,
    unknown: Option<Look>,
}

impl Palette {
    /// Makes the looks anew when codebook or light have changed.
    pub(super) fn sync(&mut self, codes: &Arc<CodeTree>, theme: &Theme) {
        if self.of.as_ref().is_some_and(|(of, light)| Arc::ptr_eq(of, codes) && light == theme) {
            return;
        }
        let look = |code: &crate::model::Code| Look {
            colors: theme.code_color(code),
            badge: letters(&code.fields),
            name: code.fields.name.clone(),
        };
        self.looks = codes.codes().iter().map(look).collect();
        self.unknown = Some(Look {
            colors: theme.unknown_code_color(),
            badge: "?".to_owned(),
            name: "unknown code".to_owned(),
        });
        self.of = Some((Arc::clone(codes), theme.clone()));
    }

    /// The look of a code.
    pub(super) fn get(&self, code: CodeId) -> Option<&Look> {
        let place = self.of.as_ref().and_then(|(codes, _)| codes.place(code));
        place.and_then(|place| self.looks.get(place)).or(self.unknown.as_ref())
    }
}

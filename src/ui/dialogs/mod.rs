//! Dialogs: each is a state of its own with `show`, which draws it and says whether it is still open.
//!
//! Esc closes, Enter confirms, the first field has the keyboard. A dialog sends requests like any
//! page; where the answer may be no (a wrong passphrase, a file that is there already), it stays open
//! until the shell closes it or tells it why not.

mod about;
mod approach;
mod backups;
mod care;
mod code_form;
mod damaged;
mod days;
mod delete_codes;
mod files_wait;
mod history;
mod key;
mod keys;
mod leaving;
mod log_file;
mod manner;
mod merge;
mod mistake;
mod new_study;
mod over;
mod pack;
mod passphrase;
mod receipt;
mod replace;
mod revisions;
mod speakers;
mod split;
mod strength;
#[cfg(test)]
mod tests;
mod touched;
mod unlock;
mod unsaved;
mod versions;
mod withdraw;
mod withdrawals;

pub use about::About;
pub use approach::DeclareApproach;
pub use backups::Backups;
pub use care::Care;
pub use code_form::CodeForm;
pub use damaged::Damaged;
pub use days::InterviewDays;
pub use delete_codes::DeleteCodes;
pub use files_wait::FilesWait;
pub use history::History;
pub use key::{KeyDialog, KeyTask};
pub use keys::Keys;
pub use leaving::Leaving;
pub use log_file::LogFile;
pub use manner::ExcerptManner;
pub use merge::Merge;
pub use mistake::Mistake;
pub use new_study::NewStudy;
pub use pack::MethodsPack;
pub use passphrase::PassphraseDialog;
pub use receipt::{DocumentReceipt, Receipt};
pub use replace::Replace;
pub use revisions::Revisions;
pub use speakers::Speakers;
pub use split::Split;
pub use touched::Touched;
pub use unlock::Unlock;
pub use unsaved::Unsaved;
pub(super) use versions::difference_text;
pub use versions::{KeepVersion, Versions};
pub use withdraw::WithdrawDialog;
pub use withdrawals::Withdrawals;

pub(super) use delete_codes::shortened;
pub(super) use history::moment;

use super::theme::Theme;
use egui::{Align, Context, Id, Key, Layout, Modal, Modifiers, Response, ScrollArea, Ui};

/// Whether a dialog goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// Show it in the next frame too.
    Open,
    /// Drop its state.
    Closed,
}

impl Dialog {
    fn closed(closed: bool) -> Self {
        if closed { Self::Closed } else { Self::Open }
    }
}

/// What a frame around a dialog gives back.
pub(super) struct Shown<R> {
    /// What its content gave back.
    pub(super) inner: R,
    /// Esc was pressed.
    pub(super) escaped: bool,
}

/// Draws a dialog in the middle of the window; what is too high for it can be scrolled.
pub(super) fn frame<R>(
    ctx: &Context,
    theme: &Theme,
    title: &str,
    width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> Shown<R> {
    let room = ctx.content_rect();
    let modal = Modal::new(Id::unique("dialog").with(title))
        .backdrop_color(egui::Color32::from_black_alpha(if theme.dark { 140 } else { 90 }))
        .frame(egui::Frame::window(&ctx.style_of(ctx.theme())).inner_margin(24).fill(theme.raised));
    let shown = modal.show(ctx, |ui| {
        ui.set_width(width.min(room.width() - 96.0));
        ui.set_max_height(room.height() - 64.0);
        ui.heading(title);
        ui.add_space(8.0);
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_label(title));
        ScrollArea::vertical()
            .max_height((room.height() - 150.0).max(120.0))
            .min_scrolled_height((room.height() - 150.0).max(120.0))
            .auto_shrink([false, true])
            .show(ui, content)
            .inner
    });
    if shown.is_top_modal {
        over::keep_lists_over(ctx, shown.response.layer_id);
    }
    // A click beside a dialog does not close it: what was typed would be lost.
    let top = shown.is_top_modal && !shown.any_popup_open;
    let escaped = top && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    Shown { inner: shown.inner, escaped }
}

/// True when Enter was pressed in a field of one line.
pub(super) fn entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// The one button of a dialog that only tells; it has the keyboard at first. True when it was used.
fn close_button(ui: &mut Ui, focus: &mut bool) -> bool {
    buttons(ui, |ui| {
        let close = ui.button("Close");
        if std::mem::take(focus) {
            close.request_focus();
        }
        close.clicked()
    })
}

/// The row of buttons at the end: the one that confirms first, at the right.
pub(super) fn buttons<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(12.0);
    let height = ui.spacing().interact_size.y;
    ui.allocate_ui_with_layout(
        egui::vec2(ui.available_width(), height),
        Layout::right_to_left(Align::Center),
        content,
    )
    .inner
}

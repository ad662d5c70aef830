//! Actions of menus, keys and the palette: each does something at once, asks first, or writes a file.

use super::App;
use crate::ui::action::Action;
use crate::ui::outbox::{Page, Request};
use crate::ui::theme::Theme;
use crate::ui::{files, text_panel};

impl App {
    pub(super) fn act(&mut self, action: Action, ctx: &egui::Context) {
        if !action.enabled(self.standing()) {
            return;
        }
        match action {
            Action::Undo | Action::Redo => {
                if let Some(news) = self.desk.turn_back(action == Action::Redo, ctx) {
                    self.hear(news, ctx);
                }
            }
            Action::NextHit | Action::PreviousHit if self.steps_through_search() => {
                self.step_through_search(action == Action::NextHit);
            }
            text if text.is_in_text() => self.read.ask(text),
            Action::CloseStudy => {
                let close = Request::Do(action);
                if self.asks_first(&close) || self.loses_first(&close) {
                    return;
                }
                // What is typed is in the study now, or may be lost; nothing of it stays on the screen or
                // behind it.
                self.let_go_of_unkept();
                self.asks.opened();
                self.forget_pages();
                self.forget_words(ctx);
                self.desk.close();
            }
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Read => self.page = Page::Read,
            Action::Excerpts => self.page = Page::Excerpts,
            Action::Search => {
                self.page = Page::Search;
                self.search.take_focus();
            }
            Action::Tables => self.page = Page::Tables,
            Action::Charts => self.page = Page::Charts,
            Action::Themes => self.page = Page::Themes,
            Action::NewTheme => {
                self.page = Page::Themes;
                self.themes.begin();
            }
            Action::Framework => self.page = Page::Framework,
            Action::People => self.page = Page::People,
            Action::FindIdentifiers | Action::Pseudonyms => self.show_privacy(action),
            Action::Import => self.page = Page::Import,
            Action::Codebook => {
                self.page = Page::Read;
                self.read.go_to_codebook();
            }
            Action::Memos => self.memos_open = !self.memos_open,
            Action::NewMemo => {
                self.memos_open = true;
                self.memos.write_on(self.here());
            }
            Action::Palette => {
                // Two searches at once would fight for the keyboard.
                self.read.put_away();
                self.palette.toggle();
            }
            Action::LargerText => self.reading.size += 1.0,
            Action::SmallerText => self.reading.size -= 1.0,
            Action::WiderText => self.reading.width += 5.0,
            Action::NarrowerText => self.reading.width -= 5.0,
            Action::LooserText => self.reading.leading += 0.1,
            Action::TighterText => self.reading.leading -= 0.1,
            Action::NextFont => self.reading.face = self.reading.face.next(),
            Action::LineNumbers => self.reading.line_numbers = !self.reading.line_numbers,
            Action::TextPanel => {
                let open = self.text_panel.is_none();
                self.text_panel = open.then(text_panel::State::default);
            }
            Action::LightDark => {
                self.dark = Some(!self.theme.dark);
                self.theme = Theme::new(!self.theme.dark);
                self.theme.apply(ctx);
            }
            _ => self.ask(action, ctx),
        }
        self.reading = self.reading.within_limits();
    }

    /// Actions that ask something first.
    fn ask(&mut self, action: Action, ctx: &egui::Context) {
        let path = self.desk.study().map(|study| study.path().to_owned());
        match action {
            Action::NewStudy => return self.asks.new_study(),
            Action::OpenStudy => return self.asks.open_study(ctx),
            Action::SampleStudy => {
                let folder = files::suggested_folder().join("Postil sample");
                return self.outbox.send(Request::CreateSample(folder));
            }
            Action::ImportTranscripts => return self.asks.transcripts(ctx),
            Action::ImportFolder => return self.asks.folder(ctx),
            Action::ImportParticipants => return self.asks.participants(ctx),
            Action::ImportCodebook => return self.asks.codebook(ctx),
            Action::Receipt => {
                let document = self.read.document();
                return document.map_or((), |document| self.show_receipt(document));
            }
            Action::History => {
                match self.desk.study().map(crate::study::Study::history) {
                    Some(Ok(steps)) => self.asks.history(steps),
                    Some(Err(error)) => self.toasts.complain(error.to_string()),
                    None => {}
                }
                return;
            }
            Action::MethodsPack | Action::ExportExcerptsAs => return self.ask_for_others(action),
            Action::NewCode => return self.asks.new_code(None),
            Action::Replace | Action::Revisions => return self.ask_about_texts(action),
            Action::KeepVersion => return self.asks.keep_version(),
            Action::Versions => return self.outbox.send(Request::Versions(None)),
            Action::EditCode
            | Action::MergeCodes
            | Action::SplitCode
            | Action::RetireCodes
            | Action::RemoveCodes => return self.act_on_codes(action),
            Action::Backups | Action::BackUpNow | Action::SaveCopy => {
                return self.act_on_backups(action, ctx);
            }
            Action::Lock | Action::Passphrase => return self.about_locking(action, ctx),
            Action::Shortcuts => return self.asks.keys(),
            Action::LogFile => return self.show_log(ctx),
            Action::About => return self.asks.about(path),
            Action::Approach => return self.asks.approach(self.desk.corpus()),
            Action::InterviewDays => return self.asks.days(self.desk.corpus()),
            Action::Withdraw => return self.asks.withdraw(None),
            Action::Withdrawals => return self.asks.withdrawals(),
            _ => {}
        }
        if let Some(export) = self.export_of(action, ctx) {
            self.export(export, ctx);
        }
    }
}

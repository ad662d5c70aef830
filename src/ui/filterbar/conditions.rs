//! "… that *overlap surveillance* and are not *key quotes*": conditions as chips that are taken away one
//! by one, chosen from a list that is searched by typing, or written as a whole sentence.

use crate::analysis::sentence;
use crate::model::{Condition, Corpus, Filter, Flag, Relation};
use crate::ui::parts;
use crate::ui::picker::{self, Choice};
use crate::ui::view::View;
use crate::ui::widgets;
use egui::{Id, Key, Modifiers, TextEdit, Ui};

/// What is offered for every code, with the words it is found by.
const NEAR: [(Relation, &str); 7] = [
    (Relation::Overlaps, "overlaps"),
    (Relation::Inside, "inside"),
    (Relation::Around, "around"),
    (Relation::WithinTurns(1), "within 1 turn of"),
    (Relation::WithinWords(20), "within 20 words of"),
    (Relation::Follows(1), "follows"),
    (Relation::Precedes(1), "precedes"),
];

/// What is offered once.
const SINGLE: [(Condition, &str); 4] = [
    (Condition::Marked(Flag::Key), "key quotes"),
    (Condition::Marked(Flag::Contradicting), "contradicting"),
    (Condition::Marked(Flag::Uncertain), "uncertain"),
    (Condition::HasMemo, "with a comment"),
];

/// The first lines of the list.
const WRITE: &str = "Write it as a sentence…";
const AGAINST: &str = "Turn the last one round (not)";

/// The sentence while it is written.
#[derive(Clone, Default)]
struct Draft {
    text: String,
    fault: Option<String>,
    /// Just opened: the field takes the keyboard.
    fresh: bool,
}

/// Draws the conditions of a filter and lets them be changed.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    let corpus = view.corpus.as_ref();
    let id = ui.scope_id().with("filter sentence");
    chips(ui, view, filter);
    let text = if filter.condition.is_none() { "with any condition" } else { "+" };
    let anchor = widgets::drop_chip(ui, view.theme, text, "Filter by condition");
    let hint = ("Search conditions, such as overlaps…", false);
    let made = picker::pick(ui, view.theme, &anchor, hint, || choices(view, filter));
    if let Some(at) = made {
        choose(ui, corpus, filter, at, id);
    }
    write(ui, view, filter, id);
}

/// The conditions that must all hold, each for itself.
fn parts_of(condition: Option<&Condition>) -> Vec<Condition> {
    match condition {
        None => Vec::new(),
        Some(Condition::All(list)) => list.clone(),
        Some(one) => vec![one.clone()],
    }
}

/// All of these.
fn together(mut list: Vec<Condition>) -> Option<Condition> {
    match list.len() {
        0 => None,
        1 => list.pop(),
        _ => Some(Condition::All(list)),
    }
}

fn chips(ui: &mut Ui, view: &View<'_>, filter: &mut Filter) {
    let mut list = parts_of(filter.condition.as_ref());
    let mut remove = None;
    for (at, condition) in list.iter().enumerate() {
        if at > 0 {
            widgets::quiet_word(ui, view.theme, "and");
        }
        let text = sentence::write(view.corpus, condition);
        let short = parts::beginning(&text, 60);
        if widgets::filter_chip(ui, view.theme, None, &short, &format!("Remove {text}")) {
            remove = Some(at);
        }
    }
    if let Some(at) = remove {
        list.remove(at);
        filter.condition = together(list);
    }
}

/// The whole sentence, what is asked once, then relations by codes.
fn choices(view: &View<'_>, filter: &Filter) -> Vec<Choice> {
    let list = parts_of(filter.condition.as_ref());
    let mut choices = vec![Choice::new(WRITE, false)];
    if !list.is_empty() {
        choices.push(Choice::new(AGAINST, false));
    }
    let single = SINGLE.iter();
    choices.extend(single.map(|(one, text)| Choice::new(*text, list.contains(one))));
    let faces = picker::codes(view, &[]);
    let codes = view.corpus.codes.codes();
    for (relation, words) in NEAR {
        choices.push(Choice { heading: true, ..Choice::new(words, false) });
        choices.extend(codes.iter().zip(&faces).map(|(code, face)| Choice {
            path: format!("{words} {}", face.path),
            // While it is searched the headings are gone: each line says its relation, too.
            detail: words.to_owned(),
            depth: face.depth + 1,
            chosen: list.contains(&Condition::Near(relation, code.id)),
            ..face.clone()
        }));
    }
    choices
}

fn choose(ui: &Ui, corpus: &Corpus, filter: &mut Filter, at: usize, id: Id) {
    let mut list = parts_of(filter.condition.as_ref());
    let codes = corpus.codes.codes();
    let first = 1 + usize::from(!list.is_empty());
    if at == 0 {
        let text = filter.condition.as_ref();
        let text = text.map(|all| sentence::write(corpus, all)).unwrap_or_default();
        ui.data_mut(|data| data.insert_temp(id, Draft { text, fault: None, fresh: true }));
        return;
    }
    let asked = match at.checked_sub(first) {
        None => {
            if let Some(last) = list.pop() {
                list.push(match last {
                    Condition::Not(inner) => *inner,
                    other => Condition::Not(Box::new(other)),
                });
            }
            None
        }
        Some(at) if at < SINGLE.len() => SINGLE.get(at).map(|(condition, _)| condition.clone()),
        Some(at) => {
            // Every relation has a heading over its codes.
            let at = at - SINGLE.len();
            let relation = NEAR.get(at / (codes.len() + 1)).map(|(relation, _)| *relation);
            let code = (at % (codes.len() + 1)).checked_sub(1).and_then(|at| codes.get(at));
            relation.zip(code).map(|(relation, code)| Condition::Near(relation, code.id))
        }
    };
    if let Some(asked) = asked {
        super::toggle(&mut list, asked);
    }
    filter.condition = together(list);
}

/// The field in which a whole sentence is written. What cannot be read yet changes nothing.
fn write(ui: &mut Ui, view: &View<'_>, filter: &mut Filter, id: Id) {
    let Some(mut draft) = ui.data(|data| data.get_temp::<Draft>(id)) else { return };
    let width = 420.0_f32.min(ui.available_width().max(200.0));
    let field = TextEdit::singleline(&mut draft.text)
        .hint_text("overlaps surveillance and not (key or inside delay)")
        .desired_width(width);
    let field = ui.add(field);
    field.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Conditions as a sentence")
    });
    if std::mem::take(&mut draft.fresh) {
        field.request_focus();
    }
    if field.changed() {
        draft.fault = None;
        if draft.text.trim().is_empty() {
            filter.condition = None;
        } else {
            match sentence::parse(view.corpus, &draft.text) {
                Ok(condition) => filter.condition = Some(condition),
                Err(fault) => draft.fault = Some(fault.to_string()),
            }
        }
    }
    parts::complaint(ui, view.theme, draft.fault.as_deref());
    let leave = field.lost_focus()
        && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Escape));
    let focused = field.has_focus();
    let closed = focused && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if leave || closed || ui.small_button("Done").clicked() {
        ui.data_mut(|data| data.remove::<Draft>(id));
    } else {
        ui.data_mut(|data| data.insert_temp(id, draft));
    }
}

//! Actions are told apart by their labels and keys.

use super::*;
use std::collections::HashSet;

#[test]
fn labels_and_shortcuts_are_unique() {
    let mut labels = HashSet::new();
    let mut keys = HashSet::new();
    for action in Action::all() {
        let (label, tooltip) = action.texts();
        assert!(!label.is_empty() && !tooltip.is_empty(), "{action:?}");
        assert!(labels.insert(label), "{action:?}");
        if let Some(shortcut) = action.shortcut() {
            assert!(keys.insert(format!("{shortcut:?}")), "{action:?}");
        }
    }
}

#[test]
fn what_stands_in_a_menu_of_its_own_stands_together_in_its_menu() {
    let mut lists: Vec<_> = Action::all().filter_map(Action::nested).collect();
    lists.dedup();
    assert_eq!(lists.len(), 3);
    for (title, list) in lists {
        let own: Vec<Option<Action>> = list.iter().copied().map(Some).collect();
        let menus = Action::MENUS.iter();
        let found = menus.filter(|(_, all)| all.windows(own.len()).any(|part| part == own));
        assert_eq!(found.count(), 1, "{title}");
    }
}

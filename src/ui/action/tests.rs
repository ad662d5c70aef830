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

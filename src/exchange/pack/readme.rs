//! The file that says what the others are, and which command makes each of them again.

use super::Making;
use std::fmt::Write as _;

pub(super) fn make(making: &mut Making<'_>) {
    let spec = making.input.spec;
    let study = making.corpus().study.trim();
    let mut text = format!(
        "{study}: methods pack of {}\n\nMade by Postil {} with\n\n    postil pack STUDY --out FOLDER \
         --profile {} --seed {} --excerpts {}\n\nThe same study, seed and settings make the same pack \
         again.\n\n",
        making.input.day,
        env!("CARGO_PKG_VERSION"),
        spec.profile.name(),
        spec.seed,
        spec.choose.name(),
    );
    for note in &making.disguise.notes {
        writeln!(text, "{note}").ok();
    }
    text.push_str(
        "The files are not encrypted. Read them before you pass them on: software finds patterns, not \
         identities.\n\n",
    );
    let mut said = making.said.clone();
    said.sort();
    let wide = said.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    for (name, what, command) in &said {
        writeln!(text, "{name:<wide$}  {what}").ok();
        if !command.is_empty() {
            writeln!(text, "{:<wide$}    {command}", "").ok();
        }
    }
    if !spec.profile.shows_ids() {
        text.push_str(
            "\nIn 2-codes-by-role a group of fewer than five participants has “*”: say it in words, or \
             make the table for yourself with --profile working.\n",
        );
    }
    text.push_str("\nAgreement of coders: not made.\n");
    if making.corpus().framework.is_empty() {
        text.push_str("Framework matrix: none was written.\n");
    }
    if making.corpus().themes.is_empty() {
        text.push_str("Themes: there are none.\n");
    }
    making.files.push(("README.txt".to_owned(), text.into_bytes()));
}

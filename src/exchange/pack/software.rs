//! Software, version, settings, hash of the study file, and what no software did.

use super::Making;
use std::fmt::Write as _;

pub(super) fn make(making: &mut Making<'_>) {
    let spec = making.input.spec;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        writeln!(text, "{name:<14}{value}").ok();
    };
    line("Software", &format!("Postil {}", env!("CARGO_PKG_VERSION")));
    line("Written", making.input.day);
    line("Study", making.corpus().study.trim());
    line("SHA-256", &format!("{} (the study file as it was)", making.input.hash));
    line("Profile", spec.profile.name());
    line("Seed", &spec.seed.to_string());
    line("Excerpts", spec.choose.name());
    line("Citation", spec.citation.as_deref().unwrap_or("(participant, role, ¶turn)"));
    line("Coders", &super::extracts::whose(making));
    line("Approach", making.corpus().approach.label());
    text.push('\n');
    for note in &making.disguise.notes {
        writeln!(text, "{note}").ok();
    }
    writeln!(text, "{}", spec.choose.rule(spec.seed)).ok();
    writeln!(text, "{}", making.imprint.codebook).ok();
    text.push_str(
        "\nAI use: none by this software. It has no network code; codes, themes and summaries are its \
         users’ own.\n\nAgreement of coders: not made.\n",
    );
    making.add(
        "7-software.txt",
        "Software, version, settings, hash of the study file, use of AI",
        "postil --version; sha256sum STUDY",
        text.into_bytes(),
    );
}

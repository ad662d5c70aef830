//! Text in which TeX finds no command.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::fmt::Write as _;

/// Text on one line in which no character is a command, a comment, a ligature or the option of one.
/// Accents are joined with their letters, since pdfLaTeX knows no accent that stands alone.
pub(super) fn escape(text: &str) -> String {
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut safe = String::with_capacity(text.len() + 16);
    // A run of characters for Unicode engines alone stays together: scripts are shaped in words.
    let mut foreign = String::new();
    let mut last = ' ';
    for c in text.chars() {
        let c = if c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' && c != '\u{2009}' {
            ' '
        } else {
            c
        };
        if is_nothing(c) || (c == ' ' && last == ' ') {
            continue;
        }
        if is_foreign(c) {
            foreign.push(c);
        } else {
            flush(&mut foreign, &mut safe);
            one(c, last, &mut safe);
        }
        last = c;
    }
    flush(&mut foreign, &mut safe);
    safe.trim_end().to_owned()
}

fn flush(foreign: &mut String, safe: &mut String) {
    if !foreign.is_empty() {
        write!(safe, "\\unicodeonly{{{foreign}}}").ok();
        foreign.clear();
    }
}

/// Characters that are not printed: controls, directions, marks of byte order, what is no character.
fn is_nothing(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || (c as u32) & 0xfffe == 0xfffe
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

fn one(c: char, last: char, safe: &mut String) {
    let name = match c {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '"' => "\\textquotedbl{}",
        '`' => "\\textasciigrave{}",
        '{' => "\\{",
        '}' => "\\}",
        '$' => "\\$",
        '&' => "\\&",
        '#' => "\\#",
        '%' => "\\%",
        '_' => "\\_",
        // After the end of a row these would be options of it.
        '[' => "{[}",
        ']' => "{]}",
        '*' => "{*}",
        '\u{a0}' => "~",
        '\u{2009}' | '\u{202f}' => "\\,",
        '\u{ad}' => "\\-",
        '≠' => "\\ensuremath{\\neq}",
        '≤' => "\\ensuremath{\\leq}",
        '≥' => "\\ensuremath{\\geq}",
        '≈' => "\\ensuremath{\\approx}",
        '−' => "\\ensuremath{-}",
        '→' => "\\ensuremath{\\rightarrow}",
        '←' => "\\ensuremath{\\leftarrow}",
        '‑' => "-",
        // Two of these become another sign.
        '-' | '\'' | ',' if last == c => {
            safe.push_str("{}");
            safe.push(c);
            return;
        }
        c => {
            safe.push(c);
            return;
        }
    };
    safe.push_str(name);
}

/// True for what pdfLaTeX with T1 and textcomp has no glyph for.
fn is_foreign(c: char) -> bool {
    !matches!(c,
        ' '..='~'
        | '\u{a0}'..='\u{17e}'
        | 'Ș' | 'ș' | 'Ț' | 'ț'
        | '–' | '—' | '‘' | '’' | '‚' | '“' | '”' | '„' | '†' | '‡' | '•' | '…' | '‰' | '‹' | '›'
        | '€' | '™' | '≠' | '≤' | '≥' | '≈' | '−' | '→' | '←' | '‑' | '\u{2009}' | '\u{202f}')
        || matches!(c, 'Ħ' | 'ħ' | 'ĸ' | 'Ŀ' | 'ŀ' | 'Ŧ' | 'ŧ' | 'ŉ')
}

/// A name to refer to: letters and digits of the title, joined by hyphens.
pub(super) fn label(title: &str) -> String {
    let plain = title.to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        if name.len() + word.len() > 40 && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.extend(word.chars().take(40));
    }
    if name.is_empty() { "table".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_command() {
        let check = |text: &str, expected: &str| assert_eq!(escape(text), expected, "{text:?}");
        check("\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}");
        check("50 % & more #1 _x_ $2", "50 \\% \\& more \\#1 \\_x\\_ \\$2");
        check("a^^5cinput b", "a\\textasciicircum{}\\textasciicircum{}5cinput b");
        check("one\n\n%two\r\u{b}three", "one \\%two three");
        check("[2cm] *", "{[}2cm{]} {*}");
        check("--- '' ,, <<", "-{}-{}- '{}' ,{}, \\textless{}\\textless{}");
        check("e\u{301}t\u{200b}\u{202e}\u{0}é", "été");
        check("Grüße – “so” … €", "Grüße – “so” … €");
        check("سلام ħ", "\\unicodeonly{سلام} \\unicodeonly{ħ}");
        check("x \u{a0}≤ 3", "x ~\\ensuremath{\\leq} 3");
        check("  \u{ffff}", "");
    }

    #[test]
    fn labels_are_plain() {
        assert_eq!(label("Codes by role: n of N"), "codes-by-role-n-of-n");
        assert_eq!(label("سلام"), "table");
        assert!(label(&"long ".repeat(40)).len() <= 44);
    }
}

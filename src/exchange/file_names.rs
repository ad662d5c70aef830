//! Names of files and folders that are taken from names in a study.

/// Bytes a name has at most: file systems take 255, and number, ending and day come to it.
const BYTES: usize = 180;

/// Names Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name as every file system takes it, in one folder and as it is seen: without the signs that
/// separate folders, without characters that are not printed or that turn the direction of others, not
/// too long, and no name of a device. `otherwise` where nothing is left.
pub fn file_name(name: &str, otherwise: &str) -> String {
    let turns = |c: char| {
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}'
            | '\u{61c}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let clean = |c: char| if line(c) || "/\\:*?\"<>|".contains(c) { '-' } else { c };
    let mut clean: String = name.trim().chars().filter(|c| !turns(*c)).map(clean).collect();
    if clean.len() > BYTES {
        clean.truncate(clean.floor_char_boundary(BYTES));
    }
    // Windows takes no dot and no space at the end; a dot at the beginning hides a file.
    let clean = clean.trim_matches(['.', ' ']);
    let stem = clean.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let port = port.is_some_and(|rest| rest.chars().count() == 1 && rest != "0");
    match clean {
        "" => otherwise.to_owned(),
        device if port || DEVICES.contains(&stem.as_str()) => format!("{device}_"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_that_a_folder_can_hold() {
        let check = |name: &str, expected: &str| assert_eq!(file_name(name, "Study"), expected);
        check("Time and waiting", "Time and waiting");
        check("../../etc/passwd", "-..-etc-passwd");
        check("..", "Study");
        check("C:\\x|y?", "C--x-y-");
        check(" .hidden. ", "hidden");
        check("a\u{202e}fdp.exe", "afdp.exe");
        check("a\nb\0c", "a-b-c");
        check("\u{200b}\u{feff}", "Study");
        check("NUL", "NUL_");
        check("com1.txt", "com1.txt_");
        check("common", "common");
        check("日本", "日本");
        let long = file_name(&"😀".repeat(200), "x");
        assert!(long.len() <= BYTES && long.chars().all(|c| c == '😀'), "{long}");
    }
}

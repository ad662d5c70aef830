//! What a speaker's label looks like, and whose it is.

/// How much the letters of a possible label look like one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// An abbreviation or number: `P07`, `JT`, `SPEAKER_00`, `id1`.
    Code,
    /// A name or role: `Anna`, `Interviewer 1`, `Last, First`, and any word in a script without capitals.
    Name,
    /// One word in small letters: `interviewee`, `anna`.
    Lower,
    /// Anything else: the beginning of a sentence.
    No,
}

/// Characters a label has at most.
pub(super) const LONGEST: usize = 48;

/// Words a label has at most.
const MOST_WORDS: usize = 5;

/// The researcher's usual labels, without spaces, dots and numbers.
const INTERVIEWER: &str = "\
    i q int intv interv interviewer interviewers interviewerin interviewende mod moderator \
    moderatorin moderation facilitator researcher investigator forscher forscherin intervieweur \
    intervieweuse enquêteur enquêtrice entrevistador entrevistadora intervistatore \
    intervistatrice onderzoeker interviewster intervjuare intervjuer";

/// Words that usually stand for those who are interviewed, and the letters that number them.
const RESPONDENT: &str = "\
    a b p r s id ip interviewee participant respondent informant speaker person client patient \
    befr befragter befragte befragteperson interviewte interviewter interviewpartner \
    interviewpartnerin proband probandin teilnehmer teilnehmerin sprecher sprecherin interviewé \
    interviewée enquêté enquêtée répondant répondante participante entrevistado entrevistada \
    intervistato intervistata geïnterviewde unknownspeaker";

/// Words that stand before a colon in speech, in notes and in file headers, but name nobody.
const NOBODY: &str = "\
    so note notes nb well yes yeah yep no nope okay ok right sure and but or because then now \
    plus like also again first second third firstly secondly thirdly finally example examples \
    forexample eg ie ps re cf vs http https mailto www source sources summary comment comments \
    remark remarks warning important table figure page chapter part section appendix mhm hm hmm \
    um uh oh ah erm thanks thankyou hello hi reason reasons result results update edit todo aber \
    und oder ja nein nee genau anmerkung hinweis notiz beispiel zumbeispiel zb dh erstens \
    zweitens drittens donc alors mais oui non voilà remarque exemple parexemple entonces pero sí \
    nota ejemplo porejemplo dus maar opmerking bijvoorbeeld";

/// Keys of the lines that stand above a transcript: `Date: …`.
const HEADER_KEYS: &str = "\
    date dateofinterview interviewdate time timeofinterview starttime endtime place location \
    venue site setting duration length recording recordingtime recordingdate recordinglength \
    recordingid audio audiofile file filename title subject topic project study interview \
    interviewid interviewno interviewnumber interviewnr transcript transcription \
    transcriptiontype transcriptiondate transcriber transcribedby transcribedon language \
    keywords summarykeywords speakers participants attendees legend symbolsandabbreviations \
    dateofbirth gender age maritalstatus occupation geographicregion version status datum \
    interviewdatum ort dauer uhrzeit aufnahme aufnahmedatum aufnahmedauer datei titel thema \
    projekt studie sprache transkription transkribiertvon transkribent transkribentin geschlecht \
    alter beruf lieu durée titre langue fecha lugar duración título plaats duur \
    informationaboutinterviewee";

/// What stands in square brackets in transcripts without being a speaker.
const EVENTS: &str = "\
    laugh laughs laughter laughing pause pauses longpause shortpause silence sigh sighs cough \
    coughs crying cries music applause crosstalk overlapping overlap inaudible unintelligible \
    unclear indistinct inint redacted anonymised anonymized removed name place interruption \
    interrupted break end start endofrecording endofinterview recordingstarts recordingends \
    noise phonerings nods smiles sic lacht lachen unverständlich schweigen rires silencio risas \
    youngperson child mother father organisation organization city town school hospital company";

/// True for characters that nobody sees: marks of direction, joiners, soft hyphens, byte-order marks.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The spelling by which labels are told apart: small letters, no spaces, nothing that is not seen, no
/// trailing dot or colon.
pub fn label_key(label: &str) -> String {
    let mut key: String = label
        .chars()
        .filter(|c| !c.is_whitespace() && !is_unseen(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let kept = key.trim_end_matches(['.', ':', '：']).len();
    key.truncate(kept);
    key
}

/// [`label_key`] without dots, hyphens, underscores and the number at the end.
fn base(label: &str) -> String {
    let mut base = label_key(label);
    base.retain(|c| !matches!(c, '.' | '-' | '_' | '#'));
    let kept = base.trim_end_matches(|c: char| c.is_numeric()).len();
    base.truncate(kept);
    base
}

/// True when `word` is one of the words of `list`.
fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|one| one == word)
}

/// True for the labels that usually stand for the researcher: `INT`, `Interviewer 2`, `I`,
/// `Moderator`, `Int.` and the like, without regard to case, spaces, numbers and a trailing dot.
pub fn is_interviewer_label(label: &str) -> bool {
    let base = base(label);
    if among(INTERVIEWER, &base) {
        return true;
    }
    // `Interviewer A`, `Interviewer (JS)`, `Moderator B`.
    ["interviewer", "moderator", "facilitator"].iter().any(|word| {
        base.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with('(') || rest.chars().count() == 1)
    })
}

/// True when two spellings name one speaker: case, spaces and a trailing dot or colon do not matter.
pub fn same_label(a: &str, b: &str) -> bool {
    label_key(a) == label_key(b)
}

/// True for words that usually stand for an interviewed person, numbered or not: `Participant 2`.
pub fn is_respondent_label(label: &str) -> bool {
    is_respondent(label)
}

/// True for words that usually stand for an interviewed person, numbered or not.
pub(super) fn is_respondent(label: &str) -> bool {
    among(RESPONDENT, &base(label))
}

/// True for words before a colon that name nobody.
pub(super) fn is_nobody(label: &str) -> bool {
    let base = base(label);
    among(NOBODY, &base) || is_header_key(label)
}

/// True for the keys of lines above a transcript.
pub(super) fn is_header_key(label: &str) -> bool {
    among(HEADER_KEYS, &base(label))
}

/// True for what stands in brackets without being a speaker.
pub(super) fn is_event(label: &str) -> bool {
    among(EVENTS, &base(label))
}

/// The letters a numbered label begins with, in small letters: `p` of `P07`.
pub(super) fn letters(label: &str) -> Option<String> {
    let key = label_key(label);
    let letters = key.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.len() < key.len()).then(|| letters.to_owned())
}

/// What the letters of a possible label look like.
pub(super) fn shape(label: &str) -> Shape {
    if label.len() > LONGEST * 4 || label.chars().count() > LONGEST {
        return Shape::No;
    }
    let allowed = |c: char| {
        c.is_alphanumeric()
            || matches!(c, ' ' | '\u{a0}' | '.' | ',' | '\'' | '’' | '(' | ')' | '_' | '-' | '/' | '&' | '#')
            // Marks that combine with a letter (decomposed umlauts, Hindi vowels).
            || (!c.is_ascii() && !c.is_whitespace() && !is_punctuation(c))
    };
    let begins_well =
        label.chars().next().is_some_and(|c| c.is_alphanumeric() || (!c.is_ascii() && allowed(c)));
    if !begins_well || !label.chars().all(allowed) || !label.chars().any(char::is_alphabetic) {
        return Shape::No;
    }
    let words: Vec<&str> = label.split_whitespace().collect();
    if words.len() > MOST_WORDS {
        return Shape::No;
    }
    if let [word] = words[..] {
        return one_word(word);
    }
    let fits = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let first = word.chars().next();
        first.is_none_or(|c| !c.is_lowercase())
            || matches!(
                word,
                "de" | "van"
                    | "von"
                    | "der"
                    | "den"
                    | "la"
                    | "al"
                    | "bin"
                    | "da"
                    | "di"
                    | "of"
                    | "and"
                    | "und"
            )
    };
    // `interviewer 1`, `speaker b`, `person a`.
    let numbered = words.len() == 2
        && one_word(words[0]) != Shape::No
        && (words[1].chars().all(|c| c.is_ascii_digit()) || words[1].chars().count() == 1);
    if numbered && (is_respondent(label) || is_interviewer_label(label))
        || words.iter().all(|w| fits(w))
    {
        Shape::Name
    } else {
        Shape::No
    }
}

fn one_word(word: &str) -> Shape {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let lower = word.chars().any(char::is_lowercase);
    let digits = word.chars().any(|c| c.is_ascii_digit());
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    if inner.contains(['(', ')', ',', '&']) {
        return Shape::No;
    }
    if digits && word.chars().count() <= 16 || (!lower && letters <= 4 && word.is_ascii()) {
        Shape::Code
    } else if inner.chars().next().is_some_and(char::is_lowercase) {
        Shape::Lower
    } else {
        Shape::Name
    }
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2060}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '«' | '»' | '¿' | '¡' | '·' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_researchers_labels_are_known() {
        let check =
            |label: &str, expected| assert_eq!(is_interviewer_label(label), expected, "{label}");
        for label in [
            "INT",
            "Int.",
            "Interviewer",
            "interviewer1",
            "Interviewer 2",
            "I",
            "I1",
            "MOD",
            "Moderator",
            "Q",
            "Interviewer (JS)",
            "Moderator A",
            "Interviewerin",
        ] {
            check(label, true);
        }
        // Befr. is the German Befragte: the one who is asked.
        for label in
            ["Interviewee", "P07", "Befr.", "B", "Ingrid", "IP", "id1", "", "Internist", "Modibo"]
        {
            check(label, false);
        }
    }

    #[test]
    fn spellings_of_one_speaker_agree() {
        let check = |a: &str, b: &str, expected| assert_eq!(same_label(a, b), expected, "{a} {b}");
        check("Interviewer 1", "interviewer1", true);
        check("Int.", "INT", true);
        check("P07", "p07", true);
        check("P07", "P7", false);
        check("Jörg", "JÖRG", true);
        check("\u{200e}P07", "P07", true);
        check("\u{202b}P\u{ad}07\u{202c}", "p\u{2060}07\u{feff}", true);
        check("\u{2068}INT\u{2069}:", "Int.", true);
    }

    #[test]
    fn a_label_is_told_from_the_beginning_of_a_sentence() {
        let check = |label: &str, expected| assert_eq!(shape(label), expected, "{label}");
        check("P07", Shape::Code);
        check("id1", Shape::Code);
        check("admin-1", Shape::Code);
        check("SPEAKER_00", Shape::Code);
        check("JT", Shape::Code);
        check("Anna", Shape::Name);
        check("Last, First", Shape::Name);
        check("Dr. Müller-Lüdenscheidt", Shape::Name);
        check("Interviewer 1", Shape::Name);
        check("interviewer 1", Shape::Name);
        check("Ludwig van Beethoven", Shape::Name);
        check("访谈者", Shape::Name);
        check("interviewee", Shape::Lower);
        check("And then he said", Shape::No);
        check("12", Shape::No);
        check("“Well", Shape::No);
        check("", Shape::No);
        check("A b c d e f", Shape::No);
    }
}

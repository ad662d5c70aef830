//! What identifiers look like: 29 patterns, in the order in which they claim words.
//!
//! Where two of them fit the same words the first one has them: dates before telephone numbers, long
//! references before the short ones that are part of them.

use super::Severity::{self, Direct, Indirect, Review};

/// Where a pattern has to be tried: its words stand close to something that is found cheaply.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Near {
    /// A digit that is no part of a time stamp.
    Digit,
    /// Close to a digit: no longer than fifty characters altogether.
    Close,
    /// Something this expression finds.
    Word(&'static str),
    /// Anywhere: the expression itself is cheap.
    Everywhere,
    /// Not as an expression: see `names`.
    Nowhere,
}

use Near::{Close, Digit, Everywhere, Nowhere, Word};

/// A shape of identifiers.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// Stable word for scripts and for what is kept.
    pub id: &'static str,
    /// What it is, for people.
    pub label: &'static str,
    /// How much it says about who it is; `None` for what is no identifier and hides others.
    pub severity: Option<Severity>,
    pub(super) regex: &'static str,
    pub(super) near: Near,
}

const fn pattern(
    id: &'static str,
    label: &'static str,
    severity: Option<Severity>,
    near: Near,
    regex: &'static str,
) -> Pattern {
    Pattern { id, label, severity, regex, near }
}

/// All of them.
pub(super) const PATTERNS: [Pattern; 29] = [
    pattern(
        "timestamp",
        "Time stamp",
        None,
        Word(r"[0-9]:[0-5][0-9]"),
        r"\[?\b(?:[0-9]{1,2}:)?[0-5]?[0-9]:[0-5][0-9](?:[.,][0-9]{1,3})?\b\]?",
    ),
    pattern("replacement", "Replacement", None, Everywhere, r"\[\s*[^\s\[\]][^\[\]\n]{0,79}\]"),
    pattern(
        "dob_context",
        "Date of birth",
        Some(Direct),
        Digit,
        r"(?i)\b(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth ?date|born)(?:\s+(?:is|was|on|in))?[\s:,\-]{1,3}(?:the\s+)?(?:(?:[12][0-9]|3[01]|0?[1-9])[/.\- ](?:0?[1-9]|1[0-2])[/.\- ](?:19|20)?[0-9]{2}|(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?: of)? (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?),? (?:(?:19|20)[0-9]{2}|[0-9]{2})|(?:19|20)[0-9]{2})\b",
    ),
    pattern(
        "date_numeric",
        "Date",
        Some(Indirect),
        Close,
        r"\b(?:[12][0-9]|3[01]|0?[1-9])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:(?:19|20)[0-9]{2}|[0-9]{2})\b",
    ),
    pattern(
        "date_text",
        "Date",
        Some(Indirect),
        Close,
        r"(?i)\b(?:(?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?: of)? (?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?:,? (?:19|20)[0-9]{2})?|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?) (?:[12][0-9]|3[01]|0?[1-9])(?:st|nd|rd|th)?(?:,? (?:19|20)[0-9]{2})?)\b",
    ),
    pattern(
        "email",
        "E-mail address",
        Some(Direct),
        Word("@"),
        r"(?i)\b[a-z0-9][a-z0-9._%+\-]*@[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)*\.[a-z]{2,24}\b",
    ),
    pattern(
        "email_spoken",
        "E-mail address, spelled out",
        Some(Direct),
        Word("(?i)dot"),
        r"(?i)\b[a-z0-9]+(?:\s(?:dot|underscore|dash|hyphen)\s[a-z0-9]+)*\sat\s[a-z0-9\-]+(?:\sdot\s[a-z0-9\-]+)*\sdot\s(?:com|co|uk|org|net|gov|ac|edu|info|eu|io|me)\b",
    ),
    pattern(
        "url",
        "Web address",
        Some(Indirect),
        Word(r"(?i)http|www\."),
        r"(?i)\b(?:https?://|www\.)[^\s<>\[\]()]+[^\s<>\[\]().,;:!?]",
    ),
    pattern(
        "nrm_reference",
        "Case reference",
        Some(Direct),
        Close,
        r"(?i)\b(?:NRM|SCA|CAR|case|ref(?:erence)?|crime|URN|PNC|custody|court|file)\s*(?:ref(?:erence)?|no|num(?:ber)?|id)?\.?\s*[:#]?\s*(?:is\s+)?[A-Z]{0,4}[/\-]?[0-9]{2,}[A-Z0-9/\-]{2,}\b",
    ),
    pattern(
        "uan",
        "Unique Application Number",
        Some(Direct),
        Close,
        r"\b[0-9]{4}[ \-][0-9]{4}[ \-][0-9]{4}[ \-][0-9]{4}\b",
    ),
    pattern(
        "nino",
        "National Insurance number",
        Some(Direct),
        Close,
        r"(?i)\b(?:[ACEHJLMOPRSWXY][A-CEGHJ-NPR-TW-Z]|B[A-CEHJ-NPR-TW-Z]|G[ACEGHJ-NPR-TW-Z]|[KT][A-CEGHJ-MPR-TW-Z]|N[A-CEGHJL-NPRSW-Z]|Z[A-CEGHJ-NPR-TW-Y]) ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b",
    ),
    pattern("gwf", "Visa application number", Some(Direct), Close, r"(?i)\bGWF ?[0-9]{9,10}\b"),
    pattern(
        "tribunal_reference",
        "Tribunal reference",
        Some(Direct),
        Close,
        r"\b(?:(?:PA|HU|EA|DC|DA|RP|LP|IA|AA|OA|VA|LR|LD)/[0-9]{5}/(?:19|20)[0-9]{2}|UI-20[0-9]{2}-[0-9]{6})\b",
    ),
    pattern(
        "pnc",
        "PNC ID",
        Some(Direct),
        Close,
        r"\b(?:(?:19|20)?[0-9]{2})/[0-9]{1,7}[A-HJ-NP-RT-Z]\b",
    ),
    pattern(
        "ho_reference",
        "Home Office reference",
        Some(Direct),
        Close,
        r"\b[A-Z][0-9]{7}(?:/[0-9]{1,3})?\b",
    ),
    pattern(
        "vehicle",
        "Vehicle registration",
        Some(Direct),
        Close,
        r"\b[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}\b",
    ),
    pattern(
        "postcode_full",
        "Postcode",
        Some(Direct),
        Close,
        r"(?i)\b(?:GIR ?0AA|(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W)[0-9][0-9A-HJKMNPR-Y]? ?[0-9][ABD-HJLNP-UW-Z]{2})\b",
    ),
    pattern("sort_code", "Sort code", Some(Direct), Close, r"\b[0-9]{2}-[0-9]{2}-[0-9]{2}\b"),
    pattern(
        "phone_uk",
        "Telephone number",
        Some(Direct),
        Digit,
        r"(?:\+44[ .\-]?(?:\(0\)[ .\-]?)?|\(?\b0)[1235789](?:[ .\-]?\)?[ .\-]?[0-9]){8,9}\b",
    ),
    pattern(
        "phone_intl",
        "Telephone number abroad",
        Some(Direct),
        Digit,
        r"\+(?:[1-35-9][0-9]{0,2}|4[0-35-9][0-9]?)(?:[ .\-]?[0-9]{2,4}){2,5}\b",
    ),
    pattern(
        "nhs_number",
        "NHS number",
        Some(Direct),
        Close,
        r"\b[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}\b",
    ),
    pattern(
        "street",
        "Street address",
        Some(Direct),
        Digit,
        r"\b[0-9]{1,4}[A-Za-z]?,?\s+(?:\p{Lu}[\p{L}’'\-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Dr|Court|Ct|Way|Place|Pl|Gardens|Gdns|Terrace|Crescent|Cres|Grove|Hill|Walk|Mews|Square|Sq|Estate|House)\b",
    ),
    pattern(
        "institution",
        "Named institution",
        Some(Indirect),
        Word(
            "City of|Borough of|County of|School|Academy|College|University|Hospital|Surgery|Hotel|Hostel|Church|Mosque|Prison|Constabulary|Police|Council|Borough|NHS Trust|Chambers|Solicitors|LLP|HMP|HMYOI",
        ),
        r"\b(?:(?:London Borough|City|Royal Borough|County) of (?:\p{Lu}\p{L}+)(?:\s+and\s+\p{Lu}\p{L}+)?|(?:\p{Lu}[\p{L}’'\-]+\s+){1,4}(?:School|Academy|College|University|Hospital|Surgery|Hotel|Hostel|Church|Mosque|Prison|Constabulary|Police|Council|Borough|NHS Trust|Chambers|Solicitors|LLP)|HM(?:P|P/YOI|YOI)\s+\p{Lu}\p{L}+)\b",
    ),
    pattern(
        "name_title",
        "Name after a title",
        Some(Direct),
        Word(
            "Mr|Ms|Miss|Mx|Dr|Prof|PC|DC|DS|DI|Sgt|Sergeant|Inspector|Cllr|Judge|HHJ|DJ|Rev|Father|Imam|Sir|Dame|Lord|Lady|Aunt|Uncle",
        ),
        r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|PC|DC|DS|DI|DCI|Sgt|Sergeant|Inspector|Cllr|Judge|HHJ|DJ|Rev|Father|Imam|Sir|Dame|Lord|Lady|Auntie|Aunty|Aunt|Uncle)\.?\s+\p{Lu}[\p{L}’'\-]+(?:\s+\p{Lu}[\p{L}’'\-]+)?",
    ),
    pattern(
        "name_intro",
        "Name after an introduction",
        Some(Direct),
        Word(r"(?:name(?:[’']s| is| was)|alled|amed|t[’']s|his is|I(?:[’']m| am))\s+\p{Lu}"),
        r"\b(?:[Mm]y name(?:’s|'s| is)|[Hh]is name(?:’s|'s| is| was)|[Hh]er name(?:’s|'s| is| was)|[Tt]heir name(?:’s|'s| is| was)|[Cc]alled|[Nn]amed|[Ii]t(?:’s|'s)|[Tt]his is|I(?:’m|'m| am))\s+\p{Lu}[\p{L}’'\-]+(?:\s+\p{Lu}[\p{L}’'\-]+)?",
    ),
    pattern(
        "age",
        "Exact age",
        Some(Indirect),
        Digit,
        r"(?i)\b(?:aged|age|turned|turning|was|is|he’s|he's|she’s|she's|they’re|they're)\s(?:only\s|just\s|about\s|like\s)?(?:[5-9]|1[0-9])(?:\s(?:years?(?:\sold)?|yrs?))?\b",
    ),
    pattern(
        "postcode_district",
        "Postcode district",
        Some(Indirect),
        Close,
        r"\b(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W)[0-9]{1,2}[A-HJKMNPR-Y]?\b",
    ),
    pattern(
        "handle",
        "Social-media handle",
        Some(Direct),
        Word("@"),
        r"(?:^|[\s(])@[A-Za-z0-9_][A-Za-z0-9_.]{1,29}\b",
    ),
    pattern(
        "name_midsentence",
        "Capitalised word",
        Some(Review),
        Nowhere,
        r"[\p{Ll}0-9,;’')]\s+\p{Lu}[\p{Ll}’'\-]+(?:\s+\p{Lu}[\p{Ll}’'\-]+)*",
    ),
];

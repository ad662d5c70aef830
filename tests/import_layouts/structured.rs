//! Transcripts as tables and as XML.

use super::Layout;
use super::Text::Made;

pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "csv of turns",
        file: "interview.csv",
        content: "timestamp,speaker,words,tags\n[0:00],DB:,So how did it begin?,\n,RA,\"With a letter.\nIn May.\",letter\n[0:30],RA:,And then,\n[1:00],DB:,Yes?,question; short\n",
        text: Made(
            "DB: So how did it begin?\n\nRA: With a letter.\nIn May.\nAnd then\n\nDB: Yes?\n",
        ),
        turns: &["DB@0:00 So how did it begin?", "RA With a letter./In May./A", "DB@1:00 Yes?"],
    },
    Layout {
        name: "NVivo: time span, speaker, content",
        file: "nvivo.tsv",
        content: "Timespan\tSpeaker\tContent\n0:00\tINT\tHow did it begin?\n0:04\tP07\tWith a letter.\n",
        text: Made("INT: How did it begin?\n\nP07: With a letter.\n"),
        turns: &["INT@0:00 How did it begin?", "P07@0:04 With a letter."],
    },
    Layout {
        name: "ELAN",
        file: "talk.eaf",
        content: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT AUTHOR=\"\"><TIME_ORDER><TIME_SLOT TIME_SLOT_ID=\"ts1\" TIME_VALUE=\"500\"/><TIME_SLOT TIME_SLOT_ID=\"ts2\" TIME_VALUE=\"2000\"/><TIME_SLOT TIME_SLOT_ID=\"ts3\" TIME_VALUE=\"3000\"/></TIME_ORDER>\n<TIER TIER_ID=\"INT\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"ts1\" TIME_SLOT_REF2=\"ts2\"><ANNOTATION_VALUE>How did it begin?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>\n<TIER TIER_ID=\"P07\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a2\" TIME_SLOT_REF1=\"ts2\" TIME_SLOT_REF2=\"ts3\"><ANNOTATION_VALUE>With a letter.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>\n",
        text: Made("INT: How did it begin?\n\nP07: With a letter.\n"),
        turns: &["INT@0:00.500 How did it begin?", "P07@0:02 With a letter."],
    },
    Layout {
        name: "TEI",
        file: "int007.xml",
        content: "\u{feff}<?xml version=\"1.0\"?>\n<TEI.2><teiHeader><title>Interview 7</title></teiHeader><text><body>\n<u who=\"I\" n=\"1\">How did it\n begin?</u>\n<u who=\"#R\" n=\"2\">With a <emph>letter</emph> &amp; a call.</u>\n<u who=\"#R\" n=\"3\">In May.</u></body></text></TEI.2>\n",
        text: Made("I: How did it begin?\n\nR: With a letter & a call. In May.\n"),
        turns: &["I How did it begin?", "R With a letter & a call."],
    },
];

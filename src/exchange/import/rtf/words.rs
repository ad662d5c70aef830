//! What control words stand for.

/// What the group of a control word holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Destination {
    /// Text.
    #[default]
    Text,
    /// Nothing that is read.
    Skip,
    Fonts,
    Note,
    TextBox,
    /// A page's header or footer: only whether there are words in it.
    Header,
    /// The text twice, the second time in Unicode.
    Twice,
    Picture,
    Object,
    Comment,
    /// The number of a list paragraph.
    ListNumber,
}

/// The destination that a control word opens; `None` when it is no destination that matters.
pub(super) fn destination(word: &str, ignorable: bool) -> Option<Destination> {
    Some(match word {
        "fonttbl" => Destination::Fonts,
        "footnote" => Destination::Note,
        "shptxt" | "dptxbxtext" => Destination::TextBox,
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
        | "footerf" => Destination::Header,
        "upr" => Destination::Twice,
        "pict" => Destination::Picture,
        "object" => Destination::Object,
        "annotation" => Destination::Comment,
        "listtext" | "pntext" => Destination::ListNumber,
        "ud" | "shpinst" | "shppict" | "nesttableprops" | "do" | "shpgrp" => Destination::Text,
        "colortbl" | "stylesheet" | "info" | "nonshppict" | "shprslt" | "nonesttables"
        | "fldinst" | "xe" | "tc" | "rxe" | "txe" | "sp" | "sn" | "sv" | "ftnsep" | "ftnsepc"
        | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "background" | "filetbl" | "listtable"
        | "listoverridetable" | "revtbl" | "template" | "operator" | "objdata" | "objclass"
        | "bkmkstart" | "bkmkend" | "atnid" | "atnauthor" | "atnref" | "atnicn" | "atntime"
        | "atndate" | "atnparent" | "datafield" | "formfield" | "ffname" | "pntxta" | "pntxtb"
        | "pnseclvl" | "generator" | "userprops" | "themedata" | "colorschememapping"
        | "latentstyles" | "datastore" | "rsidtbl" | "xmlnstbl" | "mmathPr" | "docvar"
        | "keycode" | "panose" | "falt" | "fontemb" | "fontfile" => Destination::Skip,
        _ if ignorable => Destination::Skip,
        _ => return None,
    })
}

/// The character a control word stands for.
pub(super) fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "endash" => "–",
        "emdash" => "—",
        "bullet" => "•",
        "emspace" => "\u{2003}",
        "enspace" => "\u{2002}",
        "qmspace" => "\u{2005}",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        "ltrmark" => "\u{200e}",
        "rtlmark" => "\u{200f}",
        _ => return None,
    })
}

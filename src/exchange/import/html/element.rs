//! What an element of a web page means for its text.

use html5gum::StartTag;
use std::collections::HashSet;

/// What becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Its words go on in the line.
    Inline,
    /// It stands on lines of its own.
    Block,
    /// As a block, and its white space counts.
    Pre,
    Item,
    Break,
    Rule,
    Image,
    Table,
    Row,
    Cell,
    Insertion,
    /// Neither it nor what is in it is read.
    Skip(Why),
}

/// Why something is not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// It holds no words of the page.
    NoText,
    Form,
    Object,
    Image,
    Hidden,
    Deletion,
    Comment,
    ListNumber,
    Header,
}

/// Elements that never have an end.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "basefont"
            | "bgsound"
            | "frame"
            | "keygen"
    )
}

/// What an element is by its name.
pub(super) fn kind(name: &str) -> Kind {
    match name {
        "script" | "style" | "title" | "template" | "noscript" | "rt" | "rp" | "noframes" => {
            Kind::Skip(Why::NoText)
        }
        "textarea" | "select" | "button" | "datalist" => Kind::Skip(Why::Form),
        "object" | "iframe" | "video" | "audio" | "canvas" | "applet" => Kind::Skip(Why::Object),
        "svg" => Kind::Skip(Why::Image),
        "del" => Kind::Skip(Why::Deletion),
        "ins" => Kind::Insertion,
        "br" => Kind::Break,
        "hr" => Kind::Rule,
        "img" => Kind::Image,
        "pre" | "listing" | "xmp" | "plaintext" => Kind::Pre,
        "li" => Kind::Item,
        "table" => Kind::Table,
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "frameset" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        | "head" | "header" | "hgroup" | "html" | "legend" | "main" | "menu" | "nav" | "ol"
        | "optgroup" | "option" | "p" | "search" | "section" | "summary" | "tbody" | "tfoot"
        | "thead" | "ul" => Kind::Block,
        _ => Kind::Inline,
    }
}

/// The value of an attribute as text.
pub(super) fn attribute(tag: &StartTag<()>, name: &str) -> String {
    tag.attributes
        .get(name.as_bytes())
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .unwrap_or_default()
}

/// What a style attribute says, small letters and no white space.
pub(super) fn style(tag: &StartTag<()>) -> String {
    let mut style = attribute(tag, "style").to_ascii_lowercase();
    style.retain(|c| !c.is_whitespace());
    style
}

/// What makes this element one that is not read.
pub(super) fn hides(tag: &StartTag<()>, style: &str) -> Option<Why> {
    let class = attribute(tag, "class").to_ascii_lowercase();
    if style.contains("mso-list:ignore") {
        Some(Why::ListNumber)
    } else if style.contains("mso-element:comment") || class.contains("msocomanchor") {
        Some(Why::Comment)
    } else if style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("mso-hide:all")
        || tag.attributes.contains_key(b"hidden".as_slice())
    {
        Some(Why::Hidden)
    } else if matches!(attribute(tag, "title").as_str(), "header" | "footer")
        && tag.name.as_slice() == b"div"
    {
        // As LibreOffice writes those of its pages.
        Some(Why::Header)
    } else {
        None
    }
}

/// What the weight of letters is, when a style says so.
pub(super) fn weight(style: &str) -> Option<bool> {
    let (_, rest) = style.split_once("font-weight:")?;
    let value = rest.split(';').next().unwrap_or_default();
    Some(match value {
        "bold" | "bolder" => true,
        number => number.parse::<u16>().is_ok_and(|weight| weight >= 600),
    })
}

/// Whether an element makes its words bold by its name.
pub(super) fn is_bold(name: &str) -> bool {
    matches!(name, "b" | "strong" | "th" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Classes that a style sheet makes bold: how Google Docs writes it.
pub(super) fn bold_classes(sheet: &str, classes: &mut HashSet<String>) {
    for rule in sheet.split('}').take(20_000) {
        let Some((selectors, style)) = rule.rsplit_once('{') else { continue };
        let mut style = style.to_ascii_lowercase();
        style.retain(|c| !c.is_whitespace());
        if weight(&style) != Some(true) {
            continue;
        }
        for selector in selectors.split(',') {
            let selector = selector.trim();
            let name = selector.strip_prefix("span").unwrap_or(selector);
            if let Some(class) = name.strip_prefix('.')
                && !class.contains([' ', '.', ':', '>'])
            {
                classes.insert(class.to_owned());
            }
        }
    }
}

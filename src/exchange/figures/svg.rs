//! A figure as a vector file: plain SVG 1.1 that browsers, drawing programs and word processors read.
//!
//! Nothing but shapes, lines and words, each with its place: no style sheet, no script, no link. Every
//! name is escaped, and what a mark says stands in its `title`, its first line only: passages of
//! transcripts stay where they are.

use super::palette::Palette;
use crate::analysis::figures::{Anchor, Block, Figure, Form, Ink, Mark, Point, Sign, Words, clean};
use std::fmt::Write as _;

/// Inter where it is installed; otherwise what is as wide.
const FAMILY: &str = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/// The file.
pub fn svg(figure: &Figure, palette: Palette) -> String {
    let mut out = Out { text: String::new(), palette };
    let (width, height) = (short(figure.width), short(figure.height));
    out.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{width}pt\" \
         height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title desc\" font-family=\"{FAMILY}\">\n"
    ));
    out.put(&format!("<title id=\"title\">{}</title>\n", escaped(&figure.title)));
    out.put(&format!("<desc id=\"desc\">{}</desc>\n", escaped(&figure.described())));
    let page = Block::new(0.0, 0.0, figure.width, figure.height);
    let fill = out.paint("fill", Ink::Page);
    out.put(&format!("<rect {}{fill}/>\n", place(&page)));
    for mark in &figure.marks {
        out.mark(mark);
    }
    out.put("</svg>\n");
    out.text
}

struct Out {
    text: String,
    palette: Palette,
}

impl Out {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// ` fill="#1f5f82"`.
    fn paint(&self, what: &str, ink: Ink) -> String {
        let [red, green, blue] = self.palette.color(ink);
        format!(" {what}=\"#{red:02x}{green:02x}{blue:02x}\"")
    }

    fn mark(&mut self, mark: &Mark) {
        let name = clean(mark.name());
        let title = (!name.is_empty()).then(|| format!("<title>{}</title>", escaped(&name)));
        match &mark.form {
            Form::Area { at, fill, pattern, edge } => {
                let edge = edge.map(|edge| self.paint("stroke", edge) + " stroke-width=\"0.7\"");
                let paint = self.paint("fill", *fill) + &edge.unwrap_or_default();
                let hatch = pattern.lines(at);
                if hatch.is_empty() {
                    self.element("rect", &(place(at) + &paint), title.as_deref());
                    return;
                }
                let mut course = String::new();
                for (from, to) in hatch {
                    write!(course, "M{}L{}", pair(from), pair(to)).ok();
                }
                let stroke = self.paint("stroke", Ink::Page);
                self.put("<g>");
                self.put(title.as_deref().unwrap_or_default());
                self.element("rect", &(place(at) + &paint), None);
                let attributes = format!("d=\"{course}\" fill=\"none\"{stroke} stroke-width=\"1\"");
                self.element("path", &attributes, None);
                self.put("</g>\n");
            }
            Form::Sign { sign, at, radius, ink, hollow } => {
                let paint = if *hollow {
                    let fill = self.paint("fill", Ink::Page);
                    fill + &self.paint("stroke", *ink) + " stroke-width=\"1.3\""
                } else {
                    self.paint("fill", *ink)
                };
                if *sign == Sign::Circle {
                    let attributes = format!(
                        "cx=\"{}\" cy=\"{}\" r=\"{}\"{paint}",
                        short(at.x),
                        short(at.y),
                        short(*radius)
                    );
                    self.element("circle", &attributes, title.as_deref());
                } else {
                    let corners: Vec<String> =
                        sign.corners(*at, *radius).into_iter().map(pair).collect();
                    let attributes = format!("points=\"{}\"{paint}", corners.join(" "));
                    self.element("polygon", &attributes, title.as_deref());
                }
            }
            Form::Line { points, width, ink, dashed } => {
                let points: Vec<String> = points.iter().copied().map(pair).collect();
                let stroke = self.paint("stroke", *ink);
                let dashes = if *dashed { " stroke-dasharray=\"4 3\"" } else { "" };
                let attributes = format!(
                    "points=\"{}\" fill=\"none\"{stroke} stroke-width=\"{}\"{dashes}",
                    points.join(" "),
                    short(*width)
                );
                self.element("polyline", &attributes, title.as_deref());
            }
            Form::Words(words) => self.words(words, title.as_deref()),
        }
    }

    fn element(&mut self, name: &str, attributes: &str, title: Option<&str>) {
        match title {
            None => self.put(&format!("<{name} {attributes}/>\n")),
            Some(title) => self.put(&format!("<{name} {attributes}>{title}</{name}>\n")),
        }
    }

    fn words(&mut self, words: &Words, title: Option<&str>) {
        let Words { at, anchor, size, bold, ink, upright, text } = words;
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if *bold { " font-weight=\"600\"" } else { "" };
        let turned = if *upright {
            format!(" transform=\"rotate(-90 {} {})\"", short(at.x), short(at.y))
        } else {
            String::new()
        };
        let fill = self.paint("fill", *ink);
        self.put(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{weight}{anchor}{fill}{turned}>{}{}</text>\n",
            short(at.x),
            short(at.y),
            short(*size),
            title.unwrap_or_default(),
            escaped(text)
        ));
    }
}

fn place(block: &Block) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        short(block.left),
        short(block.top),
        short(block.width),
        short(block.height)
    )
}

fn pair(at: Point) -> String {
    format!("{},{}", short(at.x), short(at.y))
}

/// A number with two places at most.
fn short(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A text inside an element. Control characters, which no XML may hold, become spaces.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

//! What is written is what was drawn: every number, in valid XML, and in dots of the right size.

use super::{Format, Palette, figure_bytes, made, png, svg};
use crate::analysis::figures::{Bars, Figure, Form, Look, by_group, heat_map};
use crate::analysis::testing::Builder;
use crate::analysis::{CrosstabSpec, crosstab};
use crate::model::{AttributeId, AttributeKind, Corpus};
use quick_xml::events::Event;
use std::io::Read as _;

/// Names that would break a careless file.
const HOSTILE: &str = "<script>alert(1)<script> & \"x\" \u{202E}evil\u{1}";

fn corpus() -> Corpus {
    Builder::new()
        .attribute("role", AttributeKind::List)
        .participant("P1", &["nurse"])
        .participant("P2", &["nurse"])
        .participant("P3", &["porter"])
        .code("delay")
        .code(HOSTILE)
        .document("D1", "P1: We waited.\nP2: It hurt.\nP3: I waited too.")
        .coding("D1", "delay", "We waited", "ana")
        .coding("D1", "delay", "I waited too", "ana")
        .coding("D1", HOSTILE, "It hurt", "ana")
        .build()
}

fn spec() -> CrosstabSpec {
    CrosstabSpec { by: vec![AttributeId(1)], ..CrosstabSpec::default() }
}

fn figure(bars: Bars) -> Figure {
    by_group(&crosstab(&corpus(), &spec()), bars, Look::default()).unwrap()
}

/// The texts of a file, in order, and the names of its elements. Fails where it is no XML.
fn read(svg: &str) -> (Vec<String>, Vec<String>) {
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut texts, mut names) = (Vec::new(), Vec::new());
    let mut open = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                names.push(element.name().as_ref().to_owned());
                open.clear();
            }
            Event::Empty(element) => {
                names.push(element.name().as_ref().to_owned());
            }
            Event::Text(text) => open.push_str(&text),
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                open.push_str(match name.as_str() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    other => panic!("{other}"),
                });
            }
            Event::End(_) => texts.push(std::mem::take(&mut open)),
            Event::Eof => return (texts, names),
            _ => {}
        }
    }
}

#[test]
fn an_svg_is_valid_and_holds_every_word_and_nothing_that_runs() {
    for palette in Palette::ALL {
        let paged = figure(Bars::Bars).paged(&made("2026-01-02"));
        let (texts, names) = read(&svg(&paged, palette));
        for mark in &paged.marks {
            if let Form::Words(words) = &mark.form {
                assert!(texts.contains(&words.text), "{:?}", words.text);
            }
        }
        assert!(texts.contains(&"1 of 2".to_owned()) && texts.contains(&"1 of 1".to_owned()));
        assert!(texts.iter().any(|text| text.starts_with("<script>alert(1)<script> & \"x\" evil")));
        let known =
            ["svg", "title", "desc", "rect", "circle", "polygon", "polyline", "path", "g", "text"];
        assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
        assert!(texts.iter().all(|text| !text.contains(['\u{202E}', '\u{1}'])));
        assert!(
            texts.contains(&format!("Drawn 2026-01-02 with Postil {}.", env!("CARGO_PKG_VERSION")))
        );
    }
}

/// Width, height, dots per metre, and the dots of a picture.
fn decoded(bytes: &[u8]) -> (u32, u32, (u32, u32, u8), Vec<u8>) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (mut at, mut packed, mut size, mut metre) = (8, Vec::new(), (0, 0), (0, 0, 0));
    while at < bytes.len() {
        let long = number(at) as usize;
        let (name, body) = (&bytes[at + 4..at + 8], at + 8);
        let mut sum = flate2::Crc::new();
        sum.update(&bytes[at + 4..body + long]);
        assert_eq!(sum.sum(), number(body + long));
        match name {
            b"IHDR" => size = (number(body), number(body + 4)),
            b"pHYs" => metre = (number(body), number(body + 4), bytes[body + 8]),
            b"IDAT" => packed.extend(&bytes[body..body + long]),
            _ => {}
        }
        at = body + long + 4;
    }
    let mut dots = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut dots).unwrap();
    let row = size.0 as usize * 3;
    assert_eq!(dots.len(), (row + 1) * size.1 as usize);
    let (mut plain, mut above) = (Vec::with_capacity(dots.len()), vec![0_u8; row]);
    for line in dots.chunks_exact(row + 1) {
        assert_eq!(line[0], 2);
        for (byte, before) in line[1..].iter().zip(&mut above) {
            *before = before.wrapping_add(*byte);
        }
        plain.extend(&above);
    }
    (size.0, size.1, metre, plain)
}

#[test]
fn a_png_has_three_hundred_dots_to_an_inch_and_is_not_blank() {
    let paged = figure(Bars::Dots).paged(&made("2026-01-02"));
    let (width, height, metre, dots) = decoded(&png(&paged, Palette::Print).unwrap());
    assert_eq!(
        (width, height),
        ((paged.width * 300.0 / 72.0).ceil() as u32, (paged.height * 300.0 / 72.0).ceil() as u32)
    );
    assert_eq!(metre, (11_811, 11_811, 1));
    let dark = dots.chunks_exact(3).filter(|dot| dot.iter().all(|value| *value < 100)).count();
    assert!(dark > 2_000 && dark * 4 < dots.len() / 3, "{dark} dark dots");
    // Words are drawn with the fonts that are brought along: the title is there.
    let line = 20 * 300 / 72;
    let title = &dots[..width as usize * 3 * line];
    assert!(title.iter().any(|value| *value < 60));
    let grey = decoded(&png(&paged, Palette::Greyscale).unwrap()).3;
    assert!(grey.chunks_exact(3).all(|dot| dot[0] == dot[1] && dot[1] == dot[2]));
}

#[test]
fn groups_look_different_without_colour() {
    let grey = svg(&figure(Bars::Bars), Palette::Greyscale);
    let hatched = grey.matches("<path ").count();
    let plain = svg(&figure(Bars::Bars), Palette::Print).matches("<path ").count();
    assert!(hatched > 0 && hatched == plain, "the pattern does not depend on the palette");
    let dots = svg(&figure(Bars::Dots), Palette::Greyscale);
    assert!(dots.contains("<circle ") && dots.contains("<polygon "));
}

#[test]
fn what_is_too_large_for_a_picture_is_refused_and_written_as_svg() {
    let table = crosstab(&corpus(), &spec());
    let mut tall = heat_map(&table, Look::default()).unwrap();
    tall.height = 20_000.0;
    let refused = figure_bytes(&tall, Format::Png, Palette::Print, "").unwrap_err().to_string();
    assert!(refused.contains("write it as svg"), "{refused}");
    assert!(figure_bytes(&tall, Format::Svg, Palette::Print, "").is_ok());
}

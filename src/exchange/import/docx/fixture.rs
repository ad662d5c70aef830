//! Word documents built for tests, part by part.

use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A docx with these parts.
pub(in crate::exchange::import) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The document part around a body.
pub(in crate::exchange::import) fn document_xml(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{body}<w:sectPr/></w:body></w:document>"#
    )
}

/// A docx with a bit of everything, its document part as `change` leaves it.
pub(in crate::exchange::import) fn rich(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let document = document_xml(concat!(
        r#"<w:p><w:pPr><w:pStyle w:val="N"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Anna:</w:t></w:r><w:r><w:t xml:space="preserve"> Why &amp; how?</w:t><w:br/><w:footnoteReference w:id="2"/></w:r></w:p>"#,
        r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"#,
        r#"<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>"#,
    ));
    let mut document = document.into_bytes();
    change(&mut document);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 3] = [
        ("word/document.xml", &document),
        ("word/styles.xml", br#"<w:styles><w:style w:styleId="N"><w:basedOn w:val="N"/></w:style></w:styles>"#),
        ("word/footnotes.xml", br#"<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote></w:footnotes>"#),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A docx with this body.
pub(in crate::exchange::import) fn docx_of(body: &str) -> Vec<u8> {
    package(&[("word/document.xml", &document_xml(body))])
}

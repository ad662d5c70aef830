//! Cues of every format: text, turns, times and what the receipt says.

use super::super::{ImportError, ImportHints, read_document};
use crate::model::{NewDocument, Reading, SpeakerRule};
use proptest::prelude::*;

fn read_with(name: &str, text: &str, reading: Reading) -> NewDocument {
    let hints = ImportHints { reading, ..ImportHints::default() };
    let document = read_document(name, text.as_bytes(), &hints).unwrap();
    hold(&document);
    document
}

fn read(name: &str, text: &str) -> NewDocument {
    read_with(name, text, Reading::default())
}

/// What must hold for every document.
fn hold(document: &NewDocument) {
    let text = &document.text;
    let mut end = 0;
    for turn in &document.turns {
        assert!(end <= turn.start && turn.start <= turn.body && turn.body < turn.end, "{turn:?}");
        assert!(text[end as usize..turn.start as usize].trim().is_empty());
        assert!(!text[turn.body as usize..turn.end as usize].trim().is_empty());
        if let Some(label) = &turn.speaker {
            assert!(text[turn.start as usize..turn.body as usize].starts_with(label.as_str()));
        }
        end = turn.end;
    }
    assert!(text[end as usize..].trim().is_empty());
    let mut at = None;
    for time in &document.times {
        assert!(Some(time.at) > at && text.is_char_boundary(time.at as usize));
        at = Some(time.at);
    }
}

fn texts(name: &str, text: &str, expected: &str) {
    assert_eq!(read(name, text).text, expected, "{text}");
}

#[test]
fn a_sentence_over_several_cues_is_joined() {
    let text = "WEBVTT\r\n\r\n1\r\n00:00:04.780 --> 00:00:06.310\r\nAnn Lee: Okay…\r\n\r\n2\r\n00:00:06.400 --> 00:00:08.000\r\nAnn Lee: so we\r\n\r\n3\r\n00:00:08.100 --> 00:00:09.000\r\nBen: Yes.\r\n\r\n4\r\n00:00:10.000 --> 00:00:11.000\r\nAnn Lee: So: good.\r\n";
    let document = read("GMT.vtt", text);
    assert_eq!(document.text, "Ann Lee: Okay… so we\n\nBen: Yes.\n\nAnn Lee: So: good.\n");
    let turns: Vec<_> =
        document.turns.iter().map(|t| (t.speaker.as_deref().unwrap(), t.at_ms.unwrap())).collect();
    assert_eq!(turns, [("Ann Lee", 4780), ("Ben", 8100), ("Ann Lee", 10_000)]);
    let times: Vec<_> = document.times.iter().map(|t| (t.at, t.ms)).collect();
    assert_eq!(times, [(9, 4780), (17, 6400), (29, 8100), (44, 10_000)]);
    assert_eq!(document.origin.format, "vtt");
    let note = document.receipt.iter().find(|note| note.what == "cues").unwrap();
    assert_eq!(note.count, 4);
    assert!(note.note.starts_with("4 cues were joined into 3 turns"), "{}", note.note);
}

#[test]
fn chinese_and_japanese_are_joined_without_spaces() {
    texts(
        "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\n我们今天\n\n2\n00:00:02,000 --> 00:00:03,000\n讨论Python\n\n3\n00:00:03,000 --> 00:00:04,000\nand more，\n\n4\n00:00:04,000 --> 00:00:05,000\n好的。\n",
        "我们今天讨论Python and more，好的。\n",
    );
    texts(
        "b.srt",
        "1\n00:00:01,000 --> 00:00:02,000\n안녕하세요\n\n2\n00:00:02,000 --> 00:00:03,000\n여러분\n",
        "안녕하세요 여러분\n",
    );
}

#[test]
fn two_speakers_in_one_cue_are_two_turns() {
    let document = read(
        "teams.vtt",
        "WEBVTT\n\n8c1a5b1e-1234-4abc-9def-0123456789ab-0\n00:00:03.580 --> 00:00:06.120\n<v Lee, Ann>text that continues\nover two lines</v>\n<v Fox, Ben (Guest)>Yes &amp; no\n\n8c1a5b1e-1234-4abc-9def-0123456789ab-1\n00:00:06.500 --> 00:00:07.000 align:start position:0%\n<v Fox, Ben (Guest)>indeed.</v>\n",
    );
    assert_eq!(
        document.text,
        "Lee, Ann: text that continues over two lines\n\nFox, Ben (Guest): Yes & no indeed.\n"
    );
    assert_eq!(document.turns[1].at_ms, Some(3580));
    texts(
        "dash.srt",
        "1\n00:00:01,000 --> 00:00:02,000\n- Who is it?\n- Me.\n\n2\n00:00:02,100 --> 00:00:03,000\nAh.\n",
        "- Who is it?\n\n- Me. Ah.\n",
    );
}

#[test]
fn odd_files_are_read_whole() {
    // No blank lines between cues, names of cues, no hours, notes, styles, a stray line.
    texts(
        "a.vtt",
        "\u{feff}WEBVTT - title\nKind: captions\n\nSTYLE\n::cue {\n  color: red\n}\n\nREGION\nid:x\n\nNOTE Confidence: 0.64\n\nintro\n00:43.810 --> 00:47.850\n<i>Hello,</i>\nNOTE is what I said.\n\nlost line\n\nNOTE\nnot said\n\n00:47.850 --> 00:49.000\nworld.\n",
        "Hello, NOTE is what I said. lost line world.\n",
    );
    let notes: Vec<(String, u64)> = read(
        "b.vtt",
        "WEBVTT\n\nNOTE a\n\n00:01.000 --> 00:02.000\n<b>x</b>\n\n00:02.000 --> 00:03.000\n\n\n",
    )
    .receipt
    .into_iter()
    .map(|note| (note.what, note.count))
    .collect();
    let told = |what: &str| notes.iter().find(|(w, _)| w == what).map(|(_, count)| *count);
    assert_eq!((told("tag"), told("note-block"), told("empty-cue")), (Some(2), Some(1), Some(1)));
    texts(
        "c.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n42\n3\n00:00:03,000 --> 00:00:04,000\nthree",
        "One two 42 three\n",
    );
    // Old Teams: times that are not padded, no speakers.
    texts(
        "old.vtt",
        "WEBVTT\n\n0:0:0.0 --> 0:0:3.580\nWell then\n\n0:0:3.580 --> 0:0:5.1\nlet us begin.\n",
        "Well then let us begin.\n",
    );
    // Captions that roll up.
    texts(
        "yt.vtt",
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.000 align:start position:0%\nso<00:00:00.500><c> today</c>\n\n00:00:02.000 --> 00:00:02.010\nso today\n\n00:00:02.010 --> 00:00:04.000\nso today\nwe<00:00:02.500><c> talk</c>\n",
        "so today we talk\n",
    );
    // The content decides.
    assert_eq!(read("a.txt", "1\n00:00:01,000 --> 00:00:02,000\nOne\n").origin.format, "srt");
    assert_eq!(read("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOne\n").origin.format, "vtt");
}

#[test]
fn nobodys_cues_become_paragraphs() {
    let cue = |n: u32, from: u32, words: &str| {
        format!("{n}\n00:00:{from:02},000 --> 00:00:{:02},000\n{words}\n\n", from + 2)
    };
    let text = [
        cue(1, 0, "One starts"),
        cue(2, 2, "and ends."),
        cue(3, 7, "Two comes late"),
        cue(4, 20, "three later"),
    ]
    .concat();
    texts("a.srt", &text, "One starts and ends.\n\nTwo comes late\n\nthree later\n");
    let pause = |ms| Reading { pause_ms: Some(ms), ..Reading::default() };
    assert_eq!(
        read_with("a.srt", &text, pause(60_000)).text,
        "One starts and ends. Two comes late three later\n"
    );
    assert_eq!(read_with("a.srt", &text, pause(0)).turns.len(), 3);
}

#[test]
fn whispers_json_is_read_in_every_shape() {
    let expected = "Hello there. And more.\n";
    for json in [
        r#"{"text":" Hello","segments":[{"id":0,"start":0.0,"end":1.5,"text":" Hello there.","tokens":[1,2],"words":[{"word":"x"}]},{"start":1.5,"end":2,"text":" And more."}],"language":"en"}"#,
        r#"[{"start":0.0,"end":1.5,"text":"Hello there.","avg_logprob":-0.2},{"start":"1.5","end":null,"text":"And more."}]"#,
        r#"{"result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:01,500"},"offsets":{"from":0,"to":1500},"text":" Hello there."},{"offsets":{"from":1500,"to":2000},"text":" And more."}]}"#,
    ] {
        let document = read("a.json", json);
        assert_eq!(document.text, expected, "{json}");
        let times: Vec<_> = document.times.iter().map(|t| t.ms).collect();
        assert_eq!(times, [0, 1500], "{json}");
    }
    let spoken = r#"{"segments":[{"start":0.1,"end":1,"text":"Why?","speaker":"SPEAKER_00"},{"start":1,"end":2,"text":"Well","speaker":"SPEAKER_01"},{"start":2,"end":3,"text":"because.","speaker":"SPEAKER_01"},{"start":3,"end":4,"text":"Noise"}]}"#;
    assert_eq!(
        read("x.json", spoken).text,
        "SPEAKER_00: Why?\n\nSPEAKER_01: Well because.\n\nNoise\n"
    );
    assert_eq!(read("x.json", r#"{"text":"Only text.","segments":[]}"#).text, "Only text.\n");
    for json in
        ["{", "[]", "{\"a\":1}", "[1]", "3", "\"x\"", "{\"segments\":3}", "{\"segments\":[]}"]
    {
        let error = read_document("a.json", json.as_bytes(), &ImportHints::default()).unwrap_err();
        assert!(matches!(error, ImportError::Refused(_)), "{json}: {error}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let error = read_document("a.json", deep.as_bytes(), &ImportHints::default()).unwrap_err();
    assert!(error.to_string().contains("vtt, srt or txt"), "{error}");
}

#[test]
fn tsv_lyrics_and_elan_are_read() {
    texts(
        "a.tsv",
        "start\tend\ttext\n0\t1500\t\"Hello\n1500\t2000\tthere\" he said.\n",
        "\"Hello there\" he said.\n",
    );
    let document = read("a.lrc", "[ar: Ann]\n[00:43.810]Hello\n[00:44.000]there.\n[00:47.850]\n");
    assert_eq!(document.text, "Hello there.\n");
    assert_eq!(document.turns[0].at_ms, Some(43_810));
    let eaf = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID=\"ts1\" TIME_VALUE=\"100\"/><TIME_SLOT TIME_SLOT_ID=\"ts2\" TIME_VALUE=\"900\"/><TIME_SLOT TIME_SLOT_ID=\"ts3\" TIME_VALUE=\"1000\"/></TIME_ORDER><TIER TIER_ID=\"B\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a2\" TIME_SLOT_REF1=\"ts2\" TIME_SLOT_REF2=\"ts3\"><ANNOTATION_VALUE>Yes &amp; no</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER><TIER TIER_ID=\"A\" PARTICIPANT=\"Ann\"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a1\" TIME_SLOT_REF1=\"ts1\" TIME_SLOT_REF2=\"ts2\"><ANNOTATION_VALUE>Well?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>";
    let document = read("a.eaf", eaf);
    assert_eq!(document.text, "Ann: Well?\n\nB: Yes & no\n");
    assert_eq!(document.turns[1].at_ms, Some(900));
}

#[test]
fn decisions_hold_for_cues() {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Lee>Why?\n\n00:02.000 --> 00:03.000\n<v A. Lee>Really.\n\n00:03.000 --> 00:04.000\n<v Ben>Well.\n";
    let with = |reading| read_with("a.vtt", text, reading).text;
    let same = vec![("A. Lee".to_owned(), "Ann Lee".to_owned())];
    assert_eq!(
        with(Reading { same, ..Reading::default() }),
        "Ann Lee: Why? Really.\n\nBen: Well.\n"
    );
    let leave = vec!["ben".to_owned()];
    assert_eq!(
        with(Reading { leave, ..Reading::default() }),
        "Ann Lee: Why?\n\nA. Lee: Really.\n\nWell.\n"
    );
    assert_eq!(
        with(Reading { speakers: SpeakerRule::Nobody, ..Reading::default() }),
        "Why? Really. Well.\n"
    );
    let text = "1\n00:00:01,000 --> 00:00:02,000\nAnn >> Why?\n\n2\n00:00:02,000 --> 00:00:03,000\nBen >> Well,\n\n3\n00:00:03,000 --> 00:00:04,000\nyes.\n";
    let speakers = SpeakerRule::Pattern(r"(\w+) >> ".to_owned());
    assert_eq!(
        read_with("a.srt", text, Reading { speakers, ..Reading::default() }).text,
        "Ann: Why?\n\nBen: Well, yes.\n"
    );
    // One cue with a label is not enough, unless somebody says so.
    let text = "1\n00:00:01,000 --> 00:00:02,000\nMaria: Why?\n\n2\n00:00:02,000 --> 00:00:03,000\nWell.\n";
    assert_eq!(read("a.srt", text).turns[0].speaker, None);
    let take = vec!["Maria".to_owned()];
    assert_eq!(
        read_with("a.srt", text, Reading { take, ..Reading::default() }).turns[0]
            .speaker
            .as_deref(),
        Some("Maria")
    );
}

#[test]
fn a_monologue_has_paragraphs_inside_its_turn() {
    let mut text = "WEBVTT\n\n".to_owned();
    for n in 0..60 {
        let sentence = "These are about fifty letters of one long sentence.";
        text += &format!("00:{n:02}.000 --> 00:{n:02}.900\n<v Ann>{sentence}\n\n");
    }
    let document = read("a.vtt", &text);
    assert_eq!(document.turns.len(), 1);
    assert_eq!(document.text.trim_end().lines().count(), 3);
}

proptest! {
    #[test]
    fn no_cues_panic_and_every_word_stays(
        parts in proptest::collection::vec(prop_oneof![
            Just("WEBVTT\n\n".to_owned()), Just("NOTE x\n\n".to_owned()), Just("\n".to_owned()), Just("7\n".to_owned()),
            Just("00:01.000 --> 00:02.000\n".to_owned()), Just("00:00:09,000 --> 00:00:10,000\n".to_owned()),
            Just("<v Ann>".to_owned()), Just("</v>".to_owned()), Just("<i>".to_owned()), Just("Ben: ".to_owned()),
            Just("- a\n- b\n".to_owned()), Just("&amp;".to_owned()), "\\PC{0,10}\n", "[a-zé<>&{}\\\\: \n\u{3042}]{0,10}",
        ], 0..24),
        ending in prop_oneof![Just("vtt"), Just("srt"), Just("lrc"), Just("tsv"), Just("json"), Just("eaf")],
    ) {
        let result = read_document(&format!("a.{ending}"), parts.concat().as_bytes(), &ImportHints::default());
        match result {
            Ok(document) if ending != "tsv" => hold(&document),
            Err(ImportError::Bug(why)) => panic!("{why}"),
            _ => {}
        }
    }
}

//! Transcripts in every convention, as tables, and what must hold for any text.

use super::*;
use proptest::prelude::*;

/// `speaker|body` of each turn; `-` for nobody.
fn turns(text: &str, hints: &Hints) -> Vec<String> {
    let found = detect(text, hints);
    hold(text, &found);
    found
        .turns
        .iter()
        .map(|turn| {
            let words = &text[turn.body as usize..turn.end as usize];
            format!("{}|{}", turn.speaker.as_deref().unwrap_or("-"), words.replace('\n', "/"))
        })
        .collect()
}

/// What must hold for every text.
fn hold(text: &str, found: &Found) {
    let mut end = 0;
    for turn in &found.turns {
        assert!(end <= turn.start && turn.start <= turn.body && turn.body <= turn.end, "{turn:?}");
        assert!(text[end as usize..turn.start as usize].trim().is_empty(), "text between turns");
        assert!(turn.start < turn.end);
        for at in [turn.start, turn.body, turn.end] {
            assert!(text.is_char_boundary(at as usize));
        }
        end = turn.end;
    }
    assert!(text[end as usize..].trim().is_empty(), "text behind the last turn");
    let mut at = 0;
    for mark in &found.marks {
        assert!(at <= mark.start && mark.start < mark.end, "{mark:?}");
        assert!(text.get(mark.start as usize..mark.end as usize).is_some());
        assert!(
            found.turns.iter().any(|turn| turn.body <= mark.start && mark.end <= turn.end),
            "a mark outside every body: {mark:?}"
        );
        at = mark.end;
    }
    let named = found.turns.iter().filter(|turn| turn.speaker.is_some()).count();
    assert_eq!(found.labels.iter().map(|(_, count)| count).sum::<usize>(), named);
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(turns(text, &Hints::default()), expected, "{text}");
}

/// Who is found to speak.
fn check_speakers(text: &str, expected: &[&str]) {
    let found = detect(text, &Hints::default());
    hold(text, &found);
    let labels: Vec<&str> = found.labels.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, expected, "{text}");
}

#[test]
fn every_convention_gives_the_same_turns() {
    let expected = ["INT|How did it begin?", "P07|With a letter.", "INT|And then?", "P07|Months."];
    for text in [
        "INT: How did it begin?\nP07: With a letter.\nINT: And then?\nP07: Months.",
        "INT : How did it begin?\n\nP07 : With a letter.\n\nINT : And then?\n\nP07 : Months.\n",
        "INT:\tHow did it begin?\nP07:\tWith a letter.\nINT:\tAnd then?\nP07:\tMonths.",
        "[INT] How did it begin?\n\n[P07] With a letter.\n\n[INT] And then?\n\n[P07] Months.",
        "[INT]\n\nHow did it begin?\n\n[P07]\n\nWith a letter.\n\n[INT]\n\nAnd then?\n\n[P07]\n\nMonths.",
        "INT  0:01\nHow did it begin?\n\nP07  0:04\nWith a letter.\n\nINT  0:09\nAnd then?\n\nP07  0:11\nMonths.",
        "INT 0:01\nHow did it begin?\nP07 0:04\nWith a letter.\nINT 0:09\nAnd then?\nP07 0:11\nMonths.",
        "[00:00:01] INT: How did it begin?\n[00:00:04] P07: With a letter.\n[00:00:09] INT: And then?\n[00:00:11] P07: Months.",
        "[00:00:01]\nINT: How did it begin?\n\n[00:00:04]\nP07: With a letter.\n\n[00:00:09]\nINT: And then?\n\nP07: Months.",
        "**INT:** [00:00:00] How did it begin?\n\n**P07:** With a letter.\n\n**INT:** And then?\n\n**P07:** Months.",
        "**INT** How did it begin?\n\n**P07** With a letter.\n\n**INT** And then?\n\n**P07** Months.",
        "### INT\n\nHow did it begin?\n\n### P07\nWith a letter.\n\n### INT\nAnd then?\n\n### P07\nMonths.",
        "INT (00:01): How did it begin?\nP07 (00:04): With a letter.\nINT (00:09): And then?\nP07 (00:11): Months.",
        "00:00:01 INT\nHow did it begin?\n00:00:04 P07\nWith a letter.\n00:00:09 INT\nAnd then?\n00:00:11 P07\nMonths.",
        "INT\tHow did it begin?\nP07\tWith a letter.\nINT\tAnd then?\nP07\tMonths.",
        "INT\nHow did it begin?\n\nP07\nWith a letter.\n\nINT\nAnd then?\n\nP07\nMonths.",
        "INT:How did it begin?\nP07:With a letter.\nINT:And then?\nP07:Months.",
        "1 INT: How did it begin?\n2 P07: With a letter.\n3 INT: And then?\n4 P07: Months.",
    ] {
        check(text, &expected);
    }
}

#[test]
fn times_come_with_the_turns_and_stay_out_of_the_words() {
    let text = "Anna  0:05  \nYes.\nMore.\n\nBen  1:02:03  \nNo.\n\nAnna  1:02:09\nFine.\n\nTranscribed by https://otter.ai";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(
        found.turns.iter().map(|t| t.at_ms).collect::<Vec<_>>(),
        [Some(5000), Some(3_723_000), Some(3_729_000)]
    );
    assert_eq!(found.marks.len(), 1);
    let text = "I: How? #00:00:05-2#\nB: So [00:00:07] it was. #00:00:09-0#\nI: And? #00:00:11-0#";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(
        found.turns.iter().map(|t| t.at_ms).collect::<Vec<_>>(),
        [None, Some(5200), Some(9000)]
    );
    let marks: Vec<&str> =
        found.marks.iter().map(|m| &text[m.start as usize..m.end as usize]).collect();
    assert_eq!(marks, ["#00:00:05-2#", "[00:00:07]", "#00:00:09-0#", "#00:00:11-0#"]);
}

#[test]
fn a_colon_alone_makes_no_speaker() {
    check(
        "So: this is it.\n\nNote: nothing.\n\nI was there at 10:30: late.",
        &["-|So: this is it.", "-|Note: nothing.", "-|I was there at 10:30: late."],
    );
    check(
        "INT: And?\nP01: I said\nSo: what now?\nThe problem was: money.\nReasons: many.\n[laughs] yes.\n[P10] told me.\nINT: Oh.",
        &[
            "INT|And?",
            "P01|I said/So: what now?/The problem was: money./Reasons: many./[laughs] yes./[P10] told me.",
            "INT|Oh.",
        ],
    );
    check(
        "The list:\nApples: two\nPears: three\nThat is all: nothing more.",
        &["-|The list:", "-|Apples: two", "-|Pears: three", "-|That is all: nothing more."],
    );
}

#[test]
fn who_sits_in_may_ask() {
    check(
        "INT: Good.\nSocial worker: Can you go on?\nP01: Yes.\nINT: Fine.\nSocial worker: Shall we stop?\nP01: No.",
        &[
            "INT|Good.",
            "Social worker|Can you go on?",
            "P01|Yes.",
            "INT|Fine.",
            "Social worker|Shall we stop?",
            "P01|No.",
        ],
    );
}

#[test]
fn labels_in_sentence_case_are_labels_where_they_return() {
    check(
        "Interviewer: a?\nSocial worker: b.\nInterviewer: c?\nSocial worker: d.",
        &["Interviewer|a?", "Social worker|b.", "Interviewer|c?", "Social worker|d."],
    );
    check("INT: a?\nSocial worker: b.", &["INT|a?", "Social worker|b."]);
    check(
        "Social worker: a?\nMore.\nMore.\nYoung person: b.\nMore.\nSocial worker: c?\nMore.\nYoung person: d.",
        &[
            "Social worker|a?/More./More.",
            "Young person|b./More.",
            "Social worker|c?/More.",
            "Young person|d.",
        ],
    );
    check(
        "INT: a?\nDeputy head: b.\nINT: c?\nDeputy head: d.",
        &["INT|a?", "Deputy head|b.", "INT|c?", "Deputy head|d."],
    );
    check(
        "Deputy head: a?\nNight nurse: b.\nDeputy head: c?\nNight nurse: d.",
        &["Deputy head|a?", "Night nurse|b.", "Deputy head|c?", "Night nurse|d."],
    );
    check(
        "INT: a?\nP07 | nurse: b.\nINT: c?\nP07 | nurse: d.\nP1+P2: e.\nINT: f?\nP1+P2: g.",
        &["INT|a?", "P07 | nurse|b.", "INT|c?", "P07 | nurse|d.", "P1+P2|e.", "INT|f?", "P1+P2|g."],
    );
    check(
        "ben jones (Guest)   0:03\na\nAnna   0:05\nb\nben jones (Guest)   0:09\nc",
        &["ben jones (Guest)|a", "Anna|b", "ben jones (Guest)|c"],
    );
    check(
        "[INT] a?\n[Deputy head] b.\n[INT] c?\n[Deputy head] d.\n[INT] e?\n[Deputy head] f.",
        &["INT|a?", "Deputy head|b.", "INT|c?", "Deputy head|d.", "INT|e?", "Deputy head|f."],
    );
    check(
        "Interviewer: How?\nLA worker: By phone.\nInterviewer: And then?\nLA worker: A meeting.",
        &[
            "Interviewer|How?",
            "LA worker|By phone.",
            "Interviewer|And then?",
            "LA worker|A meeting.",
        ],
    );
    check(
        "Interviewer: Tell me.\n\nDeputy head: I began.\n\nThen I stayed.",
        &["Interviewer|Tell me.", "Deputy head|I began.//Then I stayed."],
    );
    check(
        "Interviewer\nHow long?\n\nSocial worker\nYears.\n\nInterviewer\nAnd now?\n\nSocial worker\nTired.",
        &[
            "Interviewer|How long?",
            "Social worker|Years.",
            "Interviewer|And now?",
            "Social worker|Tired.",
        ],
    );
    check(
        "I: Who begins?\nYoung person A: Me.\nYoung person B: You always do.\nI: And you?\nYoung person A: So?\nYoung person B: Me too.",
        &[
            "I|Who begins?",
            "Young person A|Me.",
            "Young person B|You always do.",
            "I|And you?",
            "Young person A|So?",
            "Young person B|Me too.",
        ],
    );
    // Long answers, and nobody who is called an interviewer.
    let long = "\nMore.\nMore.\nMore.\nMore.\nMore.".repeat(2);
    let text = format!("Jane: How?\nClass teacher: So.{long}\n").repeat(4);
    let found = detect(&text, &Hints::default());
    assert_eq!(found.labels, [("Jane".to_owned(), 4), ("Class teacher".to_owned(), 4)]);
    // A conversation in which each speaks less than the one who asks.
    let mut text = String::new();
    for n in 0..12 {
        let who = ["Health visitor", "School nurse", "Class teacher", "Deputy head"][n % 4];
        text.push_str(&format!("Moderator: How?\n{who}: So.\n"));
    }
    let found = detect(&text, &Hints::default());
    assert_eq!(found.labels.len(), 5, "{:?}", found.labels);
    // Some who seldom or never come right after who asks.
    check_speakers(
        &"I: a?\nHealth visitor: b.\nClass teacher: c.\n".repeat(3),
        &["I", "Health visitor", "Class teacher"],
    );
    let mut text = "INT: a?\nP1: b.\nClass teacher: c.\n".repeat(5);
    text.push_str("INT: d?\nClass teacher: e.\nP1: f.");
    check_speakers(&text, &["INT", "P1", "Class teacher"]);
    // Answers that ask, and two who ask.
    check_speakers(
        "INT: How?\nDeputy head: Why?\nSo.\nINT: And?\nDeputy head: Who knows?\nMonths.",
        &["INT", "Deputy head"],
    );
    check_speakers(
        "INT: Thanks.\nSecond interviewer: how long?\nP01: Years.\nINT: Good.\nSecond interviewer: where?\nP01: Here.",
        &["INT", "Second interviewer", "P01"],
    );
    // One question, and an answer as long as it may be.
    check_speakers(
        &format!("Health visitor: Hello.\nThank you.\nHow?\nClass teacher: By letter.{long}"),
        &["Health visitor", "Class teacher"],
    );
}

#[test]
fn a_sentence_that_begins_like_a_label_stays_with_who_says_it() {
    let check = check_speakers;
    check(
        "I: The sides?\nP: A list.\nGood thing: small.\nBad thing: far.\nGood thing: near.\nBad thing: dear.\nI: Thank you.\nP: Fine.",
        &["I", "P"],
    );
    check(
        "I: Who helped?\nYP: Easy.\nSocial worker: yes.\nFoster carer: not so much.\nI: And now?\nYP: Nobody.",
        &["I", "YP"],
    );
    check(
        "INT: How?\nP07: There was another, and I said to my\nsocial worker: I will not go back.\nINT: And?\nP07: I stayed.",
        &["INT", "P07"],
    );
    check(
        "I: How was it?\nP1: Like this.\nTwo options — both bad: stay.\nTwo options — both bad: go.\nI: Oh.",
        &["I", "P1"],
    );
    check(
        "Monday was long.\nLeft home 8:30\nBack home 17:00\nI was tired.\nLeft home 8:30\nBack home 17:00\nI slept.",
        &[],
    );
    check(
        "Best moment: the sun.\nWorst moment: the bus.\nBest moment: sleep.\nWorst moment: rain.",
        &[],
    );
    // What returns is told all the same.
    let text = "INT: a?\nP07: b.\nMoney matter: c.\nINT: d?\nP07: e.\nINT: f?\nP07: g.\nINT: h?\nP07: i.\nINT: j?\nP07: k.\nINT: l?\nP07: m.\nMoney matter: n.\nMoney matter: o.\np.\nq.\nr.\ns.\nt.";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("INT".to_owned(), 6), ("P07".to_owned(), 6)]);
    assert!(
        found.notes.iter().any(|note| note.note.contains("Money matter (3)")),
        "{:?}",
        found.notes
    );
}

#[test]
fn a_stutter_is_no_interviewer() {
    check(
        "INT: What then?\nP07: He came in.\nI — I said to him: stop it.\nThen he left.\nINT: And?",
        &[
            "INT|What then?",
            "P07|He came in./I — I said to him: stop it./Then he left.",
            "INT|And?",
        ],
    );
    check(
        "INT  0:01\nHow?\n\nP07  0:04\nNot long.\nI – we left around 10:30\nLate.\n\nINT  0:09\nAnd?\n\nP07  0:11\nHome.",
        &["INT|How?", "P07|Not long./I – we left around 10:30/Late.", "INT|And?", "P07|Home."],
    );
    check(
        "I1 – Lead: How?\nP1: Long.\nI1 – Lead: And?\nP1: Home.",
        &["I1 – Lead|How?", "P1|Long.", "I1 – Lead|And?", "P1|Home."],
    );
}

#[test]
fn a_refrain_stays_with_who_says_it_however_often() {
    check_speakers(&"INT: a?\nP07: b.\nBottom line: c.\n".repeat(3), &["INT", "P07"]);
    check_speakers(&"INT: a?\nP07: b.\nDream job: c.\n".repeat(3), &["INT", "P07"]);
    // Where who asks is called in sentence case, too.
    check_speakers(&"Deputy head: a?\nP07: b.\nDream job: c.\n".repeat(3), &["Deputy head", "P07"]);
}

#[test]
fn the_next_paragraph_of_who_asks_is_theirs() {
    check(
        "INT: Thank you.\nNext question: how long?\nP01: Years.\nINT: Good.\nNext question: what do you do?\nP01: I cook.",
        &[
            "INT|Thank you./Next question: how long?",
            "P01|Years.",
            "INT|Good./Next question: what do you do?",
            "P01|I cook.",
        ],
    );
    check_speakers(
        "INT: Thank you.\nSecond theme: how long?\nP01: Years.\nINT: Good.\nSecond theme: where?\nP01: Here.",
        &["INT", "P01"],
    );
    check_speakers(
        "INT: Thank you.\nSecond theme: how long?\nDeputy head: Years.\nINT: Good.\nSecond theme: where?\nDeputy head: Here.",
        &["INT", "Deputy head"],
    );
    check_speakers(
        "INT: I will name services.\nSocial worker: did you have one?\nP01: Yes.",
        &["INT", "P01"],
    );
    check_speakers(
        "MODERATOR: Welcome.\nFollow-up question: was it clear?\nIt was.\nMODERATOR: Thank you.",
        &["MODERATOR"],
    );
    check_speakers(
        "Anna: Gut.\nNächste Frage: Wie lange?\nBen: Jahre.\nAnna: Gut.\nNächste Frage: Wo?\nBen: Hier.",
        &["Anna", "Ben"],
    );
}

#[test]
fn two_headings_of_notes_are_no_interview() {
    let day = "We sat in the hall.\n".repeat(4);
    let text = format!("Main impression: crowded.\n{day}Who was there?\n{day}Next trip: by bus.");
    check_speakers(&text, &[]);
}

#[test]
fn an_event_in_brackets_is_no_speaker() {
    let turns = "[INT] a?\n[P1] b.\n".repeat(3);
    for event in ["Baby cries", "Dog barks"] {
        let text = format!("{turns}[{event}] Sorry, go on.\n").repeat(2);
        check_speakers(&text, &["INT", "P1"]);
    }
    for event in ["Participant laughs", "Dog barks"] {
        let text = format!("[Speaker 1]\nHow?\n[Speaker 2]\nSo.\n[{event}]\nOh.\n").repeat(3);
        check_speakers(&text, &["Speaker 1", "Speaker 2"]);
    }
    for [one, other] in [["phone ringing", "background noise"], ["Door opens", "Dog barks"]] {
        let text = format!("We sat.\n[{one}]\nWho is it?\n[{other}]\nNobody.\n").repeat(2);
        check_speakers(&text, &[]);
    }
    // Who asks or answers speaks.
    for [one, other] in
        [["INT", "Deputy head"], ["Speaker 1", "Deputy head"], ["Deputy head", "P1"]]
    {
        let text = format!("[{one}]\nHow?\n\n[{other}]\nSo.\n\n").repeat(2);
        check_speakers(&text, &[one, other]);
    }
    check_speakers(
        &"[Deputy head]\nHow?\n\n[Night nurse]\nSo.\n\n".repeat(2),
        &["Deputy head", "Night nurse"],
    );
}

#[test]
fn one_turn_is_enough_for_a_participant() {
    check("INT: Why?\nP01: Because.", &["INT|Why?", "P01|Because."]);
    check(
        "Interviewer: Why?\n\nAnna: Because.\n\nIt was late.",
        &["Interviewer|Why?", "Anna|Because.//It was late."],
    );
    check("P07: I was alone.\nMonths go by.", &["P07|I was alone./Months go by."]);
    check("Int.: Warum?\nBefr.: Darum.", &["Int.|Warum?", "Befr.|Darum."]);
    check(
        "INT: a?\nP04: b.\nP05: c.\nP04: d.\nINT: e?\nP06: f.",
        &["INT|a?", "P04|b.", "P05|c.", "P04|d.", "INT|e?", "P06|f."],
    );
    check(
        "INT: a?\nAnna: b.\nBen: c.\nAnna: d.\nINT: e?\nMaria: f.",
        &["INT|a?", "Anna|b.", "Ben|c.", "Anna|d.", "INT|e?", "Maria|f."],
    );
    let known = Hints { known: vec!["Rose".to_owned()], ..Hints::default() };
    assert_eq!(turns("Some words.\nrose: mine.", &known), ["-|Some words.", "rose|mine."]);
}

#[test]
fn labels_of_one_speaker_are_spelled_as_the_first() {
    let found = detect("Int.: a\nP1: b\nINT: c\np1: d", &Hints::default());
    assert_eq!(found.labels, [("Int.".to_owned(), 2), ("P1".to_owned(), 2)]);
}

#[test]
fn what_stands_above_is_header() {
    let text = "Interview 7\nDate: 12 March 2024\nInterviewer: JS\nParticipant: P07\n\nInterviewer: How are you?\nP07: Fine.";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("Interviewer".to_owned(), 1), ("P07".to_owned(), 1)]);
    assert_eq!(found.marks.len(), 4);
    let found = detect("Interview 3\n\nINT: a?\nP01: b.", &Hints::default());
    assert_eq!(found.marks.len(), 1);
    check("Interviews are hard\nsometimes", &["-|Interviews are hard", "-|sometimes"]);
    let text = "\nBSR01_transcript\nSUMMARY KEYWORDS\ndata, people\nSPEAKERS\nBSR01, Anna\n\nBSR01  00:00\ntext\n\nAnna  00:05\nyes";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("BSR01".to_owned(), 1), ("Anna".to_owned(), 1)]);
    assert_eq!(found.marks.len(), 5);
    let text = "Meeting-20260615_133555-Meeting Transcript\n15 June 2026, 03:35am\n27m 42s\nAnna started transcription\nBen   0:03\nyes\nno\nAnna   0:03\nso\nAnna stopped transcription";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("Ben".to_owned(), 1), ("Anna".to_owned(), 1)]);
    assert_eq!(found.marks.len(), 5);
    let text = "PARTICIPANTS: Interviewer 1 (W), Participant (I)\nRECORDING TIME: 1:02:03\n\n[00:00:05]\nW: Yes?\nI: No.";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("W".to_owned(), 1), ("I".to_owned(), 1)]);
    assert!(found.notes.iter().any(|note| note.what == "label-reversed"));
}

#[test]
fn bold_names_from_a_word_processor_are_labels() {
    let text = "Anna How are you?\nBen Fine.\nAnna Good.\nBen Yes.";
    let bold = vec![0..4, 18..21, 28..32, 39..42];
    let hints = Hints { bold, ..Hints::default() };
    assert_eq!(turns(text, &hints), ["Anna|How are you?", "Ben|Fine.", "Anna|Good.", "Ben|Yes."]);
}

#[test]
fn rows_of_a_transcript_table_are_turns() {
    let text = "Time\tWho\tText\n0:01\tAnna\tHow?\nTell me.\nFrom the start.\n0:09\tthe other\tWell.\n\nSo: late.\n\tMore.\n";
    let cells = ["Anna", "the other"].map(|label| {
        let at = text.find(label).unwrap();
        at..at + label.len()
    });
    let hints = Hints { cells: cells.to_vec(), ..Hints::default() };
    assert_eq!(
        turns(text, &hints),
        [
            "-|Time\tWho\tText",
            "Anna|How?/Tell me./From the start.",
            "the other|Well.//So: late./\tMore."
        ]
    );
}

#[test]
fn cues_become_paragraphs_and_their_times_marks() {
    let text = "00:00.000 --> 00:02.000\nHello, everyone,\n\n00:02.000 --> 00:04.000\nwelcome.\n\n00:09.000 --> 00:10.000\nToday.\n";
    check(text, &["-|Hello, everyone,//00:02.000 --> 00:04.000/welcome.", "-|Today."]);
    let found = detect(text, &Hints::default());
    assert_eq!(found.marks.len(), 1);
    assert_eq!(found.turns[1].at_ms, Some(9000));
    let text = "1\n00:00:01.000 --> 00:00:02.000\nAnna: Hello,\n\n2\n00:00:02.000 --> 00:00:04.000\nAnna: welcome.\n\n3\n00:00:09.000 --> 00:00:10.000\nBen: Hi.\n\n4\n00:00:11.000 --> 00:00:12.000\nAnna: Hi.\n";
    let found = detect(text, &Hints::default());
    hold(text, &found);
    assert_eq!(found.labels, [("Anna".to_owned(), 2), ("Ben".to_owned(), 1)]);
    assert_eq!(found.turns[0].at_ms, Some(1000));
}

#[test]
fn text_without_labels_is_kept_by_paragraphs() {
    check("", &[]);
    check(" \n\n", &[]);
    check("One.\n\nTwo.\nThree.", &["-|One.", "-|Two.", "-|Three."]);
    check(
        "All\n\nInterviewee: right.\nInterviewer: Yes.\nInterviewee: ok",
        &["-|All", "Interviewee|right.", "Interviewer|Yes.", "Interviewee|ok"],
    );
    let line = "a line of a text that some program has broken at about";
    let text =
        [format!("{line}\n{line}\n{line}\n{line}\nend."), format!("{line}\n{line}\n{line}\nend.")]
            .join("\n\n");
    assert_eq!(turns(&text, &Hints::default()).len(), 2);
}

#[test]
fn hostile_texts_take_linear_time() {
    // Lines with a word of four letters instead of `#`, never the same.
    let many = |count: usize, lines: &str| {
        let mut text = String::new();
        for n in 0..count {
            let letter = |place: u32| char::from(b'a' + (n / 26_usize.pow(place) % 26) as u8);
            text.push_str(&lines.replace('#', &(0..4).map(letter).collect::<String>()));
        }
        text
    };
    let texts = |n: usize| {
        [
            ":".repeat(4 * n),
            "a:\n".repeat(n),
            "[".repeat(4 * n),
            "1:".repeat(2 * n),
            "\n".repeat(4 * n),
            " ".repeat(4 * n),
            "**".repeat(2 * n),
            "I: #".repeat(n),
            "00:00 --> ".repeat(4 * n),
            many(2 * n, "z#: x\n"),
            // Many answer under labels in sentence case, and many others are not called like them.
            many(n, "I: ?\nZ# thing: x\nZ# thing: x\n") + &many(2 * n, "Y# Other: x\n"),
            "I: ?\n".to_owned() + &many(2 * n, "z#1: x\n"),
        ]
    };
    // On this thread alone: others may be busy.
    let took = |text: &str| {
        let begun = cpu_time::ThreadTime::now();
        assert!(!detect(text, &Hints::default()).turns.is_empty() || text.trim().is_empty());
        begun.elapsed()
    };
    for (short, long) in texts(6_000).iter().zip(&texts(24_000)) {
        let (short, long) = (took(short), took(long));
        // Four times the text: 16 times as long where it grows with the square.
        let limit = short * 8 + std::time::Duration::from_millis(500);
        assert!(long < limit, "{long:?} after {short:?}");
    }
}

proptest! {
    #[test]
    fn turns_cover_every_text(
        parts in proptest::collection::vec(prop_oneof![
            Just("INT: ".to_owned()), Just("P01: ".to_owned()), Just("[id1] ".to_owned()), Just("Anna  0:12\n".to_owned()),
            Just("\n".to_owned()), Just("\n\n".to_owned()), Just("[00:00:03]".to_owned()), Just("#00:00:05-2#".to_owned()),
            Just("00:00.000 --> 00:02.000\n".to_owned()), Just("**Ben** ".to_owned()), Just("### I\n".to_owned()), Just("Date: x\n".to_owned()),
            Just("SPEAKERS\nA, B\n".to_owned()), Just("7\n".to_owned()), Just("a\tb".to_owned()), "\\PC{0,12}", "[a-zéß:： \\[\\]()#*\u{a0}\u{2003}0-9]{0,12}",
        ], 0..24),
        bold in proptest::collection::vec((0usize..200, 0usize..30), 0..4),
    ) {
        let text = parts.concat();
        let mut bold: Vec<Range<usize>> = bold.into_iter().map(|(at, len)| at..at + len).collect();
        bold.sort_by_key(|range| range.start);
        let hints = Hints { known: vec!["Anna".to_owned()], bold, ..Hints::default() };
        hold(&text, &detect(&text, &hints));
    }
}

#[test]
fn the_mini_study_comes_out_turn_by_turn() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/oracles/crosstab.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not here", path.display());
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for document in json["cases"][0]["documents"].as_array().unwrap() {
        let text = document["text"].as_str().unwrap();
        let map = crate::text::positions::CharMap::new(text);
        let got: Vec<(String, u64, u64)> = detect(text, &Hints::default())
            .turns
            .iter()
            .map(|turn| {
                (
                    turn.speaker.clone().unwrap(),
                    map.character(turn.body).unwrap(),
                    map.character(turn.end).unwrap(),
                )
            })
            .collect();
        let expected: Vec<(String, u64, u64)> = document["turns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|turn| {
                (
                    turn["speaker"].as_str().unwrap().to_owned(),
                    turn["start"].as_u64().unwrap(),
                    turn["end"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(got, expected, "{}", document["id"]);
    }
}

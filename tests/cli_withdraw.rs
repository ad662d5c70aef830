//! `postil withdraw`: looked at, confirmed, done, proved, listed; and told under tables.

use crate::support::Desk;
use serde_json::Value;

const GROUP: &str = "INT: Who was there?\n\nP1: Nobody at all for fourteen weeks, and then a letter \
                     came.\n\nP2: As P1 says, nobody.\n";
const ALONE: &str = "INT: And you?\n\nP1: My cupboard was emptied twice.\n";

fn made() -> Desk {
    let desk = Desk::new();
    desk.write("Group.txt", GROUP);
    desk.write("Alone.txt", ALONE);
    desk.ok(&["new", "s.postil"]);
    desk.write("p.csv", "id,role\nP1,young person\nP2,worker\n");
    desk.ok(&["participants", "s.postil", "--import", "p.csv"]);
    desk.ok(&["import", "s.postil", "Group.txt", "Alone.txt"]);
    desk.write(
        "c.csv",
        "document,start,end,code\nGroup,25,60,waiting\nGroup,30,100,absence\nAlone,20,40,things\n",
    );
    desk.ok(&["codings", "s.postil", "--import", "c.csv"]);
    desk
}

#[test]
fn a_participant_withdraws_and_it_is_proved() {
    let desk = made();
    let before = desk.read("s.postil");
    let looked = desk.json(&["withdraw", "s.postil", "P1", "--dry-run"]);
    let counts = &looked["counts"];
    assert_eq!((&counts["documents"], &counts["group_documents"]), (&1.into(), &1.into()));
    assert_eq!((&counts["turns"], &counts["codings_clipped"]), (&2.into(), &1.into()));
    assert_eq!(counts["codings_removed"], 2);
    assert_eq!(looked["turns_of_others"][0]["turn"], 3);
    let words = desk.ok(&["withdraw", "s.postil", "P1", "--dry-run"]);
    assert!(words.contains("Nothing was changed.") && !words.contains("cupboard"), "{words}");
    assert_eq!(desk.read("s.postil"), before, "a dry run changes nothing");

    let unsure = desk.run(&["withdraw", "s.postil", "P1"]);
    assert!(unsure.status == 2 && unsure.err.contains("--confirm P1"), "{}", unsure.err);
    let wrong = desk.run(&["withdraw", "s.postil", "P1", "--confirm", "P2"]);
    assert_eq!(wrong.status, 2);
    assert_eq!(desk.read("s.postil"), before);

    desk.write("s.postil backups/old.postil", &before);
    let proof = desk.json(&[
        "withdraw",
        "s.postil",
        "P1",
        "--confirm",
        "P1",
        "--reason",
        "guardian",
        "--report",
        "r.txt",
    ]);
    assert_eq!(proof["clean"], true, "{proof}");
    // The backups made before the imports, too.
    let removed = proof["copies_removed"].as_array().unwrap();
    assert!(removed.contains(&"old.postil".into()) && removed.len() == 3, "{removed:?}");
    assert_eq!(std::fs::read_dir(desk.path("s.postil backups")).unwrap().count(), 0);
    assert_eq!(proof["withdrawal"]["cleaned"]["traces"], 0);
    assert!(proof["withdrawal"]["cleaned"]["fragments"].as_u64().unwrap() > 5);
    let report = String::from_utf8(desk.read("r.txt")).unwrap();
    assert!(report.contains("Reason: guardian") && !report.contains("P1"), "{report}");
    assert!(!desk.path("s.postil backups/old.postil").exists());
    desk.ok(&["check", "s.postil"]);
    let text = desk.ok(&["text", "s.postil", "Group"]);
    assert_eq!(
        text,
        "INT: Who was there?\n\n[withdrawn]: [contribution withdrawn]\n\nP2: As P1 says, nobody.\n"
    );
    for (name, bytes) in [("s.postil", desk.read("s.postil")), ("r.txt", desk.read("r.txt"))] {
        for word in ["cupboard", "fourteen weeks", "young person"] {
            let found = memchr::memmem::find(&bytes, word.as_bytes()).is_some();
            assert!(!found, "{word} in {name}");
        }
    }
    let list = desk.json(&["withdrawals", "s.postil"]);
    assert_eq!(list[0]["reason"], "guardian");
    assert_eq!(list[0]["counts"]["documents"], 1);
    let kinds: Vec<&Value> =
        list[0]["evidence"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert!(kinds.contains(&&"turn".into()), "{kinds:?}");
    assert_eq!(desk.json(&["history", "s.postil"]), serde_json::json!([]));
    // What others said stays coded.
    let codings = desk.ok(&["codings", "s.postil", "--format", "csv"]);
    assert_eq!(codings.lines().count(), 2, "{codings}");
    let table = desk.ok(&["frequencies", "s.postil"]);
    assert!(table.contains("1 participant withdrew"), "{table}");
}

#[test]
fn who_is_not_there_cannot_withdraw() {
    let desk = made();
    let told = desk.refused(&["withdraw", "s.postil", "P7", "--dry-run"]);
    assert!(told.contains("P7"), "{told}");
    let told = desk.refused(&[
        "withdraw",
        "s.postil",
        "P1",
        "--confirm",
        "P1",
        "--remove-memo",
        "nonsense",
    ]);
    assert!(told.contains("--dry-run"), "{told}");
    // Whose report has no place stays.
    let report = ["--confirm", "P1", "--report", "nowhere/report.txt"];
    let told = desk.refused(&[&["withdraw", "s.postil", "P1"], &report[..]].concat());
    assert!(told.contains("no such folder"), "{told}");
    assert!(desk.ok(&["participants", "s.postil", "--format", "csv"]).contains("P1"));
    assert!(desk.ok(&["withdrawals", "s.postil", "--format", "csv"]).contains("id,day,scope"));
}

#[test]
fn the_record_of_consent_is_told_and_decides_what_may_stay() {
    let desk = made();
    let told = desk.ok(&["withdraw", "s.postil", "P1", "--dry-run"]);
    assert!(told.contains("quotation: not recorded"), "{told}");
    assert!(told.contains("remove everything, unless the consent form says otherwise"), "{told}");
    desk.ok(&["consent", "s.postil", "--set", "P1", "--quotation", "no", "--archiving", "yes"]);
    let looked = desk.json(&["withdraw", "s.postil", "P1", "--dry-run", "--scope", "person"]);
    assert_eq!(looked["consent"]["may_stay"], "refused");
    assert_eq!(looked["consent"]["quotation"], false);
    assert_eq!(looked["short_names"], serde_json::json!([]));
    let before = desk.read("s.postil");
    let person = ["withdraw", "s.postil", "P1", "--confirm", "P1", "--scope", "person"];
    let told = desk.refused(&person);
    assert!(told.contains("did not agree to quotation") && told.contains("withdraw everything"));
    assert_eq!(desk.read("s.postil"), before);
    desk.ok(&["consent", "s.postil", "--set", "P1", "--quotation", "yes"]);
    assert_eq!(desk.json(&person)["withdrawal"]["scope"], "person");
}

/// The receipt of the import quotes a word that only they said.
#[test]
fn words_in_the_receipt_are_held_back_and_withdrawn() {
    let desk = Desk::new();
    desk.write(
        "G.txt",
        "INT: Well?\n\nP1: Much came of it.\nWe went there.\nAnd then we went back.\nZirconia: that \
         was all.\nNobody rang.\n\nP2: Yes.\nIt was warm.\nAnd late.\n",
    );
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "G.txt", "--map", "P1=P1", "--map", "P2=P2"]);
    let start = "not taken for speakers: ";
    let told = desk.json(&["receipt", "s.postil", "G"]).to_string();
    assert!(told.contains(&format!("{start}Zirconia (1)")), "{told}");
    desk.ok(&["consent", "s.postil", "--set", "P1", "--quotation", "no"]);
    desk.ok(&["consent", "s.postil", "--set", "P2", "--quotation", "yes"]);
    let out = desk.run(&["receipt", "s.postil", "G", "--out", "r.json"]);
    assert_eq!(out.status, 0, "{}", out.err);
    assert!(out.err.contains("left out of the notes: 1 word"), "{}", out.err);
    let written = String::from_utf8(desk.read("r.json")).unwrap();
    assert!(!written.contains("Zirconia") && written.contains(start), "{written}");
    // On the screen it is for who reads the study itself.
    assert!(desk.json(&["receipt", "s.postil", "G"]).to_string().contains("Zirconia"));
    desk.json(&["withdraw", "s.postil", "P1", "--confirm", "P1"]);
    let told = desk.json(&["receipt", "s.postil", "G"]).to_string();
    assert!(told.contains(&format!("{start}[quotation withdrawn]")), "{told}");
}

/// Somebody else's label is the same: what is not replaced is told; and turns given by hand are told, too.
#[test]
fn what_cannot_be_told_apart_is_told_before() {
    let desk = Desk::new();
    desk.write("Own.txt", "INT: Well?\n\nP2: The zebrawood lobby was cold.\n");
    desk.write("FG.txt", "INT: Well?\n\nP1: Hello.\n\nP2: It was warm.\n");
    desk.write("H.txt", "How long did you wait?\n\nZircon forms and the numbat clerk.\n\nWarm.\n");
    desk.write("c.csv", "code,definition\nlobby,P2 left in May\n");
    desk.ok(&["new", "s.postil"]);
    desk.ok(&["import", "s.postil", "Own.txt", "--map", "P2=P2"]);
    desk.ok(&["import", "s.postil", "FG.txt", "--map", "P1=P7", "--map", "P2=P8"]);
    desk.ok(&["import", "s.postil", "H.txt", "--speakers", "none"]);
    desk.ok(&["codebook", "s.postil", "--import", "c.csv"]);
    desk.ok(&["speakers", "s.postil", "--split", "2=Anna", "--document", "H"]);
    desk.ok(&["speakers", "s.postil", "--split", "3=Tom", "--document", "H"]);
    desk.ok(&["speakers", "s.postil", "--map", "Anna=P2", "--map", "Tom=P7"]);
    desk.ok(&["code", "s.postil", "H", "24", "36", "waiting"]);
    desk.write("Hn.txt", "How long did you wait?\n\nWarm.\n");
    desk.ok(&["correct", "s.postil", "H", "--text", "Hn.txt"]);
    let looked = desk.json(&["withdraw", "s.postil", "P2", "--dry-run"]);
    assert_eq!(looked["shared_names"], serde_json::json!(["P2"]));
    assert_eq!(looked["shared_name_places"], serde_json::json!(["code lobby"]));
    assert_eq!(looked["removed_as_a_whole"], serde_json::json!(["H"]));
    let words = desk.ok(&["withdraw", "s.postil", "P2", "--dry-run"]);
    assert!(words.contains("Somebody else is called “P2”, too"), "{words}");
    assert!(words.contains("nothing says who spoke before\n  H\n"), "{words}");
    desk.json(&["withdraw", "s.postil", "P2", "--confirm", "P2"]);
    let bytes = desk.read("s.postil");
    for word in ["Zircon", "numbat", "zebrawood"] {
        assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
    }
}

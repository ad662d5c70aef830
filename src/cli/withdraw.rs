//! `withdraw` and `withdrawals`: a participant leaves the study; what is kept of it.

use super::fault::Fault;
use super::names::{self, count};
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::exchange::imprint::today;
use crate::exchange::save;
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::model::{Corpus, Guid, MemoId, WithdrawalReason, WithdrawalScope};
use crate::study::{
    Study, Withdraw, Withdrawal, consent_lines, count_lines, tombstone_json, too_short,
};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// `postil withdraw STUDY P01 --confirm P01`
#[derive(clap::Args, Debug)]
pub(super) struct WithdrawArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Who withdraws
    #[arg(value_name = "PARTICIPANT")]
    participant: String,
    /// Say what would be removed and change nothing
    #[arg(long, conflicts_with_all = ["confirm", "report"])]
    dry_run: bool,
    /// everything: every word and who said it; person: only who it was, what was said stays (only if what
    /// they agreed to allows it)
    #[arg(long, value_name = "SCOPE", default_value = "everything", value_parser = read_scope)]
    scope: WithdrawalScope,
    /// asked, guardian, ethics, researcher or other
    #[arg(long, value_name = "REASON", default_value = "asked", value_parser = read_reason)]
    reason: WithdrawalReason,
    /// Remove this memo too, by its id in the list of --dry-run; the others stay without name and
    /// quotations
    #[arg(long, value_name = "ID")]
    remove_memo: Vec<String>,
    /// The participant once more: this cannot be undone
    #[arg(long, value_name = "PARTICIPANT")]
    confirm: Option<String>,
    /// Write the report to this file, as text or, where it ends in .json, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    json: JsonArg,
}

/// `postil withdrawals STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct WithdrawalsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// Clean up after a withdrawal during which the program was stopped, or of which copies of the
    /// study were left
    #[arg(long)]
    finish: bool,
    #[command(flatten)]
    output: OutputArgs,
}

fn read_scope(name: &str) -> Result<WithdrawalScope, String> {
    WithdrawalScope::from_name(name).ok_or_else(|| "the scopes are everything, person".to_owned())
}

fn read_reason(name: &str) -> Result<WithdrawalReason, String> {
    WithdrawalReason::from_name(name).ok_or_else(|| {
        let all: Vec<&str> =
            WithdrawalReason::ALL.into_iter().map(WithdrawalReason::name).collect();
        format!("the reasons are {}", all.join(", "))
    })
}

pub(super) fn run(args: &WithdrawArgs) -> Result<Done, Fault> {
    let target = OutputArgs::from(args.json).plain()?;
    let mut study = args.study.open()?;
    let corpus = Arc::clone(study.corpus());
    let person = names::participant(&corpus, &args.participant)?;
    if args.dry_run {
        let found = study.look_at_withdrawal(person.id, args.scope)?;
        let answer = Answer::said(told(&corpus, &found), value(&corpus, &found));
        return Ok(Done::answer(target, answer));
    }
    if args.confirm.as_deref().map(str::trim) != Some(person.name.as_str()) {
        return Err(Fault::Usage(format!(
            "a withdrawal cannot be undone: look at it with --dry-run, then add --confirm {}",
            person.name
        )));
    }
    let memos = args.remove_memo.iter().map(|id| memo(&corpus, id));
    let what = Withdraw {
        participant: person.id,
        scope: args.scope,
        reason: args.reason,
        remove_memos: memos.collect::<Result<_, _>>()?,
    };
    // Said before, not after: the report must have a place.
    if let Some(path) = &args.report {
        save::has_place(path)?;
    }
    let proof = study.withdraw(&what, &|_| ())?;
    let mut faults = Vec::new();
    if let Some(path) = &args.report {
        let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let text = if json { format!("{:#}\n", proof.json()) } else { proof.text() };
        if let Err(error) = save::save_bytes(path, text.as_bytes()) {
            faults.push(Fault::from(error));
        }
    }
    if !proof.is_clean() {
        faults.push(Fault::new(
            "the participant was removed, but traces or copies are left; see the report",
        ));
    }
    Ok(Done { faults, ..Done::answer(target, Answer::said(proof.text(), proof.json())) })
}

fn memo(corpus: &Corpus, id: &str) -> Result<MemoId, Fault> {
    let wanted = Guid::parse(id);
    let found = corpus.memos.iter().find(|memo| Some(memo.guid) == wanted);
    found
        .map(|memo| memo.id)
        .ok_or_else(|| Fault::on(id, "there is no such memo; its id is in the list of --dry-run"))
}

/// What would be removed, for people.
fn told(corpus: &Corpus, found: &Withdrawal) -> String {
    let mut out = format!("{} withdraws: {}\n", found.participant, found.scope.name());
    for (n, what) in count_lines(&found.counts) {
        writeln!(out, "  {n:>6}  {what}").ok();
    }
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            writeln!(out, "\n{title}").ok();
            for line in lines {
                writeln!(out, "  {line}").ok();
            }
        }
    };
    let mut record = consent_lines(&found.consent, &today());
    record.push(found.stays.told());
    list("What they agreed to", record);
    list("Documents that would be removed", found.documents.clone());
    list("Documents that stay, without the person", found.group_documents.clone());
    list(
        "Mapped to nobody, and removed with their document; say first who it is if it is somebody else",
        found.unmapped.clone(),
    );
    let memos = found.memos.iter().map(|memo| {
        let title = if memo.title.is_empty() { "(no title)" } else { &memo.title };
        format!("{}  {}  {title}  ({})", memo.guid, memo.place, memo.why.join(", "))
    });
    list(
        "Memos to be read: kept without name and quotations, or --remove-memo ID",
        memos.collect(),
    );
    let turns = found.turns.iter().map(|(id, number)| {
        let name = corpus.document(*id).map_or("", |document| &document.name);
        format!("{name} ¶{number}")
    });
    list("Turns that still name or quote them; they stay", turns.collect());
    list(
        "Codes called after them or with words only they said; rename them",
        found.in_vivo.clone(),
    );
    if !found.short_names.is_empty() {
        let mut places = found.short_places.clone();
        if places.is_empty() {
            places.push("none in what stays".to_owned());
        }
        list(&too_short(&found.short_names), places);
    }
    if !found.shared_places.is_empty() {
        list(&found.also_others(), found.shared_places.clone());
    }
    list(found.as_a_whole(), found.whole.clone());
    let copies = found.copies.iter().map(|path| path.display().to_string());
    list("Backups and copies that would be removed", copies.collect());
    let exports = found.exports.iter().map(|one| format!("{}  {}  {}", one.at, one.what, one.path));
    list(
        "Files that were written with them in it; find and remove them yourself",
        exports.collect(),
    );
    list("Out of reach of this program", found.out_of_reach());
    out.push_str("\nNothing was changed.\n");
    out
}

fn value(corpus: &Corpus, found: &Withdrawal) -> Value {
    let memos = found.memos.iter().map(|memo| {
        json!({"guid": memo.guid, "title": memo.title, "place": memo.place, "why": memo.why})
    });
    let turns = found.turns.iter().map(|(id, number)| {
        json!({"document": corpus.document(*id).map(|document| &document.name), "turn": number})
    });
    json!({
        "participant": found.participant,
        "scope": found.scope,
        "counts": found.counts,
        "documents": found.documents,
        "group_documents": found.group_documents,
        "unmapped": found.unmapped,
        "memos": memos.collect::<Vec<_>>(),
        "turns_of_others": turns.collect::<Vec<_>>(),
        "in_vivo_codes": found.in_vivo,
        "copies": found.copies,
        "exports": found.exports,
        "consent": {
            "quotation": found.consent.quotation,
            "archiving": found.consent.archiving,
            "recontact": found.consent.recontact,
            "form": found.consent.form,
            "withdraw_until": found.consent.withdraw_until,
            "may_stay": found.stays.name(),
        },
        "short_names": found.short_names,
        "short_name_places": found.short_places,
        "shared_names": found.shared_names,
        "shared_name_places": found.shared_places,
        "removed_as_a_whole": found.whole,
        "out_of_reach": found.out_of_reach(),
    })
}

pub(super) fn list(args: &WithdrawalsArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let mut study = args.study.open()?;
    let mut remarks = Vec::new();
    if args.finish {
        let (finished, copies) = study.finish_withdrawals()?;
        remarks.push(format!("Cleaned up after {}.", count(finished, "withdrawal")));
        for (path, why) in copies.left {
            remarks.push(format!("{} could not be removed: {why}", path.display()));
        }
    }
    let open = study.corpus().withdrawals.iter().filter(|one| one.is_unfinished()).count();
    if open > 0 {
        remarks.push(format!(
            "{} not cleaned up after: the program was stopped, or copies of the study could not be \
             removed. Add --finish.",
            count(open, "withdrawal")
        ));
    }
    let (sheet, value) = listed(&study);
    Ok(Done { remarks, ..Done::answer(target, Answer::table(sheet, value)) })
}

fn listed(study: &Study) -> (Sheet, Value) {
    let corpus = study.corpus();
    let open = |guid: Guid| {
        let lost = corpus.evidence_lost.iter();
        lost.filter(|one| one.withdrawal == guid && !one.done).count() as u64
    };
    let rows = corpus.withdrawals.iter().map(|one| {
        let traces = match one.cleaned {
            None => Cell::Text("not cleaned".to_owned()),
            Some(cleaned) => Cell::int(cleaned.traces as u64),
        };
        let cells = vec![
            Cell::Text(one.guid.to_string()),
            Cell::Text(one.day.clone()),
            Cell::Text(one.scope.name().to_owned()),
            Cell::Text(one.reason.name().to_owned()),
            Cell::int(one.counts.documents as u64),
            Cell::int(one.counts.codings_removed as u64),
            Cell::int(open(one.guid)),
            traces,
        ];
        Row { depth: 0, cells }
    });
    let mut columns = ["id", "day", "scope", "reason"].map(Column::text).to_vec();
    columns.extend(["documents", "codings", "to read again", "traces"].map(Column::number));
    let sheet = Sheet { columns, rows: rows.collect(), ..Sheet::default() };
    let value = corpus.withdrawals.iter().map(|one| {
        let mut value = tombstone_json(one);
        let lost = corpus.evidence_lost.iter().filter(|lost| lost.withdrawal == one.guid);
        value["evidence"] = lost
            .map(|lost| json!({"kind": lost.kind, "subject": lost.subject, "done": lost.done}))
            .collect();
        value
    });
    (sheet, Value::Array(value.collect()))
}

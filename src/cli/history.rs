//! The steps: `history`, `undo`, `redo`.

use super::fault::Fault;
use super::names::count;
use super::open::StudyArgs;
use super::output::{Answer, Done, JsonArg, OutputArgs};
use crate::exchange::sheet::{Cell, Column, Row, Sheet};
use crate::study::Study;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// `postil history STUDY`
#[derive(clap::Args, Debug)]
pub(super) struct HistoryArgs {
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// `postil undo STUDY [N]`, `postil redo STUDY [N]`
#[derive(clap::Args, Debug)]
pub(super) struct StepsArgs {
    #[command(flatten)]
    study: StudyArgs,
    /// How many steps
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    steps: u32,
    #[command(flatten)]
    json: JsonArg,
}

pub(super) fn history(args: &HistoryArgs) -> Result<Done, Fault> {
    let target = args.output.target()?;
    let steps = args.study.open()?.history()?;
    let rows = steps.iter().map(|step| Row {
        depth: 0,
        cells: vec![
            Cell::Int(step.step.0),
            Cell::Text(step.when.clone()),
            Cell::Text(step.coder.clone()),
            Cell::Text(step.label.clone()),
            if step.undone { Cell::Text("undone".to_owned()) } else { Cell::Blank },
        ],
    });
    let names = ["When", "Who", "What", "State"].map(Column::text);
    let sheet = Sheet {
        columns: std::iter::once(Column::number("Step")).chain(names).collect(),
        rows: rows.collect(),
        ..Sheet::default()
    };
    let value = serde_json::to_value(&steps).map_err(|error| Fault::new(error.to_string()))?;
    Ok(Done::answer(target, Answer::table(sheet, value)))
}

/// A step that was undone or done again: its number and its name.
type Taken = Result<Option<(i64, String)>, crate::study::Error>;

/// Undo or redo.
struct Direction {
    verb: &'static str,
    done: &'static str,
    take: fn(&mut Study) -> Taken,
}

pub(super) fn undo(args: &StepsArgs) -> Result<Done, Fault> {
    let take = |study: &mut Study| Ok(study.undo()?.map(|step| (step.step.0, step.label)));
    steps(args, &Direction { verb: "undo", done: "Undone", take })
}

pub(super) fn redo(args: &StepsArgs) -> Result<Done, Fault> {
    let take = |study: &mut Study| Ok(study.redo()?.map(|step| (step.step.0, step.label)));
    steps(args, &Direction { verb: "redo", done: "Redone", take })
}

fn steps(args: &StepsArgs, direction: &Direction) -> Result<Done, Fault> {
    let mut study = args.study.open()?;
    let wanted = args.steps as usize;
    let mut taken: Vec<(i64, String)> = Vec::new();
    while taken.len() < wanted {
        match (direction.take)(&mut study)? {
            Some(step) => taken.push(step),
            None => break,
        }
    }
    let verb = direction.verb;
    if taken.is_empty() {
        return Err(Fault::new(format!("there is no step to {verb}")));
    }
    let mut text = String::new();
    for (_, label) in &taken {
        writeln!(text, "{}: {label}", direction.done).ok();
    }
    let value: Vec<Value> =
        taken.iter().map(|(step, label)| json!({"step": step, "label": label})).collect();
    let target = OutputArgs::from(args.json).plain()?;
    let mut done = Done::answer(target, Answer::said(text, Value::Array(value)));
    if taken.len() < wanted {
        let there = count(taken.len(), "step");
        done.faults.push(Fault::new(format!("there was no more than {there} to {verb}")));
    }
    Ok(done)
}

//! For whom a table is meant, and what is hidden of it.

use crate::analysis::Crosstab;
use crate::analysis::disclosure::{Extent, Protection, Unanimous};
use crate::model::Profile;

/// How a table is protected on its way out. Without any of these nothing is held back.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct ProfileArgs {
    /// For whom it is: working (nothing held back), supervisor (no site) or public (no ids, small
    /// groups merged or left out, role and site never together)
    #[arg(long, value_name = "FOR", value_parser = read_profile)]
    profile: Option<Profile>,
    /// Hide numbers of fewer than K participants, and what would give them away (3, 5 or 10 are usual)
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=1000))]
    suppress: Option<u64>,
    /// Hide zeros as well
    #[arg(long, requires = "suppress")]
    suppress_zeros: bool,
}

/// For tables that have groups.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct MergeArgs {
    /// Put groups of fewer than three participants together under this name
    #[arg(long, value_name = "LABEL", value_parser = read_label)]
    pub(super) merge_as: Option<String>,
}

fn read_profile(name: &str) -> Result<Profile, String> {
    Profile::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Profile::ALL.into_iter().map(Profile::name).collect();
        format!("the profiles are {}", names.join(", "))
    })
}

fn read_label(label: &str) -> Result<String, String> {
    let label = label.trim();
    if label.is_empty() { Err("give the group a name".to_owned()) } else { Ok(label.to_owned()) }
}

impl ProfileArgs {
    /// What is asked for; `merge_as` is what small groups are called together.
    pub(super) fn protection(&self, merge_as: Option<&String>) -> Protection {
        Protection {
            profile: self.profile,
            suppress: self.suppress,
            suppress_zeros: self.suppress_zeros,
            merge_as: merge_as.cloned(),
        }
    }

    /// The line that lists what a public table says of whole groups.
    pub(super) fn warning(&self, table: &Crosstab, cells: &[Unanimous]) -> Option<String> {
        if self.profile != Some(Profile::Public) || cells.is_empty() {
            return None;
        }
        let told = |cell: &Unanimous| {
            let whole = match cell.extent {
                Extent::Everyone => "everyone",
                Extent::NoOne => "no one",
            };
            format!("{} × {} ({whole})", table.rows[cell.row].name, table.groups[cell.group].label)
        };
        let cells: Vec<String> = cells.iter().map(told).collect();
        Some(format!(
            "look before you publish, a cell speaks of everybody in: {}",
            cells.join(", ")
        ))
    }
}

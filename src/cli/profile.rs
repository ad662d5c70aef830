//! For whom a table is meant, and what is hidden of it.

use crate::analysis::disclosure::{Disguise, DisguiseSpec, Protection};
use crate::exchange::imprint::{seed_of, today};
use crate::model::{Corpus, Filter, Profile, Refusal};
use std::sync::Arc;

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

/// For whom a list of what people said is meant, and under which names they stand in it.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct DisguiseArgs {
    /// For whom it is: working (nothing held back), supervisor (no site) or public (participants
    /// numbered anew, of what is known of them the role alone, roles of one or two put together)
    #[arg(long, value_name = "FOR", value_parser = read_profile)]
    profile: Option<Profile>,
    /// Cite participants by their role alone, in an order of chance, without places
    #[arg(long)]
    role_only: bool,
    /// Give participants and interviews numbers that this export alone has
    #[arg(long)]
    renumber: bool,
    /// The same seed gives the same numbers again [default: today]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// What roles of one or two participants are called together for the public
    #[arg(long, value_name = "LABEL", value_parser = read_label)]
    merge_as: Option<String>,
}

/// The seed where none is given.
pub(super) fn seed_of_today() -> u64 {
    seed_of(&today())
}

impl DisguiseArgs {
    /// For whom it is.
    pub(super) fn profile(&self) -> Option<Profile> {
        self.profile
    }

    /// True where no row may be one person's.
    pub(super) fn hides_people(&self) -> bool {
        self.role_only || self.profile == Some(Profile::Public)
    }

    /// The study under other names, where that is asked for. Filters mean the same in both.
    pub(super) fn disguise(
        &self,
        corpus: &Arc<Corpus>,
        filter: &Filter,
    ) -> Result<Option<Disguise>, Refusal> {
        let spec = DisguiseSpec {
            profile: self.profile,
            role_only: self.role_only,
            renumber: self.renumber,
            seed: self.seed.unwrap_or_else(seed_of_today),
            merge_as: self.merge_as.clone(),
        };
        if spec.is_plain() {
            return Ok(None);
        }
        spec.check(corpus, filter)?;
        Ok(Some(Disguise::new(corpus, &spec)))
    }
}

pub(super) fn read_profile(name: &str) -> Result<Profile, String> {
    Profile::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Profile::ALL.into_iter().map(Profile::name).collect();
        format!("the profiles are {}", names.join(", "))
    })
}

pub(super) fn read_label(label: &str) -> Result<String, String> {
    let label = label.trim();
    if label.is_empty() { Err("give the group a name".to_owned()) } else { Ok(label.to_owned()) }
}

impl ProfileArgs {
    /// For whom it is.
    pub(super) fn profile(&self) -> Option<Profile> {
        self.profile
    }

    /// What is asked for; `merge_as` is what small groups are called together.
    pub(super) fn protection(&self, merge_as: Option<&String>) -> Protection {
        Protection {
            profile: self.profile,
            suppress: self.suppress,
            suppress_zeros: self.suppress_zeros,
            merge_as: merge_as.cloned(),
        }
    }
}

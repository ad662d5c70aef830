//! For whom an export is meant, and what that changes.
//!
//! There is no number in the law for when a count says too much; these are policies for studies of
//! about ten interviews, where hiding small counts alone would empty every table (methods 2.6).

/// For whom an export is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Profile {
    /// For the researcher: nothing is held back, and the export says that it is internal.
    Working,
    /// For a supervisor: ids of participants and their roles, but no site.
    Supervisor,
    /// For a thesis or a publication: no ids, no groups of one or two, role and site never together,
    /// nothing that is one participant's alone.
    Public,
}

impl Profile {
    /// All of them, from the most open to the most careful.
    pub const ALL: [Self; 3] = [Self::Working, Self::Supervisor, Self::Public];
    /// Groups below this size are merged or left out for the public.
    pub const LEAST_GROUP: u64 = 3;
    /// Participants of groups below this size are not shown as numbers to the public.
    pub const LEAST_FRACTION: u64 = 5;
    /// What an attribute is called that says where somebody works, in lower case.
    const SITES: [&'static str; 9] = [
        "site",
        "place",
        "area",
        "region",
        "location",
        "local authority",
        "authority",
        "organisation",
        "organization",
    ];

    /// The word on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Supervisor => "supervisor",
            Self::Public => "public",
        }
    }

    /// The inverse of [`Profile::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_lowercase();
        Self::ALL.into_iter().find(|profile| profile.name() == wanted)
    }

    /// Whether ids of participants may stand in it.
    pub fn shows_ids(self) -> bool {
        self != Self::Public
    }

    /// Whether it may say where somebody works when it says nothing of their role.
    pub fn shows_site(self) -> bool {
        self != Self::Supervisor
    }

    /// Whether role and site may stand in it together.
    pub fn shows_role_with_site(self) -> bool {
        self == Self::Working
    }

    /// The smallest group that may stand in it.
    pub fn least_group(self) -> u64 {
        if self == Self::Public { Self::LEAST_GROUP } else { 0 }
    }

    /// The smallest group whose participants are shown as "n of N".
    pub fn least_fraction(self) -> u64 {
        if self == Self::Public { Self::LEAST_FRACTION } else { 0 }
    }

    /// Whether an attribute of this name says where somebody works.
    pub fn is_site(attribute: &str) -> bool {
        Self::SITES.contains(&attribute.trim().to_lowercase().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_shows_less_than_the_one_before() {
        for (open, careful) in [(0, 1), (1, 2)].map(|(a, b)| (Profile::ALL[a], Profile::ALL[b])) {
            assert!(open.shows_ids() >= careful.shows_ids());
            assert!(open.shows_role_with_site() >= careful.shows_role_with_site());
            assert!(open.least_group() <= careful.least_group());
            assert!(open.least_fraction() <= careful.least_fraction());
        }
        for profile in Profile::ALL {
            assert_eq!(Profile::from_name(&profile.name().to_uppercase()), Some(profile));
        }
        assert!(Profile::is_site(" Local Authority ") && !Profile::is_site("role"));
    }
}

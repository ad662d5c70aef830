//! A refusal: why something was not done, and what to do instead.

/// Says no in a way that helps. Shown beside the control, printed on one line by the command line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Why not; a clause without full stop.
    pub why: String,
    /// What to do instead; empty when there is nothing to say.
    pub instead: String,
}

impl Refusal {
    /// A refusal without advice.
    pub fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), instead: String::new() }
    }

    /// Adds what to do instead.
    #[must_use]
    pub fn instead(mut self, advice: impl Into<String>) -> Self {
        self.instead = advice.into();
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)?;
        if !self.instead.is_empty() {
            write!(f, "; {}", self.instead)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

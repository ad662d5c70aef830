//! How a transcript is to be read where its own look does not settle it: the decisions of a researcher,
//! kept with the document.

use serde::{Deserialize, Serialize};

/// Where speakers come from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeakerRule {
    /// From the label conventions found in the text.
    #[default]
    Found,
    /// Nobody is named: each paragraph is a turn of nobody.
    Nobody,
    /// From the researcher's own regular expression, matched at the start of a line; the group
    /// `speaker` (or the first one) is the label, a group `time` a time stamp.
    Pattern(String),
}

/// Whom a speaker label means.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeakerChoice {
    /// The participant with this id; made where there is none.
    Participant(String),
    /// The researcher.
    Interviewer,
    /// Nobody yet.
    Nobody,
}

/// Which columns of a survey become what: one row is one respondent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SurveyColumns {
    /// The column that names the respondent; `None`: the first one.
    pub id: Option<String>,
    /// Columns that become text, each under its question.
    pub texts: Vec<String>,
    /// Columns that become attributes; `None`: all the others.
    pub attributes: Option<Vec<String>>,
}

/// Decisions on how a file is read. One may serve all files of the same layout. The default decides
/// nothing: everything is found from the file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Name of the encoding, as the web calls it; `None`: by the look of the bytes.
    pub encoding: Option<String>,
    /// Where speakers come from.
    pub speakers: SpeakerRule,
    /// Labels that count although they would not be taken for speakers.
    pub take: Vec<String>,
    /// Words before a colon that are no speakers although they look like it.
    pub leave: Vec<String>,
    /// Labels that are another spelling of a second one: all turns go to the second.
    pub same: Vec<(String, String)>,
    /// Whom labels mean; what is not named here goes by its spelling.
    pub voices: Vec<(String, SpeakerChoice)>,
    /// Subtitle cues without speakers are joined over silences of up to so many milliseconds;
    /// `None`: as usual.
    pub pause_ms: Option<i64>,
    /// For tables: which columns are text and which attributes.
    pub survey: Option<SurveyColumns>,
}

impl Reading {
    /// True when nothing is decided.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

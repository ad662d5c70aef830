//! How files are read, as arguments: the same decisions the window's preview takes.

use super::super::fault::Fault;
use crate::model::{Reading, SpeakerChoice, SpeakerRule, SurveyColumns};

/// Decisions on reading. They hold for all files that are named.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct DecisionArgs {
    /// Read text files in this encoding, such as windows-1252
    #[arg(long, value_name = "NAME", help_heading = READING)]
    encoding: Option<String>,
    /// Find speakers by their labels (the usual way), or name nobody
    #[arg(long, value_name = "found|none", value_parser = ["found", "none"], help_heading = READING)]
    speakers: Option<String>,
    /// Find speakers by a regular expression at the start of a line, with groups `(?<speaker>…)` and `(?<time>…)`
    #[arg(long, value_name = "REGEX", conflicts_with = "speakers", help_heading = READING)]
    speaker_pattern: Option<String>,
    /// Take this for a speaker's label
    #[arg(long, value_name = "LABEL", help_heading = READING)]
    label: Vec<String>,
    /// Do not take this for a speaker's label
    #[arg(long, value_name = "LABEL", help_heading = READING)]
    not_label: Vec<String>,
    /// This label is another spelling of that one
    #[arg(long, value_name = "LABEL=LABEL", value_parser = read_pair, help_heading = READING)]
    same: Vec<(String, String)>,
    /// This label is this participant, who is made if need be; nothing behind the sign: nobody yet
    #[arg(long, value_name = "LABEL=PARTICIPANT", value_parser = read_map, help_heading = READING)]
    map: Vec<(String, String)>,
    /// This label is an interviewer
    #[arg(long, value_name = "LABEL", help_heading = READING)]
    interviewer: Vec<String>,
    /// Join subtitles without speakers over silences of up to so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = read_seconds, help_heading = READING)]
    pause: Option<i64>,
    /// Survey: these columns are answers, by name or number
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', help_heading = READING)]
    text_columns: Vec<String>,
    /// Survey: this column names the respondent
    #[arg(long, value_name = "COLUMN", requires = "text_columns", help_heading = READING)]
    id_column: Option<String>,
    /// Survey: these columns are attributes of the respondent (else all others)
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "text_columns", help_heading = READING)]
    attribute_columns: Option<Vec<String>>,
}

const READING: &str = "How files are read";

fn read_pair(text: &str) -> Result<(String, String), String> {
    match read_map(text) {
        Ok((a, b)) if !b.is_empty() => Ok((a, b)),
        _ => Err("write it as label=label".to_owned()),
    }
}

fn read_map(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((label, whom)) if !label.trim().is_empty() => {
            Ok((label.trim().to_owned(), whom.trim().to_owned()))
        }
        _ => Err("write it as label=participant".to_owned()),
    }
}

fn read_seconds(text: &str) -> Result<i64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => Ok((seconds * 1000.0).round() as i64),
        _ => Err("write seconds, such as 1.5".to_owned()),
    }
}

impl DecisionArgs {
    /// The decisions.
    pub(super) fn reading(&self) -> Result<Reading, Fault> {
        let speakers = match (&self.speaker_pattern, self.speakers.as_deref()) {
            (Some(pattern), _) => SpeakerRule::Pattern(pattern.clone()),
            (None, Some("none")) => SpeakerRule::Nobody,
            _ => SpeakerRule::Found,
        };
        let mut voices: Vec<(String, SpeakerChoice)> = Vec::new();
        for (label, whom) in &self.map {
            let choice = if whom.is_empty() {
                SpeakerChoice::Nobody
            } else {
                SpeakerChoice::Participant(whom.clone())
            };
            voices.push((label.clone(), choice));
        }
        for label in &self.interviewer {
            if self.map.iter().any(|(mapped, _)| crate::text::turns::same_label(mapped, label)) {
                let words = format!("{label} cannot be mapped and be an interviewer");
                return Err(Fault::Usage(words));
            }
            voices.push((label.clone(), SpeakerChoice::Interviewer));
        }
        let survey = (!self.text_columns.is_empty()).then(|| SurveyColumns {
            id: self.id_column.clone(),
            texts: self.text_columns.clone(),
            attributes: self.attribute_columns.clone(),
        });
        let reading = Reading {
            encoding: self.encoding.clone(),
            speakers,
            take: self.label.clone(),
            leave: self.not_label.clone(),
            same: self.same.clone(),
            voices,
            pause_ms: self.pause,
            survey,
        };
        // A slip in a decision is one slip, not one for each file.
        crate::exchange::import::check_reading(&reading)?;
        Ok(reading)
    }
}

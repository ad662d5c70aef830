//! The description that lies beside the tables, with three questions in three languages.

use super::{Table, TidyFormat, TidySpec, fields};
use crate::analysis::role_attribute;
use crate::exchange::formats::inline;
use crate::exchange::imprint::Imprint;
use crate::model::Corpus;
use std::fmt::Write as _;

const SQL: &str = r"```sql
-- DuckDB, in the folder of the files.
-- 1. Participants per code and role, a code with everything under it; each coder apart.
SELECT c.path, r.{role} AS role, r.coder, count(DISTINCT r.participant) AS participants
FROM '{codes}' c
JOIN '{codings}' r ON r.path = c.path OR starts_with(r.path, c.path || '/')
WHERE r.standing = 'participant' AND NOT r.excluded
GROUP BY ALL ORDER BY min(c.place), role;

-- 2. Excerpts per participant.
SELECT p.participant, count(DISTINCT r.coding) AS excerpts, p.words
FROM '{participants}' p
LEFT JOIN '{codings}' r USING (participant)
GROUP BY ALL ORDER BY p.participant;

-- 3. Which codes stand in the same turn of the same participant.
WITH t AS (
  SELECT DISTINCT document, participant, path,
         unnest(generate_series(turn, last_turn)) AS turn
  FROM '{codings}' WHERE standing = 'participant' AND NOT excluded
)
SELECT a.path AS code, b.path AS other, count(DISTINCT (a.document, a.turn)) AS turns
FROM t a JOIN t b USING (document, participant, turn)
WHERE a.path < b.path GROUP BY ALL ORDER BY turns DESC, code, other;
```
";

const PYTHON: &str = r#"```python
# pandas with pyarrow
import pandas as pd
read = {py_read}
codings, codes, people = read("codings"), read("codes"), read("participants")
counted = codings[(codings.standing == "participant") & ~codings.excluded.fillna(False).astype(bool)]

# 1. Participants per code and role
rows = []
for path in codes.path:
    under = counted[(counted.path == path) | counted.path.str.startswith(path + "/")]
    rows.append(under.groupby("{role}").participant.nunique().rename(path))
print(pd.DataFrame(rows).fillna(0).astype(int))

# 2. Excerpts per participant
print(counted.groupby("participant").coding.nunique().reindex(people.participant, fill_value=0))

# 3. Co-occurrence by turn
turns = counted.assign(at=[range(a, b + 1) for a, b in zip(counted.turn, counted.last_turn)])
turns = turns.explode("at")[["document", "participant", "at", "path"]].drop_duplicates()
pairs = turns.merge(turns, on=["document", "participant", "at"])
pairs = pairs[pairs.path_x < pairs.path_y][["document", "at", "path_x", "path_y"]].drop_duplicates()
print(pairs.groupby(["path_x", "path_y"]).size().sort_values(ascending=False))
```
"#;

const R: &str = r#"```r
library(dplyr)
{r_library}
read <- {r_read}
codings <- read("codings"); codes <- read("codes"); people <- read("participants")
counted <- codings |> filter(standing == "participant", !excluded)

# 1. Participants per code and role
lapply(codes$path, function(p)
  counted |> filter(path == p | startsWith(path, paste0(p, "/"))) |>
    group_by({role}) |> summarise(participants = n_distinct(participant)) |>
    mutate(code = p)) |> bind_rows()

# 2. Excerpts per participant
people |> left_join(counted |> group_by(participant) |>
  summarise(excerpts = n_distinct(coding)), by = "participant") |>
  transmute(participant, excerpts = coalesce(excerpts, 0L))

# 3. Co-occurrence by turn
n <- counted$last_turn - counted$turn + 1
turns <- counted[rep(seq_len(nrow(counted)), n), ]
turns$at <- sequence(n, counted$turn)
turns <- turns |> distinct(document, participant, path, at)
suppressWarnings(inner_join(turns, turns, by = c("document", "participant", "at"))) |>
  filter(path.x < path.y) |> distinct(document, at, path.x, path.y) |>
  count(path.x, path.y, sort = TRUE)
```
"#;

/// The description of the tables of a study, as Markdown.
pub fn schema(corpus: &Corpus, spec: TidySpec, format: TidyFormat, imprint: &Imprint) -> String {
    let mut text = format!("# {}: tidy tables\n", inline(&corpus.study));
    let ending = format.extension();
    text.push_str(
        "\nOne row is one thing, one column one fact. `codings` has a row for each coding and each \
         participant for whom it counts. Codings of all coders stand there as they are: nothing is \
         folded, no code is added up with those under it, participants excluded from analysis are \
         marked. Empty means not known. Positions are Unicode code points, half open.\n",
    );
    let texts = if spec.with_text {
        "\nThe words people said are in it: it needs the same care as the transcripts.\n"
    } else {
        "\nThe words people said are not in it. Ids and attributes are: it is pseudonymous, not \
         anonymous.\n"
    };
    text.push_str(texts);
    for table in Table::ALL {
        write!(
            text,
            "\n## {}.{ending}\n\n| column | type | what it is |\n| --- | --- | --- |\n",
            table.name()
        )
        .ok();
        for field in fields(corpus, table, spec) {
            writeln!(text, "| `{}` | {} | {} |", field.name, field.kind.name(), field.about).ok();
        }
    }
    let role = role_attribute(corpus)
        .and_then(|role| corpus.attributes.iter().position(|attribute| attribute.id == role))
        .and_then(|at| {
            let mut fields = fields(corpus, Table::Participants, spec).into_iter();
            fields.by_ref().filter(|field| field.name.starts_with("a_")).nth(at)
        })
        .map_or_else(|| "participant".to_owned(), |field| field.name);
    let parquet = format == TidyFormat::Parquet;
    let (py_read, r_library, r_read) = if parquet {
        (
            "lambda name: pd.read_parquet(f\"{name}.parquet\")",
            "library(arrow)",
            "function(name) read_parquet(paste0(name, \".parquet\"))",
        )
    } else {
        (
            "lambda name: pd.read_csv(f\"{name}.csv\", encoding=\"utf-8-sig\")",
            "library(readr)",
            "function(name) read_csv(paste0(name, \".csv\"), show_col_types = FALSE)",
        )
    };
    text.push_str("\n## Three questions\n\nThe first gives the numbers of `postil crosstab --by`, where one person coded.\n");
    for code in [SQL, PYTHON, R] {
        let code = code
            .replace("{role}", &role)
            .replace("{py_read}", py_read)
            .replace("{r_library}", r_library)
            .replace("{r_read}", r_read);
        let code = Table::ALL.iter().fold(code, |code, table| {
            code.replace(&format!("{{{}}}", table.name()), &format!("{}.{ending}", table.name()))
        });
        text.push('\n');
        text.push_str(&code);
    }
    text.push('\n');
    for line in imprint.lines() {
        writeln!(text, "{}", inline(&line)).ok();
    }
    text
}

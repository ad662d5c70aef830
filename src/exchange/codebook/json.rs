//! A codebook from json: a list of objects, nested by `children` or told by `parent` or `path`.

use super::{Collector, NewCodebook, Written, set_field, split_path};
use crate::exchange::LineError;
use crate::exchange::import::ImportError;
use crate::model::Refusal;
use serde_json::{Map, Value};

pub(super) fn read(text: &str) -> Result<NewCodebook, ImportError> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Refusal::new(format!("this is no json: {error}")))?;
    let list = match &value {
        Value::Array(list) => list.as_slice(),
        Value::Object(object) => match object.get("codes") {
            Some(Value::Array(list)) => list.as_slice(),
            _ => std::slice::from_ref(&value),
        },
        _ => return Err(Refusal::new("the json holds no list of codes").into()),
    };
    let mut collector = Collector::default();
    let mut number = 0;
    for code in list {
        add(code, &[], &mut number, &mut collector);
    }
    Ok(collector.book)
}

/// Adds a code and its children; the json reader has bounded how deep they go.
fn add(code: &Value, above: &[String], number: &mut u64, collector: &mut Collector) {
    *number += 1;
    let Value::Object(object) = code else {
        collector.book.refused.push(LineError::new(*number, "this code is no object"));
        return;
    };
    let text =
        |names: &[&str]| names.iter().find_map(|name| words(object, name)).unwrap_or_default();
    let mut path = above.to_vec();
    let whole = text(&["path"]);
    if whole.is_empty() {
        let parent = text(&["parent", "category"]);
        if !parent.is_empty() {
            path.extend(split_path(&parent));
        }
        path.push(text(&["name", "code"]));
    } else {
        path = split_path(&whole);
    }
    let mut written = Written::default();
    for key in object.keys() {
        if let Some(value) = words(object, key) {
            set_field(&mut written, &key.to_lowercase(), &value);
        }
    }
    collector.add(path.clone(), written, *number);
    if let Some(Value::Array(children)) = object.get("children") {
        for child in children {
            add(child, &path, number, collector);
        }
    }
}

fn words(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

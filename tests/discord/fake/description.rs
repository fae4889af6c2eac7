//! Discord's own description of its requests (`OpenAPI` 3.1, so JSON Schema
//! 2020-12), where it is there: `VERBATIM_DISCORD_OPENAPI` names it, else
//! `../shared/discord/openapi.json` beside the repository.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex, Once},
};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The description; nothing where it is missing.
pub(crate) static DESCRIPTION: LazyLock<Option<Description>> = LazyLock::new(Description::load);

pub(crate) struct Description {
    document: Value,
    /// Validators by the place of their schema; each is made once.
    made: Mutex<HashMap<String, Option<Arc<Validator>>>>,
}

impl Description {
    fn load() -> Option<Self> {
        static SAID: Once = Once::new();
        let beside =
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/discord/openapi.json");
        let path = std::env::var_os("VERBATIM_DISCORD_OPENAPI").map_or_else(beside, PathBuf::from);
        let Ok(text) = std::fs::read(&path) else {
            #[expect(clippy::print_stderr, reason = "a test says what it leaves out")]
            SAID.call_once(|| {
                eprintln!(
                    "Discord's OpenAPI description is not at {}: requests are held to the documented limits alone",
                    path.display()
                );
            });
            return None;
        };
        let document = serde_json::from_slice(&text).unwrap();
        Some(Self {
            document,
            made: Mutex::default(),
        })
    }

    /// What is wrong with a request; nothing when it is as described.
    pub(crate) fn request(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        let Some((template, operation)) = self.operation(method, path) else {
            return vec!["Discord has no such request".to_owned()];
        };
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            return if body.is_null() {
                Vec::new()
            } else {
                vec!["a body where none is meant".to_owned()]
            };
        }
        let mut body = body.clone();
        for command in body.as_array_mut().into_iter().flatten() {
            // Discord's documentation and every client send these as text, as
            // all permissions are; the description knows the number alone.
            if let Some(number) = command["default_member_permissions"]
                .as_str()
                .and_then(|text| text.parse::<u64>().ok())
            {
                command["default_member_permissions"] = number.into();
            }
        }
        self.faults(&format!("{method} {template}"), schema, &body)
    }

    /// What is wrong with an answer.
    pub(crate) fn answer(
        &self,
        method: &str,
        path: &str,
        status: u16,
        body: &Value,
    ) -> Vec<String> {
        let Some((template, operation)) = self.operation(method, path) else {
            return Vec::new();
        };
        let responses = &operation["responses"];
        let exact = &responses[status.to_string()];
        let class = format!("{}XX", status / 100);
        let response = if exact.is_null() {
            &responses[&class]
        } else {
            exact
        };
        if response.is_null() {
            // Faults of the server are not described.
            return match status {
                500.. => Vec::new(),
                _ => vec![format!("{status} is not described")],
            };
        }
        let response = match response["$ref"].as_str() {
            Some(place) => self
                .document
                .pointer(place.trim_start_matches('#'))
                .unwrap(),
            None => response,
        };
        let schema = &response["content"]["application/json"]["schema"];
        if schema.is_null() {
            return Vec::new();
        }
        self.faults(&format!("{method} {template} {status}"), schema, body)
    }

    /// What is wrong with an object of a described kind: "`MessageResponse`".
    pub(crate) fn object(&self, kind: &str, object: &Value) -> Vec<String> {
        let schema = json!({"$ref": format!("#/components/schemas/{kind}")});
        self.faults(kind, &schema, object)
    }

    fn faults(&self, name: &str, schema: &Value, instance: &Value) -> Vec<String> {
        let mut made = self.made.lock().unwrap();
        let validator = made.entry(name.to_owned()).or_insert_with(|| {
            let mut whole = schema.clone();
            whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            whole["components"] = self.document["components"].clone();
            // A reference with a brace in it is refused; they lead to paths, of
            // which none is here.
            jsonschema::validator_for(&whole).ok().map(Arc::new)
        });
        let Some(validator) = validator.clone() else {
            return vec![format!("the description of {name} cannot be used")];
        };
        drop(made);
        validator
            .iter_errors(instance)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect()
    }

    /// The operation of a request, and its path with names in braces.
    fn operation(&self, method: &str, path: &str) -> Option<(&str, &Value)> {
        let wanted: Vec<&str> = path.trim_matches('/').split('/').collect();
        let paths = self.document["paths"].as_object()?;
        let mut fitting: Vec<(usize, &str, &Value)> = paths
            .iter()
            .filter_map(|(template, operations)| {
                let parts: Vec<&str> = template.trim_matches('/').split('/').collect();
                let fits = parts.len() == wanted.len()
                    && parts
                        .iter()
                        .zip(&wanted)
                        .all(|(part, word)| part.starts_with('{') || part == word);
                let operation = operations.get(method.to_ascii_lowercase())?;
                let names = parts.iter().filter(|part| part.starts_with('{')).count();
                fits.then_some((names, template.as_str(), operation))
            })
            .collect();
        // "@original" is itself rather than some message.
        fitting.sort_by_key(|(names, ..)| *names);
        let (_, template, operation) = *fitting.first()?;
        Some((template, operation))
    }
}

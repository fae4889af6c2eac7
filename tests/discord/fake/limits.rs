//! Limits of Discord's documentation that its `OpenAPI` description does not
//! encode.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Request;

/// The rules that a request breaks.
pub(crate) fn violations(request: &Request) -> Vec<String> {
    let mut broken = Broken(Vec::new());
    let path = request.path.split('?').next().unwrap();
    let method = request.method.as_str();
    let kind = request.body["type"].as_u64();
    let callback = path.ends_with("/callback");
    let message = if callback {
        &request.body["data"]
    } else {
        &request.body
    };
    let says = match method {
        "POST" if callback => matches!(kind, Some(4 | 7)),
        "POST" => path.ends_with("/messages") || path.contains("/webhooks/"),
        "PATCH" => path.contains("/messages/"),
        _ => false,
    };
    if says {
        broken.message(message);
    }
    if callback && kind == Some(5) {
        let content = message["content"].as_str().unwrap_or_default();
        broken.rule(content.is_empty(), "a content that is only announced");
    }
    if callback && kind == Some(8) {
        broken.choices(&message["choices"]);
    }
    if callback && kind == Some(9) {
        broken.form(message);
    }
    if method == "PUT" && path.ends_with("/commands") {
        broken.commands(&request.body);
    }
    broken.0
}

struct Broken(Vec<String>);

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// Code points of a text; none of what is no text.
fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

impl Broken {
    fn rule(&mut self, holds: bool, rule: &str) {
        if !holds {
            self.0.push(rule.to_owned());
        }
    }

    fn message(&mut self, message: &Value) {
        let content = message["content"].as_str().unwrap_or_default();
        let embeds = list(&message["embeds"]);
        self.rule(
            length(&message["content"]) <= 2_000,
            "content of more than 2000",
        );
        self.rule(
            !content.trim().is_empty() || !embeds.is_empty(),
            "an empty message",
        );
        self.rule(embeds.len() <= 10, "more than ten embeds");
        let mut all = 0;
        for embed in &embeds {
            all += length(&embed["title"])
                + length(&embed["description"])
                + length(&embed["footer"]["text"])
                + length(&embed["author"]["name"]);
            self.rule(length(&embed["title"]) <= 256, "a title of more than 256");
            self.rule(
                length(&embed["description"]) <= 4_096,
                "a description of more than 4096",
            );
            let fields = list(&embed["fields"]);
            self.rule(fields.len() <= 25, "more than 25 fields");
            for field in &fields {
                let (name, value) = (length(&field["name"]), length(&field["value"]));
                self.rule(
                    (1..=256).contains(&name),
                    "a field's name of a wrong length",
                );
                self.rule(
                    (1..=1_024).contains(&value),
                    "a field's value of a wrong length",
                );
                all += name + value;
            }
        }
        self.rule(all <= 6_000, "embeds of more than 6000 together");
        self.mentions(message, content);
        self.rows(&list(&message["components"]));
        if let Some(nonce) = message.get("nonce") {
            self.rule(
                (1..=25).contains(&length(nonce)),
                "a nonce of a wrong length",
            );
        }
    }

    fn mentions(&mut self, message: &Value, content: &str) {
        let allowed = &message["allowed_mentions"];
        // Ours is a bot that never pings: stricter than Discord is.
        self.rule(allowed["parse"] == json!([]), "somebody could be pinged");
        for (parsed, listed) in [("users", "users"), ("roles", "roles")] {
            let both = list(&allowed["parse"]).contains(&json!(parsed))
                && !list(&allowed[listed]).is_empty();
            self.rule(!both, "allowed_mentions both parses and lists");
        }
        self.rule(
            !content.contains("@everyone") && !content.contains("@here"),
            "everybody is mentioned",
        );
        // Markdown of the article must not become a link, a mention or a ping.
        self.rule(!unescaped(content, "<@"), "a mention");
        let links = content.matches("](").count() - content.matches("\\](").count();
        self.rule(
            links == content.matches("](<http").count(),
            "a link that unfurls",
        );
        let lower = content.to_lowercase();
        self.rule(
            !["discord.gg/", "discord.com/invite/"]
                .iter()
                .any(|invitation| lower.contains(invitation)),
            "an invitation",
        );
    }

    fn rows(&mut self, rows: &[Value]) {
        self.rule(rows.len() <= 5, "more than five rows");
        let mut seen = BTreeSet::new();
        for row in rows {
            let buttons = list(&row["components"]);
            self.rule(
                (1..=5).contains(&buttons.len()),
                "a row of none or more than five",
            );
            for button in &buttons {
                let id = button["custom_id"].as_str().unwrap_or_default().to_owned();
                if button["style"] == 5 {
                    self.rule(id.is_empty(), "a link with a custom_id");
                    self.rule(
                        (1..=512).contains(&length(&button["url"])),
                        "a link's url of a wrong length",
                    );
                    continue;
                }
                let long = id.chars().count();
                self.rule((1..=100).contains(&long), "a custom_id of a wrong length");
                self.rule(seen.insert(id), "a custom_id twice");
                self.rule(length(&button["label"]) <= 80, "a label of more than 80");
                self.rule(
                    length(&button["label"]) > 0 || button["emoji"].is_object(),
                    "a button without a label",
                );
            }
        }
    }

    fn choices(&mut self, choices: &Value) {
        let choices = list(choices);
        self.rule(choices.len() <= 25, "more than 25 choices");
        for choice in &choices {
            for key in ["name", "value"] {
                let long = length(&choice[key]);
                self.rule((1..=100).contains(&long), "a choice of a wrong length");
            }
        }
    }

    fn form(&mut self, form: &Value) {
        self.rule(
            (1..=45).contains(&length(&form["title"])),
            "a title of a wrong length",
        );
        self.rule(
            (1..=100).contains(&length(&form["custom_id"])),
            "a custom_id of a wrong length",
        );
        let rows = list(&form["components"]);
        self.rule(
            (1..=5).contains(&rows.len()),
            "a form of no or too many inputs",
        );
        for input in rows.iter().flat_map(|row| list(&row["components"])) {
            self.rule(
                (1..=45).contains(&length(&input["label"])),
                "an input's label of a wrong length",
            );
            let most = input["max_length"].as_u64().unwrap_or(4_000);
            self.rule((1..=4_000).contains(&most), "an input of more than 4000");
        }
    }

    fn commands(&mut self, commands: &Value) {
        let commands = list(commands);
        let of = |kind: u64| {
            let is = move |command: &&Value| command["type"].as_u64().unwrap_or(1) == kind;
            commands.iter().filter(is).count()
        };
        self.rule(of(1) <= 100, "more than 100 commands");
        self.rule(of(2) <= 15 && of(3) <= 15, "more than 15 entries of a menu");
        let mut names = BTreeSet::new();
        for command in &commands {
            let kind = command["type"].as_u64().unwrap_or(1);
            let name = command["name"].as_str().unwrap_or_default();
            self.rule(names.insert((kind, name)), "a name twice");
            let described = length(&command["description"]);
            if kind == 1 {
                self.name(name);
                self.rule(
                    (1..=100).contains(&described),
                    "a command without description",
                );
            } else {
                self.rule(
                    (1..=32).contains(&name.chars().count()),
                    "a name of a wrong length",
                );
                self.rule(described == 0, "an entry of a menu with a description");
            }
            let size = self.options(&list(&command["options"]));
            self.rule(
                size + name.chars().count() + described <= 8_000,
                "a command of more than 8000",
            );
        }
    }

    /// Holds options to their limits and says how much they say.
    fn options(&mut self, options: &[Value]) -> usize {
        self.rule(options.len() <= 25, "more than 25 options");
        let required: Vec<bool> = options
            .iter()
            .map(|option| option["required"].as_bool().unwrap_or(false))
            .collect();
        self.rule(
            required.is_sorted_by(|before, after| before >= after),
            "a required option after one that is not",
        );
        let mut names = BTreeSet::new();
        let mut size = 0;
        for option in options {
            let name = option["name"].as_str().unwrap_or_default();
            self.name(name);
            self.rule(names.insert(name), "an option twice");
            let described = length(&option["description"]);
            self.rule(
                (1..=100).contains(&described),
                "an option without description",
            );
            let choices = list(&option["choices"]);
            self.choices(&option["choices"]);
            let completes = option["autocomplete"].as_bool().unwrap_or(false);
            self.rule(
                !completes || choices.is_empty(),
                "choices and completion of one option",
            );
            let least = option["min_length"].as_u64().unwrap_or(0);
            let most = option["max_length"].as_u64().unwrap_or(6_000);
            self.rule(
                least <= most && (1..=6_000).contains(&most),
                "an option of a wrong length",
            );
            size += name.chars().count() + described;
            size += choices
                .iter()
                .map(|choice| length(&choice["name"]) + length(&choice["value"]))
                .sum::<usize>();
        }
        size
    }

    /// `^[-_'\p{L}\p{N}…]{1,32}$`, lower case.
    fn name(&mut self, name: &str) {
        let fits = (1..=32).contains(&name.chars().count())
            && name == name.to_lowercase()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\''));
        self.rule(fits, "a name that Discord does not take");
    }
}

/// Whether something stands in a text without a backslash before it.
fn unescaped(text: &str, what: &str) -> bool {
    text.match_indices(what)
        .any(|(at, _)| !text.get(..at).unwrap_or("").ends_with('\\'))
}

//! Slash commands out of the table of commands, and the entry of the menu of a
//! message: what is registered with Discord.

use serenity::{
    builder::{CreateCommand, CreateCommandOption},
    model::{
        Permissions,
        application::{
            CommandDataOption, CommandDataOptionValue, CommandOptionType, CommandType,
            InstallationContext, InteractionContext,
        },
    },
};
use sha2::{Digest, Sha256};

use crate::command::{Access, Argument, Arguments, COMMANDS, Command, Kind};

/// The entry in the menu of a message.
pub(super) const CHECK: &str = "Check this quote";

/// Longest text that can be typed into an option, in code points (Discord
/// takes up to 6,000; a question is shorter).
const LONGEST_TEXT: u16 = 1_000;

/// Everything that is registered.
pub(super) fn all() -> Vec<CreateCommand> {
    COMMANDS
        .iter()
        .map(|command| slash(command))
        .chain([CreateCommand::new(CHECK)
            .kind(CommandType::Message)
            .contexts(everywhere())
            .integration_types(both())])
        .collect()
}

/// Changes when anything that is registered does.
pub(super) fn hash(commands: &[CreateCommand]) -> String {
    let json = serde_json::to_vec(commands).unwrap_or_default();
    let mut hash = String::new();
    for byte in Sha256::digest(json).iter().take(16) {
        use std::fmt::Write;
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}

fn slash(command: &Command) -> CreateCommand {
    let mut slash = CreateCommand::new(command.name)
        .description(command.summary)
        .contexts(everywhere())
        .integration_types(both());
    if command.access == Access::Moderators {
        slash = slash
            .default_member_permissions(Permissions::MANAGE_MESSAGES)
            // Elsewhere nobody is a moderator, and whoever brings the bot along
            // for themselves is none of its library.
            .contexts(vec![InteractionContext::Guild])
            .integration_types(vec![InstallationContext::Guild]);
    }
    let mut options: Vec<CreateCommandOption> = command
        .arguments
        .iter()
        .filter(|argument| argument.kind.is_typed())
        .map(option)
        .collect();
    if command.name == "add" {
        options.push(CreateCommandOption::new(
            CommandOptionType::Attachment,
            "file",
            "a text file, Markdown, PDF or saved page",
        ));
    }
    slash.set_options(options)
}

fn option(argument: &Argument) -> CreateCommandOption {
    let option = CreateCommandOption::new(CommandOptionType::String, argument.name, argument.help)
        .required(argument.required);
    if argument.kind == Kind::Command {
        let known = COMMANDS.iter().map(|command| command.name);
        return known.fold(option, |option, name| option.add_string_choice(name, name));
    }
    option
        .min_length(1)
        .max_length(LONGEST_TEXT)
        .set_autocomplete(!matches!(argument.kind, Kind::Text))
}

fn everywhere() -> Vec<InteractionContext> {
    vec![
        InteractionContext::Guild,
        InteractionContext::BotDm,
        InteractionContext::PrivateChannel,
    ]
}

fn both() -> Vec<InstallationContext> {
    vec![InstallationContext::Guild, InstallationContext::User]
}

/// The arguments that somebody filled in.
pub(super) fn arguments(command: &'static Command, options: &[CommandDataOption]) -> Arguments {
    let mut arguments = Arguments::default();
    for argument in command.arguments {
        let given = options.iter().find(|option| option.name == argument.name);
        if let Some(CommandDataOptionValue::String(text)) = given.map(|option| &option.value) {
            arguments = arguments.with(argument.name, text.clone());
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_is_within_discords_limits() {
        let json = serde_json::to_value(all()).unwrap();
        let commands = json.as_array().unwrap();
        assert!(commands.len() <= 105);
        for command in commands {
            let name = command["name"].as_str().unwrap();
            assert!((1..=32).contains(&name.chars().count()), "{name}");
            if command["type"] == 3 {
                continue;
            }
            assert_eq!(name, name.to_lowercase());
            assert!((1..=100).contains(&command["description"].as_str().unwrap().chars().count()));
            let options = command["options"].as_array().cloned().unwrap_or_default();
            assert!(options.len() <= 25);
            let required: Vec<bool> = options
                .iter()
                .map(|option| option["required"].as_bool().unwrap_or(false))
                .collect();
            assert!(required.is_sorted_by(|a, b| a >= b), "{name}");
            for option in &options {
                let choices = option["choices"].as_array().map_or(0, Vec::len);
                let completes = option["autocomplete"].as_bool().unwrap_or(false);
                assert!(choices <= 25 && !(completes && choices > 0), "{name}");
                assert!(
                    (1..=100).contains(&option["description"].as_str().unwrap().chars().count())
                );
            }
            let length: usize = serde_json::to_string(command).unwrap().chars().count();
            assert!(length < 8_000, "{name}");
        }
    }

    #[test]
    fn moderators_commands_are_for_moderators() {
        let json = serde_json::to_value(all()).unwrap();
        for command in json.as_array().unwrap() {
            let name = command["name"].as_str().unwrap();
            let restricted = command["default_member_permissions"] == "8192";
            let ours = crate::command::find(name);
            let moderators = ours.is_some_and(|command| command.access == Access::Moderators);
            assert_eq!(restricted, moderators, "{name}");
        }
    }

    #[test]
    fn the_hash_changes_with_what_is_registered() {
        let mut commands = all();
        let before = hash(&commands);
        assert_eq!(before, hash(&all()));
        commands.pop();
        assert_ne!(before, hash(&commands));
    }
}

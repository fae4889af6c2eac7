//! May the output have colours, and can citations be clicked? Decided from
//! what the user asked for, what the output is and what the environment says.

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// When citations are links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clickable {
    /// On terminals known to open them.
    #[default]
    Auto,
    /// On every terminal.
    Always,
    /// Never.
    Never,
}

/// A look-up of environment variables.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Terminals that are known to open links, as `TERM_PROGRAM` names them.
const PROGRAMS: [&str; 8] = [
    "iTerm.app",
    "WezTerm",
    "vscode",
    "ghostty",
    "Hyper",
    "Tabby",
    "mintty",
    "zed",
];

/// Variables that only terminals set which open links.
const VARIABLES: [&str; 7] = [
    "KITTY_WINDOW_ID",
    "WEZTERM_PANE",
    "WT_SESSION",
    "KONSOLE_VERSION",
    "DOMTERM",
    "ALACRITTY_WINDOW_ID",
    "GHOSTTY_RESOURCES_DIR",
];

/// VTE 0.50.0 crashed on links; the number is 5000 there.
const VTE_WITH_LINKS: u32 = 5001;

impl Colour {
    /// Whether to use colours: what the user asked for first, then
    /// `NO_COLOR` (<https://no-color.org>) and `CLICOLOR_FORCE`
    /// (<https://bixense.com/clicolors>), then what the output is.
    #[must_use]
    pub fn decide(self, terminal: bool, environment: Environment<'_>) -> bool {
        let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto if is_set("NO_COLOR") => false,
            Self::Auto
                if environment("CLICOLOR_FORCE")
                    .is_some_and(|value| value != "0" && !value.is_empty()) =>
            {
                true
            }
            Self::Auto => terminal && environment("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}

impl Clickable {
    /// Whether citations can be clicked: only on a terminal, and unless the
    /// user knows better only on one that is known to be able to.
    #[must_use]
    pub fn decide(self, terminal: bool, environment: Environment<'_>) -> bool {
        match self {
            Self::Always => terminal,
            Self::Never => false,
            Self::Auto => terminal && opens_links(environment),
        }
    }
}

fn opens_links(environment: Environment<'_>) -> bool {
    let term = environment("TERM").unwrap_or_default();
    // Multiplexers pass links on only when told to.
    if term == "dumb" || term.starts_with("screen") || term.starts_with("tmux") {
        return false;
    }
    let program = environment("TERM_PROGRAM").unwrap_or_default();
    let vte = environment("VTE_VERSION")
        .and_then(|version| version.parse::<u32>().ok())
        .is_some_and(|version| version >= VTE_WITH_LINKS);
    vte || PROGRAMS.contains(&program.as_str())
        || VARIABLES.iter().any(|name| environment(name).is_some())
        || [
            "xterm-kitty",
            "foot",
            "xterm-ghostty",
            "contour",
            "alacritty",
        ]
        .iter()
        .any(|known| term.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(known: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            known
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn colours_follow_the_user_then_the_environment_then_the_output() {
        let no_colour = [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")];
        let force = [("CLICOLOR_FORCE", "1")];
        let not_forced = [("CLICOLOR_FORCE", "0"), ("NO_COLOR", "")];
        let dumb = [("TERM", "dumb")];
        for (choice, terminal, environment, expected) in [
            (Colour::Always, false, &no_colour[..], true),
            (Colour::Never, true, &force[..], false),
            (Colour::Auto, true, &no_colour[..], false),
            (Colour::Auto, false, &force[..], true),
            (Colour::Auto, false, &not_forced[..], false),
            (Colour::Auto, true, &not_forced[..], true),
            (Colour::Auto, true, &dumb[..], false),
            (Colour::Auto, true, &[][..], true),
            (Colour::Auto, false, &[][..], false),
        ] {
            assert_eq!(
                choice.decide(terminal, &with(environment)),
                expected,
                "{choice:?} {terminal} {environment:?}"
            );
        }
    }

    #[test]
    fn links_need_a_terminal_that_is_known_to_open_them() {
        for (environment, expected) in [
            (&[][..], false),
            (&[("TERM", "xterm-256color")][..], false),
            (&[("TERM", "xterm-kitty")][..], true),
            (&[("TERM_PROGRAM", "WezTerm")][..], true),
            (&[("TERM_PROGRAM", "Apple_Terminal")][..], false),
            (&[("VTE_VERSION", "7600")][..], true),
            (&[("VTE_VERSION", "5000")][..], false),
            (
                &[("VTE_VERSION", "7600"), ("TERM", "tmux-256color")][..],
                false,
            ),
        ] {
            assert_eq!(
                Clickable::Auto.decide(true, &with(environment)),
                expected,
                "{environment:?}"
            );
            assert!(!Clickable::Auto.decide(false, &with(environment)));
        }
        assert!(Clickable::Always.decide(true, &with(&[])));
        assert!(!Clickable::Always.decide(false, &with(&[])));
    }
}

use proptest::prelude::*;

use super::*;

const DOCUMENTED: &str = include_str!("../../config/verbatim.toml");

fn nothing(_: &str) -> Option<String> {
    None
}

fn from_text(text: &str) -> Result<Config, ConfigError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("verbatim.toml");
    std::fs::write(&path, text).unwrap();
    Config::load(Some(&path), nothing)
}

fn fault(text: &str) -> String {
    match from_text(text).unwrap_err() {
        ConfigError::File { line, fault, .. } => format!("{line}: {fault}"),
        other => other.to_string(),
    }
}

fn from_variable(name: &str, value: &str) -> Result<Config, ConfigError> {
    Config::load(None, |asked| (asked == name).then(|| value.to_owned()))
}

#[test]
fn the_documented_configuration_is_the_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/verbatim.toml");
    assert_eq!(
        Config::load(Some(&path), nothing).unwrap(),
        Config::default()
    );
}

#[test]
fn every_key_is_documented_with_a_comment_its_default_and_its_variable() {
    for key in KEYS {
        let (_, section) = DOCUMENTED
            .split_once(&format!("\n[{}]\n", key.section))
            .unwrap();
        let section = section.split("\n[").next().unwrap();
        let mut before = "";
        let found = section.lines().any(|line| {
            let found = line.starts_with(&format!("{} = ", key.name));
            if !found {
                before = line;
            }
            found
        });
        assert!(found, "`{}` is missing in `[{}]`", key.name, key.section);
        assert!(before.starts_with("# "), "`{}` has no comment", key.name);
    }
    let keys = DOCUMENTED
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains(" = "));
    assert_eq!(keys.count(), KEYS.len());
}

#[test]
fn keys_and_their_variables_are_unique() {
    let mut variables: Vec<String> = KEYS.iter().map(Key::variable).collect();
    assert!(variables.contains(&"VERBATIM_LIMITS_MEMORY_TURNS".to_owned()));
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), KEYS.len());
}

#[test]
fn the_environment_overrides_the_file_and_the_file_the_defaults() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("verbatim.toml");
    std::fs::write(
        &path,
        "[answers]\nthreshold = 62.5\n[limits]\nmemory_turns = 3\n",
    )
    .unwrap();
    let config = Config::load(Some(&path), |name| {
        (name == "VERBATIM_LIMITS_MEMORY_TURNS").then(|| "5".to_owned())
    })
    .unwrap();
    assert!((config.settings().threshold - 0.625).abs() < f32::EPSILON);
    assert_eq!(config.settings().memory_turns, 5);
    assert_eq!(
        config.limits.memory_minutes,
        Limits::default().memory_minutes
    );
}

#[test]
fn what_the_bot_gets_by_default_is_the_bots_own_default() {
    let (ours, its) = (Config::default().settings(), bot::Settings::default());
    assert!((ours.threshold - its.threshold).abs() < f32::EPSILON);
    assert_eq!(ours.question_characters, its.question_characters);
    assert_eq!(ours.memory_turns, its.memory_turns);
    assert_eq!(ours.memory_time, its.memory_time);
}

#[test]
fn every_kind_of_value_can_be_set() {
    let config = from_text(
        "[terminal]\ncolour = \"never\"\nlinks = \"always\"\nhistory = \"/tmp/lines\"\n\
         [library]\narticles = [\"a.md\", \"b.html\"]\n\
         [log]\nlevel = \"debug\"\n",
    )
    .unwrap();
    assert_eq!(
        config.terminal,
        Terminal {
            colour: Colour::Never,
            links: Clickable::Always,
            history: History::File("/tmp/lines".into()),
        }
    );
    let articles = [PathBuf::from("a.md"), PathBuf::from("b.html")];
    assert_eq!(config.library.articles, articles);
    assert_eq!(config.log.level, Level::Debug);
    let config = from_variable("VERBATIM_TERMINAL_HISTORY", "never").unwrap();
    assert_eq!(config.terminal.history, History::Never);
    let config = from_variable("VERBATIM_ANSWERS_THRESHOLD", "75 %").unwrap();
    assert!((config.answers.threshold - 0.75).abs() < f32::EPSILON);
    // An empty variable is not set.
    assert_eq!(
        from_variable("VERBATIM_LOG_LEVEL", "").unwrap(),
        Config::default()
    );
}

#[test]
fn a_fault_names_its_line_its_key_and_what_was_meant() {
    for (text, expected) in [
        (
            "# mine\n[answers]\ntreshold = 60\n",
            "3: `[answers]` has no key `treshold`; did you mean `threshold`?",
        ),
        (
            "[limits]\nmemory-turns = 4\n",
            "2: `[limits]` has no key `memory-turns`; did you mean `memory_turns`?",
        ),
        (
            "\n[terminl]\ncolour = \"auto\"\n",
            "2: there is no section `[terminl]`; did you mean `[terminal]`?",
        ),
        (
            "[database]\n",
            "1: there is no section `[database]`; there are `[answers]`, `[limits]`, \
             `[terminal]`, `[library]`, `[fetch]`, `[discord]`, `[matrix]`, `[log]`, `[monitoring]`",
        ),
        (
            "threshold = 60\n",
            "1: `threshold` stands outside its section; write it below `[answers]`",
        ),
        ("token = 60\n", "1: there is no key `token`"),
        (
            "[log]\ncolour = \"auto\"\n",
            "2: `[log]` has no key `colour`; it belongs to `[terminal]`",
        ),
        (
            "[log]\nrotation = \"daily\"\n",
            "2: `[log]` has no key `rotation`; it has `level`, `format`",
        ),
        (
            "[answers]\nthreshold = 101\n",
            "2: `threshold` must be a number from 0 to 100, in per cent, not `101`",
        ),
        (
            "[answers]\nthreshold = nan\n",
            "2: `threshold` must be a number from 0 to 100, in per cent, not `nan`",
        ),
        (
            "[limits]\nmemory_turns = \"many\"\n",
            "2: `memory_turns` must be a whole number from 0 to 100, not `\"many\"`",
        ),
        (
            "[limits]\nmemory_turns = -1\n",
            "2: `memory_turns` must be a whole number from 0 to 100, not `-1`",
        ),
        (
            "[terminal]\ncolour = true\n",
            "2: `colour` must be \"auto\", \"always\" or \"never\", not `true`",
        ),
        (
            "[terminal]\nhistory = 7\n",
            "2: `history` must be \"auto\" or \"never\", or a path in quotation marks, not `7`",
        ),
        (
            "[library]\narticles = \"a.md\"\n",
            "2: `articles` must be a list of paths, each in quotation marks: \
             [\"a.md\", \"b.html\"], not `\"a.md\"`",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
}

#[test]
fn a_file_that_is_no_toml_is_refused_at_its_line() {
    for (text, line) in [
        ("[answers\nthreshold = 1\n", "1: this is no TOML"),
        (
            "[log]\nlevel = \"warn\"\nlevel = \"info\"\n",
            "3: this is no TOML",
        ),
    ] {
        let fault = fault(text);
        assert!(fault.starts_with(line), "{fault}");
    }
    let missing = Config::load(Some(Path::new("no/such.toml")), nothing).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "failed to read the configuration `no/such.toml`"
    );
    let directory = tempfile::tempdir().unwrap();
    assert!(Config::load(Some(directory.path()), nothing).is_err());
    std::fs::write(directory.path().join("huge.toml"), vec![b'#'; 1 << 21]).unwrap();
    assert!(Config::load(Some(&directory.path().join("huge.toml")), nothing).is_err());
}

#[test]
fn a_wrong_variable_is_named() {
    let error = from_variable("VERBATIM_LIMITS_QUESTION_CHARACTERS", "5").unwrap_err();
    assert_eq!(
        error.to_string(),
        "environment variable `VERBATIM_LIMITS_QUESTION_CHARACTERS`: \
         it must be a whole number from 20 to 10000, not `5`"
    );
}

#[test]
fn the_file_is_found_where_it_is_asked_for_else_where_it_belongs() {
    let home = |name: &str| (name == "HOME").then(|| "/home/ann".to_owned());
    let personal = Path::new("/home/ann/.config/verbatim/verbatim.toml");
    let ours = Path::new("config/verbatim.toml");
    assert_eq!(Config::find(home, |_| true).as_deref(), Some(ours));
    assert_eq!(
        Config::find(home, |path| path == personal).as_deref(),
        Some(personal)
    );
    assert_eq!(Config::find(home, |_| false), None);
    let asked = |name: &str| (name == "VERBATIM_CONFIG").then(|| "mine.toml".to_owned());
    assert_eq!(
        Config::find(asked, |_| false).as_deref(),
        Some(Path::new("mine.toml"))
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\[(answers|limits|library|x)\\]\n)?([a-z_]{1,9} ?= ?[\\PC]{0,20}\n){0,4}") {
        let mut config = Config::default();
        let _ = source::apply(&mut config, &text);
    }

    #[test]
    fn no_variable_makes_it_panic(value in "\\PC{0,80}") {
        let _ = Config::load(None, |_| Some(value.clone()));
    }
}

//! What of a changed configuration takes effect while the program serves, and
//! what waits for the next start.

use super::Config;

impl Config {
    /// This configuration with what can be changed while serving taken from
    /// `fresh`; and the sections, as they are written, in which `fresh` says
    /// something that needs a restart.
    ///
    /// What cannot change: accounts, places and addresses, which connections
    /// and open files hang on, and what conversations remember.
    #[must_use]
    pub fn reloaded(&self, fresh: &Self) -> (Self, Vec<&'static str>) {
        let mut next = self.clone();
        next.answers = fresh.answers.clone();
        next.limits.question_characters = fresh.limits.question_characters;
        next.log.level = fresh.log.level;
        // Whole, so that a section that is added is not forgotten here.
        let Self {
            answers: _,
            limits,
            terminal,
            library,
            fetch,
            discord,
            matrix,
            log,
            monitoring,
        } = fresh;
        let waiting = [
            ("[limits]", next.limits != *limits),
            ("[terminal]", next.terminal != *terminal),
            ("[library]", next.library != *library),
            ("[fetch]", next.fetch != *fetch),
            ("[discord]", next.discord != *discord),
            ("[matrix]", next.matrix != *matrix),
            ("[log]", next.log != *log),
            ("[monitoring]", next.monitoring != *monitoring),
        ];
        let waiting = waiting.into_iter().filter(|(_, differs)| *differs);
        (next, waiting.map(|(section, _)| section).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;

    #[test]
    fn what_can_change_does_and_what_cannot_is_named() {
        let running = Config::default();
        let mut fresh = running.clone();
        fresh.answers.threshold = 0.75;
        fresh.limits.question_characters = 200;
        fresh.log.level = Level::Debug;
        assert_eq!(running.reloaded(&fresh), (fresh.clone(), vec![]));

        fresh.matrix.homeserver = "example.org".to_owned();
        fresh.limits.memory_turns = 1;
        let (next, waiting) = running.reloaded(&fresh);
        assert_eq!(waiting, ["[limits]", "[matrix]"]);
        assert_eq!(next.matrix, running.matrix);
        assert_eq!(next.limits.question_characters, 200);
    }
}

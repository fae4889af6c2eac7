//! May a program read this page? What servers say in `robots.txt`
//! (RFC 9309), kept for a while.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use ureq::http::Uri;

use super::{Fetcher, Page, Unfetched, host};

/// How rules name this program; its own group goes before that for all.
const NAME: &str = "verbatim";

/// How long rules are kept: the longest that the RFC recommends.
const KEPT: Duration = Duration::from_hours(24);

/// Servers whose rules are kept.
const MOST_SERVERS: usize = 1_000;

/// Bytes that are read of the rules: what the RFC asks for at least.
const MOST_BYTES: usize = 500 * 1024;

/// Rules that are kept of one server.
const MOST_RULES: usize = 2_000;

/// The rules of the servers that were asked.
#[derive(Debug, Default)]
pub struct Robots {
    kept: Mutex<HashMap<String, (Instant, Rules)>>,
}

impl Robots {
    /// As [`Fetcher::fetch`], where the server lets programs read.
    ///
    /// # Errors
    /// When it does not, or there is no page.
    pub fn fetch(&self, fetcher: &Fetcher, address: &str) -> Result<Page, Unfetched> {
        let server = host(address)?;
        let uri: Uri = address
            .parse()
            .map_err(|_| Unfetched::NoAddress(server.clone()))?;
        let origin = match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
            _ => return Err(Unfetched::NoAddress(server)),
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        if !self.allow(fetcher, origin, path) {
            return Err(Unfetched::Unwanted(server));
        }
        fetcher.fetch(address)
    }

    fn allow(&self, fetcher: &Fetcher, origin: String, path: &str) -> bool {
        let kept = |kept: &HashMap<String, (Instant, Rules)>| {
            let (since, rules) = kept.get(&origin)?;
            (since.elapsed() < KEPT).then(|| rules.allow(path))
        };
        let known = kept(&self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(allowed) = known {
            return allowed;
        }
        let rules = match fetcher.fetch(&format!("{origin}/robots.txt")) {
            Ok(page) => {
                let bytes = page.bytes.get(..MOST_BYTES).unwrap_or(&page.bytes);
                Rules::read(&String::from_utf8_lossy(bytes))
            }
            // Section 2.3.1: a server in trouble is left alone, a file that
            // is missing or kept back forbids nothing.
            Err(Unfetched::Busy { .. } | Unfetched::TooSlow { .. }) => Rules::nothing(),
            Err(_) => Rules::default(),
        };
        let allowed = rules.allow(path);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_SERVERS {
            kept.clear();
        }
        kept.insert(origin, (Instant::now(), rules));
        allowed
    }
}

/// Whether a robots.txt lets this program read a path.
#[must_use]
pub fn allows(robots: &str, path: &str) -> bool {
    Rules::read(robots).allow(path)
}

/// The rules for this program: whether each allows, and for which paths.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules(Vec<(bool, String)>);

impl Rules {
    /// No page at all.
    fn nothing() -> Self {
        Self(vec![(false, "/".to_owned())])
    }

    fn read(text: &str) -> Self {
        let mut ours: Option<Vec<(bool, String)>> = None;
        let mut everybody: Vec<(bool, String)> = Vec::new();
        // The agents that the current group is for, until a rule ends their list.
        let (mut for_us, mut for_all, mut in_rules) = (false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if in_rules {
                    (for_us, for_all, in_rules) = (false, false, false);
                }
                let agent = value.to_ascii_lowercase();
                for_all |= agent == "*";
                if agent.split('/').next().map(str::trim) == Some(NAME) {
                    for_us = true;
                    ours.get_or_insert_default();
                }
                continue;
            }
            let allows = match key.as_str() {
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            in_rules = true;
            // Nothing is disallowed by an empty rule.
            if value.is_empty() || value.len() > 2_000 {
                continue;
            }
            for (concerned, rules) in [(for_us, ours.as_mut()), (for_all, Some(&mut everybody))] {
                if let Some(rules) = rules.filter(|rules| concerned && rules.len() < MOST_RULES) {
                    rules.push((allows, value.to_owned()));
                }
            }
        }
        Self(ours.unwrap_or(everybody))
    }

    /// The longest rule that fits decides, and of two the one that allows.
    fn allow(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        self.0
            .iter()
            .filter(|(_, pattern)| fits(pattern, path))
            .max_by_key(|(allows, pattern)| (pattern.len(), *allows))
            .is_none_or(|(allows, _)| *allows)
    }
}

/// Whether a pattern with `*` and a final `$` fits the head of a path.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| path.strip_prefix(head)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !whole || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        // The first place is the best for all but one that must end the path.
        if parts.peek().is_none() && whole {
            return rest.ends_with(part);
        }
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_rule_of_the_own_group_decides() {
        let rules = Rules::read(
            "User-agent: *\nDisallow: /\n\n# ours\nUser-Agent: Otherbot\nuser-agent: VERBATIM/2\n\
             Disallow: /private # hush\nAllow: /private/open\nDisallow: /*.php$\nDisallow:\n",
        );
        for (path, allowed) in [
            ("/news", true),
            ("/private/a", false),
            ("/private/open/a", true),
            ("/a/b.php", false),
            ("/a/b.php?c", true),
            ("/robots.txt", true),
        ] {
            assert_eq!(rules.allow(path), allowed, "{path}");
        }
    }

    #[test]
    fn without_an_own_group_that_for_all_counts() {
        let rules = Rules::read("User-agent: gptbot\nDisallow: /\nUser-agent: *\nDisallow: /x\n");
        assert!(rules.allow("/y") && !rules.allow("/x/y"));
        assert!(Rules::read("").allow("/x"));
        assert!(!Rules::nothing().allow("/x"));
    }

    proptest! {
        #[test]
        fn any_file_can_be_read(text in "(?s).{0,300}", path in "/.{0,40}") {
            Rules::read(&text).allow(&path);
        }

        #[test]
        fn a_pattern_fits_its_own_path(path in "/[a-z/]{0,30}") {
            let whole = format!("{path}$");
            prop_assert!(fits(&path, &path) && fits(&whole, &path));
            let starred = path.replace('a', "*");
            prop_assert!(fits(&starred, &path));
        }
    }
}

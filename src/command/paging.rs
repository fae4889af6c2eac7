//! Which items of a list a reply shows, and how to ask for the rest.

use super::Arguments;
use crate::reply::Action;

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<'a, T> {
    /// The items shown.
    pub(super) items: &'a [T],
    /// Number of the first of them, counted from 1.
    pub(super) first: usize,
    /// How many there are in all.
    pub(super) total: usize,
    /// Number of the first item of the next page, when there is one.
    pub(super) next: Option<usize>,
}

/// The page of `items` that the argument `from` asks for.
pub(super) fn page<'a, T>(items: &'a [T], arguments: &Arguments, size: usize) -> Page<'a, T> {
    let start = (arguments.from_item() - 1).min(items.len());
    let end = (start + size).min(items.len());
    Page {
        items: items.get(start..end).unwrap_or(&[]),
        first: start + 1,
        total: items.len(),
        next: (end < items.len()).then_some(end + 1),
    }
}

impl<T> Page<'_, T> {
    /// "3 to 7 of 12", or nothing when everything is shown.
    pub(super) fn place(&self) -> Option<String> {
        if self.items.is_empty() && self.total > 0 {
            return Some(format!("there are only {}", self.total));
        }
        (self.items.len() < self.total).then(|| {
            format!(
                "{} to {} of {}",
                self.first,
                self.first + self.items.len() - 1,
                self.total
            )
        })
    }

    /// The action that shows the next page.
    pub(super) fn more(&self, command: &str, arguments: &Arguments) -> Option<Action> {
        self.next.map(|next| Action {
            label: "More",
            word: "more",
            line: arguments
                .clone()
                .with("from", next.to_string())
                .line(command),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_every_item_once() {
        let items: Vec<usize> = (1..=12).collect();
        let mut arguments = Arguments::default();
        let mut seen = Vec::new();
        loop {
            let page = page(&items, &arguments, 5);
            seen.extend_from_slice(page.items);
            let Some(next) = page.next else { break };
            arguments = arguments.with("from", next.to_string());
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_page_says_where_it_is_only_when_there_is_more() {
        let items = [1, 2, 3];
        assert_eq!(page(&items, &Arguments::default(), 5).place(), None);
        let second = Arguments::default().with("from", "3");
        assert_eq!(
            page(&items, &second, 2).place().as_deref(),
            Some("3 to 3 of 3")
        );
        let beyond = Arguments::default().with("from", "99");
        let beyond = page(&items, &beyond, 2);
        assert!(beyond.items.is_empty());
        assert_eq!(beyond.place().as_deref(), Some("there are only 3"));
    }
}

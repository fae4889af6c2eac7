//! Saved web pages into pieces: which blocks are the article's main text, and
//! why the others are not.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::blocks::{Block, blocks};
use super::draft::{Draft, Kind};
use super::rubbish::is_prose;
use super::{elements, markup, metadata};
use crate::text::shorten;

/// Reads a clean page.
pub(super) fn draft(page: &str) -> Draft {
    let page = markup::tame(page);
    let document = Document::from(page.as_str());
    let mut draft = Draft {
        metadata: metadata::of_page(&document),
        ..Draft::default()
    };
    let all = blocks(&document.root());
    let main = main_text(document);
    let keep = kept(&all, main.as_ref());
    for (at, (block, keep)) in all.iter().zip(keep).enumerate() {
        match block.why {
            _ if block.text.is_empty() => {}
            Some(why) => draft.leave_out(&block.text, why),
            None if is_title(block, &draft) => {
                let title = block.text.clone();
                draft.metadata.title.get_or_insert(title);
            }
            None if keep && is_menu(&all, at) => draft.leave_out(&block.text, "navigation"),
            None if keep => draft.push(block.kind, block.text.clone()),
            None => draft.leave_out(&block.text, "outside the main text"),
        }
    }
    draft
}

/// Whether a block is a menu that no element calls one, as on pages laid out in
/// tables: short, much of it links, and before or after all running text. What
/// leads elsewhere between paragraphs may be a list that belongs there.
fn is_menu(all: &[Block], at: usize) -> bool {
    let Some(block) = all.get(at) else {
        return false;
    };
    // In a table, paragraphs are parts of a row.
    let prose = |block: &Block| block.why.is_none() && !block.is_link && is_prose(&block.text);
    let outside = !all.iter().take(at).any(prose) || !all.iter().skip(at).any(prose);
    let heading = matches!(block.kind, Kind::Heading(_));
    block.leads_away && outside && !heading && !is_prose(&block.text)
}

/// The first top heading is the title, unless the page states another; so is
/// every heading that repeats it.
fn is_title(block: &Block, draft: &Draft) -> bool {
    if !matches!(block.kind, Kind::Heading(_)) {
        return false;
    }
    match &draft.metadata.title {
        Some(title) => *title == block.text,
        None => block.kind == Kind::Heading(1),
    }
}

/// The beginnings of the blocks that readability takes for the main text;
/// `None` when it finds none.
fn main_text(document: Document) -> Option<HashSet<String>> {
    /// Readability is slower than linear; larger pages are judged by their
    /// elements alone.
    const MOST_ELEMENTS: usize = 30_000;
    let config = Config {
        disable_json_ld: true,
        max_elements_to_parse: MOST_ELEMENTS,
        char_threshold: 200,
        ..Config::default()
    };
    // It takes the classes away, by which these are known.
    document.select(&elements::for_screen_readers()).remove();
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    let main = readability.parse().ok()?;
    let content = Document::from(main.content);
    let texts: HashSet<String> = blocks(&content.root())
        .into_iter()
        .filter(|block| !block.text.is_empty())
        .map(|block| key(&block.text))
        .collect();
    (!texts.is_empty()).then_some(texts)
}

/// What two readings of a block have in common, when one ends earlier.
fn key(text: &str) -> String {
    shorten(text, 60).to_owned()
}

/// Which blocks are the article: those of the main text, and the paragraphs
/// and headings between and beside them that readability drops.
fn kept(all: &[Block], main: Option<&HashSet<String>>) -> Vec<bool> {
    let has_main = all.iter().any(|block| block.in_main && is_body(block));
    let mut keep: Vec<bool> = all
        .iter()
        .map(|block| {
            block.why.is_none()
                && match main {
                    Some(main) => main.contains(&key(&block.text)),
                    None => is_body(block) && (block.in_main || !has_main),
                }
        })
        .collect();
    let anchors: Vec<usize> = (0..all.len())
        .filter(|&at| keep.get(at) == Some(&true) && all.get(at).is_some_and(is_body))
        .collect();
    let (Some(&first), Some(&last)) = (anchors.first(), anchors.last()) else {
        return keep;
    };
    let article_marked = all.get(first).is_some_and(|block| block.in_main);
    for (at, block) in all.iter().enumerate() {
        let between = first < at && at < last;
        let beside = article_marked && block.in_main;
        let heading = matches!(block.kind, Kind::Heading(_)) && between;
        let item = block.kind == Kind::Item && between && !block.is_link;
        if block.why.is_none()
            && (heading || item || is_body(block) && (between || beside))
            && let Some(keep) = keep.get_mut(at)
        {
            *keep = true;
        }
    }
    keep
}

/// A paragraph of running text outside boxes and lists of links.
fn is_body(block: &Block) -> bool {
    block.why.is_none() && block.kind == Kind::Paragraph && !block.is_link && is_prose(&block.text)
}

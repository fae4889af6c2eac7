//! Puts arbitrary lines together as those of a PDF file are: each line of the
//! input is a page, four numbers and words. What comes out is read as an article.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbatim::{
    article::{self, Format, Source},
    pdf::{Line, of_lines},
};

fn line(text: &str) -> Option<Line> {
    let mut parts = text.splitn(6, ' ');
    let page = parts.next()?.parse().ok()?;
    let mut number = || parts.next()?.parse::<f64>().ok().filter(|number| number.is_finite());
    let (left, right, down, size) = (number()?, number()?, number()?, number()?);
    let text = parts.next()?.to_owned();
    Some(Line { page, left, right, down, size, text })
}

fuzz_target!(|text: &str| {
    let (stated, lines) = text.split_once('\n').unwrap_or(("", text));
    let lines: Vec<Line> = lines.lines().filter_map(line).collect();
    let words = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let had: usize = lines.iter().map(|line| words(&line.text)).sum();
    let stated = (!stated.is_empty()).then_some(stated);
    let markdown = of_lines(lines, stated);
    // Nothing is made up.
    assert!(words(&markdown) <= had + stated.map_or(0, words));
    let _ = article::read(Source {
        bytes: markdown.as_bytes(),
        name: "pages",
        format: Some(Format::Markdown),
        ..Source::default()
    });
});

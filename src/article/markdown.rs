//! Markdown, with or without front matter, into pieces.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::clean::one_line;
use super::draft::{Draft, Kind};
use super::front_matter;

/// Reads clean Markdown. Links keep their words; images, HTML and comments
/// are left out.
pub(super) fn draft(text: &str) -> Draft {
    let (metadata, body) = front_matter::split(text);
    let mut reader = Reader {
        draft: Draft {
            metadata,
            ..Draft::default()
        },
        ..Reader::default()
    };
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(body, options) {
        reader.take(event);
    }
    reader.flush();
    reader.draft
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    words: String,
    /// Depth of images: their words are alternative texts.
    image: usize,
    alternative: String,
    items: usize,
    in_code: bool,
    in_comment: bool,
    heading: Option<u8>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.image > 0 => self.alternative.push_str(&text),
            Event::Text(text) if self.in_code => {
                for line in text.split('\n') {
                    self.words.push_str(line);
                    self.flush();
                }
            }
            Event::Text(text) | Event::Code(text) if !self.in_comment => {
                self.words.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Html(html) | Event::InlineHtml(html) => {
                if html.trim_start().starts_with("<br") {
                    self.words.push(' ');
                }
                self.in_comment = html.starts_with("<!--") && !html.contains("-->");
                if html.starts_with("<!--") {
                    self.draft
                        .leave_out(&one_line(&html), "comment in the source");
                }
            }
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } => self.image += 1,
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(rank(*level));
            }
            Tag::Item => {
                self.flush();
                self.items += 1;
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.in_code = true;
            }
            Tag::TableCell if !self.words.trim().is_empty() => self.words.push_str(" | "),
            Tag::Paragraph
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::FootnoteDefinition(_)
            | Tag::TableRow => {
                self.flush();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => {
                self.image = self.image.saturating_sub(1);
                let text = one_line(&std::mem::take(&mut self.alternative));
                let text = if text.is_empty() {
                    "(without words)"
                } else {
                    &text
                };
                self.draft.leave_out(text, "image");
            }
            TagEnd::Heading(_) => {
                let level = self.heading.take().unwrap_or(2);
                let words = one_line(&std::mem::take(&mut self.words));
                let first = self.draft.pieces.is_empty() && self.draft.metadata.title.is_none();
                if level == 1 && first && !words.is_empty() {
                    self.draft.metadata.title = Some(words);
                } else {
                    self.draft.push(Kind::Heading(level), words);
                }
            }
            TagEnd::Item => {
                self.flush();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.in_code = false;
            }
            TagEnd::Paragraph
            | TagEnd::BlockQuote(_)
            | TagEnd::TableRow
            | TagEnd::TableHead
            | TagEnd::FootnoteDefinition => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let words = one_line(&std::mem::take(&mut self.words));
        let kind = if self.items > 0 {
            Kind::Item
        } else {
            Kind::Paragraph
        };
        self.draft.push(kind, words);
    }
}

fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

//! From a PDF file to Markdown: where do its words stand, and which lines make
//! a heading or a paragraph? Pure, but the parser below may panic, loop or
//! take much memory on odd files: the command line gives it a process of its
//! own.

use pdf_extract::{Document, Object, output_doc};

mod layout;
mod lines;

pub use lines::Line;
use lines::Lines;

/// Why there is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It cannot be opened without a password.
    Locked,
    /// It holds pictures of words.
    NoText,
    /// It is not put together as such files are.
    Damaged,
}

/// Whether bytes announce themselves as a PDF file. Readers allow a kilobyte
/// before the signature (ISO 32000-1, implementation note 13).
#[must_use]
pub fn is_pdf(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    bytes.starts_with(b"%PDF-")
        || head.windows(5).any(|five| five == b"%PDF-") && !head.starts_with(b"<")
}

/// The text of a PDF file as Markdown with its title.
///
/// # Errors
/// When there is none to be had.
pub fn markdown(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut document = Document::load_mem(bytes).map_err(|_| Unreadable::Damaged)?;
    if document.is_encrypted() {
        // Most locked files only forbid printing; they open with no password.
        document.decrypt("").map_err(|_| Unreadable::Locked)?;
    }
    let mut lines = Lines::default();
    let whole = output_doc(&document, &mut lines);
    let lines = lines.finish();
    let words = lines.iter().flat_map(|line| line.text.split_whitespace());
    if words.take(5).count() < 5 {
        return Err(match whole {
            Ok(()) => Unreadable::NoText,
            Err(_) => Unreadable::Damaged,
        });
    }
    // Half of an article would be taken for the whole of it.
    whole.map_err(|_| Unreadable::Damaged)?;
    let author = stated_author(&document, &lines);
    let markdown = of_lines(lines, stated_title(&document).as_deref());
    Ok(match author {
        Some(author) => format!("---\nauthor: {author}\n---\n\n{markdown}"),
        None => markdown,
    })
}

/// The text of lines as they stand on pages, as Markdown; `stated` is the title
/// that the file gives itself.
#[must_use]
pub fn of_lines(lines: Vec<Line>, stated: Option<&str>) -> String {
    layout::markdown(lines, stated)
}

/// What the file itself says its title is, unless a program made it up.
fn stated_title(document: &Document) -> Option<String> {
    let title = stated(document, b"Title")?;
    let lower = title.to_lowercase();
    let made_up = title.split(' ').count() < 2
        || lower.starts_with("microsoft ")
        || lower.starts_with("untitled")
        || lower.contains("://")
        || [".doc", ".docx", ".indd", ".qxd", ".pdf", ".odt", ".tex"]
            .iter()
            .any(|ending| lower.ends_with(ending));
    (!made_up).then_some(title)
}

/// Who the file itself says wrote it, if a line of it is that name: else it may
/// be whoever printed it.
fn stated_author(document: &Document, lines: &[Line]) -> Option<String> {
    let author = stated(document, b"Author")?;
    let is_name = author.split(' ').count() >= 2
        && author
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '-' | '\'' | '’'));
    let signs = |line: &Line| {
        let line = line.text.trim();
        let name = line
            .strip_prefix("By ")
            .or_else(|| line.strip_prefix("by "));
        name.unwrap_or(line) == author
    };
    (is_name && lines.iter().any(signs)).then_some(author)
}

/// What the file says of itself under a key, on one line.
fn stated(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = match info {
        Object::Reference(id) => document.get_dictionary(*id).ok()?,
        Object::Dictionary(info) => info,
        _ => return None,
    };
    let Object::String(value, _) = info.get(key).ok()? else {
        return None;
    };
    let value = match value.strip_prefix(b"\xfe\xff") {
        Some(wide) => {
            let units = wide
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|character| character.unwrap_or(' '))
                .collect()
        }
        // The other encoding of such strings agrees with Latin-1 in letters.
        None => value.iter().copied().map(char::from).collect::<String>(),
    };
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.contains('\u{fffd}')).then_some(value)
}

#[cfg(test)]
mod tests;

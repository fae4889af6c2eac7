//! Which characters of a page stand on one line? Knows places and sizes, and
//! nothing of paragraphs.

use pdf_extract::{ColorSpace, MediaBox, OutputDev, OutputError, Path, Transform};
use unicode_normalization::UnicodeNormalization;

/// More characters than these are no article; they would be refused anyway.
const MOST_CHARACTERS: usize = 12_000_000;

/// A gap of this share of the font's size is a space (a space is some 0.25).
const SPACE: f64 = 0.13;

/// Up or down by this share of the font's size is another line; less is a
/// raised note or an accent.
const OTHER_LINE: f64 = 0.5;

/// One line of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Counted from 1.
    pub page: u32,
    /// Where it begins, from the left, in points.
    pub left: f64,
    /// Where it ends.
    pub right: f64,
    /// How far from the top of the page.
    pub down: f64,
    /// The size of its letters.
    pub size: f64,
    /// Its words.
    pub text: String,
}

/// Collects lines in the order in which a page draws them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    open: Option<Line>,
    page: u32,
    height: f64,
    word_begins: bool,
    characters: usize,
}

impl Lines {
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        if let Some(line) = self.open.take()
            && !line.text.trim().is_empty()
        {
            self.done.push(line);
        }
    }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        page: u32,
        media: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.close();
        self.page = page;
        self.height = media.ury - media.lly;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.close();
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        character: &str,
    ) -> Result<(), OutputError> {
        self.characters += 1;
        if self.characters > MOST_CHARACTERS {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let scale = (place.m11 * place.m22 - place.m12 * place.m21).abs().sqrt();
        let size = scale * font_size;
        let (left, down) = (place.m31, self.height - place.m32);
        let right = left + width * size;
        if !(size.is_finite() && left.is_finite() && right.is_finite() && down.is_finite()) {
            return Ok(());
        }
        let word_begins = std::mem::take(&mut self.word_begins);
        let goes_on = self.open.as_ref().is_some_and(|line| {
            (line.down - down).abs() <= OTHER_LINE * line.size.max(size)
                // Back to the left: the next line, or the next cell.
                && left >= line.left
                && left >= line.right - line.size.max(size)
        });
        if !goes_on {
            self.close();
        }
        let line = self.open.get_or_insert_with(|| Line {
            page: self.page,
            left,
            right: left,
            down,
            size,
            text: String::new(),
        });
        if word_begins
            && left > line.right + SPACE * size
            && !line.text.ends_with(char::is_whitespace)
        {
            line.text.push(' ');
        }
        // Ligatures are drawn as one; readers look for the letters.
        for one in character.chars() {
            match one {
                '\u{fb00}'..='\u{fb06}' => line.text.extend(std::iter::once(one).nfkc()),
                '\u{a0}' => line.text.push(' '),
                _ if one.is_control() => {}
                _ => line.text.push(one),
            }
        }
        line.right = line.right.max(right);
        line.size = line.size.max(size);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.word_begins = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(
        &mut self,
        _: &Transform,
        _: &ColorSpace,
        _: &[f64],
        _: &Path,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn fill(
        &mut self,
        _: &Transform,
        _: &ColorSpace,
        _: &[f64],
        _: &Path,
    ) -> Result<(), OutputError> {
        Ok(())
    }
}

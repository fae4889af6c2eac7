//! Web pages into pieces.
use super::draft::Draft;
use super::plain;

pub(super) fn draft(text: &str) -> Draft {
    plain::draft(text)
}

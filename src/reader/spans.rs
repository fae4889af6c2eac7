//! From the network's two numbers for each token to the likeliest span.

use std::ops::Range;

/// Longest answer in tokens, as it was trained.
const LONGEST: usize = 24;

/// The likeliest span of tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Best {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Of all spans.
    pub(super) probability: f32,
    /// Of "not here" against all spans.
    pub(super) absent: f32,
}

/// The likeliest span within `passage`. A span's logit is the sum of those of
/// its start and its end; that of "not here" is the sum at token 0 (Devlin et
/// al. 2019, section 4.3). None when there is no token or a logit is no number.
pub(super) fn best(starts: &[f32], ends: &[f32], passage: Range<usize>) -> Option<Best> {
    let logits = || {
        passage.clone().flat_map(|first| {
            let last = passage.end.min(first + LONGEST);
            (first..last)
                .filter_map(move |last| Some((first, last, starts.get(first)? + ends.get(last)?)))
        })
    };
    let (first, last, most) = logits().reduce(|a, b| if b.2 > a.2 { b } else { a })?;
    let absent = starts.first()? + ends.first()?;
    if !logits().all(|(.., logit)| logit.is_finite()) || !absent.is_finite() {
        return None;
    }
    // Relative to the best, so that nothing overflows.
    let all: f32 = logits().map(|(.., logit)| (logit - most).exp()).sum();
    let absent = 1.0 / (1.0 + (all.ln() + most - absent).exp());
    Some(Best {
        first,
        last,
        probability: 1.0 / all,
        absent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_span_ends_where_it_starts_or_later_and_stays_in_the_passage() {
        let starts = [0.0, 9.0, 1.0, 5.0, 0.0];
        let ends = [0.0, 9.0, 8.0, 1.0, 2.0];
        let best = best(&starts, &ends, 2..5).unwrap();
        assert_eq!((best.first, best.last), (2, 2));
    }

    #[test]
    fn probabilities_are_of_all_spans_and_of_nothing() {
        let best = best(&[0.0; 3], &[0.0; 3], 1..3).unwrap();
        assert!((best.probability - 1.0 / 3.0).abs() < 1e-6);
        assert!((best.absent - 0.25).abs() < 1e-6);
        let sure = super::best(&[900.0, 0.0], &[900.0, 0.0], 1..2).unwrap();
        assert!(sure.absent > 0.99 && (sure.probability - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_long_span_is_no_answer() {
        let mut starts = vec![0.0; 60];
        let mut ends = starts.clone();
        (starts[1], ends[50], ends[10]) = (9.0, 9.0, 1.0);
        let best = best(&starts, &ends, 1..60).unwrap();
        assert_eq!((best.first, best.last), (1, 10));
    }

    #[test]
    fn nothing_comes_of_no_tokens_or_no_numbers() {
        assert_eq!(best(&[0.0], &[0.0], 1..1), None);
        assert_eq!(best(&[], &[], 0..3), None);
        assert_eq!(best(&[0.0, f32::NAN], &[0.0, 0.0], 1..2), None);
        assert_eq!(best(&[0.0, f32::INFINITY], &[0.0, 0.0], 1..2), None);
    }
}

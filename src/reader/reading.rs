//! What a reader makes of a passage: how likely the answer is each stretch of
//! it, and how likely it is not there.

use crate::text::Span;

/// Longest answer in tokens, as it was trained.
const LONGEST: usize = 24;

/// However sure it is of an answer or of none, it counts for no more than this, in
/// the logarithm of odds.
const SUREST: f32 = 12.0;

/// A token of the passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Where it is, in bytes of the passage.
    pub span: Span,
    /// How likely an answer starts with it, and ends with it: logits.
    pub start: f32,
    /// See `start`.
    pub end: f32,
}

/// A passage that was read with a question in mind.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    tokens: Vec<Token>,
    /// The logit of "not here".
    absent: f32,
    /// The logarithm of the sum of what all spans and "not here" weigh.
    all: f32,
}

impl Reading {
    /// The logit of a span is the sum of those of its start and its end; that
    /// of "not here" is `absent` (Devlin et al. 2019, section 4.3). None when
    /// there is no token or a logit is no number.
    #[must_use]
    pub fn new(tokens: Vec<Token>, absent: f32) -> Option<Self> {
        let mut reading = Self {
            tokens,
            absent,
            all: absent,
        };
        let most = reading.spans().map(|span| span.2).reduce(f32::max)?;
        let most = most.max(absent);
        let all = reading.spans().map(|span| span.2).chain([absent]);
        // Relative to the likeliest, so that nothing overflows.
        let sum: f32 = all.map(|logit| (logit - most).exp()).sum();
        reading.all = most + sum.ln();
        reading.all.is_finite().then_some(reading)
    }

    /// The logarithm of the probability that the passage does not answer.
    #[must_use]
    pub fn absent(&self) -> f32 {
        self.absent - self.all
    }

    /// How much surer it is of the likeliest answer than of none, in the logarithm
    /// of odds, within -12..=12.
    #[must_use]
    pub fn margin(&self) -> f32 {
        let likeliest = self.spans().map(|span| span.2).reduce(f32::max);
        let margin = likeliest.map_or(-SUREST, |logit| logit - self.absent);
        margin.clamp(-SUREST, SUREST)
    }

    /// The likeliest answer inside a stretch of the passage, in bytes of it,
    /// and the logarithm of its probability.
    #[must_use]
    pub fn best_within(&self, stretch: Span) -> Option<(Span, f32)> {
        let inside =
            |&(first, last, _): &(usize, usize, f32)| stretch.contains(self.between(first, last));
        let (first, last, logit) = self
            .spans()
            .filter(inside)
            .reduce(|a, b| if b.2 > a.2 { b } else { a })?;
        Some((self.between(first, last), logit - self.all))
    }

    /// The logarithm of the probability that these bytes of the passage are the
    /// answer, by the tokens that touch them; none where there are none, or
    /// more than an answer has.
    #[must_use]
    pub fn of(&self, words: Span) -> Option<f32> {
        let touches = |token: &Token| token.span.start < words.end && words.start < token.span.end;
        let first = self.tokens.iter().position(touches)?;
        let last = self.tokens.iter().rposition(touches)?;
        let (start, end) = (self.tokens.get(first)?, self.tokens.get(last)?);
        (last - first < LONGEST).then_some(start.start + end.end - self.all)
    }

    fn between(&self, first: usize, last: usize) -> Span {
        let of = |at: usize| self.tokens.get(at).map_or(Span::new(0, 0), |one| one.span);
        Span::new(of(first).start, of(last).end)
    }

    /// Every span of tokens that an answer may be, and its logit.
    fn spans(&self) -> impl Iterator<Item = (usize, usize, f32)> + '_ {
        self.tokens.iter().enumerate().flat_map(|(first, start)| {
            let ends = self.tokens.iter().enumerate().skip(first).take(LONGEST);
            ends.map(move |(last, end)| (first, last, start.start + end.end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens of two letters with a space between them.
    fn tokens(starts: &[f32], ends: &[f32]) -> Vec<Token> {
        let token = |(at, (start, end)): (usize, (&f32, &f32))| Token {
            span: Span::new(3 * at, 3 * at + 2),
            start: *start,
            end: *end,
        };
        starts.iter().zip(ends).enumerate().map(token).collect()
    }

    fn reading(starts: &[f32], ends: &[f32], absent: f32) -> Reading {
        Reading::new(tokens(starts, ends), absent).unwrap()
    }

    const EVERYWHERE: Span = Span {
        start: 0,
        end: 1_000,
    };

    #[test]
    fn the_span_ends_where_it_starts_or_later_and_stays_in_the_stretch() {
        let read = reading(&[9.0, 1.0, 5.0, 0.0], &[9.0, 8.0, 1.0, 2.0], 0.0);
        assert_eq!(read.best_within(EVERYWHERE).unwrap().0, Span::new(0, 2));
        let within = read.best_within(Span::new(3, 11)).unwrap();
        assert_eq!(within.0, Span::new(3, 5));
        assert_eq!(read.of(within.0), Some(within.1));
        assert_eq!(read.best_within(Span::new(4, 5)), None);
        assert_eq!(read.of(Span::new(2, 3)), None);
    }

    #[test]
    fn probabilities_are_of_all_spans_and_of_nothing() {
        let read = reading(&[0.0; 2], &[0.0; 2], 0.0);
        assert!((read.absent().exp() - 0.25).abs() < 1e-6);
        assert!((read.best_within(EVERYWHERE).unwrap().1.exp() - 0.25).abs() < 1e-6);
        let sure = reading(&[0.0], &[0.0], 900.0);
        assert!(sure.absent().exp() > 0.99);
        assert!(sure.of(Span::new(0, 2)).unwrap() < -800.0);
    }

    #[test]
    fn a_long_span_is_no_answer() {
        let mut starts = vec![0.0; 60];
        let mut ends = starts.clone();
        (starts[0], ends[50], ends[10]) = (9.0, 9.0, 1.0);
        let read = reading(&starts, &ends, 0.0);
        assert_eq!(read.best_within(EVERYWHERE).unwrap().0, Span::new(0, 32));
        assert_eq!(read.of(Span::new(0, 152)), None);
    }

    #[test]
    fn nothing_comes_of_no_tokens_or_no_numbers() {
        assert_eq!(Reading::new(Vec::new(), 0.0), None);
        assert_eq!(Reading::new(tokens(&[f32::NAN], &[0.0]), 0.0), None);
        assert_eq!(Reading::new(tokens(&[f32::INFINITY], &[0.0]), 0.0), None);
        assert_eq!(Reading::new(tokens(&[0.0], &[0.0]), f32::NAN), None);
    }
}

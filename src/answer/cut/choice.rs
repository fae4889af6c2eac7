//! Which of the likely spans is taken? The likeliest is often a little too long or too
//! short for a right answer that other likely spans agree on. So what is taken is the one
//! that can be expected to overlap most with the right one, in part, and to be it, in part
//! (minimum Bayes risk: Goel and Byrne 2000, Computer Speech and Language 14).

use super::{
    MOST_TOKENS,
    row::{ARTICLES, TOKEN},
};

/// A first and a last word, and a score.
pub(super) type Scored = (usize, usize, f32);

/// Spans that are weighed against one another, the likeliest ones.
const MOST: usize = 24;

/// What scores are multiplied by before they are made probabilities: of articles that it
/// has not seen, the network is surer than it is right. Development questions in the folds
/// that the networks had not seen decided this and [`OVERLAP`]; 0.65 to 0.8, and 0.4 to 0.5,
/// are as good.
const SURENESS: f32 = 0.7;

/// How much the overlap counts (F1 over words, without articles, as `SQuAD` scores it), the
/// rest being for the very words.
const OVERLAP: f32 = 0.45;

/// Of `spans` the one that is taken, among those that `may` be.
pub(super) fn choose(
    mut spans: Vec<Scored>,
    words: &[[f32; TOKEN]],
    may: impl Fn(&Scored) -> bool,
) -> Option<Scored> {
    spans.sort_by(|a, b| b.2.total_cmp(&a.2));
    let likeliest = spans.iter().copied().find(|span| may(span))?;
    spans.truncate(MOST);
    let most = spans.first().map_or(0.0, |span| span.2);
    let weights = spans.iter().map(|span| (SURENESS * (span.2 - most)).exp());
    let weights: Vec<f32> = weights.collect();
    let mut before = Vec::with_capacity(words.len() + 1);
    before.push(0u16);
    for word in words {
        let article = word[ARTICLES] + word[ARTICLES + 1] > 0.0;
        let so_far = before.last().copied().unwrap_or(0);
        before.push(so_far + u16::from(!article));
    }
    // Words of a span that count, none when it ends before it begins.
    let length = |first: usize, last: usize| {
        let (from, to) = (before.get(first), before.get(last + 1));
        let counted = from
            .zip(to)
            .map_or(0, |(from, to)| to.saturating_sub(*from));
        f32::from(counted)
    };
    let worth = |one: &Scored, weight: f32| {
        let overlaps = spans.iter().zip(&weights).map(|(other, weight)| {
            let common = length(one.0.max(other.0), one.1.min(other.1));
            let both = length(one.0, one.1) + length(other.0, other.1);
            weight * 2.0 * common / both.max(1.0)
        });
        OVERLAP * overlaps.sum::<f32>() + (1.0 - OVERLAP) * weight
    };
    let worths = spans.iter().zip(&weights).filter(|(span, _)| may(span));
    let worths = worths.map(|(span, &weight)| (*span, worth(span, weight)));
    let best = worths.reduce(|best, one| if one.1 > best.1 { one } else { best });
    Some(best.map_or(likeliest, |(span, _)| span))
}

/// No sentence has more words than these counts can hold.
const _: () = assert!(MOST_TOKENS < u16::MAX as usize);

#[cfg(test)]
mod tests {
    use super::*;

    fn words(articles: &[usize]) -> Vec<[f32; TOKEN]> {
        let mut words = vec![[0.0; TOKEN]; 10];
        for &at in articles {
            words[at][ARTICLES] = 1.0;
        }
        words
    }

    fn taken(spans: &[Scored], articles: &[usize]) -> Option<(usize, usize)> {
        let chosen = choose(spans.to_vec(), &words(articles), |_| true)?;
        Some((chosen.0, chosen.1))
    }

    #[test]
    fn spans_that_agree_outweigh_one_that_is_a_little_likelier() {
        assert_eq!(
            taken(&[(8, 8, 1.1), (2, 4, 1.0), (2, 3, 1.0), (3, 4, 1.0)], &[]),
            Some((2, 4))
        );
        // Not one that is much likelier.
        assert_eq!(
            taken(&[(8, 8, 5.0), (2, 4, 1.0), (2, 3, 1.0), (3, 4, 1.0)], &[]),
            Some((8, 8))
        );
        assert_eq!(taken(&[], &[]), None);
    }

    #[test]
    fn an_article_is_no_difference() {
        // With word 2 an article, the first two are the same words.
        let spans = [(2, 3, 1.0), (3, 3, 0.95), (5, 5, 1.1)];
        assert_eq!(taken(&spans, &[2]), Some((2, 3)));
        // An article alone has no words.
        assert_eq!(taken(&[(2, 2, 1.0)], &[2]), Some((2, 2)));
    }

    #[test]
    fn what_may_not_be_is_not_taken() {
        let spans = vec![(1, 1, 9.0), (4, 4, -30.0)];
        let chosen = choose(spans, &words(&[]), |span| span.0 == 4);
        assert_eq!(chosen, Some((4, 4, -30.0)));
        let many = (0..40)
            .map(|at| (at % 9, at % 9, 9.0))
            .chain([(9, 9, -9.0)]);
        let chosen = choose(many.collect(), &words(&[]), |span| span.0 == 9);
        assert_eq!(chosen.map(|span| span.0), Some(9));
    }
}

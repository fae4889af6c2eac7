//! Which articles are worth reading for a question? Those with the best passages.

use std::collections::HashMap;

use tantivy::{DocAddress, Score, Searcher, columnar::StrColumn};

use super::{Error, Index, Kind, Scope};

/// Articles among thousands that are worth reading for one question: reading
/// one takes longer than searching for all.
const MOST_CANDIDATES: usize = 4;

/// Share of the best article's score below which an article is not read. Of
/// 612 development questions, asked of 24 articles, three lose the right one by
/// it or by the number above.
const LEAST_CANDIDATE: f32 = 0.75;

/// Passages that are looked at for each article wanted.
const PASSAGES_PER_CANDIDATE: usize = 6;

/// What a further passage of the same article adds, as a part of its score.
const FURTHER_PASSAGE: f32 = 0.05;

impl Index {
    /// The articles most likely to answer `question`, best first: those with
    /// the best passages, a further good passage counting a little, without
    /// those that are far behind.
    ///
    /// # Errors
    /// When tantivy cannot read.
    pub fn candidates(
        &self,
        question: &str,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<String>, Error> {
        let passages = limit.saturating_mul(PASSAGES_PER_CANDIDATE).max(limit);
        let (searcher, found) = self.found(Kind::Passage, question, scope, passages)?;
        let mut articles = summed(&searcher, found)?;
        articles.truncate(limit.min(MOST_CANDIDATES));
        let least = articles
            .first()
            .map_or(0.0, |best| best.score * LEAST_CANDIDATE);
        articles.retain(|article| article.score >= least);
        let mut names = Vec::with_capacity(articles.len());
        for article in &articles {
            let name = article.name()?;
            // An older program may have left an article in two segments.
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }
}

/// An article that is known by its place in a column: of dozens that are found a
/// few are named, which takes unpacking a block of the column's dictionary.
struct Scored {
    ord: u64,
    column: StrColumn,
    score: f32,
}

/// The articles of passages, best first. All passages of one are in one segment
/// (`writer`).
fn summed(searcher: &Searcher, found: Vec<(Score, DocAddress)>) -> Result<Vec<Scored>, Error> {
    let mut columns: HashMap<u32, Option<StrColumn>> = HashMap::new();
    let mut articles: Vec<(u32, Scored)> = Vec::new();
    for (score, address) in found {
        let segment = address.segment_ord;
        let column = match columns.entry(segment) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                let fields = searcher.segment_reader(segment).fast_fields();
                new.insert(fields.str("article")?)
            }
        };
        let Some(column) = column else { continue };
        let Some(ord) = column.term_ords(address.doc_id).next() else {
            continue;
        };
        let mut known = articles.iter_mut();
        match known.find(|(of, article)| (*of, article.ord) == (segment, ord)) {
            Some((_, article)) => article.score += score * FURTHER_PASSAGE,
            None => articles.push((
                segment,
                Scored {
                    ord,
                    column: column.clone(),
                    score,
                },
            )),
        }
    }
    articles.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
    Ok(articles.into_iter().map(|(_, article)| article).collect())
}

impl Scored {
    fn name(&self) -> Result<String, Error> {
        let mut name = String::new();
        let read = self.column.ord_to_str(self.ord, &mut name);
        read.map_err(|fault| Error::Tantivy(fault.into()))?;
        Ok(name)
    }
}

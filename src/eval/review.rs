//! Questions whose answers people did not like, as data for the qa task: what
//! was given stands beside each, and whoever reviews them puts the right
//! answer in, or says that there is none.

use std::{collections::BTreeMap, io::Write};

use serde::Serialize;

use crate::{
    article::Article,
    library::Library,
    store::{About, Evidence, Feedback, Vote},
    text::Span,
};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Questions.
    pub questions: usize,
    /// Opinions against a reply of which it is not known what was asked, or of
    /// which article.
    pub left_out: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    paragraphs: Vec<&'a str>,
    /// Of each paragraph, in code points of it.
    sentences: Vec<Vec<(usize, usize)>>,
    questions: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Question<'a> {
    id: String,
    #[serde(rename = "question")]
    text: &'a str,
    paragraph: usize,
    /// Empty until somebody has put the right ones in.
    answers: Vec<Given>,
    impossible: bool,
    /// What was given as the answer.
    given: Option<Given>,
    reason: Option<&'a str>,
}

/// Words of a paragraph, in code points of it.
#[derive(Serialize)]
struct Given {
    start: usize,
    text: String,
}

/// Writes the questions of `feedback` that got a vote against their answer, one
/// article a line.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(
    feedback: &[Feedback],
    library: &Library,
    out: &mut impl Write,
) -> anyhow::Result<Written> {
    let mut written = Written::default();
    let mut of_article: BTreeMap<&str, Vec<(usize, &Feedback, &About, &Evidence)>> =
        BTreeMap::new();
    let against = feedback.iter().filter(|one| one.vote == Vote::Down);
    for (number, one) in against.enumerate() {
        let known = one.about.as_ref().filter(|about| about.command == "ask");
        let known = known.and_then(|about| Some((about, about.evidence.as_ref()?)));
        match known {
            Some((about, evidence)) => of_article
                .entry(evidence.article.as_str())
                .or_default()
                .push((number, one, about, evidence)),
            None => written.left_out += 1,
        }
    }
    for (id, questions) in of_article {
        let Some(entry) = library.get(id) else {
            written.left_out += questions.len();
            continue;
        };
        let article = &entry.article;
        let row = Row {
            id,
            paragraphs: article
                .passages
                .iter()
                .map(|passage| article.words(passage.span))
                .collect(),
            sentences: sentences(article),
            questions: questions
                .iter()
                .map(|(number, one, about, evidence)| Question {
                    id: format!("{id} {number}"),
                    text: &about.question,
                    paragraph: paragraph(article, evidence).unwrap_or(0),
                    answers: Vec::new(),
                    impossible: false,
                    given: given(article, about, evidence),
                    reason: one.reason.as_deref(),
                })
                .collect(),
        };
        written.questions += row.questions.len();
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(written)
}

fn sentences(article: &Article) -> Vec<Vec<(usize, usize)>> {
    let of_passage = |passage: &crate::article::Passage| {
        let (base, _) = article.code_points(passage.span);
        let sentences = article.sentences.get(passage.sentences.clone());
        let spans = sentences.into_iter().flatten().map(|sentence| {
            let (start, end) = article.code_points(sentence.span);
            (start - base, end - base)
        });
        spans.collect()
    };
    article.passages.iter().map(of_passage).collect()
}

/// The passage that evidence stands in, unless the article has changed since.
fn paragraph(article: &Article, evidence: &Evidence) -> Option<usize> {
    if article.version != evidence.version {
        return None;
    }
    article.passage_at(evidence.start)
}

fn given(article: &Article, about: &About, evidence: &Evidence) -> Option<Given> {
    let passage = article.passages.get(paragraph(article, evidence)?)?;
    if !about.answered || evidence.end > passage.span.end {
        return None;
    }
    let shown = article.text().get(evidence.start..evidence.end)?;
    let words = evidence.words.as_deref().unwrap_or(shown);
    let at = evidence.start + shown.find(words)?;
    let (base, _) = article.code_points(passage.span);
    let (start, _) = article.code_points(Span::new(at, at + words.len()));
    Some(Given {
        start: start.checked_sub(base)?,
        text: words.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{self, Source},
        store::MessageKey,
    };

    const TEXT: &str = "The mill\n\nNobody knew why it stood “still” for years.\n\nThe old mill by the river was sold on Monday. Ann Lee bought it for two million crowns.";

    fn against(question: &str, evidence: Option<Evidence>, answered: bool) -> Feedback {
        Feedback {
            key: MessageKey {
                platform: "test".to_owned(),
                channel: "mill".to_owned(),
                message: question.to_owned(),
            },
            person: "Ann".to_owned(),
            vote: Vote::Down,
            reason: Some("not her".to_owned()),
            about: Some(About {
                question: question.to_owned(),
                command: "ask".to_owned(),
                answered,
                evidence,
            }),
            at: 1,
        }
    }

    #[test]
    fn questions_become_data_that_the_task_reads() {
        let source = Source {
            bytes: TEXT.as_bytes(),
            name: "mill.txt",
            ..Source::default()
        };
        let article = article::read(source).unwrap();
        let (id, version) = (article.id.clone(), article.version.clone());
        let start = article.text().find("Ann Lee bought").unwrap();
        let evidence = |words: Option<&str>| Evidence {
            article: id.clone(),
            version: version.clone(),
            start,
            end: article.text().len(),
            words: words.map(str::to_owned),
        };
        let mut gone = evidence(None);
        gone.article = "gone".to_owned();
        let feedback = [
            against("who sold the mill?", Some(evidence(Some("Ann Lee"))), true),
            against("who runs it?", Some(evidence(None)), false),
            against("and then?", Some(gone), true),
            against("hm?", None, false),
            Feedback {
                vote: Vote::Up,
                ..against("who bought it?", Some(evidence(None)), true)
            },
        ];
        let library = Library::in_memory(vec![article]).unwrap();
        let mut data = Vec::new();
        let written = write(&feedback, &library, &mut data).unwrap();
        assert_eq!((written.questions, written.left_out), (2, 2));

        let row: serde_json::Value = serde_json::from_slice(&data).unwrap();
        let first = &row["questions"][0];
        let paragraph = first["paragraph"].as_u64().unwrap() as usize;
        let words: Vec<char> = row["paragraphs"][paragraph]
            .as_str()
            .unwrap()
            .chars()
            .collect();
        let at = first["given"]["start"].as_u64().unwrap() as usize;
        assert_eq!(words[at..at + 7].iter().collect::<String>(), "Ann Lee");
        let second = row["sentences"][paragraph][1][0].as_u64().unwrap() as usize;
        assert_eq!(second, at);
        assert_eq!(row["questions"][1]["given"], serde_json::Value::Null);

        let mut predictions = Vec::new();
        let says = super::super::qa::run(&data[..], &mut predictions).unwrap();
        assert!(says.contains("questions 2\n"), "{says}");
    }
}

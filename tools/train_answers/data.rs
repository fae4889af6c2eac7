//! Reads the data that the trainer learns from.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader},
    path::PathBuf,
};

use anyhow::Context;
use serde::Deserialize;
use verbatim::{
    answer::{self, Document, Prepared, training},
    article::{Article, Metadata},
    quotes::{self, Attributions},
    text::Span,
};

use crate::stages::CutExample;

#[derive(Deserialize)]
struct Item {
    id: String,
    paragraphs: Vec<String>,
    questions: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    #[serde(rename = "question")]
    text: String,
    paragraph: usize,
    #[serde(default)]
    answers: Vec<Gold>,
    #[serde(default)]
    impossible: bool,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    text: String,
}

/// One question of an article.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) article: usize,
    /// That of its article.
    pub(crate) fold: usize,
    pub(crate) question: String,
    pub(crate) paragraph: usize,
    /// Where the article answers; empty when it does not.
    pub(crate) gold: Vec<Span>,
}

/// Words that a hurried asker leaves out.
const SMALL: &[&str] = &[
    "the", "a", "an", "did", "do", "does", "of", "was", "were", "is", "are",
];

/// A question as chats write it: no capitals, no mark at the end, and if it is
/// to be short no small words.
pub(crate) fn casual(question: &str, short: bool) -> String {
    let lower = question.to_lowercase();
    let bare = lower.trim_end_matches(['?', '.', ' ']);
    if !short {
        return bare.to_owned();
    }
    let words = bare.split_whitespace();
    words
        .filter(|word| !SMALL.contains(word))
        .collect::<Vec<_>>()
        .join(" ")
}

/// An article with its questions.
pub(crate) struct Read {
    pub(crate) id: String,
    pub(crate) article: Article,
    pub(crate) attributions: Attributions,
    pub(crate) prepared: Prepared,
    pub(crate) questions: Vec<Asked>,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) file: usize,
    pub(crate) fold: usize,
}

pub(crate) struct Corpus {
    pub(crate) articles: Vec<Read>,
}

const FOLDS: usize = 5;

impl Read {
    pub(crate) fn new(paragraphs: &[String]) -> Self {
        let text: Vec<String> = paragraphs.iter().map(|p| p.replace('\n', " ")).collect();
        let article = Article::from_lines(text.join("\n\n"), Metadata::default());
        let attributions = quotes::attribute(&article);
        let prepared = answer::prepare(&article, &attributions);
        Self {
            id: String::new(),
            article,
            attributions,
            prepared,
            questions: Vec::new(),
            paragraphs: paragraphs.to_vec(),
            file: 0,
            fold: 0,
        }
    }

    pub(crate) fn document(&self) -> Document<'_> {
        Document {
            article: &self.article,
            attributions: &self.attributions,
            prepared: &self.prepared,
        }
    }
}

impl Corpus {
    pub(crate) fn read(files: &[PathBuf]) -> anyhow::Result<Self> {
        let mut articles: Vec<Read> = Vec::new();
        let mut group_of: HashMap<String, usize> = HashMap::new();
        let mut groups = 0;
        for (file, path) in files.iter().enumerate() {
            let lines =
                BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
            for line in lines.lines() {
                let line = line?;
                if line.trim().is_empty() {
                    continue;
                }
                let item: Item = serde_json::from_str(&line)?;
                // Articles that share a paragraph are one article.
                let known = item
                    .paragraphs
                    .iter()
                    .find_map(|p| group_of.get(p.trim()).copied());
                let group = known.unwrap_or_else(|| {
                    groups += 1;
                    groups - 1
                });
                for paragraph in &item.paragraphs {
                    group_of.insert(paragraph.trim().to_owned(), group);
                }
                let mut read = Read::new(&item.paragraphs);
                read.id = item.id;
                read.file = file;
                read.fold = group % FOLDS;
                let mut starts = vec![0];
                for paragraph in &item.paragraphs {
                    starts.push(starts.last().unwrap_or(&0) + paragraph.chars().count() + 2);
                }
                for question in item.questions {
                    let base = starts[question.paragraph];
                    let gold = question.answers.iter().map(|gold| {
                        let from = base + gold.start;
                        Span::new(
                            read.article.byte_at(from),
                            read.article.byte_at(from + gold.text.chars().count()),
                        )
                    });
                    read.questions.push(Asked {
                        article: articles.len(),
                        fold: read.fold,
                        question: question.text,
                        paragraph: question.paragraph,
                        gold: if question.impossible {
                            Vec::new()
                        } else {
                            gold.collect()
                        },
                    });
                }
                articles.push(read);
            }
        }
        Ok(Self { articles })
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        let files = self.articles.iter().map(|read| read.file + 1);
        files.max().unwrap_or(0)
    }

    /// By article of a file: its fold.
    pub(crate) fn folds_of(&self, file: usize) -> Vec<usize> {
        let own = self.articles.iter().filter(|read| read.file == file);
        own.map(|read| read.fold).collect()
    }

    /// The next article of the same file that is of another fold.
    pub(crate) fn another(&self, asked: &Asked) -> Option<&Read> {
        let own = self.articles.get(asked.article)?;
        let (before, after) = self.articles.split_at(asked.article + 1);
        let mut others = after.iter().chain(before);
        others.find(|read| read.file == own.file && read.fold != own.fold)
    }

    pub(crate) fn questions(&self) -> impl Iterator<Item = &Asked> {
        self.articles.iter().flat_map(|article| &article.questions)
    }
}

#[derive(Deserialize)]
struct Line {
    question: String,
    sentence: Option<String>,
    paragraph: Option<String>,
    answer: Option<String>,
    start: Option<usize>,
    #[serde(default)]
    answers: Vec<Gold>,
}

/// Sentences with a question and the words that answer it.
pub(crate) fn spans(files: &[PathBuf]) -> anyhow::Result<Vec<CutExample>> {
    let mut examples = Vec::new();
    let mut read: Option<(String, Read)> = None;
    for path in files {
        let lines = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
        for line in lines.lines() {
            let line: Line = serde_json::from_str(&line?)?;
            let Some(text) = line.sentence.or(line.paragraph) else {
                continue;
            };
            let (start, answer) = match (line.start, line.answer, line.answers.first()) {
                (Some(start), Some(answer), _) => (start, answer),
                (_, _, Some(gold)) => (gold.start, gold.text.clone()),
                _ => continue,
            };
            if read.as_ref().is_none_or(|(known, _)| *known != text) {
                read = Some((text.clone(), Read::new(std::slice::from_ref(&text))));
            }
            let Some((_, one)) = &read else { continue };
            let gold = Span::new(
                one.article.byte_at(start),
                one.article.byte_at(start + answer.chars().count()),
            );
            examples.extend(CutExample::new(&line.question, one, &[gold]));
        }
    }
    Ok(examples)
}

impl CutExample {
    /// The sentence that holds the answer, and the answer's words in it.
    pub(crate) fn new(question: &str, read: &Read, gold: &[Span]) -> Option<Self> {
        let at = read.article.sentence_at(gold.first()?.start)?;
        let (rows, places) = training::cut_rows(question, read.document(), at)?;
        let gold: Vec<(usize, usize)> = gold
            .iter()
            .filter_map(|gold| {
                let first = places.iter().position(|place| place.overlaps(*gold))?;
                let last = places.iter().rposition(|place| place.overlaps(*gold))?;
                (last - first < training::LONGEST).then_some((first, last))
            })
            .collect();
        (!gold.is_empty()).then_some(Self { rows, gold })
    }
}

//! How an article becomes documents of the index: the schema, and the one
//! place that fills it.

use tantivy::{
    Index, IndexSettings, TantivyDocument,
    schema::{FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions},
    store::Compressor,
};

use super::{
    Indexed, Kind,
    analysis::{Analyser, Word, words},
};
use crate::{
    article::{Article, Metadata},
    quotes::{Attribution, Attributions, Speaker},
    text::Span,
};

/// The value of `kind` for the one document that says which version of an
/// article the index holds.
pub(super) const ARTICLE: &str = "article";

/// The column of the owners.
pub(super) const OWNER: &str = "owner";

/// The owner of what everybody may ask; no community is called that.
pub(super) const EVERYBODY: &str = "*";

/// The fields of the schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) kind: Field,
    pub(super) article: Field,
    /// The community that alone may ask it.
    owner: Field,
    version: Field,
    language: Field,
    number: Field,
    /// Stems of the title and the section heading; of passages only.
    pub(super) heading: Field,
    /// Names of the speaker, folded; of quotes only.
    pub(super) speaker: Field,
    passage: Words,
    sentence: Words,
    quote: Words,
}

/// The two forms in which words are indexed. Each kind of document has its
/// own two fields: BM25 compares lengths and counts documents by field, and
/// sentences must not be measured against passages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// Stems without stop words.
    pub(super) stems: Field,
    /// All words folded, with positions for phrases.
    pub(super) exact: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        // Words arrive analysed, separated by spaces.
        let searchable = |records| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("whitespace")
                    .set_index_option(records),
            )
        };
        let stems = searchable(IndexRecordOption::WithFreqs);
        let exact = searchable(IndexRecordOption::WithFreqsAndPositions);
        let mut pair = |name: &str| Words {
            stems: builder.add_text_field(name, stems.clone()),
            exact: builder.add_text_field(&format!("{name}_exact"), exact.clone()),
        };
        let (passage, sentence, quote) = (pair("passage"), pair("sentence"), pair("quote"));
        let fields = Self {
            kind: builder.add_text_field("kind", STRING),
            article: builder.add_text_field("article", STRING | FAST),
            owner: builder.add_text_field(OWNER, FAST),
            version: builder.add_text_field("version", FAST),
            language: builder.add_text_field("language", FAST),
            number: builder.add_u64_field("number", FAST),
            heading: builder.add_text_field("heading", stems.clone()),
            speaker: builder.add_text_field("speaker", stems),
            passage,
            sentence,
            quote,
        };
        (builder.build(), fields)
    }

    /// The fields that hold the words of one kind of document.
    pub(super) fn words(&self, kind: Kind) -> Words {
        match kind {
            Kind::Passage => self.passage,
            Kind::Sentence => self.sentence,
            Kind::Quote => self.quote,
        }
    }

    /// Everything that is indexed of one article.
    pub(super) fn make_docs(&self, indexed: Indexed<'_>) -> Vec<TantivyDocument> {
        let Indexed {
            article,
            attributions,
            owner,
        } = indexed;
        let owner = owner.unwrap_or(EVERYBODY);
        let Attributions {
            attributions: quotes,
            speakers,
        } = attributions;
        // Exhaustive, so that a new key of the metadata is considered here.
        let Metadata {
            title,
            language,
            byline: _,
            date: _,
            url: _,
            publisher: _,
            source: _,
        } = &article.metadata;
        let language = language.as_deref().unwrap_or("en");
        let text = article.text();
        let mut analyser = Analyser::new(language);
        let body = Analysed::new(&mut analyser, text);
        let title = title.as_deref().map(words).unwrap_or_default();
        let title = join(analyser.stems(&title).into_iter().flatten());

        let mut docs =
            Vec::with_capacity(1 + article.passages.len() + article.sentences.len() + quotes.len());
        let mut receipt = self.doc((article, owner), ARTICLE, 0);
        receipt.add_text(self.language, language);
        docs.push(receipt);

        for (number, passage) in article.passages.iter().enumerate() {
            let mut doc = self.doc((article, owner), Kind::Passage.name(), number);
            body.add(&mut doc, self.passage, &[passage.span]);
            doc.add_text(self.heading, &title);
            let section = article.sections.get(passage.section);
            if let Some(heading) = section.and_then(|section| section.heading) {
                doc.add_text(self.heading, body.stems(&[heading]));
            }
            docs.push(doc);
        }
        for (number, sentence) in article.sentences.iter().enumerate() {
            let mut doc = self.doc((article, owner), Kind::Sentence.name(), number);
            body.add(&mut doc, self.sentence, &[sentence.span]);
            docs.push(doc);
        }
        for (number, quote) in quotes.iter().enumerate() {
            let Attribution {
                content,
                speaker,
                source,
                cue: _,
                quoted: _,
                how: _,
                force: _,
            } = quote;
            let mut doc = self.doc((article, owner), Kind::Quote.name(), number);
            body.add(&mut doc, self.quote, content);
            if let Some(source) = source {
                doc.add_text(self.speaker, body.exact(&[*source]));
            }
            if let Some(speaker) = speaker.and_then(|index| speakers.get(index)) {
                doc.add_text(self.speaker, names(speaker));
            }
            docs.push(doc);
        }
        docs
    }

    fn doc(
        &self,
        (article, owner): (&Article, &str),
        kind: &str,
        number: usize,
    ) -> TantivyDocument {
        let mut doc = TantivyDocument::default();
        doc.add_text(self.kind, kind);
        doc.add_text(self.article, &article.id);
        doc.add_text(self.owner, owner);
        doc.add_text(self.version, &article.version);
        doc.add_u64(self.number, number as u64);
        doc
    }
}

/// How tantivy is to keep the documents: nothing is stored but fast fields,
/// and no thread is started to compress nothing.
pub(super) fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// Whether `index` has the schema of this program.
pub(super) fn has_our_schema(index: &Index) -> bool {
    index.schema() == Fields::schema().0
}

fn names(speaker: &Speaker) -> String {
    let Speaker {
        name,
        also,
        roles: _,
        of: _,
        kind: _,
        speaks: _,
    } = speaker;
    let names = std::iter::once(name).chain(also);
    join(names.flat_map(|name| words(name)).map(|word| word.exact))
}

/// The words of an article's text, analysed once for all documents.
struct Analysed {
    words: Vec<Word>,
    stems: Vec<Option<String>>,
}

impl Analysed {
    fn new(analyser: &mut Analyser, text: &str) -> Self {
        let words = words(text);
        let stems = analyser.stems(&words);
        Self { words, stems }
    }

    fn add(&self, doc: &mut TantivyDocument, fields: Words, spans: &[Span]) {
        doc.add_text(fields.stems, self.stems(spans));
        doc.add_text(fields.exact, self.exact(spans));
    }

    fn stems(&self, spans: &[Span]) -> String {
        let ranges = spans.iter().map(|span| self.range(*span));
        join(ranges.flat_map(|range| self.stems.get(range).unwrap_or(&[]).iter().flatten()))
    }

    fn exact(&self, spans: &[Span]) -> String {
        let ranges = spans.iter().map(|span| self.range(*span));
        join(
            ranges
                .flat_map(|range| self.words.get(range).unwrap_or(&[]))
                .map(|word| &word.exact),
        )
    }

    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let start = self
            .words
            .partition_point(|word| word.span.start < span.start);
        let end = self
            .words
            .partition_point(|word| word.span.start < span.end);
        start..end
    }
}

fn join(words: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut joined = String::new();
    for word in words {
        joined.push_str(word.as_ref());
        joined.push(' ');
    }
    joined
}

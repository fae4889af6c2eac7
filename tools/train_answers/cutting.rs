//! How well does the cutter do where the sentence that answers is given?

use std::path::PathBuf;

use verbatim::answer::training::Model;

use crate::{
    data::{Asked, Corpus},
    stages::{self, CutExample},
};

/// Prints, for each file, how often the words are those of a right answer and how
/// far they overlap, each question by the cutter that has not seen its fold.
pub(crate) fn print(
    (files, corpus): (&[PathBuf], &Corpus),
    examples: &[(Asked, CutExample)],
    folds: usize,
    cutter: impl Fn(usize) -> anyhow::Result<Model>,
) -> anyhow::Result<()> {
    let mut sums = vec![(0.0, 0.0, 0.0); files.len()];
    for fold in 0..folds {
        let model = cutter(fold)?;
        for (file, (exact, overlap, count)) in sums.iter_mut().enumerate() {
            let own = examples
                .iter()
                .filter(|(asked, _)| {
                    asked.fold == fold && corpus.articles[asked.article].file == file
                })
                .map(|(_, example)| example);
            let own: Vec<_> = own.collect();
            let (of_exact, of_overlap) = stages::cut_figures(&model, &own);
            let of = own.len() as f32;
            *exact += of_exact * of;
            *overlap += of_overlap * of;
            *count += of;
        }
    }
    for (file, (exact, overlap, count)) in files.iter().zip(sums) {
        eprintln!(
            "{}: exact {:.4} overlap {:.4}",
            file.display(),
            exact / count,
            overlap / count
        );
    }
    Ok(())
}

//! Articles that answer the same question, alike or not.

use std::sync::Arc;

use verbatim::{
    article::{Article, Metadata},
    bot::{Bot, Message, Settings},
    chat::plain,
    library::Library,
    reply::{Block, Reply},
};

fn article(title: &str, date: Option<&str>, text: &str) -> Article {
    let metadata = Metadata {
        title: Some(title.to_owned()),
        date: date.map(str::to_owned),
        source: title.to_owned(),
        ..Metadata::default()
    };
    Article::from_lines(text.to_owned(), metadata)
}

fn ask(articles: Vec<Article>, question: &str) -> Reply {
    let library = Library::in_memory(articles).unwrap();
    let bot = Bot::new(Arc::new(library), Settings::default());
    let message = Message {
        text: question.to_owned(),
        addressed: true,
        owner: true,
        ..Message::default()
    };
    bot.answer(&message).unwrap()
}

const COST: &str = "how much will the repair of the Tenby bridge cost?";

fn monday(cost: &str) -> Article {
    article(
        "Tenby bridge closes",
        Some("2026-03-02"),
        &format!(
            "The Tenby bridge closed on Monday.\nThe repair of the Tenby bridge will cost {cost}, the county said."
        ),
    )
}

fn friday(cost: &str) -> Article {
    article(
        "County votes on bridge",
        Some("2026-03-06"),
        &format!(
            "The county voted on Friday.\nThe repair of the Tenby bridge will cost {cost}, the county said."
        ),
    )
}

#[test]
fn two_articles_that_disagree_are_both_shown_with_their_dates() {
    let articles = vec![monday("£2.4 million"), friday("£3.1 million")];
    let reply = ask(articles, COST);
    let text = plain::render(&reply, plain::SHOWN);
    for part in [
        "2 articles answer that, and not alike:",
        "Tenby bridge closes (2026-03-02)",
        "County votes on bridge (2026-03-06)",
        "£2.4 million",
        "£3.1 million",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Each sentence stands under the title of its own article.
    let (first, second) = if text.find("Tenby bridge closes (") < text.find("County votes on") {
        ("£2.4 million", "£3.1 million")
    } else {
        ("£3.1 million", "£2.4 million")
    };
    assert!(text.find(first) < text.find(second), "{text}");
}

#[test]
fn two_articles_that_agree_make_one_answer_that_names_both() {
    let reply = ask(vec![monday("£2.4 million"), friday("£2.4 million")], COST);
    let text = plain::render(&reply, plain::SHOWN);
    assert!(text.contains("The same in "), "{text}");
    assert!(
        text.contains("Tenby bridge closes") && text.contains("County votes on bridge"),
        "{text}"
    );
    let articles: Vec<_> = reply.excerpts().map(|excerpt| &excerpt.article).collect();
    assert!(
        articles.windows(2).all(|pair| pair[0] == pair[1]),
        "{articles:?}"
    );
}

#[test]
fn an_article_on_something_else_is_kept_out_of_the_answer() {
    let other = article(
        "Orchard saved",
        Some("2026-03-03"),
        "The orchard near Wexcombe was saved on Tuesday.\nThe trees will cost the parish £900 a year, the parish said.",
    );
    let reply = ask(vec![monday("£2.4 million"), other], COST);
    let text = plain::render(&reply, plain::SHOWN);
    assert!(
        text.contains("£2.4 million") && !text.contains("£900"),
        "{text}"
    );
    assert!(
        text.starts_with("Tenby bridge closes"),
        "it is named: {text}"
    );
}

#[test]
fn a_list_is_of_one_article() {
    let one = article(
        "Spring fair",
        None,
        "Who sold at the spring fair is known.\nAnn Lee sold bread at the fair.\nTom Ray sold cheese at the fair.",
    );
    let two = article(
        "Autumn fair",
        None,
        "Eve Orr sold apples at the fair.\nBo Finn sold cider at the fair.",
    );
    let reply = ask(vec![one, two], "which people sold what at the fair?");
    let mut articles: Vec<_> = Vec::new();
    for block in &reply.blocks {
        if let Block::Quotation(quotation) = block
            && articles.last() != Some(&quotation.excerpt.article)
        {
            articles.push(quotation.excerpt.article.clone());
        }
    }
    assert!(!articles.is_empty());
    let mut distinct = articles.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(
        articles.len(),
        distinct.len(),
        "articles take turns: {articles:?}"
    );
    let text = plain::render(&reply, plain::SHOWN);
    if distinct.len() > 1 {
        assert!(text.contains("articles answer that"), "{text}");
    }
}

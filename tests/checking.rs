//! What `check` shows of words that nobody says in the article.

use std::sync::Arc;

use verbatim::{
    article::{Article, Metadata},
    bot::{Bot, Message, Settings},
    library::Library,
    reply::{Block, Reply, Role, Verdict},
};

const ORCHARD: &str =
    "The orchard at Wendle Hill will be felled in March, the county decided on Tuesday.
A survey found canker in 140 of its 212 pear trees.
“We could have grafted them,” said Ottilie Branagh, who has pruned there since 2003.
The land goes to the neighbouring school, which needs a playing field.
";

fn check(alleged: &str) -> Reply {
    let metadata = Metadata {
        title: Some("Orchard to be felled".to_owned()),
        ..Metadata::default()
    };
    let article = Article::from_lines(ORCHARD.to_owned(), metadata);
    let bot = Bot::new(
        Arc::new(Library::in_memory(vec![article]).unwrap()),
        Settings::default(),
    );
    let message = Message {
        text: format!("check {alleged}"),
        addressed: true,
        owner: true,
        ..Message::default()
    };
    bot.answer(&message).unwrap()
}

fn shown(reply: &Reply) -> Vec<(Role, &str)> {
    let quotations = reply.blocks.iter().filter_map(|block| match block {
        Block::Quotation(quotation) => Some((quotation.role, quotation.excerpt.text.as_str())),
        _ => None,
    });
    quotations.collect()
}

#[test]
fn words_that_are_not_there_are_met_with_the_sentence_that_comes_nearest() {
    let reply = check("the school gets the orchard's land");
    assert_eq!(reply.verdict, Some(Verdict::NotInArticle));
    let nearest = "The land goes to the neighbouring school, which needs a playing field.";
    assert_eq!(shown(&reply), [(Role::Nearest, nearest)]);
}

#[test]
fn what_the_article_does_not_come_near_is_shown_nothing() {
    let reply = check("the ferry to Norway sank with forty lorries");
    assert_eq!(reply.verdict, Some(Verdict::NotInArticle));
    assert_eq!(shown(&reply), []);
}

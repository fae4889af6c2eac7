//! Lines about the article as such ("who wrote it?", "what is it about?",
//! "main points") or about the bot ("are you sure?"), which no sentence of the
//! article answers.

use super::{
    Routed, plain,
    words::{self, Words},
};
use crate::command::Arguments;

/// What is asked of the article as such, with the article called "it".
const RECEIPT: &[&str] = &[
    "author",
    "byline",
    "date",
    "give link",
    "headline",
    "how long is it",
    "how many words",
    "how many words are in it",
    "how many words does it have",
    "how old is it",
    "link",
    "link to it",
    "name of author",
    "publication date",
    "send link",
    "source",
    "title",
    "title of it",
    "url",
    "what article",
    "what is author",
    "what is date",
    "what is headline",
    "what is it called",
    "what is link",
    "what is source",
    "what is source of it",
    "what is title",
    "what is title of it",
    "what is url",
    "when did it appear",
    "when did it come out",
    "when is it from",
    "when was it posted",
    "when was it published",
    "when was it written",
    "where did it appear",
    "where does it come from",
    "where is it from",
    "where was it published",
    "which article",
    "which article is it",
    "which version",
    "who is author",
    "who is author of it",
    "who is it by",
    "who published it",
    "who wrote it",
    "what article is it",
];

/// Ways to ask for the whole in short.
const SHORT: &[&str] = &[
    "explain",
    "explain it",
    "explain it to me",
    "main idea",
    "main point",
    "brief overview",
    "give an overview",
    "give overview",
    "overview",
    "recap",
    "short version",
    "what does it say",
    "what happened",
    "what happened here",
    "what has happened",
    "what is going on",
    "what is happening",
    "what is it about",
    "what is it all about",
    "what is main idea",
    "what is main message",
    "what is main point",
    "what is new",
    "what is news",
    "what is point",
    "what is story",
    "what is topic",
    "what did i miss",
];

/// Ways to ask for it as a list.
const POINTS: &[&str] = &[
    "bullet points",
    "in bullet points",
    "key facts",
    "key points",
    "key takeaways",
    "main facts",
    "main points",
    "main takeaways",
    "takeaways",
    "list main points",
    "list key points",
    "give main points",
    "give key points",
    "what are key facts",
    "what are key points",
    "what are key takeaways",
    "what are main facts",
    "what are main points",
    "what are main takeaways",
    "what are takeaways",
];

/// Ways to ask who speaks.
const SPEAKERS: &[&str] = &[
    "all speakers",
    "list all speakers",
    "list speakers",
    "show all speakers",
    "show speakers",
    "which people are mentioned",
    "which people are quoted",
    "who all speaks",
    "who are people",
    "who are people in it",
    "who are speakers",
    "who do they quote",
    "who does it quote",
    "who gets quoted",
    "who is in it",
    "who is mentioned",
    "who is mentioned in it",
    "who is quoted",
    "who is quoted in it",
    "who said something",
    "who says something",
    "who speaks",
    "who speaks in it",
    "who talks",
];

/// Ways to ask for every quotation.
const QUOTES: &[&str] = &[
    "all quotations",
    "all quotes",
    "every quote",
    "give all quotes",
    "give quotes",
    "list all quotes",
    "list quotations",
    "list quotes",
    "show all quotes",
    "show quotes",
    "what are quotes",
    "which quotes are there",
];

const WHO_I_AM: &str = "I am Verbatim, a bot. I answer out of the article, with its own words and \
     where they stand, and make nothing up. `help` shows how to ask.";

const CANNOT: &str = "I only show what the article says, in its own words: I do not translate, write, \
     judge or chat. Ask me something it may say, or say `tl;dr`.";

const DOUBT: &str = "The words I show are the article's own, but I may have picked the wrong ones. \
     Ask in other words, say `context` to read around them, or `search` for words you expect.";

/// The command or the word back that the line means, when it is about the
/// article as such or about the bot.
pub(super) fn read(said: &Words<'_>) -> Option<Routed> {
    let all = normalised(said);
    let all = all.as_str();
    let is = |known: &[&str]| known.contains(&all);
    if is(RECEIPT) {
        return Some(plain("article", Arguments::default()));
    }
    if is(SHORT) {
        return Some(plain(
            "summary",
            Arguments::default().with("length", "short"),
        ));
    }
    if is(POINTS) {
        let arguments = Arguments::default().with("length", "points");
        return Some(plain("summary", arguments));
    }
    if is(SPEAKERS) {
        return Some(plain("speakers", Arguments::default()));
    }
    if is(QUOTES) {
        return Some(plain("quotes", Arguments::default()));
    }
    passage(said)
        .or_else(|| topic(said))
        .or_else(|| word_back(all, said).map(Routed::Courtesy))
}

/// Without articles, "me" and contractions, with the article called "it".
fn normalised(said: &Words<'_>) -> String {
    let mut words: Vec<&str> = Vec::with_capacity(said.len());
    let mut last = "";
    for word in said.bare() {
        let word = word.as_str();
        let this = matches!(last, "the" | "this" | "that" | "your" | "it");
        match word {
            "article" | "text" | "piece" | "story" | "page" | "post" if this => {
                words.pop_if(|word| *word == "it");
                words.push("it");
            }
            "this" | "that" => words.push("it"),
            "the" | "me" | "a" => {}
            _ => match word.split_once('\'') {
                Some((first, "s")) if words::is_question_word(first) || first == "that" => {
                    words.extend([if first == "that" { "it" } else { first }, "is"]);
                }
                Some((first, "re")) if words::is_question_word(first) => {
                    words.extend([first, "are"]);
                }
                _ => words.push(word),
            },
        }
        last = word;
    }
    words.join(" ")
}

/// "show passage 3", "paragraph 3", "read the article".
fn passage(said: &Words<'_>) -> Option<Routed> {
    let mut at = 0;
    while matches!(
        said.at(at),
        Some(
            "show"
                | "read"
                | "open"
                | "give"
                | "see"
                | "display"
                | "print"
                | "me"
                | "the"
                | "full"
                | "whole"
        )
    ) {
        at += 1;
    }
    let number = match (said.at(at)?, said.at(at + 1)) {
        ("passage" | "paragraph", Some(number)) if at + 2 == said.len() => number,
        // "the article" alone is its receipt; to read it takes a verb.
        ("article" | "text", None) if at > 1 => "1",
        _ => return None,
    };
    number.parse::<u32>().ok()?;
    Some(plain(
        "article",
        Arguments::default().with("passage", number),
    ))
}

/// "tell me about the port", "anything on the port?", "what do we know about
/// the port?"
fn topic(said: &Words<'_>) -> Option<Routed> {
    const OPENINGS: &[&[&str]] = &[
        &["tell", "me", "about"],
        &["tell", "me", "something", "about"],
        &["tell", "me", "more", "about"],
        &["anything", "about"],
        &["anything", "on"],
        &["info", "on"],
        &["info", "about"],
        &["information", "on"],
        &["information", "about"],
        &["what", "do", "we", "know", "about"],
        &["what", "do", "you", "know", "about"],
        &["what", "is", "known", "about"],
        &["what", "does", "it", "say", "about"],
        &["is", "there", "anything", "about"],
        &["is", "there", "anything", "on"],
        &["about"],
    ];
    let opening = OPENINGS.iter().find(|opening| said.begins(opening))?;
    let topic = said.rest(opening.len());
    let arguments = Arguments::default().with("length", "short");
    let whole = matches!(
        normalised(&said.from(opening.len())).as_str(),
        "it" | "article" | ""
    );
    Some(plain(
        "summary",
        arguments.with("about", if whole { String::new() } else { topic }),
    ))
}

/// Openings of lines that ask the bot for what it does not do.
const CANNOT_BEGIN: &[&[&str]] = &[
    &["translate"],
    &["rewrite"],
    &["rephrase"],
    &["paraphrase"],
    &["write", "me"],
    &["write", "a"],
    &["write", "an"],
    &["tell", "me", "a", "joke"],
    &["ignore", "all"],
    &["ignore", "your"],
    &["ignore", "previous"],
    &["ignore", "the", "previous"],
    &["pretend"],
    &["roleplay"],
    &["what", "do", "you", "think"],
    &["what", "is", "your", "opinion"],
    &["what's", "your", "opinion"],
    &["do", "you", "think"],
    &["do", "you", "believe"],
    &["do", "you", "like"],
    &["how", "do", "you", "feel"],
];

/// What is said back to what no article answers.
fn word_back(all: &str, said: &Words<'_>) -> Option<&'static str> {
    match all {
        "who are you" | "what are you" | "are you bot" | "are you human" | "are you ai"
        | "are you an ai" | "are you real" | "are you robot" | "are you chatgpt"
        | "are you person" | "what is your name" | "who made you" | "what is verbatim" => {
            return Some(WHO_I_AM);
        }
        "how are you" | "how are you doing" | "how is it going" => {
            return Some("All is well, thank you. Ask me anything about the article.");
        }
        "are you sure"
        | "is it right"
        | "is it true"
        | "is it correct"
        | "really"
        | "wrong"
        | "it is wrong"
        | "it is not right"
        | "it is not true"
        | "no"
        | "nope"
        | "bad bot"
        | "it is not what i asked"
        | "not what i asked"
        | "it is not what i meant"
        | "why do you say it"
        | "how do you know"
        | "how do you know it"
        | "you are wrong" => {
            return Some(DOUBT);
        }
        "tell joke" | "do you agree" | "sing" | "sing song" => return Some(CANNOT),
        _ => {}
    }
    CANNOT_BEGIN
        .iter()
        .any(|opening| said.begins(opening))
        .then_some(CANNOT)
}

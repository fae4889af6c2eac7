//! `verbatim bench`: how fast the commands answer on this machine, over the
//! articles at hand, with questions made of their own words.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use clap::ArgMatches;

use super::{Exit, Options, shelf::Use, talk};
use crate::{
    article::Article,
    bot::{Bot, Message},
    command::counted,
    index::Scope,
    text::shorten,
};

/// Each command is asked for so long, but at least once for each article.
const PATIENCE: Duration = Duration::from_secs(1);

/// Articles that questions are made of; of more, these stand for all.
const SAMPLED: usize = 200;

/// Longest part of a sentence that is asked about, in code points.
const ASKED: usize = 60;

pub(super) fn run(given: &ArgMatches, options: &Options) -> anyhow::Result<Exit> {
    let begun = Instant::now();
    let bot = talk::bot(given, options, Use::Ask)?;
    let started = begun.elapsed();
    let entries: Vec<_> = bot.library().entries(&Scope::All).take(SAMPLED).collect();
    if entries.is_empty() {
        anyhow::bail!("there is no article to ask; name one with --article");
    }
    let mut lines: [(&str, Vec<String>); 5] = [
        ("ask", Vec::new()),
        ("who", Vec::new()),
        ("check", Vec::new()),
        ("search", Vec::new()),
        ("summary", Vec::new()),
    ];
    for entry in &entries {
        let article = &entry.article;
        let middle = words(article, article.sentences.len() / 2);
        let attributions = &entry.attributions().attributions;
        let said = attributions
            .first()
            .and_then(|attribution| attribution.content.first())
            .map_or_else(
                || middle.clone(),
                |span| shorten(article.words(*span), ASKED).replace(char::is_whitespace, " "),
            );
        let [ask, who, check, search, summary] = &mut lines;
        ask.1.push(format!("ask what about {middle}?"));
        who.1.push(format!("who {said}"));
        check.1.push(format!("check {said}"));
        search.1.push(format!("search {middle}"));
        summary.1.push("summary".to_owned());
    }
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{}, read and ready after {:.1} ms",
        counted(bot.library().len(), "article"),
        milliseconds(started)
    )?;
    writeln!(
        out,
        "{:<8} {:>9} {:>9} {:>7}",
        "", "median", "99th", "asked"
    )?;
    for (name, lines) in &lines {
        let mut times = ask_for_a_while(&bot, lines);
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied();
        writeln!(
            out,
            "{name:<8} {:>6.3} ms {:>6.3} ms {:>7}",
            milliseconds(at(50).unwrap_or_default()),
            milliseconds(at(99).unwrap_or_default()),
            times.len(),
        )?;
    }
    if let Some(resident) = resident_megabytes() {
        writeln!(out, "resident memory {resident} MB")?;
    }
    Ok(Exit::Answered)
}

/// The times of the lines, asked in turn, each as the first of its
/// conversation.
fn ask_for_a_while(bot: &Bot, lines: &[String]) -> Vec<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    // The first is not measured: it opens the index.
    let mut first = true;
    for (number, line) in lines.iter().cycle().enumerate() {
        if number > lines.len() && begun.elapsed() > PATIENCE {
            break;
        }
        let message = Message {
            platform: "terminal",
            conversation: format!("bench {number}"),
            text: line.clone(),
            addressed: true,
            ..Message::default()
        };
        let asked = Instant::now();
        let reply = bot.answer(&message);
        let took = asked.elapsed();
        std::hint::black_box(reply);
        if !std::mem::take(&mut first) {
            times.push(took);
        }
    }
    times
}

/// The longest words of a sentence, as somebody remembers it.
fn words(article: &Article, sentence: usize) -> String {
    let Some(sentence) = article.sentences.get(sentence) else {
        return article.title().to_owned();
    };
    let text = article.words(sentence.span);
    let mut words: Vec<(usize, &str)> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .enumerate()
        .collect();
    words.sort_by_key(|(_, word)| std::cmp::Reverse(word.chars().count()));
    words.truncate(4);
    words.sort_unstable();
    let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
    words.join(" ")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Memory of this process that is in RAM; where the system says so.
fn resident_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

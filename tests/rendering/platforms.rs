//! The same replies on the terminal, on Discord and on Matrix, side by side in
//! `tests/snapshots/platforms.txt`; `UPDATE_SNAPSHOTS=1` rewrites it.

use std::fmt::Write;

use verbatim::{
    chat::{discord, matrix, terminal::render::render},
    reply::Reply,
};

use super::{BARE, replies, snapshot::assert_as_before, visible};

fn matrix(reply: &Reply) -> Vec<String> {
    let messages = matrix::render(reply, false).into_iter();
    messages.map(|message| message.html).collect()
}

fn renderings(reply: &Reply) -> [(&'static str, String); 3] {
    [
        ("terminal", render(reply, BARE)),
        (
            "Discord",
            discord::pages(reply, false).join("\n[next page]\n"),
        ),
        ("Matrix", matrix(reply).join("\n[next page]\n")),
    ]
}

#[test]
fn replies_look_as_they_did_on_each_platform() {
    let mut shown = String::new();
    for (name, reply) in replies::all() {
        for (platform, rendering) in renderings(&reply) {
            writeln!(shown, "===== {name}: {platform}\n{}\n", visible(&rendering)).unwrap();
        }
    }
    assert_as_before("platforms.txt", &shown);
}

#[test]
fn every_platform_has_the_words_of_the_article() {
    // Marks of emphasis and escapes are no words.
    let bare = |text: &str| -> String {
        let text = text
            .replace("<strong>", "")
            .replace("</strong>", "")
            .replace("<em>", "")
            .replace("</em>", "")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'");
        text.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    for (name, reply) in replies::all() {
        for quotation in reply
            .quotations()
            .filter(|quotation| quotation.replace.is_none())
        {
            let words = bare(&quotation.excerpt.text);
            for (platform, rendering) in renderings(&reply) {
                let rendering = bare(&rendering);
                assert!(
                    rendering.contains(&words),
                    "{name}, {platform}: {rendering}"
                );
            }
        }
    }
}

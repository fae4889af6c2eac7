//! Articles and bad inputs as people give them, read as a whole.

use super::*;

#[track_caller]
fn article(name: &str, text: &str) -> Article {
    read(Source {
        bytes: text.as_bytes(),
        name,
        ..Source::default()
    })
    .unwrap()
}

#[track_caller]
fn refusal(name: &str, bytes: &[u8]) -> Unreadable {
    read(Source {
        bytes,
        name,
        ..Source::default()
    })
    .unwrap_err()
}

fn passages(article: &Article) -> Vec<&str> {
    article
        .passages
        .iter()
        .map(|passage| article.words(passage.span))
        .collect()
}

fn headings(article: &Article) -> Vec<&str> {
    article
        .sections
        .iter()
        .filter_map(|section| Some(article.words(section.heading?)))
        .collect()
}

fn reasons(article: &Article) -> Vec<&str> {
    article.left_out.iter().map(|left| left.reason).collect()
}

const COPIED: &str = "Skip to main content
Home > News
River town votes to move its market

By Ada Brandt
Updated March 4, 2025 | 3 min read

Wide shot of an empty market square, with red awnings and a stone fountain.

The town council voted on Tuesday to move the weekly market to the old rail yard. The move is planned for May.

Advertisement

Voices from the U.S.

“We have stood on this square for 300 years,” said Emil Sato, a cheesemonger. He will go to court.

Related: Council raises parking fees

Facebook
Twitter

What happens next

The council will meet again in April. Traders may send comments until then, the mayor, Rosa Lindh, said.

Share this article
Facebook
WhatsApp

2 Comments
Bert says: I think this is a very bad idea and I have said so many times.

Join in
Only the editors see your address. Fields with a star must be filled in.";

#[test]
fn a_page_copied_as_text_loses_its_rubbish_only() {
    let article = article("market.txt", COPIED);
    assert_eq!(article.title(), "River town votes to move its market");
    assert_eq!(article.metadata.byline.as_deref(), Some("Ada Brandt"));
    assert_eq!(article.metadata.date.as_deref(), Some("March 4, 2025"));
    assert_eq!(article.metadata.language.as_deref(), Some("en"));
    assert_eq!(
        headings(&article),
        ["Voices from the U.S.", "What happens next"]
    );
    assert_eq!(article.passages.len(), 3, "{:?}", passages(&article));
    assert_eq!(article.sentences.len(), 6);
    for reason in [
        "navigation",
        "image caption",
        "advertisement",
        "related links",
        "share buttons",
        "comments",
    ] {
        assert!(
            reasons(&article)
                .iter()
                .any(|found| found.starts_with(reason)),
            "{reason}"
        );
    }
}

#[test]
fn wrapped_lines_become_paragraphs() {
    let text = "THE LAMP IN THE TOWER\n\nThe keeper had lit the lamp every evening for thirty years, and in\nall that time no ship had been lost on the reef below the tower, as\nhe told everybody who would listen.\n\nThen came the winter of the great storm, when the oil froze in its\npipes and the keeper carried it up by hand, bucket after bucket, until\nmorning.\n";
    let article = article("lamp.txt", text);
    assert_eq!(article.title(), "THE LAMP IN THE TOWER");
    assert_eq!(article.passages.len(), 2);
    assert!(passages(&article)[0].contains("and in all that time"));
}

#[test]
fn a_paragraph_a_line_needs_no_empty_lines() {
    let text = "Mill reopens after a century\nThe old mill at Corley will grind flour again from Saturday, its owners said.\nWhat it took\nVolunteers spent nine years on the wheel alone. They found the first bolts in a barn.\n";
    let article = article("mill", text);
    assert_eq!(article.title(), "Mill reopens after a century");
    assert_eq!(headings(&article), ["What it took"]);
    assert_eq!(article.passages.len(), 2);
}

#[test]
fn markdown_keeps_words_and_metadata() {
    let text = "---\ntitle: \"The long way round\"\nauthor: [Kim Osei, Lea Brun]\ndate: 2025-02-01\nurl: https://example.org/way\nlanguage: en-US\n---\n\n<!-- draft -->\n\n## Setting out\n\nWe walked from [Arden](https://example.org) to the *coast* in four days.\n\n- Bread and cheese\n- A map\n\n> Nobody walks here any more, she said.\n\n![A path along a cliff](cliff.jpg)\n";
    let article = article("way.md", text);
    assert_eq!(
        article.metadata.title.as_deref(),
        Some("The long way round")
    );
    assert_eq!(
        article.metadata.byline.as_deref(),
        Some("Kim Osei, Lea Brun")
    );
    assert_eq!(
        article.metadata.url.as_deref(),
        Some("https://example.org/way")
    );
    assert_eq!(article.metadata.language.as_deref(), Some("en"));
    assert_eq!(
        passages(&article),
        [
            "We walked from Arden to the coast in four days.",
            "Bread and cheese",
            "A map",
            "Nobody walks here any more, she said."
        ]
    );
    assert!(reasons(&article).contains(&"image"));
}

#[test]
fn markdown_without_front_matter_takes_its_heading_as_title() {
    let article = article(
        "x.md",
        "# Bees in the city\n\nHives on roofs give more honey than hives in fields.\n",
    );
    assert_eq!(article.title(), "Bees in the city");
    let toml = "+++\ntitle = \"Salt\"\ndate = 2024-05-01\nurl = \"javascript:alert(1)\"\n+++\nSalt was once worth more than silver in this valley.\n";
    let article = self::article("x.md", toml);
    assert_eq!(article.title(), "Salt");
    assert_eq!(article.metadata.date.as_deref(), Some("2024-05-01"));
    assert_eq!(article.metadata.url, None);
}

#[test]
fn a_saved_news_page_gives_its_main_text_and_metadata() {
    let article = article("bridge.html", include_str!("../../tests/pages/news.html"));
    let about = &article.metadata;
    assert_eq!(article.title(), "Harbour bridge to close for nine weeks");
    assert_eq!(about.byline.as_deref(), Some("Ines Marlow, Tom Adeyemi"));
    assert_eq!(about.date.as_deref(), Some("2025-03-03T08:15:00Z"));
    assert_eq!(about.publisher.as_deref(), Some("The Quay Courier"));
    assert_eq!(
        about.url.as_deref(),
        Some("https://courier.example/harbour-bridge")
    );
    assert_eq!(
        headings(&article),
        ["Ferries every ten minutes", "What it costs"]
    );
    assert_eq!(article.passages.len(), 11);
    assert!(article.text().contains("said Marta Oyelaran, who heads"));
    for rubbish in [
        "cookies",
        "Facebook",
        "newsletter",
        "Ferry fares",
        "1931",
        "forty years",
        "not a paragraph",
    ] {
        assert!(!article.text().contains(rubbish), "{rubbish}");
    }
}

#[test]
fn a_page_of_divs_and_breaks_is_read() {
    let article = article("owls.html", include_str!("../../tests/pages/divs.html"));
    assert_eq!(article.title(), "Owls return to the old mill");
    assert_eq!(article.metadata.byline.as_deref(), Some("Ruth Calder"));
    assert_eq!(article.passages.len(), 4, "{:?}", passages(&article));
}

#[test]
fn walls_and_errors_are_refused_by_name() {
    let page = |text: &str| refusal("page.html", text.as_bytes());
    assert!(matches!(
        page(include_str!("../../tests/pages/cookies.html")),
        Unreadable::CookieWall { .. }
    ));
    assert!(matches!(
        page(include_str!("../../tests/pages/paywall.html")),
        Unreadable::Paywall { .. }
    ));
    assert!(matches!(
        page(include_str!("../../tests/pages/missing.html")),
        Unreadable::ErrorPage { .. }
    ));
    assert!(matches!(
        page(include_str!("../../tests/pages/script_only.html")),
        Unreadable::NeedsJavaScript { .. }
    ));
    assert!(matches!(
        page("<html><body><nav>Home</nav></body></html>"),
        Unreadable::NotAnArticle { .. }
    ));
}

#[test]
fn an_article_about_walls_is_no_wall() {
    let text = format!(
        "Why sites ask about cookies\n\n{}",
        "Publishers ask readers to subscribe to continue reading, and then ask to accept all cookies, the study found.\n\n".repeat(14)
    );
    assert_eq!(article("walls.txt", &text).passages.len(), 14);
}

#[test]
fn empty_binary_and_huge_sources_are_refused() {
    assert!(matches!(refusal("a.txt", b""), Unreadable::Empty { .. }));
    assert!(matches!(
        refusal("a.txt", b" \n\t\n"),
        Unreadable::Empty { .. }
    ));
    assert!(matches!(
        refusal("a.txt", b"\x89PNG\r\n\x1a\n\0\0"),
        Unreadable::Binary {
            kind: "an image",
            ..
        }
    ));
    assert!(matches!(
        refusal("a.txt", &vec![b'a'; 100_000_000]),
        Unreadable::TooLarge { megabytes: 100, .. }
    ));
    let said = refusal("a\u{1b}[31m.txt", b"").to_string();
    assert_eq!(
        said,
        "`a.txt` is empty. Give me a file with the article's text."
    );
}

#[test]
fn data_that_is_marked_up_is_no_text() {
    for data in [
        "<?xml version=\"1.0\"?>\n<rss><channel><title>Harbour notes</title></rss>",
        "\u{feff}<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Harbour notes</title>",
        "<svg viewBox=\"0 0 9 9\"><text>Harbour notes</text></svg>",
    ] {
        let refused = refusal("notes.xml", data.as_bytes());
        assert!(matches!(refused, Unreadable::Xml { .. }), "{refused}");
    }
    let page = "<?xml version=\"1.0\"?><html><body><p>The harbour was flooded on Monday, and the mill closed on Friday because its wheel had been carried off by the river during the night.</p></body></html>";
    assert_eq!(article("page.xml", page).sentences.len(), 1);
}

#[test]
fn strange_text_is_read_or_refused_without_harm() {
    let endless = "word ".repeat(400_000);
    assert_eq!(article("endless.txt", &endless).passages.len(), 1);
    let headings = "Heading\n\n".repeat(10_000);
    let _ = read(Source {
        bytes: headings.as_bytes(),
        name: "h.txt",
        ..Source::default()
    });
    let sharp = "## Heading\n\nSome words stand here.\n\n".repeat(10_000);
    assert_eq!(article("h.md", &sharp).sections.len(), 10_000);
    let unbalanced = "“Never closed, he said. ".repeat(2_000);
    assert!(!article("q.txt", &unbalanced).sentences.is_empty());
    let mixed =
        "כותרת\n\nהעירייה הודיעה ביום שני כי הגשר ייסגר לתנועה. צליל e\u{301} נשמע.\n\0\u{1b}[2J";
    let article = article("rtl.txt", mixed);
    assert!(article.text().contains("הגשר") && article.text().contains('é'));
    assert!(!article.text().contains(['\0', '\u{1b}']));
    assert_eq!(article.metadata.language.as_deref(), Some("he"));
}

#[test]
fn hostile_pages_take_no_more_than_their_size() {
    let deep = format!(
        "{}<p>{}</p>",
        "<div>".repeat(100_000),
        "The words under it all are read. ".repeat(8)
    );
    assert_eq!(article("deep.html", &deep).sentences.len(), 8);
    let nested = format!(
        "{}{}",
        "> ".repeat(50_000),
        "The words under it all are read."
    );
    let _ = read(Source {
        bytes: nested.as_bytes(),
        name: "n.md",
        ..Source::default()
    });
    let bold = (0..5_000).fold(String::new(), |page, n| {
        page + "<b id=" + n.to_string().as_str() + "><p>"
    });
    let _ = read(Source {
        bytes: bold.as_bytes(),
        name: "b.html",
        ..Source::default()
    });
}

#[test]
fn a_menu_in_a_table_is_no_passage() {
    let page = "<html><body><table><tr><td><a href=1>Start</a><br><a href=2>Links</a><br>You are visitor no. 2041</td>\
        <td><h1>Night market</h1><p>A market that opens at night began on Monday in <a href=3>the old tannery</a> on the river.\
        <p>It sells bread, according to <a href=4>its founder</a>, Odile Marchetti, who was a nurse for years.\
        <table><tr><td><a href=5>Bread</a></td><td>two crowns</td></tr><tr><td>Cheese</td><td>nine crowns</td></tr></table>\
        <p>Nobody has to pay for a place before the first of May, she said.\
        <p><a href=6>Top</a> | <a href=7>Home</a> | Page 1</td></tr></table></body></html>";
    let article = article("market.html", page);
    let passages = passages(&article);
    assert_eq!(
        passages.first().map(|first| first.split(' ').next()),
        Some(Some("A")),
        "{passages:?}"
    );
    assert!(
        passages.last().unwrap().starts_with("Nobody has"),
        "{passages:?}"
    );
    assert!(
        passages.iter().any(|row| row.contains("two crowns")),
        "a table of the article stays: {passages:?}"
    );
    assert!(reasons(&article).contains(&"navigation"));
}

#[test]
fn a_date_is_shown_as_a_day() {
    for (date, day) in [
        ("2026-11-12T18:42:10.000Z", "2026-11-12"),
        ("2026-11-12", "2026-11-12"),
        ("12 November 2026", "12 November 2026"),
        ("Thursday", "Thursday"),
        ("2026-11-Twelfth", "2026-11-Twelfth"),
        ("T", "T"),
    ] {
        let metadata = Metadata {
            date: Some(date.to_owned()),
            ..Metadata::default()
        };
        assert_eq!(metadata.day(), Some(day));
    }
}

#[test]
fn what_markup_writes_with_other_characters_is_cleaned_too() {
    let words = "The mill was sold&#27;[31m on Monday&#x202e; to Ann&#8203; Lee&#1;, who wants to bake in it again from the first of May&#10;on.";
    let page = format!(
        "<html><head><title>The mill&#x202e; is sold</title></head><body><article><h1>The&#7; mill&#x202e; is sold</h1><figure><figcaption>A mill&#27;]0;x&#7;</figcaption></figure><p>{words}</p><p>{words}</p></article></body></html>"
    );
    let front = format!(
        "+++\ntitle = \"The mill\\u202E is sold\"\nauthor = \"Ann\\u001b[2J Lee\"\n+++\n\n{words}\n"
    );
    for article in [
        article("mill.html", &page),
        article("mill.md", &front),
        article(
            "mill.md",
            &format!("# The&#7; mill&#x202e; is sold\n\n{words}\n"),
        ),
    ] {
        assert_eq!(article.title(), "The mill is sold");
        assert!(
            article.text().contains("The mill was sold on Monday to Ann Lee, who wants to bake in it again from the first of May on."),
            "{:?}",
            article.text()
        );
        let byline = article.metadata.byline.as_deref();
        assert!(
            byline.is_none_or(|byline| byline == "Ann Lee"),
            "{byline:?}"
        );
        for left in &article.left_out {
            assert!(!left.text.contains(char::is_control), "{left:?}");
        }
    }
}

//! A newcomer feeds it pages of three sites, a feed and a PDF file, asks
//! across them, kills it, starts it again and goes on.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::Stdio,
    time::Duration,
};

use crate::command_line::Place;

/// A site that wraps its story in divisions, with teasers beside it.
const WINDMILL: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Windmill turns again | Fenland Echo</title>
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Windmill at Saltby turns again","datePublished":"2026-02-11T08:30:00Z","author":{"@type":"Person","name":"Joan Petrie"},"publisher":{"@type":"Organization","name":"Fenland Echo"}}</script>
<link rel="canonical" href="https://fenland.example/windmill"></head><body>
<div id="gdpr" class="consent-overlay"><h2>Your privacy</h2><p>We and our 312 partners store cookies.</p><button>Agree</button></div>
<div class="topnav"><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></div>
<div class="layout"><div class="story-body"><h1>Windmill at Saltby turns again</h1>
<div class="share"><a href="/share">Share on Facebook</a> <a href="/share">Tweet</a></div>
<p>The windmill at Saltby ground flour on Saturday for the first time since 1931, after volunteers had rebuilt its cap and all four sails.</p>
<p>“My grandmother baked with flour from this mill,” said Rosalind Achterberg, who led the volunteers for nine years.</p>
<div class="advert"><p>Advertisement</p><p>Buy one, get one free at Fen Furniture!</p></div>
<p>The work cost £186,000, most of it given by people of the village, according to the trust that owns the mill.</p>
<p>The trust plans to sell the flour at the gate on the first Saturday of every month, beginning in April.</p>
<div class="newsletter"><p>Sign up for our newsletter</p><form><input type="email"></form></div></div>
<div class="sidebar"><h3>Most read</h3><ul><li><a href="/a">Ten pubs with a view</a></li><li><a href="/b">Council rejects car park</a></li></ul></div></div>
<div class="footer"><p>© Fenland Echo 2026. Terms. Privacy.</p></div></body></html>"#;

/// A site that marks its parts up, with comments below.
const OTTERS: &str = r#"<html><head><meta charset="utf-8"><meta property="og:title" content="Otters return to the Lanner"><meta property="og:site_name" content="Lanner Valley News"><meta property="article:published_time" content="2026-03-04"><title>LVN</title></head><body>
<header><nav><a href="/">LVN</a> <a href="/subscribe">Subscribe</a></nav></header>
<main><article><header><h1>Otters return to the Lanner</h1><p class="byline">By <a href="/people/t-okafor">Tunde Okafor</a></p><time datetime="2026-03-04">4 March 2026</time></header>
<figure><img src="otter.jpg" alt="An otter"><figcaption>An otter on the Lanner. Photograph: M. Vale</figcaption></figure>
<p>Seven otters have been counted along the upper Lanner this winter, the first in forty-four years, the river trust said on Wednesday.</p>
<p>“We had stopped hoping,” said Halvard Brekke, a warden of the trust, who found the first tracks in November under the rail bridge.</p>
<p>The trust had removed nine weirs since 2019, and anglers had stopped using lead weights.</p>
<p>Fishermen are less pleased. “They eat what we stock,” said Moira Tennant of the angling club.</p>
<aside><h2>Read more</h2><a href="/x">Beavers seen near Holm</a></aside></article>
<section id="comments"><h2>3 comments</h2><p>pikeman: shoot them all lol</p><p>Reply · Report</p></section></main></body></html>"#;

/// An old site: tables, an old encoding, and no word of what is what.
const LIBRARY: &str = "<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT=\"text/html; charset=windows-1252\"><TITLE>Night library opens in Bramford</TITLE></HEAD><BODY BGCOLOR=white><TABLE><TR><TD WIDTH=120><A HREF=index.html>Start</A><BR><A HREF=links.html>Links</A><BR>You are visitor no. 20418</TD><TD>
<H1>Night library opens in Bramford</H1>
<P>A library that is open only at night began its work in Bramford on Monday, in the rooms of the former caf\u{e9} on Mill Street.
<P>It lends books from ten in the evening until five in the morning, and nobody has to pay anything.
<P>\u{201c}Bakers and nurses read too,\u{201d} said its founder, Odile Marchetti, who was a night nurse for twenty-two years.
<P>By Thursday 340 people had taken out a card, three times as many as she had thought would come in the first month.
<P><FONT SIZE=1>Best viewed with 800x600. Last updated: yesterday. Webmaster</FONT></TD></TR></TABLE></BODY></HTML>";

const FEED: &str = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour Notes</title><link>https://harbour.example/</link><description>Notes</description>
<item><title>Lifeboat gets a new engine</title><link>https://harbour.example/lifeboat</link><guid>1</guid><pubDate>Fri, 06 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[ENGINE]]></content:encoded></item>
<item><title>Crane to be painted</title><link>https://harbour.example/crane</link><guid>2</guid><pubDate>Sat, 07 Mar 2026 10:00:00 GMT</pubDate><content:encoded><![CDATA[CRANE]]></content:encoded></item></channel></rss>"#;

fn feed() -> String {
    let more = "<p>The harbour office keeps a list of everything that is done on the quay, and anybody may read it on the door of the old customs house, where it has hung since the flood, or ask for a copy at the window between eight and noon.</p>";
    let engine = format!(
        "<p>The lifeboat of Port Errol got a new engine on Thursday, which is to bring it to the sandbank in eleven minutes instead of nineteen.</p><p>“She will outrun the gulls,” said coxswain Effie Straughan after the trial.</p>{}",
        more.repeat(4)
    );
    let crane = format!(
        "<p>The steam crane on the north quay will be painted green again, as it was before, the harbour master announced on Friday.</p><p>The paint for the crane alone costs 7,300 pounds, harbour master Colm Iveagh said.</p>{}",
        more.repeat(4)
    );
    FEED.replace("ENGINE", &engine).replace("CRANE", &crane)
}

/// Lines of a report that was printed to PDF, with the head of every page.
const REPORT: [&[&str]; 2] = [
    &[
        "The observatory on Mount Carrick will close its dome in September and move its telescope",
        "to the island of Skerra, where the nights are darker, its director announced on Tuesday. The",
        "move takes fourteen months.",
        "",
        "\"We can no longer see the faint stars from here,\" said Yasmin Dorrell, the director, and point-",
        "ed at the lights of the harbour below.",
    ],
    &[
        "Colm Arden",
        "",
        "The telescope weighs 23 tonnes. It will travel by barge, because no road of the island would",
        "carry it, according to the engineers.",
    ],
];

/// A PDF file of such pages, put together by hand.
fn pdf() -> Vec<u8> {
    let mut objects: Vec<String> = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let mut pages = Vec::new();
    for (number, lines) in REPORT.iter().enumerate() {
        let mut drawn =
            String::from("BT /F 8 Tf 1 0 0 1 60 800 Tm (Carrick Astronomy Bulletin) Tj ET\n");
        if number == 0 {
            drawn += "BT /F 22 Tf 1 0 0 1 60 740 Tm (Observatory leaves Mount Carrick) Tj ET\n";
        }
        for (line, text) in lines.iter().enumerate() {
            let text = text.replace('(', "\\(").replace(')', "\\)");
            let down = 700 - 14 * line;
            writeln!(drawn, "BT /F 11 Tf 1 0 0 1 60 {down} Tm ({text}) Tj ET").unwrap();
        }
        writeln!(
            drawn,
            "BT /F 8 Tf 1 0 0 1 300 30 Tm (Page {} of 2) Tj ET",
            number + 1
        )
        .unwrap();
        objects.push(format!(
            "<< /Length {} >>\nstream\n{drawn}endstream",
            drawn.len()
        ));
        let contents = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {contents} 0 R >>"
        ));
        pages.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        pages.join(" "),
        pages.len()
    );
    let mut file = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{} 0 obj\n{object}\nendobj", number + 1).unwrap();
    }
    let at = file.len();
    write!(
        file,
        "{table}trailer\n<< /Size {} /Root 1 0 R /Info << /Author (Colm Arden) >> >>\nstartxref\n{at}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    file.into_bytes()
}

fn place() -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path().join("saved/old")).unwrap();
    place.write("saved/windmill.html", WINDMILL.as_bytes());
    place.write("saved/otters.html", OTTERS.as_bytes());
    let latin: Vec<u8> = LIBRARY
        .chars()
        .map(|c| match c {
            '\u{201c}' => 0x93,
            '\u{201d}' => 0x94,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    place.write("saved/old/night.htm", &latin);
    place.write("saved/picture.png", b"\x89PNG not an article");
    place.write("notes.xml", feed().as_bytes());
    place.write("report.pdf", &pdf());
    place
}

const QUESTIONS: [(&str, &str, &str); 6] = [
    (
        "how much did the work on the windmill cost?",
        "£186,000",
        "Windmill at Saltby turns again",
    ),
    (
        "how many otters have been counted?",
        "Seven",
        "Otters return to the Lanner",
    ),
    (
        "how many people had taken out a card by Thursday?",
        "340",
        "Night library opens in Bramford",
    ),
    (
        "how much does the paint for the crane cost?",
        "7,300 pounds",
        "Crane to be painted",
    ),
    (
        "how many tonnes does the telescope weigh?",
        "23",
        "Observatory leaves Mount Carrick",
    ),
    (
        "who said \"She will outrun the gulls\"?",
        "Effie Straughan",
        "Lifeboat gets a new engine",
    ),
];

/// What a process says until it has said `words`, its pipe closes, or nothing
/// comes for a minute.
fn hear(from: impl Read + Send + 'static, words: &str) -> String {
    let (tell, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                break;
            }
        }
    });
    let mut heard = String::new();
    while !heard.contains(words)
        && let Ok(line) = lines.recv_timeout(Duration::from_mins(1))
    {
        heard += line.as_str();
        heard.push('\n');
    }
    heard
}

#[test]
fn a_newcomer_feeds_it_asks_across_kills_it_and_goes_on() {
    let place = place();
    let added = place.run(&["add", "saved", "notes.xml", "report.pdf"]);
    assert_eq!(added.status, Some(0), "{added:?}");
    assert!(
        added.out.contains("6 articles added of 5 files"),
        "{added:?}"
    );
    let receipt = place.run(&["article", "observatory"]).out;
    assert!(receipt.contains("By: Colm Arden"), "{receipt}");

    for (question, answer, title) in QUESTIONS {
        let said = place.run_on(&["chat"], question.as_bytes()).out;
        assert!(
            said.contains(answer) && said.contains(title),
            "{question}: {said}"
        );
    }
    // Confirmed by the reply, and so there after the kill.
    let text = "add The signal box at Dunmore Halt was sold on Friday to a potter. Its new owner, Bettina Zell, wants to fire her kiln where the levers stood, and the railway has agreed on condition that the bell stays on the wall.";
    let mut program = place.program(&["chat"]);
    let mut chat = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = chat.stdin.take().unwrap();
    writeln!(input, "{text}").unwrap();
    let heard = hear(chat.stdout.take().unwrap(), "Added.");
    chat.kill().unwrap();
    chat.wait().unwrap();
    assert!(heard.contains("Added."), "{heard}");

    for (question, answer, title) in QUESTIONS {
        let again = place.run_on(&["chat"], question.as_bytes()).out;
        assert!(
            again.contains(answer) && again.contains(title),
            "{question}: {again}"
        );
    }
    let owner = place
        .run(&["ask", "who is the new owner of the signal box?"])
        .out;
    assert!(owner.contains("“Bettina Zell”"), "{owner}");

    // The rubbish around the words is none of them.
    for rubbish in [
        "312 partners",
        "Fen Furniture",
        "pikeman",
        "Astronomy Bulletin",
    ] {
        let found = place.run(&["search", rubbish]).out;
        assert!(found.contains("No passage has"), "{rubbish}: {found}");
    }
    let receipt = place.run(&["article", "windmill"]).out;
    assert!(
        receipt.contains("Joan Petrie") && receipt.contains("2026-02-11"),
        "{receipt}"
    );

    let again = place.run(&["add", "saved", "notes.xml", "report.pdf"]);
    assert!(
        again.out.contains("0 articles added, 6 known already"),
        "{again:?}"
    );
}

#[test]
fn a_pdf_file_is_asked_and_one_that_cannot_be_read_is_refused() {
    let place = place();
    let text = place
        .run(&["--article", "report.pdf", "article", "--text"])
        .out;
    assert!(
        text.contains("and pointed at the lights of the harbour below."),
        "the parted word is whole: {text}"
    );
    assert!(
        text.starts_with("The observatory") || text.contains("\nThe observatory"),
        "{text}"
    );
    assert!(!text.contains("Page 1 of 2"), "{text}");

    let whole = pdf();
    place.write("half.pdf", &whole[..whole.len() / 2]);
    place.run(&["add", "half.pdf"]).fails_saying(&["PDF file"]);
    place.write(
        "odd.pdf",
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\ntrailer << /Root 1 0 R >>",
    );
    place.run(&["add", "odd.pdf"]).fails_saying(&["PDF file"]);
}

#[test]
fn a_folder_that_was_interrupted_is_gone_on_with() {
    const FILES: usize = 400;
    let place = Place::new();
    std::fs::create_dir(place.path().join("many")).unwrap();
    for number in 0..FILES {
        let text = format!(
            "Well number {number} in the dale\n\nWell number {number} was dug in {} and gave {} litres of water a day until the spring of last year, when the pump at its side broke.\n",
            1600 + number,
            number * 7 + 3
        );
        place.write(&format!("many/{number}.txt"), text.as_bytes());
    }
    let mut first = place.program(&["add", "many"]);
    let mut first = first
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let told = hear(first.stderr.take().unwrap(), "adding: 6");
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(told.contains(" of 400"), "{told}");

    let second = place.run(&["add", "many"]);
    assert_eq!(second.status, Some(0), "{second:?}");
    assert!(second.out.contains("known already"), "{second:?}");
    let list = place.run(&["articles"]).out;
    assert!(list.contains("1 to 10 of 400"), "{list}");
    let answer = place
        .run(&[
            "ask",
            "how many litres of water a day did well number 377 give?",
        ])
        .out;
    assert!(answer.contains("2642"), "{answer}");
}

#[test]
fn the_whole_state_can_be_taken_to_another_machine() {
    let place = place();
    place.run(&["add", "saved"]);
    place.run(&["use", "otters"]);
    let exported = place.run(&["export", "all.jsonl"]);
    assert_eq!(exported.status, Some(0), "{exported:?}");
    let lines = std::fs::read(place.path().join("all.jsonl")).unwrap();

    let other = Place::new();
    other.write("all.jsonl", &lines);
    assert_eq!(other.run(&["import", "all.jsonl"]).status, Some(0));
    let asks = other.run(&["use"]).out;
    assert!(asks.contains("Otters return to the Lanner"), "{asks}");
    other
        .run(&["import", "all.jsonl"])
        .fails_saying(&["is not empty"]);
    other
        .run(&["import", "none.jsonl"])
        .fails_saying(&["failed to read"]);
    assert_eq!(
        other.run(&["export"]).out.lines().count(),
        lines.split(|b| *b == b'\n').count() - 1
    );
}

/// Serves a feed and its pages on this machine, and counts the requests.
fn site() -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let base = address.clone();
    let (tell, asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
            let (status, body) = match path.as_str() {
                _ if request.contains("if-none-match: \"1\"") => {
                    ("304 Not Modified", String::new())
                }
                "/feed" => (
                    "200 OK",
                    format!(
                        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Valley</title><id>v</id><updated>2026-03-01T00:00:00Z</updated><entry><title>Otters</title><id>1</id><updated>2026-03-01T00:00:00Z</updated><link href=\"{base}/otters\"/><summary>Otters!</summary></entry><entry><title>Hidden</title><id>2</id><updated>2026-03-01T00:00:00Z</updated><link href=\"{base}/hidden/x\"/><summary>Hush.</summary></entry></feed>"
                    ),
                ),
                "/robots.txt" => ("200 OK", "User-agent: *\nDisallow: /hidden\n".to_owned()),
                "/otters" => ("200 OK", OTTERS.to_owned()),
                _ => ("404 Not Found", String::new()),
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nETag: \"1\"\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = tell.send(path);
        }
    });
    (address, asked)
}

#[test]
fn a_feed_is_followed_politely() {
    let place = Place::new();
    place.write("open.toml", b"[fetch]\nprivate_addresses = \"yes\"\n");
    let (address, asked) = site();
    let feed = format!("{address}/feed");
    let added = place.run(&["--config", "open.toml", "add", &feed]);
    assert!(
        added.out.contains("1 article added, 1 not taken"),
        "{added:?}"
    );
    assert!(added.out.contains("I follow it from now on"), "{added:?}");
    assert!(added.out.contains("robots.txt"), "{added:?}");
    let asked: Vec<String> = asked.try_iter().collect();
    assert!(
        !asked.iter().any(|path| path.starts_with("/hidden")),
        "{asked:?}"
    );

    let feeds = place.run(&["feeds"]).out;
    assert!(feeds.contains("Valley") && feeds.contains(&feed), "{feeds}");
    let answer = place
        .run(&["ask", "how many otters have been counted?"])
        .out;
    assert!(answer.contains("Seven"), "{answer}");
    let stopped = place.run(&["feeds", "stop", &feed]);
    assert!(stopped.out.contains("No longer followed"), "{stopped:?}");
    assert!(place.run(&["feeds"]).out.contains("I follow no feed"));
}

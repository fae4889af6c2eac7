//! Which everyday English words stand for one another, for their opposite or
//! for nothing in particular? A small general table; knows no article.

use std::{collections::HashMap, sync::OnceLock};

use rust_stemmers::{Algorithm, Stemmer};

/// Words of news and of chats that readers use for one another. A word of
/// several meanings stands only where the others share the usual one.
const ALIKE: &[&str] = &[
    "ceo executive boss",
    "boss chief head director",
    "leader head chief",
    "cfo finance treasurer",
    "buy bought purchase acquire takeover acquisition",
    "buyer purchaser acquirer",
    "sell sold sale",
    "pay paid payment price sum cost worth buy bought",
    "cost price worth value spend spent expense",
    "fee price charge",
    "salary wage pay earn paid",
    "debt loan owe borrow credit lend lent",
    "bankrupt bankruptcy insolvent insolvency",
    "profit earnings",
    "revenue sales turnover takings",
    "grow grew growth rise rose increase up",
    "fall fell fallen drop decline decrease down",
    "fired sacked dismissed",
    "layoff redundancy jobs",
    "employee worker staff workforce employ employed work works",
    "company firm business",
    "shop store branch outlet",
    "factory plant mill works",
    "merge merger takeover",
    "hurt injured wounded injury injuries harm",
    "dead died killed death dies kill",
    "victim casualty",
    "murder kill killed",
    "sick ill disease illness",
    "doctor physician",
    "child children kid",
    "mother mum mom",
    "father dad",
    "wife husband spouse married",
    "car vehicle automobile",
    "ship vessel boat",
    "plane aircraft jet",
    "crash collision accident struck hit collide",
    "fire blaze burn",
    "begin began begun start started opening launch",
    "end ended finish finished conclude",
    "quit resign resigned resignation step leave left",
    "win won victory beat defeat",
    "lose lost defeat",
    "winner champion",
    "goal scored score",
    "game match",
    "coach manager trainer",
    "team side club squad",
    "spectator crowd attendance fans watch",
    "judge court tribunal",
    "guilty convicted acquitted cleared verdict",
    "innocent cleared acquitted",
    "jail prison sentenced",
    "trial case court",
    "sue lawsuit suing claim sued",
    "fine fined penalty",
    "lawyer attorney solicitor barrister counsel",
    "police officer constable",
    "arrest detained custody",
    "law bill act legislation",
    "vote ballot voted election elected",
    "reject rejected refuse turned",
    "approve approved passed agreed backed",
    "criticize criticise critic slammed attacked condemned complained",
    "oppose opposed against opponent opposition object objected",
    "support supported backed favour favor supporter",
    "sign signed signature",
    "deal agreement accord pact treaty contract",
    "study research survey paper",
    "researcher scientist author",
    "discover discovered found find discovery",
    "build built construct constructed construction building",
    "close closed shut closure",
    "cause caused because reason",
    "home house",
    "money funds cash funding",
    "announce announced announcement said",
    "reveal disclose",
    "ask asked request requested",
    "help aid assist",
    "big large huge",
    "largest biggest",
    "fast quick speed",
    "deep depth",
    "long length",
    "tall high height",
    "old age aged",
    "weigh weight heavy",
    "america american us usa",
    "britain british uk",
    "government ministers cabinet",
    "president presidential",
    "send sent",
    "make made produce produced",
    "teach taught teacher",
    "speak spoke speech",
    "flood flooded flooding",
    "storm hurricane",
    "warn warned warning",
    "plan planned plans intend want wants",
    "next upcoming following",
    "replace replaced replacement successor succeed",
    "found founded founder established start",
    "own owned owner owns",
    "live lives lived resident",
    "born birth",
    "job post role position",
    "steal stolen theft stole robbery",
    "job career work",
    "damage damaged destroyed",
    "border frontier",
    "army military troops soldiers forces",
    "war conflict fighting",
    "talks negotiations meeting met",
    "vaccine vaccination jab",
];

/// Words that say the contrary, one pair a line.
const CONTRARY: &[(&str, &str)] = &[
    ("increase", "decrease"),
    ("increase", "reduce"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("grow", "shrink"),
    ("gain", "lose"),
    ("win", "lose"),
    ("won", "lost"),
    ("victory", "defeat"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("many", "few"),
    ("high", "low"),
    ("higher", "lower"),
    ("highest", "lowest"),
    ("large", "small"),
    ("larger", "smaller"),
    ("largest", "smallest"),
    ("biggest", "smallest"),
    ("big", "small"),
    ("long", "short"),
    ("longest", "shortest"),
    ("old", "new"),
    ("old", "young"),
    ("oldest", "youngest"),
    ("oldest", "newest"),
    ("older", "younger"),
    ("first", "last"),
    ("early", "late"),
    ("earlier", "later"),
    ("before", "after"),
    ("begin", "end"),
    ("start", "end"),
    ("start", "stop"),
    ("start", "finish"),
    ("open", "close"),
    ("north", "south"),
    ("northern", "southern"),
    ("east", "west"),
    ("eastern", "western"),
    ("left", "right"),
    ("above", "below"),
    ("over", "under"),
    ("inside", "outside"),
    ("with", "without"),
    ("always", "never"),
    ("ever", "never"),
    ("all", "none"),
    ("accept", "reject"),
    ("allow", "ban"),
    ("allow", "forbid"),
    ("allow", "prevent"),
    ("agree", "disagree"),
    ("support", "oppose"),
    ("for", "against"),
    ("import", "export"),
    ("buy", "sell"),
    ("arrive", "leave"),
    ("enter", "leave"),
    ("legal", "illegal"),
    ("public", "private"),
    ("male", "female"),
    ("man", "woman"),
    ("men", "women"),
    ("rich", "poor"),
    ("strong", "weak"),
    ("hard", "soft"),
    ("hot", "cold"),
    ("easy", "difficult"),
    ("positive", "negative"),
    ("success", "failure"),
    ("successful", "unsuccessful"),
    ("able", "unable"),
    ("likely", "unlikely"),
    ("known", "unknown"),
    ("same", "different"),
    ("similar", "different"),
    ("include", "exclude"),
    ("internal", "external"),
    ("major", "minor"),
    ("minimum", "maximum"),
    ("majority", "minority"),
    ("common", "rare"),
    ("good", "bad"),
    ("best", "worst"),
    ("better", "worse"),
    ("friend", "enemy"),
    ("peace", "war"),
    ("alive", "dead"),
    ("born", "died"),
    ("birth", "death"),
    ("create", "destroy"),
    ("build", "destroy"),
    ("absorb", "release"),
    ("attack", "defend"),
    ("love", "hate"),
    ("praise", "criticize"),
    ("require", "optional"),
    ("ancient", "modern"),
    ("day", "night"),
    ("summer", "winter"),
];

/// Words that bind a question to one of several things.
pub(super) const BINDING: &[&str] = &[
    "first", "last", "only", "most", "least", "largest", "smallest", "biggest", "highest",
    "lowest", "oldest", "youngest", "longest", "shortest", "main", "never", "not", "second",
    "third", "n't", "without", "all", "every", "none", "no", "except", "other", "fewer", "less",
];

/// Words of a question that are no topic: an answer need not have them, and
/// a silence need not name them.
const LIGHT: &str = " happen happens happened happening list name names named call called calls tell told explain describe \
    mention mentioned article story text page news details detail info information question answer reason reasons kind \
    type sort exactly actually currently today anything else nobody someone person people way mean means meaning talk talks \
    talking involved main overall roughly approximately total number amount date year time place day thing stuff role job \
    go goes going went come comes came take takes took put use used still also instead even besides today ago ";

/// What chats write for a word.
const CHAT: &[(&str, &str)] = &[
    ("whats", "what"),
    ("wat", "what"),
    ("wht", "what"),
    ("whos", "who"),
    ("wheres", "where"),
    ("whens", "when"),
    ("hows", "how"),
    ("whys", "why"),
    ("whichs", "which"),
    ("ppl", "people"),
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("pls", "please"),
    ("plz", "please"),
    ("abt", "about"),
    ("bc", "because"),
    ("cuz", "because"),
    ("govt", "government"),
    ("gov", "government"),
    ("doesnt", "doesn't"),
    ("dont", "don't"),
    ("didnt", "didn't"),
    ("isnt", "isn't"),
    ("wasnt", "wasn't"),
    ("werent", "weren't"),
    ("arent", "aren't"),
    ("cant", "can't"),
    ("couldnt", "couldn't"),
    ("wont", "won't"),
    ("wouldnt", "wouldn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("hadnt", "hadn't"),
    ("shouldnt", "shouldn't"),
    ("thats", "that"),
    ("theres", "there"),
    ("im", "i"),
];

/// The word that a chat's spelling stands for.
pub(super) fn in_full(folded: &str) -> Option<&'static str> {
    CHAT.iter()
        .find(|(short, _)| *short == folded)
        .map(|(_, full)| *full)
}

/// Whether a folded word is no topic.
pub(super) fn is_light(folded: &str) -> bool {
    LIGHT.split_whitespace().any(|light| light == folded)
}

/// Stems that readers use for `stem`.
pub(super) fn alike(stem: &str) -> &'static [String] {
    tables().0.get(stem).map_or(&[], Vec::as_slice)
}

/// Stems that say the contrary of `stem`.
pub(super) fn contrary(stem: &str) -> &'static [String] {
    tables().1.get(stem).map_or(&[], Vec::as_slice)
}

type Table = HashMap<String, Vec<String>>;

fn tables() -> &'static (Table, Table) {
    static TABLES: OnceLock<(Table, Table)> = OnceLock::new();
    TABLES.get_or_init(|| {
        let stemmer = Stemmer::create(Algorithm::English);
        let stem = |word: &str| stemmer.stem(word).into_owned();
        let (mut alike, mut contrary) = (Table::new(), Table::new());
        let add = |table: &mut Table, from: &str, to: &str| {
            let of = table.entry(from.to_owned()).or_default();
            if from != to && !of.iter().any(|known| known == to) {
                of.push(to.to_owned());
            }
        };
        for group in ALIKE {
            let stems: Vec<String> = group.split_whitespace().map(stem).collect();
            for from in &stems {
                for to in &stems {
                    add(&mut alike, from, to);
                }
            }
        }
        for (a, b) in CONTRARY {
            add(&mut contrary, &stem(a), &stem(b));
            add(&mut contrary, &stem(b), &stem(a));
        }
        (alike, contrary)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_one_another_in_both_directions() {
        let stemmer = Stemmer::create(Algorithm::English);
        for (a, b) in [
            ("loans", "debt"),
            ("purchased", "bought"),
            ("injured", "hurt"),
        ] {
            let (a, b) = (stemmer.stem(a).into_owned(), stemmer.stem(b).into_owned());
            assert!(alike(&a).contains(&b) && alike(&b).contains(&a), "{a} {b}");
        }
        assert!(contrary("increas").contains(&"decreas".to_owned()));
        assert!(alike("spoon").is_empty());
    }
}

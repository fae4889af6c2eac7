//! Which names are a body's or a place's, and so nobody's that "he" or "she"
//! could stand for? Places whose names are people's too (Jordan, Georgia,
//! Paris) are left out.

use super::{given, lexicon};

/// Whether a folded name is a body's or a place's.
pub(super) fn is_body(name: &[String]) -> bool {
    let words = || name.iter().map(String::as_str);
    words().any(|word| BODIES.contains(&word))
        || match name {
            [one] => {
                PLACES.contains(&one.as_str())
                    || lexicon::demonym(one) && given::given_name(one).is_none()
            }
            [first, second] => {
                let whole = format!("{first} {second}");
                LONG_PLACES.contains(&whole.as_str())
            }
            _ => false,
        }
}

/// A name with one of these words is no person's.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "administration", "agency", "army", "association", "authority", "bank", "board", "bureau",
    "campaign", "center", "centre", "club", "coalition", "college", "commission", "committee",
    "company", "conference", "congress", "convention", "corp", "council", "court", "democrat",
    "democrats", "department", "embassy", "facebook", "federation", "foundation", "group", "hospital",
    "house", "inc", "institute", "journal", "gallery", "holdings", "kremlin", "library", "museum", "observatory", "orchestra", "securities",
    "theatre", "zoo", "league", "llc", "ltd", "magazine", "ministry",
    "nations", "network", "news", "office", "organisation", "organization", "parliament", "party",
    "pentagon", "plc", "police", "post", "press", "radio", "republic", "republican", "republicans",
    "reuters", "school", "senate", "service", "society", "states", "times", "treasury", "tribune",
    "trust", "twitter", "union", "university",
];

/// Countries, parts of the world, states of the USA and large cities.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "afghanistan", "africa", "alabama", "alaska", "albania", "algeria", "america", "angola",
    "antarctica", "argentina", "arizona", "arkansas", "armenia", "asia", "athens", "atlanta",
    "australia", "austria", "azerbaijan", "baghdad", "bangladesh", "beijing", "belarus", "belgium",
    "berlin", "bolivia", "bosnia", "boston", "brazil", "britain", "brooklyn", "brussels",
    "bulgaria", "cairo", "california", "cambodia", "cameroon", "canada", "chicago", "chile",
    "china", "colombia", "colorado", "congo", "connecticut", "copenhagen", "croatia", "cuba",
    "cyprus", "delaware", "delhi", "denmark", "detroit", "dublin", "ecuador", "egypt", "england",
    "estonia", "ethiopia", "europe", "finland", "florida", "france", "germany", "ghana", "greece",
    "greenland", "guatemala", "haiti", "hawaii", "helsinki", "hollywood", "honduras", "hungary",
    "iceland", "idaho", "illinois", "india", "indiana", "indonesia", "iowa", "iran", "iraq",
    "ireland", "israel", "italy", "jamaica", "japan", "jerusalem", "kansas", "kazakhstan",
    "kentucky", "kenya", "kosovo", "kuwait", "kyiv", "latvia", "lebanon", "libya", "lithuania",
    "louisiana", "luxembourg", "madrid", "maine", "malaysia", "mali", "malta", "manhattan",
    "maryland", "massachusetts", "mexico", "miami", "michigan", "minnesota", "mississippi",
    "missouri", "moldova", "mongolia", "montana", "morocco", "moscow", "mozambique", "myanmar",
    "nebraska", "nepal", "netherlands", "nevada", "nicaragua", "niger", "nigeria", "norway", "ohio",
    "oklahoma", "oregon", "oslo", "pakistan", "palestine", "panama", "paraguay", "pennsylvania",
    "peru", "philadelphia", "philippines", "poland", "portugal", "qatar", "romania", "russia",
    "rwanda", "scotland", "seattle", "senegal", "serbia", "singapore", "slovakia", "slovenia",
    "somalia", "spain", "stockholm", "sudan", "sweden", "switzerland", "syria", "taiwan",
    "tanzania", "tehran", "texas", "thailand", "tokyo", "tunisia", "turkey", "uganda", "ukraine",
    "uruguay", "utah", "venezuela", "vermont", "vienna", "vietnam", "wales", "warsaw", "wisconsin",
    "wyoming", "yemen", "zambia", "zimbabwe",
];

/// The same of two words.
#[rustfmt::skip]
const LONG_PLACES: &[&str] = &[
    "costa rica", "great britain", "hong kong", "las vegas", "los angeles", "middle east",
    "new hampshire", "new jersey", "new mexico", "new york", "new zealand", "north carolina",
    "north dakota", "north korea", "puerto rico", "rhode island", "san francisco", "saudi arabia",
    "silicon valley", "south africa", "south carolina", "south dakota", "south korea", "sri lanka",
    "supreme court", "united kingdom", "united states", "wall street", "west virginia",
    "white house",
];

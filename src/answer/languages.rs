//! What the engine knows of a language: its stemmer, its function words and
//! the words it asks with. Tables only.

use std::{collections::HashSet, sync::OnceLock};

use rust_stemmers::Algorithm;

use super::question::Kind;

/// One language.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) stemmer: Algorithm,
    /// Words that carry no topic, folded, sorted by nothing; accents removed.
    pub(crate) functions: &'static str,
    /// Question words and what they ask for; the longest phrases first.
    pub(crate) asks: &'static [(&'static str, Kind)],
    /// Whether the vectors know it.
    pub(crate) vectors: bool,
    /// The words of `functions`, once one was looked for.
    known: OnceLock<HashSet<&'static str>>,
}

/// The language of an ISO 639-1 code; English where none is given.
pub(crate) fn of(code: Option<&str>) -> &'static Language {
    match code.map(|code| code.get(..2).unwrap_or(code)) {
        Some("de") => &GERMAN,
        Some("fr") => &FRENCH,
        Some("es") => &SPANISH,
        Some("it") => &ITALIAN,
        Some("nl") => &DUTCH,
        Some("pt") => &PORTUGUESE,
        Some("ru") => &RUSSIAN,
        Some("ar") => &plain::ARABIC,
        Some("da") => &plain::DANISH,
        Some("el") => &plain::GREEK,
        Some("fi") => &plain::FINNISH,
        Some("hu") => &plain::HUNGARIAN,
        Some("no" | "nb" | "nn") => &plain::NORWEGIAN,
        Some("ro") => &plain::ROMANIAN,
        Some("sv") => &plain::SWEDISH,
        Some("ta") => &plain::TAMIL,
        Some("tr") => &plain::TURKISH,
        _ => &ENGLISH,
    }
}

static ENGLISH: Language = Language {
    stemmer: Algorithm::English,
    functions: " a about above after again all also am an and any anybody anyone anything are as at be because been before being between both but by can could d did do does doing during each either else ever every everybody for from further get gets got had has have having he her here hers herself him himself his how i if in into is it its itself just let ll m many may me might more most much must my myself no nor not now of off on once one only or other our ours ourselves out over own per please quite re really s said say says shall she should so some somebody someone something such t tell than that the their theirs them themselves then there these they this those through to too under until up upon us ve very was we were what when where whether which while who whom whose why will with would yes yet you your yours yourself don't didn't doesn't isn't wasn't aren't weren't can't couldn't won't wouldn't hasn't haven't hadn't shouldn't 's 'd 'm 'll 've 're etc hey hi hello know want think thing things give gave given find ask ",
    asks: &[
        ("how many", Kind::Count),
        ("how much", Kind::Amount),
        ("how long", Kind::Measure),
        ("how old", Kind::Measure),
        ("how far", Kind::Measure),
        ("how often", Kind::Measure),
        ("how tall", Kind::Measure),
        ("how big", Kind::Measure),
        ("how large", Kind::Measure),
        ("how high", Kind::Measure),
        ("how deep", Kind::Measure),
        ("how fast", Kind::Measure),
        ("how wide", Kind::Measure),
        ("how heavy", Kind::Measure),
        ("how come", Kind::Reason),
        ("what for", Kind::Reason),
        ("who", Kind::Person),
        ("whom", Kind::Person),
        ("whose", Kind::Person),
        ("where", Kind::Place),
        ("when", Kind::Time),
        ("why", Kind::Reason),
        ("how", Kind::Manner),
        ("which", Kind::Thing),
        ("what", Kind::Thing),
    ],
    vectors: true,
    known: OnceLock::new(),
};

static GERMAN: Language = Language {
    stemmer: Algorithm::German,
    functions: " aber alle als am an auch auf aus bei bin bis bitte da damit dann das dass dem den denn der des die dies diese diesem diesen dieser dieses doch du durch ein eine einem einen einer eines er es euch fur gegen gibt haben hat hatte hatten ich ihm ihn ihr ihre ihrem ihren im in ins ist ja kann kein keine mal man mehr mein mich mit nach nicht noch nun nur ob oder ohne schon sein seine seinem seinen sich sie sind so um und uns unter viel vom von vor war waren was weil wem wen wer werden wessen wie wieviel wird wo wurde wurden wann warum welche welcher welches welchem welchen zu zum zur uber sagte sagt ",
    asks: &[
        ("wie viele", Kind::Count),
        ("wie viel", Kind::Amount),
        ("wieviel", Kind::Amount),
        ("wie lange", Kind::Measure),
        ("wie alt", Kind::Measure),
        ("wie weit", Kind::Measure),
        ("wie hoch", Kind::Measure),
        ("wie gross", Kind::Measure),
        ("wer", Kind::Person),
        ("wem", Kind::Person),
        ("wen", Kind::Person),
        ("wessen", Kind::Person),
        ("wo", Kind::Place),
        ("wohin", Kind::Place),
        ("woher", Kind::Place),
        ("wann", Kind::Time),
        ("warum", Kind::Reason),
        ("weshalb", Kind::Reason),
        ("wieso", Kind::Reason),
        ("wie", Kind::Manner),
        ("was", Kind::Thing),
        ("welche", Kind::Thing),
        ("welcher", Kind::Thing),
        ("welches", Kind::Thing),
        ("welchem", Kind::Thing),
        ("welchen", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static FRENCH: Language = Language {
    stemmer: Algorithm::French,
    functions: " a ai au aucun aux avec avait avaient c ce ces cet cette chez combien comme comment d dans de depuis des dit du elle elles en encore entre est et etait etaient ete etre eux fait fut il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne nos notre nous on ont ou par pas plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont sous sur t ta te tes toi ton tous tout tres tu un une vos votre vous y ",
    asks: &[
        ("combien", Kind::Count),
        ("qui", Kind::Person),
        ("ou", Kind::Place),
        ("quand", Kind::Time),
        ("pourquoi", Kind::Reason),
        ("comment", Kind::Manner),
        ("quel", Kind::Thing),
        ("quelle", Kind::Thing),
        ("quels", Kind::Thing),
        ("quelles", Kind::Thing),
        ("que", Kind::Thing),
        ("qu", Kind::Thing),
        ("quoi", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static SPANISH: Language = Language {
    stemmer: Algorithm::Spanish,
    functions: " a al ante aqui asi aunque cada como con contra cual cuales cuando cuanta cuantas cuanto cuantos cuyo de del desde dijo donde dos durante e el ella ellas ellos en entre era eran es esa ese eso esta estaba estan este esto estos fue fueron ha habia hace han hasta hay la las le les lo los mas me mi mientras muy ni no nos o para pero por porque que quien quienes se segun ser si sin sobre son su sus tambien te tiene todo todos tu un una uno unos y ya yo ",
    asks: &[
        ("por que", Kind::Reason),
        ("cuanto", Kind::Amount),
        ("cuanta", Kind::Amount),
        ("cuantos", Kind::Count),
        ("cuantas", Kind::Count),
        ("quien", Kind::Person),
        ("quienes", Kind::Person),
        ("donde", Kind::Place),
        ("cuando", Kind::Time),
        ("como", Kind::Manner),
        ("cual", Kind::Thing),
        ("cuales", Kind::Thing),
        ("que", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static ITALIAN: Language = Language {
    stemmer: Algorithm::Italian,
    functions: " a ad agli ai al alla alle anche c che chi ci come con cosa cui d da dai dal dalla dalle degli dei del della delle detto di dove e ed era erano essere fu furono gli ha hanno i il in io l la le lei li lo loro lui ma mi molto ne negli nei nel nella nelle noi non nostro o ogni per perche piu quale quali quando quanta quante quanti quanto quella quelle quelli quello questa queste questi questo se secondo si sono stata stato su sua sue sugli sui sul sulla suo suoi tra tu tutti un una uno vi ",
    asks: &[
        ("quanti", Kind::Count),
        ("quante", Kind::Count),
        ("quanto", Kind::Amount),
        ("quanta", Kind::Amount),
        ("chi", Kind::Person),
        ("dove", Kind::Place),
        ("quando", Kind::Time),
        ("perche", Kind::Reason),
        ("come", Kind::Manner),
        ("quale", Kind::Thing),
        ("quali", Kind::Thing),
        ("che", Kind::Thing),
        ("cosa", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static DUTCH: Language = Language {
    stemmer: Algorithm::Dutch,
    functions: " aan al als bij dat de der deze die dit doch door dus een en er ge haar had hadden heb heeft hem het hij hoe hoeveel hun ik in is ja je kan kunnen maar me meer men met mij mijn na naar niet nog nu of om omdat ook op over te tegen toch toen tot uit van veel voor waar waarom wanneer want waren was wat welk welke werd werden wie wiens wij wil worden wordt zal ze zei zich zij zijn zo zonder zou ",
    asks: &[
        ("hoe lang", Kind::Measure),
        ("hoe oud", Kind::Measure),
        ("hoeveel", Kind::Count),
        ("wie", Kind::Person),
        ("waar", Kind::Place),
        ("wanneer", Kind::Time),
        ("waarom", Kind::Reason),
        ("hoe", Kind::Manner),
        ("welk", Kind::Thing),
        ("welke", Kind::Thing),
        ("wat", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static PORTUGUESE: Language = Language {
    stemmer: Algorithm::Portuguese,
    functions: " a ao aos as ate com como da das de dela dele delas deles depois disse do dos e ela elas ele eles em entre era eram essa esse esta este eu foi foram ha isso isto ja lhe mais mas me mesmo meu minha muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos por porque qual quais quando quanta quantas quanto quantos que quem se segundo sem ser seu seus so sua suas tambem te tem tinha um uma voce ",
    asks: &[
        ("por que", Kind::Reason),
        ("porque", Kind::Reason),
        ("quanto", Kind::Amount),
        ("quanta", Kind::Amount),
        ("quantos", Kind::Count),
        ("quantas", Kind::Count),
        ("quem", Kind::Person),
        ("onde", Kind::Place),
        ("quando", Kind::Time),
        ("como", Kind::Manner),
        ("qual", Kind::Thing),
        ("quais", Kind::Thing),
        ("que", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

static RUSSIAN: Language = Language {
    stemmer: Algorithm::Russian,
    functions: " а без бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще же за и из или им их к как какая какие какои какое ко когда который кто куда кем кому ли мне мы на над нас не него нее нет ни них но о об однако он она они оно от очень по под почему при с сказал сказала сколько со так также такои там то того тоже только том ты у уже чего чем что чтобы эта эти это я зачем откуда ",
    asks: &[
        ("сколько", Kind::Count),
        ("кто", Kind::Person),
        ("кем", Kind::Person),
        ("кому", Kind::Person),
        ("кого", Kind::Person),
        ("чеи", Kind::Person),
        ("где", Kind::Place),
        ("куда", Kind::Place),
        ("откуда", Kind::Place),
        ("когда", Kind::Time),
        ("почему", Kind::Reason),
        ("зачем", Kind::Reason),
        ("как", Kind::Manner),
        ("какои", Kind::Thing),
        ("какая", Kind::Thing),
        ("какое", Kind::Thing),
        ("какие", Kind::Thing),
        ("что", Kind::Thing),
    ],
    vectors: false,
    known: OnceLock::new(),
};

/// Languages with a stemmer and nothing else: every word counts by its
/// rarity, and what is asked for is not recognised.
mod plain {
    use super::{Algorithm, Language, OnceLock};

    macro_rules! plain {
        ($($name:ident $stemmer:ident),*) => {
            $(pub(super) static $name: Language = Language {
                stemmer: Algorithm::$stemmer,
                functions: " ",
                asks: &[],
                vectors: false,
                known: OnceLock::new(),
            };)*
        };
    }
    plain!(
        ARABIC Arabic, DANISH Danish, GREEK Greek, FINNISH Finnish, HUNGARIAN Hungarian,
        NORWEGIAN Norwegian, ROMANIAN Romanian, SWEDISH Swedish, TAMIL Tamil, TURKISH Turkish
    );
}

impl Language {
    /// Whether a folded word carries no topic.
    pub(crate) fn is_function(&self, folded: &str) -> bool {
        let words = || self.functions.split_ascii_whitespace().collect();
        self.known.get_or_init(words).contains(folded)
    }
}

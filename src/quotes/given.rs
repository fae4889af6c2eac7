//! Which given names are usually a woman's or a man's, and which are short for
//! which? Names of nobody in particular.

use std::{collections::HashMap, sync::LazyLock};

/// Whether a given name is usually a woman's (`true`) or a man's; `None` when
/// it is neither or not among the frequent ones.
#[must_use]
pub fn given_name(form: &str) -> Option<bool> {
    GIVEN.get(form).copied().flatten()
}

/// Each name with whose it is; `None` for one of both lists.
static GIVEN: LazyLock<HashMap<&str, Option<bool>>> = LazyLock::new(|| {
    let mut given: HashMap<&str, Option<bool>> =
        WOMEN.split(' ').map(|n| (n, Some(true))).collect();
    for name in MEN.split(' ') {
        let of_both = given.get(name) == Some(&Some(true));
        given.insert(name, (!of_both).then_some(false));
    }
    given
});

/// Frequent given names of women: the head of the public-domain statistics of
/// births of the US Social Security Administration, with some of other
/// languages. Names of nobody in particular.
const WOMEN: &str = "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty helen sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica shirley cynthia angela melissa brenda amy anna rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine janet catherine frances ann joyce diane alice julie heather teresa doris gloria evelyn jean cheryl mildred katherine joan ashley judith rose janice kelly nicole judy christina kathy theresa beverly denise tammy irene jane lori rachel marilyn andrea kathryn louise sara anne jacqueline wanda bonnie julia ruby lois tina phyllis norma paula diana annie lillian emily robin peggy crystal gladys rita dawn connie florence tracy edna tiffany carmen rosa cindy grace wendy victoria edith kim sherry sylvia josephine thelma shannon sheila ethel ellen elaine marjorie carrie charlotte monica esther pauline emma juanita anita rhonda hazel amber eva debbie april leslie clara lucille jamie joanne eleanor valerie danielle megan alicia suzanne michele gail bertha darlene veronica jill erin geraldine lauren cathy joann lorraine lynn sally regina erica beatrice dolores bernice audrey yvonne annette samantha marion dana stacy ana renee ida vivian roberta holly brittany melanie loretta yolanda jeanette laurie katie kristen vanessa alma sue elsie beth jeanne hannah olivia sophia isabella ava mia abigail chloe zoe natalie priya aisha fatima mei yuki ingrid natalia svetlana elena giulia chiara camille claire sophie amelie kirsten astrid freya fiona siobhan niamh leila layla nadia amina lucia ines sofia marta";
/// Frequent given names of men; from the same place.
const MEN: &str = "james john robert michael william david richard charles joseph thomas christopher daniel paul mark donald george kenneth steven edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric stephen andrew raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl arthur ryan roger joe juan jack albert jonathan justin terry gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce brandon adam harry fred wayne billy steve louis jeremy aaron randy howard eugene carlos russell bobby victor martin ernest phillip todd jesse craig alan shawn clarence sean philip chris johnny earl jimmy antonio danny bryan tony luis mike stanley leonard nathan dale manuel rodney curtis norman allen marvin vincent glenn jeffery travis jeff chad jacob lee melvin alfred kyle francis bradley jesus herbert frederick ray joel edwin don eddie ricky troy randall barry alexander bernard mario leroy francisco marcus micheal theodore clifford miguel oscar jay jim tom calvin alex jon ronnie bill lloyd tommy leon derek warren darrell jerome floyd leo alvin tim wesley gordon dean greg jorge dustin pedro derrick dan lewis zachary corey herman maurice vernon roberto clyde glen hector shane ricardo sam rick lester brent ramon charlie tyler gilbert gene marc reginald ruben brett angel nathaniel rafael edgar milton raul ben cecil duane andre elmer brad gabriel ron roland harvey jared adrian karl cory claude erik darryl neil christian javier fernando clinton ted mathew tyrone darren lonnie lance cody julio kurt allan vladimir sergei ivan dmitri hans klaus jurgen lars sven pierre jacques luca marco giovanni giuseppe ahmed mohamed mohammed muhammad ali omar hassan ibrahim raj amit rahul wei kenji hiroshi ian graham nigel simon colin stuart alistair callum rory liam ethan noah mason lucas aiden owen dylan hugh rupert";

/// Short forms of given names and what they are short for, in English.
#[rustfmt::skip]
const SHORT_FORMS: &[(&str, &str)] = &[
    ("abby", "abigail"), ("al", "albert"), ("alex", "alexander"), ("alex", "alexandra"), ("andy", "andrew"),
    ("barb", "barbara"), ("becky", "rebecca"), ("ben", "benjamin"), ("beth", "elizabeth"),
    ("betty", "elizabeth"), ("bill", "william"), ("billy", "william"), ("bob", "robert"), ("bobby", "robert"),
    ("cathy", "catherine"), ("charlie", "charles"), ("chris", "christopher"), ("chris", "christine"),
    ("chuck", "charles"), ("cindy", "cynthia"), ("dan", "daniel"), ("danny", "daniel"), ("dave", "david"),
    ("debbie", "deborah"), ("dick", "richard"), ("don", "donald"), ("drew", "andrew"), ("ed", "edward"),
    ("eddie", "edward"), ("fran", "frances"), ("fred", "frederick"), ("gabe", "gabriel"), ("greg", "gregory"),
    ("hank", "henry"), ("harry", "henry"), ("jack", "john"), ("jake", "jacob"), ("jeff", "jeffrey"),
    ("jen", "jennifer"), ("jenny", "jennifer"), ("jerry", "gerald"), ("jim", "james"), ("jimmy", "james"),
    ("joe", "joseph"), ("johnny", "john"), ("jon", "jonathan"), ("josh", "joshua"), ("kate", "katherine"),
    ("kathy", "katherine"), ("katie", "katherine"), ("ken", "kenneth"), ("larry", "lawrence"),
    ("len", "leonard"), ("liz", "elizabeth"), ("maggie", "margaret"), ("mandy", "amanda"), ("matt", "matthew"),
    ("meg", "margaret"), ("mike", "michael"), ("mick", "michael"), ("nate", "nathan"), ("nick", "nicholas"),
    ("pat", "patricia"), ("pat", "patrick"), ("peggy", "margaret"), ("pete", "peter"), ("phil", "philip"),
    ("ray", "raymond"), ("rich", "richard"), ("rick", "richard"), ("rob", "robert"), ("ron", "ronald"),
    ("sam", "samuel"), ("sam", "samantha"), ("sandy", "sandra"), ("steve", "stephen"), ("steve", "steven"),
    ("sue", "susan"), ("ted", "edward"), ("terry", "terence"), ("tim", "timothy"), ("tom", "thomas"),
    ("tony", "anthony"), ("vicky", "victoria"), ("walt", "walter"), ("will", "william"), ("zach", "zachary"),
];

/// Whether two given names may be one person's: the same, an initial of the
/// other, or its short form.
pub(super) fn same_given(a: &str, b: &str) -> bool {
    let initial = |short: &str, long: &str| {
        let letter = short.trim_end_matches('.');
        letter.chars().count() == 1 && long.starts_with(letter)
    };
    a == b
        || initial(a, b)
        || initial(b, a)
        || SHORT_FORMS.contains(&(a, b))
        || SHORT_FORMS.contains(&(b, a))
}

//! Capitalised words that name nobody, and what the shapes of identifiers are mistaken for.

use std::collections::HashSet;

/// True for words that stand with a capital letter wherever they stand: days, nationalities, the
/// institutions of this field.
pub(super) fn is_common(word: &str) -> bool {
    let word = base(word);
    COMMON.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// True for words that open sentences.
pub(super) fn is_opener(word: &str) -> bool {
    let word = base(word);
    OPENERS.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// All of them, in small letters.
pub(super) fn all() -> HashSet<String> {
    COMMON
        .split_ascii_whitespace()
        .chain(OPENERS.split_ascii_whitespace())
        .map(str::to_lowercase)
        .collect()
}

/// The word without the ending of a possessive.
pub(super) fn base(word: &str) -> &str {
    let word = word.trim_end_matches(['\'', '’', '-']);
    ["'s", "’s", "'S", "’S"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

const COMMON: &str = "\
    I I'm I've I'd I'll I’m I’ve I’d I’ll Ok OK Okay TV Internet \
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays Wednesdays Thursdays \
    Fridays Saturdays Sundays Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun \
    January February March April May June July August September October November December \
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec \
    Christmas Easter Eid Ramadan Diwali Hanukkah Passover Lent Advent Pentecost Covid COVID \
    God Allah Jesus Christ Lord Bible Quran Koran Buddha \
    Christian Christians Muslim Muslims Jewish Jew Jews Hindu Hindus Sikh Sikhs Buddhist Buddhists \
    Catholic Catholics Protestant Protestants Orthodox Islam Islamic Christianity Judaism Hinduism \
    British Briton Britons English Scottish Scots Welsh Irish European Europeans \
    Albanian Albanians Vietnamese Sudanese Eritrean Eritreans Ethiopian Ethiopians Somali Somalis \
    Afghan Afghans Iraqi Iraqis Iranian Iranians Syrian Syrians Kurdish Kurd Kurds Turkish Turk \
    Turks Romanian Romanians Bulgarian Bulgarians Polish Pole Poles Lithuanian Lithuanians Latvian \
    Estonian Ukrainian Ukrainians Russian Russians Belarusian Moldovan Hungarian Hungarians Czech \
    Slovak Slovakian Roma Romany German Germans French Italian Italians Spanish Portuguese Dutch \
    Belgian Greek Greeks Serbian Croatian Bosnian Kosovan Kosovar Macedonian Swedish Danish \
    Norwegian Finnish Nigerian Nigerians Ghanaian Ghanaians Kenyan Ugandan Congolese Gambian \
    Senegalese Malian Guinean Ivorian Cameroonian Zimbabwean Namibian Egyptian Moroccan Algerian \
    Tunisian Libyan Indian Indians Pakistani Pakistanis Bangladeshi Bangladeshis Chinese Filipino \
    Filipina Thai Malaysian Indonesian Sri Lankan Nepali Nepalese Japanese Korean Brazilian \
    Colombian Jamaican American Americans Canadian Australian African Africans Asian Asians Arab \
    Arabs Caribbean Latin Western Eastern Northern Southern \
    Arabic Tigrinya Amharic Oromo Pashto Dari Farsi Persian Urdu Hindi Punjabi Bengali Gujarati \
    Tamil Mandarin Cantonese Hebrew Swahili Yoruba Igbo Hausa Twi Lingala Kurmanji Sorani Fula \
    Britain England Scotland Wales Ireland UK EU UN USA US Europe Africa Asia America \
    NRM SCA IECA ICTG ICTGs NHS CPS CAMHS DWP HMRC HMPPS MOJ MoJ UKVI UASC CSE CCE MASH MARAC \
    EHCP GP GPs DNA IT PR PHD PhD MA LA LAs NGO NGOs FGM PTSD ADHD GDPR ID CV \
    Home Office Secretary Minister Government Parliament Ministry Justice Immigration Enforcement \
    Border Force National Referral Mechanism Single Competent Authority Immediate Modern Slavery \
    Act Acts Bill Children Child Independent Trafficking Guardian Guardians Guardianship Advocate \
    Advocates Crown Prosecution Service Services Probation Prison Prisons Youth Offending Team \
    Teams Social Care Worker Workers Local Authority Authorities Council Councils Police Court \
    Courts High Family Magistrates Tribunal Upper First-tier First Tier Appeal Appeals Legal Aid \
    Agency Reasonable Conclusive Grounds Decision Decisions Section Schedule Article Convention \
    Strategy Policy Guidance Public Order Nationality Borders Asylum Refugee Council Barnardo's \
    Barnardo’s Salvation Army Health Education Department Board Safeguarding Strategy Meeting \
    Discharge Duty Working Together Duty Merton Rescue Operation Notify First Responder Responders \
    Crime Agency Unseen Facebook Instagram WhatsApp Snapchat TikTok YouTube Google Zoom Teams Skype \
    Uber Netflix Amazon Microsoft Excel Word Outlook Twitter World Data Protection Equality Human \
    Rights Trust University College School Academy Hospital Church Mosque Year Key Stage Level \
    Interviewer Interviewee Participant Respondent Researcher Moderator Facilitator Speaker \
    Transcript Transcription Recording Interview Date Time Duration Mr Mrs Ms Miss Mx Dr Prof \
    Professor PC DC DS DI DCI Sgt Sergeant Inspector Cllr Judge HHJ DJ Rev Father Imam Sir Dame \
    Lady Mum Dad Mom Mam Nan Gran Grandma Grandad Granddad Auntie Aunty Aunt Uncle Mummy Daddy";

const OPENERS: &str = "\
    A An The This That These Those There Here It It's It’s Its He He's He’s She She's She’s We \
    We're We’re We've We’ve They They're They’re They've They’ve You You're You’re You've You’ve My \
    Our Your Their His Her Him Them Us Me Who Who's What What's What’s When Where Why How Which \
    Whose And But Or So Because Then Now If As At By For From In Into Of Off On Onto Out Over To Up \
    With Without Within Like Just Not No Nope Yes Yeah Yep Yup Well Right Oh Ah Um Uh Er Erm Hm Hmm \
    Mm Mhm Maybe Perhaps Also Actually Basically Obviously Honestly Really Literally Probably \
    Possibly Usually Sometimes Often Always Never Still Even Only Again Once Twice Before After \
    Until While Whilst Since Though Although However Therefore Otherwise Anyway Anyways Sure \
    Exactly Absolutely Definitely Certainly Totally Especially Hopefully Apparently Clearly Sadly \
    Unfortunately Fortunately Luckily Interestingly Personally Generally Typically Normally \
    Eventually Finally Lastly Firstly Secondly Thirdly Initially Originally Recently Lately \
    Previously Currently Meanwhile Afterwards Later Soon Today Tomorrow Yesterday Tonight Everyone \
    Everybody Everything Someone Somebody Something Anyone Anybody Anything Nobody Nothing None \
    One Two Three Four Five Six Seven Eight Nine Ten Some Any All Both Each Every Either Neither \
    Many Most Much More Less Few Several Other Others Another Same Such Different Let Let's Let’s \
    Don't Don’t Doesn't Doesn’t Didn't Didn’t Isn't Isn’t Wasn't Wasn’t Can't Can’t Couldn't \
    Couldn’t Won't Won’t Wouldn't Wouldn’t Shouldn't Shouldn’t Is Are Was Were Am Be Been Being Do \
    Does Did Have Has Had Can Could Will Would Shall Should May Might Must That's That’s There's \
    There’s Here's Here’s Thank Thanks Please Sorry Hello Hi Hey Bye Goodbye Good Great Nice Lovely \
    Brilliant Fine Okay Cool Wow Gosh Goodness Fair Thinking Looking Going Being Having Getting \
    Trying Working Speaking Talking Saying Tell Say Think Look See Know Mean Go Get Give Make Take \
    Come Ask Wait Imagine Remember People Person Young Children Kids Boys Girls Men Women Nobody's \
    Nobody’s Somewhere Anywhere Everywhere Nowhere Whatever Whenever Wherever Whoever Instead \
    Besides Despite During Between Among Against Across Along Around Behind Below Beyond Through \
    Throughout Under Upon About Above Rather Quite Very Too Almost Nearly Hardly Barely Half \
    Ultimately Essentially Frankly Overall Equally Similarly Likewise Conversely Additionally \
    Furthermore Moreover Nonetheless Nevertheless Whereas Unless Except Than Yet Nor";

/// Sections of the Children Act 1989 and the Modern Slavery Act 2015, motorways, a fuel: they have the
/// shape of a postcode district and are said all the time.
pub(super) const NO_DISTRICTS: [&str; 20] = [
    "S17", "S20", "S31", "S38", "S45", "S46", "S47", "S48", "S49", "S50", "S51", "S52", "S76",
    "M25", "M42", "M62", "G7", "G8", "G20", "E10",
];

/// What follows a section of an Act.
pub(super) const AFTER_SECTION: [&str; 16] = [
    "accommodation",
    "enquiry",
    "enquiries",
    "inquiry",
    "investigation",
    "assessment",
    "defence",
    "defense",
    "meeting",
    "order",
    "orders",
    "duty",
    "duties",
    "agreement",
    "support",
    "referral",
];

/// What stands between a number and "Court" without being a street.
pub(super) const COURTS: [&str; 7] =
    ["Youth", "Crown", "County", "High", "Family", "Magistrates", "Supreme"];

/// Verbs before "at" that begin no address.
pub(super) const BEFORE_AT: [&str; 26] = [
    "look", "looks", "looked", "looking", "good", "bad", "is", "was", "were", "are", "am", "be",
    "been", "arrive", "arrived", "stay", "stayed", "staying", "work", "worked", "working", "live",
    "lived", "that", "it", "buy",
];

/// What makes a number behind "was" or "is" an amount and no age.
pub(super) const AMOUNTS: [&str; 34] = [
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "hour",
    "hours",
    "minute",
    "minutes",
    "second",
    "seconds",
    "times",
    "pounds",
    "quid",
    "pence",
    "percent",
    "per",
    "people",
    "of",
    "o'clock",
    "o’clock",
    "am",
    "pm",
    "a.m",
    "p.m",
    "miles",
    "mile",
    "metres",
    "out",
    "children",
    "cases",
    "pages",
    "or",
];

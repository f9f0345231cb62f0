//! How languages write a day.
//!
//! The forms and the months are those of CLDR's long dates (<https://cldr.unicode.org>), in the Gregorian calendar and with western digits:
//! the numbers that a page measures have these digits too.

/// How a language writes a day.
pub(super) struct Days {
    /// Its code, or a tag: `en-us`.
    pub(super) tag: &'static str,
    /// With `{day}`, `{month}` and `{year}`.
    pub(super) form: &'static str,
    /// The names of the months as they are in a date; none where months are numbers.
    pub(super) months: Option<[&'static str; 12]>,
}

/// The form of a tag: its own, else that of its language.
pub(super) fn find(tag: &str) -> Option<&'static Days> {
    let own = |tag: &str| DAYS.iter().find(|days| days.tag == tag);
    own(tag).or_else(|| own(tag.split('-').next().unwrap_or(tag)))
}

const fn of(tag: &'static str, form: &'static str, months: [&'static str; 12]) -> Days {
    Days { tag, form, months: Some(months) }
}

const fn numbered(tag: &'static str, form: &'static str) -> Days {
    Days { tag, form, months: None }
}

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[rustfmt::skip]
const DAYS: [Days; 41] = [
    of("ar", "{day} {month} {year}", ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]),
    of("bg", "{day} {month} {year} г.", ["януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември", "октомври", "ноември", "декември"]),
    of("ca", "{day} {month} del {year}", ["de gener", "de febrer", "de març", "d’abril", "de maig", "de juny", "de juliol", "d’agost", "de setembre", "d’octubre", "de novembre", "de desembre"]),
    of("cs", "{day}. {month} {year}", ["ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"]),
    of("da", "{day}. {month} {year}", ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]),
    of("de", "{day}. {month} {year}", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    of("de-at", "{day}. {month} {year}", ["Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    of("el", "{day} {month} {year}", ["Ιανουαρίου", "Φεβρουαρίου", "Μαρτίου", "Απριλίου", "Μαΐου", "Ιουνίου", "Ιουλίου", "Αυγούστου", "Σεπτεμβρίου", "Οκτωβρίου", "Νοεμβρίου", "Δεκεμβρίου"]),
    of("en", "{day} {month} {year}", ENGLISH),
    of("en-us", "{month} {day}, {year}", ENGLISH),
    of("es", "{day} de {month} de {year}", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
    of("et", "{day}. {month} {year}", ["jaanuar", "veebruar", "märts", "aprill", "mai", "juuni", "juuli", "august", "september", "oktoober", "november", "detsember"]),
    of("fa", "{day} {month} {year}", ["ژانویهٔ", "فوریهٔ", "مارس", "آوریل", "مهٔ", "ژوئن", "ژوئیهٔ", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]),
    of("fi", "{day}. {month} {year}", ["tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta"]),
    of("fr", "{day} {month} {year}", ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
    of("he", "{day} ב{month} {year}", ["ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"]),
    of("hi", "{day} {month} {year}", ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्तूबर", "नवंबर", "दिसंबर"]),
    of("hr", "{day}. {month} {year}.", ["siječnja", "veljače", "ožujka", "travnja", "svibnja", "lipnja", "srpnja", "kolovoza", "rujna", "listopada", "studenoga", "prosinca"]),
    of("hu", "{year}. {month} {day}.", ["január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október", "november", "december"]),
    of("id", "{day} {month} {year}", ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"]),
    of("it", "{day} {month} {year}", ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"]),
    numbered("ja", "{year}年{month}月{day}日"),
    numbered("ko", "{year}년 {month}월 {day}일"),
    of("lt", "{year} m. {month} {day} d.", ["sausio", "vasario", "kovo", "balandžio", "gegužės", "birželio", "liepos", "rugpjūčio", "rugsėjo", "spalio", "lapkričio", "gruodžio"]),
    of("lv", "{year}. gada {day}. {month}", ["janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs", "jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"]),
    of("nb", "{day}. {month} {year}", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    of("nl", "{day} {month} {year}", ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
    of("nn", "{day}. {month} {year}", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    of("no", "{day}. {month} {year}", ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"]),
    of("pl", "{day} {month} {year}", ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"]),
    of("pt", "{day} de {month} de {year}", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    of("ro", "{day} {month} {year}", ["ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"]),
    of("ru", "{day} {month} {year} г.", ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]),
    of("sk", "{day}. {month} {year}", ["januára", "februára", "marca", "apríla", "mája", "júna", "júla", "augusta", "septembra", "októbra", "novembra", "decembra"]),
    of("sl", "{day}. {month} {year}", ["januar", "februar", "marec", "april", "maj", "junij", "julij", "avgust", "september", "oktober", "november", "december"]),
    of("sv", "{day} {month} {year}", ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"]),
    of("tr", "{day} {month} {year}", ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"]),
    of("uk", "{day} {month} {year} р.", ["січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"]),
    of("ur", "{day} {month} {year}", ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]),
    numbered("vi", "{day} tháng {month}, {year}"),
    numbered("zh", "{year}年{month}月{day}日"),
];

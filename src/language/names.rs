//! The languages that are known: their codes, what they call themselves, and what English calls them.
//!
//! All codes of two letters (<https://www.loc.gov/standards/iso639-2/php/English_list.php>), and those of three letters that CLDR has pages
//! in (<https://cldr.unicode.org>).

/// A known language.
pub(super) struct KnownLanguage {
    /// Its code: `de`.
    pub(super) code: &'static str,
    /// What it calls itself: `Deutsch`.
    pub(super) own: &'static str,
    /// What English calls it: `German`.
    pub(super) english: &'static str,
}

/// The language of this code.
pub(super) fn find(code: &str) -> Option<&'static KnownLanguage> {
    KNOWN.iter().find(|known| known.code == code)
}

/// The code that was probably meant by a word that is not one: a name of a language, or the code of a country.
pub(super) fn meant(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let named = |known: &&KnownLanguage| known.english.to_lowercase() == word || known.own.to_lowercase() == word;
    let country = || COUNTRIES.iter().find(|(country, _)| *country == word).map(|(_, code)| *code);
    KNOWN.iter().find(named).map(|known| known.code).or_else(country)
}

/// Codes that look like languages and are not: of countries, mostly, with the language that was probably meant.
const COUNTRIES: [(&str, &str); 14] = [
    ("jp", "ja"),
    ("cn", "zh"),
    ("tw", "zh-hant"),
    ("kr", "ko"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("ua", "uk"),
    ("us", "en"),
    ("gb", "en"),
    ("vn", "vi"),
    ("rs", "sr"),
    ("iw", "he"),
    ("ir", "fa"),
];

const fn of(code: &'static str, own: &'static str, english: &'static str) -> KnownLanguage {
    KnownLanguage { code, own, english }
}

const KNOWN: [KnownLanguage; 219] = [
    of("aa", "Afaraf", "Afar"),
    of("ab", "Аԥсшәа", "Abkhazian"),
    of("ae", "Avesta", "Avestan"),
    of("af", "Afrikaans", "Afrikaans"),
    of("ak", "Akan", "Akan"),
    of("am", "አማርኛ", "Amharic"),
    of("an", "Aragonés", "Aragonese"),
    of("ar", "العربية", "Arabic"),
    of("as", "অসমীয়া", "Assamese"),
    of("av", "Авар мацӀ", "Avaric"),
    of("ay", "Aymar aru", "Aymara"),
    of("az", "Azərbaycan", "Azerbaijani"),
    of("ba", "Башҡорт теле", "Bashkir"),
    of("be", "Беларуская", "Belarusian"),
    of("bg", "Български", "Bulgarian"),
    of("bi", "Bislama", "Bislama"),
    of("bm", "Bamanankan", "Bambara"),
    of("bn", "বাংলা", "Bengali"),
    of("bo", "བོད་སྐད་", "Tibetan"),
    of("br", "Brezhoneg", "Breton"),
    of("bs", "Bosanski", "Bosnian"),
    of("ca", "Català", "Catalan"),
    of("ce", "Нохчийн мотт", "Chechen"),
    of("ch", "Chamoru", "Chamorro"),
    of("co", "Corsu", "Corsican"),
    of("cr", "ᓀᐦᐃᔭᐍᐏᐣ", "Cree"),
    of("cs", "Čeština", "Czech"),
    of("cu", "Словѣньскъ", "Church Slavonic"),
    of("cv", "Чӑваш чӗлхи", "Chuvash"),
    of("cy", "Cymraeg", "Welsh"),
    of("da", "Dansk", "Danish"),
    of("de", "Deutsch", "German"),
    of("dv", "ދިވެހި", "Divehi"),
    of("dz", "རྫོང་ཁ", "Dzongkha"),
    of("ee", "Eʋegbe", "Ewe"),
    of("el", "Ελληνικά", "Greek"),
    of("en", "English", "English"),
    of("eo", "Esperanto", "Esperanto"),
    of("es", "Español", "Spanish"),
    of("et", "Eesti", "Estonian"),
    of("eu", "Euskara", "Basque"),
    of("fa", "فارسی", "Persian"),
    of("ff", "Pulaar", "Fulah"),
    of("fi", "Suomi", "Finnish"),
    of("fj", "Vosa Vakaviti", "Fijian"),
    of("fo", "Føroyskt", "Faroese"),
    of("fr", "Français", "French"),
    of("fy", "Frysk", "Western Frisian"),
    of("ga", "Gaeilge", "Irish"),
    of("gd", "Gàidhlig", "Scottish Gaelic"),
    of("gl", "Galego", "Galician"),
    of("gn", "Avañe’ẽ", "Guarani"),
    of("gu", "ગુજરાતી", "Gujarati"),
    of("gv", "Gaelg", "Manx"),
    of("ha", "Hausa", "Hausa"),
    of("he", "עברית", "Hebrew"),
    of("hi", "हिन्दी", "Hindi"),
    of("ho", "Hiri Motu", "Hiri Motu"),
    of("hr", "Hrvatski", "Croatian"),
    of("ht", "Kreyòl ayisyen", "Haitian Creole"),
    of("hu", "Magyar", "Hungarian"),
    of("hy", "Հայերեն", "Armenian"),
    of("hz", "Otjiherero", "Herero"),
    of("ia", "Interlingua", "Interlingua"),
    of("id", "Bahasa Indonesia", "Indonesian"),
    of("ie", "Interlingue", "Interlingue"),
    of("ig", "Asụsụ Igbo", "Igbo"),
    of("ii", "ꆈꌠꉙ", "Sichuan Yi"),
    of("ik", "Iñupiaq", "Inupiaq"),
    of("io", "Ido", "Ido"),
    of("is", "Íslenska", "Icelandic"),
    of("it", "Italiano", "Italian"),
    of("iu", "ᐃᓄᒃᑎᑐᑦ", "Inuktitut"),
    of("ja", "日本語", "Japanese"),
    of("jv", "Basa Jawa", "Javanese"),
    of("ka", "ქართული", "Georgian"),
    of("kg", "Kikongo", "Kongo"),
    of("ki", "Gĩkũyũ", "Kikuyu"),
    of("kj", "Kuanyama", "Kuanyama"),
    of("kk", "Қазақ тілі", "Kazakh"),
    of("kl", "Kalaallisut", "Kalaallisut"),
    of("km", "ខ្មែរ", "Khmer"),
    of("kn", "ಕನ್ನಡ", "Kannada"),
    of("ko", "한국어", "Korean"),
    of("kr", "Kanuri", "Kanuri"),
    of("ks", "کٲشُر", "Kashmiri"),
    of("ku", "Kurdî", "Kurdish"),
    of("kv", "Коми кыв", "Komi"),
    of("kw", "Kernewek", "Cornish"),
    of("ky", "Кыргызча", "Kyrgyz"),
    of("la", "Latina", "Latin"),
    of("lb", "Lëtzebuergesch", "Luxembourgish"),
    of("lg", "Luganda", "Ganda"),
    of("li", "Limburgs", "Limburgish"),
    of("ln", "Lingála", "Lingala"),
    of("lo", "ລາວ", "Lao"),
    of("lt", "Lietuvių", "Lithuanian"),
    of("lu", "Tshiluba", "Luba-Katanga"),
    of("lv", "Latviešu", "Latvian"),
    of("mg", "Malagasy", "Malagasy"),
    of("mh", "Kajin M̧ajeļ", "Marshallese"),
    of("mi", "Te reo Māori", "Maori"),
    of("mk", "Македонски", "Macedonian"),
    of("ml", "മലയാളം", "Malayalam"),
    of("mn", "Монгол", "Mongolian"),
    of("mr", "मराठी", "Marathi"),
    of("ms", "Bahasa Melayu", "Malay"),
    of("mt", "Malti", "Maltese"),
    of("my", "မြန်မာ", "Burmese"),
    of("na", "Dorerin Naoero", "Nauru"),
    of("nb", "Norsk bokmål", "Norwegian Bokmål"),
    of("nd", "isiNdebele", "North Ndebele"),
    of("ne", "नेपाली", "Nepali"),
    of("ng", "Owambo", "Ndonga"),
    of("nl", "Nederlands", "Dutch"),
    of("nn", "Norsk nynorsk", "Norwegian Nynorsk"),
    of("no", "Norsk", "Norwegian"),
    of("nr", "isiNdebele seSewula", "South Ndebele"),
    of("nv", "Diné bizaad", "Navajo"),
    of("ny", "Chichewa", "Nyanja"),
    of("oc", "Occitan", "Occitan"),
    of("oj", "ᐊᓂᔑᓈᐯᒧᐎᓐ", "Ojibwa"),
    of("om", "Afaan Oromoo", "Oromo"),
    of("or", "ଓଡ଼ିଆ", "Odia"),
    of("os", "Ирон æвзаг", "Ossetic"),
    of("pa", "ਪੰਜਾਬੀ", "Punjabi"),
    of("pi", "पालि", "Pali"),
    of("pl", "Polski", "Polish"),
    of("ps", "پښتو", "Pashto"),
    of("pt", "Português", "Portuguese"),
    of("qu", "Runa simi", "Quechua"),
    of("rm", "Rumantsch", "Romansh"),
    of("rn", "Ikirundi", "Rundi"),
    of("ro", "Română", "Romanian"),
    of("ru", "Русский", "Russian"),
    of("rw", "Ikinyarwanda", "Kinyarwanda"),
    of("sa", "संस्कृतम्", "Sanskrit"),
    of("sc", "Sardu", "Sardinian"),
    of("sd", "سنڌي", "Sindhi"),
    of("se", "Davvisámegiella", "Northern Sami"),
    of("sg", "Sängö", "Sango"),
    of("si", "සිංහල", "Sinhala"),
    of("sk", "Slovenčina", "Slovak"),
    of("sl", "Slovenščina", "Slovenian"),
    of("sm", "Gagana Sāmoa", "Samoan"),
    of("sn", "chiShona", "Shona"),
    of("so", "Soomaali", "Somali"),
    of("sq", "Shqip", "Albanian"),
    of("sr", "Српски", "Serbian"),
    of("ss", "siSwati", "Swati"),
    of("st", "Sesotho", "Southern Sotho"),
    of("su", "Basa Sunda", "Sundanese"),
    of("sv", "Svenska", "Swedish"),
    of("sw", "Kiswahili", "Swahili"),
    of("ta", "தமிழ்", "Tamil"),
    of("te", "తెలుగు", "Telugu"),
    of("tg", "Тоҷикӣ", "Tajik"),
    of("th", "ไทย", "Thai"),
    of("ti", "ትግርኛ", "Tigrinya"),
    of("tk", "Türkmen", "Turkmen"),
    of("tl", "Tagalog", "Tagalog"),
    of("tn", "Setswana", "Tswana"),
    of("to", "Lea faka-Tonga", "Tongan"),
    of("tr", "Türkçe", "Turkish"),
    of("ts", "Xitsonga", "Tsonga"),
    of("tt", "Татар теле", "Tatar"),
    of("tw", "Twi", "Twi"),
    of("ty", "Reo Tahiti", "Tahitian"),
    of("ug", "ئۇيغۇرچە", "Uyghur"),
    of("uk", "Українська", "Ukrainian"),
    of("ur", "اردو", "Urdu"),
    of("uz", "Oʻzbek", "Uzbek"),
    of("ve", "Tshivenḓa", "Venda"),
    of("vi", "Tiếng Việt", "Vietnamese"),
    of("vo", "Volapük", "Volapük"),
    of("wa", "Walon", "Walloon"),
    of("wo", "Wolof", "Wolof"),
    of("xh", "isiXhosa", "Xhosa"),
    of("yi", "ייִדיש", "Yiddish"),
    of("yo", "Yorùbá", "Yoruba"),
    of("za", "Vahcuengh", "Zhuang"),
    of("zh", "中文", "Chinese"),
    of("zu", "isiZulu", "Zulu"),
    of("arc", "ܐܪܡܝܐ", "Aramaic"),
    of("ary", "الدارجة", "Moroccan Arabic"),
    of("arz", "العربية المصرية", "Egyptian Arabic"),
    of("ast", "Asturianu", "Asturian"),
    of("bar", "Boarisch", "Bavarian"),
    of("ceb", "Cebuano", "Cebuano"),
    of("chr", "ᏣᎳᎩ", "Cherokee"),
    of("ckb", "کوردیی ناوەندی", "Central Kurdish"),
    of("dsb", "Dolnoserbšćina", "Lower Sorbian"),
    of("fil", "Filipino", "Filipino"),
    of("frr", "Nordfriisk", "Northern Frisian"),
    of("fur", "Furlan", "Friulian"),
    of("gsw", "Schwiizertüütsch", "Swiss German"),
    of("haw", "ʻŌlelo Hawaiʻi", "Hawaiian"),
    of("hsb", "Hornjoserbšćina", "Upper Sorbian"),
    of("kab", "Taqbaylit", "Kabyle"),
    of("kok", "कोंकणी", "Konkani"),
    of("lij", "Ligure", "Ligurian"),
    of("lld", "Ladin", "Ladin"),
    of("mai", "मैथिली", "Maithili"),
    of("nap", "Napulitano", "Neapolitan"),
    of("nds", "Plattdüütsch", "Low German"),
    of("nqo", "ߒߞߏ", "N’Ko"),
    of("pcm", "Naijá", "Nigerian Pidgin"),
    of("pnb", "پنجابی", "Western Punjabi"),
    of("prs", "دری", "Dari"),
    of("rhg", "Ruáingga", "Rohingya"),
    of("sah", "Саха тыла", "Yakut"),
    of("scn", "Sicilianu", "Sicilian"),
    of("sco", "Scots", "Scots"),
    of("smn", "Anarâškielâ", "Inari Sami"),
    of("syr", "ܣܘܪܝܝܐ", "Syriac"),
    of("szl", "Ślōnski", "Silesian"),
    of("tok", "Toki Pona", "Toki Pona"),
    of("vec", "Veneto", "Venetian"),
    of("yue", "粵語", "Cantonese"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_is_here_once_with_all_its_names() {
        let codes: BTreeSet<&str> = KNOWN.iter().map(|known| known.code).collect();
        assert_eq!(codes.len(), KNOWN.len());
        for KnownLanguage { code, own, english } in &KNOWN {
            assert!([2, 3].contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase()), "{code}");
            assert!(
                !own.is_empty() && english.is_ascii() || *english == "Volapük" || english.contains(['å', '’']),
                "{code}"
            );
        }
    }

    #[test]
    fn a_name_or_a_country_is_told_its_code() {
        let told = ["english", "German", "deutsch", "français", "jp", "cn", "blog"].map(meant);
        assert_eq!(told, [Some("en"), Some("de"), Some("de"), Some("fr"), Some("ja"), Some("zh"), None]);
        // A code that is right is never asked about: `tw` and `kr` are languages too.
        assert!(find("tw").is_some() && find("kr").is_some());
    }
}

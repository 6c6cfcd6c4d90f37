//! Words as people type them.

use proptest::prelude::*;

use super::Analysis;
use crate::base::lang::Lang;
use crate::law::Files;
use crate::world::embedded;

fn analysis() -> Analysis {
    Analysis::load(&Files::new(embedded::files())).unwrap()
}

fn stems(lang: Lang, text: &str) -> Vec<String> {
    analysis().words(lang, text).into_iter().map(|word| word.stem).collect()
}

fn one(lang: Lang, words: &str) -> String {
    let mut stems = stems(lang, words);
    stems.dedup();
    stems.join(" ")
}

fn exact(text: &str) -> Vec<String> {
    analysis().words(Lang::Ru, text).into_iter().map(|word| word.exact).collect()
}

fn folded(text: &str) -> Vec<String> {
    analysis().words(Lang::Kk, text).into_iter().map(|word| word.folded).collect()
}

#[test]
fn a_text_falls_into_words() {
    let analysis = analysis();
    let text = "ТОО «Ұлғи-Софт», №5: C++ и C#; O'Brien";
    let tokens: Vec<_> = analysis.words(Lang::Ru, text).iter().map(|word| word.token).collect();
    assert_eq!(tokens, ["ТОО", "Ұлғи", "Софт", "5", "C++", "и", "C#", "O'Brien"]);
    assert_eq!(
        exact("620920.000.000001 DEMO-2025/0003"),
        ["620920", "000", "000001", "demo", "2025", "0003"]
    );
    assert_eq!(exact("об\u{ad}ъ\u{200b}ект\u{a0}о'брайен"), ["объект", "обрайен"]);
}

#[test]
fn slips_and_faults_are_repaired() {
    assert_eq!(exact("тiзiлiмге TОО өндірушіcін"), ["тізілімге", "тоо", "өндірушісін"]);
    assert_eq!(exact("расчҰт произведҰнные Ұлт"), ["расчёт", "произведённые", "ұлт"]);
    assert_eq!(exact("и\u{306}од за\u{301}мок"), ["йод", "замок"]);
    assert_eq!(exact("ISPARTA"), ["isparta"]);
    assert_eq!(folded("1С 1C 1с"), ["1с", "1с", "1с"]);
}

#[test]
fn kazakh_letters_may_be_typed_as_russian_ones() {
    for (right, typed) in [
        ("тізілімнен", "тизилимнен"),
        ("қызметтің", "кызметтин"),
        ("өнімдерінің", "онимдеринин"),
        ("үйге", "уйге"),
    ] {
        assert_eq!(folded(right), folded(typed));
        assert_eq!(stems(Lang::Kk, right), stems(Lang::Kk, typed));
        assert_eq!(stems(Lang::Ru, "Ұлғайт"), stems(Lang::Ru, "улгайт"));
    }
}

#[test]
fn kazakh_forms_meet() {
    for forms in [
        "тізілім тізіліміне тізілімнен тізілімінің тізілімдегі тізілімдерінде тизилимде",
        "қосымша қосымшасына қосымшасында қосымшаларының қосымшаларымыз",
        "орган органның органдардан органмен органы",
        "бұйрық бұйрығымен бұйрығы бұйрықтан бұйрықтарын",
        "талап талабы талаптарын талабымен",
        "орын орны орнынан орындарда орнында",
        "жүйе жүйесін жүйесінің жүйелерін жүйемен жүйелердегі",
        "үй үйі үйлері үйіне үйден",
        "өтінім өтінімдерді өтінімге өтінімі",
        "министрлік министрлігінің министрлігіне",
        "өндіруші өндірушінің өндірушісін өндірушілер",
        "енгізу енгізудің енгізуі енгізуге",
    ] {
        assert_eq!(one(Lang::Kk, forms).split(' ').count(), 1, "{forms}: {}", one(Lang::Kk, forms));
    }
    assert_ne!(one(Lang::Kk, "өтініш"), one(Lang::Kk, "өтінім"));
    assert_ne!(one(Lang::Kk, "қала"), one(Lang::Kk, "қалам"));
}

#[test]
fn other_scripts_are_left_alone() {
    assert_eq!(one(Lang::Kk, "ITшы"), "it");
    assert_eq!(one(Lang::Kk, "Windowsтың"), "windows");
    assert_eq!(one(Lang::Kk, "Tizilim"), "tizilim");
    assert_eq!(one(Lang::Ru, "12345"), "12345");
}

#[test]
fn russian_is_snowball_s() {
    let stems =
        stems(Lang::Ru, "программного обеспечения актёрский вскакивавший важнейшими сильнейше");
    assert_eq!(stems, ["программн", "обеспечен", "актерск", "вскакива", "важн", "сильн"]);
}

#[test]
fn other_ways_to_say_it() {
    let analysis = analysis();
    let ways = |text| {
        let words = analysis.words(Lang::Ru, text);
        analysis.synonyms(Lang::Ru, &words)
    };
    assert!(ways("работа по плану").is_empty());
    let found = ways("реестр программного обеспечения");
    assert_eq!(found.iter().map(|one| (one.start, one.end)).collect::<Vec<_>>(), [(0, 1), (1, 3)]);
    assert!(ways("ПО")[0].phrases.contains(&vec!["программн".to_owned(), "обеспечен".to_owned()]));
    assert!(ways("ТОО")[0].phrases.contains(&vec!["llp".to_owned()]));
}

#[test]
fn another_keyboard() {
    let analysis = analysis();
    assert_eq!(analysis.layouts("httcnh"), ["реестр"]);
    assert_eq!(analysis.layouts("Ntrcn"), ["Текст"]);
    assert!(analysis.layouts("цщкв").contains(&"word".to_owned()));
    assert!(analysis.layouts("т3з3л3м").contains(&"тізілім".to_owned()));
    assert!(analysis.layouts("әқәғ").contains(&"2025".to_owned()));
    assert_eq!(analysis.layouts("2025"), Vec::<String>::new());
    assert_eq!(analysis.spellings("Tızılım"), ["тізілім"]);
    assert_eq!(analysis.spellings("kúnderi jarıalandy"), ["күндери жаріаланды"]);
}

#[test]
fn a_file_of_the_data_may_be_replaced() {
    let path = "data/search/stop.json".to_owned();
    let stop = br#"{ "kk": "foo", "ru": "bar" }"#.to_vec();
    let files = Files::new([(path.clone(), stop)].into()).over(Files::new(embedded::files()));
    let analysis = Analysis::load(&files).unwrap();
    assert!(analysis.words(Lang::Kk, "foo")[0].stop && !analysis.words(Lang::Kk, "және")[0].stop);
    let broken = Files::new([(path, b"{".to_vec())].into()).over(Files::new(embedded::files()));
    let error = Analysis::load(&broken).unwrap_err();
    assert_eq!(error.to_string(), "data/search/stop.json");
}

proptest! {
    #[test]
    fn any_text_has_words_that_lie_in_it(text in "(\\PC|[а-яәғқңөұүһі'\u{ad}Ұйь+#a-c1-3 -]){0,60}") {
        thread_local!(static ANALYSIS: Analysis = analysis());
        ANALYSIS.with(|analysis| {
            for lang in Lang::ALL {
                let mut last = 0;
                for word in analysis.words(lang, &text) {
                    assert!(last <= word.start && word.start < word.end);
                    assert_eq!(&text[word.start..word.end], word.token);
                    assert!(!word.exact.is_empty() && !word.folded.is_empty() && !word.stem.is_empty());
                    last = word.end;
                }
                analysis.synonyms(lang, &analysis.words(lang, &text));
            }
            analysis.layouts(&text);
            analysis.spellings(&text);
        });
    }

    #[test]
    fn folding_twice_is_folding_once(text in "[а-яА-ЯәғқңөұүһіӘҒҚҢӨҰҮҺІёЁ]{1,12}") {
        thread_local!(static ANALYSIS: Analysis = analysis());
        ANALYSIS.with(|analysis| {
            let folded = analysis.words(Lang::Kk, &text)[0].folded.clone();
            for (lang, again) in [Lang::Kk, Lang::Ru].into_iter().zip([&folded, &folded]) {
                assert_eq!(&analysis.words(lang, &folded)[0].folded, again);
            }
            let stem = |text: &str| analysis.words(Lang::Kk, text)[0].stem.clone();
            assert!(text.contains('Ұ') || stem(&text) == stem(&folded));
        });
    }
}

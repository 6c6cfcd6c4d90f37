//! The two languages of the register, state language first.

use serde::{Deserialize, Serialize};

/// A language of the published register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Lang {
    /// Kazakh, the state language.
    Kk,
    /// Russian.
    Ru,
}

impl Lang {
    /// Every language, in the order in which they are shown.
    pub const ALL: [Lang; 2] = [Lang::Kk, Lang::Ru];

    /// The BCP 47 code, as in `lang` attributes and in paths.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Kk => "kk",
            Lang::Ru => "ru",
        }
    }

    /// The other language of the pair.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::Kk => Lang::Ru,
            Lang::Ru => Lang::Kk,
        }
    }
}

/// One value in each language; a missing translation cannot be expressed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PerLang<T> {
    /// Kazakh.
    pub kk: T,
    /// Russian.
    pub ru: T,
}

impl<T> PerLang<T> {
    /// The value in one language.
    pub fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Kk => &self.kk,
            Lang::Ru => &self.ru,
        }
    }
}

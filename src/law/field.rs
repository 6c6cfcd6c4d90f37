//! A field of a form: its key, its kind, who may see it.

use regex::Regex;
use serde::Deserialize;

use crate::base::lang::PerLang;

/// A field as a form's file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldFile {
    /// Key in the record.
    pub key: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether it is a list.
    #[serde(default)]
    pub many: bool,
    /// Whether this edition asks for it.
    pub required: Asked,
    /// Who may see it; there is no default.
    pub visibility: Visibility,
    /// What people call it.
    pub label: PerLang<String>,
    /// Where the act asks for it, when that is more exact than the form's own basis.
    #[serde(default)]
    pub basis: Option<String>,
    /// For `choice`: the values there are.
    #[serde(default)]
    pub values: Vec<Choice>,
    /// For `code`: the list it is of.
    #[serde(default)]
    pub list: Option<String>,
    /// For `code`: the form of a code.
    #[serde(default)]
    pub pattern: Option<String>,
    /// For `integer`: it is a place in a list, counted from 0. People read it counted from 1.
    #[serde(default)]
    pub place: bool,
    /// For `group` and its relatives: what it is made of.
    #[serde(default)]
    pub fields: Vec<FieldFile>,
}

/// A value of a choice and its label.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// As written in records.
    pub value: String,
    /// As shown.
    pub label: PerLang<String>,
}

/// Whether an edition asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It must be filled.
    Required,
    /// It may be empty.
    Optional,
    /// It must be empty: this edition has no such column.
    NotAsked,
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Asked, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Plain(bool),
            Word(String),
        }
        match Written::deserialize(deserializer)? {
            Written::Plain(true) => Ok(Asked::Required),
            Written::Plain(false) => Ok(Asked::Optional),
            Written::Word(word) if word == "not_asked" => Ok(Asked::NotAsked),
            Written::Word(word) => Err(serde::de::Error::custom(format!(
                "`required` is true, false or \"not_asked\", not \"{word}\""
            ))),
        }
    }
}

/// Who may see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// The publisher alone.
    Private,
}

/// What the values of a field are. The list is closed: a new kind is a new file in `record`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One text, in no particular language.
    Text,
    /// A text in each language.
    Bilingual,
    /// A whole number from 0.
    Integer,
    /// A decimal number as a string.
    Decimal,
    /// A percentage from 0 to 100 as a string.
    Percent,
    /// An amount in tenge as a string.
    Money,
    /// A civil date.
    Date,
    /// A year.
    Year,
    /// A moment, RFC 3339 in UTC.
    DateTime,
    /// Yes or no.
    Boolean,
    /// One of listed values.
    Choice,
    /// An individual or business identification number.
    IinBin,
    /// A phone number of Kazakhstan.
    Phone,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A postal address in each language.
    Address,
    /// A code of a list.
    Code,
    /// Another entry by number, or something that is in no register by name.
    EntryRef,
    /// A document with its number and dates.
    Document,
    /// A decision on the entry.
    Decision,
    /// A person.
    Person,
    /// Fields that belong together.
    Group,
}

/// How values of a kind are written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// An object with a text in each language.
    Bilingual,
    /// An object with either `number` or `name`.
    EntryRef,
    /// An object described by `fields`.
    Group,
}

impl Shape {
    /// The JSON type, as a word.
    pub fn type_name(self) -> &'static str {
        match self {
            Shape::String => "string",
            Shape::Integer => "integer",
            Shape::Boolean => "boolean",
            Shape::Bilingual | Shape::EntryRef | Shape::Group => "object",
        }
    }
}

impl Kind {
    /// How its values are written.
    pub fn shape(self) -> Shape {
        match self {
            Kind::Text
            | Kind::Decimal
            | Kind::Percent
            | Kind::Money
            | Kind::Date
            | Kind::Year
            | Kind::DateTime
            | Kind::Choice
            | Kind::IinBin
            | Kind::Phone
            | Kind::Email
            | Kind::Url
            | Kind::Code => Shape::String,
            Kind::Integer => Shape::Integer,
            Kind::Boolean => Shape::Boolean,
            Kind::Bilingual | Kind::Address => Shape::Bilingual,
            Kind::EntryRef => Shape::EntryRef,
            Kind::Document | Kind::Decision | Kind::Person | Kind::Group => Shape::Group,
        }
    }

    /// Whether its values are objects described by `fields`.
    pub fn is_group(self) -> bool {
        self.shape() == Shape::Group
    }

    /// Whether its values are texts in each language.
    pub fn is_bilingual(self) -> bool {
        self.shape() == Shape::Bilingual
    }
}

/// A field, ready to use.
#[derive(Clone, Debug)]
pub struct Field {
    /// Key in the record.
    pub key: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether it is a list.
    pub many: bool,
    /// Whether this edition asks for it.
    pub asked: Asked,
    /// Who may see it.
    pub visibility: Visibility,
    /// What people call it.
    pub label: PerLang<String>,
    /// Where the act asks for it.
    pub basis: Option<String>,
    /// For `choice`: the values there are.
    pub values: Vec<Choice>,
    /// For `code`: the list it is of.
    pub list: Option<String>,
    /// For `code`: the form of a code.
    pub pattern: Option<Regex>,
    /// For `integer`: it is a place in a list, counted from 0.
    pub place: bool,
    /// What it is made of.
    pub fields: Vec<Field>,
}

impl Field {
    /// The label of a value of a choice.
    pub fn value_label(&self, value: &str) -> Option<&PerLang<String>> {
        self.values.iter().find(|choice| choice.value == value).map(|choice| &choice.label)
    }

    /// Whether anyone may see it.
    pub fn is_public(&self) -> bool {
        self.visibility == Visibility::Public
    }
}

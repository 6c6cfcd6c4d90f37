//! Settings of the publication, `data/site.json`.

use serde::Deserialize;

use crate::base::lang::PerLang;

/// What is published, by whom, and how openly.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name of the site.
    pub title: PerLang<String>,
    /// Where the site stands, with `https://` and a slash at the end.
    pub base_url: String,
    /// Who publishes it.
    pub publisher: PerLang<String>,
    /// Demonstration data are marked on each page.
    #[serde(default)]
    pub environment: Environment,
    /// Ids of the registers in the order in which they are shown.
    pub registers: Vec<String>,
    /// Whether individual identification numbers are shown.
    #[serde(default)]
    pub iin: Iin,
    /// Whether the repository can be read by anyone.
    #[serde(default)]
    pub repository: Access,
    /// How much of an entry's documents is published.
    #[serde(default)]
    pub documents: Documents,
    /// Whether the results of the criteria of admission are published.
    #[serde(default)]
    pub admission: Admission,
    /// Whether signed bytes and seals are published.
    #[serde(default)]
    pub seals: Seals,
    /// Where readers write to about mistakes and dangers: an e-mail address or an `https://` page.
    #[serde(default)]
    pub contact: Option<String>,
    /// Under which licence the data may be used, by its SPDX identifier.
    #[serde(default)]
    pub licence: Option<String>,
}

impl Site {
    /// The contact as a link.
    pub fn contact_href(&self) -> Option<String> {
        let contact = self.contact.as_deref()?;
        let page = contact.starts_with("https://");
        Some(if page { contact.to_owned() } else { format!("mailto:{contact}") })
    }

    /// Whether the contact can stand in a link and in one line of a text file.
    pub(super) fn has_fitting_contact(&self) -> bool {
        let fits = |contact: &str| {
            let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte);
            let address = |text: &str| {
                let (name, host) = text.split_once('@').unwrap_or_default();
                let dotted = host.contains('.') && !host.contains('@');
                !name.is_empty() && dotted && !text.contains(['/', '?', '&', '#', ','])
            };
            contact.bytes().all(plain) && (contact.starts_with("https://") || address(contact))
        };
        self.contact.as_deref().is_none_or(fits)
    }
}

macro_rules! setting {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$case_doc])* $case),+ }
    };
}

setting!(
    /// What the data are for.
    Environment {
        /// Fictional data; each page says so.
        #[default]
        Demo,
        /// The register itself.
        Production,
    }
);
setting!(
    /// Individual identification numbers in public output.
    Iin {
        /// Replaced by asterisks, and left out of keys and holder files.
        #[default]
        Mask,
        /// As written.
        Publish,
    }
);
setting!(
    /// Who can read the repository.
    Access {
        /// The publisher alone.
        #[default]
        Private,
        /// Anyone.
        Public,
    }
);
setting!(
    /// Documents of an entry in public output.
    Documents {
        /// As written.
        #[default]
        Full,
        /// Kind and dates alone.
        Dates,
        /// Not at all.
        None,
    }
);
setting!(
    /// Results of the criteria of admission.
    Admission {
        /// Not published.
        #[default]
        Internal,
        /// Published.
        Public,
    }
);
setting!(
    /// Signed bytes and seals.
    Seals {
        /// Published with each revision.
        #[default]
        Published,
        /// Given to whoever asks.
        OnRequest,
        /// Only the verdict is published.
        Verdict,
    }
);

/// Who a publication is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anyone: private values and masked numbers are left out.
    Public,
    /// The procurement operator: nothing is masked, feeds only.
    Operator,
}

//! Documents of an invented entry, each edition with those it asks for.

use serde_json::{Value, json};

use crate::base::date::Date;

use super::super::data;
use super::super::days;

/// What decides which documents an entry has.
pub(super) struct Dossier {
    /// Number of the entry.
    pub(super) number: u32,
    pub(super) is_electronics: bool,
    pub(super) is_old_form: bool,
    /// Proof of security by certificate instead of by tests.
    pub(super) is_certified: bool,
    pub(super) models: usize,
    /// Hundredths of a per cent above the threshold.
    pub(super) percent: usize,
    /// Which set of documents of this entry it is.
    pub(super) set: usize,
    /// The day of the decision.
    pub(super) day: Date,
    pub(super) valid_until: Date,
}

impl Dossier {
    /// The documents, numbered.
    pub(super) fn documents(&self) -> Value {
        let mut documents = match (self.is_electronics, self.is_old_form) {
            (false, true) => vec![
                self.right("exclusive_rights"),
                self.shared("industrial_certificate"),
                self.security(),
            ],
            (true, true) => vec![
                self.right("production_right"),
                self.security(),
                self.shared("ct_kz_certificate"),
            ],
            (false, false) => vec![
                self.security(),
                self.right("exclusive_rights"),
                self.localisation(),
                self.statement("support_statement"),
            ],
            (true, false) => vec![
                self.security(),
                self.right("use_rights"),
                self.statement("service_centre_statement"),
                self.localisation(),
            ],
        };
        documents.extend(self.descriptions());
        documents.into_iter().enumerate().map(|(nth, paper)| self.numbered(nth, paper)).collect()
    }

    fn issued_on(&self) -> Date {
        days::workday_before(self.day, 25)
    }

    fn right(&self, kind: &str) -> Value {
        let issued_on = days::workday_before(self.day, 250);
        json!({ "kind": kind, "issuer": data::words().issuers.rights, "issued_on": issued_on })
    }

    fn statement(&self, kind: &str) -> Value {
        json!({ "kind": kind, "issued_on": self.issued_on() })
    }

    /// A document with a term.
    fn certificate(&self, kind: &str, issuer: &Value) -> Value {
        json!({
            "kind": kind,
            "issuer": issuer,
            "issued_on": self.issued_on(),
            "valid_until": self.valid_until,
        })
    }

    fn security(&self) -> Value {
        let issuers = &data::words().issuers;
        if self.is_certified || self.is_old_form {
            let mut certificate = self.certificate("security_certificate", &issuers.body);
            certificate["level"] = json!(4);
            certificate
        } else {
            let mut protocol = self.certificate("security_test_protocol", &issuers.laboratory);
            protocol["positive"] = json!(true);
            protocol
        }
    }

    /// The proof of localisation: since 2026 an industrial certificate is no longer one.
    fn localisation(&self) -> Value {
        let is_late = self.day.parts().0 >= 2026;
        match (is_late, self.is_electronics) {
            (false, _) => self.shared("industrial_certificate"),
            (true, false) => self.shared("localisation_report"),
            (true, true) => {
                self.certificate("producers_register_extract", &data::words().issuers.producers)
            }
        }
    }

    /// A document that states a share above the threshold of its time.
    fn shared(&self, kind: &str) -> Value {
        let (metric, least) = match (self.is_old_form, self.is_electronics) {
            (true, false) => ("local_content", 70),
            (true, true) => ("local_content", 20),
            (false, false) => ("localisation", 80),
            (false, true) => ("localisation", 30),
        };
        let percent = format!("{}.{:02}", least + self.percent / 100, self.percent % 100);
        let mut paper = self.certificate(kind, &data::words().issuers.chamber);
        paper["share"] = json!({ "metric": metric, "percent": percent });
        paper
    }

    /// Technical descriptions: one for each model, in 2020 one for the product.
    fn descriptions(&self) -> Vec<Value> {
        let about = |covers: &[usize]| {
            let mut paper = self.statement("technical_description");
            paper["covers"] = json!(covers);
            paper
        };
        match (self.is_old_form, self.is_electronics) {
            (true, _) => vec![about(&[])],
            (false, true) => (0..self.models).map(|model| about(&[model])).collect(),
            (false, false) => Vec::new(),
        }
    }

    /// Numbers belong to the year of issue. Each set has a range of its own, below the decisions'.
    fn numbered(&self, nth: usize, mut paper: Value) -> Value {
        let year = paper["issued_on"].as_str().map_or("", |day| &day[..4]).to_owned();
        let number = self.number as usize * 1000 + self.set * 50 + nth + 1;
        paper["number"] = json!(format!("DEMO-{year}/{number}"));
        paper
    }
}

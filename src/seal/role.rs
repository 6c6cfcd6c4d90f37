//! Who a certificate says its holder is: roles by purpose, numbers by the subject's attributes.

use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, NON_REPUDIATION, name_values};
use super::der::Parsed;
use super::oid::{self, Oid};
use super::verdict::Subject;

/// The capacity in which a holder signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// First head of a legal entity.
    Head,
    /// Entitled to sign for a legal entity.
    RightToSign,
    /// Entitled to sign its financial documents.
    RightToSignFinancial,
    /// Its personnel officer.
    Personnel,
    /// Its employee.
    Employee,
    /// Its information system.
    InformationSystem,
    /// A client of the treasury.
    TreasuryClient,
    /// A natural person.
    NaturalPerson,
}

/// From the strongest to the weakest, so that a certificate with several has the first.
const BY_PURPOSE: [(Oid, Role); 9] = [
    (oid::HEAD, Role::Head),
    (oid::RIGHT_TO_SIGN, Role::RightToSign),
    (oid::RIGHT_TO_SIGN_FINANCIAL, Role::RightToSignFinancial),
    (oid::PERSONNEL, Role::Personnel),
    (oid::EMPLOYEE, Role::Employee),
    (oid::INFORMATION_SYSTEM, Role::InformationSystem),
    (oid::TREASURY_CLIENT, Role::TreasuryClient),
    (oid::PERSON_SYSTEM, Role::InformationSystem),
    (oid::NATURAL_PERSON, Role::NaturalPerson),
];

impl Role {
    /// The name in profiles and reports.
    pub fn name(self) -> &'static str {
        match self {
            Role::Head => "head",
            Role::RightToSign => "right_to_sign",
            Role::RightToSignFinancial => "right_to_sign_financial",
            Role::Personnel => "personnel",
            Role::Employee => "employee",
            Role::InformationSystem => "information_system",
            Role::TreasuryClient => "treasury_client",
            Role::NaturalPerson => "natural_person",
        }
    }

    /// The role that a certificate gives. Roles within a legal entity count only beside the mark
    /// of one.
    pub(crate) fn of(certificate: &Certificate<'_>) -> Option<Role> {
        let entity = certificate.is_for(&oid::LEGAL_ENTITY);
        let within = |role| !matches!(role, Role::NaturalPerson | Role::TreasuryClient);
        BY_PURPOSE
            .into_iter()
            .filter(|(purpose, _)| certificate.is_for(purpose))
            .map(|(purpose, role)| (purpose.bytes() == oid::PERSON_SYSTEM.bytes(), role))
            .find(|(of_person, role)| entity || *of_person || !within(*role))
            .map(|(_, role)| role)
    }
}

/// Whether a certificate is one for signing documents, not for logging in.
pub(crate) fn signs_documents(certificate: &Certificate<'_>) -> bool {
    certificate.may(NON_REPUDIATION) && certificate.is_for(&oid::EMAIL_PROTECTION)
}

/// Whom a certificate names. Attributes are found by identifier, for their order has changed
/// between generations; of a number that occurs twice with different digits none is taken.
pub(crate) fn subject(certificate: &Certificate<'_>) -> Parsed<Subject> {
    let values = |attribute| name_values(certificate.subject, attribute);
    Ok(Subject {
        name: values(&oid::COMMON_NAME)?.into_iter().next(),
        iin: number(&values(&oid::SERIAL_NUMBER)?, "IIN"),
        bin: number(&values(&oid::UNIT)?, "BIN"),
        organisation: values(&oid::ORGANISATION)?.into_iter().next(),
    })
}

/// The twelve digits after a prefix.
fn number(values: &[String], prefix: &str) -> Option<String> {
    let mut numbers = values
        .iter()
        .filter_map(|value| value.strip_prefix(prefix))
        .filter(|digits| digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_digit()));
    let first = numbers.next()?;
    numbers.all(|other| other == first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_twelve_digits_and_unambiguous() {
        let number = |values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            number(&values, "BIN")
        };
        assert_eq!(number(&["Department", "BIN700140000019"]).as_deref(), Some("700140000019"));
        assert_eq!(number(&["BIN70014000001"]), None);
        assert_eq!(number(&["BIN70014000001x"]), None);
        assert_eq!(number(&["BIN700140000019", "BIN700140000020"]), None);
    }
}

//! Takes off what signatures and certificates are wrapped in when they travel as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes inside PEM or base64; the input itself when it is neither. Text with several PEM
/// blocks is left as it is, and so refused as malformed: which one is meant would be a guess.
pub fn unwrap(input: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(input).ok().filter(|text| text.is_ascii());
    text.and_then(decode).unwrap_or_else(|| input.to_vec())
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let body = match text.strip_prefix("-----BEGIN ") {
        Some(rest) => {
            let (label, rest) = rest.split_once("-----")?;
            rest.strip_suffix("-----")?.strip_suffix(label)?.strip_suffix("-----END ")?
        }
        None => text,
    };
    let digits: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(digits).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_pem_and_base64_are_the_same() {
        let der = [0x30, 0x82, 0, 0xff];
        for text in
            ["MIIA/w==", " MIIA\r\n/w==\n", "-----BEGIN CMS-----\nMIIA/w==\n-----END CMS-----\n"]
        {
            assert_eq!(unwrap(text.as_bytes()), der, "{text}");
        }
        assert_eq!(unwrap(&der), der);
        let two = "-----BEGIN CMS-----\nMIIA/w==\n-----END CMS-----\n".repeat(2);
        assert_eq!(unwrap(two.as_bytes()), two.as_bytes());
        assert_eq!(unwrap(b"-----BEGIN CMS-----\nMIIA\n-----END PKCS7-----")[0], b'-');
    }
}

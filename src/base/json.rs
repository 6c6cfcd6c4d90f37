//! Strict JSON with places (being written).

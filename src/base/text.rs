//! Checks of text (being written).

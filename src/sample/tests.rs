//! Checks of the sample: records obey the rules, every path is covered, the same seed gives the same bytes.

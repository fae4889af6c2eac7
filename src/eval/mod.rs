//! `verbatim eval`: reads a data file of the bench, runs an engine over it,
//! writes predictions and says its own figures. Knows the data formats, which
//! nothing else does.

pub mod qa;
pub mod quotes;
pub mod review;
pub mod summary;

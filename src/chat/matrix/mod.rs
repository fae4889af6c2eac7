//! Verbatim on Matrix. The only user of matrix-sdk.

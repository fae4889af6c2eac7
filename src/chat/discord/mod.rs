//! Verbatim on Discord. The only user of serenity.

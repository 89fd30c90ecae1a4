//! Finding ranges that are free.

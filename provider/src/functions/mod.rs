//! Functions for HCL: `provider::aksoverlay::cidrs_overlap(a, b)`. Pure arithmetic over [`network`](crate::network).

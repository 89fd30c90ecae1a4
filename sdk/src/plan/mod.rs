//! The way from configuration and prior state to a plan, and the rules that Terraform enforces on every answer.

//! The real terraform program against provider and emulator.

mod harness;

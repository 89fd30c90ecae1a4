//! MessagePack items, one by one, into memory.

use rmp::encode::{
    ByteBuf, RmpWrite, write_array_len, write_bin, write_bool, write_ext_meta, write_f64, write_map_len,
    write_nil, write_sint, write_str,
};

/// Bytes under construction. Writing to memory cannot fail, which the patterns below state. Lengths are `u32`, the
/// most that the format can count.
pub(super) struct Writer(ByteBuf);

impl Writer {
    pub(super) fn new() -> Self {
        Self(ByteBuf::new())
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_vec()
    }

    pub(super) fn nil(&mut self) {
        let Ok(()) = write_nil(&mut self.0);
    }

    pub(super) fn bool(&mut self, truth: bool) {
        let Ok(()) = write_bool(&mut self.0, truth);
    }

    pub(super) fn int(&mut self, integer: i64) {
        let Ok(_) = write_sint(&mut self.0, integer);
    }

    pub(super) fn float(&mut self, float: f64) {
        let Ok(()) = write_f64(&mut self.0, float);
    }

    pub(super) fn str(&mut self, text: &str) {
        let Ok(()) = write_str(&mut self.0, text);
    }

    pub(super) fn bin(&mut self, bytes: &[u8]) {
        let Ok(()) = write_bin(&mut self.0, bytes);
    }

    pub(super) fn array(&mut self, length: u32) {
        let Ok(_) = write_array_len(&mut self.0, length);
    }

    pub(super) fn map(&mut self, length: u32) {
        let Ok(_) = write_map_len(&mut self.0, length);
    }

    /// An extension of up to `u32::MAX` bytes.
    pub(super) fn ext(&mut self, kind: i8, body: &[u8]) {
        let Ok(_) = write_ext_meta(&mut self.0, body.len() as u32, kind);
        let Ok(()) = self.0.write_bytes(body);
    }
}

//! States in the chunks in which they travel.

use crate::{
    diag::Diagnostic,
    proto::tfplugin6::{StateRange, read_state_bytes, write_state_bytes::RequestChunk},
};

/// What is taken when Terraform proposes nothing: 8 MiB, Terraform's own choice.
const DEFAULT_SIZE: i64 = 8 << 20;

/// Terraform accepts no larger chunks.
const LARGEST_SIZE: i64 = 128 << 20;

/// The size of chunks, when Terraform proposes this one.
pub(super) fn size(proposed: i64) -> i64 {
    if proposed > 0 { proposed.min(LARGEST_SIZE) } else { DEFAULT_SIZE }
}

/// Cuts a state into chunks of this size; the last may be smaller. A chunk is made when it is asked for.
pub(super) fn cut(state: Vec<u8>, size: i64) -> impl Iterator<Item = read_state_bytes::Response> + Send {
    let size = usize::try_from(size).unwrap_or(usize::MAX).max(1);
    (0..state.len().div_ceil(size)).map(move |number| {
        let start = number * size;
        let bytes = state[start..state.len().min(start + size)].to_vec();
        read_state_bytes::Response {
            total_length: length(state.len()),
            range: Some(StateRange { start: length(start), end: length(start + bytes.len()) - 1 }),
            bytes,
            diagnostics: Vec::new(),
        }
    })
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A state that is being put together.
#[derive(Debug)]
pub(super) struct Assembly {
    state: Vec<u8>,
    size: i64,
    total: i64,
    /// A chunk of less than the full size has come, so it is the last.
    short: bool,
}

impl Assembly {
    /// Of chunks of this size; `total` is what the first one says of the whole.
    pub(super) fn new(size: i64, total: i64) -> Result<Self, Diagnostic> {
        let mut state = Vec::new();
        let expected = usize::try_from(total).map_err(|_| refused(format!("its total length is {total}")))?;
        // The chunks prove the length bit by bit; until then it is only a claim.
        let reserved = state.try_reserve_exact(expected.min(LARGEST_RESERVED));
        reserved.map_err(|error| refused(format!("there is no room for its {total} bytes: {error}")))?;
        Ok(Self { state, size, total, short: false })
    }

    /// Takes the next chunk.
    pub(super) fn add(&mut self, chunk: &RequestChunk) -> Result<(), Diagnostic> {
        let start = length(self.state.len());
        let end = start + length(chunk.bytes.len());
        let wrong = if chunk.bytes.is_empty() {
            Some("a chunk is empty".to_owned())
        } else if chunk.total_length != self.total {
            Some(format!("its total length changed from {} to {}", self.total, chunk.total_length))
        } else if chunk.range != Some(StateRange { start, end: end - 1 }) {
            let said = chunk.range.map(|range| format!("{} to {}", range.start, range.end));
            Some(format!(
                "a chunk holds bytes {start} to {} but says that they are {}",
                end - 1,
                said.unwrap_or_else(|| "none".to_owned())
            ))
        } else if self.short || end - start > self.size {
            Some(format!("a chunk is not of the agreed size of {} bytes", self.size))
        } else if end > self.total {
            Some(format!("it is longer than its total length of {} bytes", self.total))
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Err(refused(wrong));
        }
        self.short = end - start < self.size;
        self.state.extend_from_slice(&chunk.bytes);
        Ok(())
    }

    /// The whole, once every chunk has come.
    pub(super) fn finish(self) -> Result<Vec<u8>, Diagnostic> {
        if self.state.is_empty() {
            return Err(refused("it is empty".to_owned()));
        }
        if length(self.state.len()) != self.total {
            let (come, total) = (self.state.len(), self.total);
            return Err(refused(format!("only {come} of its {total} bytes have come")));
        }
        Ok(self.state)
    }
}

/// More than this is not reserved on somebody's word.
const LARGEST_RESERVED: usize = 1 << 30;

/// Nothing was written.
pub(super) fn refused(why: String) -> Diagnostic {
    Diagnostic::error(
        "Error Writing State",
        format!(
            "The state came from Terraform in a way that was not agreed: {why}. Nothing was written. This is a bug in \
             Terraform or in tfplugin-framework-rs."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, end and length of each chunk.
    fn ranges(length: usize, size: i64) -> Vec<(i64, i64, usize)> {
        let chunks = cut(vec![7; length], size);
        chunks
            .map(|chunk| (chunk.range.unwrap().start, chunk.range.unwrap().end, chunk.bytes.len()))
            .collect()
    }

    fn chunk(bytes: &[u8], start: i64, total_length: i64) -> RequestChunk {
        let range = Some(StateRange { start, end: start + length(bytes.len()) - 1 });
        RequestChunk { meta: None, bytes: bytes.to_vec(), total_length, range }
    }

    fn assembled(size: i64, chunks: &[RequestChunk]) -> Result<Vec<u8>, String> {
        let assemble = || {
            let mut assembly = Assembly::new(size, chunks[0].total_length)?;
            chunks.iter().try_for_each(|chunk| assembly.add(chunk))?;
            assembly.finish()
        };
        assemble()
            .map_err(|refused: Diagnostic| refused.detail.split(['.', ':']).nth(1).unwrap().trim().to_owned())
    }

    #[test]
    fn terraform_s_proposal_is_taken_as_far_as_it_can_be() {
        assert_eq!([4096, 0, -1, i64::MAX].map(size), [4096, DEFAULT_SIZE, DEFAULT_SIZE, LARGEST_SIZE]);
    }

    #[test]
    fn a_state_is_cut_into_chunks_with_inclusive_ranges() {
        assert_eq!(ranges(10, 4), [(0, 3, 4), (4, 7, 4), (8, 9, 2)]);
        assert_eq!(ranges(8, 4), [(0, 3, 4), (4, 7, 4)]);
        assert_eq!(ranges(3, 4), [(0, 2, 3)]);
        assert!(cut(vec![7; 9], 4).all(|chunk| chunk.total_length == 9));
    }

    #[test]
    fn chunks_become_the_state_again() {
        let chunks = [chunk(b"abcd", 0, 6), chunk(b"ef", 4, 6)];
        assert_eq!(assembled(4, &chunks).unwrap(), b"abcdef");
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_the_reason() {
        let refused = |chunks: &[RequestChunk]| assembled(4, chunks).unwrap_err();
        assert_eq!(refused(&[chunk(b"abcd", 0, 6)]), "only 4 of its 6 bytes have come");
        assert_eq!(refused(&[chunk(b"", 0, 0)]), "a chunk is empty");
        assert_eq!(refused(&[chunk(b"abcde", 0, 5)]), "a chunk is not of the agreed size of 4 bytes");
        assert_eq!(
            refused(&[chunk(b"ab", 0, 4), chunk(b"cd", 2, 4)]),
            "a chunk is not of the agreed size of 4 bytes"
        );
        assert_eq!(refused(&[chunk(b"abcd", 0, 3)]), "it is longer than its total length of 3 bytes");
        assert_eq!(
            refused(&[chunk(b"abcd", 0, 6), chunk(b"ef", 4, 7)]),
            "its total length changed from 6 to 7"
        );
        assert_eq!(
            refused(&[chunk(b"abcd", 1, 6)]),
            "a chunk holds bytes 0 to 3 but says that they are 1 to 4"
        );
        let without_range = RequestChunk { range: None, ..chunk(b"abcd", 0, 4) };
        assert_eq!(refused(&[without_range]), "a chunk holds bytes 0 to 3 but says that they are none");
        assert_eq!(refused(&[chunk(b"abcd", 0, -1)]), "its total length is -1");
    }

    #[test]
    fn a_claimed_length_reserves_no_more_than_is_reasonable() {
        let assembly = Assembly::new(4, i64::MAX).unwrap();
        assert!(assembly.state.capacity() <= LARGEST_RESERVED);
    }
}

//! The functions of libdeflate that we need, made safe.
//!
//! The `libdeflater` crate would do, but it does not say how much of the input a member took: of
//! several members it inflates the first and reports success.
#![expect(unsafe_code, reason = "calls into a C library")]

use std::ptr::NonNull;

use libdeflate_sys::{
    libdeflate_alloc_decompressor, libdeflate_crc32, libdeflate_decompressor,
    libdeflate_free_decompressor, libdeflate_gzip_decompress_ex,
    libdeflate_result_LIBDEFLATE_INSUFFICIENT_SPACE, libdeflate_result_LIBDEFLATE_SUCCESS,
};

/// The checksum (RFC 1952, CRC-32) of what `crc` is that of, 0 for nothing, followed by `bytes`.
pub(super) fn crc32(crc: u32, bytes: &[u8]) -> u32 {
    // SAFETY: the buffer is as long as is said; of no bytes it is not looked at.
    unsafe { libdeflate_crc32(crc, bytes.as_ptr().cast(), bytes.len()) }
}

#[derive(Debug)]
pub(super) struct Decompressor(NonNull<libdeflate_decompressor>);

/// Why a member was not inflated; nothing was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Damaged,
    /// It is larger than the room.
    Full,
}

// SAFETY: the decompressor is memory of its own without ties to a thread, and all use of it is
// through `&mut`.
unsafe impl Send for Decompressor {}
// SAFETY: likewise; `&Decompressor` gives access to nothing.
unsafe impl Sync for Decompressor {}

impl Decompressor {
    pub(super) fn new() -> Option<Self> {
        // SAFETY: has no preconditions; gives null when there is no memory.
        NonNull::new(unsafe { libdeflate_alloc_decompressor() }).map(Self)
    }

    /// Appends the first member of `compressed` if it has at most `room` bytes; gives the length
    /// of its compressed bytes.
    pub(super) fn member(
        &mut self,
        compressed: &[u8],
        out: &mut Vec<u8>,
        room: usize,
    ) -> Result<usize, Refusal> {
        out.reserve(room);
        let spare = out.spare_capacity_mut();
        let (mut consumed, mut written) = (0, 0);
        // SAFETY: the decompressor is live and ours alone; both buffers are as long as is said
        // (`reserve` made the spare room at least `room` bytes), and may be uninitialised for
        // output; the counts are written to live variables.
        let result = unsafe {
            libdeflate_gzip_decompress_ex(
                self.0.as_ptr(),
                compressed.as_ptr().cast(),
                compressed.len(),
                spare.as_mut_ptr().cast(),
                room,
                &raw mut consumed,
                &raw mut written,
            )
        };
        #[expect(non_upper_case_globals, reason = "names of the C library")]
        match result {
            libdeflate_result_LIBDEFLATE_SUCCESS => {
                // SAFETY: on success the first `written` bytes of the room are initialised.
                unsafe { out.set_len(out.len() + written) };
                Ok(consumed)
            }
            libdeflate_result_LIBDEFLATE_INSUFFICIENT_SPACE => Err(Refusal::Full),
            _ => Err(Refusal::Damaged),
        }
    }
}

impl Drop for Decompressor {
    fn drop(&mut self) {
        // SAFETY: made by `libdeflate_alloc_decompressor`, and freed only here.
        unsafe { libdeflate_free_decompressor(self.0.as_ptr()) };
    }
}

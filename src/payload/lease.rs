//! Memory for what the application sends in large pieces. A browser takes longer to make an `ArrayBuffer` than to copy
//! into one, so those of messages that are done with are used again.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Uint8Array};

/// At most so much is kept to be used again, in bytes.
const SPARE_MAX: usize = 4 * 1024 * 1024;

thread_local! {
    static SPARES: RefCell<Spares> = RefCell::default();
}

/// Buffers to be used again, all of one size: an application that sends large pieces cuts them alike.
#[derive(Default)]
struct Spares {
    /// In bytes.
    size: usize,
    buffers: Vec<ArrayBuffer>,
}

/// An `ArrayBuffer` that nobody but its owner may know of once it is dropped.
pub(crate) struct Lease {
    buffer: ArrayBuffer,
    size: usize,
}

impl Lease {
    /// A copy of these bytes.
    pub(crate) fn copy(bytes: &Uint8Array) -> Self {
        let size = bytes.length() as usize;
        let spare = SPARES.with_borrow_mut(|spares| spares.take(size));
        let buffer = match spare {
            Some(buffer) => {
                Uint8Array::new(&buffer).set(bytes, 0);
                buffer
            }
            // In one step, so that the browser need not clear what it makes.
            None => Uint8Array::new(bytes).buffer(),
        };
        Self { buffer, size }
    }

    pub(crate) const fn buffer(&self) -> &ArrayBuffer {
        &self.buffer
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        SPARES.with_borrow_mut(|spares| spares.keep(self));
    }
}

impl Spares {
    fn take(&mut self, size: usize) -> Option<ArrayBuffer> {
        if self.size != size {
            self.size = size;
            self.buffers.clear();
        }
        self.buffers.pop()
    }

    fn keep(&mut self, lease: &Lease) {
        let has_room = (self.buffers.len() + 1) * self.size <= SPARE_MAX;
        if self.size == lease.size && has_room {
            self.buffers.push(lease.buffer.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn leased(size: u32) -> Lease {
        Lease::copy(&Uint8Array::new_with_length(size))
    }

    #[wasm_bindgen_test]
    fn memory_is_used_again() {
        let lease = leased(40_001);
        let first = lease.buffer().clone();
        let bytes = Uint8Array::new(&first);
        bytes.set(&Uint8Array::new(&js_sys::Array::of1(&7.into())), 0);
        drop(lease);
        let again = leased(40_001);
        assert!(js_sys::Object::is(&first, again.buffer()));
        assert_eq!(bytes.to_vec(), vec![0; 40_001]);
        assert!(!js_sys::Object::is(&first, leased(40_001).buffer()));
    }

    #[wasm_bindgen_test]
    fn only_so_much_is_kept() {
        let kept = || SPARES.with_borrow(|spares| spares.buffers.len());
        let leases: Vec<_> = (0..6).map(|_| leased(1024 * 1024)).collect();
        drop(leases);
        assert_eq!(kept(), 4);
        drop(leased(SPARE_MAX as u32 + 1));
        assert_eq!(kept(), 0);
    }
}

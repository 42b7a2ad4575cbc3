//! Values of the thread, of which there is one.

use core::cell::OnceCell;

/// A value that is made when it is first asked for; `thread_local!` is of the standard library.
pub(crate) struct Local<T> {
    value: OnceCell<T>,
    make: fn() -> T,
}

// SAFETY: a module without shared memory has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for Local<T> {}

impl<T> Local<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        Self {
            value: OnceCell::new(),
            make,
        }
    }

    pub(crate) fn get(&self) -> &T {
        self.value.get_or_init(self.make)
    }
}

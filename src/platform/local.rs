//! Values of the thread, of which there is one.

use alloc::boxed::Box;
use core::cell::Cell;

/// A value that is made when it is first asked for and never dropped; `thread_local!` is of the standard library.
pub(crate) struct Local<T: 'static> {
    value: Cell<Option<&'static T>>,
    make: fn() -> T,
}

// SAFETY: a module without shared memory has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl<T> Sync for Local<T> {}

impl<T> Local<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        Self {
            value: Cell::new(None),
            make,
        }
    }

    pub(crate) fn get(&self) -> &'static T {
        self.value.get().unwrap_or_else(|| {
            let value = Box::leak(Box::new((self.make)()));
            self.value.set(Some(value));
            value
        })
    }
}

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| everwire_fuzz_bodies::body(data));

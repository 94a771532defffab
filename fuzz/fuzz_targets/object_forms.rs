#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| responses_fuzz::object_forms::check(bytes));

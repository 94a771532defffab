#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| responses_fuzz::stops::check(bytes));

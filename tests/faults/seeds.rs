//! The seeds of every fuzz target, and changes of them that are always the same, without a fuzzer.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use crate::mutate::{Numbers, mutate};
use crate::{targets, trials};

fn corpus() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(corpus().join(target)).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn every_target_has_seeds_and_every_seed_a_target() {
    let directories: BTreeSet<_> =
        fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let targets: BTreeSet<_> = targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(directories, targets);
    for target in &targets {
        assert!(!seeds(target).is_empty(), "{target}");
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{target}.rs")).exists(),
            "{target}"
        );
    }
}

#[test]
fn seeds_and_changes_of_them_are_taken_by_every_target() {
    let number = trials(1500, 100_000);
    for (name, check) in targets::ALL {
        let seeds = seeds(name);
        let hold = |bytes: &[u8], what: &str| {
            let held = catch_unwind(|| check(bytes));
            assert!(held.is_ok(), "{name}, {what}: {}", bytes.escape_ascii());
        };
        for seed in &seeds {
            hold(seed, "a seed");
        }
        let mut numbers = Numbers::new(u64::try_from(name.len()).unwrap());
        for round in 0..number {
            let seed = &seeds[round % seeds.len()];
            let other = &seeds[numbers.below(seeds.len())];
            hold(&mutate(&mut numbers, seed, other), "a change");
        }
    }
}

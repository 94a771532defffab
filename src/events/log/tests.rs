//! What is read is what stands there, however it is cut into pieces; what is appended stands there, whatever was there before.

use std::fs;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::record::compress;

/// Lines with their numbers, and the numbers of the bad ones.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen(Vec<(usize, u64, String)>);

impl Fold for Seen {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        if line.text == "bad" {
            return Err(Problem::Invalid(vec!["bad".to_owned()]));
        }
        self.0.push((line.file, line.number, line.text.to_owned()));
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.0.extend(later.0);
    }
}

fn options(threads: usize, chunk_bytes: usize, max_line_bytes: usize) -> ReadOptions {
    ReadOptions { threads: NonZero::new(threads), chunk_bytes, max_line_bytes, ..ReadOptions::default() }
}

/// The same in the plainest way there is.
fn plainly(files: &[Vec<u8>], most: usize) -> (Seen, Vec<(usize, Option<u64>)>) {
    let (mut seen, mut bad) = (Seen::default(), Vec::new());
    for (file, bytes) in files.iter().enumerate() {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let text = std::str::from_utf8(line).map(|text| text.trim_matches([' ', '\t', '\r']));
            match text {
                _ if line.len() > most => bad.push((file, Some(number))),
                Ok("") => {}
                Ok("bad") | Err(_) => bad.push((file, Some(number))),
                Ok(text) => seen.0.push((file, number, text.to_owned())),
            }
        }
    }
    (seen, bad)
}

fn write_all(dir: &Path, files: &[Vec<u8>]) -> Vec<PathBuf> {
    let write = |(number, bytes): (usize, &Vec<u8>)| {
        let path = dir.join(format!("{number}.jsonl"));
        fs::write(&path, bytes).unwrap();
        path
    };
    files.iter().enumerate().map(write).collect()
}

fn a_log() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"\n",
        b"\n",
        b"\r\n",
        b"\n\n",
        b" ",
        b"\t",
        b"{}",
        b"bad",
        b"x",
        b"[1, 2]",
        b"\xff",
        b"\xc3",
        b"\xc3\xa9",
        b"\0",
        b"a line of some length, longer than a piece",
        b"\xef\xbb\xbf",
    ];
    vec(select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_line_is_seen_once_and_in_order_however_the_logs_are_cut(
        files in vec(a_log(), 0..4),
        threads in 1_usize..4,
        chunk in 1_usize..100,
        compressed in any::<bool>(),
    ) {
        const MOST: usize = 30;
        let (expected, bad) = plainly(&files, MOST);
        let dir = tempfile::tempdir().unwrap();
        let stored = if compressed {
            files.iter().map(|bytes| compress(bytes).unwrap()).collect()
        } else {
            files.clone()
        };
        let paths = write_all(dir.path(), &stored);
        let Folded { found, lines, problems } = fold(&paths, &options(threads, chunk, MOST), Seen::default);
        prop_assert_eq!(lines, expected.0.len() as u64);
        prop_assert_eq!(found, expected);
        let named: Vec<_> = problems.named.iter().map(|p| (paths.iter().position(|x| *x == p.path).unwrap(), p.line)).collect();
        prop_assert_eq!(named, bad);
    }

    #[test]
    fn an_appended_line_stands_alone_whatever_was_there(before in a_log(), lines in vec("[a-z{}\"]{1,20}", 1..5)) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        fs::write(&path, &before).unwrap();
        let mut log = Appender::new(&path, Sync::None);
        for line in &lines {
            let bytes = log.append(line).unwrap();
            let written = fs::read(&path).unwrap();
            let [begin, end] = [bytes.start, bytes.end].map(|at| usize::try_from(at).unwrap());
            let line = format!("{line}\n");
            prop_assert_eq!(&written[begin..end], line.as_bytes());
            prop_assert_eq!(end, written.len());
        }
        let torn = before.last().is_some_and(|last| *last != b'\n');
        let expected = [&before[..], if torn { b"\n" } else { b"" }, (lines.join("\n") + "\n").as_bytes()].concat();
        prop_assert_eq!(fs::read(&path).unwrap(), expected);
    }

    #[test]
    fn a_follower_sees_what_a_reader_sees_however_the_log_grows(log in a_log(), cuts in vec(0_usize..200, 0..5)) {
        let log = [&log[..], b"\n"].concat();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log.jsonl");
        let options = options(1, 64, 30);
        let mut follower = Follower::from_start(&path, &options);
        let (mut seen, mut bad) = (Seen::default(), Vec::new());
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(log.len())).chain([log.len()]).collect();
        cuts.sort_unstable();
        for cut in cuts {
            fs::write(&path, &log[..cut]).unwrap();
            follower.read_new(|news| match news {
                News::Line(line) => seen.line(line).unwrap_or_else(|_| bad.push((0, Some(line.number)))),
                News::Problem(problem) => bad.push((0, problem.line)),
                News::Restarted | News::CutOff { .. } => panic!("it only grew"),
            });
        }
        prop_assert_eq!((seen, bad), plainly(&[log], 30));
    }
}

fn texts(follower: &mut Follower) -> Vec<String> {
    let mut texts = Vec::new();
    follower.read_new(|news| match news {
        News::Line(line) => texts.push(format!("{}:{}", line.number, line.text)),
        News::Problem(problem) => texts.push(problem.to_string()),
        News::Restarted => texts.push("restarted".to_owned()),
        News::CutOff { read } => texts.push(format!("cut off after {read}")),
    });
    texts
}

#[test]
fn a_follower_outlives_a_log_that_comes_late_is_cut_off_and_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let mut follower = Follower::from_end(&path, &ReadOptions::default()).unwrap();
    assert!(texts(&mut follower).is_empty());
    fs::write(&path, "a\nb").unwrap();
    assert_eq!(texts(&mut follower), ["1:a"]);
    fs::write(&path, "a\nbc\n").unwrap();
    assert_eq!(texts(&mut follower), ["2:bc"]);
    fs::write(&path, "d\n").unwrap();
    assert_eq!(texts(&mut follower), ["cut off after 5", "1:d"]);
    assert!(texts(&mut follower).is_empty());
    // By the next look it has grown beyond what it was.
    fs::write(&path, "other\nlines\n").unwrap();
    assert_eq!(texts(&mut follower), ["cut off after 2", "1:other", "2:lines"]);
    fs::write(&path, "d\n").unwrap();
    assert_eq!(texts(&mut follower), ["cut off after 12", "1:d"]);
    #[cfg(unix)]
    {
        // What is added to the old file after it was put aside is not missed.
        fs::rename(&path, dir.path().join("old")).unwrap();
        fs::write(dir.path().join("old"), "d\nlast\n").unwrap();
        fs::write(&path, "new\n").unwrap();
        assert_eq!(texts(&mut follower), ["2:last", "restarted", "1:new"]);
        fs::remove_file(&path).unwrap();
        assert_eq!(texts(&mut follower), ["restarted"]);
        assert!(texts(&mut follower).is_empty());
        fs::write(&path, "again\n").unwrap();
        assert_eq!(texts(&mut follower), ["1:again"]);
    }
    let mut late = Follower::from_end(&path, &ReadOptions::default()).unwrap();
    assert!(texts(&mut late).is_empty());
}

#[test]
fn a_follower_knows_lines_apart_that_end_alike() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let line = |id: u32| format!("{{\"event_id\":\"evt_{id:08x}\",\"text\":\"{}\"}}\n", "x".repeat(1000));
    let mut follower = Follower::from_start(&path, &ReadOptions::default());
    fs::write(&path, line(1) + &line(2)).unwrap();
    assert_eq!(texts(&mut follower).len(), 2);
    // It was cut off and got three lines since the last look, each as long as those that were read.
    fs::write(&path, line(3) + &line(4) + &line(5)).unwrap();
    let seen = texts(&mut follower);
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen[0].starts_with("cut off after ") && seen[1].contains("evt_00000003"), "{seen:?}");
    fs::write(&path, line(3) + &line(4) + &line(5) + &line(6)).unwrap();
    assert_eq!(texts(&mut follower).len(), 1, "what only grew goes on");
}

#[test]
fn threads_that_append_to_one_log_lose_and_mix_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep/log.jsonl");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut log = Appender::new(path, Sync::Batch);
                for number in 0..300 {
                    log.append(&format!("{thread} {number} {}", "x".repeat(number * 7))).unwrap();
                }
            });
        }
    });
    let Folded { found, lines, problems } = fold(&[path], &ReadOptions::default(), Seen::default);
    assert!(problems.is_empty() && lines == 2400, "{problems:?}");
    for thread in 0..8 {
        let numbers = found.0.iter().filter_map(|(_, _, text)| {
            let mut words = text.split(' ');
            (words.next() == Some(&thread.to_string())).then(|| words.next().unwrap().parse::<usize>().unwrap())
        });
        assert!(numbers.eq(0..300), "the lines of one thread stay in order");
    }
}

#[cfg(unix)]
#[test]
fn an_appender_goes_to_the_file_that_is_there_now() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let mut log = Appender::new(&path, Sync::Batch);
    log.append("a").unwrap();
    fs::rename(&path, dir.path().join("old")).unwrap();
    log.append("b").unwrap();
    fs::remove_file(&path).unwrap();
    log.append("c").unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("old")).unwrap(), "a\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "c\n");
    fs::remove_dir_all(dir.path()).unwrap();
    log.append("d").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "d\n");
}

#[cfg(unix)]
#[test]
fn what_could_not_be_written_leaves_no_log_behind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let mut log = Appender::new(&path, Sync::None);
    let nothing = |_: &Path| (Vec::new(), 7);
    assert_eq!(log.append_with(nothing).unwrap(), 7);
    assert!(!path.exists(), "nothing was to be written");
    assert!(log.append_with(|_| (vec!["a\nb".to_owned()], ())).is_err());
    assert!(!path.exists(), "what was to be written is no line");
    log.append("a").unwrap();
    assert_eq!(log.append_with(nothing).unwrap(), 7);
    assert_eq!(fs::read_to_string(&path).unwrap(), "a\n");
    // A log of another, though empty, is not ours to remove.
    let empty = dir.path().join("empty.jsonl");
    fs::write(&empty, "").unwrap();
    assert_eq!(Appender::new(&empty, Sync::None).append_with(nothing).unwrap(), 7);
    assert!(empty.exists());
}

#[test]
fn what_is_no_line_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let mut log = Appender::new(&path, Sync::None);
    for line in ["", "  ", "a\nb", "a\n", "a\rb"] {
        assert!(matches!(log.append(line), Err(crate::events::Error::Invalid { .. })), "{line:?}");
        assert!(log.append_all(["fine", line]).is_err());
    }
    assert!(!path.exists());
}

#[test]
fn nothing_is_added_behind_a_compressed_log() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    let packed = crate::record::compress(b"{}\n").unwrap();
    fs::write(&path, &packed).unwrap();
    let told = Appender::new(&path, Sync::Always).append("x").unwrap_err();
    assert!(told.to_string().ends_with("log.jsonl: compressed, so that nothing can be added"), "{told}");
    assert_eq!(fs::read(&path).unwrap(), packed);
    // One byte alone is the beginning of a line like any other.
    fs::write(&path, [0x1f]).unwrap();
    Appender::new(&path, Sync::Always).append("x").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"\x1f\nx\n");
}

#[cfg(unix)]
#[test]
fn a_log_is_its_owners_alone_and_no_link_is_followed() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a/b/log.jsonl");
    Appender::new(&path, Sync::Always).append("x").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));

    let target = dir.path().join("target");
    fs::write(&target, "").unwrap();
    let link = dir.path().join("link.jsonl");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let error = Appender::new(&link, Sync::None).append("x").unwrap_err();
    assert!(error.to_string().contains("a symbolic link, not followed"), "{error}");
    assert_eq!(fs::read(&target).unwrap(), b"");
    let read = fold(&[link], &ReadOptions::default(), Seen::default);
    assert_eq!(read.problems.named[0].problem.to_string(), "a symbolic link, not followed");
}

#[test]
fn problems_are_bounded_and_damage_hides_nothing_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let bad = dir.path().join("bad.jsonl");
    fs::write(&bad, "bad\n".repeat(5000) + "good\n").unwrap();
    let few = ReadOptions { named_problems: 3, ..options(3, 1000, 100) };
    let read = fold(&[bad.clone(), bad], &few, Seen::default);
    assert_eq!((read.lines, read.problems.total, read.problems.named.len()), (2, 10_000, 3));

    let lines: Vec<_> = (0..20_000).map(|number| format!("line {number}")).collect();
    let whole = compress(lines.join("\n").as_bytes()).unwrap();
    let torn = dir.path().join("torn.jsonl.gz");
    fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
    let read = fold(std::slice::from_ref(&torn), &options(2, 1000, 100), Seen::default);
    assert!(read.lines > 1000, "{}", read.lines);
    assert!(matches!(read.problems.named[..], [LineProblem { line: None, problem: Problem::Gzip(_), .. }]));
    fs::write(&torn, &whole).unwrap();
    let capped = ReadOptions { max_decompressed_bytes: 1000, ..options(2, 100, 100) };
    let read = fold(&[torn], &capped, Seen::default);
    assert!(matches!(read.problems.named[..], [LineProblem { problem: Problem::TooLarge { max_bytes: 1000 }, .. }]));
}

#[test]
fn whoever_takes_the_results_can_stop_and_a_panic_is_passed_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log.jsonl");
    fs::write(&path, "line\n".repeat(200_000)).unwrap();
    let small = options(3, 1000, 100);
    let mut taken = 0;
    let each = |count: &mut usize, _: Line<'_>| {
        *count += 1;
        Ok(())
    };
    stream(
        std::slice::from_ref(&path),
        &small,
        |_| 0,
        each,
        |count| {
            taken += count;
            if taken > 1000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        },
    );
    assert!((1000..2000).contains(&taken), "{taken}");

    let panics = |(): &mut (), line: Line<'_>| if line.number == 70_000 { panic!("as a fold may") } else { Ok(()) };
    let read = || stream(std::slice::from_ref(&path), &small, |_| (), panics, |()| ControlFlow::Continue(()));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
}

//! A whole file system made durable by one call, where that is sound and pays.
//!
//! Measured on ext4 with records of 1 KB (files a second, one thread that syncs each = 1.0): eight threads that sync each 2.3,
//! starting all write-back first (`posix_fadvise`) and then syncing each on four threads 2.9, `syncfs` 3.0 for groups of 16 and
//! 4.8 for groups of 1000. But `syncfs` also waits for what everybody else has written there, so it is for larger groups and
//! for times when there is little of that.

#[cfg(target_os = "linux")]
pub(crate) use linux::FileSystem;
#[cfg(not(target_os = "linux"))]
pub(crate) use portable::FileSystem;

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{self, File};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::sync::OnceLock;

    /// From so many files on one sync of everything is cheaper than one each, on threads.
    const SMALLEST_GROUP: usize = 16;
    /// So much of others' unwritten data costs about as long to wait for as is gained on one file.
    const WORTH_A_FILE: u64 = 32 << 10;
    /// So much may be unwritten in any case: it is what small groups before may have left.
    const ALWAYS_FINE: u64 = 8 << 20;
    /// The first kernel whose `syncfs` tells every error: of data since 5.8, of the journal since 5.17.
    const TELLS_ERRORS: (u32, u32) = (5, 17);
    /// ext4, XFS, btrfs and F2FS by their magic numbers in `statfs(2)`. On others, such as FUSE, `syncfs` may do nothing.
    const SOUND: [u64; 4] = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010];

    /// A file system held open. Errors of write-back that occur from then on are told by [`Self::sync`].
    #[derive(Debug)]
    pub(crate) struct FileSystem {
        root: File,
        device: u64,
    }

    impl FileSystem {
        /// Opens the file system of a directory, if that many files that are now to be written to it are better synced
        /// all at once. So many bytes of what waits for the disk are the caller's own, and no others'. What can't be found out counts as no.
        pub(crate) fn open_to_sync(directory: &Path, files: usize, own: usize) -> Option<Self> {
            static SOUND_KERNEL: OnceLock<bool> = OnceLock::new();
            let sound_kernel = || *SOUND_KERNEL.get_or_init(|| kernel().is_some_and(|version| version >= TELLS_ERRORS));
            if files < SMALLEST_GROUP
                || !sound_kernel()
                || !pays(files, unwritten()?.saturating_sub(u64::try_from(own).ok()?))
            {
                return None;
            }
            let root = File::open(directory).ok()?;
            let kind = u64::try_from(rustix::fs::fstatfs(&root).ok()?.f_type).ok()?;
            let device = root.metadata().ok()?.dev();
            SOUND.contains(&kind).then_some(Self { root, device })
        }

        /// True if a file lies in it.
        pub(crate) fn holds(&self, file: &File) -> bool {
            file.metadata().is_ok_and(|metadata| metadata.dev() == self.device)
        }

        /// Makes all that was written to it durable.
        pub(crate) fn sync(&self) -> io::Result<()> {
            Ok(rustix::fs::syncfs(&self.root)?)
        }
    }

    fn pays(files: usize, unwritten: u64) -> bool {
        u64::try_from(files).is_ok_and(|files| unwritten <= ALWAYS_FINE + files.saturating_mul(WORTH_A_FILE))
    }

    /// The version of the running kernel, such as 6.1.
    fn kernel() -> Option<(u32, u32)> {
        version(&fs::read_to_string("/proc/sys/kernel/osrelease").ok()?)
    }

    fn version(release: &str) -> Option<(u32, u32)> {
        let mut numbers = release.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok());
        Some((numbers.next()??, numbers.next()??))
    }

    /// The bytes in memory that all file systems together have yet to write.
    fn unwritten() -> Option<u64> {
        dirty(&fs::read_to_string("/proc/meminfo").ok()?)
    }

    fn dirty(meminfo: &str) -> Option<u64> {
        let kilobytes = |name: &str| {
            let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
        };
        Some((kilobytes("Dirty:")? + kilobytes("Writeback:")?) << 10)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn versions_of_kernels_are_read_as_their_makers_write_them() {
            for (release, expected) in [
                ("6.18.44\n", Some((6, 18))),
                ("5.4.0-150-generic", Some((5, 4))),
                ("5.10-rc1+", Some((5, 10))),
                ("5", None),
                ("", None),
                ("next.1", None),
            ] {
                assert_eq!(version(release), expected, "{release}");
            }
        }

        #[test]
        fn a_busy_file_system_is_not_synced_whole() {
            let meminfo =
                "MemTotal: 16 kB\nDirty:             1000 kB\nWriteback:            24 kB\nWritebackTmp: 7 kB\n";
            assert_eq!(dirty(meminfo), Some(1 << 20));
            assert_eq!(dirty("Dirty: 1000 kB\n"), None);
            assert!(pays(32, 9 << 20) && !pays(31, 9 << 20) && pays(SMALLEST_GROUP, ALWAYS_FINE));
            assert!(FileSystem::open_to_sync(Path::new("/"), SMALLEST_GROUP - 1, 0).is_none());
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod portable {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    /// There is none: each file is synced by itself.
    #[derive(Debug)]
    pub(crate) enum FileSystem {}

    impl FileSystem {
        pub(crate) fn open_to_sync(_: &Path, _: usize, _: usize) -> Option<Self> {
            None
        }

        pub(crate) fn holds(&self, _: &File) -> bool {
            match *self {}
        }

        pub(crate) fn sync(&self) -> io::Result<()> {
            match *self {}
        }
    }
}

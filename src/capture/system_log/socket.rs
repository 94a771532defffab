//! Local sockets. Nothing here waits: who sends a log must not hang with whoever should read it.

use std::io::{self, Write};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::Path;

/// Sends a message to syslog: as a datagram, or where its socket is a stream as a line (RFC 6587, section 3.4.2).
pub(super) fn send_syslog(path: &Path, message: &str) -> io::Result<()> {
    match datagram(path) {
        Ok(socket) => socket.send(message.as_bytes()).map(|_| ()),
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::PROTOTYPE.raw_os_error()) => {
            stream(path)?.write_all(format!("{message}\n").as_bytes())
        }
        Err(error) => Err(error),
    }
}

/// Sends an entry to the journal: as a datagram, or where it is too large for one in a sealed file that only memory holds.
pub(super) fn send_journald(path: &Path, entry: &[u8]) -> io::Result<()> {
    let socket = datagram(path)?;
    match socket.send(entry) {
        Ok(_) => Ok(()),
        Err(error) if is_too_large(&error) => send_in_memory(&socket, entry),
        Err(error) => Err(error),
    }
}

fn datagram(path: &Path) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.connect(path)?;
    Ok(socket)
}

/// A stream that does not even wait for its other end to accept it.
fn stream(path: &Path) -> io::Result<UnixStream> {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, connect, socket};
    let socket = socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    connect(&socket, &SocketAddrUnix::new(path)?)?;
    Ok(socket.into())
}

fn is_too_large(error: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MSGSIZE, Errno::NOBUFS].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

/// The seals are what the journal demands: it reads the file after we are gone, so nobody may change it.
#[cfg(target_os = "linux")]
fn send_in_memory(socket: &UnixDatagram, entry: &[u8]) -> io::Result<()> {
    use std::fs::File;
    use std::mem::MaybeUninit;
    use std::os::fd::AsFd;

    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};

    let mut file = File::from(memfd_create("responses", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
    file.write_all(entry)?;
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL)?;
    let descriptors = [file.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !control.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
    sendmsg(socket, &[], &mut control, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// There is no journal on other systems.
#[cfg(not(target_os = "linux"))]
fn send_in_memory(_: &UnixDatagram, _: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::FileTooLarge.into())
}

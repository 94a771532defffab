//! Destinations to forward to: real servers on loopback ports, and the ways in which they fail.

mod http;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(any(feature = "otlp", feature = "redis"))]
mod process;
#[cfg(feature = "redis")]
mod proxy;
#[cfg(feature = "redis")]
mod redis;
mod tls;

pub(crate) use http::{Sink, Trouble};
#[cfg(feature = "otlp")]
pub(crate) use otlp::{Collector, LogRecord, log_records};
#[cfg(feature = "redis")]
pub(crate) use proxy::{Cut, Proxy};
#[cfg(feature = "redis")]
pub(crate) use redis::{Entry, RedisServer};
pub(crate) use tls::{Authority, Certificate};

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

/// A loopback address at which nobody listens.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Ends a connection as a machine does whose process died: the other side gets a reset, and what was under way is gone.
fn reset(stream: TcpStream) {
    rustix::net::sockopt::set_socket_linger(&stream, Some(std::time::Duration::ZERO)).unwrap();
    drop(stream);
}

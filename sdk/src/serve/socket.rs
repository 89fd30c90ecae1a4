//! Where Terraform connects: a unix socket in a directory of its own, or a local TCP port where there are none.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use tokio::net::TcpListener;

use super::connection::Stream;

/// An address in the words of go-plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// A socket file.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no unix sockets"))]
    Unix(PathBuf),
    /// A port on the loopback interface.
    Tcp(SocketAddr),
}

impl Address {
    /// The kind of network.
    pub(super) fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }

    /// The path or host and port.
    pub(super) fn target(&self) -> impl fmt::Display {
        match self {
            Self::Unix(path) => path.display().to_string(),
            Self::Tcp(address) => address.to_string(),
        }
    }
}

/// Where and for whom a unix socket is made.
#[derive(Clone, Debug)]
pub(super) struct Place {
    directory: PathBuf,
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are no unix sockets"))]
    group: Option<String>,
}

impl Place {
    /// `PLUGIN_UNIX_SOCKET_DIR` or the system's directory for temporary files; `PLUGIN_UNIX_SOCKET_GROUP`.
    pub(super) fn from_env(variable: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| variable(name).filter(|text| !text.is_empty());
        Self {
            directory: text("PLUGIN_UNIX_SOCKET_DIR").map_or_else(std::env::temp_dir, PathBuf::from),
            group: text("PLUGIN_UNIX_SOCKET_GROUP"),
        }
    }
}

#[cfg(all(unix, feature = "fuzzing"))]
impl Place {
    /// Where the socket would be, in a directory of this name.
    pub(super) fn socket(&self, name: &str) -> PathBuf {
        OwnDirectory::path(&self.directory, name).join("s")
    }
}

/// Why nobody could connect.
#[derive(Debug, thiserror::Error)]
pub(super) enum SocketError {
    /// A directory that only we may enter.
    #[error("cannot make the socket directory {}", path.display())]
    Directory { path: PathBuf, source: io::Error },
    /// The socket or port.
    #[error("cannot listen on {address}")]
    Bind { address: String, source: io::Error },
    /// `PLUGIN_UNIX_SOCKET_GROUP`.
    #[error("cannot give the socket to the group {group:?}")]
    Group { group: String, source: io::Error },
}

/// A listening socket. Dropping it removes its file.
#[derive(Debug)]
pub(super) enum Socket {
    #[cfg(unix)]
    Unix {
        listener: tokio::net::UnixListener,
        path: PathBuf,
        /// Removes the file when dropped.
        _directory: OwnDirectory,
    },
    Tcp {
        listener: TcpListener,
        address: SocketAddr,
    },
}

impl Socket {
    /// Listens in the way that this system has.
    pub(super) async fn bind(place: &Place, ports: (u16, u16)) -> Result<Self, SocketError> {
        #[cfg(unix)]
        {
            let _ = ports;
            Self::bind_unix(place)
        }
        #[cfg(not(unix))]
        {
            let _ = place;
            Self::bind_tcp(ports).await
        }
    }

    /// The address to tell.
    pub(super) fn address(&self) -> Address {
        match self {
            #[cfg(unix)]
            Self::Unix { path, .. } => Address::Unix(path.clone()),
            Self::Tcp { address, .. } => Address::Tcp(*address),
        }
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            #[cfg(unix)]
            Self::Unix { listener, .. } => Box::new(listener.accept().await?.0),
            Self::Tcp { listener, .. } => Box::new(listener.accept().await?.0),
        })
    }

    #[cfg_attr(all(unix, not(test)), expect(dead_code, reason = "unix systems have unix sockets"))]
    async fn bind_tcp((first, last): (u16, u16)) -> Result<Self, SocketError> {
        let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for port in first..=last {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(listener) => {
                    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                    return Ok(Self::Tcp { listener, address });
                }
                Err(error) => failed = error,
            }
        }
        Err(SocketError::Bind { address: format!("127.0.0.1:{first}-{last}"), source: failed })
    }

    #[cfg(unix)]
    fn bind_unix(place: &Place) -> Result<Self, SocketError> {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};

        let directory = OwnDirectory::create(&place.directory)?;
        let path = directory.0.join("s");
        let bind = |source| SocketError::Bind { address: path.display().to_string(), source };
        // Until the permissions are set, nobody else can enter the directory.
        let listener = tokio::net::UnixListener::bind(&path).map_err(bind)?;
        let (socket_mode, directory_mode) = match &place.group {
            Some(group) => {
                let fail = |source| SocketError::Group { group: group.clone(), source };
                let id = group_id(group).map_err(fail)?;
                std::os::unix::fs::chown(&path, None, Some(id)).map_err(fail)?;
                std::os::unix::fs::chown(&directory.0, None, Some(id)).map_err(fail)?;
                (0o660, 0o750)
            }
            None => (0o600, 0o700),
        };
        std::fs::set_permissions(&path, Permissions::from_mode(socket_mode)).map_err(bind)?;
        std::fs::set_permissions(&directory.0, Permissions::from_mode(directory_mode)).map_err(bind)?;
        Ok(Self::Unix { listener, path, _directory: directory })
    }
}

/// A directory that is removed, with the socket in it, when dropped.
#[derive(Debug)]
pub(super) struct OwnDirectory(PathBuf);

#[cfg(unix)]
impl OwnDirectory {
    /// The longest path that every system takes (macOS: 104 bytes with the zero at the end; Linux: 108).
    const LONGEST_SOCKET: usize = 103;

    /// `name` inside `parent`, or inside /tmp when the socket's path could not be used there.
    fn path(parent: &Path, name: &str) -> PathBuf {
        let socket = parent.join(name).join("s");
        // The path is a field of the handshake line.
        let usable = socket
            .to_str()
            .is_some_and(|path| path.len() <= Self::LONGEST_SOCKET && !path.contains(['|', '\n']));
        if usable { parent } else { Path::new("/tmp") }.join(name)
    }

    /// Makes one.
    fn create(parent: &Path) -> Result<Self, SocketError> {
        use std::{
            hash::{BuildHasher as _, RandomState},
            os::unix::fs::DirBuilderExt as _,
        };

        let name = format!("tfp-{:016x}", RandomState::new().hash_one(std::process::id()));
        let path = Self::path(parent, &name);
        match std::fs::DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => Ok(Self(path)),
            Err(source) => Err(SocketError::Directory { path, source }),
        }
    }
}

impl Drop for OwnDirectory {
    fn drop(&mut self) {
        // Somebody else may have cleaned up; there is nothing to be done about an error here anyway.
        let _ = std::fs::remove_file(self.0.join("s"));
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// A group by number, or by its name in /etc/group.
#[cfg(unix)]
fn group_id(group: &str) -> io::Result<u32> {
    if let Ok(id) = group.parse() {
        return Ok(id);
    }
    let groups = std::fs::read_to_string("/etc/group")?;
    let id = groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(group)).then(|| fields.nth(1)?.parse().ok()).flatten()
    });
    id.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such group in /etc/group"))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    fn in_directory(directory: &Path, group: Option<&str>) -> Place {
        Place { directory: directory.to_owned(), group: group.map(str::to_owned) }
    }

    fn path_of(socket: &Socket) -> PathBuf {
        let Address::Unix(path) = socket.address() else { unreachable!("unix systems have unix sockets") };
        path
    }

    #[tokio::test]
    async fn only_the_owner_may_connect() {
        let parent = tempfile::tempdir().unwrap();
        let socket = Socket::bind(&in_directory(parent.path(), None), (0, 0)).await.unwrap();
        let path = path_of(&socket);
        assert!(path.starts_with(parent.path()));
        assert_eq!(path.metadata().unwrap().mode() & 0o777, 0o600);
        assert_eq!(path.parent().unwrap().metadata().unwrap().mode() & 0o777, 0o700);
    }

    #[tokio::test]
    async fn a_group_may_connect_if_the_caller_says_so() {
        let parent = tempfile::tempdir().unwrap();
        let own = parent.path().metadata().unwrap().gid();
        let place = in_directory(parent.path(), Some(&own.to_string()));
        let socket = Socket::bind(&place, (0, 0)).await.unwrap();
        let metadata = path_of(&socket).metadata().unwrap();
        assert_eq!((metadata.mode() & 0o777, metadata.gid()), (0o660, own));
    }

    #[tokio::test]
    async fn an_unknown_group_is_an_error_that_names_it() {
        let parent = tempfile::tempdir().unwrap();
        let place = in_directory(parent.path(), Some("no-such-group"));
        let error = Socket::bind(&place, (0, 0)).await.unwrap_err();
        assert!(error.to_string().contains("no-such-group"));
    }

    #[tokio::test]
    async fn dropping_the_socket_leaves_nothing_behind() {
        let parent = tempfile::tempdir().unwrap();
        drop(Socket::bind(&in_directory(parent.path(), None), (0, 0)).await.unwrap());
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_path_too_long_for_a_socket_falls_back_to_a_short_one() {
        let parent = tempfile::tempdir().unwrap();
        let long = parent.path().join("d".repeat(90));
        std::fs::create_dir(&long).unwrap();
        let socket = Socket::bind(&in_directory(&long, None), (0, 0)).await.unwrap();
        assert!(path_of(&socket).starts_with("/tmp"));
    }

    #[tokio::test]
    async fn without_unix_sockets_a_free_port_of_the_range_is_taken() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let first = taken.local_addr().unwrap().port();
        let last = first.saturating_add(50);
        let socket = Socket::bind_tcp((first, last)).await.unwrap();
        let Address::Tcp(address) = socket.address() else { unreachable!("a port was asked for") };
        assert!(address.ip().is_loopback() && (first + 1..=last).contains(&address.port()), "{address}");
        let (client, accepted) = tokio::join!(tokio::net::TcpStream::connect(address), socket.accept());
        assert!(client.is_ok() && accepted.is_ok());
    }

    #[tokio::test]
    async fn a_range_without_a_free_port_is_an_error_that_names_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let error = Socket::bind_tcp((port, port)).await.unwrap_err();
        assert!(error.to_string().contains(&format!("127.0.0.1:{port}-{port}")), "{error}");
    }

    #[test]
    fn groups_are_found_by_name() {
        assert_eq!(group_id("root").unwrap(), 0);
        assert_eq!(group_id("1234").unwrap(), 1234);
    }
}

//! The pure rooms stay pure.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::repository;

/// What knows Azure's API, the wire, the outside world, or the time of day.
const FORBIDDEN: [&str; 16] = [
    "tonic",
    "azure_core",
    "azure_identity",
    "arm_client",
    "arm_emulator",
    "::proto",
    "tokio",
    "async fn",
    "std::env",
    "std::fs",
    "std::process",
    "std::io",
    "TcpStream",
    "UdpSocket",
    "Instant",
    "now_utc",
];

#[test]
fn network_rules_and_functions_compute_and_do_nothing_else() {
    let mut seen = 0;
    for room in ["network", "rules", "functions"] {
        for file in sources(&repository().join("provider/src").join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for (number, line) in code.enumerate() {
                let forbidden = FORBIDDEN.iter().find(|word| line.contains(**word));
                assert_eq!(forbidden, None, "{}: line {} of its code: {line}", file.display(), number + 1);
            }
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} files were found");
}

/// The Rust files below a folder, without those that are tests as a whole.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "tests" {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

//! The folder of documentation, as the registry looks at it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    examples::entries,
    front_matter::{self, Rules},
    kind::Kind,
    problem::{Finding, Problem},
};

const GUIDES: &str = "guides";
const MOST_BYTES: u64 = 500 * 1024;
const MOST_PAGES: usize = 2_000;

/// What is wrong with the folder, whatever its pages are about.
pub(super) fn check(docs: &Path) -> io::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let pages = pages(docs, &mut findings)?;
    for (path, rules) in &pages {
        let file = docs.join(path);
        let size = fs::metadata(&file)?.len();
        if size > MOST_BYTES {
            findings.push(Finding { path: path.clone(), problem: Problem::TooLarge(size) });
        }
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        let problems = front_matter::check(*rules, &text).into_iter();
        findings.extend(problems.map(|problem| Finding { path: path.clone(), problem }));
    }
    if pages.len() > MOST_PAGES {
        findings.push(Finding { path: PathBuf::new(), problem: Problem::TooMany(pages.len()) });
    }
    let old = Path::new("website/docs");
    if docs.parent().is_some_and(|root| root.join(old).is_dir()) {
        findings.push(Finding { path: old.to_owned(), problem: Problem::OldLayout });
    }
    Ok(findings)
}

/// The pages that the registry would show, by their path below `docs`, with the rules for their front matter.
fn pages(docs: &Path, findings: &mut Vec<Finding>) -> io::Result<Vec<(PathBuf, Rules)>> {
    let mut pages = Vec::new();
    let mut page = |path: PathBuf, rules| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.strip_suffix(".md").is_some_and(|stem| !stem.is_empty() && !stem.contains('.')) {
            pages.push((path, rules));
        } else {
            findings.push(Finding { path, problem: Problem::Extension });
        }
    };
    for entry in entries(docs)? {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("index.") {
            page(name.into(), Rules::Index);
        }
    }
    let mut folders = Vec::new();
    let typed = Kind::ALL.map(|kind| (kind.folder(), Rules::Typed));
    for (folder, rules) in typed.into_iter().chain([(GUIDES, Rules::Guide)]) {
        for entry in entries(&docs.join(folder))? {
            let path = Path::new(folder).join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(Finding { path, problem: Problem::Folder });
            } else {
                page(path, rules);
            }
        }
    }
    findings.extend(folders);
    Ok(pages)
}

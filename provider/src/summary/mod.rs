//! `terraform-provider-aksoverlay summarize`: what a plan found, for those who do not read plans.
//!
//! A scheduled run plans with `-json` and `-detailed-exitcode`, and this program tells what came of it: as Markdown for
//! the page of the run, as JUnit XML for its test tab, and in a few lines on standard output.
//!
//! `arguments` and `read` take what Terraform wrote, `report` sorts it by how serious it is, `markdown` and `junit` write
//! it down. Nothing that Terraform marks as sensitive gets beyond `difference`.

mod arguments;
mod classify;
mod difference;
mod junit;
mod markdown;
mod read;
mod report;
mod security;
#[cfg(test)]
mod tests;

use std::{ffi::OsString, fs, io, path::PathBuf};

pub use arguments::USAGE;
pub use report::Found;

use report::Report;

/// Carries out the command line behind `summarize`. Returns what is to be printed, and what was found.
///
/// # Errors
/// An argument is wrong, a file cannot be read or written, or it is not what Terraform writes.
pub fn summarize(arguments: impl IntoIterator<Item = OsString>) -> Result<(String, Found), SummaryError> {
    let arguments = arguments::read(arguments)?;
    if arguments.help {
        return Ok((USAGE.to_owned(), Found::Nothing));
    }
    let text = |path: &PathBuf| {
        let text = if arguments::is_standard_input(Some(path)) {
            io::read_to_string(io::stdin())
        } else {
            fs::read_to_string(path)
        };
        text.map_err(|source| SummaryError::Read { path: path.clone(), source })
    };
    let plan = arguments.plan.as_ref().map(|path| read::plan(path, &text(path)?)).transpose()?;
    let messages = arguments.messages.as_ref().map(|path| read::messages(path, &text(path)?)).transpose()?;
    let report = Report::of(plan.as_ref(), messages.unwrap_or_default());
    let outputs = [
        (&arguments.markdown, markdown::write as fn(&Report) -> String),
        (&arguments.junit, junit::write as fn(&Report) -> String),
    ];
    for (path, write) in outputs {
        let Some(path) = path else { continue };
        fs::write(path, write(&report))
            .map_err(|source| SummaryError::Write { path: path.clone(), source })?;
    }
    let found = if arguments.detailed_exitcode { report.found() } else { Found::Nothing };
    Ok((report.in_short(), found))
}

/// Why there is no summary.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// The command line is wrong.
    #[error("{0}")]
    Arguments(String),
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is something else.
    #[error("{}: {what}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

//! What keeps documentation from being right.

use std::{fmt, path::PathBuf};

/// A place in the documentation and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// A page or folder below the documentation, or an example.
    pub path: PathBuf,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The provider has something that there is no page of.
    Missing,
    /// The page says something else than the code.
    Differs,
    /// The page or example is about something that the provider does not have.
    AboutNothing,
    /// The file's name does not end in `.md`, or has a dot before that.
    Extension,
    /// The registry looks into its folders, but not into folders inside them.
    Folder,
    /// The old layout `website/docs` is there too; the registry takes only one of the two.
    OldLayout,
    /// The page has this many bytes; the registry shows 500 KiB of it.
    TooLarge(u64),
    /// There are this many pages; the registry takes 2,000.
    TooMany(usize),
    /// The page does not begin with front matter between two lines of `---`.
    NoFrontMatter,
    /// This line of the front matter, counted from one, cannot be read.
    FrontMatterLine(usize),
    /// The front matter has a key that this page must not have.
    Key(String),
    /// The front matter lacks a key that this page must have.
    LacksKey(&'static str),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such page; write the pages anew"),
            Self::Differs => f.write_str("says something else than the code; write the pages anew"),
            Self::AboutNothing => f.write_str("the provider has nothing of this name; remove or rename it"),
            Self::Extension => {
                f.write_str("the registry takes only names that end in .md, with no other dot")
            }
            Self::Folder => f.write_str("the registry does not look into folders inside this one"),
            Self::OldLayout => f.write_str("the registry takes either docs or website/docs, not both"),
            Self::TooLarge(bytes) => write!(f, "has {bytes} bytes, of which the registry shows 512000"),
            Self::TooMany(count) => write!(f, "there are {count} pages, of which the registry takes 2000"),
            Self::NoFrontMatter => f.write_str("does not begin with front matter between two lines of ---"),
            Self::FrontMatterLine(line) => {
                write!(f, "line {line} of the front matter is not of the form `key: value`")
            }
            Self::Key(key) => write!(f, "the front matter must not have {key:?}"),
            Self::LacksKey(key) => write!(f, "the front matter must have {key:?}, with a value"),
        }
    }
}

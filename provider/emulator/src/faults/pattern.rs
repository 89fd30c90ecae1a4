//! Patterns for paths and words.
//!
//! `*` stands for any characters within one segment, `**` for any number of whole segments. A pattern that does not begin
//! with `/` may begin at any segment; it always goes to the end of the path. Case is ignored, as Resource Manager does.

/// A pattern for the path of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathPattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Any number of segments.
    Any,
    /// One segment.
    One(String),
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no path pattern: {problem}")]
pub(crate) struct PatternError {
    text: String,
    pub(crate) problem: &'static str,
}

impl PathPattern {
    /// Reads a pattern.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let refuse = |problem| Err(PatternError { text: text.to_owned(), problem });
        let (anchored, rest) = match text.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.is_empty() {
            return refuse("it is empty; `**` stands for every path");
        }
        if rest.contains('?') {
            return refuse("it has a query; match on `api_version` instead");
        }
        let mut parts = if anchored { Vec::new() } else { vec![Part::Any] };
        for segment in rest.split('/') {
            match segment {
                "" => return refuse("it has an empty segment"),
                "**" => parts.push(Part::Any),
                _ if segment.contains("**") => {
                    return refuse("`**` stands for whole segments and must stand between slashes");
                }
                _ => parts.push(Part::One(segment.to_owned())),
            }
        }
        Ok(Self { parts })
    }

    /// Whether the pattern covers the segments of a path.
    pub(crate) fn matches(&self, segments: &[&str]) -> bool {
        spread(
            &self.parts,
            segments,
            |part| *part == Part::Any,
            |part, segment| match part {
                Part::Any => false,
                Part::One(pattern) => glob(pattern, segment),
            },
        )
    }
}

/// Whether a text is covered by a pattern in which `*` stands for any characters.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    spread(&lower(pattern), &lower(text), |c| *c == '*', |a, b| a == b)
}

/// Matches a row of parts, some of which stretch over any number of items. Where the items stop fitting, only the last
/// stretching part needs to take one more, so that the effort is bounded by the product of both lengths.
fn spread<P, T>(
    parts: &[P],
    items: &[T],
    stretches: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut part, mut item) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while item < items.len() {
        match parts.get(part) {
            Some(p) if stretches(p) => {
                last = Some((part, item));
                part += 1;
            }
            Some(p) if fits(p, &items[item]) => {
                part += 1;
                item += 1;
            }
            _ => match last {
                Some((stretching, from)) => {
                    last = Some((stretching, from + 1));
                    part = stretching + 1;
                    item = from + 1;
                }
                None => return false,
            },
        }
    }
    parts[part..].iter().all(stretches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLUSTER: &str =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";

    fn covers(pattern: &str, path: &str) -> bool {
        let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        PathPattern::parse(pattern).unwrap().matches(&segments)
    }

    #[test]
    fn a_pattern_covers_whole_segments_to_the_end_of_the_path() {
        let pool = format!("{CLUSTER}/agentPools/p");
        for (pattern, cluster, below) in [
            ("*/managedClusters/*", true, false),
            ("managedclusters/C", true, false),
            ("managedClusters/**", true, true),
            ("agentPools/*", false, true),
            ("**", true, true),
            ("/subscriptions/*/resourceGroups/g/**", true, true),
            ("/managedClusters/*", false, false),
            ("managedClusters/d*", false, false),
            ("managedClusters", false, false),
            ("agedClusters/*", false, false),
        ] {
            assert_eq!((covers(pattern, CLUSTER), covers(pattern, &pool)), (cluster, below), "{pattern}");
        }
    }

    #[test]
    fn a_text_that_is_no_pattern_is_refused_with_what_to_do() {
        for (text, problem) in [
            ("", "it is empty; `**` stands for every path"),
            ("/", "it is empty; `**` stands for every path"),
            ("a//b", "it has an empty segment"),
            ("a**/b", "`**` stands for whole segments and must stand between slashes"),
            ("a?api-version=1", "it has a query; match on `api_version` instead"),
        ] {
            assert_eq!(PathPattern::parse(text).unwrap_err().problem, problem, "{text}");
        }
    }

    /// What matching means, without any thought of effort.
    fn meaning(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => {
                meaning(rest, text) || (!text.is_empty() && meaning(pattern, &text[1..]))
            }
            ([p, pattern @ ..], [t, text @ ..]) => p == t && meaning(pattern, text),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn a_glob_means_what_it_says(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(glob(&pattern, &text), meaning(&chars(&pattern), &chars(&text)));
        }

        #[test]
        fn a_path_is_covered_by_itself_and_by_its_ends(segments in prop::collection::vec("[a-zA-Z0-9._-]{1,6}", 1..8), from in 0_usize..8) {
            let path: Vec<&str> = segments.iter().map(String::as_str).collect();
            let end = path[from.min(path.len() - 1)..].join("/");
            let whole = format!("/{}", path.join("/"));
            prop_assert!(PathPattern::parse(&whole).unwrap().matches(&path));
            prop_assert!(PathPattern::parse(&end.to_uppercase()).unwrap().matches(&path));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}", path in "\\PC{0,40}") {
            if let Ok(pattern) = PathPattern::parse(&text) {
                pattern.matches(&path.split('/').collect::<Vec<_>>());
            }
        }

        #[test]
        fn many_stars_cost_no_more_than_their_number(stars in 1_usize..60) {
            let pattern = "*a".repeat(stars) + "b";
            let text = "a".repeat(200);
            prop_assert!(!glob(&pattern, &text));
        }
    }
}

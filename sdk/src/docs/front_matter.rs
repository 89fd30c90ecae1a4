//! The lines between `---` at the head of a page, from which the registry takes title, place in the menu and summary.

use std::collections::BTreeMap;

use super::problem::Problem;

/// What a page's front matter may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    Index,
    Guide,
    Typed,
}

/// The front matter of a generated page. Only the first paragraph of the description goes into search results. The
/// index has no place in a subcategory.
pub(super) fn write(rules: Rules, title: &str, description: &str) -> String {
    let summary = description.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let subcategory = if rules == Rules::Index { "" } else { "subcategory: \"\"\n" };
    let description = if summary.is_empty() {
        "description: \"\"".to_owned()
    } else {
        format!("description: |-\n  {summary}")
    };
    format!("---\npage_title: \"{title}\"\n{subcategory}{description}\n---\n\n")
}

/// What is wrong with the front matter of a page.
pub(super) fn check(rules: Rules, page: &str) -> Vec<Problem> {
    let keys = match parse(page) {
        Ok(keys) => keys,
        Err(problem) => return vec![problem],
    };
    let forbidden: &[&str] = match rules {
        Rules::Index => &["layout", "sidebar_current", "subcategory"],
        Rules::Guide | Rules::Typed => &["layout", "sidebar_current"],
    };
    let mut problems: Vec<_> = forbidden
        .iter()
        .filter(|key| keys.contains_key(**key))
        .map(|key| Problem::Key((*key).into()))
        .collect();
    if rules == Rules::Guide && keys.get("page_title").is_none_or(|title| title.is_empty()) {
        problems.push(Problem::LacksKey("page_title"));
    }
    problems
}

/// The keys at the root and what they begin with on their lines: as much of YAML as front matter uses.
fn parse(page: &str) -> Result<BTreeMap<&str, &str>, Problem> {
    let mut lines = page.lines().enumerate();
    if lines.next().is_none_or(|(_, line)| line != "---") {
        return Err(Problem::NoFrontMatter);
    }
    let mut keys = BTreeMap::new();
    for (index, line) in lines {
        if line == "---" {
            return Ok(keys);
        }
        let continues = line.starts_with(' ') && !keys.is_empty();
        if line.trim().is_empty() || line.starts_with('#') || continues {
            continue;
        }
        let unreadable = Problem::FrontMatterLine(index + 1);
        let Some((key, value)) = line.split_once(':') else { return Err(unreadable) };
        let name = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let value = match value.strip_prefix(' ') {
            Some(value) => value.trim(),
            None if value.is_empty() => value,
            None => return Err(unreadable),
        };
        let quotes = value.starts_with('"').then(|| value.len() < 2 || !value.ends_with('"'));
        // Unquoted, a colon and a space would begin another mapping.
        if key.is_empty() || !name || quotes.unwrap_or(value.contains(": ")) || keys.contains_key(key) {
            return Err(unreadable);
        }
        keys.insert(key, value.trim_matches('"'));
    }
    Err(Problem::NoFrontMatter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_passes_the_check() {
        for rules in [Rules::Index, Rules::Guide, Rules::Typed] {
            assert_eq!(check(rules, &write(rules, "a_b Resource - a", "One\nline: all.\n\nMore.")), []);
            assert_eq!(check(rules, &write(rules, "a_b Resource - a", "")), []);
        }
    }

    #[test]
    fn a_page_without_front_matter_is_found() {
        for page in ["", "# Title\n", "---\npage_title: \"x\"\n# Title\n", "\n---\n---\n"] {
            assert!(!check(Rules::Typed, page).is_empty(), "{page:?}");
        }
    }

    #[test]
    fn a_line_that_is_not_yaml_is_found_by_its_number() {
        let lines =
            ["page title", "Page_Title: x", "description: a: b", "page_title: \"x", "page_title:x", ": x"];
        for line in lines {
            let page = format!("---\nsubcategory: \"\"\n{line}\n---\n");
            assert_eq!(check(Rules::Typed, &page), [Problem::FrontMatterLine(3)], "{line}");
        }
        assert_eq!(check(Rules::Typed, "---\na: b\na: c\n---\n"), [Problem::FrontMatterLine(3)]);
    }

    #[test]
    fn keys_of_the_old_layout_are_refused() {
        for key in ["layout", "sidebar_current"] {
            let page = format!("---\npage_title: \"x\"\n{key}: \"y\"\n---\n");
            for rules in [Rules::Index, Rules::Guide, Rules::Typed] {
                assert_eq!(check(rules, &page), [Problem::Key(key.into())]);
            }
        }
    }

    #[test]
    fn only_the_index_may_not_have_a_subcategory() {
        let page = "---\npage_title: \"x\"\nsubcategory: \"y\"\n---\n";
        assert_eq!(check(Rules::Index, page), [Problem::Key("subcategory".into())]);
        assert_eq!(check(Rules::Guide, page), []);
        assert_eq!(check(Rules::Typed, page), []);
    }

    #[test]
    fn only_a_guide_needs_a_title() {
        for page in ["---\ndescription: |-\n  page_title: x\n---\n", "---\npage_title: \"\"\n---\n"] {
            assert_eq!(check(Rules::Guide, page), [Problem::LacksKey("page_title")]);
            assert_eq!(check(Rules::Typed, page), []);
        }
    }
}

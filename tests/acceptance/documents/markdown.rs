//! As much of Markdown as the tests need: fenced blocks and links.

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The word after the fence.
    pub(super) language: String,
    /// The line of the opening fence, counted from 1.
    pub(super) line: usize,
    /// What stands between the fences.
    pub(super) text: String,
}

pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in markdown.lines().enumerate() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    language: language.trim().to_owned(),
                    line: number + 1,
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

/// The targets of `[text](target)` outside fenced blocks.
pub(super) fn links(markdown: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        }
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
        if !inside {
            found.extend(targets.map(|(target, _)| target.to_owned()));
        }
    }
    found
}

#[test]
fn blocks_and_links_are_told_apart() {
    let page = "See [a](b.md) and [c](d#e).\n```hcl\nx = 1\n[no](link)\n```\n";
    assert_eq!(links(page), ["b.md", "d#e"]);
    let block = Block { language: "hcl".into(), line: 2, text: "x = 1\n[no](link)\n".into() };
    assert_eq!(blocks(page), [block]);
}

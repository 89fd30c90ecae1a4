//! Configurations of which part is unknown.

use crate::{
    schema::{BlockNesting, NestedBlock},
    testing::Config,
};

/// The configuration with one argument unknown, for each argument, with its place.
///
/// Of `blocks`, the nested blocks of the schema, all of one type may be unknown together (`dynamic` with an unknown
/// `for_each`), and what is inside each; a single one among others never is.
pub(super) fn with_unknowns(config: &Config, blocks: &[NestedBlock]) -> Vec<(String, Config)> {
    let Config::Object(members) = config else { return in_value(config) };
    let given = members.iter().filter(|(_, value)| !matches!(value, Config::Null | Config::Unknown));
    given
        .flat_map(|(name, value)| {
            let put = |value| config.clone().with(name, value);
            match blocks.iter().find(|block| block.name == *name) {
                Some(block) => at(name, in_blocks(value, block), &put),
                None => at(name, in_value(value), &put),
            }
        })
        .collect()
}

/// The same for what is given of one type of blocks.
fn in_blocks(given: &Config, ty: &NestedBlock) -> Vec<(String, Config)> {
    let inside = |block: &Config, place: &str, put: &dyn Fn(Config) -> Config| -> Vec<(String, Config)> {
        at(place, with_unknowns(block, &ty.block.blocks), put).into_iter().skip(1).collect()
    };
    match (ty.nesting, given) {
        (_, Config::List(blocks)) => {
            let blocks_at = blocks.iter().enumerate();
            let each = |(index, block)| {
                inside(block, &format!("[{index}]"), &|block| replaced(blocks, index, block))
            };
            blocks_at.flat_map(each).collect()
        }
        (BlockNesting::Map, Config::Object(blocks)) => {
            let each = |(label, block): (&String, &Config)| {
                inside(block, label, &|block| given.clone().with(label, block))
            };
            blocks.iter().flat_map(each).collect()
        }
        (_, block) => with_unknowns(block, &ty.block.blocks),
    }
}

/// What stands at `place`: it as a whole first, then its parts.
fn at(place: &str, parts: Vec<(String, Config)>, put: &dyn Fn(Config) -> Config) -> Vec<(String, Config)> {
    let whole = (place.to_owned(), put(Config::Unknown));
    let parts = parts.into_iter().map(|(inner, value)| {
        let joint = if inner.starts_with('[') { "" } else { "." };
        (format!("{place}{joint}{inner}"), put(value))
    });
    std::iter::once(whole).chain(parts).collect()
}

fn replaced(elements: &[Config], index: usize, value: Config) -> Config {
    let mut elements = elements.to_vec();
    elements[index] = value;
    Config::List(elements)
}

fn in_value(config: &Config) -> Vec<(String, Config)> {
    match config {
        Config::Object(_) => with_unknowns(config, &[]),
        Config::List(elements) => {
            let each = |(index, element): (usize, &Config)| {
                at(&format!("[{index}]"), in_value(element), &|value| replaced(elements, index, value))
            };
            elements.iter().enumerate().flat_map(each).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config, schema::Block};

    #[test]
    fn each_argument_is_made_unknown_as_a_whole_and_in_its_parts() {
        let config =
            config! { name = "n", cidrs = ["a", "b"], pool = { zones = [{ id = 1 }] }, location = null };
        let variants = with_unknowns(&config, &[]);
        let places: Vec<_> = variants.iter().map(|(place, _)| place.as_str()).collect();
        let expected = [
            "cidrs",
            "cidrs[0]",
            "cidrs[1]",
            "name",
            "pool",
            "pool.zones",
            "pool.zones[0]",
            "pool.zones[0].id",
        ];
        assert_eq!(places, expected);
        let second =
            config! { name = "n", cidrs = ["a", unknown], pool = { zones = [{ id = 1 }] }, location = null };
        assert_eq!(variants[2].1, second);
    }

    #[test]
    fn one_block_among_others_is_never_unknown() {
        let block = |name: &str, nesting, blocks| NestedBlock {
            name: name.to_owned(),
            nesting,
            block: Block { blocks, ..Block::default() },
            min_items: 0,
            max_items: 0,
            computed: false,
        };
        let disk = block("disk", BlockNesting::Single, vec![]);
        let blocks = [block("rule", BlockNesting::Set, vec![disk])];
        let config = config! { rule = [{ port = 1, disk = { size = 2 } }], ports = [1] };
        let places: Vec<_> = with_unknowns(&config, &blocks).into_iter().map(|(place, _)| place).collect();
        let expected = ["ports", "ports[0]", "rule", "rule[0].disk", "rule[0].disk.size", "rule[0].port"];
        assert_eq!(places, expected);
    }
}

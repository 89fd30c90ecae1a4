//! The line of HCL that Terraform shows with a diagnostic.

use crate::{
    proto::tfplugin6::{AttributePath, attribute_path::step::Selector},
    schema::Block,
};

/// Keeps Terraform from showing a line that has nothing to do with the diagnostic.
///
/// Terraform 1.14 and before, as OpenTofu, walk a path through blocks only and then look for its last name among the
/// attributes where they stand: for `pool.name` they show the line of the resource's own `name`, if it has one. In that
/// case the path ends at `pool`; in any other case they show the resource's header, and newer versions the right line.
pub(in crate::server) fn without_wrong_line(mut path: AttributePath, block: &Block) -> AttributePath {
    let mut level = block;
    let mut steps = path.steps.iter().map(|step| step.selector.as_ref()).enumerate();
    let attribute = steps.find_map(|(index, selector)| match selector {
        Some(Selector::AttributeName(name)) => {
            match level.blocks.iter().find(|nested| nested.name == *name) {
                Some(nested) => {
                    level = &nested.block;
                    None
                }
                None => Some(index),
            }
        }
        // Which of several blocks.
        _ => None,
    });
    let last = path.steps.last().and_then(|step| step.selector.as_ref());
    if let (Some(attribute), Some(Selector::AttributeName(last))) = (attribute, last)
        && attribute + 1 < path.steps.len()
        && level.attributes.iter().any(|other| other.name == *last)
    {
        path.steps.truncate(attribute + 1);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Model, Path, server::convert::path};
    use node::Node;

    mod node {
        use crate::Model;

        /// Something with a name, that has things with names.
        #[derive(Clone, Debug, Model)]
        pub(super) struct Node {
            name: String,
            pool: Option<Pool>,
            pools: Option<Vec<Pool>>,
            #[model(block)]
            disk: Vec<Disk>,
        }

        /// Something with a name.
        #[derive(Clone, Debug, Model)]
        pub(super) struct Pool {
            name: String,
            size: Option<i64>,
        }

        /// A block with a name, that has a thing with a name.
        #[derive(Clone, Debug, Model)]
        pub(super) struct Disk {
            name: String,
            pool: Option<Pool>,
        }
    }

    fn shown(long: Path) -> AttributePath {
        without_wrong_line(path(&long), &Node::block())
    }

    #[test]
    fn a_path_that_would_lead_to_another_line_ends_at_its_attribute() {
        assert_eq!(shown(Path::of("pool").attribute("name")), path(&Path::of("pool")));
        assert_eq!(shown(Path::of("pools").index(1).attribute("name")), path(&Path::of("pools")));
    }

    #[test]
    fn a_path_that_leads_to_no_other_line_stays_whole() {
        for whole in [
            Path::of("name"),
            Path::of("pool").attribute("size"),
            Path::of("pools").index(1),
            Path::of("disk").index(0).attribute("name"),
        ] {
            assert_eq!(shown(whole.clone()), path(&whole));
        }
    }

    #[test]
    fn inside_a_block_the_block_s_own_attributes_count() {
        let inner = Path::of("disk").index(0).attribute("pool").attribute("name");
        assert_eq!(shown(inner), path(&Path::of("disk").index(0).attribute("pool")));
    }
}

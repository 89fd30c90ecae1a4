//! The provider's documentation, in the layout of the Terraform registry, from its schemas and examples.
//!
//! What stands on a page comes from doc comments, attribute behaviour and validators, so that it cannot say anything
//! else than the code does. Examples are files, so that they can be run. They lie where HashiCorp's generator
//! `tfplugindocs` looks for them:
//!
//! | page below `docs/` | examples below `examples/` |
//! |---|---|
//! | `index.md` | `provider/provider.tf` |
//! | `resources/cluster.md` | in `resources/aks_cluster/`: `resource.tf`, `import-by-identity.tf`, `import-by-string-id.tf`, `import.sh` |
//! | `data-sources/versions.md` | `data-sources/aks_versions/data-source.tf` |
//! | `ephemeral-resources/token.md` | `ephemeral-resources/aks_token/ephemeral-resource.tf` |
//! | `list-resources/cluster.md` | `list-resources/aks_cluster/list-resource.tfquery.hcl` |
//! | `actions/restart.md` | `actions/aks_restart/action.tf` |
//! | `functions/overlaps.md` | `functions/overlaps/function.tf` |
//!
//! State stores have no folder in the registry; they stand on the index. Guides are written by hand, in `docs/guides/`.
//!
//! A provider keeps its pages true with one test:
//!
//! ```no_run
//! # use tfplugin_framework::{docs::Pages, *};
//! # fn pages(provider: &impl Provider) -> std::io::Result<()> {
//! let pages = Pages::of(provider, "examples".as_ref())?;
//! if std::env::var_os("UPDATE_GENERATED").is_some() {
//!     pages.write("docs".as_ref())?;
//! }
//! assert_eq!(pages.check("docs".as_ref())?, []);
//! # Ok(())
//! # }
//! ```
//!
//! # What is checked
//!
//! [`Pages::check`] looks at the whole folder, guides included, and names what keeps it from being right:
//!
//! - pages that are missing, that differ from what the code says, or that are about nothing the provider has;
//! - files that do not end in `.md`, folders inside the registry's folders, and a second documentation in
//!   `website/docs`;
//! - front matter that is missing or cannot be read, `layout` and `sidebar_current` (keys of the old layout), a
//!   `subcategory` on the index, and a guide without `page_title`;
//! - pages above 500 KiB, which the registry cuts off, and more than 2,000 of them, which it does not take;
//! - examples of something that the provider does not have.
//!
//! These are the rules of the registry and of `tfplugindocs validate` as their documentation gives them; HashiCorp's
//! program itself has not been run on pages made here. Folders that the registry does not know, such as `docs/adr`,
//! are left alone by both.

mod attribute;
mod examples;
mod front_matter;
mod function;
mod import;
mod kind;
mod page;
mod pages;
mod problem;
mod rule;
mod schema;
mod tree;

pub use pages::Pages;
pub use problem::{Finding, Problem};

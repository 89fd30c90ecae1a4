//! The provider's documentation, in the layout of the Terraform registry, from its schemas and examples.
//!
//! What stands on a page comes from doc comments, attribute behaviour and validators, so that it cannot say anything
//! else than the code does. Examples are files, so that they can be run:
//!
//! | page | example |
//! |---|---|
//! | `index.md` | `provider/provider.tf` |
//! | `resources/cluster.md` | `resources/aks_cluster/resource.tf`, `resources/aks_cluster/import.tf` |
//! | `data-sources/versions.md` | `data-sources/aks_versions/data-source.tf` |
//! | `functions/overlaps.md` | `functions/overlaps/function.tf` |
//!
//! A provider keeps its pages true with a test that calls [`Pages::check`].

mod function;
mod page;
mod schema;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{model::Model, provider::Provider, registry::Registry};

/// The pages of a provider's documentation by their path below `docs/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages(BTreeMap<PathBuf, String>);

impl Pages {
    /// Renders every page of `provider`, with the examples found below `examples`.
    ///
    /// # Errors
    /// When an example that is there cannot be read.
    pub fn of<P: Provider>(provider: &P, examples: &Path) -> io::Result<Self> {
        let registry = Registry::of(provider);
        let name = provider_name(P::ADDRESS);
        let mut pages = BTreeMap::new();
        let usage = example(&examples.join("provider/provider.tf"))?;
        pages.insert("index.md".into(), page::index(name, &P::Config::block(), usage.as_deref()));
        for (type_name, resource) in &registry.resources {
            let folder = examples.join("resources").join(type_name);
            let shown = page::Example {
                usage: example(&folder.join("resource.tf"))?,
                import: example(&folder.join("import.tf"))?,
            };
            let text =
                page::typed(page::Kind::Resource, name, type_name, &resource.shape().schema.block, &shown);
            pages.insert(path("resources", name, type_name), text);
        }
        for (type_name, data_source) in &registry.data_sources {
            let folder = examples.join("data-sources").join(type_name);
            let shown = page::Example { usage: example(&folder.join("data-source.tf"))?, import: None };
            let text = page::typed(
                page::Kind::DataSource,
                name,
                type_name,
                &data_source.shape().schema.block,
                &shown,
            );
            pages.insert(path("data-sources", name, type_name), text);
        }
        for (function_name, function) in &registry.functions {
            let usage = example(&examples.join("functions").join(function_name).join("function.tf"))?;
            let text = function::page(name, function_name, &function.signature(), usage.as_deref());
            pages.insert(path("functions", name, function_name), text);
        }
        Ok(Self(pages))
    }

    /// Each page with its path below `docs/`.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.0.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// The pages that are missing or differ below `docs`, and those of the generated folders that nothing generates
    /// any more.
    ///
    /// # Errors
    /// When a page that is there cannot be read.
    pub fn check(&self, docs: &Path) -> io::Result<Vec<PathBuf>> {
        let mut stale = Vec::new();
        for (path, text) in &self.0 {
            match fs::read_to_string(docs.join(path)) {
                Ok(found) if found == *text => {}
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => stale.push(path.clone()),
            }
        }
        for folder in ["resources", "data-sources", "functions"] {
            let entries = match fs::read_dir(docs.join(folder)) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let path = Path::new(folder).join(entry?.file_name());
                if !self.0.contains_key(&path) {
                    stale.push(path);
                }
            }
        }
        Ok(stale)
    }

    /// Writes every page below `docs`.
    ///
    /// # Errors
    /// When a page cannot be written.
    pub fn write(&self, docs: &Path) -> io::Result<()> {
        for (path, text) in &self.0 {
            let path = docs.join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    }
}

/// The last part of the registry address, which prefixes the provider's types.
fn provider_name(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

fn path(folder: &str, provider: &str, name: &str) -> PathBuf {
    let short = name.strip_prefix(provider).and_then(|rest| rest.strip_prefix('_')).unwrap_or(name);
    Path::new(folder).join(format!("{short}.md"))
}

/// An example's text; `None` when there is no such file.
fn example(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

//! All pages of a provider.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    examples::{Examples, entries},
    function, import,
    kind::Kind,
    page,
    problem::{Finding, Problem},
    tree,
};
use crate::{model::Model, provider::Provider, registry::Registry, schema::Block};

/// The pages of a provider's documentation by their path below `docs/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    pages: BTreeMap<PathBuf, String>,
    /// Examples that are on none of them.
    unused: Vec<PathBuf>,
}

impl Pages {
    /// Renders every page of `provider`, with the examples found below `examples`.
    ///
    /// # Errors
    /// When an example that is there cannot be read.
    pub fn of<P: Provider>(provider: &P, examples: &Path) -> io::Result<Self> {
        let registry = Registry::of(provider);
        let mut writer = Writer {
            provider: provider_name(P::ADDRESS),
            examples: Examples::below(examples),
            pages: BTreeMap::new(),
            known: BTreeSet::new(),
        };
        writer.index(&P::Config::block(), &registry)?;
        writer.resources(&registry)?;
        for (name, data_source) in &registry.data_sources {
            writer.typed(Kind::DataSource, name, &data_source.shape().schema.block)?;
        }
        for (name, ephemeral) in &registry.ephemeral_resources {
            writer.typed(Kind::EphemeralResource, name, &ephemeral.shape().schema.block)?;
        }
        for (name, list) in &registry.list_resources {
            writer.typed(Kind::ListResource, name, &list.shape().schema.block)?;
        }
        for (name, action) in &registry.actions {
            writer.typed(Kind::Action, name, &action.shape().schema.block)?;
        }
        writer.functions(&registry)?;
        writer.finish()
    }

    /// Each page with its path below `docs/`.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.pages.iter().map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// What keeps the documentation below `docs` from being right, by path: pages that are not what the code says, and
    /// what the registry would not take. The [module](super) lists the rules.
    ///
    /// # Errors
    /// When a page that is there cannot be read.
    pub fn check(&self, docs: &Path) -> io::Result<Vec<Finding>> {
        let mut findings = tree::check(docs)?;
        for (path, text) in &self.pages {
            let problem = match fs::read_to_string(docs.join(path)) {
                Ok(found) if found == *text => continue,
                Ok(_) => Problem::Differs,
                Err(error) if error.kind() == io::ErrorKind::NotFound => Problem::Missing,
                Err(error) => return Err(error),
            };
            findings.push(Finding { path: path.clone(), problem });
        }
        for kind in Kind::ALL {
            for entry in entries(&docs.join(kind.folder()))? {
                let path = Path::new(kind.folder()).join(entry.file_name());
                if path.extension().is_some_and(|extension| extension == "md")
                    && !self.pages.contains_key(&path)
                {
                    findings.push(Finding { path, problem: Problem::AboutNothing });
                }
            }
        }
        let unused = self.unused.iter().cloned();
        findings.extend(unused.map(|path| Finding { path, problem: Problem::AboutNothing }));
        findings.sort();
        Ok(findings)
    }

    /// Writes every page below `docs`. What lies there beside them stays.
    ///
    /// # Errors
    /// When a page cannot be written.
    pub fn write(&self, docs: &Path) -> io::Result<()> {
        for (path, text) in &self.pages {
            let path = docs.join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    }
}

/// Renders pages one after the other.
struct Writer<'a> {
    provider: &'a str,
    examples: Examples<'a>,
    pages: BTreeMap<PathBuf, String>,
    known: BTreeSet<(Kind, String)>,
}

impl Writer<'_> {
    fn index<P: Provider>(&mut self, config: &Block, registry: &Registry<P>) -> io::Result<()> {
        let stores =
            registry.state_stores.iter().map(|(name, store)| (*name, store.shape().schema.block.clone()));
        let stores: Vec<_> = stores.collect();
        let text = page::index(self.provider, config, self.examples.of_provider()?.as_deref(), &stores);
        self.pages.insert("index.md".into(), text);
        Ok(())
    }

    fn resources<P: Provider>(&mut self, registry: &Registry<P>) -> io::Result<()> {
        for (name, resource) in &registry.resources {
            let block = resource.shape().schema.block.clone();
            let block = page::with_default_timeouts(block, resource.timeouts());
            let identity = resource.identified().map(|identified| identified.shape().schema.block.clone());
            let import = import::sections(identity.as_ref(), &self.examples.of_import(name)?);
            let usage = self.examples.of(Kind::Resource, name)?;
            let text = page::typed(Kind::Resource, self.provider, name, &block, usage.as_deref(), &import);
            self.add(Kind::Resource, name, text);
        }
        Ok(())
    }

    fn typed(&mut self, kind: Kind, name: &str, block: &Block) -> io::Result<()> {
        let usage = self.examples.of(kind, name)?;
        self.add(kind, name, page::typed(kind, self.provider, name, block, usage.as_deref(), ""));
        Ok(())
    }

    fn functions<P: Provider>(&mut self, registry: &Registry<P>) -> io::Result<()> {
        for (name, function) in &registry.functions {
            let usage = self.examples.of(Kind::Function, name)?;
            let text = function::page(self.provider, name, &function.signature(), usage.as_deref());
            self.add(Kind::Function, name, text);
        }
        Ok(())
    }

    fn add(&mut self, kind: Kind, name: &str, text: String) {
        self.known.insert((kind, name.to_owned()));
        self.pages.insert(Path::new(kind.folder()).join(kind.file(self.provider, name)), text);
    }

    fn finish(self) -> io::Result<Pages> {
        let unused = self.examples.of_nothing(|kind, name| self.known.contains(&(kind, name.to_owned())))?;
        Ok(Pages { pages: self.pages, unused })
    }
}

/// The last part of the registry address, which prefixes the provider's types.
fn provider_name(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or(address)
}

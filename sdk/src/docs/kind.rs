//! The kinds of pages, by the registry's folders.

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Resource,
    DataSource,
    EphemeralResource,
    ListResource,
    Action,
    Function,
}

impl Kind {
    pub(super) const ALL: [Self; 6] = [
        Self::Resource,
        Self::DataSource,
        Self::EphemeralResource,
        Self::ListResource,
        Self::Action,
        Self::Function,
    ];

    /// The folder of its pages, and of its examples.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Resource => "resources",
            Self::DataSource => "data-sources",
            Self::EphemeralResource => "ephemeral-resources",
            Self::ListResource => "list-resources",
            Self::Action => "actions",
            Self::Function => "functions",
        }
    }

    /// Its name in titles.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Resource => "Resource",
            Self::DataSource => "Data Source",
            Self::EphemeralResource => "Ephemeral Resource",
            Self::ListResource => "List Resource",
            Self::Action => "Action",
            Self::Function => "function",
        }
    }

    /// The file that shows its use.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Resource => "resource.tf",
            Self::DataSource => "data-source.tf",
            Self::EphemeralResource => "ephemeral-resource.tf",
            Self::ListResource => "list-resource.tfquery.hcl",
            Self::Action => "action.tf",
            Self::Function => "function.tf",
        }
    }

    /// The page's file name, without the provider's name in front. Functions have names of their own.
    pub(super) fn file(self, provider: &str, name: &str) -> String {
        let short = match self {
            Self::Function => None,
            _ => name.strip_prefix(provider).and_then(|rest| rest.strip_prefix('_')),
        };
        format!("{}.md", short.unwrap_or(name))
    }
}

//! What the rules about Windows nodes share: which Windows Server runs which Kubernetes.

use std::cmp::Ordering;

use tfplugin_framework::Attr;
use time::Date;

use crate::{
    rules::{Pool, View, rule::day},
    version,
};

/// A version of Windows Server that nodes may run.
pub(super) struct WindowsServer {
    /// `osSKU`.
    pub(super) sku: &'static str,
    /// Its name.
    pub(super) title: &'static str,
    /// AKS has it since this day; none for those that the article on overlay names.
    pub(super) from: Option<Date>,
    /// AKS has it no longer from this day on; none where no end is announced.
    pub(super) until: Option<Date>,
    /// The first minor version of Kubernetes with which it runs.
    pub(super) first: Option<&'static str>,
    /// The first minor version of Kubernetes with which it does not run any more.
    pub(super) ended: Option<&'static str>,
}

/// Every version, oldest first.
pub(super) const WINDOWS: [WindowsServer; 3] = [
    WindowsServer {
        sku: "Windows2019",
        title: "Windows Server 2019",
        from: None,
        until: Some(day(2026, 3, 1)),
        first: None,
        ended: Some("1.33"),
    },
    WindowsServer {
        sku: "Windows2022",
        title: "Windows Server 2022",
        from: None,
        until: Some(day(2028, 6, 30)),
        first: None,
        ended: Some("1.37"),
    },
    WindowsServer {
        sku: "Windows2025",
        title: "Windows Server 2025",
        from: Some(day(2026, 5, 29)),
        until: None,
        first: Some("1.32"),
        ended: None,
    },
];

impl WindowsServer {
    /// The version that a pool asks for.
    pub(super) fn of(pool: &Pool) -> Option<&'static Self> {
        let sku = pool.os_sku.known()?;
        WINDOWS.iter().find(|server| server.sku.eq_ignore_ascii_case(sku))
    }

    /// Whether AKS has it on a day.
    pub(super) fn is_offered(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on < until)
    }

    /// Whether it runs with a version of Kubernetes.
    pub(super) fn runs(&self, kubernetes: &str) -> bool {
        let is_before = |minor| version::compare(kubernetes, minor) == Ordering::Less;
        !self.first.is_some_and(is_before) && self.ended.is_none_or(is_before)
    }
}

/// The version of Kubernetes that a pool's nodes will run, as far as that is known.
pub(super) fn kubernetes<'a>(view: &'a View, pool: &'a Pool) -> Option<&'a str> {
    match &pool.kubernetes_version {
        Attr::Known(version) => Some(version),
        Attr::Unknown(_) => None,
        Attr::Null => match view.managed_pools_now().like(pool) {
            Some(now) => now.kubernetes_version.known().map(String::as_str),
            None => view.version(),
        },
    }
}

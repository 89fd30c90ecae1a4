//! A cluster from which no traffic leaves gets its system images from a cache: `outbound_type = "none"` goes with
//! `bootstrap = { artifact_source = "Cache" }`.
//!
//! # Why
//!
//! Nodes pull what they need to start from Microsoft's registry, which they cannot reach without a way out. The cache is a
//! container registry in the virtual network, AKS's or one's own.
//!
//! # Way out
//!
//! Set `bootstrap = { artifact_source = "Cache" }`, or take another outbound type.
//!
//! # Evidence
//!
//! - "Network isolated AKS clusters": <https://learn.microsoft.com/azure/aks/concepts-network-isolated>.
//! - azurerm 5.2 refuses the combination in its plan.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Effective, finding::written,
    rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "outbound-none-needs-cache",
    number: "X32",
    title: "A cluster without a way out gets its images from a cache",
    history: &[Phase {
        from: day(2024, 3, 17),
        level: Level::Error,
        because: "Clusters without a way out are documented, with the cache that they need.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the combination."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(outbound) = view.effective(|network| &network.outbound_type).value() else { return };
    let source = view.control(|cluster| &cluster.bootstrap_artifact_source);
    let direct = match source {
        Effective::Asked(source) | Effective::Existing(source) => !source.eq_ignore_ascii_case("Cache"),
        Effective::Default => true,
        Effective::Undecided => false,
    };
    if !outbound.eq_ignore_ascii_case("none") || !direct {
        return;
    }
    let path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    findings
        .report(Some(path), "A cluster without a way out needs a cache of system images")
        .fact(format!("{attribute} = \"{outbound}\""))
        .fact(match source.value() {
            Some(_) => {
                "bootstrap.artifact_source is not \"Cache\", so the images come from Microsoft's registry."
                    .to_owned()
            }
            None => "bootstrap.artifact_source is not set, so the images come from Microsoft's registry."
                .to_owned(),
        })
        .why("Without a way out nodes cannot reach Microsoft's registry, and never start.")
        .way_out(format!(
            "Set bootstrap = {{ artifact_source = \"Cache\" }}, or {attribute} = \"loadBalancer\"."
        ))
        .unless_settled(view);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Operation, View,
        sample::{known, valid},
    };

    fn with(outbound: &str, source: Attr<String>) -> View {
        valid().with(|view| {
            view.network.outbound_type = known(outbound);
            view.control_plane.bootstrap_artifact_source = source;
        })
    }

    const REFUSED: [(&str, Level); 1] = [("outbound-none-needs-cache", Level::Error)];

    #[test]
    fn no_way_out_needs_the_cache() {
        assert_eq!(with("None", known("direct")).codes(), REFUSED);
        assert_eq!(with("none", Attr::Null).codes(), REFUSED);
        assert_eq!(with("none", known("cache")).codes(), []);
        assert_eq!(with("loadBalancer", Attr::Null).codes(), []);
    }

    #[test]
    fn what_is_not_decided_is_awaited() {
        assert_eq!(with("none", Attr::unknown()).codes(), []);
        let alone = with("none", Attr::Null).with(|view| view.operation = Operation::Validate);
        assert_eq!(alone.codes(), []);
    }

    #[test]
    fn a_source_that_nobody_has_written_is_not_quoted() {
        let error = with("none", known("direct")).error();
        assert!(error.facts[1].starts_with("bootstrap.artifact_source is not \"Cache\""), "{error:?}");
    }
}

//! Nodes with Arm64 processors were excluded from overlay at first: in some regions by name, and by a note everywhere.
//! Today every region that has them takes them.
//!
//! # Why
//!
//! The rule is history. It is kept for scheduled runs that judge by an earlier day (`rules.as_of`).
//!
//! # Way out
//!
//! Take a size with x64 processors, or judge by a later day.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", 2023-11-28, with both the list of regions and the note:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - The list was removed on 2024-01-10 (commit 288b8b54b of MicrosoftDocs/azure-aks-docs), the note on 2024-07-02
//!   (4863422ca).

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Pool, Rule, Source, View,
    effective::Ipam,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "arm64-pool",
    number: "R30",
    title: "Overlay had no nodes with Arm64 processors",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay excludes Arm64 in six regions, and by a note everywhere.",
        },
        Phase {
            from: LIST_REMOVED,
            level: Level::Warning,
            because: "The list of regions is gone; the note that overlay has no Arm64 stands.",
        },
        Phase {
            from: day(2024, 7, 2),
            level: Level::Off,
            because: "The note is gone: Arm64 works everywhere.",
        },
    ],
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::VmSizes],
    lowering: Lowering::Allowed("The article contradicts itself."),
    yields_to: &[],
    check,
};

const LIST_REMOVED: time::Date = day(2024, 1, 10);

const REGIONS: [&str; 6] =
    ["eastus2", "francecentral", "southeastasia", "southcentralus", "westeurope", "westus3"];

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let region = view.control(|cluster| &cluster.location).value();
    let excluded =
        region.filter(|region| REGIONS.contains(&region.as_str()) && findings.as_of() < LIST_REMOVED);
    for pool in &view.pools {
        let Some(size) = pool.vm_size.known() else { continue };
        if !is_arm64(view, size) {
            continue;
        }
        let attribute = pool.named("vm_size");
        let report = findings
            .report(
                pool.attribute("vm_size"),
                format!("Nodes of size {size} have Arm64 processors, which overlay has not"),
            )
            .fact(format!("{attribute} = \"{size}\""))
            .way_out(format!("Take a size with x64 processors: {attribute} = \"Standard_D4s_v5\"."));
        match excluded {
            Some(region) => report
                .fact(format!("The cluster is in {region}."))
                .why("The article on Azure CNI Overlay excludes Arm64 in this region."),
            None => report
                .why("A note in the article on Azure CNI Overlay excludes Arm64, though its list does not name the region.")
                .at_most(Level::Warning),
        };
    }
}

/// By what Azure says of the size, else by its name.
fn is_arm64(view: &View, size: &str) -> bool {
    let sizes = view.lookups.vm_sizes.found().map(Vec::as_slice).unwrap_or_default();
    let known =
        sizes.iter().find(|known| known.name.eq_ignore_ascii_case(size) && !known.architecture.is_empty());
    known.map_or_else(|| Pool::is_arm64_name(size), |known| known.architecture.eq_ignore_ascii_case("Arm64"))
}

impl Pool {
    /// Whether the name of a size has the "p" of Arm64 among the letters after the number: `Standard_D4plds_v5`.
    fn is_arm64_name(size: &str) -> bool {
        let lower = size.to_ascii_lowercase();
        let name = lower.strip_prefix("standard_").unwrap_or(&lower);
        let letters = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let features = letters.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        let features = features.split('_').next().unwrap_or_default();
        letters.len() < name.len() && features.len() < letters.len() && features.contains('p')
    }
}

#[cfg(test)]
mod tests {
    use time::Date;

    use crate::rules::{
        Level, Lookup, Pool, View, VmSize,
        rule::day,
        sample::{known, valid},
    };

    fn with(size: &str, region: &str) -> View {
        valid().with(|view| {
            view.pools[0].vm_size = known(size);
            view.control_plane.location = known(region);
        })
    }

    fn levels(view: &View, on: Date) -> Vec<Level> {
        view.codes_on(on).into_iter().map(|(_, level)| level).collect()
    }

    #[test]
    fn the_name_of_a_size_tells_the_processor() {
        for arm in ["Standard_D4ps_v5", "standard_d2plds_v5", "Standard_E8pds_v6", "Standard_B2pts_v2"] {
            assert!(Pool::is_arm64_name(arm), "{arm}");
        }
        for x64 in
            ["Standard_D4s_v5", "Standard_NP10s", "Standard_E8-2s_v5", "Standard_D2_v2_Promo", "plain", ""]
        {
            assert!(!Pool::is_arm64_name(x64), "{x64}");
        }
    }

    #[test]
    fn at_first_the_regions_of_the_list_refused_it_and_the_note_warned_elsewhere() {
        let first = day(2023, 12, 1);
        assert_eq!(levels(&with("Standard_D4ps_v5", "westeurope"), first), [Level::Error]);
        assert_eq!(levels(&with("Standard_D4ps_v5", "northeurope"), first), [Level::Warning]);
        assert_eq!(levels(&with("Standard_D4s_v5", "westeurope"), first), []);
    }

    #[test]
    fn the_list_and_then_the_note_were_dropped() {
        let view = with("Standard_D4ps_v5", "westeurope");
        assert_eq!(levels(&view, day(2024, 1, 9)), [Level::Error]);
        assert_eq!(levels(&view, day(2024, 1, 10)), [Level::Warning]);
        assert_eq!(levels(&view, day(2024, 7, 2)), []);
    }

    #[test]
    fn what_azure_says_of_a_size_counts_more_than_its_name() {
        let view = with("Standard_New4_v9", "westeurope").with(|view| {
            let size = VmSize {
                name: "standard_new4_v9".to_owned(),
                offered: true,
                architecture: "Arm64".to_owned(),
                ..VmSize::default()
            };
            view.lookups.vm_sizes = Lookup::Found(vec![size]);
        });
        assert_eq!(levels(&view, day(2023, 12, 1)), [Level::Error]);
    }
}

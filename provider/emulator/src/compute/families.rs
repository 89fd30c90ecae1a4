//! The families of machine sizes: a line of `families.txt` each, from which the sizes are made when somebody asks.
//!
//! A line holds, between bars: the family; the names (one pattern with `#` for the number of vCPUs, or each size as
//! `NAME=VCPUS:GIB`); the numbers of vCPUs and GiB of memory per vCPU where there is a pattern; GiB of cache and of
//! temporary disk per vCPU; letters: `1` and `2` for the generations of virtual machines, `P` premium storage, `N`
//! accelerated networking, `E` ephemeral OS disks, `A` Arm64, `C` confidential, `G` GPU. Figures from the size pages of
//! learn.microsoft.com/azure/virtual-machines/sizes.

const LINES: &str = include_str!("families.txt");

/// A size of machine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Size {
    /// In Azure's spelling, with `Standard_`.
    pub(crate) name: String,
    pub(crate) family: &'static str,
    pub(crate) cores: u32,
    pub(crate) memory_gib: f64,
    /// GiB of cache on the host.
    pub(crate) cache_gib: f64,
    /// GiB of temporary disk.
    pub(crate) temp_gib: f64,
    letters: &'static str,
}

impl Size {
    pub(crate) fn is_arm(&self) -> bool {
        self.has('A')
    }

    /// GiB that an ephemeral OS disk may have; `None` where there can be none.
    pub(crate) fn ephemeral_gib(&self) -> Option<f64> {
        self.has('E').then(|| self.cache_gib.max(self.temp_gib))
    }

    pub(super) fn has(&self, letter: char) -> bool {
        self.letters.contains(letter)
    }
}

/// The size of this name in any case: as the table makes it, with fewer vCPUs (`E8-2s_v5`), or an offer (`_Promo`).
///
/// Of the large and the special machines (M, N, H) there are more than the table holds: they are found without being
/// known.
pub(crate) fn find(name: &str) -> Option<Known> {
    let lower = name.to_ascii_lowercase();
    let own = lower.strip_prefix("standard_")?;
    let own = own.strip_suffix("_promo").unwrap_or(own);
    let named = |wanted: &str| all().find(|size| size.name["Standard_".len()..].eq_ignore_ascii_case(wanted));
    if let Some(size) = named(own) {
        return Some(Known::Size(size));
    }
    if let Some(size) = unconstrained(own).and_then(|whole| named(&whole)) {
        return Some(Known::Size(size));
    }
    let special = own.starts_with(['m', 'n', 'h']) && own.chars().any(|c| c.is_ascii_digit());
    (special && own.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))).then_some(Known::Special)
}

/// What is known of a size that exists.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Known {
    Size(Size),
    /// Only that it may exist.
    Special,
}

/// All sizes of the table.
pub(super) fn all() -> impl Iterator<Item = Size> {
    LINES.lines().filter_map(Line::read).flat_map(|line| line.sizes())
}

/// `e8s_v5` for `e8-2s_v5`; `None` for what is no such name.
fn unconstrained(name: &str) -> Option<String> {
    let (whole, rest) = name.split_once('-')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| format!("{whole}{}", &rest[digits..]))
}

/// A line of the table.
struct Line {
    family: &'static str,
    names: &'static str,
    cores: &'static str,
    memory: &'static str,
    cache: f64,
    temp: f64,
    letters: &'static str,
}

impl Line {
    fn read(line: &'static str) -> Option<Self> {
        let parts: Vec<&str> = line.split('|').collect();
        // Sizes that are named one by one have no column of memory.
        let (cores, memory, rest) = match parts.as_slice() {
            [_, _, "", rest @ ..] => ("", "", rest),
            [_, _, cores, memory, rest @ ..] => (*cores, *memory, rest),
            _ => return None,
        };
        let [cache, temp, letters] = rest else { return None };
        Some(Self {
            family: parts[0],
            names: parts[1],
            cores,
            memory,
            cache: cache.parse().ok()?,
            temp: temp.parse().ok()?,
            letters,
        })
    }

    fn sizes(self) -> Vec<Size> {
        let size = |name: String, cores: u32, memory_gib: f64| Size {
            name: format!("Standard_{name}"),
            family: self.family,
            cores,
            memory_gib,
            cache_gib: self.cache * f64::from(cores),
            temp_gib: self.temp * f64::from(cores),
            letters: self.letters,
        };
        if self.cores.is_empty() {
            let named = self.names.split(' ').filter_map(|one| {
                let (name, figures) = one.split_once('=')?;
                let (cores, memory) = figures.split_once(':')?;
                Some(size(name.to_owned(), cores.parse().ok()?, memory.parse().ok()?))
            });
            return named.collect();
        }
        let per_core: f64 = self.memory.parse().unwrap_or(0.0);
        let made = self.cores.split(' ').filter_map(|text| {
            let cores: u32 = text.parse().ok()?;
            Some(size(self.names.replacen('#', text, 1), cores, per_core * f64::from(cores)))
        });
        made.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn known(name: &str) -> Size {
        match find(name) {
            Some(Known::Size(size)) => size,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn every_line_can_be_read_and_makes_sizes_of_its_own() {
        let mut names = BTreeSet::new();
        for line in LINES.lines() {
            let made = Line::read(line).unwrap_or_else(|| panic!("{line}")).sizes();
            assert!(!made.is_empty(), "{line}");
            for size in made {
                assert!(size.cores > 0 && size.memory_gib > 0.0 && size.family.ends_with("Family"), "{line}");
                assert!(size.has('1') || size.has('2'), "{line}");
                assert!(names.insert(size.name.clone()), "{} is made twice", size.name);
            }
        }
        assert!(names.len() > 800, "{}", names.len());
    }

    #[test]
    fn sizes_have_the_figures_of_their_page() {
        let size = known("standard_d4s_v5");
        assert_eq!((size.name.as_str(), size.cores, size.memory_gib), ("Standard_D4s_v5", 4, 16.0));
        assert_eq!((known("Standard_DS2_v2").cache_gib, known("Standard_DS2_v2").memory_gib), (86.0, 7.0));
        assert_eq!(known("Standard_D2ds_v5").ephemeral_gib(), Some(75.0));
        assert_eq!(known("Standard_D2s_v5").ephemeral_gib(), None);
        assert!(known("Standard_B4pls_v2").is_arm() && !known("Standard_B4ls_v2").is_arm());
    }

    #[test]
    fn names_of_all_kinds_are_found_and_inventions_are_not() {
        for name in [
            "Standard_E8-2s_v5",
            "Standard_DS12-1_v2",
            "Standard_D2_v2_Promo",
            "Standard_NC24ads_A100_v4",
            "Standard_DC4as_cc_v5",
            "Standard_M128-64ms",
            "Standard_ND128isr_NDR_GB200_v6",
            "Standard_HB120rs_v3",
            "Standard_L8as_v3",
            "Standard_FX12mds",
        ] {
            assert!(find(name).is_some(), "{name}");
        }
        for name in [
            "",
            "Standard_",
            "D4s_v5",
            "Standard_D5s_v5",
            "Standard_D4s_v99",
            "Basic_A1",
            "Standard_Z9",
            "Standard_M",
        ] {
            assert!(find(name).is_none(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_name_makes_the_search_panic(name in "(Standard_)?\\PC{0,20}") {
            let _ = find(&name);
        }
    }
}

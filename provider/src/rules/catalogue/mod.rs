//! The catalogue: a folder per theme, and in it one file per rule.
//!
//! A rule belongs in a file with the name of its code, in the folder of its theme and in the theme's `RULES`; a test names
//! whatever else is missing: its prose, its page in `docs/rules/`, its fixtures in `tests/fixtures/`.

use super::Rule;

mod addons;
mod capacity;
mod dataplane;
mod dual_stack;
mod egress;
mod moves;
mod notation;
mod policies;
mod pools;
mod ranges;
mod retirements;
mod subnets;
mod subscription;
mod versions;

/// The themes, in the order in which findings of one severity are shown: what is written, what may not change, what does
/// not go together, then ranges, sizes and pools.
const THEMES: &[&[&Rule]] = &[
    notation::RULES,
    moves::RULES,
    dual_stack::RULES,
    dataplane::RULES,
    policies::RULES,
    egress::RULES,
    addons::RULES,
    ranges::RULES,
    subnets::RULES,
    capacity::RULES,
    versions::RULES,
    pools::RULES,
    retirements::RULES,
    subscription::RULES,
];

/// Every rule.
pub static RULES: &[&Rule] = &joined::<{ count(THEMES) }>(THEMES);

/// Numbers of the catalogue that no rule checks, each with the reason.
pub static NOT_CHECKABLE: &[(&str, &str)] = &[];

const fn count(themes: &[&[&Rule]]) -> usize {
    let (mut count, mut theme) = (0, 0);
    while theme < themes.len() {
        count += themes[theme].len();
        theme += 1;
    }
    count
}

const fn joined<const N: usize>(themes: &[&[&'static Rule]]) -> [&'static Rule; N] {
    let mut all = [themes[0][0]; N];
    let (mut next, mut theme) = (0, 0);
    while theme < themes.len() {
        let mut rule = 0;
        while rule < themes[theme].len() {
            all[next] = themes[theme][rule];
            next += 1;
            rule += 1;
        }
        theme += 1;
    }
    all
}

//! The table by itself.

use std::collections::BTreeSet;

use super::source::{files, prose};
use crate::rules::{Level, Lowering, NOT_CHECKABLE, RULES};

#[test]
fn codes_and_numbers_are_unique() {
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    let numbers: BTreeSet<&str> = RULES.iter().map(|rule| rule.number).collect();
    assert_eq!(codes.len(), RULES.len());
    assert_eq!(numbers.len(), RULES.len());
}

/// Microsoft's article says 66 things that can be broken, its other pages and release notes 32.
#[test]
fn every_number_of_the_catalogue_has_a_rule_or_a_reason_why_it_has_none() {
    let numbers = |letter: &'static str, last: usize| (1..=last).map(move |n| format!("{letter}{n:02}"));
    let catalogue: BTreeSet<String> = numbers("R", 66).chain(numbers("X", 32)).collect();
    let not_checkable = NOT_CHECKABLE.iter().map(|(number, _)| *number);
    let told = RULES.iter().map(|rule| rule.number).chain(not_checkable);
    let mut told: Vec<&str> = told.filter(|number| !number.starts_with('N')).collect();
    told.sort_unstable();
    assert_eq!(told, catalogue.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn at_most_five_numbers_have_a_reason_instead_of_a_rule() {
    assert!(NOT_CHECKABLE.len() <= 5);
    assert!(NOT_CHECKABLE.iter().all(|(_, reason)| reason.ends_with('.')));
}

#[test]
fn codes_are_kebab_case_and_numbers_a_letter_and_two_digits() {
    for rule in RULES {
        let words: Vec<&str> = rule.code.split('-').collect();
        let word = |word: &&str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        assert!(words.iter().all(word), "{}", rule.code);
        let (letter, digits) = rule.number.split_at(1);
        assert!(
            "RXN".contains(letter) && digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()),
            "{}",
            rule.number
        );
    }
}

#[test]
fn every_rule_has_a_history_in_ascending_order() {
    for rule in RULES {
        assert!(!rule.history.is_empty(), "{}", rule.code);
        assert!(rule.history.is_sorted_by(|a, b| a.from < b.from), "{}", rule.code);
        assert!(rule.history.iter().all(|phase| phase.because.ends_with('.')), "{}", rule.code);
        assert!(!rule.when.is_empty() && !rule.looks_at.is_empty(), "{}", rule.code);
    }
}

#[test]
fn a_rule_yields_only_to_rules_that_exist_and_stand_before_it() {
    let place = |code: &str| RULES.iter().position(|rule| rule.code == code);
    for rule in RULES {
        for code in rule.yields_to {
            let before =
                place(code).unwrap_or_else(|| panic!("{} yields to {code}, which is no rule", rule.code));
            assert!(Some(before) < place(rule.code), "{} yields to {code}, which comes later", rule.code);
        }
    }
}

#[test]
fn only_errors_need_a_reason_why_they_cannot_be_lowered() {
    for rule in RULES {
        let error = rule.history.iter().any(|phase| phase.level == Level::Error);
        assert!(error || matches!(rule.lowering, Lowering::Allowed(_)), "{}", rule.code);
    }
}

#[test]
fn every_rule_says_what_why_the_way_out_and_the_evidence() {
    for rule in RULES {
        let prose = prose(rule);
        for heading in ["", "Why", "Way out", "Evidence"] {
            let text = prose.get(heading).map(String::as_str).unwrap_or_default();
            assert!(!text.is_empty(), "{} has nothing under \"{heading}\"", rule.code);
        }
        assert_eq!(prose.len(), 4, "{} has other headings than the four", rule.code);
        let evidence = &prose["Evidence"];
        assert!(
            evidence.lines().all(|line| line.starts_with("- ") || line.starts_with("  ")),
            "{}",
            rule.code
        );
    }
}

#[test]
fn every_file_of_the_catalogue_is_a_rule_or_shared_by_rules() {
    let table: BTreeSet<String> = RULES.iter().map(|rule| rule.code.replace('-', "_")).collect();
    let mut rules = BTreeSet::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        if text.contains("static RULE: Rule") {
            rules.insert(file.file_stem().unwrap_or_default().to_string_lossy().into_owned());
        }
    }
    assert_eq!(rules, table);
}

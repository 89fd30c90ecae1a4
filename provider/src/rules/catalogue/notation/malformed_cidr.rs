//! Pod CIDRs, service CIDRs and the address of the DNS service are written in full: decimal octets without leading
//! zeros, a prefix length that the family has, no bits set after the prefix, no IPv4 range in IPv6 notation.
//!
//! # Why
//!
//! Azure answers a malformed range with `CidrStringParseError`, and not always: what it makes of `10.1.2.3/16` is not
//! documented, and `010.0.0.0/8` is 8.0.0.0/8 to a program that reads octal numbers. A range that two programs read
//! differently cannot be checked against anything, so the other rules are silent about it until it is well-formed. Bits
//! after the prefix can only mean the range around them, so the other rules judge that one.
//!
//! # Way out
//!
//! Write the range that the message proposes.
//!
//! # Evidence
//!
//! - `CidrStringParseError`, "Cidr is invalid", target `networkProfile.serviceCIDR`:
//!   <https://github.com/Azure/AKS/issues/506>, 2018.
//! - RFC 4632, section 3.1, on the notation; RFC 6943, section 3.1.1, on octets that are read as octal numbers.

use tfplugin_framework::{Attr, Path};

use crate::{
    network::{Cidr, CidrError, Family, parse_address},
    rules::{
        Change, Findings, Lowering, Rule, Source, View, finding::written, ranges::Purpose,
        rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "malformed-cidr",
    number: "N01",
    title: "Ranges and addresses are well-formed",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("No rule can be checked on a range that is not one."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let network = &view.network;
    for purpose in [Purpose::Pods, Purpose::Services] {
        let list = purpose.of(network);
        for (index, element) in list.known().into_iter().flatten().enumerate() {
            let path = network.attribute(purpose.attribute()).index(index);
            match element {
                Attr::Known(text) => {
                    if let Err(error) = Cidr::parse(text) {
                        let said = lacks_length(view, purpose, text).filter(|_| is_address(&error));
                        report(path, text, said.unwrap_or_else(|| error.to_string()), findings);
                    }
                }
                Attr::Null => {
                    let summary = format!("{} is null", written(&path));
                    findings.report(Some(path), summary).way_out("Leave the element out, or write a range.");
                }
                Attr::Unknown(_) => {}
            }
        }
    }
    if let Some(text) = network.dns_service_ip.known()
        && let Err(error) = parse_address(text)
    {
        report(network.attribute("dns_service_ip"), text, error.to_string(), findings);
    }
}

fn is_address(error: &CidrError) -> bool {
    matches!(error, CidrError::NoPrefixLength { .. })
}

/// An address in the place of a range, with the range of the usual size around it: the address alone has room for nothing.
fn lacks_length(view: &View, purpose: Purpose, text: &str) -> Option<String> {
    let address = parse_address(text).ok()?;
    let range = Cidr::containing(address, view.usual_size(purpose, Family::of(address)));
    Some(format!("\"{text}\" is one address, not a range; write a range such as \"{range}\""))
}

fn report(path: Path, text: &str, error: String, findings: &mut Findings<'_>) {
    let attribute = written(&path);
    let summary = format!("{attribute} is malformed: {text:?}");
    findings.report(Some(path), summary).way_out(format!("{error}."));
}

#[cfg(test)]
mod tests {
    use crate::rules::sample::{known, list, valid};

    #[test]
    fn a_malformed_range_is_named_with_its_place_and_the_range_to_write() {
        let view = valid().with(|view| view.network.pod_cidrs = list(&["10.244.1.0/16"]));
        let error = view.error();
        assert_eq!(error.rule.code, "malformed-cidr");
        assert_eq!(error.path, Some(view.network.attribute("pod_cidrs").index(0)));
        assert!(error.way_out.ends_with("write \"10.244.0.0/16\"."), "{}", error.way_out);
    }

    #[test]
    fn an_address_in_the_place_of_a_range_is_answered_with_a_range_that_has_room() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["10.244.0.7"]);
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd00::5"]);
        });
        let said: Vec<String> = view.findings().into_iter().map(|finding| finding.way_out).collect();
        assert!(said.iter().any(|text| text.ends_with("such as \"10.244.0.0/16\".")), "{said:?}");
        assert!(said.iter().any(|text| text.ends_with("such as \"fd00::/108\".")), "{said:?}");
    }

    #[test]
    fn a_malformed_address_of_the_dns_service_is_found() {
        let error = valid().with(|view| view.network.dns_service_ip = known("10.0.0.010")).error();
        assert_eq!(error.summary, "network.dns_service_ip is malformed: \"10.0.0.010\"");
    }

    #[test]
    fn every_malformed_range_is_reported() {
        let view = valid().with(|view| {
            view.network.pod_cidrs = list(&["010.0.0.0/8"]);
            view.network.service_cidrs = list(&["10.0.0.0/33"]);
        });
        assert_eq!(view.codes().len(), 2);
    }
}
